//! What people are called and what is written down at the counter.

use crate::dice::Dice;
use crate::intent::Text;

pub(crate) const NAMES: [&str; 20] = [
    "Pak Anton",
    "Ibu Sri",
    "Dedi",
    "Bu Tini",
    "Rina Wijaya",
    "Agus",
    "Mas Eko",
    "Ibu Yuli",
    "Hendra Gunawan",
    "Nur Aini",
    "Pak RT",
    "Lestari",
    "Bang Ucok",
    "Teh Neneng",
    "Kevin",
    "Ibu Hj. Aminah",
    "Yohanes",
    "Putri Ayu",
    "Pak Made",
    "Fitri",
];

pub(crate) const ADDRESSES: [&str; 8] = [
    "Jl. Melati No. 5, Bandung",
    "Jl. Anggrek No. 7, Bandung",
    "Jl. Asia Afrika No. 112, Bandung",
    "Kp. Cibiru RT 03 RW 05, Bandung",
    "Komplek Griya Asri Blok C-12",
    "Jl. Soekarno-Hatta No. 480",
    "Ruko Pasar Baru No. 21, lantai 2",
    "Jl. Dago Atas Gg. Mawar No. 3",
];

pub(crate) const NOTES: [&str; 8] = [
    "awas kaca spion",
    "jangan pakai pewangi",
    "ada barang di bagasi",
    "kancing baju lepas satu",
    "telepon dulu kalau sudah selesai",
    "kunci dititip di kasir",
    "pelanggan minta cepat",
    "pisahkan yang putih",
];

pub(crate) const DISCOUNTS: [&str; 4] =
    ["pelanggan lama", "menunggu terlalu lama", "promo akhir bulan", "cuci ulang"];

pub(crate) const CANCELLED: [&str; 4] =
    ["hujan deras", "pelanggan tidak jadi", "salah pesan", "mesin rusak"];

pub(crate) const BAD_WORK: [&str; 4] = ["masih kotor", "masih bau", "masih bernoda", "kurang rapi"];

pub(crate) const FIRST: [&str; 3] = ["ibu hamil", "harus ke bandara", "janji jam sepuluh"];

pub(crate) const BAYS: [&str; 3] = ["1", "2", "kiri"];

pub(crate) const WINDOWS: [&str; 3] = ["08:00-12:00", "13:00-17:00", "16:00-19:00"];

pub(crate) const MIS_KEYED: [&str; 3] = ["salah metode", "salah pesanan", "dobel"];

pub(crate) const COMPLAINTS: [&str; 4] =
    ["kurang bersih", "baju luntur", "lama sekali", "pesanan dibatalkan"];

pub(crate) const PETTY_OUT: [&str; 4] = ["beli sabun", "parkir", "es batu", "bensin kurir"];

pub(crate) const PETTY_IN: [&str; 2] = ["tukar uang receh", "kembalian belanja"];

pub(crate) const VARIANCE: [&str; 3] =
    ["salah kembalian", "uang receh kurang", "belum ketemu selisihnya"];

pub(crate) const QUESTIONS: [&str; 2] = ["tolong hitung lagi", "ini selisih dari mana?"];

pub(crate) const APPROVED: [&str; 2] = ["sudah dicek", "selisih diterima"];

/// One of a few texts.
pub(crate) fn one_of(dice: &mut Dice, few: &[&'static str]) -> Text {
    Text::Borrowed(dice.pick(few))
}

/// A licence plate.
pub(crate) fn plate(dice: &mut Dice) -> Text {
    const TOWNS: [&str; 5] = ["B", "D", "F", "Z", "AB"];
    const LETTERS: [&str; 8] = ["A", "CD", "KH", "TQZ", "XYZ", "RFS", "OK", "UB"];
    let (town, number) = (dice.pick(&TOWNS), dice.between(1000..=9999));
    Text::Owned(format!("{town} {number} {}", dice.pick(&LETTERS)))
}

/// A phone that somebody may share with others: it is nobody's in particular.
pub(crate) fn phone(dice: &mut Dice) -> Text {
    Text::Owned(format!("0896-{:04}-{:04}", dice.between(0..=9999), dice.between(0..=9999)))
}

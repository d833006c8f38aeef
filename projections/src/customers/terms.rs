//! What a customer is looked for by: words of the name, phones, plates, the number on the card. Each is
//! found by how it begins.

use std::collections::BTreeSet;

use domain::customer::Profile;
use domain::values::Phone;
use sqlx::MySqlConnection;

/// The longest term, in characters.
const LONGEST: usize = 64;

/// What kind of term it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Term {
    Name,
    Phone,
    Plate,
    Card,
}

impl Term {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Plate => "plate",
            Self::Card => "card",
        }
    }
}

/// The words of a name, without what stands between them.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.to_lowercase().chars().take(LONGEST).collect()).collect()
}

/// A plate or the number on a card, as it is compared.
pub(super) fn letters_and_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

/// A phone as it is compared.
pub(super) fn digits(phone: &Phone) -> String {
    phone.normalised().trim_start_matches('+').to_owned()
}

fn of(profile: &Profile) -> BTreeSet<(Term, String)> {
    if profile.erased_at.is_some() {
        return BTreeSet::new();
    }
    let names = words(profile.record.name.get().as_str()).into_iter().map(|w| (Term::Name, w));
    let phones = profile.phones().map(|phone| (Term::Phone, digits(phone.get())));
    let plates = profile.vehicles.iter().flat_map(|vehicle| {
        let plate = vehicle.license_plate.get().normalised();
        // People say the number without the region it begins with.
        let number = plate.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
        [plate, number].into_iter().filter(|term| !term.is_empty()).map(|term| (Term::Plate, term))
    });
    let card = profile.membership_number.iter();
    let card = card.map(|number| (Term::Card, letters_and_digits(number.as_str())));
    names.chain(phones).chain(plates).chain(card).collect()
}

/// Nobody finds that record any more by what was known of it, nor the one it went into.
pub(super) async fn forget(
    connection: &mut MySqlConnection,
    record: i64,
) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM customer_terms WHERE record_id = ?";
    sqlx::query(sql).bind(record).execute(connection).await?;
    Ok(())
}

/// Makes the terms of a record those that its profile has now.
pub(super) async fn save(
    connection: &mut MySqlConnection,
    profile: &Profile,
) -> Result<(), sqlx::Error> {
    let id = profile.record.id.get();
    sqlx::query("DELETE FROM customer_terms WHERE customer_id = ? AND record_id = ?")
        .bind(id)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    let terms = of(profile);
    if terms.is_empty() {
        return Ok(());
    }
    let marks = vec!["(?, ?, ?, ?)"; terms.len()].join(", ");
    // Words that differ by an accent are one term.
    let sql = format!(
        "INSERT INTO customer_terms (customer_id, kind, term, record_id) VALUES {marks}
         ON DUPLICATE KEY UPDATE term = term"
    );
    let query = terms.into_iter().fold(sqlx::query(&sql), |query, (kind, term)| {
        query.bind(id).bind(kind.name()).bind(term).bind(id)
    });
    query.execute(connection).await?;
    Ok(())
}

/// Whoever goes on is found by the names and cards of the record that went into theirs, too. Its
/// phones and plates they have themselves, while they have them.
pub(super) async fn inherit(
    connection: &mut MySqlConnection,
    from: i64,
    into: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO customer_terms (customer_id, kind, term, record_id)
         SELECT ?, kind, term, record_id FROM customer_terms AS theirs
         WHERE customer_id = ? AND kind IN ('name', 'card')
         ON DUPLICATE KEY UPDATE customer_terms.term = customer_terms.term",
    )
    .bind(into)
    .bind(from)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_words() {
        assert_eq!(words(" PT. Maju-Jaya (Toko 2)"), ["pt", "maju", "jaya", "toko", "2"]);
        assert_eq!(words("Dedi 100% K."), ["dedi", "100", "k"]);
        assert_eq!(words(" % _ "), Vec::<String>::new());
        assert_eq!(words(&"é".repeat(80)), ["é".repeat(64)]);
    }

    #[test]
    fn a_plate_and_a_card_are_letters_and_digits() {
        assert_eq!(letters_and_digits("mbr-042"), "MBR042");
        assert_eq!(letters_and_digits("b 1234 xyz"), "B1234XYZ");
    }
}

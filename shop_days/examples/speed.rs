//! How many commands a second the rules decide, on one thread, with every sum looked at:
//! `cargo run --release -p shop_days --example speed [seconds]`.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, Instant};

use shop_days::memory::Shop;
use shop_days::{Days, Planned, Refusal, ShopModel};

/// Days in a shop's life here, before another one opens with other dice.
const DAYS: u32 = 14;

fn main() -> Result<(), Box<dyn Error>> {
    let seconds = std::env::args().nth(1).map_or(Ok(3), |text| text.parse())?;
    let first = "2026-11-01".parse()?;
    let (mut commands, mut accepted, mut events) = (0_u64, 0_u64, 0_u64);
    let (mut deciding, mut making) = (Duration::ZERO, Duration::ZERO);
    let mut refused: BTreeMap<Refusal, u64> = BTreeMap::new();
    for seed in 0.. {
        if deciding >= Duration::from_secs(seconds) {
            break;
        }
        let model = ShopModel::demonstration()?;
        let begun = Instant::now();
        let days: Vec<Planned> = Days::new(seed, model.clone(), first, DAYS).collect();
        making += begun.elapsed();
        let opens =
            days.first().map_or_else(|| "2026-11-01T00:00:00Z".parse(), |one| Ok(one.at))?;
        let mut shop = Shop::open(&model, opens).map_err(Refusal::name)?;
        let begun = Instant::now();
        for planned in &days {
            match shop.carry_out(planned) {
                Ok(_) => accepted += 1,
                Err(why) => *refused.entry(why).or_default() += 1,
            }
        }
        deciding += begun.elapsed();
        commands += u64::try_from(days.len())?;
        events += shop.events();
        if let Some(wrong) = shop.wrong() {
            return Err(wrong.into());
        }
    }
    let a_second =
        |count: u64, took: Duration| u128::from(count) * 1_000_000_000 / took.as_nanos().max(1);
    println!("{commands} commands, {} a second", a_second(commands, deciding));
    println!("with the dice thrown meanwhile: {} a second", a_second(commands, deciding + making));
    println!("{accepted} accepted, {events} events, every sum came out");
    for (why, count) in &refused {
        println!("{count:8} {}", why.name());
    }
    Ok(())
}

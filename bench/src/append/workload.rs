//! What the `i`th command of a process is: the same for every path.

use chrono::{DateTime, SubsecRound, Utc};
use infra::hex::hex;
use sha2::{Digest, Sha256};

use super::tally::Deposit;

/// Tellers that take turns, each with a history of one event.
pub(super) const TELLERS: i64 = 8;
/// The caller's address and name, as metadata has them.
const CLIENT_IP: &str = "10.0.0.7";
/// Brings a payload to about 350 bytes.
const PADDING: usize = 225;

/// Which tallies a process works on, in what order.
#[derive(Debug, Clone)]
pub(super) struct Workload {
    /// The first of its tallies.
    pub first: i64,
    /// How many tallies it has.
    pub count: u64,
    /// Tells one process's choices, and keys, from another's.
    pub seed: u64,
}

/// One command.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub teller: i64,
    pub deposit: Deposit,
    /// A hash of the caller and the idempotency key.
    pub key: [u8; 32],
    pub request_id: String,
}

impl Workload {
    /// The `i`th command: one event, or two, on a tally chosen at random but the same each time.
    pub(super) fn command(&self, i: u64) -> Command {
        let dice = scatter(self.seed ^ scatter(i));
        let tally = self.first + within(dice, self.count);
        let amounts = (0..=i % 2).map(|n| 1_000 + within(dice >> 7, 9_000) + within(n, 2));
        Command {
            teller: 1 + within(i, TELLERS.unsigned_abs()),
            deposit: Deposit {
                tally,
                amounts: amounts.collect(),
                padding: padding(dice),
                at: now(),
            },
            key: Sha256::digest(format!("{}/{i}", self.seed)).into(),
            request_id: format!("{dice:016x}"),
        }
    }
}

impl Command {
    /// The metadata of its events, about 200 bytes as JSON.
    pub(super) fn metadata(&self) -> [(&'static str, String); 7] {
        [
            ("userId", self.teller.to_string()),
            ("username", "kasir".to_owned()),
            ("role", "cashier".to_owned()),
            ("outletId", "1".to_owned()),
            ("requestId", self.request_id.clone()),
            ("clientIp", CLIENT_IP.to_owned()),
            ("idempotencyKey", hex(&self.key)),
        ]
    }
}

/// The time as the log keeps it.
pub(super) fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// Words enough, and not all the same.
fn padding(dice: u64) -> String {
    let mut text = format!("{dice:016x}");
    while text.len() < PADDING {
        text.push_str(" put aside on the word of the teller");
    }
    text.truncate(PADDING);
    text
}

/// One of `0..count`.
fn within(dice: u64, count: u64) -> i64 {
    i64::try_from(dice % count.max(1)).unwrap_or(0) // far below i64::MAX
}

/// SplitMix64: neighbours end up far apart.
fn scatter(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::super::tally::{Tally, deposit};
    use super::*;

    const WORKLOAD: Workload = Workload { first: 101, count: 50, seed: 7 };

    #[test]
    fn commands_append_one_and_two_events_in_turn_to_their_own_tallies() {
        let commands: Vec<Command> = (0..1000).map(|i| WORKLOAD.command(i)).collect();
        let events: usize = commands.iter().map(|c| c.deposit.amounts.len()).sum();
        assert_eq!(events, 1500);
        let tallies: HashSet<i64> = commands.iter().map(|c| c.deposit.tally).collect();
        assert_eq!(tallies, (101..=150).collect());
        let keys: HashSet<[u8; 32]> = commands.iter().map(|c| c.key).collect();
        assert_eq!(keys.len(), 1000);
    }

    #[test]
    fn payload_and_metadata_weigh_what_those_of_the_shop_do() {
        for i in 0..100 {
            let command = WORKLOAD.command(i);
            for event in deposit(&Tally::default(), &command.deposit).unwrap() {
                let payload = serde_json::to_string(&event).unwrap().len();
                assert!((335..=365).contains(&payload), "{payload}");
            }
            let metadata: HashMap<_, _> = command.metadata().into_iter().collect();
            let metadata = serde_json::to_string(&metadata).unwrap().len();
            assert!((185..=215).contains(&metadata), "{metadata}");
        }
    }
}

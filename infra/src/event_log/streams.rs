//! The last sequence of every aggregate, while the whole log is read.

use std::collections::HashMap;

/// How far each aggregate's history has been read. It holds millions: a type is kept once, and an
/// id as a number where it is one.
#[derive(Debug, Default)]
pub(super) struct Streams {
    kinds: Vec<(String, Sequences)>,
}

#[derive(Debug, Default)]
struct Sequences {
    numbered: HashMap<i64, i64>,
    named: HashMap<Box<str>, i64>,
}

impl Streams {
    /// Takes the next event of an aggregate.
    ///
    /// # Errors
    /// The sequence of the one before it, if it does not follow that.
    pub(super) fn follow(&mut self, kind: &str, id: &str, sequence: i64) -> Result<(), i64> {
        let last = self.kind(kind).last(id);
        if sequence == *last + 1 {
            *last = sequence;
            Ok(())
        } else {
            Err(*last)
        }
    }

    fn kind(&mut self, kind: &str) -> &mut Sequences {
        let known = self.kinds.iter().position(|(name, _)| name == kind);
        let place = known.unwrap_or_else(|| {
            self.kinds.push((kind.to_owned(), Sequences::default()));
            self.kinds.len() - 1
        });
        &mut self.kinds[place].1
    }
}

impl Sequences {
    fn last(&mut self, id: &str) -> &mut i64 {
        if let Some(number) = number(id) {
            return self.numbered.entry(number).or_insert(0);
        }
        if !self.named.contains_key(id) {
            self.named.insert(id.into(), 0);
        }
        self.named.entry(id.into()).or_insert(0)
    }
}

/// The number an id is, if it is written the one way we write it: `007` is another id than `7`.
fn number(id: &str) -> Option<i64> {
    let number: i64 = id.parse().ok()?;
    let plain = id == "0" || !id.trim_start_matches('-').starts_with(['0', '+']);
    (plain && !id.starts_with('+')).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_aggregate_counts_by_itself() {
        let mut streams = Streams::default();
        for (kind, id, sequence) in
            [("order", "7", 1), ("payment", "7", 1), ("order", "7", 2), ("order", "a-b", 1)]
        {
            streams.follow(kind, id, sequence).unwrap();
        }
        assert_eq!(streams.follow("order", "7", 4), Err(2));
        assert_eq!(streams.follow("order", "7", 2), Err(2));
        assert_eq!(streams.follow("order", "a-b", 3), Err(1));
        assert_eq!(streams.follow("order", "8", 2), Err(0));
    }

    #[test]
    fn ids_that_are_the_same_number_are_not_the_same_id() {
        let mut streams = Streams::default();
        for id in ["7", "007", "+7", "-7", "-07", "0", "-0", "00", "9223372036854775808"] {
            streams.follow("order", id, 1).unwrap();
        }
        assert_eq!(number("-7"), Some(-7));
        assert_eq!(number("-0"), None);
    }
}

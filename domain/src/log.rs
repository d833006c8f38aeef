//! What the log asks of aggregates and events beyond `cqrs_es`: claims, printed numbers.

use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::claim::Claim;
use crate::values::Subject;

/// An aggregate whose history the log keeps. Its state serializes the same way whenever it is the
/// same, so it holds no hash maps.
pub trait LogAggregate: Aggregate<Event: LogEvent> + Clone + 'static {
    /// Whether it ever holds claims. Those that never do are spared the question.
    const CLAIMS: bool = false;

    /// The values that only it may have, as it stands now. The log takes and releases the
    /// difference in the transaction of the events that make it. For what must never be repeated,
    /// see [`LogEvent::claims_for_good`].
    fn claims(&self) -> Vec<Claim> {
        Vec::new()
    }
}

/// An event the log can keep.
pub trait LogEvent: DomainEvent {
    /// The series this event draws a printed number from while it is appended, if any.
    fn series(&self) -> Option<NumberSeries> {
        None
    }

    /// What this event claims for good: a scheduled effect happens once, and nobody ever lets go of
    /// that. Only events of aggregates that hold [claims](LogAggregate::CLAIMS) are asked.
    fn claims_for_good(&self) -> Option<Claim> {
        None
    }

    /// Whom this event has the log forget: the key of their data is destroyed in its transaction.
    fn erases(&self) -> Option<Subject> {
        None
    }

    /// Takes the number the log drew. The number is kept beside the stored event, not in its
    /// payload: it is known only under the log's lock, when the payload is already hashed.
    fn numbered(&mut self, number: PrintedNumber) {
        let _ = number;
    }
}

/// Folds a history into the state of its aggregate.
pub fn replay<A: Aggregate>(events: impl IntoIterator<Item = A::Event>) -> A {
    let mut state = A::default();
    for event in events {
        state.apply(event);
    }
    state
}

/// Which version of these rules this is: another for every change of their source. A state that was
/// folded by other rules cannot be told from a right one, so it is not used.
pub const RULES: &str = env!("RULES_HASH");

/// One sequence of printed numbers, such as the car-wash orders of 2026.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NumberSeries {
    key: String,
    width: usize,
}

impl NumberSeries {
    /// Orders of a service and year: `CW-2026-00001`, growing past five digits (K-43).
    pub fn yearly(prefix: &str, year: i32) -> Self {
        Self { key: format!("{prefix}-{year}"), width: 5 }
    }

    /// Receipts of a day: `RCP-20261123-001`, growing past three digits.
    pub fn daily(prefix: &str, day: crate::values::BusinessDay) -> Self {
        Self { key: format!("{prefix}-{}", day.compact()), width: 3 }
    }

    /// Invoices of a month: `INV-2026-11-001`, growing past three digits.
    pub fn monthly(prefix: &str, month: crate::values::Month) -> Self {
        Self { key: format!("{prefix}-{month}"), width: 3 }
    }

    /// What names the series in the log's table of number heads.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The `n`th number of the series as it is printed.
    pub fn print(&self, n: i64) -> PrintedNumber {
        PrintedNumber(format!("{}-{n:0width$}", self.key, width = self.width))
    }
}

/// A number as customers see it on tickets and receipts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrintedNumber(String);

impl PrintedNumber {
    /// A number that the log drew earlier, read back from it.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The printed text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PrintedNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_numbers_have_five_digits_and_grow_past_them() {
        // NUM-01, NUM-02
        assert_eq!(NumberSeries::yearly("CW", 2024).print(456).as_str(), "CW-2024-00456");
        assert_eq!(NumberSeries::yearly("CW", 2025).print(123_456).as_str(), "CW-2025-123456");
    }

    #[test]
    fn receipt_numbers_have_three_digits_and_grow_past_them() {
        let day = crate::values::BusinessDay::parse("2026-11-23").unwrap();
        assert_eq!(NumberSeries::daily("RCP", day).print(7).as_str(), "RCP-20261123-007");
        assert_eq!(NumberSeries::daily("RCP", day).print(1000).as_str(), "RCP-20261123-1000");
    }

    #[test]
    fn invoice_numbers_have_three_digits_and_grow_past_them() {
        let series = NumberSeries::monthly("INV", crate::values::Month::parse("2025-10").unwrap());
        assert_eq!(series.print(7).as_str(), "INV-2025-10-007");
        assert_eq!(series.print(1000).as_str(), "INV-2025-10-1000");
    }
}

//! What became of receivables on a day.

use serde::{Deserialize, Serialize};

use crate::values::Money;

/// Deliveries on terms: put on invoices, paid once they stood there, given up. Amounts in Rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivableSums {
    /// Deliveries that were put on invoices.
    pub invoiced: i64,
    /// What was owed for them.
    pub invoiced_amount: Money,
    /// Payments for deliveries on invoices, less those of them that were voided.
    pub paid: i64,
    /// What they settled.
    pub paid_amount: Money,
    /// Deliveries for which nothing more is asked.
    pub written_off: i64,
    /// What was owed for them.
    pub written_off_amount: Money,
}

//! Monthly bills: writing them, taking money for them, giving them up.

mod pay;
mod run;
mod write_off;

pub use pay::{ForWhat, Paid, WantedMoney, pay};
pub use run::{Ran, Run, may_run, run};
pub use write_off::write_off;

use domain::invoice::Invoice;
use domain::values::InvoiceId;
use infra::event_log::{Loaded, StreamKey};

/// An invoice to change, and the version the caller insists on, if any.
#[derive(Debug, Clone, Copy)]
pub struct InvoiceTarget {
    /// Which.
    pub id: InvoiceId,
    /// The version the caller insists on.
    pub version: Option<i64>,
}

impl InvoiceTarget {
    /// What commands on it take turns at.
    fn stream(self) -> StreamKey {
        Loaded::<Invoice>::fresh(self.id.get()).stream()
    }
}

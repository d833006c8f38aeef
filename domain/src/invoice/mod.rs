//! Monthly bills: what was delivered on terms, until when it is to be paid, and what became of it.

mod ageing;
mod aggregate;
mod error;
mod event;
mod evolve;
#[cfg(test)]
pub(crate) mod fixtures;
mod issue;
mod lay;
mod move_lines;
mod pay;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod samples;
mod state;
mod write_off;

pub use ageing::{Bucket, overdue_days};
pub use aggregate::InvoiceCommand;
pub use error::InvoiceError;
pub use event::{InvoiceEvent, InvoiceLine, LineOwed};
pub use issue::{IssueInvoice, Issued, check_month, issue};
pub use lay::{Laid, lay};
pub use move_lines::{MoveLines, move_lines};
pub use pay::{PayInvoice, pay};
pub use state::{Bill, BillLine, Invoice, InvoicePayment, InvoiceStatus, WriteOff};
pub use write_off::{WriteOffInvoice, WrittenOff, write_off};

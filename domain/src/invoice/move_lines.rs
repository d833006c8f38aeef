//! Taking in what is owed for the deliveries on an invoice.

use chrono::{DateTime, Utc};

use super::{Invoice, InvoiceError, InvoiceEvent, LineOwed};
use crate::values::BusinessDay;

/// Takes in what is owed for the deliveries on an invoice.
#[derive(Debug, Clone)]
pub struct MoveLines {
    /// What is owed for each of these.
    pub lines: Vec<LineOwed>,
    /// The outlet's day on which it counts.
    pub business_day: BusinessDay,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what moves: what is owed so already does not, nor what stands on another invoice.
///
/// # Errors
/// [`InvoiceError::NotFound`].
pub fn move_lines(invoice: &Invoice, cmd: MoveLines) -> Result<Vec<InvoiceEvent>, InvoiceError> {
    let bill = invoice.issued()?;
    let MoveLines { mut lines, business_day, at: occurred_at } = cmd;
    lines.retain(|moved| {
        bill.lines.iter().any(|line| line.order_id == moved.order_id && line.owed != moved.owed)
    });
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let invoice_id = bill.id;
    Ok(vec![InvoiceEvent::InvoiceMoved { invoice_id, lines, business_day, occurred_at }])
}

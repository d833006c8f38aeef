//! What happened to an invoice.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use crate::claim::{Claim, ClaimScope};
use crate::log::{LogEvent, NumberSeries, PrintedNumber};
use crate::numbering;
use crate::payment::PaymentMethod;
use crate::user::Actor;
use crate::values::{
    BusinessDay, CustomerId, InvoiceId, Money, Month, Notes, OrderId, OutletId, PaymentId,
    PersonName, Personal, ReferenceNumber,
};

/// A delivery as it stands on an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceLine {
    /// The order.
    pub order_id: OrderId,
    /// Its printed number.
    pub order_number: Option<PrintedNumber>,
    /// Where.
    pub outlet_id: OutletId,
    /// The outlet's day on which it was delivered.
    pub delivered_on: BusinessDay,
    /// What was owed for it, in Rupiah.
    pub amount: Money,
}

/// What is owed for a delivery on an invoice from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LineOwed {
    /// The order.
    pub order_id: OrderId,
    /// How much, in Rupiah.
    pub owed: Money,
}

/// What happened to an invoice. Who did it stands in the event's metadata, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum InvoiceEvent {
    /// A month's deliveries were billed.
    InvoiceIssued {
        /// The invoice.
        invoice_id: InvoiceId,
        /// Its printed number. Drawn while the event is appended and kept beside the payload.
        #[serde(skip_serializing_if = "Option::is_none")]
        invoice_number: Option<PrintedNumber>,
        /// Whose it is.
        customer_id: CustomerId,
        /// What they are called.
        customer_name: Personal<PersonName>,
        /// The month it is for.
        month: Month,
        /// The deliveries, oldest first.
        lines: Vec<InvoiceLine>,
        /// What they sum to, in Rupiah.
        total: Money,
        /// The day on it.
        issued_on: BusinessDay,
        /// The last day on which it is paid in time.
        due_on: BusinessDay,
        /// The outlet's day on which it was written.
        business_day: BusinessDay,
        /// When it was written down.
        occurred_at: DateTime<Utc>,
    },
    /// Money came in for it.
    InvoicePaid {
        /// The invoice.
        invoice_id: InvoiceId,
        /// How much of it was settled by that, in Rupiah.
        amount: Money,
        /// By what means.
        method: PaymentMethod,
        /// The bank's or the wallet's own number of it.
        reference_number: Option<ReferenceNumber>,
        /// The payments, one for each delivery that was paid.
        payment_ids: Vec<PaymentId>,
        /// The outlet's day on which it counts.
        business_day: BusinessDay,
        /// Who took it.
        by: Actor,
        /// When it was written down.
        occurred_at: DateTime<Utc>,
    },
    /// What was owed on it was given up.
    InvoiceWrittenOff {
        /// The invoice.
        invoice_id: InvoiceId,
        /// How much, in Rupiah.
        amount: Money,
        /// Why.
        reason: Personal<Notes>,
        /// Who said so, beside whoever asked; nobody where that needs no second person.
        approved_by: Option<Actor>,
        /// The outlet's day on which it counts.
        business_day: BusinessDay,
        /// Who did it.
        by: Actor,
        /// When it was written down.
        occurred_at: DateTime<Utc>,
    },
    /// Another amount is owed for deliveries on it, by whatever way.
    InvoiceMoved {
        /// The invoice.
        invoice_id: InvoiceId,
        /// Those of which another amount is owed.
        lines: Vec<LineOwed>,
        /// The outlet's day on which it counts.
        business_day: BusinessDay,
        /// When it was written down.
        occurred_at: DateTime<Utc>,
    },
}

impl InvoiceEvent {
    /// The invoice it happened to.
    pub const fn invoice_id(&self) -> InvoiceId {
        match self {
            Self::InvoiceIssued { invoice_id, .. }
            | Self::InvoicePaid { invoice_id, .. }
            | Self::InvoiceWrittenOff { invoice_id, .. }
            | Self::InvoiceMoved { invoice_id, .. } => *invoice_id,
        }
    }

    /// When it was written down.
    pub const fn occurred_at(&self) -> DateTime<Utc> {
        match self {
            Self::InvoiceIssued { occurred_at, .. }
            | Self::InvoicePaid { occurred_at, .. }
            | Self::InvoiceWrittenOff { occurred_at, .. }
            | Self::InvoiceMoved { occurred_at, .. } => *occurred_at,
        }
    }
}

impl DomainEvent for InvoiceEvent {
    fn event_type(&self) -> String {
        match self {
            Self::InvoiceIssued { .. } => "InvoiceIssued",
            Self::InvoicePaid { .. } => "InvoicePaid",
            Self::InvoiceWrittenOff { .. } => "InvoiceWrittenOff",
            Self::InvoiceMoved { .. } => "InvoiceMoved",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for InvoiceEvent {
    fn series(&self) -> Option<NumberSeries> {
        let Self::InvoiceIssued { month, .. } = self else { return None };
        Some(numbering::of_invoices(*month))
    }

    /// A customer gets one invoice a month, for good.
    fn claims_for_good(&self) -> Option<Claim> {
        let Self::InvoiceIssued { customer_id, month, .. } = self else { return None };
        Some(Claim { scope: ClaimScope::INVOICE_MONTH, value: format!("{customer_id}/{month}") })
    }

    fn numbered(&mut self, number: PrintedNumber) {
        if let Self::InvoiceIssued { invoice_number, .. } = self {
            *invoice_number = Some(number);
        }
    }
}

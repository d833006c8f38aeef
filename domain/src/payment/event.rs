//! What happened to a payment.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{InDrawer, PaymentMethod, RefundReason};
use crate::log::{LogEvent, NumberSeries, PrintedNumber};
use crate::numbering;
use crate::user::{Actor, Role};
use crate::values::{
    BusinessDay, InvoiceId, Money, Notes, OrderId, OutletId, PaymentId, Personal, ReferenceNumber,
    RefundId, SettlementId,
};

/// Declares the event: every kind of it says which payment, who did it, and when it was written down.
macro_rules! payment_event {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }
    )*) => {
        /// What happened to a payment.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(clippy::large_enum_variant)] // most of them are the large one
        #[serde(rename_all_fields = "camelCase")]
        pub enum PaymentEvent {
            $(
                $(#[$doc])*
                $name {
                    /// The payment.
                    payment_id: PaymentId,
                    $($(#[$field_doc])* $field: $type,)*
                    /// Who did it.
                    by: Actor,
                    /// When it was written down.
                    occurred_at: DateTime<Utc>,
                },
            )*
        }

        impl PaymentEvent {
            /// When it was written down.
            pub const fn occurred_at(&self) -> DateTime<Utc> {
                match self { $(Self::$name { occurred_at, .. })|* => *occurred_at }
            }

            /// The payment it happened to.
            pub const fn payment_id(&self) -> PaymentId {
                match self { $(Self::$name { payment_id, .. })|* => *payment_id }
            }
        }

        impl DomainEvent for PaymentEvent {
            fn event_type(&self) -> String {
                match self { $(Self::$name { .. } => stringify!($name),)* }.to_owned()
            }

            fn event_version(&self) -> String {
                if matches!(self, Self::PaymentReceived { .. }) { "2" } else { "1" }.to_owned()
            }
        }
    };
}

payment_event! {
    /// Money came in.
    PaymentReceived {
        /// Its receipt's number. Drawn while the event is appended and kept beside the payload.
        #[serde(skip_serializing_if = "Option::is_none")]
        receipt_number: Option<PrintedNumber>,
        /// What it is for.
        order_id: OrderId,
        /// That order's printed number.
        order_number: Option<PrintedNumber>,
        /// Where.
        outlet_id: OutletId,
        /// The invoice that order stood on, if it stood on one.
        invoice_id: Option<InvoiceId>,
        /// How much came in, in Rupiah.
        amount: Money,
        /// What coins could not pay, in Rupiah: with the amount it is what the order is settled by.
        rounding: Money,
        /// By what means.
        method: PaymentMethod,
        /// What the customer handed over, for cash, in Rupiah.
        amount_tendered: Option<Money>,
        /// What went back, in Rupiah.
        change: Money,
        /// The bank's or the wallet's own number of it.
        reference_number: Option<ReferenceNumber>,
        /// What was written down about it.
        notes: Option<Personal<Notes>>,
        /// The drawer the cash went into.
        drawer: Option<InDrawer>,
        /// When it came in.
        received_at: DateTime<Utc>,
        /// Why that was not when it was written down.
        backdated: Option<Personal<Notes>>,
        /// The outlet's day of it, on which the takings are counted.
        business_day: BusinessDay,
    }
    /// Somebody said that money is on its way.
    PaymentAnnounced {
        /// What it is for.
        order_id: OrderId,
        /// That order's printed number.
        order_number: Option<PrintedNumber>,
        /// Where.
        outlet_id: OutletId,
        /// How much, in Rupiah.
        amount: Money,
        /// By what means.
        method: PaymentMethod,
        /// The bank's or the wallet's own number of it, if it is known already.
        reference_number: Option<ReferenceNumber>,
        /// What was written down about it.
        notes: Option<Personal<Notes>>,
        /// The outlet's day of it.
        business_day: BusinessDay,
    }
    /// Money that was announced came in.
    PaymentConfirmed {
        /// Its receipt's number. Drawn while the event is appended and kept beside the payload.
        #[serde(skip_serializing_if = "Option::is_none")]
        receipt_number: Option<PrintedNumber>,
        /// Where.
        outlet_id: OutletId,
        /// The invoice its order stood on then, if it stood on one.
        invoice_id: Option<InvoiceId>,
        /// How much, in Rupiah.
        amount: Money,
        /// By what means.
        method: PaymentMethod,
        /// The bank's or the wallet's own number of it.
        reference_number: ReferenceNumber,
        /// The outlet's day of it, on which the takings are counted.
        business_day: BusinessDay,
    }
    /// Money that was announced did not come.
    PaymentFailed {
        /// Why, if anybody knows.
        reason: Option<Personal<Notes>>,
    }
    /// It was mis-keyed, and does not count.
    PaymentVoided {
        /// Where.
        outlet_id: OutletId,
        /// The invoice its order had stood on when the money came in, if it stood on one.
        invoice_id: Option<InvoiceId>,
        /// How much had come in by it, in Rupiah.
        amount: Money,
        /// What coins could not pay of it, in Rupiah.
        rounding: Money,
        /// By what means.
        method: PaymentMethod,
        /// Why.
        reason: Personal<Notes>,
        /// Who approved it, beside whoever did it; nobody where that needs no second person.
        approved_by: Option<Actor>,
        /// The day it had counted on, and does no more.
        business_day: BusinessDay,
    }
    /// Somebody asked for some of it to be given back.
    RefundRequested {
        /// The refund.
        refund_id: RefundId,
        /// The order that was paid.
        order_id: OrderId,
        /// How much, in Rupiah.
        amount: Money,
        /// Why.
        reason: RefundReason,
        /// What shows it.
        evidence: Option<Personal<Notes>>,
        /// The least role that may give back so much.
        required_role: Role,
    }
    /// It may be given back.
    RefundApproved {
        /// The refund.
        refund_id: RefundId,
        /// Who said so, beside whoever asked; nobody where that needs no second person.
        approved_by: Option<Actor>,
    }
    /// It is not given back.
    RefundRejected {
        /// The refund.
        refund_id: RefundId,
        /// Why not.
        reason: Personal<Notes>,
    }
    /// It was given back, by the means it was paid by.
    RefundPaidOut {
        /// The refund.
        refund_id: RefundId,
        /// Where.
        outlet_id: OutletId,
        /// How much, in Rupiah.
        amount: Money,
        /// By what means.
        method: PaymentMethod,
        /// The drawer the cash came from.
        drawer: Option<InDrawer>,
        /// The outlet's day of it, on which the takings are less by it.
        business_day: BusinessDay,
    }
    /// The bank or the wallet sent its money, less a fee. The takings stay what they were.
    PaymentSettled {
        /// With what else it was sent.
        settlement_id: SettlementId,
        /// What had come in by it, in Rupiah.
        gross: Money,
        /// What was kept of it, in Rupiah.
        fee: Money,
        /// The day the money arrived.
        settled_on: BusinessDay,
    }
    /// The bank or the wallet took back from the shop what had been given back to the customer.
    RefundSettled {
        /// The refund.
        refund_id: RefundId,
        /// With what else it was taken.
        settlement_id: SettlementId,
        /// How much, in Rupiah.
        amount: Money,
        /// The day it was taken.
        settled_on: BusinessDay,
    }
}

impl LogEvent for PaymentEvent {
    fn series(&self) -> Option<NumberSeries> {
        if let Self::PaymentReceived { business_day, .. }
        | Self::PaymentConfirmed { business_day, .. } = self
        {
            Some(numbering::of_receipts(*business_day))
        } else {
            None
        }
    }

    fn numbered(&mut self, number: PrintedNumber) {
        if let Self::PaymentReceived { receipt_number, .. }
        | Self::PaymentConfirmed { receipt_number, .. } = self
        {
            *receipt_number = Some(number);
        }
    }
}

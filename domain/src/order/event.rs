//! What happened to an order.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{
    CheckPoint, Details, FailedBecause, Income, OrderCustomer, Price, Pricing, Priority,
    RefundProposal, Schedule, ServiceType, Share, WalkIn,
};
use crate::employee::Worker;
use crate::log::{LogEvent, NumberSeries, PrintedNumber};
use crate::numbering;
use crate::payment::PaymentMethod;
use crate::user::Actor;
use crate::values::{
    Bay, BusinessDay, ErasureReason, InvoiceId, Money, Notes, OrderId, OutletId, PaymentId,
    Personal, RefundId, Subject,
};

/// Declares the event: every kind of it says which order, who did it, and when it was written down.
macro_rules! order_event {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }
    )*) => {
        /// What happened to an order.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(clippy::large_enum_variant)] // a box would save nothing: every fourth is large
        #[serde(rename_all_fields = "camelCase")]
        pub enum OrderEvent {
            $(
                $(#[$doc])*
                $name {
                    /// The order.
                    order_id: OrderId,
                    $($(#[$field_doc])* $field: $type,)*
                    /// Who did it.
                    by: Actor,
                    /// When it was written down.
                    occurred_at: DateTime<Utc>,
                },
            )*
        }

        impl OrderEvent {
            /// When it was written down.
            pub const fn occurred_at(&self) -> DateTime<Utc> {
                match self { $(Self::$name { occurred_at, .. })|* => *occurred_at }
            }

            /// The order it happened to.
            pub const fn order_id(&self) -> OrderId {
                match self { $(Self::$name { order_id, .. })|* => *order_id }
            }

            /// Who did it.
            pub const fn by(&self) -> &Actor {
                match self { $(Self::$name { by, .. })|* => by }
            }
        }

        impl DomainEvent for OrderEvent {
            fn event_type(&self) -> String {
                match self { $(Self::$name { .. } => stringify!($name),)* }.to_owned()
            }

            fn event_version(&self) -> String {
                if matches!(self, Self::PaymentCredited { .. }) { "2" } else { "1" }.to_owned()
            }
        }
    };
}

order_event! {
    /// A customer ordered.
    OrderPlaced {
        /// Its printed number. Drawn while the event is appended and kept beside the payload.
        #[serde(skip_serializing_if = "Option::is_none")]
        order_number: Option<PrintedNumber>,
        /// Where.
        outlet_id: OutletId,
        /// What was ordered.
        details: Details,
        /// What it costs.
        price: Price,
        /// Who ordered, if they have a record.
        customer: Option<OrderCustomer>,
        /// Who ordered, as typed.
        walk_in: Option<WalkIn>,
        /// Who will work on it, so far.
        employees: Vec<Worker>,
        /// The day and hours it is to be brought, if it is.
        schedule: Option<Schedule>,
        /// When the customer wants it done, if they said so.
        scheduled_at: Option<DateTime<Utc>>,
        /// What was written down about it.
        notes: Option<Personal<Notes>>,
        /// When the customer ordered.
        ordered_at: DateTime<Utc>,
        /// Why that was not when it was written down.
        backdated: Option<Personal<Notes>>,
        /// The outlet's day on which it was ordered.
        business_day: BusinessDay,
    }
    /// What was ordered was put right, and priced anew.
    OrderRevised {
        /// What is ordered now.
        details: Details,
        /// What that costs.
        price: Price,
        /// Who orders now, if they have a record.
        customer: Option<OrderCustomer>,
        /// Who orders now, as typed.
        walk_in: Option<WalkIn>,
    }
    /// Another price was agreed on.
    PriceAgreed {
        /// What it costs now.
        price: Price,
    }
    /// What was written down about it was put right.
    NotesChanged {
        /// What stands there now.
        notes: Option<Personal<Notes>>,
    }
    /// The customer wants it done at another time.
    OrderScheduled {
        /// When.
        scheduled_at: Option<DateTime<Utc>>,
    }
    /// Somebody decided who works on it.
    EmployeesAssigned {
        /// All who work on it from now on, in order of assignment.
        employees: Vec<Worker>,
    }
    /// Work began.
    WorkStarted {}
    /// Work is done and is being looked over.
    QualityCheckSubmitted {}
    /// It was found good.
    QualityCheckPassed {
        /// What was looked at.
        checklist: Vec<CheckPoint>,
    }
    /// It was found wanting, and goes on.
    QualityCheckFailed {
        /// What was looked at.
        checklist: Vec<CheckPoint>,
        /// What is wrong.
        notes: Option<Personal<Notes>>,
    }
    /// Work is done; from here the order counts as income.
    OrderCompleted {
        /// Its service, for those who count by it.
        service_type: ServiceType,
        /// Where.
        outlet_id: OutletId,
        /// What it cost.
        pricing: Pricing,
        /// Who gets what of it.
        income: Income,
        /// What was written down about the work.
        notes: Option<Personal<Notes>>,
        /// When work was done.
        completed_at: DateTime<Utc>,
        /// Why that was not when it was written down.
        backdated: Option<Personal<Notes>>,
        /// The outlet's day of it, on which the income is booked (K-60).
        business_day: BusinessDay,
    }
    /// It was called off.
    OrderCancelled {
        /// Its service, for those who count by it.
        service_type: ServiceType,
        /// Where.
        outlet_id: OutletId,
        /// Why.
        reason: Personal<Notes>,
        /// What is to be given back of what was paid.
        refund: RefundProposal,
        /// What those who had worked on it keep all the same (FEX 1), in Rupiah.
        kept_shares: Vec<Share>,
        /// The outlet's day of it.
        business_day: BusinessDay,
    }
    /// The customer has it.
    OrderHandedOver {
        /// What was written down about it.
        notes: Option<Personal<Notes>>,
    }
    /// Something must be done again, for nothing.
    ReworkRequested {
        /// Why.
        reason: Personal<Notes>,
    }
    /// What had to be done again is done.
    ReworkFinished {}
    /// It was put away.
    OrderClosed {}
    /// It was taken from view.
    OrderDeleted {}
    /// The day of its delivery was set.
    DeliveryScheduled {
        /// The day, and the hours.
        schedule: Schedule,
    }
    /// The driver is on the way.
    DeliveryDispatched {
        /// Who drives.
        driver: Option<Worker>,
    }
    /// The driver came back with it.
    DeliveryFailed {
        /// Why.
        reason: FailedBecause,
    }
    /// It was given a place in the queue again.
    QueueJoined {}
    /// It was taken out of the queue.
    QueueLeft {}
    /// It goes before others.
    QueuePriorityGiven {
        /// How far before.
        priority: Priority,
        /// Why.
        reason: Option<Personal<Notes>>,
    }
    /// It was given a bay.
    BayGiven {
        /// Which one; none is none.
        bay: Option<Bay>,
    }
    /// A payment was counted towards it.
    PaymentCredited {
        /// The payment.
        payment_id: PaymentId,
        /// How much came in, in Rupiah.
        amount: Money,
        /// What coins could not pay of what it settles, in Rupiah: negative where more came in.
        rounding: Money,
        /// By what means.
        method: PaymentMethod,
    }
    /// A payment that was mis-keyed does not count any more.
    PaymentReversed {
        /// The payment.
        payment_id: PaymentId,
        /// How much had come in by it, in Rupiah.
        amount: Money,
        /// What coins could not pay of it, in Rupiah.
        rounding: Money,
        /// Why.
        reason: Personal<Notes>,
    }
    /// It was put on a monthly bill.
    OrderInvoiced {
        /// The invoice.
        invoice_id: InvoiceId,
        /// What is owed for it, in Rupiah.
        amount: Money,
        /// The order's service, for those who count by it.
        service_type: ServiceType,
        /// Where.
        outlet_id: OutletId,
        /// The last day on which it is paid in time.
        due_on: BusinessDay,
        /// The outlet's day of it.
        business_day: BusinessDay,
    }
    /// What was owed for it was given up. What was earned by it stays.
    DebtWrittenOff {
        /// The invoice it stands on.
        invoice_id: InvoiceId,
        /// How much, in Rupiah.
        amount: Money,
        /// Why.
        reason: Personal<Notes>,
        /// The order's service, for those who count by it.
        service_type: ServiceType,
        /// Where.
        outlet_id: OutletId,
        /// The outlet's day of it.
        business_day: BusinessDay,
    }
    /// Money went back to the customer. The order owes no more by that.
    RefundDeducted {
        /// The refund.
        refund_id: RefundId,
        /// The payment it gives back.
        payment_id: PaymentId,
        /// How much, in Rupiah.
        amount: Money,
        /// The order's service, for those who count by it.
        service_type: ServiceType,
        /// Where.
        outlet_id: OutletId,
        /// The outlet's day of it.
        business_day: BusinessDay,
    }
    /// What was earned is taken back, as far as its price was given back.
    IncomeReversed {
        /// The order's service, for those who count by it.
        service_type: ServiceType,
        /// Where.
        outlet_id: OutletId,
        /// What was earned, and is not: to be subtracted, share by share.
        income: Income,
        /// The outlet's day of it, on which it is booked.
        business_day: BusinessDay,
    }
    /// What was known about somebody whom only this order knew was erased.
    WalkInErased {
        /// Why.
        reason: ErasureReason,
    }
}

impl LogEvent for OrderEvent {
    fn series(&self) -> Option<NumberSeries> {
        if let Self::OrderPlaced { details, business_day, .. } = self {
            Some(numbering::of_orders(details.service(), business_day.year()))
        } else {
            None
        }
    }

    fn erases(&self) -> Option<Subject> {
        if let Self::WalkInErased { order_id, .. } = self {
            Some(Subject::WalkIn(*order_id))
        } else {
            None
        }
    }

    fn numbered(&mut self, number: PrintedNumber) {
        if let Self::OrderPlaced { order_number, .. } = self {
            *order_number = Some(number);
        }
    }
}

//! One job for one customer visit, of any of the four services.
//!
//! Work, money and hand-over are separate axes; the status people see is derived from them
//! ([`Ticket::state`]), and what can be done next stands in one table ([`TABLE`]). Every figure an
//! order was priced with stands in its events, so editing the catalog never rewrites history.
//!
//! One order has one service. A visit for two services is two orders; what would group them is a
//! ticket of its own that names orders, and needs nothing of them.

mod aggregate;
mod assign;
mod cancel;
mod car_wash;
mod carpet;
mod classify;
mod close;
mod complete;
mod correct;
mod credit;
pub(crate) mod dating;
mod deduct_refund;
mod delete;
mod delivery;
mod details;
mod erase_person;
mod error;
mod event;
mod evolve;
#[cfg(test)]
pub(crate) mod fixtures;
mod hand_over;
mod income;
mod invoice;
mod laundry;
mod line;
mod machine;
mod machine_picture;
mod money;
mod person;
mod place;
mod pricing;
#[cfg(test)]
mod proofs;
mod quality_check;
mod queue_place;
mod refund_share;
mod reprice;
mod reverse_payment;
mod reversed_income;
mod revise;
mod rework;
#[cfg(test)]
pub(crate) mod samples;
mod schedule_delivery;
mod service_type;
mod start;
mod state;
mod wait;
mod water;

pub use aggregate::OrderCommand;
pub use assign::{AssignEmployees, assign};
pub use cancel::{CancelOrder, cancel};
pub use car_wash::CarWash;
pub use carpet::{
    Carpet, CarpetWork, Condition, Dropoff, MOST_CARPETS, Measure, MeasuredCarpet, Pickup,
};
pub use classify::classify;
pub use close::{CloseOrder, close};
pub use complete::{CompleteOrder, PassQualityCheck, complete, deliver, pass_quality_check};
pub use correct::{CorrectOrder, correct};
pub use credit::{CreditPayment, credit, late};
pub use dating::{DatingLimits, SaidTime};
pub use deduct_refund::{DeductRefund, deduct_refund};
pub use delete::{DeleteOrder, delete};
pub use delivery::{Attempt, Delivery, DeliveryStatus, FailedBecause, Schedule};
pub use details::{Details, IncomeRule};
pub use erase_person::{ErasePerson, WalkInData, erase_person};
pub use error::OrderError;
pub use event::OrderEvent;
pub use hand_over::{HandOverOrder, hand_over};
pub use income::{Income, Share};
pub use invoice::{InvoiceOrder, WriteOffDebt, invoice, write_off};
pub use laundry::{Laundry, LaundryExtra, LaundryThing, MOST_LINES};
pub use line::{Line, LineKind, distribute};
pub use machine::{Stand, State, Step, TABLE, Transition};
pub use machine_picture::picture;
pub use money::PaymentStatus;
pub use person::{OrderCustomer, Orderer, WalkIn};
pub use place::{PlaceOrder, place};
pub use pricing::{Agreed, Asked, Override, Price, PriceAuthority, PriceTerms, Pricing, price};
pub use quality_check::{
    CheckPoint, FailQualityCheck, FinishChecked, MOST_POINTS, SubmitQualityCheck,
    fail_quality_check, finish_checked, submit_quality_check,
};
pub use queue_place::{Priority, QueuePlace};
pub use refund_share::{RefundProposal, refund_share};
pub use reprice::{RepriceOrder, reprice};
pub use reverse_payment::{ReversePayment, reverse_payment};
pub use revise::{ReviseOrder, revise};
pub use rework::{ReworkOrder, rework};
pub use schedule_delivery::{FailDelivery, ScheduleDelivery, fail_delivery, schedule_delivery};
pub use service_type::ServiceType;
pub use start::{StartOrder, dispatch, start};
pub use state::{Cancellation, Completion, Invoiced, Order, Ticket, Work};
pub use wait::{ArrangeQueue, Queueing, arrange_queue, join_queue, leave_queue};
pub use water::{Destination, Due, Water};

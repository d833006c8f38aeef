//! One job for one customer visit.
//!
//! Work, money and hand-over are separate axes; the status people see is derived from them
//! ([`Ticket::status`]). Every figure an order was priced with stands in its events, so editing the
//! catalog never rewrites history.

mod aggregate;
mod assign;
mod classify;
mod complete;
mod credit;
mod error;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
mod income;
mod place;
mod pricing;
mod service_type;
mod start;
mod state;

pub use aggregate::OrderCommand;
pub use assign::{AssignEmployees, assign};
pub use classify::classify;
pub use complete::{CompleteOrder, complete};
pub use credit::{CreditPayment, credit};
pub use error::OrderError;
pub use event::{CarWash, Details, OrderCustomer, OrderEvent, WalkIn};
pub use income::{Income, Share};
pub use place::{PlaceCarWash, place_car_wash};
pub use pricing::{Pricing, price_car_wash};
pub use service_type::ServiceType;
pub use start::{StartOrder, start};
pub use state::{Completion, Order, PaymentStatus, Status, Step, Ticket, Work};

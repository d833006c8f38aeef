//! Days at the shop, thrown by seeded dice: what people do at its tills, right and wrong, as intents;
//! and two ways to carry them out, in memory and as HTTP requests. No rule of the shop stands here.
//!
//! [`Days`] is an iterator of [`Planned`]: who says what, when, at which till, and what the shop will
//! say to it. It knows the shop well enough for that ([`Refusal`], prices and totals), but by means of
//! its own: amounts are reckoned by plain integers, not by the rules they are compared with. The same
//! seed gives the same days on every machine; nothing here reads a clock, throws other dice, or
//! depends on the order of a hash map.
//!
//! An [`Intent`] is what somebody means at the counter: codes and ids of lists, amounts, and orders,
//! payments and customers by their place in these days. What carries it out knows which ids those got:
//! - [`memory::Shop`] decides it by the rules alone and keeps the states: for properties, and to
//!   measure the rules;
//! - [`request`] says it as an HTTP request, for whatever client there is.
//!
//! How many come, when, and for what is what the business papers say: peaks from
//! 8 to 10 and from 17 to 19, 50 to 100 cars and 30 to 50 bags of laundry a day, carpets and water by
//! the week. What becomes of an order is thrown when it is placed (`life.rs`); moves of many orders
//! interleave over the tills. What becomes of a payment is thrown when it is taken (`money.rs`), and
//! the drawer has a day of its own (`drawer.rs`); [`Figures`] add all of it up. One thing in ten is a mistake: something that would be taken, with one
//! thing wrong (`mistakes`).

mod basket;
mod book;
mod chores;
mod compose;
mod days;
mod dice;
mod drawer;
mod intent;
mod ledger;
mod life;
pub mod memory;
mod mistakes;
mod model;
mod money;
mod moves;
mod prices;
mod refusal;
mod request;
mod rhythm;
mod words;

pub use basket::{Basket, CarpetWork, Carpets, Gallons, Measure, Place, Wash, Washing};
pub use days::Days;
pub use intent::{
    Ask, DrawerStep, Intent, ListStep, Login, NewCustomer, NewOrder, OrderRef, PaymentRef,
    PaymentStep, Planned, RecordStep, Step, Tender, Text, Wanted,
};
pub use ledger::{Figures, Sitting, Taking};
pub use model::{Loads, ShopModel, Ware};
pub use refusal::Refusal;
pub use request::{Ids, Request, request};

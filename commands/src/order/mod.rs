//! What people may tell an order.

mod assign;
mod cancel;
mod close;
mod complete;
mod correct;
mod delete;
mod erase_person;
mod fail_delivery;
mod hand_over;
mod lookups;
mod place;
mod quality_check;
mod queue;
mod quote;
mod reprice;
mod rework;
mod schedule_delivery;
mod start;
mod target;
mod wanted;

pub use assign::assign;
pub use cancel::cancel;
pub use close::close;
pub use complete::{Finished, complete, deliver};
pub use correct::{Corrections, correct};
pub use delete::delete;
pub use erase_person::erase_person;
pub use fail_delivery::fail_delivery;
pub use hand_over::hand_over;
pub use lookups::Named;
pub(crate) use place::Priced;
pub use place::{DeliveryDay, NewOrder, place};
pub use quality_check::{Verdict, finish_checked, quality_check, submit_quality_check};
pub use queue::{Arrangement, arrange_queue, join_queue, leave_queue};
pub use quote::{Quote, quote};
pub use reprice::reprice;
pub use rework::rework;
pub use schedule_delivery::schedule_delivery;
pub use start::{dispatch, start};
pub use target::OrderTarget;
pub use wanted::{
    Wanted, WantedCarpet, WantedDropoff, WantedExtra, WantedLaundry, WantedPickup, WantedThing,
    WantedWash, WantedWater,
};

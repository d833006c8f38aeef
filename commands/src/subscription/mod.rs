//! Subscriptions to water, and the orders they make.

mod change;
mod due_order;
mod end;
mod pause;
mod run;
mod start;
mod target;

pub use change::{Changes, change};
pub use end::end;
pub use pause::{pause, resume};
pub use run::{AHEAD, Ran, Run, may_run, run};
pub use start::{NewSubscription, start};
pub use target::Target;

//! Agreements to bring water again and again: when it is due, and what became of each due date.

mod aggregate;
mod change;
mod due;
mod end;
mod error;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
mod order_due;
mod pause;
#[cfg(test)]
mod properties;
mod rhythm;
mod start;
mod state;

pub use aggregate::SubscriptionCommand;
pub use change::{ChangeSubscription, SubscriptionEdits, change};
pub use due::due_between;
pub use end::{EndSubscription, end};
pub use error::SubscriptionError;
pub use event::SubscriptionEvent;
pub use order_due::{OrderDue, SkipDue, SkippedBecause, order_due, skip_due};
pub use pause::{PauseSubscription, ResumeSubscription, pause, resume};
pub use rhythm::{Frequency, Rhythm};
pub use start::{StartSubscription, start};
pub use state::{Agreement, Pause, Status, Subscription};

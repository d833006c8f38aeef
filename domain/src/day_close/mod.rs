//! Closing an outlet's days: a statement with the day's figures, frozen. What comes later for a day
//! that is closed is a correction in the next statement.

mod aggregate;
mod close;
mod drawers;
mod error;
mod event;
mod figures;
#[cfg(test)]
pub(crate) mod fixtures;
mod heading;
mod lines;
mod period;
#[cfg(test)]
mod properties;
mod receivables;
mod state;
mod statement;

pub use aggregate::DayBookCommand;
pub use close::{CloseDay, close};
pub use drawers::{DrawerCount, DrawerFigures, DrawerMark, DrawerMarked};
pub use error::DayCloseError;
pub use event::DayBookEvent;
pub use figures::{Figures, MethodFigures, OrderSums, ServiceFigures, TakingSums};
pub use heading::{Heading, Sums};
pub use lines::{Line, line_of_settlement, lines_of_order, lines_of_payment};
pub use period::{Closing, Part, Period};
pub use receivables::ReceivableSums;
pub use state::{ClosedDay, DayBook};
pub use statement::{Correction, DayStatement, Entry, Figure, Unbalanced};

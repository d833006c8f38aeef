//! Shared tills: browsers a manager enrolled, which say so with a token. Only its hash is known here.

mod aggregate;
mod enrol;
mod error;
mod event;
mod retire;
mod state;

pub use aggregate::TillCommand;
pub use enrol::{EnrolTill, enrol};
pub use error::TillError;
pub use event::TillEvent;
pub use retire::{RetireTill, retire};
pub use state::{Enrolment, Till, TokenHash};

#[cfg(test)]
pub(crate) mod tests {
    pub(crate) use super::enrol::tests::cmd;
}

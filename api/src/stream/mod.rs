//! What changes, told to signed-in screens as it changes.

mod audience;
pub(crate) mod listen;
mod message;

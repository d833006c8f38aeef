//! The queue board.

pub(crate) mod board;

//! What customers owe on monthly bills follows what happens to their orders.

mod follow;

pub(crate) use follow::{Change, Credit, Follow, OfInvoice, owner, stream, turns};

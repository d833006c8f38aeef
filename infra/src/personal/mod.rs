//! Data about people, sealed: in events and in whatever else holds `Personal` values, each value is
//! encrypted with the key of whom it is about. Who is to be forgotten loses the key, and every copy of
//! every event is forgotten with it; hashes and chain stay as they are.
//!
//! - `seal.rs`: putting `sealed` in the place of `plain`, and back. Bytes only.
//! - [`PersonalKeys`]: the keys of people, wrapped by the shop's master key (`PERSONAL_DATA_KEY`) in the
//!   table `subject_keys`; written in the transaction of the first event about them.

mod cipher;
mod erasures;
mod keys;
mod login;
mod seal;

pub use erasures::{Erasure, erasures, forget_again};
pub(crate) use keys::{ERASURES, NewKey, NotWritable};
pub use keys::{KeyRing, PersonalKeys};
pub(crate) use login::forget_login;
pub use seal::erase;
pub(crate) use seal::{subjects_of_plain, subjects_of_sealed};

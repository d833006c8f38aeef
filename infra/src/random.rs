//! Secrets nobody can guess.

use crate::hex::hex;

/// So many random bytes, as hexadecimal text.
///
/// # Panics
/// If the system has no randomness to give: nothing would be safe then.
#[allow(clippy::expect_used)] // see above
pub fn secret<const BYTES: usize>() -> String {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    hex(&bytes)
}

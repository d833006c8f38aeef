//! Hashes that nobody can make, or guess the input of, without the shop's secret: of values about
//! people, which must be compared but not kept, and of idempotency keys.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// HMAC-SHA-256 under the secret of this shop (`HASH_SECRET`).
#[derive(Clone)]
pub struct KeyedHash(Hmac<Sha256>);

impl std::fmt::Debug for KeyedHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyedHash") // it holds the secret
    }
}

impl KeyedHash {
    /// Hashes under that secret, of any length.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    #[allow(clippy::expect_used)]
    pub fn new(secret: &str) -> Self {
        let keyed = Hmac::new_from_slice(secret.as_bytes());
        Self(keyed.expect("HMAC takes keys of any length"))
    }

    /// The hash of `parts` for that purpose. Where one part ends and the next begins counts.
    pub fn of(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.over(purpose, parts).finalize().into_bytes().into()
    }

    /// Whether that is the hash, told in a time that does not depend on how much of it is right.
    pub fn is(&self, purpose: &str, parts: &[&[u8]], hash: &[u8]) -> bool {
        self.over(purpose, parts).verify_slice(hash).is_ok()
    }

    fn over(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_depends_on_secret_purpose_and_where_parts_end() {
        let shop = KeyedHash::new("one");
        let hash = shop.of("claim", &[b"phone", b"+628123"]);
        assert_eq!(hash, KeyedHash::new("one").of("claim", &[b"phone", b"+628123"]));
        assert_ne!(hash, KeyedHash::new("two").of("claim", &[b"phone", b"+628123"]));
        assert_ne!(hash, shop.of("key", &[b"phone", b"+628123"]));
        assert_ne!(hash, shop.of("claim", &[b"phone+", b"628123"]));
        assert!(shop.is("claim", &[b"phone", b"+628123"], &hash));
        assert!(!shop.is("key", &[b"phone", b"+628123"], &hash));
        assert!(!shop.is("claim", &[b"phone", b"+628123"], &hash[..31]));
    }
}

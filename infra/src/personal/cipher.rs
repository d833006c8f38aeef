//! AES-256-GCM, with a random nonce in front of what it sealed: `nonce (12) ‖ ciphertext ‖ tag (16)`.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use sha2::{Digest, Sha256};

const NONCE: usize = 12;

/// A key that seals and opens.
#[derive(Clone)]
pub(super) struct DataKey(Aes256Gcm);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey") // nobody needs to see it
    }
}

impl DataKey {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }

    /// The key that a secret text stands for.
    pub(super) fn of_secret(secret: &str) -> Self {
        let digest = Sha256::new().chain_update(b"kharisma personal data\0").chain_update(secret);
        Self::new(&digest.finalize().into())
    }

    /// Seals a text so that it opens for that purpose only. `None` if the system has no randomness.
    pub(super) fn seal(&self, purpose: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).ok()?;
        let payload = Payload { msg: text, aad: purpose };
        let sealed = self.0.encrypt(&nonce.into(), payload).ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed with this key for that purpose; `None` if it was not.
    pub(super) fn open(&self, purpose: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        self.0.decrypt(&(*nonce).into(), Payload { msg: sealed, aad: purpose }).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::DataKey;

    #[test]
    fn what_is_sealed_opens_with_its_key_for_its_purpose_and_unchanged_only() {
        let key = DataKey::of_secret("one");
        let sealed = key.seal(b"customer/5", b"Ibu Ratna").unwrap();
        assert_eq!(key.open(b"customer/5", &sealed).unwrap(), b"Ibu Ratna");
        assert_ne!(key.seal(b"customer/5", b"Ibu Ratna").unwrap(), sealed, "equals are not seen");
        assert!(!sealed.windows(3).any(|some| some == b"Ibu"));
        assert_eq!(key.open(b"customer/6", &sealed), None);
        assert_eq!(DataKey::of_secret("two").open(b"customer/5", &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open(b"customer/5", &changed), None, "byte {at}");
        }
        assert_eq!(key.open(b"customer/5", &sealed[..11]), None);
    }
}

//! The state of a shared till.

use serde::{Deserialize, Serialize};

use super::{TillError, TillEvent};
use crate::log::LogAggregate;
use crate::values::{OutletId, TillId, TillName, ValueError, hash_digits};

/// A shared till, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Till(Option<Enrolment>);

/// What is known of a shared till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Its id.
    pub id: TillId,
    /// Where it stands.
    pub outlet_id: OutletId,
    /// What it is called.
    pub name: TillName,
    /// Whether its token is good for nothing any more.
    pub retired: bool,
    token_hash: TokenHash,
}

/// A keyed hash of a till's token: 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenHash(String);

impl TokenHash {
    /// A hash as it is written.
    ///
    /// # Errors
    /// [`ValueError::Format`] for anything that is no such hash.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        hash_digits(text).map(Self)
    }
}

impl Till {
    /// What is known of it, if it was ever enrolled.
    pub const fn enrolment(&self) -> Option<&Enrolment> {
        self.0.as_ref()
    }

    /// Which till it is that shows a token of that hash, if it is one and still in use.
    pub fn known_by(&self, token_hash: &TokenHash) -> Option<TillId> {
        let enrolment = self.enrolment().filter(|enrolment| !enrolment.retired)?;
        (enrolment.token_hash == *token_hash).then_some(enrolment.id)
    }

    pub(super) fn enrolled(&self) -> Result<&Enrolment, TillError> {
        self.enrolment().ok_or(TillError::NotFound)
    }

    pub(super) fn evolve(&mut self, event: TillEvent) {
        match event {
            TillEvent::TillEnrolled { till_id: id, outlet_id, name, token_hash, .. } => {
                self.0 = Some(Enrolment { id, outlet_id, name, retired: false, token_hash });
            }
            TillEvent::TillRetired { .. } => {
                if let Some(enrolment) = &mut self.0 {
                    enrolment.retired = true;
                }
            }
        }
    }
}

impl LogAggregate for Till {}

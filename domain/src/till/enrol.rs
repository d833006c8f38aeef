//! Enrolling a browser as a shared till.

use chrono::{DateTime, Utc};

use super::{Till, TillError, TillEvent, TokenHash};
use crate::user::Actor;
use crate::values::{OutletId, TillId, TillName};

/// Enrols a browser as a shared till.
#[derive(Debug, Clone)]
pub struct EnrolTill {
    /// The new till's id.
    pub till_id: TillId,
    /// Where it stands.
    pub outlet_id: OutletId,
    /// What it is called.
    pub name: TillName,
    /// A keyed hash of the token it is given.
    pub token_hash: TokenHash,
    /// Who enrols it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the till is enrolled.
///
/// # Errors
/// [`TillError::AlreadyEnrolled`].
pub fn enrol(till: &Till, cmd: EnrolTill) -> Result<Vec<TillEvent>, TillError> {
    if till.enrolment().is_some() {
        return Err(TillError::AlreadyEnrolled);
    }
    Ok(vec![TillEvent::TillEnrolled {
        till_id: cmd.till_id,
        outlet_id: cmd.outlet_id,
        name: cmd.name,
        token_hash: cmd.token_hash,
        enrolled_by: cmd.by,
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::{ibu, now};

    pub(crate) fn hash(digit: &str) -> TokenHash {
        TokenHash::parse(&digit.repeat(64)).unwrap()
    }

    pub(crate) fn cmd() -> EnrolTill {
        EnrolTill {
            till_id: TillId::new(1).unwrap(),
            outlet_id: OutletId::new(1).unwrap(),
            name: TillName::parse("Tablet depan").unwrap(),
            token_hash: hash("a"),
            by: ibu(),
            at: now(),
        }
    }

    #[test]
    fn a_till_is_enrolled_once_and_known_by_its_token_alone() {
        let till: Till = replay(enrol(&Till::default(), cmd()).unwrap());
        assert_eq!(till.known_by(&hash("a")), TillId::new(1).ok());
        assert_eq!(till.known_by(&hash("b")), None);
        assert_eq!(Till::default().known_by(&hash("a")), None);
        assert_eq!(enrol(&till, cmd()), Err(TillError::AlreadyEnrolled));
    }

    #[test]
    fn a_token_is_no_hash() {
        for bad in ["", "1.abc", &"A".repeat(64), &"a".repeat(63)] {
            assert!(TokenHash::parse(bad).is_err(), "{bad}");
        }
    }
}

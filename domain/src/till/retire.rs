//! Taking a shared till out of use.

use chrono::{DateTime, Utc};

use super::{Till, TillError, TillEvent};
use crate::user::Actor;

/// Takes a shared till out of use.
#[derive(Debug, Clone)]
pub struct RetireTill {
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the till is retired.
///
/// # Errors
/// [`TillError::AlreadyRetired`], [`TillError::NotFound`].
pub fn retire(till: &Till, cmd: RetireTill) -> Result<Vec<TillEvent>, TillError> {
    let known = till.enrolled()?;
    if known.retired {
        return Err(TillError::AlreadyRetired);
    }
    let RetireTill { by: retired_by, at: occurred_at } = cmd;
    Ok(vec![TillEvent::TillRetired { till_id: known.id, retired_by, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::enrol;
    use super::super::enrol::tests::{cmd, hash};
    use super::*;
    use crate::log::replay;
    use crate::settings::fixtures::{ibu, now};

    #[test]
    fn a_retired_till_is_known_no_more() {
        let retiring = || RetireTill { by: ibu(), at: now() };
        let mut events = enrol(&Till::default(), cmd()).unwrap();
        events.extend(retire(&replay(events.clone()), retiring()).unwrap());
        let till: Till = replay(events);
        assert_eq!(till.known_by(&hash("a")), None);
        assert_eq!(retire(&till, retiring()), Err(TillError::AlreadyRetired));
        assert_eq!(retire(&Till::default(), retiring()), Err(TillError::NotFound));
    }
}

//! Correcting whose login it is, and where letters about it go.

use chrono::{DateTime, Utc};

use super::{Actor, User, UserError, UserEvent};
use crate::values::{EmailAddress, PersonName, Personal, Subject};

/// Corrects what is known of whose login it is.
#[derive(Debug, Clone)]
pub struct EditUser {
    /// Their name from now on, if it changes.
    pub full_name: Option<PersonName>,
    /// Their address from now on, if it changes: nobody else has it.
    pub email: Option<EmailAddress>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what changes. What stays as it is changes nothing.
///
/// # Errors
/// [`UserError::Erased`], [`UserError::NotFound`].
pub fn edit(user: &User, cmd: EditUser) -> Result<Vec<UserEvent>, UserError> {
    let login = user.known()?;
    let (user_id, occurred_at) = (login.actor.id, cmd.at);
    let subject = Subject::User(user_id);
    let mut events = Vec::new();
    if let Some(name) = cmd.full_name.filter(|name| name != login.actor.full_name.get()) {
        let full_name = Personal::about(subject, name);
        let renamed_by = cmd.by.clone();
        events.push(UserEvent::UserRenamed { user_id, full_name, renamed_by, occurred_at });
    }
    if let Some(email) = cmd.email.filter(|email| email != login.email.get()) {
        let email = Personal::about(subject, email);
        let changed_by = cmd.by;
        events.push(UserEvent::UserEmailChanged { user_id, email, changed_by, occurred_at });
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::registered;
    use super::*;
    use crate::claim::{Claim, ClaimScope};
    use crate::log::{LogAggregate, replay};
    use crate::settings::fixtures::{ibu, now};

    fn cmd(name: Option<&str>, email: Option<&str>) -> EditUser {
        EditUser {
            full_name: name.map(|text| PersonName::parse(text).unwrap()),
            email: email.map(|text| EmailAddress::parse(text).unwrap()),
            by: ibu(),
            at: now(),
        }
    }

    #[test]
    fn a_login_claims_its_new_address_only() {
        let mut events = registered();
        let moved = cmd(Some("Siti Aminah"), Some("Aminah@kharisma.example"));
        events.extend(edit(&replay(events.clone()), moved).unwrap());
        let user: User = replay(events);
        assert_eq!(user.login().unwrap().actor.full_name.get().as_str(), "Siti Aminah");
        let claims = [
            Claim::any_case(ClaimScope::USERNAME, "kasir"),
            Claim::any_case(ClaimScope::USER_EMAIL, "aminah@kharisma.example"),
        ];
        assert_eq!(user.claims(), claims);
    }

    #[test]
    fn what_stays_as_it_is_changes_nothing() {
        let user: User = replay(registered());
        let same = cmd(Some("Siti"), Some("siti@kharisma.example"));
        assert_eq!(edit(&user, same), Ok(vec![]));
        assert_eq!(edit(&user, cmd(None, None)), Ok(vec![]));
        assert_eq!(edit(&User::default(), cmd(None, None)), Err(UserError::NotFound));
    }
}

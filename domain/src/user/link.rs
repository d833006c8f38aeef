//! Which paid worker is behind a login: "own assigned" and edits that serve oneself go by it.

use chrono::{DateTime, Utc};

use super::{Actor, User, UserError, UserEvent};
use crate::values::EmployeeId;

/// Says which paid worker is behind a login.
#[derive(Debug, Clone)]
pub struct LinkEmployee {
    /// The worker: one that works here and is behind no other login; or none.
    pub employee_id: Option<EmployeeId>,
    /// Who says so.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides what changes. What stays as it is changes nothing.
///
/// # Errors
/// [`UserError::Erased`], [`UserError::NotFound`].
pub fn link(user: &User, cmd: LinkEmployee) -> Result<Vec<UserEvent>, UserError> {
    let login = user.known()?;
    let (user_id, occurred_at) = (login.actor.id, cmd.at);
    Ok(match (login.employee_id, cmd.employee_id) {
        (before, after) if before == after => Vec::new(),
        (_, Some(employee_id)) => {
            let linked_by = cmd.by;
            vec![UserEvent::UserLinkedToEmployee { user_id, employee_id, linked_by, occurred_at }]
        }
        (Some(employee_id), None) => vec![UserEvent::UserUnlinkedFromEmployee {
            user_id,
            employee_id,
            unlinked_by: cmd.by,
            occurred_at,
        }],
        (None, None) => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::registered;
    use super::*;
    use crate::claim::{Claim, ClaimScope};
    use crate::log::{LogAggregate, replay};
    use crate::settings::fixtures::{ibu, now};

    fn cmd(employee: Option<i64>) -> LinkEmployee {
        let employee_id = employee.map(|id| EmployeeId::new(id).unwrap());
        LinkEmployee { employee_id, by: ibu(), at: now() }
    }

    fn claimed(history: &[UserEvent]) -> Option<Claim> {
        let user: User = replay(history.to_vec());
        user.claims().into_iter().find(|claim| claim.scope == ClaimScope::USER_EMPLOYEE)
    }

    #[test]
    fn a_login_claims_the_worker_behind_it_and_lets_go_of_them() {
        let claim = |id| Some(Claim::any_case(ClaimScope::USER_EMPLOYEE, id));
        let mut history = registered();
        assert_eq!(claimed(&history), None);
        for (employee, expected) in [(Some(7), claim("7")), (Some(8), claim("8")), (None, None)] {
            history.extend(link(&replay(history.clone()), cmd(employee)).unwrap());
            assert_eq!(claimed(&history), expected);
            assert_eq!(link(&replay(history.clone()), cmd(employee)), Ok(vec![]), "the same again");
        }
        assert_eq!(history.len(), 4);
    }

    #[test]
    fn nobody_is_behind_a_login_that_is_none() {
        assert_eq!(link(&User::default(), cmd(Some(1))), Err(UserError::NotFound));
    }
}

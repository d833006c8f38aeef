//! What somebody may not do alone, and who lets it through. The one rule behind every approval:
//! a decision says what it needs, and asks here whether that is there.

use crate::user::{Actor, Role};
use crate::values::Money;

/// What it takes to let something through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needed {
    /// The least role that may.
    pub role: Role,
    /// What it is about, in Rupiah.
    pub amount: Money,
}

/// Somebody who lets through what another may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// Who.
    pub actor: Actor,
    /// Their role, now.
    pub role: Role,
    /// What they let through, in Rupiah: this amount and no other.
    pub amount: Money,
}

impl Needed {
    /// Lets it through if the role of who asks reaches, and then nobody else is named; else if
    /// somebody approved it.
    ///
    /// # Errors
    /// What is needed, where neither is so.
    pub fn let_through(
        self,
        caller: Role,
        approver: Option<&Approver>,
    ) -> Result<Option<Actor>, Self> {
        if caller.reaches(self.role) { Ok(None) } else { self.by_another(approver).map(Some) }
    }

    /// Lets it through if somebody else approved this very amount, whatever who asks may do alone.
    ///
    /// # Errors
    /// What is needed, where nobody did whose role reaches.
    pub fn by_another(self, approver: Option<&Approver>) -> Result<Actor, Self> {
        let reaches = |by: &&Approver| by.amount == self.amount && by.role.reaches(self.role);
        approver.filter(reaches).map(|by| by.actor.clone()).ok_or(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::fixtures::manajer;

    fn by(role: Role, amount: i64) -> Approver {
        Approver { actor: manajer(), role, amount: Money::rupiah(amount) }
    }

    #[test]
    fn somebody_whose_role_reaches_lets_this_amount_through_and_no_other() {
        let needed = Needed { role: Role::Manager, amount: Money::rupiah(60_000) };
        for (caller, approver, expected) in [
            (Role::Cashier, None, Err(needed)),
            (Role::Cashier, Some(by(Role::Manager, 60_000)), Ok(Some(manajer()))),
            (Role::Cashier, Some(by(Role::Admin, 60_000)), Ok(Some(manajer()))),
            (Role::Cashier, Some(by(Role::Cashier, 60_000)), Err(needed)),
            (Role::Cashier, Some(by(Role::Admin, 60_001)), Err(needed)),
            (Role::Cashier, Some(by(Role::Admin, 59_999)), Err(needed)),
            (Role::Manager, None, Ok(None)),
            (Role::Manager, Some(by(Role::Admin, 60_000)), Ok(None)),
        ] {
            let approver = approver.as_ref();
            assert_eq!(needed.let_through(caller, approver), expected, "{caller:?} {approver:?}");
        }
        assert_eq!(needed.by_another(None), Err(needed), "two people, whatever the caller's role");
    }
}

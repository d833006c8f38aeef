//! A customer gets no new orders for a while.

use chrono::{DateTime, Utc};

use super::{Customer, CustomerError, CustomerEvent, Standing};
use crate::values::{Notes, Personal};

/// Gives a customer no new orders from now on.
#[derive(Debug, Clone)]
pub struct DeactivateCustomer {
    /// Why, if somebody said so.
    pub reason: Option<Notes>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether they get no new orders. Those they have go on, and their phone stays theirs.
///
/// # Errors
/// [`CustomerError::AlreadyInactive`];
/// [`CustomerError::Merged`], [`CustomerError::Deleted`], [`CustomerError::NotFound`].
pub fn deactivate(
    customer: &Customer,
    cmd: DeactivateCustomer,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let known = customer.in_use()?;
    if matches!(known.standing, Standing::Inactive { .. }) {
        return Err(CustomerError::AlreadyInactive);
    }
    Ok(vec![CustomerEvent::CustomerDeactivated {
        customer_id: known.record.id,
        reason: cmd.reason.map(|reason| Personal::about(known.subject(), reason)),
        occurred_at: cmd.at,
    }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, customer, notes, now, ratna};
    use super::*;
    use crate::log::LogAggregate;

    #[test]
    fn who_is_inactive_gets_no_orders_and_keeps_their_phone() {
        let ratna = customer(ratna());
        assert!(ratna.ordering().is_ok());
        let cmd = DeactivateCustomer { reason: Some(notes("pindah")), at: now() };
        let away = after(&ratna, deactivate(&ratna, cmd.clone()).unwrap());
        assert_eq!(away.ordering(), Err(CustomerError::Inactive));
        assert_eq!(away.claims(), ratna.claims());
        assert_eq!(deactivate(&away, cmd), Err(CustomerError::AlreadyInactive));
    }
}

//! A customer gets orders again.

use chrono::{DateTime, Utc};

use super::{Customer, CustomerError, CustomerEvent, Standing};

/// Gives a customer orders again.
#[derive(Debug, Clone, Copy)]
pub struct ReactivateCustomer {
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether they get orders again.
///
/// # Errors
/// [`CustomerError::AlreadyActive`];
/// [`CustomerError::Merged`], [`CustomerError::Deleted`], [`CustomerError::NotFound`].
pub fn reactivate(
    customer: &Customer,
    cmd: ReactivateCustomer,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let known = customer.in_use()?;
    if known.standing == Standing::Active {
        return Err(CustomerError::AlreadyActive);
    }
    let (customer_id, occurred_at) = (known.record.id, cmd.at);
    Ok(vec![CustomerEvent::CustomerReactivated { customer_id, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, customer, now, ratna};
    use super::super::{DeactivateCustomer, deactivate};
    use super::*;

    #[test]
    fn who_is_back_gets_orders_again() {
        let ratna = customer(ratna());
        let cmd = ReactivateCustomer { at: now() };
        assert_eq!(reactivate(&ratna, cmd), Err(CustomerError::AlreadyActive));
        let away = DeactivateCustomer { reason: None, at: now() };
        let away = after(&ratna, deactivate(&ratna, away).unwrap());
        let back = after(&away, reactivate(&away, cmd).unwrap());
        assert!(back.ordering().is_ok());
        assert_eq!(reactivate(&Customer::default(), cmd), Err(CustomerError::NotFound));
    }
}

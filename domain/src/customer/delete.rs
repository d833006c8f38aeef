//! A customer's record is deleted. What happened stays in the log, and on their orders.

use chrono::{DateTime, Utc};

use super::{Customer, CustomerError, CustomerEvent};

/// Deletes a customer's record.
#[derive(Debug, Clone, Copy)]
pub struct DeleteCustomer {
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether the record is deleted. Its phone and its membership number are free from then on.
///
/// # Errors
/// [`CustomerError::Deleted`], [`CustomerError::Merged`], [`CustomerError::NotFound`].
pub fn delete(
    customer: &Customer,
    cmd: DeleteCustomer,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let customer_id = customer.in_use()?.record.id;
    Ok(vec![CustomerEvent::CustomerDeleted { customer_id, occurred_at: cmd.at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, customer, now, ratna};
    use super::*;
    use crate::log::LogAggregate;

    #[test]
    fn a_deleted_record_lets_go_of_what_it_claimed_and_is_no_use_any_more() {
        let ratna = customer(ratna());
        let cmd = DeleteCustomer { at: now() };
        let gone = after(&ratna, delete(&ratna, cmd).unwrap());
        assert_eq!(gone.claims(), []);
        assert_eq!(gone.ordering(), Err(CustomerError::Deleted));
        assert_eq!(delete(&gone, cmd), Err(CustomerError::Deleted));
        assert_eq!(gone.record(), ratna.record(), "what was known is still known");
    }
}

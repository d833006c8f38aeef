//! What is known about a customer as a person is erased: access and erasure are their right. What
//! happened, and what it cost, stays.

use chrono::{DateTime, Utc};

use super::{Customer, CustomerError, CustomerEvent, Standing};
use crate::values::{ErasureReason, Money};

/// Erases what is known about a customer.
#[derive(Debug, Clone, Copy)]
pub struct EraseCustomer {
    /// Why.
    pub reason: ErasureReason,
    /// What they owe on their account; it was looked up before.
    pub owed: Money,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether a person is forgotten, in use or deleted before; and with them the records that
/// went into theirs, each by an event of its own: `absorbed` are all of those. The log destroys the keys
/// of their data with these events.
///
/// # Errors
/// [`CustomerError::Owes`], [`CustomerError::HoldsContainers`]: who they are is still needed; [`CustomerError::AlreadyErased`];
/// [`CustomerError::Merged`], [`CustomerError::NotFound`].
pub fn erase(customer: &Customer, cmd: EraseCustomer) -> Result<Vec<CustomerEvent>, CustomerError> {
    let known = customer.profile().ok_or(CustomerError::NotFound)?;
    if let Standing::Merged { into, .. } = known.standing {
        return Err(CustomerError::Merged { into });
    }
    if cmd.owed > Money::ZERO {
        return Err(CustomerError::Owes { owed: cmd.owed });
    }
    if !known.containers.is_empty() {
        return Err(CustomerError::HoldsContainers);
    }
    forget(customer, cmd)
}

/// Decides about a record that went into one whose person is forgotten.
///
/// # Errors
/// [`CustomerError::AlreadyErased`], [`CustomerError::NotFound`].
pub fn erase_absorbed(
    absorbed: &Customer,
    cmd: EraseCustomer,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    forget(absorbed, cmd)
}

fn forget(customer: &Customer, cmd: EraseCustomer) -> Result<Vec<CustomerEvent>, CustomerError> {
    let known = customer.profile().ok_or(CustomerError::NotFound)?;
    if known.erased_at.is_some() {
        return Err(CustomerError::AlreadyErased);
    }
    let customer_id = known.record.id;
    Ok(vec![CustomerEvent::CustomerErased { customer_id, reason: cmd.reason, occurred_at: cmd.at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, customer, now, ratna, ratna_again};
    use super::super::{AddVehicle, MergeCustomers, add_vehicle, delete, merge};
    use super::*;
    use crate::customer::{DeleteCustomer, LendContainers, containers_lent};
    use crate::log::LogAggregate;
    use crate::values::{CatalogCode, ContainerCount, ERASED, Plate, ProductId};

    const CMD: fn() -> EraseCustomer =
        || EraseCustomer { reason: ErasureReason::Requested, owed: Money::ZERO, at: now() };

    #[test]
    fn who_is_forgotten_claims_nothing_is_called_nothing_and_stays_so() {
        let ratna = customer(ratna());
        let vehicle = AddVehicle {
            license_plate: Plate::parse("B 1 RAT").unwrap(),
            vehicle_type: CatalogCode::parse("sedan").unwrap(),
            at: now(),
        };
        let ratna = after(&ratna, add_vehicle(&ratna, vehicle).unwrap());
        let gone = after(&ratna, erase(&ratna, CMD()).unwrap());
        let known = gone.profile().unwrap();
        assert_eq!(known.record.name.get().as_str(), ERASED);
        let text = serde_json::to_string(&gone).unwrap();
        for said in ["Ratna", "0812", "Melati", "B 1 RAT", "lavender", "ratna@"] {
            assert!(!text.contains(said), "{said} in {text}");
        }
        assert_eq!(gone.claims(), []);
        assert_eq!(gone.ordering(), Err(CustomerError::Deleted));
        assert_eq!(erase(&gone, CMD()), Err(CustomerError::AlreadyErased));
    }

    #[test]
    fn a_deleted_record_can_be_forgotten_and_one_that_was_merged_with_its_survivor_only() {
        let ratna = customer(ratna());
        let deleted = after(&ratna, delete(&ratna, DeleteCustomer { at: now() }).unwrap());
        assert!(erase(&deleted, CMD()).is_ok());

        let again = customer(ratna_again());
        let merged = merge(&again, &ratna, MergeCustomers { at: now() }).unwrap();
        let absorbed = after(&again, merged.from);
        let into = ratna.record().unwrap().id;
        assert_eq!(erase(&absorbed, CMD()), Err(CustomerError::Merged { into }));
        let gone = after(&absorbed, erase_absorbed(&absorbed, CMD()).unwrap());
        assert_eq!(gone.merged_into(), Some(into), "who asks for it is still told where it went");
    }

    #[test]
    fn who_has_containers_of_us_is_still_needed() {
        let ratna = customer(ratna());
        let lend = LendContainers {
            product_id: ProductId::new(1).unwrap(),
            quantity: ContainerCount::new(2).unwrap(),
            order_id: None,
            at: now(),
        };
        let holding = after(&ratna, containers_lent(&ratna, lend).unwrap());
        assert_eq!(erase(&holding, CMD()), Err(CustomerError::HoldsContainers));
        let owed = Money::rupiah(5000);
        let owing = erase(&ratna, EraseCustomer { owed, ..CMD() });
        assert_eq!(owing, Err(CustomerError::Owes { owed }));
    }
}

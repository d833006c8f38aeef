//! Where a customer lives or is delivered to: one address or several, one of which is the default.

use chrono::{DateTime, Utc};

use super::{AddressEdits, Customer, CustomerError, CustomerEvent, NewAddress};
use crate::values::AddressId;

/// More addresses than this are a mistake.
const LIMIT: usize = 50;

/// Adds an address.
#[derive(Debug, Clone)]
pub struct AddAddress {
    /// The address.
    pub new: NewAddress,
    /// Whether it is meant when none is named. The first one is in any case.
    pub is_default: bool,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Changes an address.
#[derive(Debug, Clone)]
pub struct ChangeAddress {
    /// Which.
    pub address_id: AddressId,
    /// What changes of it.
    pub edits: AddressEdits,
    /// Whether it is meant when none is named; none leaves that as it is.
    pub is_default: Option<bool>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Takes an address off a record.
#[derive(Debug, Clone, Copy)]
pub struct RemoveAddress {
    /// Which.
    pub address_id: AddressId,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Decides whether an address is added. Orders keep the address they were placed with.
///
/// # Errors
/// [`CustomerError::TooManyAddresses`];
/// [`CustomerError::Merged`], [`CustomerError::Deleted`], [`CustomerError::NotFound`].
pub fn add_address(
    customer: &Customer,
    cmd: AddAddress,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let known = customer.in_use()?;
    if known.addresses.len() >= LIMIT {
        return Err(CustomerError::TooManyAddresses { limit: LIMIT });
    }
    let (customer_id, occurred_at) = (known.record.id, cmd.at);
    let address_id = known.next_address()?;
    let address = cmd.new.about(known.subject(), address_id);
    let added = CustomerEvent::CustomerAddressAdded { customer_id, address, occurred_at };
    let chosen = CustomerEvent::DefaultAddressChosen { customer_id, address_id, occurred_at };
    let choose = cmd.is_default && known.default_address.is_some();
    Ok(std::iter::once(added).chain(choose.then_some(chosen)).collect())
}

/// Decides what changes of an address. What stays as it is changes nothing.
///
/// # Errors
/// [`CustomerError::NoSuchAddress`], [`CustomerError::DefaultNeeded`];
/// [`CustomerError::Merged`], [`CustomerError::Deleted`], [`CustomerError::NotFound`].
pub fn change_address(
    customer: &Customer,
    cmd: ChangeAddress,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let known = customer.in_use()?;
    let ChangeAddress { address_id, edits, is_default, at: occurred_at } = cmd;
    let before = known.address(address_id).ok_or(CustomerError::NoSuchAddress)?;
    let is_now = known.default_address == Some(address_id);
    if is_now && is_default == Some(false) {
        return Err(CustomerError::DefaultNeeded);
    }
    let customer_id = known.record.id;
    let address = edits.of(before, known.subject());
    let mut events = Vec::new();
    if address != *before {
        events.push(CustomerEvent::CustomerAddressChanged { customer_id, address, occurred_at });
    }
    if is_default == Some(true) && !is_now {
        events.push(CustomerEvent::DefaultAddressChosen { customer_id, address_id, occurred_at });
    }
    Ok(events)
}

/// Decides whether an address is taken off the record.
///
/// # Errors
/// [`CustomerError::NoSuchAddress`];
/// [`CustomerError::Merged`], [`CustomerError::Deleted`], [`CustomerError::NotFound`].
pub fn remove_address(
    customer: &Customer,
    cmd: RemoveAddress,
) -> Result<Vec<CustomerEvent>, CustomerError> {
    let known = customer.in_use()?;
    let RemoveAddress { address_id, at: occurred_at } = cmd;
    known.address(address_id).ok_or(CustomerError::NoSuchAddress)?;
    let customer_id = known.record.id;
    Ok(vec![CustomerEvent::CustomerAddressRemoved { customer_id, address_id, occurred_at }])
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{after, at_home, customer, now, ratna, ratna_again};
    use super::*;
    use crate::values::{Address, Distance};

    fn id(id: i64) -> AddressId {
        AddressId::new(id).unwrap()
    }

    fn add(known: &Customer, text: &str, is_default: bool) -> Customer {
        let new = NewAddress { address: Address::parse(text).unwrap(), ..at_home() };
        after(known, add_address(known, AddAddress { new, is_default, at: now() }).unwrap())
    }

    fn change(id: AddressId, edits: AddressEdits, is_default: Option<bool>) -> ChangeAddress {
        ChangeAddress { address_id: id, edits, is_default, at: now() }
    }

    fn main(known: &Customer) -> Option<i64> {
        known.profile().unwrap().default_address.map(AddressId::get)
    }

    #[test]
    fn the_first_address_is_the_default_until_another_is_chosen() {
        let one = add(&customer(ratna_again()), "Jl. Melati No. 5", false);
        assert_eq!(main(&one), Some(1));
        assert_eq!(main(&add(&one, "Jl. Mawar No. 17", false)), Some(1));
        let two = add(&one, "Jl. Mawar No. 17", true);
        assert_eq!(main(&two), Some(2));
        let back = change(id(1), AddressEdits::default(), Some(true));
        let back = after(&two, change_address(&two, back).unwrap());
        assert_eq!(main(&back), Some(1));
        let none = change(id(1), AddressEdits::default(), Some(false));
        assert_eq!(change_address(&back, none), Err(CustomerError::DefaultNeeded));
    }

    #[test]
    fn an_id_is_never_used_again() {
        let known = add(&customer(ratna()), "Jl. Mawar No. 17", false);
        let remove = |known: &Customer, address_id| {
            let cmd = RemoveAddress { address_id, at: now() };
            after(known, remove_address(known, cmd).unwrap())
        };
        let known = remove(&remove(&known, id(1)), id(2));
        assert_eq!(main(&known), None);
        assert_eq!(main(&add(&known, "Jl. Melati No. 5", false)), Some(3));
    }

    #[test]
    fn without_the_default_the_oldest_of_the_others_is_it() {
        let known = add(&customer(ratna()), "Jl. Mawar No. 17", false);
        let cmd = RemoveAddress { address_id: id(1), at: now() };
        let events = remove_address(&known, cmd).unwrap();
        assert_eq!(main(&after(&known, events)), Some(2));
    }

    #[test]
    fn what_stays_as_it_is_changes_nothing() {
        let known = customer(ratna());
        let same = AddressEdits {
            label: Some(at_home().label),
            address: Some(at_home().address),
            city: None,
            distance: Some(Distance::metres(2500).ok()),
        };
        assert_eq!(change_address(&known, change(id(1), same, Some(true))), Ok(vec![]));
        let unknown = change(id(7), AddressEdits::default(), None);
        assert_eq!(change_address(&known, unknown), Err(CustomerError::NoSuchAddress));
    }

    #[test]
    fn there_is_an_end_to_addresses() {
        let known = (0..LIMIT).fold(customer(ratna_again()), |known, n| {
            add(&known, &format!("Jl. Melati No. {n}"), false)
        });
        let cmd = AddAddress { new: at_home(), is_default: false, at: now() };
        assert_eq!(add_address(&known, cmd), Err(CustomerError::TooManyAddresses { limit: LIMIT }));
    }
}

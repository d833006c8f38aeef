//! Where a customer lives or is delivered to.

use serde::{Deserialize, Serialize};

use crate::values::{Address, AddressId, AddressLabel, City, Distance, Personal, Subject};

/// An address of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownAddress {
    /// Its id within the record.
    pub id: AddressId,
    /// What they call it, if anything.
    pub label: Option<Personal<AddressLabel>>,
    /// The address.
    pub address: Personal<Address>,
    /// The town, if it is not clear.
    pub city: Option<Personal<City>>,
    /// How far it is from the outlet, in metres, if known. Zones and their fees go by it.
    pub distance: Option<Distance>,
}

impl KnownAddress {
    /// Whether it is the same place, whatever it is called.
    pub(super) fn same_place(&self, other: &Self) -> bool {
        let city = |known: &Self| known.city.as_ref().map(|city| city.get().clone());
        self.address.get() == other.address.get()
            && city(self) == city(other)
            && self.distance == other.distance
    }
}

/// An address, as it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAddress {
    /// What they call it.
    pub label: Option<AddressLabel>,
    /// The address.
    pub address: Address,
    /// The town.
    pub city: Option<City>,
    /// How far it is from the outlet.
    pub distance: Option<Distance>,
}

impl NewAddress {
    pub(super) fn about(self, subject: Subject, id: AddressId) -> KnownAddress {
        KnownAddress {
            id,
            label: self.label.map(|label| Personal::about(subject, label)),
            address: Personal::about(subject, self.address),
            city: self.city.map(|city| Personal::about(subject, city)),
            distance: self.distance,
        }
    }
}

/// What changes of an address; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::option_option)] // to leave and to take away are two things
pub struct AddressEdits {
    /// What they call it, if anything.
    pub label: Option<Option<AddressLabel>>,
    /// The address.
    pub address: Option<Address>,
    /// The town, if any.
    pub city: Option<Option<City>>,
    /// How far it is from the outlet, if known.
    pub distance: Option<Option<Distance>>,
}

impl AddressEdits {
    /// The address after the change. What stays keeps its subject.
    pub(super) fn of(self, before: &KnownAddress, subject: Subject) -> KnownAddress {
        let mut after = before.clone();
        if let Some(label) = self.label {
            change(&mut after.label, label, subject);
        }
        if let Some(address) = self.address.filter(|address| address != before.address.get()) {
            after.address = Personal::about(subject, address);
        }
        if let Some(city) = self.city {
            change(&mut after.city, city, subject);
        }
        if let Some(distance) = self.distance {
            after.distance = distance;
        }
        after
    }
}

fn change<T: PartialEq>(field: &mut Option<Personal<T>>, to: Option<T>, subject: Subject) {
    if field.as_ref().map(Personal::get) != to.as_ref() {
        *field = to.map(|value| Personal::about(subject, value));
    }
}

//! Who an order is for.

use serde::{Deserialize, Serialize};

use crate::customer::Record;
use crate::values::{OrderId, PersonName, Personal, Phone, Subject};

/// The customer an order belongs to, as their record stood when it was placed.
pub type OrderCustomer = Record;

/// Somebody without a record, as they gave themselves; or what to show instead of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WalkIn {
    /// Their name, if given.
    pub name: Option<Personal<PersonName>>,
    /// Their phone, if given.
    pub phone: Option<Personal<Phone>>,
}

/// Who orders, as it was said at the till: a record, a typed name and phone, both, or neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Orderer {
    /// Their record.
    pub customer: Option<OrderCustomer>,
    /// The name typed.
    pub name: Option<PersonName>,
    /// The phone typed.
    pub phone: Option<Phone>,
}

/// Whom what is said on an order is about.
pub(super) fn subject_of(id: OrderId, customer: Option<&OrderCustomer>) -> Subject {
    customer.map_or(Subject::WalkIn(id), |record| Subject::Customer(record.id))
}

impl Orderer {
    /// Whether somebody can be found again: by a record, or by name and phone (WA-VAL-001).
    pub const fn is_known(&self) -> bool {
        self.customer.is_some() || (self.name.is_some() && self.phone.is_some())
    }

    /// Whom what is said on their order is about.
    pub fn subject(&self, order: OrderId) -> Subject {
        subject_of(order, self.customer.as_ref())
    }

    /// What stands in the event about them.
    pub(super) fn marked(self, id: OrderId) -> (Option<OrderCustomer>, Option<WalkIn>) {
        let Self { customer, name, phone } = self;
        let subject = subject_of(id, customer.as_ref());
        let typed = name.is_some() || phone.is_some();
        let walk_in = typed.then(|| WalkIn {
            name: name.map(|name| Personal::about(subject, name)),
            phone: phone.map(|phone| Personal::about(subject, phone)),
        });
        (customer, walk_in)
    }
}

//! The state of a customer's record, and the adapter to `cqrs_es`.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{
    ContactConsent, CustomerError, CustomerEvent, CustomerType, RegisterCustomer, register,
};
use crate::claim::{Claim, ClaimScope};
use crate::log::LogAggregate;
use crate::values::{CustomerId, PersonName, Personal, Phone};

/// A customer's record, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    record: Option<Record>,
    contact_consent: ContactConsent,
    registered_at: Option<DateTime<Utc>>,
}

/// What rules need to know of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// The record's id.
    pub id: CustomerId,
    /// Their name.
    pub name: Personal<PersonName>,
    /// Their phone.
    pub phone: Personal<Phone>,
    /// What kind of customer they are.
    pub customer_type: CustomerType,
}

impl Customer {
    /// The record, if there ever was one.
    pub const fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// How they may be contacted.
    pub const fn contact_consent(&self) -> ContactConsent {
        self.contact_consent
    }

    /// Since when there is a record.
    pub const fn registered_at(&self) -> Option<DateTime<Utc>> {
        self.registered_at
    }
}

impl LogAggregate for Customer {
    const CLAIMS: bool = true;

    fn claims(&self) -> Vec<Claim> {
        let Some(record) = self.record() else { return Vec::new() };
        let phone = record.phone.get().normalised();
        vec![Claim::any_case(ClaimScope::CUSTOMER_PHONE, &phone)]
    }
}

impl Aggregate for Customer {
    const TYPE: &'static str = "customer";
    type Command = RegisterCustomer;
    type Event = CustomerEvent;
    type Error = CustomerError;
    type Services = ();

    async fn handle(
        &mut self,
        command: RegisterCustomer,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), CustomerError> {
        for event in register(self, command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: CustomerEvent) {
        match event {
            CustomerEvent::CustomerRegistered {
                customer_id,
                name,
                phone,
                customer_type,
                contact_consent,
                occurred_at,
            } => {
                self.record = Some(Record { id: customer_id, name, phone, customer_type });
                self.contact_consent = contact_consent;
                self.registered_at = Some(occurred_at);
            }
        }
    }
}

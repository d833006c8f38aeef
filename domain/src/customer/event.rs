//! What happened to a customer's record.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{
    ContactConsent, CreditTerms, CustomerType, KnownAddress, TakenOver, Vehicle, WaterTerms,
};
use crate::log::LogEvent;
use crate::values::{
    AddressId, BasisPoints, ContainerCount, CustomerId, EmailAddress, ErasureReason,
    MembershipNumber, Notes, OrderId, PersonName, Personal, Phone, Plate, ProductId, Subject,
};

/// What happened to a customer's record. Who did it stands in the event's metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant)] // a registration is as common as the others together
#[serde(rename_all_fields = "camelCase")]
pub enum CustomerEvent {
    /// Somebody was given a record.
    CustomerRegistered {
        /// The record's id.
        customer_id: CustomerId,
        /// Their name.
        name: Personal<PersonName>,
        /// Their phone.
        phone: Personal<Phone>,
        /// Where letters go, if known.
        email: Option<Personal<EmailAddress>>,
        /// Where they live or are delivered to, if known.
        address: Option<KnownAddress>,
        /// What kind of customer they are.
        customer_type: CustomerType,
        /// The number on their card, if they have one.
        membership_number: Option<MembershipNumber>,
        /// What was written down about them.
        notes: Option<Personal<Notes>>,
        /// How they may be contacted. Since version 2.
        contact_consent: ContactConsent,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They are called something else from now on.
    CustomerRenamed {
        /// The record's id.
        customer_id: CustomerId,
        /// Their name from now on.
        name: Personal<PersonName>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They are reached elsewhere from now on. A number they had taken over from another record, if it
    /// is this one, is no second number any more.
    CustomerPhoneChanged {
        /// The record's id.
        customer_id: CustomerId,
        /// Their phone from now on.
        phone: Personal<Phone>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Letters go elsewhere from now on.
    CustomerEmailChanged {
        /// The record's id.
        customer_id: CustomerId,
        /// Where to, if anywhere.
        email: Option<Personal<EmailAddress>>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They got another card, or gave theirs back.
    MembershipNumberChanged {
        /// The record's id.
        customer_id: CustomerId,
        /// The number on it, if they have one.
        membership_number: Option<MembershipNumber>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// What is written down about them is another thing from now on.
    CustomerNotesChanged {
        /// The record's id.
        customer_id: CustomerId,
        /// What, if anything.
        notes: Option<Personal<Notes>>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They said otherwise how they may be contacted.
    ContactConsentChanged {
        /// The record's id.
        customer_id: CustomerId,
        /// How, from now on.
        contact_consent: ContactConsent,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Somebody decided that they are another kind of customer.
    CustomerTypeChanged {
        /// The record's id.
        customer_id: CustomerId,
        /// Which, from now on.
        customer_type: CustomerType,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Somebody decided on a discount of their own, or that it ends.
    CustomerDiscountChanged {
        /// The record's id.
        customer_id: CustomerId,
        /// The discount from now on; none: that of their type.
        discount_bp: Option<BasisPoints>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They pay for water at another time from now on.
    WaterTermsChanged {
        /// The record's id.
        customer_id: CustomerId,
        /// When, from now on.
        water_terms: WaterTerms,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Somebody decided how much they may owe, and for how long.
    CreditTermsChanged {
        /// The record's id.
        customer_id: CustomerId,
        /// How much, and how long, from now on.
        credit_terms: CreditTerms,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They have another address. The first one is the default.
    CustomerAddressAdded {
        /// The record's id.
        customer_id: CustomerId,
        /// The address.
        address: KnownAddress,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// An address of theirs is another one from now on.
    CustomerAddressChanged {
        /// The record's id.
        customer_id: CustomerId,
        /// The address from now on, under the id it had.
        address: KnownAddress,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Another address is meant when none is named.
    DefaultAddressChosen {
        /// The record's id.
        customer_id: CustomerId,
        /// Which.
        address_id: AddressId,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They have an address no more. Was it the default, the oldest of the others is.
    CustomerAddressRemoved {
        /// The record's id.
        customer_id: CustomerId,
        /// Which.
        address_id: AddressId,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They come with another vehicle, too.
    CustomerVehicleAdded {
        /// The record's id.
        customer_id: CustomerId,
        /// Which.
        vehicle: Vehicle,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They have a vehicle no more.
    CustomerVehicleRemoved {
        /// The record's id.
        customer_id: CustomerId,
        /// Its plate.
        license_plate: Personal<Plate>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They get no new orders from now on.
    CustomerDeactivated {
        /// The record's id.
        customer_id: CustomerId,
        /// Why, if somebody said so.
        reason: Option<Personal<Notes>>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They get orders again.
    CustomerReactivated {
        /// The record's id.
        customer_id: CustomerId,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// The record was deleted. Its history is kept; phone and membership number are free.
    CustomerDeleted {
        /// The record's id.
        customer_id: CustomerId,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// The record was of the same person as another one, and went into that.
    CustomerMergedInto {
        /// The record's id.
        customer_id: CustomerId,
        /// The record that goes on.
        into: CustomerId,
        /// Whether the membership number stays claimed here, for the other record has one already.
        keeps_membership_number: bool,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Another record was of the same person and went into this one.
    CustomerAbsorbed {
        /// The record's id.
        customer_id: CustomerId,
        /// The record that ended.
        absorbed: CustomerId,
        /// What this one has of it from now on.
        takes_over: TakenOver,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They were lent containers.
    ContainersLent {
        /// The record's id.
        customer_id: CustomerId,
        /// Of what.
        product_id: ProductId,
        /// How many.
        quantity: ContainerCount,
        /// With which order, if with one.
        order_id: Option<OrderId>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// They gave containers back.
    ContainersReturned {
        /// The record's id.
        customer_id: CustomerId,
        /// Of what.
        product_id: ProductId,
        /// How many.
        quantity: ContainerCount,
        /// With which order, if with one.
        order_id: Option<OrderId>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// What was known about them as a person was erased, here and everywhere: the key of their data was
    /// destroyed with this event.
    CustomerErased {
        /// The record's id.
        customer_id: CustomerId,
        /// Why.
        reason: ErasureReason,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl CustomerEvent {
    /// Whose record it happened to.
    pub const fn customer_id(&self) -> CustomerId {
        match self {
            Self::CustomerRegistered { customer_id, .. }
            | Self::CustomerRenamed { customer_id, .. }
            | Self::CustomerPhoneChanged { customer_id, .. }
            | Self::CustomerEmailChanged { customer_id, .. }
            | Self::MembershipNumberChanged { customer_id, .. }
            | Self::CustomerNotesChanged { customer_id, .. }
            | Self::ContactConsentChanged { customer_id, .. }
            | Self::CustomerTypeChanged { customer_id, .. }
            | Self::CustomerDiscountChanged { customer_id, .. }
            | Self::WaterTermsChanged { customer_id, .. }
            | Self::CreditTermsChanged { customer_id, .. }
            | Self::CustomerAddressAdded { customer_id, .. }
            | Self::CustomerAddressChanged { customer_id, .. }
            | Self::DefaultAddressChosen { customer_id, .. }
            | Self::CustomerAddressRemoved { customer_id, .. }
            | Self::CustomerVehicleAdded { customer_id, .. }
            | Self::CustomerVehicleRemoved { customer_id, .. }
            | Self::CustomerDeactivated { customer_id, .. }
            | Self::CustomerReactivated { customer_id, .. }
            | Self::CustomerDeleted { customer_id, .. }
            | Self::CustomerMergedInto { customer_id, .. }
            | Self::CustomerAbsorbed { customer_id, .. }
            | Self::ContainersLent { customer_id, .. }
            | Self::ContainersReturned { customer_id, .. }
            | Self::CustomerErased { customer_id, .. } => *customer_id,
        }
    }

    /// When it happened.
    pub const fn occurred_at(&self) -> DateTime<Utc> {
        match self {
            Self::CustomerRegistered { occurred_at, .. }
            | Self::CustomerRenamed { occurred_at, .. }
            | Self::CustomerPhoneChanged { occurred_at, .. }
            | Self::CustomerEmailChanged { occurred_at, .. }
            | Self::MembershipNumberChanged { occurred_at, .. }
            | Self::CustomerNotesChanged { occurred_at, .. }
            | Self::ContactConsentChanged { occurred_at, .. }
            | Self::CustomerTypeChanged { occurred_at, .. }
            | Self::CustomerDiscountChanged { occurred_at, .. }
            | Self::WaterTermsChanged { occurred_at, .. }
            | Self::CreditTermsChanged { occurred_at, .. }
            | Self::CustomerAddressAdded { occurred_at, .. }
            | Self::CustomerAddressChanged { occurred_at, .. }
            | Self::DefaultAddressChosen { occurred_at, .. }
            | Self::CustomerAddressRemoved { occurred_at, .. }
            | Self::CustomerVehicleAdded { occurred_at, .. }
            | Self::CustomerVehicleRemoved { occurred_at, .. }
            | Self::CustomerDeactivated { occurred_at, .. }
            | Self::CustomerReactivated { occurred_at, .. }
            | Self::CustomerDeleted { occurred_at, .. }
            | Self::CustomerMergedInto { occurred_at, .. }
            | Self::CustomerAbsorbed { occurred_at, .. }
            | Self::ContainersLent { occurred_at, .. }
            | Self::ContainersReturned { occurred_at, .. }
            | Self::CustomerErased { occurred_at, .. } => *occurred_at,
        }
    }

    /// Whether it decides what they are given: a discount, or credit. That takes a manager.
    pub const fn grants_something(&self) -> bool {
        matches!(
            self,
            Self::CustomerTypeChanged { .. }
                | Self::CustomerDiscountChanged { .. }
                | Self::CreditTermsChanged { .. }
                | Self::WaterTermsChanged { water_terms: WaterTerms::Invoice, .. }
        )
    }
}

impl DomainEvent for CustomerEvent {
    fn event_type(&self) -> String {
        match self {
            Self::CustomerRegistered { .. } => "CustomerRegistered",
            Self::CustomerRenamed { .. } => "CustomerRenamed",
            Self::CustomerPhoneChanged { .. } => "CustomerPhoneChanged",
            Self::CustomerEmailChanged { .. } => "CustomerEmailChanged",
            Self::MembershipNumberChanged { .. } => "MembershipNumberChanged",
            Self::CustomerNotesChanged { .. } => "CustomerNotesChanged",
            Self::ContactConsentChanged { .. } => "ContactConsentChanged",
            Self::CustomerTypeChanged { .. } => "CustomerTypeChanged",
            Self::CustomerDiscountChanged { .. } => "CustomerDiscountChanged",
            Self::WaterTermsChanged { .. } => "WaterTermsChanged",
            Self::CreditTermsChanged { .. } => "CreditTermsChanged",
            Self::CustomerAddressAdded { .. } => "CustomerAddressAdded",
            Self::CustomerAddressChanged { .. } => "CustomerAddressChanged",
            Self::DefaultAddressChosen { .. } => "DefaultAddressChosen",
            Self::CustomerAddressRemoved { .. } => "CustomerAddressRemoved",
            Self::CustomerVehicleAdded { .. } => "CustomerVehicleAdded",
            Self::CustomerVehicleRemoved { .. } => "CustomerVehicleRemoved",
            Self::CustomerDeactivated { .. } => "CustomerDeactivated",
            Self::CustomerReactivated { .. } => "CustomerReactivated",
            Self::CustomerDeleted { .. } => "CustomerDeleted",
            Self::CustomerMergedInto { .. } => "CustomerMergedInto",
            Self::CustomerAbsorbed { .. } => "CustomerAbsorbed",
            Self::ContainersLent { .. } => "ContainersLent",
            Self::ContainersReturned { .. } => "ContainersReturned",
            Self::CustomerErased { .. } => "CustomerErased",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        if matches!(self, Self::CustomerRegistered { .. }) { "2" } else { "1" }.to_owned()
    }
}

impl LogEvent for CustomerEvent {
    fn erases(&self) -> Option<Subject> {
        let Self::CustomerErased { customer_id, .. } = self else { return None };
        Some(Subject::Customer(*customer_id))
    }
}

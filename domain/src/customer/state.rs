//! The state of a customer's record.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    ContactConsent, CreditTerms, CustomerError, CustomerType, HeldContainers, KnownAddress,
    Vehicle, WaterTerms,
};
use crate::claim::{Claim, ClaimScope};
use crate::log::LogAggregate;
use crate::values::{
    AddressId, BasisPoints, CustomerId, EmailAddress, MembershipNumber, Notes, PersonName,
    Personal, Phone, ProductId, Subject,
};

/// A customer's record, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer(pub(super) Option<Box<Profile>>);

/// What other aggregates need to know of a customer. Events of orders hold it.
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
    /// A discount of their own, in place of that of their type.
    pub discount_bp: Option<BasisPoints>,
}

/// How a record stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum Standing {
    /// They can order.
    Active,
    /// They get no new orders.
    Inactive {
        /// Why, if somebody said so.
        reason: Option<Personal<Notes>>,
    },
    /// Only its history is left.
    Deleted,
    /// It went into another record of the same person.
    Merged {
        /// The record that went on.
        into: CustomerId,
        /// Whether the membership number stays claimed here.
        keeps_membership_number: bool,
    },
}

/// All that is known of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// What orders need to know.
    pub record: Record,
    /// Numbers of theirs from records that went into this one.
    pub other_phones: Vec<Personal<Phone>>,
    /// Where letters go.
    pub email: Option<Personal<EmailAddress>>,
    /// The number on their card.
    pub membership_number: Option<MembershipNumber>,
    /// When they pay for water.
    pub water_terms: WaterTerms,
    /// How much they may owe, and for how long.
    pub credit_terms: CreditTerms,
    /// What was written down about them.
    pub notes: Option<Personal<Notes>>,
    /// What was written down in records that went into this one.
    pub other_notes: Vec<Personal<Notes>>,
    /// How they may be contacted.
    pub contact_consent: ContactConsent,
    /// Where they live or are delivered to, by id.
    pub addresses: Vec<KnownAddress>,
    /// Which address is meant when none is named; there is one if there is any address.
    pub default_address: Option<AddressId>,
    /// The id given out last: an id is never used again.
    pub(super) last_address: i64,
    /// What they come with.
    pub vehicles: Vec<Vehicle>,
    /// Containers they have of us; none of a product is no entry.
    pub containers: Vec<HeldContainers>,
    /// How the record stands.
    pub standing: Standing,
    /// Records that went into this one.
    pub absorbed: Vec<CustomerId>,
    /// When what was known about the person was erased, if it was.
    pub erased_at: Option<DateTime<Utc>>,
    /// Since when there is a record.
    pub registered_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
}

impl Profile {
    /// Whom what is written down from now on is about.
    pub(super) const fn subject(&self) -> Subject {
        Subject::Customer(self.record.id)
    }

    /// The id of the next address.
    pub(super) fn next_address(&self) -> Result<AddressId, CustomerError> {
        AddressId::new(self.last_address.saturating_add(1))
            .map_err(|_| CustomerError::NoSuchAddress)
    }

    /// The address of that id.
    pub fn address(&self, id: AddressId) -> Option<&KnownAddress> {
        self.addresses.iter().find(|known| known.id == id)
    }

    /// The address that is meant when none is named.
    pub fn main_address(&self) -> Option<&KnownAddress> {
        self.default_address.and_then(|id| self.address(id))
    }

    /// How many containers of a product they have of us.
    pub fn containers_of(&self, product: ProductId) -> i64 {
        let held = self.containers.iter().find(|held| held.product_id == product);
        held.map_or(0, |held| held.quantity)
    }

    /// All numbers they are reached at, the first one first.
    pub fn phones(&self) -> impl Iterator<Item = &Personal<Phone>> {
        std::iter::once(&self.record.phone).chain(&self.other_phones)
    }
}

impl Customer {
    /// All that is known of them, whether the record is still in use or not.
    pub fn profile(&self) -> Option<&Profile> {
        self.0.as_deref()
    }

    /// What orders hold of them, if there ever was a record.
    pub fn record(&self) -> Option<&Record> {
        self.profile().map(|profile| &profile.record)
    }

    /// The record this one went into, if it did.
    pub fn merged_into(&self) -> Option<CustomerId> {
        match self.profile()?.standing {
            Standing::Merged { into, .. } => Some(into),
            Standing::Active | Standing::Inactive { .. } | Standing::Deleted => None,
        }
    }

    /// The record, if a new order may be placed for it.
    ///
    /// # Errors
    /// [`CustomerError::Inactive`]; [`CustomerError::Merged`] with the record to use instead;
    /// [`CustomerError::Deleted`], [`CustomerError::NotFound`].
    pub fn ordering(&self) -> Result<&Record, CustomerError> {
        let profile = self.in_use()?;
        match profile.standing {
            Standing::Inactive { .. } => Err(CustomerError::Inactive),
            Standing::Active | Standing::Deleted | Standing::Merged { .. } => Ok(&profile.record),
        }
    }

    /// The profile, if commands may still change it.
    pub(super) fn in_use(&self) -> Result<&Profile, CustomerError> {
        let profile = self.profile().ok_or(CustomerError::NotFound)?;
        match profile.standing {
            Standing::Active | Standing::Inactive { .. } => Ok(profile),
            Standing::Deleted => Err(CustomerError::Deleted),
            Standing::Merged { into, .. } => Err(CustomerError::Merged { into }),
        }
    }
}

impl LogAggregate for Customer {
    const CLAIMS: bool = true;

    /// A record in use claims its phones and its membership number. One that went into another
    /// keeps the number of a card that the other could not take.
    fn claims(&self) -> Vec<Claim> {
        let Some(profile) = self.profile() else { return Vec::new() };
        // Of what was erased nothing is known that could be claimed.
        let phone = |phone: &Personal<Phone>| {
            let phone = phone.known()?.normalised();
            Some(Claim::any_case(ClaimScope::CUSTOMER_PHONE, &phone))
        };
        let membership = profile
            .membership_number
            .as_ref()
            .map(|number| Claim::any_case(ClaimScope::MEMBERSHIP_NUMBER, number.as_str()));
        match profile.standing {
            Standing::Active | Standing::Inactive { .. } => {
                profile.phones().filter_map(phone).chain(membership).collect()
            }
            Standing::Merged { keeps_membership_number: true, .. } => {
                membership.into_iter().collect()
            }
            Standing::Merged { .. } | Standing::Deleted => Vec::new(),
        }
    }
}

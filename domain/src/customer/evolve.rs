//! What each event makes of a customer's record.

use chrono::{DateTime, Utc};

use super::{
    CreditTerms, Customer, CustomerEvent, HeldContainers, Profile, Record, Standing, TakenOver,
    WaterTerms,
};
use crate::values::{AddressId, ContainerCount, Personal, Phone, ProductId};

impl Customer {
    pub(super) fn evolve(&mut self, event: CustomerEvent) {
        let at = event.occurred_at();
        if let CustomerEvent::CustomerRegistered {
            customer_id,
            name,
            phone,
            email,
            address,
            customer_type,
            membership_number,
            notes,
            contact_consent,
            ..
        } = event
        {
            let record = Record { id: customer_id, name, phone, customer_type, discount_bp: None };
            self.0 = Some(Box::new(Profile {
                record,
                other_phones: Vec::new(),
                email,
                membership_number,
                water_terms: WaterTerms::default(),
                credit_terms: CreditTerms::default(),
                notes,
                other_notes: Vec::new(),
                contact_consent,
                default_address: address.as_ref().map(|address| address.id),
                last_address: address.as_ref().map_or(0, |address| address.id.get()),
                addresses: address.into_iter().collect(),
                vehicles: Vec::new(),
                containers: Vec::new(),
                standing: Standing::Active,
                absorbed: Vec::new(),
                erased_at: None,
                registered_at: at,
                updated_at: at,
            }));
        } else if let Some(profile) = &mut self.0 {
            profile.evolve(event);
            profile.updated_at = at;
        }
    }
}

impl Profile {
    fn evolve(&mut self, event: CustomerEvent) {
        match event {
            CustomerEvent::CustomerRegistered { .. } => {} // a record is made once
            CustomerEvent::CustomerRenamed { name, .. } => self.record.name = name,
            CustomerEvent::CustomerPhoneChanged { phone, .. } => self.call_at(phone),
            CustomerEvent::CustomerEmailChanged { email, .. } => self.email = email,
            CustomerEvent::MembershipNumberChanged { membership_number, .. } => {
                self.membership_number = membership_number;
            }
            CustomerEvent::CustomerNotesChanged { notes, .. } => self.notes = notes,
            CustomerEvent::ContactConsentChanged { contact_consent, .. } => {
                self.contact_consent = contact_consent;
            }
            CustomerEvent::CustomerTypeChanged { customer_type, .. } => {
                self.record.customer_type = customer_type;
            }
            CustomerEvent::CustomerDiscountChanged { discount_bp, .. } => {
                self.record.discount_bp = discount_bp;
            }
            CustomerEvent::WaterTermsChanged { water_terms, .. } => self.water_terms = water_terms,
            CustomerEvent::CreditTermsChanged { credit_terms, .. } => {
                self.credit_terms = credit_terms;
            }
            CustomerEvent::CustomerAddressAdded { address, .. } => {
                self.last_address = self.last_address.max(address.id.get());
                self.default_address = self.default_address.or(Some(address.id));
                self.addresses.push(address);
            }
            CustomerEvent::CustomerAddressChanged { address, .. } => {
                if let Some(known) = self.addresses.iter_mut().find(|a| a.id == address.id) {
                    *known = address;
                }
            }
            CustomerEvent::DefaultAddressChosen { address_id, .. } => {
                self.default_address = Some(address_id);
            }
            CustomerEvent::CustomerAddressRemoved { address_id, .. } => self.move_out(address_id),
            CustomerEvent::CustomerVehicleAdded { vehicle, .. } => self.vehicles.push(vehicle),
            CustomerEvent::CustomerVehicleRemoved { license_plate, .. } => {
                self.vehicles.retain(|vehicle| vehicle.license_plate != license_plate);
            }
            CustomerEvent::CustomerDeactivated { reason, .. } => {
                self.standing = Standing::Inactive { reason };
            }
            CustomerEvent::CustomerReactivated { .. } => self.standing = Standing::Active,
            CustomerEvent::CustomerDeleted { .. } => self.standing = Standing::Deleted,
            CustomerEvent::CustomerMergedInto { into, keeps_membership_number, .. } => {
                self.standing = Standing::Merged { into, keeps_membership_number };
            }
            CustomerEvent::CustomerAbsorbed { absorbed, takes_over, .. } => {
                self.absorbed.push(absorbed);
                self.take_over(takes_over);
            }
            CustomerEvent::ContainersLent { product_id, quantity, .. } => {
                self.hold(product_id, ContainerCount::get(quantity));
            }
            CustomerEvent::ContainersReturned { product_id, quantity, .. } => {
                self.hold(product_id, -ContainerCount::get(quantity));
            }
            CustomerEvent::CustomerErased { occurred_at, .. } => self.forget(occurred_at),
        }
    }

    /// What is left is the same whether the events before could still be read or not.
    fn forget(&mut self, at: DateTime<Utc>) {
        self.record.name.erase();
        self.record.phone.erase();
        self.other_phones.clear();
        self.email = None;
        self.notes = None;
        self.other_notes.clear();
        self.addresses.clear();
        self.default_address = None;
        self.vehicles.clear();
        match self.standing {
            Standing::Merged { .. } => {}
            Standing::Active | Standing::Inactive { .. } | Standing::Deleted => {
                self.standing = Standing::Deleted;
            }
        }
        self.erased_at = Some(at);
    }

    fn call_at(&mut self, phone: Personal<Phone>) {
        let normalised = phone.get().normalised();
        self.other_phones.retain(|other| other.get().normalised() != normalised);
        self.record.phone = phone;
    }

    fn move_out(&mut self, address: AddressId) {
        self.addresses.retain(|known| known.id != address);
        if self.default_address == Some(address) {
            self.default_address = self.addresses.first().map(|known| known.id);
        }
    }

    fn hold(&mut self, product_id: ProductId, more: i64) {
        let quantity = self.containers_of(product_id).saturating_add(more);
        self.containers.retain(|held| held.product_id != product_id);
        if quantity > 0 {
            self.containers.push(HeldContainers { product_id, quantity });
            self.containers.sort_by_key(|held| held.product_id);
        }
    }

    fn take_over(&mut self, theirs: TakenOver) {
        self.other_phones.extend(theirs.phones);
        self.email = self.email.take().or(theirs.email);
        self.membership_number = self.membership_number.take().or(theirs.membership_number);
        self.other_notes.extend(theirs.notes);
        for address in theirs.addresses {
            self.last_address = self.last_address.max(address.id.get());
            self.default_address = self.default_address.or(Some(address.id));
            self.addresses.push(address);
        }
        self.vehicles.extend(theirs.vehicles);
        for HeldContainers { product_id, quantity } in theirs.containers {
            self.hold(product_id, quantity);
        }
        self.contact_consent = theirs.contact_consent;
    }
}

//! The price lists and the customers' records.

use cqrs_es::Aggregate;
use domain::catalog::{
    AddCatalogItem, CatalogList, ChangeCatalogItem, ReinstateCatalogItem, RetireCatalogItem,
    TermsChange, add, change, reinstate, retire,
};
use domain::customer::{
    AddVehicle, ContactConsent, Customer, CustomerCommand, CustomerEdits, CustomerEvent,
    DeactivateCustomer, EditCustomer, LendContainers, NewAddress, ReactivateCustomer,
    RegisterCustomer, ReturnContainers, register,
};
use domain::user::Permission;
use domain::values::{
    Address, CatalogCode, CatalogName, ContainerCount, Distance, Money, Notes, PersonName, Phone,
    Plate, ProductId,
};

use super::{Said, Shop};
use crate::Refusal;
use crate::intent::{ListStep, NewCustomer, RecordStep};

/// Another price for an item of a list, whatever else its terms say.
fn at(list: CatalogList, price: Money) -> TermsChange {
    let price = Some(price);
    match list {
        CatalogList::VehicleTypes => TermsChange::VehicleType { multiplier: None },
        CatalogList::ServicePackages => TermsChange::ServicePackage { price, cut: None },
        CatalogList::CarWashAddOns => TermsChange::AddOn { price },
        CatalogList::LaundryItems => {
            TermsChange::LaundryItem { unit: None, price: price.map(Some) }
        }
        CatalogList::ServiceLevels => {
            TermsChange::ServiceLevel { rate: price, surcharge: None, hours: None }
        }
        CatalogList::LaundryAddOns => TermsChange::LaundryAddOn { price, per: None },
        CatalogList::CarpetMaterials => TermsChange::Material { price, unit: None },
        CatalogList::CarpetSizes => TermsChange::Size { price, area: None },
        CatalogList::CleaningTypes => TermsChange::CleaningType { surcharge: None },
        CatalogList::WaterProducts => TermsChange::Product { price, returnable: None },
        CatalogList::DeliveryZones => {
            TermsChange::Zone { up_to: None, carpet_fee: None, water_fee: price }
        }
    }
}

impl Shop {
    pub(super) fn change_list(
        &mut self,
        list: CatalogList,
        step: &ListStep,
        said: &Said,
    ) -> Result<usize, Refusal> {
        said.may(Permission::CatalogWrite)?;
        let (by, now) = (said.by(), said.at);
        let catalog = self.catalog(list.service());
        let events = match step {
            ListStep::Add(code, name, terms) => {
                let (code, name) = (CatalogCode::parse(code)?, CatalogName::parse(name)?);
                add(catalog, AddCatalogItem { code, name, terms: terms.clone(), by, at: now })?
            }
            ListStep::Price(id, price) => {
                let terms = at(list, Money::price(*price)?);
                change(catalog, ChangeCatalogItem { id: *id, name: None, terms, by, at: now })?
            }
            ListStep::Retire(id) => {
                retire(catalog, RetireCatalogItem { list, id: *id, by, at: now })?
            }
            ListStep::Reinstate(id) => {
                reinstate(catalog, ReinstateCatalogItem { list, id: *id, by, at: now })?
            }
        };
        let many = events.len();
        self.list_changed(list, events);
        Ok(many)
    }

    pub(super) fn give_record(&mut self, new: &NewCustomer, said: &Said) -> Result<usize, Refusal> {
        said.may(Permission::CustomersCreate)?;
        let address = |(address, metres): &(crate::Text, i64)| -> Result<NewAddress, Refusal> {
            let address = Address::parse(address)?;
            let distance = Some(Distance::metres(*metres)?);
            Ok(NewAddress { label: None, address, city: None, distance })
        };
        self.register(RegisterCustomer {
            customer_id: self.next_customer()?,
            name: PersonName::parse(&new.name)?,
            phone: Phone::parse(&new.phone)?,
            email: None,
            address: new.address.as_ref().map(address).transpose()?,
            customer_type: new.customer_type,
            membership_number: None,
            notes: None,
            contact_consent: ContactConsent::default(),
            at: said.at,
        })
    }

    /// Gives somebody a record, under a phone that nobody else has.
    pub(super) fn register(&mut self, new: RegisterCustomer) -> Result<usize, Refusal> {
        let phone = new.phone.normalised();
        if self.phones.contains(&phone) {
            return Err(Refusal::PhoneTaken);
        }
        let mut customer = Customer::default();
        let events = register(&customer, new)?;
        let many = self.noted(&mut customer, events);
        self.phones.insert(phone);
        self.customers.push(customer);
        Ok(many)
    }

    fn noted(&mut self, customer: &mut Customer, events: Vec<CustomerEvent>) -> usize {
        let many = events.len();
        for event in events {
            self.books.events += 1;
            customer.apply(event);
        }
        many
    }

    pub(super) fn change_record(
        &mut self,
        no: usize,
        step: &RecordStep,
        said: &Said,
    ) -> Result<usize, Refusal> {
        said.may(match step {
            RecordStep::Terms(_) => Permission::CustomersDiscount,
            RecordStep::Note(_)
            | RecordStep::Vehicle(..)
            | RecordStep::Lend(..)
            | RecordStep::Return(..)
            | RecordStep::Deactivate(_)
            | RecordStep::Reactivate => Permission::CustomersUpdate,
        })?;
        let at = said.at;
        let edit = |edits| CustomerCommand::Edit(EditCustomer { edits, at });
        let command = match step {
            RecordStep::Note(text) => {
                let notes = Some(Some(Notes::parse(text)?));
                edit(CustomerEdits { notes, ..CustomerEdits::default() })
            }
            RecordStep::Terms(terms) => {
                edit(CustomerEdits { water_terms: Some(*terms), ..CustomerEdits::default() })
            }
            RecordStep::Vehicle(plate, kind) => CustomerCommand::AddVehicle(AddVehicle {
                license_plate: Plate::parse(plate)?,
                vehicle_type: CatalogCode::parse(kind)?,
                at,
            }),
            RecordStep::Lend(product, count) => CustomerCommand::Lend(LendContainers {
                product_id: ProductId::new(*product)?,
                quantity: ContainerCount::new(*count)?,
                order_id: None,
                at,
            }),
            RecordStep::Return(product, count) => CustomerCommand::Return(ReturnContainers {
                product_id: ProductId::new(*product)?,
                quantity: ContainerCount::new(*count)?,
                order_id: None,
                at,
            }),
            RecordStep::Deactivate(text) => {
                let reason = Some(Notes::parse(text)?);
                CustomerCommand::Deactivate(DeactivateCustomer { reason, at })
            }
            RecordStep::Reactivate => CustomerCommand::Reactivate(ReactivateCustomer { at }),
        };
        self.tell_customer(no, command)
    }

    /// Containers go to a customer with an order.
    pub(super) fn lend(&mut self, no: usize, lent: LendContainers) -> Result<usize, Refusal> {
        self.tell_customer(no, CustomerCommand::Lend(lent))
    }

    fn tell_customer(&mut self, no: usize, command: CustomerCommand) -> Result<usize, Refusal> {
        let mut customer =
            std::mem::take(self.customers.get_mut(no).ok_or(Refusal::UnknownCustomer)?);
        let decided = domain::customer::decide(&customer, command);
        let done = decided.map(|events| self.noted(&mut customer, events));
        self.customers[no] = customer;
        Ok(done?)
    }
}

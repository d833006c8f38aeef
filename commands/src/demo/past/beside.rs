//! Customers of the days before, as commands.

use domain::customer::{ContactConsent, CustomerEdits, NewAddress};
use domain::values::{
    Address, CatalogCode, ContainerCount, Distance, Notes, PersonName, Phone, Plate, ProductId,
    ValueError,
};
use shop_days::{RecordStep, Text};

use super::super::DemoError;
use super::Past;
use crate::Call;
use crate::customer::{
    Handed, NewCustomer, Target, add_vehicle, containers, deactivate, edit, reactivate, register,
};

impl Past<'_> {
    pub(super) async fn register(
        &self,
        new: &shop_days::NewCustomer,
        call: &Call,
    ) -> Result<i64, DemoError> {
        let home = |(address, metres): &(Text, i64)| -> Result<NewAddress, ValueError> {
            let (address, distance) = (Address::parse(address)?, Distance::metres(*metres)?);
            Ok(NewAddress { label: None, address, city: None, distance: Some(distance) })
        };
        let new = NewCustomer {
            customer_id: None,
            name: PersonName::parse(&new.name)?,
            phone: Phone::parse(&new.phone)?,
            email: None,
            address: new.address.as_ref().map(home).transpose()?,
            customer_type: new.customer_type,
            membership_number: None,
            notes: None,
            contact_consent: ContactConsent::default(),
        };
        Ok(register(self.desk, call, &new).await?.what.id)
    }

    pub(super) async fn note(
        &self,
        no: usize,
        step: &RecordStep,
        call: &Call,
    ) -> Result<(), DemoError> {
        let target = Target { id: self.customer(no)?, version: None };
        let desk = self.desk;
        match step {
            RecordStep::Note(text) => {
                let notes = Some(Some(Notes::parse(text)?));
                let edits = CustomerEdits { notes, ..CustomerEdits::default() };
                edit(desk, call, target, &edits).await?;
            }
            RecordStep::Terms(terms) => {
                let water_terms = Some(*terms);
                let edits = CustomerEdits { water_terms, ..CustomerEdits::default() };
                edit(desk, call, target, &edits).await?;
            }
            RecordStep::Vehicle(plate, kind) => {
                let (plate, kind) = (Plate::parse(plate)?, CatalogCode::parse(kind)?);
                add_vehicle(desk, call, target, &plate, &kind).await?;
            }
            RecordStep::Lend(product, count) => {
                let handed = Handed::Lent(ContainerCount::new(*count)?);
                containers(desk, call, target, ProductId::new(*product)?, handed).await?;
            }
            RecordStep::Return(product, count) => {
                let handed = Handed::Returned(ContainerCount::new(*count)?);
                containers(desk, call, target, ProductId::new(*product)?, handed).await?;
            }
            RecordStep::Deactivate(text) => {
                deactivate(desk, call, target, Some(&Notes::parse(text)?)).await?;
            }
            RecordStep::Reactivate => {
                reactivate(desk, call, target).await?;
            }
        }
        Ok(())
    }
}

//! An order as it was said at the counter, made into what the rules decide on: codes and ids looked
//! up, values read.

use domain::catalog::{Catalog, Listed, Zone};
use domain::employee::Worker;
use domain::order::{
    CarWash, Carpet, CarpetWork, Condition, DatingLimits, Destination, Details, Dropoff, Laundry,
    LaundryExtra, LaundryThing, Measure, MeasuredCarpet, Order, Orderer, Override, Pickup,
    PlaceOrder, PriceAuthority, PriceTerms, SaidTime, Schedule, ServiceType, Water,
};
use domain::settings::IncomeSplit;
use domain::values::{
    Address, Area, BasisPoints, BusinessDay, CatalogCode, Distance, Length, Money, Notes, OrderId,
    PersonName, Personal, Phone, Plate, Quantity, Subject,
};

use super::{Said, Shop, count, happened};
use crate::Refusal;
use crate::basket::{self, Basket};
use crate::intent::{Ask, NewOrder, Text, Wanted};

/// An item by its code.
fn by_code<T: Listed>(catalog: &Catalog, code: &str) -> Result<domain::catalog::Item<T>, Refusal> {
    catalog.by_code(&CatalogCode::any_case(code)?).ok_or(Refusal::UnknownItem)
}

/// An item by its id.
fn by_id<T: Listed>(catalog: &Catalog, id: i64) -> Result<domain::catalog::Item<T>, Refusal> {
    catalog.by_id(id).ok_or(Refusal::UnknownItem)
}

pub(super) fn notes(text: Option<&Text>) -> Result<Option<Notes>, Refusal> {
    Ok(text.map(|text| Notes::parse(text)).transpose()?)
}

impl Shop {
    pub(super) fn place(&mut self, new: &NewOrder, said: &Said) -> Result<usize, Refusal> {
        said.may(domain::user::Permission::OrdersCreate)?;
        let order_id = OrderId::new(1 + count(self.orders.len()))?;
        let orderer = self.orderer(new)?;
        let details = self.details(&new.basket, orderer.subject(order_id), said)?;
        let service = details.service();
        let automatic_bp = self.automatic(&orderer);
        let limits = self.settings.limits();
        let dating =
            DatingLimits { back_days: limits.backdate_days, ahead_days: limits.ahead_days };
        let said_time = |(at, reason): &(_, Option<Text>)| -> Result<SaidTime, Refusal> {
            Ok(SaidTime { at: *at, reason: notes(reason.as_ref())? })
        };
        let cmd = PlaceOrder {
            order_id,
            outlet: self.outlet,
            details,
            orderer,
            employees: self.workers(&new.employees)?,
            terms: PriceTerms { tax_bp: self.settings.tax(service), automatic_bp },
            wanted: new.wanted.as_ref().map(wanted).transpose()?,
            authority: self.authority(said),
            quoted: new.quoted.map(Money::price).transpose()?,
            most_water: limits.water_quantity_max,
            schedule: new.bring_on.map(|day| Schedule {
                date: BusinessDay::from(day),
                window: None,
                driver: None,
            }),
            scheduled_at: new.scheduled_at,
            ordered: new.ordered.as_ref().map(said_time).transpose()?,
            dating,
            notes: notes(new.notes.as_ref())?,
            by: said.by(),
            at: said.at,
        };
        let mut order = Order::default();
        let events = domain::order::place(&order, cmd)?;
        let many = happened(&mut order, events, &mut self.books);
        self.orders.push(order);
        Ok(many)
    }

    fn orderer(&self, new: &NewOrder) -> Result<Orderer, Refusal> {
        let known = |no: usize| -> Result<_, Refusal> {
            let customer = self.customers.get(no).ok_or(Refusal::UnknownCustomer)?;
            Ok(customer.ordering()?.clone())
        };
        Ok(Orderer {
            customer: new.customer.map(known).transpose()?,
            name: new.name.as_ref().map(|name| PersonName::parse(name)).transpose()?,
            phone: new.phone.as_ref().map(|phone| Phone::parse(phone)).transpose()?,
        })
    }

    /// What they get off without asking: their own discount, or that of their kind.
    pub(super) fn automatic(&self, orderer: &Orderer) -> BasisPoints {
        let of_kind = |record: &domain::customer::Record| {
            record.discount_bp.unwrap_or_else(|| self.settings.discount(record.customer_type))
        };
        orderer.customer.as_ref().map_or(BasisPoints::ZERO, of_kind)
    }

    pub(super) fn authority(&self, said: &Said) -> PriceAuthority {
        PriceAuthority { role: said.role(), approver: None, ladder: self.settings.ladder() }
    }

    pub(super) fn workers(&self, ids: &[i64]) -> Result<Vec<Worker>, Refusal> {
        let worker = |id: &i64| {
            let known = self.workers.iter().find(|worker| worker.id.get() == *id);
            known.cloned().ok_or(Refusal::UnknownEmployee)
        };
        ids.iter().map(worker).collect()
    }

    fn split(&self, service: ServiceType, said: &Said) -> IncomeSplit {
        self.settings.split(service, self.outlet.business_day(said.at))
    }

    /// What is ordered; what it says about a person is about `subject`.
    pub(super) fn details(
        &self,
        basket: &Basket,
        subject: Subject,
        said: &Said,
    ) -> Result<Details, Refusal> {
        let service = basket.service();
        let catalog = self.catalog(service);
        Ok(match basket {
            Basket::CarWash(wash) => Details::CarWash(car(catalog, wash, subject)?),
            Basket::Laundry(washing) => {
                Details::Laundry(laundry(catalog, washing, self.split(service, said))?)
            }
            Basket::Carpet(carpets) => Details::Carpet(Carpet {
                work: work(catalog, &carpets.work)?,
                cleaning: carpets
                    .cleaning
                    .iter()
                    .map(|code| by_code(catalog, code))
                    .collect::<Result<_, _>>()?,
                pickup: carpets
                    .pickup
                    .as_ref()
                    .map(|(address, day)| -> Result<Pickup, Refusal> {
                        let address = Personal::about(subject, Address::parse(address)?);
                        Ok(Pickup { address, date: Some(BusinessDay::from(*day)) })
                    })
                    .transpose()?,
                delivery: carpets
                    .delivery
                    .as_ref()
                    .map(|there| -> Result<Dropoff, Refusal> {
                        let (address, distance, zone) = self.there(there, subject)?;
                        Ok(Dropoff { address, distance, zone })
                    })
                    .transpose()?,
                condition: notes(carpets.stains.as_ref())?.map(|stains| {
                    let condition = Condition { stains: Some(stains), ..Condition::default() };
                    Personal::about(subject, condition)
                }),
                split: self.split(service, said),
            }),
            Basket::Water(water) => Details::WaterDelivery(Water {
                product: by_id(catalog, water.product)?,
                quantity: Quantity::whole(water.quantity)?,
                terms: water.terms,
                destination: water
                    .to
                    .as_ref()
                    .map(|there| -> Result<Destination, Refusal> {
                        let (address, distance, zone) = self.there(there, subject)?;
                        Ok(Destination { address, distance, zone })
                    })
                    .transpose()?,
                due: None,
                split: self.split(service, said),
            }),
        })
    }

    #[allow(clippy::type_complexity)] // two structs of the domain have the same three fields
    fn there(
        &self,
        there: &basket::Place,
        subject: Subject,
    ) -> Result<(Personal<Address>, Option<Distance>, Option<domain::catalog::Item<Zone>>), Refusal>
    {
        let distance = Distance::metres(there.metres)?;
        let zone = self.catalog(ServiceType::WaterDelivery).zone_at(distance);
        Ok((Personal::about(subject, Address::parse(&there.address)?), Some(distance), zone))
    }
}

fn car(catalog: &Catalog, wash: &basket::Wash, subject: Subject) -> Result<CarWash, Refusal> {
    let plate = wash.plate.as_ref().map(|plate| Plate::parse(plate)).transpose()?;
    Ok(CarWash {
        vehicle_type: by_code(catalog, wash.vehicle)?,
        package: by_code(catalog, wash.package)?,
        add_ons: wash
            .add_ons
            .iter()
            .map(|code| by_code(catalog, code))
            .collect::<Result<_, _>>()?,
        license_plate: plate.map(|plate| Personal::about(subject, plate)),
    })
}

fn laundry(
    catalog: &Catalog,
    washing: &basket::Washing,
    split: IncomeSplit,
) -> Result<Laundry, Refusal> {
    let thing = |(id, much): &(i64, i64)| -> Result<LaundryThing, Refusal> {
        let quantity = Quantity::thousandths(*much)?;
        Ok(LaundryThing { item: by_id(catalog, *id)?, quantity, level: None })
    };
    let extra = |(code, much): &(&str, i64)| -> Result<LaundryExtra, Refusal> {
        let quantity = Quantity::thousandths(*much)?;
        Ok(LaundryExtra { item: by_code(catalog, code)?, quantity })
    };
    Ok(Laundry {
        service_level: by_code(catalog, washing.level)?,
        things: washing.things.iter().map(thing).collect::<Result<_, _>>()?,
        extras: washing.extras.iter().map(extra).collect::<Result<_, _>>()?,
        split,
    })
}

fn work(catalog: &Catalog, work: &basket::CarpetWork) -> Result<CarpetWork, Refusal> {
    let carpet = |(id, measure): &(i64, basket::Measure)| -> Result<MeasuredCarpet, Refusal> {
        let measure = match *measure {
            basket::Measure::Sides(length, width) => {
                Measure::Sides(Length::thousandths(length)?, Length::thousandths(width)?)
            }
            basket::Measure::Area(area) => Measure::Area(Area::thousandths(area)?),
            basket::Measure::Length(length) => Measure::Runner(Length::thousandths(length)?),
        };
        Ok(MeasuredCarpet { material: by_id(catalog, *id)?, measure })
    };
    Ok(match work {
        basket::CarpetWork::Sized(id) => CarpetWork::Sized(by_id(catalog, *id)?),
        basket::CarpetWork::Measured(carpets) => {
            CarpetWork::Measured(carpets.iter().map(carpet).collect::<Result<_, _>>()?)
        }
    })
}

pub(super) fn wanted(wanted: &Wanted) -> Result<Override, Refusal> {
    let asked = match wanted.asked {
        Ask::FinalPrice(price) => domain::order::Asked::FinalPrice(Money::price(price)?),
        Ask::Off(amount) => domain::order::Asked::Off(Money::price(amount)?),
        Ask::ShareOff(bp) => domain::order::Asked::ShareOff(BasisPoints::new(bp)?),
    };
    Ok(Override { asked, reason: notes(wanted.reason.as_ref())? })
}

//! Orders of the days before, as commands.

use domain::order::{Asked, Condition, Measure, Override, SaidTime};
use domain::values::{
    Address, Area, BasisPoints, Bay, BusinessDay, CatalogCode, CustomerId, Distance, EmployeeId,
    Length, Money, Notes, OrderId, PersonName, Phone, Plate, Quantity, TimeWindow, ValueError,
};
use shop_days::{Ask, Basket, CarpetWork, OrderRef, Step, Text, Wanted as Price};

use super::super::DemoError;
use super::{Past, unknown};
use crate::Call;
use crate::order::{
    self, Arrangement, Corrections, DeliveryDay, Finished, Named, NewOrder, OrderTarget, Verdict,
    Wanted, WantedCarpet, WantedDropoff, WantedExtra, WantedLaundry, WantedPickup, WantedThing,
    WantedWash, WantedWater,
};

pub(super) fn notes(text: Option<&Text>) -> Result<Option<Notes>, ValueError> {
    text.map(|text| Notes::parse(text)).transpose()
}

fn codes(codes: &[&str]) -> Result<Vec<CatalogCode>, ValueError> {
    codes.iter().map(|code| CatalogCode::parse(code)).collect()
}

fn employees(ids: &[i64]) -> Result<Vec<EmployeeId>, ValueError> {
    ids.iter().map(|id| EmployeeId::new(*id)).collect()
}

fn price(wanted: &Price) -> Result<Override, ValueError> {
    let asked = match wanted.asked {
        Ask::FinalPrice(price) => Asked::FinalPrice(Money::price(price)?),
        Ask::Off(amount) => Asked::Off(Money::price(amount)?),
        Ask::ShareOff(bp) => Asked::ShareOff(BasisPoints::new(bp)?),
    };
    Ok(Override { asked, reason: notes(wanted.reason.as_ref())? })
}

/// What is ordered.
fn wanted(basket: &Basket) -> Result<Wanted, ValueError> {
    Ok(match basket {
        Basket::CarWash(wash) => Wanted::CarWash(WantedWash {
            vehicle_type: Some(CatalogCode::parse(wash.vehicle)?),
            package: Some(CatalogCode::parse(wash.package)?),
            add_ons: Some(codes(&wash.add_ons)?),
            license_plate: Some(wash.plate.as_ref().map(|p| Plate::parse(p)).transpose()?),
        }),
        Basket::Laundry(washing) => {
            let thing = |(id, much): &(i64, i64)| {
                let quantity = Quantity::thousandths(*much)?;
                Ok(WantedThing { item: Named::Id(*id), quantity, service_level: None })
            };
            let extra = |(code, much): &(&str, i64)| {
                let quantity = Quantity::thousandths(*much)?;
                Ok(WantedExtra { code: CatalogCode::parse(code)?, quantity })
            };
            Wanted::Laundry(WantedLaundry {
                service_level: Some(CatalogCode::parse(washing.level)?),
                things: Some(washing.things.iter().map(thing).collect::<Result<_, _>>()?),
                extras: Some(washing.extras.iter().map(extra).collect::<Result<_, _>>()?),
            })
        }
        Basket::Carpet(carpets) => Wanted::Carpet(carpet(carpets)?),
        Basket::Water(water) => Wanted::WaterDelivery(WantedWater {
            product: Some(Named::Id(water.product)),
            quantity: Some(Quantity::whole(water.quantity)?),
            terms: Some(water.terms),
            address: water.to.as_ref().map(|there| Address::parse(&there.address)).transpose()?,
            address_id: None,
            distance: water.to.as_ref().map(|there| Distance::metres(there.metres)).transpose()?,
            fetched: water.to.is_none(),
            due: None,
        }),
    })
}

fn carpet(carpets: &shop_days::Carpets) -> Result<WantedCarpet, ValueError> {
    let one = |(material, measure): &(i64, shop_days::Measure)| {
        let measure = match *measure {
            shop_days::Measure::Sides(length, width) => {
                Measure::Sides(Length::thousandths(length)?, Length::thousandths(width)?)
            }
            shop_days::Measure::Area(area) => Measure::Area(Area::thousandths(area)?),
            shop_days::Measure::Length(length) => Measure::Runner(Length::thousandths(length)?),
        };
        Ok((Named::Id(*material), measure))
    };
    let (measured, size) = match &carpets.work {
        CarpetWork::Sized(id) => (None, Some(Named::Id(*id))),
        CarpetWork::Measured(carpets) => {
            (Some(carpets.iter().map(one).collect::<Result<_, _>>()?), None)
        }
    };
    let fetched = |(address, day): &(Text, chrono::NaiveDate)| {
        let address = Address::parse(address)?;
        Ok(WantedPickup { address, date: Some(BusinessDay::from(*day)) })
    };
    let brought = |there: &shop_days::Place| {
        let address = Address::parse(&there.address)?;
        Ok(WantedDropoff { address, distance: Some(Distance::metres(there.metres)?) })
    };
    let stains = notes(carpets.stains.as_ref())?;
    Ok(WantedCarpet {
        carpets: measured,
        size,
        cleaning: Some(codes(&carpets.cleaning)?),
        pickup: Some(carpets.pickup.as_ref().map(fetched).transpose()?),
        delivery: Some(carpets.delivery.as_ref().map(brought).transpose()?),
        condition: stains
            .map(|stains| Some(Condition { stains: Some(stains), ..Condition::default() })),
    })
}

impl Past<'_> {
    pub(super) async fn place(
        &self,
        new: &shop_days::NewOrder,
        call: &Call,
    ) -> Result<i64, DemoError> {
        let customer = new.customer.map(|no| self.customer(no)).transpose()?;
        let name = new.name.as_ref().map(|name| PersonName::parse(name)).transpose()?;
        let phone = new.phone.as_ref().map(|phone| Phone::parse(phone)).transpose()?;
        let day = new.bring_on.map(|day| DeliveryDay {
            date: BusinessDay::from(day),
            window: None,
            driver: None,
        });
        let said = |(at, reason): &(_, Option<Text>)| -> Result<SaidTime, ValueError> {
            Ok(SaidTime { at: *at, reason: notes(reason.as_ref())? })
        };
        let new = NewOrder {
            wanted: wanted(&new.basket)?,
            outlet: None,
            customer,
            walk_in_name: name,
            walk_in_phone: phone,
            employees: employees(&new.employees)?,
            price: new.wanted.as_ref().map(price).transpose()?,
            quoted: new.quoted.map(Money::price).transpose()?,
            delivery: day,
            scheduled_at: new.scheduled_at,
            ordered: new.ordered.as_ref().map(said).transpose()?,
            notes: notes(new.notes.as_ref())?,
        };
        Ok(order::place(self.desk, call, &new).await?.what.id)
    }

    pub(super) fn customer(&self, no: usize) -> Result<CustomerId, DemoError> {
        let id = self.ids.customers.get(no).ok_or_else(unknown)?;
        Ok(CustomerId::new(*id)?)
    }

    pub(super) fn order(&self, order: OrderRef) -> Result<OrderId, DemoError> {
        let id = self.ids.orders.get(order.no).ok_or_else(unknown)?;
        Ok(OrderId::new(*id)?)
    }

    pub(super) async fn tell(
        &self,
        order: OrderRef,
        step: &Step,
        call: &Call,
    ) -> Result<(), DemoError> {
        let target = OrderTarget { id: self.order(order)?, service: None, version: None };
        let desk = self.desk;
        match step {
            Step::Revise(basket) => {
                let wanted = Some(wanted(basket)?);
                let corrections = Corrections { wanted, ..Corrections::default() };
                order::correct(desk, call, target, &corrections).await?;
            }
            Step::Correct(text) => {
                let notes = Some(Some(Notes::parse(text)?));
                let corrections = Corrections { notes, ..Corrections::default() };
                order::correct(desk, call, target, &corrections).await?;
            }
            Step::Reprice(wanted) => {
                order::reprice(desk, call, target, &price(wanted)?).await?;
            }
            Step::Assign(ids) => {
                order::assign(desk, call, target, &employees(ids)?).await?;
            }
            Step::Start(driver) => {
                let driver = driver.map(EmployeeId::new).transpose()?;
                order::start(desk, call, target, driver).await?;
            }
            Step::SubmitQualityCheck => {
                order::submit_quality_check(desk, call, target).await?;
            }
            Step::PassQualityCheck => {
                let verdict = Verdict { passed: true, checklist: Vec::new(), notes: None };
                order::quality_check(desk, call, target, &verdict).await?;
            }
            Step::FailQualityCheck(text) => {
                let notes = Some(Notes::parse(text)?);
                let verdict = Verdict { passed: false, checklist: Vec::new(), notes };
                order::quality_check(desk, call, target, &verdict).await?;
            }
            Step::Complete(text) => {
                let notes = notes(text.as_ref())?;
                let finished = Finished { notes, ..Finished::default() };
                order::complete(desk, call, target, &finished).await?;
            }
            Step::Cancel(text) => {
                order::cancel(desk, call, target, &Notes::parse(text)?).await?;
            }
            Step::HandOver(text) => {
                let notes = notes(text.as_ref())?;
                order::hand_over(desk, call, target, notes.as_ref()).await?;
            }
            Step::Rework(text) => {
                order::rework(desk, call, target, &Notes::parse(text)?).await?;
            }
            Step::Close => {
                order::close(desk, call, target).await?;
            }
            Step::Delete => {
                order::delete(desk, call, target).await?;
            }
            Step::Schedule(day, window) => {
                let window = window.map(TimeWindow::parse).transpose()?;
                let day = DeliveryDay { date: BusinessDay::from(*day), window, driver: None };
                order::schedule_delivery(desk, call, target, day).await?;
            }
            Step::FailDelivery(reason) => {
                order::fail_delivery(desk, call, target, *reason).await?;
            }
            Step::JoinQueue => {
                order::join_queue(desk, call, target).await?;
            }
            Step::LeaveQueue => {
                order::leave_queue(desk, call, target).await?;
            }
            Step::Arrange { bay, priority, reason } => {
                let arrangement = Arrangement {
                    bay: bay.map(Bay::parse).transpose()?.map(Some),
                    priority: priority.map(domain::order::Priority::new).transpose()?,
                    reason: notes(reason.as_ref())?,
                };
                order::arrange_queue(desk, call, target, &arrangement).await?;
            }
        }
        Ok(())
    }
}

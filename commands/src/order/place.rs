//! Placing an order, of any service.

use chrono::{DateTime, Utc};
use domain::approval::Approver;
use domain::order::{
    self, Details, Order, OrderError, Orderer, Override, PlaceOrder, PriceAuthority, PriceTerms,
    SaidTime, Schedule, ServiceType,
};
use domain::settings::Settings;
use domain::user::{Actor, Permission, Role};
use domain::values::{
    BasisPoints, BusinessDay, CustomerId, EmployeeId, Money, Notes, OrderId, Outlet, OutletId,
    PersonName, Phone, TimeWindow,
};
use infra::event_log::{Attempt, Draft, Kind, Loaded, LogError, StreamKey};
use tokio::sync::OnceCell;

use super::lookups::Lookups;
use super::target::dating;
use super::wanted::{Around, Wanted};
use crate::account::{self, Follow};
use crate::authority::authorise;
use crate::error::FaultKind;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What a cashier asks for.
#[derive(Debug, Clone)]
pub struct NewOrder {
    /// What is ordered.
    pub wanted: Wanted,
    /// Where; else at the first outlet.
    pub outlet: Option<OutletId>,
    /// Who orders, if they have a record.
    pub customer: Option<CustomerId>,
    /// The name typed.
    pub walk_in_name: Option<PersonName>,
    /// The phone typed.
    pub walk_in_phone: Option<Phone>,
    /// Who will work on it.
    pub employees: Vec<EmployeeId>,
    /// Another price, if somebody asks for it.
    pub price: Option<Override>,
    /// What the customer was told it would cost, in Rupiah.
    pub quoted: Option<Money>,
    /// When it is to be brought.
    pub delivery: Option<DeliveryDay>,
    /// When the customer wants it done.
    pub scheduled_at: Option<DateTime<Utc>>,
    /// When it was ordered, if not now.
    pub ordered: Option<SaidTime>,
    /// What was written down.
    pub notes: Option<Notes>,
}

/// A day something is to be brought on.
#[derive(Debug, Clone, Copy)]
pub struct DeliveryDay {
    /// The day.
    pub date: BusinessDay,
    /// The hours, if agreed on.
    pub window: Option<TimeWindow>,
    /// Who shall drive.
    pub driver: Option<EmployeeId>,
}

/// Places an order. It relies on the prices, the settings, the customer's record and the employees
/// it was decided with: if one changes before it is saved, it is priced again.
///
/// # Errors
/// [`CommandError`].
pub async fn place(
    desk: &Desk,
    call: &Call,
    new: &NewOrder,
) -> Result<Done<Loaded<Order>>, CommandError> {
    let drawn = &OnceCell::new();
    let on_account = new.customer.filter(|_| new.wanted.service() == ServiceType::WaterDelivery);
    let turns: Vec<StreamKey> = on_account.map(account::stream).into_iter().collect();
    deciding(desk, call.key, &turns, move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::OrdersCreate).await?;
            let own = authority.login().employee_id.is_some_and(|id| new.employees.contains(&id));
            if own && new.price.is_some() {
                return Err(OrderError::PaysTheEditor.into());
            }
            let mut draft = authority.draft_at(new.outlet.unwrap_or(Outlet::first().id))?;
            let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Order)).await?;
            let order_id = OrderId::new(id).map_err(|e| LogError::Database(e.to_string()))?;
            let priced = Priced::look_up(&attempt, &mut draft, call, new, order_id).await?;
            priced.brought_in_time(&attempt, &mut draft, call, new)?;
            let (role, approver) = (authority.login().role, authority.approver());
            let cmd = priced.order(call, new, order_id, (role, approver), authority.actor());
            let mut order = Loaded::<Order>::fresh(id);
            let events = order::place(&order.state, cmd)?;
            Follow::LIMITED.after(&attempt, &mut draft, &[(&order, &events)]).await?;
            draft.append(&order, &events)?;
            let appended = attempt.append(draft).await?;
            order.absorb(events, &appended);
            Ok(order)
        })
    })
    .await
}

/// Everything an order is decided with that had to be looked up.
pub(crate) struct Priced {
    settings: Settings,
    outlet: Outlet,
    details: Details,
    orderer: Orderer,
    employees: Vec<domain::employee::Worker>,
    schedule: Option<Schedule>,
    automatic_bp: BasisPoints,
}

impl Priced {
    pub(crate) async fn look_up(
        attempt: &Attempt,
        draft: &mut Draft,
        call: &Call,
        new: &NewOrder,
        order_id: OrderId,
    ) -> Result<Self, CommandError> {
        let mut lookups = Lookups::new(attempt, draft);
        let settings = lookups.settings().await?;
        let outlet = lookups.named_outlet(new.outlet.unwrap_or(Outlet::first().id)).await?;
        let profile = match new.customer {
            Some(id) => lookups.customer(id).await?,
            None => None,
        };
        let orderer = Orderer {
            customer: profile.as_ref().map(|known| known.record.clone()),
            name: new.walk_in_name.clone(),
            phone: new.walk_in_phone.clone(),
        };
        let ordered_at = new.ordered.as_ref().map_or(call.at, |said| said.at);
        let service = new.wanted.service();
        let around = Around {
            subject: orderer.subject(order_id),
            split: settings.split(service, outlet.business_day(ordered_at)),
            customer: profile.as_ref(),
        };
        let details = new.wanted.resolve(&mut lookups, &around, None).await?;
        let employees = lookups.workers(&new.employees).await?;
        let schedule = match new.delivery {
            Some(day) => Some(schedule(&mut lookups, day).await?),
            None => None,
        };
        lookups.finish()?;
        let missing = || LogError::Database("a lookup failed without saying so".to_owned());
        Ok(Self {
            automatic_bp: orderer
                .customer
                .as_ref()
                .map_or(BasisPoints::ZERO, |record| settings.discount_of(record)),
            details: details.ok_or_else(missing)?,
            settings,
            outlet,
            orderer,
            employees,
            schedule,
        })
    }

    /// What a till orders is not to be brought on a day that has passed. A date that a subscription
    /// had due may have, when the scheduler comes late.
    fn brought_in_time(
        &self,
        attempt: &Attempt,
        draft: &mut Draft,
        call: &Call,
        new: &NewOrder,
    ) -> Result<(), CommandError> {
        let Some(day) = new.delivery else { return Ok(()) };
        let ordered_at = new.ordered.as_ref().map_or(call.at, |said| said.at);
        let mut lookups = Lookups::new(attempt, draft);
        let ordered_on = self.outlet.business_day(ordered_at);
        not_before(&mut lookups, "scheduledDate", day.date, ordered_on);
        lookups.finish()
    }

    pub(crate) fn order(
        self,
        call: &Call,
        new: &NewOrder,
        order_id: OrderId,
        (role, approver): (Role, Option<Approver>),
        by: Actor,
    ) -> PlaceOrder {
        let tax_bp = self.settings.tax(new.wanted.service());
        let limits = self.settings.limits();
        let authority = PriceAuthority { role, approver, ladder: self.settings.ladder() };
        PlaceOrder {
            order_id,
            outlet: self.outlet,
            details: self.details,
            orderer: self.orderer,
            employees: self.employees,
            terms: PriceTerms { tax_bp, automatic_bp: self.automatic_bp },
            wanted: new.price.clone(),
            authority,
            quoted: new.quoted,
            most_water: limits.water_quantity_max,
            schedule: self.schedule,
            scheduled_at: new.scheduled_at,
            ordered: new.ordered.clone(),
            dating: dating(limits),
            notes: new.notes.clone(),
            by,
            at: call.at,
        }
    }
}

/// Nothing is brought before the day it was asked for on.
pub(super) fn not_before(
    lookups: &mut Lookups<'_>,
    field: &str,
    date: BusinessDay,
    least: BusinessDay,
) {
    if date < least {
        lookups.fault(FaultKind::OutOfReach, field, format!("must not lie before {least}"));
    }
}

/// The day something is to be brought, with who drives.
pub(super) async fn schedule(
    lookups: &mut Lookups<'_>,
    day: DeliveryDay,
) -> Result<Schedule, CommandError> {
    let DeliveryDay { date, window, driver } = day;
    let driver = match driver {
        Some(id) => lookups.worker(id, "driverId").await?,
        None => None,
    };
    Ok(Schedule { date, window, driver })
}

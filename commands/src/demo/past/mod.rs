//! The days before the demonstration shop was looked at first: plausible ones, thrown by seeded
//! dice, through the commands that everybody uses, each at its own time.
//!
//! The shop is opened as of [`PAST`] before the first start, which stands in its price lists; so
//! every start knows the same days, to the same moment. Each of their commands has an idempotency
//! key, which tells a start after a kill what was done before it; a shop with orders of somebody
//! else's is left alone.

mod beside;
mod money;
mod orders;

use chrono::{DateTime, Duration, Utc};
use domain::catalog::Catalog;
use domain::order::{Order, ServiceType};
use domain::values::{Outlet, UserId};
use futures_util::future::join_all;
use infra::event_log::{IdempotencyKey, Loaded, LogError};
use shop_days::{Days, DrawerStep, Ids, Intent, Loads, Login, Planned, ShopModel};

use super::{DemoError, login_id};
use crate::{Call, CommandError, Desk};

/// How long before the first start the shop opened. Less than keys are kept, or a start after a kill
/// would find some gone.
pub const PAST: Duration = Duration::days(4);
/// How many commands go at once: what is saved together costs little more than one.
const AT_ONCE: usize = 4;
/// The dice. Other days than these need another seed, for keys name it.
const SEED: u64 = 2023;

/// A small shop, so that a first start is quick: an eighth of what the papers say. Its prices are
/// those of the papers to the end.
fn model() -> Result<ShopModel, DemoError> {
    Ok(ShopModel {
        tills: 2,
        loads: Loads { cars: 7..=12, laundry: 3..=6, carpets_a_week: 2..=4, water_a_week: 7..=12 },
        mistakes_per_mille: 0,
        lists_change: false,
        ..ShopModel::demonstration()?
    })
}

/// When the shop was opened; if it was not yet, when it is to be opened, now.
///
/// # Errors
/// [`DemoError`].
pub async fn opening(desk: &Desk, now: DateTime<Utc>) -> Result<DateTime<Utc>, DemoError> {
    let lists: Loaded<Catalog> = desk
        .log
        .load(Catalog::stream_id(ServiceType::CarWash))
        .await
        .map_err(CommandError::from)?;
    let first = domain::catalog::CatalogList::ALL
        .into_iter()
        .flat_map(|list| lists.state.entries(list))
        .map(|entry| entry.added_at)
        .min();
    Ok(first.unwrap_or(now - PAST))
}

/// The days after that of the opening, and on the last one what was done `until` then; whatever the
/// hour, the drawer is open in the end. In a shop that has orders already only what is left of these
/// days, if they were broken off.
///
/// # Errors
/// [`DemoError`].
pub async fn days_before(
    desk: &Desk,
    opening: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(), DemoError> {
    let mut past = Past { desk, ids: Ids::of(&model()?), done: 0 };
    let day = |at| Outlet::first().business_day(at).date();
    let (opened, last) = (day(opening), day(until));
    let days = u32::try_from((last - opened).num_days()).unwrap_or_default();
    let first = opened.succ_opt().unwrap_or(last);
    let plan = plan(Days::new(SEED, model()?, first, days), until, model()?.manager);
    if !past.is_to_be_done(&plan).await? {
        return Ok(());
    }
    let mut left = plan.as_slice();
    while !left.is_empty() {
        let (together, later) = left.split_at(past.together(left));
        left = later;
        let doing = together.iter().zip(past.done..);
        let doing = doing.map(|(planned, no)| past.carry_out(planned, no));
        let done = join_all(doing).await;
        past.done += together.len();
        for (planned, done) in together.iter().zip(done) {
            match done {
                Ok(made) => past.ids.learn(planned, &made),
                Err(DemoError::Command(CommandError::Log(failure))) => {
                    return Err(CommandError::Log(failure).into());
                }
                // Somebody has sold something in between. The shop is theirs now.
                Err(refusal) => {
                    tracing::warn!(%refusal, ?planned, "the demonstration's days end here");
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// What is done until then. If nobody has the drawer open by that time, the manager opens it.
fn plan(days: Days, until: DateTime<Utc>, manager: Login) -> Vec<Planned> {
    let mut plan: Vec<Planned> = days.take_while(|planned| planned.at <= until).collect();
    let steps = plan.iter().rev().filter_map(|planned| match &planned.intent {
        Intent::Drawer(step) => Some(step),
        Intent::Place(_)
        | Intent::Tell(..)
        | Intent::Pay(..)
        | Intent::Split(..)
        | Intent::Announce(..)
        | Intent::Payment(..)
        | Intent::Catalog(..)
        | Intent::Register(_)
        | Intent::Customer(..) => None,
    });
    let mut turns = steps.filter_map(|step| match step {
        DrawerStep::Open(_) => Some(true),
        DrawerStep::Close(..) => Some(false),
        DrawerStep::Move(..) | DrawerStep::HandOver(..) | DrawerStep::Reconcile(..) => None,
    });
    let is_open = turns.next() == Some(true);
    if !plan.is_empty() && !is_open {
        let intent = Intent::Drawer(DrawerStep::Open(super::drawer::FLOAT.get()));
        let (at, who) = (until, manager);
        plan.push(Planned { at, till: 1, who, intent, refused: None, total: None });
    }
    plan
}

/// Days that are being carried out.
struct Past<'a> {
    desk: &'a Desk,
    ids: Ids,
    /// How many commands were.
    done: usize,
}

/// What a command is about: an order, a customer, or something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Order(usize),
    Customer(usize),
    New,
    /// Cash of everybody's goes through it: alone.
    Drawer,
}

fn about(planned: &Planned) -> About {
    match &planned.intent {
        Intent::Tell(order, _)
        | Intent::Pay(order, _)
        | Intent::Split(order, _)
        | Intent::Announce(order, _) => About::Order(order.no),
        Intent::Payment(payment, _) => About::Order(payment.order),
        Intent::Drawer(_) => About::Drawer,
        Intent::Customer(no, _) => About::Customer(*no),
        Intent::Place(_) | Intent::Register(_) | Intent::Catalog(..) => About::New,
    }
}

impl Past<'_> {
    /// How many of the next commands can go at once, to be saved together: each about something of
    /// its own that is there already, and at most one that makes something new.
    fn together(&self, plan: &[Planned]) -> usize {
        let mut seen = [None; AT_ONCE];
        for (count, planned) in plan.iter().enumerate() {
            let about = about(planned);
            let there = match (about, &planned.intent) {
                (About::Drawer, _) => return count.max(1),
                (_, Intent::Payment(payment, _)) => payment.no < self.ids.payments.len(),
                (About::Order(no), _) => no < self.ids.orders.len(),
                (About::Customer(no), _) => no < self.ids.customers.len(),
                (About::New, Intent::Place(new)) => {
                    new.customer.is_none_or(|no| no < self.ids.customers.len())
                }
                (About::New, _) => true,
            };
            if count == AT_ONCE || !there || seen.contains(&Some(about)) {
                return count.max(1);
            }
            seen[count] = Some(about);
        }
        plan.len()
    }

    fn key(&self, no: usize, user: UserId) -> IdempotencyKey {
        let key = format!("days-{SEED}-{no}");
        IdempotencyKey::new(self.desk.log.hash(), user.get(), &key, &[b"demonstration"])
    }

    async fn was_done(&self, no: usize, planned: &Planned) -> Result<bool, DemoError> {
        let Some(user) = login_id(planned.who.username) else { return Ok(true) };
        let kept = self.desk.log.kept(self.key(no, user)).await;
        Ok(kept.map_err(CommandError::from)?.is_some())
    }

    /// Whether there is anything to do: in a shop without orders, and where it was broken off.
    async fn is_to_be_done(&self, plan: &[Planned]) -> Result<bool, DemoError> {
        let Some(first) = plan.first() else { return Ok(false) };
        if !self.desk.log.has_any::<Order>().await.map_err(CommandError::from)? {
            return Ok(true);
        }
        if !self.was_done(0, first).await? {
            return Ok(false);
        }
        // Those that went at once may have been broken off in the midst.
        for (no, planned) in plan.iter().enumerate().rev().take(AT_ONCE) {
            if !self.was_done(no, planned).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Carries a command out, or finds that it was: gives the ids of what it made.
    async fn carry_out(&self, planned: &Planned, no: usize) -> Result<Vec<i64>, DemoError> {
        let Some(user_id) = login_id(planned.who.username) else { return Ok(Vec::new()) };
        let key = Some(self.key(no, user_id));
        let call = Call { key, ..super::call(planned.at, user_id) };
        match &planned.intent {
            Intent::Place(new) => return self.place(new, &call).await.map(|id| vec![id]),
            Intent::Register(new) => return self.register(new, &call).await.map(|id| vec![id]),
            Intent::Pay(order, tender) => {
                return self.pay(*order, std::slice::from_ref(tender), false, &call).await;
            }
            Intent::Split(order, tenders) => return self.pay(*order, tenders, false, &call).await,
            Intent::Announce(order, tender) => {
                return self.pay(*order, std::slice::from_ref(tender), true, &call).await;
            }
            Intent::Drawer(step) => return self.at_drawer(step, &call).await,
            Intent::Payment(payment, step) => self.of_payment(*payment, step, &call).await?,
            Intent::Tell(order, step) => self.tell(*order, step, &call).await?,
            Intent::Customer(no, step) => self.note(*no, step, &call).await?,
            Intent::Catalog(..) => {} // this shop's lists stay
        }
        Ok(Vec::new())
    }
}

/// An id that these days do not know: a mistake of theirs.
fn unknown() -> CommandError {
    LogError::Database("the demonstration's days speak of something that is not there".to_owned())
        .into()
}

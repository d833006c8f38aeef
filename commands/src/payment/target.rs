//! What changes of a payment have in common: one that is there, its order, and a caller who may.

use domain::approval::Approver;
use domain::order::{Order, OrderError, OrderEvent, Ticket};
use domain::payment::{Payment, PaymentError, PaymentEvent};
use domain::settings::{RefundLadder, Settings};
use domain::user::{Actor, Permission, Role};
use domain::values::{BusinessDay, Outlet, PaymentId, Personal, RefundId};
use infra::event_log::{Attempt, Draft, EventLog, Kept, Loaded, LogError, StreamKey};

use super::cash;
use crate::account::{self, Follow};
use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::Replay;
use crate::{Call, CommandError, Desk};

/// A payment to change.
#[derive(Debug, Clone, Copy)]
pub struct PaymentTarget {
    /// Which.
    pub id: PaymentId,
    /// The version the caller insists on, if any.
    pub version: Option<i64>,
}

/// A refund to decide about.
#[derive(Debug, Clone, Copy)]
pub struct RefundTarget {
    /// Which.
    pub id: RefundId,
    /// The version of its payment the caller insists on, if any.
    pub version: Option<i64>,
}

impl RefundTarget {
    /// The payment it is of.
    pub(super) fn payment(self) -> Result<PaymentTarget, PaymentError> {
        let id = self.id.payment().map_err(|_| PaymentError::NoSuchRefund)?;
        Ok(PaymentTarget { id, version: self.version })
    }

    /// Its payment, to be decided about; a payment that is not there has no such refund.
    pub(super) async fn open(
        self,
        attempt: &Attempt,
        call: &Call,
        permission: Permission,
    ) -> Result<Opened, CommandError> {
        match self.payment()?.open(attempt, call, permission).await {
            Err(CommandError::Payment(PaymentError::NotFound)) => {
                Err(PaymentError::NoSuchRefund.into())
            }
            opened => opened,
        }
    }
}

/// A payment that was changed, and its order.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The payment.
    pub payment: Loaded<Payment>,
    /// The order it is for.
    pub order: Loaded<Order>,
}

impl Replay for Settled {
    async fn again(log: &EventLog, kept: &Kept) -> Result<Self, LogError> {
        Ok(Self {
            payment: Loaded::again(log, kept).await?,
            order: Loaded::again(log, kept).await?,
        })
    }
}

/// A payment the caller may change, to be decided about.
pub(super) struct Opened {
    pub payment: Loaded<Payment>,
    pub order: Loaded<Order>,
    /// The order's outlet.
    pub outlet: Outlet,
    /// Who may give back how much.
    pub ladder: RefundLadder,
    pub by: Actor,
    pub role: Role,
    /// Who lets through what that role may not do alone.
    pub approver: Option<Approver>,
    /// What else the decision relies on is added here.
    pub draft: Draft,
}

impl PaymentTarget {
    /// What commands on it take turns at: its own stream, its order's, and its drawer's. What they
    /// are is looked up first, and may be out of date: the append is judged by itself.
    pub(super) async fn streams(self, desk: &Desk) -> Vec<StreamKey> {
        let mut streams = vec![Loaded::<Payment>::fresh(self.id.get()).stream()];
        let known = desk.log.attempt(false).load::<Payment>(self.id.get()).await;
        if let Ok(payment) = known
            && let Some(receipt) = payment.state.receipt()
        {
            streams.push(Loaded::<Order>::fresh(receipt.order_id.get()).stream());
            streams.extend(account::turns(desk, receipt.order_id));
            streams.extend(receipt.drawer.map(|drawer| cash::stream(Some(drawer.drawer_id))));
        }
        streams
    }

    pub(super) async fn open(
        self,
        attempt: &Attempt,
        call: &Call,
        permission: Permission,
    ) -> Result<Opened, CommandError> {
        let authority = authorise(attempt, call, permission).await?;
        let payment: Loaded<Payment> = attempt.load(self.id.get()).await?;
        let receipt = payment.state.taken()?;
        if self.version.is_some_and(|version| version != payment.sequence) {
            return Err(CommandError::Stale { version: payment.sequence });
        }
        let order: Loaded<Order> = attempt.load(receipt.order_id.get()).await?;
        let place = outlet(attempt, receipt.outlet_id, "outletId").await?;
        let settings: Loaded<Settings> = attempt.load(Settings::STREAM_ID).await?;
        let mut draft = authority.draft_at(receipt.outlet_id)?;
        draft.rely_on(&place);
        draft.rely_on(&settings);
        Ok(Opened {
            outlet: Outlet { id: receipt.outlet_id, ..place.state.calendar() },
            ladder: settings.state.limits().refunds,
            by: authority.actor(),
            role: authority.login().role,
            approver: authority.approver(),
            payment,
            order,
            draft,
        })
    }
}

impl Opened {
    /// The order.
    pub(super) fn ticket(&self) -> Result<&Ticket, OrderError> {
        self.order.state.placed()
    }

    /// What is written down about the order's customer.
    pub(super) fn about<T>(&self, value: T) -> Result<Personal<T>, OrderError> {
        Ok(Personal::about(self.ticket()?.subject(), value))
    }

    /// Appends what was decided.
    pub(super) async fn save(
        mut self,
        attempt: &Attempt,
        of_payment: Vec<PaymentEvent>,
        of_order: Vec<OrderEvent>,
    ) -> Result<Settled, CommandError> {
        let follow = Follow::money(of_payment.iter().find_map(day_of));
        follow.after(attempt, &mut self.draft, &[(&self.order, &of_order)]).await?;
        self.draft.append(&self.payment, &of_payment)?;
        self.draft.append(&self.order, &of_order)?;
        self.draft.shows(&self.order);
        let appended = attempt.append(self.draft).await?;
        self.payment.absorb(of_payment, &appended);
        self.order.absorb(of_order, &appended);
        Ok(Settled { payment: self.payment, order: self.order })
    }
}

/// The day on which what is owed moves by this, if it says one.
pub(super) const fn day_of(event: &PaymentEvent) -> Option<BusinessDay> {
    if let PaymentEvent::PaymentReceived { business_day, .. }
    | PaymentEvent::PaymentConfirmed { business_day, .. }
    | PaymentEvent::PaymentVoided { business_day, .. } = event
    {
        Some(*business_day)
    } else {
        None
    }
}

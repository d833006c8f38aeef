//! Cash goes into an open drawer and comes out of one, in the append of the payment or the refund.

use domain::drawer::{self, Drawer, DrawerError, DrawerEvent, GiveCash, Payout, TakeCash};
use domain::payment::{InDrawer, PaymentEvent, PaymentMethod};
use domain::values::{DrawerId, Outlet, OutletId};
use infra::event_log::{Attempt, Loaded, StreamKey};

use crate::CommandError;
use crate::drawer::drawer as known;
use crate::error::{Fault, FaultKind};

/// What commands that move cash of that drawer take turns at; none is the first outlet's first.
pub(crate) fn stream(id: Option<DrawerId>) -> StreamKey {
    Loaded::<Drawer>::fresh(id.unwrap_or(DrawerId::FIRST).get()).stream()
}

/// The drawer of that id, which must stand in that outlet: the first outlet's first if none is named.
pub(super) async fn drawer_at(
    attempt: &Attempt,
    id: Option<DrawerId>,
    outlet: OutletId,
) -> Result<Loaded<Drawer>, CommandError> {
    if id.is_none() && outlet != Outlet::first().id {
        return Err(fault(FaultKind::Missing, "is required in this outlet: name the drawer"));
    }
    let drawer = known(attempt, id).await?;
    if drawer.state.fixture().is_some_and(|fixture| fixture.outlet_id != outlet) {
        return Err(fault(FaultKind::Refused, "this drawer stands in another outlet"));
    }
    Ok(drawer)
}

fn fault(kind: FaultKind, what: &str) -> CommandError {
    CommandError::Faults(vec![Fault { kind, field: "drawerId".to_owned(), what: what.to_owned() }])
}

/// Where the cash of a drawer is now.
pub(crate) fn place(drawer: &Loaded<Drawer>) -> Option<InDrawer> {
    let drawer_id = drawer.state.fixture()?.id;
    Some(InDrawer { drawer_id, session_id: drawer.state.session()?.id })
}

/// What a drawer takes in of payments, of those that are in cash.
pub(crate) fn taken<'a>(
    drawer: &Loaded<Drawer>,
    payments: impl Iterator<Item = &'a PaymentEvent>,
) -> Result<Vec<DrawerEvent>, DrawerError> {
    let mut all = Vec::new();
    for event in payments {
        if let PaymentEvent::PaymentReceived {
            payment_id,
            amount,
            method: PaymentMethod::Cash,
            by,
            occurred_at,
            ..
        } = event
        {
            let cmd = TakeCash {
                payment_id: *payment_id,
                amount: *amount,
                by: by.clone(),
                at: *occurred_at,
            };
            all.extend(drawer::take_cash(&drawer.state, cmd)?);
        }
    }
    Ok(all)
}

/// What a drawer gives back of payments that were voided and refunds that are paid out, of those that
/// are in cash. `into` is where the payment's cash went.
pub(super) fn given(
    drawer: &Loaded<Drawer>,
    into: Option<InDrawer>,
    payments: &[PaymentEvent],
) -> Result<Vec<DrawerEvent>, DrawerError> {
    let mut all = Vec::new();
    for event in payments {
        let cash = match (event, into) {
            (
                PaymentEvent::PaymentVoided {
                    payment_id,
                    amount,
                    method: PaymentMethod::Cash,
                    by,
                    occurred_at,
                    ..
                },
                Some(InDrawer { session_id, .. }),
            ) => {
                let payout = Payout::VoidedPayment { payment_id: *payment_id, session_id };
                Some((payout, *amount, by, *occurred_at))
            }
            (
                PaymentEvent::RefundPaidOut {
                    refund_id,
                    amount,
                    method: PaymentMethod::Cash,
                    by,
                    occurred_at,
                    ..
                },
                _,
            ) => Some((Payout::Refund { refund_id: *refund_id }, *amount, by, *occurred_at)),
            _ => None,
        };
        if let Some((payout, amount, by, at)) = cash {
            let cmd = GiveCash { payout, amount, by: by.clone(), at };
            all.extend(drawer::give_cash(&drawer.state, cmd)?);
        }
    }
    Ok(all)
}

//! Taking money for an order: the payment and the order change together or not at all.

use domain::order::{Order, OrderError};
use domain::payment::{self, Payment, PaymentError, PaymentMethod, TakePayment};
use domain::user::Permission;
use domain::values::{Money, Notes, OrderId, Outlet, PaymentId};
use infra::event_log::{EventLog, Kept, Kind, Loaded, LogError};

use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::{Replay, deciding};
use crate::{Call, CommandError, Desk, Done};

/// What a cashier asks for.
#[derive(Debug, Clone)]
pub struct WantedPayment {
    /// What it is for.
    pub order_id: OrderId,
    /// How much of the order it pays, in Rupiah.
    pub amount: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// What the customer hands over, in Rupiah.
    pub amount_tendered: Option<Money>,
    /// The bank's or the wallet's own number of it.
    pub reference_number: Option<String>,
    /// What was written down.
    pub notes: Option<Notes>,
}

/// A payment that was taken, and the order it was taken for.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The payment.
    pub payment: Loaded<Payment>,
    /// The order.
    pub order: Loaded<Order>,
}

impl Replay for Taken {
    async fn again(log: &EventLog, kept: &Kept) -> Result<Self, LogError> {
        Ok(Self {
            payment: Loaded::again(log, kept).await?,
            order: Loaded::again(log, kept).await?,
        })
    }
}

/// Takes money for an order.
///
/// # Errors
/// [`CommandError`].
pub async fn take(
    desk: &Desk,
    call: &Call,
    wanted: &WantedPayment,
) -> Result<Done<Taken>, CommandError> {
    let id = desk.ids.next(Kind::Payment).await?;
    let payment_id = PaymentId::new(id).map_err(|e| LogError::Database(e.to_string()))?;
    let order = Loaded::<Order>::fresh(wanted.order_id.get()).stream();
    deciding(desk, call.key, &[order], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::PaymentsCreate).await?;
            let mut order: Loaded<Order> = attempt.load(wanted.order_id.get()).await?;
            let mut payment = Loaded::<Payment>::fresh(id);
            let place = order.state.ticket().map_or(Outlet::first().id, |ticket| ticket.outlet_id);
            let found = outlet(&attempt, place, "orderId").await?;
            let cmd = TakePayment {
                payment_id,
                outlet: Outlet { id: place, ..found.state.calendar() },
                amount: wanted.amount,
                method: wanted.method,
                amount_tendered: wanted.amount_tendered,
                reference_number: wanted.reference_number.clone(),
                notes: wanted.notes.clone(),
                by: authority.actor(),
                at: call.at,
            };
            let (received, credited) = payment::take(&payment.state, &order.state, cmd)
                .map_err(|refusal| refused(refusal, wanted.order_id))?;
            let mut draft = authority.draft_at(place)?;
            draft.rely_on(&found);
            draft.append(&payment, &received)?;
            draft.append(&order, &credited)?;
            let appended = attempt.append(draft).await?;
            payment.absorb(received, &appended);
            order.absorb(credited, &appended);
            Ok(Taken { payment, order })
        })
    })
    .await
}

/// An order that does not exist is named by the request's body here, not by its path.
fn refused(refusal: PaymentError, order: OrderId) -> CommandError {
    if refusal == PaymentError::Order(OrderError::NotFound) {
        return CommandError::Unknown { field: "orderId", what: format!("order {order}") };
    }
    refusal.into()
}

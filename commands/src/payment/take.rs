//! Taking money for an order: its payments, the order and the drawer change together or not at all.

use domain::order::{DatingLimits, Order, OrderError, SaidTime};
use domain::payment::{self, Payment, PaymentError, PaymentMethod, TakePayment};
use domain::settings::Settings;
use domain::user::Permission;
use domain::values::{DrawerId, Money, Notes, OrderId, Outlet, PaymentId, ReferenceNumber};
use infra::event_log::{EventLog, Kept, Kind, Loaded, LogError};
use tokio::sync::OnceCell;

use super::cash;
use super::target::day_of;
use crate::account::{self, Follow};
use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::{Replay, deciding};
use crate::{Call, CommandError, Desk, Done};

/// One means by which a customer pays.
#[derive(Debug, Clone)]
pub struct Tender {
    /// How much of the order it settles, in Rupiah.
    pub amount: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// What the customer hands over, in Rupiah.
    pub amount_tendered: Option<Money>,
    /// The bank's or the wallet's own number of it.
    pub reference_number: Option<ReferenceNumber>,
}

/// What a cashier asks for.
#[derive(Debug, Clone)]
pub struct WantedPayment {
    /// What it is for.
    pub order_id: OrderId,
    /// By what means: one, or several of which all are taken or none.
    pub tenders: Vec<Tender>,
    /// Whether it was said to be a split, if only of one part: what is wrong is named by its part.
    pub split: bool,
    /// What the parts must sum to, if that was said, in Rupiah.
    pub whole: Option<Money>,
    /// Whether the money is announced, and not there yet.
    pub pending: bool,
    /// When it came in, if not now.
    pub received: Option<SaidTime>,
    /// The drawer cash goes into, if it is named.
    pub drawer_id: Option<DrawerId>,
    /// What was written down.
    pub notes: Option<Notes>,
}

impl WantedPayment {
    /// A payment by one means, now.
    pub const fn plain(order_id: OrderId, tenders: Vec<Tender>) -> Self {
        Self {
            order_id,
            tenders,
            split: false,
            whole: None,
            pending: false,
            received: None,
            drawer_id: None,
            notes: None,
        }
    }
}

/// Payments that were taken, and the order they were taken for.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The payments, in the order they were named.
    pub payments: Vec<Loaded<Payment>>,
    /// The order.
    pub order: Loaded<Order>,
}

impl Replay for Taken {
    async fn again(log: &EventLog, kept: &Kept) -> Result<Self, LogError> {
        let mut payments = Vec::new();
        for (id, sequence) in kept.streams("payment") {
            payments.push(log.load_at(id, sequence).await?);
        }
        Ok(Self { payments, order: Loaded::again(log, kept).await? })
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
    let in_cash = wanted.tenders.iter().any(|tender| tender.method == PaymentMethod::Cash);
    let mut turns = vec![Loaded::<Order>::fresh(wanted.order_id.get()).stream()];
    turns.extend(account::turns(desk, wanted.order_id));
    turns.extend(in_cash.then(|| cash::stream(wanted.drawer_id)));
    // Drawn once, and only for a caller who may.
    let drawn = &OnceCell::new();
    deciding(desk, call.key, &turns, move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::PaymentsCreate).await?;
            let mut order: Loaded<Order> = attempt.load(wanted.order_id.get()).await?;
            let place = order.state.ticket().map_or(Outlet::first().id, |ticket| ticket.outlet_id);
            let found = outlet(&attempt, place, "orderId").await?;
            let settings: Loaded<Settings> = attempt.load(Settings::STREAM_ID).await?;
            let drawer = if in_cash && order.state.ticket().is_some() {
                Some(cash::drawer_at(&attempt, wanted.drawer_id, place).await?)
            } else {
                None
            };
            let ids = drawn.get_or_try_init(|| draw(desk, wanted.tenders.len())).await?;
            let limits = settings.state.limits();
            let tenders = wanted.tenders.iter().zip(ids).map(|(tender, id)| TakePayment {
                payment_id: *id,
                outlet: Outlet { id: place, ..found.state.calendar() },
                amount: tender.amount,
                method: tender.method,
                amount_tendered: tender.amount_tendered,
                reference_number: tender.reference_number.clone(),
                pending: wanted.pending,
                received: wanted.received.clone(),
                dating: DatingLimits {
                    back_days: limits.backdate_days,
                    ahead_days: limits.ahead_days,
                },
                cash_rounding: limits.cash_rounding,
                refunds: limits.refunds,
                drawer: drawer
                    .as_ref()
                    .filter(|_| tender.method == PaymentMethod::Cash)
                    .and_then(cash::place),
                notes: wanted.notes.clone(),
                role: authority.login().role,
                by: authority.actor(),
                at: call.at,
            });
            sums_up(wanted)?;
            let (received, credited) = payment::take_split(&order.state, tenders.collect())
                .map_err(|(which, refusal)| refused(refusal, which, wanted))?;
            let mut payments: Vec<Loaded<Payment>> =
                ids.iter().map(|id| Loaded::fresh(id.get())).collect();
            let mut draft = authority.draft_at(place)?;
            draft.rely_on(&found);
            draft.rely_on(&settings);
            for (payment, received) in payments.iter().zip(&received) {
                draft.append(payment, received)?;
            }
            let day = received.iter().flatten().find_map(day_of);
            Follow::money(day).after(&attempt, &mut draft, &[(&order, &credited)]).await?;
            draft.append(&order, &credited)?;
            draft.shows(&order);
            if let Some(drawer) = &drawer {
                draft.append(drawer, &cash::taken(drawer, received.iter().flatten())?)?;
            }
            let appended = attempt.append(draft).await?;
            for (payment, received) in payments.iter_mut().zip(received) {
                payment.absorb(received, &appended);
            }
            order.absorb(credited, &appended);
            Ok(Taken { payments, order })
        })
    })
    .await
}

async fn draw(desk: &Desk, many: usize) -> Result<Vec<PaymentId>, LogError> {
    let mut ids = Vec::with_capacity(many);
    for _ in 0..many {
        let id = desk.ids.next(Kind::Payment).await?;
        ids.push(PaymentId::new(id).map_err(|error| LogError::Database(error.to_string()))?);
    }
    Ok(ids)
}

fn sums_up(wanted: &WantedPayment) -> Result<(), CommandError> {
    let sum: Money = wanted.tenders.iter().map(|tender| tender.amount).sum();
    if wanted.whole.is_some_and(|whole| whole != sum) {
        return Err(PaymentError::SumDiffers { sum }.into());
    }
    Ok(())
}

/// An order that does not exist is named by the request's body here, not by its path; and of several
/// tenders the one is named that is wrong.
fn refused(refusal: PaymentError, which: usize, wanted: &WantedPayment) -> CommandError {
    let gone = OrderError::NotFound;
    if refusal == PaymentError::Order(gone) || refusal == PaymentError::Order(OrderError::Deleted) {
        let what = format!("order {}", wanted.order_id);
        return CommandError::Unknown { field: "orderId", what };
    }
    if wanted.split { CommandError::Tender { which, refusal } } else { refusal.into() }
}

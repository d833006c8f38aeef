//! Writing down money that a bank or a wallet sent: the settlement and all of its payments change
//! together or not at all.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::payment::{Payment, PaymentMethod};
use domain::settlement::{self, RecordSettlement, Settlement, SettlementError};
use domain::user::Permission;
use domain::values::{
    BusinessDay, Money, Notes, Outlet, PaymentId, ReferenceNumber, RefundId, SettlementId,
};
use infra::event_log::{Attempt, Kind, Loaded, LogError};
use tokio::sync::OnceCell;

use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What a manager reads from a statement.
#[derive(Debug, Clone)]
pub struct WantedSettlement {
    /// By what means these were paid.
    pub method: PaymentMethod,
    /// Whose money it is.
    pub payment_ids: Vec<PaymentId>,
    /// Which refunds were taken off it.
    pub refund_ids: Vec<RefundId>,
    /// What arrived, in Rupiah.
    pub received: Money,
    /// The day it arrived, if not today.
    pub settled_on: Option<BusinessDay>,
    /// What the bank or the wallet calls it.
    pub reference_number: ReferenceNumber,
    /// What is written down about it.
    pub note: Option<Notes>,
}

impl WantedSettlement {
    /// The payments that change, each once.
    fn streams(&self) -> impl Iterator<Item = PaymentId> {
        let of_refunds = self.refund_ids.iter().filter_map(|id| id.payment().ok());
        self.payment_ids.iter().copied().chain(of_refunds)
    }
}

/// Writes down money that a bank or a wallet sent.
///
/// # Errors
/// [`CommandError`].
pub async fn record(
    desk: &Desk,
    call: &Call,
    wanted: &WantedSettlement,
) -> Result<Done<Loaded<Settlement>>, CommandError> {
    let turns: Vec<_> =
        wanted.streams().map(|id| Loaded::<Payment>::fresh(id.get()).stream()).collect();
    // Drawn once, and only for a caller who may.
    let drawn = &OnceCell::new();
    deciding(desk, call.key, &turns, move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::SettlementsRecord).await?;
            if wanted.payment_ids.len() + wanted.refund_ids.len() > SettlementError::MOST_LINES {
                return Err(SettlementError::TooMany.into());
            }
            let payments = load(&attempt, wanted).await?;
            let known = payments.iter().map(|(id, payment)| (*id, &payment.state)).collect();
            let outlet_id = place(&known, wanted);
            let place = outlet(&attempt, outlet_id, "outletId").await?;
            let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Settlement)).await?;
            let cmd = RecordSettlement {
                settlement_id: SettlementId::new(id)
                    .map_err(|error| LogError::Database(error.to_string()))?,
                outlet: Outlet { id: outlet_id, ..place.state.calendar() },
                method: wanted.method,
                payment_ids: wanted.payment_ids.clone(),
                refund_ids: wanted.refund_ids.clone(),
                received: wanted.received,
                settled_on: wanted.settled_on,
                reference_number: wanted.reference_number.clone(),
                note: wanted.note.clone(),
                by: authority.actor(),
                at: call.at,
            };
            let mut settlement = Loaded::fresh(id);
            let recorded = settlement::record(&settlement.state, &known, cmd)?;
            let mut draft = authority.draft_at(outlet_id)?;
            draft.rely_on(&place);
            draft.append(&settlement, &recorded.settlement)?;
            for (id, events) in &recorded.payments {
                if let Some(payment) = payments.get(id) {
                    draft.append(payment, events)?;
                }
            }
            draft.shows_only::<Settlement>();
            let appended = attempt.append(draft).await?;
            settlement.absorb(recorded.settlement, &appended);
            Ok(settlement)
        })
    })
    .await
}

async fn load(
    attempt: &Attempt,
    wanted: &WantedSettlement,
) -> Result<BTreeMap<PaymentId, Loaded<Payment>>, LogError> {
    let mut payments = BTreeMap::new();
    for id in wanted.streams() {
        if let Entry::Vacant(place) = payments.entry(id) {
            place.insert(attempt.load(id.get()).await?);
        }
    }
    Ok(payments)
}

/// Where the first of them that there is was taken: of the others the rules want the same.
fn place(
    known: &BTreeMap<PaymentId, &Payment>,
    wanted: &WantedSettlement,
) -> domain::values::OutletId {
    let taken = wanted.streams().find_map(|id| known.get(&id)?.receipt());
    taken.map_or(Outlet::first().id, |receipt| receipt.outlet_id)
}

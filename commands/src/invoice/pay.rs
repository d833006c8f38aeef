//! Taking money for invoices: payments, deliveries, invoices, the account and the drawer change together
//! or not at all.

use domain::account::Account;
use domain::customer::Customer;
use domain::drawer::Drawer;
use domain::invoice::{self, Invoice, InvoiceError, Laid, PayInvoice};
use domain::order::{DatingLimits, Order, SaidTime};
use domain::payment::{self, Part, Payment, PaymentMethod, TakePayment};
use domain::settings::{Limits, Settings};
use domain::user::Permission;
use domain::values::{
    CustomerId, DrawerId, InvoiceId, Money, Notes, Outlet, OutletId, PaymentId, ReferenceNumber,
};
use infra::event_log::{Attempt, Draft, EventLog, Kept, Kind, Loaded, LogError, StreamKey};
use tokio::sync::Mutex;

use super::InvoiceTarget;
use crate::account::{self, Change, Credit, Follow, OfInvoice};
use crate::authority::{Authority, authorise};
use crate::outlet::outlet;
use crate::payment::cash;
use crate::retry::{Replay, deciding};
use crate::{Call, CommandError, Desk, Done, drawer};

/// What money comes in for.
#[derive(Debug, Clone, Copy)]
pub enum ForWhat {
    /// One invoice.
    Invoice(InvoiceTarget),
    /// All invoices of a customer on which something is owed, the first due first.
    Customer(CustomerId),
}

/// What a cashier asks for.
#[derive(Debug, Clone)]
pub struct WantedMoney {
    /// What it is for.
    pub what: ForWhat,
    /// How much is settled, in Rupiah.
    pub amount: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// What the customer hands over, in Rupiah.
    pub amount_tendered: Option<Money>,
    /// The bank's or the wallet's own number of it.
    pub reference_number: Option<ReferenceNumber>,
    /// The drawer cash goes into; the first outlet's first if none is named.
    pub drawer_id: Option<DrawerId>,
    /// When it came in, if not now.
    pub received: Option<SaidTime>,
    /// What was written down.
    pub notes: Option<Notes>,
}

/// Money that was taken for invoices.
#[derive(Debug, Clone)]
pub struct Paid {
    /// The invoices of which some was settled.
    pub invoices: Vec<Loaded<Invoice>>,
    /// The payments, one for each delivery, oldest first.
    pub payments: Vec<Loaded<Payment>>,
}

impl Replay for Paid {
    /// An invoice names the payments that came in for it last.
    async fn again(log: &EventLog, kept: &Kept) -> Result<Self, LogError> {
        let (mut invoices, mut payments) = (Vec::new(), Vec::new());
        for (id, sequence) in kept.streams("invoice") {
            let invoice: Loaded<Invoice> = log.load_at(id, sequence).await?;
            let last = invoice.state.bill().and_then(|bill| bill.payments.last().cloned());
            for id in last.into_iter().flat_map(|payment| payment.payment_ids) {
                payments.push(log.load_at(id.get(), 1).await?);
            }
            invoices.push(invoice);
        }
        Ok(Self { invoices, payments })
    }
}

/// Takes money for invoices: it is laid onto their deliveries, oldest first, a payment for each.
///
/// # Errors
/// [`CommandError`].
pub async fn pay(
    desk: &Desk,
    call: &Call,
    wanted: &WantedMoney,
) -> Result<Done<Paid>, CommandError> {
    // Drawn only for a caller who may, and no more than are needed.
    let drawn = &Mutex::new(Vec::new());
    deciding(desk, call.key, &turns(wanted), move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::PaymentsCreate).await?;
            let (till, mut draft) = Till::open(&attempt, &authority, wanted).await?;
            let invoices = invoices(&attempt, &mut draft, wanted.what).await?;
            let bills = invoices.iter().filter_map(|invoice| invoice.state.bill());
            let laid = invoice::lay(bills, wanted.amount);
            let ids = draw(desk, drawn, laid.len()).await?;
            let orders = orders(&attempt, &laid).await?;
            let decided = till.decide(&mut draft, call, wanted, &invoices, &orders, &ids)?;
            let fresh = ids.iter().map(|id| Loaded::<Payment>::fresh(id.get()));
            let mut payments: Vec<Loaded<Payment>> = fresh.collect();
            for (payment, (received, _)) in payments.iter().zip(&decided.taken) {
                draft.append(payment, received)?;
            }
            let credited = decided.taken.iter().map(|(_, credited)| credited.as_slice());
            let changes: Vec<Change<'_>> = orders.iter().zip(credited).collect();
            for (order, credited) in &changes {
                draft.append(order, credited)?;
            }
            let paid = invoices.into_iter().zip(decided.of_invoices);
            let follow = Follow {
                credit: Credit::Owed,
                day: Some(till.day),
                invoices: paid.filter(|(_, events)| !events.is_empty()).collect(),
            };
            let followed = follow.after(&attempt, &mut draft, &changes).await?;
            draft.shows_only::<Invoice>();
            let appended = attempt.append(draft).await?;
            for (payment, (received, _)) in payments.iter_mut().zip(decided.taken) {
                payment.absorb(received, &appended);
            }
            let absorb = |(mut invoice, events): OfInvoice| {
                invoice.absorb(events, &appended);
                invoice
            };
            Ok(Paid { invoices: followed.into_iter().map(absorb).collect(), payments })
        })
    })
    .await
}

fn turns(wanted: &WantedMoney) -> Vec<StreamKey> {
    let mut turns = vec![match wanted.what {
        ForWhat::Invoice(target) => target.stream(),
        ForWhat::Customer(id) => account::stream(id),
    }];
    turns.extend((wanted.method == PaymentMethod::Cash).then(|| cash::stream(wanted.drawer_id)));
    turns
}

/// The invoices that are meant, the first due first.
async fn invoices(
    attempt: &Attempt,
    draft: &mut Draft,
    what: ForWhat,
) -> Result<Vec<Loaded<Invoice>>, CommandError> {
    let customer = match what {
        ForWhat::Customer(id) => id,
        ForWhat::Invoice(InvoiceTarget { id, version }) => {
            let invoice: Loaded<Invoice> = attempt.load(id.get()).await?;
            invoice.state.issued()?;
            if version.is_some_and(|version| version != invoice.sequence) {
                return Err(CommandError::Stale { version: invoice.sequence });
            }
            return Ok(vec![invoice]);
        }
    };
    let known: Loaded<Customer> = attempt.load(customer.get()).await?;
    if known.state.profile().is_none() {
        let what = format!("customer {customer}");
        return Err(CommandError::Unknown { field: "customerId", what });
    }
    let account: Loaded<Account> = account::owner(attempt, draft, customer).await?;
    draft.rely_on(&account);
    let debts = account.state.debts().iter();
    let mut ids: Vec<InvoiceId> = debts.filter_map(|debt| debt.invoice_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Err(InvoiceError::NoOpenInvoice.into());
    }
    let mut invoices: Vec<Loaded<Invoice>> = Vec::with_capacity(ids.len());
    for id in ids {
        let invoice = attempt.load(id.get()).await?;
        draft.rely_on(&invoice);
        invoices.push(invoice);
    }
    invoices.sort_by_key(|invoice| invoice.state.bill().map(|bill| (bill.due_on, bill.id)));
    Ok(invoices)
}

async fn orders(attempt: &Attempt, laid: &[Laid]) -> Result<Vec<Loaded<Order>>, CommandError> {
    let mut orders = Vec::with_capacity(laid.len());
    for part in laid {
        orders.push(attempt.load(part.order_id.get()).await?);
    }
    Ok(orders)
}

/// So many ids, those that were drawn for an earlier try first.
async fn draw(
    desk: &Desk,
    drawn: &Mutex<Vec<PaymentId>>,
    many: usize,
) -> Result<Vec<PaymentId>, LogError> {
    let mut drawn = drawn.lock().await;
    while drawn.len() < many {
        let id = desk.ids.next(Kind::Payment).await?;
        drawn.push(PaymentId::new(id).map_err(|error| LogError::Database(error.to_string()))?);
    }
    Ok(drawn.iter().take(many).copied().collect())
}

/// Where money for invoices comes in.
struct Till {
    /// The drawer cash goes into.
    drawer: Option<Loaded<Drawer>>,
    /// The drawer's outlet; the first for what is in no drawer.
    outlet: Outlet,
    limits: Limits,
    /// The day on which it counts.
    day: domain::values::BusinessDay,
    role: domain::user::Role,
    by: domain::user::Actor,
}

/// What is decided, of each part and of each invoice.
struct Decided {
    taken: Vec<payment::Taken>,
    of_invoices: Vec<Vec<invoice::InvoiceEvent>>,
}

impl Till {
    async fn open(
        attempt: &Attempt,
        authority: &Authority,
        wanted: &WantedMoney,
    ) -> Result<(Self, Draft), CommandError> {
        let drawer = match wanted.method {
            PaymentMethod::Cash => Some(drawer::drawer(attempt, wanted.drawer_id).await?),
            PaymentMethod::Card | PaymentMethod::BankTransfer | PaymentMethod::EWallet => None,
        };
        let fixture = drawer.as_ref().and_then(|drawer| drawer.state.fixture());
        let id: OutletId = fixture.map_or(Outlet::first().id, |fixture| fixture.outlet_id);
        let place = outlet(attempt, id, "drawerId").await?;
        let settings: Loaded<Settings> = attempt.load(Settings::STREAM_ID).await?;
        let mut draft = authority.draft_at(id)?;
        draft.rely_on(&place);
        draft.rely_on(&settings);
        let outlet = Outlet { id, ..place.state.calendar() };
        let received = wanted.received.as_ref().map_or(authority.at(), |said| said.at);
        let till = Self {
            drawer,
            outlet,
            limits: *settings.state.limits(),
            day: outlet.business_day(received),
            role: authority.login().role,
            by: authority.actor(),
        };
        Ok((till, draft))
    }

    fn decide(
        &self,
        draft: &mut Draft,
        call: &Call,
        wanted: &WantedMoney,
        invoices: &[Loaded<Invoice>],
        orders: &[Loaded<Order>],
        ids: &[PaymentId],
    ) -> Result<Decided, CommandError> {
        let cmd = PayInvoice {
            amount: wanted.amount,
            method: wanted.method,
            reference_number: wanted.reference_number.clone(),
            business_day: self.day,
            by: self.by.clone(),
            at: call.at,
        };
        let states: Vec<&Invoice> = invoices.iter().map(|invoice| &invoice.state).collect();
        let (laid, of_invoices) = invoice::pay(&states, &cmd, ids)?;
        let parts = laid.iter().zip(orders).zip(ids);
        let parts: Vec<Part<'_>> = parts
            .map(|((laid, order), id)| Part {
                order: &order.state,
                amount: laid.amount,
                payment_id: *id,
                outlet: self.outlet,
            })
            .collect();
        let first = ids.first().copied().ok_or(InvoiceError::NoOpenInvoice)?;
        let taken = payment::take_across(&parts, &self.money(call, wanted, first))?;
        if let Some(drawer) = &self.drawer {
            let received = taken.iter().flat_map(|(received, _)| received);
            draft.append(drawer, &cash::taken(drawer, received)?)?;
        }
        Ok(Decided { taken, of_invoices })
    }

    /// How the money is taken.
    fn money(&self, call: &Call, wanted: &WantedMoney, payment_id: PaymentId) -> TakePayment {
        TakePayment {
            payment_id,
            outlet: self.outlet,
            amount: wanted.amount,
            method: wanted.method,
            amount_tendered: wanted.amount_tendered,
            reference_number: wanted.reference_number.clone(),
            pending: false,
            received: wanted.received.clone(),
            dating: DatingLimits {
                back_days: self.limits.backdate_days,
                ahead_days: self.limits.ahead_days,
            },
            cash_rounding: self.limits.cash_rounding,
            refunds: self.limits.refunds,
            drawer: self.drawer.as_ref().and_then(cash::place),
            notes: wanted.notes.clone(),
            role: self.role,
            by: self.by.clone(),
            at: call.at,
        }
    }
}

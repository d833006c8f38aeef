//! Writing a month's invoices. It may run anywhere, as often as it likes, in several processes at once,
//! and be killed at any moment: an invoice is one append, and claims its customer's month for good.

use chrono::{DateTime, Utc};
use domain::account::Account;
use domain::customer::{Customer, CustomerError};
use domain::invoice::{self, Invoice, InvoiceError, IssueInvoice};
use domain::order::Order;
use domain::settings::Settings;
use domain::user::{Actor, Permission};
use domain::values::{CustomerId, InvoiceId, Month, Outlet};
use infra::event_log::{Attempt, Draft, EventLog, Kept, Kind, Loaded, LogError, Metadata};
use tokio::sync::OnceCell;

use crate::account;
use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::{Replay, deciding};
use crate::{Call, CommandError, Desk};

/// One run.
#[derive(Debug, Clone)]
pub struct Run {
    /// The month.
    pub month: Month,
    /// Now.
    pub at: DateTime<Utc>,
    /// What the events of this run are found by.
    pub request_id: String,
    /// Who has it run; nobody, if it runs by itself.
    pub call: Option<Call>,
}

/// What a run came to.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// Invoices that were written.
    pub issued: Vec<Loaded<Invoice>>,
    /// Accounts whose invoice of the month somebody else wrote just now.
    pub already_invoiced: u32,
    /// Accounts on which nothing was owed any more.
    pub nothing_owed: u32,
    /// Accounts that have to be looked at again: the reason is in the logs.
    pub failed: u32,
}

impl std::ops::AddAssign for Ran {
    fn add_assign(&mut self, other: Self) {
        self.issued.extend(other.issued);
        self.already_invoiced += other.already_invoiced;
        self.nothing_owed += other.nothing_owed;
        self.failed += other.failed;
    }
}

/// Whether somebody may have that month's invoices written now.
///
/// # Errors
/// [`CommandError`].
pub async fn may_run(desk: &Desk, call: &Call, month: Month) -> Result<(), CommandError> {
    let attempt = desk.log.attempt(true);
    authorise(&attempt, call, Permission::InvoicesRun).await?;
    let outlet = outlet(&attempt, Outlet::first().id, "outletId").await?;
    let today = outlet.state.calendar().business_day(call.at);
    Ok(invoice::check_month(month, today)?)
}

/// Writes the month's invoices of these customers, an append for each. One that cannot be written holds
/// nothing else up.
///
/// # Errors
/// [`CommandError::Log`] if the log cannot be reached: what was written is written, and the next run
/// goes on from there.
pub async fn run(desk: &Desk, run: &Run, ids: &[CustomerId]) -> Result<Ran, CommandError> {
    let mut ran = Ran::default();
    for id in ids {
        match bill(desk, run, *id).await {
            Ok(Came::Issued(invoice)) => ran.issued.push(*invoice),
            Err(
                CommandError::Invoice(InvoiceError::AlreadyInvoiced(_))
                | CommandError::Log(LogError::Claimed { .. }),
            ) => ran.already_invoiced += 1,
            Ok(Came::Before) | Err(CommandError::Invoice(InvoiceError::NothingToInvoice(_))) => {
                ran.nothing_owed += 1;
            }
            Err(CommandError::Log(
                failure @ (LogError::Unavailable(_)
                | LogError::Busy
                | LogError::Parted
                | LogError::UnknownOutcome),
            )) => return Err(failure.into()),
            Err(error) => {
                tracing::error!(customer = %id, %error, "an invoice was not written");
                ran.failed += 1;
            }
        }
    }
    Ok(ran)
}

/// What came of looking at an account.
#[derive(Debug, Clone)]
enum Came {
    Issued(Box<Loaded<Invoice>>),
    Before,
}

impl Replay for Came {
    /// A run has no key: what was done before, it finds done.
    async fn again(_: &EventLog, _: &Kept) -> Result<Self, LogError> {
        Ok(Self::Before)
    }
}

/// Writes a customer's invoice, or that of whom they went into.
async fn bill(desk: &Desk, run: &Run, id: CustomerId) -> Result<Came, CommandError> {
    let drawn = &OnceCell::new();
    let done = deciding(desk, None, &[account::stream(id)], move |attempt| {
        Box::pin(async move {
            let (mut draft, by) = hand(&attempt, run).await?;
            let account = account::owner(&attempt, &mut draft, id).await?;
            let customer: Loaded<Customer> = attempt.load(account.id).await?;
            let place = outlet(&attempt, Outlet::first().id, "outletId").await?;
            let settings: Loaded<Settings> = attempt.load(Settings::STREAM_ID).await?;
            let mut orders: Vec<Loaded<Order>> = Vec::new();
            for order in account.state.to_invoice(run.month) {
                orders.push(attempt.load(order.get()).await?);
            }
            let invoice_id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Invoice)).await?;
            let profile = customer.state.profile().ok_or(CustomerError::NotFound)?;
            let cmd = IssueInvoice {
                invoice_id: InvoiceId::new(invoice_id)
                    .map_err(|e| LogError::Database(e.to_string()))?,
                customer: profile.record.clone(),
                month: run.month,
                due_days: profile
                    .credit_terms
                    .days
                    .unwrap_or(settings.state.limits().invoice_due_days),
                today: place.state.calendar().business_day(run.at),
                by,
                at: run.at,
            };
            draft.rely_on(&customer);
            draft.rely_on(&place);
            draft.rely_on(&settings);
            let issued = issue(&attempt, draft, &account, orders, cmd).await?;
            Ok(Came::Issued(Box::new(issued)))
        })
    })
    .await?;
    Ok(done.what)
}

async fn issue(
    attempt: &Attempt,
    mut draft: Draft,
    account: &Loaded<Account>,
    mut orders: Vec<Loaded<Order>>,
    cmd: IssueInvoice,
) -> Result<Loaded<Invoice>, CommandError> {
    let mut invoice = Loaded::<Invoice>::fresh(cmd.invoice_id.get());
    let states: Vec<&Order> = orders.iter().map(|order| &order.state).collect();
    let issued = invoice::issue(&invoice.state, &account.state, &states, cmd)?;
    draft.append(&invoice, &issued.invoice)?;
    draft.append(account, &issued.account)?;
    for (order, (_, events)) in orders.iter().zip(&issued.orders) {
        draft.append(order, events)?;
    }
    let appended = attempt.append(draft).await?;
    invoice.absorb(issued.invoice, &appended);
    account.clone().absorb(issued.account, &appended);
    for (order, (_, events)) in orders.iter_mut().zip(issued.orders) {
        order.absorb(events, &appended);
    }
    Ok(invoice)
}

/// In whose name it is written: of whoever asked, or of nobody.
async fn hand(attempt: &Attempt, run: &Run) -> Result<(Draft, Option<Actor>), CommandError> {
    let Some(call) = &run.call else {
        let metadata = Metadata {
            role: Some("system".to_owned()),
            outlet_id: Some(Outlet::first().id.to_string()),
            request_id: Some(run.request_id.clone()),
            correlation_id: Some(run.request_id.clone()),
            causation_id: Some(format!("invoices/{}", run.month)),
            ..Metadata::default()
        };
        return Ok((Draft::new(&metadata, run.at)?, None));
    };
    // Each invoice is an append of its own: none of them uses up a key.
    let call = Call { key: None, ..call.clone() };
    let authority = authorise(attempt, &call, Permission::InvoicesRun).await?;
    Ok((authority.draft()?, Some(authority.actor())))
}

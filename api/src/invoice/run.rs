//! `POST /invoices/run`

use axum::extract::State;
use commands::invoice::{Ran, Run, may_run};
use domain::invoice::Invoice;
use domain::user::Permission;
use domain::values::Month;
use infra::event_log::Loaded;
use projections::Snapshot;
use projections::receivables::{Receivables, count_of, to_invoice};
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Body, Fields, text};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// Which month.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct InvoiceRunRequest {
    /// Such as 2025-10; not one to come.
    month: String,
}

/// What a run came to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvoiceRunReply {
    month: String,
    /// Invoices that were written now.
    issued: Vec<IssuedReply>,
    /// Customers who had their invoice of the month before. What was written down later for them goes on
    /// the next month's.
    already_invoiced: i64,
    /// Customers who turned out to owe nothing.
    nothing_owed: u32,
    /// Customers who have to be looked at again; the next run does.
    failed: u32,
}

/// An invoice that was written.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IssuedReply {
    id: i64,
    invoice_number: Option<String>,
    customer_id: i64,
    customer_name: String,
    /// How many there are on it.
    deliveries: usize,
    /// In Rupiah.
    total: i64,
    issued_on: String,
    due_on: String,
}

impl IssuedReply {
    fn of(invoice: &Loaded<Invoice>) -> Result<Self, ApiError> {
        let bill = invoice.state.issued()?;
        Ok(Self {
            id: bill.id.get(),
            invoice_number: bill.number.as_ref().map(ToString::to_string),
            customer_id: bill.customer_id.get(),
            customer_name: bill.customer_name.get().to_string(),
            deliveries: bill.lines.len(),
            total: bill.total.get(),
            issued_on: bill.issued_on.to_string(),
            due_on: bill.due_on.to_string(),
        })
    }
}

fn read(fields: &mut Fields) -> Option<Month> {
    fields.required("month", text(Month::parse))
}

/// The read models, with everything that was written by that position.
async fn look(till: &Till, position: i64) -> Result<Snapshot, ApiError> {
    let snapshot = till.read_db.snapshot(Receivables::NAME, Some(position)).await?;
    if snapshot.position < position {
        let message = "deliveries that were just written down are not listed yet: nobody was left \
                       out, repeat in a moment";
        return Err(ApiError::unavailable(message));
    }
    Ok(snapshot)
}

/// Writes the invoices of a month: for each customer one of what was delivered on terms by its end, is
/// owed for and stands on no invoice. Happens by itself once the month is over; to run it again is
/// harmless: each customer gets one invoice a month.
#[utoipa::path(post, path = "/api/v1/invoices/run", tag = "receivables",
    security(("bearer" = [])), request_body = InvoiceRunRequest,
    responses((status = 200, body = Envelope<InvoiceRunReply>), Refusals))]
pub(crate) async fn run(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<InvoiceRunReply>>, ApiError> {
    let month = staff.said(Permission::InvoicesRun, body.read(read)).await?;
    let call = staff.call(&body);
    may_run(&till.desk, &call, month).await?;
    let (at, request_id) = (call.at, call.request_id.clone());
    let run = Run { month, at, request_id, call: Some(call) };
    let head = till.desk.log.head().await?;
    let before = count_of(&mut look(&till, head).await?, month).await?;
    let (mut ran, mut last) = (Ran::default(), None);
    loop {
        // A moment of its own for each page: none is kept open while invoices are written.
        let mut snapshot = look(&till, head).await?;
        let page = to_invoice(&mut snapshot, month, last).await?;
        drop(snapshot);
        last = page.last().copied();
        if last.is_none() {
            break;
        }
        ran += commands::invoice::run(&till.desk, &run, &page).await?;
    }
    let reply = InvoiceRunReply {
        month: month.to_string(),
        issued: ran.issued.iter().map(IssuedReply::of).collect::<Result<_, _>>()?,
        already_invoiced: before + i64::from(ran.already_invoiced),
        nothing_owed: ran.nothing_owed,
        failed: ran.failed,
    };
    Ok(Reply::ok(reply).at(till.desk.log.head().await?))
}

//! `POST /customers`

use axum::extract::State;
use commands::customer::NewCustomer;
use domain::customer::{ContactConsent, CustomerType, NewAddress};
use domain::user::Permission;
use domain::values::{Address, City, EmailAddress, MembershipNumber, Notes, Phone};
use projections::orders::CustomerTotals;
use utoipa::ToSchema;

use super::addresses::distance;
use super::name;
use super::reply::{CustomerReply, marked};
use crate::body::{Body, Fields, Problem, one_of, text, yes_or_no};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A customer to give a record.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct RegisterCustomerRequest {
    /// 1 to 100 characters.
    name: String,
    /// 8 to 20 digits, spaces and + - ( ); no other customer has it, however it is typed.
    phone: String,
    email: Option<String>,
    /// 10 to 500 characters.
    address: Option<String>,
    /// The town of the address, 1 to 100 characters.
    city: Option<String>,
    /// How far the address is from the outlet, at most three decimals.
    distance_km: Option<f64>,
    /// regular, vip, corporate; regular if none is given.
    customer_type: Option<String>,
    /// Such as MBR-001; no other customer has it.
    membership_number: Option<String>,
    /// Up to 500 characters.
    notes: Option<String>,
    /// How they may be contacted; what they were not asked is no.
    contact_consent: Option<ConsentRequest>,
}

/// How somebody may be contacted.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(super) struct ConsentRequest {
    sms: Option<bool>,
    whatsapp: Option<bool>,
    email: Option<bool>,
}

/// An address, if one is given; a town or a distance alone is none.
fn address(fields: &mut Fields) -> Option<NewAddress> {
    let given = fields.has("address");
    let address = fields.optional("address", text(Address::parse));
    let city = fields.optional("city", text(City::parse));
    let distance = fields.optional("distanceKm", distance);
    if !given && (city.is_some() || distance.is_some()) {
        let message = "is required for a city or a distance".to_owned();
        fields.refuse("address", Problem("MISSING_FIELD", message));
    }
    Some(NewAddress { label: None, address: address?, city, distance })
}

fn read(fields: &mut Fields) -> Option<NewCustomer> {
    let name = fields.required("name", text(name));
    let phone = fields.required("phone", text(Phone::parse));
    let email = fields.optional("email", text(EmailAddress::parse));
    let address = address(fields);
    let customer_type =
        fields.optional("customerType", one_of(&CustomerType::ALL, CustomerType::name));
    let membership_number = fields.optional("membershipNumber", text(MembershipNumber::parse));
    let notes = fields.optional("notes", text(Notes::parse));
    let contact_consent = fields.object("contactConsent", |channels| ContactConsent {
        sms: channels.optional("sms", yes_or_no).unwrap_or_default(),
        whatsapp: channels.optional("whatsapp", yes_or_no).unwrap_or_default(),
        email: channels.optional("email", yes_or_no).unwrap_or_default(),
    });
    Some(NewCustomer {
        customer_id: None,
        name: name?,
        phone: phone?,
        email,
        address,
        customer_type: customer_type.unwrap_or(CustomerType::Regular),
        membership_number,
        notes,
        contact_consent,
    })
}

/// Gives a customer a record.
#[utoipa::path(post, path = "/api/v1/customers", tag = "customers", security(("bearer" = [])),
    request_body = RegisterCustomerRequest,
    responses((status = 201, body = Envelope<CustomerReply>), Refusals))]
pub(crate) async fn register(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<CustomerReply>>, ApiError> {
    let new = staff.said(Permission::CustomersCreate, body.read(read)).await?;
    let done = commands::customer::register(&till.desk, &staff.call(&body), &new).await?;
    let reply = CustomerReply::of(&done.what.state, done.what.sequence)?;
    let reply = reply.with(CustomerTotals::default());
    Ok(marked(Reply::created(reply), &done))
}

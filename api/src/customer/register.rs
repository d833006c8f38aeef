//! `POST /customers`

use axum::extract::State;
use commands::customer::NewCustomer;
use domain::customer::{ContactConsent, CustomerType};
use domain::user::{Permission, Role};
use domain::values::{PersonName, Phone, ValueError};
use utoipa::ToSchema;

use super::reply::CustomerReply;
use crate::body::{Body, Fields, one_of, text, yes_or_no};
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
    /// regular, vip, corporate; regular if none is given.
    customer_type: Option<String>,
    /// How they may be contacted; what they were not asked is no.
    contact_consent: Option<ConsentRequest>,
}

#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
struct ConsentRequest {
    sms: Option<bool>,
    whatsapp: Option<bool>,
    email: Option<bool>,
}

/// Names are stored up to 128 characters long, for those from before; new ones are shorter (K-79).
fn name(text: &str) -> Result<PersonName, ValueError> {
    let name = PersonName::parse(text);
    let long = |name: &PersonName| name.as_str().chars().count() > 100;
    match name {
        Ok(name) if !long(&name) => Ok(name),
        Ok(_) | Err(ValueError::Length { .. }) => Err(ValueError::Length { min: 1, max: 100 }),
        Err(other) => Err(other),
    }
}

fn read(fields: &mut Fields) -> Option<NewCustomer> {
    let name = fields.required("name", text(name));
    let phone = fields.required("phone", text(Phone::parse));
    let customer_type =
        fields.optional("customerType", one_of(&CustomerType::ALL, CustomerType::name));
    let contact_consent = fields.object("contactConsent", |channels| ContactConsent {
        sms: channels.optional("sms", yes_or_no).unwrap_or_default(),
        whatsapp: channels.optional("whatsapp", yes_or_no).unwrap_or_default(),
        email: channels.optional("email", yes_or_no).unwrap_or_default(),
    });
    Some(NewCustomer {
        customer_id: None,
        name: name?,
        phone: phone?,
        customer_type: customer_type.unwrap_or(CustomerType::Regular),
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
    let customer = &done.what;
    let reply = Reply::created(CustomerReply::of(customer, Role::Cashier)?);
    Ok(reply.at(customer.position).version(customer.sequence).replayed(done.replayed))
}

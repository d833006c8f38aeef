//! `PATCH /customers/{id}`, `PUT /customers/{id}`

use axum::extract::State;
use axum::http::HeaderMap;
use domain::customer::{ConsentEdits, CreditTerms, CustomerEdits, CustomerType, WaterTerms};
use domain::user::Permission;
use domain::values::{
    Address, BasisPoints, City, EmailAddress, MembershipNumber, Money, Notes, Phone, ValueError,
};
use utoipa::ToSchema;

use super::addresses::distance;
use super::register::ConsentRequest;
use super::reply::{CustomerReply, changed};
use super::{name, target};
use crate::body::{Body, Fields, decimal, number, one_of, text, yes_or_no};
use crate::error::ApiError;
use crate::query::PathId;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// What to change; what is missing stays as it is, and null takes away what need not be there.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct EditCustomerRequest {
    /// 1 to 100 characters.
    name: Option<String>,
    /// 8 to 20 digits, spaces and + - ( ); no other customer has it, however it is typed.
    phone: Option<String>,
    email: Option<String>,
    /// Such as MBR-001; no other customer has it.
    membership_number: Option<String>,
    /// Up to 500 characters.
    notes: Option<String>,
    /// How they may be contacted.
    contact_consent: Option<ConsentRequest>,
    /// regular, vip, corporate; to change it takes a manager.
    customer_type: Option<String>,
    /// 0 to 100, at most two decimals, in place of the discount of their type; to change it takes a
    /// manager.
    discount_percentage: Option<f64>,
    /// prepaid, cod, invoice; to grant monthly bills takes a manager.
    water_terms: Option<String>,
    /// The most they may owe on monthly bills, in Rupiah, 0 to 100000000; null is no limit. To change it
    /// takes a manager.
    credit_limit: Option<i64>,
    /// How many days they have to pay an invoice, 1 to 90; null is what the shop has set for all. To
    /// change it takes a manager.
    payment_terms_days: Option<u16>,
    /// The default address, 10 to 500 characters.
    address: Option<String>,
    /// Its town, 1 to 100 characters.
    city: Option<String>,
    /// How far it is from the outlet, at most three decimals.
    distance_km: Option<f64>,
}

fn percentage(hundredths: i64) -> Result<BasisPoints, ValueError> {
    BasisPoints::new(hundredths).map_err(|_| ValueError::Range { min: 0, max: 100 })
}

fn read(fields: &mut Fields) -> CustomerEdits {
    CustomerEdits {
        name: fields.optional("name", text(name)),
        phone: fields.optional("phone", text(Phone::parse)),
        email: fields.change("email", text(EmailAddress::parse)),
        membership_number: fields.change("membershipNumber", text(MembershipNumber::parse)),
        notes: fields.change("notes", text(Notes::parse)),
        contact_consent: fields.object("contactConsent", |channels| ConsentEdits {
            sms: channels.optional("sms", yes_or_no),
            whatsapp: channels.optional("whatsapp", yes_or_no),
            email: channels.optional("email", yes_or_no),
        }),
        customer_type: fields
            .optional("customerType", one_of(&CustomerType::ALL, CustomerType::name)),
        discount: fields.change("discountPercentage", decimal(2, percentage)),
        water_terms: fields.optional("waterTerms", one_of(&WaterTerms::ALL, WaterTerms::name)),
        credit_limit: fields.change("creditLimit", number(Money::price)),
        payment_days: fields.change("paymentTermsDays", number(CreditTerms::days)),
        address: fields.change("address", text(Address::parse)),
        city: fields.change("city", text(City::parse)),
        distance: fields.change("distanceKm", distance),
    }
}

async fn change(
    till: &Till,
    staff: &Staff,
    id: i64,
    headers: &HeaderMap,
    body: &Body,
) -> Result<Reply<Envelope<CustomerReply>>, ApiError> {
    let read = body.read(|fields| Some(read(fields)));
    let edits = staff.said(Permission::CustomersUpdate, read).await?;
    let target = target(id, headers)?;
    changed(&commands::customer::edit(&till.desk, &staff.call(body), target, &edits).await?)
}

/// Changes what is known of a customer. Orders keep what they were placed with.
#[utoipa::path(patch, path = "/api/v1/customers/{id}", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = EditCustomerRequest,
    responses((status = 200, body = Envelope<CustomerReply>), Refusals))]
pub(crate) async fn edit(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<CustomerReply>>, ApiError> {
    change(&till, &staff, id, &headers, &body).await
}

/// The same as PATCH: every field is optional, and what is missing stays as it is.
#[utoipa::path(put, path = "/api/v1/customers/{id}", tag = "customers",
    security(("bearer" = [])), params(("id" = i64, Path)), request_body = EditCustomerRequest,
    responses((status = 200, body = Envelope<CustomerReply>), Refusals))]
pub(crate) async fn replace(
    State(till): State<Till>,
    staff: Staff,
    PathId(id): PathId,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<CustomerReply>>, ApiError> {
    change(&till, &staff, id, &headers, &body).await
}

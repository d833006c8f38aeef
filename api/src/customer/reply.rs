//! What a customer looks like from outside, whether a command or a query shows them.

use chrono::{DateTime, Utc};
use commands::Done;
use domain::customer::{ContactConsent, Customer, CustomerError, Profile, Standing};
use domain::user::{Permission, Role};
use domain::values::{Money, Personal};
use infra::event_log::Loaded;
use projections::customers::CustomerRow;
use projections::orders::CustomerTotals;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::order::shown_to;
use crate::reply::{Envelope, Reply};

/// A customer as the caller may see them (K-24).
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ShownCustomer {
    /// All there is.
    Whole(Box<CustomerReply>),
    /// To service staff.
    Masked(MaskedCustomer),
}

/// What service staff see of a customer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MaskedCustomer {
    id: i64,
    name: String,
    /// Its last three characters.
    phone: String,
}

/// A customer with a record.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomerReply {
    id: i64,
    name: String,
    phone: String,
    /// Numbers of theirs from records that were merged into this one.
    other_phones: Vec<String>,
    email: Option<String>,
    /// The default address.
    address: Option<String>,
    /// Its town.
    city: Option<String>,
    /// How far it is from the outlet.
    distance_km: Option<f64>,
    /// regular, vip, corporate
    customer_type: String,
    /// A discount of their own, in place of that of their type.
    discount_percentage: Option<f64>,
    membership_number: Option<String>,
    /// prepaid, cod, invoice
    water_terms: &'static str,
    /// The most they may owe on monthly bills, in Rupiah; null is no limit.
    credit_limit: Option<i64>,
    /// How many days they have to pay an invoice; null is what the shop has set for all.
    payment_terms_days: Option<u16>,
    notes: Option<String>,
    /// Notes from records that were merged into this one.
    other_notes: Vec<String>,
    contact_consent: ConsentReply,
    /// Whether they get new orders.
    is_active: bool,
    /// Why not, if somebody said so.
    inactive_reason: Option<String>,
    is_deleted: bool,
    /// The record to use instead, if this one was merged into another.
    merged_into: Option<i64>,
    /// Records that were merged into this one.
    merged_from: Vec<i64>,
    /// Orders that were neither called off nor deleted, under this record and those merged into it;
    /// 0 of one that was merged itself. This and the next stand in replies to queries, and to
    /// registering somebody; a change does not wait for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_orders: Option<i64>,
    /// What was paid for their orders, whatever became of these, less what went back, in Rupiah.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_spent: Option<i64>,
    /// To be sent as `If-Match`.
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// By which channels they may be sent something.
#[derive(Debug, Serialize, ToSchema)]
struct ConsentReply {
    sms: bool,
    whatsapp: bool,
    email: bool,
}

impl From<ContactConsent> for ConsentReply {
    fn from(consent: ContactConsent) -> Self {
        let ContactConsent { sms, whatsapp, email } = consent;
        Self { sms, whatsapp, email }
    }
}

/// What is known of a customer, from where they are known.
///
/// # Errors
/// 404 if there never was a record.
pub(super) fn profile(customer: &Customer) -> Result<&Profile, ApiError> {
    customer.profile().ok_or_else(|| CustomerError::NotFound.into())
}

fn text<T, S: ToString>(value: Option<&Personal<T>>, show: impl Fn(&T) -> S) -> Option<String> {
    value.map(|value| show(value.get()).to_string())
}

impl CustomerReply {
    /// A customer as they are in the log.
    ///
    /// # Errors
    /// 404 if there never was a record.
    pub(super) fn of(customer: &Customer, version: i64) -> Result<Self, ApiError> {
        let known = profile(customer)?;
        let (record, home) = (&known.record, known.main_address());
        let inactive_reason = match &known.standing {
            Standing::Inactive { reason } => text(reason.as_ref(), ToString::to_string),
            Standing::Active | Standing::Deleted | Standing::Merged { .. } => None,
        };
        Ok(Self {
            id: record.id.get(),
            name: record.name.get().to_string(),
            phone: record.phone.get().as_str().to_owned(),
            other_phones: known
                .other_phones
                .iter()
                .map(|phone| phone.get().as_str().to_owned())
                .collect(),
            email: text(known.email.as_ref(), |email| email.as_str().to_owned()),
            address: home.map(|home| home.address.get().to_string()),
            city: home.and_then(|home| text(home.city.as_ref(), ToString::to_string)),
            distance_km: home.and_then(|home| home.distance).map(super::addresses::kilometres),
            customer_type: record.customer_type.name().to_owned(),
            discount_percentage: record.discount_bp.map(|bp| f64::from(bp.get()) / 100.0),
            membership_number: known.membership_number.as_ref().map(|n| n.as_str().to_owned()),
            water_terms: known.water_terms.name(),
            credit_limit: known.credit_terms.limit.map(Money::get),
            payment_terms_days: known.credit_terms.days,
            notes: text(known.notes.as_ref(), ToString::to_string),
            other_notes: known.other_notes.iter().map(|notes| notes.get().to_string()).collect(),
            contact_consent: known.contact_consent.into(),
            is_active: known.standing == Standing::Active,
            inactive_reason,
            is_deleted: known.standing == Standing::Deleted,
            merged_into: customer.merged_into().map(domain::values::CustomerId::get),
            merged_from: known.absorbed.iter().map(|id| id.get()).collect(),
            total_orders: None,
            total_spent: None,
            version,
            created_at: known.registered_at,
            updated_at: known.updated_at,
        })
    }
}

impl CustomerReply {
    /// The same with what they ordered and spent.
    pub(super) fn with(self, totals: CustomerTotals) -> Self {
        let CustomerTotals { orders, spent } = totals;
        Self { total_orders: Some(orders), total_spent: Some(spent), ..self }
    }
}

impl ShownCustomer {
    /// A customer as that role may see them. Of a record that was merged the one that goes on by
    /// now is named, should that have been merged as well.
    ///
    /// # Errors
    /// 404 if there never was a record.
    pub(super) fn of(
        row: &CustomerRow,
        totals: CustomerTotals,
        role: Role,
    ) -> Result<Self, ApiError> {
        if Permission::CustomerDetailsRead.granted_to(role) {
            let mut whole = CustomerReply::of(&row.customer, row.version)?.with(totals);
            whole.merged_into = whole.merged_into.map(|_| row.survivor);
            return Ok(Self::Whole(Box::new(whole)));
        }
        let record = &profile(&row.customer)?.record;
        Ok(Self::Masked(MaskedCustomer {
            id: record.id.get(),
            name: record.name.get().to_string(),
            phone: shown_to(role, record.phone.get().as_str()),
        }))
    }
}

/// The reply to a command on a customer, made from the customer themselves.
pub(super) fn changed(
    done: &Done<Loaded<Customer>>,
) -> Result<Reply<Envelope<CustomerReply>>, ApiError> {
    let customer = &done.what;
    Ok(marked(Reply::ok(CustomerReply::of(&customer.state, customer.sequence)?), done))
}

/// A reply to a command on a customer, with where in the log and at which version they stand now.
pub(super) fn marked<T>(reply: Reply<T>, done: &Done<Loaded<Customer>>) -> Reply<T> {
    reply.at(done.what.position).version(done.what.sequence).replayed(done.replayed)
}

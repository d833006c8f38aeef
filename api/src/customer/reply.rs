//! What a customer looks like from outside, whether a command or a query shows them.

use chrono::{DateTime, Utc};
use domain::customer::{ContactConsent, Customer};
use domain::user::Role;
use infra::event_log::Loaded;
use projections::customers::CustomerRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::order::shown_to;

/// A customer with a record.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomerReply {
    id: i64,
    name: String,
    phone: String,
    /// regular, vip, corporate
    customer_type: String,
    contact_consent: ConsentReply,
    /// To be sent as `If-Match`.
    version: i64,
    created_at: DateTime<Utc>,
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

impl CustomerReply {
    /// A customer as that role may see them.
    pub(super) fn of_row(row: CustomerRow, role: Role) -> Self {
        Self {
            id: row.id,
            name: row.name,
            phone: shown_to(role, &row.phone),
            customer_type: row.customer_type,
            contact_consent: row.contact_consent.into(),
            version: row.version,
            created_at: row.created_at,
        }
    }

    /// A customer as they are in the log, as that role may see them.
    ///
    /// # Errors
    /// 404 if there never was a record.
    pub(super) fn of(customer: &Loaded<Customer>, role: Role) -> Result<Self, ApiError> {
        let state = &customer.state;
        let known = state.record().zip(state.registered_at());
        let (record, created_at) = known.ok_or_else(|| ApiError::not_found("such customer"))?;
        Ok(Self {
            id: record.id.get(),
            name: record.name.get().to_string(),
            phone: shown_to(role, record.phone.get().as_str()),
            customer_type: record.customer_type.name().to_owned(),
            contact_consent: state.contact_consent().into(),
            version: customer.sequence,
            created_at,
        })
    }
}

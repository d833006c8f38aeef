//! What an outlet looks like from outside, whether a command or a query shows it.

use domain::outlet::{Outlet, OutletError};
use infra::event_log::Loaded;
use projections::places::OutletRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;

/// A shop of the business.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutletReply {
    id: i64,
    name: String,
    address: Option<String>,
    /// Asia/Jakarta, Asia/Pontianak, Asia/Makassar, Asia/Jayapura
    timezone: String,
    /// When its business day begins: `HH:MM`, at most 12:00.
    cut_off: String,
    /// To be sent as `If-Match`.
    version: i64,
}

impl From<OutletRow> for OutletReply {
    fn from(row: OutletRow) -> Self {
        let OutletRow { id, name, address, timezone, cut_off, version } = row;
        Self { id, name, address, timezone, cut_off, version }
    }
}

impl OutletReply {
    /// An outlet as it is in the log.
    ///
    /// # Errors
    /// 404 if none was ever opened there.
    pub(super) fn of(outlet: &Loaded<Outlet>) -> Result<Self, ApiError> {
        let place = outlet.state.place().ok_or(OutletError::NotFound)?;
        Ok(Self {
            id: place.calendar.id.get(),
            name: place.name.to_string(),
            address: place.address.as_ref().map(ToString::to_string),
            timezone: place.calendar.zone.name().to_owned(),
            cut_off: place.calendar.cut_off.to_string(),
            version: outlet.sequence,
        })
    }
}

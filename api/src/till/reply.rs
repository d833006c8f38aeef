//! What a shared till looks like from outside, whether a command or a query shows it.

use domain::till::TillError;
use infra::event_log::Loaded;
use projections::places::TillRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;

/// A shared till.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TillReply {
    id: i64,
    name: String,
    outlet_id: i64,
    /// Whether its token is good for nothing any more.
    retired: bool,
    /// To be sent as `If-Match`.
    version: i64,
}

impl From<TillRow> for TillReply {
    fn from(row: TillRow) -> Self {
        let TillRow { id, outlet_id, name, retired, version } = row;
        Self { id, name, outlet_id, retired, version }
    }
}

impl TillReply {
    /// A till as it is in the log.
    ///
    /// # Errors
    /// 404 if none was ever enrolled there.
    pub(super) fn of(till: &Loaded<domain::till::Till>) -> Result<Self, ApiError> {
        let known = till.state.enrolment().ok_or(TillError::NotFound)?;
        Ok(Self {
            id: known.id.get(),
            name: known.name.to_string(),
            outlet_id: known.outlet_id.get(),
            retired: known.retired,
            version: till.sequence,
        })
    }
}

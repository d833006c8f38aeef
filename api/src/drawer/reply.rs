//! What a drawer looks like from outside, whether a command or a query shows it.

use domain::drawer::{Drawer, DrawerError};
use infra::event_log::Loaded;
use projections::places::DrawerRow;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;

/// A drawer of cash.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DrawerReply {
    id: i64,
    name: String,
    outlet_id: i64,
    version: i64,
}

impl From<DrawerRow> for DrawerReply {
    fn from(row: DrawerRow) -> Self {
        let DrawerRow { id, outlet_id, name, version } = row;
        Self { id, name, outlet_id, version }
    }
}

impl DrawerReply {
    /// A drawer as it is in the log.
    ///
    /// # Errors
    /// 404 if there never was one.
    pub(super) fn of(drawer: &Loaded<Drawer>) -> Result<Self, ApiError> {
        let known = drawer.state.fixture().ok_or(DrawerError::NotFound)?;
        Ok(Self {
            id: known.id.get(),
            name: known.name.to_string(),
            outlet_id: known.outlet_id.get(),
            version: drawer.sequence,
        })
    }
}

//! Where cash is.

use serde::{Deserialize, Serialize};

use crate::values::{DrawerId, DrawerSessionId};

/// The drawer that cash went into or came from, and its session then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InDrawer {
    /// The drawer.
    pub drawer_id: DrawerId,
    /// Its session.
    pub session_id: DrawerSessionId,
}

//! The drawer a command speaks of.

use domain::drawer::Drawer;
use domain::values::DrawerId;
use infra::event_log::{Attempt, Loaded};

use crate::CommandError;

/// The drawer of that id, the first outlet's first if none is named. Whoever moves its cash appends
/// to it; whoever only looks adds it to what their draft relies on.
pub(crate) async fn drawer(
    attempt: &Attempt,
    id: Option<DrawerId>,
) -> Result<Loaded<Drawer>, CommandError> {
    let id = id.unwrap_or(DrawerId::FIRST);
    let drawer: Loaded<Drawer> = attempt.load(id.get()).await?;
    if drawer.state.fixture().is_none() {
        return Err(CommandError::Unknown { field: "drawerId", what: format!("drawer {id}") });
    }
    Ok(drawer)
}

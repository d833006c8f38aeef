//! Looking at a count, and approving it.

use domain::drawer::{self, Drawer, Reconcile};
use domain::user::Permission;
use domain::values::{DrawerSessionId, Notes};
use infra::event_log::Loaded;

use super::target::DrawerTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What somebody says of a count.
#[derive(Debug, Clone)]
pub struct Reconciliation {
    /// The session.
    pub session_id: DrawerSessionId,
    /// How the variance is explained, or what is asked.
    pub note: Notes,
    /// Whether the count is approved.
    pub approve: bool,
}

/// Says something of a count, and approves it or not.
///
/// # Errors
/// [`CommandError`].
pub async fn reconcile(
    desk: &Desk,
    call: &Call,
    target: DrawerTarget,
    said: &Reconciliation,
) -> Result<Done<Loaded<Drawer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CashDrawerReconcile).await?;
            let Reconciliation { session_id, note, approve } = said.clone();
            let cmd = Reconcile { session_id, note, approve, by: opened.by.clone(), at: call.at };
            let events = drawer::reconcile(&opened.drawer.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

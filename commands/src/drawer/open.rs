//! Opening a drawer with its float.

use domain::drawer::{self, Drawer, OpenDrawer};
use domain::user::Permission;
use domain::values::{DrawerSessionId, Money, Outlet};
use infra::event_log::{Kind, Loaded, LogError};
use tokio::sync::OnceCell;

use super::target::DrawerTarget;
use crate::outlet::outlet;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Opens a drawer with its float, in Rupiah.
///
/// # Errors
/// [`CommandError`].
pub async fn open(
    desk: &Desk,
    call: &Call,
    target: DrawerTarget,
    opening_balance: Money,
) -> Result<Done<Loaded<Drawer>>, CommandError> {
    // Drawn once, and only for a caller who may.
    let drawn = &OnceCell::new();
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Permission::CashDrawerOperate).await?;
            let stands = opened.drawer.state.fixture().map(|fixture| fixture.outlet_id);
            let outlet_id = stands.unwrap_or(Outlet::first().id);
            let place = outlet(&attempt, outlet_id, "drawerId").await?;
            opened.draft.rely_on(&place);
            let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::DrawerSession)).await?;
            let cmd = OpenDrawer {
                session_id: DrawerSessionId::new(id)
                    .map_err(|error| LogError::Database(error.to_string()))?,
                opening_balance,
                outlet: Outlet { id: outlet_id, ..place.state.calendar() },
                by: opened.by.clone(),
                at: call.at,
            };
            let events = drawer::open(&opened.drawer.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

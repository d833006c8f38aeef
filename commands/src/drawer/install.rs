//! Putting a drawer into an outlet.

use domain::drawer::{self, Drawer, InstallDrawer};
use domain::user::Permission;
use domain::values::{DrawerId, DrawerName, Outlet, OutletId};
use infra::event_log::{Kind, Loaded, LogError};
use tokio::sync::OnceCell;

use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// A drawer to install.
#[derive(Debug, Clone)]
pub struct NewDrawer {
    /// Its id; none draws a fresh one.
    pub drawer_id: Option<DrawerId>,
    /// Where it stands; none is the first outlet.
    pub outlet_id: Option<OutletId>,
    /// What it is called.
    pub name: DrawerName,
}

/// Puts a drawer into an outlet.
///
/// # Errors
/// [`CommandError`].
pub async fn install(
    desk: &Desk,
    call: &Call,
    new: &NewDrawer,
) -> Result<Done<Loaded<Drawer>>, CommandError> {
    // Drawn once, and only for a caller who may.
    let drawn = &OnceCell::new();
    deciding(desk, call.key, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::ConfigWrite).await?;
            let outlet_id = new.outlet_id.unwrap_or(Outlet::first().id);
            let place = outlet(&attempt, outlet_id, "outletId").await?;
            let (id, mut drawer) = if let Some(id) = new.drawer_id {
                (id.get(), attempt.load::<Drawer>(id.get()).await?)
            } else {
                let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Drawer)).await?;
                (id, Loaded::fresh(id))
            };
            let cmd = InstallDrawer {
                drawer_id: DrawerId::new(id).map_err(|e| LogError::Database(e.to_string()))?,
                outlet_id,
                name: new.name.clone(),
                by: authority.actor(),
                at: call.at,
            };
            let events = drawer::install(&drawer.state, cmd)?;
            let mut draft = authority.draft()?;
            draft.rely_on(&place);
            draft.append(&drawer, &events)?;
            let appended = attempt.append(draft).await?;
            drawer.absorb(events, &appended);
            Ok(drawer)
        })
    })
    .await
}

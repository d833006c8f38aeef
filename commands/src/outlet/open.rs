//! Opening an outlet.

use domain::outlet::{self, OpenOutlet, Outlet};
use domain::user::Permission;
use domain::values::{CutOff, OutletAddress, OutletId, OutletName, OutletZone};
use infra::event_log::{Kind, Loaded, LogError};
use tokio::sync::OnceCell;

use crate::authority::authorise;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// An outlet to open.
#[derive(Debug, Clone)]
pub struct NewOutlet {
    /// Its id; none draws a fresh one.
    pub outlet_id: Option<OutletId>,
    /// What it is called.
    pub name: OutletName,
    /// Where it is.
    pub address: Option<OutletAddress>,
    /// Where its clocks stand.
    pub zone: OutletZone,
    /// When its business day begins.
    pub cut_off: CutOff,
}

/// Opens an outlet.
///
/// # Errors
/// [`CommandError`].
pub async fn open(
    desk: &Desk,
    call: &Call,
    new: &NewOutlet,
) -> Result<Done<Loaded<Outlet>>, CommandError> {
    // Drawn once, and only for a caller who may.
    let drawn = &OnceCell::new();
    deciding(desk, call.key, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::ConfigWrite).await?;
            let (id, mut outlet) = if let Some(id) = new.outlet_id {
                (id.get(), attempt.load::<Outlet>(id.get()).await?)
            } else {
                let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Outlet)).await?;
                (id, Loaded::fresh(id))
            };
            let cmd = OpenOutlet {
                outlet_id: OutletId::new(id).map_err(|e| LogError::Database(e.to_string()))?,
                name: new.name.clone(),
                address: new.address.clone(),
                zone: new.zone,
                cut_off: new.cut_off,
                by: authority.actor(),
                at: call.at,
            };
            let events = outlet::open(&outlet.state, cmd)?;
            let mut draft = authority.draft()?;
            draft.append(&outlet, &events)?;
            let appended = attempt.append(draft).await?;
            outlet.absorb(events, &appended);
            Ok(outlet)
        })
    })
    .await
}

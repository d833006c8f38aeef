//! Enrolling a browser as a shared till.

use domain::till::{self, EnrolTill, Till};
use domain::user::Permission;
use domain::values::{Outlet, OutletId, TillId, TillName};
use infra::event_log::{Kind, Loaded, LogError};
use tokio::sync::OnceCell;

use super::token::hashed;
use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk};

/// A till to enrol.
#[derive(Clone)]
pub struct NewTill {
    /// Where it stands; none is the first outlet.
    pub outlet_id: Option<OutletId>,
    /// What it is called.
    pub name: TillName,
    /// What its token will hold. Only a keyed hash of it is kept.
    pub secret: String,
}

impl std::fmt::Debug for NewTill {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewTill({})", self.name) // the secret is one
    }
}

/// Enrols a browser as a shared till. The reply holds a secret, so it is never made again: no
/// idempotency key is used up.
///
/// # Errors
/// [`CommandError`].
pub async fn enrol(desk: &Desk, call: &Call, new: &NewTill) -> Result<Loaded<Till>, CommandError> {
    // Drawn once, and only for a caller who may.
    let drawn = &OnceCell::new();
    let call = &Call { key: None, ..call.clone() };
    let done = deciding(desk, None, &[], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::TillsWrite).await?;
            let outlet_id = new.outlet_id.unwrap_or(Outlet::first().id);
            let place = outlet(&attempt, outlet_id, "outletId").await?;
            let id = *drawn.get_or_try_init(|| desk.ids.next(Kind::Till)).await?;
            let mut till = Loaded::<Till>::fresh(id);
            let broken = |error: domain::values::ValueError| LogError::Database(error.to_string());
            let cmd = EnrolTill {
                till_id: TillId::new(id).map_err(broken)?,
                outlet_id,
                name: new.name.clone(),
                token_hash: hashed(desk.log.hash(), &new.secret).map_err(broken)?,
                by: authority.actor(),
                at: call.at,
            };
            let events = till::enrol(&till.state, cmd)?;
            let mut draft = authority.draft()?;
            draft.rely_on(&place);
            draft.append(&till, &events)?;
            let appended = attempt.append(draft).await?;
            till.absorb(events, &appended);
            Ok(till)
        })
    });
    Ok(done.await?.what)
}

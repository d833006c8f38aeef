//! Correcting what is known of an outlet.

use domain::outlet::{self, EditOutlet, Outlet};
use domain::user::Permission;
use domain::values::{CutOff, OutletAddress, OutletId, OutletName, OutletZone};
use infra::event_log::Loaded;

use crate::authority::authorise;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What to correct.
#[derive(Debug, Clone, Default)]
pub struct OutletEdits {
    /// Its name from now on, if it changes.
    pub name: Option<OutletName>,
    /// Its address from now on, if it changes: another, or none.
    pub address: Option<Option<OutletAddress>>,
    /// Where its clocks stand from now on, if that changes.
    pub zone: Option<OutletZone>,
    /// When its business day begins from now on, if that changes.
    pub cut_off: Option<CutOff>,
}

/// Corrects what is known of an outlet. `version`: the version the caller insists on.
///
/// # Errors
/// [`CommandError`].
pub async fn edit(
    desk: &Desk,
    call: &Call,
    id: OutletId,
    version: Option<i64>,
    edits: &OutletEdits,
) -> Result<Done<Loaded<Outlet>>, CommandError> {
    let stream = Loaded::<Outlet>::fresh(id.get()).stream();
    deciding(desk, call.key, &[stream], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::ConfigWrite).await?;
            let mut outlet: Loaded<Outlet> = attempt.load(id.get()).await?;
            let OutletEdits { name, address, zone, cut_off } = edits.clone();
            let (by, at) = (authority.actor(), call.at);
            let cmd = EditOutlet { name, address, zone, cut_off, by, at };
            let events = outlet::edit(&outlet.state, cmd)?;
            if version.is_some_and(|version| version != outlet.sequence) {
                return Err(CommandError::Stale { version: outlet.sequence });
            }
            let mut draft = authority.draft()?;
            draft.append(&outlet, &events)?;
            draft.shows(&outlet);
            if !draft.is_empty() {
                let appended = attempt.append(draft).await?;
                outlet.absorb(events, &appended);
            }
            Ok(outlet)
        })
    })
    .await
}

//! Taking a shared till out of use.

use domain::till::{self, RetireTill, Till};
use domain::user::Permission;
use domain::values::TillId;
use infra::event_log::Loaded;

use crate::authority::authorise;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Takes a shared till out of use: its token is good for nothing any more. `version`: the version
/// the caller insists on.
///
/// # Errors
/// [`CommandError`].
pub async fn retire(
    desk: &Desk,
    call: &Call,
    id: TillId,
    version: Option<i64>,
) -> Result<Done<Loaded<Till>>, CommandError> {
    let stream = Loaded::<Till>::fresh(id.get()).stream();
    deciding(desk, call.key, &[stream], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::TillsWrite).await?;
            let mut till: Loaded<Till> = attempt.load(id.get()).await?;
            if till.sequence > 0 && version.is_some_and(|version| version != till.sequence) {
                return Err(CommandError::Stale { version: till.sequence });
            }
            let cmd = RetireTill { by: authority.actor(), at: call.at };
            let events = till::retire(&till.state, cmd)?;
            let mut draft = authority.draft()?;
            draft.append(&till, &events)?;
            let appended = attempt.append(draft).await?;
            till.absorb(events, &appended);
            Ok(till)
        })
    })
    .await
}

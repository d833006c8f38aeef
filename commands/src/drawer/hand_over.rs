//! Handing an open drawer over.

use domain::claim::{Claim, ClaimScope};
use domain::drawer::{self, Drawer, HandOver};
use domain::user::{Permission, User};
use domain::values::{Money, Username};
use infra::event_log::{Attempt, Loaded};

use super::target::DrawerTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Hands an open drawer over to the login of that name, with what was found in it, in Rupiah.
///
/// # Errors
/// [`CommandError`].
pub async fn hand_over(
    desk: &Desk,
    call: &Call,
    target: DrawerTarget,
    counted: Money,
    to: &Username,
) -> Result<Done<Loaded<Drawer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let mut opened = target.open(&attempt, call, Permission::CashDrawerOperate).await?;
            let next = whoever_is(desk, &attempt, to).await?;
            let unknown = || CommandError::Unknown { field: "toUsername", what: login(to) };
            let known = next.state.login().ok_or_else(unknown)?;
            if !known.active {
                return Err(CommandError::Inactive { field: "toUsername", what: login(to) });
            }
            if !Permission::CashDrawerOperate.granted_to(known.role) {
                return Err(CommandError::MayNot {
                    field: "toUsername",
                    permission: Permission::CashDrawerOperate,
                });
            }
            opened.draft.rely_on(&next);
            let (to, by) = (known.actor.clone(), opened.by.clone());
            let cmd = HandOver { counted, to, by, at: call.at };
            let events = drawer::hand_over(&opened.drawer.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

fn login(name: &Username) -> String {
    format!("login {name}")
}

/// The login of that name. Who holds the name is looked up, and then asked.
async fn whoever_is(
    desk: &Desk,
    attempt: &Attempt,
    name: &Username,
) -> Result<Loaded<User>, CommandError> {
    let claim = Claim::any_case(ClaimScope::USERNAME, name.as_str());
    let unknown = || CommandError::Unknown { field: "toUsername", what: login(name) };
    let id = desk.log.holder(&claim).await?.ok_or_else(unknown)?;
    let user: Loaded<User> = attempt.load(id).await?;
    let has_it = user.state.login().is_some_and(|login| {
        login.actor.username.get().as_str().eq_ignore_ascii_case(name.as_str())
    });
    if has_it { Ok(user) } else { Err(unknown()) }
}

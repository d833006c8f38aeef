//! Drawers of cash and their sessions, as the till sees them.

pub(crate) mod close;
pub(crate) mod hand_over;
pub(crate) mod install;
pub(crate) mod list;
pub(crate) mod move_cash;
pub(crate) mod open;
pub(crate) mod reconcile;
mod reply;
pub(crate) mod session;
mod session_reply;
pub(crate) mod sessions;
pub(crate) mod transactions;

use commands::Done;
use commands::drawer::DrawerTarget;
use domain::drawer::Drawer;
use domain::user::{Permission, Role};
use domain::values::{DrawerId, UserId};
use infra::event_log::Loaded;
use serde::Serialize;

use crate::body::{Fields, number};
use crate::error::ApiError;
use crate::query::Params;
use crate::reply::{Envelope, Reply};
use crate::staff::Staff;

/// The drawer a body names.
fn target(fields: &mut Fields) -> DrawerTarget {
    DrawerTarget::of(fields.optional("drawerId", number(DrawerId::new)))
}

/// The drawer a query names, or else the first outlet's first.
fn named(params: &mut Params) -> DrawerId {
    params.take("drawerId", drawer_id).unwrap_or(DrawerId::FIRST)
}

fn drawer_id(text: &str) -> Result<DrawerId, String> {
    let id = text.parse().ok().and_then(|id| DrawerId::new(id).ok());
    id.ok_or_else(|| "must be a drawer's id".to_owned())
}

/// Lets the caller look at drawers. A cashier sees open sessions, and of those that are over what
/// they had themselves (K-26).
async fn seen_by(staff: &Staff) -> Result<Option<UserId>, ApiError> {
    let role = staff.may(Permission::CashDrawerOperate).await?;
    Ok((role == Role::Cashier).then(|| staff.user_id()))
}

/// The reply to a command on a drawer, made from the drawer itself.
fn said<T: Serialize>(done: &Done<Loaded<Drawer>>, shown: T) -> Reply<Envelope<T>> {
    let drawer = &done.what;
    Reply::ok(shown).at(drawer.position).version(drawer.sequence).replayed(done.replayed)
}

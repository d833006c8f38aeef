//! The drawer's first session, so that cash can be taken in a shop without a past.

use chrono::{DateTime, Utc};
use domain::drawer::{Drawer, DrawerError};
use domain::values::{DrawerId, Money};
use infra::event_log::Loaded;

use super::{DemoError, call, login_id};
use crate::drawer::DrawerTarget;
use crate::{CommandError, Desk};

/// The float: half a million.
pub(super) const FLOAT: Money = Money::rupiah(500_000);

/// Opens the drawer with its float, in the cashier's hands, if it never was: after the days before,
/// in which it is opened and counted every day.
///
/// # Errors
/// [`DemoError`].
pub async fn open_drawer(desk: &Desk, at: DateTime<Utc>) -> Result<(), DemoError> {
    let drawer: Loaded<Drawer> =
        desk.log.load(DrawerId::FIRST.get()).await.map_err(CommandError::from)?;
    let was_ever = drawer.state.session().is_some() || drawer.state.last_counted().is_some();
    let (false, Some(kasir)) = (was_ever, login_id("kasir")) else { return Ok(()) };
    let target = DrawerTarget::default();
    let call = call(at, kasir);
    // On the heap, as opening the shop is.
    let opening = Box::pin(crate::drawer::open(desk, &call, target, FLOAT));
    match opening.await {
        Ok(_) | Err(CommandError::Drawer(DrawerError::AlreadyOpen { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

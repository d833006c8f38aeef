//! The drawer's first session, so that cash can be taken.

use chrono::{DateTime, Utc};
use domain::drawer::{Drawer, DrawerError};
use domain::values::{DrawerId, Money};
use infra::event_log::Loaded;

use super::{DemoError, call, login_id};
use crate::drawer::DrawerTarget;
use crate::{CommandError, Desk};

/// The float: half a million.
const FLOAT: Money = Money::rupiah(500_000);

/// Opens the drawer with its float, in the cashier's hands, if it never was.
///
/// # Errors
/// [`DemoError`].
pub async fn open_drawer(desk: &Desk, at: DateTime<Utc>) -> Result<(), DemoError> {
    let drawer: Loaded<Drawer> =
        desk.log.load(DrawerId::FIRST.get()).await.map_err(CommandError::from)?;
    let was_ever = drawer.state.session().is_some() || drawer.state.last_counted().is_some();
    let (false, Some(kasir)) = (was_ever, login_id("kasir")) else { return Ok(()) };
    let target = DrawerTarget::default();
    match crate::drawer::open(desk, &call(at, kasir), target, FLOAT).await {
        Ok(_) | Err(CommandError::Drawer(DrawerError::AlreadyOpen { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

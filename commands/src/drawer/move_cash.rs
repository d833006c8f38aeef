//! Petty cash.

use domain::drawer::{self, Direction, Drawer, MoveCash};
use domain::user::Permission;
use domain::values::{Money, Notes};
use infra::event_log::Loaded;

use super::target::DrawerTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// Petty cash to move.
#[derive(Debug, Clone)]
pub struct PettyCash {
    /// Which way.
    pub direction: Direction,
    /// How much, in Rupiah.
    pub amount: Money,
    /// What for.
    pub reason: Notes,
}

/// Moves petty cash in or out of an open drawer.
///
/// # Errors
/// [`CommandError`].
pub async fn move_cash(
    desk: &Desk,
    call: &Call,
    target: DrawerTarget,
    cash: &PettyCash,
) -> Result<Done<Loaded<Drawer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CashDrawerOperate).await?;
            let PettyCash { direction, amount, reason } = cash.clone();
            let cmd = MoveCash { direction, amount, reason, by: opened.by.clone(), at: call.at };
            let events = drawer::move_cash(&opened.drawer.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

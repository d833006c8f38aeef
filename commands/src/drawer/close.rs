//! Counting a drawer and closing it.

use domain::drawer::{self, CloseDrawer, Denomination, Drawer};
use domain::user::Permission;
use domain::values::{Money, Notes};
use infra::event_log::Loaded;

use super::target::DrawerTarget;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What was found in a drawer.
#[derive(Debug, Clone)]
pub struct DrawerCount {
    /// All of it, in Rupiah.
    pub counted: Money,
    /// Note by note and coin by coin, if it was counted like that.
    pub denominations: Vec<Denomination>,
    /// What is written down about it.
    pub note: Option<Notes>,
}

/// Closes a drawer with its count. Nothing but the drawer is asked: orders may be in work.
///
/// # Errors
/// [`CommandError`].
pub async fn close(
    desk: &Desk,
    call: &Call,
    target: DrawerTarget,
    count: &DrawerCount,
) -> Result<Done<Loaded<Drawer>>, CommandError> {
    deciding(desk, call.key, &[target.stream()], move |attempt| {
        Box::pin(async move {
            let opened = target.open(&attempt, call, Permission::CashDrawerOperate).await?;
            let DrawerCount { counted, denominations, note } = count.clone();
            let cmd =
                CloseDrawer { counted, denominations, note, by: opened.by.clone(), at: call.at };
            let events = drawer::close(&opened.drawer.state, cmd)?;
            opened.save(&attempt, events).await
        })
    })
    .await
}

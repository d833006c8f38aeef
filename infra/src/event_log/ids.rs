//! Ids, handed out in blocks so that a create costs no round trip of its own.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use sqlx::{MySqlPool, Row};
use tokio::sync::Mutex;

use super::LogError;
use super::appender::{ANSWER, in_time};

const BLOCK: i64 = 50;

/// What an id is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Orders.
    Order,
    /// Payments.
    Payment,
    /// Customers.
    Customer,
    /// Paid workers.
    Employee,
    /// Outlets.
    Outlet,
    /// Drawers.
    Drawer,
    /// Sessions of drawers, over all drawers.
    DrawerSession,
    /// Invoices.
    Invoice,
    /// Shared tills.
    Till,
    /// Subscriptions.
    Subscription,
    /// Settlements of banks and wallets.
    Settlement,
    /// Logins.
    User,
}

impl Kind {
    /// All of them: a promotion moves what each hands out.
    pub(super) const ALL: [Self; 12] = [
        Self::Order,
        Self::Payment,
        Self::Customer,
        Self::Employee,
        Self::Outlet,
        Self::Drawer,
        Self::DrawerSession,
        Self::Invoice,
        Self::Till,
        Self::Subscription,
        Self::Settlement,
        Self::User,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Payment => "payment",
            Self::Customer => "customer",
            Self::Employee => "employee",
            Self::Outlet => "outlet",
            Self::Drawer => "drawer",
            Self::DrawerSession => "drawer_session",
            Self::Invoice => "invoice",
            Self::Till => "till",
            Self::Subscription => "subscription",
            Self::Settlement => "settlement",
            Self::User => "user",
        }
    }
}

/// This process's blocks of ids. Ids rise within a process; what is left of a block when it ends
/// is never used.
#[derive(Debug, Clone)]
pub struct IdBlocks {
    pool: MySqlPool,
    blocks: Arc<Mutex<HashMap<Kind, Range<i64>>>>,
}

impl IdBlocks {
    /// No blocks yet.
    pub fn new(pool: MySqlPool) -> Self {
        Self { pool, blocks: Arc::default() }
    }

    /// An id nobody else has.
    ///
    /// # Errors
    /// [`LogError::Unavailable`] if a new block cannot be taken.
    pub async fn next(&self, kind: Kind) -> Result<i64, LogError> {
        let mut blocks = self.blocks.lock().await;
        let block = blocks.entry(kind).or_insert(0..0);
        if let Some(id) = block.next() {
            return Ok(id);
        }
        let end = in_time(ANSWER, take_block(&self.pool, kind)).await?;
        *block = end - BLOCK..end;
        block.next().ok_or_else(|| LogError::Database("an empty block of ids".to_owned()))
    }
}

/// Takes a block and returns where it ends. `LAST_INSERT_ID(x)` hands the value to this connection
/// only, so two processes never take the same block.
async fn take_block(pool: &MySqlPool, kind: Kind) -> Result<i64, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    sqlx::query(
        "INSERT INTO id_blocks (kind, next) VALUES (?, LAST_INSERT_ID(1 + ?))
         ON DUPLICATE KEY UPDATE next = LAST_INSERT_ID(next + ?)",
    )
    .bind(kind.name())
    .bind(BLOCK)
    .bind(BLOCK)
    .execute(&mut *connection)
    .await?;
    let row =
        sqlx::query("SELECT CAST(LAST_INSERT_ID() AS SIGNED)").fetch_one(&mut *connection).await?;
    row.try_get(0)
}

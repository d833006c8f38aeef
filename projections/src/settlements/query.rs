//! Finding settlements.

use domain::payment::PaymentMethod;
use domain::settlement::Settlement;
use domain::values::{BusinessDay, OutletId, SettlementId};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

use crate::json;
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source};
use crate::{ReadError, Snapshot};

/// When they were written down.
pub const BY_AGE: Sort = Sort { name: "createdAt", column: "s.created_at", kind: Kind::Instant };

/// A settlement as it stood at the snapshot.
#[derive(Debug, Clone)]
pub struct SettlementRow {
    /// Its state.
    pub settlement: Settlement,
    /// How many events made it.
    pub version: i64,
}

/// Which settlements.
#[derive(Debug, Clone, Copy, Default)]
pub struct SettlementFilter {
    /// Only of that method.
    pub method: Option<PaymentMethod>,
    /// Only of that outlet.
    pub outlet: Option<OutletId>,
    /// Only those that arrived on that day or later.
    pub from: Option<BusinessDay>,
    /// Only those that arrived on that day or earlier.
    pub to: Option<BusinessDay>,
}

impl SettlementFilter {
    /// How a list of them is read.
    pub fn listing(&self) -> Listing {
        let conditions = Conditions::default()
            .when(self.method.map(PaymentMethod::name), "s.method = ?")
            .when(self.outlet.map(OutletId::get), "s.outlet_id = ?")
            .when(self.from, "s.settled_on >= ?")
            .when(self.to, "s.settled_on <= ?");
        Listing {
            found: Source::new("settlements AS s", conditions),
            in_order: None,
            id: "s.id",
            columns: "one.version, one.state",
            shown: "settlements AS one ON one.id = page.list_id".to_owned(),
        }
    }
}

fn settlement(row: &MySqlRow) -> Result<SettlementRow, ReadError> {
    let settlement = json::read(row, 1)?;
    Ok(SettlementRow { settlement, version: row.try_get(0)? })
}

/// A page of settlements.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &SettlementFilter,
    paging: &Paging,
) -> Result<Page<SettlementRow>, ReadError> {
    filter.listing().read(snapshot, paging, settlement).await
}

/// One settlement.
///
/// # Errors
/// [`ReadError`].
pub async fn find(
    snapshot: &mut Snapshot,
    id: SettlementId,
) -> Result<Option<SettlementRow>, ReadError> {
    let row = sqlx::query("SELECT version, state FROM settlements WHERE id = ?")
        .bind(id.get())
        .fetch_optional(snapshot.connection())
        .await?;
    row.as_ref().map(settlement).transpose()
}

//! What water is to be brought, when, and by whom.

use domain::order::DeliveryStatus;
use domain::values::{BusinessDay, EmployeeId};

use super::query::{OrderRow, order_row};
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source, Value};
use crate::{ReadError, Snapshot};

/// The day, the hours, and the age. Those without agreed hours come first of a day, those without a
/// day before all.
pub const BY_SLOT: Sort = Sort { name: "date", column: "s.slot", kind: Kind::Text };

/// Which deliveries.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeliveryFilter {
    /// Only of that day or later.
    pub from: Option<BusinessDay>,
    /// Only of that day or earlier.
    pub to: Option<BusinessDay>,
    /// Only of that status.
    pub status: Option<DeliveryStatus>,
    /// Only of that driver.
    pub driver: Option<EmployeeId>,
}

impl DeliveryFilter {
    /// How a list of them is read.
    pub fn listing(&self) -> Listing {
        // A slot begins with its day, and goes on with a space if at all. Without a day it is empty.
        let from = self.from.map(|day| day.to_string());
        let from = from.or(self.to.map(|_| "0".to_owned()));
        let conditions = Conditions::default()
            .when(from, "s.slot >= ?")
            .when(self.to.map(|day| Value::Text(format!("{day}~"))), "s.slot < ?")
            .when(self.status.map(DeliveryStatus::name), "s.status = ?")
            .when(self.driver.map(EmployeeId::get), "s.driver_id = ?");
        Listing {
            found: Source::new("deliveries AS s", conditions),
            in_order: None,
            id: "s.order_id",
            columns: "d.version, d.state",
            shown: "order_details AS d ON d.id = page.list_id".to_owned(),
        }
    }
}

/// A page of the orders whose day of delivery is set, or which were sent without one.
///
/// # Errors
/// [`ReadError`].
pub async fn deliveries(
    snapshot: &mut Snapshot,
    filter: &DeliveryFilter,
    paging: &Paging,
) -> Result<Page<OrderRow>, ReadError> {
    filter.listing().read(snapshot, paging, order_row).await
}

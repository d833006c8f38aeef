//! What somebody has yet to do.

use domain::order::{Order, ServiceType};
use domain::values::EmployeeId;

use crate::json;
use crate::{ReadError, Snapshot};

/// How many orders that are not done are somebody's work, by assignment or as the driver. Orders that are
/// not done are few, so each is looked at.
///
/// # Errors
/// [`ReadError`].
pub async fn open_orders_of(
    snapshot: &mut Snapshot,
    employee: EmployeeId,
) -> Result<i64, ReadError> {
    let services = ServiceType::ALL.map(|service| format!("'{}'", service.name())).join(", ");
    let sql = format!(
        "SELECT d.state FROM orders AS o FORCE INDEX (by_service_status)
         JOIN order_details AS d ON d.id = o.id
         WHERE o.service_type IN ({services}) AND o.status IN ('pending', 'in_progress')
         AND o.deleted = FALSE"
    );
    let mut open = 0;
    for row in sqlx::query(&sql).fetch_all(snapshot.connection()).await? {
        let order: Order = json::read(&row, 0)?;
        open += i64::from(order.ticket().is_some_and(|ticket| ticket.is_work_of(employee)));
    }
    Ok(open)
}

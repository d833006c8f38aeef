//! Who works here?

mod query;

pub use query::{BY_NAME, EmployeeFilter, EmployeeRow, find, list};

use domain::employee::{EmployeeEvent, EmployeeStatus};
use domain::values::{ERASED, EmployeeId};
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Employees;

impl Projection for Employees {
    const NAME: &'static str = "employees";
    const VERSION: i32 = 2;
    const READS: &'static [&'static str] = &["employee"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            if let ShopEvent::Employee(event) = applied.event {
                happened(connection, event, applied.sequence).await?;
            }
        }
        Ok(())
    }
}

async fn happened(
    connection: &mut MySqlConnection,
    event: &EmployeeEvent,
    version: i64,
) -> Result<(), sqlx::Error> {
    match event {
        EmployeeEvent::EmployeeRegistered {
            employee_id,
            outlet_id,
            name,
            phone,
            hire_date,
            ..
        } => {
            sqlx::query(
                "REPLACE INTO employees (id, outlet_id, name, phone, hire_date, status, version)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(employee_id.get())
            .bind(outlet_id.get())
            .bind(name.get().as_str())
            .bind(phone.as_ref().map(|phone| phone.get().as_str()))
            .bind(hire_date)
            .bind(EmployeeStatus::Active.name())
            .bind(version)
            .execute(connection)
            .await?;
        }
        EmployeeEvent::EmployeeRenamed { employee_id, name, .. } => {
            sqlx::query("UPDATE employees SET name = ?, version = ? WHERE id = ?")
                .bind(name.get().as_str())
                .bind(version)
                .bind(employee_id.get())
                .execute(connection)
                .await?;
        }
        EmployeeEvent::EmployeePhoneChanged { employee_id, phone, .. } => {
            sqlx::query("UPDATE employees SET phone = ?, version = ? WHERE id = ?")
                .bind(phone.as_ref().map(|phone| phone.get().as_str()))
                .bind(version)
                .bind(employee_id.get())
                .execute(connection)
                .await?;
        }
        EmployeeEvent::EmployeeTransferred { employee_id, outlet_id, .. } => {
            sqlx::query("UPDATE employees SET outlet_id = ?, version = ? WHERE id = ?")
                .bind(outlet_id.get())
                .bind(version)
                .bind(employee_id.get())
                .execute(connection)
                .await?;
        }
        EmployeeEvent::EmployeeRetired { employee_id, .. } => {
            now_is(connection, *employee_id, EmployeeStatus::Inactive, version).await?;
        }
        EmployeeEvent::EmployeeRehired { employee_id, .. } => {
            now_is(connection, *employee_id, EmployeeStatus::Active, version).await?;
        }
        EmployeeEvent::EmployeeErased { employee_id, .. } => {
            sqlx::query("UPDATE employees SET name = ?, phone = NULL, version = ? WHERE id = ?")
                .bind(ERASED)
                .bind(version)
                .bind(employee_id.get())
                .execute(connection)
                .await?;
        }
    }
    Ok(())
}

async fn now_is(
    connection: &mut MySqlConnection,
    employee: EmployeeId,
    status: EmployeeStatus,
    version: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE employees SET status = ?, version = ? WHERE id = ?")
        .bind(status.name())
        .bind(version)
        .bind(employee.get())
        .execute(connection)
        .await?;
    Ok(())
}

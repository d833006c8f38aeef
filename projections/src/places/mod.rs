//! Which outlets, drawers and shared tills are there?

mod query;
mod today;

pub use query::{DrawerRow, OutletRow, TillRow, drawers, outlet, outlets, tills};
pub use today::Today;

use domain::drawer::DrawerEvent;
use domain::outlet::OutletEvent;
use domain::till::TillEvent;
use domain::values::OutletAddress;
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Places;

impl Projection for Places {
    const NAME: &'static str = "places";
    const VERSION: i32 = 1;
    const READS: &'static [&'static str] = &["outlet", "drawer", "till"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            match applied.event {
                ShopEvent::Outlet(event) => of_outlet(connection, event, applied.sequence).await?,
                ShopEvent::Drawer(event) => of_drawer(connection, event, applied.sequence).await?,
                ShopEvent::Till(event) => of_till(connection, event, applied.sequence).await?,
                ShopEvent::Account(_)
                | ShopEvent::Catalog(_)
                | ShopEvent::Invoice(_)
                | ShopEvent::Customer(_)
                | ShopEvent::DayBook(_)
                | ShopEvent::Employee(_)
                | ShopEvent::Order(_)
                | ShopEvent::Payment(_)
                | ShopEvent::Settings(_)
                | ShopEvent::Settlement(_)
                | ShopEvent::Subscription(_)
                | ShopEvent::User(_) => {}
            }
        }
        Ok(())
    }
}

async fn of_outlet(
    connection: &mut MySqlConnection,
    event: &OutletEvent,
    version: i64,
) -> Result<(), sqlx::Error> {
    match event {
        OutletEvent::OutletOpened { outlet_id, name, address, zone, cut_off, .. } => {
            sqlx::query(
                "REPLACE INTO outlets (id, name, address, timezone, cut_off, version)
                 VALUES (?, ?, ?, ?, ?, ?)",
            )
            .bind(outlet_id.get())
            .bind(name.as_str())
            .bind(address.as_ref().map(OutletAddress::as_str))
            .bind(zone.name())
            .bind(cut_off.to_string())
            .bind(version)
            .execute(connection)
            .await?;
        }
        OutletEvent::OutletRenamed { outlet_id, name, .. } => {
            sqlx::query("UPDATE outlets SET name = ?, version = ? WHERE id = ?")
                .bind(name.as_str())
                .bind(version)
                .bind(outlet_id.get())
                .execute(connection)
                .await?;
        }
        OutletEvent::OutletMoved { outlet_id, address, .. } => {
            sqlx::query("UPDATE outlets SET address = ?, version = ? WHERE id = ?")
                .bind(address.as_ref().map(OutletAddress::as_str))
                .bind(version)
                .bind(outlet_id.get())
                .execute(connection)
                .await?;
        }
        OutletEvent::OutletCalendarSet { outlet_id, zone, cut_off, .. } => {
            sqlx::query("UPDATE outlets SET timezone = ?, cut_off = ?, version = ? WHERE id = ?")
                .bind(zone.name())
                .bind(cut_off.to_string())
                .bind(version)
                .bind(outlet_id.get())
                .execute(connection)
                .await?;
        }
    }
    Ok(())
}

async fn of_drawer(
    connection: &mut MySqlConnection,
    event: &DrawerEvent,
    version: i64,
) -> Result<(), sqlx::Error> {
    match event {
        DrawerEvent::DrawerInstalled { drawer_id, outlet_id, name, .. } => {
            sqlx::query("REPLACE INTO drawers (id, outlet_id, name, version) VALUES (?, ?, ?, ?)")
                .bind(drawer_id.get())
                .bind(outlet_id.get())
                .bind(name.as_str())
                .bind(version)
                .execute(connection)
                .await?;
        }
        // Its version moves with its cash; of nothing but its place the list speaks.
        DrawerEvent::CashDrawerOpened { .. }
        | DrawerEvent::CashMoved { .. }
        | DrawerEvent::CashTaken { .. }
        | DrawerEvent::CashGiven { .. }
        | DrawerEvent::DrawerHandedOver { .. }
        | DrawerEvent::DrawerClosed { .. }
        | DrawerEvent::DrawerCountQuestioned { .. }
        | DrawerEvent::DrawerReconciled { .. } => {}
    }
    Ok(())
}

async fn of_till(
    connection: &mut MySqlConnection,
    event: &TillEvent,
    version: i64,
) -> Result<(), sqlx::Error> {
    match event {
        TillEvent::TillEnrolled { till_id, outlet_id, name, .. } => {
            sqlx::query(
                "REPLACE INTO tills (id, outlet_id, name, retired, version)
                 VALUES (?, ?, ?, FALSE, ?)",
            )
            .bind(till_id.get())
            .bind(outlet_id.get())
            .bind(name.as_str())
            .bind(version)
            .execute(connection)
            .await?;
        }
        TillEvent::TillRetired { till_id, .. } => {
            sqlx::query("UPDATE tills SET retired = TRUE, version = ? WHERE id = ?")
                .bind(version)
                .bind(till_id.get())
                .execute(connection)
                .await?;
        }
    }
    Ok(())
}

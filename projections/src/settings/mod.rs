//! What is set, and who set what before?

mod query;

pub use query::{Change, HISTORY_BY_AGE, all_changes, current, history};

use domain::settings::SettingsEvent;
use infra::event_log::ShopEvent;
use sqlx::MySqlConnection;

use crate::json;
use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Settings;

impl Projection for Settings {
    const NAME: &'static str = "settings";
    const VERSION: i32 = 2;
    const READS: &'static [&'static str] = &["settings"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            let ShopEvent::Settings(event) = applied.event else { continue };
            let position = applied.mark.position;
            let json = json::written(event)?;
            let setting = setting(event);
            sqlx::query("REPLACE INTO settings (setting, event, version) VALUES (?, ?, ?)")
                .bind(&setting)
                .bind(&json)
                .bind(applied.sequence)
                .execute(&mut *connection)
                .await?;
            let sql = "REPLACE INTO settings_history (position, setting, event) VALUES (?, ?, ?)";
            sqlx::query(sql)
                .bind(position)
                .bind(&setting)
                .bind(&json)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

/// What an event sets. Of all that set the same the last counts.
fn setting(event: &SettingsEvent) -> String {
    match event {
        SettingsEvent::TaxSet { service, .. } => format!("tax.{}", service.name()),
        SettingsEvent::DiscountSet { customer_type, .. } => {
            format!("discount.{}", customer_type.name())
        }
        SettingsEvent::IncomeSplitSet { service, effective_from, .. } => {
            format!("income_split.{}.{effective_from}", service.name())
        }
        SettingsEvent::LadderSet { .. } => "discount_ladder".to_owned(),
        SettingsEvent::LimitsSet { .. } => "limits".to_owned(),
        SettingsEvent::SettlementFeesSet { .. } => "settlement_fees".to_owned(),
    }
}

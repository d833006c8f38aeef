//! What can be bought, and for how much?

use domain::catalog::{CatalogEvent, CutRule, Item, Terms};
use infra::event_log::ShopEvent;
use sqlx::mysql::MySqlRow;
use sqlx::{FromRow, MySqlConnection, Row};

use crate::runtime::{Applied, Projection, ProjectionError};
use crate::{ReadError, Snapshot};

/// The projection.
#[derive(Debug)]
pub struct Catalog;

/// One of the price lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Kinds of vehicles.
    VehicleTypes,
    /// Packages.
    ServicePackages,
    /// Extras.
    AddOns,
}

impl List {
    const fn name(self) -> &'static str {
        match self {
            Self::VehicleTypes => "vehicle_type",
            Self::ServicePackages => "service_package",
            Self::AddOns => "add_on",
        }
    }
}

/// Something on a price list.
#[derive(Debug, Clone)]
pub struct CatalogRow {
    /// Its id within the list.
    pub id: i64,
    /// What the API calls it.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// A vehicle type's factor, in hundredths.
    pub multiplier: Option<i32>,
    /// A package's or an extra's price, in Rupiah.
    pub price: Option<i64>,
    /// How a package's cut is reckoned: fixed or percent.
    pub cut_type: Option<String>,
    /// In Rupiah or basis points.
    pub cut_amount: Option<i64>,
}

impl FromRow<'_, MySqlRow> for CatalogRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            code: row.try_get("code")?,
            name: row.try_get("name")?,
            multiplier: row.try_get("multiplier")?,
            price: row.try_get("price")?,
            cut_type: row.try_get("cut_type")?,
            cut_amount: row.try_get("cut_amount")?,
        })
    }
}

fn row_of(item: &Item<Terms>) -> Option<(List, CatalogRow)> {
    let bare = CatalogRow {
        id: item.id,
        code: item.code.to_string(),
        name: item.name.to_string(),
        multiplier: None,
        price: None,
        cut_type: None,
        cut_amount: None,
    };
    match &item.terms {
        Terms::VehicleType(terms) => {
            let multiplier = Some(i32::from(terms.multiplier.get()));
            Some((List::VehicleTypes, CatalogRow { multiplier, ..bare }))
        }
        Terms::ServicePackage(terms) => {
            let (cut_type, cut_amount) = match terms.cut {
                CutRule::Fixed(amount) => ("fixed", amount.get()),
                CutRule::Percent(share) => ("percent", i64::from(share.get())),
            };
            let row = CatalogRow {
                price: Some(terms.price.get()),
                cut_type: Some(cut_type.to_owned()),
                cut_amount: Some(cut_amount),
                ..bare
            };
            Some((List::ServicePackages, row))
        }
        Terms::AddOn(terms) => {
            Some((List::AddOns, CatalogRow { price: Some(terms.price.get()), ..bare }))
        }
        _ => None,
    }
}

impl Projection for Catalog {
    const NAME: &'static str = "catalog";
    const VERSION: i32 = 1;
    const TABLES: &'static [&'static str] = &["catalog"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        for applied in events {
            let ShopEvent::Catalog(event) = applied.event else { continue };
            let CatalogEvent::CatalogItemAdded { item, .. } = event;
            let Some((list, row)) = row_of(item) else { continue };
            sqlx::query(
                "REPLACE INTO catalog (list, id, code, name, multiplier, price, cut_type, cut_amount)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(list.name())
            .bind(row.id)
            .bind(row.code)
            .bind(row.name)
            .bind(row.multiplier)
            .bind(row.price)
            .bind(row.cut_type)
            .bind(row.cut_amount)
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}

/// A price list, in the order it was written.
///
/// # Errors
/// [`ReadError`].
pub async fn list(snapshot: &mut Snapshot, list: List) -> Result<Vec<CatalogRow>, ReadError> {
    let rows = sqlx::query_as(
        "SELECT id, code, name, multiplier, price, cut_type, cut_amount
         FROM catalog WHERE list = ? ORDER BY id",
    )
    .bind(list.name())
    .fetch_all(snapshot.connection())
    .await?;
    Ok(rows)
}

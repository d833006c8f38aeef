//! Laundry: by the piece, the kg or the dozen, at a service level (K-13).

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{Line, LineKind, OrderError};
use crate::catalog::{Item, LaundryAddOn, LaundryItem, Per, ServiceLevel};
use crate::settings::IncomeSplit;
use crate::values::{Quantity, Unit};

/// The most things on one order (LA-VAL, VAL-08).
pub const MOST_LINES: usize = 100;

/// Laundry as it was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Laundry {
    /// How fast it is done, unless a line says otherwise.
    pub service_level: Item<ServiceLevel>,
    /// What is laundered.
    pub things: Vec<LaundryThing>,
    /// Extras.
    pub extras: Vec<LaundryExtra>,
    /// How its income is divided.
    pub split: IncomeSplit,
}

/// Something to be laundered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaundryThing {
    /// What it is.
    pub item: Item<LaundryItem>,
    /// How much of it.
    pub quantity: Quantity,
    /// At another level than the order's.
    pub level: Option<Item<ServiceLevel>>,
}

/// An extra for laundry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaundryExtra {
    /// What it is.
    pub item: Item<LaundryAddOn>,
    /// How much of it; what is charged by the order is charged once.
    pub quantity: Quantity,
}

impl Laundry {
    /// The level a thing is done at.
    pub fn level_of<'a>(&'a self, thing: &'a LaundryThing) -> &'a Item<ServiceLevel> {
        thing.level.as_ref().unwrap_or(&self.service_level)
    }

    /// When what was ordered at that moment is ready: when the slowest of it is.
    pub fn due_at(&self, ordered_at: DateTime<Utc>) -> DateTime<Utc> {
        let hours = self.things.iter().map(|thing| self.level_of(thing).terms.hours).max();
        ordered_at + Duration::hours(i64::from(hours.unwrap_or(0)))
    }

    /// The lines of its price, in the order they were named.
    ///
    /// # Errors
    /// [`OrderError::NoLines`], [`OrderError::TooManyLines`], [`OrderError::NotWhole`].
    pub(super) fn lines(&self) -> Result<Vec<Line>, OrderError> {
        if self.things.is_empty() {
            return Err(OrderError::NoLines);
        }
        if self.things.len() > MOST_LINES {
            return Err(OrderError::TooManyLines { most: MOST_LINES });
        }
        let mut lines = Vec::with_capacity(self.things.len() + self.extras.len());
        for (i, thing) in self.things.iter().enumerate() {
            let unit = thing.item.terms.unit;
            whole_where_it_must("lines", i, unit, thing.quantity)?;
            let price = thing.item.terms.unit_price(self.level_of(thing).terms);
            lines.push(Line::of(LineKind::Service, &thing.item, unit, thing.quantity, price));
        }
        for (i, extra) in self.extras.iter().enumerate() {
            let LaundryAddOn { price, per } = extra.item.terms;
            let (unit, quantity) = match per {
                Per::Kg => (Unit::Kg, extra.quantity),
                Per::Item => (Unit::Pcs, extra.quantity),
                Per::Order => (Unit::Pcs, Quantity::ONE),
            };
            whole_where_it_must("addOns", i, unit, quantity)?;
            lines.push(Line::of(LineKind::AddOn, &extra.item, unit, quantity, price));
        }
        Ok(lines)
    }
}

fn whole_where_it_must(
    list: &'static str,
    line: usize,
    unit: Unit,
    quantity: Quantity,
) -> Result<(), OrderError> {
    if unit.divides() || quantity.as_whole().is_some() {
        Ok(())
    } else {
        Err(OrderError::NotWhole { list, line, unit })
    }
}

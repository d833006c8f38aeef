//! The price lists of one service, and the adapter to `cqrs_es`.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{
    AddCatalogItem, CatalogError, CatalogEvent, CatalogList, ChangeCatalogItem, Item, Listed,
    ReinstateCatalogItem, RetireCatalogItem, Terms, add, change, reinstate, retire,
};
use crate::log::LogAggregate;
use crate::order::ServiceType;
use crate::values::{CatalogCode, Distance};

/// The price lists of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    entries: Vec<Entry>,
    /// How many events made it.
    sequence: i64,
}

/// An item, and whether it can still be bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The item.
    pub item: Item<Terms>,
    /// Whether it was taken off the list.
    pub retired: bool,
    /// The sequence, in the catalog's stream, of the event that changed it last.
    pub version: i64,
    /// When it was added.
    pub added_at: DateTime<Utc>,
    /// When it was changed last.
    pub changed_at: DateTime<Utc>,
}

/// What can be told to a service's price lists.
#[derive(Debug, Clone)]
pub enum CatalogCommand {
    /// Something joins its list.
    Add(AddCatalogItem),
    /// An item is called something else, or has other terms.
    Change(ChangeCatalogItem),
    /// An item leaves its list.
    Retire(RetireCatalogItem),
    /// A retired item comes back.
    Reinstate(ReinstateCatalogItem),
}

impl Catalog {
    /// The id of the stream of a service's price lists.
    pub const fn stream_id(service: ServiceType) -> i64 {
        match service {
            ServiceType::CarWash => 1,
            ServiceType::Laundry => 2,
            ServiceType::Carpet => 3,
            ServiceType::WaterDelivery => 4,
        }
    }

    /// All of a list, in the order it was written, with what was retired.
    pub fn entries(&self, list: CatalogList) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.item.terms.list() == list)
    }

    /// What has that id in a list, retired or not.
    pub fn entry(&self, list: CatalogList, id: i64) -> Option<&Entry> {
        self.entries(list).find(|entry| entry.item.id == id)
    }

    /// What can be bought of a list.
    pub fn items<T: Listed>(&self) -> impl Iterator<Item = Item<T>> {
        self.entries
            .iter()
            .filter(|entry| !entry.retired)
            .filter_map(|entry| Some(entry.item.with(T::of(&entry.item.terms)?.clone())))
    }

    /// What can be bought under that code.
    pub fn by_code<T: Listed>(&self, code: &CatalogCode) -> Option<Item<T>> {
        self.pick(|item| item.code == *code)
    }

    /// What can be bought under that id.
    pub fn by_id<T: Listed>(&self, id: i64) -> Option<Item<T>> {
        self.pick(|item| item.id == id)
    }

    fn pick<T: Listed>(&self, wanted: impl Fn(&Item<Terms>) -> bool) -> Option<Item<T>> {
        self.entries.iter().find_map(|entry| {
            let terms = T::of(&entry.item.terms)?;
            (!entry.retired && wanted(&entry.item)).then(|| entry.item.with(terms.clone()))
        })
    }

    /// The delivery zone a distance lies in: the nearest band that reaches so far.
    pub fn zone_at(&self, distance: Distance) -> Option<Item<super::Zone>> {
        let reaches = |zone: &Item<super::Zone>| zone.terms.up_to.is_none_or(|far| distance <= far);
        let farthest =
            |zone: &Item<super::Zone>| zone.terms.up_to.map_or((1, 0), |far| (0, far.get()));
        self.items().filter(reaches).min_by_key(farthest)
    }
}

impl LogAggregate for Catalog {}

impl Aggregate for Catalog {
    const TYPE: &'static str = "catalog";
    type Command = CatalogCommand;
    type Event = CatalogEvent;
    type Error = CatalogError;
    type Services = ();

    async fn handle(
        &mut self,
        command: CatalogCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), CatalogError> {
        let events = match command {
            CatalogCommand::Add(cmd) => add(self, cmd)?,
            CatalogCommand::Change(cmd) => change(self, cmd)?,
            CatalogCommand::Retire(cmd) => retire(self, cmd)?,
            CatalogCommand::Reinstate(cmd) => reinstate(self, cmd)?,
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: CatalogEvent) {
        self.sequence += 1;
        match event {
            CatalogEvent::CatalogItemAdded { item, occurred_at, .. } => {
                self.entries.push(Entry {
                    item,
                    retired: false,
                    version: self.sequence,
                    added_at: occurred_at,
                    changed_at: occurred_at,
                });
            }
            CatalogEvent::CatalogItemChanged { list, id, name, terms, occurred_at, .. } => {
                self.touch(list, id, occurred_at, |entry| {
                    entry.item.name = name;
                    entry.item.terms = terms;
                });
            }
            CatalogEvent::CatalogItemRetired { list, id, occurred_at, .. } => {
                self.touch(list, id, occurred_at, |entry| entry.retired = true);
            }
            CatalogEvent::CatalogItemReinstated { list, id, occurred_at, .. } => {
                self.touch(list, id, occurred_at, |entry| entry.retired = false);
            }
        }
    }
}

impl Catalog {
    fn touch(
        &mut self,
        list: CatalogList,
        id: i64,
        at: DateTime<Utc>,
        change: impl FnOnce(&mut Entry),
    ) {
        let wanted = |entry: &&mut Entry| entry.item.terms.list() == list && entry.item.id == id;
        if let Some(entry) = self.entries.iter_mut().find(wanted) {
            entry.version = self.sequence;
            entry.changed_at = at;
            change(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Zone;
    use super::super::fixtures::added;
    use super::*;
    use crate::log::replay;
    use crate::values::Money;

    /// The zones of the papers, in no particular order.
    fn catalog() -> Catalog {
        let zone = |km: Option<i64>, carpet, water| Zone {
            up_to: km.map(|km| Distance::thousandths(km * 1000).unwrap()),
            carpet_fee: Money::rupiah(carpet),
            water_fee: Money::rupiah(water),
        };
        replay(added([
            ("beyond", zone(None, 50_000, 20_000)),
            ("near", zone(Some(5), 0, 0)),
            ("middle", zone(Some(10), 25_000, 10_000)),
        ]))
    }

    type Fee = fn(Zone) -> i64;

    #[test]
    fn deliveries_cost_what_the_papers_say() {
        let catalog = catalog();
        let carpet: Fee = |zone| zone.carpet_fee.get();
        let water: Fee = |zone| zone.water_fee.get();
        let cases = [
            ("FEE-01", carpet, 5_000, 0),
            ("one metre more", carpet, 5_001, 25_000),
            ("FEE-03", carpet, 10_000, 25_000),
            ("one metre more", carpet, 10_001, 50_000),
            ("FEE-05", water, 0, 0),
            ("FEE-06", water, 7_000, 10_000),
            ("FEE-07", water, 12_000, 20_000),
            ("as far as it goes", water, 1_000_000, 20_000),
        ];
        for (id, fee, metres, expected) in cases {
            let zone = catalog.zone_at(Distance::thousandths(metres).unwrap()).unwrap();
            assert_eq!(fee(zone.terms), expected, "{id}");
        }
    }

    #[test]
    fn beyond_the_last_band_nothing_is_delivered() {
        let near = Zone {
            up_to: Distance::thousandths(5_000).ok(),
            carpet_fee: Money::ZERO,
            water_fee: Money::ZERO,
        };
        let catalog: Catalog = replay(added([("near", near)]));
        assert!(catalog.zone_at(Distance::thousandths(5_000).unwrap()).is_some());
        assert!(catalog.zone_at(Distance::thousandths(5_001).unwrap()).is_none());
    }
}

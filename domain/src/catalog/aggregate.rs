//! The price lists of one service, and the adapter to `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{AddCatalogItem, CatalogError, CatalogEvent, CatalogList, Item, Listed, Terms, add};
use crate::log::LogAggregate;
use crate::order::ServiceType;
use crate::values::{CatalogCode, Distance};

/// The price lists of one service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    entries: Vec<Entry>,
}

/// An item, and whether it can still be bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The item.
    pub item: Item<Terms>,
    /// Whether it was taken off the list.
    pub retired: bool,
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
    type Command = AddCatalogItem;
    type Event = CatalogEvent;
    type Error = CatalogError;
    type Services = ();

    async fn handle(
        &mut self,
        command: AddCatalogItem,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), CatalogError> {
        for event in add(self, command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: CatalogEvent) {
        match event {
            CatalogEvent::CatalogItemAdded { item, .. } => {
                self.entries.push(Entry { item, retired: false });
            }
        }
    }
}

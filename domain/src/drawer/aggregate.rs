//! The state of a drawer, and the adapter to `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{DrawerError, DrawerEvent, InstallDrawer, install};
use crate::log::LogAggregate;
use crate::values::{DrawerId, DrawerName, OutletId};

/// A drawer, or none yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawer(Option<Fixture>);

/// What is known of a drawer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixture {
    /// Its id.
    pub id: DrawerId,
    /// Where it stands.
    pub outlet_id: OutletId,
    /// What it is called.
    pub name: DrawerName,
}

impl Drawer {
    /// What is known of it, if there ever was one.
    pub const fn fixture(&self) -> Option<&Fixture> {
        self.0.as_ref()
    }
}

impl LogAggregate for Drawer {}

impl Aggregate for Drawer {
    const TYPE: &'static str = "drawer";
    type Command = InstallDrawer;
    type Event = DrawerEvent;
    type Error = DrawerError;
    type Services = ();

    async fn handle(
        &mut self,
        command: InstallDrawer,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), DrawerError> {
        for event in install(self, command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: DrawerEvent) {
        match event {
            DrawerEvent::DrawerInstalled { drawer_id: id, outlet_id, name, .. } => {
                self.0 = Some(Fixture { id, outlet_id, name });
            }
        }
    }
}

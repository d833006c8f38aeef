//! What all that is said to a drawer has in common: one that is there, and a caller who may.

use domain::drawer::{Drawer, DrawerEvent};
use domain::user::{Actor, Permission};
use domain::values::DrawerId;
use infra::event_log::{Attempt, Draft, Loaded, StreamKey};

use super::known::drawer;
use crate::authority::authorise;
use crate::{Call, CommandError};

/// A drawer, and the version the caller insists on, if any.
#[derive(Debug, Clone, Copy, Default)]
pub struct DrawerTarget {
    drawer_id: Option<DrawerId>,
    version: Option<i64>,
}

/// A drawer the caller may say something to, to be decided about.
pub(super) struct Opened {
    pub drawer: Loaded<Drawer>,
    /// What else the decision relies on is added here.
    pub draft: Draft,
    pub by: Actor,
}

impl DrawerTarget {
    /// That drawer; none is the first outlet's first.
    #[must_use]
    pub const fn of(drawer_id: Option<DrawerId>) -> Self {
        Self { drawer_id, version: None }
    }

    /// The same, if it is at that version; none insists on nothing.
    #[must_use]
    pub const fn at(self, version: Option<i64>) -> Self {
        Self { version, ..self }
    }

    /// What commands on it take turns at.
    pub(super) fn stream(self) -> StreamKey {
        Loaded::<Drawer>::fresh(self.drawer_id.unwrap_or(DrawerId::FIRST).get()).stream()
    }

    pub(super) async fn open(
        self,
        attempt: &Attempt,
        call: &Call,
        permission: Permission,
    ) -> Result<Opened, CommandError> {
        let authority = authorise(attempt, call, permission).await?;
        let drawer = drawer(attempt, self.drawer_id).await?;
        if self.version.is_some_and(|version| version != drawer.sequence) {
            return Err(CommandError::Stale { version: drawer.sequence });
        }
        let draft = match drawer.state.fixture() {
            Some(fixture) => authority.draft_at(fixture.outlet_id)?,
            None => authority.draft()?,
        };
        Ok(Opened { drawer, draft, by: authority.actor() })
    }
}

impl Opened {
    /// Appends what was decided.
    pub(super) async fn save(
        mut self,
        attempt: &Attempt,
        events: Vec<DrawerEvent>,
    ) -> Result<Loaded<Drawer>, CommandError> {
        self.draft.append(&self.drawer, &events)?;
        let appended = attempt.append(self.draft).await?;
        self.drawer.absorb(events, &appended);
        Ok(self.drawer)
    }
}

//! What happens changes a drawer; and the adapter to `cqrs_es`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;

use super::{
    CloseDrawer, Count, CountedSession, Direction, Drawer, DrawerError, DrawerEvent, Fixture,
    GiveCash, HandOver, InstallDrawer, LookedAt, MoveCash, OpenDrawer, Reconcile, Session,
    TakeCash, Waiting, close, give_cash, hand_over, install, move_cash, open, reconcile, take_cash,
};
use crate::log::LogAggregate;
use crate::values::{DrawerSessionId, Money};

/// Everything that can be said about a drawer.
#[derive(Debug, Clone)]
pub enum DrawerCommand {
    /// See [`install`].
    Install(InstallDrawer),
    /// See [`open`].
    Open(OpenDrawer),
    /// See [`move_cash`].
    Move(MoveCash),
    /// See [`take_cash`].
    Take(TakeCash),
    /// See [`give_cash`].
    Give(GiveCash),
    /// See [`hand_over`].
    HandOver(HandOver),
    /// See [`close`].
    Close(CloseDrawer),
    /// See [`reconcile`].
    Reconcile(Reconcile),
}

impl Drawer {
    fn moves(&mut self, direction: Direction, amount: Money) {
        let Some(session) = &mut self.open else { return };
        match direction {
            Direction::In => session.cash_in = session.cash_in + amount,
            Direction::Out => session.cash_out = session.cash_out + amount,
        }
    }

    fn looks(&mut self, session_id: DrawerSessionId, look: impl FnOnce(Waiting) -> LookedAt) {
        let Some(waiting) = self.waiting.get(&session_id).copied() else { return };
        let looked_at = look(waiting);
        if looked_at.approved {
            self.waiting.remove(&session_id);
        }
        self.looked_at = Some(looked_at);
    }
}

impl LogAggregate for Drawer {}

impl Aggregate for Drawer {
    const TYPE: &'static str = "drawer";
    type Command = DrawerCommand;
    type Event = DrawerEvent;
    type Error = DrawerError;
    type Services = ();

    async fn handle(
        &mut self,
        command: DrawerCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), DrawerError> {
        let events = match command {
            DrawerCommand::Install(cmd) => install(self, cmd)?,
            DrawerCommand::Open(cmd) => open(self, cmd)?,
            DrawerCommand::Move(cmd) => move_cash(self, cmd)?,
            DrawerCommand::Take(cmd) => take_cash(self, cmd)?,
            DrawerCommand::Give(cmd) => give_cash(self, cmd)?,
            DrawerCommand::HandOver(cmd) => hand_over(self, cmd)?,
            DrawerCommand::Close(cmd) => close(self, cmd)?,
            DrawerCommand::Reconcile(cmd) => reconcile(self, cmd)?,
        };
        for event in events {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: DrawerEvent) {
        match event {
            DrawerEvent::DrawerInstalled { drawer_id: id, outlet_id, name, .. } => {
                self.fixture = Some(Fixture { id, outlet_id, name });
            }
            DrawerEvent::CashDrawerOpened {
                session_id: id,
                opening_balance,
                opened_by,
                occurred_at: opened_at,
                business_day,
                ..
            } => {
                let (cash_in, cash_out, holder) = (Money::ZERO, Money::ZERO, opened_by.clone());
                self.open = Some(Session {
                    id,
                    business_day,
                    opening_balance,
                    opened_by,
                    opened_at,
                    holder,
                    cash_in,
                    cash_out,
                });
            }
            DrawerEvent::CashMoved { direction, amount, .. } => self.moves(direction, amount),
            DrawerEvent::CashTaken { amount, .. } => self.moves(Direction::In, amount),
            DrawerEvent::CashGiven { amount, .. } => self.moves(Direction::Out, amount),
            DrawerEvent::DrawerHandedOver { to, .. } => {
                if let Some(session) = &mut self.open {
                    session.holder = to;
                }
            }
            DrawerEvent::DrawerClosed {
                session_id,
                expected,
                counted,
                denominations,
                note,
                closed_by,
                occurred_at: closed_at,
                ..
            } => {
                let Some(session) = self.open.take() else { return };
                let count = Count { expected, counted };
                let (closer, held_by) = (closed_by.id, session.holder.id);
                let waiting = Waiting { session_id, count, closed_by: closer, held_by };
                self.waiting.insert(session_id, waiting);
                self.counted = Some(CountedSession {
                    session,
                    count,
                    denominations,
                    note,
                    closed_by,
                    closed_at,
                });
            }
            DrawerEvent::DrawerCountQuestioned {
                session_id,
                note,
                questioned_by: by,
                occurred_at: at,
                ..
            } => self.looks(session_id, |waiting| LookedAt {
                waiting,
                approved: false,
                note,
                by,
                at,
            }),
            DrawerEvent::DrawerReconciled {
                session_id,
                note,
                approved_by: by,
                occurred_at: at,
                ..
            } => {
                self.looks(session_id, |waiting| LookedAt { waiting, approved: true, note, by, at })
            }
        }
    }
}

//! A drawer, people and sessions the tests of this folder speak of.

use super::{
    CloseDrawer, Direction, Drawer, DrawerEvent, GiveCash, HandOver, MoveCash, OpenDrawer, Payout,
    Reconcile, TakeCash, close, install, open,
};
use crate::log::replay;
use crate::settings::fixtures::now;
use crate::user::Actor;
use crate::values::*;

fn person(id: i64, username: &str, name: &str) -> Actor {
    let id = UserId::new(id).unwrap();
    let subject = Subject::User(id);
    Actor {
        id,
        username: Personal::about(subject, Username::parse(username).unwrap()),
        full_name: Personal::about(subject, PersonName::parse(name).unwrap()),
    }
}

/// Who has the drawer.
pub(crate) fn siti() -> Actor {
    person(3, "kasir", "Siti")
}

/// Who approves its count.
pub(crate) fn hadi() -> Actor {
    person(2, "manajer", "Pak Hadi")
}

pub(crate) fn session(id: i64) -> DrawerSessionId {
    DrawerSessionId::new(id).unwrap()
}

pub(crate) fn opening(id: i64, float: i64) -> OpenDrawer {
    OpenDrawer {
        session_id: session(id),
        opening_balance: Money::rupiah(float),
        outlet: Outlet::first(),
        by: siti(),
        at: now(),
    }
}

pub(crate) fn moving(direction: Direction, amount: i64) -> MoveCash {
    let (amount, reason) = (Money::rupiah(amount), Notes::parse("beli sabun").unwrap());
    MoveCash { direction, amount, reason, by: siti(), at: now() }
}

pub(crate) fn taking(amount: i64) -> TakeCash {
    let (payment_id, amount) = (PaymentId::new(9).unwrap(), Money::rupiah(amount));
    TakeCash { payment_id, amount, by: siti(), at: now() }
}

pub(crate) fn giving(payout: Payout, amount: i64) -> GiveCash {
    GiveCash { payout, amount: Money::rupiah(amount), by: siti(), at: now() }
}

pub(crate) fn handing(counted: i64, to: Actor) -> HandOver {
    HandOver { counted: Money::rupiah(counted), to, by: siti(), at: now() }
}

pub(crate) fn closing(counted: i64) -> CloseDrawer {
    let counted = Money::rupiah(counted);
    CloseDrawer { counted, denominations: Vec::new(), note: None, by: siti(), at: now() }
}

pub(crate) fn approving(id: i64, by: Actor) -> Reconcile {
    let note = Notes::parse("kembalian kurang").unwrap();
    Reconcile { session_id: session(id), note, approve: true, by, at: now() }
}

pub(crate) fn installed() -> Vec<DrawerEvent> {
    install(&Drawer::default(), super::tests::cmd()).unwrap()
}

pub(crate) fn opened(float: i64) -> Vec<DrawerEvent> {
    let mut events = installed();
    events.extend(open(&replay(events.clone()), opening(1, float)).unwrap());
    events
}

pub(crate) fn closed(float: i64, counted: i64) -> Vec<DrawerEvent> {
    let mut events = opened(float);
    events.extend(close(&replay(events.clone()), closing(counted)).unwrap());
    events
}

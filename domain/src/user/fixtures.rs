//! A login the tests of this folder speak of.

use super::{DeactivateUser, Login, RegisterUser, Role, User, UserEvent, deactivate, register};
use crate::log::replay;
use crate::settings::fixtures::{ibu, now};
use crate::values::*;

pub(crate) fn new_login() -> RegisterUser {
    RegisterUser {
        user_id: UserId::new(3).unwrap(),
        username: Username::parse("kasir").unwrap(),
        full_name: PersonName::parse("Siti").unwrap(),
        email: EmailAddress::parse("siti@kharisma.example").unwrap(),
        role: Role::Cashier,
        employee_id: None,
        temporary_by: None,
        at: now(),
    }
}

pub(crate) fn registered() -> Vec<UserEvent> {
    register(&User::default(), new_login()).unwrap()
}

pub(crate) fn deactivated() -> Vec<UserEvent> {
    let mut events = registered();
    let cmd = DeactivateUser { by: admin(1), at: now() };
    events.extend(deactivate(&replay(events.clone()), cmd).unwrap());
    events
}

/// An admin with that id.
pub(crate) fn admin(id: i64) -> Login {
    let mut actor = ibu();
    actor.id = UserId::new(id).unwrap();
    let email = EmailAddress::parse("ibu@kharisma.example").unwrap();
    Login {
        email: Personal::about(Subject::User(actor.id), email),
        actor,
        role: Role::Admin,
        employee_id: None,
        active: true,
        must_change_password: false,
        registered_at: now(),
        changed_at: now(),
        erased_at: None,
    }
}

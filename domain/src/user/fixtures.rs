//! A login the tests of this folder speak of.

use super::{RegisterUser, Role, User, UserEvent, register};
use crate::settings::fixtures::now;
use crate::values::*;

pub(crate) fn new_login() -> RegisterUser {
    RegisterUser {
        user_id: UserId::new(3).unwrap(),
        username: Username::parse("kasir").unwrap(),
        full_name: PersonName::parse("Siti").unwrap(),
        email: EmailAddress::parse("siti@kharisma.example").unwrap(),
        role: Role::Cashier,
        employee_id: None,
        at: now(),
    }
}

pub(crate) fn registered() -> Vec<UserEvent> {
    register(&User::default(), new_login()).unwrap()
}

//! Who may sign in, as what? A row for each login. What an event changes of it is an arm in
//! [`UserRow::after`]; nothing else knows the events.

mod query;

pub use query::{BY_USERNAME, SORTS, UserFilter, find, list};

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::user::UserEvent;
use domain::values::ERASED;
use infra::event_log::ShopEvent;
use sqlx::mysql::MySqlRow;
use sqlx::{FromRow, MySqlConnection, Row};

use crate::runtime::{Applied, Projection, ProjectionError};

/// The projection.
#[derive(Debug)]
pub struct Users;

/// A login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Its id.
    pub id: i64,
    /// What is typed to sign in.
    pub username: String,
    /// Whose it is.
    pub full_name: String,
    /// Where letters about it go.
    pub email: String,
    /// What it may do.
    pub role: String,
    /// Whether it can sign in.
    pub active: bool,
    /// Whether its password is good for setting another only.
    pub must_change_password: bool,
    /// The paid worker behind it.
    pub employee_id: Option<i64>,
    /// Since when there is one.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
    /// How many events made it: the version a client may insist on.
    pub version: i64,
}

impl UserRow {
    /// The login after an event; none where there is none yet, and this is not how one begins.
    fn after(before: Option<&Self>, event: &UserEvent, version: i64) -> Option<Self> {
        let changed = |at: &DateTime<Utc>, change: &dyn Fn(&mut Self)| {
            let mut row = Self { updated_at: *at, version, ..before?.clone() };
            change(&mut row);
            Some(row)
        };
        match event {
            UserEvent::UserRegistered {
                user_id,
                username,
                full_name,
                email,
                role,
                employee_id,
                occurred_at,
            } => Some(Self {
                id: user_id.get(),
                username: username.get().to_string(),
                full_name: full_name.get().to_string(),
                email: email.get().as_str().to_owned(),
                role: role.name().to_owned(),
                active: true,
                must_change_password: false,
                employee_id: employee_id.map(domain::values::EmployeeId::get),
                created_at: *occurred_at,
                updated_at: *occurred_at,
                version,
            }),
            UserEvent::UserLinkedToEmployee { employee_id, occurred_at, .. } => {
                changed(occurred_at, &|row| row.employee_id = Some(employee_id.get()))
            }
            UserEvent::UserUnlinkedFromEmployee { occurred_at, .. } => {
                changed(occurred_at, &|row| row.employee_id = None)
            }
            UserEvent::UserRenamed { full_name, occurred_at, .. } => {
                changed(occurred_at, &|row| row.full_name = full_name.get().to_string())
            }
            UserEvent::UserEmailChanged { email, occurred_at, .. } => {
                changed(occurred_at, &|row| email.get().as_str().clone_into(&mut row.email))
            }
            UserEvent::UserRoleChanged { role, occurred_at, .. } => {
                changed(occurred_at, &|row| role.name().clone_into(&mut row.role))
            }
            UserEvent::UserDeactivated { occurred_at, .. } => {
                changed(occurred_at, &|row| row.active = false)
            }
            UserEvent::UserReactivated { occurred_at, .. } => changed(occurred_at, &|row| {
                row.active = true;
                row.must_change_password = true;
            }),
            UserEvent::UserUnlocked { occurred_at, .. } => changed(occurred_at, &|_| {}),
            UserEvent::UserPasswordReset { occurred_at, .. } => {
                changed(occurred_at, &|row| row.must_change_password = true)
            }
            UserEvent::UserPasswordChanged { occurred_at, .. } => {
                changed(occurred_at, &|row| row.must_change_password = false)
            }
            UserEvent::UserErased { occurred_at, .. } => changed(occurred_at, &|row| {
                for said in [&mut row.username, &mut row.full_name, &mut row.email] {
                    ERASED.clone_into(said);
                }
                row.active = false;
                row.employee_id = None;
            }),
        }
    }

    async fn save(&self, connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        sqlx::query(
            "REPLACE INTO users (id, username, full_name, email, role, active,
             must_change_password, employee_id, created_at, updated_at, version)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(self.id)
        .bind(&self.username)
        .bind(&self.full_name)
        .bind(&self.email)
        .bind(&self.role)
        .bind(self.active)
        .bind(self.must_change_password)
        .bind(self.employee_id)
        .bind(self.created_at.naive_utc()) // as DATETIME: a TIMESTAMP ends in 2038
        .bind(self.updated_at.naive_utc())
        .bind(self.version)
        .execute(connection)
        .await?;
        Ok(())
    }
}

impl FromRow<'_, MySqlRow> for UserRow {
    fn from_row(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            username: row.try_get("username")?,
            full_name: row.try_get("full_name")?,
            email: row.try_get("email")?,
            role: row.try_get("role")?,
            active: row.try_get("active")?,
            must_change_password: row.try_get("must_change_password")?,
            employee_id: row.try_get("employee_id")?,
            created_at: row.try_get::<NaiveDateTime, _>("created_at")?.and_utc(),
            updated_at: row.try_get::<NaiveDateTime, _>("updated_at")?.and_utc(),
            version: row.try_get("version")?,
        })
    }
}

impl Projection for Users {
    const NAME: &'static str = "users";
    const VERSION: i32 = 2;
    const READS: &'static [&'static str] = &["user"];

    async fn apply(
        connection: &mut MySqlConnection,
        events: &[Applied<'_>],
    ) -> Result<(), ProjectionError> {
        let mut rows: BTreeMap<i64, Option<UserRow>> = BTreeMap::new();
        for applied in events {
            let ShopEvent::User(event) = applied.event else { continue };
            let id = event.user_id().get();
            let before = match rows.remove(&id) {
                Some(known) => known,
                None => load(connection, id).await?,
            };
            rows.insert(id, UserRow::after(before.as_ref(), event, applied.sequence));
        }
        for row in rows.values().flatten() {
            row.save(connection).await?;
        }
        Ok(())
    }
}

async fn load(connection: &mut MySqlConnection, id: i64) -> Result<Option<UserRow>, sqlx::Error> {
    let sql = "SELECT * FROM users WHERE id = ?";
    sqlx::query_as(sql).bind(id).fetch_optional(connection).await
}

#[cfg(test)]
mod tests {
    use domain::user::{Actor, Role};
    use domain::values::{
        EmailAddress, EmployeeId, PersonName, Personal, Subject, UserId, Username,
    };

    use super::*;

    fn at(minute: u32) -> DateTime<Utc> {
        format!("2026-11-23T03:{minute:02}:00Z").parse().unwrap()
    }

    #[test]
    fn a_row_follows_its_login() {
        let user_id = UserId::new(3).unwrap();
        let subject = Subject::User(user_id);
        let username = Personal::about(subject, Username::parse("kasir").unwrap());
        let full_name = Personal::about(subject, PersonName::parse("Siti").unwrap());
        let by = Actor { id: user_id, username: username.clone(), full_name: full_name.clone() };
        let email = EmailAddress::parse("siti@kharisma.example").unwrap();
        let registered = UserEvent::UserRegistered {
            user_id,
            username,
            full_name,
            email: Personal::about(subject, email),
            role: Role::Cashier,
            employee_id: None,
            occurred_at: at(0),
        };
        let employee_id = EmployeeId::new(7).unwrap();
        let linked = UserEvent::UserLinkedToEmployee {
            user_id,
            employee_id,
            linked_by: by.clone(),
            occurred_at: at(1),
        };
        let unlinked = UserEvent::UserUnlinkedFromEmployee {
            user_id,
            employee_id,
            unlinked_by: by.clone(),
            occurred_at: at(2),
        };
        assert_eq!(UserRow::after(None, &linked, 1), None, "there is no such login");
        let first = UserRow::after(None, &registered, 1).unwrap();
        assert_eq!((first.role.as_str(), first.active, first.employee_id), ("cashier", true, None));
        let second = UserRow::after(Some(&first), &linked, 2).unwrap();
        assert_eq!((second.employee_id, second.version), (Some(7), 2));
        assert_eq!((second.created_at, second.updated_at), (at(0), at(1)));
        let third = UserRow::after(Some(&second), &unlinked, 3).unwrap();
        assert_eq!(third, UserRow { updated_at: at(2), version: 3, ..first });
        let reset =
            UserEvent::UserPasswordReset { user_id, reset_by: by.clone(), occurred_at: at(3) };
        let gone =
            UserEvent::UserDeactivated { user_id, deactivated_by: by.clone(), occurred_at: at(4) };
        let chosen = UserEvent::UserPasswordChanged { user_id, occurred_at: at(5) };
        let erased = UserEvent::UserErased {
            user_id,
            reason: domain::values::ErasureReason::Requested,
            erased_by: by.clone(),
            occurred_at: at(7),
        };
        let back = UserEvent::UserReactivated { user_id, reactivated_by: by, occurred_at: at(6) };
        let mut row = third;
        let mut stands = Vec::new();
        for (event, version) in [reset, gone, chosen, back].iter().zip(4..) {
            row = UserRow::after(Some(&row), event, version).unwrap();
            stands.push((row.active, row.must_change_password));
        }
        assert_eq!(stands, [(true, true), (false, true), (false, false), (true, true)]);
        let linked = UserRow { employee_id: Some(7), ..row };
        let gone = UserRow::after(Some(&linked), &erased, 8).unwrap();
        let left = [&gone.username, &gone.full_name, &gone.email];
        assert_eq!(
            (left, gone.active, gone.employee_id),
            ([ERASED; 3].map(str::to_owned).each_ref(), false, None)
        );
    }
}

//! What is asked about logins.

use domain::user::Role;
use domain::values::UserId;
use sqlx::FromRow;

use super::UserRow;
use crate::list::{Conditions, Kind, Listing, Page, Paging, Sort, Source, Value};
use crate::{ReadError, Snapshot};

/// Which logins.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only of that role.
    pub role: Option<Role>,
    /// Only those that can sign in, or that cannot.
    pub active: Option<bool>,
    /// Only those whose username, name or address holds that.
    pub holds: Option<String>,
}

/// By when they were registered.
const BY_AGE: Sort = Sort { name: "createdAt", column: "u.created_at", kind: Kind::Instant };
/// By username.
pub const BY_USERNAME: Sort = Sort { name: "username", column: "u.username", kind: Kind::Text };
/// What logins can be sorted by.
pub const SORTS: &[Sort] = &[BY_AGE, BY_USERNAME];

impl UserFilter {
    /// How a list of them is read. There are never many.
    pub fn listing(&self) -> Listing {
        let mut conditions = Conditions::default()
            .when(self.role.map(Role::name), "u.role = ?")
            .if_asked(self.active == Some(true), "u.active")
            .if_asked(self.active == Some(false), "NOT u.active");
        if let Some(holds) = &self.holds {
            let escaped =
                holds.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let like = Value::Text(format!("%{escaped}%"));
            let any = "(u.username LIKE ? OR u.full_name LIKE ? OR u.email LIKE ?)";
            conditions = conditions.and(any, [like.clone(), like.clone(), like]);
        }
        Listing {
            found: Source::new("users AS u", conditions),
            in_order: None,
            id: "u.id",
            columns: "one.*",
            shown: "users AS one ON one.id = page.list_id".to_owned(),
        }
    }
}

/// A page of logins.
///
/// # Errors
/// [`ReadError`].
pub async fn list(
    snapshot: &mut Snapshot,
    filter: &UserFilter,
    paging: &Paging,
) -> Result<Page<UserRow>, ReadError> {
    filter.listing().read(snapshot, paging, |row| Ok(UserRow::from_row(row)?)).await
}

/// One login.
///
/// # Errors
/// [`ReadError`].
pub async fn find(snapshot: &mut Snapshot, id: UserId) -> Result<Option<UserRow>, ReadError> {
    let sql = "SELECT * FROM users WHERE id = ?";
    Ok(sqlx::query_as(sql).bind(id.get()).fetch_optional(snapshot.connection()).await?)
}

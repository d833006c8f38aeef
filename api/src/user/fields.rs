//! What requests about logins hold.

use axum::http::HeaderMap;
use commands::user::UserTarget;
use domain::user::{Role, UserError};
use domain::values::{PersonName, UserId, ValueError};
use serde_json::Value;

use crate::body::{Problem, one_of, text};
use crate::error::ApiError;
use crate::staff::if_match;

/// Shorter than the names of customers may be.
const LONGEST_NAME: usize = 100;

/// `fullName`: 1 to 100 characters.
pub(super) fn full_name(value: &Value) -> Result<PersonName, Problem> {
    let parse = |text: &str| match PersonName::parse(text)? {
        name if name.as_str().chars().count() <= LONGEST_NAME => Ok(name),
        _ => Err(ValueError::Length { min: 1, max: LONGEST_NAME }),
    };
    text(parse)(value)
}

/// `role`
pub(super) fn role(value: &Value) -> Result<Role, Problem> {
    one_of(&Role::ALL, Role::name)(value)
}

/// Which login, and at which version.
///
/// # Errors
/// 404 for an id nothing has, 400 for an `If-Match` that is none.
pub(super) fn target(id: i64, headers: &HeaderMap) -> Result<UserTarget, ApiError> {
    let id = UserId::new(id).map_err(|_| UserError::NotFound)?;
    Ok(UserTarget { id, version: if_match(headers)? })
}

//! `X-Till`: which shared till a command comes from.

use axum::http::HeaderMap;
use commands::till::{TillToken, known_till};
use domain::values::TillId;

use crate::error::{ApiError, Detail};
use crate::state::Till;

/// The till whose token a request shows, if it shows one.
///
/// # Errors
/// 400 for a token no till in use has.
pub(crate) async fn shown(till: &Till, headers: &HeaderMap) -> Result<Option<TillId>, ApiError> {
    let Some(value) = headers.get("x-till") else { return Ok(None) };
    let known = match value.to_str().ok().and_then(TillToken::parse) {
        Some(token) => known_till(&till.desk, &token).await?,
        None => None,
    };
    let message = "must be the token of a till in use: a manager enrols one (POST /tills)";
    let unknown = || ApiError::invalid(vec![Detail::of("X-Till", message, "NOT_FOUND")]);
    known.map(Some).ok_or_else(unknown)
}

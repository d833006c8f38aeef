//! JSON in columns of read tables.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::mysql::MySqlRow;
use sqlx::{ColumnIndex, Row};

/// A value as a column takes it: bytes, for text is looked at letter by letter by the server, several times.
///
/// # Errors
/// [`sqlx::Error::Encode`].
pub(crate) fn written(value: &impl Serialize) -> Result<Vec<u8>, sqlx::Error> {
    serde_json::to_vec(value).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// The value in a column.
///
/// # Errors
/// [`sqlx::Error::Decode`] if it is another's.
pub(crate) fn read<T: DeserializeOwned>(
    row: &MySqlRow,
    column: impl ColumnIndex<MySqlRow>,
) -> Result<T, sqlx::Error> {
    let json: &[u8] = row.try_get_unchecked(column)?; // JSON counts as binary for the driver
    serde_json::from_slice(json).map_err(|error| sqlx::Error::Decode(error.into()))
}

//! Events of one aggregate, as the primary has them, and the keys it takes to read them.

use sqlx::Row;
use sqlx::mysql::{MySqlConnectOptions, MySqlRow};

use super::readers::Readers;
use super::{LogError, StreamKey};
use crate::personal::{KeyRing, PersonalKeys};

/// Some events of a history.
pub(super) struct Events {
    pub rows: Vec<MySqlRow>,
    /// The keys it takes to read them.
    pub ring: KeyRing,
    /// As of how many erasures.
    pub erasures: i64,
}

/// Histories, to be read.
#[derive(Debug)]
pub(super) struct Histories {
    readers: Readers,
    keys: PersonalKeys,
}

impl Histories {
    pub(super) fn new(options: MySqlConnectOptions, keys: PersonalKeys) -> Self {
        Self { readers: Readers::new(options), keys }
    }

    /// The connections.
    pub(super) const fn readers(&self) -> &Readers {
        &self.readers
    }

    pub(super) const fn keys(&self) -> &PersonalKeys {
        &self.keys
    }

    /// Up to `count` events of a stream from a sequence on: sequence, type, version, payload,
    /// number, position, chain.
    pub(super) async fn events_of(
        &self,
        stream: StreamKey,
        from: i64,
        count: i64,
    ) -> Result<Events, LogError> {
        // There is a row in any case, so that whoever asks is told of erasures.
        let events = || {
            sqlx::query(
                "SELECT sequence, event_type, event_version, payload, number, position, chain,
                        erasures.no
                 FROM (SELECT COALESCE(MAX(no), 0) AS no FROM erasures) AS erasures
                 LEFT JOIN events
                 ON aggregate_type = ? AND aggregate_id = ? AND sequence >= ?
                 ORDER BY sequence LIMIT ?",
            )
            .bind(stream.aggregate_type)
            .bind(stream.id.to_string())
            .bind(from)
            .bind(count)
        };
        let mut rows = self.readers.rows(events).await?;
        let first = rows.first().ok_or(sqlx::Error::RowNotFound)?;
        let erasures = first.try_get(7)?;
        self.keys.notice(erasures);
        if first.try_get::<Option<i64>, _>(0)?.is_none() {
            rows.clear();
        }
        let payloads = rows.iter().filter_map(|row| row.try_get_unchecked(3).ok());
        let ring = self.keys.for_loading(&self.readers, payloads).await?;
        Ok(Events { rows, ring, erasures })
    }
}

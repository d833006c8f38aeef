//! The keys of people.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::query::Query;
use sqlx::{MySql, MySqlConnection, MySqlPool, Row};

use super::cipher::DataKey;
use super::{subjects_of_plain, subjects_of_sealed};
use crate::event_log::{LogError, Readers};

/// How many keys a process keeps at hand.
const CAPACITY: NonZeroUsize = NonZeroUsize::new(65_536).unwrap(); // a constant above zero
/// Keys looked up in one SELECT.
const LOOKED_UP: usize = 512;

/// How many erasures a server knows of, as a column of whatever is read: who reads is told in the same
/// statement that keys at hand are no good any more.
pub(crate) const ERASURES: &str = "(SELECT COALESCE(MAX(no), 0) FROM erasures)";

/// Where keys are: in the database of these connections, or beside it in that of the log.
enum Place<'a> {
    Log(&'a MySqlPool),
    /// Connections of those who load histories.
    Readers(&'a Readers),
    Beside(&'a mut MySqlConnection, &'a str),
}

/// What is found of keys, by how many are looked up: so many marks each time, that few statements are
/// prepared.
static STATEMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let of = |marks: usize| {
        format!(
            "SELECT subject, wrapped, {ERASURES} FROM subject_keys WHERE subject IN ({})",
            vec!["?"; marks].join(", ")
        )
    };
    (0..=LOOKED_UP.trailing_zeros()).map(|power| of(1 << power)).collect()
});

/// The statement that looks up at least so many, and how many it takes.
fn statement(subjects: usize) -> (&'static str, usize) {
    let marks = subjects.next_power_of_two().min(LOOKED_UP);
    let found = STATEMENTS.get(marks.trailing_zeros() as usize);
    (found.map_or("", String::as_str), marks)
}

/// The key of somebody, or that it was destroyed.
#[derive(Debug, Clone)]
pub(super) enum Key {
    Live(Arc<DataKey>),
    Erased,
}

/// Keys for some texts.
#[derive(Debug, Clone, Default)]
pub struct KeyRing(HashMap<String, Key>);

impl KeyRing {
    pub(super) fn key(&self, subject: &str) -> Option<&Key> {
        self.0.get(subject)
    }

    #[cfg(test)]
    pub(super) fn of<const N: usize>(keys: [(&str, Option<&str>); N]) -> Self {
        let key = |secret: Option<&str>| match secret {
            Some(secret) => Key::Live(Arc::new(DataKey::of_secret(secret))),
            None => Key::Erased,
        };
        Self(keys.into_iter().map(|(name, secret)| (name.to_owned(), key(secret))).collect())
    }
}

/// A key that is to be kept with the first event about somebody.
#[derive(Clone)]
pub(crate) struct NewKey {
    pub subject: String,
    pub wrapped: Vec<u8>,
    key: Arc<DataKey>,
}

impl std::fmt::Debug for NewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewKey({})", self.subject)
    }
}

/// Why nothing can be written about somebody.
pub(crate) enum NotWritable {
    /// They were forgotten.
    Erased(String),
    /// The keys cannot be read.
    Log(LogError),
}

struct Cache {
    /// As of how many erasures these keys are good.
    erasures: i64,
    keys: LruCache<String, Key>,
    /// Keys made here that may not be kept yet: whoever writes about the same person meanwhile takes the
    /// same.
    pending: LruCache<String, NewKey>,
}

/// The keys of people, as far as this process knows them, and the master key that unwraps the others.
/// Cheap to clone; every clone knows the same.
#[derive(Clone)]
pub struct PersonalKeys {
    master: Arc<DataKey>,
    cache: Arc<Mutex<Cache>>,
}

impl std::fmt::Debug for PersonalKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonalKeys")
    }
}

impl PersonalKeys {
    /// Keys that are wrapped by that secret (`PERSONAL_DATA_KEY`), of any length.
    pub fn new(secret: &str) -> Self {
        let (keys, pending) = (LruCache::new(CAPACITY), LruCache::new(CAPACITY));
        let cache = Cache { erasures: 0, keys, pending };
        Self { master: Arc::new(DataKey::of_secret(secret)), cache: Arc::new(Mutex::new(cache)) }
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As of how many erasures this process knows things.
    pub(crate) fn erasures(&self) -> i64 {
        self.cache().erasures
    }

    /// Takes note of how many erasures the server knows of: if they are not those known here, all keys
    /// are asked for anew.
    pub(crate) fn notice(&self, erasures: i64) {
        let mut cache = self.cache();
        if cache.erasures != erasures {
            cache.keys.clear();
            cache.erasures = erasures;
        }
    }

    /// Forgets every key at hand, until a server says how many erasures it knows of.
    pub(crate) fn forget(&self) {
        self.notice(-1);
    }

    /// The keys it takes to read these texts; of somebody who has none there is none. `pool` is of a
    /// server that has the texts.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn for_reading<'a>(
        &self,
        pool: &MySqlPool,
        texts: impl Iterator<Item = &'a [u8]>,
    ) -> Result<KeyRing, LogError> {
        self.look_up(Place::Log(pool), texts.flat_map(subjects_of_sealed)).await
    }

    /// As [`Self::for_reading`], where histories are loaded.
    pub(crate) async fn for_loading<'a>(
        &self,
        readers: &Readers,
        texts: impl Iterator<Item = &'a [u8]>,
    ) -> Result<KeyRing, LogError> {
        self.look_up(Place::Readers(readers), texts.flat_map(subjects_of_sealed)).await
    }

    /// As [`Self::for_reading`], with a connection to another database of the server, by the name of
    /// the log's database.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn for_reading_beside<'a>(
        &self,
        connection: &mut MySqlConnection,
        log: &str,
        texts: impl Iterator<Item = &'a [u8]>,
    ) -> Result<KeyRing, LogError> {
        let sql = format!("SELECT COALESCE(MAX(no), 0) FROM `{log}`.erasures");
        let row = sqlx::query(&sql).fetch_one(&mut *connection).await?;
        self.notice(row.try_get(0)?);
        let place = Place::Beside(connection, log);
        self.look_up(place, texts.flat_map(subjects_of_sealed)).await
    }

    /// The keys it takes to seal these texts, and those among them that have to be kept with it.
    pub(crate) async fn for_writing<'a>(
        &self,
        readers: &Readers,
        texts: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(KeyRing, Vec<NewKey>), NotWritable> {
        let subjects: BTreeSet<&str> = texts.flat_map(subjects_of_plain).collect();
        let pending: HashMap<String, NewKey> = {
            let mut cache = self.cache();
            let known = subjects.iter().filter_map(|name| cache.pending.get(*name).cloned());
            known.map(|new| (new.subject.clone(), new)).collect()
        };
        let others = subjects.iter().copied().filter(|name| !pending.contains_key(*name));
        let found = self.look_up(Place::Readers(readers), others).await;
        let mut ring = found.map_err(NotWritable::Log)?;
        let mut new = Vec::new();
        for subject in subjects {
            match ring.0.get(subject) {
                Some(Key::Live(_)) => {}
                Some(Key::Erased) => return Err(NotWritable::Erased(subject.to_owned())),
                None => {
                    let made = match pending.get(subject) {
                        Some(made) => made.clone(),
                        None => self.make_one(subject)?,
                    };
                    ring.0.insert(subject.to_owned(), Key::Live(made.key.clone()));
                    new.push(made);
                }
            }
        }
        Ok((ring, new))
    }

    /// New keys for everybody these texts speak of.
    #[cfg(test)]
    pub(crate) fn all_new<'a>(
        &self,
        texts: impl Iterator<Item = &'a [u8]>,
    ) -> (KeyRing, Vec<NewKey>) {
        let subjects: HashSet<&str> = texts.flat_map(subjects_of_plain).collect();
        let new: Vec<NewKey> = subjects.into_iter().filter_map(|s| self.make_one(s).ok()).collect();
        let live = |new: &NewKey| (new.subject.clone(), Key::Live(new.key.clone()));
        (KeyRing(new.iter().map(live).collect()), new)
    }

    /// A new key; or that which somebody else in this process made a moment before.
    fn make_one(&self, subject: &str) -> Result<NewKey, NotWritable> {
        let made = self.make(subject).ok_or_else(|| {
            let reason = "the system has no randomness".to_owned();
            NotWritable::Log(LogError::Unavailable(reason))
        })?;
        let mut cache = self.cache();
        let pending = cache.pending.get_or_insert(subject.to_owned(), || made);
        Ok(pending.clone())
    }

    /// Forgets keys made here, for others may hold by now.
    pub(crate) fn give_up(&self, new: &[NewKey]) {
        let mut cache = self.cache();
        for new in new {
            cache.pending.pop(&new.subject);
        }
    }

    fn make(&self, subject: &str) -> Option<NewKey> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        let wrapped = self.master.seal(subject.as_bytes(), &bytes)?;
        let key = Arc::new(DataKey::new(&bytes));
        Some(NewKey { subject: subject.to_owned(), wrapped, key })
    }

    /// Takes note of keys that were kept.
    pub(crate) fn kept(&self, new: Vec<NewKey>) {
        let mut cache = self.cache();
        for NewKey { subject, key, .. } in new {
            cache.pending.pop(&subject);
            cache.keys.put(subject, Key::Live(key));
        }
    }

    async fn look_up<'a>(
        &self,
        mut place: Place<'_>,
        subjects: impl Iterator<Item = &'a str>,
    ) -> Result<KeyRing, LogError> {
        let mut ring = KeyRing::default();
        let mut unknown: Vec<&str> = Vec::new();
        let mut seen = HashSet::new();
        {
            let mut cache = self.cache();
            for subject in subjects {
                if !seen.insert(subject) {
                    continue;
                }
                match cache.keys.get(subject) {
                    Some(key) => _ = ring.0.insert(subject.to_owned(), key.clone()),
                    None => unknown.push(subject),
                }
            }
        }
        for some in unknown.chunks(LOOKED_UP) {
            let Some(last) = some.last() else { continue };
            let (sql, marks) = statement(some.len());
            let subjects = || some.iter().chain(std::iter::repeat(last)).take(marks);
            let rows = match &mut place {
                Place::Log(pool) => {
                    let query = subjects().fold(sqlx::query(sql), |query, name| query.bind(*name));
                    query.fetch_all(*pool).await?
                }
                Place::Readers(readers) => {
                    let query = || {
                        let bind = |query: Query<'static, MySql, MySqlArguments>, name: &&str| {
                            query.bind((*name).to_owned())
                        };
                        subjects().fold(sqlx::query(sql), bind)
                    };
                    readers.rows(query).await?
                }
                Place::Beside(connection, log) => {
                    let names = ["subject_keys", "erasures"];
                    let sql = names.iter().fold(sql.to_owned(), |sql, name| {
                        sql.replace(&format!("FROM {name}"), &format!("FROM `{log}`.{name}"))
                    });
                    let query = subjects().fold(sqlx::query(&sql), |query, name| query.bind(*name));
                    query.fetch_all(&mut **connection).await?
                }
            };
            for row in rows {
                let (subject, key) = self.key_of(&row)?;
                self.notice(row.try_get(2)?);
                self.cache().keys.put(subject.clone(), key.clone());
                ring.0.insert(subject, key);
            }
        }
        Ok(ring)
    }

    fn key_of(&self, row: &MySqlRow) -> Result<(String, Key), LogError> {
        let subject: String = row.try_get(0)?;
        let Some(wrapped) = row.try_get::<Option<Vec<u8>>, _>(1)? else {
            return Ok((subject, Key::Erased));
        };
        let bytes = self.master.open(subject.as_bytes(), &wrapped);
        let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).ok_or_else(|| {
            let wrong = format!("the key of {subject} was not wrapped by this PERSONAL_DATA_KEY");
            LogError::Database(wrong)
        })?;
        Ok((subject, Key::Live(Arc::new(DataKey::new(&bytes)))))
    }
}

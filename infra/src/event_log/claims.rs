//! Claims, made again from the log: what each aggregate holds now is what its events say. The table
//! beside the log is compared with that, and can be put right.

use std::collections::{BTreeMap, HashMap};

use cqrs_es::Aggregate;
use domain::account::Account;
use domain::catalog::Catalog;
use domain::claim::{Claim, ClaimScope};
use domain::customer::Customer;
use domain::day_close::DayBook;
use domain::drawer::Drawer;
use domain::employee::Employee;
use domain::invoice::Invoice;
use domain::log::{LogAggregate, LogEvent};
use domain::order::Order;
use domain::outlet::Outlet;
use domain::payment::Payment;
use domain::settings::Settings;
use domain::settlement::Settlement;
use domain::subscription::Subscription;
use domain::till::Till;
use domain::user::User;
use sqlx::{Connection, MySqlConnection, MySqlPool, Row};

use super::draft::stored_claim;
use super::statements::lock_head;
use super::{LogError, LogHead, Mark, RawEvent, RawLog, ShopEvent};
use crate::keyed_hash::KeyedHash;
use crate::personal::PersonalKeys;

/// Rows in one statement.
const ROWS: usize = 500;

/// Which kinds of aggregates hold claims: the others' events need not be read.
const KINDS: [(&str, bool); 15] = [
    (User::TYPE, User::CLAIMS),
    (Employee::TYPE, Employee::CLAIMS),
    (Customer::TYPE, Customer::CLAIMS),
    (Account::TYPE, Account::CLAIMS),
    (Catalog::TYPE, Catalog::CLAIMS),
    (Invoice::TYPE, Invoice::CLAIMS),
    (Order::TYPE, Order::CLAIMS),
    (Payment::TYPE, Payment::CLAIMS),
    (DayBook::TYPE, DayBook::CLAIMS),
    (Drawer::TYPE, Drawer::CLAIMS),
    (Outlet::TYPE, Outlet::CLAIMS),
    (Settings::TYPE, Settings::CLAIMS),
    (Settlement::TYPE, Settlement::CLAIMS),
    (Subscription::TYPE, Subscription::CLAIMS),
    (Till::TYPE, Till::CLAIMS),
];

/// Scope and stored value, and who holds it: type and id.
type Book = BTreeMap<(String, String), (String, String)>;

/// The id of an approval that an event used up, as its metadata say.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct UsedUp {
    approval_id: Option<String>,
}

fn approval_of(metadata: &[u8]) -> Result<Option<String>, String> {
    let text = std::str::from_utf8(metadata).map_err(|error| error.to_string())?;
    if !text.contains("\"approvalId\"") {
        return Ok(None); // most events by far
    }
    let used: UsedUp = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(used.approval_id)
}

/// Every claim the log speaks of.
#[derive(Debug)]
pub struct ClaimBook {
    hash: KeyedHash,
    users: HashMap<i64, User>,
    employees: HashMap<i64, Employee>,
    customers: HashMap<i64, Customer>,
    /// What events claimed for good: subscriptions' due dates, approvals that were used up.
    for_good: Book,
}

/// Something the table of claims says that the log does not, or the other way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimFault {
    /// Within what the value is unique.
    pub scope: String,
    /// The value as it is stored: of a person's, a hash.
    pub value: String,
    /// Who holds it by the log.
    pub by_log: Option<String>,
    /// Who holds it by the table.
    pub by_table: Option<String>,
}

impl std::fmt::Display for ClaimFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let holder = |who: &Option<String>| who.clone().unwrap_or_else(|| "nobody".to_owned());
        let (log, table) = (holder(&self.by_log), holder(&self.by_table));
        write!(
            f,
            "{} {}: held by {log} in the log, by {table} in the table",
            self.scope, self.value
        )
    }
}

impl ClaimBook {
    /// Before the first event. `hash` must be the one the claims were made with.
    pub fn new(hash: KeyedHash) -> Self {
        let (users, employees, customers) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { hash, users, employees, customers, for_good: Book::new() }
    }

    /// Takes in the next event of the log.
    ///
    /// # Errors
    /// Why this version of kharisma cannot read it, in words.
    pub fn event(&mut self, event: &RawEvent<'_>) -> Result<(), String> {
        let kind = event.parts.aggregate_type;
        if let Some(approval) = approval_of(event.parts.metadata)? {
            let claim = (ClaimScope::APPROVAL.name.to_owned(), approval);
            let first = || (kind.to_owned(), event.parts.aggregate_id.to_owned());
            self.for_good.entry(claim).or_insert_with(first);
        }
        if KINDS.iter().any(|(known, claims)| *known == kind && !claims) {
            return Ok(());
        }
        let id = event.parts.aggregate_id.parse::<i64>().map_err(|error| error.to_string())?;
        match event.decode()? {
            ShopEvent::User(event) => self.users.entry(id).or_default().apply(event),
            ShopEvent::Employee(event) => self.employees.entry(id).or_default().apply(event),
            ShopEvent::Customer(event) => self.customers.entry(id).or_default().apply(event),
            ShopEvent::Account(_) => const { assert!(!Account::CLAIMS) },
            ShopEvent::Catalog(_) => const { assert!(!Catalog::CLAIMS) },
            ShopEvent::Order(_) => const { assert!(!Order::CLAIMS) },
            ShopEvent::Payment(_) => const { assert!(!Payment::CLAIMS) },
            ShopEvent::DayBook(_) => const { assert!(!DayBook::CLAIMS) },
            ShopEvent::Drawer(_) => const { assert!(!Drawer::CLAIMS) },
            ShopEvent::Outlet(_) => const { assert!(!Outlet::CLAIMS) },
            ShopEvent::Settings(_) => const { assert!(!Settings::CLAIMS) },
            ShopEvent::Invoice(event) => self.claimed_for_good(event.claims_for_good(), kind, id),
            ShopEvent::Settlement(event) => {
                self.claimed_for_good(event.claims_for_good(), kind, id);
            }
            ShopEvent::Subscription(event) => {
                self.claimed_for_good(event.claims_for_good(), kind, id);
            }
            ShopEvent::Till(_) => const { assert!(!Till::CLAIMS) },
        }
        Ok(())
    }

    fn claimed_for_good(&mut self, claim: Option<Claim>, kind: &str, id: i64) {
        if let Some(claim) = claim {
            let value = stored_claim(&self.hash, &claim);
            let holder = (kind.to_owned(), id.to_string());
            self.for_good.insert((claim.scope.name.to_owned(), value), holder);
        }
    }

    fn book(&self) -> Book {
        let mut book = self.for_good.clone();
        self.enter(&mut book, &self.users);
        self.enter(&mut book, &self.employees);
        self.enter(&mut book, &self.customers);
        book
    }

    fn enter<A: LogAggregate>(&self, book: &mut Book, states: &HashMap<i64, A>) {
        for (id, state) in states {
            for claim in state.claims() {
                let value = stored_claim(&self.hash, &claim);
                let holder = (A::TYPE.to_owned(), id.to_string());
                book.insert((claim.scope.name.to_owned(), value), holder);
            }
        }
    }

    /// What the table of claims says otherwise. It must have been read where this book ends.
    pub fn compare(&self, table: &ClaimTable) -> Vec<ClaimFault> {
        differences(&self.book(), &table.book)
    }
}

fn differences(log: &Book, table: &Book) -> Vec<ClaimFault> {
    let who = |holder: &(String, String)| format!("{}/{}", holder.0, holder.1);
    let keys = log.keys().chain(table.keys().filter(|key| !log.contains_key(*key)));
    let fault = |key: &(String, String)| {
        let (by_log, by_table) = (log.get(key), table.get(key));
        (by_log != by_table).then(|| ClaimFault {
            scope: key.0.clone(),
            value: key.1.clone(),
            by_log: by_log.map(who),
            by_table: by_table.map(who),
        })
    };
    keys.filter_map(fault).collect()
}

/// The table of claims, as it was at one moment.
#[derive(Debug, Clone)]
pub struct ClaimTable {
    book: Book,
}

impl ClaimTable {
    /// Reads it together with where the log ends at that moment.
    ///
    /// # Errors
    /// [`LogError::Unavailable`].
    pub async fn read(pool: &MySqlPool) -> Result<(Self, LogHead), LogError> {
        let mut connection = pool.acquire().await?;
        let begin = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
        let mut snapshot = connection.begin_with(begin).await?;
        let head = LogHead::read(&mut snapshot).await?;
        let book = rows(&mut snapshot).await?;
        snapshot.rollback().await?;
        Ok((Self { book }, head))
    }
}

async fn rows(connection: &mut MySqlConnection) -> Result<Book, sqlx::Error> {
    let sql = "SELECT scope, value, aggregate_type, aggregate_id FROM claims";
    let rows = sqlx::query(sql).fetch_all(connection).await?;
    let row = |row: &sqlx::mysql::MySqlRow| {
        Ok(((row.try_get(0)?, row.try_get(1)?), (row.try_get(2)?, row.try_get(3)?)))
    };
    rows.iter().map(row).collect()
}

/// Makes the table say what the log says. `book` holds the log up to `read`; what was appended since
/// is read under the log's lock, so this is right while people work. Returns what was put right.
///
/// # Errors
/// [`LogError::Unavailable`]; [`LogError::HistoryParted`] if an event cannot be read.
pub async fn repair_claims(
    pool: &MySqlPool,
    keys: &PersonalKeys,
    mut book: ClaimBook,
    read: Mark,
) -> Result<Vec<ClaimFault>, LogError> {
    let mut connection = pool.acquire().await?;
    let mut transaction = connection.begin().await?;
    let (_, _, head, _) = lock_head(&mut transaction).await?;
    let mut since = RawLog::with_keys(pool.clone(), keys.clone()).read(read.position + 1, head);
    while let Some(chunk) = since.next().await? {
        for event in chunk.events() {
            let taken_in = match event {
                Ok(event) => book.event(&event),
                Err(unreadable) => Err(unreadable.reason),
            };
            let parted = |reason| LogError::HistoryParted { position: read.position, reason };
            taken_in.map_err(parted)?;
        }
    }
    let (log, table) = (book.book(), rows(&mut transaction).await?);
    let faults = differences(&log, &table);
    for some in faults.chunks(ROWS) {
        let any = vec!["(scope = ? AND value = ?)"; some.len()].join(" OR ");
        let sql = format!("DELETE FROM claims WHERE {any}");
        let mut query = sqlx::query(&sql);
        for ClaimFault { scope, value, .. } in some {
            query = query.bind(scope).bind(value);
        }
        query.execute(&mut *transaction).await?;
        let right: Vec<_> = some
            .iter()
            .filter_map(|f| log.get_key_value(&(f.scope.clone(), f.value.clone())))
            .collect();
        if right.is_empty() {
            continue;
        }
        let places = vec!["(?, ?, ?, ?)"; right.len()].join(", ");
        let sql = format!(
            "INSERT INTO claims (scope, value, aggregate_type, aggregate_id) VALUES {places}"
        );
        let mut query = sqlx::query(&sql);
        for ((scope, value), (kind, id)) in right {
            query = query.bind(scope).bind(value).bind(kind).bind(id);
        }
        query.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(faults)
}

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use domain::claim::{Claim, ClaimScope};
use domain::log::{LogAggregate, LogEvent};
use domain::order::Order;
use infra::event_log::{
    ClaimBook, ClaimTable, Draft, EventLog, Loaded, LogError, Mark, Metadata, RawLog, repair_claims,
};
use infra::keyed_hash::KeyedHash;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use test_shop::TestDatabase;

use crate::desk::{draft, open, placed, started};

const MONTH: ClaimScope = ClaimScope::plain("invoice-month", "month");
const DUE: ClaimScope = ClaimScope::plain("test-due", "due");
const PHONE: ClaimScope = ClaimScope::personal("test-phone", "phone");

/// Something with a phone that can move, and with months that were invoiced and stay so.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Account {
    phone: Option<String>,
    invoiced: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum AccountEvent {
    PhoneGiven(Option<String>),
    MonthInvoiced(String),
    DueDateSettled(String),
    SomethingElseHappened,
}

impl DomainEvent for AccountEvent {
    fn event_type(&self) -> String {
        match self {
            Self::PhoneGiven(_) => "PhoneGiven",
            Self::MonthInvoiced(_) => "MonthInvoiced",
            Self::DueDateSettled(_) => "DueDateSettled",
            Self::SomethingElseHappened => "SomethingElseHappened",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for AccountEvent {
    fn claims_for_good(&self) -> Option<Claim> {
        let Self::DueDateSettled(due) = self else { return None };
        Some(Claim::any_case(DUE, due))
    }
}

impl LogAggregate for Account {
    const CLAIMS: bool = true;

    fn claims(&self) -> Vec<Claim> {
        let months = self.invoiced.iter().map(|month| Claim::any_case(MONTH, month));
        let phone = self.phone.iter().map(|phone| Claim::any_case(PHONE, phone));
        months.chain(phone).collect()
    }
}

impl Aggregate for Account {
    const TYPE: &'static str = "test-account";
    type Command = ();
    type Event = AccountEvent;
    type Error = std::convert::Infallible;
    type Services = ();

    async fn handle(&mut self, (): (), (): &(), _: &EventSink<Self>) -> Result<(), Self::Error> {
        Ok(())
    }

    fn apply(&mut self, event: AccountEvent) {
        match event {
            AccountEvent::PhoneGiven(phone) => self.phone = phone,
            AccountEvent::MonthInvoiced(month) => self.invoiced.push(month),
            AccountEvent::DueDateSettled(_) | AccountEvent::SomethingElseHappened => {}
        }
    }
}

fn phone(text: &str) -> AccountEvent {
    AccountEvent::PhoneGiven(Some(text.to_owned()))
}

fn month(text: &str) -> AccountEvent {
    AccountEvent::MonthInvoiced(text.to_owned())
}

async fn add(log: &EventLog, draft: &mut Draft, id: i64, event: AccountEvent) {
    let account: Loaded<Account> = log.load(id).await.unwrap();
    draft.append(&account, &[event]).unwrap();
}

async fn happens(log: &EventLog, id: i64, event: AccountEvent) -> Result<(), LogError> {
    let mut draft = draft("claims");
    add(log, &mut draft, id, event).await;
    log.append(draft).await.map(|_| ())
}

#[track_caller]
fn claimed(outcome: &Result<(), LogError>, by: ClaimScope) {
    assert!(matches!(outcome, Err(LogError::Claimed { scope }) if *scope == by), "{outcome:?}");
}

/// Scope, value and holder of every claim, in order.
async fn claims(database: &TestDatabase) -> Vec<(String, String, String)> {
    sqlx::query("SELECT scope, value, aggregate_id FROM claims ORDER BY scope, aggregate_id, value")
        .fetch_all(&mut database.admin().await)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_effect_happens_once_for_ever() {
    let database = TestDatabase::create().await;
    let logs = [open(&database).await, open(&database).await];
    for n in 1..=10 {
        let text = format!("7/2025-{n:02}");
        let (one, two) = tokio::join!(
            happens(&logs[0], 100 + n, month(&text)),
            happens(&logs[1], 200 + n, month(&text))
        );
        assert_eq!([&one, &two].iter().filter(|outcome| outcome.is_ok()).count(), 1);
        claimed(if one.is_ok() { &two } else { &one }, MONTH);
    }
    for id in [110, 210] {
        happens(&logs[0], id, AccountEvent::SomethingElseHappened).await.unwrap();
    }
    claimed(&happens(&logs[1], 300, month("7/2025-10")).await, MONTH);
    happens(&logs[1], 300, month("7/2025-11")).await.unwrap();
    let kept = claims(&database).await;
    assert_eq!(kept.len(), 11);
    assert!(kept.iter().any(|(scope, value, _)| scope == MONTH.name && value == "7/2025-10"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_event_claims_for_good_need_not_be_kept_in_any_state() {
    let database = TestDatabase::create().await;
    let logs = [open(&database).await, open(&database).await];
    let due = |day: &str| AccountEvent::DueDateSettled(day.to_owned());
    happens(&logs[0], 1, due("7/2025-10-01")).await.unwrap();
    happens(&logs[0], 1, AccountEvent::SomethingElseHappened).await.unwrap();
    for (log, id) in [(&logs[0], 1), (&logs[1], 1), (&logs[1], 2)] {
        claimed(&happens(log, id, due("7/2025-10-01")).await, DUE);
    }
    let mut twice = draft("twice");
    let account: Loaded<Account> = logs[0].load(1).await.unwrap();
    twice.append(&account, &[due("7/2025-10-02"), due("7/2025-10-03")]).unwrap();
    logs[0].append(twice).await.unwrap();
    assert_eq!(claims(&database).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_moves_between_two_in_one_draft() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    happens(&log, 1, phone("+62811")).await.unwrap();
    happens(&log, 2, phone("+62822")).await.unwrap();
    claimed(&happens(&log, 2, phone("+62811")).await, PHONE);
    // Whichever comes first: 1 is merged into 2.
    let mut merge = draft("merge");
    add(&log, &mut merge, 2, phone("+62811")).await;
    add(&log, &mut merge, 1, AccountEvent::PhoneGiven(None)).await;
    log.append(merge).await.unwrap();
    let holders: Vec<String> = claims(&database).await.into_iter().map(|claim| claim.2).collect();
    assert_eq!(holders, ["2"]);
    happens(&log, 3, phone("+62822")).await.unwrap();
    claimed(&happens(&log, 4, phone("+62811")).await, PHONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_in_one_draft_cannot_have_the_same_value() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    let mut both = draft("both");
    add(&log, &mut both, 1, phone("+62811")).await;
    add(&log, &mut both, 2, phone("+62811")).await;
    claimed(&log.append(both).await.map(|_| ()), PHONE);
    assert_eq!(claims(&database).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_claim_tells_anything_about_a_person() {
    let database = TestDatabase::create().await;
    let log = open(&database).await;
    happens(&log, 1, phone("+628123456789")).await.unwrap();
    let kept = claims(&database).await;
    assert_eq!(kept.len(), 1);
    let (scope, value, _) = &kept[0];
    assert_eq!(scope, PHONE.name);
    assert!(!value.contains("3456789"), "{value}");
    assert!(value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()), "{value}");
    let unkeyed = infra::keyed_hash::KeyedHash::new("");
    let guess = unkeyed.of("claim", &[PHONE.name.as_bytes(), b"+628123456789"]);
    let hex = |text: String, byte: &u8| text + &format!("{byte:02x}");
    let guess = guess.iter().fold(String::new(), hex);
    assert_ne!(value.to_lowercase(), guess, "without the shop's secret nobody can try phones");
}

/// An order is placed, and work on it starts, with that approval.
async fn approved(log: &EventLog, id: i64, approval: &str) -> Result<(), LogError> {
    let approval_id = Some(approval.to_owned());
    let metadata = Metadata { approval_id, ..Metadata::default() };
    let mut draft = Draft::new(&metadata, "2026-11-23T03:00:00Z".parse().unwrap()).unwrap();
    let mut events = placed();
    events.push(started());
    draft.append(&Loaded::<Order>::fresh(id), &events).unwrap();
    log.append(draft).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_used_up_once_and_the_log_says_by_whom() {
    let database = TestDatabase::create().await;
    let logs = [open(&database).await, open(&database).await];
    let (one, two) = tokio::join!(approved(&logs[0], 1, "a1"), approved(&logs[1], 2, "a1"));
    assert_eq!([&one, &two].iter().filter(|outcome| outcome.is_ok()).count(), 1);
    claimed(if one.is_ok() { &two } else { &one }, ClaimScope::APPROVAL);
    approved(&logs[0], 3, "b2").await.unwrap();
    claimed(&approved(&logs[1], 4, "b2").await, ClaimScope::APPROVAL);
    let holder = if one.is_ok() { "1" } else { "2" };
    let kept = |scope: &str, value: &str, holder: &str| {
        (scope.to_owned(), value.to_owned(), holder.to_owned())
    };
    let expected = [kept("approval", "a1", holder), kept("approval", "b2", "3")];
    assert_eq!(claims(&database).await, expected);

    // The table can be made again from the events.
    let pool = database.primary_as_admin().pool(2);
    let hash = || KeyedHash::new(&database.config.hash_secret);
    let book = async || {
        let (_, head) = ClaimTable::read(&pool).await.unwrap();
        let (mut book, mut events) = (ClaimBook::new(hash()), 0);
        let mut reading =
            RawLog::with_keys(pool.clone(), database.config.personal_keys()).read(1, head.last);
        while let Some(chunk) = reading.next().await.unwrap() {
            for event in chunk.events() {
                book.event(&event.unwrap()).unwrap();
                events += 1;
            }
        }
        assert_eq!(events, 4);
        book
    };
    let faults = async || book().await.compare(&ClaimTable::read(&pool).await.unwrap().0).len();
    assert_eq!(faults().await, 0);
    for sql in [
        "DELETE FROM claims WHERE value = 'a1'",
        "INSERT INTO claims VALUES ('approval', 'c3', 'order', '3')",
    ] {
        sqlx::query(sql).execute(&pool).await.unwrap();
    }
    assert_eq!(faults().await, 2);
    assert_eq!(
        repair_claims(&pool, &database.config.personal_keys(), ClaimBook::new(hash()), Mark::START)
            .await
            .unwrap()
            .len(),
        2
    );
    assert_eq!(faults().await, 0);
    assert_eq!(claims(&database).await, expected);
}

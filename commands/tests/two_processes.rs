//! Two processes at the same orders, each with a memory of its own: every answer, refusals and
//! no-ops included, is right for the log as it is at that moment.
#![allow(clippy::unwrap_used)] // tests

use std::time::Instant;

use chrono::{DateTime, Utc};
use commands::catalog::NewCatalogItem;
use commands::order::{
    Finished, NewOrder, OrderTarget, Wanted, WantedWash, assign, complete, place as place_order,
    start,
};
use commands::payment::{Taken, Tender, WantedPayment, take};
use commands::{Call, CommandError, Desk, Done, demo};
use domain::catalog::AddOn;
use domain::order::{Order, OrderError, State, Ticket, Work};
use domain::payment::{PaymentError, PaymentMethod};
use domain::values::{CatalogCode, CatalogName, EmployeeId, Money, OrderId};
use infra::event_log::{EventLog, IdBlocks, Loaded};
use infra::keyed_hash::KeyedHash;
use test_shop::TestDatabase;

fn now() -> DateTime<Utc> {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

fn call(username: &str) -> Call {
    Call {
        till_id: None,
        user_id: demo::login_id(username).unwrap(),
        at: now(),
        request_id: "two processes".to_owned(),
        client_ip: None,
        key: None,
        approval: None,
    }
}

/// A process of its own, as far as the log can tell.
async fn desk(database: &TestDatabase) -> Desk {
    let primary = &database.config.primary;
    let (pool, hash) = (primary.pool(8), KeyedHash::new(&database.config.hash_secret));
    let (log, _) =
        EventLog::open(primary.options(), pool.clone(), hash, database.config.personal_keys())
            .await
            .unwrap();
    Desk { log, ids: IdBlocks::new(pool) }
}

/// Two processes in an open shop.
async fn two(database: &TestDatabase) -> [Desk; 2] {
    let desks = [desk(database).await, desk(database).await];
    demo::open_shop(&desks[0], now()).await.unwrap();
    desks
}

fn code(text: &str) -> CatalogCode {
    CatalogCode::parse(text).unwrap()
}

async fn place(desk: &Desk, add_ons: &[&str]) -> Result<Loaded<Order>, CommandError> {
    let wash = WantedWash {
        vehicle_type: Some(code("sedan")),
        package: Some(code("basic")),
        add_ons: Some(add_ons.iter().map(|add_on| code(add_on)).collect()),
        license_plate: None,
    };
    let wanted = NewOrder {
        wanted: Wanted::CarWash(wash),
        outlet: None,
        price: None,
        quoted: None,
        delivery: None,
        scheduled_at: None,
        ordered: None,
        customer: None,
        walk_in_name: None,
        walk_in_phone: None,
        employees: workers(&[1]),
        notes: None,
    };
    place_order(desk, &call("kasir"), &wanted).await.map(|done| done.what)
}

fn this(id: OrderId) -> OrderTarget {
    OrderTarget { id, service: None, version: None }
}

type Outcome = Result<Done<Loaded<Order>>, CommandError>;

async fn begin(desk: &Desk, id: OrderId) -> Outcome {
    start(desk, &call("kasir"), this(id), None).await
}

async fn finish(desk: &Desk, id: OrderId) -> Outcome {
    complete(desk, &call("kasir"), this(id), &Finished::default()).await
}

async fn give_to(desk: &Desk, id: OrderId, employees: &[i64]) -> Outcome {
    assign(desk, &call("kasir"), this(id), &workers(employees)).await
}

fn workers(ids: &[i64]) -> Vec<EmployeeId> {
    ids.iter().map(|id| EmployeeId::new(*id).unwrap()).collect()
}

async fn pay(desk: &Desk, order: OrderId, amount: i64) -> Result<Taken, CommandError> {
    let card = Tender {
        amount: Money::rupiah(amount),
        method: PaymentMethod::Card,
        amount_tendered: None,
        reference_number: None,
    };
    let wanted = WantedPayment::plain(order, vec![card]);
    take(desk, &call("kasir"), &wanted).await.map(|done| done.what)
}

/// Where the order stood when it was refused.
fn refused<T: std::fmt::Debug>(outcome: Result<T, CommandError>) -> State {
    match outcome {
        Err(CommandError::Order(OrderError::CannotNow { state, .. })) => state,
        other => panic!("{other:?}"),
    }
}

fn id_of(order: &Loaded<Order>) -> OrderId {
    OrderId::new(order.id).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_other_process_did_is_known_before_anything_is_refused() {
    let database = TestDatabase::create().await;
    let [ours, theirs] = two(&database).await;
    let order = id_of(&place(&ours, &[]).await.unwrap());
    begin(&theirs, order).await.unwrap();
    // We remember it waiting, and do not say that it was not started.
    finish(&ours, order).await.unwrap();
    assert_eq!(refused(finish(&theirs, order).await), State::Completed, "they remember it in work");

    let order = id_of(&place(&ours, &[]).await.unwrap());
    begin(&theirs, order).await.unwrap();
    finish(&theirs, order).await.unwrap();
    assert_eq!(
        refused(finish(&ours, order).await),
        State::Completed,
        "not pending, as we remember"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn to_change_nothing_is_decided_on_what_the_other_process_left() {
    let database = TestDatabase::create().await;
    let [ours, theirs] = two(&database).await;
    let placed = place(&ours, &[]).await.unwrap(); // Ahmad's
    let order = id_of(&placed);
    give_to(&theirs, order, &[2, 3]).await.unwrap();
    let same = give_to(&ours, order, &[2, 3]).await.unwrap().what;
    assert_eq!(same.sequence, 2, "nothing was appended");
    give_to(&theirs, order, &[4]).await.unwrap();
    // As we remember it, it is theirs already: it was, before the other process took it away.
    let ours_again = give_to(&ours, order, &[2, 3]).await.unwrap().what;
    assert_eq!(ours_again.sequence, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_of_the_other_process_count_at_once() {
    let database = TestDatabase::create().await;
    let [ours, theirs] = two(&database).await;
    place(&ours, &[]).await.unwrap();
    place(&theirs, &[]).await.unwrap();
    let new = NewCatalogItem {
        code: code("polish"),
        name: CatalogName::parse("Polish").unwrap(),
        terms: AddOn { price: Money::rupiah(17_000) }.into(),
    };
    commands::catalog::add(&theirs, &call("admin"), &new).await.unwrap();
    // We remember a list without it.
    let order = place(&ours, &["polish"]).await.unwrap();
    let total = order.state.ticket().unwrap().price.pricing.total;
    assert_eq!(total, Money::rupiah(75_000 + 17_000));
}

/// What is true of an order, kept by whoever gives the commands.
struct Truth {
    id: OrderId,
    work: Work,
    paid: i64,
    employees: Vec<i64>,
    sequence: i64,
}

const TOTAL: i64 = 75_000;

impl Truth {
    async fn place(desk: &Desk) -> Self {
        let order = place(desk, &[]).await.unwrap();
        let (work, employees) = (Work::Pending, vec![1]);
        Self { id: id_of(&order), work, paid: 0, employees, sequence: 1 }
    }

    /// Gives a command to a process; its answer is the only right one.
    async fn tell(&mut self, desk: &Desk, dice: u64) {
        let id = self.id;
        match dice % 8 {
            0 => {
                let waits = self.work == Work::Pending;
                let outcome = begin(desk, id).await;
                self.judge(outcome, waits, |truth| truth.work = Work::InProgress);
            }
            1 => {
                let works = self.work == Work::InProgress;
                let outcome = finish(desk, id).await;
                self.judge(outcome, works, |truth| truth.work = Work::Completed);
            }
            2..=4 => {
                let employees: &[i64] =
                    [&[1][..], &[2, 3], &[4]][usize::try_from(dice % 3).unwrap()];
                let open = self.work != Work::Completed;
                let same = self.employees == employees;
                let outcome = give_to(desk, id, employees).await;
                self.judge(outcome, open, |truth| truth.employees = employees.to_vec());
                self.sequence -= i64::from(same && open); // nothing was appended
            }
            _ => {
                let amount = if dice.is_multiple_of(2) { 1000 } else { TOTAL - 999 };
                let outstanding = Money::rupiah(TOTAL - self.paid);
                let right = (amount > outstanding.get())
                    .then_some(PaymentError::Order(OrderError::MoreThanDue { outstanding }));
                match (pay(desk, id, amount).await, right) {
                    (Ok(taken), None) => {
                        self.paid += amount;
                        self.sequence += 1;
                        let ticket = taken.order.state.ticket().unwrap().clone();
                        assert_eq!(ticket.paid.get(), self.paid);
                    }
                    (Err(CommandError::Payment(refusal)), Some(right)) => {
                        assert_eq!(refusal, right);
                    }
                    (other, right) => panic!("{other:?} where {right:?} is right"),
                }
            }
        }
        let known = desk.log.attempt(true).load::<Order>(id.get()).await.unwrap();
        assert!(self.is(known.state.ticket().unwrap()));
        assert_eq!(known.sequence, self.sequence);
    }

    fn state(&self) -> State {
        match self.work {
            Work::Pending => State::Pending,
            Work::InProgress => State::InProgress,
            Work::Completed if self.paid == TOTAL => State::Paid,
            Work::Completed => State::Completed,
            Work::QualityCheck | Work::Cancelled => unreachable!("nobody says so here"),
        }
    }

    fn judge(&mut self, outcome: Outcome, fits: bool, then: impl Fn(&mut Self)) {
        if fits {
            let order = outcome.unwrap().what;
            then(self);
            self.sequence += 1;
            assert!(self.is(order.state.ticket().unwrap()));
        } else {
            assert_eq!(refused(outcome), self.state());
        }
    }

    fn is(&self, ticket: &Ticket) -> bool {
        let employees: Vec<i64> = ticket.employees.iter().map(|worker| worker.id.get()).collect();
        (ticket.work, ticket.paid.get(), employees)
            == (self.work, self.paid, self.employees.clone())
    }
}

/// A seed of now, or the one given; printed.
fn dice() -> impl FnMut() -> u64 {
    let given = std::env::var("KHARISMA_SEED").ok().and_then(|seed| seed.parse().ok());
    let mut state: u64 = given.unwrap_or_else(|| u64::from(Utc::now().timestamp_subsec_nanos()));
    println!("KHARISMA_SEED={state}");
    state |= 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 8
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_commands_by_turns_get_the_only_right_answers() {
    let database = TestDatabase::create().await;
    let desks = two(&database).await;
    let mut dice = dice();
    let mut orders = Vec::new();
    for _ in 0..6 {
        orders.push(Truth::place(&desks[0]).await);
    }
    for _ in 0..600 {
        let (desk, order) = (dice() % 2, dice() % 6);
        let order = &mut orders[usize::try_from(order).unwrap()];
        let desk = &desks[usize::try_from(desk).unwrap()];
        order.tell(desk, dice()).await;
        if order.work == Work::Completed && dice().is_multiple_of(4) {
            *order = Truth::place(desk).await;
        }
    }
}

/// When something was asked and answered, and where the order stood, if it was refused.
type Answer = (Instant, Instant, Option<State>);

#[tokio::test(flavor = "multi_thread")]
async fn at_the_same_time_one_is_first_and_nobody_is_refused_too_early_or_too_late() {
    let database = TestDatabase::create().await;
    let desks = two(&database).await;
    for _ in 0..8 {
        let id = id_of(&place(&desks[0], &[]).await.unwrap());
        let mut asking = Vec::new();
        for n in 0..12 {
            let desk = desks[n % 2].clone();
            asking.push(tokio::spawn(async move {
                let (begun, starts) = (Instant::now(), n < 6);
                let outcome = if starts { begin(&desk, id).await } else { finish(&desk, id).await };
                let stood = outcome.err().map(|error| refused::<()>(Err(error)));
                (starts, (begun, Instant::now(), stood))
            }));
        }
        let (mut starts, mut completions) = (Vec::new(), Vec::new());
        for asked in asking {
            let (starting, answer) = asked.await.unwrap();
            if starting { starts.push(answer) } else { completions.push(answer) }
        }
        let first = |answers: &[Answer]| -> Option<(Instant, Instant)> {
            let mut done = answers.iter().filter(|(.., stood)| stood.is_none());
            let first = done.next().map(|(begun, ended, _)| (*begun, *ended));
            assert!(done.next().is_none(), "two were told they did it");
            first
        };
        let started = first(&starts).unwrap();
        let completed = first(&completions);
        for (begun, ended, stood) in starts.iter().chain(&completions) {
            match stood {
                None => {}
                Some(State::Pending) => assert!(*begun <= started.1, "it was started"),
                Some(State::InProgress) => assert!(*ended >= started.0),
                Some(State::Completed) => assert!(*ended >= completed.unwrap().0),
                Some(other) => panic!("{other:?}"),
            }
        }
    }
}

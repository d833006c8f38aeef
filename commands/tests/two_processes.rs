//! Two processes at the same orders, each with a memory of its own: every answer, refusals and
//! no-ops included, is right for the log as it is at that moment.
#![allow(clippy::unwrap_used)] // tests

use std::time::Instant;

use chrono::{DateTime, Utc};
use commands::catalog::NewCatalogItem;
use commands::order::{CarWashOrder, assign, complete, place_car_wash, start};
use commands::payment::{Taken, WantedPayment, take};
use commands::{Call, CommandError, Desk, Done, demo};
use domain::catalog::AddOn;
use domain::order::{Order, OrderError, Ticket, Work};
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
    }
}

/// A process of its own, as far as the log can tell.
async fn desk(database: &TestDatabase) -> Desk {
    let primary = &database.config.primary;
    let (pool, hash) = (primary.pool(8), KeyedHash::new(&database.config.hash_secret));
    let (log, _) = EventLog::open(primary.options(), pool.clone(), hash).await.unwrap();
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
    let wanted = CarWashOrder {
        vehicle_type: code("sedan"),
        package: code("basic"),
        add_ons: add_ons.iter().map(|add_on| code(add_on)).collect(),
        license_plate: None,
        customer: None,
        walk_in_name: None,
        walk_in_phone: None,
        employees: workers(&[1]),
        notes: None,
    };
    place_car_wash(desk, &call("kasir"), &wanted).await.map(|done| done.what)
}

fn workers(ids: &[i64]) -> Vec<EmployeeId> {
    ids.iter().map(|id| EmployeeId::new(*id).unwrap()).collect()
}

async fn pay(desk: &Desk, order: OrderId, amount: i64) -> Result<Taken, CommandError> {
    let wanted = WantedPayment {
        order_id: order,
        amount: Money::rupiah(amount),
        method: PaymentMethod::Card,
        amount_tendered: None,
        reference_number: None,
        notes: None,
    };
    take(desk, &call("kasir"), &wanted).await.map(|done| done.what)
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, CommandError>) -> OrderError {
    match outcome {
        Err(CommandError::Order(refusal)) => refusal,
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
    let by = call("kasir");
    let order = id_of(&place(&ours, &[]).await.unwrap());
    start(&theirs, &by, order, None).await.unwrap();
    // We remember it waiting, and do not say that it was not started.
    complete(&ours, &by, order, None, None).await.unwrap();
    let refused = refusal(complete(&theirs, &by, order, None, None).await);
    assert_eq!(refused, OrderError::AlreadyCompleted, "they remember it in work");

    let order = id_of(&place(&ours, &[]).await.unwrap());
    start(&theirs, &by, order, None).await.unwrap();
    complete(&theirs, &by, order, None, None).await.unwrap();
    let refused = refusal(complete(&ours, &by, order, None, None).await);
    assert_eq!(refused, OrderError::AlreadyCompleted, "not NotStarted, as we remember it");
}

#[tokio::test(flavor = "multi_thread")]
async fn to_change_nothing_is_decided_on_what_the_other_process_left() {
    let database = TestDatabase::create().await;
    let [ours, theirs] = two(&database).await;
    let by = call("kasir");
    let placed = place(&ours, &[]).await.unwrap(); // Ahmad's
    let order = id_of(&placed);
    assign(&theirs, &by, order, None, &workers(&[2, 3])).await.unwrap();
    let same = assign(&ours, &by, order, None, &workers(&[2, 3])).await.unwrap().what;
    assert_eq!(same.sequence, 2, "nothing was appended");
    assign(&theirs, &by, order, None, &workers(&[4])).await.unwrap();
    // As we remember it, it is theirs already: it was, before the other process took it away.
    let ours_again = assign(&ours, &by, order, None, &workers(&[2, 3])).await.unwrap().what;
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
    let total = order.state.ticket().unwrap().pricing.total;
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
        let (by, id) = (call("kasir"), self.id);
        match dice % 8 {
            0 => {
                let right = match self.work {
                    Work::Pending => None,
                    Work::InProgress => Some(OrderError::AlreadyStarted),
                    Work::Completed => Some(OrderError::AlreadyCompleted),
                };
                let outcome = start(desk, &by, id, None).await;
                self.judge(outcome, right, |truth| truth.work = Work::InProgress);
            }
            1 => {
                let right = match self.work {
                    Work::Pending => Some(OrderError::NotStarted),
                    Work::InProgress => None,
                    Work::Completed => Some(OrderError::AlreadyCompleted),
                };
                let outcome = complete(desk, &by, id, None, None).await;
                self.judge(outcome, right, |truth| truth.work = Work::Completed);
            }
            2..=4 => {
                let employees: &[i64] =
                    [&[1][..], &[2, 3], &[4]][usize::try_from(dice % 3).unwrap()];
                let done = self.work == Work::Completed;
                let right = done.then_some(OrderError::AlreadyCompleted);
                let same = self.employees == employees;
                let outcome = assign(desk, &by, id, None, &workers(employees)).await;
                self.judge(outcome, right, |truth| truth.employees = employees.to_vec());
                self.sequence -= i64::from(same && !done); // nothing was appended
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

    fn judge(
        &mut self,
        outcome: Result<Done<Loaded<Order>>, CommandError>,
        right: Option<OrderError>,
        then: impl Fn(&mut Self),
    ) {
        if let Some(right) = right {
            assert_eq!(refusal(outcome), right);
        } else {
            let order = outcome.unwrap().what;
            then(self);
            self.sequence += 1;
            assert!(self.is(order.state.ticket().unwrap()));
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

/// When something was asked and answered, and how.
type Answer = (Instant, Instant, Option<OrderError>);

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
                let outcome = if starts {
                    start(&desk, &call("kasir"), id, None).await
                } else {
                    complete(&desk, &call("kasir"), id, None, None).await
                };
                let refused = outcome.err().map(|error| refusal::<()>(Err(error)));
                (starts, (begun, Instant::now(), refused))
            }));
        }
        let (mut starts, mut completions) = (Vec::new(), Vec::new());
        for asked in asking {
            let (starting, answer) = asked.await.unwrap();
            if starting { starts.push(answer) } else { completions.push(answer) }
        }
        let first = |answers: &[Answer]| -> Option<(Instant, Instant)> {
            let mut done = answers.iter().filter(|(.., refused)| refused.is_none());
            let first = done.next().map(|(begun, ended, _)| (*begun, *ended));
            assert!(done.next().is_none(), "two were told they did it");
            first
        };
        let started = first(&starts).unwrap();
        let completed = first(&completions);
        for (begun, ended, refused) in starts.iter().chain(&completions) {
            match refused {
                None => {}
                Some(OrderError::NotStarted) => assert!(*begun <= started.1, "it was started"),
                Some(OrderError::AlreadyStarted) => assert!(*ended >= started.0),
                Some(OrderError::AlreadyCompleted) => assert!(*ended >= completed.unwrap().0),
                Some(other) => panic!("{other}"),
            }
        }
    }
}

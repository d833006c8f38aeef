//! The books of ten thousand days, each of them closed in the evening: whatever people do at the tills, right and wrong, its money adds
//! up, by the states, by the events, and by the plain integers of the days themselves. The days are
//! those of a small shop, so that all of them are decided in every run.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)] // tests

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::day_close::{Closing, DayStatement, Entry, Figures, Period};
use domain::order::{State, Ticket};
use domain::payment::{Payment, Receipt, RefundStatus, Standing};
use domain::values::{BusinessDay, Money};
use shop_days::memory::{OfOrder, Shop};
use shop_days::{Days, Loads, Planned, Refusal, ShopModel, Sitting, Taking};

/// How many shops there are, and how many days each is open for: long enough for refunds that only
/// the owner may give.
const SHOPS: u64 = 500;
const DAYS: u32 = 20;

/// A small shop with every kind of work and every kind of mistake.
fn small() -> ShopModel {
    ShopModel {
        loads: Loads { cars: 2..=5, laundry: 1..=3, carpets_a_week: 1..=4, water_a_week: 5..=10 },
        ..ShopModel::demonstration().unwrap()
    }
}

fn first_day() -> NaiveDate {
    "2026-11-02".parse().unwrap()
}

fn day_of(at: DateTime<Utc>) -> NaiveDate {
    (at + Duration::hours(7)).date_naive()
}

/// By day and means.
type Takings = BTreeMap<(NaiveDate, &'static str), Taking>;

/// What all statements so far come to, corrections on the days they belong to, in Rupiah.
#[derive(Default)]
struct Stated {
    /// Taken, less what was voided and given back, by day and means.
    takings: BTreeMap<(NaiveDate, &'static str), i64>,
    /// What was earned, less what was taken back.
    earned: i64,
    /// The workers' part of that.
    cut: i64,
}

impl Stated {
    fn add(&mut self, day: BusinessDay, figures: &Figures) {
        for by in &figures.by_method {
            *self.takings.entry((day.date(), by.method.name())).or_default() += by.sums.net.get();
        }
        let orders = figures.orders;
        self.earned += (orders.revenue - orders.reversed).get();
        self.cut += (orders.employee_cut - orders.reversed_cut).get();
    }
}

/// A shop, and the days it was opened for.
struct Story {
    seed: u64,
    days: Days,
    shop: Shop,
    /// The last day that was closed.
    closed: Option<Closing>,
    stated: Stated,
    /// Days that something came for after they were closed.
    corrections: usize,
    /// How many days' books were looked at.
    looked_at: usize,
    said: usize,
    refused: BTreeMap<Refusal, usize>,
}

impl Story {
    fn of(seed: u64, model: &ShopModel) -> Self {
        Self {
            seed,
            days: Days::new(seed, model.clone(), first_day(), DAYS),
            shop: Shop::open(model, "2026-11-01T00:00:00Z".parse().unwrap()).unwrap(),
            closed: None,
            stated: Stated::default(),
            corrections: 0,
            looked_at: 0,
            said: 0,
            refused: BTreeMap::new(),
        }
    }

    fn tell(mut self) -> Self {
        let mut today = first_day();
        let mut next = self.days.next();
        while let Some(planned) = next {
            let at = planned.at;
            self.carry_out(&planned);
            // What the next one means is in the figures already once it is planned.
            let figures = self.days.figures().clone();
            next = self.days.next();
            if next.as_ref().is_none_or(|next| self.closes_between(at, next.at)) {
                self.close_all(day_of(at), &figures.takings);
            }
            let day = next.as_ref().map(|planned| day_of(planned.at));
            if day != Some(today) {
                assert_eq!(self.shop.books().takings, figures.takings, "seed {}", self.seed);
                self.check_drawer(&figures.sittings);
                self.check_orders();
                self.looked_at += 1;
                today = day.unwrap_or(today);
            }
        }
        self
    }

    fn carry_out(&mut self, planned: &Planned) {
        let before = self.shop.events();
        let answer = self.shop.carry_out(planned).err();
        assert_eq!(answer, planned.refused, "seed {}: {planned:#?}", self.seed);
        self.said += 1;
        if let Some(why) = answer {
            assert_eq!(self.shop.events(), before, "a refusal changes nothing");
            *self.refused.entry(why).or_default() += 1;
        }
        assert_eq!(self.shop.wrong(), None, "seed {}: {planned:#?}", self.seed);
    }

    /// Expected = float + what went in − what went out, as the days have it, too; a count told both.
    fn check_drawer(&self, sittings: &[Sitting]) {
        let sessions = &self.shop.books().sessions;
        assert_eq!(sessions.len(), sittings.len(), "seed {}", self.seed);
        for (session, sitting) in sessions.iter().zip(sittings) {
            assert_eq!(session.expected(), sitting.expected, "seed {}", self.seed);
            let counted = sitting.counted.map(|counted| (sitting.expected, counted));
            assert_eq!(session.counted, counted, "seed {}", self.seed);
        }
        let open = self.shop.drawer().session().map(|open| open.expected().get());
        let last = sittings.last().filter(|last| last.counted.is_none());
        assert_eq!(open, last.map(|last| last.expected), "seed {}", self.seed);
    }

    /// Half of the shops close a day at night; the others at one in the afternoon, so that all the rest
    /// of it is a correction.
    fn closes_between(&self, one: DateTime<Utc>, next: DateTime<Utc>) -> bool {
        let since = Duration::hours(if self.seed.is_multiple_of(2) { 0 } else { 13 });
        day_of(one - since) != day_of(next - since)
    }

    /// Closes that day and those before it that are open, the earliest first.
    fn close_all(&mut self, last: NaiveDate, takings: &Takings) {
        let next =
            self.closed.map_or(Some(first_day()), |closed| closed.business_day.date().succ_opt());
        let open = next.unwrap().iter_days().take_while(|day| *day <= last);
        for day in open {
            self.close(day);
        }
        self.compare(takings);
    }

    fn close(&mut self, today: NaiveDate) {
        let books = self.shop.books();
        let through = i64::try_from(books.events).unwrap();
        let business_day = BusinessDay::from(today);
        let period = Period { business_day, after: self.closed, through };
        let of_it = |(no, entry): &&(u64, _)| {
            let entry: &Entry = entry;
            period.part(i64::try_from(*no).unwrap(), entry.business_day).is_some()
        };
        let entries = books.journal.iter().filter(of_it).map(|(_, entry)| *entry);
        let statement = DayStatement::of(&period, entries, 0).unwrap();
        self.stated.add(business_day, &statement.figures);
        for later in &statement.corrections {
            self.stated.add(later.business_day, &later.figures);
        }
        self.corrections += statement.corrections.len();
        self.closed = Some(Closing { business_day, through });
    }

    /// What all statements come to is what the days and the books have: each figure is in exactly one.
    fn compare(&mut self, takings: &Takings) {
        if self.through_now() != self.closed.map(|closed| closed.through) {
            return; // the day had been closed before
        }
        let books = self.shop.books();
        let net = |(key, taking): (&_, &Taking)| (*key, taking.received - taking.refunded);
        let mut there: BTreeMap<_, _> = takings.iter().map(net).collect();
        there.retain(|_, net| *net != 0);
        self.stated.takings.retain(|_, net| *net != 0);
        assert_eq!(self.stated.takings, there, "seed {}", self.seed);
        let earned: i64 = books.orders.iter().map(|order| order.earned - order.reversed).sum();
        let cut: i64 = books.orders.iter().map(|order| order.cut).sum();
        assert_eq!((self.stated.earned, self.stated.cut), (earned, cut), "seed {}", self.seed);
    }

    fn through_now(&self) -> Option<i64> {
        i64::try_from(self.shop.books().events).ok()
    }

    fn check_orders(&self) {
        let orders = self.shop.orders().iter().map(|order| order.ticket().unwrap());
        for (ticket, books) in orders.zip(&self.shop.books().orders) {
            check(ticket, books);
        }
        let mut paid = BTreeMap::<i64, (Money, Money, Money)>::new();
        for receipt in self.shop.payments().iter().filter_map(Payment::receipt) {
            check_payment(receipt);
            if receipt.standing == Standing::Successful {
                let (amount, reserved, refunded) = paid.entry(receipt.order_id.get()).or_default();
                *amount = *amount + receipt.amount;
                *reserved = *reserved + receipt.amount - receipt.refundable();
                *refunded = *refunded + receipt.refunded();
            }
        }
        for (number, books) in (1..).zip(&self.shop.books().orders) {
            let (amount, reserved, refunded) = paid.remove(&number).unwrap_or_default();
            let of_payments = (amount.get(), reserved.get(), refunded.get());
            assert_eq!(of_payments, (books.received, books.reserved, books.refunded));
        }
    }
}

/// The identities of an order's money (section 12 of the papers).
fn check(ticket: &Ticket, books: &OfOrder) {
    assert_eq!(ticket.paid.get(), books.received, "{ticket:#?}");
    assert_eq!(ticket.refunded.get(), books.refunded, "{ticket:#?}");
    let (total, settled) = (ticket.price.pricing.total, ticket.settled());
    if ticket.state() == State::Cancelled {
        assert_eq!(ticket.outstanding(), Money::ZERO, "a cancelled order owes nothing");
    } else {
        assert_eq!(settled + ticket.outstanding(), total.max(settled), "{ticket:#?}");
    }
    assert!(ticket.refunded <= ticket.paid, "never more than was paid: {ticket:#?}");
    assert!(books.refunded <= books.reserved && books.reserved <= books.received, "{books:?}");
    assert_eq!(ticket.kept(), ticket.paid - ticket.refunded);
    assert!(ticket.kept() >= Money::ZERO, "{ticket:#?}");
    let earned = ticket.completion.as_ref().map_or(Money::ZERO, |done| done.income.gross);
    let tax = ticket.completion.as_ref().map_or(Money::ZERO, |done| done.income.tax);
    assert_eq!((earned + tax).get(), books.earned, "{ticket:#?}");
    assert_eq!(ticket.income_reversed.get(), books.reversed, "{ticket:#?}");
    assert!((0..=books.earned).contains(&books.reversed), "{books:?}");
    assert!(books.cut >= 0, "{books:?}");
    assert_eq!(books.shares.unwrap_or(books.cut), books.cut, "shares = cuts: {ticket:#?}");
    if books.reversed == books.earned {
        assert_eq!(books.cut, 0, "of what went back whole nobody keeps a share");
    }
}

fn check_payment(receipt: &Receipt) {
    assert!(receipt.amount > Money::ZERO && receipt.refundable() >= Money::ZERO, "{receipt:?}");
    let reserved = receipt.refunds.iter().filter(|back| back.status != RefundStatus::Rejected);
    let reserved: Money = reserved.map(|back| back.amount).sum();
    let there = receipt.standing == Standing::Successful;
    assert!(reserved <= if there { receipt.amount } else { Money::ZERO }, "{receipt:?}");
}

#[test]
fn the_books_of_ten_thousand_days_balance_to_the_rupiah() {
    let model = small();
    let (mut days, mut said, mut orders, mut corrections) = (0, 0, 0, 0);
    let mut refused: BTreeMap<Refusal, usize> = BTreeMap::new();
    for seed in 0..SHOPS {
        let story = Story::of(seed, &model).tell();
        days += story.looked_at;
        said += story.said;
        orders += story.shop.orders().len();
        corrections += story.corrections;
        for (why, count) in story.refused {
            *refused.entry(why).or_default() += count;
        }
    }
    assert_eq!(days, 10_000);
    let wrong: usize = refused.values().sum();
    assert!((80..=120).contains(&(wrong * 1000 / said)), "{wrong} mistakes of {said}");
    assert!(corrections > 4_000, "{corrections} corrections");
    assert!(orders > 50_000, "{orders} orders");
}

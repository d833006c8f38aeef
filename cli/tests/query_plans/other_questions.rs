//! Questions that are no lists: reports, sums, what is due. None of them reads through the orders.

use domain::settings::Settings;
use domain::values::{BusinessDay, CustomerId, DayRange, EmployeeId, Month};
use infra::database::Database;
use infra::personal::PersonalKeys;
use projections::places::Today;
use projections::settlements::ExpectedFilter;
use projections::{
    ReadDb, Snapshot, customers, dashboard, income, orders, receivables, settlements,
    subscriptions, takings,
};

use crate::Wrong;
use crate::looked::{counted, forget};

/// What a report over a year may look at: a row for each day, outlet and worker, three times.
const OF_A_YEAR: i64 = 3 * 366 * 3 * 60;
/// What a day or a page may: no more than a few hundred days' worth of anything.
const OF_A_PAGE: i64 = 20_000;
/// What a report on accounts may: all that was ever owed on them.
const OF_ALL_ACCOUNTS: i64 = 200_000;

struct Asking<'a> {
    read: ReadDb,
    wrong: &'a mut Wrong,
}

impl Asking<'_> {
    async fn of(&mut self, what: &str, at_most: i64, question: impl AsyncFnOnce(&mut Snapshot)) {
        let mut snapshot = self.read.snapshot("orders", None).await.unwrap();
        forget(snapshot.connection()).await;
        question(&mut snapshot).await;
        let looked = counted(snapshot.connection()).await;
        let found = if looked <= at_most { Ok(()) } else { Err(format!("{looked} rows")) };
        self.wrong.ask(found, what);
    }
}

pub(crate) async fn ask(database: &Database, today: BusinessDay, wrong: &mut Wrong) {
    let mut asking =
        Asking { read: ReadDb::open(database, 2, PersonalKeys::new("no event is read")), wrong };
    let (year, month) = (DayRange::year_until(today), DayRange::month_until(today));
    let employee = EmployeeId::new(3).unwrap();
    let customer = CustomerId::new(7).unwrap();
    asking
        .of("a year of services", OF_A_YEAR, async |s| {
            dashboard::by_service(s, year).await.unwrap();
        })
        .await;
    asking
        .of("a year by days", OF_A_YEAR, async |s| {
            dashboard::by_day(s, year).await.unwrap();
        })
        .await;
    asking
        .of("the first day", OF_A_PAGE, async |s| {
            dashboard::first_day(s).await.unwrap();
        })
        .await;
    asking
        .of("what is to be done", 100_000, async |s| {
            orders::open_orders(s).await.unwrap();
        })
        .await;
    asking
        .of("takings of a day", OF_A_PAGE, async |s| {
            takings::of_day(s, today).await.unwrap();
        })
        .await;
    asking
        .of("what everybody earned in a year", OF_A_YEAR, async |s| {
            income::earners(s, year).await.unwrap();
        })
        .await;
    asking
        .of("what somebody earned in a month", OF_A_PAGE, async |s| {
            income::sums_of(s, employee, month).await.unwrap();
        })
        .await;
    asking
        .of("totals of a page of customers", OF_A_PAGE, async |s| {
            orders::totals_of(s, 1..=20).await.unwrap();
        })
        .await;
    asking
        .of("the records of a customer", OF_A_PAGE, async |s| {
            customers::records_of(s, customer).await.unwrap();
        })
        .await;
    asking
        .of("what is overdue", OF_ALL_ACCOUNTS, async |s| {
            receivables::overdue(s, today).await.unwrap();
        })
        .await;
    asking
        .of("what is owed", OF_ALL_ACCOUNTS, async |s| {
            receivables::as_of(s, today).await.unwrap();
        })
        .await;
    asking
        .of("whom to invoice", OF_ALL_ACCOUNTS, async |s| {
            receivables::to_invoice(s, Month::of(today), None).await.unwrap();
        })
        .await;
    asking
        .of("which subscriptions are due", OF_A_PAGE, async |s| {
            let today = Today::everywhere(today);
            subscriptions::due(s, &today, false, None).await.unwrap();
        })
        .await;
    asking
        .of("what banks owe", OF_A_PAGE, async |s| {
            let fees = Settings::default().settlement_fees();
            settlements::sums(s, &ExpectedFilter::default(), fees).await.unwrap();
        })
        .await;
}

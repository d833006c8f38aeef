//! Every list of the contract walks along an index on a shop of a million orders: each statement of each
//! list, with every choice of its filters and in every order, is explained and run, and what the server
//! looked at is counted. No statement stands here: they are those the code of the lists makes.
#![allow(clippy::unwrap_used)] // tests

mod looked;
mod other_questions;
mod server;

use std::fmt::Write;
use std::time::{Duration, Instant};

use bench::queries::{Asked, DEEP, ROWS, all};
use domain::values::BusinessDay;
use projections::list::{COUNTED, Paging, Place, Start, Statement};
use sqlx::{ConnectOptions, MySqlConnection, Row};

use self::looked::{explained, looked_at};
use self::server::Server;

const ORDERS: u64 = 1_000_000;

/// Rows and entries of indexes that one statement may look at: those that are counted, if one in fifteen
/// matches; a seventh of the orders.
const AT_MOST: i64 = 15 * COUNTED;

fn at_most(asked: &Asked) -> i64 {
    // What lies before is passed over, by the index alone.
    if asked.far { i64::try_from(ORDERS).unwrap() } else { AT_MOST }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_walks_along_an_index_on_a_shop_of_a_million_orders() {
    let server = Server::of_a_shop(ORDERS).await;
    let mut connection = server.database.options().connect().await.unwrap();
    let today = BusinessDay::parse(server::TODAY).unwrap();
    let mut wrong = Wrong::default();
    let lists = all(ORDERS, today);
    assert!(lists.len() > 1500, "the lists were found: {}", lists.len());
    let mut slowest = (Duration::ZERO, "");
    for asked in &lists {
        let begun = Instant::now();
        look(&mut connection, asked, &mut wrong).await;
        slowest = slowest.max((begun.elapsed(), &asked.what));
    }
    other_questions::ask(&server.database, today, &mut wrong).await;
    drop(connection);
    server.stop().await;
    assert!(wrong.count == 0, "{} of {} statements\n{}", wrong.count, wrong.asked, wrong.said);
    println!("{} statements of {} ways to ask for a list", wrong.asked, lists.len());
    println!("{:?} for all of {}", slowest.0, slowest.1);
}

/// What is wrong, the first of it in words.
#[derive(Default)]
pub(crate) struct Wrong {
    asked: usize,
    count: usize,
    said: String,
}

impl Wrong {
    fn ask(&mut self, found: Result<(), String>, what: &str) {
        self.asked += 1;
        let Err(why) = found else { return };
        self.count += 1;
        if self.count <= 60 {
            writeln!(self.said, "{why}: {what}").unwrap();
        }
    }
}

/// Its count, its first page, the one behind, and one far behind.
async fn look(connection: &mut MySqlConnection, asked: &Asked, wrong: &mut Wrong) {
    let most = at_most(asked);
    let Asked { list, what, listing, sort, descending, .. } = asked;
    let count = listing.count();
    let rows = count.query().fetch_one(&mut *connection).await.unwrap();
    let matches: i64 = rows.get(0);
    let of = |page: &str| format!("{list}, {page}, {matches} match: {what}");
    judge(connection, &count, (0, most), &of("count"), wrong).await;
    if matches == 0 {
        return;
    }
    let paging = |start| Paging { start, limit: ROWS, sort, descending: *descending };
    let first = listing.page(&paging(Start::Page(1)), matches);
    let next = judge(connection, &first, (matches, most), &of("first page"), wrong).await;
    let place = |(value, id): (String, i64)| Place { value: sort.kind.parse(&value).unwrap(), id };
    if let Some(next) = next.map(place) {
        let behind = listing.page(&paging(Start::After(next)), matches);
        judge(connection, &behind, (matches, most), &of("the page behind it"), wrong).await;
    }
    if matches > COUNTED && !asked.filtered {
        let deep = listing.page(&paging(Start::Page(DEEP)), matches);
        let next = judge(connection, &deep, (matches, most), &of("the last page"), wrong).await;
        let behind = listing.page(&paging(Start::After(place(next.unwrap()))), matches);
        judge(connection, &behind, (matches, most), &of("a page far behind"), wrong).await;
    }
}

/// Explains and runs a statement; the place of its last row.
async fn judge(
    connection: &mut MySqlConnection,
    statement: &Statement,
    (matches, most): (i64, i64),
    what: &str,
    wrong: &mut Wrong,
) -> Option<(String, i64)> {
    let plan = explained(connection, statement).await;
    let (rows, looked) = looked_at(connection, statement).await;
    let verdict = match &plan.wrong {
        Some(why) => Err(why.clone()),
        None if plan.sorts && matches > COUNTED => Err(format!("{matches} rows are sorted")),
        None if looked > most => Err(format!("{looked} rows are looked at")),
        None => Ok(()),
    };
    wrong.ask(verdict.map_err(|why| format!("{why} by {}", plan.keys)), what);
    let last = rows.last()?;
    Some((last.try_get("list_value").ok()?, last.try_get("list_id").ok()?))
}

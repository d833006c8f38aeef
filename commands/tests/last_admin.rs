//! Admins who take each other's rights at the same time, from two processes: one always remains.
#![allow(clippy::unwrap_used)] // tests

use chrono::{DateTime, Utc};
use commands::user::{UserEdits, UserTarget, change_password, deactivate, edit, reactivate};
use commands::{Call, CommandError, Desk, demo};
use domain::user::{Login, Role, User};
use domain::values::UserId;
use infra::event_log::{EventLog, IdBlocks, LogError};
use infra::keyed_hash::KeyedHash;
use test_shop::TestDatabase;

fn now() -> DateTime<Utc> {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

fn call(id: i64) -> Call {
    Call {
        till_id: None,
        user_id: UserId::new(id).unwrap(),
        at: now(),
        request_id: "two admins".to_owned(),
        client_ip: None,
        key: None,
        approval: None,
    }
}

fn this(id: i64) -> UserTarget {
    UserTarget { id: UserId::new(id).unwrap(), version: None }
}

fn role(role: Role) -> UserEdits {
    UserEdits { role: Some(role), ..UserEdits::default() }
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

async fn login(desk: &Desk, id: i64) -> Login {
    let user = desk.log.attempt(true).load::<User>(id).await.unwrap();
    user.state.login().unwrap().clone()
}

async fn is_an_admin(desk: &Desk, id: i64) -> bool {
    let login = login(desk, id).await;
    login.active && login.role == Role::Admin
}

async fn admins(desk: &Desk, of: &[i64]) -> Vec<i64> {
    let mut all = Vec::new();
    for id in of {
        if is_an_admin(desk, *id).await {
            all.push(*id);
        }
    }
    all
}

/// In every other round somebody is deactivated instead of demoted.
async fn take_from(desk: Desk, by: i64, from: i64, round: i64) -> Result<(), CommandError> {
    let done = if round % 2 == 0 {
        edit(&desk, &call(by), this(from), &role(Role::Viewer)).await
    } else {
        deactivate(&desk, &call(by), this(from)).await
    };
    done.map(drop)
}

/// Makes all of them active admins again.
async fn restore(desk: &Desk, by: i64, all: &[i64]) {
    for id in all.iter().copied().filter(|id| *id != by) {
        if !login(desk, id).await.active {
            reactivate(desk, &call(by), this(id)).await.unwrap();
            let early = edit(desk, &call(id), this(by), &UserEdits::default()).await;
            assert!(matches!(early, Err(CommandError::MustChangePassword)), "{early:?}");
            change_password(desk, &call(id)).await.unwrap();
        }
        edit(desk, &call(by), this(id), &role(Role::Admin)).await.unwrap();
    }
}

async fn rounds(all: &[i64]) {
    let database = TestDatabase::create().await;
    let desks = [desk(&database).await, desk(&database).await];
    demo::open_shop(&desks[0], now()).await.unwrap();
    restore(&desks[0], 1, all).await;
    for round in 0..12 {
        assert_eq!(admins(&desks[0], all).await, all, "round {round}");
        let mut taking = Vec::new();
        for (n, by) in all.iter().copied().enumerate() {
            let from = all[(n + 1) % all.len()];
            taking.push(tokio::spawn(take_from(desks[n % 2].clone(), by, from, round)));
        }
        let mut taken = 0;
        for outcome in taking {
            match outcome.await.unwrap() {
                Ok(()) => taken += 1,
                Err(
                    CommandError::Forbidden(_)
                    | CommandError::Deactivated
                    | CommandError::Log(LogError::Conflict),
                ) => {}
                Err(other) => panic!("round {round}: {other:?}"),
            }
        }
        let left = admins(&desks[1], all).await;
        assert_eq!(left.len(), all.len() - taken, "round {round}: what was answered is so");
        let by = *left.first().unwrap_or_else(|| panic!("round {round}: no admin is left"));
        restore(&desks[1], by, all).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_admins_who_demote_each_other_one_remains() {
    rounds(&[1, 2]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_admins_in_a_ring_one_remains() {
    rounds(&[1, 2, 3]).await;
}

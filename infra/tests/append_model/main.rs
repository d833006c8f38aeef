//! The append protocol as a small model, checked exhaustively: every order in which the steps of a
//! few writers, a reader and a promotion can come. It needs no servers.
//!
//! What is modelled, and where it stands in `infra/src/event_log`:
//!
//! | here | there |
//! |---|---|
//! | `append`: load, lock, judge, insert, head, commit, acknowledge; losers leave their batch | `appender.rs` (`save`, `transaction`, `prepare`), `statements.rs`, `batch.rs` (`judge`) |
//! | `unknown_outcome`: a lost commit is looked up behind the lock | `unknown_outcome.rs` |
//! | `reader`: one read after a mark, on a replica that has any part of the log | `tail.rs` (`Tail::after`) |
//! | `server`: transactions, the lock, the binlog, the engine's commit | MariaDB |
//! | `mishap`: connections lost, processes killed, a promotion that missed the tail | MariaDB, and whoever promotes |
//!
//! A COMMIT has three stages, as under semi-synchronous replication: asked for (it may yet be rolled
//! back, should the connection be gone), in the binlog (it will be committed, replicas may have it,
//! a look without the lock does not see it), committed. A writer that loses its connection knows of
//! none of them.
//!
//! `protocol` lists what can be taken out, `properties` what must hold, `reached` what must be able
//! to happen, `scene` who plays.
//!
//! Left out: printed numbers, claims and idempotency keys, which are rows of the same transaction;
//! inside one process, commands withdrawn by whoever waited and the division of a batch with a
//! malformed one; two primaries at once, for a promotion must take the old one away; replication
//! that goes on into a server already promoted. Time is left out by letting any wait end at any
//! moment. The table's unique keys are left out so that the lock has to do without that net.
#![allow(clippy::unwrap_used)] // tests

mod append;
mod log;
mod mishap;
mod model;
mod properties;
mod protocol;
mod reached;
mod reader;
mod scene;
mod server;
mod unknown_outcome;
mod writer;

mod faults_found;
mod holds;

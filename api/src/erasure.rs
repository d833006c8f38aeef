//! What becomes of what was known about a person, whoever they are: the part of each reply to an erasure
//! that is the same.

use chrono::{DateTime, TimeDelta, Utc};
use domain::values::{ErasureReason, Subject};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Fields, one_of};

/// Days after which the servers' own logs of changes (binlogs) are gone.
const BINLOGS: i64 = 7;
/// Days after which the last backup of keys of before is gone.
const BACKUPS: i64 = 30;

/// What nobody can read any more, whoever it was about.
pub(crate) const GONE: [&str; 3] = [
    "events, snapshots and kept replies: their key is destroyed",
    "read tables, those of before too, and Redis: as soon as workers have read it",
    "files and topics that hold events as they are stored: no key opens them",
];

/// What cannot be called back.
pub(crate) const SENT_OUT: &str = "lists and reports that were printed or exported before, and messages \
                                   that were sent: the audit trail says which";

/// Why.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct EraseRequest {
    /// requested, no_longer_needed
    reason: String,
}

/// Reads why.
pub(crate) fn reason(fields: &mut Fields) -> Option<ErasureReason> {
    fields.required("reason", one_of(&ErasureReason::ALL, ErasureReason::name))
}

/// Something that goes by itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GoingReply {
    what: &'static str,
    until: DateTime<Utc>,
}

/// What goes by itself, and when at the latest.
pub(crate) fn going(erased_at: DateTime<Utc>) -> [GoingReply; 2] {
    let within = |days, what| GoingReply { what, until: erased_at + TimeDelta::days(days) };
    [
        within(BINLOGS, "binlogs of the servers, which hold the key as it was"),
        within(BACKUPS, "backups of keys of before"),
    ]
}

/// What became of what was known about a worker, a login's owner, or somebody without a record.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErasedReply {
    /// Who was forgotten, such as employee/7, user/3 or walk-in/12: the number is that of the record,
    /// the login or the order.
    subject: String,
    erased_at: DateTime<Utc>,
    /// What nobody can read any more, from now on.
    gone: Vec<&'static str>,
    /// What goes by itself, and when at the latest.
    going: [GoingReply; 2],
    /// What is kept, and says nothing about the person but where it is said here.
    kept: Vec<&'static str>,
    /// What cannot be called back.
    sent_out: &'static str,
}

impl ErasedReply {
    pub(crate) fn of(subject: Subject, erased_at: DateTime<Utc>) -> Self {
        let mut gone = GONE.to_vec();
        let kept: &[&str] = match subject {
            Subject::Employee(_) => &[
                "orders they worked on, and what they earned by each, without the person",
                "that the record was erased, when, why and by whom",
            ],
            Subject::User(_) => {
                gone.push("the login's password and those before it, PIN, sessions and links");
                &[
                    "what was done with the login, by its number",
                    "the username as it stands in the metadata of events, and addresses of the network: \
                     they are part of the proof of who did what, shown to nobody and masked in exports",
                    "that the login was erased, when, why and by whom",
                ]
            }
            Subject::WalkIn(_) | Subject::Customer(_) => &[
                "the order, its payments and refunds with their amounts, without the person",
                "that they were erased, when, why and by whom",
            ],
        };
        Self {
            subject: subject.to_string(),
            erased_at,
            gone,
            going: going(erased_at),
            kept: kept.to_vec(),
            sent_out: SENT_OUT,
        }
    }
}

//! What a session looks like from outside, whether a command or a query shows it. As long as it is
//! open nothing here says what should be in the drawer.

use chrono::{DateTime, Utc};
use domain::drawer::{Count, CountedSession, Denomination, Drawer, DrawerError, Session};
use domain::user::Actor;
use domain::values::Money;
use infra::event_log::Loaded;
use projections::drawers::{HandOverRow, LookRow, SessionRead};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;

/// Somebody who did something with a drawer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DrawerPersonReply {
    id: i64,
    username: String,
    full_name: String,
}

impl From<&Actor> for DrawerPersonReply {
    fn from(actor: &Actor) -> Self {
        Self {
            id: actor.id.get(),
            username: actor.username.get().to_string(),
            full_name: actor.full_name.get().to_string(),
        }
    }
}

/// What was found beside what should have been there; nothing at all before it was counted.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct CountReply {
    /// In Rupiah; null until it is closed.
    expected: Option<i64>,
    /// In Rupiah; null until it is closed.
    counted: Option<i64>,
    /// counted − expected, negative when money is missing; null until it is closed.
    variance: Option<i64>,
    /// Whether there is a variance at all; null until it is closed.
    flagged: Option<bool>,
    /// Whether it is more than Rp 10,000 either way; null until it is closed.
    escalated: Option<bool>,
}

impl From<&Count> for CountReply {
    fn from(count: &Count) -> Self {
        Self {
            expected: Some(count.expected.get()),
            counted: Some(count.counted.get()),
            variance: Some(count.variance().get()),
            flagged: Some(!count.is_balanced()),
            escalated: Some(count.is_escalated()),
        }
    }
}

/// So many notes or coins of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DenominationReply {
    /// In Rupiah.
    value: i64,
    count: i64,
}

impl From<&Denomination> for DenominationReply {
    fn from(kind: &Denomination) -> Self {
        Self { value: kind.value().get(), count: kind.count() }
    }
}

/// A drawer's time from its float to its count.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DrawerSessionReply {
    id: i64,
    drawer_id: i64,
    /// The drawer's version, to be sent as `If-Match`.
    version: i64,
    /// open, closed_counted, reconciled
    status: &'static str,
    /// The outlet's day on which it began.
    business_date: String,
    /// The float, in Rupiah.
    opening_balance: i64,
    #[serde(flatten)]
    count: CountReply,
    /// Note by note and coin by coin, if it was counted like that.
    denominations: Vec<DenominationReply>,
    /// What was written down with the count.
    note: Option<String>,
    opened_by: DrawerPersonReply,
    opened_at: DateTime<Utc>,
    /// Who has it, or had it at the end.
    held_by: DrawerPersonReply,
    closed_by: Option<DrawerPersonReply>,
    closed_at: Option<DateTime<Utc>>,
}

impl DrawerSessionReply {
    /// The open session of a drawer as it is in the log.
    ///
    /// # Errors
    /// 422 if none is open.
    pub(super) fn open(drawer: &Loaded<Drawer>) -> Result<Self, ApiError> {
        let session = drawer.state.session().ok_or(DrawerError::NoOpenSession)?;
        Ok(Self::of(drawer, session, "open"))
    }

    /// The session of a drawer that was counted last, as it is in the log.
    ///
    /// # Errors
    /// 422 if none ever was.
    pub(super) fn counted(drawer: &Loaded<Drawer>) -> Result<Self, ApiError> {
        let counted = drawer.state.last_counted().ok_or(DrawerError::NoOpenSession)?;
        let CountedSession { session, count, denominations, note, closed_by, closed_at } = counted;
        Ok(Self {
            count: count.into(),
            denominations: denominations.iter().map(Into::into).collect(),
            note: note.as_ref().map(|note| note.get().to_string()),
            closed_by: Some(closed_by.into()),
            closed_at: Some(*closed_at),
            ..Self::of(drawer, session, "closed_counted")
        })
    }

    fn of(drawer: &Loaded<Drawer>, session: &Session, status: &'static str) -> Self {
        Self {
            id: session.id.get(),
            drawer_id: drawer.id,
            version: drawer.sequence,
            status,
            business_date: session.business_day.to_string(),
            opening_balance: session.opening_balance.get(),
            count: CountReply::default(),
            denominations: Vec::new(),
            note: None,
            opened_by: (&session.opened_by).into(),
            opened_at: session.opened_at,
            held_by: (&session.holder).into(),
            closed_by: None,
            closed_at: None,
        }
    }
}

impl From<&SessionRead> for DrawerSessionReply {
    fn from(read: &SessionRead) -> Self {
        let (row, close) = (&read.session, read.session.close.as_ref());
        let denominations = close.map(|close| close.denominations.iter().map(Into::into).collect());
        let note = close.and_then(|close| close.note.as_ref());
        Self {
            id: row.id.get(),
            drawer_id: row.drawer_id.get(),
            version: read.version,
            status: row.status(),
            business_date: row.business_day.to_string(),
            opening_balance: row.opening_balance.get(),
            count: close.map(|close| (&close.count).into()).unwrap_or_default(),
            denominations: denominations.unwrap_or_default(),
            note: note.map(|note| note.get().to_string()),
            opened_by: (&row.opened_by).into(),
            opened_at: row.opened_at,
            held_by: (&row.holder).into(),
            closed_by: close.map(|close| (&close.by).into()),
            closed_at: close.map(|close| close.at),
        }
    }
}

/// A hand-over within a session.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HandOverReply {
    /// What was found, in Rupiah.
    counted: i64,
    /// counted − expected; null until the session is closed.
    variance: Option<i64>,
    from: DrawerPersonReply,
    to: DrawerPersonReply,
    counted_by: DrawerPersonReply,
    at: DateTime<Utc>,
}

/// What somebody said of a count.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LookReply {
    /// Whether they approved it.
    approved: bool,
    note: String,
    by: DrawerPersonReply,
    at: DateTime<Utc>,
}

impl From<&LookRow> for LookReply {
    fn from(look: &LookRow) -> Self {
        let LookRow { approved, note, by, at } = look;
        Self { approved: *approved, note: note.get().to_string(), by: by.into(), at: *at }
    }
}

/// A session and all that was done with it but for its cash.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WholeSessionReply {
    #[serde(flatten)]
    session: DrawerSessionReply,
    hand_overs: Vec<HandOverReply>,
    /// What was said of the count, the first first; the approval is the last.
    reconciliation: Vec<LookReply>,
}

impl From<&SessionRead> for WholeSessionReply {
    fn from(read: &SessionRead) -> Self {
        let over = read.session.close.is_some();
        let hand_over = |row: &HandOverRow| HandOverReply {
            counted: row.count.counted.get(),
            variance: over.then(|| row.count.variance()).map(Money::get),
            from: (&row.from).into(),
            to: (&row.to).into(),
            counted_by: (&row.counted_by).into(),
            at: row.at,
        };
        Self {
            session: read.into(),
            hand_overs: read.session.hand_overs.iter().map(hand_over).collect(),
            reconciliation: read.session.looks.iter().map(Into::into).collect(),
        }
    }
}

/// A count that somebody looked at.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReconciledReply {
    /// The session's.
    id: i64,
    drawer_id: i64,
    /// closed_counted, reconciled
    status: &'static str,
    #[serde(flatten)]
    count: CountReply,
    /// What they said last.
    reconciliation: LookReply,
}

impl ReconciledReply {
    /// The count of a drawer that was looked at last, as it is in the log.
    ///
    /// # Errors
    /// 404 if none ever was.
    pub(super) fn of(drawer: &Loaded<Drawer>) -> Result<Self, ApiError> {
        let looked_at = drawer.state.looked_at().ok_or(DrawerError::NotFound)?;
        Ok(Self {
            id: looked_at.waiting.session_id.get(),
            drawer_id: drawer.id,
            status: if looked_at.approved { "reconciled" } else { "closed_counted" },
            count: (&looked_at.waiting.count).into(),
            reconciliation: LookReply {
                approved: looked_at.approved,
                note: looked_at.note.get().to_string(),
                by: (&looked_at.by).into(),
                at: looked_at.at,
            },
        })
    }
}

//! `GET /health`

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::Utc;
use projections::runtime::AuditStanding;
use serde::Serialize;
use utoipa::ToSchema;

use crate::state::Till;

/// How long any part may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// A read model this far behind is worth a look,
const LAG: i64 = 1000;
/// and one that has something to do and was not seen to move for this long.
const STANDING: Duration = Duration::from_secs(10);
/// A replica that has not got an event this long after it was recorded is behind.
const BEHIND: f64 = 2.0;

/// How everything is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Health {
    /// healthy, degraded (something is away, sales go on), unhealthy (no sales)
    status: &'static str,
    /// Seconds since the process started.
    uptime: u64,
    /// The primary: connected or disconnected.
    database: &'static str,
    version: &'static str,
    /// The replica: in_step, behind, disconnected, or none.
    replica: &'static str,
    /// How far the replica is behind the primary: what queries answer is as old. Absent if one of the
    /// two does not answer, or there is no replica.
    replica_lag: Option<ReplicaLag>,
    /// connected or disconnected
    redis: &'static str,
    /// Not part of this version: none.
    kafka: &'static str,
    projections: Vec<ProjectionHealth>,
    audit: AuditHealth,
}

/// How far the replica is behind.
#[derive(Clone, Copy, Serialize, ToSchema)]
struct ReplicaLag {
    /// Events it has not got yet.
    events: i64,
    /// For how long the first of them has been there.
    seconds: f64,
}

impl ReplicaLag {
    /// Of a replica that ends at `position`, of a log that ends at `head`.
    async fn of(till: &Till, position: i64, head: i64) -> Option<Self> {
        let events = head - position;
        if events <= 0 {
            return Some(Self { events: 0, seconds: 0.0 });
        }
        let recorded = till.desk.log.recorded_at(position + 1).await.ok()??;
        let waits = Utc::now().signed_duration_since(recorded).as_seconds_f64();
        Some(Self { events, seconds: (waits.max(0.0) * 1000.0).round() / 1000.0 })
    }

    fn is_long(self) -> bool {
        self.events > LAG || self.seconds > BEHIND
    }
}

/// How the log itself is, where the workers read it.
#[derive(Serialize, ToSchema)]
struct AuditHealth {
    /// How far the auditor is on its present walk through the log.
    position: Option<i64>,
    /// ok; fault (the log is damaged); unknown (nobody has looked lately)
    status: &'static str,
    fault: Option<FaultHealth>,
}

/// The first thing in the log that does not fit.
#[derive(Serialize, ToSchema)]
struct FaultHealth {
    position: i64,
    reason: String,
}

impl AuditHealth {
    fn of(standing: Option<AuditStanding>) -> Self {
        let Some(AuditStanding { position, fault, recent }) = standing else {
            return Self { position: None, status: "unknown", fault: None };
        };
        let status = match (&fault, recent) {
            (Some(_), _) => "fault",
            (None, true) => "ok",
            (None, false) => "unknown",
        };
        let fault = fault.map(|(position, reason)| FaultHealth { position, reason });
        Self { position: Some(position), status, fault }
    }
}

/// How a read model is.
#[derive(Serialize, ToSchema)]
struct ProjectionHealth {
    name: &'static str,
    /// The last event in it; absent if it cannot be read.
    position: Option<i64>,
    /// Events it is behind the log.
    lag: Option<i64>,
    /// Events that could not be applied, or wait behind one that could not.
    parked: Option<i64>,
    /// in_step; parked (in step, but for parked events); behind; stalled (it has not moved for a while
    /// though it is behind); parted (it has read what the log does not hold); unknown
    status: &'static str,
}

/// The log's last position on the primary, if the primary answers.
pub(super) async fn log_head(till: &Till) -> Option<i64> {
    let patience = till.read_db.patience().of(PATIENCE);
    tokio::time::timeout(patience, till.desk.log.head()).await.ok()?.ok()
}

/// The same as `/health`, where a proxy hands on /api only.
#[utoipa::path(get, path = "/api/v1/health", tag = "health",
    responses((status = 200, body = Health), (status = 503, body = Health)))]
pub(crate) async fn health_below_api(till: State<Till>) -> (StatusCode, Json<Health>) {
    health(till).await
}

/// How everything is, part by part.
#[utoipa::path(get, path = "/health", tag = "health",
    responses((status = 200, body = Health), (status = 503, body = Health)))]
pub(crate) async fn health(State(till): State<Till>) -> (StatusCode, Json<Health>) {
    let reading = tokio::time::timeout(till.read_db.patience().of(PATIENCE), async {
        let log = &till.log_name;
        let read_db = &till.read_db;
        tokio::join!(
            read_db.positions(),
            read_db.log_head(log),
            read_db.parted(log),
            read_db.audit()
        )
    });
    let (read, redis) = tokio::join!(reading, till.redis.answers());
    let head = log_head(&till).await; // last, so that nothing seems ahead of it
    let (positions, replica_head, parted, standing) = match read {
        Ok((positions, head, parted, audit)) => {
            (positions.ok(), head.ok(), parted.unwrap_or_default(), audit.ok().flatten())
        }
        Err(_) => (None, None, Vec::new(), None),
    };
    let audit = AuditHealth::of(standing);
    let behind = |position: i64| head.map(|head| head - position);
    let status_of = |name, position: Option<i64>| match position.and_then(behind) {
        None => "unknown",
        Some(lag) if lag < 0 || parted.contains(&name) => "parted",
        Some(0) => "in_step",
        Some(_) if till.moves.standing(name, position.unwrap_or(0)) > STANDING => "stalled",
        Some(lag) if lag > LAG => "behind",
        Some(_) => "in_step",
    };
    let projections: Vec<ProjectionHealth> = projections::runtime::names()
        .map(|name| {
            let known = positions.iter().flatten().find(|stands| stands.name == name);
            let position = known.map(|stands| stands.position);
            let parked = known.map(|stands| stands.parked);
            let lag = position.and_then(behind).map(|lag| lag.max(0));
            let status = match (status_of(name, position), parked) {
                ("in_step", Some(1..)) => "parked",
                (status, _) => status,
            };
            ProjectionHealth { name, position, lag, parked, status }
        })
        .collect();
    let replica_lag = match (till.has_replica, replica_head, head) {
        (true, Some(position), Some(head)) => ReplicaLag::of(&till, position, head).await,
        _ => None,
    };
    let replica = match (till.has_replica, replica_head) {
        (false, _) => "none",
        (true, None) => "disconnected",
        (true, Some(_)) if replica_lag.is_some_and(ReplicaLag::is_long) => "behind",
        (true, Some(_)) => "in_step",
    };
    let well = redis
        && matches!(replica, "none" | "in_step")
        && audit.status != "fault"
        && projections.iter().all(|projection| projection.status == "in_step");
    let sells = head.is_some() && till.desk.log.is_usable();
    let (code, status) = match (sells, well) {
        (true, true) => (StatusCode::OK, "healthy"),
        (true, false) => (StatusCode::OK, "degraded"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "unhealthy"),
    };
    let connected = |yes: bool| if yes { "connected" } else { "disconnected" };
    let health = Health {
        status,
        uptime: till.started.elapsed().as_secs(),
        database: connected(head.is_some()),
        version: env!("CARGO_PKG_VERSION"),
        replica,
        replica_lag,
        redis: connected(redis),
        kafka: "none",
        projections,
        audit,
    };
    (code, Json(health))
}

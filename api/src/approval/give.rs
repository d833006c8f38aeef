//! `POST /approvals`

use axum::extract::State;
use chrono::{DateTime, Utc};
use commands::approval::Challenge;
use domain::user::User;
use domain::values::Pin;
use infra::credentials::{Proof, Secret};
use infra::event_log::Loaded;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Body, Fields, Problem, text};
use crate::error::ApiError;
use crate::order::ActorReply;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::Staff;
use crate::state::Till;

/// A challenge, and who answers it: with a PIN or with their password.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ApprovalRequest {
    /// As the refusal that asks for an approval had it.
    challenge: String,
    /// Somebody other than who asked.
    username: String,
    /// 6 digits.
    pin: Option<String>,
    /// Instead of a PIN.
    password: Option<String>,
}

/// An approval, good for the command that was refused, and once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApprovalReply {
    /// To be sent as `X-Approval` with the same command.
    approval: String,
    /// What it is for, in Rupiah.
    amount: i64,
    /// Until when it is good.
    expires_at: DateTime<Utc>,
    approved_by: ActorReply,
}

struct Answer {
    challenge: String,
    username: String,
    secret: Secret,
}

fn read(fields: &mut Fields) -> Option<Answer> {
    let any = |text: &str| Ok(text.to_owned());
    let challenge = fields.required("challenge", text(any));
    let username = fields.required("username", text(any));
    let (with_pin, with_password) = (fields.has("pin"), fields.has("password"));
    let password = fields.optional("password", text(any));
    if with_pin && with_password {
        let one = "is not needed beside a PIN".to_owned();
        fields.refuse("password", Problem("INVALID_FORMAT", one));
    }
    let pin = fields.optional("pin", text(Pin::parse));
    if !with_pin && !with_password {
        fields.refuse("pin", Problem("MISSING_FIELD", "is required, or a password".to_owned()));
    }
    let secret = pin.map(Secret::Pin).or(password.map(Secret::Password));
    Some(Answer { challenge: challenge?, username: username?, secret: secret? })
}

/// Approves a command that was refused to somebody else, with a PIN or a password. Anybody at work
/// may send it: who approves is who proves themselves. A wrong PIN or password counts against the
/// name: five in fifteen minutes, and nobody approves by it for thirty.
#[utoipa::path(post, path = "/api/v1/approvals", tag = "approvals", security(("bearer" = [])),
    request_body = ApprovalRequest,
    responses((status = 201, body = Envelope<ApprovalReply>), Refusals))]
pub(crate) async fn give(
    State(till): State<Till>,
    staff: Staff,
    body: Body,
) -> Result<Reply<Envelope<ApprovalReply>>, ApiError> {
    let caller: Loaded<User> = till.desk.log.load(staff.user_id().get()).await?;
    commands::admitted(&caller)?;
    let answer = body.read(read)?;
    let (hash, now) = (till.desk.log.hash(), Utc::now());
    let challenge = Challenge::read(hash, &answer.challenge, now)
        .map_err(|refusal| ApiError::of_challenge(&refusal))?;
    let proof = till.credentials.prove(&answer.username, &answer.secret, hash, now).await?;
    let approver = match proof {
        Proof::Of(user) => user,
        Proof::Wrong => return Err(ApiError::unproven()),
        Proof::Locked { until } => return Err(ApiError::locked(until, now)),
    };
    let (approval, actor) = commands::approval::give(&till.desk, &challenge, approver).await?;
    Ok(Reply::created(ApprovalReply {
        approval: approval.written(hash),
        amount: challenge.needed().amount.get(),
        expires_at: challenge.good_until(),
        approved_by: (&actor).into(),
    }))
}

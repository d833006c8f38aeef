//! Access tokens: JWT, HS256, half an hour.

use chrono::Utc;
use domain::user::{Login, Permission, Role};
use domain::values::UserId;
use infra::hex::hex;
use infra::keyed_hash::KeyedHash;
use infra::sessions::SessionId;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// How long a token is good for, in seconds.
pub(crate) const LIFETIME: i64 = 1800;
const ISSUER: &str = "kharisma";
const AUDIENCE: &str = "kharisma-api";

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Claims {
    sub: String,
    pub(crate) username: String,
    role: String,
    permissions: Vec<String>,
    iss: String,
    aud: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: String,
    /// The session: whether it goes on is looked up.
    sid: String,
    /// Nothing but replacing the password is allowed.
    #[serde(default, rename = "mustChangePassword")]
    pub(crate) must_change: bool,
}

impl Claims {
    /// Whose token it is.
    pub(crate) fn user_id(&self) -> Option<UserId> {
        self.sub.parse().ok().and_then(|id| UserId::new(id).ok())
    }

    /// The session it was given out for.
    pub(crate) fn session(&self) -> Option<SessionId> {
        SessionId::parse(&self.sid)
    }

    /// The role at login, which may have changed since.
    pub(crate) fn role_at_login(&self) -> Option<Role> {
        Role::named(&self.role)
    }
}

/// Makes and checks tokens. Two keys may be good at once, so that a secret can be replaced while
/// people work: tokens are signed with the one, and say with which.
pub(crate) struct Tokens {
    signing: EncodingKey,
    signed_with: String,
    checking: Vec<(String, DecodingKey)>,
    validation: Validation,
}

/// What a token is made for.
pub(crate) struct Issue<'a> {
    pub(crate) session: &'a SessionId,
    pub(crate) must_change: bool,
}

/// What a key is called: nothing that helps to guess it.
fn key_id(secret: &str) -> String {
    hex(&KeyedHash::new(secret).of("key id", &[])[..4])
}

impl Tokens {
    pub(crate) fn new(secret: &str, previous: Option<&str>) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = 0;
        let key = |secret: &str| (key_id(secret), DecodingKey::from_secret(secret.as_bytes()));
        Self {
            signing: EncodingKey::from_secret(secret.as_bytes()),
            signed_with: key_id(secret),
            checking: std::iter::once(secret).chain(previous).map(key).collect(),
            validation,
        }
    }

    /// A token for that login.
    pub(crate) fn issue(&self, login: &Login, issue: &Issue<'_>) -> Result<String, ApiError> {
        let now = Utc::now().timestamp();
        let granted = Permission::ALL.into_iter().filter(|p| p.granted_to(login.role));
        let claims = Claims {
            sub: login.actor.id.to_string(),
            username: login.actor.username.get().to_string(),
            role: login.role.name().to_owned(),
            permissions: granted.map(|p| p.name().to_owned()).collect(),
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            iat: now,
            nbf: now,
            exp: now + LIFETIME,
            jti: uuid::Uuid::new_v4().to_string(),
            sid: issue.session.as_str().to_owned(),
            must_change: issue.must_change,
        };
        let header =
            Header { kid: Some(self.signed_with.clone()), ..Header::new(Algorithm::HS256) };
        encode(&header, &claims, &self.signing).map_err(|error| ApiError::internal(&error))
    }

    /// What a token says, if it is ours and still good.
    ///
    /// # Errors
    /// 401 `TOKEN_EXPIRED` or `UNAUTHORIZED`.
    pub(crate) fn check(&self, token: &str) -> Result<Claims, ApiError> {
        let not_ours = || ApiError::unauthorized("the token is not one of ours: log in again");
        let kid = decode_header(token).ok().and_then(|header| header.kid).ok_or_else(not_ours)?;
        let key = self.checking.iter().find(|(id, _)| *id == kid);
        let (_, key) = key.ok_or_else(not_ours)?;
        decode::<Claims>(token, key, &self.validation).map(|data| data.claims).map_err(|error| {
            if matches!(error.kind(), ErrorKind::ExpiredSignature) {
                let mut expired = ApiError::unauthorized("the token has expired: log in again");
                expired.info.code = "TOKEN_EXPIRED";
                expired
            } else {
                not_ours()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(exp: i64) -> Claims {
        Claims {
            sub: "1".into(),
            username: "kasir".into(),
            role: "cashier".into(),
            permissions: vec![],
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            iat: 0,
            nbf: 0,
            exp,
            jti: "x".into(),
            sid: "0".repeat(32),
            must_change: false,
        }
    }

    const SECRET: &str = "the right secret";

    fn header(algorithm: Algorithm, secret: &str) -> Header {
        Header { kid: Some(key_id(secret)), ..Header::new(algorithm) }
    }

    fn signed(header: &Header, claims: &Claims, secret: &str) -> String {
        encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
    }

    fn code(tokens: &Tokens, token: &str) -> &'static str {
        tokens.check(token).err().unwrap().info.code
    }

    #[test]
    fn only_our_own_unexpired_tokens_are_good() {
        let tokens = Tokens::new(SECRET, None);
        let later = Utc::now().timestamp() + 60;
        let ours = header(Algorithm::HS256, SECRET);
        let good = signed(&ours, &claims(later), SECRET);
        assert!(tokens.check(&good).is_ok());
        let expired = signed(&ours, &claims(Utc::now().timestamp() - 1), SECRET);
        assert_eq!(code(&tokens, &expired), "TOKEN_EXPIRED", "SEC-06");
        let early = Claims { nbf: later, ..claims(later) };
        let wrong = [
            signed(&ours, &claims(later), "another secret"),
            signed(&header(Algorithm::HS512, SECRET), &claims(later), SECRET),
            signed(&Header::new(Algorithm::HS256), &claims(later), SECRET),
            signed(&header(Algorithm::HS256, "another secret"), &claims(later), SECRET),
            signed(&ours, &Claims { aud: "elsewhere".into(), ..claims(later) }, SECRET),
            signed(&ours, &Claims { iss: "somebody".into(), ..claims(later) }, SECRET),
            signed(&ours, &early, SECRET),
            // {"alg":"none"} and an empty signature
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.".to_owned(),
            good.rsplit_once('.').unwrap().0.to_owned() + ".",
            String::new(),
            "a.b.c".to_owned(),
        ];
        for token in wrong {
            assert_eq!(code(&tokens, &token), "UNAUTHORIZED", "{token}");
        }
    }

    #[test]
    fn a_token_whose_payload_was_changed_is_not_ours() {
        let tokens = Tokens::new(SECRET, None);
        let later = Utc::now().timestamp() + 60;
        let ours = header(Algorithm::HS256, SECRET);
        let (one, other) = (
            signed(&ours, &claims(later), SECRET),
            signed(&ours, &Claims { role: "admin".into(), ..claims(later) }, "another"),
        );
        let part = |token: &str, at| token.split('.').nth(at).unwrap().to_owned();
        let mixed = format!("{}.{}.{}", part(&one, 0), part(&other, 1), part(&one, 2));
        assert_eq!(code(&tokens, &mixed), "UNAUTHORIZED");
    }

    #[test]
    fn what_the_secret_before_signed_stays_good_until_that_one_is_gone_too() {
        let later = Utc::now().timestamp() + 60;
        let before = signed(&header(Algorithm::HS256, "before"), &claims(later), "before");
        assert!(Tokens::new(SECRET, Some("before")).check(&before).is_ok());
        assert_eq!(code(&Tokens::new(SECRET, None), &before), "UNAUTHORIZED");
    }
}

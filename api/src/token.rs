//! Access tokens: JWT, HS256, half an hour.

use chrono::Utc;
use domain::user::{Login, Permission, Role};
use domain::values::UserId;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
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
}

impl Claims {
    /// Whose token it is.
    pub(crate) fn user_id(&self) -> Option<UserId> {
        self.sub.parse().ok().and_then(|id| UserId::new(id).ok())
    }

    /// The role at login, which may have changed since.
    pub(crate) fn role_at_login(&self) -> Option<Role> {
        Role::named(&self.role)
    }
}

/// Makes and checks tokens.
pub(crate) struct Tokens {
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
}

impl Tokens {
    pub(crate) fn new(secret: &str) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.validate_nbf = true;
        validation.leeway = 0;
        Self {
            signing: EncodingKey::from_secret(secret.as_bytes()),
            checking: DecodingKey::from_secret(secret.as_bytes()),
            validation,
        }
    }

    /// A token for that login.
    pub(crate) fn issue(&self, login: &Login) -> Result<String, ApiError> {
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
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
            .map_err(|error| ApiError::internal(&error))
    }

    /// What a token says, if it is ours and still good.
    ///
    /// # Errors
    /// 401 `TOKEN_EXPIRED` or `UNAUTHORIZED`.
    pub(crate) fn check(&self, token: &str) -> Result<Claims, ApiError> {
        decode::<Claims>(token, &self.checking, &self.validation).map(|data| data.claims).map_err(
            |error| {
                if matches!(error.kind(), ErrorKind::ExpiredSignature) {
                    let mut expired = ApiError::unauthorized("the token has expired: log in again");
                    expired.info.code = "TOKEN_EXPIRED";
                    expired
                } else {
                    ApiError::unauthorized("the token is not one of ours: log in again")
                }
            },
        )
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
        }
    }

    fn signed(header: &Header, claims: &Claims, secret: &str) -> String {
        encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
    }

    fn code(tokens: &Tokens, token: &str) -> &'static str {
        tokens.check(token).err().unwrap().info.code
    }

    #[test]
    fn only_our_own_unexpired_tokens_are_good() {
        let tokens = Tokens::new("the right secret");
        let later = Utc::now().timestamp() + 60;
        let header = Header::new(Algorithm::HS256);
        assert!(tokens.check(&signed(&header, &claims(later), "the right secret")).is_ok());
        let expired = signed(&header, &claims(Utc::now().timestamp() - 1), "the right secret");
        assert_eq!(code(&tokens, &expired), "TOKEN_EXPIRED", "SEC-06");
        let foreign = signed(&header, &claims(later), "another secret");
        assert_eq!(code(&tokens, &foreign), "UNAUTHORIZED");
        let other_alg = signed(&Header::new(Algorithm::HS512), &claims(later), "the right secret");
        assert_eq!(code(&tokens, &other_alg), "UNAUTHORIZED");
        let elsewhere = Claims { aud: "elsewhere".into(), ..claims(later) };
        assert_eq!(code(&tokens, &signed(&header, &elsewhere, "the right secret")), "UNAUTHORIZED");
        // {"alg":"none"} and an empty signature
        let none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.";
        assert_eq!(code(&tokens, none), "UNAUTHORIZED");
    }
}

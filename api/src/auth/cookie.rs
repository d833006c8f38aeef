//! The browser's session: its refresh token is in a cookie no script can read. A browser sends a
//! cookie whoever makes it ask, so where one counts, a second token that only our own pages know has to
//! come with it.

use axum::http::{HeaderMap, HeaderValue, header};
use infra::hex::{hex, unhex};
use infra::keyed_hash::KeyedHash;
use infra::sessions::SessionId;

use crate::error::ApiError;
use crate::state::Till;

const NAME: &str = "kh_refresh";
const PURPOSE: &str = "csrf";

/// How a client keeps its refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// By itself: it is in the reply's body.
    Body,
    /// In a cookie of its browser.
    Cookie,
}

/// `?mode=cookie`
pub(super) fn mode(text: &str) -> Result<Keeping, String> {
    match text {
        "cookie" => Ok(Keeping::Cookie),
        "body" => Ok(Keeping::Body),
        _ => Err("must be cookie, or body".to_owned()),
    }
}

/// The refresh token of a request's cookie.
pub(super) fn shown(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|text| text.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| name.trim() == NAME).map(|(_, token)| token.trim())
}

/// Gives a browser its cookie.
pub(super) fn set(till: &Till, token: &str, seconds: i64) -> Result<HeaderValue, ApiError> {
    let secure = if till.secure_cookies { "; Secure" } else { "" };
    let text = format!(
        "{NAME}={token}; Path=/api/v1/auth; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    );
    HeaderValue::try_from(text).map_err(|error| ApiError::internal(&error))
}

/// Takes it away again.
pub(super) fn clear(till: &Till) -> Result<HeaderValue, ApiError> {
    set(till, "", 0)
}

/// What our pages send with the cookie; it is the session's for as long as that goes on.
pub(super) fn csrf_token(hash: &KeyedHash, session: &SessionId) -> String {
    hex(&hash.of(PURPOSE, &[session.as_str().as_bytes()]))
}

/// Whether our own page asks.
pub(super) fn check_csrf(
    hash: &KeyedHash,
    session: &SessionId,
    headers: &HeaderMap,
) -> Result<(), ApiError> {
    let sent = headers.get("x-csrf-token").and_then(|value| value.to_str().ok()).and_then(unhex);
    let right = sent.is_some_and(|sent| hash.is(PURPOSE, &[session.as_str().as_bytes()], &sent));
    if right { Ok(()) } else { Err(ApiError::csrf()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(shown(&headers), None);
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; xkh_refresh=no"));
        assert_eq!(shown(&headers), None);
        headers.append(header::COOKIE, HeaderValue::from_static("c; kh_refresh=f00 ; d=e"));
        assert_eq!(shown(&headers), Some("f00"));
    }

    #[test]
    fn only_the_sessions_own_token_is_right() {
        let hash = KeyedHash::new("secret");
        let session = |digit: &str| SessionId::parse(&digit.repeat(32)).unwrap();
        let right = csrf_token(&hash, &session("a"));
        for (sent, good) in
            [(right.as_str(), true), ("", false), ("zz", false), (&right[2..], false)]
        {
            let headers =
                HeaderMap::from_iter([("x-csrf-token".parse().unwrap(), sent.parse().unwrap())]);
            assert_eq!(check_csrf(&hash, &session("a"), &headers).is_ok(), good, "{sent}");
            assert!(check_csrf(&hash, &session("b"), &headers).is_err(), "another session's");
        }
        assert!(check_csrf(&hash, &session("a"), &HeaderMap::new()).is_err());
    }
}

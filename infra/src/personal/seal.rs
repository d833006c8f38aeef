//! Putting `sealed` in the place of `plain`, and back, in JSON as `Personal` writes it:
//! `{"subject":"customer/5","plain":"Ibu Ratna"}`. Found by its bytes: inside a JSON text a quote has a
//! backslash before it, so no text that anybody typed can look like this.

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD as BASE64;
use domain::values::Subject;
use memchr::memmem::Finder;
use serde_json::value::RawValue;

use super::cipher::DataKey;
use super::keys::{Key, KeyRing};

const SUBJECT: &[u8] = br#"{"subject":""#;
static FIND_SUBJECT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(SUBJECT));
const PLAIN: &[u8] = br#"","plain":"#;
const SEALED: &[u8] = br#"","sealed":""#;
const ERASED: &[u8] = br#"","erased":true}"#;

/// A value about a person, where it stands.
struct Place<'a> {
    subject: &'a str,
    kind: Kind<'a>,
    /// Behind `{"subject":"…`.
    from: usize,
    /// Behind the whole of it.
    to: usize,
}

enum Kind<'a> {
    Plain(&'a [u8]),
    Sealed(&'a [u8]),
    Erased,
}

/// Every value about a person in a JSON text, in order.
fn places(json: &[u8]) -> impl Iterator<Item = Result<Place<'_>, String>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let found = FIND_SUBJECT.find(json.get(at..)?)?;
        let begin = at + found + SUBJECT.len();
        let place = place(json, begin);
        at = place.as_ref().map_or(json.len(), |place| match place.kind {
            Kind::Plain(_) => place.from + PLAIN.len(), // one may stand within another
            Kind::Sealed(_) | Kind::Erased => place.to,
        });
        Some(place)
    })
}

fn place(json: &[u8], begin: usize) -> Result<Place<'_>, String> {
    let wrong = || format!("what stands at byte {begin} is no value about a person");
    let rest = &json[begin..];
    let length = memchr::memchr(b'"', rest).ok_or_else(wrong)?;
    let subject = std::str::from_utf8(&rest[..length]).map_err(|_| wrong())?;
    let (from, rest) = (begin + length, &rest[length..]);
    if let Some(value) = rest.strip_prefix(PLAIN) {
        let mut values = serde_json::Deserializer::from_slice(value).into_iter::<&RawValue>();
        let plain = values.next().and_then(Result::ok).ok_or_else(wrong)?.get().as_bytes();
        let to = from + PLAIN.len() + plain.len();
        if json.get(to) != Some(&b'}') {
            return Err(wrong());
        }
        return Ok(Place { subject, kind: Kind::Plain(plain), from, to: to + 1 });
    }
    if let Some(value) = rest.strip_prefix(SEALED) {
        let length = memchr::memchr(b'"', value).ok_or_else(wrong)?;
        let to = from + SEALED.len() + length + 1;
        if json.get(to) != Some(&b'}') {
            return Err(wrong());
        }
        return Ok(Place { subject, kind: Kind::Sealed(&value[..length]), from, to: to + 1 });
    }
    if rest.starts_with(ERASED) {
        return Ok(Place { subject, kind: Kind::Erased, from, to: from + ERASED.len() });
    }
    Err(wrong())
}

/// Whom a text says something about that is not sealed.
pub(crate) fn subjects_of_plain(json: &[u8]) -> impl Iterator<Item = &str> {
    let plain = |place: &Place<'_>| matches!(place.kind, Kind::Plain(_));
    places(json).filter_map(Result::ok).filter(plain).map(|place| place.subject)
}

/// Whose keys it takes to read a text.
pub(crate) fn subjects_of_sealed(json: &[u8]) -> impl Iterator<Item = &str> {
    let sealed = |place: &Place<'_>| matches!(place.kind, Kind::Sealed(_));
    places(json).filter_map(Result::ok).filter(sealed).map(|place| place.subject)
}

impl KeyRing {
    /// The text with everything about people sealed.
    ///
    /// # Errors
    /// In words: a key is missing, or it is no such text.
    pub(crate) fn seal(&self, json: &str) -> Result<String, String> {
        let mut sealed = Vec::with_capacity(json.len() + 128);
        let mut done = 0;
        for place in places(json.as_bytes()) {
            let Place { subject, kind, from, to } = place?;
            if let (Kind::Plain(plain), true) = (kind, from >= done) {
                let Some(Key::Live(key)) = self.key(subject) else {
                    return Err(format!("there is no key for {subject}"));
                };
                let value = seal_one(key, subject, plain)?;
                sealed.extend_from_slice(&json.as_bytes()[done..from]);
                sealed.extend_from_slice(SEALED);
                sealed.extend_from_slice(value.as_bytes());
                sealed.extend_from_slice(b"\"}");
                done = to;
            }
        }
        sealed.extend_from_slice(&json.as_bytes()[done..]);
        String::from_utf8(sealed).map_err(|error| error.to_string())
    }

    /// The text with everything that was sealed in it opened; what was erased is said to be.
    ///
    /// # Errors
    /// In words: a key is missing, or does not fit.
    pub fn open<'a>(&self, json: &'a [u8]) -> Result<Cow<'a, [u8]>, String> {
        let mut opened = Vec::new();
        let mut done = 0;
        for place in places(json) {
            let Place { subject, kind, from, to } = place?;
            if let (Kind::Sealed(value), true) = (kind, from >= done) {
                opened.extend_from_slice(&json[done..from]);
                match self.key(subject) {
                    Some(Key::Live(key)) => {
                        opened.extend_from_slice(PLAIN);
                        opened.extend_from_slice(&open_one(key, subject, value)?);
                        opened.push(b'}');
                    }
                    Some(Key::Erased) => opened.extend_from_slice(ERASED),
                    None => return Err(format!("the key of {subject} is missing")),
                }
                done = to;
            }
        }
        if done == 0 {
            return Ok(Cow::Borrowed(json));
        }
        opened.extend_from_slice(&json[done..]);
        Ok(Cow::Owned(opened))
    }
}

fn seal_one(key: &DataKey, subject: &str, plain: &[u8]) -> Result<String, String> {
    let sealed = key.seal(subject.as_bytes(), plain);
    Ok(BASE64.encode(sealed.ok_or("the system has no randomness")?))
}

fn open_one(key: &DataKey, subject: &str, sealed: &[u8]) -> Result<Vec<u8>, String> {
    let sealed = BASE64.decode(sealed).ok();
    let plain = sealed.and_then(|sealed| key.open(subject.as_bytes(), &sealed));
    plain.ok_or_else(|| format!("the key of {subject} does not fit"))
}

/// The text with everything erased that it says openly about that person, if it says anything: for rows
/// that hold `Personal` values outside the log.
pub fn erase(json: &str, subject: Subject) -> Option<String> {
    let subject = subject.to_string();
    let mut erased = Vec::with_capacity(json.len());
    let mut done = 0;
    for place in places(json.as_bytes()).filter_map(Result::ok) {
        if place.subject == subject && place.from >= done && !matches!(place.kind, Kind::Erased) {
            erased.extend_from_slice(&json.as_bytes()[done..place.from]);
            erased.extend_from_slice(ERASED);
            done = place.to;
        }
    }
    if done == 0 {
        return None;
    }
    erased.extend_from_slice(&json.as_bytes()[done..]);
    String::from_utf8(erased).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::values::CustomerId;

    const TWO: &str = r#"{"OrderPlaced":{"name":{"subject":"customer/5","plain":"Bu \"{\"subject\":\""},"x":[{"subject":"user/1","plain":{"a":{"b":"}"}}}],"gone":{"subject":"customer/9","erased":true}}}"#;

    fn ring() -> KeyRing {
        KeyRing::of([("customer/5", Some("a")), ("user/1", Some("b"))])
    }

    #[test]
    fn whatever_is_about_people_is_sealed_and_opens_again() {
        assert_eq!(subjects_of_plain(TWO.as_bytes()).collect::<Vec<_>>(), ["customer/5", "user/1"]);
        let sealed = ring().seal(TWO).unwrap();
        assert!(!sealed.contains("plain") && !sealed.contains("Bu "), "{sealed}");
        assert!(serde_json::from_str::<serde_json::Value>(&sealed).is_ok(), "{sealed}");
        assert_eq!(
            subjects_of_sealed(sealed.as_bytes()).collect::<Vec<_>>(),
            ["customer/5", "user/1"]
        );
        assert_eq!(ring().open(sealed.as_bytes()).unwrap(), TWO.as_bytes());
        assert_eq!(ring().seal(&sealed).unwrap(), sealed, "nothing is sealed twice");
    }

    #[test]
    fn without_a_key_there_is_an_error_and_after_an_erasure_a_tombstone() {
        let sealed = ring().seal(TWO).unwrap();
        let without = KeyRing::of([("user/1", Some("b"))]);
        assert!(without.open(sealed.as_bytes()).unwrap_err().contains("customer/5"));
        assert!(without.seal(TWO).is_err());
        let wrong = KeyRing::of([("customer/5", Some("b")), ("user/1", Some("b"))]);
        assert!(wrong.open(sealed.as_bytes()).unwrap_err().contains("does not fit"));
        let erased = KeyRing::of([("customer/5", None), ("user/1", Some("b"))]);
        let text = String::from_utf8(erased.open(sealed.as_bytes()).unwrap().into_owned()).unwrap();
        let gone = r#""name":{"subject":"customer/5","erased":true},"x":[{"subject":"user/1","#;
        assert!(text.contains(gone), "{text}");
        assert!(erased.seal(TWO).is_err(), "nothing new is written about who was forgotten");
    }

    #[test]
    fn rows_forget_one_person_and_keep_the_others() {
        let five = Subject::Customer(CustomerId::new(5).unwrap());
        let left = erase(TWO, five).unwrap();
        assert!(!left.contains("Bu ") && left.contains(r#""user/1","plain""#), "{left}");
        assert!(serde_json::from_str::<serde_json::Value>(&left).is_ok(), "{left}");
        assert_eq!(erase(&left, five), None);
    }

    #[test]
    fn what_is_cut_off_is_an_error_and_no_panic() {
        let sealed = ring().seal(TWO).unwrap();
        for text in [TWO, &sealed] {
            for end in 0..text.len() {
                if text.is_char_boundary(end) {
                    let _ = ring().open(&text.as_bytes()[..end]);
                    let _ = ring().seal(&text[..end]);
                }
            }
        }
    }
}

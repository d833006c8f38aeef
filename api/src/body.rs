//! Reading a JSON body field by field, so that one reply names everything that is wrong with it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use domain::values::{Money, ValueError};
use serde_json::{Map, Value};

use crate::error::{ApiError, Detail};

/// A body, not read yet: who may call is checked before what they say.
pub(crate) struct Body(Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let too_large = |_| {
            let message = "the body is too large, or was cut off: at most 1 MB";
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "VALIDATION_ERROR", message)
        };
        Bytes::from_request(request, state).await.map(Self).map_err(too_large)
    }
}

impl Body {
    /// What was said, in the one form in which two bodies are compared: spaces and the order of
    /// fields do not count.
    pub(crate) fn said(&self) -> Vec<u8> {
        let parsed: Option<Value> = serde_json::from_slice(&self.0).ok();
        parsed.map_or_else(|| self.0.trim_ascii().to_vec(), |value| value.to_string().into_bytes())
    }

    /// Reads the body's fields with `read`, which gets `None` where a required one is wrong.
    ///
    /// # Errors
    /// 400, naming every field that is missing, wrong, or not known here.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Result<T, ApiError> {
        let empty = self.0.iter().all(u8::is_ascii_whitespace);
        let parsed =
            if empty { Ok(Value::Object(Map::new())) } else { serde_json::from_slice(&self.0) };
        let shape = |message: String| {
            let code = Some("INVALID_FORMAT");
            ApiError::invalid(vec![Detail {
                field: "body".into(),
                message,
                code,
                allowed: None,
                required_role: None,
            }])
        };
        let map = match parsed {
            Ok(Value::Object(map)) => map,
            Ok(_) => return Err(shape("must be a JSON object".to_owned())),
            Err(error) => return Err(shape(format!("must be JSON: {error}"))),
        };
        let mut fields = Fields { prefix: String::new(), map, wrong: Vec::new() };
        let read = read(&mut fields);
        fields.refuse_unknown();
        match read {
            Some(value) if fields.wrong.is_empty() => Ok(value),
            _ => Err(ApiError::invalid(fields.wrong)),
        }
    }
}

/// What is wrong with a value: the finer code, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem(pub &'static str, pub String);

impl From<ValueError> for Problem {
    fn from(error: ValueError) -> Self {
        let code = match error {
            ValueError::Length { .. } => "INVALID_LENGTH",
            ValueError::Range { .. }
            | ValueError::Thousandths { .. }
            | ValueError::AtLeast { .. } => "INVALID_RANGE",
            ValueError::Format(_) => "INVALID_FORMAT",
        };
        Self(code, error.to_string())
    }
}

fn must_be(what: &str) -> Problem {
    Problem("INVALID_FORMAT", format!("must be {what}"))
}

/// The fields of a JSON object.
pub(crate) struct Fields {
    prefix: String,
    map: Map<String, Value>,
    wrong: Vec<Detail>,
}

impl Fields {
    /// A field that must be there.
    pub(crate) fn required<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&Value) -> Result<T, Problem>,
    ) -> Option<T> {
        match self.map.remove(name) {
            Some(value) if !value.is_null() => self.take(name, read(&value)),
            _ => self.take(name, Err(Problem("MISSING_FIELD", "is required".to_owned()))),
        }
    }

    /// A field that may be missing or null.
    pub(crate) fn optional<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&Value) -> Result<T, Problem>,
    ) -> Option<T> {
        match self.map.remove(name) {
            Some(value) if !value.is_null() => self.take(name, read(&value)),
            _ => None,
        }
    }

    /// A field to change: missing leaves it as it is, null takes it away.
    #[allow(clippy::option_option)] // missing and null are two things
    pub(crate) fn change<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&Value) -> Result<T, Problem>,
    ) -> Option<Option<T>> {
        let value = self.map.remove(name)?;
        if value.is_null() { Some(None) } else { self.take(name, read(&value)).map(Some) }
    }

    /// A field that must be there, but may be null.
    #[allow(clippy::option_option)] // wrong and null are two things
    pub(crate) fn nullable<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&Value) -> Result<T, Problem>,
    ) -> Option<Option<T>> {
        match self.map.remove(name) {
            Some(Value::Null) => Some(None),
            Some(value) => self.take(name, read(&value)).map(Some),
            None => self.take(name, Err(Problem("MISSING_FIELD", "is required".to_owned()))),
        }
    }

    /// Whether a field is there, and not null.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(|value| !value.is_null())
    }

    /// Says what is wrong with a field.
    pub(crate) fn refuse(&mut self, name: &str, problem: Problem) {
        self.take::<()>(name, Err(problem));
    }

    /// A field that is a list; missing or null is an empty one.
    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        at_most: usize,
        read: impl Fn(&Value) -> Result<T, Problem>,
    ) -> Vec<T> {
        let items = match self.map.remove(name) {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(items)) if items.len() <= at_most => items,
            Some(Value::Array(_)) => {
                let message = format!("may hold {at_most} at most");
                self.take::<()>(name, Err(Problem("INVALID_LENGTH", message)));
                return Vec::new();
            }
            Some(_) => {
                self.take::<()>(name, Err(must_be("a list")));
                return Vec::new();
            }
        };
        let mut all = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            all.extend(self.take(&format!("{name}[{i}]"), read(item)));
        }
        all
    }

    /// A field that is a list of objects; none if it is missing or null.
    pub(crate) fn objects<T>(
        &mut self,
        name: &str,
        at_most: usize,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        if !self.has(name) {
            self.map.remove(name);
            return None;
        }
        let items = self.list(name, at_most, |item| Ok(item.clone()));
        let mut all = Vec::with_capacity(items.len());
        for (i, item) in items.into_iter().enumerate() {
            let Value::Object(map) = item else {
                self.take::<()>(&format!("{name}[{i}]"), Err(must_be("an object")));
                continue;
            };
            let prefix = format!("{}{name}[{i}].", self.prefix);
            let mut inner = Self { prefix, map, wrong: std::mem::take(&mut self.wrong) };
            all.extend(read(&mut inner));
            inner.refuse_unknown();
            self.wrong = inner.wrong;
        }
        Some(all)
    }

    /// A field that a new thing must have, and a change of one may.
    pub(crate) fn given<T>(
        &mut self,
        new: bool,
        name: &str,
        read: impl FnOnce(&Value) -> Result<T, Problem>,
    ) -> Option<T> {
        if new { self.required(name, read) } else { self.optional(name, read) }
    }

    /// A field that is an object to change: missing leaves it as it is, null takes it away.
    #[allow(clippy::option_option)] // missing and null are two things
    pub(crate) fn change_object<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.map.get(name)? {
            Value::Null => {
                self.map.remove(name);
                Some(None)
            }
            _ => self.object(name, read).map(Some),
        }
    }

    /// A field that is an object of its own; missing or null is an empty one.
    pub(crate) fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let map = match self.map.remove(name) {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(map)) => map,
            Some(_) => {
                self.take::<()>(name, Err(must_be("an object")));
                Map::new()
            }
        };
        let prefix = format!("{}{name}.", self.prefix);
        let mut inner = Self { prefix, map, wrong: std::mem::take(&mut self.wrong) };
        let value = read(&mut inner);
        inner.refuse_unknown();
        self.wrong = inner.wrong;
        value
    }

    /// Whether a field was sent, if only as null.
    pub(crate) fn was_sent(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    fn take<T>(&mut self, name: &str, read: Result<T, Problem>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(Problem(code, message)) => {
                let field = format!("{}{name}", self.prefix);
                self.wrong.push(Detail {
                    field,
                    message,
                    code: Some(code),
                    allowed: None,
                    required_role: None,
                });
                None
            }
        }
    }

    /// A field we do not know is a mistake, or a wish we would silently not fulfil.
    fn refuse_unknown(&mut self) {
        for name in std::mem::take(&mut self.map).into_iter().map(|(name, _)| name) {
            let problem = Problem("INVALID_FORMAT", "is not known here".to_owned());
            self.take::<()>(&name, Err(problem));
        }
    }
}

/// A text, made into a value.
pub(crate) fn text<T>(
    parse: impl Fn(&str) -> Result<T, ValueError>,
) -> impl Fn(&Value) -> Result<T, Problem> {
    move |value| match value.as_str() {
        Some(text) => Ok(parse(text)?),
        None => Err(must_be("a text")),
    }
}

/// A whole number, made into a value.
pub(crate) fn number<T>(
    parse: impl Fn(i64) -> Result<T, ValueError>,
) -> impl Fn(&Value) -> Result<T, Problem> {
    move |value| match whole(value) {
        Some(number) => Ok(parse(number)?),
        None => Err(must_be("a whole number")),
    }
}

/// A number with at most three decimals, made into a value by its thousandths: `1.5` is 1,500.
pub(crate) fn thousandths<T>(
    parse: impl Fn(i64) -> Result<T, ValueError>,
) -> impl Fn(&Value) -> Result<T, Problem> {
    decimal(3, parse)
}

/// A number with at most so many decimals, made into a value by the whole number of its smallest
/// parts: with three places 1.5 is read as 1500. No float is reckoned with.
pub(crate) fn decimal<T>(
    places: usize,
    parse: impl Fn(i64) -> Result<T, ValueError>,
) -> impl Fn(&Value) -> Result<T, Problem> {
    move |value| {
        let wrong = || must_be(&format!("a number with at most {places} decimals"));
        let Value::Number(number) = value else { return Err(wrong()) };
        let text = number.to_string();
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > places {
            return Err(wrong());
        }
        let parts = format!("{whole}{decimals:0<places$}").parse().map_err(|_| wrong())?;
        Ok(parse(parts)?)
    }
}

/// True or false.
pub(crate) fn yes_or_no(value: &Value) -> Result<bool, Problem> {
    value.as_bool().ok_or_else(|| must_be("true or false"))
}

/// Whole Rupiah; `85000.00` is one too (K-01). Whether the amount makes sense is for the rules.
pub(crate) fn rupiah(value: &Value) -> Result<Money, Problem> {
    whole(value).map(Money::rupiah).ok_or_else(|| must_be("a whole amount of Rupiah"))
}

#[allow(clippy::cast_possible_truncation)] // checked to be a whole number below 2^53
fn whole(value: &Value) -> Option<i64> {
    let Value::Number(number) = value else { return None };
    number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64)
    })
}

/// One of a few names, in any case (K-45).
pub(crate) fn one_of<T: Copy>(
    known: &[T],
    name: impl Fn(T) -> &'static str,
) -> impl Fn(&Value) -> Result<T, Problem> {
    move |value| {
        let text = value.as_str().unwrap_or_default().to_ascii_lowercase();
        known.iter().copied().find(|one| name(*one) == text).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|one| name(*one)).collect();
            Problem("INVALID_ENUM", format!("must be one of {}", names.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::values::{EmployeeId, Plate, Quantity};

    fn body(json: &str) -> Body {
        Body(Bytes::copy_from_slice(json.as_bytes()))
    }

    fn wrong<T>(read: Result<T, ApiError>) -> Vec<(String, &'static str)> {
        let error = read.err().unwrap();
        assert_eq!(error.status, StatusCode::BAD_REQUEST);
        error.info.details.into_iter().map(|d| (d.field, d.code.unwrap())).collect()
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let json = r#"{"plate": "", "ids": [1, 0, "x"], "who": {"age": 3}, "amount": 1.5}"#;
        let found = wrong(body(json).read(|f| {
            let _plate = f.optional("plate", text(Plate::parse));
            let _ids = f.list("ids", 9, number(EmployeeId::new));
            f.object("who", |who| who.required("name", text(Plate::parse)));
            let _amount = f.optional("amount", rupiah);
            f.required("total", rupiah)
        }));
        let expected = [
            ("plate", "INVALID_LENGTH"),
            ("ids[1]", "INVALID_RANGE"),
            ("ids[2]", "INVALID_FORMAT"),
            ("who.name", "MISSING_FIELD"),
            ("who.age", "INVALID_FORMAT"),
            ("amount", "INVALID_FORMAT"),
            ("total", "MISSING_FIELD"),
        ];
        assert_eq!(found, expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn what_is_missing_stays_and_what_is_null_goes() {
        let read = |json| body(json).read(|f| Some(f.change("plate", text(Plate::parse)))).unwrap();
        assert_eq!(read("{}"), None);
        assert_eq!(read(r#"{"plate": null}"#), Some(None));
        assert_eq!(read(r#"{"plate": "B 1 KH"}"#), Some(Plate::parse("B 1 KH").ok()));
    }

    #[test]
    fn a_body_that_is_no_object_is_refused() {
        for bad in ["[]", "1", "{", "null", "\u{0}", &"[".repeat(10_000)] {
            assert_eq!(wrong(body(bad).read(|_| Some(()))).len(), 1, "{bad}");
        }
        assert!(body("").read(|_| Some(())).is_ok(), "no body is an empty one");
    }

    #[test]
    fn decimals_are_read_to_the_last_place_and_no_further() {
        let read = |json| body(json).read(|f| f.required("km", decimal(3, Ok)));
        for (json, parts) in [
            (r#"{"km": 2}"#, 2000),
            (r#"{"km": 2.50}"#, 2500),
            (r#"{"km": 0.001}"#, 1),
            (r#"{"km": 0.3}"#, 300),
            (r#"{"km": -0.5}"#, -500),
        ] {
            assert_eq!(read(json).unwrap(), parts, "{json}");
        }
        for bad in [r#"{"km": 0.0001}"#, r#"{"km": 1e300}"#, r#"{"km": "2"}"#, r#"{"km": 1e-7}"#] {
            assert_eq!(wrong(read(bad)), [("km".to_owned(), "INVALID_FORMAT")], "{bad}");
        }
    }

    #[test]
    fn whole_amounts_may_be_written_with_decimals() {
        let read = |json| body(json).read(|f| f.required("amount", rupiah));
        assert_eq!(read(r#"{"amount": 85000.00}"#).unwrap(), Money::rupiah(85_000), "VAL-11");
        for bad in [r#"{"amount": 0.5}"#, r#"{"amount": 1e300}"#, r#"{"amount": "5"}"#] {
            assert_eq!(wrong(read(bad))[0].1, "INVALID_FORMAT", "{bad}");
        }
    }

    #[test]
    fn decimals_are_read_to_the_thousandth() {
        let read = |json: &str| {
            body(&format!(r#"{{"kg": {json}}}"#)).read(|f| f.required("kg", thousandths(Ok)))
        };
        for (json, thousandths) in [
            ("1.5", 1_500),
            ("0.1", 100),
            ("1.005", 1_005), // as floats, times a thousand: 1004.9999999999999
            ("4.35", 4_350),
            ("999999.999", 999_999_999),
            ("2.500", 2_500),
            ("7", 7_000),
            ("1e2", 100_000),
            ("-0.5", -500),
            ("-3", -3_000),
            ("0", 0),
        ] {
            assert_eq!(read(json).unwrap(), thousandths, "{json}");
        }
        for bad in ["1.0005", "1e-4", "1e300", "9223372036854775807", r#""1.5""#, "true", "[]"] {
            assert_eq!(wrong(read(bad)), [("kg".to_owned(), "INVALID_FORMAT")], "{bad}");
        }
        let weight = |f: &mut Fields| f.required("kg", thousandths(Quantity::thousandths));
        let found = wrong(body(r#"{"kg": -0.5}"#).read(weight));
        assert_eq!(found, [("kg".to_owned(), "INVALID_RANGE")]);
    }

    proptest::proptest! {
        #[test]
        fn every_thousandth_that_is_written_is_read(milli in -10_000_000_000_i64..=10_000_000_000) {
            let sign = if milli < 0 { "-" } else { "" };
            let (whole, part) = (milli.abs() / 1000, milli.abs() % 1000);
            let json = format!(r#"{{"kg": {sign}{whole}.{part:03}}}"#);
            let read = body(&json).read(|f| f.required("kg", thousandths(Ok)));
            proptest::prop_assert_eq!(read.ok(), Some(milli));
        }
    }
}

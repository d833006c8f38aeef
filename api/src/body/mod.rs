//! Reading a JSON body field by field, so that one reply names everything that is wrong with it.

mod fields;
mod values;

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use domain::values::ValueError;
use serde_json::{Map, Value};

pub(crate) use fields::Fields;
pub(crate) use values::{decimal, number, one_of, rupiah, text, thousandths, yes_or_no};

use crate::error::{ApiError, Detail};

/// How long a body may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(15);

/// A body, not read yet: who may call is checked before what they say.
pub(crate) struct Body(Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let too_large = |_| {
            let message = "the body is too large, or was cut off: at most 1 MB";
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "VALIDATION_ERROR", message)
        };
        // Whoever sends it bit by bit holds nothing of ours for longer than that.
        match tokio::time::timeout(ARRIVAL, Bytes::from_request(request, state)).await {
            Ok(read) => read.map(Self).map_err(too_large),
            Err(_) => Err(ApiError::too_slow()),
        }
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
            ApiError::invalid(vec![Detail::of("body", message, "INVALID_FORMAT")])
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::values::{EmployeeId, Money, Plate, Quantity};

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

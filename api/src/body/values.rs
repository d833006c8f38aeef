//! JSON values, made into values of the domain.

use domain::values::{Money, ValueError};
use serde_json::Value;

use super::{Problem, must_be};

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

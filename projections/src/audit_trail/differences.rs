//! What is other after than before, field by field.

use domain::order::ServiceType;
use serde_json::{Map, Value};

/// A field that is another now. Data about a person stands in it as events hold it, with its subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which, such as `price.pricing.total` or `addresses[1].label`.
    pub field: String,
    /// What it was; null if there was nothing.
    pub old: Value,
    /// What it is; null if there is nothing any more.
    pub new: Value,
}

/// Counters and clocks that move with every event, and what nobody is to see.
const NOISE: [&str; 7] =
    ["updatedAt", "changedAt", "version", "sequence", "lastAddress", "tokenHash", "registeredAt"];
/// What rules group by and people do not.
const WRAPPERS: [&str; 5] = ["worker", "record", "actor", "calendar", "item"];

/// What differs between two states. Of lists of the same length element by element; else what left the
/// list, and what came.
pub(super) fn between(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(String::new(), &named(before), &named(after), &mut found);
    found
}

fn compare(field: String, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    if let (Value::Object(one), Value::Object(other)) = (before, after)
        && !is_about_a_person(one)
        && !is_about_a_person(other)
    {
        let only_after = other.keys().filter(|name| !one.contains_key(*name));
        for name in one.keys().chain(only_after) {
            let part = |of: &Map<String, Value>| of.get(name).cloned().unwrap_or_default();
            compare(below(&field, name), &part(one), &part(other), found);
        }
        return;
    }
    if let (Value::Array(one), Value::Array(other)) = (before, after) {
        if one.len() == other.len() {
            for (n, (before, after)) in one.iter().zip(other).enumerate() {
                compare(format!("{field}[{n}]"), before, after, found);
            }
        } else {
            let (old, new) = (without(one, other), without(other, one));
            found.push(Difference { field, old: Value::Array(old), new: Value::Array(new) });
        }
        return;
    }
    found.push(Difference { field, old: before.clone(), new: after.clone() });
}

fn below(field: &str, name: &str) -> String {
    match field {
        "" if WRAPPERS.contains(&name) => String::new(),
        "" => name.to_owned(),
        field => format!("{field}.{name}"),
    }
}

/// Those of `these` that `others` has no match for.
fn without(these: &[Value], others: &[Value]) -> Vec<Value> {
    let mut left = others.to_vec();
    let unmatched = |value: &&Value| match left.iter().position(|other| other == *value) {
        Some(at) => {
            left.swap_remove(at);
            false
        }
        None => true,
    };
    these.iter().filter(unmatched).cloned().collect()
}

/// `{"subject": …, "plain": …}`
fn is_about_a_person(fields: &Map<String, Value>) -> bool {
    fields.contains_key("subject") && fields.len() == 2
}

/// The same with fields named as the API names them, without the noise.
fn named(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| (camel(name), named(value));
            let fields = fields.iter().map(field);
            Value::Object(fields.filter(|(name, _)| !NOISE.contains(&name.as_str())).collect())
        }
        Value::Array(values) => Value::Array(values.iter().map(named).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// `scheduled_at` is `scheduledAt`; services have their own names.
fn camel(name: &str) -> String {
    if ServiceType::ALL.iter().any(|service| service.name() == name) {
        return name.to_owned();
    }
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(before: &Value, after: &Value) -> Vec<(String, Value, Value)> {
        let differences = between(before, after);
        differences.into_iter().map(|found| (found.field, found.old, found.new)).collect()
    }

    fn one(field: &str, old: Value, new: Value) -> (String, Value, Value) {
        (field.to_owned(), old, new)
    }

    #[test]
    fn only_what_differs_is_told_by_its_path() {
        let before = json!({
            "worker": {"id": 1, "name": {"subject": "employee/1", "plain": "Ahmad"}},
            "outlet_id": 1, "status": "active", "version": 3,
        });
        let mut after = before.clone();
        after["worker"]["name"]["plain"] = json!("Ahmad Yani");
        after["status"] = json!("inactive");
        after["version"] = json!(4);
        let mut expected = vec![
            one("name", before["worker"]["name"].clone(), after["worker"]["name"].clone()),
            one("status", json!("active"), json!("inactive")),
        ];
        let mut differences = found(&before, &after);
        differences.sort_by(|one, other| one.0.cmp(&other.0));
        expected.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(differences, expected);
        assert_eq!(found(&before, &before), []);
    }

    #[test]
    fn what_comes_or_goes_is_told_as_a_whole() {
        let before = json!({"started_at": null, "tax": {"car_wash": 0, "laundry": 5}});
        let after = json!({"started_at": "03:00", "tax": {"car_wash": 1_000, "laundry": 5}});
        let expected = [
            one("startedAt", Value::Null, json!("03:00")),
            one("tax.car_wash", json!(0), json!(1_000)),
        ];
        assert_eq!(found(&before, &after), expected);
        let kept = json!({"standing": "Active"});
        let gone = json!({"standing": {"Inactive": {"reason": null}}});
        let standing = one("standing", json!("Active"), gone["standing"].clone());
        assert_eq!(found(&kept, &gone), [standing]);
    }

    #[test]
    fn of_lists_it_is_told_what_left_and_what_came() {
        let lines = |prices: &[i64]| {
            let line = |price: &i64| json!({"no": 1, "unit_price": price});
            json!({"lines": prices.iter().map(line).collect::<Vec<_>>()})
        };
        let same_length = found(&lines(&[5, 6]), &lines(&[5, 7]));
        assert_eq!(same_length, [one("lines[1].unitPrice", json!(6), json!(7))]);
        let line = |price: i64| json!([{"no": 1, "unitPrice": price}]);
        let longer = found(&lines(&[5, 5]), &lines(&[5, 7, 5]));
        assert_eq!(longer, [one("lines", json!([]), line(7))]);
        let shorter = found(&lines(&[5, 5, 9]), &lines(&[5, 9]));
        assert_eq!(shorter, [one("lines", line(5), json!([]))]);
    }
}

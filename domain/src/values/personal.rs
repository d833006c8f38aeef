//! Data about a person, marked as such wherever it stands in an event.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{CustomerId, EmployeeId, OrderId, UserId, ValueError};

/// Whom personal data is about. Encryption and erasure go by subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A customer with a record.
    Customer(CustomerId),
    /// Somebody without a record, known by one order only.
    WalkIn(OrderId),
    /// A paid worker.
    Employee(EmployeeId),
    /// A login.
    User(UserId),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Customer(id) => write!(f, "customer/{id}"),
            Self::WalkIn(id) => write!(f, "walk-in/{id}"),
            Self::Employee(id) => write!(f, "employee/{id}"),
            Self::User(id) => write!(f, "user/{id}"),
        }
    }
}

impl std::str::FromStr for Subject {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::Format("must be a subject such as customer/5");
        let Some((kind, id)) = text.split_once('/') else { return Err(wrong) };
        let Ok(id) = id.parse::<i64>() else { return Err(wrong) };
        match kind {
            "customer" => CustomerId::new(id).map(Self::Customer),
            "walk-in" => OrderId::new(id).map(Self::WalkIn),
            "employee" => EmployeeId::new(id).map(Self::Employee),
            "user" => UserId::new(id).map(Self::User),
            _ => Err(wrong),
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A value about a person: name, phone, address, e-mail, plate or free text.
///
/// Stored as `{"subject":"customer/5","plain":…}`. Encryption per person can later put `sealed` in
/// the place of `plain` without another event shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Personal<T> {
    subject: Subject,
    plain: T,
}

impl<T> Personal<T> {
    /// Marks `value` as being about `subject`.
    pub const fn about(subject: Subject, value: T) -> Self {
        Self { subject, plain: value }
    }

    /// Whom it is about.
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// The value, for those who may see it.
    pub const fn get(&self) -> &T {
        &self.plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_stored_beside_the_value() {
        let name = Personal::about(Subject::WalkIn(OrderId::new(7).unwrap()), "Budi".to_owned());
        let json = serde_json::to_string(&name).unwrap();
        assert_eq!(json, r#"{"subject":"walk-in/7","plain":"Budi"}"#);
        assert_eq!(serde_json::from_str::<Personal<String>>(&json).unwrap(), name);
        assert!(
            serde_json::from_str::<Personal<String>>(r#"{"subject":"cat/7","plain":""}"#).is_err()
        );
    }
}

//! Data about a person, marked as such wherever it stands in an event.

use serde::de::Error as _;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{CustomerId, EmployeeId, OrderId, UserId, ValueError};

/// Whom personal data is about. Encryption and erasure go by subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// Something that may be said about a person, and may have to be forgotten.
pub trait Erasable {
    /// What stands in its place when it was.
    fn tombstone() -> Self;
}

/// What is shown in place of a text that was erased: Indonesian for "deleted".
pub const ERASED: &str = "(dihapus)";

impl Erasable for String {
    fn tombstone() -> Self {
        ERASED.to_owned()
    }
}

/// A value about a person: name, phone, address, e-mail, plate or free text.
///
/// Serialized as `{"subject":"customer/5","plain":…}`. The log puts `sealed` in the place of `plain`
/// where it stores one. What was erased is `{"subject":"customer/5","erased":true}`, and reads as a
/// tombstone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personal<T> {
    subject: Subject,
    plain: T,
    erased: bool,
}

impl<T> Personal<T> {
    /// Marks `value` as being about `subject`.
    pub const fn about(subject: Subject, value: T) -> Self {
        Self { subject, plain: value, erased: false }
    }

    /// Whom it is about.
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// The value, for those who may see it; a tombstone if it was erased.
    pub const fn get(&self) -> &T {
        &self.plain
    }

    /// The value, unless it was erased.
    pub const fn known(&self) -> Option<&T> {
        if self.erased { None } else { Some(&self.plain) }
    }

    /// Leaves a tombstone only.
    pub fn erase(&mut self)
    where
        T: Erasable,
    {
        (self.plain, self.erased) = (T::tombstone(), true);
    }

    /// Whether only a tombstone is left.
    pub const fn is_erased(&self) -> bool {
        self.erased
    }
}

impl<T: Serialize> Serialize for Personal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Personal", 2)?;
        fields.serialize_field("subject", &self.subject)?;
        if self.erased {
            fields.serialize_field("erased", &true)?;
        } else {
            fields.serialize_field("plain", &self.plain)?;
        }
        fields.end()
    }
}

impl<'de, T: Deserialize<'de> + Erasable> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(bound(deserialize = "T: Deserialize<'de>"))]
        struct Stored<T> {
            subject: Subject,
            #[serde(default = "none")]
            plain: Option<T>,
            #[serde(default)]
            erased: bool,
        }
        fn none<T>() -> Option<T> {
            None
        }
        let Stored { subject, plain, erased } = Stored::<T>::deserialize(deserializer)?;
        match (plain, erased) {
            (Some(plain), false) => Ok(Self { subject, plain, erased }),
            (None, true) => Ok(Self { subject, plain: T::tombstone(), erased }),
            (None, false) => Err(D::Error::custom("it is sealed: its subject's key is needed")),
            (Some(_), true) => Err(D::Error::custom("what was erased cannot be there")),
        }
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

    #[test]
    fn what_was_erased_reads_as_a_tombstone_and_stays_one() {
        let json = r#"{"subject":"walk-in/7","erased":true}"#;
        let gone: Personal<String> = serde_json::from_str(json).unwrap();
        assert_eq!((gone.get().as_str(), gone.known()), (ERASED, None));
        assert_eq!(serde_json::to_string(&gone).unwrap(), json);
        for wrong in [
            r#"{"subject":"walk-in/7"}"#,
            r#"{"subject":"walk-in/7","sealed":"AAAA"}"#,
            r#"{"subject":"walk-in/7","plain":"Budi","erased":true}"#,
        ] {
            assert!(serde_json::from_str::<Personal<String>>(wrong).is_err(), "{wrong}");
        }
    }
}

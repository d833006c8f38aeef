//! The fields of a JSON object, each taken once; what is left over is refused.

use serde_json::{Map, Value};

use super::{Problem, must_be};
use crate::error::Detail;

/// The fields of a JSON object.
pub(crate) struct Fields {
    pub(super) prefix: String,
    pub(super) map: Map<String, Value>,
    pub(super) wrong: Vec<Detail>,
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

    /// Says what is wrong with a field, which is not read any more then.
    pub(crate) fn refuse(&mut self, name: &str, problem: Problem) {
        self.map.remove(name);
        self.take::<()>(name, Err(problem));
    }

    /// Whether a field holds nothing: no list, or one without items.
    pub(crate) fn is_empty(&self, name: &str) -> bool {
        let items = self.map.get(name).and_then(Value::as_array);
        !self.has(name) || items.is_some_and(Vec::is_empty)
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
        if self.map.get(name)?.is_null() {
            self.map.remove(name);
            return Some(None);
        }
        self.object(name, read).map(Some)
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
                self.wrong.push(Detail::of(&field, message, code));
                None
            }
        }
    }

    /// A field we do not know is a mistake, or a wish we would silently not fulfil.
    pub(super) fn refuse_unknown(&mut self) {
        for name in std::mem::take(&mut self.map).into_iter().map(|(name, _)| name) {
            let problem = Problem("INVALID_FORMAT", "is not known here".to_owned());
            self.take::<()>(&name, Err(problem));
        }
    }
}

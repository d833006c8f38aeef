//! Looking for customers by what they say: a part of the name, a phone, a plate, a card.

use super::terms::{Term, digits, letters_and_digits, words};
use crate::list::{Conditions, Value};
use domain::values::Phone;

/// What somebody said, as it is looked for: any of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// Words of a name, each the beginning of one of theirs.
    words: Vec<String>,
    /// Patterns of other terms, of which one must fit.
    terms: Vec<(Term, String)>,
}

impl Said {
    /// A name, or some of it.
    pub(super) fn name(text: &str) -> Self {
        Self { words: longest_first(words(text)), terms: Vec::new() }
    }

    /// A phone, in any form. `whole_only`: not a beginning of one.
    pub(super) fn phone(text: &str, whole_only: bool) -> Self {
        let patterns = phone_patterns(text, whole_only).into_iter();
        Self { words: Vec::new(), terms: patterns.map(|p| (Term::Phone, p)).collect() }
    }

    /// Any of all that.
    pub(super) fn anything(text: &str, whole_phones_only: bool) -> Self {
        let mut said = Self::name(text);
        said.terms = Self::phone(text, whole_phones_only).terms;
        let plain = letters_and_digits(text);
        if plain.len() >= 2 {
            said.terms.push((Term::Plate, format!("{plain}%")));
            said.terms.push((Term::Card, format!("{plain}%")));
        }
        said
    }

    /// A statement that finds the ids of customers, each once.
    pub(super) fn found(&self) -> (String, Vec<Value>) {
        let mut parts = Vec::new();
        let mut bound = Vec::new();
        if let Some((first, others)) = self.words.split_first() {
            let mut all = Conditions::default().and(NAMED, [starts(first)]);
            for other in others {
                all = all
                    .and(format!("EXISTS ({WORD} = t.customer_id AND {W_NAMED})"), [starts(other)]);
            }
            let part = all.statement("SELECT t.customer_id AS id FROM customer_terms AS t", "");
            parts.push(part.sql);
            bound.extend(part.bound);
        }
        if !self.terms.is_empty() {
            let (any, patterns) = self.any_term("t").any();
            parts
                .push(format!("SELECT t.customer_id AS id FROM customer_terms AS t WHERE ({any})"));
            bound.extend(patterns);
        }
        match &parts[..] {
            [] => ("SELECT 0 AS id FROM DUAL WHERE FALSE".to_owned(), bound),
            // UNION leaves each in once.
            [one] => (format!("{one} GROUP BY t.customer_id"), bound),
            _ => (parts.join(" UNION "), bound),
        }
    }

    /// The same as a condition on a row of customers.
    pub(super) fn holds(&self) -> (String, Vec<Value>) {
        let mut either = Conditions::default();
        if !self.words.is_empty() {
            let one = format!("EXISTS ({WORD} = c.id AND {W_NAMED})");
            let all = vec![one; self.words.len()].join(" AND ");
            either = either.and(format!("({all})"), self.words.iter().map(|word| starts(word)));
        }
        if !self.terms.is_empty() {
            let (any, patterns) = self.any_term("w").any();
            either = either.and(format!("EXISTS ({WORD} = c.id AND ({any}))"), patterns);
        }
        let (any, bound) = either.any();
        (format!("({any})"), bound)
    }

    fn any_term(&self, table: &str) -> Conditions {
        self.terms.iter().fold(Conditions::default(), |any, (kind, pattern)| {
            let sql = format!("({table}.kind = '{}' AND {table}.term LIKE ?)", kind.name());
            any.and(sql, [pattern.as_str().into()])
        })
    }
}

const NAMED: &str = "t.kind = 'name' AND t.term LIKE ?";
const W_NAMED: &str = "w.kind = 'name' AND w.term LIKE ?";
const WORD: &str = "SELECT 1 FROM customer_terms AS w WHERE w.customer_id";

/// Words hold letters and digits only: no patterns by themselves.
fn starts(word: &str) -> Value {
    format!("{word}%").into()
}

/// The longest word fits the fewest: it is looked up, the others are looked at.
fn longest_first(mut words: Vec<String>) -> Vec<String> {
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.dedup();
    words
}

/// Patterns of what may be a phone or the beginning of one, in any form; none if it is neither.
fn phone_patterns(text: &str, whole_only: bool) -> Vec<String> {
    let phone_like = text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
    let typed: String = text.chars().filter(char::is_ascii_digit).collect();
    if !phone_like || typed.len() < 3 {
        return Vec::new();
    }
    if whole_only {
        return Phone::parse(text).iter().map(digits).collect();
    }
    let plus = text.trim_start_matches(['(', ' ']).starts_with('+');
    let international = typed.strip_prefix("00").or_else(|| plus.then_some(typed.as_str()));
    let national = match international {
        Some(whole) => whole.strip_prefix("62"),
        None => typed.strip_prefix("62").or_else(|| typed.strip_prefix('0')),
    };
    let here = |national: &str| format!("62{}%", national.strip_prefix('0').unwrap_or(national));
    match (national, international) {
        (Some(national), _) => vec![here(national)],
        (None, Some(whole)) => vec![format!("{whole}%")],
        // Typed without its zero, or a number of the town that has none.
        (None, None) => vec![here(&typed), format!("{typed}%")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_looked_for_in_any_form_by_how_it_begins() {
        let finds = |typed: &str, stored: &str| {
            let fits = |pattern: String| stored.starts_with(pattern.trim_end_matches('%'));
            phone_patterns(typed, false).into_iter().any(fits)
        };
        let mobile = digits(&Phone::parse("0812-3456-789").unwrap());
        for typed in [
            "0812-3456-789",
            "+62 (0)812 3456 789",
            "0062812",
            "0812",
            "812",
            "+62 812",
            "62 812 34",
            "628",
        ] {
            assert!(finds(typed, &mobile), "{typed}");
        }
        for typed in ["0813", "0821-3456-789", "3456", "12", "+81 2", "B 1234", "budi"] {
            assert!(!finds(typed, &mobile), "{typed}");
        }
        let at_home = digits(&Phone::parse("555-12345").unwrap());
        assert!(finds("555-12", &at_home) && !finds("0555", &at_home));
        assert!(finds("0081 3", &digits(&Phone::parse("+81 3 1234 5678").unwrap())));
        assert_eq!(phone_patterns("6789", true), Vec::<String>::new());
        assert_eq!(phone_patterns("0812-3456-789", true), [mobile]);
    }

    #[test]
    fn what_nobody_can_be_called_finds_nobody() {
        let (sql, bound) = Said::name(" % ").found();
        assert_eq!((sql.as_str(), bound), ("SELECT 0 AS id FROM DUAL WHERE FALSE", vec![]));
        assert_eq!(Said::name("%").holds().0, "(FALSE)");
    }

    #[test]
    fn the_longest_word_is_looked_up_and_the_others_are_looked_at() {
        let (sql, bound) = Said::name("pak dedi Pak").found();
        assert_eq!(sql.matches("EXISTS").count(), 1, "{sql}");
        assert_eq!(bound, ["dedi%".into(), "pak%".into()]);
    }
}

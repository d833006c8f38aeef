//! What is asked of the trail.

use domain::values::UserId;
use projections::audit_trail::AuditFilter;

use crate::query::{Params, id, instant};

/// A word such as `OrderCancelled` or `day_book`.
fn word(text: &str) -> Result<String, String> {
    let sane = text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if sane { Ok(text.to_owned()) } else { Err("must be a word such as OrderCancelled".to_owned()) }
}

/// The id of whatever it is.
fn whole(text: &str) -> Result<i64, String> {
    let id = text.parse().ok().filter(|id| *id >= 1);
    id.ok_or_else(|| "must be a whole number from 1".to_owned())
}

/// Takes the filters out of a query.
pub(super) fn filter(params: &mut Params) -> AuditFilter {
    let filter = AuditFilter {
        user: params.take("filter[userId]", id(UserId::new)),
        action: params.take("filter[action]", word),
        entity_type: params.take("filter[entityType]", word),
        entity_id: params.take("filter[entityId]", whole),
        from: params.take("filter[createdAt][gte]", instant),
        to: params.take("filter[createdAt][lte]", instant),
    };
    if filter.entity_id.is_some() && filter.entity_type.is_none() {
        params.missing("filter[entityType]", "says of what filter[entityId] is the id");
    }
    filter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_hold_nothing_else() {
        assert_eq!(word("day_book"), Ok("day_book".to_owned()));
        assert!(word("order' OR 1").is_err() && word(&"x".repeat(65)).is_err());
    }
}

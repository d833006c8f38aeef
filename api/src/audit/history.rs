//! What was done to one record, for those whose it is.

use projections::Snapshot;
use projections::audit_trail::{AuditFilter, BY_AGE};
use projections::list::Paging;

use super::{TraceReply, Written};
use crate::error::ApiError;
use crate::state::Till;

/// Lines of a record's history, at most.
const MOST: u32 = 1000;

/// What was done to that record, by whom, the newest first.
pub(crate) async fn history_of(
    snapshot: &mut Snapshot,
    till: &Till,
    entity_type: &str,
    entity_id: i64,
) -> Result<Vec<TraceReply>, ApiError> {
    let filter = AuditFilter {
        entity_type: Some(entity_type.to_owned()),
        entity_id: Some(entity_id),
        ..AuditFilter::default()
    };
    let paging = Paging::first(MOST, &BY_AGE, true);
    let found = projections::audit_trail::list(snapshot, &till.log_name, &filter, &paging).await?;
    let shown = |trace| TraceReply::of(trace, Written::Plainly);
    Ok(found.rows.into_iter().map(shown).collect())
}

//! Closing a day.

use domain::day_close::{self, CloseDay, DayBook, DayStatement, Period};
use domain::user::Permission;
use domain::values::{BusinessDay, ChainValue, OutletId};
use infra::event_log::Loaded;

use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// A day to close, as it was read from the journal.
#[derive(Debug, Clone)]
pub struct DayToClose {
    /// Where.
    pub outlet_id: OutletId,
    /// The day, and what its statement reaches over.
    pub period: Period,
    /// The value of the log's chain where it was read to.
    pub chain: ChainValue,
    /// What the day comes to.
    pub statement: DayStatement,
    /// The first day before it that something happened on and that is not closed.
    pub earliest_open: Option<BusinessDay>,
}

/// Closes a day of an outlet with the figures that were read. What they say is true for ever, for
/// it says how far the log was read; they count only if no other day was closed since.
///
/// # Errors
/// [`CommandError`].
pub async fn close(
    desk: &Desk,
    call: &Call,
    day: &DayToClose,
) -> Result<Done<Loaded<DayBook>>, CommandError> {
    let stream = Loaded::<DayBook>::fresh(day.outlet_id.get()).stream();
    deciding(desk, call.key, &[stream], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::DayClose).await?;
            let place = outlet(&attempt, day.outlet_id, "outletId").await?;
            let mut book: Loaded<DayBook> = attempt.load(day.outlet_id.get()).await?;
            let cmd = CloseDay {
                outlet: domain::values::Outlet { id: day.outlet_id, ..place.state.calendar() },
                period: day.period,
                chain: day.chain.clone(),
                statement: day.statement.clone(),
                earliest_open: day.earliest_open,
                by: authority.actor(),
                at: call.at,
            };
            let events = day_close::close(&book.state, cmd)?;
            let mut draft = authority.draft_at(day.outlet_id)?;
            draft.rely_on(&place);
            draft.append(&book, &events)?;
            let appended = attempt.append(draft).await?;
            book.absorb(events, &appended);
            Ok(book)
        })
    })
    .await
}

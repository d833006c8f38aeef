//! What differs from one price list to the next; everything else is the same for all of them.

use domain::catalog::{Listed, Surcharge, Terms, TermsChange};
use domain::values::{BasisPoints, Money};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Fields, number, one_of};

/// A price list: where it is reached, and how the terms of its items are read and shown.
pub(crate) trait PriceList: Listed + Into<Terms> + Send + Sync + 'static {
    /// Where it is reached.
    const PATH: &'static str;
    /// Its heading in the contract.
    const TAG: &'static str;
    /// One of its items, as schemas are named.
    const NAME: &'static str;
    /// What stands on it, in words.
    const WHAT: &'static str;

    /// The terms as fields of bodies and replies.
    type Shown: Serialize + ToSchema + Send;

    /// Reads the terms of a new item.
    fn read(fields: &mut Fields) -> Option<Self>;

    /// Reads what changes of an item's terms.
    fn change(fields: &mut Fields) -> TermsChange;

    /// The terms, to be shown.
    fn shown(&self) -> Self::Shown;
}

/// A fixed amount or a share: the type, and Rupiah or basis points by it.
pub(super) fn amount_or_share(
    fields: &mut Fields,
    [of_type, of_amount]: [&'static str; 2],
) -> Option<Surcharge> {
    let kind = fields.required(of_type, one_of(&["fixed", "percent"], |name| name));
    let percent = kind == Some("percent");
    let read = |amount| {
        if percent {
            BasisPoints::new(amount).map(Surcharge::Percent)
        } else {
            Money::price(amount).map(Surcharge::Fixed)
        }
    };
    let amount = fields.required(of_amount, number(read));
    kind.and(amount)
}

/// The same where both may stay as they are; one without the other would say nothing.
pub(super) fn new_amount_or_share(
    fields: &mut Fields,
    names: [&'static str; 2],
) -> Option<Surcharge> {
    let sent = names.iter().any(|name| fields.was_sent(name));
    if sent { amount_or_share(fields, names) } else { None }
}

/// The type and the amount of one, to be shown.
pub(super) fn type_and_amount(of: Surcharge) -> (&'static str, i64) {
    match of {
        Surcharge::Fixed(amount) => ("fixed", amount.get()),
        Surcharge::Percent(share) => ("percent", i64::from(share.get())),
    }
}

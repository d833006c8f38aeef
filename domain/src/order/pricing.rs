//! What an order costs: lines, then a discount or a raise, then tax.

use serde::{Deserialize, Serialize};

use super::{Line, OrderError, distribute};
use crate::approval::{Approver, Needed};
use crate::settings::DiscountLadder;
use crate::user::{Actor, Role};
use crate::values::{BasisPoints, Money, Notes, Personal};

/// What an order costs, in Rupiah: total = subtotal − discount + tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pricing {
    /// Before discount and tax.
    pub subtotal: Money,
    /// Taken off.
    pub discount: Money,
    /// Added last.
    pub tax: Money,
    /// What the customer pays.
    pub total: Money,
}

impl Pricing {
    /// Tax, rounded half-up, on what is left of a subtotal (K-10, K-84).
    #[must_use]
    pub fn of(subtotal: Money, discount: Money, tax: BasisPoints) -> Self {
        let tax = tax.rounded_of(subtotal - discount);
        Self { subtotal, discount, tax, total: subtotal - discount + tax }
    }

    /// What the sale earns, to be shared out: the total without tax, for tax is no income.
    #[must_use]
    pub fn gross(&self) -> Money {
        self.total - self.tax
    }
}

/// The shares an order is priced with. They are the order's for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceTerms {
    /// The tax on the service.
    pub tax_bp: BasisPoints,
    /// The discount the customer gets without asking.
    pub automatic_bp: BasisPoints,
}

/// Another price than the catalog's, as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// So much before tax: less than computed is a discount, more a raise (K-12).
    FinalPrice(Money),
    /// So much off.
    Off(Money),
    /// Such a share off.
    ShareOff(BasisPoints),
}

/// A price that was asked for, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// What was asked.
    pub asked: Asked,
    /// Why; a discount needs it.
    pub reason: Option<Notes>,
}

/// Who asks for a price, and who stands behind them.
#[derive(Debug, Clone)]
pub struct PriceAuthority {
    /// The role of who asks.
    pub role: Role,
    /// Somebody else who approved it.
    pub approver: Option<Approver>,
    /// How much each role may take off.
    pub ladder: DiscountLadder,
}

/// How the price came to differ from the catalog's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Agreed {
    /// The customer's own discount (K-85: the larger of it and what was asked, never both).
    Automatic,
    /// Somebody took something off.
    #[serde(rename_all = "camelCase")]
    Discount {
        /// Why.
        reason: Personal<Notes>,
        /// Who let it through, if not who asked.
        approved_by: Option<Actor>,
    },
    /// Somebody agreed on more than the catalog says.
    #[serde(rename_all = "camelCase")]
    Raise {
        /// Why, if they said so.
        reason: Option<Personal<Notes>>,
    },
}

/// A price, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// Every line with what it costs.
    pub lines: Vec<Line>,
    /// The sums.
    pub pricing: Pricing,
    /// The shares it was reckoned with.
    pub terms: PriceTerms,
    /// How it came to differ from the catalog's, if it does.
    pub agreed: Option<Agreed>,
}

/// Prices lines. `personal` marks a reason as being about the order's customer.
///
/// # Errors
/// [`OrderError::TotalTooLarge`], [`OrderError::MoreOffThanPrice`], [`OrderError::ReasonMissing`],
/// [`OrderError::ApprovalRequired`].
pub fn price(
    mut lines: Vec<Line>,
    terms: PriceTerms,
    wanted: Option<Override>,
    authority: &PriceAuthority,
    personal: impl Fn(Notes) -> Personal<Notes>,
) -> Result<Price, OrderError> {
    let listed: Vec<Money> = lines.iter().map(|line| line.price).collect();
    let computed: Money = listed.iter().copied().sum();
    let automatic = terms.automatic_bp.rounded_of(computed);
    let (asked, reason) = wanted.map_or((None, None), |one| (Some(one.asked), one.reason));
    let off = match asked {
        None => Money::ZERO,
        Some(Asked::Off(amount)) => amount,
        Some(Asked::ShareOff(share)) => share.rounded_of(computed),
        Some(Asked::FinalPrice(price)) => computed - price, // negative: a raise
    };
    let asked_for_less = matches!(asked, Some(Asked::Off(amount)) if amount < Money::ZERO);
    if off > computed || asked_for_less {
        return Err(OrderError::MoreOffThanPrice { price: computed });
    }
    let (subtotal, discount, agreed) = if off < Money::ZERO {
        let reason = reason.map(personal);
        (computed - off, Money::ZERO, Some(Agreed::Raise { reason }))
    } else if off > automatic {
        let reason = reason.map(personal).ok_or(OrderError::ReasonMissing)?;
        let approved_by = authority.let_through(off)?;
        (computed, off, Some(Agreed::Discount { reason, approved_by }))
    } else {
        (computed, automatic, automatic.is_positive().then_some(Agreed::Automatic))
    };
    let pricing = Pricing::of(subtotal, discount, terms.tax_bp);
    if pricing.total > Money::LIMIT {
        return Err(OrderError::TotalTooLarge);
    }
    for (line, adjusted) in lines.iter_mut().zip(distribute(&listed, pricing.gross())) {
        line.adjusted_price = adjusted;
    }
    Ok(Price { lines, pricing, terms, agreed })
}

impl PriceAuthority {
    /// Who lets a discount through that the caller may not give alone.
    fn let_through(&self, off: Money) -> Result<Option<Actor>, OrderError> {
        let authority = self.ladder.authority(off);
        let needed = Needed { role: authority.minimum_role, amount: off };
        let let_through = if authority.second_person {
            needed.by_another(self.approver.as_ref()).map(Some)
        } else {
            needed.let_through(self.role, self.approver.as_ref())
        };
        let_through.map_err(|Needed { role, amount }| OrderError::ApprovalRequired { amount, role })
    }
}

//! Setting something for the whole shop.

use domain::customer::CustomerType;
use domain::order::ServiceType;
use domain::settings::{
    self, CashRounding, DiscountLadder, IncomeSplit, Limits, PerService, RefundLadder,
    SetDiscounts, SetIncomeSplit, SetLadder, SetLimits, SetSettlementFees, SetTaxes, Settings,
    SettingsError, SettingsEvent, SettlementFees,
};
use domain::user::{Actor, Permission};
use domain::values::{BasisPoints, BusinessDay, Money, Outlet};
use infra::event_log::Loaded;

use crate::authority::authorise;
use crate::outlet::outlet;
use crate::retry::deciding;
use crate::{Call, CommandError, Desk, Done};

/// What to set. What is not named stays as it is.
#[derive(Debug, Clone)]
pub enum Wish {
    /// Taxes of services.
    Taxes(Vec<(ServiceType, BasisPoints)>),
    /// Discounts of kinds of customers.
    Discounts(Vec<(CustomerType, BasisPoints)>),
    /// How the income of a service is divided, from a business day on.
    IncomeSplit {
        /// The service.
        service: ServiceType,
        /// How.
        split: IncomeSplit,
        /// The first business day of which it is true.
        effective_from: BusinessDay,
    },
    /// Who may take how much off a price, what an order may be, and what banks and wallets keep.
    General(LadderEdits, LimitsEdits, FeesEdits),
}

/// What to change of the discount ladder; in Rupiah, as [`DiscountLadder`] says.
#[derive(Debug, Clone, Copy, Default)]
pub struct LadderEdits {
    /// A cashier may take off less than this.
    pub cashier_below: Option<Money>,
    /// From this on a second person must approve.
    pub approval_from: Option<Money>,
    /// A manager may take off this much and no more.
    pub manager_up_to: Option<Money>,
}

/// What to change of the limits; as [`Limits`] says.
#[derive(Debug, Clone, Copy, Default)]
pub struct LimitsEdits {
    /// Whether an order must be paid before it is completed.
    pub payment_before_completion: PerService<Option<bool>>,
    /// Whether work must be looked over.
    pub quality_check: PerService<Option<bool>>,
    /// Most containers on one line of a water order.
    pub water_quantity_max: Option<i64>,
    /// How many days back an order may be dated.
    pub backdate_days: Option<u16>,
    /// How many days ahead an order may be dated.
    pub ahead_days: Option<u16>,
    /// Of what cash payments are multiples.
    pub cash_rounding: Option<CashRounding>,
    /// A cashier may give back less than this, in Rupiah.
    pub cashier_refund_max: Option<Money>,
    /// Up to this much nobody else need approve a refund, in Rupiah.
    pub refund_self_approve_max: Option<Money>,
    /// How many days an invoice is due in.
    pub invoice_due_days: Option<u16>,
}

/// What to change of the fees; as [`SettlementFees`] says.
#[derive(Debug, Clone, Copy, Default)]
pub struct FeesEdits {
    /// Of card payments.
    pub card: Option<BasisPoints>,
    /// Of wallet payments.
    pub e_wallet: Option<BasisPoints>,
}

impl FeesEdits {
    fn of(self, fees: SettlementFees) -> SettlementFees {
        SettlementFees {
            card: self.card.unwrap_or(fees.card),
            e_wallet: self.e_wallet.unwrap_or(fees.e_wallet),
        }
    }
}

impl LadderEdits {
    fn of(self, ladder: DiscountLadder) -> DiscountLadder {
        DiscountLadder {
            cashier_below: self.cashier_below.unwrap_or(ladder.cashier_below),
            approval_from: self.approval_from.unwrap_or(ladder.approval_from),
            manager_up_to: self.manager_up_to.unwrap_or(ladder.manager_up_to),
        }
    }
}

impl LimitsEdits {
    fn of(self, limits: Limits) -> Limits {
        let mixed = |edits: PerService<Option<bool>>, known: PerService<bool>| {
            ServiceType::ALL.into_iter().fold(known, |mixed, service| {
                mixed.with(service, edits.get(service).unwrap_or(known.get(service)))
            })
        };
        Limits {
            payment_before_completion: mixed(
                self.payment_before_completion,
                limits.payment_before_completion,
            ),
            quality_check: mixed(self.quality_check, limits.quality_check),
            water_quantity_max: self.water_quantity_max.unwrap_or(limits.water_quantity_max),
            backdate_days: self.backdate_days.unwrap_or(limits.backdate_days),
            ahead_days: self.ahead_days.unwrap_or(limits.ahead_days),
            cash_rounding: self.cash_rounding.unwrap_or(limits.cash_rounding),
            refunds: RefundLadder {
                cashier_below: self.cashier_refund_max.unwrap_or(limits.refunds.cashier_below),
                self_approve_up_to: self
                    .refund_self_approve_max
                    .unwrap_or(limits.refunds.self_approve_up_to),
            },
            invoice_due_days: self.invoice_due_days.unwrap_or(limits.invoice_due_days),
        }
    }
}

fn decide(
    settings: &Settings,
    wish: Wish,
    (by, call, today): (Actor, &Call, BusinessDay),
) -> Result<Vec<SettingsEvent>, SettingsError> {
    let at = call.at;
    Ok(match wish {
        Wish::Taxes(rates) => settings::set_taxes(settings, &SetTaxes { rates, by, at }),
        Wish::Discounts(rates) => {
            settings::set_discounts(settings, &SetDiscounts { rates, by, at })
        }
        Wish::IncomeSplit { service, split, effective_from } => {
            let cmd = SetIncomeSplit { service, split, effective_from, today, by, at };
            settings::set_split(settings, cmd)?
        }
        Wish::General(ladder, limits, fees) => {
            let ladder = SetLadder { ladder: ladder.of(settings.ladder()), by: by.clone(), at };
            let limits = SetLimits { limits: limits.of(*settings.limits()), by: by.clone(), at };
            let fees = SetSettlementFees { fees: fees.of(settings.settlement_fees()), by, at };
            let mut events = settings::set_ladder(settings, ladder)?;
            events.extend(settings::set_limits(settings, limits));
            events.extend(settings::set_settlement_fees(settings, fees));
            events
        }
    })
}

/// Sets something for the whole shop. Orders keep what they were priced with. `version`: the
/// version the caller insists on.
///
/// # Errors
/// [`CommandError`].
pub async fn set(
    desk: &Desk,
    call: &Call,
    version: Option<i64>,
    wish: &Wish,
) -> Result<Done<Loaded<Settings>>, CommandError> {
    let stream = Loaded::<Settings>::fresh(Settings::STREAM_ID).stream();
    deciding(desk, call.key, &[stream], move |attempt| {
        Box::pin(async move {
            let authority = authorise(&attempt, call, Permission::ConfigWrite).await?;
            let mut settings: Loaded<Settings> = attempt.load(Settings::STREAM_ID).await?;
            if version.is_some_and(|version| version != settings.sequence) {
                return Err(CommandError::Stale { version: settings.sequence });
            }
            let first = outlet(&attempt, Outlet::first().id, "outletId").await?;
            let today = first.state.calendar().business_day(call.at);
            let why = (authority.actor(), call, today);
            let events = decide(&settings.state, wish.clone(), why)?;
            let mut draft = authority.draft()?;
            draft.rely_on(&first);
            draft.append(&settings, &events)?;
            draft.shows(&settings);
            if !draft.is_empty() {
                let appended = attempt.append(draft).await?;
                settings.absorb(events, &appended);
            }
            Ok(settings)
        })
    })
    .await
}

//! `GET, PUT /settings`

use axum::extract::State;
use axum::http::HeaderMap;
use commands::settings::{FeesEdits, LadderEdits, LimitsEdits, Wish};
use domain::customer::CreditTerms;
use domain::order::ServiceType;
use domain::settings::{CashRounding, Limits, PerService, Settings, SettlementFees};
use domain::user::Permission;
use domain::values::Money;
use projections::runtime::Projection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Body, Fields, number, yes_or_no};
use crate::error::ApiError;
use crate::reply::{Envelope, Refusals, Reply};
use crate::staff::{Staff, if_match, min_position};
use crate::state::Till;

/// Who may take how much off a price, what an order may be, and what banks and wallets keep.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsReply {
    discount_ladder: LadderReply,
    limits: LimitsReply,
    settlement_fees: FeesReply,
}

/// What banks and wallets are expected to keep of payments, in basis points.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeesReply {
    card: u16,
    e_wallet: u16,
}

/// Up to where each role may take off a price by itself, in Rupiah.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LadderReply {
    /// A cashier may take off less than this.
    cashier_below: i64,
    /// From this on a second person must approve, whoever asks.
    approval_from: i64,
    /// A manager may take off this much and no more.
    manager_up_to: i64,
}

/// What an order may be.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LimitsReply {
    /// Whether an order must be paid before it is completed.
    payment_before_completion: ByService,
    /// Whether work must be looked over before it counts as completed.
    quality_check: ByService,
    /// Most containers on one line of a water order.
    water_quantity_max: i64,
    /// How many days back an order may be dated.
    backdate_days: u16,
    /// How many days ahead an order may be dated.
    ahead_days: u16,
    /// Of what cash payments are multiples, in Rupiah; 0 is off.
    cash_rounding: i64,
    /// A cashier may give back less than this by themselves, in Rupiah.
    cashier_refund_max: i64,
    /// Up to this much a refund needs nobody else's approval, in Rupiah.
    refund_self_approve_max: i64,
    /// How many days an invoice is due in, where a customer has no number of their own.
    invoice_due_days: u16,
}

/// Yes or no for each service.
#[derive(Debug, Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools)] // one for each service
pub(crate) struct ByService {
    car_wash: bool,
    laundry: bool,
    carpet: bool,
    water_delivery: bool,
}

impl From<PerService<bool>> for ByService {
    fn from(known: PerService<bool>) -> Self {
        Self {
            car_wash: known.get(ServiceType::CarWash),
            laundry: known.get(ServiceType::Laundry),
            carpet: known.get(ServiceType::Carpet),
            water_delivery: known.get(ServiceType::WaterDelivery),
        }
    }
}

impl SettingsReply {
    fn of(settings: &Settings) -> Self {
        let (ladder, limits) = (settings.ladder(), settings.limits());
        let fees = settings.settlement_fees();
        Self {
            discount_ladder: LadderReply {
                cashier_below: ladder.cashier_below.get(),
                approval_from: ladder.approval_from.get(),
                manager_up_to: ladder.manager_up_to.get(),
            },
            limits: LimitsReply {
                payment_before_completion: limits.payment_before_completion.into(),
                quality_check: limits.quality_check.into(),
                water_quantity_max: limits.water_quantity_max,
                backdate_days: limits.backdate_days,
                ahead_days: limits.ahead_days,
                cash_rounding: limits.cash_rounding.get(),
                cashier_refund_max: limits.refunds.cashier_below.get(),
                refund_self_approve_max: limits.refunds.self_approve_up_to.get(),
                invoice_due_days: limits.invoice_due_days,
            },
            settlement_fees: FeesReply { card: fees.card.get(), e_wallet: fees.e_wallet.get() },
        }
    }
}

/// What to set; what is missing stays as it is.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct SettingsRequest {
    discount_ladder: Option<LadderRequest>,
    limits: Option<LimitsRequest>,
    settlement_fees: Option<FeesRequest>,
}

/// Fees to change, in basis points: 0 to 1000.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct FeesRequest {
    card: Option<u16>,
    e_wallet: Option<u16>,
}

/// Steps to change, in Rupiah, 0 to 100,000,000; a manager's is not below a cashier's.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct LadderRequest {
    cashier_below: Option<i64>,
    approval_from: Option<i64>,
    manager_up_to: Option<i64>,
}

/// Limits to change.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct LimitsRequest {
    payment_before_completion: Option<ByServiceRequest>,
    quality_check: Option<ByServiceRequest>,
    /// 1 to 10000
    water_quantity_max: Option<i64>,
    /// 0 to 365
    backdate_days: Option<u16>,
    /// 0 to 365
    ahead_days: Option<u16>,
    /// 0 (off), 100 or 500
    cash_rounding: Option<i64>,
    /// 0 to 100000000
    cashier_refund_max: Option<i64>,
    /// 0 to 100000000
    refund_self_approve_max: Option<i64>,
    /// 1 to 90
    invoice_due_days: Option<u16>,
}

/// Services to change.
#[derive(ToSchema)]
#[allow(dead_code)] // only its shape is used, by the OpenAPI document
pub(crate) struct ByServiceRequest {
    car_wash: Option<bool>,
    laundry: Option<bool>,
    carpet: Option<bool>,
    water_delivery: Option<bool>,
}

fn by_service(fields: &mut Fields) -> PerService<Option<bool>> {
    ServiceType::ALL.into_iter().fold(PerService::default(), |edits, service| {
        edits.with(service, fields.optional(service.name(), yes_or_no))
    })
}

fn read(fields: &mut Fields) -> Wish {
    let ladder = fields.object("discountLadder", |ladder| LadderEdits {
        cashier_below: ladder.optional("cashierBelow", number(Money::price)),
        approval_from: ladder.optional("approvalFrom", number(Money::price)),
        manager_up_to: ladder.optional("managerUpTo", number(Money::price)),
    });
    let limits = fields.object("limits", |limits| LimitsEdits {
        payment_before_completion: limits.object("paymentBeforeCompletion", by_service),
        quality_check: limits.object("qualityCheck", by_service),
        water_quantity_max: limits.optional("waterQuantityMax", number(Limits::water_quantity)),
        backdate_days: limits.optional("backdateDays", number(Limits::days)),
        ahead_days: limits.optional("aheadDays", number(Limits::days)),
        cash_rounding: limits.optional("cashRounding", number(CashRounding::rupiah)),
        cashier_refund_max: limits.optional("cashierRefundMax", number(Money::price)),
        refund_self_approve_max: limits.optional("refundSelfApproveMax", number(Money::price)),
        invoice_due_days: limits.optional("invoiceDueDays", number(CreditTerms::days)),
    });
    let fees = fields.object("settlementFees", |fees| FeesEdits {
        card: fees.optional("card", number(SettlementFees::share)),
        e_wallet: fees.optional("e_wallet", number(SettlementFees::share)),
    });
    Wish::General(ladder, limits, fees)
}

/// Who may take how much off a price, and what an order may be.
#[utoipa::path(get, path = "/api/v1/settings", tag = "settings", security(("bearer" = [])),
    params(("X-Min-Log-Position" = Option<i64>, Header)),
    responses((status = 200, body = Envelope<SettingsReply>), Refusals))]
pub(crate) async fn get(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
) -> Result<Reply<Envelope<SettingsReply>>, ApiError> {
    staff.may(Permission::ConfigRead).await?;
    let name = projections::settings::Settings::NAME;
    let mut snapshot = till.read_db.snapshot(name, min_position(&headers)?).await?;
    let (settings, version) = projections::settings::current(&mut snapshot).await?;
    Ok(Reply::ok(SettingsReply::of(&settings)).at(snapshot.position).version(version))
}

/// Sets who may take how much off a price, and what an order may be.
#[utoipa::path(put, path = "/api/v1/settings", tag = "settings", security(("bearer" = [])),
    request_body = SettingsRequest,
    responses((status = 200, body = Envelope<SettingsReply>), Refusals))]
pub(crate) async fn put(
    State(till): State<Till>,
    staff: Staff,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply<Envelope<SettingsReply>>, ApiError> {
    let wish = staff.said(Permission::ConfigWrite, body.read(|fields| Some(read(fields)))).await?;
    let version = if_match(&headers)?;
    let done = commands::settings::set(&till.desk, &staff.call(&body), version, &wish).await?;
    Ok(super::changed(&done, SettingsReply::of))
}

//! The figures of a day, as they look from outside. Amounts in Rupiah.

use domain::day_close::{
    DrawerCount, DrawerFigures, Figures, MethodFigures, OrderSums, ReceivableSums, ServiceFigures,
    TakingSums,
};
use domain::values::Money;
use serde::Serialize;
use utoipa::ToSchema;

/// What a day, or what came later for a day, comes to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DayFiguresReply {
    /// All orders.
    orders: DayOrdersReply,
    /// Service by service.
    by_service: Vec<DayServiceReply>,
    /// All that came in and went back.
    takings: DayTakingsReply,
    /// Method by method.
    by_payment_method: Vec<DayMethodReply>,
    /// Deliveries on terms.
    receivables: DayReceivablesReply,
    /// The sessions of drawers.
    drawers: Vec<DaySessionReply>,
}

/// Orders and what they earn.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DayOrdersReply {
    placed: i64,
    cancelled: i64,
    /// What those who had worked on cancelled orders keep all the same.
    cut_kept: i64,
    completed: i64,
    /// Totals of what was completed, tax included: tax + employeeCut + businessNet.
    revenue: i64,
    discount: i64,
    tax: i64,
    employee_cut: i64,
    business_net: i64,
    /// Refunds paid out, and their sum.
    refunds: i64,
    refunded: i64,
    /// As much of it as had been earned and is not any more: reversedTax + reversedCut +
    /// reversedNet.
    reversed: i64,
    reversed_tax: i64,
    reversed_cut: i64,
    reversed_net: i64,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DayServiceReply {
    service: &'static str,
    #[serde(flatten)]
    sums: DayOrdersReply,
}

/// What came in and went back.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DayTakingsReply {
    /// Payments and their sum, voided ones too.
    payments: i64,
    taken: i64,
    /// What coins could not pay of what they settled; negative where more came in.
    rounding: i64,
    /// Payments that were mis-keyed and do not count.
    voids: i64,
    voided: i64,
    /// The rounding in those.
    voided_rounding: i64,
    /// Refunds paid out, and their sum.
    refunds: i64,
    refunded: i64,
    /// taken − voided − refunded
    net: i64,
    /// What banks and wallets settled, what that was for, and what they kept of it: no part of the
    /// takings, which are gross.
    settlements: i64,
    settled: i64,
    fees: i64,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DayMethodReply {
    payment_method: &'static str,
    #[serde(flatten)]
    sums: DayTakingsReply,
}

/// Deliveries on terms: put on invoices, paid once they stood there, given up.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DayReceivablesReply {
    /// Deliveries put on invoices, and what was owed for them.
    invoiced: i64,
    invoiced_amount: i64,
    /// Payments for deliveries on invoices less those that were voided, and what they settled. They
    /// are part of the takings.
    paid: i64,
    paid_amount: i64,
    /// Deliveries for which nothing more is asked, and what was owed for them.
    written_off: i64,
    written_off_amount: i64,
}

/// A session of a drawer. What should be in it is not said before it is counted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DaySessionReply {
    session_id: i64,
    drawer_id: i64,
    /// open, closed_counted or reconciled, as far as it is booked here
    status: &'static str,
    /// Whether it was opened on this day, and that is booked here.
    opened: bool,
    opening_balance: i64,
    /// Payments and petty cash, once it is counted.
    cash_in: Option<i64>,
    /// Refunds and petty cash, once it is counted.
    cash_out: Option<i64>,
    /// openingBalance + cashIn − cashOut
    expected: Option<i64>,
    counted: Option<i64>,
    /// counted − expected
    variance: Option<i64>,
}

impl From<&Figures> for DayFiguresReply {
    fn from(figures: &Figures) -> Self {
        let Figures { orders, by_service, takings, by_method, receivables, drawers } = figures;
        let service = |known: &ServiceFigures| DayServiceReply {
            service: known.service_type.name(),
            sums: known.sums.into(),
        };
        let method = |known: &MethodFigures| DayMethodReply {
            payment_method: known.method.name(),
            sums: known.sums.into(),
        };
        Self {
            orders: (*orders).into(),
            by_service: by_service.iter().map(service).collect(),
            takings: (*takings).into(),
            by_payment_method: by_method.iter().map(method).collect(),
            receivables: (*receivables).into(),
            drawers: drawers.iter().map(Into::into).collect(),
        }
    }
}

impl From<ReceivableSums> for DayReceivablesReply {
    fn from(sums: ReceivableSums) -> Self {
        Self {
            invoiced: sums.invoiced,
            invoiced_amount: sums.invoiced_amount.get(),
            paid: sums.paid,
            paid_amount: sums.paid_amount.get(),
            written_off: sums.written_off,
            written_off_amount: sums.written_off_amount.get(),
        }
    }
}

impl From<OrderSums> for DayOrdersReply {
    fn from(sums: OrderSums) -> Self {
        Self {
            placed: sums.placed,
            cancelled: sums.cancelled,
            cut_kept: sums.cut_kept.get(),
            completed: sums.completed,
            revenue: sums.revenue.get(),
            discount: sums.discount.get(),
            tax: sums.tax.get(),
            employee_cut: sums.employee_cut.get(),
            business_net: sums.business_net.get(),
            refunds: sums.refunds,
            refunded: sums.refunded.get(),
            reversed: sums.reversed.get(),
            reversed_tax: sums.reversed_tax.get(),
            reversed_cut: sums.reversed_cut.get(),
            reversed_net: sums.reversed_net.get(),
        }
    }
}

impl From<TakingSums> for DayTakingsReply {
    fn from(sums: TakingSums) -> Self {
        Self {
            payments: sums.payments,
            taken: sums.taken.get(),
            rounding: sums.rounding.get(),
            voids: sums.voids,
            voided: sums.voided.get(),
            voided_rounding: sums.voided_rounding.get(),
            refunds: sums.refunds,
            refunded: sums.refunded.get(),
            net: sums.net.get(),
            settlements: sums.settlements,
            settled: sums.settled.get(),
            fees: sums.fees.get(),
        }
    }
}

impl From<&DrawerFigures> for DaySessionReply {
    fn from(session: &DrawerFigures) -> Self {
        let DrawerFigures { session_id, drawer_id, opening_balance, opened, count, reconciled } =
            *session;
        let counted = |of: fn(DrawerCount) -> Money| count.map(|count| of(count).get());
        Self {
            session_id: session_id.get(),
            drawer_id: drawer_id.get(),
            status: match (reconciled, count) {
                (true, _) => "reconciled",
                (false, Some(_)) => "closed_counted",
                (false, None) => "open",
            },
            opened,
            opening_balance: opening_balance.get(),
            cash_in: counted(|count| count.cash_in),
            cash_out: counted(|count| count.cash_out),
            expected: counted(|count| count.expected),
            counted: counted(|count| count.counted),
            variance: counted(|count| count.variance),
        }
    }
}

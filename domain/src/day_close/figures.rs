//! What a day comes to: by service, by method, in all, and drawer by drawer.

use serde::{Deserialize, Serialize};

use super::{DrawerFigures, DrawerMark, Heading, ReceivableSums, Sums, Unbalanced};
use crate::order::ServiceType;
use crate::payment::PaymentMethod;
use crate::values::Money;

/// Orders and what they earn. Amounts in Rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderSums {
    /// Orders placed.
    pub placed: i64,
    /// Orders called off.
    pub cancelled: i64,
    /// What those who had worked on them keep all the same (FEX 1).
    pub cut_kept: Money,
    /// Orders completed.
    pub completed: i64,
    /// Their totals, tax included (K-81).
    pub revenue: Money,
    /// What was taken off them.
    pub discount: Money,
    /// The tax in them.
    pub tax: Money,
    /// The employees' part of them.
    pub employee_cut: Money,
    /// The business's part of them.
    pub business_net: Money,
    /// Refunds paid out.
    pub refunds: i64,
    /// Their sum.
    pub refunded: Money,
    /// As much of it as had been earned, and is not any more.
    pub reversed: Money,
    /// The tax in that.
    pub reversed_tax: Money,
    /// The employees' part of that.
    pub reversed_cut: Money,
    /// The business's part of that.
    pub reversed_net: Money,
}

/// A service's orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceFigures {
    /// Which.
    pub service_type: ServiceType,
    /// Its orders.
    #[serde(flatten)]
    pub sums: OrderSums,
}

/// What came in and went back. Amounts in Rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TakingSums {
    /// Payments, whether they were voided since or not.
    pub payments: i64,
    /// Their sum.
    pub taken: Money,
    /// What coins could not pay of what they settled; negative where more came in.
    pub rounding: Money,
    /// Those of this day that were voided.
    pub voids: i64,
    /// Their sum.
    pub voided: Money,
    /// What coins had not paid of them.
    pub voided_rounding: Money,
    /// Refunds paid out.
    pub refunds: i64,
    /// Their sum.
    pub refunded: Money,
    /// Taken less voided and refunded.
    pub net: Money,
    /// Settlements of banks and wallets, of whatever days' payments.
    pub settlements: i64,
    /// What they were for.
    pub settled: Money,
    /// What was kept of it: no part of the takings, which are gross.
    pub fees: Money,
}

/// What came in and went back by a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MethodFigures {
    /// Which.
    pub method: PaymentMethod,
    /// How much.
    #[serde(flatten)]
    pub sums: TakingSums,
}

/// What a day, or what came later for a day, comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// All orders.
    pub orders: OrderSums,
    /// Service by service; those without any orders stand there with zeros.
    pub by_service: Vec<ServiceFigures>,
    /// All that came in and went back.
    pub takings: TakingSums,
    /// Method by method; those without any payments stand there with zeros.
    pub by_method: Vec<MethodFigures>,
    /// Deliveries on terms.
    pub receivables: ReceivableSums,
    /// The sessions of drawers, by number.
    pub drawers: Vec<DrawerFigures>,
}

impl Default for Figures {
    fn default() -> Self {
        let service = |service_type| ServiceFigures { service_type, sums: OrderSums::default() };
        let method = |method| MethodFigures { method, sums: TakingSums::default() };
        Self {
            orders: OrderSums::default(),
            by_service: ServiceType::ALL.map(service).to_vec(),
            takings: TakingSums::default(),
            by_method: PaymentMethod::ALL.map(method).to_vec(),
            receivables: ReceivableSums::default(),
            drawers: Vec::new(),
        }
    }
}

impl OrderSums {
    const fn is_balanced(&self) -> bool {
        let parts = self.tax.get() + self.employee_cut.get() + self.business_net.get();
        let back = self.reversed_tax.get() + self.reversed_cut.get() + self.reversed_net.get();
        parts == self.revenue.get() && back == self.reversed.get()
    }

    fn sum<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            placed: sum.placed + one.placed,
            cancelled: sum.cancelled + one.cancelled,
            cut_kept: sum.cut_kept + one.cut_kept,
            completed: sum.completed + one.completed,
            revenue: sum.revenue + one.revenue,
            discount: sum.discount + one.discount,
            tax: sum.tax + one.tax,
            employee_cut: sum.employee_cut + one.employee_cut,
            business_net: sum.business_net + one.business_net,
            refunds: sum.refunds + one.refunds,
            refunded: sum.refunded + one.refunded,
            reversed: sum.reversed + one.reversed,
            reversed_tax: sum.reversed_tax + one.reversed_tax,
            reversed_cut: sum.reversed_cut + one.reversed_cut,
            reversed_net: sum.reversed_net + one.reversed_net,
        })
    }
}

impl TakingSums {
    fn is_balanced(&self) -> bool {
        self.net == self.taken - self.voided - self.refunded
    }

    fn sum<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            payments: sum.payments + one.payments,
            taken: sum.taken + one.taken,
            rounding: sum.rounding + one.rounding,
            voids: sum.voids + one.voids,
            voided: sum.voided + one.voided,
            voided_rounding: sum.voided_rounding + one.voided_rounding,
            refunds: sum.refunds + one.refunds,
            refunded: sum.refunded + one.refunded,
            net: sum.net + one.net,
            settlements: sum.settlements + one.settlements,
            settled: sum.settled + one.settled,
            fees: sum.fees + one.fees,
        })
    }
}

impl Figures {
    /// Books a line: under its service or method, and in the totals.
    pub(super) fn book(&mut self, heading: Heading, line: Sums) {
        let Self { orders, by_service, takings, by_method, receivables, .. } = self;
        let of_service = |service| {
            let known = by_service.iter_mut().filter(move |known| known.service_type == service);
            known.map(|known| &mut known.sums).chain([orders])
        };
        let of_method = |method| {
            let known = by_method.iter_mut().filter(move |known| known.method == method);
            known.map(|known| &mut known.sums).chain([takings])
        };
        match heading {
            Heading::Placed(service) => of_service(service).for_each(|s| s.placed += line.count),
            Heading::Cancelled(service) => {
                of_service(service).for_each(|s| s.cancelled += line.count);
            }
            Heading::CutKept(service) => {
                of_service(service).for_each(|s| s.cut_kept = s.cut_kept + line.cut);
            }
            Heading::Completed(service) => of_service(service).for_each(|s| {
                s.completed += line.count;
                s.revenue = s.revenue + line.amount;
                s.discount = s.discount + line.discount;
                s.tax = s.tax + line.tax;
                s.employee_cut = s.employee_cut + line.cut;
                s.business_net = s.business_net + line.net;
            }),
            Heading::Refunded(service) => of_service(service).for_each(|s| {
                s.refunds += line.count;
                s.refunded = s.refunded + line.amount;
            }),
            Heading::Reversed(service) => of_service(service).for_each(|s| {
                s.reversed = s.reversed + line.amount;
                s.reversed_tax = s.reversed_tax + line.tax;
                s.reversed_cut = s.reversed_cut + line.cut;
                s.reversed_net = s.reversed_net + line.net;
            }),
            Heading::Taken(method) => of_method(method).for_each(|s| {
                s.payments += line.count;
                s.taken = s.taken + line.amount;
                s.rounding = s.rounding + line.rounding;
                s.net = s.net + line.amount;
            }),
            Heading::Voided(method) => of_method(method).for_each(|s| {
                s.voids += line.count;
                s.voided = s.voided + line.amount;
                s.voided_rounding = s.voided_rounding + line.rounding;
                s.net = s.net - line.amount;
            }),
            Heading::PaidOut(method) => of_method(method).for_each(|s| {
                s.refunds += line.count;
                s.refunded = s.refunded + line.amount;
                s.net = s.net - line.amount;
            }),
            Heading::Settled(method) => of_method(method).for_each(|s| {
                s.settlements += line.count;
                s.settled = s.settled + line.amount;
                s.fees = s.fees + (line.amount - line.net);
            }),
            Heading::Invoiced => {
                receivables.invoiced += line.count;
                receivables.invoiced_amount = receivables.invoiced_amount + line.amount;
            }
            Heading::InvoicePaid => {
                receivables.paid += line.count;
                receivables.paid_amount = receivables.paid_amount + line.amount;
            }
            Heading::WrittenOff => {
                receivables.written_off += line.count;
                receivables.written_off_amount = receivables.written_off_amount + line.amount;
            }
        }
    }

    /// Books what happened to a session.
    pub(super) fn mark(&mut self, mark: &DrawerMark) {
        let at = self.drawers.binary_search_by_key(&mark.session_id, |known| known.session_id);
        let at = at.unwrap_or_else(|at| {
            self.drawers.insert(at, DrawerFigures::of(mark));
            at
        });
        if let Some(session) = self.drawers.get_mut(at) {
            session.mark(mark.marked);
        }
    }

    /// Whether all adds up: parts to their whole, services and methods to the totals, and what was
    /// in each drawer to what should have been there.
    ///
    /// # Errors
    /// [`Unbalanced`], naming what does not.
    pub(super) fn balanced(&self) -> Result<(), Unbalanced> {
        let services = || self.by_service.iter().map(|known| &known.sums);
        let methods = || self.by_method.iter().map(|known| &known.sums);
        for (holds, what) in [
            (services().all(OrderSums::is_balanced), "tax, cut and net make the revenue"),
            (OrderSums::sum(services()) == self.orders, "the services make the totals"),
            (methods().all(TakingSums::is_balanced), "takings less refunds are the net takings"),
            (TakingSums::sum(methods()) == self.takings, "the methods make the totals"),
            (
                self.drawers.iter().all(DrawerFigures::is_balanced),
                "float and movements make what should be in a drawer",
            ),
        ] {
            if !holds {
                return Err(Unbalanced(what));
            }
        }
        Ok(())
    }
}

//! Payments, refunds and the cash drawer of the days before, as commands.

use domain::values::{
    DrawerSessionId, Money, Notes, PaymentId, ReferenceNumber, RefundId, Username, ValueError,
};
use shop_days::{DrawerStep, OrderRef, PaymentRef, PaymentStep, Tender};

use super::super::DemoError;
use super::orders::notes;
use super::{Past, unknown};
use crate::Call;
use crate::drawer::{self, DrawerCount, DrawerTarget, PettyCash, Reconciliation};
use crate::payment::{self, PaymentTarget, RefundTarget, WantedPayment, WantedRefund};

fn tender(tender: &Tender) -> Result<payment::Tender, ValueError> {
    let reference = tender.reference.as_ref();
    Ok(payment::Tender {
        amount: Money::rupiah(tender.amount),
        method: tender.method,
        amount_tendered: tender.tendered.map(Money::rupiah),
        reference_number: reference.map(|text| ReferenceNumber::parse(text)).transpose()?,
    })
}

impl Past<'_> {
    /// Takes money, or hears of some: gives the ids of the payments.
    pub(super) async fn pay(
        &self,
        order: OrderRef,
        tenders: &[Tender],
        pending: bool,
        call: &Call,
    ) -> Result<Vec<i64>, DemoError> {
        let tenders = tenders.iter().map(tender).collect::<Result<Vec<_>, _>>()?;
        let plain = WantedPayment::plain(self.order(order)?, tenders);
        let taken = payment::take(self.desk, call, &WantedPayment { pending, ..plain }).await?;
        Ok(taken.what.payments.iter().map(|payment| payment.id).collect())
    }

    pub(super) async fn of_payment(
        &self,
        of: PaymentRef,
        step: &PaymentStep,
        call: &Call,
    ) -> Result<(), DemoError> {
        let id = PaymentId::new(*self.ids.payments.get(of.no).ok_or_else(unknown)?)?;
        let target = PaymentTarget { id, version: None };
        let refund = |no: usize| -> Result<RefundTarget, ValueError> {
            Ok(RefundTarget { id: RefundId::of(id, no + 1)?, version: None })
        };
        let desk = self.desk;
        match step {
            PaymentStep::Confirm(number) => {
                let number = ReferenceNumber::parse(number)?;
                payment::confirm(desk, call, target, &number).await?;
            }
            PaymentStep::Fail(reason) => {
                payment::fail(desk, call, target, notes(reason.as_ref())?.as_ref()).await?;
            }
            PaymentStep::Void(reason) => {
                payment::void(desk, call, target, &Notes::parse(reason)?).await?;
            }
            PaymentStep::Ask(amount, reason) => {
                let (amount, reason) = (Money::rupiah(*amount), Notes::parse(reason)?);
                let wanted = WantedRefund { amount, reason, evidence: None };
                payment::request_refund(desk, call, target, &wanted).await?;
            }
            PaymentStep::Approve(no) => {
                payment::approve_refund(desk, call, refund(*no)?).await?;
            }
            PaymentStep::Reject(no, reason) => {
                let reason = Notes::parse(reason)?;
                payment::reject_refund(desk, call, refund(*no)?, &reason).await?;
            }
            PaymentStep::PayOut(no) => {
                payment::pay_out_refund(desk, call, refund(*no)?, None).await?;
            }
        }
        Ok(())
    }

    /// Does something with the drawer: gives the number of a session that begins.
    pub(super) async fn at_drawer(
        &self,
        step: &DrawerStep,
        call: &Call,
    ) -> Result<Vec<i64>, DemoError> {
        let (desk, target) = (self.desk, DrawerTarget::default());
        match step {
            DrawerStep::Open(float) => {
                let opened = drawer::open(desk, call, target, Money::rupiah(*float)).await?;
                let session = opened.what.state.session();
                return Ok(session.map(|session| session.id.get()).into_iter().collect());
            }
            DrawerStep::Move(direction, amount, reason) => {
                let (direction, amount) = (*direction, Money::rupiah(*amount));
                let cash = PettyCash { direction, amount, reason: Notes::parse(reason)? };
                drawer::move_cash(desk, call, target, &cash).await?;
            }
            DrawerStep::HandOver(counted, to) => {
                let (counted, to) = (Money::rupiah(*counted), Username::parse(to)?);
                drawer::hand_over(desk, call, target, counted, &to).await?;
            }
            DrawerStep::Close(counted, note) => {
                let (counted, note) = (Money::rupiah(*counted), notes(note.as_ref())?);
                let count = DrawerCount { counted, denominations: Vec::new(), note };
                drawer::close(desk, call, target, &count).await?;
            }
            DrawerStep::Reconcile(no, note, approve) => {
                let session = *self.ids.sessions.get(*no).ok_or_else(unknown)?;
                let session_id = DrawerSessionId::new(session)?;
                let (note, approve) = (Notes::parse(note)?, *approve);
                let said = Reconciliation { session_id, note, approve };
                drawer::reconcile(desk, call, target, &said).await?;
            }
        }
        Ok(Vec::new())
    }
}

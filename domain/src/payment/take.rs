//! Taking money for an order. One command over two aggregates: the payment and the order.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;

use super::{InDrawer, Payment, PaymentError, PaymentEvent, PaymentMethod, RefundReason};
use crate::order::{
    self, CreditPayment, DatingLimits, Order, OrderError, OrderEvent, SaidTime, Ticket, dating,
};
use crate::settings::{CashRounding, RefundLadder};
use crate::user::{Actor, Role};
use crate::values::{Money, Notes, Outlet, PaymentId, Personal, ReferenceNumber, RefundId};

/// Takes money for an order.
#[derive(Debug, Clone)]
pub struct TakePayment {
    /// The new payment's id.
    pub payment_id: PaymentId,
    /// The order's outlet.
    pub outlet: Outlet,
    /// How much of the order it settles, in Rupiah. In cash, what comes in is what coins can pay of
    /// that.
    pub amount: Money,
    /// By what means.
    pub method: PaymentMethod,
    /// What the customer hands over, in Rupiah. Cash only; what they pay if not said.
    pub amount_tendered: Option<Money>,
    /// The bank's or the wallet's own number of it.
    pub reference_number: Option<ReferenceNumber>,
    /// Whether the money is announced, and not there yet.
    pub pending: bool,
    /// When it came in, if not now.
    pub received: Option<SaidTime>,
    /// How far from now that may be.
    pub dating: DatingLimits,
    /// What coins can pay.
    pub cash_rounding: CashRounding,
    /// Who may give back how much: late money is offered back.
    pub refunds: RefundLadder,
    /// The drawer cash goes into.
    pub drawer: Option<InDrawer>,
    /// What was written down about it.
    pub notes: Option<Notes>,
    /// The role of who takes it.
    pub role: Role,
    /// Who takes it.
    pub by: Actor,
    /// Now.
    pub at: DateTime<Utc>,
}

/// What comes of taking money: for each payment, and for the order.
pub type Taken = (Vec<PaymentEvent>, Vec<OrderEvent>);

/// What comes of taking several: for each payment, and for the order.
pub type AllTaken = (Vec<Vec<PaymentEvent>>, Vec<OrderEvent>);

/// Decides whether the money is taken, what goes back, and what the order owes then. Late money, for
/// an order that is closed or cancelled, is taken, and a refund of it asked for in the same breath.
///
/// # Errors
/// [`PaymentError`].
pub fn take(payment: &Payment, order: &Order, cmd: TakePayment) -> Result<Taken, PaymentError> {
    if payment.receipt().is_some() {
        return Err(PaymentError::AlreadyTaken);
    }
    let ticket = order.placed()?;
    if !cmd.amount.is_positive() || cmd.amount > Money::LIMIT {
        return Err(PaymentError::AmountOutOfRange);
    }
    if cmd.pending {
        return Ok((vec![announce(ticket, cmd)?], Vec::new()));
    }
    // What is owed no more goes back as it came.
    let due = due(!ticket.is_past_paying(), &cmd)?;
    receive(order, cmd, due)
}

/// What comes of money that comes in: so much for the order, of what the customer hands over in cash.
pub(super) fn receive(
    order: &Order,
    cmd: TakePayment,
    (amount, tendered): (Money, Option<Money>),
) -> Result<Taken, PaymentError> {
    let ticket = order.placed()?;
    if cmd.method.needs_reference() && cmd.reference_number.is_none() {
        return Err(PaymentError::ReferenceMissing);
    }
    let (received_at, backdated) =
        dating::settle("paidAt", cmd.received, cmd.at, cmd.dating, cmd.role)?;
    let rounding = cmd.amount - amount;
    let credit = CreditPayment {
        payment_id: cmd.payment_id,
        amount,
        rounding,
        method: cmd.method,
        arrived: false,
        by: cmd.by.clone(),
        at: cmd.at,
    };
    let credited = order::credit(order, credit)?;
    let mut events = vec![PaymentEvent::PaymentReceived {
        payment_id: cmd.payment_id,
        receipt_number: None,
        order_id: ticket.id,
        order_number: ticket.number.clone(),
        outlet_id: cmd.outlet.id,
        invoice_id: ticket.invoiced.map(|invoiced| invoiced.invoice_id),
        amount,
        rounding,
        method: cmd.method,
        amount_tendered: tendered,
        change: tendered.map_or(Money::ZERO, |tendered| tendered - amount),
        reference_number: cmd.reference_number,
        notes: cmd.notes.map(|notes| Personal::about(ticket.subject(), notes)),
        drawer: cmd.drawer,
        received_at,
        backdated: backdated.map(|why| Personal::about(ticket.subject(), why)),
        business_day: cmd.outlet.business_day(received_at),
        by: cmd.by.clone(),
        occurred_at: cmd.at,
    }];
    events.extend(offer_back(ticket, cmd.payment_id, cmd.amount, cmd.refunds, cmd.by, cmd.at)?);
    Ok((events, credited))
}

/// Decides about several payments of one order at once: a split, of which all is taken or nothing.
///
/// # Errors
/// [`PaymentError`], and which of them it is about, from 0.
pub fn take_split(
    order: &Order,
    tenders: Vec<TakePayment>,
) -> Result<AllTaken, (usize, PaymentError)> {
    let mut order = order.clone();
    let (mut payments, mut all_credited) = (Vec::new(), Vec::new());
    for (i, cmd) in tenders.into_iter().enumerate() {
        let (received, credited) =
            take(&Payment::default(), &order, cmd).map_err(|refusal| (i, refusal))?;
        for event in &credited {
            order.apply(event.clone());
        }
        payments.push(received);
        all_credited.extend(credited);
    }
    Ok((payments, all_credited))
}

fn announce(ticket: &Ticket, cmd: TakePayment) -> Result<PaymentEvent, PaymentError> {
    if !cmd.method.can_be_announced() {
        return Err(PaymentError::NotAnnounced);
    }
    if cmd.amount_tendered.is_some() {
        return Err(PaymentError::ChangeWithoutCash);
    }
    if ticket.deleted_at.is_some() {
        return Err(OrderError::Deleted.into());
    }
    let outstanding = ticket.outstanding();
    if cmd.amount > outstanding {
        return Err(OrderError::MoreThanDue { outstanding }.into());
    }
    Ok(PaymentEvent::PaymentAnnounced {
        payment_id: cmd.payment_id,
        order_id: ticket.id,
        order_number: ticket.number.clone(),
        outlet_id: cmd.outlet.id,
        amount: cmd.amount,
        method: cmd.method,
        reference_number: cmd.reference_number,
        notes: cmd.notes.map(|notes| Personal::about(ticket.subject(), notes)),
        business_day: cmd.outlet.business_day(cmd.at),
        by: cmd.by,
        occurred_at: cmd.at,
    })
}

/// What comes in, and what the customer hands over for it, in cash.
pub(super) fn due(rounds: bool, cmd: &TakePayment) -> Result<(Money, Option<Money>), PaymentError> {
    if cmd.method != PaymentMethod::Cash {
        let no_change = cmd.amount_tendered.is_none();
        return if no_change {
            Ok((cmd.amount, None))
        } else {
            Err(PaymentError::ChangeWithoutCash)
        };
    }
    let due = if rounds { cmd.cash_rounding.payable(cmd.amount) } else { cmd.amount };
    if !due.is_positive() {
        return Err(PaymentError::LessThanCoins(cmd.cash_rounding));
    }
    let tendered = cmd.amount_tendered.unwrap_or(due);
    if tendered < due {
        return Err(PaymentError::TenderedTooLittle { due });
    }
    if tendered > Money::LIMIT {
        return Err(PaymentError::AmountOutOfRange);
    }
    Ok((due, Some(tendered)))
}

/// Asks for what an order owes no more to be given back, if there is any.
pub(super) fn offer_back(
    ticket: &Ticket,
    payment_id: PaymentId,
    settles: Money,
    refunds: RefundLadder,
    by: Actor,
    at: DateTime<Utc>,
) -> Result<Option<PaymentEvent>, PaymentError> {
    let late = order::late(ticket, settles);
    if !late.is_positive() {
        return Ok(None);
    }
    let first = RefundId::of(payment_id, 1).map_err(|_| PaymentError::TooManyRefunds)?;
    Ok(Some(PaymentEvent::RefundRequested {
        payment_id,
        refund_id: first,
        order_id: ticket.id,
        amount: late,
        reason: RefundReason::LateMoney,
        evidence: None,
        required_role: refunds.minimum_role(late, at, at),
        by,
        occurred_at: at,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{announced, cash, notes};
    use super::*;
    use crate::log::replay;
    use crate::order::fixtures::{completed, kasir, later, pay, pending};
    use crate::order::{CancelOrder, CloseOrder, cancel, close};

    /// An order that owes 75,000.
    fn attempt(cmd: TakePayment) -> Result<(Money, Money), PaymentError> {
        let mut events = completed();
        let (paid, credited) = take(&Payment::default(), &replay(events.clone()), cmd)?;
        events.extend(credited);
        let payment: Payment = replay(paid);
        let order: Order = replay(events);
        Ok((payment.receipt().unwrap().change, order.ticket().unwrap().outstanding()))
    }

    /// An order with nothing but its payments that owes so much.
    fn owing(outstanding: i64) -> Order {
        let order: Order = replay(completed());
        let mut paid = completed();
        pay(&mut paid, order.ticket().unwrap().outstanding().get() - outstanding);
        replay(paid)
    }

    #[test]
    fn cash_gives_change() {
        let (change, due) = attempt(cash(75_000, Some(100_000))).unwrap();
        assert_eq!((change.get(), due.get()), (25_000, 0), "PAY-01");
        let (change, due) = attempt(cash(75_000, None)).unwrap();
        assert_eq!((change.get(), due.get()), (0, 0));
        let (paid, credited) =
            take(&Payment::default(), &owing(40_000), cash(30_000, Some(30_000))).unwrap();
        assert_eq!(replay::<Payment>(paid).receipt().unwrap().change, Money::ZERO, "PAY-10");
        assert_eq!(credited.len(), 1);
        // PAY-02, PAY-05: the same with other figures.
        for (amount, tendered, change) in [(66_000, 84_000, 18_000), (70_000, 90_000, 20_000)] {
            assert_eq!(attempt(cash(amount, Some(tendered))).unwrap().0, Money::rupiah(change));
        }
    }

    #[test]
    fn too_little_and_too_much_are_refused() {
        let refused = attempt(cash(75_000, Some(74_999))).unwrap_err();
        assert_eq!(refused, PaymentError::TenderedTooLittle { due: Money::rupiah(75_000) });
        let outstanding = Money::rupiah(75_000);
        let refused = attempt(cash(75_001, Some(100_000))).unwrap_err();
        assert_eq!(refused, PaymentError::Order(OrderError::MoreThanDue { outstanding }));
        for (id, method, amount) in [
            ("PAY-08", PaymentMethod::Card, 0),
            ("PAY-09", PaymentMethod::EWallet, -5),
            ("PST-12", PaymentMethod::Cash, -50_000),
            ("K-19", PaymentMethod::Cash, 100_000_001),
        ] {
            let refused = attempt(TakePayment { method, ..cash(amount, None) }).unwrap_err();
            assert_eq!(refused, PaymentError::AmountOutOfRange, "{id}");
        }
    }

    #[test]
    fn only_cash_gives_change_and_a_transfer_has_a_number() {
        let card = TakePayment { method: PaymentMethod::Card, ..cash(75_000, Some(80_000)) };
        assert_eq!(attempt(card).unwrap_err(), PaymentError::ChangeWithoutCash);
        let transfer = TakePayment { method: PaymentMethod::BankTransfer, ..cash(40_000, None) };
        let refused = take(&Payment::default(), &owing(40_000), transfer.clone()).unwrap_err();
        assert_eq!(refused, PaymentError::ReferenceMissing);
        let known = ReferenceNumber::parse("BCA-77").ok();
        let known = TakePayment { reference_number: known, ..transfer };
        let (paid, credited) = take(&Payment::default(), &owing(40_000), known).unwrap();
        assert_eq!(replay::<Payment>(paid).receipt().unwrap().change, Money::ZERO, "PAY-07");
        assert_eq!(credited.len(), 1);
    }

    #[test]
    fn what_coins_cannot_pay_is_a_line_of_its_own() {
        for (asked, paid, rounding) in
            [(74_949, 74_900, 49), (74_950, 75_000, -50), (75_000, 75_000, 0)]
        {
            let cash_rounding = CashRounding::Hundreds;
            let cmd = TakePayment { cash_rounding, ..cash(asked, Some(80_000)) };
            let order: Order = replay(completed());
            let (events, credited) = take(&Payment::default(), &order, cmd).unwrap();
            let payment: Payment = replay(events);
            let receipt = payment.receipt().unwrap();
            let found = (receipt.amount.get(), receipt.rounding.get(), receipt.change.get());
            assert_eq!(found, (paid, rounding, 80_000 - paid));
            let mut order = order;
            for event in credited {
                order.apply(event);
            }
            assert_eq!(order.ticket().unwrap().outstanding().get(), 75_000 - asked);
        }
        let cash_rounding = CashRounding::Hundreds;
        let card = PaymentMethod::Card;
        let cmd = TakePayment { cash_rounding, method: card, ..cash(74_949, None) };
        assert_eq!(attempt(cmd).unwrap().1, Money::rupiah(51), "a card pays all of it");
        let cmd = TakePayment { cash_rounding, ..cash(49, None) };
        assert_eq!(attempt(cmd).unwrap_err(), PaymentError::LessThanCoins(cash_rounding));
    }

    #[test]
    fn late_money_is_taken_and_offered_back() {
        let mut put_away = completed();
        pay(&mut put_away, 75_000);
        let cmd = CloseOrder { by: kasir(), at: later() };
        put_away.extend(close(&replay(put_away.clone()), cmd).unwrap());
        let mut called_off = pending();
        let cmd = CancelOrder {
            outlet: Outlet::first(),
            reason: notes("hujan"),
            by: kasir(),
            at: later(),
        };
        called_off.extend(cancel(&replay(called_off.clone()), cmd).unwrap());
        for order in [put_away, called_off] {
            let (paid, credited) =
                take(&Payment::default(), &replay(order), cash(30_000, None)).unwrap();
            assert_eq!(credited.len(), 1);
            let payment: Payment = replay(paid);
            let refund = &payment.receipt().unwrap().refunds[0];
            assert_eq!((refund.amount.get(), refund.status.name()), (30_000, "requested"));
            assert_eq!(refund.reason, RefundReason::LateMoney);
        }
    }

    #[test]
    fn a_split_is_taken_whole_or_not_at_all() {
        let order: Order = replay(completed());
        let card = |amount| TakePayment { method: PaymentMethod::Card, ..cash(amount, None) };
        let (payments, credited) =
            take_split(&order, vec![cash(45_000, Some(50_000)), card(30_000)]).unwrap();
        assert_eq!((payments.len(), credited.len()), (2, 2));
        let refused = take_split(&order, vec![cash(45_000, None), card(30_001)]).unwrap_err();
        let outstanding = Money::rupiah(30_000);
        assert_eq!(refused, (1, OrderError::MoreThanDue { outstanding }.into()));
    }

    #[test]
    fn only_what_is_sent_is_announced_and_it_pays_nothing_yet() {
        for method in [PaymentMethod::Cash, PaymentMethod::Card] {
            let cmd = TakePayment { method, ..announced(75_000) };
            assert_eq!(attempt(cmd).unwrap_err(), PaymentError::NotAnnounced);
        }
        let order: Order = replay(completed());
        let (events, credited) = take(&Payment::default(), &order, announced(75_000)).unwrap();
        assert!(credited.is_empty());
        assert_eq!(replay::<Payment>(events).receipt().unwrap().status(), "pending");
        let outstanding = Money::rupiah(75_000);
        let more = attempt(announced(75_001)).unwrap_err();
        assert_eq!(more, OrderError::MoreThanDue { outstanding }.into());
    }

    #[test]
    fn money_of_yesterday_counts_on_its_day() {
        let at = later() - chrono::Duration::days(1);
        let reason = Some(notes("listrik padam"));
        let received = Some(SaidTime { at, reason });
        let cmd = TakePayment { received, ..cash(75_000, None) };
        let refused = attempt(cmd.clone()).unwrap_err();
        assert_eq!(refused, OrderError::BackdatingForbidden.into());
        let cmd = TakePayment { role: Role::Manager, ..cmd };
        let (events, _) = take(&Payment::default(), &replay(completed()), cmd).unwrap();
        let payment: Payment = replay(events);
        let receipt = payment.receipt().unwrap();
        assert_eq!(receipt.business_day, Outlet::first().business_day(at));
        assert_eq!((receipt.received_at, receipt.recorded_at), (at, later()));
    }
}

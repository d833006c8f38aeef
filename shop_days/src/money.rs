//! Money for orders: how somebody pays, and what becomes of it later.

use std::ops::RangeInclusive;

use chrono::{DateTime, Duration, Utc};
use domain::payment::PaymentMethod;

use crate::book::Stage as OrderStage;
use crate::days::{Days, Errand};
use crate::dice::Dice;
use crate::intent::{Intent, Login, PaymentRef, PaymentStep, Planned, Tender, Text};
use crate::ledger::{Back, Paid, Stage, Standing};
use crate::rhythm::day_of;
use crate::words;

/// Something that is seen to about a payment later. What does not fit by then is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Later {
    /// Announced money came, or it did not.
    Settle,
    /// It was mis-keyed.
    TakeBack,
    /// The customer wants it back.
    AskBack,
    /// A refund of that place is let through, or not.
    Judge(usize),
    /// A refund of that place is given to the customer.
    PayOut(usize),
}

/// A larger refund is not let through by whoever asks for it.
const ALONE_UP_TO: i64 = 50_000;
/// A larger one is the owner's to give.
const MANAGER_UP_TO: i64 = 500_000;
/// Later than so long after the payment only the owner gives back.
const COMPLAIN_WITHIN: Duration = Duration::days(7);
/// For so long whoever took a payment may take it back.
const OWN: Duration = Duration::minutes(15);

/// How somebody pays so much; in cash only if there is a drawer for it.
pub(crate) fn tender(dice: &mut Dice, amount: i64, cash: bool) -> Tender {
    const METHODS: [(PaymentMethod, usize); 4] = [
        (PaymentMethod::EWallet, 20),
        (PaymentMethod::Card, 10),
        (PaymentMethod::BankTransfer, 10),
        (PaymentMethod::Cash, 60),
    ];
    let method = dice.weighed(if cash { &METHODS } else { &METHODS[..3] });
    let notes = dice.pick(&[1_000, 50_000, 100_000]);
    let tendered = (amount + notes - 1) / notes * notes;
    Tender {
        amount,
        method,
        tendered: (method == PaymentMethod::Cash && dice.percent(80)).then_some(tendered),
        reference: (method == PaymentMethod::BankTransfer).then(|| reference(dice)),
    }
}

fn reference(dice: &mut Dice) -> Text {
    Text::Owned(format!("TRF{:08}", dice.between(0..=99_999_999)))
}

/// So much in two or three parts, each by means of its own.
fn split(dice: &mut Dice, amount: i64, cash: bool) -> Vec<Tender> {
    let parts = dice.between(2..=3);
    let mut left = amount;
    let mut tenders = Vec::new();
    for still in (1..parts).rev() {
        let part = dice.between(1..=left - still);
        left -= part;
        tenders.push(tender(dice, part, cash));
    }
    tenders.push(tender(dice, left, cash));
    tenders
}

impl Days {
    /// Notes something to see to, so many minutes later, while the shop is open.
    fn later(&mut self, at: DateTime<Utc>, minutes: RangeInclusive<i64>, errand: Errand) {
        let after = Duration::minutes(self.dice.between(minutes));
        self.note_while_open(at + after, errand);
    }

    /// Whether cash can be taken and given.
    pub(crate) fn has_open_drawer(&self) -> bool {
        self.book.figures.open().is_some()
    }

    /// What is due of an order, less what is on its way. Not everybody waits for that.
    fn due_now(&mut self, no: usize) -> i64 {
        let Some(kept) = self.book.orders.get(no) else { return 0 };
        let announced = self
            .book
            .payments
            .iter()
            .filter(|paid| paid.order == no && paid.standing == Standing::Announced);
        let on_its_way: i64 = announced.map(|paid| paid.amount).sum();
        let due = kept.outstanding();
        if on_its_way > 0 && self.dice.percent(15) { due } else { due - on_its_way }
    }

    /// Somebody pays what is due of an order, or half of it.
    pub(crate) fn pay(
        &mut self,
        no: usize,
        all: bool,
        who: Login,
        at: DateTime<Utc>,
    ) -> Option<Intent> {
        let due = self.due_now(no);
        let amount = if all { due } else { due / 2 };
        if amount <= 0 {
            return None;
        }
        let (order, cash) = (self.book.order(no), self.has_open_drawer());
        if amount >= 10_000 && self.dice.percent(6) {
            let tenders = split(&mut self.dice, amount, cash);
            for tender in &tenders {
                self.take(no, tender, who, at);
            }
            return Some(Intent::Split(order, tenders));
        }
        let tender = tender(&mut self.dice, amount, cash);
        if tender.method.can_be_announced() && self.dice.percent(20) {
            let tender = Tender { reference: None, ..tender };
            let payment = self.keep(no, &tender, who, at, Standing::Announced);
            if self.dice.percent(95) {
                self.later(at, 5..=240, Errand::About(payment, Later::Settle));
            }
            return Some(Intent::Announce(order, tender));
        }
        self.take(no, &tender, who, at);
        Some(Intent::Pay(order, tender))
    }

    /// Somebody pays again what was taken back or never came.
    pub(crate) fn pay_again(&mut self, no: usize, at: DateTime<Utc>) -> Option<Planned> {
        let till = self.book.orders.get(no)?.till;
        let who = self.cashier(till);
        let intent = self.pay(no, true, who, at)?;
        Some(Planned { at, till, who, intent, refused: None, total: None })
    }

    /// Money comes for an order that owes it no more.
    pub(crate) fn pay_late(&mut self, no: usize, at: DateTime<Utc>) -> Option<Planned> {
        let kept = self.book.orders.get(no)?;
        if !matches!(kept.stage, OrderStage::PutAway | OrderStage::CalledOff) {
            return None;
        }
        let till = kept.till;
        let who = self.cashier(till);
        let (amount, cash) = (self.dice.between(1..=150) * 5_000, self.has_open_drawer());
        let tender = tender(&mut self.dice, amount, cash);
        self.take(no, &tender, who, at);
        let intent = Intent::Pay(self.book.order(no), tender);
        Some(Planned { at, till, who, intent, refused: None, total: None })
    }

    /// What a customer does about their money once an order is called off or put away.
    pub(crate) fn when_over(&mut self, no: usize, called_off: bool, at: DateTime<Utc>) {
        if self.dice.percent(5) {
            self.later(at, 10..=600, Errand::PayLate(no));
        }
        if !called_off {
            return;
        }
        let payments = self.book.payments.iter().enumerate();
        let theirs = payments.filter(|(_, paid)| paid.order == no && paid.left() > 0);
        for payment in theirs.map(|(payment, _)| payment).collect::<Vec<_>>() {
            if self.dice.percent(80) {
                self.later(at, 5..=120, Errand::About(payment, Later::AskBack));
            }
        }
    }

    /// Notes a payment; gives its place.
    fn keep(
        &mut self,
        order: usize,
        tender: &Tender,
        by: Login,
        at: DateTime<Utc>,
        standing: Standing,
    ) -> usize {
        let in_cash = tender.method == PaymentMethod::Cash;
        self.book.payments.push(Paid {
            order,
            amount: tender.amount,
            method: tender.method,
            by,
            at,
            sitting: self.book.figures.open().filter(|_| in_cash),
            standing,
            backs: Vec::new(),
        });
        self.book.payments.len() - 1
    }

    fn take(&mut self, no: usize, tender: &Tender, who: Login, at: DateTime<Utc>) {
        let payment = self.keep(no, tender, who, at, Standing::There);
        self.came(payment, at);
    }

    /// Money of a payment is there: it is counted, and what the order does not owe is asked back in
    /// the same breath.
    fn came(&mut self, payment: usize, at: DateTime<Utc>) {
        let Some(paid) = self.book.payments.get_mut(payment) else { return };
        let (no, amount, method) = (paid.order, paid.amount, paid.method);
        let Some(kept) = self.book.orders.get_mut(no) else { return };
        let late = (amount - kept.outstanding()).max(0);
        kept.paid += amount;
        self.book.figures.receive(day_of(at), method, amount);
        if late > 0 {
            let (asked_by, needs_owner) = (paid.by.username, late > MANAGER_UP_TO);
            paid.backs.push(Back {
                amount: late,
                asked_by,
                needs_owner,
                alone: false,
                stage: Stage::Asked,
            });
            self.later(at, 5..=120, Errand::About(payment, Later::Judge(0)));
        } else if self.dice.percent(3) {
            self.later(at, 1..=20, Errand::About(payment, Later::TakeBack));
        } else if self.dice.percent(4) {
            self.later(at, 30..=3_000, Errand::About(payment, Later::AskBack));
        }
    }

    /// Sees to a payment, if that fits by now.
    pub(crate) fn see_to_payment(
        &mut self,
        no: usize,
        later: Later,
        at: DateTime<Utc>,
    ) -> Option<Planned> {
        let order = self.book.payments.get(no)?.order;
        let till = self.book.orders.get(order)?.till;
        let (who, step) = match later {
            Later::Settle => self.settle(no, till, at)?,
            Later::TakeBack => self.take_back(no, at)?,
            Later::AskBack => self.ask_back(no, at)?,
            Later::Judge(refund) => self.judge(no, refund, at)?,
            Later::PayOut(refund) => self.pay_out(no, refund, at)?,
        };
        let intent = Intent::Payment(PaymentRef { no, order }, step);
        Some(Planned { at, till, who, intent, refused: None, total: None })
    }

    fn settle(&mut self, no: usize, till: u8, at: DateTime<Utc>) -> Option<(Login, PaymentStep)> {
        let (who, came) = (self.cashier(till), self.dice.percent(85));
        let paid = self.book.payments.get_mut(no)?;
        let order = paid.order;
        if came {
            (paid.standing, paid.by, paid.at) = (Standing::There, who, at);
            self.came(no, at);
            return Some((who, PaymentStep::Confirm(reference(&mut self.dice))));
        }
        paid.standing = Standing::Failed;
        self.later(at, 5..=60, Errand::PayAgain(order));
        let reason = self.dice.percent(50).then_some(Text::Borrowed("tidak jadi transfer"));
        Some((who, PaymentStep::Fail(reason)))
    }

    /// Whether a payment can be taken back now, apart from who does it.
    fn can_take_back(&self, paid: &Paid, at: DateTime<Utc>) -> bool {
        let in_time = match paid.sitting {
            Some(sitting) => self.book.figures.open() == Some(sitting),
            None => day_of(paid.at) == day_of(at),
        };
        let order = self.book.orders.get(paid.order);
        let fits =
            |kept: &crate::book::Kept| kept.stage != OrderStage::PutAway && kept.refunded == 0;
        let there = paid.standing == Standing::There && !paid.goes_back();
        there && in_time && order.is_some_and(fits)
    }

    fn take_back(&mut self, no: usize, at: DateTime<Utc>) -> Option<(Login, PaymentStep)> {
        let paid = self.book.payments.get(no)?;
        if !self.can_take_back(paid, at) {
            return None;
        }
        let (order, amount, method, day) = (paid.order, paid.amount, paid.method, day_of(paid.at));
        let own = at - paid.at <= OWN;
        let who = if own { paid.by } else { self.model.manager };
        self.book.payments.get_mut(no)?.standing = Standing::TakenBack;
        self.book.orders.get_mut(order)?.paid -= amount;
        self.book.figures.receive(day, method, -amount);
        self.later(at, 1..=3, Errand::PayAgain(order));
        Some((who, PaymentStep::Void(words::one_of(&mut self.dice, &words::MIS_KEYED))))
    }

    fn ask_back(&mut self, no: usize, at: DateTime<Utc>) -> Option<(Login, PaymentStep)> {
        let paid = self.book.payments.get(no)?;
        let left = paid.left();
        if left <= 0 {
            return None;
        }
        let late = at - paid.at > COMPLAIN_WITHIN;
        let amount = if self.dice.percent(40) { left } else { self.dice.between(1..=left) };
        let needs_owner = late || amount > MANAGER_UP_TO;
        let who = if needs_owner { self.model.owner } else { self.model.manager };
        let alone = amount <= ALONE_UP_TO;
        let stage = if alone { Stage::Approved } else { Stage::Asked };
        let paid = self.book.payments.get_mut(no)?;
        let refund = paid.backs.len();
        paid.backs.push(Back { amount, asked_by: who.username, needs_owner, alone, stage });
        let next =
            if stage == Stage::Approved { Later::PayOut(refund) } else { Later::Judge(refund) };
        self.later(at, 2..=90, Errand::About(no, next));
        let reason = words::one_of(&mut self.dice, &words::COMPLAINTS);
        Some((who, PaymentStep::Ask(amount, reason)))
    }

    fn judge(
        &mut self,
        no: usize,
        refund: usize,
        at: DateTime<Utc>,
    ) -> Option<(Login, PaymentStep)> {
        let back = *self.book.payments.get(no)?.backs.get(refund)?;
        if back.stage != Stage::Asked {
            return None;
        }
        let (manager, owner) = (self.model.manager, self.model.owner);
        let by_owner = back.needs_owner || back.asked_by == manager.username;
        let who = if by_owner { owner } else { manager };
        // What the owner asks for beyond a manager's limit nobody else can let through.
        let own = who.username == back.asked_by;
        let approves = !own && self.dice.percent(85);
        let stage = if approves { Stage::Approved } else { Stage::Rejected };
        self.book.payments.get_mut(no)?.backs.get_mut(refund)?.stage = stage;
        if approves {
            self.later(at, 1..=60, Errand::About(no, Later::PayOut(refund)));
            return Some((who, PaymentStep::Approve(refund)));
        }
        if self.dice.percent(50) {
            self.later(at, 10..=600, Errand::About(no, Later::AskBack));
        }
        Some((who, PaymentStep::Reject(refund, "tidak ada bukti".into())))
    }

    fn pay_out(
        &mut self,
        no: usize,
        refund: usize,
        at: DateTime<Utc>,
    ) -> Option<(Login, PaymentStep)> {
        let paid = self.book.payments.get(no)?;
        let (order, method) = (paid.order, paid.method);
        let back = *paid.backs.get(refund)?;
        if back.stage != Stage::Approved {
            return None;
        }
        if method == PaymentMethod::Cash && !self.has_open_drawer() {
            self.later(at, 60..=90, Errand::About(no, Later::PayOut(refund)));
            return None;
        }
        self.book.payments.get_mut(no)?.backs.get_mut(refund)?.stage = Stage::PaidOut;
        self.book.orders.get_mut(order)?.refunded += back.amount;
        self.book.figures.give_back(day_of(at), method, back.amount);
        Some((self.model.manager, PaymentStep::PayOut(refund)))
    }
}

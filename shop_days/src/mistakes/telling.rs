//! What does not fit an order that is there, and who may not do what to it.

use chrono::{DateTime, Utc};
use domain::order::{FailedBecause, ServiceType};
use domain::payment::PaymentMethod;

use super::{Kind, Mistake, some_order};
use crate::Refusal;
use crate::book::{Kept, Stage};
use crate::days::Days;
use crate::intent::{Ask, Intent, Login, Step, Tender, Wanted};
use crate::money::tender;

/// The kinds.
pub(super) const KINDS: &[Kind] = &[
    // out of turn
    |days, _, who| {
        tells(days, who, Refusal::DoesNotFit, Step::Start(None), |kept| {
            kept.out || !matches!(kept.stage, Stage::Waiting | Stage::Hidden) && !kept.is_brought()
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::DoesNotFit, Step::Complete(None), |kept| {
            kept.stage == Stage::Waiting || kept.stage == Stage::LookedOver
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::DoesNotFit, Step::Complete(None), |kept| {
            kept.stage == Stage::Done && !kept.reworking
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::DoesNotFit, Step::PassQualityCheck, |kept| {
            matches!(kept.stage, Stage::Waiting | Stage::Begun)
        })
    },
    |days, _, who| tells(days, who, Refusal::DoesNotFit, Step::HandOver(None), Kept::is_open),
    |days, _, who| {
        tells(days, who, Refusal::DoesNotFit, Step::HandOver(None), |kept| {
            kept.handed_over && kept.stage == Stage::Done
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::DoesNotFit, Step::Rework("kotor".into()), |kept| {
            kept.is_open() || kept.stage == Stage::PutAway
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::DoesNotFit, Step::Assign(vec![1]), |kept| {
            matches!(kept.stage, Stage::Done | Stage::CalledOff | Stage::PutAway)
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::DoesNotFit, lower(10_000), |kept| kept.stage == Stage::Done)
    },
    |days, _, who| {
        tells(days, who, Refusal::DoesNotFit, Step::Correct("merah".into()), |kept| {
            kept.stage == Stage::Done
        })
    },
    |days, _, who| {
        let back = Step::FailDelivery(FailedBecause::NotHome);
        tells(days, who, Refusal::DoesNotFit, back, |kept| {
            kept.is_brought() && !kept.out && kept.stage != Stage::Hidden
        })
    },
    // a manager, out of turn
    |days, _, _| {
        let who = days.model.manager;
        tells(days, who, Refusal::DoesNotFit, Step::Cancel("terlambat".into()), |kept| {
            matches!(kept.stage, Stage::Done | Stage::CalledOff | Stage::LookedOver)
        })
    },
    |days, _, _| {
        let who = days.model.manager;
        tells(days, who, Refusal::DoesNotFit, Step::Close, |kept| {
            kept.is_open() || kept.stage == Stage::Done && kept.outstanding() > 0
        })
    },
    |days, _, _| {
        let who = days.model.manager;
        tells(days, who, Refusal::DoesNotFit, Step::Delete, |kept| {
            kept.stage == Stage::Begun || kept.stage == Stage::Done
        })
    },
    |days, _, _| {
        let who = days.model.manager;
        tells(days, who, Refusal::BadValue, Step::Cancel("".into()), |kept| {
            kept.stage == Stage::Waiting
        })
    },
    |days, _, _| {
        let who = days.model.manager;
        tells(days, who, Refusal::Deleted, Step::Delete, |kept| kept.stage == Stage::Hidden)
    },
    // who may not
    |days, _, who| {
        tells(days, who, Refusal::NotPermitted, Step::Cancel("hujan".into()), |kept| {
            kept.stage == Stage::Waiting
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::NotPermitted, Step::Close, |kept| kept.stage == Stage::Done)
    },
    |days, _, _| {
        let who = days.model.viewer;
        tells(days, who, Refusal::NotPermitted, Step::Start(None), |kept| {
            kept.stage == Stage::Waiting
        })
    },
    |days, _, _| {
        let (who, employee) = days.model.staff;
        tells(days, who, Refusal::NotTheirs, Step::Start(None), |kept| {
            kept.stage == Stage::Waiting
                && !kept.is_brought()
                && !kept.employees.is_empty()
                && !kept.employees.contains(&employee)
        })
    },
    |days, _, who| {
        // Its price is compared before its reason is asked for, so only a discount needs one.
        tells(days, who, Refusal::ReasonMissing, without_reason(), |kept| {
            kept.is_open() && kept.price.listed > 0 && kept.automatic_bp == 0
        })
    },
    too_much_off,
    // people
    |days, _, who| {
        tells(days, who, Refusal::NobodyAssigned, Step::Start(None), |kept| {
            kept.needs_workers() && kept.stage == Stage::Waiting && kept.employees.is_empty()
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::SameEmployeeTwice, Step::Assign(vec![3, 3]), |kept| {
            kept.is_open()
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::UnknownEmployee, Step::Assign(vec![999_983]), |kept| {
            kept.is_open()
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::NobodyAssigned, Step::Assign(vec![]), |kept| {
            kept.needs_workers() && matches!(kept.stage, Stage::Begun | Stage::LookedOver)
        })
    },
    // the queue
    |days, _, who| tells(days, who, Refusal::AlreadyQueued, Step::JoinQueue, |kept| kept.queued),
    |days, _, who| {
        tells(days, who, Refusal::NotQueued, Step::LeaveQueue, |kept| {
            !kept.queued && kept.stage != Stage::Hidden
        })
    },
    |days, _, who| {
        tells(days, who, Refusal::NothingToWaitFor, Step::JoinQueue, |kept| {
            matches!(kept.stage, Stage::Done | Stage::CalledOff | Stage::PutAway)
        })
    },
    |days, _, who| {
        let first = Step::Arrange { bay: None, priority: Some(9), reason: None };
        tells(days, who, Refusal::PriorityReasonMissing, first, |kept| kept.queued)
    },
    // money
    |days, _, who| {
        pays(days, who, Refusal::MoreThanDue, |due, tender| {
            tender.amount = due + 1;
            tender.tendered = None;
        })
    },
    |days, _, who| {
        pays(days, who, Refusal::AmountOutOfRange, |_, tender| {
            tender.amount = 0;
            tender.tendered = None;
        })
    },
    |days, _, who| {
        pays(days, who, Refusal::AmountOutOfRange, |due, tender| {
            tender.amount = -due;
            tender.tendered = None;
        })
    },
    |days, _, who| {
        pays(days, who, Refusal::TenderedTooLittle, |due, tender| {
            *tender = Tender {
                amount: due,
                method: PaymentMethod::Cash,
                tendered: Some(due - 1),
                reference: None,
            };
        })
    },
    |days, _, who| {
        pays(days, who, Refusal::ChangeWithoutCash, |due, tender| {
            tender.method = PaymentMethod::Card;
            tender.tendered = Some(due);
            tender.reference = None;
        })
    },
    |days, _, who| {
        pays(days, who, Refusal::ReferenceMissing, |_, tender| {
            *tender = Tender {
                method: PaymentMethod::BankTransfer,
                tendered: None,
                reference: None,
                amount: tender.amount,
            };
        })
    },
    |days, _, who| {
        let mut order = days.book.order(0);
        order.no = usize::MAX;
        order.service = days.dice.pick(&ServiceType::ALL);
        let intent = Intent::Tell(order, Step::Start(None));
        Some(Mistake { who, intent, refused: Refusal::UnknownOrder })
    },
];

fn tells(
    days: &mut Days,
    who: Login,
    refused: Refusal,
    step: Step,
    is_so: impl Fn(&Kept) -> bool,
) -> Option<Mistake> {
    let no = some_order(days, is_so)?;
    Some(Mistake { who, intent: Intent::Tell(days.book.order(no), step), refused })
}

fn lower(final_price: i64) -> Step {
    let asked = Ask::FinalPrice(final_price);
    Step::Reprice(Wanted { asked, reason: Some("pelanggan lama".into()) })
}

fn without_reason() -> Step {
    Step::Reprice(Wanted { asked: Ask::FinalPrice(0), reason: None })
}

fn too_much_off(days: &mut Days, _: DateTime<Utc>, who: Login) -> Option<Mistake> {
    let no = some_order(days, |kept| kept.is_open() && kept.price.listed >= 60_000)?;
    let listed = days.book.orders.get(no)?.price.listed;
    // Of the customer's own discount nobody asks; this is more than that in any case.
    let off = days.dice.between((listed / 4).max(50_000)..=listed);
    let intent = Intent::Tell(days.book.order(no), lower(listed - off));
    Some(Mistake { who, intent, refused: Refusal::ApprovalRequired })
}

/// A payment that is spoilt, knowing what is due.
fn pays(
    days: &mut Days,
    who: Login,
    refused: Refusal,
    spoil: impl FnOnce(i64, &mut Tender),
) -> Option<Mistake> {
    let no = some_order(days, |kept| {
        kept.outstanding() > 1 && matches!(kept.stage, Stage::Waiting | Stage::Begun | Stage::Done)
    })?;
    let due = days.book.orders.get(no)?.outstanding();
    let mut tender = tender(&mut days.dice, due, true);
    spoil(due, &mut tender);
    Some(Mistake { who, intent: Intent::Pay(days.book.order(no), tender), refused })
}

//! Anything that can be said to an order, and what comes of saying it again.

use proptest::prelude::*;
use proptest::sample::select;

use super::super::fixtures::*;
use super::super::*;
use super::any_order::{
    Prices, authority, behind, details, driver, notes, orderer, placing, said, schedule, share,
    wanted, workers,
};
use super::reach::{to_give_back, to_pay, to_void};
use crate::user::Role;
use crate::values::*;

/// What a command comes to that is said again, right after it was let.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    ChangesNothing,
    IsRefusedByName,
    IsAnother,
}

pub(super) fn again(command: &OrderCommand) -> Again {
    match command {
        OrderCommand::Revise(_)
        | OrderCommand::Reprice(_)
        | OrderCommand::Correct(_)
        | OrderCommand::Assign(_)
        | OrderCommand::ScheduleDelivery(_)
        | OrderCommand::ArrangeQueue(_) => Again::ChangesNothing,
        OrderCommand::Place(_)
        | OrderCommand::Start(_)
        | OrderCommand::SubmitQualityCheck(_)
        | OrderCommand::PassQualityCheck(_)
        | OrderCommand::FailQualityCheck(_)
        | OrderCommand::Complete(_)
        | OrderCommand::Cancel(_)
        | OrderCommand::HandOver(_)
        | OrderCommand::Rework(_)
        | OrderCommand::Close(_)
        | OrderCommand::Delete(_)
        | OrderCommand::FailDelivery(_)
        | OrderCommand::JoinQueue(_)
        | OrderCommand::LeaveQueue(_)
        | OrderCommand::Invoice(_)
        | OrderCommand::WriteOff(_)
        | OrderCommand::ErasePerson(_) => Again::IsRefusedByName,
        OrderCommand::Credit(_)
        | OrderCommand::ReversePayment(_)
        | OrderCommand::DeductRefund(_) => Again::IsAnother,
    }
}

/// The refusals that say "it is so already".
pub(super) fn by_name(refusal: &OrderError) -> bool {
    matches!(
        refusal,
        OrderError::AlreadyPlaced
            | OrderError::CannotNow { .. }
            | OrderError::Deleted
            | OrderError::AlreadyQueued
            | OrderError::NotQueued
            | OrderError::NothingToInvoice
            | OrderError::NothingToWriteOff
            | OrderError::PersonErased
    )
}

/// The steps a command may take.
pub(super) fn steps(command: &OrderCommand) -> &'static [Step] {
    match command {
        OrderCommand::Start(_) => &[Step::Start, Step::Dispatch],
        OrderCommand::SubmitQualityCheck(_) => &[Step::SubmitQualityCheck],
        OrderCommand::PassQualityCheck(_) => &[Step::PassQualityCheck],
        OrderCommand::FailQualityCheck(_) => &[Step::FailQualityCheck],
        OrderCommand::Complete(_) => &[Step::Complete, Step::Deliver],
        OrderCommand::Cancel(_) => &[Step::Cancel],
        OrderCommand::HandOver(_) => &[Step::HandOver],
        OrderCommand::Rework(_) => &[Step::Rework],
        OrderCommand::Close(_) => &[Step::Close],
        OrderCommand::Delete(_) => &[Step::Delete],
        OrderCommand::FailDelivery(_) => &[Step::FailDelivery],
        OrderCommand::ScheduleDelivery(_) => &[Step::Reschedule],
        OrderCommand::Assign(_) => &[Step::Assign],
        OrderCommand::Reprice(_) => &[Step::Reprice],
        OrderCommand::Correct(_) | OrderCommand::Revise(_) => &[Step::Correct],
        OrderCommand::Place(_)
        | OrderCommand::JoinQueue(_)
        | OrderCommand::LeaveQueue(_)
        | OrderCommand::ArrangeQueue(_)
        | OrderCommand::Credit(_)
        | OrderCommand::ReversePayment(_)
        | OrderCommand::DeductRefund(_)
        | OrderCommand::Invoice(_)
        | OrderCommand::WriteOff(_)
        | OrderCommand::ErasePerson(_) => &[],
    }
}

fn completing() -> impl Strategy<Value = CompleteOrder> {
    let said = prop::option::weighted(0.2, said());
    let role = select(Role::ALL.to_vec());
    (any::<bool>(), said, role, prop::option::of(notes())).prop_map(
        |(first, completed, role, notes)| CompleteOrder {
            payment_first: first && completed.is_none(),
            completed,
            role,
            notes,
            ..complete_cmd()
        },
    )
}

fn checklist() -> impl Strategy<Value = Vec<CheckPoint>> {
    let point = any::<bool>()
        .prop_map(|passed| CheckPoint { point: CatalogName::parse("Noda").unwrap(), passed });
    prop::collection::vec(point, 0..3)
}

/// The worker behind the login that asks, if there is one.
fn editor() -> impl Strategy<Value = Option<EmployeeId>> {
    prop::option::weighted(0.2, select(vec![ahmad().id, wati().id, driver().id]))
}

/// Changes of what is written down.
fn edits(service: ServiceType, prices: Prices) -> BoxedStrategy<OrderCommand> {
    let (by, at) = (kasir(), later());
    let author = by.clone();
    let revise = (details(service, prices), orderer(), share(), authority(), editor()).prop_map(
        move |(details, orderer, automatic_bp, authority, editor)| {
            let by = author.clone();
            OrderCommand::Revise(Box::new(ReviseOrder {
                details,
                orderer,
                automatic_bp,
                authority,
                most_water: 1_000,
                editor,
                by,
                at,
            }))
        },
    );
    let author = by.clone();
    let reprice = (wanted(), authority(), editor()).prop_map(move |(wanted, authority, editor)| {
        let (by, authority) = (author.clone(), behind(Some(&wanted), authority));
        OrderCommand::Reprice(Box::new(RepriceOrder { wanted, authority, editor, by, at }))
    });
    let author = by.clone();
    let when = prop::option::of(prop::option::of(select(vec![now(), later()])));
    let correct = (prop::option::of(prop::option::of(notes())), when).prop_map(
        move |(notes, scheduled_at)| {
            let by = author.clone();
            OrderCommand::Correct(CorrectOrder { notes, scheduled_at, by, at })
        },
    );
    let assign = (workers(), editor()).prop_map(move |(employees, editor)| {
        OrderCommand::Assign(AssignEmployees { employees, editor, by: by.clone(), at })
    });
    prop_oneof![revise, reprice, correct, assign].boxed()
}

/// What is done with the work.
fn work() -> BoxedStrategy<OrderCommand> {
    let (by, at) = (kasir(), later());
    let started = StartOrder { driver: None, by: by.clone(), at };
    let start = prop::option::of(Just(driver()))
        .prop_map(move |driver| OrderCommand::Start(StartOrder { driver, ..started.clone() }));
    let submit = SubmitQualityCheck { by: by.clone(), at };
    let pass = (checklist(), completing()).prop_map(|(checklist, complete)| {
        OrderCommand::PassQualityCheck(Box::new(PassQualityCheck { checklist, complete }))
    });
    let author = by.clone();
    let fail = (checklist(), prop::option::of(notes())).prop_map(move |(checklist, notes)| {
        let by = author.clone();
        OrderCommand::FailQualityCheck(FailQualityCheck { checklist, notes, by, at })
    });
    let author = by.clone();
    let rework = notes().prop_map(move |reason| {
        OrderCommand::Rework(ReworkOrder { reason, by: author.clone(), at })
    });
    let hand_over = prop::option::of(notes())
        .prop_map(move |notes| OrderCommand::HandOver(HandOverOrder { notes, by: by.clone(), at }));
    prop_oneof![
        4 => start,
        2 => Just(OrderCommand::SubmitQualityCheck(submit)),
        2 => pass,
        1 => fail,
        4 => completing().prop_map(|cmd| OrderCommand::Complete(Box::new(cmd))),
        1 => rework,
        1 => hand_over,
    ]
    .boxed()
}

/// What is done with the queue and on the road.
fn moves() -> BoxedStrategy<OrderCommand> {
    let (by, at) = (kasir(), later());
    let queueing = Queueing { by: by.clone(), at };
    let author = by.clone();
    let bay = prop::option::of(prop::option::of(select(vec!["1", "kiri"])));
    let arrange = (bay, prop::option::of(0_i64..=9), prop::option::of(notes())).prop_map(
        move |(bay, priority, reason)| {
            let bay = bay.map(|bay| bay.map(|bay| Bay::parse(bay).unwrap()));
            let priority = priority.map(|priority| Priority::new(priority).unwrap());
            OrderCommand::ArrangeQueue(ArrangeQueue {
                bay,
                priority,
                reason,
                by: author.clone(),
                at,
            })
        },
    );
    let author = by.clone();
    let set = schedule().prop_map(move |schedule| {
        OrderCommand::ScheduleDelivery(ScheduleDelivery { schedule, by: author.clone(), at })
    });
    let back = select(FailedBecause::ALL.to_vec()).prop_map(move |reason| {
        OrderCommand::FailDelivery(FailDelivery { reason, by: by.clone(), at })
    });
    let (join, leave) = (queueing.clone(), queueing);
    prop_oneof![
        Just(OrderCommand::JoinQueue(join)),
        Just(OrderCommand::LeaveQueue(leave)),
        arrange,
        set,
        back,
    ]
    .boxed()
}

/// What ends an order.
fn ends() -> BoxedStrategy<OrderCommand> {
    let (by, at) = (kasir(), later());
    let close = OrderCommand::Close(CloseOrder { by: by.clone(), at });
    let delete = OrderCommand::Delete(DeleteOrder { by: by.clone(), at });
    let reason = ErasureReason::Requested;
    let erase = OrderCommand::ErasePerson(ErasePerson { reason, by: by.clone(), at });
    let cancel = notes().prop_map(move |reason| {
        let outlet = Outlet::first();
        OrderCommand::Cancel(CancelOrder { outlet, reason, by: by.clone(), at })
    });
    prop_oneof![3 => Just(close), 1 => Just(delete), 2 => cancel, 1 => Just(erase)].boxed()
}

/// Something said to an order.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// That.
    This(OrderCommand),
    /// That all that is owed is paid.
    ThatTheRestIsPaid,
    /// That all that was paid is taken out again.
    ThatItWasMisKeyed,
    /// That so many hundredths of what the shop has of it go back.
    ThatMoneyGoesBack(u8),
}

impl Said {
    /// What is decided, of an order that stands so.
    pub(super) fn to(self, order: &Order) -> OrderCommand {
        match self {
            Self::This(command) => command,
            Self::ThatTheRestIsPaid => {
                to_pay(order.ticket().map_or(Money::ZERO, Ticket::outstanding))
            }
            Self::ThatItWasMisKeyed => to_void(order),
            Self::ThatMoneyGoesBack(hundredths) => to_give_back(order, hundredths),
        }
    }
}

/// Anything that can be said to an order of that service, one thing after another.
pub(super) fn all_said(service: ServiceType, prices: Prices) -> impl Strategy<Value = Vec<Said>> {
    let one = prop_oneof![
        14 => command(service, prices).prop_map(Said::This),
        1 => Just(Said::ThatTheRestIsPaid),
        1 => Just(Said::ThatItWasMisKeyed),
        1 => (0..=101_u8).prop_map(Said::ThatMoneyGoesBack),
    ];
    prop::collection::vec(one, 0..50)
}

/// Anything that can be said to an order of that service.
pub(super) fn command(service: ServiceType, prices: Prices) -> BoxedStrategy<OrderCommand> {
    let pay = prop_oneof![3 => 1_i64..=100_000, 3 => 1_i64..=1_000_000, 1 => any::<i64>()];
    let stranger =
        select(ServiceType::ALL.to_vec()).prop_flat_map(move |other| edits(other, prices));
    prop_oneof![
        12 => work(),
        6 => edits(service, prices),
        4 => moves(),
        4 => pay.prop_map(|amount| to_pay(Money::rupiah(amount))),
        2 => ends(),
        1 => placing(service, prices).prop_map(|cmd| OrderCommand::Place(Box::new(cmd))),
        1 => stranger,
    ]
    .boxed()
}

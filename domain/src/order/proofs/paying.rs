//! What the papers say of the money of an order: how far it is paid, and what of it goes back.

use super::super::fixtures::*;
use super::super::*;
use super::reach::{after, to_pay, to_take};
use crate::log::replay;
use crate::values::*;

fn costing(total: i64) -> Order {
    let mut cmd = place_wash();
    if let Details::CarWash(wash) = &mut cmd.details {
        wash.vehicle_type.terms.multiplier = Multiplier::hundredths(100).unwrap();
        wash.package.terms.price = Money::rupiah(total);
    }
    replay(place(&Order::default(), cmd).unwrap())
}

fn paid(order: &Order, amount: i64) -> Order {
    match amount {
        0 => order.clone(),
        amount => after(order, order.decide(to_pay(Money::rupiah(amount))).unwrap()),
    }
}

#[test]
fn an_order_is_paid_as_far_as_the_papers_say() {
    let cases = [
        ("PST-01", 100_000, 0, "unpaid", 100_000),
        ("PST-03", 100_000, 100_000, "paid", 0),
        ("PST-04", 100_000, 99_999, "partial", 1),
        ("PST-05", 100_000, 1, "partial", 99_999),
        ("PST-06", 150_000, 75_000, "partial", 75_000),
        ("nothing to pay", 0, 0, "paid", 0),
    ];
    for (id, total, amount, status, outstanding) in cases {
        let order = paid(&costing(total), amount);
        let ticket = order.ticket().unwrap();
        let stands = (ticket.payment_status().name(), ticket.outstanding().get());
        assert_eq!(stands, (status, outstanding), "{id}");
    }
    let refused = costing(100_000).decide(to_pay(Money::rupiah(-50_000)));
    assert_eq!(refused, Err(OrderError::NothingPaid), "PST-12");
}

#[test]
fn what_goes_back_of_an_order_that_is_called_off_is_as_the_papers_say() {
    // A paper books RFP-02 as a payment of −25,000 that is PAID (W15); the figure is right.
    let prepaid = |cmd, amount| paid(&replay(place(&Order::default(), cmd).unwrap()), amount);
    let go = |order: &Order, step| after(order, order.decide(to_take(step)).unwrap());
    let mut dear = laundry();
    if let Details::Laundry(laundry) = &mut dear.details {
        laundry.things[0].item.terms.price = Some(Money::rupiah(28_000));
    }
    let cases = [
        ("before", costing(50_000), 50_000, false, 10_000, 50_000),
        ("RFP-02", costing(50_000), 50_000, true, 5_000, 25_000),
        ("before", prepaid(dear.clone(), 0), 100_000, false, 10_000, 100_000),
        ("RFP-04", prepaid(dear, 0), 100_000, true, 3_000, 30_000),
    ];
    for (id, order, amount, begun, share, refund) in cases {
        let order = paid(&order, amount);
        let order = if begun { go(&order, Step::Start) } else { order };
        let order = go(&order, Step::Cancel);
        let ticket = order.ticket().unwrap();
        let proposed = ticket.cancellation.as_ref().unwrap().refund;
        assert_eq!((proposed.share.get(), proposed.amount.get()), (share, refund), "{id}");
        assert_eq!(ticket.outstanding(), Money::ZERO, "{id}");
    }
    for (id, service) in [("RFP-03", ServiceType::CarWash), ("RFP-05", ServiceType::Laundry)] {
        for state in [State::Completed, State::Paid, State::Closed] {
            assert_eq!(refund_share(service, state), BasisPoints::ZERO, "{id}");
        }
    }
}

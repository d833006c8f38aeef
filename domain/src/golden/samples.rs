//! One of every event, made by the decisions themselves.

use std::collections::BTreeSet;

use super::{Sample, sample};
use crate::catalog::{self, CatalogEvent, CatalogList, CutRule, ServicePackage, TermsChange};
use crate::customer::{self, Customer, CustomerEvent, CustomerType};
use crate::day_close::{self, DayBook, DayBookEvent};
use crate::drawer::{self, Denomination, DrawerEvent, Payout};
use crate::employee::{self, EmployeeEvent};
use crate::invoice;
use crate::log::replay;
use crate::order;
use crate::order::fixtures::{kasir, now};
use crate::outlet::{self, OutletEvent};
use crate::payment;
use crate::settings::{self, Settings, SettingsEvent};
use crate::settlement;
use crate::subscription::{self, SubscriptionEvent};
use crate::till::{self, TillEvent};
use crate::user::{self, User, UserEvent};
use crate::values::*;

fn employee_events() -> Vec<EmployeeEvent> {
    let mut events = employee::fixtures::retired();
    let left = replay(events.clone());
    let (outlet, at) = (Outlet::first(), now());
    events.extend(employee::rehire(&left, employee::RehireEmployee { outlet, at }).unwrap());
    let edit = employee::EditEmployee {
        name: PersonName::parse("Ahmad Yani").ok(),
        phone: Some(Phone::parse("0812-0000-1111").ok()),
        outlet_id: OutletId::new(2).ok(),
        at,
    };
    events.extend(employee::edit(&left, edit).unwrap());
    let reason = ErasureReason::Requested;
    let erase = employee::EraseEmployee { reason, open_orders: 0, at };
    events.extend(employee::erase(&left, erase).unwrap());
    events
}

fn user_events() -> Vec<UserEvent> {
    let employee_id = EmployeeId::new(1).ok();
    let register = user::RegisterUser { employee_id, at: now(), ..user::fixtures::new_login() };
    let mut events = user::register(&User::default(), register).unwrap();
    let (ahmad, by, at) = (replay(events.clone()), settings::fixtures::ibu(), now());
    for employee_id in [EmployeeId::new(2).ok(), None] {
        let link = user::LinkEmployee { employee_id, by: by.clone(), at };
        events.extend(user::link(&ahmad, link).unwrap());
    }
    let edit = user::EditUser {
        full_name: PersonName::parse("Siti Aminah").ok(),
        email: EmailAddress::parse("aminah@kharisma.example").ok(),
        by: by.clone(),
        at,
    };
    events.extend(user::edit(&ahmad, edit).unwrap());
    let admin = user::fixtures::admin(1);
    let role = user::ChangeRole { role: user::Role::Manager, by: admin.clone(), at };
    events.extend(user::change_role(&ahmad, role).unwrap());
    events.extend(user::unlock(&ahmad, user::UnlockUser { by: by.clone(), at }).unwrap());
    let reset = user::ResetPassword { by: by.clone(), at };
    events.extend(user::reset_password(&ahmad, reset).unwrap());
    events.extend(user::change_password(&ahmad, user::ChangePassword { at }).unwrap());
    let gone = user::DeactivateUser { by: admin.clone(), at };
    events.extend(user::deactivate(&ahmad, gone).unwrap());
    let deactivated = replay(events.clone());
    let back = user::ReactivateUser { by, at };
    events.extend(user::reactivate(&deactivated, back).unwrap());
    let erase = user::EraseUser { reason: ErasureReason::Requested, by: admin, at };
    events.extend(user::erase(&deactivated, erase).unwrap());
    events
}

fn outlet_events() -> Vec<OutletEvent> {
    let mut events = outlet::open(&outlet::Outlet::default(), outlet::tests::makassar()).unwrap();
    let edit = outlet::EditOutlet {
        name: OutletName::parse("Kharisma Timur").ok(),
        address: Some(None),
        zone: Some(OutletZone::Jayapura),
        ..outlet::tests::nothing()
    };
    events.extend(outlet::edit(&replay(events.clone()), edit).unwrap());
    events
}

fn drawer_events() -> Vec<DrawerEvent> {
    use drawer::fixtures::{approving, closing, giving, hadi, handing, moving, opened, taking};
    let mut events = opened(500_000);
    let drawer = replay(events.clone());
    let refund = Payout::Refund { refund_id: RefundId::new(4).unwrap() };
    events.extend(drawer::move_cash(&drawer, moving(drawer::Direction::Out, 10_000)).unwrap());
    events.extend(drawer::take_cash(&drawer, taking(75_000)).unwrap());
    events.extend(drawer::give_cash(&drawer, giving(refund, 25_000)).unwrap());
    events.extend(drawer::hand_over(&drawer, handing(499_000, hadi())).unwrap());
    let close = drawer::CloseDrawer {
        denominations: vec![Denomination::new(Money::rupiah(100_000), 5).unwrap()],
        note: Notes::parse("kembalian kurang").ok(),
        ..closing(500_000)
    };
    let closed = drawer::close(&drawer, close).unwrap();
    let counted = replay(events.iter().take(2).cloned().chain(closed.clone()));
    events.extend(closed);
    for approve in [false, true] {
        let look = drawer::Reconcile { approve, ..approving(1, hadi()) };
        events.extend(drawer::reconcile(&counted, look).unwrap());
    }
    events
}

fn till_events() -> Vec<TillEvent> {
    let mut events = till::enrol(&till::Till::default(), till::tests::cmd()).unwrap();
    let retire = till::RetireTill { by: settings::fixtures::ibu(), at: now() };
    events.extend(till::retire(&replay(events.clone()), retire).unwrap());
    events
}

fn settings_events() -> Vec<SettingsEvent> {
    let (now, by, at) = (Settings::default(), settings::fixtures::ibu(), now());
    let rates = vec![(order::ServiceType::Laundry, BasisPoints::percent::<11>())];
    let mut events = settings::set_taxes(&now, &settings::SetTaxes { rates, by: by.clone(), at });
    let rates = vec![(CustomerType::Regular, BasisPoints::percent::<5>())];
    let discounts = settings::SetDiscounts { rates, by: by.clone(), at };
    events.extend(settings::set_discounts(&now, &discounts));
    let split = settings::SetIncomeSplit {
        service: order::ServiceType::WaterDelivery,
        split: settings::IncomeSplit::pool_of(BasisPoints::ZERO),
        effective_from: settings::fixtures::day("2027-01-01"),
        today: settings::fixtures::day("2026-11-23"),
        by: by.clone(),
        at,
    };
    events.extend(settings::set_split(&now, split).unwrap());
    let ladder = settings::DiscountLadder { manager_up_to: Money::rupiah(400_000), ..now.ladder() };
    let ladder = settings::SetLadder { ladder, by: by.clone(), at };
    events.extend(settings::set_ladder(&now, ladder).unwrap());
    let limits = settings::Limits { backdate_days: 7, ..*now.limits() };
    let limits = settings::SetLimits { limits, by: by.clone(), at };
    events.extend(settings::set_limits(&now, limits));
    let e_wallet = settings::SettlementFees::share(250).unwrap();
    let fees = settings::SettlementFees { e_wallet, ..now.settlement_fees() };
    let fees = settings::SetSettlementFees { fees, by, at };
    events.extend(settings::set_settlement_fees(&now, fees));
    events
}

fn catalog_events() -> Vec<CatalogEvent> {
    use crate::catalog::fixtures::{added, later, manajer, name};
    let (list, id, by, at) = (CatalogList::ServicePackages, 1, manajer(), later());
    let cut = CutRule::Fixed(Money::rupiah(9));
    let mut events = added([("basic", ServicePackage { price: Money::rupiah(50_000), cut })]);
    let change = catalog::ChangeCatalogItem {
        id,
        name: Some(name("Basic")),
        terms: TermsChange::ServicePackage { price: Some(Money::rupiah(55_000)), cut: None },
        by: by.clone(),
        at,
    };
    events.extend(catalog::change(&replay(events.clone()), change).unwrap());
    let retire = catalog::RetireCatalogItem { list, id, by: by.clone(), at };
    events.extend(catalog::retire(&replay(events.clone()), retire).unwrap());
    let reinstate = catalog::ReinstateCatalogItem { list, id, by, at };
    events.extend(catalog::reinstate(&replay(events.clone()), reinstate).unwrap());
    events
}

fn customer_events() -> Vec<CustomerEvent> {
    use customer::fixtures::{after, at_home, registered};
    use customer::{AddressEdits, ConsentEdits, CustomerCommand as C, CustomerEdits, decide};
    let at = now();
    let edits = CustomerEdits {
        name: PersonName::parse("Ratna Sari").ok(),
        phone: Phone::parse("0811-2222-333").ok(),
        email: Some(None),
        membership_number: Some(MembershipNumber::parse("MBR-002").ok()),
        notes: Some(Notes::parse("telepon dulu").ok()),
        contact_consent: ConsentEdits { whatsapp: Some(true), ..ConsentEdits::default() },
        customer_type: Some(customer::CustomerType::Corporate),
        discount: Some(BasisPoints::new(1250).ok()),
        water_terms: Some(customer::WaterTerms::Invoice),
        credit_limit: Some(Some(Money::rupiah(2_000_000))),
        payment_days: Some(Some(15)),
        ..CustomerEdits::default()
    };
    let address_id = AddressId::new(2).unwrap();
    let edited = AddressEdits { label: Some(None), ..AddressEdits::default() };
    let license_plate = Plate::parse("B 1234 XYZ").unwrap();
    let vehicle_type = CatalogCode::parse("sedan").unwrap();
    let product_id = ProductId::new(1).unwrap();
    let (quantity, order_id) = (ContainerCount::new(2).unwrap(), OrderId::new(7).ok());
    let plate = license_plate.clone();
    let commands = [
        C::Edit(customer::EditCustomer { edits, at }),
        C::AddAddress(customer::AddAddress { new: at_home(), is_default: true, at }),
        C::ChangeAddress(customer::ChangeAddress {
            address_id,
            edits: edited,
            is_default: None,
            at,
        }),
        C::AddVehicle(customer::AddVehicle { license_plate, vehicle_type, at }),
        C::Lend(customer::LendContainers { product_id, quantity, order_id, at }),
        C::Deactivate(customer::DeactivateCustomer { reason: Notes::parse("pindah").ok(), at }),
        C::Reactivate(customer::ReactivateCustomer { at }),
    ];
    let mut all = registered(customer::fixtures::ratna());
    let mut ratna: Customer = replay(all.clone());
    let again: Customer = replay(registered(customer::fixtures::ratna_again()));
    let mut take = |ratna: &mut Customer, events: Vec<CustomerEvent>| {
        *ratna = after(ratna, events.clone());
        all.extend(events);
    };
    for command in commands {
        let events = decide(&ratna, command).unwrap();
        take(&mut ratna, events);
    }
    let merged = customer::merge(&ratna, &again, customer::MergeCustomers { at }).unwrap();
    let order_id = None;
    for command in [
        C::Return(customer::ReturnContainers { product_id, quantity, order_id, at }),
        C::RemoveVehicle(customer::RemoveVehicle { license_plate: plate, at }),
        C::RemoveAddress(customer::RemoveAddress { address_id, at }),
        C::Delete(customer::DeleteCustomer { at }),
        C::Erase(customer::EraseCustomer {
            reason: ErasureReason::Requested,
            owed: Money::ZERO,
            at,
        }),
    ] {
        let events = decide(&ratna, command).unwrap();
        take(&mut ratna, events);
    }
    all.extend(merged.from);
    all.extend(merged.into);
    all
}

fn subscription_events() -> Vec<SubscriptionEvent> {
    use subscription::fixtures::{after, day, gallons, subscribed};
    let (today, by, at) = (day("2026-11-23"), kasir(), now());
    let mut all = subscription::start(&subscription::Subscription::default(), gallons()).unwrap();
    let mut known = subscribed();
    let mut take = |known: &mut subscription::Subscription, events: Vec<SubscriptionEvent>| {
        *known = after(known, events.clone());
        all.extend(events);
    };
    let edits = subscription::SubscriptionEdits {
        quantity: Quantity::whole(3).ok(),
        frequency: Some(subscription::Frequency::Monthly),
        address_id: Some(AddressId::new(2).ok()),
        notes: Some(None),
        ..subscription::SubscriptionEdits::default()
    };
    let change = subscription::ChangeSubscription { edits, today, by: by.clone(), at };
    let events = subscription::change(&known, change).unwrap();
    take(&mut known, events);
    let due =
        subscription::OrderDue { due: day("2026-11-25"), order_id: OrderId::new(7).unwrap(), at };
    let events = subscription::order_due(&known, due).unwrap();
    take(&mut known, events);
    let reason = subscription::SkippedBecause::CustomerGone;
    let skip = subscription::SkipDue { due: day("2026-12-25"), reason, at };
    let events = subscription::skip_due(&known, skip).unwrap();
    take(&mut known, events);
    let (from, until) = (day("2027-01-01"), Some(day("2027-01-31")));
    let pause = subscription::PauseSubscription { from, until, today, by: by.clone(), at };
    let events = subscription::pause(&known, pause).unwrap();
    take(&mut known, events);
    let resume = subscription::ResumeSubscription { today, by: by.clone(), at };
    let events = subscription::resume(&known, resume).unwrap();
    take(&mut known, events);
    let events = subscription::end(&known, subscription::EndSubscription { by, at }).unwrap();
    take(&mut known, events);
    all
}

fn settled() -> (Vec<settlement::SettlementEvent>, Vec<payment::PaymentEvent>) {
    let mut counter = settlement::fixtures::Counter::with([75_000, 25_000]);
    let refund_ids = vec![counter.give_back(2, 5_000)];
    let note = Notes::parse("rekening BCA").ok();
    let cmd = settlement::fixtures::cmd([1], 69_475);
    let cmd = settlement::RecordSettlement { refund_ids, note, ..cmd };
    let recorded = counter.settle(cmd).unwrap();
    (recorded.settlement, recorded.payments.into_values().flatten().collect())
}

fn day_book_events() -> Vec<DayBookEvent> {
    use day_close::fixtures::{closing, cmd, period};
    let first = period("2026-11-22", None, 40);
    let book: DayBook =
        replay(day_close::close(&DayBook::default(), cmd("2026-11-22", first)).unwrap());
    let second = period("2026-11-23", Some(closing("2026-11-22", 40)), 97);
    day_close::close(&book, cmd("2026-11-23", second)).unwrap()
}

/// One of every event.
pub(super) fn samples() -> Vec<Sample> {
    let mut all = Vec::new();
    all.extend(sample(user_events()));
    all.extend(sample(outlet_events()));
    all.extend(sample(day_book_events()));
    all.extend(sample(drawer_events()));
    all.extend(sample(till_events()));
    all.extend(sample(employee_events()));
    all.extend(sample(settings_events()));
    all.extend(sample(customer_events()));
    all.extend(sample(catalog_events()));
    all.extend(sample(subscription_events()));
    // Of events that say the same in several ways, the first sample is the frozen one.
    let mut seen = BTreeSet::new();
    all.extend(
        sample(order::samples::one_of_each()).into_iter().filter(|s| seen.insert(s.name.clone())),
    );
    all.extend(
        sample(payment::samples::one_of_each()).into_iter().filter(|s| seen.insert(s.name.clone())),
    );
    let (of_settlement, of_payments) = settled();
    all.extend(sample(of_settlement));
    all.extend(sample(of_payments));
    let of_bills = [
        sample(invoice::samples::of_accounts()),
        sample(invoice::samples::of_invoices()),
        sample(invoice::samples::of_orders()),
    ];
    all.extend(of_bills.into_iter().flatten().filter(|s| seen.insert(s.name.clone())));
    all
}

//! What the papers say orders cost, through the placing of real ones; who may take how much off.

use super::super::fixtures::*;
use super::super::samples::sized_carpet;
use super::super::*;
use crate::approval::Approver;
use crate::catalog::{
    AddOn, CleaningType, CutRule, LaundryAddOn, LaundryItem, Material, Per, Product, ServiceLevel,
    ServicePackage, Surcharge, VehicleType,
};
use crate::log::replay;
use crate::user::Role;
use crate::values::*;

fn bp(share: i64) -> BasisPoints {
    BasisPoints::new(share).unwrap()
}

fn terms(discount_bp: i64, tax_bp: i64) -> PriceTerms {
    PriceTerms { tax_bp: bp(tax_bp), automatic_bp: bp(discount_bp) }
}

fn priced(cmd: PlaceOrder) -> Price {
    let order: Order = replay(place(&Order::default(), cmd).unwrap());
    order.ticket().unwrap().price.clone()
}

fn line_totals(price: &Price) -> Vec<i64> {
    price.lines.iter().map(|line| line.price.get()).collect()
}

/// A wash of that package and vehicle with those extras.
fn wash(package: i64, multiplier: i64, add_ons: &[i64]) -> Details {
    let multiplier = Multiplier::hundredths(multiplier).unwrap();
    let cut = CutRule::Percent(bp(3000));
    let extra = |price: &i64| item(1, "extra", AddOn { price: Money::rupiah(*price) });
    Details::CarWash(CarWash {
        vehicle_type: item(1, "vehicle", VehicleType { multiplier }),
        package: item(1, "package", ServicePackage { price: Money::rupiah(package), cut }),
        add_ons: add_ons.iter().map(extra).collect(),
        license_plate: None,
    })
}

#[test]
fn car_washes_cost_what_the_papers_say() {
    // The papers' check that a total is more than its subtotal would refuse PRC-05, PRC-06 and
    // PRC-08: it takes neither a discount nor an order without tax (W12).
    let cases = [
        ("PRC-01", 50_000, 150, &[][..], 0, 0, [75_000, 0, 0, 75_000]),
        // One paper prints 213,350 for this one (W1).
        ("PRC-02", 80_000, 200, &[30_000, 25_000], 1000, 1000, [215_000, 21_500, 19_350, 212_850]),
        ("PRC-04", 80_000, 150, &[], 0, 1000, [120_000, 0, 12_000, 132_000]),
        ("PRC-05", 50_000, 100, &[20_000, 30_000], 1500, 0, [100_000, 15_000, 0, 85_000]),
        ("PRC-06", 50_000, 100, &[], 0, 0, [50_000, 0, 0, 50_000]),
        ("PRC-08", 66_666, 150, &[], 1500, 0, [99_999, 15_000, 0, 84_999]),
    ];
    for (id, package, multiplier, add_ons, discount_bp, tax_bp, expected) in cases {
        let details = wash(package, multiplier, add_ons);
        let terms = terms(discount_bp, tax_bp);
        let Pricing { subtotal, discount, tax, total } =
            priced(PlaceOrder { details, terms, ..place_wash() }).pricing;
        assert_eq!([subtotal, discount, tax, total].map(Money::get), expected, "{id}");
    }
}

#[test]
fn laundry_costs_what_the_papers_say() {
    let price = priced(laundry());
    assert_eq!(line_totals(&price), [21_000, 16_000], "PRC-09");
    assert_eq!(price.pricing.total, Money::rupiah(37_000), "PRC-09");

    // By the kg, at two speeds, and ironed.
    let level = |id, code, rate| {
        let rate_per_kg = Money::rupiah(rate);
        item(id, code, ServiceLevel { rate_per_kg, surcharge_bp: bp(0), hours: 24 })
    };
    let by_weight = |milli, level| LaundryThing {
        item: item(1, "clothes", LaundryItem { unit: Unit::Kg, price: None }),
        quantity: Quantity::thousandths(milli).unwrap(),
        level,
    };
    let mut cmd = laundry();
    if let Details::Laundry(laundry) = &mut cmd.details {
        laundry.service_level = level(1, "standard", 5_000);
        laundry.things =
            vec![by_weight(3_000, None), by_weight(2_000, Some(level(2, "express", 7_500)))];
        let ironing = LaundryAddOn { price: Money::rupiah(2_000), per: Per::Kg };
        let quantity = Quantity::thousandths(3_000).unwrap();
        laundry.extras = vec![LaundryExtra { item: item(1, "ironing", ironing), quantity }];
    }
    let price = priced(cmd.clone());
    assert_eq!(line_totals(&price), [15_000, 15_000, 6_000], "PRC-10");
    assert_eq!(price.pricing.total, Money::rupiah(36_000), "PRC-10");

    if let Details::Laundry(laundry) = &mut cmd.details {
        laundry.things = vec![by_weight(1_000, None); 101];
    }
    let refused = place(&Order::default(), cmd.clone()).unwrap_err();
    assert_eq!(refused, OrderError::TooManyLines { most: 100 }, "VAL-08");
    if let Details::Laundry(laundry) = &mut cmd.details {
        laundry.things.pop();
    }
    assert_eq!(priced(cmd).lines.len(), 101, "VAL-08: a hundred things, and the ironing");
}

#[test]
fn carpets_cost_what_the_papers_say() {
    let mut cmd = sized_carpet();
    let Details::Carpet(sized) = &mut cmd.details else { unreachable!() };
    sized.cleaning = [
        Surcharge::Percent(bp(5000)),
        Surcharge::Percent(bp(3000)),
        Surcharge::Fixed(Money::rupiah(15_000)),
    ]
    .map(|surcharge| item(1, "way", CleaningType { surcharge }))
    .into();
    let price = priced(cmd.clone());
    assert_eq!(line_totals(&price), [400_000, 200_000, 120_000, 15_000], "PRC-15: on the base");
    assert_eq!(price.pricing.total, Money::rupiah(735_000), "PRC-15");

    let metres = |milli| Length::thousandths(milli).unwrap();
    let carpet = |price, (length, width)| MeasuredCarpet {
        material: item(1, "made_of", Material { price: Money::rupiah(price), unit: Unit::M2 }),
        measure: Measure::Sides(metres(length), metres(width)),
    };
    let Details::Carpet(measured) = &mut cmd.details else { unreachable!() };
    measured.cleaning = vec![];
    measured.work =
        CarpetWork::Measured(vec![carpet(50_000, (3_000, 4_000)), carpet(35_000, (2_000, 2_500))]);
    let price = priced(cmd);
    let area: i64 = price.lines.iter().map(|line| line.quantity.get()).sum();
    assert_eq!((area, line_totals(&price)), (17_000, vec![600_000, 175_000]), "PRC-13");
    assert_eq!(price.pricing.total, Money::rupiah(775_000), "PRC-13");
}

fn gallons(price: i64, count: i64) -> PlaceOrder {
    let mut cmd = water();
    if let Details::WaterDelivery(water) = &mut cmd.details {
        water.product.terms = Product { price: Money::rupiah(price), returnable: true };
        water.quantity = Quantity::whole(count).unwrap();
        water.destination = None;
    }
    cmd
}

#[test]
fn water_costs_what_the_papers_say() {
    let cases = [
        ("PRC-16", 20_000, 2, 40_000),
        ("PRC-17", 8_000, 10, 80_000),
        // One paper prints 800,000 for each of four such deliveries, which is the month's (W7).
        ("PRC-18", 20_000, 10, 200_000),
    ];
    for (id, price, count, total) in cases {
        let price = priced(gallons(price, count)).pricing;
        assert_eq!(price.total, Money::rupiah(total), "{id}");
    }
    let month: Money = (0..4).map(|_| priced(gallons(20_000, 10)).pricing.total).sum();
    assert_eq!(month, Money::rupiah(800_000), "PRC-18: four deliveries");

    let bottles = |most_water| PlaceOrder { most_water, ..gallons(5_000, 1_000) };
    assert!(place(&Order::default(), bottles(1_000)).is_ok(), "VAL-07: as many as it brings");
    let refused = place(&Order::default(), bottles(999)).unwrap_err();
    assert_eq!(refused, OrderError::TooMuchWater { most: 999 }, "VAL-07: one more");
}

#[test]
fn a_final_price_is_spread_over_the_lines_of_a_real_order() {
    let shirts_and_trousers = [
        ("DST-07", 30_000, [14_000, 16_000]),
        ("K-16", 40_000, [24_000, 16_000]),
        // One paper prints [0; 12,000] for this one, which is right for 12,000 only (W2).
        ("DST-08", 20_000, [4_000, 16_000]),
        ("W2", 12_000, [0, 12_000]),
        ("nothing", 0, [0, 0]),
    ];
    for (id, wanted, expected) in shirts_and_trousers {
        let asked = Asked::FinalPrice(Money::rupiah(wanted));
        let reason = Notes::parse("langganan").ok();
        let price = priced(PlaceOrder { wanted: Some(Override { asked, reason }), ..laundry() });
        let adjusted: Vec<i64> = price.lines.iter().map(|l| l.adjusted_price.get()).collect();
        assert_eq!(adjusted, expected, "{id}");
        assert_eq!(price.pricing.total, Money::rupiah(wanted), "{id}");
    }
    let asked = Asked::FinalPrice(Money::rupiah(-1));
    let below = PlaceOrder { wanted: Some(Override { asked, reason: None }), ..laundry() };
    let refused = place(&Order::default(), below).unwrap_err();
    let price = Money::rupiah(37_000);
    assert_eq!(refused, OrderError::MoreOffThanPrice { price }, "DST-15");
}

#[test]
fn a_discount_is_let_through_by_whom_the_papers_say() {
    let by = |role, amount| Approver { actor: kasir(), role, amount: Money::rupiah(amount) };
    let manager = |amount| by(Role::Manager, amount);
    let admin = |amount| by(Role::Admin, amount);
    let ask = |amount, role, approver| {
        let details = wash(600_000, 100, &[]);
        let reason = Notes::parse("langganan").ok();
        let wanted = Some(Override { asked: Asked::Off(Money::rupiah(amount)), reason });
        let authority = PriceAuthority { role, approver, ..authority() };
        place(&Order::default(), PlaceOrder { details, wanted, authority, ..place_wash() })
    };
    let cases = [
        ("DSC-01", 9_999, Role::Cashier, None, true),
        ("DSC-02", 49_999, Role::Cashier, None, true),
        ("K-12", 50_000, Role::Cashier, None, false),
        ("K-12", 50_000, Role::Cashier, Some(manager(50_000)), true),
        ("another amount", 50_001, Role::Cashier, Some(manager(50_000)), false),
        ("another amount", 50_000, Role::Cashier, Some(admin(50_001)), false),
        ("K-12", 50_000, Role::Manager, None, true),
        ("DSC-04", 199_999, Role::Manager, None, true),
        ("DSC-04", 200_000, Role::Manager, None, false),
        ("DSC-04: a second person, whoever asks", 200_000, Role::Admin, None, false),
        ("DSC-04", 200_000, Role::Manager, Some(manager(200_000)), true),
        ("DSC-05", 500_000, Role::Cashier, Some(manager(500_000)), true),
        ("DSC-06", 500_001, Role::Cashier, Some(manager(500_001)), false),
        ("DSC-06", 500_001, Role::Cashier, Some(admin(500_001)), true),
        ("staff take nothing off", 1, Role::ServiceStaff, None, false),
    ];
    for (id, amount, role, approver, let_through) in cases {
        let outcome = ask(amount, role, approver);
        assert_eq!(outcome.is_ok(), let_through, "{id}: {outcome:?}");
    }
}

#[test]
fn what_the_customer_gets_by_themselves_needs_nobody() {
    for (id, listed, off) in [("DSC-07", 300_000, 45_000), ("however much", 8_000_000, 1_200_000)] {
        let details = wash(listed, 100, &[]);
        let price = priced(PlaceOrder { details, terms: terms(1500, 0), ..place_wash() });
        assert_eq!(price.pricing.discount, Money::rupiah(off), "{id}");
        assert_eq!(price.agreed, Some(Agreed::Automatic), "{id}");
    }
}

#[test]
fn what_no_shop_asks_for_is_refused_and_not_reckoned_wrong() {
    let asking = |package, asked: Option<Asked>| {
        let wanted = asked.map(|asked| Override { asked, reason: Notes::parse("salah").ok() });
        let authority = PriceAuthority { role: Role::Admin, ..authority() };
        let details = wash(package, 150, &[]);
        place(&Order::default(), PlaceOrder { details, wanted, authority, ..place_wash() })
    };
    let final_price = |amount| Some(Asked::FinalPrice(Money::rupiah(amount)));
    let off = |amount| Some(Asked::Off(Money::rupiah(amount)));
    let price = Money::rupiah(75_000);
    let too_large = Err(OrderError::TotalTooLarge);
    let too_much_off = Err(OrderError::MoreOffThanPrice { price });
    let limit = Money::LIMIT.get();
    assert_eq!(asking(i64::MAX, None), too_large);
    assert_eq!(asking(i64::MAX, final_price(i64::MAX)), too_large);
    assert_eq!(asking(50_000, final_price(i64::MAX)), too_large);
    assert_eq!(asking(50_000, final_price(limit + 1)), too_large, "K-19");
    assert!(asking(50_000, final_price(limit)).is_ok(), "K-19");
    assert_eq!(asking(50_000, final_price(i64::MIN)), too_much_off);
    assert_eq!(asking(50_000, off(i64::MAX)), too_much_off);
    assert_eq!(asking(50_000, off(75_001)), too_much_off);
    assert_eq!(asking(50_000, off(i64::MIN)), too_much_off, "less than nothing off is no raise");
}

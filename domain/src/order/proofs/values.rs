//! Cases of the papers about values that orders are made of, and that other tests do not name.

use super::super::ServiceType;
use crate::claim::{Claim, ClaimScope};
use crate::numbering;
use crate::values::*;

#[test]
fn values_are_taken_or_refused_as_the_papers_say() {
    let cases = [
        ("VAL-01", Quantity::whole(0).is_ok(), false),
        ("VAL-02", Quantity::whole(-1).is_ok(), false),
        ("VAL-03", Quantity::whole(1).is_ok(), true),
        ("VAL-04", Money::price(-1000).is_ok(), false),
        ("VAL-05", Money::price(0).is_ok(), true),
        ("VAL-09", Plate::parse("B 1234 XYZ").is_ok(), true),
        ("VAL-15", Phone::mobile("12345").is_ok(), false),
        ("VAL-15", Phone::parse("12345").is_ok(), false),
        ("VAL-17", Phone::parse("(021) 555-1234").is_ok(), true),
        ("VAL-28", Address::parse("Jl. A").is_ok(), false),
        ("VAL-29", Username::parse("ab").is_ok(), false),
        ("VAL-30", Username::parse("john.doe").is_ok(), true),
    ];
    for (id, taken, expected) in cases {
        assert_eq!(taken, expected, "{id}");
    }
}

#[test]
fn two_workers_are_not_called_the_same() {
    let claim = |name| {
        let name = PersonName::parse(name).unwrap();
        Claim::any_case(ClaimScope::EMPLOYEE_NAME, name.as_str())
    };
    assert_eq!(claim(" ahmad "), claim("Ahmad"), "VAL-27");
    assert_ne!(claim("Ahmad B"), claim("Ahmad"), "VAL-27");
}

#[test]
fn orders_are_numbered_as_the_papers_say() {
    let cases = [
        ("NUM-01", ServiceType::CarWash, 2024, 456, "CW-2024-00456"),
        ("NUM-02", ServiceType::CarWash, 2025, 123_456, "CW-2025-123456"),
        ("K-43", ServiceType::Laundry, 2026, 1, "LD-2026-00001"),
        ("K-43", ServiceType::Carpet, 2026, 1, "CP-2026-00001"),
        ("K-43", ServiceType::WaterDelivery, 2026, 1, "WD-2026-00001"),
    ];
    for (id, service, year, n, printed) in cases {
        assert_eq!(numbering::of_orders(service, year).print(n).as_str(), printed, "{id}");
    }
}

#[test]
fn a_sale_belongs_to_the_outlets_day() {
    let instant = "2025-10-22T17:30:00Z".parse().unwrap();
    assert_eq!(Outlet::first().business_day(instant).to_string(), "2025-10-23", "DAT-07");
}

//! Which service the lines of an old transaction are of (LA-WF-001).

use super::ServiceType;

/// The service by the units of an order's lines: one line in m or m² makes it a carpet, everything
/// else is laundry. Spaces and case do not count, and `m²` is `m2` (K-17). For imports only: new
/// orders say which service they are of.
pub fn classify(units: &[&str]) -> ServiceType {
    let measured = |unit: &&str| {
        let unit = unit.trim();
        ["m", "m2", "m²"].iter().any(|known| unit.eq_ignore_ascii_case(known))
    };
    if units.iter().any(measured) { ServiceType::Carpet } else { ServiceType::Laundry }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_tell_carpets_from_laundry() {
        let cases: [(&str, &[&str], ServiceType); 10] = [
            ("CLS-03", &["m2"], ServiceType::Carpet),
            ("CLS-04", &["pcs", "m"], ServiceType::Carpet),
            ("CLS-06", &["M2"], ServiceType::Carpet),
            ("CLS-07", &["m\u{b2}"], ServiceType::Carpet),
            ("CLS-08", &["lusin"], ServiceType::Laundry),
            ("CLS-10", &["pcs", "pcs", "kg"], ServiceType::Laundry),
            ("CLS-11", &[" m "], ServiceType::Carpet),
            ("CLS-12", &["mm"], ServiceType::Laundry),
            ("nothing", &[], ServiceType::Laundry),
            ("upper case, glyph", &[" M\u{b2}"], ServiceType::Carpet),
        ];
        for (id, units, service) in cases {
            assert_eq!(classify(units), service, "{id}");
        }
    }
}

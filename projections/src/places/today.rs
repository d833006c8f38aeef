//! Which day it is, by the calendar of each outlet.

use chrono::{DateTime, Utc};
use domain::values::{BusinessDay, CutOff, Outlet, OutletId, OutletZone};

use super::OutletRow;
use crate::ReadError;

/// Which day it is, by the calendar of each outlet.
#[derive(Debug, Clone)]
pub struct Today {
    days: Vec<(OutletId, BusinessDay)>,
    elsewhere: BusinessDay,
}

impl Today {
    /// As it is at that instant.
    ///
    /// # Errors
    /// [`ReadError::Unreadable`] for a row that is no outlet.
    pub fn at(now: DateTime<Utc>, outlets: &[OutletRow]) -> Result<Self, ReadError> {
        let day = |row: &OutletRow| {
            let id = OutletId::new(row.id)?;
            let (zone, cut_off) = (OutletZone::parse(&row.timezone)?, CutOff::parse(&row.cut_off)?);
            Ok((id, Outlet { id, zone, cut_off }.business_day(now)))
        };
        let days: Result<Vec<_>, domain::values::ValueError> = outlets.iter().map(day).collect();
        let days = days.map_err(|error| ReadError::Unreadable(error.to_string()))?;
        Ok(Self { days, elsewhere: Outlet::first().business_day(now) })
    }

    /// The same day everywhere.
    pub const fn everywhere(day: BusinessDay) -> Self {
        Self { days: Vec::new(), elsewhere: day }
    }

    /// At an outlet; the first is there from the start, with or without a row.
    pub fn of(&self, outlet: OutletId) -> BusinessDay {
        let known = self.days.iter().find(|(id, _)| *id == outlet);
        known.map_or(self.elsewhere, |(_, day)| *day)
    }

    /// The day of a row's `outlet_id`, as an expression.
    pub(crate) fn sql(&self) -> String {
        if self.days.is_empty() {
            return format!("DATE '{}'", self.elsewhere);
        }
        let case = |(id, day): &(OutletId, BusinessDay)| format!("WHEN {id} THEN DATE '{day}'");
        let cases: Vec<String> = self.days.iter().map(case).collect();
        let cases = cases.join(" ");
        format!("CASE outlet_id {cases} ELSE DATE '{}' END", self.elsewhere)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outlet_has_its_own_day() {
        let row = |id, timezone: &str| OutletRow {
            id,
            name: String::new(),
            address: None,
            timezone: timezone.to_owned(),
            cut_off: "00:00".to_owned(),
            version: 1,
        };
        let rows = [row(1, "Asia/Jakarta"), row(2, "Asia/Jayapura")];
        let now = "2026-11-23T15:30:00Z".parse().unwrap();
        let today = Today::at(now, &rows).unwrap();
        let of = |id| today.of(OutletId::new(id).unwrap()).to_string();
        assert_eq!((of(1), of(2), of(3)), ("2026-11-23".into(), "2026-11-24".into(), of(1)));
        let sql = "CASE outlet_id WHEN 1 THEN DATE '2026-11-23' WHEN 2 THEN DATE '2026-11-24' \
                   ELSE DATE '2026-11-23' END";
        assert_eq!(today.sql(), sql);
        assert!(Today::at(now, &[row(1, "Europe/Berlin")]).is_err());
    }
}

//! The day a sale belongs to: the outlet's calendar, not the server's (K-60).

use chrono::{
    DateTime, Datelike, Days, Duration, FixedOffset, NaiveDate, NaiveTime, Timelike, Utc,
};
use serde::{Deserialize, Serialize};

use super::{OutletId, ValueError};

/// A calendar day of an outlet. Written `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BusinessDay(NaiveDate);

impl BusinessDay {
    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// [`ValueError::Format`] for anything else.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let strict = text.len() == 10;
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| strict);
        day.map(Self).ok_or(ValueError::Format("must be a date such as 2026-11-23"))
    }

    /// The calendar date.
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// The calendar year, in which order numbers count.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// So many days later; at the end of the calendar, that.
    #[must_use]
    pub fn plus(self, days: u64) -> Self {
        Self(self.0.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX))
    }

    /// The next day.
    #[must_use]
    pub fn following(self) -> Self {
        self.plus(1)
    }

    /// The day before.
    #[must_use]
    pub fn preceding(self) -> Self {
        Self(self.0.pred_opt().unwrap_or(NaiveDate::MIN))
    }

    /// The day without dashes, as receipt numbers carry it.
    pub fn compact(self) -> String {
        self.0.format("%Y%m%d").to_string()
    }
}

impl From<NaiveDate> for BusinessDay {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

impl std::fmt::Display for BusinessDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Indonesia's zones. None has daylight saving time, so a fixed offset says it all and rules need
/// no time-zone database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutletZone {
    /// WIB, UTC+7: Java, Sumatra.
    #[serde(rename = "Asia/Jakarta")]
    Jakarta,
    /// WIB, UTC+7: western Kalimantan.
    #[serde(rename = "Asia/Pontianak")]
    Pontianak,
    /// WITA, UTC+8: Bali, Sulawesi.
    #[serde(rename = "Asia/Makassar")]
    Makassar,
    /// WIT, UTC+9: Papua, Maluku.
    #[serde(rename = "Asia/Jayapura")]
    Jayapura,
}

impl OutletZone {
    /// Every zone.
    pub const ALL: [Self; 4] = [Self::Jakarta, Self::Pontianak, Self::Makassar, Self::Jayapura];

    /// The zone as the API writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jakarta => "Asia/Jakarta",
            Self::Pontianak => "Asia/Pontianak",
            Self::Makassar => "Asia/Makassar",
            Self::Jayapura => "Asia/Jayapura",
        }
    }

    /// The zone of that name.
    ///
    /// # Errors
    /// [`ValueError::Format`] for zones outside Indonesia.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let known = Self::ALL.into_iter().find(|zone| zone.name() == text);
        known.ok_or(ValueError::Format(
            "must be one of Asia/Jakarta, Asia/Pontianak, Asia/Makassar, Asia/Jayapura",
        ))
    }

    fn offset(self) -> Duration {
        match self {
            Self::Jakarta | Self::Pontianak => Duration::hours(7),
            Self::Makassar => Duration::hours(8),
            Self::Jayapura => Duration::hours(9),
        }
    }
}

/// Minutes after midnight at which an outlet's business day begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CutOff(u16);

impl CutOff {
    /// The business day is the calendar day.
    pub const MIDNIGHT: Self = Self(0);

    /// A cut-off up to 12 hours after midnight.
    ///
    /// # Errors
    /// [`ValueError::Range`] beyond noon.
    pub fn minutes(after_midnight: i64) -> Result<Self, ValueError> {
        match u16::try_from(after_midnight) {
            Ok(minutes) if minutes <= 720 => Ok(Self(minutes)),
            _ => Err(ValueError::Range { min: 0, max: 720 }),
        }
    }

    /// Reads `HH:MM`, from `00:00` to `12:00`.
    ///
    /// # Errors
    /// [`ValueError::Format`] for anything else.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::Format("must be a time from 00:00 to 12:00, such as 03:00");
        let strict = text.len() == 5;
        let time = NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| strict);
        let minutes = time.map(|time| i64::from(time.hour() * 60 + time.minute()));
        minutes.and_then(|minutes| Self::minutes(minutes).ok()).ok_or(wrong)
    }
}

impl std::fmt::Display for CutOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A shop's place in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outlet {
    /// Its id.
    pub id: OutletId,
    /// Where its clocks stand.
    pub zone: OutletZone,
    /// When its day begins.
    pub cut_off: CutOff,
}

impl Outlet {
    /// The outlet that exists from the start.
    ///
    /// # Panics
    /// Never: 1 is a valid id.
    #[allow(clippy::expect_used)] // 1 is a valid id
    pub fn first() -> Self {
        Self {
            id: OutletId::new(1).expect("1 is a valid id"),
            zone: OutletZone::Jakarta,
            cut_off: CutOff::MIDNIGHT,
        }
    }

    /// The business day an instant belongs to.
    pub fn business_day(&self, at: DateTime<Utc>) -> BusinessDay {
        let shifted = at + self.zone.offset() - Duration::minutes(i64::from(self.cut_off.0));
        BusinessDay(shifted.date_naive())
    }

    /// The same instant on the outlet's clocks, for print.
    ///
    /// # Panics
    /// Never: the offsets of the three zones are valid.
    #[allow(clippy::expect_used)] // at most nine hours
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        let seconds = i32::try_from(self.zone.offset().num_seconds()).expect("nine hours fit");
        at.with_timezone(&FixedOffset::east_opt(seconds).expect("nine hours are less than a day"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_turns_at_midnight_in_jakarta() {
        let outlet = Outlet::first();
        assert_eq!(outlet.business_day(at("2025-10-22T17:30:00Z")).to_string(), "2025-10-23"); // DAT-07
        assert_eq!(outlet.business_day(at("2025-10-22T16:59:59Z")).to_string(), "2025-10-22");
    }

    #[test]
    fn a_cut_off_keeps_the_night_in_yesterday() {
        let outlet = Outlet { cut_off: CutOff::minutes(180).unwrap(), ..Outlet::first() };
        assert_eq!(outlet.business_day(at("2025-10-22T19:59:00Z")).to_string(), "2025-10-22");
        assert_eq!(outlet.business_day(at("2025-10-22T20:00:00Z")).to_string(), "2025-10-23");
    }

    #[test]
    fn the_zones_lie_an_hour_apart() {
        let instant = at("2026-01-02T15:30:00Z");
        for (zone, day) in [
            (OutletZone::Jakarta, "2026-01-02"),
            (OutletZone::Makassar, "2026-01-02"),
            (OutletZone::Jayapura, "2026-01-03"),
        ] {
            let outlet = Outlet { zone, ..Outlet::first() };
            assert_eq!(outlet.business_day(instant).to_string(), day, "{zone:?}");
        }
    }

    #[test]
    fn a_cut_off_is_written_as_a_time() {
        for text in ["00:00", "03:30", "12:00"] {
            assert_eq!(CutOff::parse(text).unwrap().to_string(), text);
        }
        for bad in ["12:01", "24:00", "3:30", "03:60", "0330", "", "-1:00", "03:30:00"] {
            assert!(CutOff::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_whole_dates_are_read() {
        for bad in ["2026-13-01", "2026-1-1", "23-11-2026", "today", "2026-11-23T00:00:00Z"] {
            assert!(BusinessDay::parse(bad).is_err(), "{bad}");
        }
    }
}

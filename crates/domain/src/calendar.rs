//! The calendar that money follows: months of a subscription, India's day and its financial year.
//!
//! Instants stay UTC milliseconds; a calendar date is what an instant is at a fixed distance from UTC. India has had
//! one distance, +5:30, and no summer time since 1945, so an offset is exact for every invoice this product writes.

use std::fmt;

use crate::time::{DAY_MS, MINUTE_MS, Millis};

/// India's distance from UTC.
pub const INDIA_OFFSET_MS: i64 = 330 * MINUTE_MS;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// e.g. 2026.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
}

impl Date {
    /// The date of an instant, `offset_ms` away from UTC.
    #[must_use]
    pub fn of(at: Millis, offset_ms: i64) -> Date {
        // Years are counted from March, so that a leap day is the last of its year; 146,097 days are 400 years.
        let days = at.plus_ms(offset_ms).0.div_euclid(DAY_MS) + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let leaps = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
        let year_of_era = (day_of_era - leaps) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        Date { year: era * 400 + year_of_era + i64::from(month <= 2), month, day }
    }

    /// The first instant of the day, `offset_ms` away from UTC.
    #[must_use]
    pub fn starts(self, offset_ms: i64) -> Millis {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let days_before_month = (153 * ((self.month + 9) % 12) + 2) / 5;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        let days = 365 * year + leap_days + days_before_month + self.day - 1 - 719_468;
        Millis(days * DAY_MS - offset_ms)
    }

    /// The same day of a later month, or its last day where that month is shorter. `anchor_day` is the day that is
    /// aimed for: what began on the 31st is due on the 28th of February and on the 31st of March again.
    #[must_use]
    pub fn plus_months(self, months: i64, anchor_day: i64) -> Date {
        let count = self.year * 12 + self.month - 1 + months;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        Date { year, month, day: anchor_day.min(days_in(year, month)) }
    }

    /// A month as text, e.g. `2026-11`.
    #[must_use]
    pub fn month_text(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// Reads `2026-11` as the first day of that month.
    #[must_use]
    pub fn parse_month(text: &str) -> Option<Date> {
        let (year, month) = text.split_once('-')?;
        let plain = |part: &str, digits: usize| {
            part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let date = (plain(year, 4) && plain(month, 2)).then(|| (year.parse().ok(), month.parse().ok()))?;
        match date {
            (Some(year), Some(month @ 1..=12)) => Some(Date { year, month, day: 1 }),
            _ => None,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => 31,
    }
}

/// An instant `months` later by India's calendar, at the same time of the day; see [`Date::plus_months`].
#[must_use]
pub fn plus_months(at: Millis, months: i64, anchor_day: i64) -> Millis {
    let date = Date::of(at, INDIA_OFFSET_MS);
    let time_of_day = at.since_ms(date.starts(INDIA_OFFSET_MS));
    date.plus_months(months, anchor_day).starts(INDIA_OFFSET_MS).plus_ms(time_of_day)
}

/// India's financial year: 1 April to 31 March, by India's day (CGST Rules 2017, rule 46(b)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FinancialYear {
    /// The year it begins in.
    pub begins: i64,
}

impl FinancialYear {
    /// The one an instant falls in.
    #[must_use]
    pub fn of(at: Millis) -> FinancialYear {
        let date = Date::of(at, INDIA_OFFSET_MS);
        FinancialYear { begins: if date.month >= 4 { date.year } else { date.year - 1 } }
    }
}

impl fmt::Display for FinancialYear {
    /// e.g. `26-27`: short, because a serial has 16 characters.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:02}-{:02}", self.begins.rem_euclid(100), (self.begins + 1).rem_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Day, HOUR_MS};

    fn utc(text: &str) -> Millis {
        Day::parse(text).unwrap().starts()
    }

    #[test]
    fn dates_are_those_of_the_calendar_and_back() {
        for text in ["1970-01-01", "1999-12-31", "2000-02-29", "2024-02-29", "2026-11-22", "2100-03-01"] {
            let date = Date::of(utc(text), 0);
            assert_eq!(date.to_string(), text);
            assert_eq!(date.starts(0), utc(text));
        }
        // Every day of 40 years, against the parser that was checked with GNU date.
        let mut at = utc("1999-01-01");
        while at < utc("2039-01-01") {
            assert_eq!(Day::parse(&Date::of(at, 0).to_string()).unwrap().starts(), at);
            at = at.plus_ms(DAY_MS);
        }
    }

    #[test]
    fn india_is_five_and_a_half_hours_ahead() {
        let evening = utc("2027-03-31").plus_ms(18 * HOUR_MS + 29 * MINUTE_MS);
        assert_eq!(Date::of(evening, INDIA_OFFSET_MS).to_string(), "2027-03-31");
        assert_eq!(FinancialYear::of(evening).to_string(), "26-27");
        let midnight = evening.plus_ms(MINUTE_MS);
        assert_eq!(Date::of(midnight, INDIA_OFFSET_MS).to_string(), "2027-04-01");
        assert_eq!(FinancialYear::of(midnight).to_string(), "27-28");
        assert_eq!(FinancialYear::of(utc("2099-12-31")).to_string(), "99-00");
    }

    #[test]
    fn month_ends_are_kept() {
        let began = Date { year: 2027, month: 1, day: 31 };
        let due: Vec<String> = (1..=4).map(|month| began.plus_months(month, 31).to_string()).collect();
        assert_eq!(due, ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]);
        assert_eq!(began.plus_months(13, 31).to_string(), "2028-02-29");
        let leap = Date { year: 2028, month: 2, day: 29 };
        assert_eq!(leap.plus_months(12, 29).to_string(), "2029-02-28");
        assert_eq!(leap.plus_months(48, 29).to_string(), "2032-02-29");
        let noon = utc("2027-01-31").plus_ms(12 * HOUR_MS);
        assert_eq!(plus_months(noon, 1, 31), utc("2027-02-28").plus_ms(12 * HOUR_MS));
    }

    #[test]
    fn months_are_read_strictly() {
        assert_eq!(Date::parse_month("2026-11").unwrap().month_text(), "2026-11");
        for wrong in ["2026-13", "2026-00", "26-11", "2026-1", "2026-11-01", "", "+026-11"] {
            assert_eq!(Date::parse_month(wrong), None, "{wrong}");
        }
    }
}

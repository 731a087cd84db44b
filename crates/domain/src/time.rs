//! Instants and spans. Time is UTC milliseconds everywhere: in rows, in JSON, in rules.
//! Nothing here reads a clock; the server injects one.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// This instant moved by `span_ms` milliseconds (negative moves back); saturates at the ends.
    #[must_use]
    pub fn plus_ms(self, span_ms: i64) -> Millis {
        Millis(self.0.saturating_add(span_ms))
    }

    /// Milliseconds from `earlier` to this instant; negative if `earlier` is later.
    #[must_use]
    pub fn since_ms(self, earlier: Millis) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// One second, in milliseconds.
pub const SECOND_MS: i64 = 1_000;
/// One minute, in milliseconds.
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
/// One hour, in milliseconds.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// One day, in milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// A day of the calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: i64,
    month: i64,
    day: i64,
}

impl Day {
    /// Reads `2026-11-22`. `None` for anything that is not a day of the calendar.
    #[must_use]
    pub fn parse(text: &str) -> Option<Day> {
        let number = |part: &str, digits: usize| {
            let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            if plain { part.parse::<i64>().ok() } else { None }
        };
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + i64::from(leap),
            1..=12 => 31,
            _ => return None,
        };
        (parts.next().is_none() && (1..=days).contains(&day)).then_some(Day { year, month, day })
    }

    /// The day of an instant, for clocks that are so many minutes ahead of UTC.
    #[must_use]
    pub fn at(instant: Millis, ahead_minutes: i32) -> Day {
        let local = instant.plus_ms(i64::from(ahead_minutes) * MINUTE_MS);
        // Counted from 0000-03-01, in eras of 400 years, each 146,097 days long.
        let days = local.0.div_euclid(DAY_MS) + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Day { year, month, day }
    }

    /// The first day of its month.
    #[must_use]
    pub fn month(self) -> Day {
        Day { day: 1, ..self }
    }

    /// The next day.
    #[must_use]
    pub fn next(self) -> Day {
        Day::at(self.starts().plus_ms(DAY_MS), 0)
    }

    /// Its first instant by clocks that are so many minutes ahead of UTC.
    #[must_use]
    pub fn starts_at(self, ahead_minutes: i32) -> Millis {
        self.starts().plus_ms(-i64::from(ahead_minutes) * MINUTE_MS)
    }

    /// Its first instant.
    #[must_use]
    pub fn starts(self) -> Millis {
        // Years are counted from March, so that a leap day is the last of its year.
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let month = (self.month + 9) % 12;
        // 153 days in every five months from March on.
        let days_before_month = (153 * month + 2) / 5;
        let leap_days = year / 4 - year / 100 + year / 400;
        // 0000-03-01 lies 719,468 days before 1970-01-01.
        let days = 365 * year + leap_days + days_before_month + self.day - 1 - 719_468;
        Millis(days * DAY_MS)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || de::Error::custom(format!("`{text}` is not a day such as 2026-11-22"));
        Day::parse(&text).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        // Computed with GNU date.
        for (text, seconds) in [
            ("1970-01-01", 0),
            ("1970-03-01", 5_097_600),
            ("2000-02-29", 951_782_400),
            ("2026-11-22", 1_795_305_600),
            ("2027-01-06", 1_799_193_600),
            ("2100-03-01", 4_107_542_400),
        ] {
            let day = Day::parse(text).unwrap();
            assert_eq!(day.starts(), Millis(seconds * SECOND_MS), "{text}");
            assert_eq!(day.to_string(), text);
            assert_eq!((Day::at(day.starts(), 0), Day::at(day.starts().plus_ms(DAY_MS - 1), 0)), (day, day));
            assert_eq!(Day::at(day.starts().plus_ms(-1), 0).next(), day);
        }
        // India's day begins at half past six in the evening of the day before, in UTC.
        let half_past_six = Day::parse("2024-02-29").unwrap().starts().plus_ms(18 * HOUR_MS + 30 * MINUTE_MS);
        assert_eq!(Day::at(half_past_six.plus_ms(-1), 330).to_string(), "2024-02-29");
        assert_eq!(Day::at(half_past_six, 330).to_string(), "2024-03-01");
        assert_eq!(Day::at(half_past_six, 330).starts_at(330), half_past_six);
        assert_eq!(Day::at(half_past_six, -720).to_string(), "2024-02-29");
        assert_eq!(Day::parse("2024-02-29").unwrap().month().to_string(), "2024-02-01");
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "26-04-01",
            "2026-4-1",
            "2026-04-01-",
            "",
        ] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }
}

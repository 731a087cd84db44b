//! `Retry-After` (RFC 9110 §10.2.3) and its millisecond cousin.

use std::time::{SystemTime, UNIX_EPOCH};

use domain::time::{HOUR_MS, Millis, SECOND_MS};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// The longest pause believed. A vendor that asks for more is asked again after this.
const PAUSE_MS_MAX: i64 = HOUR_MS;

/// How long the vendor asks to wait, in milliseconds: `retry-after-ms`, or `Retry-After` in seconds
/// or as a date. A date is compared with the answer's own `Date` where there is one, so that a wrong
/// clock on either side does no harm, and with `now` otherwise. `None` when it does not say, or
/// nonsense.
#[must_use]
pub fn retry_after_ms(headers: &HeaderMap, now: Millis) -> Option<i64> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let exact = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok());
    let ms = exact.or_else(|| {
        let asked = text(RETRY_AFTER.as_str())?;
        if let Ok(seconds) = asked.parse::<f64>() {
            return Some(seconds * SECOND_MS as f64);
        }
        let from = text(DATE.as_str()).and_then(date).unwrap_or(now);
        Some(date(asked)?.since_ms(from).max(0) as f64)
    })?;
    (ms.is_finite() && ms >= 0.0).then(|| (ms.ceil() as i64).min(PAUSE_MS_MAX))
}

fn date(text: &str) -> Option<Millis> {
    let at: SystemTime = httpdate::parse_http_date(text).ok()?;
    i64::try_from(at.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok().map(Millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&'static str, &str)]) -> Option<i64> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        // 2026-11-22T00:00:00Z.
        retry_after_ms(&headers, Millis(1_795_305_600_000))
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(asked(&[]), None);
        assert_eq!(asked(&[("retry-after", "7")]), Some(7_000));
        assert_eq!(asked(&[("retry-after", "1.5")]), Some(1_500));
        assert_eq!(asked(&[("retry-after", "7"), ("retry-after-ms", "250")]), Some(250));
        assert_eq!(asked(&[("retry-after", "Sun, 22 Nov 2026 00:00:30 GMT")]), Some(30_000));
        assert_eq!(asked(&[("retry-after", "Sunday, 22-Nov-26 00:00:30 GMT")]), Some(30_000));
    }

    #[test]
    fn the_answers_own_date_beats_our_clock() {
        let pairs =
            [("retry-after", "Sun, 22 Nov 2026 05:00:10 GMT"), ("date", "Sun, 22 Nov 2026 05:00:00 GMT")];
        assert_eq!(asked(&pairs), Some(10_000));
    }

    #[test]
    fn nonsense_is_no_answer_and_ages_are_cut() {
        for text in ["", "soon", "-3", "NaN", "inf"] {
            assert_eq!(asked(&[("retry-after", text)]), None, "{text}");
        }
        assert_eq!(asked(&[("retry-after", "Sun, 22 Nov 2020 00:00:30 GMT")]), Some(0));
        assert_eq!(asked(&[("retry-after", "99999999")]), Some(PAUSE_MS_MAX));
    }
}

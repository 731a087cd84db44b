//! What was spent on planning, by day: also for prices that were asked and never ordered.

use domain::time::DAY_MS;

use super::brain::Account;
use crate::{
    app::App,
    params,
    platform::db::{DbError, Reader, Row},
};

/// One day with one model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpentDay {
    /// The UTC day, counted from 1970-01-01.
    pub day: i64,
    /// e.g. `gemini`.
    pub provider: String,
    /// The vendor's name of the model.
    pub model: String,
    /// Requests it was asked to plan.
    pub requests: i64,
    /// Those that the router planned in the end.
    pub fell_back: i64,
    /// Tokens read.
    pub input_tokens: i64,
    /// Tokens written.
    pub output_tokens: i64,
    /// In millionths of a dollar.
    pub cost_usd_micros: i64,
}

const ADD: &str = "INSERT INTO language_model_days \
     (day, provider, model, requests, fell_back, input_tokens, output_tokens, cost_usd_micros) \
     VALUES ($1, $2, $3, 1, $4, $5, $6, $7) \
     ON CONFLICT (day, provider, model) DO UPDATE SET requests = language_model_days.requests + 1, \
     fell_back = language_model_days.fell_back + excluded.fell_back, \
     input_tokens = language_model_days.input_tokens + excluded.input_tokens, \
     output_tokens = language_model_days.output_tokens + excluded.output_tokens, \
     cost_usd_micros = language_model_days.cost_usd_micros + excluded.cost_usd_micros";
const DAYS: &str = "SELECT day, provider, model, requests, fell_back, input_tokens, output_tokens, cost_usd_micros \
     FROM language_model_days ORDER BY day DESC, provider, model LIMIT $1";

/// Adds what one request took. A failure to write it down is told and forgotten: the request goes on.
pub(super) async fn add(app: &App, account: Account) {
    let day = app.env.now().0.div_euclid(DAY_MS);
    let outcome = app
        .db
        .write(move |tx| {
            let fell_back = account.fell_back.is_some();
            let values = params![
                day,
                &account.provider,
                &account.model,
                fell_back,
                account.input_tokens,
                account.output_tokens,
                account.cost_usd_micros,
            ];
            tx.execute(ADD, values).map(drop)
        })
        .await;
    if let Err::<(), DbError>(error) = outcome {
        tracing::error!(%error, "what a language model cost could not be written down");
    }
}

/// The latest days, newest first; at most so many rows.
///
/// # Errors
/// [`DbError`].
pub fn days(reader: &Reader<'_>, rows: u32) -> Result<Vec<SpentDay>, DbError> {
    reader.query(DAYS, params![rows], |row: &Row<'_>| {
        Ok(SpentDay {
            day: row.get(0)?,
            provider: row.get(1)?,
            model: row.get(2)?,
            requests: row.get(3)?,
            fell_back: row.get(4)?,
            input_tokens: row.get(5)?,
            output_tokens: row.get(6)?,
            cost_usd_micros: row.get(7)?,
        })
    })
}

impl SpentDay {
    /// The day as `2026-11-22`: years are counted from March, so that the leap day is the last (H. Hinnant,
    /// "chrono-compatible low-level date algorithms").
    #[must_use]
    pub fn date(&self) -> String {
        let day = self.day + 719_468;
        let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let of_month = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        format!("{year:04}-{month:02}-{of_month:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        let date = |day| {
            let nothing = String::new;
            let (provider, model) = (nothing(), nothing());
            let spent = SpentDay {
                day,
                provider,
                model,
                requests: 0,
                fell_back: 0,
                input_tokens: 0,
                output_tokens: 0,
                cost_usd_micros: 0,
            };
            spent.date()
        };
        assert_eq!(
            [0, 59, 11_016, 20_779].map(date),
            ["1970-01-01", "1970-03-01", "2000-02-29", "2026-11-22"]
        );
    }
}

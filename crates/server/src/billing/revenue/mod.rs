//! What the operator earns, by month: folds over payments, refunds, disputes and failed charges, in one currency at a time.
//!
//! | figure | what it is |
//! |---|---|
//! | monthly recurring revenue (MRR) | what the plans that are paid for at the month's end bring in a month at their regular price; a year counts as a twelfth |
//! | subscribers | workspaces with a paid period at that moment, or whose renewal is not later than `billing.renewal_late_days` |
//! | revenue per subscriber (ARPU) | MRR ÷ subscribers, rounded down |
//! | churn | of the subscribers at the month's start, those who are none at its end |
//! | lifetime value (LTV) | revenue per subscriber ÷ churn of the month; none where nobody left |
//! | conversion | workspaces that paid for the first time in the month ÷ accounts made in it |
//! | recovery | failed charges of the month that were paid after all ÷ those that were |
//!
//! Months are India's. The running month ends now. What is tried and not paid for is not counted; a payment that was
//! given back whole counts for nothing.

mod http;
mod store;
#[cfg(test)]
mod tests;
mod view;

use domain::{
    calendar::{Date, INDIA_OFFSET_MS},
    payment::Currency,
    time::{DAY_MS, Millis},
};
pub(super) use http::routes;

use crate::{
    account,
    app::App,
    platform::db::{DbError, Reader},
};

/// Subscribers of one kind at the month's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) plan: String,
    pub(super) interval: String,
    pub(super) subscribers: i64,
    /// What they pay each interval, at the regular price.
    pub(super) regular_minor: i64,
}

/// The figures of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Month {
    /// e.g. `2026-11`.
    pub(super) month: String,
    /// What came, before refunds.
    pub(super) taken_minor: i64,
    /// How many payments.
    pub(super) payments: i64,
    /// What went back in this month, of whichever payments.
    pub(super) refunded_minor: i64,
    /// How many refunds.
    pub(super) refunds: i64,
    /// What banks took back in this month, of whichever payments.
    pub(super) charged_back_minor: i64,
    /// How many disputes that was.
    pub(super) chargebacks: i64,
    /// At the end, by plan and interval.
    pub(super) kinds: Vec<Kind>,
    /// At the start.
    pub(super) subscribers_before: i64,
    /// Of those, who are none at the end.
    pub(super) left: i64,
    /// Accounts that were made.
    pub(super) accounts: i64,
    /// Workspaces that paid for the first time.
    pub(super) first_payers: i64,
    /// Payments that were asked for in this month and failed at their last try.
    pub(super) failed: i64,
    /// Charges of subscriptions that failed first in this month.
    pub(super) charges_failed: i64,
    /// Of those, paid after all.
    pub(super) recovered: i64,
    /// Of those, ended with the plan.
    pub(super) lost: i64,
}

impl Month {
    /// At the end.
    pub(super) fn subscribers(&self) -> i64 {
        self.kinds.iter().map(|kind| kind.subscribers).sum()
    }

    /// Monthly recurring revenue; the twelfths of all years together are rounded down once.
    pub(super) fn mrr_minor(&self) -> i64 {
        let of = |interval: &str| -> i64 {
            self.kinds.iter().filter(|kind| kind.interval == interval).map(|kind| kind.regular_minor).sum()
        };
        of("monthly") + of("annual") / 12
    }

    /// Revenue per subscriber; none without any.
    pub(super) fn arpu_minor(&self) -> Option<i64> {
        let subscribers = self.subscribers();
        (subscribers > 0).then(|| self.mrr_minor() / subscribers)
    }

    /// In hundredths of a percent; none where nobody could leave.
    pub(super) fn churn_basis_points(&self) -> Option<i64> {
        share(self.left, self.subscribers_before)
    }

    /// Lifetime value; none where nobody left.
    pub(super) fn ltv_minor(&self) -> Option<i64> {
        // Exact: ARPU over the fraction left/before, without rounding the fraction first.
        let arpu = self.arpu_minor()?;
        (self.left > 0).then(|| {
            let whole = i128::from(arpu) * i128::from(self.subscribers_before) / i128::from(self.left);
            i64::try_from(whole).unwrap_or(i64::MAX)
        })
    }

    /// In hundredths of a percent; none in a month without accounts.
    pub(super) fn conversion_basis_points(&self) -> Option<i64> {
        share(self.first_payers, self.accounts)
    }

    /// In hundredths of a percent; none where no charge failed.
    pub(super) fn recovery_basis_points(&self) -> Option<i64> {
        share(self.recovered, self.charges_failed)
    }
}

/// Hundredths of a percent, rounded to the nearest.
fn share(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 10_000 + whole / 2) / whole)
}

/// The figures of the newest `months` months, the newest first.
///
/// # Errors
/// [`DbError`].
pub(super) fn revenue(
    reader: &Reader<'_>,
    app: &App,
    currency: Currency,
    months: i64,
) -> Result<Vec<Month>, DbError> {
    let late_ms = app.config.billing.renewal_late_days * DAY_MS;
    of(reader, (currency, late_ms), months, app.env.now())
}

fn of(
    reader: &Reader<'_>,
    (currency, late_ms): (Currency, i64),
    months: i64,
    now: Millis,
) -> Result<Vec<Month>, DbError> {
    let this = Date { day: 1, ..Date::of(now, INDIA_OFFSET_MS) };
    (0..months)
        .map(|ago| {
            let first = this.plus_months(-ago, 1);
            let start = first.starts(INDIA_OFFSET_MS);
            let end = first.plus_months(1, 1).starts(INDIA_OFFSET_MS).min(now);
            let (payments, taken_minor) = store::taken(reader, currency, start, end)?;
            let (refunds, refunded_minor) = store::refunded(reader, currency, start, end)?;
            let (chargebacks, charged_back_minor) = store::charged_back(reader, currency, start, end)?;
            let (charges_failed, recovered, lost) = store::dunning(reader, currency, start, end)?;
            Ok(Month {
                month: first.month_text(),
                taken_minor,
                payments,
                refunded_minor,
                refunds,
                charged_back_minor,
                chargebacks,
                kinds: store::subscribed(reader, currency, end, late_ms)?,
                subscribers_before: store::subscribed(reader, currency, start, late_ms)?
                    .iter()
                    .map(|kind| kind.subscribers)
                    .sum(),
                left: store::left(reader, currency, (start, end), late_ms)?,
                accounts: account::made_between(reader, start, end)?,
                first_payers: store::first_payers(reader, currency, start, end)?,
                failed: store::failed(reader, currency, start, end)?,
                charges_failed,
                recovered,
                lost,
            })
        })
        .collect()
}

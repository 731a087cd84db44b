//! Revenue as JSON and CSV.

use domain::payment::{Amount, Currency};
use serde::Serialize;
use utoipa::ToSchema;

use super::Month;
use crate::billing::view::AmountView;

/// Subscribers of one plan and interval at a month's end.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevenueKindView {
    /// `starter`, `creator` or `studio`.
    pub plan: String,
    /// `monthly` or `annual`.
    pub interval: String,
    /// How many.
    pub subscribers: i64,
}

/// The figures of a month. Shares are hundredths of a percent and null where there is nothing to divide by.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevenueMonthView {
    /// e.g. `2026-11`, by India's days.
    pub month: String,
    /// Monthly recurring revenue at its end: regular prices of the plans that are paid for, a year as a twelfth.
    pub mrr: AmountView,
    /// Workspaces with a paid plan at its end.
    pub subscribers: i64,
    /// The same at its start.
    pub subscribers_before: i64,
    /// Of those, who have none at its end.
    pub left: i64,
    /// `left` ÷ `subscribersBefore`.
    pub churn_basis_points: Option<i64>,
    /// `mrr` ÷ `subscribers`.
    pub arpu: Option<AmountView>,
    /// `arpu` ÷ churn; null where nobody left.
    pub ltv: Option<AmountView>,
    /// Accounts that were made.
    pub accounts: i64,
    /// Workspaces that paid for the first time.
    pub first_payers: i64,
    /// `firstPayers` ÷ `accounts`.
    pub conversion_basis_points: Option<i64>,
    /// What came, before refunds.
    pub taken: AmountView,
    /// Payments that came.
    pub payments: i64,
    /// What went back.
    pub refunded: AmountView,
    /// Refunds that were made.
    pub refunds: i64,
    /// What banks took back: disputes that were lost.
    pub charged_back: AmountView,
    /// How many disputes that was.
    pub chargebacks: i64,
    /// Payments asked for in the month whose last try failed.
    pub failed: i64,
    /// Charges of subscriptions that failed first in the month.
    pub charges_failed: i64,
    /// Of those, paid after all.
    pub recovered: i64,
    /// Of those, ended with the plan.
    pub lost: i64,
    /// `recovered` ÷ `chargesFailed`.
    pub recovery_basis_points: Option<i64>,
    /// Who subscribes to what at its end.
    pub kinds: Vec<RevenueKindView>,
}

impl RevenueMonthView {
    pub(super) fn new(month: Month, currency: Currency) -> RevenueMonthView {
        let amount = |minor| AmountView::from(Amount { minor, currency });
        RevenueMonthView {
            mrr: amount(month.mrr_minor()),
            subscribers: month.subscribers(),
            subscribers_before: month.subscribers_before,
            left: month.left,
            churn_basis_points: month.churn_basis_points(),
            arpu: month.arpu_minor().map(amount),
            ltv: month.ltv_minor().map(amount),
            accounts: month.accounts,
            first_payers: month.first_payers,
            conversion_basis_points: month.conversion_basis_points(),
            taken: amount(month.taken_minor),
            payments: month.payments,
            refunded: amount(month.refunded_minor),
            refunds: month.refunds,
            charged_back: amount(month.charged_back_minor),
            chargebacks: month.chargebacks,
            failed: month.failed,
            charges_failed: month.charges_failed,
            recovered: month.recovered,
            lost: month.lost,
            recovery_basis_points: month.recovery_basis_points(),
            kinds: month
                .kinds
                .into_iter()
                .map(|kind| RevenueKindView {
                    plan: kind.plan,
                    interval: kind.interval,
                    subscribers: kind.subscribers,
                })
                .collect(),
            month: month.month,
        }
    }
}

/// What the operator earns, in one currency.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevenueView {
    /// `INR` or `USD`.
    pub currency: String,
    /// The newest first; the running one ends now.
    pub months: Vec<RevenueMonthView>,
}

impl RevenueView {
    /// A row for each month; amounts in paise or cents.
    ///
    /// # Errors
    /// [`csv::Error`], which writing to memory does not bring.
    pub(super) fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(COLUMNS)?;
        let maybe = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
        let minor = |amount: &Option<AmountView>| maybe(amount.as_ref().map(|amount| amount.minor));
        for month in &self.months {
            let kinds: Vec<String> = month
                .kinds
                .iter()
                .map(|kind| format!("{} {}: {}", kind.plan, kind.interval, kind.subscribers))
                .collect();
            out.write_record([
                month.month.clone(),
                self.currency.clone(),
                month.mrr.minor.to_string(),
                month.subscribers.to_string(),
                minor(&month.arpu),
                month.subscribers_before.to_string(),
                month.left.to_string(),
                maybe(month.churn_basis_points),
                minor(&month.ltv),
                month.accounts.to_string(),
                month.first_payers.to_string(),
                maybe(month.conversion_basis_points),
                month.payments.to_string(),
                month.taken.minor.to_string(),
                month.refunds.to_string(),
                month.refunded.minor.to_string(),
                month.chargebacks.to_string(),
                month.charged_back.minor.to_string(),
                month.failed.to_string(),
                month.charges_failed.to_string(),
                month.recovered.to_string(),
                month.lost.to_string(),
                kinds.join("; "),
            ])?;
        }
        out.into_inner().map_err(|error| error.into_error().into())
    }
}

const COLUMNS: [&str; 23] = [
    "month",
    "currency",
    "mrr_minor",
    "subscribers",
    "arpu_minor",
    "subscribers_before",
    "left",
    "churn_basis_points",
    "ltv_minor",
    "accounts",
    "first_payers",
    "conversion_basis_points",
    "payments",
    "taken_minor",
    "refunds",
    "refunded_minor",
    "chargebacks",
    "charged_back_minor",
    "failed",
    "charges_failed",
    "recovered",
    "lost",
    "plans",
];

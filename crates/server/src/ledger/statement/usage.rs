//! Where the credits went: by day, by operation, by model, and how long the rest lasts.

use std::collections::BTreeMap;

use domain::{
    id::WorkspaceId,
    money::Credits,
    time::{DAY_MS, Day, Millis},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    store::{self, Charge},
    view::share,
};
use crate::{
    batch,
    generation::{self, bill::StepWork},
    ledger,
    platform::db::{DbError, Reader},
};

/// Charges that are looked at, the newest first: bounds the work for somebody with very many.
const CHARGES_MAX: u32 = 20_000;
/// Days of real use that the outlook is made from.
const OUTLOOK_DAYS: i64 = 14;

/// The use of credits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsageView {
    /// Every day asked for, the oldest first, also those without use.
    pub days: Vec<DayUseView>,
    /// By what was done, the most credits first.
    pub operations: Vec<UseView>,
    /// By model, the most credits first.
    pub models: Vec<UseView>,
    /// Credits a day over the last 14 days, or since the account began if that is less; in thousandths.
    pub per_day_thousandths: i64,
    /// How many days what can be spent lasts at that pace; null where nothing was used.
    pub days_left: Option<i64>,
    /// Whether every charge of these days was looked at: not where there are more than 20,000.
    pub complete: bool,
}

/// The use of one day.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayUseView {
    /// e.g. `2026-11-22`.
    pub day: String,
    /// Credits charged.
    pub credits: i64,
    /// By what was done, the most credits first.
    pub operations: Vec<UseView>,
}

/// The use of one operation or model.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UseView {
    /// e.g. `text_to_image`, or the name of a model.
    pub name: String,
    /// Credits charged for it, in millionths: a run of several steps is shared out by their exact prices.
    pub millionths: i64,
    /// How many results.
    pub results: i64,
}

/// The use of the last `days` days, by clocks that are so many minutes ahead of UTC.
pub(super) fn usage(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    days: i64,
    ahead_minutes: i32,
    now: Millis,
) -> Result<UsageView, DbError> {
    let today = Day::at(now, ahead_minutes);
    let first = Day::at(today.starts().plus_ms(-(days - 1) * DAY_MS), 0);
    let outlook_from = now.plus_ms(-OUTLOOK_DAYS * DAY_MS);
    let from = first.starts_at(ahead_minutes).min(outlook_from);
    let line = ledger::store::first_line_from(reader, workspace, from)?;
    let charges = store::charges(reader, workspace, line, CHARGES_MAX)?;
    let (mut operations, mut models) = (Tally::default(), Tally::default());
    let mut by_day: BTreeMap<Day, (i64, Tally)> = BTreeMap::new();
    let mut day = first;
    while day <= today {
        by_day.insert(day, (0, Tally::default()));
        day = day.next();
    }
    for charge in &charges {
        let Some(of_day) = by_day.get_mut(&Day::at(charge.at, ahead_minutes)) else { continue };
        of_day.0 += charge.credits.0;
        let steps = steps(reader, charge)?;
        for (step, millionths) in share(charge.credits, &steps) {
            of_day.1.add(&step.operation, millionths);
            operations.add(&step.operation, millionths);
            models.add(&step.model, millionths);
        }
    }
    let pace = Pace::of(reader, workspace, &charges, outlook_from, now)?;
    let available = ledger::balance(reader, workspace)?.available;
    Ok(UsageView {
        days: by_day
            .into_iter()
            .map(|(day, (credits, tally))| DayUseView {
                day: day.to_string(),
                credits,
                operations: tally.views(),
            })
            .collect(),
        operations: operations.views(),
        models: models.views(),
        per_day_thousandths: pace.per_day_thousandths(),
        days_left: pace.days_left(available),
        complete: charges.len() < CHARGES_MAX as usize,
    })
}

/// The steps that a charge is for.
fn steps(reader: &Reader<'_>, charge: &Charge) -> Result<Vec<StepWork>, DbError> {
    match (charge.generation, charge.batch) {
        (Some(id), _) => generation::bill::work(reader, id),
        (None, Some(id)) => {
            let mut all = Vec::new();
            for run in batch::runs(reader, id)? {
                all.extend(generation::bill::work(reader, run)?);
            }
            Ok(all)
        }
        (None, None) => Ok(Vec::new()),
    }
}

#[derive(Default)]
struct Tally(BTreeMap<String, (i64, i64)>);

impl Tally {
    fn add(&mut self, name: &str, millionths: i64) {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), (0, 0));
        }
        if let Some((sum, results)) = self.0.get_mut(name) {
            *sum += millionths;
            *results += 1;
        }
    }

    fn views(self) -> Vec<UseView> {
        let view = |(name, (millionths, results))| UseView { name, millionths, results };
        let mut views: Vec<UseView> = self.0.into_iter().map(view).collect();
        views.sort_by_key(|view| std::cmp::Reverse(view.millionths));
        views
    }
}

/// How fast credits were used lately.
#[derive(Clone, Copy, Debug)]
struct Pace {
    credits: i64,
    span_ms: i64,
}

impl Pace {
    fn of(
        reader: &Reader<'_>,
        workspace: WorkspaceId,
        charges: &[Charge],
        from: Millis,
        now: Millis,
    ) -> Result<Pace, DbError> {
        let credits = charges.iter().filter(|charge| charge.at >= from).map(|charge| charge.credits.0).sum();
        let began = store::first_at(reader, workspace)?.unwrap_or(now);
        // Who came today has used for a day: an hour of trying things out says nothing about a month.
        let span_ms = now.since_ms(began).clamp(DAY_MS, OUTLOOK_DAYS * DAY_MS);
        Ok(Pace { credits, span_ms })
    }

    fn per_day_thousandths(self) -> i64 {
        self.scaled(1_000 * DAY_MS, self.span_ms)
    }

    fn days_left(self, available: Credits) -> Option<i64> {
        let pace = i128::from(self.credits) * i128::from(DAY_MS);
        let left = i128::from(available.0) * i128::from(self.span_ms);
        (self.credits > 0).then(|| i64::try_from(left / pace).unwrap_or(i64::MAX))
    }

    fn scaled(self, by: i64, over: i64) -> i64 {
        i64::try_from(i128::from(self.credits) * i128::from(by) / i128::from(over)).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_lasts_as_long_as_the_pace_says() {
        let pace = Pace { credits: 28, span_ms: 14 * DAY_MS };
        assert_eq!((pace.per_day_thousandths(), pace.days_left(Credits(11))), (2_000, Some(5)));
        assert_eq!(pace.days_left(Credits(0)), Some(0));
        assert_eq!(Pace { credits: 0, span_ms: DAY_MS }.days_left(Credits(50)), None);
    }
}

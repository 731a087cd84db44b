//! Lines of the statement as people see them: each explained down to the run and its steps.

use domain::{
    ledger::TransferKind,
    money::{Credits, Ratio},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::Line;
use crate::{
    generation::{self, bill::StepWork},
    platform::db::{DbError, Reader},
    quote::FactorView,
};

/// One line of the statement.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatementLineView {
    /// The cause, e.g. `hold:gen_…`.
    pub id: String,
    /// `grant`, `purchase`, `bonus`, `adjustment`, `hold`, `capture`, `release`, `refund` or `expiry`.
    pub kind: String,
    /// How the spendable credits changed. A capture changes nothing: its credits were set aside before.
    pub amount: i64,
    /// How many credits moved.
    pub moved: i64,
    /// The spendable credits after it.
    pub balance_after: i64,
    /// In words.
    pub reason: String,
    /// The run it belongs to.
    pub generation_id: Option<String>,
    /// The batch it belongs to.
    pub batch_id: Option<String>,
    /// What was done for it, where it belongs to a run.
    pub run: Option<StatementRunView>,
    /// When, in UTC milliseconds.
    pub created_at: i64,
    /// Counts the lines of the workspace.
    #[serde(skip)]
    pub sequence: i64,
}

/// The run that a line belongs to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatementRunView {
    /// What was asked for.
    pub prompt: String,
    /// The flow it ran.
    pub flow_id: String,
    /// Its conversation.
    pub conversation_id: String,
    /// What it was quoted.
    pub quoted: i64,
    /// What it was charged.
    pub charged: i64,
    /// The bill it was accepted at.
    pub factors: Vec<FactorView>,
    /// Its steps, in order.
    pub steps: Vec<StatementStepView>,
}

/// A step of the run that a line belongs to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatementStepView {
    /// e.g. `text_to_image`.
    pub operation: String,
    /// With which model.
    pub model: String,
    /// Who did it.
    pub provider: String,
    /// Its exact share of the price, as a decimal of credits.
    pub price: String,
    /// Whether it delivered, and so is charged.
    pub delivered: bool,
}

impl From<StepWork> for StatementStepView {
    fn from(step: StepWork) -> Self {
        StatementStepView {
            price: Ratio::of_millionths(step.millionths).to_string(),
            operation: step.operation,
            model: step.model,
            provider: step.provider,
            delivered: step.delivered,
        }
    }
}

/// What of a run's view a statement tells.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Glance {
    flow_id: String,
    conversation_id: String,
    input_data: Asked,
    quote: Quoted,
    credits_used: i64,
}

#[derive(Deserialize)]
struct Asked {
    prompt: String,
}

#[derive(Deserialize)]
struct Quoted {
    credits: i64,
    #[serde(default)]
    factors: Vec<FactorView>,
}

impl StatementLineView {
    /// The view of a line, explained.
    pub(super) fn explained(reader: &Reader<'_>, line: Line) -> Result<StatementLineView, DbError> {
        let run = match line.generation {
            Some(id) => generation::read_as::<Glance>(reader, id)?.map(|glance| (id, glance)),
            None => None,
        };
        let run = run.map(|(id, glance)| -> Result<_, DbError> {
            let steps = generation::bill::work(reader, id)?;
            Ok(StatementRunView {
                prompt: glance.input_data.prompt,
                flow_id: glance.flow_id,
                conversation_id: glance.conversation_id,
                quoted: glance.quote.credits,
                charged: glance.credits_used,
                factors: glance.quote.factors,
                steps: steps.into_iter().map(StatementStepView::from).collect(),
            })
        });
        Ok(StatementLineView { run: run.transpose()?, ..StatementLineView::plain(line) })
    }

    fn plain(line: Line) -> StatementLineView {
        StatementLineView {
            id: line.cause,
            kind: line.kind.id().to_owned(),
            amount: line.change,
            moved: line.moved.0,
            balance_after: line.available_after.0,
            reason: line.reason,
            generation_id: line.generation.map(|id| id.to_string()),
            batch_id: line.batch.map(|id| id.to_string()),
            run: None,
            created_at: line.at.0,
            sequence: line.sequence,
        }
    }
}

/// What one of many did: credits in millionths, shared out by the exact prices of what was delivered.
pub(super) fn share(credits: Credits, steps: &[StepWork]) -> Vec<(&StepWork, i64)> {
    let delivered: Vec<&StepWork> = steps.iter().filter(|step| step.delivered).collect();
    let all: i128 = delivered.iter().map(|step| i128::from(step.millionths)).sum();
    let whole = i128::from(credits.0) * 1_000_000;
    let mut given = 0;
    let last = delivered.len().saturating_sub(1);
    let of = |(place, step): (usize, &&StepWork)| {
        // The last takes what rounding left, so that the shares add up.
        let share = if place == last {
            whole - given
        } else if all == 0 {
            0
        } else {
            whole * i128::from(step.millionths) / all
        };
        given += share;
        i64::try_from(share).unwrap_or(i64::MAX)
    };
    let shares: Vec<i64> = delivered.iter().enumerate().map(of).collect();
    delivered.into_iter().zip(shares).collect()
}

/// The kinds that a statement can be filtered by.
pub(super) fn kind(text: &str) -> Option<TransferKind> {
    TransferKind::parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_what_failed_gets_none() {
        let step = |millionths, delivered| StepWork {
            operation: "text_to_image".into(),
            provider: "local".into(),
            model: "m".into(),
            millionths,
            delivered,
        };
        let steps = [step(1_000_000, true), step(5_000_000, false), step(2_000_000, true), step(1, true)];
        let shares: Vec<i64> = share(Credits(4), &steps).into_iter().map(|(_, share)| share).collect();
        assert_eq!((shares.len(), shares.iter().sum::<i64>()), (3, 4_000_000));
        assert_eq!(share(Credits(2), &[step(0, true)])[0].1, 2_000_000);
        assert!(share(Credits(2), &[step(3, false)]).is_empty());
    }
}

//! What the ledger refuses, in words.

use domain::{ledger::LedgerError, problem::ProblemCode};

use crate::platform::http::problem::Problem;

/// Why credits could not be set aside for a `what`: a run, a batch. Nothing was written.
#[must_use]
pub fn refusal(rule: &LedgerError, what: &str) -> Problem {
    match rule {
        LedgerError::Insufficient { needed, available } => Problem::new(
            ProblemCode::InsufficientCredits,
            format!("This {what} costs {needed} credits, you have {available}. Nothing was charged."),
        )
        .with("needed", needed.0)
        .with("available", available.0),
        LedgerError::OverBudget { needed, spent, cap, scope } => {
            let whose = scope.whose();
            let detail = format!(
                "This {what} costs {needed} credits; {spent} of {whose} budget of {cap} for this month are used. \
                 Nothing was charged."
            );
            Problem::new(ProblemCode::BudgetReached, detail)
                .with("needed", needed.0)
                .with("spent", spent.0)
                .with("cap", cap.0)
                .with("scope", scope.id())
        }
        // Prices are above zero and holds are resolved once: a mistake of ours.
        other => Problem::internal(other),
    }
}

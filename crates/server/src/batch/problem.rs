//! What goes wrong with batches, in words for people.

use domain::problem::ProblemCode;
use serde_json::Value;

use super::{create::CreateError, request::PlanError, retry::RetryError};
use crate::{ledger, platform::http::problem::Problem};

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Check(error) => error.into(),
            PlanError::Invalid(errors, count) => Problem::invalid(errors).with("errorCount", count),
            PlanError::PlanRequired(plan) => Problem::new(
                ProblemCode::PlanRequired,
                format!(
                    "Many prompts at once are part of the {} plan. Up to 4 variations of one prompt are part of every plan.",
                    plan.id()
                ),
            )
            .with("plan", plan.id()),
        }
    }
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        use ProblemCode as Code;
        match error {
            CreateError::Plan(error) => error.into(),
            CreateError::ConversationNotFound => Problem::not_found(),
            CreateError::Refused(rule) => ledger::refusal(&rule, "batch"),
            CreateError::QuoteExpired(fresh) => {
                let detail = format!("The price is older than 10 minutes. It is {} now.", fresh.credits);
                Problem::new(Code::QuoteExpired, detail)
                    .with("quote", serde_json::to_value(*fresh).unwrap_or(Value::Null))
            }
            CreateError::QuoteMismatch => {
                Problem::new(Code::QuoteMismatch, "The price was made for other items. Ask for it again.")
            }
            CreateError::KeyReused => Problem::new(
                Code::IdempotencyKeyReused,
                "This key was used for another request. Nothing was run and nothing was charged.",
            ),
            CreateError::TooManyOpen(open) => Problem::new(
                Code::QueueFull,
                format!("{open} of your batches are open already. Send this one when one is done."),
            )
            .with("retryAfterSeconds", 30),
            CreateError::Db(error) => error.into(),
        }
    }
}

impl From<RetryError> for Problem {
    fn from(error: RetryError) -> Self {
        match error {
            RetryError::Plan(error) => error.into(),
            RetryError::Hold(error) => error.into(),
            RetryError::Price(credits) => Problem::new(
                ProblemCode::QuoteMismatch,
                format!("Trying the failed items again costs {credits} credits. Nothing was charged."),
            )
            .with("credits", credits.0),
        }
    }
}

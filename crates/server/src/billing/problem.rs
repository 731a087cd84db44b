//! What went wrong, for people.

use domain::problem::ProblemCode;

use super::{buy::BuyError, change::ChangeError, manage::ManageError, open::OpenError, refund::RefundError};
use crate::platform::http::problem::Problem;

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Problem {
        match error {
            OpenError::Unavailable => unavailable(),
            OpenError::Refused(reason) => {
                tracing::error!(reason, "a gateway refused something new");
                Problem::new(
                    ProblemCode::PaymentRefused,
                    "The payment service did not take this. Nothing was charged; try again or write to us.",
                )
            }
            OpenError::Db(error) => error.into(),
        }
    }
}

fn unavailable() -> Problem {
    Problem::new(
        ProblemCode::PaymentsUnavailable,
        "Payments are not available at the moment. Nothing was charged; try again in a few minutes.",
    )
}

impl From<BuyError> for Problem {
    fn from(error: BuyError) -> Problem {
        match error {
            BuyError::NoProfile => Problem::new(
                ProblemCode::BillingAddressRequired,
                "Tell us your name and State first: they stand on the invoice.",
            ),
            BuyError::Subscribed => Problem::new(
                ProblemCode::AlreadySubscribed,
                "You have a subscription. Change its plan instead of taking a second one.",
            ),
            BuyError::Coupon(reason) => Problem::new(ProblemCode::CouponRefused, reason.to_string()),
            BuyError::Trial(reason) => Problem::new(ProblemCode::TrialRefused, reason.to_string()),
            BuyError::KeyReused => {
                Problem::new(ProblemCode::IdempotencyKeyReused, "This key was used for another purchase.")
            }
            BuyError::Open(error) => error.into(),
            BuyError::Db(error) => error.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Problem {
        match error {
            ChangeError::NoSubscription => no_subscription(),
            ChangeError::NoChange(reason) => Problem::new(ProblemCode::PlanNotChanged, reason.to_string()),
            ChangeError::Tried | ChangeError::FirstPeriods => {
                Problem::new(ProblemCode::PlanNotChanged, error.to_string())
            }
            ChangeError::PreviewExpired => Problem::new(
                ProblemCode::PreviewExpired,
                "This difference was worked out more than 30 minutes ago. Look at it again; nothing was charged.",
            ),
            ChangeError::Open(error) => error.into(),
            ChangeError::Db(error) => error.into(),
        }
    }
}

fn no_subscription() -> Problem {
    Problem::new(ProblemCode::NoSubscription, "There is no subscription that this could be done with.")
}

impl From<ManageError> for Problem {
    fn from(error: ManageError) -> Problem {
        match error {
            ManageError::NoSubscription => no_subscription(),
            ManageError::NotNow => Problem::new(
                ProblemCode::PlanNotChanged,
                "The subscription cannot do that from where it stands. Nothing was changed.",
            ),
            ManageError::Gateway(error) => OpenError::of(Some(error)).into(),
            ManageError::Db(error) => error.into(),
        }
    }
}

impl From<RefundError> for Problem {
    fn from(error: RefundError) -> Problem {
        match error {
            RefundError::NotFound => Problem::not_found(),
            RefundError::Amount => Problem::new(
                ProblemCode::PaymentRefused,
                "So much cannot be given back: it is more than is left, or another refund is under way.",
            ),
            RefundError::Disputed => Problem::new(
                ProblemCode::PaymentRefused,
                "A bank disputes this payment. It decides who keeps the money; given back now, it could be gone twice.",
            ),
            RefundError::Gateway(error) => OpenError::of(Some(error)).into(),
            RefundError::Db(error) => error.into(),
        }
    }
}

//! What went wrong at a vendor, by what one can do about it.

use domain::problem::ProblemCode;

/// Why work ended without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault.
    pub class: FaultClass,
    /// What happened, in a sentence for a person.
    pub message: String,
}

/// Kinds of faults, by what one can do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultClass {
    /// The content was refused; final.
    Refused,
    /// The request cannot be done; final.
    Invalid,
    /// Too many requests; try again after a while.
    RateLimited {
        /// How long to wait, in milliseconds, where the provider says so.
        retry_after_ms: Option<i64>,
    },
    /// The provider cannot be reached or is overloaded; try again.
    Unavailable,
    /// The key is wrong; the operator has to act.
    Unauthorised,
    /// The operator's balance with the vendor is used up.
    OutOfCredit,
    /// Anything else.
    Broken,
}

impl Fault {
    /// The stable code the person sees.
    #[must_use]
    pub fn code(&self) -> ProblemCode {
        match self.class {
            FaultClass::Refused => ProblemCode::ContentRefused,
            FaultClass::Invalid | FaultClass::Broken => ProblemCode::ProviderFailed,
            FaultClass::RateLimited { .. }
            | FaultClass::Unavailable
            | FaultClass::Unauthorised
            | FaultClass::OutOfCredit => ProblemCode::ProviderUnavailable,
        }
    }

    /// Whether the same submit may be tried again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.class, FaultClass::RateLimited { .. } | FaultClass::Unavailable)
    }

    /// Whether the key is to blame, so that another key may do better.
    #[must_use]
    pub fn is_the_keys(&self) -> bool {
        matches!(
            self.class,
            FaultClass::RateLimited { .. } | FaultClass::Unauthorised | FaultClass::OutOfCredit
        )
    }
}

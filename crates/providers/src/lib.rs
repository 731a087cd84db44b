//! Who does the work: one contract for every provider, and an adapter for each.
//!
//! An adapter is stateless translation. [`Provider::submit`] hands the work over and answers at once with
//! the provider's name for it; [`Provider::poll`] asks how it goes; [`Provider::cancel`] asks to stop.
//! Adapters know no database and no credits: the server writes down what it is about to do before it
//! calls, and what came of it right after.
//!
//! Two rules carry the durability of the whole product:
//! * an unknown status is *still running*, never failed ([`Status::Running`]);
//! * a submit whose answer was lost is [`SubmitError::OutcomeUnknown`], never a failure, so that nothing
//!   is paid twice by accident.

pub mod breaker;
pub mod http;
mod keys;
pub mod local;
mod output;
mod work;

use std::{sync::Arc, time::Duration};

use domain::problem::ProblemCode;
pub use keys::{Chosen, InFlight, KeyRing, KeyView};
pub use output::{Content, MEMORY_BYTES_MAX, Output, OutputFile};
pub use work::{
    Background, BackgroundReplaceWork, ComposeWork, DescribeWork, EditWork, InputFile, LipsyncSpeech,
    LipsyncWork, PictureWork, Size, SpeechWork, StyleTransferWork, Submission, UpscaleWork, VideoWork, Work,
};

/// How the work goes.
#[derive(Clone, Debug)]
pub enum Status {
    /// Under way, or in a state the adapter does not know.
    Running(Progress),
    /// Done. Outputs can be fetched again until [`Provider::forget`].
    Finished(Arc<Vec<Output>>),
    /// Ended without outputs.
    Failed(Fault),
    /// The provider does not know this work (any more).
    Forgotten,
}

/// A sign of life.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Grows with every change; hand it back to [`Provider::poll`] to wait for the next.
    pub revision: u64,
    /// 0 to 100.
    pub percent: u8,
    /// What is being done, for a person.
    pub sentence: String,
    /// A few pixels of what is to come.
    pub preview: Option<Arc<Thumb>>,
}

/// A few pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Thumb {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Three bytes a pixel, row by row.
    pub rgb: Vec<u8>,
}

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
}

/// Why a submit was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitError {
    /// The provider surely did not take it.
    NotTaken(Fault),
    /// The answer was lost: it may have been taken.
    OutcomeUnknown(String),
}

/// What a provider knows about an attempt whose submit was never answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It has the work, under this name.
    Yes(String),
    /// It surely never took it.
    No,
    /// It cannot list what it was given.
    CannotTell,
}

/// A provider.
#[derive(Clone)]
pub enum Provider {
    /// What this machine does by itself.
    Local(local::Local),
}

impl Provider {
    /// Hands the work over and answers with the provider's name for it. Submitting the same attempt
    /// again is safe exactly where the model says `deduplicates_submits`.
    ///
    /// # Errors
    /// [`SubmitError`].
    pub async fn submit(&self, submission: Submission) -> Result<String, SubmitError> {
        match self {
            Provider::Local(local) => local.submit(submission),
        }
    }

    /// Looks for an attempt whose submit was never answered. Never submits anything.
    pub async fn find(&self, attempt_id: &str) -> Found {
        match self {
            Provider::Local(local) => local.find(attempt_id),
        }
    }

    /// How the work goes. Answers when something changed since `revision`, or after `wait`.
    pub async fn poll(&self, remote_id: &str, revision: u64, wait: Duration) -> Status {
        match self {
            Provider::Local(local) => local.poll(remote_id, revision, wait).await,
        }
    }

    /// Asks to stop. Work that is unknown or done is left as it is.
    pub async fn cancel(&self, remote_id: &str) {
        match self {
            Provider::Local(local) => local.cancel(remote_id),
        }
    }

    /// Says that the outputs are stored here and need not be kept there.
    pub async fn forget(&self, remote_id: &str) {
        match self {
            Provider::Local(local) => local.forget(remote_id),
        }
    }
}

/// The providers of this installation, by the name the catalog uses.
#[derive(Clone, Default)]
pub struct Providers {
    list: Vec<(String, Provider)>,
}

impl Providers {
    /// Adds a provider under the name the catalog uses.
    #[must_use]
    pub fn with(mut self, name: &str, provider: Provider) -> Providers {
        self.list.push((name.to_owned(), provider));
        self
    }

    /// The provider of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Provider> {
        self.list.iter().find(|(known, _)| known == name).map(|(_, provider)| provider)
    }
}

//! The life of a generation.
//!
//! ```text
//!            started            finished(charge)
//!  queued ───────────► processing ───────────► completed   capture charge, release the rest
//!    │                     │  failed(failure)
//!    ├─────────────────────┴──────────────────► failed      release everything
//!    │   cancel_requested
//!    ├────────────────────────────────────────► cancelled   release everything
//!    │   made_before (nothing held)
//!    └────────────────────────────────────────► completed   nothing to charge
//! ```
//!
//! A run whose result was made before ([`super::identity`]) goes from queued to completed in the transaction that
//! accepts it, and holds nothing: what costs nothing cannot be charged.
//!
//! [`apply`] is pure: it answers the next state and what has to happen to money as data. The server
//! carries the effects out in the transaction that writes the state, so a hold is resolved exactly once.

use serde::{Deserialize, Serialize};

use crate::{money::Credits, problem::ProblemCode};

/// Why a run ended without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The stable code.
    pub code: ProblemCode,
    /// A sentence for the person: what happened.
    pub message: String,
}

/// Where a generation stands, as the API shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Accepted, its credits are held.
    Queued,
    /// A worker is on it.
    Processing,
    /// Done and charged.
    Completed,
    /// Ended without a result; everything was returned.
    Failed,
    /// Stopped by a person; everything was returned.
    Cancelled,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 5] =
        [Status::Queued, Status::Processing, Status::Completed, Status::Failed, Status::Cancelled];

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Status::Queued => "queued",
            Status::Processing => "processing",
            Status::Completed => "completed",
            Status::Failed => "failed",
            Status::Cancelled => "cancelled",
        }
    }

    /// The status with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.id() == id)
    }

    /// Whether nothing can follow.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Status::Completed | Status::Failed | Status::Cancelled)
    }
}

/// What happens to a generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A worker claimed it.
    Started,
    /// All its outputs are stored; `charge` is what they cost.
    Finished {
        /// At most what is held.
        charge: Credits,
    },
    /// It ended without a result.
    Failed(Failure),
    /// The person asked to stop.
    CancelRequested,
    /// What it asks for was made by an earlier run, whose results are its own too now.
    MadeBefore,
}

/// What has to happen to money with the transition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// Capture this much of the hold and release the rest.
    Settle {
        /// What is charged.
        captured: Credits,
    },
}

/// A transition that is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The next status.
    pub next: Status,
    /// What happens to the hold.
    pub effect: Effect,
}

/// An event that cannot happen in this state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a {} generation cannot take {event:?}", .status.id())]
pub struct IllegalTransition {
    /// Where the generation stands.
    pub status: Status,
    /// What was tried.
    pub event: Event,
}

/// The next state and its effect. `held` is what the generation has set aside.
///
/// # Errors
/// [`IllegalTransition`] when the event cannot happen in `status`, or when it would charge more than
/// was held, or would answer a run for which credits are held with what cost nothing.
pub fn apply(status: Status, held: Credits, event: Event) -> Result<Transition, IllegalTransition> {
    let all_back = Effect::Settle { captured: Credits::ZERO };
    let (next, effect) = match (status, &event) {
        // A worker that takes over after a crash starts a run that was already started.
        (Status::Queued | Status::Processing, Event::Started) => (Status::Processing, Effect::None),
        (Status::Processing, Event::Finished { charge }) if *charge >= Credits::ZERO && *charge <= held => {
            (Status::Completed, Effect::Settle { captured: *charge })
        }
        (Status::Queued | Status::Processing, Event::Failed(_)) => (Status::Failed, all_back),
        (Status::Queued | Status::Processing, Event::CancelRequested) => (Status::Cancelled, all_back),
        (Status::Queued, Event::MadeBefore) if held == Credits::ZERO => (Status::Completed, Effect::None),
        _ => return Err(IllegalTransition { status, event }),
    };
    Ok(Transition { next, effect })
}

//! The life of a step: one tool call on one provider.
//!
//! ```text
//!  waiting(n) ─intend─► submitting(n+1) ─accepted─► running(remote id) ─finished─► collecting ─stored─► completed
//!     ▲                    │        │                  │ failed                     │ failed
//!     └── surely not taken ┘        │                  ▼                            ▼
//!         (retry)                   │               failed                       failed
//!                                   └─ outcome unknown ─► unresolved     cancel, from any open state ─► cancelled
//! ```
//!
//! Work that the provider itself reports as failed may also wait to be tried again; an unresolved submit
//! becomes running or waiting when the provider can say whether it has it.
//!
//! A step whose outputs an earlier run has made goes from waiting to completed without anybody being called.
//!
//! Intent is written before a provider is called and the remote id right after, so whatever a crash
//! leaves behind says how far things went: `submitting` is always a call that may have gone out, and a
//! step that waits to be tried again is `waiting`, with the number of tries behind it. A submit whose outcome is unknown is repeated only where the
//! provider makes and charges the same attempt once ([`StepEvent::RetryDeduplicated`]).

use super::state::Failure;
use crate::limits::STEP_ATTEMPTS_MAX;

/// Where a step stands, with only the data that state has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// To be submitted: not yet begun, or surely not taken and to be tried again.
    Waiting {
        /// Submits that were made.
        attempts: u32,
    },
    /// About to call, or calling, the provider for the `attempt`th time (from 1).
    Submitting {
        /// Counts submits.
        attempt: u32,
    },
    /// The provider took it and named it.
    Running {
        /// Counts submits.
        attempt: u32,
        /// The provider's name for the work.
        remote_id: String,
    },
    /// The provider is done; the outputs are being stored here.
    Collecting {
        /// Counts submits.
        attempt: u32,
        /// The provider's name for the work.
        remote_id: String,
    },
    /// The outputs are stored.
    Completed,
    /// Ended without outputs.
    Failed(Failure),
    /// Stopped by a person.
    Cancelled,
    /// The provider may or may not have taken the `attempt`th submit.
    Unresolved {
        /// Counts submits.
        attempt: u32,
    },
}

/// What happens to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepEvent {
    /// A submit is about to be made.
    Intend,
    /// The provider took it.
    Accepted {
        /// The provider's name for the work.
        remote_id: String,
    },
    /// The submit surely had no effect, or the provider says that the work failed: it is to be tried
    /// again, here or elsewhere.
    RetryKnown,
    /// The provider was asked about a submit whose outcome was unknown, and has it.
    Found {
        /// The provider's name for the work.
        remote_id: String,
    },
    /// The outcome of the submit is unknown, but the provider deduplicates by attempt: the same attempt
    /// is submitted again.
    RetryDeduplicated,
    /// The outcome of the submit is unknown and must not be repeated.
    OutcomeUnknown,
    /// The provider no longer knows the work, which it makes again at no cost.
    RemoteForgot,
    /// The provider is done.
    RemoteFinished,
    /// The outputs are stored.
    Stored,
    /// Ended without outputs.
    Failed(Failure),
    /// The person asked to stop.
    CancelRequested,
    /// An earlier run has made its outputs; they are this step's too now.
    MadeBefore,
}

/// An event that cannot happen in this state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a step that is {state:?} cannot take {event:?}")]
pub struct IllegalStep {
    /// Where the step stands.
    pub state: StepState,
    /// What was tried.
    pub event: StepEvent,
}

impl StepState {
    /// The name used in rows.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            StepState::Waiting { .. } => "waiting",
            StepState::Submitting { .. } => "submitting",
            StepState::Running { .. } => "running",
            StepState::Collecting { .. } => "collecting",
            StepState::Completed => "completed",
            StepState::Failed(_) => "failed",
            StepState::Cancelled => "cancelled",
            StepState::Unresolved { .. } => "unresolved",
        }
    }

    /// How many submits were made or begun.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        match self {
            StepState::Waiting { attempts: attempt }
            | StepState::Submitting { attempt }
            | StepState::Running { attempt, .. }
            | StepState::Collecting { attempt, .. }
            | StepState::Unresolved { attempt } => *attempt,
            _ => 0,
        }
    }

    /// The provider's name for the work, where there is one.
    #[must_use]
    pub fn remote_id(&self) -> Option<&str> {
        match self {
            StepState::Running { remote_id, .. } | StepState::Collecting { remote_id, .. } => Some(remote_id),
            _ => None,
        }
    }
}

/// The next state.
///
/// # Errors
/// [`IllegalStep`] when the event cannot happen in `state`, or when no attempt is left.
pub fn apply(state: StepState, event: StepEvent) -> Result<StepState, IllegalStep> {
    use StepEvent as E;
    use StepState as S;
    let next = match (&state, &event) {
        (S::Waiting { attempts }, E::Intend) if *attempts < STEP_ATTEMPTS_MAX => {
            S::Submitting { attempt: attempts + 1 }
        }
        (S::Submitting { attempt }, E::Accepted { remote_id }) => {
            S::Running { attempt: *attempt, remote_id: remote_id.clone() }
        }
        (
            S::Submitting { attempt } | S::Running { attempt, .. } | S::Unresolved { attempt },
            E::RetryKnown,
        ) if *attempt < STEP_ATTEMPTS_MAX => S::Waiting { attempts: *attempt },
        (S::Unresolved { attempt }, E::Found { remote_id }) => {
            S::Running { attempt: *attempt, remote_id: remote_id.clone() }
        }
        (S::Submitting { attempt }, E::RetryDeduplicated) => S::Submitting { attempt: *attempt },
        (S::Submitting { attempt }, E::OutcomeUnknown) => S::Unresolved { attempt: *attempt },
        (S::Running { attempt, .. } | S::Collecting { attempt, .. }, E::RemoteForgot) => {
            S::Submitting { attempt: *attempt }
        }
        (S::Running { attempt, remote_id }, E::RemoteFinished) => {
            S::Collecting { attempt: *attempt, remote_id: remote_id.clone() }
        }
        (S::Collecting { .. }, E::Stored) => S::Completed,
        (
            S::Waiting { .. }
            | S::Submitting { .. }
            | S::Running { .. }
            | S::Collecting { .. }
            | S::Unresolved { .. },
            E::Failed(failure),
        ) => S::Failed(failure.clone()),
        (
            S::Waiting { .. }
            | S::Submitting { .. }
            | S::Running { .. }
            | S::Collecting { .. }
            | S::Unresolved { .. },
            E::CancelRequested,
        ) => S::Cancelled,
        // Only a step that nobody was asked for: otherwise something may come that somebody paid for.
        (S::Waiting { attempts: 0 }, E::MadeBefore) => S::Completed,
        _ => return Err(IllegalStep { state, event }),
    };
    Ok(next)
}

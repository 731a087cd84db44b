//! The life of a subscription.
//!
//! ```text
//!            authorised              charged               charge failed           retries exhausted
//!  pending ────────────► authorised ─────────► active ◄──────────────► past_due ─────────────────► halted
//!    │                                          │  ▲  charged                       or grace over    │
//!    └──► expired                        paused ┴──┘ resumed                           charged ──────┘ (active)
//!                     cancelled · completed: no charge follows; what was paid for is kept to its end
//! ```
//!
//! Events come from a gateway, twice, late and in any order, or from this server's own clock. [`apply`] is total: every
//! pair has an outcome that stands in the table of the tests. Money is never ignored: a charge that arrives after the
//! end still brings its credits.

use serde::{Deserialize, Serialize};

use crate::time::Millis;

/// Where a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Asked for; the customer has not agreed to be charged yet.
    Pending,
    /// The customer has agreed; the first charge is to come.
    Authorised,
    /// Paid for.
    Active,
    /// A charge failed and is tried again.
    PastDue,
    /// Every try failed. A payment brings it back.
    Halted,
    /// Stopped for a while; nothing is charged.
    Paused,
    /// Ended by somebody.
    Cancelled,
    /// Every charge that was agreed to was made.
    Completed,
    /// The customer never agreed.
    Expired,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 9] = [
        Status::Pending,
        Status::Authorised,
        Status::Active,
        Status::PastDue,
        Status::Halted,
        Status::Paused,
        Status::Cancelled,
        Status::Completed,
        Status::Expired,
    ];

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Status::Pending => "pending",
            Status::Authorised => "authorised",
            Status::Active => "active",
            Status::PastDue => "past_due",
            Status::Halted => "halted",
            Status::Paused => "paused",
            Status::Cancelled => "cancelled",
            Status::Completed => "completed",
            Status::Expired => "expired",
        }
    }

    /// The status of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.id() == id)
    }

    /// Whether the gateway will charge no more.
    #[must_use]
    pub fn has_ended(self) -> bool {
        matches!(self, Status::Cancelled | Status::Completed | Status::Expired)
    }
}

/// What happens to a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The customer agreed to be charged.
    Authorised,
    /// A period was paid.
    Charged,
    /// A charge failed; the gateway tries again.
    ChargeFailed,
    /// The gateway tries no more.
    RetriesExhausted,
    /// It was paused.
    Paused,
    /// It goes on.
    Resumed,
    /// Nothing is charged any more, and what was paid is kept to its end.
    Cancelled,
    /// The same, and the plan ends now: the customer wanted it so.
    CancelledAtOnce,
    /// Every charge was made.
    Completed,
    /// The customer never agreed.
    Expired,
    /// The time in which a failed charge is forgiven is over (this server's own clock).
    GraceOver,
    /// The paid period ended and no other was paid (this server's own clock).
    PeriodOver,
}

/// What the workspace has from it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing changes.
    None,
    /// The plan, and the credits of the period that was paid.
    Entitle,
    /// The credits of the charge, not the plan: it came after the end.
    CreditsOnly,
    /// The customer is told that a charge failed; the plan stays.
    Warn,
    /// The free plan.
    Withdraw,
    /// The plan again, if the paid period is not over.
    Restore,
}

/// The next status and what the workspace has from it. Total: late and repeated events have an outcome too.
#[must_use]
pub fn apply(status: Status, event: Event) -> (Status, Effect) {
    use Status::{Active, Authorised, Cancelled, Completed, Expired, Halted, PastDue, Paused, Pending};
    if status.has_ended() {
        return match event {
            Event::Charged => (status, Effect::CreditsOnly),
            Event::PeriodOver => (status, Effect::Withdraw),
            // The gateway said that it was never agreed to, and it was after all.
            Event::Authorised if status == Expired => (Authorised, Effect::None),
            _ => (status, Effect::None),
        };
    }
    match (status, event) {
        (_, Event::Charged) => (Active, Effect::Entitle),
        (_, Event::Cancelled) => (Cancelled, Effect::None),
        (_, Event::CancelledAtOnce) => (Cancelled, Effect::Withdraw),
        (_, Event::Completed) => (Completed, Effect::None),
        (Pending, Event::Authorised) => (Authorised, Effect::None),
        (Pending | Authorised, Event::Expired) => (Expired, Effect::None),
        (Pending, Event::ChargeFailed) => (Pending, Effect::None),
        (Authorised | Active | PastDue, Event::ChargeFailed) => (PastDue, Effect::Warn),
        (Pending | Authorised, Event::RetriesExhausted) => (Halted, Effect::None),
        (Active | PastDue | Paused | Halted, Event::RetriesExhausted) => (Halted, Effect::Withdraw),
        (PastDue, Event::GraceOver) => (Halted, Effect::Withdraw),
        (Pending | Authorised, Event::Paused) => (Paused, Effect::None),
        (Active | PastDue, Event::Paused) => (Paused, Effect::Withdraw),
        (Paused, Event::Resumed) => (Active, Effect::Restore),
        // The gateway charges when the period ends; a charge that is late does not end the plan at that moment.
        (Active, Event::PeriodOver) => (PastDue, Effect::Warn),
        (
            Pending | Authorised | Active | PastDue | Halted | Paused,
            Event::Authorised
            | Event::ChargeFailed
            | Event::Resumed
            | Event::Paused
            | Event::Expired
            | Event::GraceOver
            | Event::PeriodOver,
        ) => (status, Effect::None),
        (Cancelled | Completed | Expired, _) => (status, Effect::None),
    }
}

/// Whether an event of the gateway's time `at` still says something after news of `last`. Charges are never old: they
/// are told apart by their payment.
#[must_use]
pub fn is_news(event: Event, last: Option<Millis>, at: Millis) -> bool {
    event == Event::Charged || last.is_none_or(|last| at >= last)
}

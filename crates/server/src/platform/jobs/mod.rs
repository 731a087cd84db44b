//! The queue: rows that are claimed by lease, in the order of [`domain::queue`].
//!
//! Owns `jobs`, `queue_flows`, `queue_lanes`, `queue_clocks`, `queue_controls` and `job_durations`. Work
//! is queued by inserting a row in the transaction that makes it necessary. A worker claims a row for a
//! while (a lease with a number), and every write it makes in the job's name first checks that it still
//! holds that number ([`fence`]): a worker that was given up on can no longer write. What is done is
//! deleted. Wake-ups are hints; workers also look by themselves.
//!
//! ```text
//!            ┌─► delayed ─(due)─┐
//!  enqueue ──┴──────────────────┴─► ready ──claim (lease_no + 1)──► leased ──finish──► (gone)
//!                                     ▲                               │
//!                                     └── hand back · lease ran out ──┘
//! ```
//!
//! | file | what it does |
//! |---|---|
//! | [`store`] | a job's life: queued, fenced, extended, finished, handed back, reclaimed, removed |
//! | [`claim`] | which job is next: the statements of `domain::queue::model`, under the same names |
//! | [`flow`] | where the line of a workspace stands, derived again after every change of its jobs |
//! | [`lane`] | limits of what jobs compete for |
//! | [`operate`] | jobs that are hastened, lanes that are paused, what is worked on one by one |
//! | [`control`] | running, paused, draining; the counts an operator sees |
//! | [`duration`] | how long jobs take |
//! | [`place`] | the place of a job in line, and when it is expected to start |
//!
//! A claim reads one index entry per lane and one job; how many wait does not matter. A statement that
//! looks at every waiting job is a mistake here, and a test reads the plans.

mod claim;
mod control;
mod duration;
mod flow;
mod lane;
mod operate;
mod place;
#[cfg(test)]
mod plans;
mod store;
mod wakeup;

pub use claim::{claim, claim_many};
pub use control::{Controls, Overview, OverviewRow, configure, controls, overview, set_mode};
use domain::{
    id::{JobId, WorkspaceId},
    queue::Class,
    time::Millis,
};
pub use lane::{hold_lane, limit_lane};
pub use operate::{Lane, LeasedJob, hasten, lanes, leased, pause_lane, resume_lane};
pub use place::{Outlook, Place};
pub use store::{enqueue, extend, fence, finish, hand_back, reclaim_all, reclaim_expired, remove, waiting};
pub use wakeup::Wakeup;

/// What kind of work a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// Carry a generation to its end.
    Generation,
    /// Tell a provider to stop.
    ProviderCancel,
    /// Look whether work whose run has ended delivers after all.
    LateResult,
    /// Make the next items of a batch.
    BatchExpand,
}

impl JobKind {
    /// The name used in rows.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            JobKind::Generation => "generation",
            JobKind::ProviderCancel => "provider_cancel",
            JobKind::LateResult => "late_result",
            JobKind::BatchExpand => "batch_expand",
        }
    }

    fn parse(id: &str) -> Option<JobKind> {
        let kinds = [JobKind::Generation, JobKind::ProviderCancel, JobKind::LateResult, JobKind::BatchExpand];
        kinds.into_iter().find(|kind| kind.id() == id)
    }
}

/// A job to queue.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// A fresh id. Jobs of one line are served in the order of their ids.
    pub id: JobId,
    /// What kind of work.
    pub kind: JobKind,
    /// What it is about, e.g. a generation's id.
    pub subject: String,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Where its place in line starts from.
    pub class: Class,
    /// What it competes for, e.g. a provider's id; empty for nothing in particular.
    pub lane: String,
    /// Names jobs that take about the same time, e.g. `text_to_image`.
    pub operation: String,
    /// How long it is expected to take, in milliseconds.
    pub cost_ms: i64,
    /// How many of the workspace's jobs of this kind may be leased at once.
    pub concurrency: u32,
    /// Not before this instant.
    pub run_at: Millis,
}

/// A claim on a job.
#[derive(Clone, Debug)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// Its kind.
    pub kind: JobKind,
    /// What it is about.
    pub subject: String,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// What it competes for.
    pub lane: String,
    /// Grows with every claim; fences every write.
    pub number: i64,
}

/// Why a worker may not write.
#[derive(Debug, thiserror::Error)]
#[error("the lease of {job} was lost")]
pub struct LeaseLost {
    /// The job.
    pub job: JobId,
}

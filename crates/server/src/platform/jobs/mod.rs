//! The queue: rows that are claimed by lease.
//!
//! Owns `jobs`. Work is queued by inserting a row in the transaction that makes it necessary. A worker
//! claims a row for a while (a lease with a number), and every write it makes in the job's name first
//! checks that it still holds that number ([`fence`]): a worker that was given up on can no longer
//! write. What is done is deleted. Wake-ups are hints; workers also look by themselves.
//!
//! ```text
//!  enqueue ─► ready ──claim (lease_no + 1)──► leased ──finish──► (gone)
//!               ▲                               │
//!               └── hand back · lease ran out ──┘
//! ```

mod store;
mod wakeup;

use domain::{
    id::{JobId, WorkspaceId},
    time::Millis,
};
pub use store::{claim, enqueue, extend, fence, finish, hand_back, reclaim_all, reclaim_expired, remove};
pub use wakeup::Wakeup;

/// What kind of work a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// Carry a generation to its end.
    Generation,
    /// Tell a provider to stop.
    ProviderCancel,
}

impl JobKind {
    fn id(self) -> &'static str {
        match self {
            JobKind::Generation => "generation",
            JobKind::ProviderCancel => "provider_cancel",
        }
    }

    fn parse(id: &str) -> Option<JobKind> {
        [JobKind::Generation, JobKind::ProviderCancel].into_iter().find(|kind| kind.id() == id)
    }
}

/// A job to queue.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// A fresh id.
    pub id: JobId,
    /// What kind of work.
    pub kind: JobKind,
    /// What it is about, e.g. a generation's id.
    pub subject: String,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Higher is claimed first.
    pub priority: i64,
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

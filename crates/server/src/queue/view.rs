//! Places and counts as JSON.

use domain::{queue::Mode, time::Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::jobs::{Controls, LeasedJob, Overview, OverviewRow, Place};

/// Where runs of the caller stand in line.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct PositionsView {
    /// Those that wait; runs that have started or ended are left out.
    pub items: Vec<PositionView>,
}

/// Where a run stands in line.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PositionView {
    /// `gen_…`
    pub id: String,
    /// 1 for the next to start.
    #[schema(minimum = 1)]
    pub position: u32,
    /// Whether the position is certain as things stand, or about right.
    pub exact: bool,
    /// When it is expected to start, in UTC milliseconds; null while nothing is started.
    pub expected_start_ms: Option<i64>,
}

impl PositionView {
    pub(super) fn new(id: String, place: Place) -> PositionView {
        PositionView {
            id,
            position: place.position,
            exact: place.exact,
            expected_start_ms: place.expected_start.map(|at| at.0),
        }
    }
}

/// How the queue is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueView {
    /// `running`, `paused` or `draining`.
    #[schema(value_type = String)]
    pub mode: Mode,
    /// When the mode was last changed, in UTC milliseconds; 0 for never.
    pub changed_at: i64,
    /// Who changed it: `usr_…`.
    pub changed_by: Option<String>,
    /// Jobs in line.
    pub queued: i64,
    /// Whether more are in line than were counted.
    pub queued_at_least: bool,
    /// Jobs that wait for their time, e.g. before another try.
    pub delayed: i64,
    /// Jobs that are worked on.
    pub running: i64,
    /// Of those, without a sign of life for two minutes.
    pub stuck: i64,
    /// How long the oldest job in line has waited, in milliseconds.
    pub oldest_wait_ms: Option<i64>,
    /// Nothing is handed out and nothing is worked on any more: the process can be stopped.
    pub drained: bool,
    /// The same by lane and class; only those that have jobs.
    pub lines: Vec<QueueLineView>,
}

/// The jobs of a class in a lane.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QueueLineView {
    /// What they compete for, e.g. a provider; empty for nothing in particular.
    pub lane: String,
    /// `free`, `starter`, `creator`, `studio` or `urgent`.
    pub class: String,
    /// In line.
    pub queued: i64,
    /// Waiting for their time.
    pub delayed: i64,
    /// Worked on.
    pub running: i64,
    /// Of those, without a sign of life for two minutes.
    pub stuck: i64,
}

impl QueueView {
    pub(super) fn new(controls: Controls, overview: Overview, now: Millis) -> QueueView {
        let sum = |count: fn(&OverviewRow) -> i64| overview.rows.iter().map(count).sum::<i64>();
        let running = sum(|row| row.running);
        QueueView {
            mode: controls.mode,
            changed_at: controls.changed_at.0,
            changed_by: controls.changed_by,
            queued: sum(|row| row.queued),
            queued_at_least: overview.at_least,
            delayed: sum(|row| row.delayed),
            running,
            stuck: sum(|row| row.stuck),
            oldest_wait_ms: overview.oldest.map(|oldest| now.since_ms(oldest).max(0)),
            drained: controls.mode != Mode::Running && running == 0,
            lines: overview.rows.into_iter().map(QueueLineView::from).collect(),
        }
    }
}

impl From<OverviewRow> for QueueLineView {
    fn from(row: OverviewRow) -> Self {
        let OverviewRow { class, lane, queued, delayed, running, stuck } = row;
        QueueLineView { lane, class: class.id().to_owned(), queued, delayed, running, stuck }
    }
}

/// A run that is worked on.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunningRunView {
    /// `gen_…`
    pub id: String,
    /// Whose it is: `wsp_…`.
    pub workspace_id: String,
    /// The provider it begins with.
    pub lane: String,
    /// What it makes first, e.g. `text_to_image`.
    pub operation: String,
    /// When a worker first took it, in UTC milliseconds.
    pub started_at: Option<i64>,
    /// When its worker last gave a sign of life.
    pub alive_at: i64,
    /// Whether that is two minutes ago.
    pub stuck: bool,
}

impl From<LeasedJob> for RunningRunView {
    fn from(job: LeasedJob) -> Self {
        RunningRunView {
            id: job.subject,
            workspace_id: job.workspace.to_string(),
            lane: job.lane,
            operation: job.operation,
            started_at: job.started_at.map(|at| at.0),
            alive_at: job.alive_at.0,
            stuck: job.is_stuck,
        }
    }
}

/// What the queue should do.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QueueChange {
    /// `running`: as usual. `paused`: nothing new is started, also after a restart. `draining`: nothing
    /// new is started until this process has ended; it finishes what it has.
    #[schema(value_type = String)]
    pub mode: Mode,
}

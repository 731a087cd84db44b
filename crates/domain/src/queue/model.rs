//! The queue in memory: every rule of the policy, as plain code.
//!
//! Readers of the SQL in the server find here what each statement is for, under the same name. It is
//! written for being obviously right, not for size: a claim looks at every flow.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Class, Mode, Policy, RISES_PER_CLAIM, WAKES_PER_CLAIM, charge, risen_charge};
use crate::{
    id::{JobId, WorkspaceId},
    time::Millis,
};

/// The name of a lane: what jobs compete for, such as a provider. Empty for none in particular.
pub type Lane = Arc<str>;

/// Names a flow: the line of one workspace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlowKey {
    /// What its jobs compete for.
    pub lane: Lane,
    /// Whose jobs.
    pub workspace: WorkspaceId,
    /// What kind of jobs; concurrency is limited by workspace and kind.
    pub kind: &'static str,
    /// Where its place in line starts from.
    pub class: Class,
}

/// A job in line or leased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Sorts by creation.
    pub id: JobId,
    /// The line it is in.
    pub flow: FlowKey,
    /// How many of the workspace's jobs of this kind may be leased at once.
    pub concurrency: u32,
    /// How long it is expected to take, in milliseconds.
    pub cost_ms: i64,
    /// Whether it was claimed before: it is charged only once.
    pub claimed_before: bool,
}

/// Whether a flow can be served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlowState {
    /// Nothing is in line.
    #[default]
    Empty,
    /// Its workspace is at its limit.
    Blocked,
    /// It can be served.
    Ready,
}

/// Where a flow stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether it can be served.
    pub state: FlowState,
    /// The level it competes at: its class, or higher after a wait.
    pub level: Class,
    /// Its tag at that level; the smallest is served first.
    pub tag: i64,
    /// Its tag at the level of its class.
    pub class_tag: i64,
    /// Since when it waits: it became ready, or was last served.
    pub since: Millis,
}

#[derive(Clone, Debug)]
struct Flow {
    standing: Standing,
    jobs: BTreeMap<JobId, Job>,
    /// More jobs are in line than are known here.
    more: bool,
}

/// How far a level of a lane has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// The largest tag served.
    pub virtual_time: i64,
    /// The tag that the next flow to rise to this level gets, if it is not behind the virtual time.
    pub risen_tag: i64,
}

/// A lane's limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneLimits {
    /// How many of its jobs may be leased at once.
    pub leased_max: Option<u32>,
    /// Nothing of it is claimed before this instant.
    pub not_before: Millis,
}

/// The queue.
#[derive(Clone, Debug)]
pub struct Queue {
    policy: Policy,
    mode: Mode,
    lanes: BTreeMap<Lane, LaneLimits>,
    clocks: BTreeMap<(Lane, Class), Clock>,
    flows: BTreeMap<FlowKey, Flow>,
    delayed: BTreeMap<(Millis, JobId), Job>,
    leased: BTreeMap<JobId, Job>,
}

/// What was claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The job, which is leased now.
    pub job: Job,
    /// The level it was served at.
    pub level: Class,
    /// Its line is empty here, but there is more of it elsewhere: what follows is not known.
    pub line_cut: bool,
}

impl Queue {
    /// An empty queue.
    #[must_use]
    pub fn new(policy: Policy) -> Queue {
        Queue {
            policy,
            mode: Mode::Running,
            lanes: BTreeMap::new(),
            clocks: BTreeMap::new(),
            flows: BTreeMap::new(),
            delayed: BTreeMap::new(),
            leased: BTreeMap::new(),
        }
    }

    /// Runs, pauses or drains.
    pub fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// Sets a lane's limits.
    pub fn limit_lane(&mut self, lane: &Lane, limits: LaneLimits) {
        self.lanes.insert(lane.clone(), limits);
    }

    /// Puts a job in line, or keeps it until `run_at`.
    pub fn enqueue(&mut self, job: Job, run_at: Millis, now: Millis) {
        if run_at > now {
            self.delayed.insert((run_at, job.id), job);
            return;
        }
        let key = job.flow.clone();
        let flow = self.flow(&key);
        flow.jobs.insert(job.id, job);
        if flow.standing.state == FlowState::Empty {
            self.refresh_flow(&key, now);
        }
    }

    /// Claims the next job, if there is one that may be served.
    pub fn claim(&mut self, now: Millis) -> Option<Claimed> {
        if self.mode != Mode::Running {
            return None;
        }
        self.wake(now);
        self.rise(now);
        let key = self.next_flow(now)?;
        let flow = self.flows.get_mut(&key)?;
        let (_, mut job) = flow.jobs.pop_first()?;
        let before = flow.standing;
        let line_cut = flow.more && flow.jobs.is_empty();
        let served_at = self.clocks.entry((key.lane.clone(), before.level)).or_default();
        served_at.virtual_time = served_at.virtual_time.max(before.tag);
        let own_time = self.clock(&key.lane, key.class).virtual_time;
        let charged = if job.claimed_before { 0 } else { charge(job.cost_ms, key.class) };
        let tag = (before.class_tag + charged).max(own_time);
        self.flow(&key).standing =
            Standing { state: FlowState::Ready, level: key.class, tag, class_tag: tag, since: now };
        job.claimed_before = true;
        self.leased.insert(job.id, job.clone());
        self.refresh(key.workspace, key.kind, now);
        Some(Claimed { job, level: before.level, line_cut })
    }

    /// A leased job is done. Says whether it was leased.
    pub fn finish(&mut self, id: JobId, now: Millis) -> bool {
        let Some(job) = self.leased.remove(&id) else { return false };
        self.refresh(job.flow.workspace, job.flow.kind, now);
        true
    }

    /// A leased job goes back to its place in line, from `run_at` on.
    pub fn hand_back(&mut self, id: JobId, run_at: Millis, now: Millis) -> bool {
        let Some(job) = self.leased.remove(&id) else { return false };
        let (workspace, kind) = (job.flow.workspace, job.flow.kind);
        if run_at > now {
            self.delayed.insert((run_at, id), job);
        } else {
            let key = job.flow.clone();
            self.flow(&key).jobs.insert(id, job);
        }
        self.refresh(workspace, kind, now);
        true
    }

    /// Takes a job out, wherever it is.
    pub fn remove(&mut self, id: JobId, now: Millis) {
        let waiting = self.flows.values_mut().find_map(|flow| flow.jobs.remove(&id));
        self.delayed.retain(|(_, delayed), _| *delayed != id);
        if let Some(job) = waiting.or_else(|| self.leased.remove(&id)) {
            self.refresh(job.flow.workspace, job.flow.kind, now);
        }
    }

    /// Delayed jobs that are due get in line.
    fn wake(&mut self, now: Millis) {
        for _ in 0..WAKES_PER_CLAIM {
            let Some(entry) = self.delayed.first_entry().filter(|entry| entry.key().0 <= now) else { return };
            let job = entry.remove();
            let key = job.flow.clone();
            self.flow(&key).jobs.insert(job.id, job);
            self.refresh(key.workspace, key.kind, now);
        }
    }

    /// Flows that have waited long enough rise a level: those that rose most first, then who waits longest.
    fn rise(&mut self, now: Millis) {
        let due: BTreeSet<(Reverse<i64>, Millis, WorkspaceId, &'static str, FlowKey)> = self
            .flows
            .iter()
            .filter_map(|(key, flow)| {
                let standing = flow.standing;
                let risen = standing.level.rank() - key.class.rank();
                let due = standing.state == FlowState::Ready
                    && standing.level.above().is_some()
                    && standing.since.plus_ms(self.policy.ageing_ms.saturating_mul(risen + 1)) <= now;
                due.then(|| (Reverse(risen), standing.since, key.workspace, key.kind, key.clone()))
            })
            .collect();
        for (.., key) in due.into_iter().take(RISES_PER_CLAIM) {
            let flow = &self.flows[&key];
            let Some(level) = flow.standing.level.above() else { continue };
            let cost_ms = flow.jobs.values().next().map_or(0, |job| job.cost_ms);
            let clock = self.clocks.entry((key.lane.clone(), level)).or_default();
            let tag = clock.virtual_time.max(clock.risen_tag);
            clock.risen_tag = tag + risen_charge(cost_ms);
            let standing = &mut self.flow(&key).standing;
            (standing.level, standing.tag) = (level, tag);
        }
    }

    /// The flow to serve: in each open lane the one with the smallest tag of the highest level; between
    /// lanes the highest level, then who waits longest.
    fn next_flow(&self, now: Millis) -> Option<FlowKey> {
        let lanes: BTreeSet<&Lane> = self.flows.keys().map(|key| &key.lane).collect();
        let open = lanes.into_iter().filter(|lane| self.lane_is_open(lane, now));
        let heads = open.filter_map(|lane| {
            let ready = self.flows.iter().filter(|(key, flow)| {
                key.lane == *lane && flow.standing.state == FlowState::Ready && !flow.jobs.is_empty()
            });
            ready.min_by_key(|(key, flow)| {
                let standing = flow.standing;
                (Reverse(standing.level), standing.tag, standing.since, key.workspace, key.kind, key.class)
            })
        });
        let next = heads
            .min_by_key(|(key, flow)| (Reverse(flow.standing.level), flow.standing.since, key.lane.clone()));
        next.map(|(key, _)| key.clone())
    }

    fn lane_is_open(&self, lane: &Lane, now: Millis) -> bool {
        let Some(limits) = self.lanes.get(lane) else { return true };
        let leased = self.leased.values().filter(|job| job.flow.lane == *lane).count();
        limits.not_before <= now && limits.leased_max.is_none_or(|max| leased < max as usize)
    }

    fn refresh(&mut self, workspace: WorkspaceId, kind: &str, now: Millis) {
        let of_workspace =
            self.flows.keys().filter(|key| key.workspace == workspace && key.kind == kind).cloned();
        for key in of_workspace.collect::<Vec<_>>() {
            self.refresh_flow(&key, now);
        }
    }

    /// Derives a flow's state from the facts; a flow that becomes ready starts at its class, no earlier
    /// than that level's virtual time.
    fn refresh_flow(&mut self, key: &FlowKey, now: Millis) {
        let of_workspace = |job: &&Job| job.flow.workspace == key.workspace && job.flow.kind == key.kind;
        let leased = self.leased.values().filter(of_workspace).count();
        let own_time = self.clock(&key.lane, key.class).virtual_time;
        let flow = self.flow(key);
        let state = match flow.jobs.values().next() {
            None => FlowState::Empty,
            Some(first) if leased >= first.concurrency as usize => FlowState::Blocked,
            Some(_) => FlowState::Ready,
        };
        let standing = &mut flow.standing;
        if state == FlowState::Ready && standing.state != FlowState::Ready {
            let tag = standing.class_tag.max(own_time);
            *standing = Standing { state, level: key.class, tag, class_tag: tag, since: now };
        }
        standing.state = state;
    }

    fn flow(&mut self, key: &FlowKey) -> &mut Flow {
        self.flows.entry(key.clone()).or_insert_with(|| {
            let since = Millis(0);
            let standing =
                Standing { state: FlowState::Empty, level: key.class, tag: 0, class_tag: 0, since };
            Flow { standing, jobs: BTreeMap::new(), more: false }
        })
    }

    fn clock(&self, lane: &Lane, level: Class) -> Clock {
        self.clocks.get(&(lane.clone(), level)).copied().unwrap_or_default()
    }
}

/// Putting a queue together from rows, and looking at one.
impl Queue {
    /// Sets how far a level of a lane has come.
    pub fn restore_clock(&mut self, lane: &Lane, level: Class, clock: Clock) {
        self.clocks.insert((lane.clone(), level), clock);
    }

    /// Sets where a flow stands and its first jobs; `more` says that others follow which are not known.
    pub fn restore_flow(&mut self, key: &FlowKey, standing: Standing, jobs: Vec<Job>, more: bool) {
        let jobs = jobs.into_iter().map(|job| (job.id, job)).collect();
        self.flows.insert(key.clone(), Flow { standing, jobs, more });
    }

    /// Adds a leased job.
    pub fn restore_leased(&mut self, job: Job) {
        self.leased.insert(job.id, job);
    }

    /// Adds a job that waits for its time.
    pub fn restore_delayed(&mut self, job: Job, run_at: Millis) {
        self.delayed.insert((run_at, job.id), job);
    }

    /// Where a flow stands.
    #[must_use]
    pub fn standing(&self, key: &FlowKey) -> Option<Standing> {
        self.flows.get(key).map(|flow| flow.standing)
    }

    /// The leased jobs.
    pub fn leased(&self) -> impl Iterator<Item = &Job> {
        self.leased.values()
    }

    /// The jobs in line, flow by flow.
    pub fn in_line(&self) -> impl Iterator<Item = &Job> {
        self.flows.values().flat_map(|flow| flow.jobs.values())
    }

    /// The next instant after `now` at which something may change by itself: a delayed job is due, or a
    /// lane may go on.
    #[must_use]
    pub fn next_change(&self, now: Millis) -> Option<Millis> {
        let due = self.delayed.keys().map(|(run_at, _)| *run_at);
        let lanes = self.lanes.values().map(|limits| limits.not_before);
        due.chain(lanes).filter(|at| *at > now).min()
    }
}

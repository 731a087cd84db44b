//! The order in which waiting work is served: the policy, as values and functions.
//!
//! The database carries the policy out (`server/platform/jobs`); what it must do is said here, once, and
//! [`model`] is the same thing in memory: simulations drive it through thousands of seeds, a server test
//! compares it with the SQL claim by claim, and [`forecast`] asks it who is next.
//!
//! ```text
//!  lane (a provider, or "")          open: fewer leased than its limit, and not told to wait
//!   └ level 4 urgent … 0 free        a flow starts at its class and rises while it waits
//!      └ flow: one workspace's line  the one with the smallest tag is served
//!         └ job                      first in, first out
//! ```
//!
//! - **Class.** A job belongs to a [`Class`] (the plan's). Higher levels are served first.
//! - **Ageing.** A flow that was not served for one ageing interval rises a level, up to the studio's.
//!   What counts is how long the *workspace* waits, not the job: a batch that is served every second does
//!   not age, however long its last item waits. All flows that have risen to a level share it, as one
//!   more workspace of weight one would: so nobody starves, and those who pay are not swamped.
//! - **Fairness** inside a level is start-time fair queueing (Goyal, Vin and Cheng, 1996). A flow has a
//!   *tag*, the service it has received; serving a job adds [`charge`]. A level's *virtual time* is the
//!   largest tag served there; a flow that comes back is not behind it, so idling saves nothing up.
//! - **Limits.** A workspace at its concurrency limit has no flow that can be served until one of its
//!   jobs ends. A lane at its limit, or told to wait, is passed over.
//! - **Between lanes** of one level, the flow that has waited longest goes first. Lanes are separate
//!   resources, so tags are compared only inside a lane.

pub mod forecast;
pub mod model;
#[cfg(test)]
mod simulation;

use serde::{Deserialize, Serialize};

use crate::{plan::Plan, time::HOUR_MS};

/// How many delayed jobs that have become due one claim makes ready, at most: more than one, so that
/// claims keep up; few, so that none is slow.
pub const WAKES_PER_CLAIM: usize = 16;
/// How many flows one claim raises by a level, at most. A flow rises at most three levels between two
/// services, so a claim raises more than it makes necessary.
pub const RISES_PER_CLAIM: usize = 8;

/// What a job's place in line starts from. Also names the levels, to which a waiting flow rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Plan free.
    Free,
    /// Plan starter.
    Starter,
    /// Plan creator.
    Creator,
    /// Plan studio; the highest level that waiting leads to.
    Studio,
    /// Short work of our own that must not wait, such as telling a provider to stop.
    Urgent,
}

impl Class {
    /// Every class, lowest first.
    pub const ALL: [Class; 5] = [Class::Free, Class::Starter, Class::Creator, Class::Studio, Class::Urgent];

    /// The class of a plan.
    #[must_use]
    pub fn of(plan: Plan) -> Class {
        match plan {
            Plan::Free => Class::Free,
            Plan::Starter => Class::Starter,
            Plan::Creator => Class::Creator,
            Plan::Studio => Class::Studio,
        }
    }

    /// 0 for the lowest; how it is kept in rows.
    #[must_use]
    pub fn rank(self) -> i64 {
        self as i64
    }

    /// The class of this rank.
    #[must_use]
    pub fn from_rank(rank: i64) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.rank() == rank)
    }

    /// The name used in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Class::Free => "free",
            Class::Starter => "starter",
            Class::Creator => "creator",
            Class::Studio => "studio",
            Class::Urgent => "urgent",
        }
    }

    /// The level above, for a flow that has waited; none from the studio's level on.
    #[must_use]
    pub fn above(self) -> Option<Class> {
        match self {
            Class::Free => Some(Class::Starter),
            Class::Starter => Some(Class::Creator),
            Class::Creator => Some(Class::Studio),
            Class::Studio | Class::Urgent => None,
        }
    }

    /// How much service a workspace of this class may have for one unit of a free one's.
    fn weight(self) -> i64 {
        match self {
            Class::Free => 1,
            Class::Starter => 2,
            Class::Creator => 4,
            Class::Studio | Class::Urgent => 8,
        }
    }
}

/// What a service that is expected to take `cost_ms` adds to a tag, in virtual time. Bounded, so that a
/// wrong expectation can neither buy nor lose a place for long.
#[must_use]
pub fn charge(cost_ms: i64, class: Class) -> i64 {
    cost_ms.clamp(1, HOUR_MS) * 8 / class.weight()
}

/// What raising a flow whose first job is expected to take `cost_ms` adds to the tag that all risen flows
/// of a level share: together they weigh as much as one free workspace.
#[must_use]
pub fn risen_charge(cost_ms: i64) -> i64 {
    charge(cost_ms, Class::Free)
}

/// The rules an operator may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long a flow waits for a service before it rises a level, in milliseconds.
    pub ageing_ms: i64,
}

/// Whether work is handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// As usual.
    #[default]
    Running,
    /// Nothing new is claimed, also after a restart.
    Paused,
    /// Nothing new is claimed until the process has ended; it finishes what it has.
    Draining,
}

impl Mode {
    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Mode::Running => "running",
            Mode::Paused => "paused",
            Mode::Draining => "draining",
        }
    }

    /// The mode of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Mode> {
        [Mode::Running, Mode::Paused, Mode::Draining].into_iter().find(|mode| mode.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dearer_plans_are_higher_and_charged_less() {
        let classes: Vec<Class> = Plan::ALL.into_iter().map(Class::of).collect();
        assert!(classes.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(classes.windows(2).all(|pair| charge(1_000, pair[0]) > charge(1_000, pair[1])));
        assert!(Class::ALL.iter().all(|class| Class::from_rank(class.rank()) == Some(*class)));
    }

    #[test]
    fn a_charge_is_never_nothing_and_never_overflows() {
        assert!(charge(0, Class::Studio) >= 1 && charge(-5, Class::Urgent) >= 1);
        assert_eq!(charge(i64::MAX, Class::Free), charge(HOUR_MS, Class::Free));
    }

    #[test]
    fn waiting_leads_to_the_studio_level_and_no_further() {
        let mut level = Class::Free;
        while let Some(above) = level.above() {
            assert!(above > level);
            level = above;
        }
        assert_eq!(level, Class::Studio);
        assert_eq!(Class::Urgent.above(), None);
    }
}

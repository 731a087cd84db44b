//! Who is next, and when: the model, run ahead.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Job, Queue};
use crate::{id::JobId, time::Millis};

/// When a job is expected to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// 1 for the next job to be claimed.
    pub position: u32,
    /// The expected instant.
    pub at: Millis,
}

/// What a forecast assumes.
#[derive(Clone, Copy, Debug)]
pub struct Assumptions {
    /// How many jobs are worked on at once; at least one is assumed.
    pub workers: usize,
    /// How many starts to look ahead.
    pub starts_max: usize,
}

/// Runs `queue` ahead from `now` and says when each of the next jobs starts, in order, if nothing else
/// comes and every job takes `duration_ms`. `ends_at` is when a leased job is expected to end. Stops
/// early where the queue is not known any further.
pub fn forecast(
    mut queue: Queue,
    assumptions: Assumptions,
    now: Millis,
    ends_at: &BTreeMap<JobId, Millis>,
    duration_ms: impl Fn(&Job) -> i64,
) -> Vec<(JobId, Start)> {
    let mut starts: Vec<(JobId, Start)> = Vec::new();
    let mut ends: BTreeSet<(Millis, JobId)> =
        queue.leased().map(|job| (ends_at.get(&job.id).copied().unwrap_or(now).max(now), job.id)).collect();
    let mut at = now;
    while starts.len() < assumptions.starts_max {
        if ends.len() < assumptions.workers.max(1)
            && let Some(claimed) = queue.claim(at)
        {
            let position = u32::try_from(starts.len() + 1).unwrap_or(u32::MAX);
            starts.push((claimed.job.id, Start { position, at }));
            ends.insert((at.plus_ms(duration_ms(&claimed.job).max(0)), claimed.job.id));
            if claimed.line_cut {
                break;
            }
            continue;
        }
        let free_worker = ends.len() < assumptions.workers.max(1);
        let change = queue.next_change(at).filter(|_| free_worker);
        let end = ends.first().copied();
        match (end, change) {
            (Some((end, id)), change) if change.is_none_or(|change| end <= change) => {
                ends.remove(&(end, id));
                queue.finish(id, end);
                at = at.max(end);
            }
            (_, Some(change)) => at = change,
            _ => break,
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::WorkspaceId,
        queue::{Class, Policy, model::FlowKey},
    };

    fn job(number: i64, workspace: i64, concurrency: u32) -> Job {
        let flow = FlowKey {
            lane: "".into(),
            workspace: WorkspaceId::from_parts(Millis(workspace), [0; 10]),
            kind: "generation",
            class: Class::Free,
        };
        let id = JobId::from_parts(Millis(number), [0; 10]);
        Job { id, flow, concurrency, cost_ms: 1_000, claimed_before: false }
    }

    fn ahead(queue: &Queue, workers: usize) -> Vec<(JobId, u32, i64)> {
        let assumptions = Assumptions { workers, starts_max: 100 };
        let starts = forecast(queue.clone(), assumptions, Millis(0), &BTreeMap::new(), |_| 1_000);
        starts.into_iter().map(|(id, start)| (id, start.position, start.at.0)).collect()
    }

    #[test]
    fn two_workspaces_take_turns_and_times_follow_from_workers() {
        let mut queue = Queue::new(Policy { ageing_ms: 60_000 });
        let batch: Vec<Job> = (1..=3).map(|number| job(number, 1, 9)).collect();
        let single = job(4, 2, 9);
        batch.iter().cloned().for_each(|job| queue.enqueue(job, Millis(0), Millis(0)));
        queue.enqueue(single.clone(), Millis(0), Millis(0));
        assert_eq!(
            ahead(&queue, 1),
            [(batch[0].id, 1, 0), (single.id, 2, 1_000), (batch[1].id, 3, 2_000), (batch[2].id, 4, 3_000)]
        );
        let at: Vec<i64> = ahead(&queue, 2).into_iter().map(|(.., at)| at).collect();
        assert_eq!(at, [0, 0, 1_000, 1_000]);
    }

    #[test]
    fn a_limit_of_one_makes_the_second_wait_for_the_first() {
        let mut queue = Queue::new(Policy { ageing_ms: 60_000 });
        for number in 1..=2 {
            queue.enqueue(job(number, 1, 1), Millis(0), Millis(0));
        }
        let running = queue.claim(Millis(0)).unwrap().job.id;
        let ends = BTreeMap::from([(running, Millis(700))]);
        let assumptions = Assumptions { workers: 4, starts_max: 9 };
        let starts = forecast(queue, assumptions, Millis(0), &ends, |_| 1_000);
        assert_eq!(starts.len(), 1);
        assert_eq!(starts[0].1, Start { position: 1, at: Millis(700) });
    }

    #[test]
    fn a_delayed_job_is_expected_when_it_is_due() {
        let mut queue = Queue::new(Policy { ageing_ms: 60_000 });
        queue.enqueue(job(1, 1, 1), Millis(5_000), Millis(0));
        assert_eq!(ahead(&queue, 1), [(job(1, 1, 1).id, 1, 5_000)]);
    }
}

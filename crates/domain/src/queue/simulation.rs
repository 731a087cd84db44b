//! The policy under thousands of seeds: what must hold in any order of events.
//!
//! Time is a number that the simulation moves; nothing waits. A failing seed is in the message and makes
//! the same failure again.

use std::collections::BTreeMap;

use super::{
    Class, Policy, charge,
    model::{Claimed, FlowKey, Job, LaneLimits, Queue},
};
use crate::{
    id::{JobId, WorkspaceId},
    time::Millis,
};

const AGEING_MS: i64 = 60_000;
const KIND: &str = "generation";

/// SplitMix64 (Steele, Lea and Flood, 2014): small, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.next() % (high - low + 1).unsigned_abs()).unwrap()
    }

    fn one_in(&mut self, count: i64) -> bool {
        self.between(1, count) == 1
    }
}

fn workspace(number: i64) -> WorkspaceId {
    WorkspaceId::from_parts(Millis(number), [0; 10])
}

fn job(number: i64, owner: i64, class: Class, lane: &str, concurrency: u32, cost_ms: i64) -> Job {
    let flow = FlowKey { lane: lane.into(), workspace: workspace(owner), kind: KIND, class };
    let id = JobId::from_parts(Millis(number), [0; 10]);
    Job { id, flow, concurrency, cost_ms, claimed_before: false }
}

fn queue() -> Queue {
    Queue::new(Policy { ageing_ms: AGEING_MS })
}

/// Whether jobs of these flows share a concurrency limit.
fn same_limit(one: &FlowKey, other: &FlowKey) -> bool {
    one.workspace == other.workspace && one.kind == other.kind
}

/// One random history: arrivals, claims, ends, hand-backs and removals in any order.
struct History {
    seed: u64,
    dice: Dice,
    queue: Queue,
    lanes: BTreeMap<&'static str, LaneLimits>,
    now: Millis,
    made: i64,
}

impl History {
    fn new(seed: u64) -> History {
        let mut dice = Dice(seed);
        let mut queue = queue();
        let mut lanes = BTreeMap::from([("", LaneLimits::default())]);
        for lane in ["slow", "other"] {
            let leased_max = dice.one_in(2).then(|| u32::try_from(dice.between(1, 3)).unwrap());
            let limits = LaneLimits { leased_max, not_before: Millis(dice.between(0, 20_000)) };
            queue.limit_lane(&lane.into(), limits);
            lanes.insert(lane, limits);
        }
        History { seed, dice, queue, lanes, now: Millis(0), made: 0 }
    }

    fn arrive(&mut self) {
        self.made += 1;
        let owner = self.dice.between(1, 6);
        // A workspace has one plan, mostly.
        let class = Class::ALL[usize::try_from((owner + self.dice.between(0, 5) / 5) % 5).unwrap()];
        let lane = ["", "", "slow", "other"][usize::try_from(self.dice.between(0, 3)).unwrap()];
        let concurrency = u32::try_from(1 + owner % 3).unwrap();
        let job = job(self.made, owner, class, lane, concurrency, self.dice.between(0, 9_000));
        let run_at = if self.dice.one_in(8) { self.dice.between(0, 9_000) } else { 0 };
        self.queue.enqueue(job, self.now.plus_ms(run_at), self.now);
    }

    fn claim(&mut self) -> Option<Claimed> {
        let mut first_in_line: BTreeMap<FlowKey, JobId> = BTreeMap::new();
        for job in self.queue.in_line() {
            first_in_line.entry(job.flow.clone()).or_insert(job.id);
        }
        let before: Vec<FlowKey> = self.queue.leased().map(|job| job.flow.clone()).collect();
        let busy = |of: &FlowKey| before.iter().filter(|flow| same_limit(flow, of)).count();
        let claimed = self.queue.claim(self.now);
        let seed = self.seed;
        match &claimed {
            Some(Claimed { job, .. }) => {
                assert!(busy(&job.flow) < job.concurrency as usize, "seed {seed}: over its concurrency");
                assert!(self.lane_was_open(&before, &job.flow.lane), "seed {seed}: lane was closed");
                // A delayed job may have become due and be older than what was in line.
                assert!(
                    first_in_line.get(&job.flow).is_none_or(|first| job.id <= *first),
                    "seed {seed}: not the first of its line"
                );
            }
            None => {
                let mut seen: Option<&FlowKey> = None;
                let idle_beside = self.queue.in_line().find(|job| {
                    let first = seen != Some(&job.flow);
                    seen = Some(&job.flow);
                    first
                        && busy(&job.flow) < job.concurrency as usize
                        && self.lane_was_open(&before, &job.flow.lane)
                });
                assert_eq!(idle_beside, None, "seed {seed}: idle beside work");
            }
        }
        claimed
    }

    fn lane_was_open(&self, leased: &[FlowKey], lane: &str) -> bool {
        let limits = self.lanes[lane];
        let leased = leased.iter().filter(|flow| &*flow.lane == lane).count();
        limits.not_before <= self.now && limits.leased_max.is_none_or(|max| leased < max as usize)
    }

    fn some_leased(&mut self) -> Option<JobId> {
        let count = i64::try_from(self.queue.leased().count()).unwrap();
        let pick = usize::try_from(self.dice.between(0, (count - 1).max(0))).unwrap();
        self.queue.leased().nth(pick).map(|job| job.id)
    }

    fn step(&mut self) {
        self.now = self.now.plus_ms(self.dice.between(0, 4_000));
        match self.dice.between(0, 9) {
            0..=3 => self.arrive(),
            4..=6 => drop(self.claim()),
            7 | 8 => {
                if let Some(id) = self.some_leased() {
                    assert!(self.queue.finish(id, self.now));
                }
            }
            _ => {
                if let Some(id) = self.some_leased() {
                    let pause = if self.dice.one_in(2) { 0 } else { self.dice.between(1, 30_000) };
                    if self.dice.one_in(3) {
                        self.queue.remove(id, self.now);
                    } else {
                        assert!(self.queue.hand_back(id, self.now.plus_ms(pause), self.now));
                    }
                }
            }
        }
    }

    /// Nothing more comes: everything must end.
    fn drain(&mut self) {
        for _ in 0..10_000 {
            if let Some(Claimed { job, .. }) = self.claim() {
                self.queue.finish(job.id, self.now);
            } else if let Some(id) = self.some_leased() {
                self.queue.finish(id, self.now);
            } else if let Some(change) = self.queue.next_change(self.now) {
                self.now = change;
            } else {
                break;
            }
        }
        assert_eq!(self.queue.in_line().count() + self.queue.leased().count(), 0, "seed {}", self.seed);
    }
}

#[test]
fn limits_hold_no_worker_idles_beside_work_and_everything_ends() {
    for seed in 0..2_000 {
        let mut history = History::new(seed);
        for _ in 0..80 {
            history.step();
        }
        history.drain();
    }
}

/// Keeps `workers` busy with jobs of equal or random length until `until`, and answers who started when.
struct Workers {
    busy_until: Vec<(Millis, Option<JobId>)>,
}

impl Workers {
    fn new(count: usize) -> Workers {
        Workers { busy_until: vec![(Millis(0), None); count] }
    }

    /// The worker that is free first ends its job and claims the next one.
    fn turn(&mut self, queue: &mut Queue, feed: &mut dyn FnMut(&mut Queue, Millis)) -> Option<(Millis, Job)> {
        let worker = self.busy_until.iter_mut().min_by_key(|(at, _)| *at)?;
        let now = worker.0;
        if let Some(done) = worker.1.take() {
            queue.finish(done, now);
        }
        feed(queue, now);
        let claimed = queue.claim(now);
        let job = claimed.map(|claimed| claimed.job);
        *worker = match &job {
            Some(job) => (now.plus_ms(job.cost_ms), Some(job.id)),
            None => (now.plus_ms(1), None),
        };
        Some((now, job?))
    }
}

#[test]
fn a_single_item_starts_within_two_item_times_of_a_batch_of_five_hundred() {
    for seed in 0..1_000 {
        let mut dice = Dice(seed);
        let class = Class::ALL[usize::try_from(dice.between(0, 3)).unwrap()];
        let item_ms = dice.between(100, 20_000);
        let mut queue = queue();
        for number in 1..=500 {
            queue.enqueue(job(number, 1, class, "", 1_000, item_ms), Millis(0), Millis(0));
        }
        let arrives = Millis(dice.between(0, item_ms * 100));
        let single = job(501, 2, class, "", 1, item_ms);
        let mut workers = Workers::new(usize::try_from(dice.between(1, 4)).unwrap());
        let mut waiting = Some(single.clone());
        let mut arrive = |queue: &mut Queue, now: Millis| {
            if now >= arrives
                && let Some(single) = waiting.take()
            {
                queue.enqueue(single, arrives, now);
            }
        };
        let started = loop {
            if let Some((at, job)) = workers.turn(&mut queue, &mut arrive)
                && job.id == single.id
            {
                break at;
            }
        };
        let waited = started.since_ms(arrives);
        assert!(waited <= 2 * item_ms, "seed {seed}: waited {waited} ms, an item takes {item_ms} ms");
    }
}

/// As the server makes a batch: a chunk at a time, only as earlier items end.
#[test]
fn a_single_item_starts_as_soon_beside_a_batch_that_is_made_as_it_goes() {
    use crate::batch::{ITEMS_MAX, to_make, wants_more};
    for seed in 0..100 {
        let mut dice = Dice(seed);
        let class = Class::ALL[usize::try_from(dice.between(0, 3)).unwrap()];
        let item_ms = dice.between(100, 20_000);
        let (mut queue, mut made) = (queue(), 0_usize);
        let arrives = Millis(dice.between(0, item_ms * 100));
        let single = job(9_999, 2, class, "", 1, item_ms);
        let mut workers = Workers::new(usize::try_from(dice.between(1, 4)).unwrap());
        let mut waiting = Some(single.clone());
        let mut ended = 0_usize;
        let mut feed = |queue: &mut Queue, now: Millis| {
            let in_line = queue.in_line().filter(|job| job.flow.workspace == workspace(1)).count();
            if wants_more(in_line) {
                for _ in 0..to_make(in_line).min(ITEMS_MAX - made) {
                    made += 1;
                    let number = i64::try_from(made).unwrap();
                    queue.enqueue(job(number, 1, class, "", 1_000, item_ms), now, now);
                }
            }
            assert!(queue.in_line().count() <= crate::batch::IN_LINE_MAX + 1);
            if now >= arrives
                && let Some(single) = waiting.take()
            {
                queue.enqueue(single, arrives, now);
            }
        };
        let mut started = None;
        // The whole batch is served, too, and the single item did not wait for it.
        while ended <= ITEMS_MAX {
            if let Some((at, job)) = workers.turn(&mut queue, &mut feed) {
                ended += 1;
                if job.id == single.id {
                    started = Some(at);
                }
            }
        }
        let waited = started.expect("it was served").since_ms(arrives);
        assert!(waited <= 2 * item_ms, "seed {seed}: waited {waited} ms, an item takes {item_ms} ms");
    }
}

#[test]
fn always_busy_workspaces_of_one_class_get_the_same_service() {
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let (mut queue, mut workers, mut made) = (queue(), Workers::new(1), 0);
        let owners = dice.between(2, 6);
        let longest_ms = dice.between(100, 5_000);
        let mut served = vec![0_i64; usize::try_from(owners).unwrap()];
        let mut give = |queue: &mut Queue, owner: i64, now: Millis| {
            made += 1;
            let cost_ms = dice.between(1, longest_ms);
            queue.enqueue(job(made, owner, Class::Creator, "", 5, cost_ms), now, now);
        };
        for owner in 0..owners {
            (0..2).for_each(|_| give(&mut queue, owner, Millis(0)));
        }
        for _ in 0..400 {
            let (now, job) = workers.turn(&mut queue, &mut |_, _| {}).unwrap();
            let owner = (0..owners).find(|owner| workspace(*owner) == job.flow.workspace).unwrap();
            served[usize::try_from(owner).unwrap()] += job.cost_ms;
            give(&mut queue, owner, now);
            // The bound of start-time fair queueing between two flows of equal weight.
            let spread = served.iter().max().unwrap() - served.iter().min().unwrap();
            assert!(spread <= 2 * longest_ms, "seed {seed}: {served:?}, the longest job takes {longest_ms}");
        }
    }
}

#[test]
fn nobody_starves_below_endless_dearer_work() {
    for seed in 0..300 {
        let mut dice = Dice(seed);
        let (mut queue, mut workers) = (queue(), Workers::new(1));
        let studios = dice.between(1, 5);
        let frees = dice.between(1, 10);
        let item_ms = dice.between(500, 5_000);
        for owner in 0..frees {
            queue.enqueue(job(1 + owner, 100 + owner, Class::Free, "", 1, item_ms), Millis(0), Millis(0));
        }
        let mut made = 1_000;
        let mut endless = |queue: &mut Queue, now: Millis| {
            for owner in 0..studios {
                if !queue.in_line().any(|job| job.flow.workspace == workspace(owner)) {
                    made += 1;
                    queue.enqueue(job(made, owner, Class::Studio, "", 9, item_ms), now, now);
                }
            }
        };
        // Three levels up, then all risen flows together get a share of one free workspace beside
        // `studios` studio workspaces of weight 8, each of which may be ahead by one item.
        let rounds = frees * (8 * studios + 1) + studios + 1;
        let bound = 3 * AGEING_MS + (rounds + 4) * item_ms;
        let (mut left, mut dear) = (frees, 0);
        while left > 0 {
            let Some((now, job)) = workers.turn(&mut queue, &mut endless) else { continue };
            if job.flow.class == Class::Free {
                left -= 1;
            } else {
                dear += 1;
            }
            assert!(now.0 <= bound, "seed {seed}: {left} of {frees} still wait at {} ms of {bound}", now.0);
        }
        // Those who pay were not swamped: they got most of the machine meanwhile.
        assert!(dear >= frees, "seed {seed}: {dear} studio items beside {frees} free ones");
    }
}

#[test]
fn dearer_plans_go_first_and_a_served_batch_does_not_age() {
    let mut queue = queue();
    for number in 1..=200 {
        queue.enqueue(job(number, 1, Class::Free, "", 500, 1_000), Millis(0), Millis(0));
    }
    let mut now = Millis(0);
    // Twice the ageing interval, one item a second: the batch was served all along.
    for _ in 0..120 {
        assert_eq!(queue.claim(now).unwrap().level, Class::Free);
        now = now.plus_ms(1_000);
    }
    queue.enqueue(job(900, 2, Class::Starter, "", 5, 1_000), now, now);
    queue.enqueue(job(901, 3, Class::Studio, "", 5, 1_000), now, now);
    let next: Vec<Class> = (0..3).map(|_| queue.claim(now).unwrap().job.flow.class).collect();
    assert_eq!(next, [Class::Studio, Class::Starter, Class::Free]);
}

#[test]
fn a_job_that_comes_back_is_first_in_its_line_and_not_charged_again() {
    let mut queue = queue();
    let [first, second] = [1, 2].map(|number| job(number, 1, Class::Free, "", 9, 1_000));
    for job in [&first, &second] {
        queue.enqueue(job.clone(), Millis(0), Millis(0));
    }
    queue.claim(Millis(0)).unwrap();
    let charged = queue.standing(&first.flow).unwrap().class_tag;
    assert_eq!(charged, charge(1_000, Class::Free));
    assert!(queue.hand_back(first.id, Millis(10), Millis(5)));
    assert_eq!(queue.claim(Millis(10)).unwrap().job.id, first.id);
    assert_eq!(queue.standing(&first.flow).unwrap().class_tag, charged);
}

#[test]
fn a_lane_that_waits_does_not_hold_up_another_and_goes_on_in_order() {
    let mut queue = queue();
    let limits = LaneLimits { leased_max: Some(1), not_before: Millis(5_000) };
    queue.limit_lane(&"slow".into(), limits);
    let (slow, quick) = (job(1, 1, Class::Studio, "slow", 9, 1), job(2, 1, Class::Free, "", 9, 1));
    queue.enqueue(slow.clone(), Millis(0), Millis(0));
    queue.enqueue(job(3, 2, Class::Studio, "slow", 9, 1), Millis(0), Millis(0));
    queue.enqueue(quick.clone(), Millis(0), Millis(0));
    assert_eq!(queue.claim(Millis(0)).unwrap().job.id, quick.id);
    assert_eq!(queue.claim(Millis(4_999)), None);
    assert_eq!(queue.claim(Millis(5_000)).unwrap().job.id, slow.id);
    assert_eq!(queue.claim(Millis(5_000)), None, "the lane takes one at a time");
}

#[test]
fn who_comes_late_takes_turns_and_does_not_catch_up() {
    let mut queue = queue();
    for number in 1..=100 {
        queue.enqueue(job(number, 1, Class::Free, "", 500, 1_000), Millis(0), Millis(0));
    }
    // The second had one item served at the start and was idle since.
    queue.enqueue(job(200, 2, Class::Free, "", 500, 1_000), Millis(0), Millis(0));
    for _ in 0..60 {
        queue.claim(Millis(0)).unwrap();
    }
    for number in 201..=240 {
        queue.enqueue(job(number, 2, Class::Free, "", 500, 1_000), Millis(0), Millis(0));
    }
    let late = (0..20).filter(|_| queue.claim(Millis(0)).unwrap().job.flow.workspace == workspace(2)).count();
    assert!((9..=11).contains(&late), "{late} of 20 for who came late");
}

#[test]
fn a_crowd_that_has_risen_shares_the_place_of_one() {
    let mut queue = queue();
    for owner in 0..200 {
        queue.enqueue(job(1 + owner, 100 + owner, Class::Free, "", 1, 1_000), Millis(0), Millis(0));
    }
    for number in 1_000..1_400 {
        queue.enqueue(job(number, 1, Class::Studio, "", 500, 1_000), Millis(0), Millis(0));
    }
    let now = Millis(3 * AGEING_MS);
    let studio = (0..270).filter(|_| queue.claim(now).unwrap().job.flow.class == Class::Studio).count();
    // Eight turns to one, as the weights say; the first turns belong to the crowd's first few.
    assert!((230..=250).contains(&studio), "{studio} of 270 for the studio beside a crowd of 200");
}

//! The database serves in the order the model says, event by event, under hundreds of seeds.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    id::{JobId, WorkspaceId},
    queue::{
        Class, Policy,
        model::{FlowKey, Job, LaneLimits, Queue},
    },
    time::Millis,
};
use server::platform::{
    db::{Db, DbError, Tx},
    jobs::{self, JobKind, Lease, NewJob, Outlook},
};

const POLICY: Policy = Policy { ageing_ms: 20_000 };
const LANES: [&str; 3] = ["", "quick", "slow"];

/// Every history is undone, so that all of them start from the same empty database.
enum Outcome {
    Undo,
    Db(DbError),
}

impl From<DbError> for Outcome {
    fn from(error: DbError) -> Self {
        Outcome::Db(error)
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % count
    }

    fn below_i64(&mut self, count: u64) -> i64 {
        i64::try_from(self.below(count)).unwrap()
    }
}

fn at(number: i64) -> Millis {
    Millis(number)
}

fn workspace(number: i64) -> WorkspaceId {
    WorkspaceId::from_parts(at(number), [0; 10])
}

/// The same history, in the database and in the model.
struct Twins<'t, 'c> {
    tx: &'t mut Tx<'c>,
    model: Queue,
    dice: Dice,
    seed: u64,
    now: Millis,
    made: i64,
    leases: BTreeMap<JobId, Lease>,
    subjects: BTreeMap<JobId, String>,
    costs: BTreeMap<JobId, i64>,
}

impl<'t, 'c> Twins<'t, 'c> {
    fn new(tx: &'t mut Tx<'c>, seed: u64) -> Result<Twins<'t, 'c>, DbError> {
        jobs::configure(tx, POLICY)?;
        let (model, dice) = (Queue::new(POLICY), Dice(seed));
        let (leases, subjects, costs) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut twins = Twins { tx, model, dice, seed, now: at(1_000), made: 0, leases, subjects, costs };
        for lane in &LANES[1..] {
            let leased_max = (twins.dice.below(2) == 0).then(|| 1 + twins.dice.below(3) as u32);
            let not_before = at(twins.dice.below_i64(30_000));
            jobs::limit_lane(twins.tx, lane, leased_max)?;
            jobs::hold_lane(twins.tx, lane, not_before)?;
            twins.model.limit_lane(&(*lane).into(), LaneLimits { leased_max, not_before });
        }
        Ok(twins)
    }

    fn enqueue(&mut self) -> Result<(), DbError> {
        self.made += 1;
        let owner = 1 + self.dice.below_i64(7);
        let urgent = self.dice.below(12) == 0;
        let kind = if urgent { JobKind::ProviderCancel } else { JobKind::Generation };
        // Now and then a plan changes.
        let rank = if urgent { 4 } else { (owner + self.dice.below_i64(10) / 9) % 4 };
        let class = Class::from_rank(rank).unwrap();
        let lane = LANES[[0, 0, 1, 2][self.dice.below(4) as usize]];
        let pause = if self.dice.below(7) == 0 { self.dice.below_i64(15_000) } else { 0 };
        let new = NewJob {
            id: JobId::from_parts(at(self.made), [0; 10]),
            kind,
            subject: format!("subject {}", self.made),
            workspace: workspace(owner),
            class,
            lane: lane.to_owned(),
            // Never seen before, so that it is expected to take as long as its cost says.
            operation: format!("operation {}", self.made),
            cost_ms: self.dice.below_i64(6_000),
            concurrency: 1 + (owner % 3) as u32,
            run_at: self.now.plus_ms(pause),
        };
        jobs::enqueue(self.tx, &new, self.now)?;
        let flow = FlowKey { lane: lane.into(), workspace: new.workspace, kind: kind.id(), class };
        let job = Job {
            id: new.id,
            flow,
            concurrency: new.concurrency,
            cost_ms: new.cost_ms,
            claimed_before: false,
        };
        self.model.enqueue(job, new.run_at, self.now);
        self.costs.insert(new.id, new.cost_ms);
        self.subjects.insert(new.id, new.subject);
        Ok(())
    }

    fn claim(&mut self) -> Result<Option<JobId>, DbError> {
        let lease = jobs::claim(self.tx, "twin", self.now.plus_ms(600_000), self.now)?;
        let expected = self.model.claim(self.now).map(|claimed| claimed.job.id);
        let got = lease.as_ref().map(|lease| lease.job);
        assert_eq!(got, expected, "seed {} at {:?}: the database and the model differ", self.seed, self.now);
        self.leases.extend(lease.map(|lease| (lease.job, lease)));
        Ok(got)
    }

    fn some_lease(&mut self) -> Option<Lease> {
        let count = self.leases.len() as u64;
        let pick = self.dice.below(count.max(1)) as usize;
        let id = *self.leases.keys().nth(pick)?;
        self.leases.remove(&id)
    }

    fn end_one(&mut self) -> Result<(), DbError> {
        let Some(lease) = self.some_lease() else { return Ok(()) };
        match self.dice.below(5) {
            0 => {
                let run_at = self.now.plus_ms(self.dice.below_i64(2) * self.dice.below_i64(20_000));
                assert!(jobs::hand_back(self.tx, &lease, run_at, self.now)?);
                assert!(self.model.hand_back(lease.job, run_at, self.now));
            }
            1 => {
                assert_eq!(jobs::remove(self.tx, lease.kind, &lease.subject, self.now)?, 1);
                self.model.remove(lease.job, self.now);
            }
            _ => {
                assert!(jobs::finish(self.tx, &lease, self.now)?);
                assert!(self.model.finish(lease.job, self.now));
            }
        }
        Ok(())
    }

    fn remove_one_in_line(&mut self) -> Result<(), DbError> {
        let Some((id, kind)) = self.model.in_line().map(|job| (job.id, job.flow.kind)).next() else {
            return Ok(());
        };
        let kind =
            if kind == JobKind::Generation.id() { JobKind::Generation } else { JobKind::ProviderCancel };
        assert_eq!(jobs::remove(self.tx, kind, &self.subjects[&id], self.now)?, 1);
        self.model.remove(id, self.now);
        Ok(())
    }

    fn lose_all_workers(&mut self) -> Result<(), DbError> {
        let reclaimed = jobs::reclaim_all(self.tx, self.now)?;
        assert_eq!(reclaimed, self.leases.len());
        for id in std::mem::take(&mut self.leases).into_keys() {
            self.model.hand_back(id, self.now, self.now);
        }
        Ok(())
    }

    fn step(&mut self) -> Result<(), DbError> {
        self.now = self.now.plus_ms(self.dice.below_i64(3_000));
        match self.dice.below(40) {
            0 => self.lose_all_workers(),
            1 => self.remove_one_in_line(),
            2..=18 => self.enqueue(),
            19..=31 => self.claim().map(drop),
            _ => self.end_one(),
        }
    }
}

/// Runs histories, each undone at its end.
async fn histories(seeds: std::ops::Range<u64>, run: fn(&mut Twins<'_, '_>) -> Result<(), DbError>) {
    let dir = tempfile::TempDir::new().unwrap();
    let db = Db::open(&dir.path().join("queue.sqlite"), 1, Arc::new(|_| {})).unwrap();
    for seed in seeds {
        let undone = db
            .write(move |tx| {
                run(&mut Twins::new(tx, seed)?)?;
                Err::<(), _>(Outcome::Undo)
            })
            .await;
        match undone {
            Err(Outcome::Undo) => {}
            Err(Outcome::Db(error)) => panic!("seed {seed}: {error}"),
            Ok(()) => unreachable!("the history was to be undone"),
        }
    }
}

#[tokio::test]
async fn the_database_serves_in_the_order_of_the_model() {
    histories(0..250, |twins| {
        for _ in 0..90 {
            twins.step()?;
        }
        // Nothing more comes: all that is left is served in the same order too.
        loop {
            if let Some(id) = twins.claim()? {
                let lease = twins.leases.remove(&id).expect("it was just claimed");
                assert!(jobs::finish(twins.tx, &lease, twins.now)?);
                assert!(twins.model.finish(id, twins.now));
            } else if !twins.leases.is_empty() {
                twins.end_one()?;
            } else if let Some(change) = twins.model.next_change(twins.now) {
                twins.now = change;
            } else {
                break;
            }
        }
        assert_eq!(twins.model.in_line().count(), 0, "seed {}", twins.seed);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn places_are_the_order_in_which_a_worker_then_starts_them() {
    histories(1_000..1_100, |twins| {
        for _ in 0..100 {
            twins.step()?;
        }
        for lease in std::mem::take(&mut twins.leases).into_values() {
            jobs::finish(twins.tx, &lease, twins.now)?;
            twins.model.finish(lease.job, twins.now);
        }
        let start = twins.now;
        let outlook = Outlook::load(twins.tx, 1, start)?;
        let mut told = BTreeMap::new();
        for (id, subject) in &twins.subjects {
            for number in 1..=7 {
                for kind in [JobKind::Generation, JobKind::ProviderCancel] {
                    let place = outlook.place(twins.tx, workspace(number), kind, subject)?;
                    told.extend(place.map(|place| (*id, place)));
                }
            }
        }
        // One worker that claims as soon as it is free or something changes, and takes as long as expected.
        let mut position = 0;
        while position < told.len() {
            let Some(id) = twins.claim()? else {
                twins.now = twins.model.next_change(twins.now).expect("something is left");
                continue;
            };
            position += 1;
            let place = told[&id];
            assert_eq!(place.position as usize, position, "seed {}: {id}", twins.seed);
            assert_eq!(place.expected_start, Some(twins.now), "seed {}: {id}", twins.seed);
            assert!(place.exact, "seed {}: the whole queue is short", twins.seed);
            twins.now = twins.now.plus_ms(twins.costs[&id].max(1));
            let lease = twins.leases.remove(&id).expect("it was just claimed");
            jobs::finish(twins.tx, &lease, twins.now)?;
            twins.model.finish(id, twins.now);
        }
        assert_eq!(twins.claim()?, None, "seed {}: a job had no place", twins.seed);
        Ok(())
    })
    .await;
}

//! Workers whose clocks differ by five minutes: a lease may be taken away too early or too late, and still
//! every job is finished once.

use domain::{
    id::kind,
    queue::Class,
    time::{MINUTE_MS, Millis},
};
use server::platform::{
    db::{DbError, Tx},
    jobs::{self, JobKind, Lease, NewJob},
};
use testkit::TestApp;

const APART_MS: i64 = 5 * MINUTE_MS;
const LEASE_MS: i64 = 30_000;

/// A worker with a clock of its own.
#[derive(Clone, Copy)]
struct Worker {
    name: &'static str,
    now: Millis,
}

impl Worker {
    fn claim(self, tx: &mut Tx<'_>) -> Result<Option<Lease>, DbError> {
        jobs::claim(tx, self.name, self.now.plus_ms(LEASE_MS), self.now)
    }

    fn later(self, span_ms: i64) -> Worker {
        Worker { now: self.now.plus_ms(span_ms), ..self }
    }
}

async fn start(count: usize) -> (TestApp, Worker, Worker) {
    let app = TestApp::start().await;
    let now = app.app.env.now();
    let workspace = app.app.env.new_id::<kind::Workspace>();
    for number in 0..count {
        let job = NewJob {
            id: app.app.env.new_id(),
            kind: JobKind::Generation,
            subject: format!("subject {number}"),
            workspace,
            class: Class::Free,
            lane: "local".into(),
            operation: "text_to_image".into(),
            cost_ms: 1_000,
            concurrency: 10,
            run_at: now,
        };
        app.app.db.write(move |tx| jobs::enqueue(tx, &job, now)).await.unwrap();
    }
    let behind = Worker { name: "behind", now: now.plus_ms(1) };
    (app, behind, Worker { name: "ahead", now: behind.now.plus_ms(APART_MS) })
}

#[tokio::test]
async fn one_that_is_ahead_takes_a_job_too_early_and_the_other_can_write_nothing() {
    let (app, behind, ahead) = start(1).await;
    let outcome = app.app.db.write(move |tx| {
        let given_up = behind.claim(tx)?.expect("there is a job");
        // By the clock that is ahead, the lease ran out long ago.
        assert_eq!(jobs::reclaim_expired(tx, ahead.now)?, 1);
        let taken = ahead.claim(tx)?.expect("it is free again");
        assert!(jobs::fence(tx, &given_up)?.is_err() && jobs::fence(tx, &taken)?.is_ok());
        assert!(!jobs::extend(tx, &given_up, behind.now.plus_ms(LEASE_MS))?);
        assert!(!jobs::hand_back(tx, &given_up, behind.now, behind.now)?);
        assert!(!jobs::finish(tx, &given_up, behind.now)?);
        assert!(jobs::finish(tx, &taken, ahead.now)?);
        // Nobody does it again, whatever their clock says.
        assert!(behind.later(2 * APART_MS).claim(tx)?.is_none());
        Ok::<_, DbError>(ahead.later(2 * APART_MS).claim(tx)?.is_none())
    });
    assert!(outcome.await.unwrap());
}

#[tokio::test]
async fn one_that_is_behind_waits_longer_for_a_dead_worker_and_then_goes_on() {
    let (app, behind, ahead) = start(1).await;
    let outcome = app.app.db.write(move |tx| {
        let dead = ahead.claim(tx)?.expect("there is a job");
        // It died. The one that is behind sees a lease that lasts five minutes more, and waits.
        let early = behind.later(LEASE_MS + 1);
        assert_eq!(jobs::reclaim_expired(tx, early.now)?, 0);
        assert!(early.claim(tx)?.is_none());
        let late = behind.later(APART_MS + LEASE_MS + 1);
        assert_eq!(jobs::reclaim_expired(tx, late.now)?, 1);
        let taken = late.claim(tx)?.expect("it is free again");
        assert!(jobs::fence(tx, &dead)?.is_err());
        jobs::finish(tx, &taken, late.now)
    });
    assert!(outcome.await.unwrap());
}

#[tokio::test]
async fn side_by_side_they_share_the_work() {
    let (app, behind, ahead) = start(6).await;
    let done = app.app.db.write(move |tx| {
        let mut done = Vec::new();
        for worker in [behind, ahead, behind, ahead, ahead, behind] {
            let lease = worker.claim(tx)?.expect("there is a job for each");
            done.push(lease.subject.clone());
            assert!(jobs::finish(tx, &lease, worker.now)?);
        }
        assert!(behind.claim(tx)?.is_none() && ahead.claim(tx)?.is_none());
        Ok::<_, DbError>(done)
    });
    let mut done = done.await.unwrap();
    done.sort();
    done.dedup();
    assert_eq!(done.len(), 6);
}

//! `marty measure-queue`: what the queue costs on this machine, on a database of its own.
//!
//! It fills a queue, then claims and finishes while what is finished is queued anew, so that the backlog
//! stays as long as it was; and it plays a batch against a single item. The figures are printed as JSON.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use clap::Args;
use domain::{
    id::WorkspaceId,
    queue::Class,
    time::{MINUTE_MS, Millis},
};
use serde::Serialize;

use crate::{
    env::Env,
    platform::{
        db::{Db, DbError},
        jobs::{self, JobKind, Lease, NewJob, Outlook},
    },
};

/// Jobs that are put in line in one transaction.
const CHUNK: usize = 500;
/// Jobs of the batch that plays against a single item.
const BATCH: usize = 500;

/// What to measure.
#[derive(Debug, Args)]
pub(super) struct MeasureQueueArguments {
    /// An empty folder for the database; it stays behind.
    #[arg(long)]
    data_dir: PathBuf,
    /// Jobs in line.
    #[arg(long, default_value_t = 10_000)]
    rows: usize,
    /// Workspaces they belong to.
    #[arg(long, default_value_t = 200)]
    workspaces: usize,
    /// Claims to measure.
    #[arg(long, default_value_t = 2_000)]
    claims: usize,
}

/// Microseconds at two percentiles.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Spread {
    p50_us: u64,
    p99_us: u64,
}

impl Spread {
    pub(super) fn of(mut times: Vec<Duration>) -> Spread {
        times.sort_unstable();
        let at = |share: usize| {
            let index = (times.len() * share).div_ceil(100).saturating_sub(1);
            times.get(index).map_or(0, |time| u64::try_from(time.as_micros()).unwrap_or(u64::MAX))
        };
        Spread { p50_us: at(50), p99_us: at(99) }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Figures {
    rows: usize,
    workspaces: usize,
    /// The statements that put a job in line.
    enqueue: Spread,
    /// The statements of a claim.
    claim: Spread,
    /// A claim through the door, until it is on disk.
    durable_claim: Spread,
    /// The statements that end a job.
    finish: Spread,
    /// Looking ahead for places in line.
    outlook: Spread,
    /// Counting for an operator.
    overview: Spread,
    /// Items of a batch of 500 that started between the arrival and the start of somebody's single item.
    batch_items_before_single: usize,
}

pub(super) async fn measure_queue(arguments: MeasureQueueArguments) -> Result<(), String> {
    let path = arguments.data_dir.join("marty.sqlite");
    if path.exists() {
        return Err(format!("{} exists already; measure in an empty folder", path.display()));
    }
    std::fs::create_dir_all(&arguments.data_dir).map_err(|error| error.to_string())?;
    let db = Db::open(&path, 1, Arc::new(|_| {})).map_err(|error| error.to_string())?;
    let bench = Bench::new(db, Env::system(), arguments.workspaces);
    let figures = bench.run(arguments.rows, arguments.claims).await.map_err(|error| error.to_string())?;
    let text = serde_json::to_string_pretty(&figures).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}

struct Bench {
    db: Db,
    env: Env,
    workspaces: Vec<WorkspaceId>,
}

impl Bench {
    fn new(db: Db, env: Env, workspaces: usize) -> Bench {
        let workspaces = (0..workspaces.max(2)).map(|_| env.new_id()).collect();
        Bench { db, env, workspaces }
    }

    async fn run(self, rows: usize, claims: usize) -> Result<Figures, DbError> {
        // First, while the queue is empty.
        let batch_items_before_single = self.play_batch_against_single().await?;
        let enqueue = self.fill(rows).await?;
        let (claim, durable_claim, finish) = self.serve(claims).await?;
        let now = self.env.now();
        let (mut outlook, mut overview) = (Vec::new(), Vec::new());
        for _ in 0..50 {
            let start = Instant::now();
            self.db.read(|reader| Outlook::load(reader, 2, now)).await?;
            outlook.push(start.elapsed());
            let start = Instant::now();
            self.db.read(|reader| jobs::overview(reader, 30_000, now)).await?;
            overview.push(start.elapsed());
        }
        Ok(Figures {
            rows,
            workspaces: self.workspaces.len(),
            enqueue: Spread::of(enqueue),
            claim: Spread::of(claim),
            durable_claim: Spread::of(durable_claim),
            finish: Spread::of(finish),
            outlook: Spread::of(outlook),
            overview: Spread::of(overview),
            batch_items_before_single,
        })
    }

    fn job(&self, workspace: WorkspaceId, class: Class) -> NewJob {
        let id = self.env.new_id();
        NewJob {
            id,
            kind: JobKind::Generation,
            subject: id.to_string(),
            workspace,
            class,
            lane: String::new(),
            operation: "measure".to_owned(),
            cost_ms: 1_000,
            concurrency: 20,
            run_at: self.env.now(),
        }
    }

    /// Puts `rows` jobs in line, workspace by workspace in turn, over all plans.
    async fn fill(&self, rows: usize) -> Result<Vec<Duration>, DbError> {
        let mut times = Vec::with_capacity(rows);
        let owners = self.workspaces.iter().enumerate().cycle().take(rows).map(|(index, workspace)| {
            let class = [Class::Free, Class::Starter, Class::Creator, Class::Studio][index % 4];
            self.job(*workspace, class)
        });
        let jobs: Vec<NewJob> = owners.collect();
        for chunk in jobs.chunks(CHUNK) {
            let (chunk, now) = (chunk.to_vec(), self.env.now());
            let taken = self.db.write(move |tx| {
                let mut times = Vec::with_capacity(chunk.len());
                for job in &chunk {
                    let start = Instant::now();
                    jobs::enqueue(tx, job, now)?;
                    times.push(start.elapsed());
                }
                Ok::<_, DbError>(times)
            });
            times.extend(taken.await?);
        }
        Ok(times)
    }

    async fn claim(&self, now: Millis) -> Result<(Option<Lease>, Duration), DbError> {
        let claimed = self.db.write(move |tx| {
            let start = Instant::now();
            let lease = jobs::claim(tx, "measure", now.plus_ms(MINUTE_MS), now)?;
            Ok::<_, DbError>((lease, start.elapsed()))
        });
        claimed.await
    }

    /// Claims with twenty jobs under way; each that ends is followed by a new one of its workspace.
    async fn serve(&self, claims: usize) -> Result<(Vec<Duration>, Vec<Duration>, Vec<Duration>), DbError> {
        let (mut inside, mut durable, mut finishes) = (Vec::new(), Vec::new(), Vec::new());
        let mut under_way = std::collections::VecDeque::new();
        for _ in 0..claims {
            let start = Instant::now();
            let (lease, taken) = self.claim(self.env.now()).await?;
            durable.push(start.elapsed());
            inside.push(taken);
            under_way.extend(lease);
            if under_way.len() > 20
                && let Some(lease) = under_way.pop_front()
            {
                let (again, now) = (self.job(lease.workspace, Class::Free), self.env.now());
                let ended = self.db.write(move |tx| {
                    let start = Instant::now();
                    jobs::finish(tx, &lease, now)?;
                    let taken = start.elapsed();
                    jobs::enqueue(tx, &again, now)?;
                    Ok::<_, DbError>(taken)
                });
                finishes.push(ended.await?);
            }
        }
        Ok((inside, durable, finishes))
    }

    /// In an empty queue, which it leaves empty: how many items of a batch start after somebody's single
    /// item has arrived and before it starts, with one worker.
    async fn play_batch_against_single(&self) -> Result<usize, DbError> {
        let (batch, single) = (self.workspaces[0], self.workspaces[1]);
        self.enqueue((0..BATCH).map(|_| self.job(batch, Class::Creator)).collect()).await?;
        for _ in 0..BATCH / 5 {
            self.serve_one().await?;
        }
        self.enqueue(vec![self.job(single, Class::Creator)]).await?;
        let (mut before, mut started) = (0, false);
        while let Some(workspace) = self.serve_one().await? {
            started |= workspace == single;
            before += usize::from(!started);
        }
        if started { Ok(before) } else { Err(DbError::NoRow) }
    }

    async fn enqueue(&self, jobs: Vec<NewJob>) -> Result<(), DbError> {
        let now = self.env.now();
        self.db.write(move |tx| jobs.iter().try_for_each(|job| jobs::enqueue(tx, job, now))).await
    }

    /// Claims and finishes the next job; says whose it was.
    async fn serve_one(&self) -> Result<Option<WorkspaceId>, DbError> {
        let now = self.env.now();
        let (Some(lease), _) = self.claim(now).await? else { return Ok(None) };
        let workspace = lease.workspace;
        self.db.write(move |tx| jobs::finish(tx, &lease, now)).await?;
        Ok(Some(workspace))
    }
}

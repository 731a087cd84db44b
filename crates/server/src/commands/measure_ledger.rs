//! `marty measure-ledger`: what the ledger costs on this machine, on a database of its own. The figures are printed as
//! JSON.

use std::{
    io,
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;
use domain::{
    id::{GenerationId, UserId, WorkspaceId},
    ledger::{
        self as rules, Actor, NewLot,
        lot::{Change, Line, Lot, LotSource, Lots},
    },
    money::Credits,
    time::Millis,
};
use serde::Serialize;
use tokio::runtime::Handle;

use super::measure_queue::Spread;
use crate::{
    account::Role,
    app::App,
    auth,
    config::Config,
    env::Env,
    ledger,
    platform::db::{DbError, Reader, Tx},
};

/// Runs that are held and charged in one transaction of the filling.
const CHUNK: u32 = 500;
/// Entries that a run writes: two for its hold, two for its charge.
const ENTRIES_OF_A_RUN: u64 = 4;
/// Questions that are measured.
const QUESTIONS: u32 = 2_000;
/// Commands of the pure core that are measured.
const PURE_COMMANDS: i64 = 200_000;
/// Lines that people see first.
const LATEST: u32 = 20;

/// What to measure.
#[derive(Debug, Args)]
pub(super) struct MeasureLedgerArguments {
    /// An empty folder for the database; it stays behind.
    #[arg(long)]
    data_dir: PathBuf,
    /// Entries in the ledger.
    #[arg(long, default_value_t = 5_000_000)]
    entries: u64,
    /// Workspaces that they belong to.
    #[arg(long, default_value_t = 25)]
    workspaces: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Figures {
    entries: u64,
    /// Commands a second of the rules and the fold alone: holds and charges, without a database.
    pure_per_second: u64,
    /// Holds and charges a second while the database was filled, in transactions of 500 runs.
    filled_per_second: u64,
    /// Balance with lots and the 20 newest lines, explained.
    balance_and_latest: Spread,
    /// Folding the whole statement of a workspace for the first time.
    first_fold_ms: u64,
    /// Lines of the statement that was written, and how long that took.
    statement_lines: u64,
    statement_ms: u64,
    /// Resident memory while it was written, above what it was before, in KiB: none where the machine does not say.
    /// The database's page cache is full by then: another workspace's statement was written before.
    statement_grew_kib: Option<u64>,
    /// The same of that other statement, the first since the start: the page cache fills up meanwhile.
    first_statement_grew_kib: Option<u64>,
    /// Drawing an invoice.
    invoice: Spread,
}

pub(super) async fn measure_ledger(
    mut config: Config,
    arguments: MeasureLedgerArguments,
) -> Result<(), String> {
    config.local_studio.enabled = false;
    config.storage.data_dir.clone_from(&arguments.data_dir);
    let app = App::open(config, Env::system()).map_err(|error| error.to_string())?;
    let figures = measure(&app, &arguments).await?;
    println!("{}", serde_json::to_string(&figures).map_err(|error| error.to_string())?);
    Ok(())
}

async fn measure(app: &App, arguments: &MeasureLedgerArguments) -> Result<Figures, String> {
    let people = people(app, arguments.workspaces.max(1)).await?;
    let runs = arguments.entries / ENTRIES_OF_A_RUN / u64::from(arguments.workspaces.max(1));
    let began = Instant::now();
    for (user, workspace) in &people {
        fill(app, *user, *workspace, u32::try_from(runs).unwrap_or(u32::MAX)).await.map_err(text)?;
    }
    let filling = began.elapsed();
    let began = Instant::now();
    let first = people.first().ok_or("nobody was made")?.1;
    let other = people.last().ok_or("nobody was made")?.1;
    for (_, workspace) in &people {
        let workspace = *workspace;
        while !app.db.write(move |tx| ledger::bring_up(tx, workspace)).await.map_err(text)? {}
    }
    let folding = began.elapsed();
    let balance_and_latest = ask(app, &people).await.map_err(text)?;
    let (cold, _) = statement(app, other).await?;
    let (lines, took) = statement(app, first).await?;
    let written = runs * u64::from(arguments.workspaces);
    Ok(Figures {
        entries: written * ENTRIES_OF_A_RUN,
        pure_per_second: pure(),
        filled_per_second: per_second(2 * written, filling),
        balance_and_latest,
        first_fold_ms: millis(folding) / u64::from(arguments.workspaces.max(1)),
        statement_lines: lines.count,
        statement_ms: millis(took),
        statement_grew_kib: lines.grew(),
        first_statement_grew_kib: cold.grew(),
        invoice: invoice()?,
    })
}

fn text(error: DbError) -> String {
    error.to_string()
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn per_second(count: u64, time: Duration) -> u64 {
    count.saturating_mul(1_000) / millis(time).max(1)
}

/// People with more credits than they can use.
async fn people(app: &App, count: u32) -> Result<Vec<(UserId, WorkspaceId)>, String> {
    let mut people = Vec::new();
    for number in 0..count {
        let email = format!("person-{number}@example.test");
        let password = crate::platform::hex(&app.env.random_bytes::<12>());
        let user = auth::create_account(app, &email, &password, None, Role::User)
            .await
            .map_err(|error| error.to_string())?;
        let new = NewLot {
            source: LotSource::Bonus,
            credits: Credits(900_000_000),
            expires_at: None,
            cause: email,
            reason: "To measure with".into(),
        };
        let (workspace, now) = (user.workspace_id, app.env.now());
        let granted =
            app.db.write(move |tx| ledger::grant_lot(tx, workspace, &new, Actor::System, now)).await;
        granted.map_err(|error| error.to_string())?;
        people.push((user.id, workspace));
    }
    Ok(people)
}

/// Holds and charges `runs` runs.
async fn fill(app: &App, user: UserId, workspace: WorkspaceId, runs: u32) -> Result<(), DbError> {
    let mut left = runs;
    while left > 0 {
        let many = left.min(CHUNK);
        let ids: Vec<GenerationId> = (0..many).map(|_| app.env.new_id()).collect();
        let now = app.env.now();
        app.db.write(move |tx| ids.iter().try_for_each(|id| one(tx, workspace, user, *id, now))).await?;
        left -= many;
    }
    Ok(())
}

fn one(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: UserId,
    id: GenerationId,
    now: Millis,
) -> Result<(), DbError> {
    let wrong = |error: ledger::PostError| DbError::Engine(error.to_string());
    ledger::hold(tx, workspace, id, Credits(2), user, now).map_err(wrong)?;
    ledger::resolve(tx, workspace, id, Credits(2), Credits(2), now).map_err(wrong)
}

async fn ask(app: &App, people: &[(UserId, WorkspaceId)]) -> Result<Spread, DbError> {
    let mut times = Vec::new();
    for (number, (_, workspace)) in (0..QUESTIONS).zip(people.iter().cycle()) {
        let began = Instant::now();
        let look = |reader: &Reader<'_>| {
            let lots = ledger::look(reader, *workspace)?;
            let balance = ledger::balance(reader, *workspace)?;
            let lines = ledger::latest_lines(reader, *workspace, LATEST)?;
            Ok::<_, DbError>((lots, balance, lines))
        };
        let (lots, _, lines) = app.db.read(look).await?;
        times.push(began.elapsed());
        if lots.is_none() || lines.len() < LATEST as usize {
            return Err(DbError::Engine(format!("question {number} was answered with too little")));
        }
    }
    Ok(Spread::of(times))
}

/// Drawings that are measured.
const DRAWINGS: usize = 200;

fn invoice() -> Result<Spread, String> {
    let page = documents::sample();
    let mut times = Vec::with_capacity(DRAWINGS);
    for _ in 0..DRAWINGS {
        let began = Instant::now();
        let bytes = documents::render(&page).map_err(|error| error.to_string())?;
        times.push(began.elapsed());
        if !bytes.starts_with(b"%PDF") {
            return Err("an invoice was drawn that is no PDF".into());
        }
    }
    Ok(Spread::of(times))
}

/// Writes the statement of a workspace to nowhere.
async fn statement(app: &App, workspace: WorkspaceId) -> Result<(Lines, Duration), String> {
    let (app, handle) = (app.clone(), Handle::current());
    let write = move || {
        let began = Instant::now();
        let counted = ledger::write_statement(&app, &handle, workspace, Lines::new())?;
        Ok::<_, io::Error>((counted, began.elapsed()))
    };
    let written = tokio::task::spawn_blocking(write).await.map_err(|error| error.to_string())?;
    written.map_err(|error| error.to_string())
}

/// Counts the lines that are written to it, and watches memory meanwhile.
struct Lines {
    count: u64,
    before: Option<u64>,
    most: Option<u64>,
}

impl Lines {
    fn new() -> Lines {
        let before = resident_kib();
        Lines { count: 0, before, most: before }
    }

    fn grew(&self) -> Option<u64> {
        Some(self.most?.saturating_sub(self.before?))
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.count += bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.most = self.most.max(resident_kib());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Resident memory of this process, as Linux tells it (proc(5), `VmRSS`).
fn resident_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Commands a second of the pure core: what to write for holds and charges, and the fold over it.
fn pure() -> u64 {
    let workspace = WorkspaceId::from_parts(Millis(1), [1; 10]);
    let mut lots = Lots::restore(vec![opening()], std::collections::BTreeMap::new(), 0);
    let began = Instant::now();
    let mut sequence = 0;
    for run in 0..PURE_COMMANDS / 2 {
        let id = GenerationId::from_parts(Millis(run), [7; 10]);
        let available = lots.available();
        let Ok(hold) = rules::hold(workspace, id, Credits(2), available, Actor::System) else { continue };
        let charges = rules::resolve(workspace, id, Credits(2), Credits(2), "").unwrap_or_default();
        let holder = id.to_string();
        for (amount, is_hold) in
            [(hold.amount, true)].into_iter().chain(charges.iter().map(|one| (one.amount, false)))
        {
            sequence += 1;
            let (holder, credits) = (holder.clone(), amount);
            let change =
                if is_hold { Change::Hold { holder, credits } } else { Change::Capture { holder, credits } };
            if lots.apply(Line { sequence, at: Millis(run), change }).is_err() {
                return 0;
            }
        }
    }
    per_second(u64::try_from(sequence).unwrap_or(0), began.elapsed())
}

fn opening() -> Lot {
    let credits = Credits(900_000_000);
    Lot {
        id: "opening".into(),
        source: LotSource::Opening,
        credits,
        remaining: credits,
        expired: Credits::ZERO,
        expires_at: None,
        opened_at: Millis(0),
        opened: 0,
    }
}

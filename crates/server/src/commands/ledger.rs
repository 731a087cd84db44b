//! `marty admin ledger`: the audit and statements from the command line, also while the server runs.

use std::io::{self, Write};

use clap::Subcommand;
use domain::id::WorkspaceId;
use tokio::runtime::Handle;

use crate::{
    account,
    app::App,
    ledger,
    platform::db::{DbError, Reader},
};

/// Workspaces that are looked up at once.
const WORKSPACES_AT_ONCE: u32 = 200;

/// What to look at.
#[derive(Debug, Subcommand)]
pub(super) enum LedgerCommand {
    /// Audit everything now; fails when money was made or lost.
    Check,
    /// Print the statement of an account as CSV, newest first.
    Statement {
        /// Whose account.
        #[arg(long)]
        email: String,
    },
    /// Print the statements of all workspaces as CSV, each below a line `# wsp_…`.
    Export,
}

pub(super) async fn ledger_command(app: &App, command: LedgerCommand) -> Result<(), String> {
    match command {
        LedgerCommand::Check => check(app).await,
        LedgerCommand::Statement { email } => {
            let wanted = email.trim().to_lowercase();
            let found = app.db.read(|reader| account::find_by_email(reader, &wanted)).await;
            let user = found.map_err(|error| error.to_string())?;
            let user = user.ok_or_else(|| format!("nobody signs in as {email}"))?;
            print(app, vec![user.workspace_id], false).await
        }
        LedgerCommand::Export => {
            let mut after: Option<WorkspaceId> = None;
            loop {
                let look = |reader: &Reader<'_>| ledger::workspaces(reader, after, WORKSPACES_AT_ONCE);
                let page = app.db.read(look).await.map_err(|error: DbError| error.to_string())?;
                let Some(last) = page.last() else { return Ok(()) };
                after = Some(*last);
                print(app, page, true).await?;
            }
        }
    }
}

async fn check(app: &App) -> Result<(), String> {
    let report = ledger::run_audit(app).await.map_err(|error| error.to_string())?;
    let figures = report.figures;
    println!(
        "{} workspaces, {} new charges compared; {} holds are open, {} credits are set aside.",
        report.workspaces, report.charges, figures.open_holds, figures.held
    );
    if report.sound {
        println!("The ledger is sound: no credit was made or lost.");
        return Ok(());
    }
    for finding in &report.findings {
        println!("{}: {}", finding.check, finding.detail);
    }
    Err(format!("the ledger is not sound: {} findings", report.findings.len()))
}

/// Prints statements one after the other. Whoever reads may have seen enough; that is no mistake.
async fn print(app: &App, workspaces: Vec<WorkspaceId>, named: bool) -> Result<(), String> {
    let (app, handle) = (app.clone(), Handle::current());
    let write = move || {
        let mut out = io::BufWriter::new(io::stdout());
        for workspace in workspaces {
            if named {
                writeln!(out, "# {workspace}")?;
            }
            out = ledger::write_statement(&app, &handle, workspace, out)?;
        }
        out.flush()
    };
    match tokio::task::spawn_blocking(write).await.map_err(|error| error.to_string())? {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}

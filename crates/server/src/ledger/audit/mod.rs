//! The audit: the ledger against itself, against runs and batches, against payments, refunds, subscriptions and invoices,
//! lots against balances. Reports; never repairs.
//!
//! It runs every night and when somebody asks. What it found is kept for administrators; money that was made or lost
//! is a security event and an error in the log, which is what pages somebody.

mod checks;
mod figures;
mod http;
mod payments;
mod store;

use domain::{
    id::WorkspaceId,
    time::{DAY_MS, Day, HOUR_MS, Millis},
};
pub use figures::{Audit, audit};
pub(super) use http::routes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    auth::{SecurityEvent, SecurityRecord},
    platform::db::{DbError, Reader},
};

/// When the nightly audit runs: two hours after midnight, in UTC.
const NIGHTLY_AT_MS: i64 = 2 * HOUR_MS;
/// Workspaces whose lots are compared before the next are looked up.
const WORKSPACES_AT_ONCE: u32 = 200;

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Which comparison found it: `figures`, `holds`, `lots`, `charges`, `payments`, `refunds`, `periods` or `invoices`.
    pub check: String,
    /// What is wrong, in words, with ids.
    pub detail: String,
}

impl Finding {
    /// A finding of `check`.
    #[must_use]
    pub fn new(check: &str, detail: impl Into<String>) -> Finding {
        Finding { check: check.to_owned(), detail: detail.into() }
    }
}

/// Compares what a capability knows with the ledger, in one snapshot.
pub type Check = fn(&Reader<'_>) -> Result<Vec<Finding>, DbError>;

/// Everything that is compared with the ledger as a whole: the name of each comparison is that of its findings.
const CHECKS: &[(&str, Check)] = &[
    ("holds", checks::holds),
    ("payments", payments::grants),
    ("refunds", payments::refunds),
    ("periods", payments::periods),
    ("invoices", payments::invoices),
];

/// What findings can be about: the comparisons above, and those of sums and of single workspaces.
pub const COMPARED: [&str; 8] =
    ["figures", "holds", "lots", "charges", "payments", "refunds", "periods", "invoices"];

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditReport {
    /// When it began, in UTC milliseconds.
    pub started_at: i64,
    /// When it ended.
    pub finished_at: i64,
    /// Whether money was neither made nor lost. As a metric: 1 or 0.
    pub sound: bool,
    /// The sums of the moment in which it began.
    pub figures: Audit,
    /// Workspaces whose lots were compared with their balances.
    pub workspaces: i64,
    /// Charges that were compared with their runs: those since the audit before.
    pub charges: i64,
    /// What is wrong; at most 100 of each kind.
    pub findings: Vec<Finding>,
}

/// Audits everything now and keeps what it found. Two at once are two reports.
///
/// # Errors
/// [`DbError`]; nothing is kept then.
pub async fn run_audit(app: &App) -> Result<AuditReport, DbError> {
    let started_at = app.env.now();
    let reader = app.clone();
    // Reads every entry: not on a thread that requests wait for.
    let whole = tokio::task::spawn_blocking(move || {
        let look = |reader: &Reader<'_>| {
            let figures = audit(reader)?;
            let mut findings = Vec::new();
            for (name, check) in CHECKS {
                let found = check(reader)?;
                debug_assert!(
                    found.iter().all(|finding| finding.check == *name),
                    "a finding has its check's name"
                );
                findings.extend(found);
            }
            Ok::<_, DbError>((figures, findings))
        };
        tokio::runtime::Handle::current().block_on(reader.db.read(look))
    });
    let (figures, mut findings) = whole.await.map_err(|_| DbError::Panicked)??;
    if !figures.is_sound() {
        findings.push(Finding::new("figures", "The sums of the ledger do not add up; see the figures."));
    }
    let (mut workspaces, mut charges, mut after) = (0, 0, String::new());
    loop {
        let page = app.db.read(|reader| store::workspaces(reader, &after, WORKSPACES_AT_ONCE)).await?;
        let Some(last) = page.last() else { break };
        after = last.to_string();
        for workspace in page {
            let compared = checks::workspace(app, workspace).await?;
            workspaces += 1;
            charges += compared.charges;
            findings.extend(compared.findings);
        }
    }
    let finished_at = app.env.now().0;
    let sound = findings.is_empty();
    let report =
        AuditReport { started_at: started_at.0, finished_at, sound, figures, workspaces, charges, findings };
    keep(app, &report).await?;
    Ok(report)
}

/// Writes the report down, and where it is not sound says so to whoever watches.
async fn keep(app: &App, report: &AuditReport) -> Result<(), DbError> {
    let record = SecurityRecord::new(&app.env, SecurityEvent::LedgerDrift, None);
    let (kept, now) = (report.clone(), app.env.now());
    app.db
        .write(move |tx| {
            store::insert(tx, &kept)?;
            match kept.findings.first() {
                Some(first) => record.write(tx, &first.detail, now),
                None => Ok(()),
            }
        })
        .await?;
    if report.sound {
        tracing::info!(workspaces = report.workspaces, charges = report.charges, "the ledger is sound");
    } else {
        tracing::error!(findings = report.findings.len(), "the ledger is not sound: see the audit");
    }
    Ok(())
}

/// Workspaces that the ledger knows, in the order of ids, after `after`, at most `rows`.
///
/// # Errors
/// [`DbError`].
pub fn workspaces(
    reader: &Reader<'_>,
    after: Option<WorkspaceId>,
    rows: u32,
) -> Result<Vec<WorkspaceId>, DbError> {
    store::workspaces(reader, &after.map(|id| id.to_string()).unwrap_or_default(), rows)
}

/// The newest reports, the newest first: `metrics` reads the first.
///
/// # Errors
/// [`DbError`].
pub fn reports(reader: &Reader<'_>, rows: u32) -> Result<Vec<AuditReport>, DbError> {
    store::newest(reader, rows)
}

/// Whether the nightly audit has not run since it should have.
///
/// # Errors
/// [`DbError`].
pub(super) fn is_due(reader: &Reader<'_>, now: Millis) -> Result<bool, DbError> {
    let tonight = Day::at(now, 0).starts().plus_ms(NIGHTLY_AT_MS);
    let should = if tonight <= now { tonight } else { tonight.plus_ms(-DAY_MS) };
    Ok(reports(reader, 1)?.first().is_none_or(|last| Millis(last.started_at) < should))
}

//! What the ledger is compared with.

use std::collections::HashMap;

use domain::{id::WorkspaceId, ledger::Holder, money::Credits};

use super::{Finding, store};
use crate::{
    app::App,
    batch, billing, generation,
    ledger::{self, lot},
    platform::db::{DbError, Reader, Tx},
};

/// Findings of one kind that are kept: more say nothing new.
const FINDINGS_MAX: usize = 100;
/// Runs and batches that are looked up at once, and lines of a statement that are compared in one transaction.
const ROWS_AT_ONCE: u32 = 1_000;

/// Every open hold belongs to a run or batch that is not final, or to a dispute that is open, and holds exactly that; and
/// the other way round.
pub(super) fn holds(reader: &Reader<'_>) -> Result<Vec<Finding>, DbError> {
    let mut held: HashMap<String, Credits> = store::open_holds(reader)?.into_iter().collect();
    let mut findings = Vec::new();
    let mut compare = |holder: Holder, wanted: Credits| {
        let name = holder.to_string();
        let found = held.remove(&name);
        if found != Some(wanted) {
            let found = found.unwrap_or_default();
            findings
                .push(Finding::new("holds", format!("{name} says it holds {wanted}, the ledger {found}.")));
        }
    };
    let mut after = String::new();
    loop {
        let page = generation::bill::open_holds(reader, &after, ROWS_AT_ONCE)?;
        let Some((last, _)) = page.last() else { break };
        after = last.to_string();
        page.into_iter().for_each(|(id, wanted)| compare(Holder::Generation(id), wanted));
    }
    let mut after = String::new();
    loop {
        let page = batch::open_holds(reader, &after, ROWS_AT_ONCE)?;
        let Some((last, _, _)) = page.last() else { break };
        after = last.to_string();
        page.into_iter().for_each(|(id, round, wanted)| compare(Holder::Batch { id, round }, wanted));
    }
    let mut after = String::new();
    loop {
        let page = billing::frozen(reader, &after, ROWS_AT_ONCE)?;
        let Some((last, _)) = page.last() else { break };
        after = last.to_string();
        page.into_iter().for_each(|(id, wanted)| compare(Holder::Dispute(id), wanted));
    }
    let orphan = |(name, credits): (String, Credits)| {
        Finding::new("holds", format!("{credits} credits are set aside for {name}, which has ended."))
    };
    findings.extend(held.into_iter().map(orphan));
    findings.truncate(FINDINGS_MAX);
    Ok(findings)
}

/// What was compared of a workspace.
#[derive(Default)]
pub(super) struct Compared {
    pub charges: i64,
    pub findings: Vec<Finding>,
}

/// The lots of a workspace are its balances; every charge since the audit before is what its run says.
pub(super) async fn workspace(app: &App, workspace: WorkspaceId) -> Result<Compared, DbError> {
    let mut compared = Compared::default();
    loop {
        match app.db.write(move |tx| lot::bring_up(tx, workspace)).await {
            Ok(true) => break,
            Ok(false) => {}
            // The statement does not fit the lots: that is what an audit is for.
            Err(DbError::Engine(error)) => {
                compared.findings.push(Finding::new("lots", error));
                return Ok(compared);
            }
            Err(error) => return Err(error),
        }
    }
    let different = app.db.read(|reader| lots(reader, workspace)).await?;
    compared.findings.extend(different);
    loop {
        let (more, charges, findings) = app.db.write(move |tx| charges(tx, workspace)).await?;
        compared.charges += charges;
        compared.findings.extend(findings);
        if !more {
            compared.findings.truncate(FINDINGS_MAX);
            return Ok(compared);
        }
    }
}

fn lots(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Option<Finding>, DbError> {
    let Some(lots) = lot::look(reader, workspace)? else { return Ok(None) };
    let balance = ledger::balance(reader, workspace)?;
    let (available, held) = (lots.available(), lots.held());
    Ok(((available, held) != (balance.available, balance.held)).then(|| {
        let detail = format!(
            "{workspace} has {} credits and {} set aside; its lots say {available} and {held}.",
            balance.available, balance.held
        );
        Finding::new("lots", detail)
    }))
}

/// Compares some lines more; whether there may be others, how many charges, what was found.
fn charges(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<(bool, i64, Vec<Finding>), DbError> {
    let lines = store::unaudited(tx, workspace, ROWS_AT_ONCE)?;
    let Some(last) = lines.last().map(|line| line.sequence) else { return Ok((false, 0, Vec::new())) };
    let more = lines.len() == ROWS_AT_ONCE as usize;
    let (mut count, mut findings) = (0, Vec::new());
    for line in lines.iter().filter(|line| line.kind == "capture") {
        count += 1;
        // What a batch charges over several rounds stands in one figure: it is compared as a hold.
        let Some(id) = line.generation.filter(|_| line.batch.is_none()) else { continue };
        let says = generation::bill::charged(tx, id)?;
        let delivered = generation::bill::work(tx, id)?.iter().any(|step| step.delivered);
        if says.is_some_and(|says| says != line.amount) {
            findings.push(Finding::new(
                "charges",
                format!("{id} was charged {}, and says {}.", line.amount, says.unwrap_or_default()),
            ));
        } else if says.is_some() && !delivered {
            findings.push(Finding::new("charges", format!("{id} was charged and delivered nothing.")));
        }
    }
    store::set_audited(tx, workspace, last)?;
    Ok((more, count, findings))
}

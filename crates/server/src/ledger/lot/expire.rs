//! Credits whose time has come.

use domain::{
    id::WorkspaceId,
    ledger::{self, Actor, Taking},
    money::Credits,
    time::Millis,
};

use super::{bring_up, bring_up_now};
use crate::{
    app::App,
    ledger::{PostError, post},
    params,
    platform::db::{DbError, Tx},
};

/// Workspaces that are looked up at once.
const WORKSPACES_AT_ONCE: u32 = 100;

const DUE: &str = "SELECT DISTINCT workspace_id FROM ledger_lots \
     WHERE expires_at <= $1 AND remaining > 0 AND expires_at IS NOT NULL LIMIT $2";

/// Lets everything expire that is due. What is set aside for runs is not among it: it comes back or is charged.
///
/// # Errors
/// [`DbError`].
pub async fn expire_due(app: &App) -> Result<(), DbError> {
    loop {
        let now = app.env.now();
        let due: Vec<WorkspaceId> = app
            .db
            .read(|reader| reader.query(DUE, params![now, WORKSPACES_AT_ONCE], |row| row.get(0)))
            .await?;
        if due.is_empty() {
            return Ok(());
        }
        for workspace in due {
            // A bounded part at a time, so that nobody waits for somebody's long statement.
            while !app.db.write(move |tx| bring_up(tx, workspace)).await? {}
            app.db.write(move |tx| expire(tx, workspace, now)).await?;
        }
    }
}

fn expire(tx: &mut Tx<'_>, workspace: WorkspaceId, now: Millis) -> Result<(), DbError> {
    let lots = bring_up_now(tx, workspace)?;
    for lot in lots.lots().iter().filter(|lot| lot.is_due(now) && lot.remaining > Credits::ZERO) {
        let part = (Some(lot.id.as_str()), lot.remaining);
        let transfer =
            ledger::take(workspace, Taking::Expiry, part, &lot.id, "Expired unused", Actor::System)
                .map_err(|rule| DbError::Engine(rule.to_string()))?;
        post(tx, &transfer, now)?;
    }
    super::refund::collect(tx, workspace, now).map_err(|error| match error {
        PostError::Rule(rule) => DbError::Engine(rule.to_string()),
        PostError::Db(error) => error,
    })
}

//! The job that makes the items' runs, a chunk a transaction, only as earlier ones end.
//!
//! The row of the batch says whether such a job exists (`expanding`), and the transaction that ends the
//! job says that it does not. Whoever ends an item queues the next one ([`super::progress`]). So a process
//! that dies here is followed by a claim of the same job, and every item is made once: it is made in the
//! transaction that finds it waiting.

use domain::{
    batch,
    id::BatchId,
    time::{Millis, SECOND_MS},
};

use super::store;
use crate::{
    app::App,
    conversation, failpoint,
    generation::item::{self, Fresh, Owner},
    platform::{
        db::{DbError, Tx},
        events::{self, EventKind},
        jobs::{self, Lease},
    },
};

/// Makes items until there are enough in line or none is left.
pub async fn expand(app: &App, lease: Lease) {
    loop {
        let fresh: Vec<Fresh> = (0..batch::CHUNK).map(|_| fresh(app)).collect();
        let (now, cap) = (app.env.now(), app.config.workers.fair_use_cap);
        let until = now.plus_ms(app.config.workers.lease_seconds * SECOND_MS);
        let claim = lease.clone();
        let made = move |tx: &mut Tx<'_>| {
            // A lease that was lost means that another claim goes on.
            if jobs::fence(tx, &claim)?.is_err() || !jobs::extend(tx, &claim, until)? {
                return Ok(true);
            }
            make_chunk(tx, &claim, cap, &fresh, now)
        };
        let done = app.db.write(made).await;
        failpoint!("batch_chunk");
        match done {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "items of a batch could not be made; they will be when the lease has run out");
                return;
            }
        }
    }
}

fn fresh(app: &App) -> Fresh {
    Fresh {
        generation: app.env.new_id(),
        job: app.env.new_id(),
        steps: std::array::from_fn(|_| app.env.new_id()),
    }
}

/// Makes the next items; says whether the job has ended.
fn make_chunk(
    tx: &mut Tx<'_>,
    lease: &Lease,
    cap: u32,
    fresh: &[Fresh],
    now: Millis,
) -> Result<bool, DbError> {
    let id: BatchId = lease.subject.parse().map_err(|_| DbError::Engine("a job names no batch".into()))?;
    let mut record = store::find(tx, id)?.ok_or(DbError::NoRow)?;
    let in_line = store::in_line(tx, id)?.len();
    let most = batch::to_make(in_line).min(fresh.len());
    let items = store::waiting(tx, id, most + 1)?;
    let done = items.len() <= most || in_line + most >= batch::IN_LINE_MAX;
    let owner = Owner {
        batch: id,
        workspace: record.workspace,
        user: record.user,
        conversation: record.conversation,
        flow_id: record.flow_id.clone(),
        plan: record.plan,
        quote_id: record.quote.id.clone(),
        concurrency: record.plan.concurrent_generations(cap),
    };
    let mut last = None;
    let version = store::changed(tx, id)?;
    for (item, fresh) in items.into_iter().take(most).zip(fresh) {
        if store::made(tx, id, item.index, fresh.generation, version)? {
            item::begin(tx, &owner, item, *fresh, now)?;
            last = Some(fresh.generation);
        }
    }
    if let Some(last) = last {
        conversation::touch(tx, record.conversation, last, now)?;
        events::announce(tx, record.workspace, EventKind::ConversationUpdated, record.conversation, now);
    }
    if done {
        record.expanding = false;
        store::save(tx, &record)?;
        jobs::finish(tx, lease, now)?;
    }
    Ok(done)
}

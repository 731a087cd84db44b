//! Answers a request with what an identical one has made before, where the person allows it: at no charge, and
//! labelled.
//!
//! ```text
//!  price    identity ─► newest earlier run that may answer ─► 0 credits, "made before", the run is named
//!  order    the named run is looked at again inside the transaction
//!             │ still there: a run of its own, completed, with rows of its own for the same objects
//!             └ gone: refused, with the price of making it; never charged instead
//! ```
//!
//! The run that answers and the run that is answered share nothing but the objects on disk: deleting the files or
//! the conversation of one leaves the other. Nothing is held, so nothing is captured, and the ledger has no line.
//! Earlier runs are looked for in the caller's workspace only. What is identical, and what may answer, is said by
//! `domain::generation::identity`.

mod identity;
mod store;

use domain::{
    generation::{
        identity::Earlier,
        state::{self, Effect, Event, Status},
        step::{self, StepEvent, StepState},
    },
    id::{AssetId, ConversationId, GenerationId},
    time::Millis,
};

pub(super) use identity::{Identity, MadeIdentity};

use super::{
    record::{Record, StepRecord},
    store as runs, view,
};
use crate::{
    app::App,
    auth::Caller,
    conversation,
    media::{self, AssetView},
    platform::db::{DbError, Reader, Tx},
    quote::{Checked, QuoteView},
};

/// Earlier runs that are looked at, newest first: some may have been deleted.
const LOOKED_AT_MAX: u32 = 20;

/// An earlier run that a request can be answered with.
#[derive(Clone, Copy, Debug)]
pub struct Identical {
    /// Which run.
    pub generation: GenerationId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// When it ended.
    pub made_at: Millis,
}

/// The newest run of the caller's workspace that may answer this request.
///
/// # Errors
/// [`DbError`].
pub async fn find(
    app: &App,
    caller: Caller,
    flow_id: &str,
    checked: &Checked,
) -> Result<Option<Identical>, DbError> {
    let now = app.env.now();
    let oldest = now.plus_ms(-caller.plan.file_retention_ms());
    let look = |reader: &Reader<'_>| {
        let hashes = Identity::hashes(reader, caller.workspace_id, checked)?;
        let Some(identity) = Identity::of(flow_id, checked, &hashes)? else { return Ok(None) };
        let found = store::identical(reader, caller.workspace_id, &identity, oldest, LOOKED_AT_MAX)?;
        for id in found {
            if let Some(source) = source(reader, caller, id, now)? {
                return Ok(Some(source.identical(now)));
            }
        }
        Ok(None)
    };
    app.db.read(look).await
}

/// A run that may answer, with all that is taken from it.
pub(super) struct Source {
    record: Record,
    steps: Vec<StepRecord>,
    assets: Vec<AssetView>,
}

impl Source {
    fn identical(&self, now: Millis) -> Identical {
        Identical {
            generation: self.record.id,
            conversation: self.record.conversation,
            made_at: self.record.completed_at.unwrap_or(now),
        }
    }
}

/// The files of a stored view.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    output_assets: Vec<ShownAsset>,
}

#[derive(serde::Deserialize)]
struct ShownAsset {
    id: String,
}

/// The run, if it may answer the caller now.
fn source(
    reader: &Reader<'_>,
    caller: Caller,
    id: GenerationId,
    now: Millis,
) -> Result<Option<Source>, DbError> {
    let theirs = |record: &Record| record.workspace == caller.workspace_id;
    let Some(record) = runs::find(reader, id)?.filter(theirs) else { return Ok(None) };
    let steps = runs::steps(reader, id)?;
    let mut assets = media::of_generations(reader, &[id])?.remove(&id).unwrap_or_default();
    assets.retain(|asset| !asset.late);
    // The view names what it made; what was deleted since is not found any more.
    let shown = runs::read_view::<Shown>(reader, id)?.map_or_else(Vec::new, |view| view.output_assets);
    let all_there = shown.len() == assets.len()
        && shown.iter().all(|shown| assets.iter().any(|asset| asset.id == shown.id));
    let by_its_model = |step: &StepRecord| step.state == StepState::Completed && step.tried.is_empty();
    let earlier = Earlier {
        status: record.status,
        is_whole: record.failure.is_none() && steps.iter().all(by_its_model),
        is_there: all_there && conversation::belongs_to(reader, record.conversation, caller.workspace_id)?,
        completed_at: record.completed_at,
    };
    Ok(earlier.may_answer(caller.plan, now).then_some(Source { record, steps, assets }))
}

/// An order that is to be answered with an earlier run: all that its transaction needs, made before it.
pub(super) struct CachedAnswer {
    caller: Caller,
    source: GenerationId,
    /// One for each file.
    ids: Vec<AssetId>,
    now: Millis,
}

impl CachedAnswer {
    /// Prepares the answer that this price names. None when the earlier run is gone.
    pub(super) async fn prepare(
        app: &App,
        caller: Caller,
        source_id: GenerationId,
        now: Millis,
    ) -> Result<Option<CachedAnswer>, DbError> {
        let found = app.db.read(|reader| source(reader, caller, source_id, now)).await?;
        Ok(found.map(|found| CachedAnswer {
            caller,
            source: source_id,
            ids: found.assets.iter().map(|_| app.env.new_id()).collect(),
            now,
        }))
    }

    /// Looks at the earlier run again, inside the transaction that answers with it. None when it is gone.
    pub(super) fn check(&self, reader: &Reader<'_>) -> Result<Option<Source>, DbError> {
        let found = source(reader, self.caller, self.source, self.now)?;
        Ok(found.filter(|source| source.assets.len() == self.ids.len()))
    }

    /// Writes the run as it ends, with what [`CachedAnswer::check`] found, and answers it as stored JSON.
    pub(super) fn write(
        &self,
        tx: &mut Tx<'_>,
        prepared: runs::Prepared,
        source: &Source,
    ) -> Result<String, DbError> {
        let runs::Prepared { mut record, mut steps, .. } = prepared;
        self.complete(&mut record, source)?;
        for (step, made) in steps.iter_mut().zip(&source.steps) {
            complete_step(step, made, self.now)?;
        }
        for (asset, id) in source.assets.iter().zip(&self.ids) {
            media::copy(tx, asset, *id, record.id, self.now)?;
        }
        let assets = media::of_generations(tx, &[record.id])?.remove(&record.id).unwrap_or_default();
        let rendered = view::render(&record, &steps, assets);
        let prepared = runs::Prepared::rendered(record, steps, &rendered)?;
        runs::insert(tx, &prepared)?;
        for step in &prepared.steps {
            runs::update_step(tx, step)?;
        }
        Ok(prepared.view)
    }

    fn complete(&self, record: &mut Record, source: &Source) -> Result<(), DbError> {
        let transition = state::apply(record.status, record.held, Event::MadeBefore)
            .map_err(|error| DbError::Engine(error.to_string()))?;
        debug_assert_eq!(transition.effect, Effect::None);
        record.status = transition.next;
        debug_assert_eq!(record.status, Status::Completed);
        record.progress = 100;
        record.sentence = None;
        record.completed_at = Some(self.now);
        record.response.clone_from(&source.record.response);
        if let Some(seed) = source.record.request.seed() {
            record.request = record.request.clone().with_seed(seed);
        }
        // It made nothing itself: the next identical request is answered with the run that did.
        record.identity = None;
        Ok(())
    }
}

fn complete_step(step: &mut StepRecord, made: &StepRecord, now: Millis) -> Result<(), DbError> {
    let next = step::apply(step.state.clone(), StepEvent::MadeBefore)
        .map_err(|error| DbError::Engine(error.to_string()))?;
    step.enter(next);
    step.parameters.clone_from(&made.parameters);
    step.made_by.clone_from(&made.made_by);
    step.progress = 100;
    step.sentence = Some("Made before".into());
    step.completed_at = Some(now);
    Ok(())
}

/// The earlier run that a price names.
pub(super) fn named(price: &QuoteView) -> Option<GenerationId> {
    price.cached.as_ref().and_then(|cached| cached.generation_id.parse().ok())
}

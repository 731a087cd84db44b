//! The one transaction after which a run will happen, exactly once, at the quoted price.

use std::collections::HashMap;

use domain::{
    id::{AssetId, ConversationId, GenerationId, QuoteId, WorkspaceId},
    ledger::LedgerError,
    money::Credits,
    queue::Class,
    time::Millis,
};

use super::{
    cache::{self, CachedAnswer, Identity, Source},
    create::CreateError,
    draft::Draft,
    store,
};
use crate::{
    app::App,
    auth::Caller,
    conversation::{self, After, Answer, Exchange, NewConversation, Spot},
    failpoint,
    ledger::{self, Hold, PostError},
    media::AssetView,
    platform::{
        db::{DbError, Reader, Tx},
        events::{self, EventKind},
        idempotency::{self, Known},
        jobs::{self, JobKind, NewJob},
    },
    quote::{self, Checked, QuoteView, Redeemed},
};

/// A run that is wanted: all about it but how it is done.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// The flow's own id.
    pub flow_id: String,
    /// Where the messages go; a new conversation when absent.
    pub spot: Option<Spot>,
    /// An id the caller minted.
    pub generation: Option<GenerationId>,
    /// The price that was shown.
    pub quote: Option<QuoteId>,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
    /// Names the request, for repeats of it.
    pub request_hash: String,
    /// The run whose missing steps it makes; then nothing is said anew.
    pub retry_of: Option<GenerationId>,
    /// Files that were there before and that it works on.
    pub inputs: Vec<AssetView>,
}

/// The run that this order made before, if it did, as stored JSON.
pub(super) async fn repeated(
    app: &App,
    caller: Caller,
    order: &Order,
) -> Result<Option<String>, CreateError> {
    app.db.read(|reader| repeat(reader, caller.workspace_id, order)).await
}

/// Accepts a checked order and answers the run as stored JSON.
pub(super) async fn accept(
    app: &App,
    caller: Caller,
    order: Order,
    checked: Checked,
) -> Result<String, CreateError> {
    let now = app.env.now();
    let mut price = match order.quote {
        Some(_) => quote::price(app, caller, &order.flow_id, &checked, now),
        None => quote::price_now(app, caller, &order.flow_id, &checked).await?,
    };
    let (mut refusal, identity) = look_ahead(app, caller, &order, &checked, &mut price, now).await?;
    let cached = match cache::named(&price) {
        Some(source) => CachedAnswer::prepare(app, caller, source, now).await?,
        None => None,
    };
    if price.cached.is_some() && cached.is_none() {
        refusal.get_or_insert_with(|| CreateError::CachedGone(Box::new(price.clone())));
    }
    let (fresh, flow_id) = (checked.clone(), order.flow_id.clone());
    let accept = Accept { refusal, cached, ..Accept::new(app, caller, order, checked, price, identity)? };
    let outcome = app.db.check_and_write(move |reader| accept.check(reader), Found::write).await;
    failpoint!("accepted");
    match outcome {
        Err(CreateError::QuoteExpired(_)) => {
            let offered = quote::offer(app, caller, &flow_id, &fresh).await?;
            Err(CreateError::QuoteExpired(Box::new(offered)))
        }
        Err(CreateError::CachedGone(_)) => {
            let offered = quote::offer(app, caller, &flow_id, &fresh).await?;
            Err(CreateError::CachedGone(Box::new(offered)))
        }
        outcome => outcome,
    }
}

/// The run that this request made before, if it did.
fn repeat(reader: &Reader<'_>, workspace: WorkspaceId, order: &Order) -> Result<Option<String>, CreateError> {
    let known = match &order.idempotency_key {
        Some(key) => idempotency::find(reader, workspace, key, &order.request_hash)?,
        None => Known::New,
    };
    earlier(reader, workspace, order, known)
}

/// The run that was made for the key or under the id of this request.
fn earlier(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    order: &Order,
    known: Known,
) -> Result<Option<String>, CreateError> {
    let mut earlier = match known {
        Known::New => None,
        Known::Other => return Err(CreateError::KeyReused),
        Known::Same(subject) => subject.parse().ok(),
    };
    if earlier.is_none()
        && let Some(id) = order.generation
        && let Some((owner, hash)) = store::repeat(reader, id)?
    {
        if owner != workspace || hash != order.request_hash {
            return Err(CreateError::KeyReused);
        }
        earlier = Some(id);
    }
    match earlier {
        Some(id) => Ok(store::view_text(reader, id, workspace)?),
        None => Ok(None),
    }
}

/// What can be looked up before the transaction: the price that was offered, which never changes, the
/// length of the line, which is protection and not money, and what names the request for identical ones. Answers
/// why the run will be refused, unless it is a repeat of one that was accepted.
async fn look_ahead(
    app: &App,
    caller: Caller,
    order: &Order,
    checked: &Checked,
    price: &mut QuoteView,
    now: Millis,
) -> Result<(Option<CreateError>, Option<Identity>), CreateError> {
    let (workspace, most) = (caller.workspace_id, app.config.limits.queued_runs_per_workspace);
    let has_files = Identity::has_files(checked);
    if most == 0 && order.quote.is_none() && !has_files {
        return Ok((None, identity_of(order, checked, &HashMap::new())?));
    }
    let (waiting, redeemed, hashes) = app
        .db
        .read(|reader| {
            // Counting stops at the limit; without one nobody counts.
            let waiting = if most > 0 { jobs::waiting(reader, workspace, most)? } else { 0 };
            let redeem = |id| quote::redeem(reader, workspace, id, &checked.hash, now);
            let redeemed = order.quote.map(redeem).transpose()?;
            Ok::<_, DbError>((waiting, redeemed, Identity::hashes(reader, workspace, checked)?))
        })
        .await?;
    let refusal = match redeemed {
        None => None,
        Some(Redeemed::Binding(offered)) => {
            *price = *offered;
            None
        }
        Some(Redeemed::Expired) => Some(CreateError::QuoteExpired(Box::new(price.clone()))),
        Some(Redeemed::Mismatch) => Some(CreateError::QuoteMismatch),
    };
    // What was made before does not stand in line.
    let is_full = most > 0 && waiting >= most && price.cached.is_none();
    let refusal = if is_full { Some(CreateError::QueueFull(waiting)) } else { refusal };
    Ok((refusal, identity_of(order, checked, &hashes)?))
}

/// What names the request for identical ones. What makes only a part of a run answers nobody.
fn identity_of(
    order: &Order,
    checked: &Checked,
    hashes: &HashMap<AssetId, String>,
) -> Result<Option<Identity>, DbError> {
    if order.retry_of.is_some() { Ok(None) } else { Identity::of(&order.flow_id, checked, hashes) }
}

/// Everything the transaction needs, made before it: ids, dice and hashes are not its business.
struct Accept {
    caller: Caller,
    order: Order,
    words: String,
    price: QuoteView,
    new_generation: GenerationId,
    new_conversation: ConversationId,
    message_ids: [domain::id::MessageId; 2],
    job_id: domain::id::JobId,
    concurrency: u32,
    now: Millis,
    /// The run and its steps, rendered.
    prepared: store::Prepared,
    /// The earlier run that it is answered with, where there is one.
    cached: Option<CachedAnswer>,
    /// Why it is refused, unless it is a repeat.
    refusal: Option<CreateError>,
}

/// What the transaction finds before it writes.
enum Found {
    /// An earlier copy of the request was accepted: its run, as it is now.
    Repeat(String),
    /// Everything is right.
    New(Box<Accept>, Hold),
    /// It is answered with what this run has made.
    Cached(Box<Accept>, CachedAnswer, Box<Source>),
}

impl Found {
    fn write(tx: &mut Tx<'_>, found: Found) -> Result<String, DbError> {
        match found {
            Found::Repeat(view) => Ok(view),
            Found::New(accept, hold) => accept.write(tx, &hold),
            Found::Cached(accept, cached, source) => accept.answer(tx, &cached, &source),
        }
    }
}

impl Accept {
    fn new(
        app: &App,
        caller: Caller,
        order: Order,
        checked: Checked,
        price: QuoteView,
        identity: Option<Identity>,
    ) -> Result<Accept, DbError> {
        let now = app.env.now();
        let seed = checked.request.seed().unwrap_or_else(|| app.env.new_seed());
        let draft = Draft {
            generation: order.generation.unwrap_or_else(|| app.env.new_id()),
            conversation: order.spot.map_or_else(|| app.env.new_id(), |spot| spot.conversation),
            seed,
            identity: identity.map(|identity| identity.made_with(seed)),
        };
        let steps = draft.steps(app, &checked, &price)?;
        let record = draft.record(caller, &order, &checked, &price, now);
        Ok(Accept {
            caller,
            new_generation: draft.generation,
            new_conversation: draft.conversation,
            message_ids: [app.env.new_id(), app.env.new_id()],
            job_id: app.env.new_id(),
            concurrency: caller.plan.concurrent_generations(app.config.workers.fair_use_cap),
            prepared: store::Prepared::new(record, steps)?,
            words: checked.request.words().to_owned(),
            order,
            price,
            now,
            cached: None,
            refusal: None,
        })
    }

    /// Everything that can be refused, before anything is written.
    fn check(mut self, reader: &Reader<'_>) -> Result<Found, CreateError> {
        if let Some(view) = repeat(reader, self.caller.workspace_id, &self.order)? {
            return Ok(Found::Repeat(view));
        }
        if let Some(refusal) = self.refusal.take() {
            return Err(refusal);
        }
        if let Some(spot) = self.order.spot
            && !(conversation::belongs_to(reader, spot.conversation, self.caller.workspace_id)?
                && conversation::has_place(reader, spot)?)
        {
            return Err(CreateError::ConversationNotFound);
        }
        if let Some(cached) = self.cached.take() {
            return match cached.check(reader)? {
                Some(source) => Ok(Found::Cached(Box::new(self), cached, Box::new(source))),
                None => Err(CreateError::CachedGone(Box::new(self.price))),
            };
        }
        let hold = self.check_hold(reader)?;
        Ok(Found::New(Box::new(self), hold))
    }

    fn check_hold(&self, reader: &Reader<'_>) -> Result<Hold, CreateError> {
        let (workspace, user) = (self.caller.workspace_id, self.caller.user_id);
        let amount = Credits(self.price.credits);
        ledger::check_hold(reader, workspace, self.new_generation, amount, user).map_err(
            |error| match error {
                PostError::Rule(LedgerError::Insufficient { needed, available }) => {
                    CreateError::Insufficient { needed, available }
                }
                PostError::Rule(other) => DbError::Engine(other.to_string()).into(),
                PostError::Db(error) => error.into(),
            },
        )
    }

    fn write(self, tx: &mut Tx<'_>, hold: &Hold) -> Result<String, DbError> {
        self.claim(tx)?;
        ledger::set_aside(tx, hold, self.now)?;
        self.open_conversation(tx)?;
        store::insert(tx, &self.prepared)?;
        self.enqueue(tx)?;
        self.announce(tx);
        Ok(self.prepared.view)
    }

    /// Ends the run as it begins, with what an earlier one has made: nothing is held and nobody works.
    fn answer(self, tx: &mut Tx<'_>, cached: &CachedAnswer, source: &Source) -> Result<String, DbError> {
        self.claim(tx)?;
        self.open_conversation(tx)?;
        self.announce(tx);
        cached.write(tx, self.prepared, source)
    }

    /// Takes the key for this run.
    fn claim(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        let Some(key) = &self.order.idempotency_key else { return Ok(()) };
        let (workspace, hash) = (self.caller.workspace_id, &self.order.request_hash);
        let subject = self.new_generation.to_string();
        match idempotency::claim(tx, workspace, key, hash, &subject, self.now)? {
            Known::New => Ok(()),
            // Somebody else took it since: on an engine with several writers alone.
            _ => Err(DbError::Undone),
        }
    }

    fn open_conversation(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        let workspace = self.caller.workspace_id;
        let prompt = self.words.as_str();
        if self.order.spot.is_none() {
            let title = conversation::title_from_prompt(prompt);
            let flow_id = self.order.flow_id.clone();
            let (id, generation, now) = (self.new_conversation, Some(self.new_generation), self.now);
            conversation::begin(tx, &NewConversation { id, workspace, flow_id, title, generation, now })?;
        } else {
            conversation::touch(tx, self.new_conversation, self.new_generation, self.now)?;
        }
        // The place was there a moment ago, in this transaction.
        if self.say(tx, prompt)? { Ok(()) } else { Err(DbError::Undone) }
    }

    /// Writes the messages; whether there is such a place.
    fn say(&self, tx: &mut Tx<'_>, words: &str) -> Result<bool, DbError> {
        let [question, answer] = self.message_ids;
        let (conversation, generation, now) = (self.new_conversation, self.new_generation, self.now);
        let after = self.order.spot.map_or(After::Newest, |spot| spot.after);
        if self.order.retry_of.is_some() {
            return conversation::append_answer(tx, Spot { conversation, after }, answer, generation, now);
        }
        let answered_by = Answer::Run(generation);
        conversation::append(tx, &Exchange { conversation, after, question, words, answer, answered_by, now })
    }

    fn enqueue(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        let job = NewJob {
            id: self.job_id,
            kind: JobKind::Generation,
            subject: self.new_generation.to_string(),
            workspace: self.caller.workspace_id,
            class: Class::of(self.caller.plan),
            lane: self.price.model.provider.clone(),
            operation: self.price.operation.clone(),
            cost_ms: self.price.expected_ms,
            concurrency: self.concurrency,
            run_at: self.now,
        };
        jobs::enqueue(tx, &job, self.now)
    }

    fn announce(&self, tx: &mut Tx<'_>) {
        let workspace = self.caller.workspace_id;
        events::announce(tx, workspace, EventKind::GenerationUpdated, self.new_generation, self.now);
        events::announce(tx, workspace, EventKind::ConversationUpdated, self.new_conversation, self.now);
    }
}

//! Accepts a run: the one transaction after which it will happen, exactly once, at the quoted price.

use domain::{
    catalog::Operation,
    generation::{state::Status, step::StepState},
    id::{ConversationId, GenerationId, QuoteId},
    ledger::LedgerError,
    money::{Credits, Ratio},
    queue::Class,
    time::Millis,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    record::{Record, StepRecord},
    store, view,
};
use crate::{
    app::App,
    auth::Caller,
    conversation::{self, Exchange, NewConversation},
    failpoint,
    ledger::{self, PostError},
    platform::{
        db::{DbError, Tx},
        events::{self, EventKind},
        idempotency::{self, Known},
        jobs::{self, JobKind, NewJob},
    },
    quote::{self, CheckError, Checked, QuoteView, Redeemed},
};

/// What a caller asks for.
#[derive(Debug)]
pub struct CreateGeneration {
    /// Which flow.
    pub flow_id: String,
    /// Its input, unchecked.
    pub input: Value,
    /// Files to work on.
    pub input_assets: Vec<String>,
    /// Where the messages go; a new conversation when absent.
    pub conversation: Option<ConversationId>,
    /// An id the caller minted, so that the request can be repeated.
    pub generation: Option<GenerationId>,
    /// The price that was shown.
    pub quote: Option<QuoteId>,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// Why a run was not accepted. Nothing was written and nothing is held.
#[derive(Debug)]
pub enum CreateError {
    /// Flow, plan or fields are wrong.
    Check(CheckError),
    /// The conversation does not exist, or is somebody else's.
    ConversationNotFound,
    /// Not enough credits.
    Insufficient {
        /// What the run costs.
        needed: Credits,
        /// What can be spent.
        available: Credits,
    },
    /// The price is older than ten minutes; here is a fresh one.
    QuoteExpired(Box<QuoteView>),
    /// The price was made for other input.
    QuoteMismatch,
    /// The key or id was used for another request.
    KeyReused,
    /// Too many runs of the workspace wait already.
    QueueFull(i64),
    /// The database failed.
    Db(DbError),
}

impl From<DbError> for CreateError {
    fn from(error: DbError) -> Self {
        CreateError::Db(error)
    }
}

/// Accepts a run and answers it as stored JSON. The same idempotency key or generation id answers the
/// run that was made the first time, as it is now.
///
/// # Errors
/// [`CreateError`].
pub async fn create(app: &App, caller: Caller, request: CreateGeneration) -> Result<String, CreateError> {
    let (input, assets) = (&request.input, &request.input_assets);
    let checked = quote::check(app, caller, &request.flow_id, input, assets, request.conversation)
        .await
        .map_err(CreateError::Check)?;
    // Protection, not money: a look before the transaction may be a few runs late.
    let (workspace, most) = (caller.workspace_id, app.config.limits.queued_runs_per_workspace);
    let waiting = app.db.read(|reader| jobs::waiting(reader, workspace, most)).await?;
    let queue_full = (waiting >= most).then_some(waiting);
    let now = app.env.now();
    let price = quote::price(app, caller.plan, &request.flow_id, &checked, now);
    let fresh = checked.clone();
    let flow_id = request.flow_id.clone();
    let accept = Accept { queue_full, ..Accept::new(app, caller, request, checked, price, now) };
    let outcome = app.db.write(move |tx| accept.run(tx)).await;
    failpoint!("accepted");
    match outcome {
        Err(CreateError::QuoteExpired(_)) => {
            let offered = quote::offer(app, caller, &flow_id, &fresh).await?;
            Err(CreateError::QuoteExpired(Box::new(offered)))
        }
        outcome => outcome,
    }
}

/// Everything the transaction needs, made before it: ids, dice and hashes are not its business.
struct Accept {
    caller: Caller,
    request: CreateGeneration,
    checked: Checked,
    price: QuoteView,
    request_hash: String,
    new_generation: GenerationId,
    new_conversation: ConversationId,
    message_ids: [domain::id::MessageId; 2],
    step_ids: Vec<domain::id::StepId>,
    job_id: domain::id::JobId,
    seed: i64,
    concurrency: u32,
    now: Millis,
    /// How many of the workspace's runs are in line, when that is too many.
    queue_full: Option<i64>,
}

impl Accept {
    fn new(
        app: &App,
        caller: Caller,
        request: CreateGeneration,
        checked: Checked,
        price: QuoteView,
        now: Millis,
    ) -> Accept {
        let mut hasher = Sha256::new();
        hasher.update(checked.hash.as_bytes());
        hasher.update(request.conversation.map(|id| id.to_string()).unwrap_or_default().as_bytes());
        Accept {
            caller,
            request_hash: crate::platform::hex(&hasher.finalize()),
            new_generation: request.generation.unwrap_or_else(|| app.env.new_id()),
            new_conversation: request.conversation.unwrap_or_else(|| app.env.new_id()),
            message_ids: [app.env.new_id(), app.env.new_id()],
            step_ids: checked.steps.iter().map(|_| app.env.new_id()).collect(),
            job_id: app.env.new_id(),
            seed: checked.request.seed.unwrap_or_else(|| app.env.new_seed()),
            concurrency: caller.plan.concurrent_generations(app.config.workers.fair_use_cap),
            request,
            checked,
            price,
            now,
            queue_full: None,
        }
    }

    fn run(mut self, tx: &mut Tx<'_>) -> Result<String, CreateError> {
        if let Some(view) = self.repeated(tx)? {
            return Ok(view);
        }
        if let Some(waiting) = self.queue_full {
            return Err(CreateError::QueueFull(waiting));
        }
        self.lock_price(tx)?;
        self.hold(tx)?;
        self.open_conversation(tx)?;
        let view = self.insert(tx)?;
        self.enqueue(tx)?;
        self.announce(tx);
        self.remember(tx)?;
        Ok(view)
    }

    /// The run that this request made before, if it did.
    fn repeated(&self, tx: &Tx<'_>) -> Result<Option<String>, CreateError> {
        let workspace = self.caller.workspace_id;
        let mut earlier = None;
        if let Some(key) = &self.request.idempotency_key {
            match idempotency::find(tx, workspace, key, &self.request_hash)? {
                Known::New => {}
                Known::Other => return Err(CreateError::KeyReused),
                Known::Same(subject) => earlier = subject.parse().ok(),
            }
        }
        if earlier.is_none()
            && let Some(id) = self.request.generation
            && let Some((owner, hash)) = store::repeat(tx, id)?
        {
            if owner != workspace || hash != self.request_hash {
                return Err(CreateError::KeyReused);
            }
            earlier = Some(id);
        }
        match earlier {
            Some(id) => Ok(store::view_text(tx, id, workspace)?),
            None => Ok(None),
        }
    }

    fn lock_price(&mut self, tx: &Tx<'_>) -> Result<(), CreateError> {
        let Some(id) = self.request.quote else { return Ok(()) };
        match quote::redeem(tx, self.caller.workspace_id, id, &self.checked.hash, self.now)? {
            Redeemed::Binding(quote) => self.price = *quote,
            Redeemed::Expired => return Err(CreateError::QuoteExpired(Box::new(self.price.clone()))),
            Redeemed::Mismatch => return Err(CreateError::QuoteMismatch),
        }
        Ok(())
    }

    fn hold(&self, tx: &mut Tx<'_>) -> Result<(), CreateError> {
        let (workspace, user) = (self.caller.workspace_id, self.caller.user_id);
        let amount = Credits(self.price.credits);
        ledger::hold(tx, workspace, self.new_generation, amount, user, self.now).map_err(
            |error| match error {
                PostError::Rule(LedgerError::Insufficient { needed, available }) => {
                    CreateError::Insufficient { needed, available }
                }
                PostError::Rule(other) => DbError::Engine(other.to_string()).into(),
                PostError::Db(error) => error.into(),
            },
        )
    }

    fn open_conversation(&self, tx: &mut Tx<'_>) -> Result<(), CreateError> {
        let workspace = self.caller.workspace_id;
        let prompt = self.checked.request.prompt.as_str();
        if self.request.conversation.is_none() {
            let title = conversation::title_from_prompt(prompt);
            let flow_id = self.request.flow_id.clone();
            let (id, generation, now) = (self.new_conversation, self.new_generation, self.now);
            conversation::begin(tx, &NewConversation { id, workspace, flow_id, title, generation, now })?;
        } else if conversation::belongs_to(tx, self.new_conversation, workspace)? {
            conversation::touch(tx, self.new_conversation, self.new_generation, self.now)?;
        } else {
            return Err(CreateError::ConversationNotFound);
        }
        let [question, answer] = self.message_ids;
        let exchange = Exchange {
            conversation: self.new_conversation,
            question,
            words: prompt,
            answer,
            generation: self.new_generation,
            now: self.now,
        };
        Ok(conversation::append(tx, &exchange)?)
    }

    /// Writes run and steps and answers the view, which was rendered once for row and caller.
    fn insert(&self, tx: &mut Tx<'_>) -> Result<String, DbError> {
        let mut picture = self.checked.request.clone();
        picture.seed = Some(self.seed);
        let record = Record {
            id: self.new_generation,
            workspace: self.caller.workspace_id,
            user: self.caller.user_id,
            conversation: self.new_conversation,
            flow_id: self.request.flow_id.clone(),
            status: Status::Queued,
            version: 1,
            progress: 0,
            sentence: Some("In line".into()),
            preview: None,
            request: picture,
            quote: self.price.clone(),
            request_hash: self.request_hash.clone(),
            held: Credits(self.price.credits),
            used: Credits::ZERO,
            returned: Credits::ZERO,
            response: None,
            transcript: self.checked.transcript.clone(),
            warnings: self.checked.notes.clone(),
            failure: None,
            expected_ms: self.price.expected_ms,
            created_at: self.now,
            started_at: None,
            completed_at: None,
        };
        let steps = self.steps()?;
        let view = store::to_json(&view::render(&record, &steps, Vec::new()))?;
        store::insert(tx, &record, &view)?;
        for step in &steps {
            store::insert_step(tx, step)?;
        }
        Ok(view)
    }

    /// The steps as rows; their prices are those of the quote that binds.
    fn steps(&self) -> Result<Vec<StepRecord>, DbError> {
        let mut steps = Vec::with_capacity(self.step_ids.len());
        for ((index, id), (planned, quoted)) in
            (0..).zip(&self.step_ids).zip(self.checked.steps.iter().zip(&self.price.steps))
        {
            let mut parameters = planned.parameters.clone();
            if planned.operation == Operation::TextToImage {
                parameters.seed.get_or_insert(self.seed);
            }
            steps.push(StepRecord {
                generation: self.new_generation,
                index,
                id: *id,
                operation: planned.operation,
                tool: planned.tool.name().to_owned(),
                parameters,
                sources: planned.sources.clone(),
                price: Ratio::of_millionths(quoted.millionths),
                expected_ms: quoted.expected_ms,
                provider: planned.model.provider.clone(),
                model_id: planned.model.id.clone(),
                model_name: planned.model.name.clone(),
                state: StepState::Waiting { attempts: 0 },
                attempt: 0,
                remote_id: None,
                progress: 0,
                sentence: None,
                made_by: None,
                tried: Vec::new(),
                not_before: None,
                started_at: None,
                completed_at: None,
            });
        }
        if steps.len() != self.step_ids.len() {
            return Err(DbError::Engine("a quote has another number of steps than its plan".into()));
        }
        Ok(steps)
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

    fn remember(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        let Some(key) = &self.request.idempotency_key else { return Ok(()) };
        let subject = self.new_generation.to_string();
        idempotency::remember(tx, self.caller.workspace_id, key, &self.request_hash, &subject, self.now)
    }
}

//! Accepts a batch: the one transaction after which it will happen, each item exactly once.

use domain::{
    batch::Kind,
    id::{BatchId, ConversationId, JobId, MessageId, QuoteId, WorkspaceId},
    ledger::{Holder, LedgerError},
    money::Credits,
    time::Millis,
};

use super::{
    price::{self, BatchQuoteView, Offer},
    request::{self, Asked, PlanError, Planned},
    store::{self, Record, RenderedItem},
    view::{self, BatchView},
};
use crate::{
    app::App,
    auth::Caller,
    conversation::{self, After, Answer, Exchange, NewConversation},
    failpoint,
    ledger::{self, PostError},
    platform::{
        db::{DbError, Reader, Tx},
        events::{self, EventKind},
        idempotency::{self, Known},
    },
    quote::{self, Redeemed},
};

/// Batches of one workspace that may be open at once: protection, not a price.
const OPEN_MAX: i64 = 20;
/// Prompts that stand in the message of a batch; the rest is counted.
const PROMPTS_SAID: usize = 5;

/// Why a batch was not accepted. Nothing was written and nothing is held.
#[derive(Debug)]
pub(super) enum CreateError {
    /// It cannot be made of this.
    Plan(PlanError),
    /// The conversation does not exist, or is somebody else's.
    ConversationNotFound,
    /// Not enough credits, or the month's budget does not allow it.
    Refused(LedgerError),
    /// The price is older than ten minutes; here is a fresh one.
    QuoteExpired(Box<BatchQuoteView>),
    /// The price was made for other items.
    QuoteMismatch,
    /// The key was used for another request.
    KeyReused,
    /// Too many batches of the workspace are open already.
    TooManyOpen(i64),
    /// The database failed.
    Db(DbError),
}

impl From<DbError> for CreateError {
    fn from(error: DbError) -> Self {
        CreateError::Db(error)
    }
}

impl CreateError {
    /// What the ledger says about a hold.
    pub(super) fn of_hold(error: PostError) -> CreateError {
        match error {
            PostError::Rule(rule) => CreateError::Refused(rule),
            PostError::Db(error) => error.into(),
        }
    }
}

/// Accepts a batch. The same idempotency key answers the batch that was made the first time, as it is now.
///
/// # Errors
/// [`CreateError`].
pub(super) async fn create(
    app: &App,
    caller: Caller,
    asked: Asked,
    quote: Option<QuoteId>,
    key: Option<String>,
) -> Result<BatchView, CreateError> {
    let name = asked.name();
    let look = |reader: &Reader<'_>| repeated(reader, caller.workspace_id, key.as_deref(), &name);
    if let Some(view) = app.db.read(look).await? {
        return Ok(view);
    }
    let planned = request::plan(app, caller, &asked).await.map_err(CreateError::Plan)?;
    let now = app.env.now();
    let offer = binding_offer(app, caller, &asked, &planned, quote, now).await?;
    let prices: Vec<_> = offer.prices().collect();
    if prices.len() != planned.items.len() {
        return Err(DbError::Engine("an offer has another number of items than its batch".into()).into());
    }
    let rendered = planned.items.iter().zip(&prices).map(|(item, prices)| RenderedItem::new(item, prices));
    let items = rendered.collect::<Result<Vec<_>, _>>()?;
    let accept = Accept {
        caller,
        record: record(app, caller, &asked, &planned, offer.view, now),
        words: words(&planned),
        begins: asked.conversation.is_none(),
        items,
        name,
        key,
        message_ids: [app.env.new_id(), app.env.new_id()],
        job: app.env.new_id(),
        now,
    };
    let outcome = app.db.write(move |tx| accept.run(tx)).await;
    failpoint!("batch_accepted");
    outcome
}

/// The batch that this key made before, if it did.
fn repeated(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    key: Option<&str>,
    name: &str,
) -> Result<Option<BatchView>, CreateError> {
    let Some(key) = key else { return Ok(None) };
    earlier(reader, idempotency::find(reader, workspace, key, name)?)
}

/// The batch that a key is known for.
fn earlier(reader: &Reader<'_>, known: Known) -> Result<Option<BatchView>, CreateError> {
    match known {
        Known::New => Ok(None),
        Known::Other => Err(CreateError::KeyReused),
        Known::Same(subject) => match subject.parse::<BatchId>() {
            Ok(id) => Ok(view::view(reader, id)?),
            Err(_) => Err(CreateError::KeyReused),
        },
    }
}

/// The price that binds: the one that was shown, or the one of now.
async fn binding_offer(
    app: &App,
    caller: Caller,
    asked: &Asked,
    planned: &Planned,
    quote: Option<QuoteId>,
    now: Millis,
) -> Result<Offer, CreateError> {
    let workspace = caller.workspace_id;
    let look = |reader: &Reader<'_>| {
        let open = store::open(reader, workspace, OPEN_MAX)?;
        let redeem = |id| quote::redeem::<Offer>(reader, workspace, id, &planned.hash, now);
        Ok::<_, DbError>((open, quote.map(redeem).transpose()?))
    };
    let (open, redeemed) = app.db.read(look).await?;
    if open >= OPEN_MAX {
        return Err(CreateError::TooManyOpen(open));
    }
    match redeemed {
        None => Ok(price::price(app, caller, &asked.flow_id, planned, now)),
        Some(Redeemed::Binding(offer)) => Ok(*offer),
        Some(Redeemed::Mismatch) => Err(CreateError::QuoteMismatch),
        Some(Redeemed::Expired) => {
            let fresh = price::offer(app, caller, &asked.flow_id, planned).await?;
            Err(CreateError::QuoteExpired(Box::new(fresh)))
        }
    }
}

fn record(
    app: &App,
    caller: Caller,
    asked: &Asked,
    planned: &Planned,
    quote: BatchQuoteView,
    now: Millis,
) -> Record {
    let first = planned.items.first();
    Record {
        id: app.env.new_id(),
        workspace: caller.workspace_id,
        user: caller.user_id,
        conversation: asked.conversation.unwrap_or_else(|| app.env.new_id()),
        flow_id: asked.flow_id.clone(),
        kind: planned.kind,
        plan: caller.plan,
        prompt: first.map_or_else(String::new, |item| item.request.words().to_owned()),
        round: 1,
        held: Credits(quote.credits),
        used: Credits::ZERO,
        returned: Credits::ZERO,
        expected_ms: quote.expected_ms,
        quote,
        expanding: true,
        version: 1,
        created_at: now,
        completed_at: None,
    }
}

/// What the person said, as a message: the prompt, or the first of many.
fn words(planned: &Planned) -> String {
    let mut prompts: Vec<&str> = planned.items.iter().map(|item| item.request.words()).collect();
    prompts.dedup();
    if planned.kind != Kind::Prompts {
        prompts.truncate(1);
    }
    let rest = prompts.len().saturating_sub(PROMPTS_SAID);
    prompts.truncate(PROMPTS_SAID);
    let mut words = prompts.join("\n");
    if rest > 0 {
        words.push_str(&format!("\n… and {rest} more"));
    }
    words
}

/// Everything the transaction needs, made before it.
struct Accept {
    caller: Caller,
    record: Record,
    items: Vec<RenderedItem>,
    words: String,
    /// Whether it begins a conversation.
    begins: bool,
    name: String,
    key: Option<String>,
    message_ids: [MessageId; 2],
    job: JobId,
    now: Millis,
}

impl Accept {
    fn run(self, tx: &mut Tx<'_>) -> Result<BatchView, CreateError> {
        let (record, now) = (&self.record, self.now);
        let (id, workspace) = (record.id, record.workspace);
        if let Some(key) = &self.key {
            let known = idempotency::claim(tx, workspace, key, &self.name, &id.to_string(), now)?;
            if let Some(view) = earlier(tx, known)? {
                return Ok(view);
            }
        }
        let holder = Holder::Batch { id, round: record.round };
        ledger::hold(tx, workspace, holder, record.held, self.caller.user_id, now)
            .map_err(CreateError::of_hold)?;
        self.open_conversation(tx, record.conversation)?;
        store::insert(tx, record, &self.items)?;
        super::queue_expand(tx, self.job, id, workspace, now)?;
        events::announce(tx, workspace, EventKind::BatchUpdated, id, now);
        events::announce(tx, workspace, EventKind::ConversationUpdated, record.conversation, now);
        view::view(tx, id)?.ok_or_else(|| DbError::NoRow.into())
    }

    fn open_conversation(&self, tx: &mut Tx<'_>, conversation: ConversationId) -> Result<(), CreateError> {
        let (record, now) = (&self.record, self.now);
        if self.begins {
            let title = conversation::title_from_prompt(&record.prompt);
            let (workspace, flow_id) = (record.workspace, record.flow_id.clone());
            let new = NewConversation { id: conversation, workspace, flow_id, title, generation: None, now };
            conversation::begin(tx, &new)?;
        } else if !conversation::belongs_to(tx, conversation, record.workspace)? {
            return Err(CreateError::ConversationNotFound);
        }
        let [question, answer] = self.message_ids;
        let answered_by = Answer::Batch(record.id);
        let after = After::Newest;
        let exchange =
            Exchange { conversation, after, question, words: &self.words, answer, answered_by, now };
        if conversation::append(tx, &exchange)? { Ok(()) } else { Err(CreateError::ConversationNotFound) }
    }
}

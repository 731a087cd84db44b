//! Accepts a run that somebody asks for in words or fields: what is wrong is told before anything is written.
//!
//! The transaction itself is [`super::accept`].

use domain::{
    id::{AssetId, GenerationId, QuoteId},
    ledger::LedgerError,
};
use serde_json::Value;

use super::accept::{self, Order};
use crate::{
    app::App,
    auth::Caller,
    conversation::Spot,
    media::{self, AssetView},
    platform::db::DbError,
    quote::{self, CheckError, QuoteView},
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
    pub spot: Option<Spot>,
    /// An id the caller minted, so that the request can be repeated.
    pub generation: Option<GenerationId>,
    /// The price that was shown.
    pub quote: Option<QuoteId>,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
    /// Whether an identical result that was made before will do.
    pub use_cache: bool,
}

/// Why a run was not accepted. Nothing was written and nothing is held.
#[derive(Debug)]
pub enum CreateError {
    /// Flow, plan or fields are wrong.
    Check(CheckError),
    /// The conversation does not exist, or is somebody else's.
    ConversationNotFound,
    /// Not enough credits, or the month's budget does not allow it.
    Refused(LedgerError),
    /// The price is older than ten minutes; here is a fresh one.
    QuoteExpired(Box<QuoteView>),
    /// The price was made for other input.
    QuoteMismatch,
    /// The result that the price named is not there any more; here is what making it costs.
    CachedGone(Box<QuoteView>),
    /// The key or id was used for another request.
    KeyReused,
    /// Too many runs of the workspace wait already.
    QueueFull(i64),
    /// There is nothing to do once more, or nothing to do it with.
    NotRetryable(&'static str),
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
    let asked = quote::read(app, caller, &request.flow_id, input, assets).await;
    let asked = asked.map_err(CreateError::Check)?.with_cache(request.use_cache);
    let mut order = Order {
        flow_id: asked.flow_id(),
        spot: request.spot,
        generation: request.generation,
        quote: request.quote,
        idempotency_key: request.idempotency_key.clone(),
        request_hash: asked.order_hash(request.spot),
        retry_of: None,
        inputs: Vec::new(),
    };
    // A repeat is answered before anything is planned: the same words may mean something else by now. Where
    // they cannot, the transaction finds out.
    if asked.may_mean_something_else()
        && let Some(view) = accept::repeated(app, caller, &order).await?
    {
        return Ok(view);
    }
    let checked = quote::check_offered(app, caller, asked, request.spot, request.quote);
    let checked = Box::pin(checked).await.map_err(CreateError::Check)?;
    order.inputs = attached(app, caller, &request.input_assets).await?;
    accept::accept(app, caller, order, checked).await
}

/// The files that came with the words, as people see them; they were checked with the plan.
async fn attached(app: &App, caller: Caller, named: &[String]) -> Result<Vec<AssetView>, DbError> {
    let ids: Vec<AssetId> = named.iter().filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    app.db.read(|reader| media::views(reader, &ids, caller.workspace_id)).await
}

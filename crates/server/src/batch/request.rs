//! What is asked for, item by item: checked against flow and models, planned, and told apart.

use std::collections::HashSet;

use domain::{
    batch::{ITEMS_MAX, Kind},
    catalog::{Model, Operation},
    generation::request::{FieldError, RunRequest},
    id::ConversationId,
    limits::SEED_MAX,
    plan::Plan,
};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::table;
use crate::{
    app::App,
    auth::Caller,
    catalog::Offers,
    conversation::Spot,
    planning::{self, PlannedStep, PlanningError},
    platform::db::DbError,
    quote::{self, CheckError, Checked},
};

/// Mistakes that are told at once; the rest is counted.
pub(super) const MISTAKES_SHOWN: usize = 50;

/// A batch as it was asked for, unchecked. Serialised, it names the request.
#[derive(Debug, Serialize)]
pub(super) struct Asked {
    pub flow_id: String,
    pub items: Vec<AskedItem>,
    /// How often each item is made, with seeds that differ.
    pub variations: usize,
    /// By which models each is made; the flow's first choice when empty.
    pub models: Vec<String>,
    pub conversation: Option<ConversationId>,
}

/// One item as it was asked for.
#[derive(Debug, Serialize)]
pub(super) struct AskedItem {
    pub input: Value,
    pub assets: Vec<String>,
    pub model: Option<String>,
    /// The line of the table it comes from.
    pub line: Option<u64>,
}

impl Asked {
    /// Names the request, for repeats of it.
    pub(super) fn name(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(b"batch\0");
        hasher.update(serde_json::to_vec(self).unwrap_or_default());
        crate::platform::hex(&hasher.finalize())
    }
}

/// An item that can run.
#[derive(Clone, Debug)]
pub(super) struct PlannedItem {
    pub request: RunRequest,
    pub steps: Vec<PlannedStep>,
    pub expected_ms: i64,
}

/// A batch that can run.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub items: Vec<PlannedItem>,
    pub kind: Kind,
    /// What was assumed or left out, each once.
    pub notes: Vec<String>,
    /// Names what is priced: an offer binds only for the same.
    pub hash: String,
}

/// Why a batch cannot be made of this.
#[derive(Debug)]
pub(super) enum PlanError {
    /// Nothing to do with single items.
    Check(CheckError),
    /// Some items are wrong: the first mistakes, and how many there are.
    Invalid(Vec<FieldError>, usize),
    /// The plan does not include a batch like this.
    PlanRequired(Plan),
}

impl From<DbError> for PlanError {
    fn from(error: DbError) -> Self {
        PlanError::Check(CheckError::Db(error))
    }
}

/// Mistakes of all items; the first are kept, all are counted.
#[derive(Default)]
struct Mistakes {
    shown: Vec<FieldError>,
    count: usize,
}

impl Mistakes {
    fn add(&mut self, item: &AskedItem, index: usize, error: FieldError) {
        let path = match item.line {
            Some(line) => format!("csv[{line}].{}", table::column_of(&error.path)),
            None => format!("items[{index}].{}", error.path),
        };
        self.count += 1;
        if self.shown.len() < MISTAKES_SHOWN {
            self.shown.push(FieldError { path, ..error });
        }
    }
}

/// Checks and plans every item.
///
/// # Errors
/// [`PlanError`], with the mistakes of all items at once.
pub(super) async fn plan(app: &App, caller: Caller, asked: &Asked) -> Result<Planned, PlanError> {
    let flow = app.catalog.flow(&asked.flow_id).ok_or(PlanError::Check(CheckError::UnknownFlow))?;
    let total = asked.items.len() * asked.models.len().max(1) * asked.variations;
    if total == 0 || total > ITEMS_MAX {
        let message = match total {
            0 => "A batch has at least one item.".to_owned(),
            _ => format!("{total} items are too many; a batch has at most {ITEMS_MAX}."),
        };
        return Err(PlanError::Invalid(vec![FieldError::new("items", "size", message)], 1));
    }
    let offers = Offers::of_workspace(app, caller.workspace_id);
    let models = chosen_models(&offers, flow.operation, &asked.models)?;
    let mut making = Making {
        app,
        operation: flow.operation,
        items: Vec::with_capacity(total),
        notes: Vec::new(),
        hasher: Sha256::new(),
    };
    let mut mistakes = Mistakes::default();
    for (index, item) in asked.items.iter().enumerate() {
        match check(app, caller, asked, item).await {
            Ok(checked) => {
                let own = match item.model.as_ref().map(|id| find_model(&offers, flow.operation, id)) {
                    None => None,
                    Some(Some(model)) => Some(model),
                    Some(None) => {
                        let error =
                            FieldError::new("modelId", "unknown_value", "There is no such model here.");
                        mistakes.add(item, index, error);
                        continue;
                    }
                };
                making.add(&checked, own, &models, asked.variations);
            }
            Err(Refused::Item(errors)) => {
                errors.into_iter().for_each(|error| mistakes.add(item, index, error));
            }
            Err(Refused::Whole(error)) => return Err(PlanError::Check(error)),
        }
    }
    if mistakes.count > 0 {
        return Err(PlanError::Invalid(mistakes.shown, mistakes.count));
    }
    let planned = making.done(&asked.flow_id);
    let minimum = planned.kind.minimum_plan(planned.items.len());
    if caller.plan < minimum {
        return Err(PlanError::PlanRequired(minimum));
    }
    Ok(planned)
}

/// Why an item cannot be planned.
enum Refused {
    Item(Vec<FieldError>),
    Whole(CheckError),
}

async fn check(app: &App, caller: Caller, asked: &Asked, item: &AskedItem) -> Result<Checked, Refused> {
    let read = quote::read(app, caller, &asked.flow_id, &item.input, &item.assets).await;
    let checked = match read {
        // Five hundred questions to a language model would take longer than a request may.
        Ok(read) => quote::check(app, caller, read.by_router(), asked.conversation.map(Spot::newest)).await,
        Err(error) => Err(error),
    };
    let words =
        |code, sentence: String| Refused::Item(vec![FieldError::new("inputData.prompt", code, sentence)]);
    checked.map_err(|error| match error {
        CheckError::Invalid(errors) => Refused::Item(errors),
        CheckError::Planning(PlanningError::NeedsAnswer(question)) => words("needs_answer", question),
        CheckError::NotAllowed(rule) => words("prompt_refused", rule.sentence().to_owned()),
        CheckError::Planning(PlanningError::Refused(reason)) => words("content_refused", reason),
        CheckError::Planning(PlanningError::InputNotTaken(reason)) => words("input_not_taken", reason),
        error => Refused::Whole(error),
    })
}

fn find_model<'a>(offers: &Offers<'a>, operation: Operation, id: &str) -> Option<&'a Model> {
    offers.catalog.model(id, operation).filter(|model| offers.has(model))
}

fn chosen_models<'a>(
    offers: &Offers<'a>,
    operation: Operation,
    ids: &[String],
) -> Result<Vec<&'a Model>, PlanError> {
    let mut models: Vec<&Model> = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        let path = format!("models[{index}]");
        let wrong =
            |message: &str| PlanError::Invalid(vec![FieldError::new(&path, "unknown_value", message)], 1);
        let model = find_model(offers, operation, id).ok_or_else(|| wrong("There is no such model here."))?;
        if models.iter().any(|other| other.id == model.id) {
            return Err(wrong("This model is named twice."));
        }
        models.push(model);
    }
    Ok(models)
}

/// The items so far.
struct Making<'a> {
    app: &'a App,
    operation: Operation,
    items: Vec<PlannedItem>,
    notes: Vec<String>,
    hasher: Sha256,
}

impl Making<'_> {
    /// Adds a checked item: once for every model and variation. The same variation has the same seed with
    /// every model, so that what differs is the model.
    fn add(&mut self, checked: &Checked, own: Option<&Model>, models: &[&Model], variations: usize) {
        let ways: Vec<Option<&Model>> = match models {
            [] => vec![own],
            models => models.iter().copied().map(Some).collect(),
        };
        let given = checked.request.seed();
        let seed = |variation: i64| match given {
            Some(seed) => (seed + variation) % (SEED_MAX + 1),
            None => self.app.env.new_seed(),
        };
        let seeds: Vec<i64> = (0..).take(variations).map(seed).collect();
        for model in ways {
            for (variation, seed) in (0..).zip(&seeds) {
                self.hasher.update(checked.hash.as_bytes());
                self.hasher.update(model.map_or("", |model| &model.id).as_bytes());
                let item = item(checked, model, self.operation, *seed, variation);
                self.items.push(item);
            }
        }
        for note in &checked.notes {
            if !self.notes.contains(note) {
                self.notes.push(note.clone());
            }
        }
    }

    fn done(self, flow_id: &str) -> Planned {
        let prompts: HashSet<&str> = self.items.iter().map(|item| item.request.words()).collect();
        let way = |item: &PlannedItem| {
            let model = item.steps.first().map(|step| step.model.id.clone());
            (model, item.request.style().to_owned())
        };
        let ways: HashSet<_> = self.items.iter().map(way).collect();
        let kind = Kind::of(prompts.len(), ways.len());
        let hash = format!("batch:{flow_id}:{}", crate::platform::hex(&self.hasher.finalize()));
        Planned { items: self.items, kind, notes: self.notes, hash }
    }
}

fn item(
    checked: &Checked,
    model: Option<&Model>,
    operation: Operation,
    seed: i64,
    variation: i64,
) -> PlannedItem {
    let request = checked.request.clone().with_seed(seed);
    let step = |step: &PlannedStep| {
        let mut step = match model {
            Some(model) if step.operation == operation => planning::by_model(step.clone(), model),
            _ => step.clone(),
        };
        if step.operation == Operation::TextToImage {
            // Words may name a seed of their own.
            let named = step.parameters.seed.map(|named| (named + variation) % (SEED_MAX + 1));
            step.parameters.seed = Some(named.unwrap_or(seed));
        }
        step
    };
    let steps: Vec<_> = checked.steps.iter().map(step).collect();
    PlannedItem { request, expected_ms: quote::expected_ms(&steps), steps }
}

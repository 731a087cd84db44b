//! What a person asks for: the flow is found, the plan allowed, the fields of a shipped flow checked.

use domain::{
    catalog::{Flow, Model, ModelChoice},
    generation::request::{self, FieldError, PictureRequest},
    limits::INPUT_ASSETS_MAX,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{CheckError, Entitled, entitled};
use crate::{app::App, auth::Caller, catalog::Offers, conversation::Spot, flow, planning};

/// What a person asks for, before anybody plans it.
#[derive(Debug)]
pub struct Asked<'a> {
    pub(super) what: What<'a>,
    pub(super) assets: &'a [String],
    /// Whether a language model may be asked, where one is set up.
    pub(super) may_ask_model: bool,
    /// Whether an identical result that was made before will do.
    pub(super) use_cache: bool,
}

#[derive(Debug)]
pub(super) enum What<'a> {
    /// A flow that ships: checked field by field.
    Shipped { flow: &'a Flow, request: PictureRequest },
    /// A custom flow. Its fields are checked when it is planned, so that a repeat of a run that was accepted
    /// is recognised also after the flow has changed.
    Custom { flow: Box<flow::Found>, input: &'a Value },
}

impl Asked<'_> {
    /// Everything that was written: the prompt, or the texts in the fields of a custom flow.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        fn texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
            match value {
                Value::String(text) => found.push(text),
                Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
                Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
                _ => {}
            }
        }
        match &self.what {
            What::Shipped { request, .. } => vec![request.prompt.as_str()],
            What::Custom { input, .. } => {
                let mut found = Vec::new();
                texts(input, &mut found);
                found
            }
        }
    }

    /// The same question, which the router answers alone.
    #[must_use]
    pub fn by_router(mut self) -> Self {
        self.may_ask_model = false;
        self
    }

    /// Names flow, fields and files, and nothing that may change meanwhile: the same question again has
    /// the same name, whatever the conversation has made since.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        let asked = match &self.what {
            What::Shipped { flow, request } => serde_json::to_vec(&(&flow.id, request, self.assets)),
            What::Custom { flow, input } => serde_json::to_vec(&(flow.id, input, self.assets)),
        };
        hasher.update(asked.unwrap_or_default());
        crate::platform::hex(&hasher.finalize())
    }

    /// [`Asked::hash`] with the place it is asked in.
    #[must_use]
    pub fn hash_in(&self, spot: Option<Spot>) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.hash().as_bytes());
        hasher.update(spot.map(|spot| spot.name()).unwrap_or_default().as_bytes());
        crate::platform::hex(&hasher.finalize())
    }

    /// The same question, to which an identical result that was made before is an answer too, or not.
    #[must_use]
    pub fn with_cache(mut self, use_cache: bool) -> Self {
        self.use_cache = use_cache;
        self
    }

    /// Names the order: [`Asked::hash_in`], and whether the cache may answer. A price and a key of one choice mean
    /// nothing for the other.
    #[must_use]
    pub fn order_hash(&self, spot: Option<Spot>) -> String {
        of_choice(self.hash_in(spot), self.use_cache)
    }

    /// Whether what it asks for depends on more than its fields: an agent reads the conversation, files may be
    /// deleted, a custom flow may be changed.
    #[must_use]
    pub fn may_mean_something_else(&self) -> bool {
        match &self.what {
            What::Shipped { flow, .. } => flow.agent || !self.assets.is_empty(),
            What::Custom { .. } => true,
        }
    }

    /// The flow's own id, also where it was called by another name.
    #[must_use]
    pub fn flow_id(&self) -> String {
        match &self.what {
            What::Shipped { flow, .. } => flow.id.clone(),
            What::Custom { flow, .. } => flow.id.to_string(),
        }
    }
}

/// The hash of a request that lets the cache answer, or of one that does not: that is the hash itself.
pub(super) fn of_choice(hash: String, use_cache: bool) -> String {
    if use_cache { crate::platform::hex(&Sha256::digest(format!("{hash} cache"))) } else { hash }
}

/// Finds the flow and checks the plan, and for a flow that ships its input.
///
/// # Errors
/// [`CheckError`].
pub async fn read<'a>(
    app: &'a App,
    caller: Caller,
    flow_id: &str,
    input: &'a Value,
    assets: &'a [String],
) -> Result<Asked<'a>, CheckError> {
    let flow = match entitled(app, caller, flow_id).await? {
        Entitled::Shipped(flow) => flow,
        Entitled::Custom(flow) => {
            return Ok(Asked {
                what: What::Custom { flow, input },
                assets,
                may_ask_model: true,
                use_cache: false,
            });
        }
    };
    let (model, unknown) = model_of(app, caller, flow, input).ok_or(CheckError::UnknownFlow)?;
    let parsed = request::parse(input, model);
    let mut errors = parsed.as_ref().err().cloned().unwrap_or_default();
    errors.extend(unknown);
    if !flow.agent && !planning::takes_files(app, flow) && !assets.is_empty() {
        errors.push(FieldError::new("inputAssets", "not_taken", "This flow takes no files."));
    }
    if assets.len() > INPUT_ASSETS_MAX {
        let message = format!("{} files are too many; attach at most {INPUT_ASSETS_MAX}.", assets.len());
        errors.push(FieldError::new("inputAssets", "too_many", message));
    }
    match parsed {
        Ok(request) if errors.is_empty() => {
            Ok(Asked { what: What::Shipped { flow, request }, assets, may_ask_model: true, use_cache: false })
        }
        _ => Err(CheckError::Invalid(errors)),
    }
}

/// The model that the input of a flow is checked against: the one that is wanted, else the first that can be had,
/// else the one that would do it; and the mistake where no such model can be had.
fn model_of<'a>(
    app: &'a App,
    caller: Caller,
    flow: &Flow,
    input: &Value,
) -> Option<(&'a Model, Option<FieldError>)> {
    let chain = app.catalog.chain_of(flow);
    let offers = Offers::of_workspace(app, caller.workspace_id);
    let first = *chain.iter().find(|model| offers.has(model)).or(chain.first())?;
    let choice = request::model_choice(input).ok().flatten();
    if let Some(ModelChoice::Named(id)) = &choice
        && !app.catalog.models.iter().any(|model| &model.id == id && offers.has(model))
    {
        let message = "There is no such model here. Leave the choice to us, or take another.";
        return Some((first, Some(FieldError::new("inputData.model", "unknown_value", message))));
    }
    // A workflow does its flow's work whatever is wanted.
    let chosen = choice.filter(|_| app.catalog.workflow_of(flow).is_none());
    let wanted = chosen.and_then(|choice| offers.chosen(flow.operation, Some(&choice), |_| true));
    Some((wanted.unwrap_or(first), None))
}

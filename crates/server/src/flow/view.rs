//! A custom flow as people see it.

use domain::{
    catalog::MediaType,
    flow::{self, FieldKind, InputField, StepInput, StepKind},
    generation::{request::FieldError, schedule},
    id::WorkspaceId,
    plan::Plan,
    pricing::{self, Complexity, PriceBook, PriceRequest, Quality},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    find::{Found, Owner},
    store::VersionRow,
    toolbox::InstalledTools,
};
use crate::{
    app::App,
    catalog::{FlowView, OptionsView},
    platform::http::problem::FieldProblem,
};

/// What a custom flow has that others have not.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CustomFlowView {
    /// The name its definition gives it, e.g. `product-teaser`.
    pub slug: String,
    /// The latest version; a run keeps the one it was planned with.
    pub version: u32,
    /// `workspace`: yours; `installation`: everybody sees it.
    pub scope: String,
    /// Whether you may save a new version or archive it.
    pub changeable: bool,
    /// When this version was saved, in UTC milliseconds.
    pub updated_at: i64,
    /// When it was archived: it cannot be run any more.
    pub archived_at: Option<i64>,
    /// The fields of its form, in order.
    pub fields: Vec<FlowFieldView>,
    /// Its steps, in the order they are written.
    pub steps: Vec<FlowStepView>,
    /// What is allowed but will not work as it stands.
    pub warnings: Vec<FieldProblem>,
}

/// A field of a form.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlowFieldView {
    /// Its name in `inputData`.
    pub name: String,
    /// Its name on screen.
    pub title: String,
    /// `text`, `number`, `choice`, `flag`, `file`, or `other` for what a form cannot show.
    pub kind: String,
    /// `image`, `video` or `audio`, for a file.
    pub media_type: Option<String>,
    /// Whether it must be given.
    pub required: bool,
    /// Its schema, references resolved.
    #[schema(value_type = std::collections::HashMap<String, Value>)]
    pub schema: Value,
}

/// A step of a flow.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowStepView {
    /// What other steps call it.
    pub id: String,
    /// e.g. `image_to_video`.
    pub operation: String,
    /// What it makes, in words.
    pub label: String,
    /// The steps whose results it works on, by their ids.
    pub needs: Vec<String>,
}

/// What is wrong with a definition, or nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlowCheckView {
    /// Every mistake, by its place; none where it can be saved.
    pub errors: Vec<FieldProblem>,
    /// What is allowed but will not work as it stands.
    pub warnings: Vec<FieldProblem>,
    /// Its steps, where it can be read.
    pub steps: Vec<FlowStepView>,
}

/// A version of a flow.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlowVersionView {
    /// Counts from 1.
    pub version: u32,
    /// When it was saved, in UTC milliseconds.
    pub created_at: i64,
    /// As it was written, in TOML or JSON; only where one version is asked for.
    pub source: Option<String>,
}

impl From<VersionRow> for FlowVersionView {
    fn from(row: VersionRow) -> Self {
        FlowVersionView { version: row.version, created_at: row.created_at.0, source: row.source }
    }
}

pub(super) fn problems(errors: &[FieldError]) -> Vec<FieldProblem> {
    let problem = |error: &FieldError| FieldProblem {
        path: error.path.clone(),
        code: error.code.to_owned(),
        message: error.message.clone(),
    };
    errors.iter().map(problem).collect()
}

pub(super) fn check(outcome: Result<flow::Read, Vec<FieldError>>) -> FlowCheckView {
    match outcome {
        Ok(read) => FlowCheckView {
            errors: Vec::new(),
            warnings: problems(&read.warnings),
            steps: steps(&read.definition),
        },
        Err(errors) => FlowCheckView { errors: problems(&errors), warnings: Vec::new(), steps: Vec::new() },
    }
}

/// Who looks at a flow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Viewer {
    pub workspace: Option<WorkspaceId>,
    pub is_admin: bool,
}

pub(super) fn flow_view(app: &App, found: &Found, viewer: Viewer) -> FlowView {
    let definition = &found.definition;
    let own = matches!(found.owner, Owner::Workspace(workspace) if Some(workspace) == viewer.workspace);
    let (from, to, expected_ms) = prices(app, found, viewer);
    let lacking = found.warnings.iter().find(|warning| warning.code == "unavailable");
    let reason = if found.archived_at.is_some() {
        Some("This flow was archived. What it made stays.".to_owned())
    } else {
        lacking.map(|warning| warning.message.clone())
    };
    let last = definition.steps.last();
    FlowView {
        id: found.id.to_string(),
        name: definition.name.clone(),
        summary: definition.summary.clone(),
        description: definition.description.clone(),
        category: if own { "yours".to_owned() } else { definition.category.clone() },
        operation: last.map_or_else(String::new, |step| step.kind.id().to_owned()),
        minimum_plan: found.plan_needed().id().to_owned(),
        available: reason.is_none(),
        unavailable_reason: reason,
        credits_from: from,
        credits_to: to,
        expected_ms,
        cover: String::new(),
        sample_prompts: Vec::new(),
        input_schema: definition.input.clone(),
        options: OptionsView {
            aspect_ratios: Vec::new(),
            styles: Vec::new(),
            qualities: Vec::new(),
            models: Vec::new(),
        },
        takes_files: false,
        custom: Some(CustomFlowView {
            slug: definition.id.clone(),
            version: found.version,
            scope: if own { "workspace" } else { "installation" }.to_owned(),
            changeable: found.archived_at.is_none() && !found.is_file && (own || viewer.is_admin),
            updated_at: found.updated_at.0,
            archived_at: found.archived_at.map(|at| at.0),
            fields: definition.fields.iter().map(field).collect(),
            steps: steps(definition),
            warnings: problems(&found.warnings),
        }),
    }
}

fn field(field: &InputField) -> FlowFieldView {
    let (kind, media_type) = match field.kind {
        FieldKind::Text => ("text", None),
        FieldKind::Number => ("number", None),
        FieldKind::Choice => ("choice", None),
        FieldKind::Flag => ("flag", None),
        FieldKind::File(media_type) => ("file", Some(MediaType::id(media_type).to_owned())),
        FieldKind::Other => ("other", None),
    };
    FlowFieldView {
        name: field.name.clone(),
        title: field.title.clone(),
        kind: kind.to_owned(),
        media_type,
        required: field.required,
        schema: field.schema.clone(),
    }
}

fn steps(definition: &flow::FlowDefinition) -> Vec<FlowStepView> {
    let needs = |input: &StepInput| match input {
        StepInput::Step(id) => Some(id.clone()),
        StepInput::Field(_) => None,
    };
    let view = |step: &flow::StepDefinition| FlowStepView {
        id: step.id.clone(),
        operation: step.kind.id().to_owned(),
        label: label(step.kind).to_owned(),
        needs: step.inputs.iter().filter_map(needs).collect(),
    };
    definition.steps.iter().map(view).collect()
}

fn label(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Operation(operation) => operation.noun(),
    }
}

/// The cheapest and the dearest run on the free tier, and how long the cheapest usually takes.
fn prices(app: &App, found: &Found, viewer: Viewer) -> (i64, i64, i64) {
    let steps = &found.definition.steps;
    let tools = InstalledTools::of(app, viewer.workspace);
    let model = |kind| tools.would_do(kind);
    let total = |complexity, quality| {
        let request = |step: &flow::StepDefinition| {
            let (operation, model) = model(step.kind)?;
            let tier = Plan::Free.tier();
            let model_cost = crate::catalog::typical_cost(model, complexity, quality);
            let (peak, own_key_fee) = (false, tools.0.own_key_fee(model));
            Some(PriceRequest {
                operation,
                complexity,
                model_cost,
                quality,
                results: 1,
                tier,
                peak,
                own_key_fee,
            })
        };
        let requests: Vec<_> = steps.iter().filter_map(request).collect();
        if requests.is_empty() { 0 } else { pricing::price_all(&PriceBook::default(), &requests).credits.0 }
    };
    let ordered = flow::in_order(&found.definition);
    let takes = |place: usize| model(steps[place].kind).map_or(0, |(_, model)| model.expected_ms);
    let chain: Vec<_> = ordered.iter().map(|(place, needs)| (takes(*place), needs.as_slice())).collect();
    let expected_ms = schedule::expected_ms(&chain);
    (total(Complexity::Simple, Quality::Standard), total(Complexity::Complex, Quality::Ultra), expected_ms)
}

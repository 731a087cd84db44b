//! From the fields of a custom flow to steps: the input is checked against the flow's schema, its files are
//! looked up, and every step gets what it is told and the best model there is.

use agents::Parameters;
use domain::{
    catalog::{AspectRatio, Operation},
    flow::{self, FieldKind, FilledStep, Source, StepKind},
    generation::request::{CustomRequest, FieldError, STYLE_AUTO},
    id::{AssetId, WorkspaceId},
};
use serde_json::{Map, Value};

use super::{Planned, PlannedStep, PlanningError, complexity, settle_style, unavailable};
use crate::{
    app::App,
    catalog::Offers,
    flow::{Found, schema, toolbox, toolbox::InstalledTools},
    generation::StepSource,
    media,
    platform::db::{DbError, Reader},
};

/// Why the fields of a custom flow come to no plan.
#[derive(Debug)]
pub enum CustomError {
    /// Fields are wrong.
    Invalid(Vec<FieldError>),
    /// Nobody here can do it, or the flow cannot be run any more.
    Planning(PlanningError),
    /// The database failed.
    Db(DbError),
}

impl From<DbError> for CustomError {
    fn from(error: DbError) -> Self {
        CustomError::Db(error)
    }
}

/// Plans a run of a custom flow in its latest version.
///
/// # Errors
/// [`CustomError`].
pub async fn plan_custom(
    app: &App,
    workspace: WorkspaceId,
    found: &Found,
    input: &Value,
) -> Result<(CustomRequest, Planned), CustomError> {
    if found.archived_at.is_some() {
        let reason = "This flow was archived and cannot be run any more. Nothing was charged.";
        return Err(CustomError::Planning(PlanningError::Unavailable(reason.to_owned())));
    }
    let Value::Object(given) = input else {
        let message = "The input is an object with the fields of the flow.";
        return Err(CustomError::Invalid(vec![FieldError::new("inputData", "wrong_type", message)]));
    };
    let definition = &found.definition;
    let fields = flow::with_defaults(definition, given);
    let wrong = schema::input_mistakes(&definition.input, &Value::Object(fields.clone()));
    let mut wrong = wrong.map_err(|reason| CustomError::Planning(PlanningError::Unavailable(reason)))?;
    wrong.extend(app.db.read(|reader| files(reader, workspace, found, &fields)).await?);
    if !wrong.is_empty() {
        return Err(CustomError::Invalid(wrong));
    }
    let tools = InstalledTools::of(app, Some(workspace));
    let filled = flow::fill(definition, &fields, &tools).map_err(CustomError::Invalid)?;
    let steps: Result<Vec<_>, _> = filled.into_iter().map(|step| planned(&tools.0, step, &fields)).collect();
    let steps = steps.map_err(CustomError::Planning)?;
    let words = flow::words(definition, &fields);
    let request = CustomRequest { words, fields, flow_version: found.version, seed: None };
    Ok((request, Planned { steps, notes: Vec::new(), transcript: None, by_model: false }))
}

/// What is wrong with the files that fields name: not there, somebody else's, or of another kind.
fn files(
    reader: &Reader<'_>,
    workspace: WorkspaceId,
    found: &Found,
    fields: &Map<String, Value>,
) -> Result<Vec<FieldError>, DbError> {
    let mut wrong = Vec::new();
    for field in &found.definition.fields {
        let FieldKind::File(expected) = field.kind else { continue };
        let Some(named) = fields.get(&field.name) else { continue };
        let path = format!("inputData.{}", field.name);
        let file = match named.as_str().and_then(|id| id.parse::<AssetId>().ok()) {
            Some(id) => media::identify(reader, id, workspace)?,
            None => None,
        };
        match file {
            None => {
                let message = "There is no such file, or it is not yours.";
                wrong.push(FieldError::new(&path, "not_found", message));
            }
            Some((kind, _)) if kind != expected => {
                let message = format!("This field takes {}, and the file is {}.", expected.id(), kind.id());
                wrong.push(FieldError::new(&path, "wrong_kind", message));
            }
            Some(_) => {}
        }
    }
    Ok(wrong)
}

fn planned(
    offers: &Offers<'_>,
    step: FilledStep,
    fields: &Map<String, Value>,
) -> Result<PlannedStep, PlanningError> {
    let FilledStep { kind, parameters, sources } = step;
    let StepKind::Operation(operation) = kind;
    let model = offers.best(operation);
    let (tool, model) = toolbox::tool(operation).zip(model).ok_or_else(|| unavailable(Some(operation)))?;
    let mut parameters: Parameters =
        serde_json::from_value(Value::Object(parameters)).map_err(|_| unavailable(Some(operation)))?;
    if operation == Operation::TextToImage {
        parameters.aspect_ratio.get_or_insert(AspectRatio::default());
        parameters.quality.get_or_insert_default();
        settle_style(&mut parameters, STYLE_AUTO, model);
    }
    let source = |source: Source| match source {
        Source::Field(name) => {
            let id = fields.get(&name).and_then(Value::as_str).and_then(|id| id.parse().ok());
            id.map(StepSource::Asset)
        }
        Source::Step(place) => u32::try_from(place).ok().map(StepSource::Step),
    };
    let sources: Option<Vec<_>> = sources.into_iter().map(source).collect();
    let sources = sources.ok_or_else(|| unavailable(None))?;
    let complexity = complexity(operation, &parameters, model);
    Ok(PlannedStep { tool, operation, parameters, sources, model: model.clone(), complexity })
}

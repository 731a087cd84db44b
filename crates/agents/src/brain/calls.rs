//! From the calls of one turn to a plan, or to the one mistake the model is told of.

use serde_json::Value;

use super::FallBack;
use crate::{
    plan::{Plan, PlanError, PlannedCall, Source},
    request::AgentRequest,
    tool::Tool,
};

/// A mistake in one turn's calls.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// The call that is wrong.
    pub call: usize,
    /// `tool` or `arguments`: each is corrected once.
    pub kind: &'static str,
    /// What the model is told.
    pub message: String,
    /// The tool's name, or the place in the arguments.
    what: String,
}

impl Mistake {
    /// Arguments that do not fit.
    pub fn arguments(call: usize, path: &str, message: &str) -> Mistake {
        let what = format!("{path}: {message}");
        Mistake {
            call,
            kind: "arguments",
            message: format!("Wrong arguments at {what}. Correct them."),
            what,
        }
    }

    fn tool(call: usize, name: &str) -> Mistake {
        let names: Vec<_> = Tool::ALL.iter().map(|tool| tool.name()).collect();
        let message = format!("There is no tool of this name here. The tools are: {}.", names.join(", "));
        Mistake { call, kind: "tool", message, what: name.to_owned() }
    }

    /// What it is called when the model is given up on.
    pub fn fall_back(&self) -> FallBack {
        match self.kind {
            "tool" => FallBack::UnknownTool(self.what.clone()),
            _ => FallBack::Arguments(self.what.clone()),
        }
    }
}

/// The plan of one turn's calls. A call made twice with the same arguments is carried out once; references to
/// the second mean the first.
pub fn plan(
    calls: &[super::TurnCall],
    request: &AgentRequest<'_>,
    offered: impl Fn(Tool) -> bool,
) -> Result<Plan, Mistake> {
    let mut plan = Plan::default();
    // For each call of the turn, its place in the plan.
    let mut places: Vec<usize> = Vec::with_capacity(calls.len());
    for (index, call) in calls.iter().enumerate() {
        let tool = Tool::parse(&call.name).filter(|&tool| offered(tool));
        let tool = tool.ok_or_else(|| Mistake::tool(index, &call.name))?;
        let (arguments, inputs) = split_inputs(&call.arguments)
            .map_err(|message| Mistake::arguments(index, "/inputs", &message))?;
        let parameters =
            tool.check(&arguments).map_err(|error| Mistake::arguments(index, &error.path, &error.message))?;
        let inputs = inputs.into_iter().map(|source| moved(source, &places)).collect();
        let planned = PlannedCall { tool, parameters, inputs };
        if let Some(twin) = plan.calls.iter().position(|other| *other == planned) {
            places.push(twin);
            plan.notes
                .push(format!("{} was asked for twice in the same words; it is done once.", tool.name()));
            continue;
        }
        places.push(plan.calls.len());
        plan.calls.push(planned);
    }
    plan.check_against(request).map_err(|error| {
        let place = match &error {
            PlanError::Calls(_) => 0,
            PlanError::StepOrder { call, .. }
            | PlanError::Missing { call, .. }
            | PlanError::Inputs { call, .. }
            | PlanError::Parameters { call, .. } => *call,
        };
        let call = places.iter().position(|&at| at == place).unwrap_or(0);
        match error {
            PlanError::Parameters { error, .. } => Mistake::arguments(call, &error.path, &error.message),
            other => Mistake::arguments(call, "/inputs", &other.to_string()),
        }
    })?;
    Ok(plan)
}

/// A reference to a call of the turn becomes one to its place in the plan; one that points nowhere stays wrong.
fn moved(source: Source, places: &[usize]) -> Source {
    match source {
        Source::Step(step) => Source::Step(places.get(step).copied().unwrap_or(usize::MAX)),
        other => other,
    }
}

/// The arguments without `inputs`, and the inputs.
fn split_inputs(arguments: &Value) -> Result<(Value, Vec<Source>), String> {
    let mut arguments = arguments.clone();
    let inputs = arguments.as_object_mut().and_then(|fields| fields.remove("inputs"));
    let inputs = match inputs {
        None | Some(Value::Null) => Vec::new(),
        Some(inputs) => serde_json::from_value(inputs).map_err(|error| {
            format!("expected a list of {{\"from\": \"attachment\" | \"earlier\" | \"step\", \"index\": 0}}: {error}")
        })?,
    };
    Ok((arguments, inputs))
}

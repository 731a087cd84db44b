//! The tools of this installation, as the checker of definitions asks for them.

use agents::{MediaKind, Tool};
use domain::{
    catalog::{MediaType, Model, Operation},
    flow::{InputRule, StepKind, Toolbox},
    id::WorkspaceId,
};
use serde_json::Value;

use super::schema;
use crate::{
    app::App,
    catalog::{self, Offers},
};

/// The tools of this installation.
#[derive(Clone, Copy)]
pub(crate) struct InstalledTools<'a>(pub(crate) Offers<'a>);

impl<'a> InstalledTools<'a> {
    /// Those that somebody can have: with a workspace, also what its own keys reach.
    pub(crate) fn of(app: &'a App, workspace: Option<WorkspaceId>) -> InstalledTools<'a> {
        InstalledTools(catalog::offers(app, workspace))
    }

    /// The model that does it now, or would if its provider were switched on.
    pub(crate) fn would_do(&self, kind: StepKind) -> Option<(Operation, &'a Model)> {
        let StepKind::Operation(operation) = kind;
        let model = self.0.best(operation).or_else(|| self.0.catalog.chain(operation).first().copied())?;
        Some((operation, model))
    }
}

/// The tool that does an operation.
pub(crate) fn tool(operation: Operation) -> Option<Tool> {
    Tool::ALL.into_iter().find(|tool| tool.operation() == operation.id())
}

fn tool_of(kind: StepKind) -> Option<Tool> {
    match kind {
        StepKind::Operation(operation) => tool(operation),
    }
}

impl Toolbox for InstalledTools<'_> {
    fn takes(&self, kind: StepKind, parameter: &str) -> bool {
        tool_of(kind).is_some_and(|tool| tool.takes(parameter))
    }

    fn required(&self, kind: StepKind) -> Vec<&'static str> {
        tool_of(kind).map(Tool::required).unwrap_or_default()
    }

    fn check(&self, kind: StepKind, parameter: &str, value: &Value) -> Result<(), String> {
        let Some(tool) = tool_of(kind) else { return Err("there is no such tool".to_owned()) };
        tool.check_one(parameter, value)
    }

    fn inputs(&self, kind: StepKind) -> InputRule {
        let Some(rule) = tool_of(kind).map(Tool::inputs) else {
            return InputRule { kinds: Vec::new(), count: 0..=0, audio: false };
        };
        let kinds = rule.first.iter().map(|kind| media_type(*kind)).collect();
        InputRule { kinds, count: rule.count, audio: rule.audio }
    }

    fn instead_of_second_file(&self, kind: StepKind) -> Option<(&'static str, &'static str)> {
        tool_of(kind).and_then(Tool::instead_of_second_input)
    }

    fn runs(&self, kind: StepKind) -> bool {
        match kind {
            StepKind::Operation(operation) => self.0.best(operation).is_some(),
        }
    }

    fn schema_mistakes(&self, schema: &Value) -> Vec<(String, String)> {
        schema::mistakes(schema)
    }
}

fn media_type(kind: MediaKind) -> MediaType {
    match kind {
        MediaKind::Image => MediaType::Image,
        MediaKind::Video => MediaType::Video,
        MediaKind::Audio => MediaType::Audio,
        MediaKind::Text => MediaType::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_its_tool() {
        for operation in Operation::ALL {
            assert!(tool(operation).is_some(), "nobody does {}", operation.id());
        }
    }
}

//! What a language model is asked: its instructions, what is at hand, and the tools it is offered.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::OwnedRequest;
use crate::{agent::Agent, tool::Tool, transcript::Turn};

/// The name of the Producer's own tool.
pub const ROUTE_TO: &str = "route_to";
/// Earlier results a model is told of; older ones are hardly what "it" means.
const RESULTS_MAX: usize = 10;
/// Characters of an earlier result's prompt.
const PROMPT_CHARACTERS_MAX: usize = 200;

/// A tool as a language model is offered it, whatever the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolDefinition {
    /// Its name.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// The JSON Schema of its arguments.
    pub parameters: Value,
}

/// One question to a language model, whatever the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// Instructions and what is at hand.
    pub system: String,
    /// The turns so far: user, assistant with tool calls, tool answers.
    pub messages: Vec<Turn>,
    /// What it may call.
    pub tools: Vec<ToolDefinition>,
}

/// The agent's instructions, and after them, as data, what it can work with.
pub fn system(agent: Agent, request: &OwnedRequest) -> String {
    let mut text = agent.prompt().to_owned();
    let _ = writeln!(text, "\nAttached files (index, kind, name):");
    for (index, file) in request.attachments.iter().enumerate() {
        let _ = writeln!(text, "{}", json!([index, file.kind, file.name]));
    }
    let _ = writeln!(text, "\nResults of the conversation, newest first (index, kind, prompt, parameters):");
    for (index, result) in request.results.iter().take(RESULTS_MAX).enumerate() {
        let prompt: String = result.prompt.chars().take(PROMPT_CHARACTERS_MAX).collect();
        let _ = writeln!(text, "{}", json!([index, result.kind, prompt, result.parameters]));
    }
    let styles: Vec<_> = request.styles.iter().map(|style| style.id.as_str()).collect();
    let _ = writeln!(text, "\nStyles: {}", json!(styles));
    let _ = writeln!(text, "Chosen in the composer (wins over words): {}", json!(request.options));
    text
}

/// The tools an agent is offered: a specialist its own, the Producer all and `route_to`.
pub fn tools(agent: Agent) -> Vec<ToolDefinition> {
    let offered = Tool::ALL.into_iter().filter(|tool| agent == Agent::Producer || tool.agent() == agent);
    let mut tools: Vec<_> = offered.map(definition).collect();
    if agent == Agent::Producer {
        tools.insert(0, route_to());
    }
    tools
}

fn definition(tool: Tool) -> ToolDefinition {
    let mut parameters = tool.schema();
    let rule = tool.inputs();
    let most = rule.count.end() + usize::from(rule.audio);
    if most > 0 {
        parameters["properties"]["inputs"] = json!({
            "type": "array",
            "description": "The files it works on, in order.",
            "minItems": rule.count.start(),
            "maxItems": most,
            "items": {
                "type": "object",
                "properties": {
                    "from": { "type": "string", "enum": ["attachment", "earlier", "step"] },
                    "index": { "type": "integer", "minimum": 0 }
                },
                "required": ["from", "index"],
                "additionalProperties": false
            }
        });
        if let Some(required) = parameters["required"].as_array_mut() {
            required.push("inputs".into());
        }
    }
    ToolDefinition { name: tool.name().to_owned(), description: tool.description().to_owned(), parameters }
}

fn route_to() -> ToolDefinition {
    ToolDefinition {
        name: ROUTE_TO.to_owned(),
        description: "Hands the request to the one specialist whose work it is.".to_owned(),
        parameters: json!({
            "type": "object",
            "properties": {
                "agent": { "type": "string", "enum": ["i2i", "i2v", "voiceover", "lipsync"] },
                "request": { "type": "string", "description": "The request in the user's own words." }
            },
            "required": ["agent", "request"],
            "additionalProperties": false
        }),
    }
}

//! Layer 3e: "do the same with this one".
//!
//! Where the newest result was made by an order ("remove the background") and not by a description, a new file and a word
//! for "the same" repeat the order on the file.

use super::{
    clause::{COMMANDS, Clause},
    route,
    scene::Scene,
};
use crate::{
    plan::{Decision, PlannedCall},
    request::{AgentRequest, Context, MediaKind, Options},
    tool::Tool,
};

/// What the newest result was made by, on what is attached.
pub fn repeated(clause: &Clause<'_>, scene: &Scene<'_>) -> Option<Vec<PlannedCall>> {
    const WORDS_MAX: usize = 9;
    let words: Vec<&str> =
        clause.tokens[clause.before..clause.end].iter().map(|token| token.text.as_str()).collect();
    let first = words.first()?;
    let commanded = *first != "do" && COMMANDS.iter().any(|&command| clause.lead(command).is_some());
    let too = words.contains(&"too") || words.windows(2).any(|pair| pair == ["as", "well"]);
    let same = words.contains(&"same") || too && matches!(*first, "this" | "and" | "also" | "now");
    let here = words.iter().any(|word| matches!(*word, "this" | "these" | "mine" | "attached"));
    let request = scene.request;
    let free = scene.calls.is_empty() && !request.attachments.is_empty() && words.len() <= WORDS_MAX;
    if !(free && same && here) || commanded {
        return None;
    }
    let newest = request.context.results.first().filter(|newest| newest.kind == MediaKind::Image)?;
    let ordered = AgentRequest {
        text: &newest.prompt,
        attachments: request.attachments,
        context: Context::default(),
        options: Options::default(),
        styles: request.styles,
    };
    let Decision::Plan(plan) = route(&ordered).decision else { return None };
    // A description would only look like an edit of the file.
    let works = plan.calls.iter().all(|call| !call.inputs.is_empty() && call.tool != Tool::GeminiI2I);
    works.then_some(plan.calls)
}

#[cfg(test)]
mod tests {
    use super::super::route;
    use crate::{
        evaluation::styles,
        plan::Decision,
        request::{AgentRequest, Attachment, Context, EarlierResult, MediaKind, Options},
        tool::Tool,
    };

    fn tools(text: &str, newest: &str) -> Vec<Tool> {
        let attachments = [Attachment { kind: MediaKind::Image, name: "a.png".to_owned() }];
        let results = [EarlierResult {
            kind: MediaKind::Image,
            prompt: newest.to_owned(),
            parameters: Default::default(),
        }];
        let request = AgentRequest {
            text,
            attachments: &attachments,
            context: Context { results: &results },
            options: Options::default(),
            styles: &styles(),
        };
        match route(&request).decision {
            Decision::Plan(plan) => plan.calls.iter().map(|call| call.tool).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn an_order_is_repeated_on_a_new_file_and_a_description_is_not() {
        assert_eq!(tools("do the same with this one", "remove the background"), [Tool::BackgroundRemove]);
        assert_eq!(tools("this as well please", "upscale it 2x"), [Tool::Upscale]);
        assert_eq!(tools("this one too", "a fox in snow"), [Tool::GeminiI2I]);
    }
}

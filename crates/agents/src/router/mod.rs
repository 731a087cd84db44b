//! The deterministic router: words to a decision, without a model.
//!
//! Small layers, each in a module, each with its own tests:
//!
//! ```text
//! text      words → tokens, folded            "Crée l’image" → cree · l · image
//! spelling  slips put right                    vi deo → video
//! refusal   what is never made
//! unmeant   words said and not meant           "no need to animate it"
//! clause    tokens → clauses, one per step    "a fox, animate it" → a fox | animate it
//! discourse clauses → steps, in order       "upscale it after …" → … | upscale it
//! intent    clause → what it wants            animate it → a video
//! again     orders that are repeated            "the same with this one"
//! evidence  the same, where no rule knew it   "this scan is tiny" → an upscale
//! settings  parameters said in words          "ten seconds" → duration_seconds 10
//! reference which of several is meant         "the yellow one" → the second result
//! scene     what it works on                  it → the output of the step before
//! prompt    the words left for the tool       "draw a fox in 16:9" → a fox
//! compose   all of that → a tool call
//! ```
//!
//! The words of every language are data in `lexicon/`. Nothing here draws lots: the same request has the same
//! answer, so the evaluation set is a test and not a poll.

mod again;
mod clause;
mod compose;
mod discourse;
mod elsewhere;
pub(crate) mod evidence;
mod intent;
mod lexicon;
pub(crate) mod phrases;
mod prompt;
mod reference;
pub(crate) mod refusal;
mod scene;
mod settings;
mod speech;
mod spelling;
pub(crate) mod text;
mod unmeant;

use clause::{Clause, split};
use compose::Composer;
use evidence::Observation;
use intent::want;
use lexicon::LEXICON;
use scene::Scene;
use text::{Kind, Token};

use crate::{
    agent::Agent,
    options::overlay,
    parameters::Parameters,
    plan::{Decision, PLAN_CALLS_MAX, Plan, PlannedCall, Routed},
    request::{AgentRequest, MediaKind},
    tool::Tool,
    transcript::{Role, Turn, TurnCall},
};

/// Characters the router reads: eight times the longest prompt. What is longer is a document, not a request.
const REQUEST_CHARACTERS_MAX: usize = 8_000;

/// Decides what is done. Never fails and never takes long: at most 8,000 characters are read.
#[must_use]
pub fn route(request: &AgentRequest<'_>) -> Routed {
    read(request, &mut |_| {})
}

/// What is seen in the steps of a request, for learning; nothing where it is refused.
#[must_use]
pub(crate) fn observations(request: &AgentRequest<'_>) -> Vec<Observation> {
    let mut seen = Vec::new();
    read(request, &mut |observe| seen.push(observe()));
    seen
}

/// Where the words of a text stand, in bytes; those of quotations are left out.
#[must_use]
pub(crate) fn words(text: &str) -> Vec<(usize, usize)> {
    let words = text::tokens(text).into_iter().filter(|token| token.kind == Kind::Word);
    words.map(|token| (token.start, token.end)).collect()
}

/// A text as it is read: folded, with slips put right.
#[must_use]
pub(crate) fn mended(text: &str) -> String {
    let mut tokens = text::tokens(text);
    spelling::mend(text, &mut tokens);
    tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Whether a word would make a request one in another language.
#[must_use]
pub(crate) fn is_foreign(word: &str) -> bool {
    spelling::VOCABULARY.is_foreign(word)
}

/// Whether a phrase of the lexicon has this word.
#[must_use]
pub(crate) fn is_in_lexicon(word: &str) -> bool {
    LEXICON.english.contains(word) || LEXICON.foreign.contains(word)
}

/// Whether fingers may have slipped from one word to the other.
#[must_use]
pub(crate) fn is_one_slip(left: &str, right: &str) -> bool {
    left.len().abs_diff(right.len()) <= 1 && spelling::distance(left.as_bytes(), right.as_bytes()) == 1
}

/// Told of every step; a step is only looked at by whoever asks.
type Witness<'a> = dyn FnMut(&dyn Fn() -> Observation) + 'a;

fn read(request: &AgentRequest<'_>, witness: &mut Witness<'_>) -> Routed {
    let (text, cut) = match request.text.char_indices().nth(REQUEST_CHARACTERS_MAX) {
        Some((end, _)) => (&request.text[..end], true),
        None => (request.text, false),
    };
    let mut tokens = text::tokens(text);
    spelling::mend(text, &mut tokens);
    if let Some((code, reason)) = refusal::refusal(&tokens) {
        return routed(request, Decision::Refuse { reason: reason.to_owned(), code });
    }
    let at_hand = !(request.attachments.is_empty() && request.context.results.is_empty());
    if elsewhere::is_other_work(&tokens, at_hand) {
        return routed(request, Decision::Clarify { question: elsewhere::QUESTION.to_owned() });
    }
    if elsewhere::only_undoes(&tokens) {
        return routed(request, Decision::Clarify { question: elsewhere::UNDONE.to_owned() });
    }
    unmeant::drop_limits(&mut tokens);
    unmeant::set_aside(text, &mut tokens);
    uninflect(&mut tokens);
    let mut decision = decide(request, text, &tokens, witness);
    if let Decision::Plan(plan) = &mut decision {
        if cut {
            plan.notes.push(format!("Only the first {REQUEST_CHARACTERS_MAX} characters were read."));
        }
        // The plan is checked like a language model's: a mistake of the router is a question, never a broken run.
        if plan.check_against(request).is_err() {
            decision = Decision::Clarify {
                question: "That could not be made into a plan. Could you say it in other words?".to_owned(),
            };
        }
    }
    routed(request, decision)
}

/// `after removing`, `would you mind making`, `once you've turned`: a command in another form.
fn uninflect(tokens: &mut [Token]) {
    const BEFORE: &[&str] = &[
        "after", "before", "by", "mind", "you", "youve", "we", "weve", "ive", "i", "having", "been", "try",
        "start", "about", "to", "then", "and", "not", "get", "once", "when",
    ];
    for at in 1..tokens.len() {
        let follows = BEFORE.contains(&tokens[at - 1].text.as_str())
            || matches!(tokens[at - 1].text.as_str(), "have" | "has")
                && at > 1
                && tokens[at - 2].text == "you";
        if follows && tokens[at].kind == Kind::Word && tokens[at].near.is_none() {
            tokens[at].near = LEXICON.uninflected(&tokens[at].text).map(str::to_owned);
        }
    }
}

fn decide(request: &AgentRequest<'_>, text: &str, tokens: &[Token], witness: &mut Witness<'_>) -> Decision {
    let clauses = split(text, tokens);
    let mut scene = Scene { request, calls: Vec::new(), notes: Vec::new(), fresh: false };
    let mut question = None;
    if clauses.is_empty() {
        let wordy = tokens.iter().any(|token| token.kind != Kind::Mark);
        question = wordless(if wordy { "" } else { text }, &mut scene).err();
    }
    let steps = discourse::steps(clauses, request);
    for step in &steps {
        if scene.calls.len() >= PLAN_CALLS_MAX {
            scene.note(format!("A request has at most {PLAN_CALLS_MAX} steps; the rest was left out."));
            break;
        }
        scene.fresh = step.fresh;
        let composer = Composer { text, clause: &step.clause, settings: &step.settings };
        if step.keeps {
            composer.keep(&mut scene);
            continue;
        }
        if let Some(calls) = again::repeated(&step.clause, &scene) {
            scene.calls.extend(calls);
            continue;
        }
        let ruled = want(&step.clause, &scene, &step.settings);
        witness(&|| evidence::observation(&step.clause, &scene, &step.settings, ruled));
        if let Err(asked) = composer.decide(ruled, &mut scene) {
            question.get_or_insert(asked);
        }
    }
    scene.calls.truncate(PLAN_CALLS_MAX);
    compose::hand_on(steps.iter().flat_map(|step| &step.settings), &mut scene);
    match question {
        Some(question) if scene.calls.is_empty() => Decision::Clarify { question: question.to_owned() },
        Some(question) => {
            scene.note(format!("One part was left out: {question}"));
            finished(scene)
        }
        None if scene.calls.is_empty() => {
            Decision::Clarify { question: "What would you like to make?".to_owned() }
        }
        None => finished(scene),
    }
}

/// No words at all: a symbol may still be a wish, and a face with a voice needs none.
fn wordless(text: &str, scene: &mut Scene<'_>) -> Result<(), &'static str> {
    let face = scene.attached(MediaKind::Image).into_iter().chain(scene.attached(MediaKind::Video)).next();
    if let (Some(face), Some(voice)) = (face, scene.attached(MediaKind::Audio).first().copied()) {
        let call =
            PlannedCall { tool: Tool::Lipsync, parameters: Parameters::default(), inputs: vec![face, voice] };
        scene.calls.push(call);
        scene.note("A face and a recording were attached without words, so they are lip-synced.");
        return Ok(());
    }
    if !scene.request.attachments.is_empty() {
        return Err("What should be done with what you attached?");
    }
    let symbols: String =
        text.chars().filter(|c| u32::from(*c) > 0x2190 && !c.is_whitespace()).take(40).collect();
    if symbols.is_empty() {
        return Err("What would you like to make? Describe a picture, a video or a voice-over.");
    }
    let parameters = Parameters { prompt: Some(symbols), ..Parameters::default() };
    scene.calls.push(PlannedCall { tool: Tool::GeminiT2I, parameters, inputs: Vec::new() });
    Ok(())
}

/// Lays the composer's options over the words and closes the plan.
fn finished(scene: Scene<'_>) -> Decision {
    let mut plan = Plan { calls: scene.calls, notes: scene.notes };
    overlay(&mut plan, &scene.request.options);
    Decision::Plan(plan)
}

/// Whether a clause about several attached pictures is about one of them only.
fn scene_counts_one(clause: &Clause<'_>, images: usize) -> bool {
    let words: Vec<&str> =
        clause.tokens[clause.start..clause.end].iter().map(|token| token.text.as_str()).collect();
    let counted =
        words.iter().filter(|word| matches!(**word, "first" | "second" | "third" | "other" | "last")).count();
    let picked = reference::numbered(&clause.tokens[clause.start..clause.end], images);
    let one = clause.find(lexicon::Concept::Both).is_none() && !words.contains(&"other");
    counted == 1 && (one || picked.len() == 1)
}

fn routed(request: &AgentRequest<'_>, decision: Decision) -> Routed {
    let mut agent = Agent::Producer;
    let mut turn = Turn::text(Role::Assistant, "");
    match &decision {
        Decision::Plan(plan) => {
            let first = plan.calls.first().map_or(Agent::Producer, |call| call.tool.agent());
            if plan.calls.iter().all(|call| call.tool.agent() == first) {
                agent = first;
            }
            turn.text = plan.notes.join(" ");
            turn.tool_calls = plan
                .calls
                .iter()
                .map(|call| TurnCall {
                    id: String::new(),
                    name: call.tool.name().to_owned(),
                    arguments: serde_json::json!({ "parameters": call.parameters, "inputs": call.inputs }),
                })
                .collect();
        }
        Decision::Clarify { question } => turn.text.clone_from(question),
        Decision::Refuse { reason, .. } => turn.text.clone_from(reason),
    }
    Routed { decision, agent, transcript: vec![Turn::text(Role::User, request.text), turn] }
}

//! Labelled requests, and how many of them a brain gets right.
//!
//! A case is right only if the decision, the tools in their order and everything else its label states are as
//! labelled. Which sets there are, and how they were come by, is in `sets`.

pub mod insertions;
pub mod learning;
mod sets;
pub mod slips;
pub mod vocabulary;

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Deserialize;

pub use sets::{DEVELOPMENT, DEVELOPMENT_SETS, HELD_OUT, STAND_IN};

use crate::{
    moderation,
    plan::{Decision, RefusalCode, Routed},
    request::{AgentRequest, Attachment, Context, EarlierResult, MediaKind, Options, StyleName},
    tool::Tool,
};

/// One labelled request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its name, unique in its set.
    pub id: String,
    /// The words.
    pub text: String,
    /// Kinds of the attached files: `image`, `video`, `audio`.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// Results of the conversation, newest first, as `kind: prompt`.
    #[serde(default)]
    pub context: Vec<String>,
    /// `plan`, `clarify` or `refuse`.
    pub decision: String,
    /// The tools, in order.
    #[serde(default)]
    pub tools: Vec<String>,
    /// The inputs of each call, e.g. `step:0,attachment:1`; unstated if empty.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// Parameters of each call that must be so; others may be anything.
    #[serde(default)]
    pub parameters: Vec<toml::Table>,
    /// What it tests: `single`, `multi_step`, `context`, `language`, ….
    pub group: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    case: Vec<Case>,
}

/// Reads a set.
///
/// # Errors
/// What is wrong with the file, with its line.
pub fn read(text: &str) -> Result<Vec<Case>, toml::de::Error> {
    toml::from_str::<File>(text).map(|file| file.case)
}

/// One case that is not right.
#[derive(Clone, Debug)]
pub struct Miss {
    /// The case.
    pub id: String,
    /// Its words.
    pub text: String,
    /// What it should have been.
    pub expected: String,
    /// What it was, with what is different.
    pub got: String,
}

/// Right and all cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Cases that are right.
    pub right: usize,
    /// All cases.
    pub all: usize,
}

impl Score {
    /// The share that is right, 0–1; 1 for no cases.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn share(self) -> f64 {
        if self.all == 0 { 1.0 } else { self.right as f64 / self.all as f64 }
    }
}

/// How a set was answered.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// All cases together.
    pub overall: Score,
    /// By group.
    pub groups: BTreeMap<String, Score>,
    /// How often this was expected and that was got, by decision and tools.
    pub confusion: BTreeMap<(String, String), usize>,
    /// The cases that are not right.
    pub misses: Vec<Miss>,
}

/// Answers every case with the deterministic router alone.
#[must_use]
pub fn run(cases: &[Case]) -> Report {
    run_with(cases, crate::route)
}

/// Answers every case as the product does without a language model: what moderation refuses, as it is installed, is
/// refused before anybody reads it, and the deterministic router decides the rest.
#[must_use]
pub fn run_as_product(cases: &[Case]) -> Report {
    run_with(cases, |request| {
        let routed = crate::route(request);
        match moderation::broken(request.text, |_| true) {
            Some(rule) => Routed {
                decision: Decision::Refuse {
                    reason: rule.sentence().to_owned(),
                    code: RefusalCode::Declined,
                },
                ..routed
            },
            None => routed,
        }
    })
}

/// Answers every case with `brain`.
pub fn run_with(cases: &[Case], mut brain: impl FnMut(&AgentRequest<'_>) -> Routed) -> Report {
    let mut report = Report::default();
    for case in cases {
        let routed = with_request(case, &mut brain);
        report.count(case, &routed.decision);
    }
    report
}

/// Answers one case.
fn with_request<T>(case: &Case, answer: impl FnOnce(&AgentRequest<'_>) -> T) -> T {
    let (styles, attachments, results) = (styles(), attachments(case), results(case));
    answer(&AgentRequest {
        text: &case.text,
        attachments: &attachments,
        context: Context { results: &results },
        options: Options::default(),
        styles: &styles,
    })
}

impl Report {
    fn count(&mut self, case: &Case, decision: &Decision) {
        let expected = sequence(&case.decision, case.tools.iter().map(String::as_str));
        let got = match decision {
            Decision::Plan(plan) => sequence("plan", plan.calls.iter().map(|call| call.tool.name())),
            Decision::Clarify { .. } => "clarify".to_owned(),
            Decision::Refuse { .. } => "refuse".to_owned(),
        };
        let difference = if expected == got { difference(case, decision) } else { Some(String::new()) };
        let group = self.groups.entry(case.group.clone()).or_default();
        for score in [group, &mut self.overall] {
            score.all += 1;
            score.right += usize::from(difference.is_none());
        }
        *self.confusion.entry((expected.clone(), got.clone())).or_default() += 1;
        if let Some(difference) = difference {
            let got = if difference.is_empty() { got } else { format!("{got}; {difference}") };
            self.misses.push(Miss { id: case.id.clone(), text: case.text.clone(), expected, got });
        }
    }

    /// Accuracy, over all and by group.
    #[must_use]
    pub fn render_groups(&self) -> String {
        let mut text = String::new();
        let line = |text: &mut String, name: &str, score: Score| {
            let _ = writeln!(
                text,
                "{name:<16} {:>4} of {:>4}  {:>5.1} %",
                score.right,
                score.all,
                100.0 * score.share()
            );
        };
        line(&mut text, "all", self.overall);
        for (name, score) in &self.groups {
            line(&mut text, name, *score);
        }
        text
    }

    /// Accuracy, and how often what was expected and what was got instead.
    #[must_use]
    pub fn render_confusion(&self) -> String {
        let mut text = self.render_groups();
        let _ = writeln!(text, "\nexpected → got (where they differ)");
        for ((expected, got), count) in self.confusion.iter().filter(|((expected, got), _)| expected != got) {
            let _ = writeln!(text, "{count:>4}  {expected} → {got}");
        }
        let _ = writeln!(text, "\nexpected → got (where they agree)");
        for ((expected, _), count) in self.confusion.iter().filter(|((expected, got), _)| expected == got) {
            let _ = writeln!(text, "{count:>4}  {expected}");
        }
        text
    }

    /// The report as text: accuracy, groups, confusions, and the cases that are not right.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = self.render_confusion();
        for miss in &self.misses {
            let _ = writeln!(
                text,
                "\n{}: {:?}\n  expected {}\n  got      {}",
                miss.id, miss.text, miss.expected, miss.got
            );
        }
        text
    }
}

fn sequence<'a>(decision: &str, tools: impl Iterator<Item = &'a str>) -> String {
    let tools: Vec<_> = tools.collect();
    if decision == "plan" { tools.join(" + ") } else { decision.to_owned() }
}

/// The first stated expectation that is not met.
fn difference(case: &Case, decision: &Decision) -> Option<String> {
    let Decision::Plan(plan) = decision else { return None };
    for (index, (expected, call)) in case.inputs.iter().zip(&plan.calls).enumerate() {
        let got: Vec<_> = call.inputs.iter().map(ToString::to_string).collect();
        if !same_inputs(call.tool, expected, &got) {
            return Some(format!("inputs of call {index}: {} for {expected}", got.join(",")));
        }
    }
    for (index, (expected, call)) in case.parameters.iter().zip(&plan.calls).enumerate() {
        let got = serde_json::to_value(&call.parameters).unwrap_or_default();
        for (name, value) in expected {
            let value = serde_json::to_value(value).unwrap_or_default();
            let found = got.get(name).cloned().unwrap_or_default();
            let alike = if name == "style" { same_style(&value, &found) } else { same(&value, &found) };
            if !alike {
                return Some(format!("{name} of call {index}: {found} for {value}"));
            }
        }
    }
    None
}

/// Equal inputs; those of a combination in any order, because its result does not depend on it.
fn same_inputs(tool: Tool, expected: &str, got: &[String]) -> bool {
    let mut expected: Vec<&str> =
        expected.split(',').map(str::trim).filter(|input| !input.is_empty()).collect();
    let mut got: Vec<&str> = got.iter().map(String::as_str).collect();
    if tool == Tool::RunwayGen4Image {
        expected.sort_unstable();
        got.sort_unstable();
    }
    expected == got
}

/// Equal names of styles: `pixel art` is `pixel-art`.
fn same_style(expected: &serde_json::Value, got: &serde_json::Value) -> bool {
    let plain = |name: &str| {
        name.chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    match (expected.as_str(), got.as_str()) {
        (Some(expected), Some(got)) => plain(expected) == plain(got),
        _ => expected == got,
    }
}

/// Equal, with 1 and 1.0 alike, and words regardless of case at their ends.
fn same(expected: &serde_json::Value, got: &serde_json::Value) -> bool {
    match (expected.as_f64(), got.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        _ => match (expected.as_str(), got.as_str()) {
            (Some(a), Some(b)) => a.trim().eq_ignore_ascii_case(b.trim()),
            _ => expected == got,
        },
    }
}

fn attachments(case: &Case) -> Vec<Attachment> {
    let files = case.attachments.iter().enumerate();
    files
        .filter_map(|(index, kind)| {
            let kind = MediaKind::parse(kind)?;
            Some(Attachment { kind, name: format!("{}-{index}", kind.id()) })
        })
        .collect()
}

fn results(case: &Case) -> Vec<EarlierResult> {
    let results = case.context.iter();
    results
        .filter_map(|result| {
            let (kind, prompt) = result.split_once(':').unwrap_or((result, ""));
            let kind = MediaKind::parse(kind.trim())?;
            Some(EarlierResult { kind, prompt: prompt.trim().to_owned(), parameters: Default::default() })
        })
        .collect()
}

/// The styles every case may name: those of the built-in studio.
#[must_use]
pub fn styles() -> Vec<StyleName> {
    [
        ("natural", "Natural"),
        ("flat", "Flat colour"),
        ("low-poly", "Low poly"),
        ("paper-cut", "Paper cut"),
        ("watercolour", "Watercolour"),
        ("ink", "Ink drawing"),
        ("pixel-art", "Pixel art"),
        ("oil-painting", "Oil painting"),
        ("impressionist", "Impressionist"),
        ("woodblock", "Woodblock print"),
        ("expressionist", "Expressionist"),
        ("pastel", "Pastel"),
        ("stained-glass", "Stained glass"),
        ("starry", "Starry swirls"),
        ("blueprint", "Blueprint"),
        ("mosaic", "Mosaic"),
        ("ink-wash", "Ink and colour"),
        ("sepia", "Sepia sketch"),
        ("risograph", "Riso print"),
        ("synthwave", "Synthwave"),
        ("storybook", "Storybook"),
    ]
    .map(|(id, label)| StyleName { id: id.to_owned(), label: label.to_owned() })
    .into()
}

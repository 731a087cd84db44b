//! How much each piece of evidence weighs: learned from the development sets.
//!
//! A softmax regression over what is seen in each step (`router::evidence::features`), by gradient descent on all
//! samples at once, from the same start every time: the same sets give the same weights. A family of cues begins with
//! some weight for what it is evidence for and is held to it, so that a word nobody has used yet counts like its
//! family. What it is worth for a stranger is measured by leaving one set out at a time ([`cross_validation`]).
//!
//! `cargo run --release -p agents --example weigh` prints that figure and writes `lexicon/weights.toml`.

use std::fmt::Write as _;

use super::{Case, DEVELOPMENT_SETS, Score, read, with_request};
use crate::{
    router::{
        evidence::{self, CUES, WANTS, features::FEATURES},
        observations,
    },
    tool::Tool,
};

/// What a family of cues weighs for what it is evidence for, before anything is learned.
const CUE_WEIGHT: f64 = 2.0;
/// How strongly weights are held to where they began.
const HOLD: f64 = 0.0002;
/// Steps of the descent.
const STEPS: usize = 400;
/// The length of the first step of a weight; later ones are shorter (AdaGrad).
const STEP: f64 = 0.25;
/// Weights nearer to nothing than this are not kept, in hundredths.
const KEPT_MIN: i32 = 4;

type Row = [f64; WANTS.len()];

/// One step of a labelled request.
struct Sample {
    set: usize,
    features: Vec<usize>,
    /// What is right, as a place in [`WANTS`].
    right: usize,
}

/// The want a tool belongs to.
fn want_of(tool: &str) -> Option<usize> {
    let name = match Tool::parse(tool)? {
        Tool::GeminiT2I => "picture",
        Tool::GeminiI2I => "edit",
        Tool::RunwayGen4Image => "combine",
        Tool::QueryImage => "answer",
        Tool::TextToVideo | Tool::ImageToVideo => "video",
        Tool::Voiceover => "speech",
        Tool::Lipsync => "lip_sync",
        Tool::BackgroundRemove => "background_removal",
        Tool::BackgroundReplace => "background_replacement",
        Tool::Upscale => "upscale",
        Tool::StyleTransfer => "style_transfer",
        Tool::FaceRestore => "face_restoration",
    };
    WANTS.iter().position(|(_, known)| *known == name)
}

/// The steps of a case with what is right for each; none where the router sees other steps than the label.
fn samples_of(set: usize, case: &Case) -> Vec<Sample> {
    let right: Option<Vec<usize>> = match case.decision.as_str() {
        "plan" => case.tools.iter().map(|tool| want_of(tool)).collect(),
        "clarify" => Some(vec![WANTS.len() - 1]),
        _ => None,
    };
    let seen = with_request(case, observations);
    let Some(right) = right.filter(|right| right.len() == seen.len()) else { return Vec::new() };
    let pairs = right.into_iter().zip(seen);
    pairs.map(|(right, seen)| Sample { set, right, features: seen.features }).collect()
}

fn samples() -> Vec<Sample> {
    let sets = DEVELOPMENT_SETS.iter().enumerate();
    sets.flat_map(|(set, text)| {
        let cases = read(text).unwrap_or_default();
        cases.iter().flat_map(|case| samples_of(set, case)).collect::<Vec<_>>()
    })
    .collect()
}

/// Where the weights begin.
fn beginning() -> Vec<Row> {
    // What works on a picture is meant only where there is one.
    const FROM_NOTHING: &[&str] = &["picture", "video", "speech", "nothing"];
    let begins = |name: &String| {
        let mut row = [0.0; WANTS.len()];
        let said = name.strip_prefix("cue ").unwrap_or_default();
        let (family, pictured) = said.split_once(", ").map_or((said, false), |(family, _)| (family, true));
        let supports = CUES.families.iter().find(|(known, _)| known == family);
        if let Some((_, wanted)) = supports
            && FROM_NOTHING.contains(&wanted.as_str()) != pictured
            && let Some(at) = WANTS.iter().position(|(_, known)| known == wanted)
        {
            row[at] = CUE_WEIGHT;
        }
        row
    };
    FEATURES.iter().map(begins).collect()
}

fn shares(weights: &[Row], features: &[usize]) -> Row {
    let mut scores = [0.0; WANTS.len()];
    for &feature in features {
        for (score, weight) in scores.iter_mut().zip(&weights[feature]) {
            *score += weight;
        }
    }
    let most = scores.iter().copied().fold(f64::MIN, f64::max);
    scores.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f64 = scores.iter().sum();
    scores.map(|score| score / sum)
}

fn learn(samples: &[&Sample]) -> Vec<Row> {
    let start = beginning();
    let mut weights = start.clone();
    let mut travelled = vec![[1e-8; WANTS.len()]; weights.len()];
    let count = samples.len().max(1) as f64;
    for _ in 0..STEPS {
        let mut slope = vec![[0.0; WANTS.len()]; weights.len()];
        for sample in samples {
            let mut error = shares(&weights, &sample.features);
            error[sample.right] -= 1.0;
            for &feature in &sample.features {
                for (slope, error) in slope[feature].iter_mut().zip(error) {
                    *slope += error / count;
                }
            }
        }
        for feature in 0..weights.len() {
            for want in 0..WANTS.len() {
                let held = HOLD * (weights[feature][want] - start[feature][want]);
                let slope = slope[feature][want] + held;
                travelled[feature][want] += slope * slope;
                weights[feature][want] -= STEP * slope / travelled[feature][want].sqrt();
            }
        }
    }
    weights
}

/// The likeliest want, a place in [`WANTS`].
fn best(shares: Row) -> usize {
    (0..shares.len()).max_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap_or_default()
}

/// Every set by weights learned from the others: how many steps the evidence alone reads right.
#[must_use]
pub fn cross_validation() -> String {
    let all = samples();
    let mut text = String::new();
    let mut overall = Score::default();
    for set in 0..DEVELOPMENT_SETS.len() {
        let (left_out, others): (Vec<&Sample>, Vec<&Sample>) =
            all.iter().partition(|sample| sample.set == set);
        let weights = learn(&others);
        let is_right = |sample: &&&Sample| best(shares(&weights, &sample.features)) == sample.right;
        let score = Score { right: left_out.iter().filter(is_right).count(), all: left_out.len() };
        overall.right += score.right;
        overall.all += score.all;
        line(&mut text, &format!("set {}", set + 1), score);
    }
    line(&mut text, "all", overall);
    text
}

fn line(text: &mut String, name: &str, score: Score) {
    let share = 100.0 * score.share();
    let _ = writeln!(text, "{name:<8} {:>4} of {:>4}  {share:>5.1} %", score.right, score.all);
}

/// `weights.toml`, from all sets.
#[must_use]
pub fn weights() -> String {
    let all = samples();
    let weights = learn(&all.iter().collect::<Vec<_>>());
    let mut text = "# How much each piece of evidence weighs for each want, in hundredths. Learned, not written: see\n# src/evaluation/learning.rs for how, and for the command.\n\n".to_owned();
    for (name, row) in FEATURES.iter().zip(weights) {
        let kept: Vec<String> = row
            .iter()
            .zip(WANTS)
            .map(|(weight, (_, want))| ((weight * 100.0).round() as i32, want))
            .filter(|(weight, _)| weight.abs() >= KEPT_MIN)
            .map(|(weight, want)| format!("{want} = {weight}"))
            .collect();
        if !kept.is_empty() {
            let _ = writeln!(text, "{name:?} = {{ {} }}", kept.join(", "));
        }
    }
    text
}

/// What speaks for each step of a case, strongest first: for a reader who wonders why.
#[must_use]
pub fn explain(case: &Case) -> String {
    let mut text = String::new();
    for step in with_request(case, observations) {
        let shares = evidence::shares(&step.features);
        let mut wants: Vec<usize> = (0..WANTS.len()).collect();
        wants.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]));
        let _ = writeln!(text, "the rules say {:?}", step.ruled);
        for &want in wants.iter().take(3) {
            let _ = write!(text, "  {} {:.2}:", WANTS[want].1, shares[want]);
            let mut found: Vec<(f32, &str)> = (step.features.iter())
                .map(|&feature| (evidence::weight(feature, want), FEATURES[feature].as_str()))
                .filter(|(weight, _)| weight.abs() >= 0.3)
                .collect();
            found.sort_by(|a, b| b.0.total_cmp(&a.0));
            for (weight, name) in found {
                let _ = write!(text, " {weight:+.1} {name};");
            }
            text.push('\n');
        }
    }
    text
}

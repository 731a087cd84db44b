//! Layer 3d: what a clause is evidence for.
//!
//! The rules of `intent` know commands and nouns in their places. Strangers put neither there ("this scan is tiny, I
//! want to hang it on the wall"), and such a clause is a description or an edit only because nothing else fits. Here
//! everything it says is weighed: commands and nouns wherever they stand, families of words that hint at something
//! (`lexicon/cues.toml`), what is at hand, how long it is. Each is evidence for or against every want; the sum decides
//! where the rules only assumed.
//!
//! The weights (`lexicon/weights.toml`) are learned from the development sets, see
//! [`crate::evaluation::learning`]; they are whole numbers in hundredths, so that a reader can add them up.

mod cues;
pub mod features;

use std::{collections::BTreeMap, sync::LazyLock};

use super::{
    clause::{Clause, is_writable, names_who_films},
    intent::{Want, compares_a_thing, finds_too_much},
    lexicon::Concept,
    scene::Scene,
    settings::Setting,
    text::Kind,
};
use crate::request::MediaKind;
pub use cues::CUES;
use features::{FEATURES, observe};

/// What can be weighed, with the names the weights are kept by.
pub const WANTS: [(Want, &str); 13] = [
    (Want::Picture, "picture"),
    (Want::Edit, "edit"),
    (Want::Combine, "combine"),
    (Want::Answer, "answer"),
    (Want::Video, "video"),
    (Want::Speech, "speech"),
    (Want::LipSync, "lip_sync"),
    (Want::BackgroundRemoval, "background_removal"),
    (Want::BackgroundReplacement, "background_replacement"),
    (Want::Upscale, "upscale"),
    (Want::StyleTransfer, "style_transfer"),
    (Want::FaceRestoration, "face_restoration"),
    (Want::Nothing, "nothing"),
];

/// Wants that the rules end in where they recognise nothing: a description is a picture, and words about a picture that
/// is there change it.
pub const ASSUMED: [Want; 4] = [Want::Picture, Want::Edit, Want::Combine, Want::Nothing];

/// The share of the evidence that contradicts what was assumed.
const CONTRADICTION_MIN: f32 = 0.55;
/// The same where a command stands in its place and another tool works on a picture in much the same words, and where
/// something that could be made is asked about instead.
const COMMANDED_CONTRADICTION_MIN: f32 = 0.8;

/// One number for each of [`WANTS`].
pub type Scores = [f32; WANTS.len()];

/// The weights of every feature, by its number.
static WEIGHTS: LazyLock<Vec<Scores>> = LazyLock::new(|| {
    let kept: BTreeMap<String, BTreeMap<String, i32>> =
        toml::from_str(include_str!("../../../lexicon/weights.toml"))
            .unwrap_or_else(|error| panic!("the compiled-in weights are well-formed: {error}"));
    let row = |name: &String| {
        let mut row = Scores::default();
        for (want, &weight) in kept.get(name).into_iter().flatten() {
            if let Some(at) = WANTS.iter().position(|(_, known)| known == want) {
                row[at] = weight as f32 / 100.0;
            }
        }
        row
    };
    FEATURES.iter().map(row).collect()
});

/// What a feature says for a want, a place in [`WANTS`].
pub fn weight(feature: usize, want: usize) -> f32 {
    WEIGHTS[feature][want]
}

/// How likely each want is, 0–1 and 1 together.
pub fn shares(features: &[usize]) -> Scores {
    let mut scores = Scores::default();
    for &feature in features {
        for (score, weight) in scores.iter_mut().zip(&WEIGHTS[feature]) {
            *score += weight;
        }
    }
    softmax(&mut scores);
    scores
}

/// Scores as shares of one.
pub fn softmax(scores: &mut Scores) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}

/// What the evidence says, where it contradicts what the rules only assumed.
pub fn judge(clause: &Clause<'_>, scene: &Scene<'_>, settings: &[Setting], ruled: Want) -> Option<Want> {
    if !ASSUMED.contains(&ruled) {
        return None;
    }
    let shares = shares(&observe(clause, scene, settings));
    let (want, share) = WANTS
        .iter()
        .zip(shares)
        .map(|(&(want, _), share)| (want, share))
        .fold((ruled, 0.0), |best, next| if next.1 > best.1 { next } else { best });
    // A command without an object may be another command, and is never a description of nothing; and several pictures
    // at once are seldom about one of them.
    let unlikely = match ruled {
        Want::Nothing => matches!(want, Want::Picture | Want::Edit),
        Want::Combine => want == Want::Edit,
        Want::Edit => {
            want == Want::Picture
                || want == Want::Upscale && compares_a_thing(clause)
                || want == Want::StyleTransfer && finds_too_much(clause)
                || want == Want::Combine && picks_one(clause, scene)
        }
        // "Make it a poster about glaciers".
        Want::Picture => want == Want::Nothing && clause.find(Concept::Artwork).is_some(),
        _ => false,
    };
    // "Make him disappear" is no wish for a video, whatever was told before it.
    let unlikely = unlikely
        || clause.lead(Concept::Remove).is_some()
            && matches!(want, Want::Video | Want::Answer | Want::Picture | Want::Speech | Want::LipSync);
    let unlikely = unlikely || contradicts_its_object(clause, want);
    let alike = matches!(want, Want::Picture | Want::Edit | Want::BackgroundReplacement);
    let least = if alike && clause.lead.0 > 0 || want == Want::Nothing {
        COMMANDED_CONTRADICTION_MIN
    } else {
        CONTRADICTION_MIN
    };
    (want != ruled && !unlikely && share >= least).then_some(want)
}

/// Features of one step, for learning.
pub struct Observation {
    /// Numbers of [`FEATURES`].
    pub features: Vec<usize>,
    /// What the rules say.
    pub ruled: Want,
}

/// What is seen in a clause.
pub fn observation(clause: &Clause<'_>, scene: &Scene<'_>, settings: &[Setting], ruled: Want) -> Observation {
    Observation { features: observe(clause, scene, settings), ruled }
}

/// "In the second one the door needs to be green": one of several.
fn picks_one(clause: &Clause<'_>, scene: &Scene<'_>) -> bool {
    super::scene_counts_one(clause, scene.attached(MediaKind::Image).len())
}

/// Wants that the thing a clause is about speaks against: a sign that says something is written on, a torn corner has no
/// face, and the cover for a film is no film.
fn contradicts_its_object(clause: &Clause<'_>, want: Want) -> bool {
    let words = &clause.tokens[clause.start..clause.end];
    let names = |concepts: &[Concept]| concepts.iter().any(|&concept| clause.mentions(concept));
    match want {
        Want::LipSync | Want::Speech => {
            clause.lead(Concept::Causative).is_some()
                && words.iter().take(5).any(is_writable)
                && words.iter().any(|token| token.kind == Kind::Quote)
        }
        Want::FaceRestoration => {
            clause.lead(Concept::Restore).is_some()
                && !names(&[Concept::Face, Concept::It, Concept::Picture, Concept::Artwork])
        }
        Want::Video => {
            let headed = (clause.start..clause.end.min(clause.start + 3)).any(|at| {
                clause.at(at, Concept::Artwork).or_else(|| clause.at(at, Concept::Picture)).is_some()
            });
            let made_for = words.iter().take(5).any(|token| matches!(token.text.as_str(), "for" | "about"));
            (headed && made_for || names_who_films(clause)) && !names(&[Concept::Animate])
        }
        _ => false,
    }
}

//! Changing pictures that are there.
//!
//! | change | file | by |
//! |---|---|---|
//! | another style | [`restyle`] | the networks of 26 paintings and of any picture as style |
//! | larger | [`upscale`] | a network, tile by tile |
//! | without or before another background | [`background`] | a matte of what stands out, or of people; our own scenes |
//! | words about it | [`describe`] | measures, and a network that finds faces |
//! | by words | [`words`], [`grade`], [`frame`] | arithmetic on light and colour; no network |
//! | a scene of ours, by words | `again` | its specification changed, painted anew with its seed |
//!
//! Everything answers with what made it and with what of the wish was left out. Where a change has parts,
//! the watcher is asked between them whether to go on.

mod again;
pub mod background;
pub mod describe;
pub mod frame;
pub mod grade;
pub mod photo;
pub(crate) mod raster;
pub mod restyle;
pub mod upscale;
pub mod words;

pub use photo::{PIXELS_TAKEN_MAX, Photo};
use serde_json::{Value, json};

use crate::scene::Steps;
use crate::{Picture, Studio, StudioError, Watch};

/// How much of a change is made when nobody says: at this strength a change is the whole of itself.
const USUAL_STRENGTH: f32 = 0.7;

/// What to change, and in which picture.
#[derive(Clone, Debug)]
pub struct EditRequest {
    /// The picture's file: PNG, JPEG, WebP or GIF.
    pub picture: Vec<u8>,
    /// The change.
    pub change: Change,
    /// Same request, same seed, same result on one machine.
    pub seed: u64,
}

impl EditRequest {
    /// Whether it takes the whole machine for a second or more, so that only one such piece of work runs at a time.
    #[must_use]
    pub fn is_heavy(&self) -> bool {
        // A picture that keeps its scene is painted anew.
        let is_painted = || photo::kept_scene(&self.picture).is_some();
        self.change.is_heavy() || matches!(self.change, Change::ByWords { .. }) && is_painted()
    }
}

/// A change.
#[derive(Clone, Debug)]
pub enum Change {
    /// In another style.
    Restyle {
        /// A style's id or words that name one; empty or `auto` leaves it to `words`.
        style: String,
        /// More words on the style.
        words: String,
        /// How strongly it is laid on, 0.1 to 1; `None` is the style's own strength, or what the words say.
        strength: Option<f32>,
        /// A picture whose manner is taken instead: its file.
        example: Option<Vec<u8>>,
    },
    /// This many times as wide and high; above 1, at most 4.
    Upscale(f64),
    /// What the picture is of alone, the rest transparent.
    RemoveBackground,
    /// The same before this.
    ReplaceBackground(Backdrop),
    /// An answer in words to this question.
    Describe(String),
    /// By words.
    ByWords {
        /// The wish.
        words: String,
        /// How much may change, 0.1 to 1.
        strength: f32,
        /// Width to height of the result, where it should be another.
        shape: Option<f32>,
    },
}

/// What comes behind people.
#[derive(Clone, Debug)]
pub enum Backdrop {
    /// A colour's name, or a scene.
    Words(String),
    /// Red, green, blue.
    Colour([u8; 3]),
    /// A picture: its file.
    Picture(Vec<u8>),
}

impl Change {
    /// Whether it takes the whole machine for seconds, whatever the picture.
    #[must_use]
    pub fn is_heavy(&self) -> bool {
        matches!(self, Change::Restyle { .. } | Change::Upscale(_) | Change::ReplaceBackground(_))
    }
}

/// What came of a change.
#[derive(Clone, Debug)]
pub struct Edited {
    /// A picture, or words.
    pub result: EditResult,
    /// What is seen, for people who cannot: a part of a sentence; empty for words.
    pub description: String,
    /// What of the wish was left out, in sentences.
    pub warnings: Vec<String>,
    /// What made it.
    pub made_by: String,
    /// What is needed to make it again from the same picture.
    pub provenance: Value,
}

/// A picture, or words.
#[derive(Clone, Debug)]
pub enum EditResult {
    /// A changed picture.
    Picture(Photo),
    /// A picture painted anew, which keeps its scene.
    Painted(Box<Picture>),
    /// An answer.
    Words(String),
}

impl Edited {
    pub(crate) fn picture(photo: Photo, description: String, made_by: String, provenance: Value) -> Edited {
        let result = EditResult::Picture(photo);
        Edited { result, description, warnings: Vec::new(), made_by, provenance }
    }

    pub(crate) fn with_warnings(mut self, warnings: Vec<String>) -> Edited {
        self.warnings = warnings;
        self
    }
}

impl Studio {
    /// Changes a picture, in the current rayon pool.
    ///
    /// # Errors
    /// [`StudioError::Cancelled`] once `w` says so, [`StudioError::Invalid`] with the reason when the picture
    /// or the wish is one the studio cannot do, [`StudioError::Engine`] when a network fails.
    pub fn edit(&self, request: &EditRequest, w: &dyn Watch) -> Result<Edited, StudioError> {
        let steps = Steps::new(w, false);
        steps.say(0.0, "Opening the picture", None::<&[u8]>, [0, 0]);
        let photo = Photo::decode(&request.picture)?;
        steps.check()?;
        let edited = match &request.change {
            Change::Restyle { style, words, strength, example } => match example {
                Some(file) => {
                    restyle::by_example(self, photo, &Photo::decode(file)?.flattened(), *strength, &steps)?
                }
                None => restyle::by_name(self, photo, style, words, *strength, &steps)?,
            },
            Change::Upscale(factor) => upscale::enlarge(self, photo, *factor, &steps)?,
            Change::RemoveBackground => background::remove(self, photo, &steps)?,
            Change::ReplaceBackground(backdrop) => {
                background::replace(self, photo, backdrop, request.seed, &steps)?
            }
            Change::Describe(question) => describe::answer(self, photo, question)?,
            Change::ByWords { words, strength, shape } => {
                let kept = photo::kept_scene(&request.picture);
                let again = match kept {
                    Some(kept) => again::apply(self, &photo, kept, words, (*strength, *shape), &steps)?,
                    None => None,
                };
                match again {
                    Some(edited) => edited,
                    None => words::apply(self, photo, words, *strength, *shape, &steps)?,
                }
            }
        };
        steps.check()?;
        steps.say(1.0, "Finished", None::<&[u8]>, [0, 0]);
        Ok(edited)
    }
}

/// What is seen after a change, as a part of a sentence.
pub(crate) fn changed(photo: &Photo, how: &str) -> String {
    match &photo.said {
        Some(said) => format!("{said}, {how}"),
        None => format!("The picture {how}"),
    }
}

/// The parameters of a change, for making it again.
pub(crate) fn parameters(operation: &str, told: Value) -> Value {
    json!({ "operation": operation, "parameters": told })
}

//! What can be asked of a provider: one variant of [`Work`] for every operation of the product.
//!
//! The words are ours, not a vendor's: lengths in pixels and milliseconds, strengths from 0 to 1. An
//! adapter translates them into what its vendor takes and refuses what the vendor cannot do. Files that
//! the work acts on travel beside it, in [`Submission::inputs`], in the order each variant names.

use crate::Content;

/// Work to hand over.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The run it is a part of, for a provider that reports back.
    pub generation_id: String,
    /// Names this attempt. A provider that deduplicates makes and charges the same attempt once.
    pub attempt_id: String,
    /// The model that does it.
    pub model_id: String,
    /// What is to be done.
    pub work: Work,
    /// The files it acts on.
    pub inputs: Vec<InputFile>,
    /// Whose keys it is submitted with: `None` for the operator's, else only those that this owner brought.
    pub key_owner: Option<String>,
}

/// A file to act on, with its content as it is in storage.
#[derive(Clone)]
pub struct InputFile {
    /// What it is, e.g. `image/png`; checked by content before it comes here.
    pub media_type: String,
    /// A name with a fitting ending, e.g. `portrait.png`; never a path.
    pub filename: String,
    /// The file.
    pub content: Content,
    /// The size of a picture, for vendors that want to know the shape before they are given it; nothing where
    /// nobody measured it.
    pub size: Option<Size>,
}

impl InputFile {
    /// A file that nobody measured.
    #[must_use]
    pub fn new(media_type: &str, filename: &str, content: impl Into<Content>) -> InputFile {
        let (media_type, filename) = (media_type.to_owned(), filename.to_owned());
        InputFile { media_type, filename, content: content.into(), size: None }
    }

    /// The same file, a picture of this size.
    #[must_use]
    pub fn of_size(self, size: Option<Size>) -> InputFile {
        InputFile { size, ..self }
    }
}

impl std::fmt::Debug for InputFile {
    /// Shows the size instead of the content.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "InputFile({}, {} bytes)", self.media_type, self.content.length())
    }
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum Work {
    /// A picture from words. Takes no files.
    Picture(PictureWork),
    /// A picture changed by words. Takes the picture.
    Edit(EditWork),
    /// Several pictures made into one. Takes the pictures, at least one.
    Compose(ComposeWork),
    /// A question about a picture, answered in words. Takes the picture.
    Describe(DescribeWork),
    /// A clip from words, or from a picture and words. Takes no file or the first picture.
    Video(VideoWork),
    /// Text read aloud. Takes no files.
    Speech(SpeechWork),
    /// A face made to speak. Takes the face (picture or clip), then the audio where
    /// [`LipsyncSpeech::Audio`] says so.
    Lipsync(LipsyncWork),
    /// The subject cut out of a picture. Takes the picture.
    BackgroundRemove,
    /// The subject put before another background. Takes the picture.
    BackgroundReplace(BackgroundReplaceWork),
    /// A picture made larger. Takes the picture.
    Upscale(UpscaleWork),
    /// A picture in another style. Takes the picture.
    StyleTransfer(StyleTransferWork),
    /// Faces in a picture made clear. Takes the picture.
    FaceRestore(FaceRestoreWork),
}

impl Work {
    /// The product's name of the operation, e.g. `text_to_image`. A clip is `image_to_video` when it
    /// starts from a picture.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match self {
            Work::Picture(_) => "text_to_image",
            Work::Edit(_) => "image_to_image",
            Work::Compose(_) => "image_compose",
            Work::Describe(_) => "image_describe",
            Work::Video(VideoWork { from_picture: false, .. }) => "text_to_video",
            Work::Video(_) => "image_to_video",
            Work::Speech(_) => "voiceover",
            Work::Lipsync(_) => "lipsync",
            Work::BackgroundRemove => "background_remove",
            Work::BackgroundReplace(_) => "background_replace",
            Work::Upscale(_) => "upscale",
            Work::StyleTransfer(_) => "style_transfer",
            Work::FaceRestore(_) => "face_restore",
        }
    }
}

/// A picture from words.
#[derive(Clone, Debug)]
pub struct PictureWork {
    /// What to see.
    pub prompt: String,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// A style of the model, or `auto`.
    pub style: String,
    /// What makes it repeatable.
    pub seed: u64,
}

/// Width and height of a picture or clip, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// A picture changed by words.
#[derive(Clone, Debug)]
pub struct EditWork {
    /// What to change.
    pub prompt: String,
    /// How much may change: 0.1 (hardly anything) to 1.0 (everything).
    pub strength: f64,
    /// The size of the result; `None` keeps that of the picture.
    pub size: Option<Size>,
    /// What makes it repeatable, where the model can.
    pub seed: Option<u64>,
}

/// Several pictures made into one.
#[derive(Clone, Debug)]
pub struct ComposeWork {
    /// How they come together.
    pub prompt: String,
    /// The size of the result; `None` lets the model choose.
    pub size: Option<Size>,
    /// What makes it repeatable, where the model can.
    pub seed: Option<u64>,
}

/// A question about a picture.
#[derive(Clone, Debug)]
pub struct DescribeWork {
    /// What to find out.
    pub question: String,
}

/// A clip.
#[derive(Clone, Debug)]
pub struct VideoWork {
    /// What happens.
    pub prompt: String,
    /// How long, in milliseconds.
    pub duration_ms: u32,
    /// How much moves: 0.1 to 1.0.
    pub motion_strength: f64,
    /// The size of the result; `None` lets the model choose, or keeps that of the picture.
    pub size: Option<Size>,
    /// Whether the clip starts from the picture in the inputs.
    pub from_picture: bool,
    /// What makes it repeatable, where the model can.
    pub seed: Option<u64>,
}

/// Text read aloud.
#[derive(Clone, Debug)]
pub struct SpeechWork {
    /// What is said.
    pub text: String,
    /// A voice of the model; `None` takes the model's usual one.
    pub voice: Option<String>,
    /// The language as an ISO 639-1 code, e.g. `hi`; `None` lets the model hear it from the text.
    pub language: Option<String>,
    /// 1.0 is the voice's own speed.
    pub speed: f64,
}

/// A face made to speak.
#[derive(Clone, Debug)]
pub struct LipsyncWork {
    /// What is said.
    pub speech: LipsyncSpeech,
    /// The better and dearer way, where the model has two.
    pub advanced: bool,
}

/// What a face says.
#[derive(Clone, Debug)]
pub enum LipsyncSpeech {
    /// The audio that follows the face in the inputs.
    Audio,
    /// Text, read by a voice of the model.
    Text(SpeechWork),
}

/// The subject put before another background.
#[derive(Clone, Debug)]
pub struct BackgroundReplaceWork {
    /// What comes behind the subject.
    pub background: Background,
    /// What makes it repeatable, where the model can.
    pub seed: Option<u64>,
}

/// What comes behind a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Background {
    /// A scene in words.
    Prompt(String),
    /// One colour: red, green, blue.
    Colour([u8; 3]),
}

/// A picture made larger.
#[derive(Clone, Debug)]
pub struct UpscaleWork {
    /// How many times as wide and as high, e.g. 2.0.
    pub factor: f64,
}

/// A picture in another style.
#[derive(Clone, Debug)]
pub struct StyleTransferWork {
    /// The style's name, or `auto` when only the words say it.
    pub style: String,
    /// More words on the style; may be empty.
    pub prompt: String,
    /// How strongly the style is laid on: 0.1 to 1.0; `None` is the style's own strength.
    pub strength: Option<f64>,
}

/// Faces made clear.
#[derive(Clone, Copy, Debug, Default)]
pub struct FaceRestoreWork {
    /// How far faces may leave the picture they come from: 0.1 (hardly) to 1.0 (as clear as can be, and less
    /// the same person); `None` is the model's usual.
    pub strength: Option<f64>,
}

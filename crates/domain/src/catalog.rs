//! Flows and models as data: what exists, what it accepts, what it costs.
//!
//! The server reads `catalog/*.toml` into these types and refuses to start on a mistake, with the place
//! named; [`Catalog::check`] holds the rules between entries.

mod workflow;

use serde::{Deserialize, Serialize};
pub use workflow::{WORKFLOW_FIELDS, WORKFLOW_PROVIDER, Workflow};

use crate::{money::UsdMicros, plan::Plan, pricing::Complexity};

/// What a file or a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaType {
    /// A still picture.
    Image,
    /// A moving picture.
    Video,
    /// Speech or other sound.
    Audio,
    /// Words, e.g. the answer to a question about a picture.
    Text,
}

impl MediaType {
    /// The kind with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<MediaType> {
        [MediaType::Image, MediaType::Video, MediaType::Audio, MediaType::Text]
            .into_iter()
            .find(|kind| kind.id() == id)
    }

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            MediaType::Image => "image",
            MediaType::Video => "video",
            MediaType::Audio => "audio",
            MediaType::Text => "text",
        }
    }
}

/// What a tool does, independent of who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A picture from words.
    TextToImage,
    /// A picture changed by words.
    ImageToImage,
    /// Several pictures made into one.
    ImageCompose,
    /// A question about a picture, answered in words.
    ImageDescribe,
    /// A video from words.
    TextToVideo,
    /// A picture that begins to move.
    ImageToVideo,
    /// Text read aloud.
    Voiceover,
    /// A face made to speak.
    Lipsync,
    /// The subject cut out of a picture.
    BackgroundRemove,
    /// The subject put before another background.
    BackgroundReplace,
    /// A picture made larger.
    Upscale,
    /// A picture in another style.
    StyleTransfer,
    /// Faces in a picture made clear.
    FaceRestore,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Operation; 13] = [
        Operation::TextToImage,
        Operation::ImageToImage,
        Operation::ImageCompose,
        Operation::ImageDescribe,
        Operation::TextToVideo,
        Operation::ImageToVideo,
        Operation::Voiceover,
        Operation::Lipsync,
        Operation::BackgroundRemove,
        Operation::BackgroundReplace,
        Operation::Upscale,
        Operation::StyleTransfer,
        Operation::FaceRestore,
    ];

    /// The name used in rows and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Operation::TextToImage => "text_to_image",
            Operation::ImageToImage => "image_to_image",
            Operation::ImageCompose => "image_compose",
            Operation::ImageDescribe => "image_describe",
            Operation::TextToVideo => "text_to_video",
            Operation::ImageToVideo => "image_to_video",
            Operation::Voiceover => "voiceover",
            Operation::Lipsync => "lipsync",
            Operation::BackgroundRemove => "background_remove",
            Operation::BackgroundReplace => "background_replace",
            Operation::Upscale => "upscale",
            Operation::StyleTransfer => "style_transfer",
            Operation::FaceRestore => "face_restore",
        }
    }

    /// The operation with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Operation> {
        Operation::ALL.into_iter().find(|operation| operation.id() == id)
    }

    /// What it makes, for a bill.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Operation::TextToImage => "Picture",
            Operation::ImageToImage => "Edited picture",
            Operation::ImageCompose => "Combined picture",
            Operation::ImageDescribe => "Answer about a picture",
            Operation::TextToVideo => "Video",
            Operation::ImageToVideo => "Video from a picture",
            Operation::Voiceover => "Voice-over",
            Operation::Lipsync => "Lip sync",
            Operation::BackgroundRemove => "Background removal",
            Operation::BackgroundReplace => "Background replacement",
            Operation::Upscale => "Upscaling",
            Operation::StyleTransfer => "Style transfer",
            Operation::FaceRestore => "Face restoration",
        }
    }

    /// What it is doing, for a person who waits.
    #[must_use]
    pub fn doing(self) -> &'static str {
        match self {
            Operation::TextToImage => "Making the picture",
            Operation::ImageToImage => "Changing the picture",
            Operation::ImageCompose => "Combining the pictures",
            Operation::ImageDescribe => "Looking at the picture",
            Operation::TextToVideo => "Making the video",
            Operation::ImageToVideo => "Animating the picture",
            Operation::Voiceover => "Recording the voice-over",
            Operation::Lipsync => "Making the face speak",
            Operation::BackgroundRemove => "Removing the background",
            Operation::BackgroundReplace => "Replacing the background",
            Operation::Upscale => "Enlarging the picture",
            Operation::StyleTransfer => "Repainting the picture",
            Operation::FaceRestore => "Restoring the faces",
        }
    }

    /// What it makes.
    #[must_use]
    pub fn output(self) -> MediaType {
        use Operation as O;
        match self {
            O::ImageDescribe => MediaType::Text,
            O::TextToVideo | O::ImageToVideo | O::Lipsync => MediaType::Video,
            O::Voiceover => MediaType::Audio,
            _ => MediaType::Image,
        }
    }

    /// Whether its result has a shape and quality of the person's choice, so that its models list sizes.
    #[must_use]
    pub fn has_sizes(self) -> bool {
        self == Operation::TextToImage
    }
}

/// The shape of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AspectRatio {
    /// Square; the default on screen.
    #[default]
    #[serde(rename = "1:1")]
    Square,
    /// Upright, for a phone.
    #[serde(rename = "9:16")]
    Tall,
    /// Wide, for a screen.
    #[serde(rename = "16:9")]
    Wide,
    /// Classic landscape.
    #[serde(rename = "4:3")]
    Classic,
}

impl AspectRatio {
    /// Every ratio.
    pub const ALL: [AspectRatio; 4] =
        [AspectRatio::Square, AspectRatio::Tall, AspectRatio::Wide, AspectRatio::Classic];

    /// The name used in JSON, e.g. `16:9`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            AspectRatio::Square => "1:1",
            AspectRatio::Tall => "9:16",
            AspectRatio::Wide => "16:9",
            AspectRatio::Classic => "4:3",
        }
    }

    /// The ratio with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<AspectRatio> {
        AspectRatio::ALL.into_iter().find(|ratio| ratio.id() == id)
    }
}

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PixelSize {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// A style a model can make pictures in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StyleOption {
    /// The name used in JSON, e.g. `oil-painting`.
    pub id: String,
    /// The name on screen.
    pub label: String,
    /// Which column of the price table it belongs to.
    pub complexity: Complexity,
}

/// A size a model makes for one aspect ratio and quality.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeOption {
    /// e.g. `16:9`.
    pub aspect_ratio: AspectRatio,
    /// e.g. `high`.
    pub quality: crate::pricing::Quality,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// A model: who does an operation, with which limits, at which cost.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The name used in rows and JSON.
    pub id: String,
    /// The name on screen.
    pub name: String,
    /// Who runs it, e.g. `local`.
    pub provider: String,
    /// What it does.
    pub operation: Operation,
    /// What the provider charges for one result, in millionths of a US dollar.
    pub cost_usd_micros: UsdMicros,
    /// Where the cost was read, and when.
    pub cost_source: String,
    /// Typical time for one result in the simple column, in milliseconds.
    pub expected_ms: i64,
    /// Typical time for one result in the complex column, in milliseconds.
    pub expected_complex_ms: i64,
    /// The deadline of one result, in milliseconds.
    pub deadline_ms: i64,
    /// Higher is better; chains are ordered by it.
    pub quality_rank: u32,
    /// Whether a repeated submit with the same attempt id is paid and made only once.
    pub deduplicates_submits: bool,
    /// The styles it knows, besides `auto`.
    #[serde(default)]
    pub styles: Vec<StyleOption>,
    /// The sizes it makes.
    #[serde(default)]
    pub sizes: Vec<SizeOption>,
}

/// A named workflow a user can run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// The name used in addresses, e.g. `text-to-image`.
    pub id: String,
    /// The name on screen.
    pub name: String,
    /// One line.
    pub summary: String,
    /// One paragraph.
    pub description: String,
    /// Where the gallery puts it.
    pub category: String,
    /// The operation of its step; for a flow with an agent, the one its options are about.
    pub operation: Operation,
    /// Whether an agent reads the words and chooses the tools.
    #[serde(default)]
    pub agent: bool,
    /// The cheapest plan that includes it.
    pub minimum_plan: Plan,
    /// The picture on its tile, an address of the web app.
    pub cover: String,
    /// Prompts to start from.
    pub sample_prompts: Vec<SamplePrompt>,
}

/// A prompt to start from, with the picture it made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplePrompt {
    /// The words.
    pub prompt: String,
    /// An address of the web app.
    pub cover: String,
}

/// All flows and models.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// In the order of the gallery.
    pub flows: Vec<Flow>,
    /// In the order of the file.
    pub models: Vec<Model>,
    /// Workflows that run elsewhere; their flows and models are among the others.
    pub workflows: Vec<Workflow>,
}

impl Catalog {
    /// The flow with this id.
    #[must_use]
    pub fn flow(&self, id: &str) -> Option<&Flow> {
        self.flows.iter().find(|flow| flow.id == id)
    }

    /// The model with this id.
    #[must_use]
    pub fn model(&self, id: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.id == id)
    }

    /// Adds workflows with their flows and models.
    #[must_use]
    pub fn with_workflows(mut self, workflows: Vec<Workflow>) -> Catalog {
        self.flows.extend(workflows.iter().map(|workflow| workflow.flow.clone()));
        self.models.extend(workflows.iter().map(Workflow::model));
        self.workflows.extend(workflows);
        self
    }

    /// The workflow that does this flow's work, if one does.
    #[must_use]
    pub fn workflow_of(&self, flow: &Flow) -> Option<&Workflow> {
        self.workflows.iter().find(|workflow| workflow.flow.id == flow.id)
    }

    /// The models that can do a flow's work, best first.
    #[must_use]
    pub fn chain_of(&self, flow: &Flow) -> Vec<&Model> {
        match self.workflow_of(flow) {
            Some(workflow) => self.model(&workflow.model_id()).into_iter().collect(),
            None => self.chain(flow.operation),
        }
    }

    /// The models that do `operation`, best first. Workflows are not among them.
    #[must_use]
    pub fn chain(&self, operation: Operation) -> Vec<&Model> {
        let fits = |model: &&Model| model.operation == operation && model.provider != WORKFLOW_PROVIDER;
        let mut chain: Vec<_> = self.models.iter().filter(fits).collect();
        chain.sort_by_key(|model| std::cmp::Reverse(model.quality_rank));
        chain
    }

    /// Says what is wrong between entries: duplicate ids, flows nobody can run, models without sizes.
    #[must_use]
    pub fn check(&self) -> Vec<String> {
        let mut mistakes: Vec<_> = self.workflows.iter().flat_map(Workflow::mistakes).collect();
        for (index, flow) in self.flows.iter().enumerate() {
            if self.flows[..index].iter().any(|other| other.id == flow.id) {
                mistakes.push(format!("flow `{}` is defined twice", flow.id));
            }
            if self.chain_of(flow).is_empty() {
                mistakes.push(format!("flow `{}`: no model does {}", flow.id, flow.operation.id()));
            }
        }
        for (index, model) in self.models.iter().enumerate() {
            if self.models[..index].iter().any(|other| other.id == model.id) {
                mistakes.push(format!("model `{}` is defined twice", model.id));
            }
            for ratio in AspectRatio::ALL.into_iter().filter(|_| model.operation.has_sizes()) {
                for quality in crate::pricing::Quality::ALL {
                    if model.size(ratio, quality).is_none() {
                        mistakes.push(format!(
                            "model `{}` has no size for {} {}",
                            model.id,
                            ratio.id(),
                            quality.id()
                        ));
                    }
                }
            }
        }
        mistakes
    }
}

impl Model {
    /// The pixels of a result.
    #[must_use]
    pub fn size(&self, aspect_ratio: AspectRatio, quality: crate::pricing::Quality) -> Option<PixelSize> {
        self.sizes
            .iter()
            .find(|size| size.aspect_ratio == aspect_ratio && size.quality == quality)
            .map(|size| PixelSize { width: size.width, height: size.height })
    }

    /// The style with this id.
    #[must_use]
    pub fn style(&self, id: &str) -> Option<&StyleOption> {
        self.styles.iter().find(|style| style.id == id)
    }

    /// How long one result usually takes, in milliseconds.
    #[must_use]
    pub fn expected_ms(&self, complexity: Complexity) -> i64 {
        match complexity {
            Complexity::Simple => self.expected_ms,
            Complexity::Complex => self.expected_complex_ms,
        }
    }
}

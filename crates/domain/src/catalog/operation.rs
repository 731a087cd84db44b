//! What a tool does, and what comes of it, independent of who does it.

use serde::{Deserialize, Serialize};

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

//! What goes in and what comes out: the request, progress while painting, the picture and its file.

use serde_json::json;

use crate::StudioError;
use crate::scene::{SceneSpec, Style};

/// Smallest side accepted, pixels: below it nothing can be recognised.
pub const SIDE_MIN: u32 = 64;
/// Largest side accepted, pixels.
pub const SIDE_MAX: u32 = 4096;
/// Most pixels accepted: bounds memory to about 600 MB.
pub const PIXELS_MAX: u64 = 9_000_000;

/// What to paint.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureRequest {
    /// The wish in words.
    pub prompt: String,
    /// Width in pixels, 64 to 4096.
    pub width: u32,
    /// Height in pixels, 64 to 4096; at most nine million pixels in all.
    pub height: u32,
    /// The finish.
    pub style: StyleChoice,
    /// Same request, same seed, same picture, byte for byte.
    pub seed: u64,
}

impl PictureRequest {
    pub(crate) fn check(&self) -> Result<(), StudioError> {
        let side = SIDE_MIN..=SIDE_MAX;
        if !side.contains(&self.width) || !side.contains(&self.height) {
            return Err(StudioError::Invalid(format!(
                "The size {} x {} is outside {SIDE_MIN} to {SIDE_MAX} pixels a side.",
                self.width, self.height
            )));
        }
        if u64::from(self.width) * u64::from(self.height) > PIXELS_MAX {
            return Err(StudioError::Invalid(format!(
                "{} x {} is more than nine million pixels.",
                self.width, self.height
            )));
        }
        Ok(())
    }
}

/// Which finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StyleChoice {
    /// The style named in the prompt, else [`Style::Natural`].
    Auto,
    /// This one.
    Named(Style),
}

/// How far a picture is.
pub struct Progress<'a> {
    /// Share done, 0 to 1, never falling.
    pub fraction: f32,
    /// What is being done: "Painting the sky".
    pub sentence: &'a str,
    /// The picture so far, now and then.
    pub preview: Option<&'a Preview>,
}

/// A small picture of the work so far: at most 64 pixels on its long side, sRGB, 3 bytes a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Rows of red, green, blue.
    pub rgb: Vec<u8>,
}

/// Told about progress, asked whether to go on. Called from several threads.
pub trait Watch: Sync {
    /// Takes note of progress.
    fn progress(&self, p: Progress<'_>);
    /// Whether to stop; asked often, so it should be cheap.
    fn cancelled(&self) -> bool;
}

/// A finished picture.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Rows of red, green, blue; sRGB, 8 bits.
    pub rgb: Vec<u8>,
    /// The scene in words: the alternative text.
    pub description: String,
    /// What of the prompt was left out, in plain sentences.
    pub warnings: Vec<String>,
    /// What made it: "Local studio: painted scene, oil painting (neural style 23)".
    pub made_by: String,
    /// What the prompt was understood to ask for.
    pub scene: SceneSpec,
    /// The finish used.
    pub style: Style,
    /// What it was made with, so that it can be animated as it is.
    pub seed: u64,
}

impl Picture {
    /// The picture as a PNG file, with text chunks that say what made it and what it shows.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when the encoder refuses.
    pub fn encode_png(&self) -> Result<Vec<u8>, StudioError> {
        let engine = |e: png::EncodingError| StudioError::Engine(format!("PNG encoder: {e}"));
        let mut file = Vec::with_capacity(self.rgb.len() / 2);
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Up);
        let scene = json!({ "made_by": self.made_by, "scene": self.scene, "seed": self.seed }).to_string();
        for (key, text) in [
            ("Software", "Marty Martin, local studio"),
            ("Description", self.description.as_str()),
            ("Scene", scene.as_str()),
        ] {
            encoder.add_itxt_chunk(key.to_owned(), text.to_owned()).map_err(engine)?;
        }
        let mut writer = encoder.write_header().map_err(engine)?;
        writer.write_image_data(&self.rgb).map_err(engine)?;
        writer.finish().map_err(engine)?;
        Ok(file)
    }
}

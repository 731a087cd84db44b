//! A picture somebody brings: decoded within bounds, turned the way it was held, and its file again.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use serde::Deserialize;
use serde_json::Value;

use crate::StudioError;
use crate::scene::SceneSpec;

/// Most pixels that are taken: fifty million.
pub const PIXELS_TAKEN_MAX: u64 = 50_000_000;
/// Bytes a decoder may ask for: fifty million pixels of four channels of 16 bits.
const DECODER_BYTES_MAX: u64 = PIXELS_TAKEN_MAX * 8;
/// Transparency below which a pixel counts as seen through, of 255.
const WHOLE: u8 = 250;

/// A picture to change.
#[derive(Clone, Debug)]
pub struct Photo {
    /// Width and height in pixels.
    pub size: [usize; 2],
    /// Rows of red, green, blue; sRGB, 8 bits.
    pub rgb: Vec<u8>,
    /// How opaque each pixel is, where any is not.
    pub alpha: Option<Vec<u8>>,
    /// What this studio wrote into the file when it made it: what is seen.
    pub said: Option<String>,
}

impl Photo {
    /// Decodes a PNG, JPEG, WebP or GIF file: 16 bits become 8, CMYK becomes RGB, of an animation the first
    /// picture is taken, and a picture that was held upright is turned upright.
    ///
    /// # Errors
    /// [`StudioError::Invalid`] when it is none of these, damaged, or has more than fifty million pixels.
    pub fn decode(file: &[u8]) -> Result<Photo, StudioError> {
        let invalid = |what: &str| StudioError::Invalid(what.to_owned());
        let damaged = |_| invalid("The picture is damaged and cannot be read.");
        let reader = ImageReader::new(Cursor::new(file)).with_guessed_format();
        let mut reader = reader.map_err(|_| invalid("The file cannot be read."))?;
        if reader.format().is_none() {
            return Err(invalid("The file is not a PNG, JPEG, WebP or GIF picture."));
        }
        let mut limits = Limits::default();
        limits.max_alloc = Some(DECODER_BYTES_MAX);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(damaged)?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > PIXELS_TAKEN_MAX {
            return Err(StudioError::Invalid(format!(
                "The picture has {width} × {height} pixels; the local studio takes at most fifty million."
            )));
        }
        let orientation = decoder.orientation().map_err(damaged)?;
        let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
        picture.apply_orientation(orientation);
        let size = [picture.width() as usize, picture.height() as usize];
        let alpha =
            picture.color().has_alpha().then(|| picture.to_rgba8().pixels().map(|p| p.0[3]).collect());
        let alpha = alpha.filter(|alpha: &Vec<u8>| alpha.iter().any(|a| *a < WHOLE));
        Ok(Photo { size, rgb: picture.into_rgb8().into_raw(), alpha, said: said(file) })
    }

    /// Its width to height.
    #[must_use]
    pub fn shape(&self) -> f32 {
        self.size[0] as f32 / self.size[1].max(1) as f32
    }

    /// The picture on white where it is transparent, for what knows no transparency.
    #[must_use]
    pub fn flattened(mut self) -> Photo {
        if let Some(alpha) = self.alpha.take() {
            for (pixel, alpha) in self.rgb.chunks_exact_mut(3).zip(alpha) {
                for channel in pixel {
                    let mixed = u16::from(*channel) * u16::from(alpha) + 255 * u16::from(255 - alpha);
                    *channel = (mixed / 255) as u8;
                }
            }
        }
        self
    }

    /// The picture as a PNG file that says what made it and what it shows.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when the encoder refuses.
    pub fn encode_png(&self, made_by: &str, description: &str) -> Result<Vec<u8>, StudioError> {
        let engine = |e: png::EncodingError| StudioError::Engine(format!("PNG encoder: {e}"));
        let mut file = Vec::with_capacity(self.rgb.len() / 2);
        let mut encoder = png::Encoder::new(&mut file, self.size[0] as u32, self.size[1] as u32);
        encoder.set_color(if self.alpha.is_some() { png::ColorType::Rgba } else { png::ColorType::Rgb });
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Up);
        for (key, text) in [("Software", made_by), ("Description", description)] {
            encoder.add_itxt_chunk(key.to_owned(), text.to_owned()).map_err(engine)?;
        }
        let mut writer = encoder.write_header().map_err(engine)?;
        match &self.alpha {
            None => writer.write_image_data(&self.rgb).map_err(engine)?,
            Some(alpha) => {
                let pixels = self.rgb.chunks_exact(3).zip(alpha);
                let data: Vec<u8> = pixels.flat_map(|(p, a)| [p[0], p[1], p[2], *a]).collect();
                writer.write_image_data(&data).map_err(engine)?;
            }
        }
        writer.finish().map_err(engine)?;
        Ok(file)
    }
}

/// What this studio wrote into the PNG file about what is seen.
fn said(file: &[u8]) -> Option<String> {
    text(file, "Description").filter(|said| !said.is_empty())
}

/// A text that this studio wrote into a PNG file.
pub(crate) fn text(file: &[u8], key: &str) -> Option<String> {
    let reader = png::Decoder::new(Cursor::new(file)).read_info().ok()?;
    let texts = &reader.info().utf8_text;
    let text = |key: &str| texts.iter().find(|chunk| chunk.keyword == key)?.get_text().ok();
    text("Software")?.contains("ocal studio").then(|| text(key))?
}

/// The scene that a picture of this studio keeps in its file, with the seed it was painted with.
pub(crate) fn kept_scene(file: &[u8]) -> Option<(SceneSpec, u64)> {
    const SUBJECTS_MAX: usize = 12;
    let kept: Value = serde_json::from_str(&text(file, "Scene")?).ok()?;
    let seed = kept["seed"].as_u64()?;
    let spec = SceneSpec::deserialize(&kept["scene"]).ok()?;
    let is_sound = spec.subjects.len() <= SUBJECTS_MAX
        && spec.subjects.iter().all(|subject| (1..=9).contains(&subject.count))
        && spec.description.chars().count() <= 1_000;
    is_sound.then_some((spec, seed))
}

//! A picture on its way from a provider to the disk: checked, measured, scaled down, stored.

use std::io::Cursor;

use bytes::Bytes;
use image::{DynamicImage, ImageFormat, ImageReader, Limits, RgbImage, imageops::FilterType};

use super::KeepError;
use crate::platform::storage::{Storage, StorageError, Stored};

/// Pixels on the long side of a thumbnail: two columns of a phone, sharp on a dense screen.
const THUMBNAIL_PIXELS: u32 = 320;
/// Pixels on the long side of a preview: a chat column, sharp on a dense screen.
const PREVIEW_PIXELS: u32 = 1280;
/// Quality of the lossy derivatives, of 100.
const DERIVATIVE_QUALITY: f32 = 82.0;
/// Pixels on a side that we decode; the largest model makes 2,048.
const SIDE_PIXELS_MAX: u32 = 8_192;
/// Bytes a decoder may ask for: 8,192 × 8,192 pixels of four bytes.
const DECODER_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Formats of original pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl PictureFormat {
    /// The name used in rows, JSON and file names.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            PictureFormat::Png => "png",
            PictureFormat::Jpeg => "jpeg",
        }
    }
}

/// Why bytes are not a picture we keep; the sentence is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a usable picture: {0}")]
pub struct PrepareError(pub String);

/// A picture with its derivatives, in memory.
#[derive(Clone, Debug)]
pub struct Prepared {
    bytes: Bytes,
    format: PictureFormat,
    width: u32,
    height: u32,
    color: String,
    thumbnail: Derivative,
    preview: Option<Derivative>,
}

#[derive(Clone, Debug)]
struct Derivative {
    bytes: Bytes,
    width: u32,
    height: u32,
}

/// A picture with its derivatives, on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPicture {
    pub(super) format: PictureFormat,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) color: String,
    pub(super) original: Stored,
    pub(super) thumbnail: StoredDerivative,
    pub(super) preview: Option<StoredDerivative>,
}

/// A smaller version of a picture, on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoredDerivative {
    pub(super) stored: Stored,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl StoredDerivative {
    /// Every derivative is a WebP.
    pub(super) const FORMAT: &str = "webp";
}

/// What is seen of a video before it plays: a frame of it made smaller, and the frame's measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoredPoster {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) color: String,
    pub(super) thumbnail: StoredDerivative,
    pub(super) preview: StoredDerivative,
}

/// Makes and stores the versions of a frame. Blocks; the frame itself is not kept.
///
/// # Errors
/// As [`keep`].
pub(super) fn poster_blocking(storage: &Storage, frame: Bytes) -> Result<StoredPoster, KeepError> {
    let (picture, _) = decode(&frame)?;
    let (width, height) = (picture.width(), picture.height());
    let preview = within(&picture, PREVIEW_PIXELS);
    let thumbnail = within(&preview, THUMBNAIL_PIXELS);
    let color = average_color(&thumbnail.to_rgb8());
    let (thumbnail, preview) = (derivative(&thumbnail)?, derivative(&preview)?);
    Ok(StoredPoster {
        width,
        height,
        color,
        thumbnail: put(storage, &thumbnail)?,
        preview: put(storage, &preview)?,
    })
}

fn put(storage: &Storage, derivative: &Derivative) -> Result<StoredDerivative, StorageError> {
    let Derivative { bytes, width, height } = derivative;
    Ok(StoredDerivative { stored: storage.put_blocking(bytes)?, width: *width, height: *height })
}

/// Decodes a picture within limits, takes its measures, makes its derivatives and stores all of it, off the
/// runtime and on one thread. The original stays as it came, byte for byte.
///
/// # Errors
/// [`KeepError::Unreadable`] when the bytes are not a picture of a known format, or one beyond our limits;
/// [`KeepError::Storage`].
pub(super) async fn keep(storage: &Storage, bytes: Bytes) -> Result<StoredPicture, KeepError> {
    let storage = storage.clone();
    let kept = tokio::task::spawn_blocking(move || Ok(store_now(&storage, prepare(bytes)?)?)).await;
    kept.map_err(|error| PrepareError(error.to_string()))?
}

fn prepare(bytes: Bytes) -> Result<Prepared, PrepareError> {
    let (picture, format) = decode(&bytes)?;
    measured(&picture, bytes, format)
}

fn decode(bytes: &Bytes) -> Result<(DynamicImage, PictureFormat), PrepareError> {
    let unusable = |error: &dyn std::fmt::Display| PrepareError(error.to_string());
    let reader = ImageReader::new(Cursor::new(bytes));
    let mut reader = reader.with_guessed_format().map_err(|error| unusable(&error))?;
    let format = match reader.format() {
        Some(ImageFormat::Png) => PictureFormat::Png,
        Some(ImageFormat::Jpeg) => PictureFormat::Jpeg,
        _ => return Err(PrepareError("neither PNG nor JPEG".to_owned())),
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PIXELS_MAX);
    limits.max_image_height = Some(SIDE_PIXELS_MAX);
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| unusable(&error))?;
    // A cut-out stays one in its derivatives; on a tile it stands on the page, as the original would.
    let picture = match picture.color().has_alpha() {
        true => DynamicImage::ImageRgba8(picture.into_rgba8()),
        false => DynamicImage::ImageRgb8(picture.into_rgb8()),
    };
    Ok((picture, format))
}

/// Takes the measures of a decoded picture and makes its derivatives. `bytes` are what is
/// kept of it.
pub(super) fn measured(
    picture: &DynamicImage,
    bytes: Bytes,
    format: PictureFormat,
) -> Result<Prepared, PrepareError> {
    let (width, height) = (picture.width(), picture.height());
    // From the preview it is a quarter of the work, and looks the same.
    let preview = within(picture, PREVIEW_PIXELS);
    let thumbnail = within(&preview, THUMBNAIL_PIXELS);
    let color = average_color(&thumbnail.to_rgb8());
    // A preview of the thumbnail's size would be the thumbnail once more.
    let preview = match preview.width() > thumbnail.width() {
        true => Some(derivative(&preview)?),
        false => None,
    };
    let thumbnail = derivative(&thumbnail)?;
    let is_smaller = |preview: &Derivative| preview.width < width || preview.bytes.len() < bytes.len();
    let preview = preview.filter(is_smaller);
    Ok(Prepared { bytes, format, width, height, color, thumbnail, preview })
}

/// The picture with a long side of at most `pixels`; never enlarged.
fn within(picture: &DynamicImage, pixels: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= pixels {
        return picture.clone();
    }
    picture.resize(pixels, pixels, FilterType::CatmullRom)
}

fn derivative(picture: &DynamicImage) -> Result<Derivative, PrepareError> {
    let (width, height) = (picture.width(), picture.height());
    let encode = |encoder: webp::Encoder<'_>| encoder.encode_simple(false, DERIVATIVE_QUALITY);
    let encoded = match picture {
        DynamicImage::ImageRgba8(pixels) => encode(webp::Encoder::from_rgba(pixels, width, height)),
        picture => encode(webp::Encoder::from_rgb(&picture.to_rgb8(), width, height)),
    };
    let encoded = encoded.map_err(|error| PrepareError(format!("encoding WebP: {error:?}")))?;
    Ok(Derivative { bytes: Bytes::copy_from_slice(&encoded), width, height })
}

/// The mean of every pixel as `#rrggbb`.
fn average_color(pixels: &RgbImage) -> String {
    let mut sums = [0u64; 3];
    for pixel in pixels.pixels() {
        for (sum, channel) in sums.iter_mut().zip(pixel.0) {
            *sum += u64::from(channel);
        }
    }
    let count = (u64::from(pixels.width()) * u64::from(pixels.height())).max(1);
    let [red, green, blue] = sums.map(|sum| (sum + count / 2) / count);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Stores the picture and its derivatives. All of them are on disk when this answers.
///
/// # Errors
/// [`StorageError`]; what was stored before the failure stays as objects that nothing refers to.
pub(super) async fn store(storage: &Storage, prepared: Prepared) -> Result<StoredPicture, StorageError> {
    let storage = storage.clone();
    let stored = tokio::task::spawn_blocking(move || store_now(&storage, prepared)).await;
    stored.map_err(|error| StorageError::Failed(error.to_string()))?
}

fn store_now(storage: &Storage, prepared: Prepared) -> Result<StoredPicture, StorageError> {
    let Prepared { bytes, format, width, height, color, thumbnail, preview } = prepared;
    let thumbnail = put(storage, &thumbnail)?;
    let preview = preview.map(|preview| put(storage, &preview)).transpose()?;
    let original = storage.put_blocking(&bytes)?;
    Ok(StoredPicture { format, width, height, color, original, thumbnail, preview })
}

#[cfg(test)]
mod tests;

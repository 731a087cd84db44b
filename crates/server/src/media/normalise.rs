//! A picture that somebody brings, made anew: turned as it was held, without what the camera wrote into it,
//! and no larger than we can bear.
//!
//! The size stands in a picture's header, and what is too large is refused there: a file of a few kilobytes
//! can ask for gigabytes of memory. Whatever else a file carries (place, time, a second file behind the
//! picture) is not in the pixels and is gone.

use std::{fs::File, io::BufReader};

use bytes::Bytes;
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
};

use super::picture::{self, PictureFormat, Prepared};

/// The smallest side, in pixels: models can make nothing of less.
const SIDE_PIXELS_MIN: u32 = 16;
/// Bytes a decoded pixel takes at most: four channels of 16 bits.
const PIXEL_BYTES: u64 = 8;
/// Quality of photographs that are written anew, of 100.
const PHOTO_QUALITY: u8 = 92;

/// Why a picture is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoPicture {
    /// It is of no known kind.
    Unknown,
    /// It is of a known kind and cannot be decoded.
    Damaged,
    /// It has more pixels than we take: its sides.
    TooLarge(u32, u32),
    /// It has too few: its sides.
    TooSmall(u32, u32),
}

/// Whether a file is, by its first bytes, a picture that can be made anew.
pub(super) fn is_picture(head: &[u8]) -> bool {
    matches!(
        image::guess_format(head),
        Ok(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif)
    )
}

/// Decodes, turns and writes anew a picture of at most `pixels_max`, and makes its derivatives. Of an animation
/// the first frame is kept. Takes a second and a lot of memory; do not call it on the runtime.
pub(super) fn normalise(file: File, pixels_max: u64) -> Result<Prepared, NoPicture> {
    let reader = ImageReader::new(BufReader::new(file));
    let mut reader = reader.with_guessed_format().map_err(|_| NoPicture::Unknown)?;
    let source = reader.format().ok_or(NoPicture::Unknown)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(pixels_max * PIXEL_BYTES);
    reader.limits(limits);
    // A size beyond the limit of memory is refused by the decoder itself, without saying which it was.
    let mut decoder = reader.into_decoder().map_err(|_| NoPicture::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > pixels_max {
        return Err(NoPicture::TooLarge(width, height));
    }
    if width.min(height) < SIDE_PIXELS_MIN {
        return Err(NoPicture::TooSmall(width, height));
    }
    let orientation = decoder.orientation().map_err(|_| NoPicture::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| NoPicture::Damaged)?;
    picture.apply_orientation(orientation);
    let has_alpha = picture.color().has_alpha();
    let is_photo = matches!(source, ImageFormat::Jpeg) || (source == ImageFormat::WebP && !has_alpha);
    let (bytes, format, flat) = if has_alpha {
        let picture = DynamicImage::ImageRgba8(picture.into_rgba8());
        (png(&picture)?, PictureFormat::Png, on_white(&picture))
    } else {
        let flat = DynamicImage::ImageRgb8(picture.into_rgb8());
        let written =
            if is_photo { (jpeg(&flat)?, PictureFormat::Jpeg) } else { (png(&flat)?, PictureFormat::Png) };
        (written.0, written.1, flat)
    };
    picture::measured(&flat, bytes, format).map_err(|_| NoPicture::Damaged)
}

pub(super) fn png(picture: &DynamicImage) -> Result<Bytes, NoPicture> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    picture.write_with_encoder(encoder).map_err(|_| NoPicture::Damaged)?;
    Ok(bytes.into())
}

pub(super) fn jpeg(picture: &DynamicImage) -> Result<Bytes, NoPicture> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, PHOTO_QUALITY);
    picture.write_with_encoder(encoder).map_err(|_| NoPicture::Damaged)?;
    Ok(bytes.into())
}

/// What is seen where a picture is transparent, in its small versions.
pub(super) fn on_white(picture: &DynamicImage) -> DynamicImage {
    let pixels = picture.to_rgba8();
    let mut flat = RgbImage::new(pixels.width(), pixels.height());
    for (to, from) in flat.pixels_mut().zip(pixels.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let mix = |channel: u8| {
            let (channel, alpha) = (u32::from(channel), u32::from(alpha));
            u8::try_from((channel * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        to.0 = [mix(red), mix(green), mix(blue)];
    }
    DynamicImage::ImageRgb8(flat)
}

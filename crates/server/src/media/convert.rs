//! A picture made fit for a model: scaled, flattened, written in a format that the model reads.
//!
//! What has to be done is decided by `domain::catalog::InputLimits::intake`; here it is done, in memory, off the
//! runtime, at most two pictures at once. The stored file stays as it is.

use std::io::Cursor;

use bytes::Bytes;
use domain::catalog::{Conversion, PixelSize};
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, imageops::FilterType};
use providers::{Content, InputFile, Size};

use super::{
    PrepareError,
    normalise::{self, on_white},
    upload::DECODING,
};

/// Bytes that decoding may ask for.
const DECODER_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// How much shorter the sides become each time a file is still too large.
const STEP_DOWN: f64 = 0.8;
/// Times that is tried: to less than a fifth of the sides.
const STEPS_MAX: u32 = 8;

/// The picture as the conversion says; the file itself where it says nothing.
///
/// # Errors
/// [`PrepareError`] when it cannot be read, or does not become small enough.
pub async fn convert(file: InputFile, conversion: &Conversion) -> Result<InputFile, PrepareError> {
    if conversion.is_none() {
        return Ok(file);
    }
    let (conversion, unusable) =
        (conversion.clone(), |error: &dyn std::fmt::Display| PrepareError(error.to_string()));
    let turn = DECODING.acquire().await;
    let done = tokio::task::spawn_blocking(move || convert_now(file, &conversion)).await;
    drop(turn);
    done.map_err(|error| unusable(&error))?
}

fn convert_now(file: InputFile, conversion: &Conversion) -> Result<InputFile, PrepareError> {
    let bytes = file.content.bytes_now().map_err(|error| PrepareError(error.to_string()))?;
    let mut picture = decode(&bytes)?;
    if let Some(PixelSize { width, height }) = conversion.size {
        picture = picture.resize_exact(width, height, FilterType::Lanczos3);
    }
    let content_type = conversion.content_type.unwrap_or("image/png");
    let is_small = |written: &Bytes| conversion.bytes_max.is_none_or(|most| written.len() as u64 <= most);
    let mut written = write(&picture, content_type)?;
    for _ in 0..STEPS_MAX {
        if is_small(&written) {
            break;
        }
        picture = smaller(&picture);
        written = write(&picture, content_type)?;
    }
    if !is_small(&written) {
        return Err(PrepareError(format!("{} bytes are left of it", written.len())));
    }
    let ending = if content_type == "image/jpeg" { "jpg" } else { "png" };
    let stem = file.filename.rsplit_once('.').map_or(file.filename.as_str(), |(stem, _)| stem);
    let size = Size { width: picture.width(), height: picture.height() };
    let converted = InputFile::new(content_type, &format!("{stem}.{ending}"), Content::Memory(written));
    Ok(converted.of_size(Some(size)))
}

/// Decodes a picture as it was held.
fn decode(bytes: &[u8]) -> Result<DynamicImage, PrepareError> {
    let unusable = |error: &dyn std::fmt::Display| PrepareError(error.to_string());
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|error| unusable(&error))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| unusable(&error))?;
    let orientation = decoder.orientation().map_err(|error| unusable(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| unusable(&error))?;
    picture.apply_orientation(orientation);
    Ok(match picture.color().has_alpha() {
        true => DynamicImage::ImageRgba8(picture.into_rgba8()),
        false => DynamicImage::ImageRgb8(picture.into_rgb8()),
    })
}

fn write(picture: &DynamicImage, content_type: &str) -> Result<Bytes, PrepareError> {
    let written = match content_type {
        "image/jpeg" if picture.color().has_alpha() => normalise::jpeg(&on_white(picture)),
        "image/jpeg" => normalise::jpeg(picture),
        _ => normalise::png(picture),
    };
    written.map_err(|reason| PrepareError(format!("{reason:?}")))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sides, of at least one pixel")]
fn smaller(picture: &DynamicImage) -> DynamicImage {
    let side = |pixels: u32| (f64::from(pixels) * STEP_DOWN).round().max(1.0) as u32;
    picture.resize_exact(side(picture.width()), side(picture.height()), FilterType::Lanczos3)
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    /// Noise with a transparent half: large as a file, and with an edge that shows.
    fn cut_out(width: u32, height: u32) -> InputFile {
        let mut state = 1_u32;
        let picture = RgbaImage::from_fn(width, height, |x, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = state.to_be_bytes();
            Rgba([a, b, c, if x < width / 2 { 0 } else { 255 }])
        });
        let bytes = normalise::png(&DynamicImage::ImageRgba8(picture)).unwrap();
        InputFile::new("image/png", "cut.out.png", bytes).of_size(Some(Size { width, height }))
    }

    fn seen(file: &InputFile) -> DynamicImage {
        decode(&file.content.bytes_now().unwrap()).unwrap()
    }

    #[tokio::test]
    async fn a_cut_out_stands_on_white_where_only_jpeg_is_read() {
        let file = cut_out(64, 32);
        let jpeg = Conversion { content_type: Some("image/jpeg"), ..Conversion::default() };
        let made = convert(file.clone(), &jpeg).await.unwrap();
        assert_eq!((made.media_type.as_str(), made.filename.as_str()), ("image/jpeg", "cut.out.jpg"));
        assert!(seen(&made).to_rgb8().get_pixel(5, 5).0.iter().all(|channel| *channel > 240));
        let same = convert(file.clone(), &Conversion::default()).await.unwrap();
        assert_eq!(same.content.bytes_now().unwrap(), file.content.bytes_now().unwrap());
    }

    #[tokio::test]
    async fn a_picture_gets_the_size_and_stays_a_cut_out() {
        let size = Some(PixelSize { width: 40, height: 20 });
        let scaled = Conversion { size, content_type: Some("image/png"), bytes_max: None };
        let made = convert(cut_out(64, 32), &scaled).await.unwrap();
        assert_eq!(made.size, Some(Size { width: 40, height: 20 }));
        let seen = seen(&made);
        assert_eq!((seen.width(), seen.height(), seen.color().has_alpha()), (40, 20, true));
    }

    #[tokio::test]
    async fn a_file_becomes_smaller_until_it_is_small_enough_or_is_refused() {
        let small = |most| Conversion { size: None, content_type: Some("image/png"), bytes_max: Some(most) };
        let made = convert(cut_out(200, 200), &small(40_000)).await.unwrap();
        assert!(made.content.length() <= 40_000 && made.size.unwrap().width < 200);
        assert!(convert(cut_out(200, 200), &small(100)).await.is_err());
        let broken = InputFile::new("image/png", "x.png", b"\x89PNG\r\n\x1a\nnothing".to_vec());
        assert!(convert(broken, &small(100)).await.is_err());
    }
}

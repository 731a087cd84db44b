//! Preparing pictures of every kind.

use image::{ImageEncoder, codecs::jpeg::JpegEncoder, codecs::png::PngEncoder};
use tempfile::TempDir;

use super::*;

/// A picture with some detail in the blue channel, so that no encoder finds it trivial.
fn pixels(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([200, 100, (x.wrapping_mul(31) ^ y.wrapping_mul(17)) as u8])
    })
}

fn png(width: u32, height: u32) -> Bytes {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new(&mut bytes);
    encoder.write_image(&pixels(width, height), width, height, image::ExtendedColorType::Rgb8).unwrap();
    Bytes::from(bytes)
}

/// Width and height as the WebP says itself.
fn measures(derivative: &Derivative) -> (u32, u32) {
    let features = webp::BitstreamFeatures::new(&derivative.bytes).expect("a WebP");
    (features.width(), features.height())
}

#[tokio::test]
async fn derivatives_keep_the_shape_and_their_bounds() {
    let cases = [
        ((2048, 2048), (320, 320), (1280, 1280)),
        ((1536, 864), (320, 180), (1280, 720)),
        ((864, 1536), (180, 320), (720, 1280)),
    ];
    for (original, thumbnail, preview) in cases {
        let bytes = png(original.0, original.1);
        let prepared = prepare(bytes.clone()).unwrap();
        assert_eq!((prepared.width, prepared.height), original);
        assert_eq!(prepared.format, PictureFormat::Png);
        assert_eq!(measures(&prepared.thumbnail), thumbnail);
        assert_eq!(measures(prepared.preview.as_ref().unwrap()), preview);
        assert_eq!(prepared.bytes, bytes, "the original was changed");
    }
}

#[tokio::test]
async fn small_pictures_are_not_enlarged_and_need_no_preview() {
    let prepared = prepare(png(1, 1)).unwrap();
    assert_eq!(measures(&prepared.thumbnail), (1, 1));
    // A PNG of one colour is smaller than any WebP of it.
    let mut bytes = Vec::new();
    let flat = RgbImage::from_pixel(8, 8, image::Rgb([0, 0, 0]));
    JpegEncoder::new_with_quality(&mut bytes, 1).encode_image(&flat).unwrap();
    let prepared = prepare(Bytes::from(bytes)).unwrap();
    assert_eq!(prepared.format, PictureFormat::Jpeg);
    assert_eq!(measures(&prepared.thumbnail), (8, 8));
}

#[tokio::test]
async fn a_preview_exists_only_where_it_saves_something() {
    for (width, height) in [(64, 64), (1, 1), (1024, 1024)] {
        let bytes = png(width, height);
        let prepared = prepare(bytes.clone()).unwrap();
        let saved = prepared.preview.as_ref().is_none_or(|preview| preview.bytes.len() < bytes.len());
        assert!(saved, "the preview of {width}×{height} is larger than the original");
    }
    // Noise in full size: what a studio makes is like this, and a lossy preview is far smaller.
    assert!(prepare(png(1024, 1024)).unwrap().preview.is_some());
}

#[test]
fn the_average_colour() {
    let flat = RgbImage::from_pixel(4, 4, image::Rgb([0x12, 0xab, 0xff]));
    assert_eq!(average_color(&flat), "#12abff");
    let mut half = RgbImage::from_pixel(2, 1, image::Rgb([0, 0, 0]));
    half.put_pixel(1, 0, image::Rgb([255, 254, 1]));
    assert_eq!(average_color(&half), "#807f01");
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    let mut truncated = png(64, 64).to_vec();
    truncated.truncate(truncated.len() / 2);
    let mut huge = png(2, 2).to_vec();
    // Width 65,536 in the header (PNG specification, 11.2.1: IHDR data begins at byte 16).
    huge[16..20].copy_from_slice(&65_536u32.to_be_bytes());
    for bytes in [Vec::new(), b"<svg/>".to_vec(), b"GIF89a".to_vec(), truncated, huge] {
        assert!(prepare(Bytes::from(bytes)).is_err());
    }
}

#[tokio::test]
async fn everything_is_on_disk_when_stored() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    let bytes = png(1400, 700);
    let stored = store(&storage, prepare(bytes.clone()).unwrap()).await.unwrap();
    assert_eq!(stored.original.size_bytes, i64::try_from(bytes.len()).unwrap());
    for object in [&stored.original, &stored.thumbnail.stored, &stored.preview.as_ref().unwrap().stored] {
        let (_, size_bytes) = storage.open_object(&object.content_hash).await.unwrap();
        assert_eq!(i64::try_from(size_bytes).unwrap(), object.size_bytes);
    }
}

#[cfg(debug_assertions)]
#[tokio::test]
async fn a_full_disk_is_told() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    let prepared = prepare(png(32, 32)).unwrap();
    storage.fail_with(Some(crate::platform::storage::Fault::Full));
    assert_eq!(store(&storage, prepared).await, Err(StorageError::Full));
}

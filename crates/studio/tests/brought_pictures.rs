//! Pictures as people bring them: turned, transparent, in print colours, tiny, huge and broken.

#![allow(clippy::unwrap_used)] // helpers outside #[test] functions unwrap too

use std::io::Cursor;

use image::{
    DynamicImage, Frame, GrayAlphaImage, ImageBuffer, ImageFormat, LumaA, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::gif::GifEncoder,
};
use studio::{
    Change, EditRequest, EditResult, Edited, Progress, Studio, StudioError, Watch,
    edit::{PIXELS_TAKEN_MAX, Photo},
};

struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn edit(picture: Vec<u8>, change: Change) -> Result<Edited, StudioError> {
    Studio::with_threads(2, || {})?.edit(&EditRequest { picture, change, seed: 5 }, &Quiet)
}

fn picture(edited: Edited) -> Photo {
    match edited.result {
        EditResult::Picture(photo) => photo,
        EditResult::Painted(_) => panic!("a scene was painted anew"),
        EditResult::Words(words) => panic!("words instead of a picture: {words}"),
    }
}

fn by_words(words: &str) -> Change {
    Change::ByWords { words: words.into(), strength: 0.7, shape: None }
}

fn every_change() -> [Change; 6] {
    [
        by_words("warmer"),
        by_words("make it wider"),
        Change::Upscale(2.0),
        Change::Describe(String::new()),
        Change::Restyle { style: "crimson".into(), words: String::new(), strength: None, example: None },
        Change::RemoveBackground,
    ]
}

/// The colour of a pixel, each channel as 0, 1 or 2 for dark, middle and bright.
fn colour_at(photo: &Photo, x: usize, y: usize) -> [u8; 3] {
    let at = 3 * (y * photo.size[0] + x);
    [0, 1, 2].map(|c| photo.rgb[at + c] / 86)
}

const RED: [u8; 3] = [2, 0, 0];
const CYAN: [u8; 3] = [0, 2, 2];

/// A JPEG of 48 × 16 pixels, red on the left and cyan on the right, whose camera was held in one of the
/// eight ways of the Exif standard (tag 0x0112).
fn held(orientation: u8) -> Vec<u8> {
    let red_left =
        RgbImage::from_fn(48, 16, |x, _| if x < 24 { Rgb([250, 5, 5]) } else { Rgb([5, 250, 250]) });
    let jpeg = file(red_left, ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    // After the start of the file: an APP1 segment.
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn a_picture_is_upright_however_the_camera_was_held() {
    // Orientation, width and height, and where the red half is then.
    for (orientation, size, red, cyan) in [
        (1, [48, 16], [4, 8], [44, 8]),
        (2, [48, 16], [44, 8], [4, 8]),
        (3, [48, 16], [44, 8], [4, 8]),
        (4, [48, 16], [4, 8], [44, 8]),
        (5, [16, 48], [8, 4], [8, 44]),
        (6, [16, 48], [8, 4], [8, 44]),
        (7, [16, 48], [8, 44], [8, 4]),
        (8, [16, 48], [8, 44], [8, 4]),
    ] {
        let photo = Photo::decode(&held(orientation)).unwrap();
        assert_eq!(photo.size, size, "orientation {orientation}");
        assert_eq!(colour_at(&photo, red[0], red[1]), RED, "orientation {orientation}");
        assert_eq!(colour_at(&photo, cyan[0], cyan[1]), CYAN, "orientation {orientation}");
    }
    let enlarged = picture(edit(held(6), Change::Upscale(2.0)).unwrap());
    assert_eq!((enlarged.size, colour_at(&enlarged, 16, 8)), ([32, 96], RED));
}

#[test]
fn print_colours_become_screen_colours() {
    // Red left and cyan right, written by the crate jpeg-encoder 0.6 as Photoshop does: CMYK, and YCCK.
    for (name, jpeg) in [("CMYK", &include_bytes!("cmyk.jpg")[..]), ("YCCK", &include_bytes!("ycck.jpg")[..])]
    {
        let photo = Photo::decode(jpeg).unwrap();
        assert_eq!(photo.size, [32, 16], "{name}");
        assert_eq!((colour_at(&photo, 4, 8), colour_at(&photo, 28, 8)), (RED, CYAN), "{name}");
        for change in every_change() {
            let told = format!("{name}: {change:?}");
            let edited = edit(jpeg.to_vec(), change.clone());
            let nobody = matches!(&edited, Err(StudioError::Invalid(why)) if why.contains("No person"));
            assert!(edited.is_ok() || nobody && matches!(change, Change::RemoveBackground), "{told}");
        }
    }
}

#[test]
fn sixteen_bits_become_the_nearest_of_eight() {
    let deep = ImageBuffer::from_fn(64, 4, |x, _| Rgb([(x * 1040) as u16, 0x80ff, u16::MAX]));
    let photo = Photo::decode(&file(DynamicImage::ImageRgb16(deep), ImageFormat::Png)).unwrap();
    for x in 0..64 {
        let exact = f64::from(x as u32 * 1040) / 65_535.0 * 255.0;
        assert!((f64::from(photo.rgb[3 * x]) - exact).abs() <= 0.51, "at {x}");
        assert_eq!(photo.rgb[3 * x + 1..3 * x + 3], [128, 255]);
    }
}

#[test]
fn tiny_grey_and_clear_pictures_are_changed_and_broken_ones_refused() {
    let grey16 = DynamicImage::new_luma16(40, 30);
    let clear = RgbaImage::from_fn(40, 30, |x, _| Rgba([200, 30, 30, if x < 20 { 0 } else { 255 }]));
    for odd in [
        file(grey16, ImageFormat::Png),
        file(clear, ImageFormat::Png),
        file(RgbImage::new(1, 1), ImageFormat::Png),
        file(RgbImage::new(1, 300), ImageFormat::Jpeg),
        file(RgbImage::new(30, 30), ImageFormat::Gif),
    ] {
        for change in every_change() {
            let told = format!("{change:?}");
            let edited = edit(odd.clone(), change.clone());
            let nobody = matches!(&edited, Err(StudioError::Invalid(why)) if why.contains("No person"));
            assert!(edited.is_ok() || nobody && matches!(change, Change::RemoveBackground), "{told}");
        }
    }
    let whole = file(RgbImage::from_fn(50, 50, |x, y| Rgb([x as u8, y as u8, 90])), ImageFormat::Png);
    for broken in [&[][..], b"not a picture at all", &whole[..whole.len() / 2]] {
        for change in every_change() {
            assert!(matches!(edit(broken.to_vec(), change), Err(StudioError::Invalid(_))));
        }
    }
}

#[test]
fn transparency_survives_what_does_not_need_a_background() {
    let clear = RgbaImage::from_fn(40, 30, |x, _| Rgba([200, 30, 30, if x < 20 { 0 } else { 255 }]));
    let clear = file(clear, ImageFormat::Png);
    for change in [by_words("warmer"), Change::Upscale(2.0)] {
        let alpha = picture(edit(clear.clone(), change).unwrap()).alpha.unwrap();
        assert_eq!((alpha[0], alpha[alpha.len() - 1]), (0, 255));
    }
}

#[test]
fn greys_and_transparent_examples_keep_what_is_seen() {
    let grey = GrayAlphaImage::from_fn(40, 30, |x, _| LumaA([60, if x < 20 { 0 } else { 255 }]));
    let photo = Photo::decode(&file(grey, ImageFormat::Png)).unwrap();
    assert_eq!((photo.alpha.as_ref().unwrap()[0], photo.rgb[0]), (0, 60));
    // On white, for what knows no transparency.
    let flat = photo.flattened();
    assert_eq!((flat.rgb[0], flat.rgb[3 * 39], flat.alpha), (255, 60, None));
    // A picture that is whole everywhere has no transparency to keep.
    let whole = RgbaImage::from_pixel(8, 8, Rgba([1, 2, 3, 255]));
    assert_eq!(Photo::decode(&file(whole, ImageFormat::Png)).unwrap().alpha, None);
}

#[test]
fn of_an_animation_the_first_picture_is_taken() {
    let mut gif = Vec::new();
    let mut encoder = GifEncoder::new(&mut gif);
    for colour in [[250, 0, 0, 255], [0, 250, 250, 255]] {
        encoder.encode_frame(Frame::new(RgbaImage::from_pixel(20, 20, Rgba(colour)))).unwrap();
    }
    drop(encoder);
    let photo = Photo::decode(&gif).unwrap();
    assert_eq!((photo.size, colour_at(&photo, 10, 10)), ([20, 20], RED));
}

/// A PNG that says how large it is and holds nothing (PNG specification, sections 5 and 11.2.1).
fn only_a_size(width: u32, height: u32) -> Vec<u8> {
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let named = [name, data].concat();
        let mut sum = u32::MAX;
        for byte in &named {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
            }
        }
        [&(data.len() as u32).to_be_bytes()[..], &named, &(!sum).to_be_bytes()].concat()
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", &[]), chunk(b"IEND", &[])]
        .concat()
}

#[test]
fn more_than_fifty_megapixels_are_refused_by_size_before_anything_is_decoded() {
    for (width, height) in [(10_001, 5_000), (50_000_001, 1), (65_535, 65_535)] {
        assert!(u64::from(width) * u64::from(height) > PIXELS_TAKEN_MAX);
        for change in every_change() {
            let Err(StudioError::Invalid(why)) = edit(only_a_size(width, height), change) else {
                panic!("not refused")
            };
            assert!(why.contains(&format!("{width} × {height}")) && why.contains("fifty million"), "{why}");
        }
    }
    // One that is not too large is looked into, and found to hold nothing.
    let Err(StudioError::Invalid(why)) = Photo::decode(&only_a_size(10_000, 5_000)) else {
        panic!("not refused")
    };
    assert!(why.contains("damaged"), "{why}");
}

#[test]
fn what_would_become_too_large_is_refused_with_its_size() {
    let large = file(RgbImage::new(4_000, 3_000), ImageFormat::Png);
    let Err(StudioError::Invalid(why)) = edit(large, Change::Upscale(4.0)) else { panic!("not refused") };
    assert!(why.contains("16000 × 12000") && why.contains("forty million"), "{why}");
}

//! Changes of pictures: what comes out, what is refused and in which words, and stopping.

#![allow(clippy::unwrap_used)] // helpers outside #[test] functions unwrap too

use std::{
    io::Cursor,
    sync::atomic::{AtomicUsize, Ordering},
};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use studio::{
    Backdrop, Change, EditRequest, EditResult, Edited, Progress, Studio, StudioError, Watch, edit::Photo,
    vision::style::PAINTINGS_BY_NAME,
};

/// Wants to stop after so many reports.
struct Stops(AtomicUsize);

impl Watch for Stops {
    fn progress(&self, _: Progress<'_>) {
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
    }

    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// Ramps and an edge, so that every change has something to show.
fn pattern(width: u32, height: u32) -> Vec<u8> {
    let pixel = |x: u32, y: u32| {
        let edge = if x * 3 > width { 190 } else { 60 };
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, edge])
    };
    file(RgbImage::from_fn(width, height, pixel), ImageFormat::Png)
}

fn edit(picture: Vec<u8>, change: Change) -> Result<Edited, StudioError> {
    let watch = Stops(AtomicUsize::new(usize::MAX));
    Studio::with_threads(2, || {})?.edit(&EditRequest { picture, change, seed: 5 }, &watch)
}

fn picture(edited: Edited) -> Photo {
    match edited.result {
        EditResult::Picture(photo) => photo,
        EditResult::Painted(_) => panic!("a scene was painted anew"),
        EditResult::Words(words) => panic!("words instead of a picture: {words}"),
    }
}

fn restyle(style: &str, strength: Option<f32>) -> Change {
    Change::Restyle { style: style.into(), words: String::new(), strength, example: None }
}

fn by_words(words: &str) -> Change {
    Change::ByWords { words: words.into(), strength: 0.7, shape: None }
}

fn mean(photo: &Photo) -> f64 {
    photo.rgb.iter().map(|v| f64::from(*v)).sum::<f64>() / photo.rgb.len() as f64
}

fn apart(a: &Photo, b: &Photo) -> f64 {
    let differences = a.rgb.iter().zip(&b.rgb).map(|(a, b)| f64::from(a.abs_diff(*b)));
    differences.sum::<f64>() / a.rgb.len() as f64
}

#[test]
fn every_painting_changes_the_picture_and_no_two_alike() {
    let before = Photo::decode(&pattern(96, 64)).unwrap();
    let studio = Studio::with_threads(2, || {}).unwrap();
    let watch = Stops(AtomicUsize::new(usize::MAX));
    let all: Vec<Photo> = PAINTINGS_BY_NAME
        .iter()
        .map(|painting| {
            let change = Change::Restyle {
                style: painting.id.into(),
                words: String::new(),
                strength: None,
                example: None,
            };
            picture(studio.edit(&EditRequest { picture: pattern(96, 64), change, seed: 1 }, &watch).unwrap())
        })
        .collect();
    for (index, one) in all.iter().enumerate() {
        assert_eq!(one.size, [96, 64]);
        assert!(apart(one, &before) > 4.0, "{}", PAINTINGS_BY_NAME[index].id);
        assert!(all[..index].iter().all(|other| apart(one, other) > 0.5), "{}", PAINTINGS_BY_NAME[index].id);
    }
}

#[test]
fn the_manner_of_another_picture_is_taken() {
    let by = |example| Change::Restyle {
        style: "auto".into(),
        words: String::new(),
        strength: None,
        example: Some(example),
    };
    let red = file(RgbImage::from_fn(80, 80, |x, y| Rgb([230, ((x * y) % 90) as u8, 20])), ImageFormat::Png);
    let blue = file(RgbImage::from_fn(80, 80, |x, y| Rgb([20, ((x + y) % 60) as u8, 230])), ImageFormat::Png);
    let [red, blue] = [red, blue].map(|example| picture(edit(pattern(120, 90), by(example)).unwrap()));
    let channel =
        |photo: &Photo, c: usize| photo.rgb.iter().skip(c).step_by(3).map(|v| u64::from(*v)).sum::<u64>();
    assert!(channel(&red, 0) > channel(&blue, 0), "the red example makes it redder");
    assert!(channel(&blue, 2) > channel(&red, 2), "the blue example makes it bluer");
}

#[test]
fn an_unknown_style_is_told() {
    let change = restyle("cubist llama", None);
    let Err(StudioError::Invalid(message)) = edit(pattern(64, 64), change) else { panic!("not refused") };
    assert!(message.contains("cubist llama") && message.contains("37 styles"), "{message}");
}

#[test]
fn a_change_of_colour_that_is_called_a_style_is_made() {
    let change = restyle("black and white", None);
    let grey = picture(edit(pattern(64, 64), change).unwrap());
    assert!(grey.rgb.chunks(3).all(|p| p[0].abs_diff(p[2]) <= 1));
}

#[test]
fn a_style_is_laid_on_as_strongly_as_was_asked() {
    let before = Photo::decode(&pattern(96, 64)).unwrap();
    let example =
        file(RgbImage::from_fn(80, 80, |x, y| Rgb([230, ((x * y) % 90) as u8, 20])), ImageFormat::Png);
    let by_example = |strength| Change::Restyle {
        style: String::new(),
        words: String::new(),
        strength,
        example: Some(example.clone()),
    };
    let by_name = |strength| restyle("mosaic", strength);
    let in_words = |strength: Option<f32>| Change::ByWords {
        words: "as an oil painting".into(),
        strength: strength.unwrap_or(0.7),
        shape: None,
    };
    let ways: [&dyn Fn(Option<f32>) -> Change; 3] = [&by_name, &by_example, &in_words];
    for (index, way) in ways.into_iter().enumerate() {
        let [thin, usual, own] = [Some(0.2), Some(0.7), None]
            .map(|strength| picture(edit(pattern(96, 64), way(strength)).unwrap()));
        assert!(apart(&thin, &before) * 2.0 < apart(&usual, &before), "way {index}");
        assert_eq!(usual.rgb, own.rgb, "way {index}: the usual strength is the style's own");
    }
}

#[test]
fn tiles_meet_without_a_seam() {
    use studio::vision::{Networks, enlarge};
    let photo = Photo::decode(&pattern(120, 100)).unwrap();
    let networks = Networks::new(2, || {});
    let whole = enlarge::tile(&networks, &photo.rgb, photo.size, [0, 0, 120, 100]).unwrap();
    let part = enlarge::tile(&networks, &photo.rgb, photo.size, [40, 30, 50, 40]).unwrap();
    for y in 0..160 {
        for x in 0..200 * 3 {
            let in_whole = whole[((30 * 4 + y) * 480 + 40 * 4) * 3 + x];
            assert!(part[y * 600 + x].abs_diff(in_whole) <= 1, "at {x}, {y}");
        }
    }
}

#[test]
fn a_larger_picture_is_the_same_picture() {
    for (factor, size) in [(2.0, [206, 142]), (4.0, [412, 284]), (3.0, [309, 213])] {
        let large = picture(edit(pattern(103, 71), Change::Upscale(factor)).unwrap());
        assert_eq!(large.size, size);
        let small = Photo::decode(&pattern(103, 71)).unwrap();
        let large = RgbImage::from_raw(size[0] as u32, size[1] as u32, large.rgb).unwrap();
        let back = image::imageops::resize(&large, 103, 71, image::imageops::FilterType::Triangle);
        let back = Photo { rgb: back.into_raw(), ..small.clone() };
        assert!(apart(&back, &small) < 6.0, "{factor}: {}", apart(&back, &small));
    }
    for wrong in [1.0, 0.0, 5.0, f64::NAN] {
        assert!(matches!(edit(pattern(32, 32), Change::Upscale(wrong)), Err(StudioError::Invalid(_))));
    }
    let flat = file(RgbImage::new(3000, 3000), ImageFormat::Png);
    let Err(StudioError::Invalid(message)) = edit(flat, Change::Upscale(4.0)) else { panic!("not refused") };
    assert!(message.contains("12000 × 12000"), "{message}");
}

/// NASA's portrait of Eileen Collins, made smaller; public domain.
const PORTRAIT: &[u8] = include_bytes!("portrait.jpg");

#[test]
fn a_person_is_cut_out_by_day_and_at_night() {
    let night = picture(edit(PORTRAIT.to_vec(), by_words("make it night")).unwrap());
    let night = night.encode_png("", "").unwrap();
    let mut covered = Vec::new();
    for file in [PORTRAIT.to_vec(), night] {
        let edited = edit(file, Change::RemoveBackground).unwrap();
        assert_eq!(edited.warnings, Vec::<String>::new());
        let alpha = picture(edited).alpha.unwrap();
        let at = |x: usize, y: usize| alpha[y * 256 + x];
        // Her face, her suit; the flag, the wall and the model of the shuttle.
        assert_eq!([at(112, 60), at(90, 180), at(16, 40), at(60, 20), at(210, 80)], [255, 255, 0, 0, 0]);
        covered.push(alpha.iter().map(|a| f64::from(*a)).sum::<f64>() / alpha.len() as f64 / 255.0);
    }
    assert!((0.45..0.65).contains(&covered[0]), "{covered:?}");
    assert!((covered[0] - covered[1]).abs() < 0.04, "{covered:?}");
}

#[test]
fn a_person_stands_before_what_was_asked_for() {
    let plain = Change::ReplaceBackground(Backdrop::Colour([20, 200, 40]));
    let before = picture(edit(PORTRAIT.to_vec(), plain).unwrap());
    assert_eq!((before.size, before.alpha.is_none()), ([256, 256], true));
    let green =
        |x: usize, y: usize| before.rgb[3 * (y * 256 + x) + 1] > 150 && before.rgb[3 * (y * 256 + x)] < 60;
    assert!(green(16, 40) && green(210, 40) && !green(112, 60) && !green(90, 180));
}

#[test]
fn a_face_is_found_and_told() {
    let edited = edit(PORTRAIT.to_vec(), Change::Describe("how many people are in it?".into())).unwrap();
    let EditResult::Words(words) = edited.result else { panic!("not words") };
    assert!(words.starts_with("It shows one face"), "{words}");
}

#[test]
fn a_picture_without_people_is_refused_in_words() {
    for change in [Change::RemoveBackground, Change::ReplaceBackground(Backdrop::Words("blue".into()))] {
        let empty = file(RgbImage::from_pixel(200, 150, Rgb([90, 130, 190])), ImageFormat::Png);
        let Err(StudioError::Invalid(message)) = edit(empty, change) else { panic!("not refused") };
        assert!(message.contains("No person was found"), "{message}");
    }
}

#[test]
fn words_change_light_and_shape_and_what_is_not_understood_is_told() {
    let before = mean(&Photo::decode(&pattern(160, 120)).unwrap());
    let of = |words: &str| picture(edit(pattern(160, 120), by_words(words)).unwrap());
    assert!(mean(&of("make it night")) < before * 0.6);
    assert!(mean(&of("brighter")) > before + 8.0);
    assert!(of("black and white").rgb.chunks(3).all(|p| p[0].abs_diff(p[2]) <= 1));
    assert_eq!(of("crop to square").size, [120, 120]);
    assert_eq!(of("make it wider").size, [213, 120]);
    let edited = edit(pattern(64, 64), by_words("make it night and add a boat")).unwrap();
    assert!(edited.warnings[0].contains("“boat”"), "{:?}", edited.warnings);
    let Err(StudioError::Invalid(message)) = edit(pattern(64, 64), by_words("add a dragon")) else {
        panic!("not refused")
    };
    assert!(message.contains("add a dragon"), "{message}");
}

#[test]
fn a_description_is_measured_and_says_where_it_ends() {
    let red = file(RgbImage::from_pixel(120, 60, Rgb([200, 20, 20])), ImageFormat::Png);
    let edited = edit(red, Change::Describe("which colours does it have?".into())).unwrap();
    let EditResult::Words(words) = edited.result else { panic!("not words") };
    assert!(words.starts_with("Its main colours are red."), "{words}");
    for part in ["120 × 60", "wider than high", "No face was found", "cannot name other things"] {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn a_change_stops_between_its_parts() {
    let studio = Studio::with_threads(2, || {}).unwrap();
    for (change, reports) in
        [(Change::Upscale(2.0), 3), (by_words("night"), 2), (Change::RemoveBackground, 1)]
    {
        let watch = Stops(AtomicUsize::new(reports));
        let request = EditRequest { picture: pattern(300, 200), change, seed: 1 };
        assert!(matches!(studio.edit(&request, &watch), Err(StudioError::Cancelled)));
    }
}

/// Counts the tiles that were begun and wants to stop at one of them.
struct StopsAtTile {
    tile: usize,
    begun: AtomicUsize,
}

impl Watch for StopsAtTile {
    fn progress(&self, step: Progress<'_>) {
        if step.sentence.starts_with("Enlarging, tile") {
            self.begun.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn cancelled(&self) -> bool {
        self.begun.load(Ordering::Relaxed) >= self.tile
    }
}

#[test]
fn no_tile_is_begun_after_a_cancel() {
    let studio = Studio::with_threads(2, || {}).unwrap();
    for tile in [1, 2] {
        let watch = StopsAtTile { tile, begun: AtomicUsize::new(0) };
        let request = EditRequest { picture: pattern(1000, 60), change: Change::Upscale(2.0), seed: 1 };
        assert!(matches!(studio.edit(&request, &watch), Err(StudioError::Cancelled)));
        assert_eq!(watch.begun.into_inner(), tile);
    }
}

#[test]
fn a_picture_of_ours_is_changed_as_the_scene_it_is() {
    let studio = Studio::with_threads(2, || {}).unwrap();
    let quiet = Stops(AtomicUsize::new(usize::MAX));
    let asked = studio::PictureRequest {
        prompt: "a fox by a mountain lake at noon, clear sky".into(),
        width: 128,
        height: 128,
        style: studio::StyleChoice::Auto,
        seed: 11,
    };
    let file = studio.make_picture(&asked, &quiet).unwrap().encode_png().unwrap();
    let change = |file: &[u8], words: &str| {
        let change = Change::ByWords { words: words.into(), strength: 0.7, shape: None };
        edit(file.to_vec(), change).unwrap()
    };
    let painted = |edited: Edited| match edited.result {
        EditResult::Painted(picture) => picture,
        _ => panic!("not painted anew"),
    };
    // Word for word what the changed wish would have painted.
    let night = painted(change(&file, "make it night"));
    let wanted = studio::PictureRequest {
        prompt: "a fox by a mountain lake at night, clear sky".into(),
        ..asked.clone()
    };
    assert!(night.rgb == studio.make_picture(&wanted, &quiet).unwrap().rgb);
    let winter = painted(change(&night.encode_png().unwrap(), "same but winter"));
    assert_eq!((winter.scene.time, winter.scene.season.id(), winter.seed), (night.scene.time, "winter", 11));
    let wide = painted(change(&file, "make it wider"));
    assert_eq!((wide.width, wide.height, wide.scene.framed), (228, 128, Some(1.0)));
    // What a scene does not know is done to the painted picture, which then keeps no scene.
    let warm = change(&file, "make it dusk and warmer");
    assert!(matches!(warm.result, EditResult::Picture(_)) && warm.warnings.is_empty(), "{:?}", warm.warnings);
}

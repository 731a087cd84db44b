//! What fetched networks do. Their files are not part of the repository: with `MARTY_TEST_PACKS` naming a folder of
//! packs (`marty assets path`) they are run, without it only what happens when files are missing or swapped is tested.

#![allow(clippy::unwrap_used)] // helpers outside #[test] functions unwrap too

use std::{collections::BTreeMap, io::Cursor, time::Instant};

use image::{DynamicImage, ImageFormat, RgbImage};
use resvg::{tiny_skia::Pixmap, tiny_skia::Transform, usvg};
use studio::{
    Change, EditRequest, EditResult, Edited, PictureRequest, Progress, Studio, StudioError, StyleChoice,
    Watch, vision::nudity::Judge,
};
use weights::Folder;

/// NASA's portrait of Eileen Collins, made smaller; public domain.
const PORTRAIT: &[u8] = include_bytes!("portrait.jpg");
/// The subjects of the scenes, in a box of 128 by 128.
const ICONS: &str = include_str!("../assets/icons.json");
/// Sides of a picture, and of the subject in it.
const SIDE: u32 = 640;
const SUBJECT: u32 = 416;

struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// The folder of packs that the tests may use.
fn packs() -> Option<Folder> {
    let Some(path) = std::env::var_os("MARTY_TEST_PACKS") else {
        println!("MARTY_TEST_PACKS names no folder of packs: the real networks were not run");
        return None;
    };
    Some(Folder::at(path.as_ref()))
}

fn cut_out(studio: &Studio, picture: Vec<u8>) -> Result<Edited, StudioError> {
    studio.edit(&EditRequest { picture, change: Change::RemoveBackground, seed: 0 }, &Quiet)
}

fn alpha(edited: Edited) -> Vec<u8> {
    match edited.result {
        EditResult::Picture(photo) => photo.alpha.unwrap(),
        EditResult::Painted(picture) => panic!("painted anew: {}", picture.description),
        EditResult::Words(words) => panic!("words instead of a picture: {words}"),
    }
}

fn png(picture: RgbImage) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture).write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

#[test]
fn a_swapped_network_is_named_and_people_are_cut_out_without_it() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("isnet")).unwrap();
    std::fs::write(root.path().join("isnet/model.onnx"), b"something else").unwrap();
    let studio = Studio::with_threads(1, || {}).unwrap().with_packs(Folder::at(root.path()));
    assert!(!studio.cuts_out_anything());
    let edited = cut_out(&studio, PORTRAIT.to_vec()).unwrap();
    assert!(edited.made_by.contains("people cut out by a small network"), "{}", edited.made_by);
    let named = edited.warnings.iter().any(|said| said.contains("isnet/model.onnx is not the one"));
    assert!(named, "{:?}", edited.warnings);
    let Err(StudioError::Invalid(why)) = cut_out(&studio, png(RgbImage::new(64, 64))) else {
        panic!("not refused")
    };
    assert!(why.contains("No person was found") && why.contains("isnet/model.onnx is not"), "{why}");
}

/// A subject of ours in the middle of a scene of ours, and how much of each pixel is the subject.
fn subject_on_scene(studio: &Studio, body: &str, prompt: &str) -> (Vec<u8>, Vec<u8>) {
    let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 128 128\">{body}</svg>");
    let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).unwrap();
    let mut drawn = Pixmap::new(SIDE, SIDE).unwrap();
    let (scale, left) = (SUBJECT as f32 / 128.0, (SIDE - SUBJECT) as f32 / 2.0);
    resvg::render(&tree, Transform::from_scale(scale, scale).post_translate(left, left), &mut drawn.as_mut());
    let request = PictureRequest {
        prompt: prompt.into(),
        width: SIDE,
        height: SIDE,
        style: StyleChoice::Auto,
        seed: 3,
    };
    let mut picture = studio.make_picture(&request, &Quiet).unwrap().rgb;
    let mut truth = Vec::new();
    for (pixel, over) in picture.chunks_exact_mut(3).zip(drawn.pixels()) {
        let covers = [over.red(), over.green(), over.blue()];
        for (under, over_channel) in pixel.iter_mut().zip(covers) {
            let left = u16::from(*under) * u16::from(255 - over.alpha()) / 255;
            *under = (left + u16::from(over_channel)).min(255) as u8;
        }
        truth.push(over.alpha());
    }
    (png(RgbImage::from_raw(SIDE, SIDE, picture).unwrap()), truth)
}

/// The share of what either calls the subject that both do.
fn overlap(truth: &[u8], found: &[u8]) -> f64 {
    let count = |is: &dyn Fn(bool, bool) -> bool| {
        truth.iter().zip(found).filter(|(t, f)| is(**t > 127, **f > 127)).count() as f64
    };
    count(&|t, f| t && f) / count(&|t, f| t || f).max(1.0)
}

#[test]
fn our_own_subjects_are_cut_out_of_our_own_scenes() {
    let Some(folder) = packs() else { return };
    let studio = Studio::new().unwrap().with_packs(folder);
    assert!(studio.cuts_out_anything(), "marty assets fetch isnet");
    let icons: BTreeMap<String, String> = serde_json::from_str(ICONS).unwrap();
    let scenes = ["a meadow in the morning", "a desert at noon", "a city street at night"];
    let mut overlaps = Vec::new();
    for (index, (name, body)) in icons.iter().enumerate().take(12) {
        let (picture, truth) = subject_on_scene(&studio, body, scenes[index % scenes.len()]);
        let began = Instant::now();
        let edited = cut_out(&studio, picture);
        let took = began.elapsed().as_secs_f64();
        let share = edited.map_or(0.0, |edited| {
            assert!(edited.made_by.contains("ISNet"), "{}", edited.made_by);
            overlap(&truth, &alpha(edited))
        });
        println!("{name}: overlap {share:.3}, {took:.2} s");
        overlaps.push(share);
    }
    overlaps.sort_by(f64::total_cmp);
    let mean = overlaps.iter().sum::<f64>() / overlaps.len() as f64;
    println!("{} subjects: mean {mean:.3}, median {:.3}", overlaps.len(), overlaps[overlaps.len() / 2]);
    assert!(mean > 0.75, "{overlaps:?}");
    let portrait = alpha(cut_out(&studio, PORTRAIT.to_vec()).unwrap());
    let at = |x: usize, y: usize| portrait[y * 256 + x];
    assert!(at(112, 60) > 200 && at(90, 180) > 200 && at(60, 20) < 50, "face, suit and wall");
}

#[test]
fn a_portrait_and_a_landscape_are_judged_safe() {
    let Some(folder) = packs() else { return };
    let judge = Judge::new(Some(folder), 2, || {});
    assert!(judge.is_there(), "marty assets fetch open-nsfw");
    let request = PictureRequest {
        prompt: "mountains above a lake at sunset".into(),
        width: SIDE,
        height: SIDE,
        style: StyleChoice::Auto,
        seed: 1,
    };
    let scene = Studio::new().unwrap().make_picture(&request, &Quiet).unwrap().rgb;
    let portrait = image::load_from_memory(PORTRAIT).unwrap().into_rgb8().into_raw();
    for (name, rgb, side) in [("scene", scene, SIDE as usize), ("portrait", portrait, 256)] {
        let began = Instant::now();
        let score = judge.score(&rgb, [side, side]).unwrap().unwrap();
        println!("{name}: {score:.5}, {:.3} s", began.elapsed().as_secs_f64());
        assert!(score < 0.2, "{name}: {score}");
    }
}

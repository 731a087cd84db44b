//! What pictures promise: the size asked for, the same bytes every time, and an answer to "stop".

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions unwrap too

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use studio::scene::{Biome, Kind, TimeOfDay, Weather};
use studio::{Picture, PictureRequest, Progress, Studio, StudioError, Style, StyleChoice, Watch};

struct Quiet;
impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}
    fn cancelled(&self) -> bool {
        false
    }
}

fn request(prompt: &str, style: Style, seed: u64) -> PictureRequest {
    PictureRequest { prompt: prompt.into(), width: 96, height: 96, style: StyleChoice::Named(style), seed }
}

fn paint(studio: &Studio, prompt: &str, style: Style, seed: u64) -> Picture {
    studio.make_picture(&request(prompt, style, seed), &Quiet).unwrap()
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

#[test]
fn the_same_request_gives_the_same_bytes_with_any_number_of_threads() {
    let studio = Studio::new().unwrap();
    for (prompt, style) in [
        ("a lighthouse at dusk", Style::Natural),
        ("a fox in a forest in the snow", Style::Watercolour),
        ("a city street at night, neon", Style::LowPoly),
        ("a castle in fog", Style::OilPainting),
    ] {
        let one = pool(1).install(|| paint(&studio, prompt, style, 5).rgb);
        let two = pool(2).install(|| paint(&studio, prompt, style, 5).rgb);
        let again = pool(3).install(|| paint(&Studio::with_threads(1, || {}).unwrap(), prompt, style, 5).rgb);
        assert!(one == two && one == again, "{prompt}");
        assert_ne!(one, paint(&studio, prompt, style, 6).rgb, "another seed is another picture: {prompt}");
    }
}

#[test]
fn sizes_are_honoured() {
    let studio = Studio::new().unwrap();
    for (width, height) in [(64, 64), (97, 65), (192, 108), (108, 192), (400, 64), (64, 300)] {
        for style in [Style::Natural, Style::PixelArt, Style::LowPoly, Style::Pastel] {
            let r = PictureRequest { width, height, ..request("a boat on a lake", style, 1) };
            let p = studio.make_picture(&r, &Quiet).unwrap();
            assert_eq!((p.width, p.height, p.rgb.len()), (width, height, (width * height * 3) as usize));
        }
    }
}

#[test]
fn impossible_sizes_are_refused() {
    let studio = Studio::new().unwrap();
    for (width, height) in [(0, 0), (63, 500), (500, 4097), (4096, 4096)] {
        let r = PictureRequest { width, height, ..request("a fox", Style::Natural, 1) };
        assert!(
            matches!(studio.make_picture(&r, &Quiet), Err(StudioError::Invalid(_))),
            "{width} x {height}"
        );
    }
}

fn all_differ(pictures: Vec<(String, Vec<u8>)>) {
    let mut seen = HashSet::new();
    for (name, rgb) in pictures {
        let mean = rgb.iter().map(|v| f64::from(*v)).sum::<f64>() / rgb.len() as f64;
        let spread = rgb.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum::<f64>() / rgb.len() as f64;
        assert!(spread > 60.0, "{name} is nearly empty: {spread}");
        assert!(seen.insert(rgb), "{name} equals another");
    }
}

#[test]
fn every_style_paints_its_own_picture() {
    let studio = Studio::new().unwrap();
    all_differ(
        Style::ALL
            .iter()
            .map(|s| (s.id().to_owned(), paint(&studio, "a fox by a lake", *s, 3).rgb))
            .collect(),
    );
}

#[test]
fn every_land_time_and_weather_paints_its_own_picture() {
    let studio = Studio::new().unwrap();
    let lands = [
        "mountains",
        "coast",
        "ocean",
        "desert",
        "forest",
        "meadow",
        "hills",
        "arctic",
        "city",
        "beach",
        "jungle",
        "canyon",
        "village",
        "living room",
        "outer space",
        "underwater",
        "abstract pattern",
        "product shot of a vase",
    ];
    assert_eq!(lands.len(), Biome::ALL.len());
    all_differ(lands.iter().map(|l| ((*l).to_owned(), paint(&studio, l, Style::Natural, 3).rgb)).collect());
    let times = ["dawn", "morning", "day", "sunset", "dusk", "night"];
    assert_eq!(times.len(), TimeOfDay::ALL.len());
    all_differ(
        times
            .iter()
            .map(|t| {
                ((*t).to_owned(), paint(&studio, &format!("mountain lake at {t}"), Style::Natural, 3).rgb)
            })
            .collect(),
    );
    let weathers = ["clear sky", "", "overcast", "rain", "snowfall", "fog", "storm", "windy", "sandstorm"];
    assert_eq!(weathers.len(), Weather::ALL.len());
    all_differ(
        weathers
            .iter()
            .map(|t| ((*t).to_owned(), paint(&studio, &format!("hills, day, {t}"), Style::Natural, 3).rgb))
            .collect(),
    );
}

#[test]
fn every_place_is_painted_at_every_time_at_any_size() {
    let studio = Studio::new().unwrap();
    for biome in Biome::ALL {
        for time in TimeOfDay::ALL {
            let mut spec = studio.understand("hills", StyleChoice::Auto);
            (spec.biome, spec.time) = (*biome, *time);
            for size in [[64, 48], [1, 1], [5, 7]] {
                let rgb = paint_spec(&spec, size);
                assert_eq!(rgb.len(), size[0] * size[1] * 3, "{biome:?} {time:?} {size:?}");
            }
        }
    }
}

/// A scene's bytes at a size, whatever it is.
fn paint_spec(spec: &studio::scene::SceneSpec, size: [usize; 2]) -> Vec<u8> {
    studio::scene::paint(spec, 3, size, &studio::scene::Steps::new(&Quiet, false)).unwrap().rgb
}

/// The mean of each colour of scenes that are easy to break, within a few steps of 255.
#[test]
fn scenes_keep_their_colours() {
    let studio = Studio::new().unwrap();
    let mean = |prompt: &str| {
        let rgb = paint(&studio, prompt, Style::Natural, 3).rgb;
        [0, 1, 2].map(|k| {
            rgb.iter().skip(k).step_by(3).map(|v| f32::from(*v)).sum::<f32>() * 3.0 / rgb.len() as f32
        })
    };
    let [r, g, b] = mean("underwater, day");
    assert!(b > r + 25.0 && g > r + 15.0, "water is blue: {r} {g} {b}");
    let [r, g, b] = mean("canyon at sunset");
    assert!(r > b + 12.0, "rock is red: {r} {g} {b}");
    let [r, g, b] = mean("outer space");
    assert!(r + g + b < 270.0, "space is dark: {r} {g} {b}");
    let day: f32 = mean("living room, day").iter().sum();
    let night: f32 = mean("living room at night").iter().sum();
    assert!(day > night + 60.0, "a room is darker at night: {day} {night}");
    let [r, g, b] = mean("gradient background in red");
    assert!(r > g + 25.0 && r > b + 25.0, "named colours are kept: {r} {g} {b}");
}

#[test]
fn a_widened_picture_keeps_what_was_in_it() {
    let studio = Studio::new().unwrap();
    for prompt in ["hills with trees, day, clear sky", "a fox by a mountain lake", "village, noon"] {
        let spec = studio.understand(prompt, StyleChoice::Auto);
        let before = paint_spec(&spec, [96, 96]);
        let wide = studio::scene::SceneSpec { framed: Some(1.0), ..spec };
        let after = paint_spec(&wide, [160, 96]);
        let mut off = 0_u64;
        for y in 0..96 {
            for x in 0..96 * 3 {
                // The corners of a film are darker, so the old edges are lighter now.
                let old = before[y * 96 * 3 + x];
                off += u64::from(old.abs_diff(after[y * 160 * 3 + 32 * 3 + x]));
            }
        }
        let mean = off as f32 / (96.0 * 96.0 * 3.0);
        assert!(mean < 9.0, "{prompt}: {mean}");
    }
}

#[test]
fn every_subject_can_be_seen() {
    let studio = Studio::new().unwrap();
    let mut lands: HashMap<String, Vec<u8>> = HashMap::new();
    for kind in Kind::ALL {
        let with = paint(&studio, &format!("a {}, hills by a lake, day", kind.label()), Style::Natural, 3);
        assert!(with.scene.subjects.iter().any(|s| s.kind == *kind), "{kind:?} not understood");
        let mut bare = with.scene.clone();
        bare.subjects.clear();
        bare.warnings.clear();
        let land =
            lands.entry(serde_json::to_string(&bare).unwrap()).or_insert_with(|| paint_spec(&bare, [96, 96]));
        let changed = with.rgb.iter().zip(land.iter()).filter(|(a, b)| a.abs_diff(**b) > 12).count();
        assert!(changed > 60, "{kind:?} changes only {changed} values");
    }
}

#[test]
fn every_subject_paints_in_every_drawn_style() {
    let studio = Studio::new().unwrap();
    for style in Style::ALL.iter().filter(|s| !s.is_neural()) {
        for kinds in Kind::ALL.chunks(6) {
            let names: Vec<String> = kinds.iter().map(|k| format!("a {}", k.label())).collect();
            let prompt = format!("{}, in a meadow by a lake", names.join(", "));
            let r = PictureRequest { width: 64, height: 64, ..request(&prompt, *style, 3) };
            let picture = studio.make_picture(&r, &Quiet).unwrap();
            let missing: Vec<_> =
                kinds.iter().filter(|k| !picture.scene.subjects.iter().any(|s| s.kind == **k)).collect();
            assert!(missing.is_empty(), "{prompt}: {missing:?} {:?}", picture.warnings);
        }
    }
}

#[test]
fn one_word_changes_the_picture() {
    let studio = Studio::new().unwrap();
    let base = paint(&studio, "a house on a hill", Style::Natural, 9).rgb;
    for other in [
        "a blue house on a hill",
        "two houses on a hill",
        "a castle on a hill",
        "a house on a hill in winter",
        "a house on a hill, rainbow",
    ] {
        assert_ne!(base, paint(&studio, other, Style::Natural, 9).rgb, "{other}");
    }
}

struct StopAfter {
    asked: AtomicUsize,
    limit: usize,
}
impl Watch for StopAfter {
    fn progress(&self, _: Progress<'_>) {}
    fn cancelled(&self) -> bool {
        self.asked.fetch_add(1, Ordering::SeqCst) >= self.limit
    }
}

#[test]
fn stopping_is_answered_soon() {
    let studio = Studio::new().unwrap();
    for style in [Style::Natural, Style::Ink, Style::Pastel] {
        for prompt in ["a lighthouse at dusk", "city at night"] {
            for limit in [0, 1, 5, 40, 150] {
                let watch = StopAfter { asked: AtomicUsize::new(0), limit };
                let result = studio.make_picture(&request(prompt, style, 1), &watch);
                assert!(matches!(result, Err(StudioError::Cancelled)), "{style:?} {prompt} after {limit}");
                // Every row and tree already in hand may ask once more, nothing else may begin.
                let asked = watch.asked.load(Ordering::SeqCst);
                assert!(asked <= limit + 120, "{style:?} {prompt}: asked {asked} times after {limit}");
            }
        }
    }
}

#[derive(Default)]
struct Notes(Mutex<Vec<(f32, String, bool)>>);
impl Watch for Notes {
    fn progress(&self, p: Progress<'_>) {
        if let Some(small) = p.preview {
            assert!(small.width.max(small.height) <= 64);
            assert_eq!(small.rgb.len(), (small.width * small.height * 3) as usize);
        }
        self.0.lock().unwrap().push((p.fraction, p.sentence.to_owned(), p.preview.is_some()));
    }
    fn cancelled(&self) -> bool {
        false
    }
}

#[test]
fn progress_never_falls_and_shows_the_picture_growing() {
    let studio = Studio::new().unwrap();
    for style in [Style::Natural, Style::PaperCut, Style::OilPainting] {
        let notes = Notes::default();
        studio
            .make_picture(&PictureRequest { width: 160, ..request("a boat at sea", style, 1) }, &notes)
            .unwrap();
        let notes = notes.0.lock().unwrap();
        assert!(notes.windows(2).all(|w| w[0].0 <= w[1].0), "{notes:?}");
        assert!((notes.last().unwrap().0 - 1.0).abs() < 1e-6);
        assert!(notes.iter().filter(|n| n.2).count() >= 3);
        assert!(notes.iter().any(|n| n.1 == "Painting the sky"));
    }
}

#[test]
fn the_file_holds_the_same_pixels_and_says_what_it_is() {
    let p = paint(&Studio::new().unwrap(), "a lighthouse at dusk", Style::Flat, 2);
    let file = p.encode_png().unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    assert_eq!(pixels, p.rgb);
    let text = |key: &str| {
        let chunk = reader.info().utf8_text.iter().find(|t| t.keyword == key).unwrap();
        chunk.get_text().unwrap()
    };
    assert_eq!(text("Software"), "Marty Martin, local studio");
    assert_eq!(text("Description"), p.description);
    let scene: serde_json::Value = serde_json::from_str(&text("Scene")).unwrap();
    let spec: studio::scene::SceneSpec = serde_json::from_value(scene["scene"].clone()).unwrap();
    assert_eq!(spec, p.scene);
}

#[test]
fn neural_pictures_say_so() {
    let studio = Studio::new().unwrap();
    let made_by = paint(&studio, "a fox", Style::Expressionist, 1).made_by;
    assert_eq!(made_by, "Local studio: painted scene, expressionist (neural style 5)");
    assert_eq!(paint(&studio, "a fox", Style::Natural, 1).made_by, "Local studio: painted scene");
}

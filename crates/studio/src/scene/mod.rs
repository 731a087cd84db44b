//! From words to a painted scene.
//!
//! | step | file | gives |
//! |---|---|---|
//! | understand | [`parse`], [`lexicon`] | [`SceneSpec`]: plain data, and warnings |
//! | compose | [`compose`] | horizon, eye, land, places for subjects |
//! | light | [`light`] | one sun, one sky, one haze for every layer |
//! | walk, back to front | `layers` | the whole, and for clips its parts |
//! | paint land | [`sky`], [`terrain`] ([`relief`]), [`water`], [`flora`], [`jungle`], [`village`], [`subjects`], [`weather`] | linear colour and distance per pixel |
//! | paint other places | [`town`]; [`room`]; [`deep`], [`reef`] (under water); [`space`]; [`design`] (patterns); [`product`]; [`solids`] traces what is built | the same |
//! | finish | [`finish`] | bloom, film curve, grain, bytes |
//! | style | [`styles`] | flat, low poly, paper, watercolour, ink, pixels, riso print, blueprint, glass, … |
//! | change | [`revise`] | another specification, from one and a wish in words |
//!
//! Every layer is drawn twice where there is water: into the picture and into the mirrored view
//! that the water reflects ([`canvas`]).

pub mod canvas;
mod cast_list;
pub mod colours;
pub mod compose;
mod cutout;
pub mod deep;
pub mod describe;
pub mod design;
pub mod finish;
pub mod flora;
pub mod jungle;
pub mod kind;
mod landform;
pub(crate) mod layers;
pub mod lettering;
pub mod lexicon;
pub mod light;
pub mod noise;
pub mod palette;
pub mod parse;
pub mod portrait;
pub mod product;
mod reading;
pub mod reef;
pub mod relief;
pub mod revise;
pub mod room;
pub mod sky;
pub mod solids;
pub mod space;
pub mod spec;
mod sprites;
pub mod still_life;
pub mod styles;
pub mod subject;
pub mod subjects;
pub mod terrain;
pub mod town;
pub mod village;
pub mod water;
pub mod weather;

pub use parse::understand;
pub use spec::{Biome, Object, Pattern, SceneSpec, Season, Setting, Style, TimeOfDay, Water, Weather};
pub use subject::{How, Kind, Position, Relation, Size, Subject, Tint};

use std::sync::Mutex;

use crate::{Progress, StudioError, Watch};
use canvas::View;
use layers::Keep;

/// Reports progress (never backwards) and turns the watcher's wish to stop into an error.
pub struct Steps<'a> {
    watch: &'a dyn Watch,
    reached: Mutex<f32>,
    share: f32,
}

impl<'a> Steps<'a> {
    /// Steps for one picture; a neural style leaves the painting itself a smaller share.
    pub fn new(watch: &'a dyn Watch, neural: bool) -> Self {
        Steps { watch, reached: Mutex::new(0.0), share: if neural { 0.6 } else { 0.9 } }
    }

    /// Steps of something that a painting is only the first `share` of.
    pub(crate) fn of_part(watch: &'a dyn Watch, share: f32) -> Self {
        Steps { watch, reached: Mutex::new(0.0), share }
    }

    /// Tells how far the whole picture is; `rgb` of this size becomes a small preview.
    pub fn say<B: AsRef<[u8]> + ?Sized>(
        &self,
        fraction: f32,
        sentence: &str,
        rgb: Option<&B>,
        size: [u32; 2],
    ) {
        let preview = rgb.map(|b| crate::vision::style::preview(b.as_ref(), size));
        let fraction = match self.reached.lock() {
            Ok(mut reached) => {
                *reached = reached.max(fraction.clamp(0.0, 1.0));
                *reached
            }
            Err(_) => fraction,
        };
        self.watch.progress(Progress { fraction, sentence, preview: preview.as_ref() });
    }

    fn painting(&self, fraction: f32, sentence: &str, view: Option<&View>) {
        let small = view.map(small_bytes);
        let size = small.as_ref().map_or([0, 0], |s| s.1);
        self.say(fraction * self.share, sentence, small.as_ref().map(|s| s.0.as_slice()), size);
    }

    /// Whether to stop.
    pub fn stopped(&self) -> bool {
        self.watch.cancelled()
    }

    /// An error once the watcher wants to stop.
    ///
    /// # Errors
    /// [`StudioError::Cancelled`].
    pub fn check(&self) -> Result<(), StudioError> {
        if self.stopped() { Err(StudioError::Cancelled) } else { Ok(()) }
    }
}

fn small_bytes(view: &View) -> (Vec<u8>, [u32; 2]) {
    let long = view.width.max(view.height) as f32;
    let k = (64.0 / long).min(1.0);
    let (w, h) = (((view.width as f32 * k) as usize).max(1), ((view.height as f32 * k) as usize).max(1));
    let mut bytes = Vec::with_capacity(w * h * 3);
    for y in 0..h {
        for x in 0..w {
            let c = view.sample((x as f32 + 0.5) / k, (y as f32 + 0.5) / k);
            bytes.extend(c.map(|v| (palette::linear_to_srgb(v.clamp(0.0, 1.0)) * 255.0) as u8));
        }
    }
    (bytes, [w as u32, h as u32])
}

/// A painted scene before its style: bytes, and the distance of every pixel for styles that draw
/// edges.
#[derive(Clone)]
pub struct Painted {
    /// sRGB bytes.
    pub rgb: Vec<u8>,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Distance of each pixel, metres.
    pub depth: Vec<f32>,
    /// Where a sign's board takes words: left, top, right, bottom in pixels.
    pub board: Option<[f32; 4]>,
    /// Row of the horizon, picture heights from the top.
    pub horizon: f32,
    /// Focal length in picture heights.
    pub lens: f32,
    /// Height of the eye over the ground or water, metres.
    pub eye: f32,
    /// Screen place of the sun: column and elevation over the horizon, picture heights.
    pub sun: [f32; 2],
}

/// Paints a scene at a size (width, height).
///
/// # Errors
/// [`StudioError::Cancelled`] when the watcher stops it; [`StudioError::Engine`] when a drawing
/// cannot be rasterised.
pub fn paint(
    spec: &SceneSpec,
    seed: u64,
    size: [usize; 2],
    steps: &Steps<'_>,
) -> Result<Painted, StudioError> {
    let layers::Layers { whole: mut view, light, board, .. } =
        layers::paint(spec, seed, size, Keep::Whole, steps)?;
    let seed32 = (seed ^ (seed >> 32)) as u32;
    if !spec.is_indoors() {
        weather::fall(&mut view, spec, &light, seed32);
    }
    steps.check()?;
    steps.painting(0.92, "Developing the picture", Some(&view));
    let rgb = finish::develop(&view, tuning(spec), seed32);
    steps.check()?;
    let [width, height] = size;
    let View { horizon, lens, eye, depth, .. } = view;
    Ok(Painted { rgb, width, height, depth, board, horizon, lens, eye, sun: light.sun })
}

pub(crate) fn tuning(spec: &SceneSpec) -> finish::Finish {
    let night = matches!(spec.time, TimeOfDay::Night | TimeOfDay::Dusk);
    let plain = |bloom, grain, vignette| finish::Finish { bloom, threshold: 0.95, grain, vignette };
    match spec.biome.setting() {
        Setting::Design => return plain(0.06, 0.006, 0.10),
        Setting::Studio => return plain(0.18, 0.008, 0.20),
        _ => {}
    }
    finish::Finish {
        bloom: if night { 0.55 } else { 0.30 },
        threshold: if night { 0.55 } else { 0.85 },
        grain: 0.013,
        vignette: if night { 0.42 } else { 0.28 },
    }
}

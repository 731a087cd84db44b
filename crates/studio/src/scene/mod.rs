//! From words to a painted scene.
//!
//! | step | file | gives |
//! |---|---|---|
//! | understand | [`parse`], [`lexicon`] | [`SceneSpec`]: plain data, and warnings |
//! | compose | [`compose`] | horizon, eye, land, places for subjects |
//! | light | [`light`] | one sun, one sky, one haze for every layer |
//! | paint, back to front | [`sky`], [`terrain`] ([`relief`]), [`water`], [`flora`], [`town`], [`subjects`], [`weather`] | linear colour and distance per pixel |
//! | finish | [`finish`] | bloom, film curve, grain, bytes |
//! | style | [`styles`] | flat, low poly, paper, watercolour, ink, pixels |
//!
//! Every layer is drawn twice where there is water: into the picture and into the mirrored view
//! that the water reflects ([`canvas`]).

pub mod canvas;
mod cast_list;
pub mod compose;
pub mod describe;
pub mod finish;
pub mod flora;
pub mod kind;
pub(crate) mod layers;
pub mod lettering;
pub mod lexicon;
pub mod light;
pub mod noise;
pub mod palette;
pub mod parse;
pub mod portrait;
mod reading;
pub mod relief;
pub mod sky;
pub mod spec;
pub mod still_life;
pub mod styles;
pub mod subject;
pub mod subjects;
pub mod terrain;
pub mod town;
pub mod water;
pub mod weather;

pub use parse::understand;
pub use spec::{Biome, SceneSpec, Season, Style, TimeOfDay, Water, Weather};
pub use subject::{How, Kind, Position, Relation, Size, Subject, Tint};

use std::sync::Mutex;

use crate::{Progress, StudioError, Watch};
use canvas::View;
use compose::Composition;
use light::Light;

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
    steps.painting(0.0, "Planning the picture", None);
    let [w, h] = size;
    let comp = Composition::new(spec, seed, w as f32 / h as f32);
    let light = Light::new(spec, seed, comp.sun_u);
    let seed32 = (seed ^ (seed >> 32)) as u32;
    let mut view = View::new(w, h, comp.horizon, comp.lens, comp.eye);
    let stop = || steps.stopped();
    steps.check()?;
    let board = if spec.is_indoors() {
        indoors(&mut view, spec, &comp, &light, seed, steps)?
    } else {
        steps.painting(0.04, "Painting the sky", None);
        sky::paint(&mut view, spec, &light, seed32, &stop);
        steps.check()?;
        outdoors(&mut view, spec, &comp, &light, seed, steps)?
    };
    steps.check()?;
    if !spec.is_indoors() {
        steps.painting(0.85, "Letting the weather in", Some(&view));
        weather::paint(&mut view, spec, &light, seed32, &stop);
    }
    steps.check()?;
    steps.painting(0.92, "Developing the picture", Some(&view));
    let rgb = finish::develop(&view, tuning(spec), seed32);
    steps.check()?;
    Ok(Painted { rgb, width: w, height: h, depth: view.depth, board })
}

/// A still life or a portrait; where a sign's board takes words, when there is one.
fn indoors(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    steps: &Steps<'_>,
) -> Result<Option<[f32; 4]>, StudioError> {
    let stop = || steps.stopped();
    if let Some(face) = &spec.portrait {
        steps.painting(0.04, "Hanging the backdrop", None);
        portrait::painting::backdrop(view, spec, light, seed);
        steps.check()?;
        steps.painting(0.40, "Drawing the face", Some(view));
        portrait::painting::sitter(view, face, light, seed)?;
        return Ok(None);
    }
    steps.painting(0.04, "Laying the table", None);
    still_life::room(view, spec, comp, light, seed, &stop);
    steps.check()?;
    steps.painting(0.60, "Placing the subjects", Some(view));
    still_life::things(view, spec, comp, light, seed, &stop)
}

fn outdoors(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    steps: &Steps<'_>,
) -> Result<Option<[f32; 4]>, StudioError> {
    if spec.biome != Biome::City {
        return land(view, spec, comp, light, seed, steps);
    }
    let stop = || steps.stopped();
    steps.painting(0.30, "Building the street", Some(view));
    town::paint(view, spec, comp, light, seed, &stop);
    steps.check()?;
    steps.painting(0.60, "Placing the subjects", Some(view));
    town::people(view, spec, comp, light, seed, &stop)
}

pub(crate) fn tuning(spec: &SceneSpec) -> finish::Finish {
    let night = matches!(spec.time, TimeOfDay::Night | TimeOfDay::Dusk);
    finish::Finish {
        bloom: if night { 0.55 } else { 0.30 },
        threshold: if night { 0.55 } else { 0.85 },
        grain: 0.013,
        vignette: if night { 0.42 } else { 0.28 },
    }
}

fn land(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    steps: &Steps<'_>,
) -> Result<Option<[f32; 4]>, StudioError> {
    let stop = || steps.stopped();
    steps.painting(0.30, "Raising the land", Some(view));
    // The reflection is broken by ripples, so half the size is enough.
    let mut mirror = comp.land.wet.then(|| mirrored(view));
    let cover = terrain::survey(view, &comp.land);
    steps.check()?;
    let relief = relief::Relief::new(&comp.land, comp.half, comp.lens, &stop);
    steps.check()?;
    terrain::shade(view, spec, comp, light, &relief, &stop);
    steps.check()?;
    let trees = flora::Planting::new(spec, comp, seed);
    let cast = subjects::Cast::new(spec, comp, light, view, seed)?;
    if let Some(mirror) = mirror.as_mut() {
        steps.painting(0.50, "Mirroring the land", Some(view));
        let cover = terrain::survey(mirror, &comp.land);
        terrain::shade(mirror, spec, comp, light, &relief, &stop);
        terrain::soften(mirror, &cover);
        steps.check()?;
        trees.paint(mirror, light, &stop);
        cast.paint(mirror, light, &stop);
        steps.check()?;
        steps.painting(0.62, "Laying the water", Some(view));
        water::paint(view, mirror, spec, comp, light, &stop);
    }
    terrain::soften(view, &cover);
    steps.check()?;
    steps.painting(0.70, "Planting trees", Some(view));
    trees.paint(view, light, &stop);
    steps.check()?;
    steps.painting(0.78, "Placing the subjects", Some(view));
    cast.paint(view, light, &stop);
    steps.check()?;
    flora::foreground(view, spec, comp, light, seed);
    Ok(cast.board())
}

/// The mirrored camera, with the sky the picture already has.
fn mirrored(view: &View) -> View {
    let (w, h) = ((view.width / 2).max(1), (view.height / 2).max(1));
    let mut mirror = View::new(w, h, view.horizon, view.lens, -view.eye);
    let (sx, sy) = (view.width as f32 / w as f32, view.height as f32 / h as f32);
    for y in 0..h {
        for x in 0..w {
            mirror.colour[y * w + x] = view.sample(
                (x as f32 + 0.5) * sx,
                ((y as f32 + 0.5) * sy).min((view.horizon - 0.004) * view.height as f32),
            );
        }
    }
    mirror
}

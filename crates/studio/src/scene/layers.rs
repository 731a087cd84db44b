//! A scene taken apart, for clips: sky, ground, water and things, each painted whole where others hide it.
//!
//! What stands on the ground is painted twice, over black and over white: whatever the two have in common is its
//! own light, and how much they differ is how much shines through. That takes any painter apart that only lays
//! colour over what is there, shadows and glows included, without it knowing.

use super::canvas::{SKY, View};
use super::compose::Composition;
use super::light::Light;
use super::palette::Rgb;
use super::water::{Surface, sun_share, surface_seed};
use super::{Biome, SceneSpec, Steps, flora, portrait, relief, sky, still_life, subjects, terrain, town, water, weather};
use crate::StudioError;

/// Light weighted by cover, and cover, of every pixel.
pub(crate) struct Cutout {
    /// Red, green, blue (linear, weighted by cover) and cover.
    pub pixels: Vec<[f32; 4]>,
    /// Distance of each pixel, metres; [`SKY`] or more where there is nothing.
    pub depth: Vec<f32>,
}

/// A scene in parts, all of one size and seen by one camera.
pub(crate) struct Layers {
    /// The finished picture before film, with the distance of every pixel.
    pub whole: View,
    /// Where everything stands.
    pub comp: Composition,
    /// Its light.
    pub light: Light,
    /// Land, or a street with everything built on it.
    pub ground: Cutout,
    /// Trees, flowers and subjects.
    pub things: Cutout,
    /// What the water mirrors, and the share of the sun it sees; nothing without water.
    pub mirror: Option<(View, f32)>,
    /// Fog or mist.
    pub veil: Option<Cutout>,
}

/// Paints a scene in parts.
///
/// # Errors
/// [`StudioError::Cancelled`] when the watcher stops it; [`StudioError::Engine`] when a drawing cannot be
/// rasterised.
pub(crate) fn paint(
    spec: &SceneSpec,
    seed: u64,
    [w, h]: [usize; 2],
    steps: &Steps<'_>,
) -> Result<Layers, StudioError> {
    let comp = Composition::new(spec, seed, w as f32 / h as f32);
    let light = Light::new(spec, seed, comp.sun_u);
    let seed32 = (seed ^ (seed >> 32)) as u32;
    let mut view = View::new(w, h, comp.horizon, comp.lens, comp.eye);
    let stop = || steps.stopped();
    if !spec.is_indoors() {
        steps.painting(0.04, "Painting the sky", None);
        sky::paint(&mut view, spec, &light, seed32, &stop);
        steps.check()?;
    }
    let (ground, things, mirror) = if spec.is_indoors() {
        let (ground, things) = indoors(&mut view, spec, &comp, &light, seed, steps)?;
        (ground, things, None)
    } else if spec.biome == Biome::City {
        let (ground, things) = street(&mut view, spec, &comp, &light, seed, steps)?;
        (ground, things, None)
    } else {
        land(&mut view, spec, &comp, &light, seed, steps)?
    };
    steps.painting(0.85, "Letting the weather in", Some(&view));
    let veil = taken_apart(&view, |side| {
        if !spec.is_indoors() {
            weather::veil(side, spec, &light, seed32, &stop);
        }
        Ok(())
    })?;
    lay(&mut view, &veil);
    steps.check()?;
    let is_clear = veil.pixels.iter().all(|pixel| pixel[3] < 0.002);
    Ok(Layers { whole: view, comp, light, ground, things, mirror, veil: (!is_clear).then_some(veil) })
}

/// A table or a backdrop, and what is before it.
fn indoors(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    steps: &Steps<'_>,
) -> Result<(Cutout, Cutout), StudioError> {
    let stop = || steps.stopped();
    match &spec.portrait {
        Some(_) => portrait::painting::backdrop(view, spec, light, seed),
        None => still_life::room(view, spec, comp, light, seed, &stop),
    }
    steps.check()?;
    let ground = opaque(view);
    let things = taken_apart(view, |side| match &spec.portrait {
        Some(face) => portrait::painting::sitter(side, face, light, seed),
        None => still_life::things(side, spec, comp, light, seed, &stop).map(|_| ()),
    })?;
    lay(view, &things);
    Ok((ground, things))
}

fn street(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    steps: &Steps<'_>,
) -> Result<(Cutout, Cutout), StudioError> {
    let stop = || steps.stopped();
    steps.painting(0.30, "Building the street", Some(view));
    town::paint(view, spec, comp, light, seed, &stop);
    steps.check()?;
    let ground = opaque(view);
    steps.painting(0.60, "Placing the subjects", Some(view));
    let things = taken_apart(view, |side| town::people(side, spec, comp, light, seed, &stop).map(|_| ()))?;
    lay(view, &things);
    Ok((ground, things))
}

type Land = (Cutout, Cutout, Option<(View, f32)>);

fn land(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    steps: &Steps<'_>,
) -> Result<Land, StudioError> {
    let stop = || steps.stopped();
    steps.painting(0.25, "Raising the land", Some(view));
    let mut mirror = comp.land.wet.then(|| super::mirrored(view));
    let cover = terrain::survey(view, &comp.land);
    steps.check()?;
    let relief = relief::Relief::new(&comp.land, comp.half, comp.lens, &stop);
    steps.check()?;
    terrain::shade(view, spec, comp, light, &relief, &stop);
    steps.check()?;
    let ground = raised(view, &cover);
    let trees = flora::Planting::new(spec, comp, seed);
    let cast = subjects::Cast::new(spec, comp, light, view, seed)?;
    if let Some(mirror) = mirror.as_mut() {
        steps.painting(0.45, "Mirroring the land", Some(view));
        let cover = terrain::survey(mirror, &comp.land);
        terrain::shade(mirror, spec, comp, light, &relief, &stop);
        terrain::soften(mirror, &cover);
        steps.check()?;
        trees.paint(mirror, light, &stop);
        cast.paint(mirror, light, &stop);
        steps.check()?;
    }
    let sun = sun_share(view, light);
    if let Some(mirror) = &mirror {
        steps.painting(0.55, "Laying the water", Some(view));
        water::paint(view, mirror, spec, comp, light, &stop);
    }
    terrain::soften(view, &cover);
    steps.check()?;
    steps.painting(0.65, "Planting trees", Some(view));
    let things = taken_apart(view, |side| {
        trees.paint(side, light, &stop);
        cast.paint(side, light, &stop);
        flora::foreground(side, spec, comp, light, seed);
        steps.check()
    })?;
    lay(view, &things);
    Ok((ground, things, mirror.map(|mirror| (mirror, sun))))
}

/// The water's surface of a scene that has been taken apart.
pub(crate) fn surface<'a>(
    spec: &SceneSpec,
    comp: &Composition,
    light: &'a Light,
    sun: f32,
) -> (Surface<'a>, u32) {
    let seed = surface_seed(comp);
    (Surface::new(spec, comp, light, seed, sun), seed)
}

/// Everything that is there.
fn opaque(view: &View) -> Cutout {
    let pixels = view.colour.iter().map(|c| [c[0], c[1], c[2], 1.0]).collect();
    Cutout { pixels, depth: view.depth.clone() }
}

/// What has a distance. Against sky and water a crest covers the share of its pixel that it does; against land behind
/// it, it is mixed with that land, so that nothing farther shines through.
fn raised(view: &View, cover: &[f32]) -> Cutout {
    let w = view.width;
    let pixel = |i: usize| {
        let c = view.colour[i];
        let share = cover[i];
        if view.depth[i] >= SKY {
            return [0.0; 4];
        }
        if share >= 1.0 {
            return [c[0], c[1], c[2], 1.0];
        }
        match i.checked_sub(w).filter(|above| view.depth[*above] < SKY) {
            Some(above) => {
                let mixed = super::palette::mix(view.colour[above], c, share);
                [mixed[0], mixed[1], mixed[2], 1.0]
            }
            None => [c[0] * share, c[1] * share, c[2] * share, share],
        }
    };
    Cutout { pixels: (0..view.colour.len()).map(pixel).collect(), depth: view.depth.clone() }
}

/// What `paint` lays over a view, by itself.
fn taken_apart(
    view: &View,
    paint: impl Fn(&mut View) -> Result<(), StudioError>,
) -> Result<Cutout, StudioError> {
    let over = |level: f32| -> Result<View, StudioError> {
        let mut side = View::new(view.width, view.height, view.horizon, view.lens, view.eye);
        side.colour.fill([level; 3]);
        side.depth.copy_from_slice(&view.depth);
        paint(&mut side)?;
        Ok(side)
    };
    let black = over(0.0)?;
    let white = over(1.0)?.colour;
    let pixels = black.colour.iter().zip(&white).map(|(b, w)| {
        let through = (0..3).map(|c| w[c] - b[c]).sum::<f32>() / 3.0;
        [b[0], b[1], b[2], (1.0 - through).clamp(0.0, 1.0)]
    });
    Ok(Cutout { pixels: pixels.collect(), depth: black.depth })
}

/// Lays a part over a view.
fn lay(view: &mut View, part: &Cutout) {
    for (i, c) in view.colour.iter_mut().enumerate() {
        let p = part.pixels[i];
        let under: Rgb = *c;
        *c = [0, 1, 2].map(|k| p[k] + under[k] * (1.0 - p[3]));
        view.depth[i] = part.depth[i];
    }
}

//! A still life: things on a table before a wall, lit from a window at the side.
//!
//! The wall takes the light as it falls off from the window and carries the shadow of its bars; the table is wood, and
//! things stand in their reflections on it. Nothing here is land, so clips move through it as through a street.

use rayon::prelude::*;

use super::canvas::View;
use super::compose::Composition;
use super::light::Light;
use super::noise::{Dice, fbm, noise, smooth};
use super::palette::{Rgb, add, luma, mix, mul, oklch, scale};
use super::spec::SceneSpec;
use super::subjects::{Cast, Stage};
use crate::StudioError;

/// Height of the eye over the table, metres.
const EYE: f32 = 0.52;
/// Focal length, picture heights.
const LENS: f32 = 1.5;
/// Row of the horizon, picture heights from the top.
const HORIZON: f32 = 0.36;
/// Where the table ends and the wall begins, metres away.
const EDGE: f32 = 2.9;
const WALL: f32 = 4.2;

/// Moves the camera to the table.
pub fn compose(comp: &mut Composition) {
    comp.horizon = HORIZON;
    comp.eye = EYE;
    comp.lens = LENS;
    comp.land.wet = false;
    comp.land.rises.clear();
}

/// Paints wall and table, with their distances.
pub fn room(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) {
    let mut dice = Dice::new(seed, 71);
    let hue = [255.0, 30.0, 150.0, 80.0, 300.0, 200.0][(dice.unit() * 5.99) as usize];
    let wall = oklch(0.56, 0.055, hue + dice.range(-12.0, 12.0));
    let wood = oklch(0.47 + dice.range(-0.05, 0.07), 0.065, 52.0 + dice.range(-8.0, 10.0));
    let seed32 = (seed ^ (seed >> 32)) as u32 ^ 0x7AB1E;
    let side = if comp.sun_u < 0.0 { -1.0 } else { 1.0 };
    let lamp = room_light(light);
    let night = 1.0 - smooth(0.15, 0.6, luma(light.fill));
    let (width, lens, horizon) = (view.width, comp.lens, comp.horizon);
    let rows = view.height as f32;
    let half = view.aspect() * 0.5;
    let edge = comp.eye / EDGE * lens;
    let depth = &mut view.depth;
    view.colour.par_chunks_mut(width).zip(depth.par_chunks_mut(width)).enumerate().for_each(
        |(y, (row, far))| {
            if stop() {
                return;
            }
            let v = (y as f32 + 0.5) / rows - horizon;
            for (x, (pixel, z)) in row.iter_mut().zip(far).enumerate() {
                let u = (x as f32 + 0.5 - width as f32 * 0.5) / rows;
                let on_table = v > edge;
                let (colour, at) = if on_table {
                    let z = comp.eye / v * lens;
                    (table(seed32, wood, u * z / lens, z, &lamp, side), z)
                } else {
                    (plaster(seed32, wall, [u / half, v + horizon], &lamp, side, night), WALL)
                };
                // The far edge of the table is a soft line of light.
                let line = 1.0 - smooth(0.0, 0.006, (v - edge).abs());
                *pixel = if on_table {
                    add(colour, scale(lamp[0], 0.10 * line))
                } else {
                    scale(colour, 1.0 - 0.35 * smooth(0.10, 0.0, edge - v))
                };
                *z = at;
            }
        },
    );
    if spec.tint.is_some() {
        let lean = super::palette::fade(light.fill, 0.2);
        view.colour
            .par_iter_mut()
            .for_each(|c| *c = mix(*c, mul(*c, scale(lean, 1.0 / luma(lean).max(0.05))), 0.4));
    }
}

/// Paints the things on the table.
///
/// # Errors
/// [`StudioError::Engine`] when a drawing cannot be rasterised.
pub fn things(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<[f32; 4]>, StudioError> {
    let cast = Cast::on(Stage::Table, spec, comp, light, view, seed)?;
    cast.paint_on_wet(view, light, 0.16, stop);
    Ok(cast.board())
}

/// Key and fill of the room: the scene's colours, brought to the brightness of a lit room.
fn room_light(light: &Light) -> [Rgb; 2] {
    let key = mix(light.key, [1.0, 0.86, 0.66], 0.35 * light.lamps.min(1.0));
    [scale(key, 1.0 / luma(key).max(0.25)), scale(light.fill, 0.62 / luma(light.fill).max(0.25))]
}

fn plaster(seed: u32, wall: Rgb, [u, y]: [f32; 2], [key, fill]: &[Rgb; 2], side: f32, night: f32) -> Rgb {
    let across = u * side;
    let grain = 1.0 + 0.05 * fbm(seed, u * 5.0, y * 5.0, 4) + 0.02 * noise(seed ^ 5, u * 90.0, y * 90.0);
    // Light from the window: brightest on its side, in panes that lean with the sun.
    let fall = smooth(-1.5, 1.1, across) * (1.0 - 0.35 * smooth(0.3, 0.0, y));
    let lean = across - (y - 0.25) * 0.55;
    let pane = |c: f32, w: f32| smooth(w + 0.05, w - 0.05, (lean - c).abs());
    let tall =
        smooth(0.03, 0.10, y) * smooth(0.62, 0.48, y) * (1.0 - 0.9 * smooth(0.022, 0.010, (y - 0.27).abs()));
    let panes = (pane(-0.36, 0.15) + pane(0.02, 0.15)) * tall * 0.55 * (1.0 - night);
    let lit = add(scale(*fill, 0.55), scale(*key, 0.30 * fall + panes));
    scale(mul(wall, lit), grain)
}

fn table(seed: u32, wood: Rgb, x: f32, z: f32, [key, fill]: &[Rgb; 2], side: f32) -> Rgb {
    let board = (z * 3.1).floor();
    let along = x + board * 1.7;
    let ring = noise(seed ^ board as u32, along * 1.6, z * 34.0) * 0.6
        + noise(seed ^ 9, along * 5.0, z * 90.0) * 0.4;
    let seam = smooth(0.03, 0.0, (z * 3.1 - board).min(1.0 - (z * 3.1 - board)));
    let tone = 1.0 + 0.16 * ring - 0.30 * seam + 0.10 * noise(seed ^ 17, board * 3.7, 1.5);
    let fall = smooth(-1.8, 1.4, x * side);
    // Polish: the window's sheen, strongest far off where the view grazes the wood.
    let sheen = 0.16 * smooth(1.0, 2.9, z) * fall;
    add(mul(scale(wood, tone), add(scale(*fill, 0.60), scale(*key, 0.25 + 0.55 * fall))), scale(*key, sheen))
}

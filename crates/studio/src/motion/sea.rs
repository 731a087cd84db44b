//! Water that moves: the surface of [`crate::scene::water`], with waves that run.
//!
//! A still picture takes its waves from noise, dozens of values a pixel. Here each wave length reads one small table
//! of that noise, wrapped at its edges, which slides over the water at the speed that waves of that length have
//! (√(gλ/2π), deep water). What depends on the row or the column alone is computed once.

use rayon::prelude::*;

use super::plate::between;
use crate::scene::canvas::View;
use crate::scene::layers::Layers;
use crate::scene::light::Light;
use crate::scene::noise::{fbm, noise, smooth};
use crate::scene::palette::{Rgb, mix};
use crate::scene::water::{Ripple, Seen, Surface, WAVES};

/// Cells of a table, each way; a power of two.
const CELLS: usize = 256;
/// Features of the noise over a table.
const FEATURES: f32 = 24.0;
/// Distance of the farthest water, metres.
const FAR: f32 = 60_000.0;
/// How fast waves run, as a share of real ones: a clip of a few seconds looks hurried otherwise.
const SLOWED: f32 = 0.42;

/// Water of one scene.
pub(crate) struct Sea<'a> {
    surface: Surface<'a>,
    mirror: View,
    horizon: f32,
    eye: f32,
    lens: f32,
    across: Vec<f32>,
    away: Vec<f32>,
    foam: Vec<f32>,
    /// Height of the bed at half the canvas's size, metres.
    bed: Vec<[f32; 1]>,
    bed_size: [usize; 2],
    haze: Vec<Rgb>,
    width: f32,
}

impl<'a> Sea<'a> {
    /// The water of a scene that has been taken apart; `None` where there is none.
    pub fn new(
        spec: &crate::scene::SceneSpec,
        layers: &'a Layers,
        mirror: View,
        sun: f32,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Sea<'a> {
        let (light, comp, view): (&Light, _, _) = (&layers.light, &layers.comp, &layers.whole);
        let (surface, seed) = crate::scene::layers::surface(spec, comp, light, sun);
        let bed_size = [view.width.div_ceil(2), view.height.div_ceil(2)];
        let (h, lens) = (bed_size[1] as f32, view.lens);
        let mut bed = vec![[-9.0]; bed_size[0] * bed_size[1]];
        bed.par_chunks_mut(bed_size[0]).enumerate().for_each(|(y, row)| {
            let v = (y as f32 + 0.5) / h - view.horizon;
            let z = if v > 1e-5 { view.eye / v * lens } else { FAR };
            if stop() || z > 15_500.0 {
                return;
            }
            for (x, out) in row.iter_mut().enumerate() {
                let u = (x as f32 + 0.5 - bed_size[0] as f32 * 0.5) / h;
                out[0] = comp.land.height(u / lens * z, z, (z * 0.0011).max(z / (lens * h)));
            }
        });
        let width = view.aspect();
        let haze = (0..512).map(|i| light.haze_colour((i as f32 / 511.0 - 0.5) * width)).collect();
        Sea {
            surface,
            mirror,
            horizon: view.horizon,
            eye: view.eye,
            lens,
            across: wrapped(&|x, y| noise(seed ^ 300, x, y)),
            away: wrapped(&|x, y| noise(seed ^ 301, x, y)),
            foam: wrapped(&|x, y| fbm(seed ^ 401, x, y, 4)),
            bed,
            bed_size,
            haze,
            width,
        }
    }

    /// How near the water is at a place, `reference` metres being as near as 1.
    #[inline]
    pub fn nearness(&self, place: [f32; 2], reference: f32) -> f32 {
        let v = place[1] + 0.5 - self.horizon;
        (v.max(0.0) / (self.eye * self.lens) * reference).min(1.25)
    }

    /// The colour of the water at a place (picture heights from the canvas's middle), `seconds` into the clip.
    #[inline]
    pub fn at(&self, place: [f32; 2], seconds: f32) -> Rgb {
        let (u, v) = (place[0], (place[1] + 0.5 - self.horizon).max(1e-4));
        let z = (self.eye / v * self.lens).min(FAR);
        let x = u / self.lens * z;
        let ripple = self.ripple([x, z], seconds);
        let bed = between(&self.bed, self.bed_size, place)[0];
        let colour = self.surface.lit(&self.mirror, self.horizon, Seen { screen: [u, v], z, bed }, ripple);
        let column = ((u / self.width + 0.5) * 511.0).clamp(0.0, 511.0) as usize;
        mix(colour, self.haze[column], self.surface.veiled(z))
    }

    #[inline]
    fn ripple(&self, [x, z]: [f32; 2], seconds: f32) -> Ripple {
        let footprint = self.surface.footprint(z).min(400.0);
        let mut slope = [0.0; 2];
        for (k, (size, steep)) in WAVES.iter().enumerate() {
            let keep = 1.0 / (1.0 + (footprint / (size * 0.55)).powi(2));
            if keep < 0.03 {
                continue;
            }
            let run = (9.81 * size / std::f32::consts::TAU).sqrt() * SLOWED * seconds / size;
            let turn = [0.35, -0.2, 0.5, -0.45, 0.15][k];
            let (px, pz) = (x / (size * 1.9) + run * turn, z / size + run);
            let a = read(&self.across, px + 0.3 * pz + 5.0 * k as f32, pz);
            let b = read(&self.away, px - 0.2 * pz + 7.0 - run * turn * 1.6, pz * 1.15 + 3.0 * k as f32);
            slope[0] += a * steep * keep * 0.45;
            slope[1] += b * steep * keep;
        }
        let wind = self.surface.wind;
        let mut ripple = Ripple { slope: [slope[0] * wind, slope[1] * wind], ..Ripple::default() };
        if self.surface.foam {
            // Foam comes in with each wave and runs out again.
            let swash = 0.16 * (seconds * 0.9 + read(&self.across, x * 0.03, 0.3) * 6.0).sin();
            ripple.lace = read(&self.foam, x * 0.55 + 0.05 * seconds, z * 0.8 + 0.10 * seconds) + swash;
            if wind > 1.0 {
                ripple.crest = read(&self.foam, x * 0.10 + 0.06 * seconds, z * 0.22 + 0.22 * seconds);
            }
        }
        ripple
    }
}

/// A table of noise whose edges meet.
fn wrapped(value: &dyn Fn(f32, f32) -> f32) -> Vec<f32> {
    let step = FEATURES / CELLS as f32;
    let mut table = Vec::with_capacity(CELLS * CELLS);
    for y in 0..CELLS {
        for x in 0..CELLS {
            let (px, py) = (x as f32 * step, y as f32 * step);
            let (tx, ty) =
                (smooth(0.0, 1.0, x as f32 / CELLS as f32), smooth(0.0, 1.0, y as f32 / CELLS as f32));
            let corners = [
                (value(px, py), (1.0 - tx) * (1.0 - ty)),
                (value(px - FEATURES, py), tx * (1.0 - ty)),
                (value(px, py - FEATURES), (1.0 - tx) * ty),
                (value(px - FEATURES, py - FEATURES), tx * ty),
            ];
            let power: f32 = corners.iter().map(|(_, k)| k * k).sum();
            // Mixed noise is weaker than noise: its strength is brought back.
            table.push(corners.iter().map(|(v, k)| v * k).sum::<f32>() / power.sqrt());
        }
    }
    table
}

/// A value of a table between its cells, in features.
#[inline]
fn read(table: &[f32], x: f32, y: f32) -> f32 {
    const SCALE: f32 = CELLS as f32 / FEATURES;
    let (x, y) = (x * SCALE, y * SCALE);
    // Three instructions, where `floor` is a call on processors of the oldest kind that is built for.
    let whole = |v: f32| (v as i32).wrapping_sub(i32::from(v as i32 as f32 > v));
    let (fx, fy) = (whole(x), whole(y));
    let (tx, ty) = (x - fx as f32, y - fy as f32);
    let mask = CELLS - 1;
    let (ix, iy) = (fx as usize & mask, fy as usize & mask);
    let (jx, jy) = ((ix + 1) & mask, (iy + 1) & mask);
    let top = table[iy * CELLS + ix] * (1.0 - tx) + table[iy * CELLS + jx] * tx;
    let low = table[jy * CELLS + ix] * (1.0 - tx) + table[jy * CELLS + jx] * tx;
    top * (1.0 - ty) + low * ty
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_meet_at_their_edges_and_have_no_steps() {
        let table = wrapped(&|x, y| noise(7, x, y));
        assert!((read(&table, 0.0, 1.3) - read(&table, FEATURES, 1.3)).abs() < 1e-4);
        assert!((read(&table, -2.2, 1.3) - read(&table, FEATURES - 2.2, 1.3)).abs() < 1e-3);
        let steps = (0..5_000).map(|i| i as f32 * 0.01);
        let values: Vec<f32> = steps.map(|x| read(&table, x, 3.7)).collect();
        assert!(values.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.08));
        let spread = values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32;
        assert!(spread > 0.02, "{spread}");
    }
}

//! Under water: the water between the viewer and everything, the bright surface overhead, and shafts of light.

use rayon::prelude::*;

use super::canvas::{SKY, View};
use super::light::Light;
use super::noise::{fbm, noise, smooth};
use super::palette::{add, mix, scale};

/// Bright lines where waves gather light, 0 to about 1.
pub(crate) fn caustic(seed: u32, x: f32, y: f32) -> f32 {
    let warp = 0.7 * noise(seed ^ 3, x * 0.6, y * 0.6);
    let a = 1.0 - noise(seed, x + warp, y - warp).abs();
    let b = 1.0 - noise(seed ^ 1, x * 1.7 - warp, y * 1.7 + 3.0).abs();
    (a * b).powi(7)
}

/// Paints the open water of the whole view.
pub fn paint(view: &mut View, light: &Light, seed: u32, stop: &(dyn Fn() -> bool + Sync)) {
    let (w, h, horizon) = (view.width, view.height as f32, view.horizon);
    view.colour.par_chunks_mut(w).enumerate().for_each(|(y, row)| {
        if stop() {
            return;
        }
        let elevation = horizon - (y as f32 + 0.5) / h;
        for (x, pixel) in row.iter_mut().enumerate() {
            let u = (x as f32 + 0.5 - w as f32 * 0.5) / h;
            let mut c = light.sky(u, elevation);
            let (dx, dy) = (u - light.sun[0], elevation - 0.66);
            c = add(c, scale(light.glow, 0.85 * (-(dx * dx * 3.0 + dy * dy * 7.0)).exp()));
            let near = smooth(0.20, 0.62, elevation);
            if near > 0.0 {
                // The surface lies overhead: its waves shrink towards the distance.
                let depth = 1.0 / (elevation - 0.06);
                let lines = caustic(seed ^ 0xCA, u * depth * 3.0, depth * 5.0);
                c = add(c, scale(light.glow, lines * near * 0.75));
            }
            *pixel = c;
        }
    });
}

/// Shafts of light that fall through the water, or through a canopy: `strength` of them from the top of the picture.
pub(crate) fn shafts(
    view: &mut View,
    light: &Light,
    seed: u32,
    strength: f32,
    stop: &(dyn Fn() -> bool + Sync),
) {
    let (w, h) = (view.width, view.height as f32);
    // They spread from a place above the picture, where the sun stands.
    let (su, sy) = (light.sun[0] * 0.8, -0.55);
    let depth = &view.depth;
    view.colour.par_chunks_mut(w).enumerate().for_each(|(y, row)| {
        if stop() {
            return;
        }
        let v = (y as f32 + 0.5) / h;
        let fade = smooth(1.02, 0.15, v);
        if fade <= 0.0 {
            return;
        }
        for (x, pixel) in row.iter_mut().enumerate() {
            let u = (x as f32 + 0.5 - w as f32 * 0.5) / h;
            let angle = (u - su) / (v - sy);
            let ray =
                fbm(seed ^ 0x5A7, angle * 9.0, 1.0, 3) + 0.45 * noise(seed ^ 0x5A8, angle * 31.0, v * 0.8);
            let side = (-(angle * angle) * 5.0).exp();
            let z = depth[y * w + x];
            // What is near stands before most of the light.
            let before = if z >= SKY { 1.0 } else { smooth(1.0, 26.0, z) * 0.75 + 0.25 };
            let k = smooth(0.02, 0.62, ray) * side * fade * before * strength;
            *pixel = mix(*pixel, add(*pixel, scale(light.glow, 0.55)), k.min(1.0));
        }
    });
}

//! What falls or drifts between the viewer and the scene.
//!
//! Rain is thin streaks in three depths, snow soft discs in four, fog a veil that thickens towards
//! the ground and with distance.

use rayon::prelude::*;

use super::canvas::{SKY, View};
use super::light::Light;
use super::noise::{Dice, fbm, smooth};
use super::palette::{Rgb, add, mix, scale};
use super::spec::{SceneSpec, Weather};

/// Lays the weather over the picture.
pub fn paint(view: &mut View, spec: &SceneSpec, light: &Light, seed: u32, stop: &(dyn Fn() -> bool + Sync)) {
    veil(view, spec, light, seed, stop);
    match spec.weather {
        Weather::Rain => rain(view, light, seed, 0.9),
        Weather::Storm => {
            lightning(view, light, seed);
            rain(view, light, seed, 1.2);
        }
        Weather::Snow => snow(view, light, seed),
        _ => {}
    }
}

/// What lies in the air without falling: fog, or the mist of a morning. What is under it matters by its distance
/// alone.
pub(crate) fn veil(
    view: &mut View,
    spec: &SceneSpec,
    light: &Light,
    seed: u32,
    stop: &(dyn Fn() -> bool + Sync),
) {
    match spec.weather {
        Weather::Fog => fog(view, light, seed, stop, 1.0),
        Weather::Rain | Weather::Storm | Weather::Snow => {}
        _ => mist(view, spec, light, seed, stop),
    }
}

/// Morning mist lying in the valleys.
fn mist(view: &mut View, spec: &SceneSpec, light: &Light, seed: u32, stop: &(dyn Fn() -> bool + Sync)) {
    use super::spec::{Biome, TimeOfDay};
    if matches!(spec.time, TimeOfDay::Dawn | TimeOfDay::Morning)
        && !matches!(spec.biome, Biome::City | Biome::Desert)
    {
        fog(view, light, seed, stop, 0.42);
    }
}

fn fog(view: &mut View, light: &Light, seed: u32, stop: &(dyn Fn() -> bool + Sync), strength: f32) {
    let (w, h) = (view.width, view.height as f32);
    let (horizon, depth) = (view.horizon, &view.depth);
    view.colour.par_chunks_mut(w).enumerate().for_each(|(y, row)| {
        if stop() {
            return;
        }
        let v = (y as f32 + 0.5) / h - horizon;
        // The drift stays within ±1.6, so rows farther from the bank than this get nothing.
        if (v + 0.025).abs() > 0.17 + 0.05 * 1.6 {
            return;
        }
        for (x, pixel) in row.iter_mut().enumerate() {
            let u = (x as f32 + 0.5 - w as f32 * 0.5) / h;
            let z = depth[y * w + x];
            let far = if z >= SKY { 0.55 } else { smooth(20.0, 900.0, z) };
            let drift = fbm(seed ^ 601, u * 2.2, v * 7.5, 4);
            let low = smooth(0.17, 0.0, (v + 0.025 + 0.05 * drift).abs());
            let bank = low * (0.62 + 0.5 * drift) * far * strength;
            *pixel = mix(*pixel, light.haze_colour(u), bank.clamp(0.0, 0.88));
        }
    });
}

/// The colour of rain in a light.
pub(crate) fn streak_colour(light: &Light) -> Rgb {
    scale(add(light.fill, light.middle), 0.55)
}

fn rain(view: &mut View, light: &Light, seed: u32, amount: f32) {
    let mut dice = Dice::new(u64::from(seed), 71);
    let c = streak_colour(light);
    let (w, h) = (view.width as f32, view.height as f32);
    let slant = dice.range(-0.16, 0.16);
    for (count, length, alpha, width) in
        [(900.0, 0.022, 0.10, 0.0009), (420.0, 0.045, 0.13, 0.0013), (110.0, 0.085, 0.15, 0.0020)]
    {
        for _ in 0..(count * amount * w / h) as usize {
            let (x, y) = (dice.range(-0.1, 1.1) * w, dice.range(-0.1, 1.0) * h);
            let l = length * h * dice.range(0.6, 1.3);
            let a = alpha * dice.range(0.4, 1.2);
            let half = (width * h * 0.5_f32).max(0.4);
            let steps = l.ceil() as usize;
            for i in 0..steps {
                let t = i as f32 / steps as f32;
                let px = x + slant * l * t;
                let fade = (t * std::f32::consts::PI).sin() * a;
                for q in (px - half).floor() as i64..=(px + half).floor() as i64 {
                    let cover = ((q as f32 + 1.0).min(px + half) - (q as f32).max(px - half)).clamp(0.0, 1.0);
                    view.blend(q, (y + l * t) as i64, c, fade * cover);
                }
            }
        }
    }
}

/// The colour of snow in a light.
pub(crate) fn flake_colour(light: &Light) -> Rgb {
    add(scale(light.fill, 0.75), scale(light.key, 0.45))
}

fn snow(view: &mut View, light: &Light, seed: u32) {
    let mut dice = Dice::new(u64::from(seed), 73);
    let c = flake_colour(light);
    let (w, h) = (view.width as f32, view.height as f32);
    for (count, size, alpha) in
        [(1300.0, 0.0012, 0.55), (520.0, 0.0022, 0.6), (130.0, 0.0042, 0.55), (22.0, 0.0095, 0.32)]
    {
        for _ in 0..(count * w / h) as usize {
            let (x, y) = (dice.unit() * w, dice.unit() * h);
            let r = (size * h * dice.range(0.6, 1.3)).max(0.55);
            let a = alpha * dice.range(0.5, 1.0);
            let reach = (r * 1.6).ceil() as i64;
            for dy in -reach..=reach {
                for dx in -reach..=reach {
                    let (fx, fy) = (dx as f32 + x.floor() + 0.5 - x, dy as f32 + y.floor() + 0.5 - y);
                    let d = (fx * fx + fy * fy).sqrt() / r;
                    view.blend(x as i64 + dx, y as i64 + dy, c, a * smooth(1.5, 0.45, d));
                }
            }
        }
    }
}

fn lightning(view: &mut View, light: &Light, seed: u32) {
    let mut dice = Dice::new(u64::from(seed), 79);
    let h = view.height as f32;
    let (mut x, mut y) = (light.sun[0] * 0.8 * h + view.width as f32 * 0.5, 0.0);
    let end = (view.horizon - 0.01) * h;
    let c = [3.2, 3.2, 4.2];
    while y < end {
        let (dx, dy) = (dice.range(-0.030, 0.030) * h, dice.range(0.012, 0.034) * h);
        let steps = dy.ceil().max(1.0) as usize;
        let half = (0.0016 * h).max(0.6);
        for i in 0..steps {
            let t = i as f32 / steps as f32;
            let px = x + dx * t;
            for q in (px - half).floor() as i64..=(px + half).floor() as i64 {
                let cover = ((q as f32 + 1.0).min(px + half) - (q as f32).max(px - half)).clamp(0.0, 1.0);
                view.blend(q, (y + dy * t) as i64, c, cover);
            }
        }
        (x, y) = (x + dx, y + dy);
    }
}

//! What falls or drifts between the viewer and the scene.
//!
//! Rain is thin streaks in three depths, snow soft discs in four, fog a veil that thickens towards
//! the ground and with distance, wind what it carries, a sandstorm both grains and clouds of them.

use rayon::prelude::*;

use super::canvas::{SKY, View};
use super::light::Light;
use super::noise::{Dice, fbm, smooth};
use super::palette::{Rgb, add, mix, mul, oklch, scale};
use super::spec::{Biome, SceneSpec, Season, Weather};

/// Lays over the picture what falls or is blown.
pub fn fall(view: &mut View, spec: &SceneSpec, light: &Light, seed: u32) {
    if !spec.biome.is_open() {
        return;
    }
    match spec.weather {
        Weather::Rain => rain(view, light, seed, 0.9),
        Weather::Storm => {
            lightning(view, light, seed);
            rain(view, light, seed, 1.2);
        }
        Weather::Snow => snow(view, light, seed),
        Weather::Wind => leaves(view, spec, light, seed),
        Weather::Sandstorm => grit(view, light, seed),
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
    match spec.biome {
        Biome::Underwater => return super::deep::shafts(view, light, seed, 0.55, stop),
        Biome::Jungle if !light.moon && light.clouds < 0.6 => {
            super::deep::shafts(view, light, seed, 0.34, stop);
        }
        _ if !spec.biome.is_open() => return,
        _ => {}
    }
    match spec.weather {
        Weather::Fog => fog(view, light, seed, stop, 1.0),
        Weather::Sandstorm => dust(view, light, seed, stop),
        Weather::Rain | Weather::Storm | Weather::Snow => {}
        _ => mist(view, spec, light, seed, stop),
    }
}

/// Clouds of sand that drive over the ground.
fn dust(view: &mut View, light: &Light, seed: u32, stop: &(dyn Fn() -> bool + Sync)) {
    let (w, h) = (view.width, view.height as f32);
    let (horizon, depth) = (view.horizon, &view.depth);
    let sand = mul(oklch(0.72, 0.10, 66.0), add(light.fill, scale(light.key, 0.75)));
    view.colour.par_chunks_mut(w).enumerate().for_each(|(y, row)| {
        if stop() {
            return;
        }
        let v = (y as f32 + 0.5) / h - horizon;
        for (x, pixel) in row.iter_mut().enumerate() {
            let u = (x as f32 + 0.5 - w as f32 * 0.5) / h;
            let z = depth[y * w + x].min(900.0);
            // Driven along the ground: long across, thin upwards, thicker near it.
            let warp = 0.5 * fbm(seed ^ 611, u * 1.3, v * 3.0, 3);
            let drift = fbm(seed ^ 612, u * 1.5 + warp, v * 4.6 - warp, 5);
            let low = smooth(-0.62, 0.10, v);
            let far = smooth(6.0, 260.0, z);
            let thick =
                (0.16 + 0.62 * low + 0.75 * drift * (0.4 + low)).clamp(0.0, 1.0) * (0.25 + 0.75 * far);
            *pixel = mix(*pixel, scale(sand, 0.92 + 0.30 * drift), thick.min(0.94));
        }
    });
}

/// Morning mist lying in the valleys.
fn mist(view: &mut View, spec: &SceneSpec, light: &Light, seed: u32, stop: &(dyn Fn() -> bool + Sync)) {
    use super::spec::TimeOfDay;
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

/// Leaves, or petals in spring, that the wind carries past; farther ones are smaller.
fn leaves(view: &mut View, spec: &SceneSpec, light: &Light, seed: u32) {
    let mut dice = Dice::new(u64::from(seed), 75);
    let (w, h) = (view.width as f32, view.height as f32);
    let hues: [Rgb; 3] = match spec.season {
        Season::Spring => [oklch(0.86, 0.07, 355.0), oklch(0.92, 0.03, 350.0), oklch(0.78, 0.10, 0.0)],
        Season::Autumn => [oklch(0.64, 0.15, 55.0), oklch(0.56, 0.15, 38.0), oklch(0.74, 0.13, 82.0)],
        Season::Winter => [oklch(0.95, 0.01, 240.0); 3],
        Season::Summer => [oklch(0.56, 0.11, 128.0), oklch(0.66, 0.11, 112.0), oklch(0.48, 0.09, 135.0)],
    };
    let lit = add(scale(light.fill, 0.9), scale(light.key, 0.7));
    let way = if light.sun[0] < 0.0 { 1.0 } else { -1.0 };
    for _ in 0..(150.0 * w / h) as usize {
        let near = dice.unit().powi(3);
        let size = (0.0022 + 0.0125 * near) * h;
        let (x, y) = (dice.unit() * w, dice.range(0.02, 1.0) * h);
        let (turn, thin, pick) =
            (dice.range(-0.9, 0.9), dice.range(0.22, 0.62), (dice.unit() * 2.99) as usize);
        let (sin, cos) = turn.sin_cos();
        let c = mul(hues[pick], lit);
        // Each trails a little of itself behind.
        for trail in 0..4 {
            let k = 1.0 - trail as f32 * 0.25;
            let (cx, cy) = (x - way * trail as f32 * size * 0.55, y - trail as f32 * size * 0.10);
            let reach = size.ceil() as i64 + 1;
            for dy in -reach..=reach {
                for dx in -reach..=reach {
                    let (fx, fy) = (dx as f32, dy as f32);
                    let (a, b) = ((fx * cos + fy * sin) / size, (fy * cos - fx * sin) / (size * thin));
                    let cover = ((1.0 - (a * a + b * b).sqrt()) * size * thin + 0.5).clamp(0.0, 1.0);
                    let tone = 0.8 + 0.35 * b;
                    view.blend(cx as i64 + dx, cy as i64 + dy, scale(c, tone), cover * k * k * 0.85);
                }
            }
        }
    }
}

/// Grains of sand close to the viewer, as streaks.
fn grit(view: &mut View, light: &Light, seed: u32) {
    let mut dice = Dice::new(u64::from(seed), 77);
    let (w, h) = (view.width as f32, view.height as f32);
    let c = mul(oklch(0.86, 0.07, 75.0), add(light.fill, light.key));
    let way = if light.sun[0] < 0.0 { 1.0 } else { -1.0 };
    for _ in 0..(700.0 * w / h) as usize {
        let (x, y) = (dice.unit() * w, dice.unit().powf(0.6) * h);
        let long = dice.range(0.006, 0.030) * h;
        let (alpha, half) = (dice.range(0.05, 0.20), (dice.range(0.0004, 0.0011) * h).max(0.5));
        let slope = dice.range(-0.10, 0.04);
        for i in 0..long.ceil() as usize {
            let t = i as f32 / long;
            let fade = (t * std::f32::consts::PI).sin() * alpha;
            let py = y + slope * i as f32;
            for q in (py - half).floor() as i64..=(py + half).floor() as i64 {
                let cover = ((q as f32 + 1.0).min(py + half) - (q as f32).max(py - half)).clamp(0.0, 1.0);
                view.blend((x + way * i as f32) as i64, q, c, fade * cover);
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

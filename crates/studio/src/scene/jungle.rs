//! Leaves of the tropics: what hangs and grows at the edges of a jungle, and palms on a beach.
//!
//! A frond is a bent line with leaflets on both sides, a broad leaf an oval with ribs; both are drawn dot by dot, lit
//! from above, and veiled by the air like everything else.

use std::f32::consts::PI;

use super::canvas::View;
use super::compose::Composition;
use super::light::Light;
use super::noise::{Dice, smooth};
use super::palette::{Rgb, mix, mul, oklch, scale};
use super::spec::{SceneSpec, Season};

/// Paints big leaves and hanging vines around the edges of the picture.
pub fn foreground(view: &mut View, comp: &Composition, light: &Light, seed: u64) {
    let mut dice = Dice::new(seed, 221);
    let rows = view.height as f32;
    let wide = view.width as f32;
    let lit = light.on([0.0, 0.85, -0.2], 0.55);
    for _ in 0..9 {
        let u = dice.range(-comp.reach, comp.reach);
        if (u - comp.subject_u).abs() < 0.10 {
            continue;
        }
        let long = dice.range(0.12, 0.42);
        vine(
            view,
            u * rows + wide * 0.5,
            long * rows,
            &mut dice,
            scale(mul(oklch(0.40, 0.08, 135.0), lit), 0.8),
        );
    }
    // Ferns along the bottom, broad leaves in the corners; the nearest last and darkest.
    for k in 0..26 {
        let t = k as f32 / 25.0;
        let side = if k % 2 == 0 { -1.0 } else { 1.0 };
        let edge = dice.range(0.30, 1.08);
        let u = side * comp.reach * edge;
        let (x, y) = (u * rows + wide * 0.5, (0.93 + 0.12 * t) * rows);
        let open = smooth(0.10, 0.30, (u - comp.subject_u).abs());
        let dark = 0.95 - 0.42 * t;
        for f in 0..7 {
            let angle = -1.57 + (f as f32 - 3.0) * 0.36 + dice.range(-0.12, 0.12);
            let long = dice.range(0.11, 0.20) * rows * (0.55 + 0.45 * edge) * (0.35 + 0.65 * open);
            let green = oklch(0.48 + 0.12 * dice.unit(), 0.12, 136.0 + dice.range(-12.0, 8.0));
            frond(view, [x, y], [angle, long, 0.55], scale(mul(green, lit), dark), 5.0);
        }
    }
    for k in 0..14 {
        let side = if k % 2 == 0 { -1.0 } else { 1.0 };
        let top = k % 4 < 2;
        let root = [
            (side * comp.reach * dice.range(0.92, 1.10)) * rows + wide * 0.5,
            if top { dice.range(-0.04, 0.22) } else { dice.range(0.72, 1.06) } * rows,
        ];
        let angle = if side < 0.0 { dice.range(-0.7, 0.7) } else { PI + dice.range(-0.7, 0.7) };
        let long = dice.range(0.14, 0.25) * rows;
        let green = oklch(0.36 + 0.10 * dice.unit(), 0.095, 142.0 + dice.range(-10.0, 10.0));
        broad(view, root, angle, long, scale(mul(green, lit), if top { 0.62 } else { 0.50 }));
    }
}

/// Palms that lean over a beach from its land side, with their shadows.
pub fn palms(view: &mut View, spec: &SceneSpec, comp: &Composition, light: &Light, seed: u64) {
    if spec.season == Season::Winter {
        return;
    }
    let mut dice = Dice::new(seed, 223);
    let side = comp.land.side;
    let rows = view.height as f32;
    for (z, u) in [(34.0, 0.98), (23.0, 0.70), (15.0, 0.93)] {
        let u = side * comp.half * (u + dice.range(-0.06, 0.06));
        let x = u * z / comp.lens;
        let y = comp.land.height(x, z, 0.05);
        if y < 0.5 {
            continue;
        }
        let (px, py) = view.project(x, y, z);
        let tall = dice.range(6.6, 8.2) / z * comp.lens * rows;
        let lean = -side * dice.range(0.22, 0.42);
        let lit = light.on([-0.2 * side, 0.8, -0.3], 0.9);
        let veiled = |c: Rgb| light.veil(mul(c, lit), u, z);
        shadow(view, [px, py], tall * 0.34, light);
        let head = [px + lean * tall, py - tall];
        let bark = [veiled(oklch(0.47, 0.045, 62.0)), veiled(oklch(0.66, 0.045, 72.0))];
        trunk(view, [px, py], head, tall * 0.028, bark, z);
        let greens = [oklch(0.46, 0.11, 134.0), oklch(0.60, 0.13, 124.0)];
        for k in 0..17 {
            let a = -1.57 + (k as f32 - 8.0) / 8.0 * 2.7 + dice.range(-0.10, 0.10);
            let long = tall * dice.range(0.40, 0.52);
            let back = k % 2 == 0;
            let c = veiled(mix(greens[0], greens[1], if back { 0.0 } else { dice.range(0.4, 1.0) }));
            frond(view, head, [a, long, 0.95], c, 11.0);
        }
        for (dx, dy) in [(-0.022, 0.022), (0.018, 0.030), (0.0, 0.012)] {
            dot(
                view,
                [head[0] + dx * tall, head[1] + dy * tall],
                tall * 0.019,
                veiled(oklch(0.42, 0.07, 80.0)),
                1.0,
            );
        }
    }
}

/// A soft pool of shade on the sand.
fn shadow(view: &mut View, at: [f32; 2], reach: f32, light: &Light) {
    let (rx, ry) = (reach, reach * 0.20);
    let shift = -light.direction[0] * reach * 0.9;
    let strength = super::palette::luma(light.key).min(1.0) * 0.42;
    for y in (at[1] - ry) as i64..(at[1] + ry) as i64 {
        for x in (at[0] + shift - rx) as i64..(at[0] + shift + rx) as i64 {
            let (dx, dy) = ((x as f32 - at[0] - shift) / rx, (y as f32 - at[1]) / ry);
            let r = (dx * dx + dy * dy).sqrt();
            let ragged = 0.12 * super::noise::noise(7, dx * 7.0, dy * 5.0);
            view.blend(x, y, [0.0; 3], strength * smooth(1.0, 0.35, r + ragged));
        }
    }
}

fn trunk(view: &mut View, from: [f32; 2], to: [f32; 2], wide: f32, [dark, bright]: [Rgb; 2], z: f32) {
    let steps = ((from[1] - to[1]).abs().ceil() as usize).clamp(2, 4000);
    for i in 0..=steps {
        let t = i as f32 / steps as f32;
        let x = from[0] + (to[0] - from[0]) * t.powf(1.7);
        let y = from[1] + (to[1] - from[1]) * t;
        let half = wide * (0.62 - 0.30 * t + 0.5 * smooth(0.08, 0.0, t));
        let ring = 0.90 + 0.12 * ((t * 64.0).fract() - 0.5).abs() * 2.0;
        for px in (x - half).floor() as i64..=(x + half).floor() as i64 {
            let cover = ((px as f32 + 1.0).min(x + half) - (px as f32).max(x - half)).clamp(0.0, 1.0);
            let across = ((px as f32 + 0.5 - x) / half).clamp(-1.0, 1.0);
            view.blend(px, y as i64, scale(mix(bright, dark, (0.5 + 0.5 * across).powf(1.3)), ring), cover);
            mark(view, px, y as i64, z, cover);
        }
    }
}

fn mark(view: &mut View, x: i64, y: i64, z: f32, cover: f32) {
    if cover > 0.5 && x >= 0 && y >= 0 && (x as usize) < view.width && (y as usize) < view.height {
        view.depth[y as usize * view.width + x as usize] = z;
    }
}

/// A bent line with leaflets on both sides that hang by their own weight (`droop`).
fn frond(view: &mut View, from: [f32; 2], [angle, long, droop]: [f32; 3], c: Rgb, dense: f32) {
    let steps = (long / 1.2).clamp(12.0, 640.0) as usize;
    let every = ((steps as f32 / (dense * 5.0)).round() as usize).max(1);
    let at = |t: f32| {
        [from[0] + angle.cos() * long * t, from[1] + angle.sin() * long * t + droop * long * 0.62 * t * t]
    };
    for i in 0..=steps {
        let t = i as f32 / steps as f32;
        let p = at(t);
        dot(view, p, (long * 0.007).max(0.5) * (1.1 - t), scale(c, 0.75), 1.0);
        if i % every != 0 || t < 0.06 {
            continue;
        }
        let q = at((t + 0.02).min(1.0));
        let run = [q[0] - p[0], q[1] - p[1]];
        let n = (run[0] * run[0] + run[1] * run[1]).sqrt().max(1e-3);
        let run = [run[0] / n, run[1] / n];
        let leaf = long * 0.24 * (t * 3.0 + 0.25).min(1.0) * (1.12 - t);
        for side in [-1.0, 1.0] {
            let out = [run[0] * 0.75 - run[1] * side * 0.66, run[1] * 0.75 + run[0] * side * 0.66];
            let broad = (leaf * 0.062).max(0.75);
            let pieces = (leaf / (broad * 0.8)).clamp(3.0, 140.0) as usize;
            for k in 0..=pieces {
                let s = k as f32 / pieces as f32;
                let x = p[0] + out[0] * leaf * s;
                let y = p[1] + out[1] * leaf * s + droop * leaf * 0.45 * s * s;
                let r = broad * (1.0 - 0.6 * s) * (0.4 + s).min(1.0);
                // Leaflets that look up are brighter than those that hang.
                let tone = if out[1] < 0.0 { 1.10 } else { 0.80 } * (0.85 + 0.3 * s);
                dot(view, [x, y], r, scale(c, tone), 0.9);
            }
        }
    }
}

/// A broad leaf with ribs and a few cuts.
fn broad(view: &mut View, root: [f32; 2], angle: f32, long: f32, c: Rgb) {
    let (sin, cos) = angle.sin_cos();
    let reach = long.ceil() as i64;
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let (fx, fy) = (dx as f32, dy as f32);
            let (a, b) = ((fx * cos + fy * sin) / long, (fy * cos - fx * sin) / long);
            // Nowhere is it broader than this.
            if !(0.0..1.0).contains(&a) || b.abs() > 0.42 + 1.0 / long {
                continue;
            }
            let half = 0.36 * (a * PI).sin().powf(0.75) * (1.15 - 0.55 * a);
            // Cuts reach in from the rim between the ribs.
            let rib = (a * 7.0 - b.abs() * 1.7).rem_euclid(1.0);
            let cut =
                smooth(0.10, 0.0, (rib - 0.5).abs() - 0.02) * smooth(0.45, 0.9, b.abs() / half.max(1e-3));
            let cover = ((half - b.abs()) * long + 0.5).clamp(0.0, 1.0) * (1.0 - cut);
            if cover <= 0.0 {
                continue;
            }
            let vein = smooth(0.016, 0.004, b.abs()).max(smooth(0.07, 0.0, rib.min(1.0 - rib)) * 0.5);
            let tone = 0.72 + 0.30 * if b < 0.0 { 1.0 } else { 0.3 } + 0.35 * vein;
            view.blend(root[0] as i64 + dx, root[1] as i64 + dy, scale(c, tone), cover);
        }
    }
}

/// A vine that hangs from the top of the picture.
fn vine(view: &mut View, x: f32, long: f32, dice: &mut Dice, c: Rgb) {
    let phase = dice.range(0.0, 6.0);
    let unit = view.height as f32 / 1024.0;
    for i in 0..long as usize {
        let t = i as f32 / long;
        let sway = (t * 4.0 + phase).sin() * long * 0.03;
        dot(view, [x + sway, i as f32], 1.3 * unit, scale(c, 0.7), 0.9);
        if i % (13.0 * unit).max(2.0) as usize == 0 {
            let side = if (i / (13.0 * unit).max(2.0) as usize).is_multiple_of(2) { 1.0 } else { -1.0 };
            for k in 0..9 {
                let q = k as f32 / 8.0;
                let r = 4.2 * unit * (q * PI).sin().max(0.15);
                dot(
                    view,
                    [x + sway + side * 15.0 * unit * q, i as f32 + 9.0 * unit * q],
                    r,
                    scale(c, 0.8 + 0.3 * q),
                    0.9,
                );
            }
        }
    }
}

fn dot(view: &mut View, at: [f32; 2], radius: f32, c: Rgb, alpha: f32) {
    // Thinner than a pixel is fainter, not thinner.
    let (r, alpha) = if radius < 0.5 { (0.5, alpha * radius / 0.5) } else { (radius, alpha) };
    let reach = (r + 0.5).ceil() as i64;
    let (ix, iy) = (at[0].floor() as i64, at[1].floor() as i64);
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let (fx, fy) = (ix as f32 + dx as f32 + 0.5 - at[0], iy as f32 + dy as f32 + 0.5 - at[1]);
            let cover = (r + 0.5 - (fx * fx + fy * fy).sqrt()).clamp(0.0, 1.0);
            if cover > 0.0 {
                view.blend(ix + dx, iy + dy, c, cover * alpha);
            }
        }
    }
}

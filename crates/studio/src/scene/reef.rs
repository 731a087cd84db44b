//! What grows and swims under water: kelp, corals, fish, bubbles.

use std::f32::consts::PI;

use super::canvas::View;
use super::compose::Composition;
use super::flora::hidden;
use super::light::Light;
use super::noise::{Dice, noise, smooth};
use super::palette::{Rgb, add, mix, mul, oklch, scale};

/// Something that stands on the floor, before it is drawn.
enum Growth {
    Kelp,
    Branching(Rgb),
    Fan(Rgb),
    Round(Rgb),
}

/// Draws growth on the sea floor, farthest first, and what swims between.
pub fn paint(view: &mut View, comp: &Composition, light: &Light, seed: u64) {
    let mut dice = Dice::new(seed, 211);
    let mut places: Vec<(f32, f32, Growth, f32)> = Vec::new();
    for _ in 0..150 {
        let z = 4.2 * (40.0_f32 / 4.2).powf(dice.unit());
        let u = dice.range(-comp.reach - 0.05, comp.reach + 0.05);
        let (pick, size) = (dice.unit(), dice.range(0.7, 1.35));
        let hue = [28.0, 5.0, 350.0, 60.0, 310.0, 85.0][(dice.unit() * 5.99) as usize];
        let colour = oklch(0.66, 0.15, hue);
        let open = (u - comp.subject_u).abs() > 0.17 || z > 16.0;
        let edge = u.abs() / comp.reach;
        if !open || noise(seed as u32 ^ 91, u * 4.0, z * 0.25) < -0.28 {
            continue;
        }
        let growth = match pick {
            p if p < 0.34 && edge > 0.35 => Growth::Kelp,
            p if p < 0.58 => Growth::Branching(colour),
            p if p < 0.76 => Growth::Fan(colour),
            _ => Growth::Round(colour),
        };
        places.push((u / comp.lens * z, z, growth, size));
    }
    places.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut schooled = false;
    for (x, z, growth, size) in places {
        if z < 13.0 && !schooled {
            school(view, comp, light, &mut dice);
            schooled = true;
        }
        let y = comp.land.height(x, z, z * 0.002) - 0.05;
        let (px, py) = view.project(x, y, z);
        if hidden(view, px, py, z * 0.96) {
            continue;
        }
        let metre = view.lens / z * view.height as f32;
        let stand = Stand { at: [px, py], z, metre, lit: lit(light), light };
        match growth {
            Growth::Kelp => stand.kelp(view, size, &mut dice),
            Growth::Branching(c) => {
                stand.branch(view, [px, py], -1.57, 0.30 * size, 0.075 * size, c, 5, &mut dice);
            }
            Growth::Fan(c) => stand.fan(view, size, c, &mut dice),
            Growth::Round(c) => stand.round(view, size, c, &mut dice),
        }
    }
    if !schooled {
        school(view, comp, light, &mut dice);
    }
    bubbles(view, comp, light, &mut dice);
}

fn lit(light: &Light) -> Rgb {
    add(scale(light.fill, 1.1), scale(light.key, 0.65))
}

struct Stand<'a> {
    at: [f32; 2],
    z: f32,
    /// Pixels of a metre here.
    metre: f32,
    lit: Rgb,
    light: &'a Light,
}

impl Stand<'_> {
    fn colour(&self, view: &View, albedo: Rgb) -> Rgb {
        let u = (self.at[0] - view.width as f32 * 0.5) / view.height as f32;
        self.light.veil(mul(albedo, self.lit), u, self.z)
    }

    /// A disc with a soft edge, brighter above; marks its distance.
    fn dab(&self, view: &mut View, at: [f32; 2], radius: f32, c: Rgb, round: f32) {
        let r = radius.max(0.6);
        let reach = (r + 1.0).ceil() as i64;
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let (fx, fy) =
                    (dx as f32 + at[0].floor() + 0.5 - at[0], dy as f32 + at[1].floor() + 0.5 - at[1]);
                let d = (fx * fx + fy * fy).sqrt();
                let cover = (r - d + 0.5).clamp(0.0, 1.0);
                if cover <= 0.0 {
                    continue;
                }
                let (x, y) = (at[0].floor() as i64 + dx, at[1].floor() as i64 + dy);
                view.blend(x, y, scale(c, 1.0 - round * (0.35 + 0.45 * fy / r)), cover);
                mark(view, x, y, self.z, cover);
            }
        }
    }

    fn kelp(&self, view: &mut View, size: f32, dice: &mut Dice) {
        let c = self.colour(view, oklch(0.47, 0.085, 118.0));
        let pale = self.colour(view, oklch(0.62, 0.10, 112.0));
        for strand in 0..(1.0 + 2.6 * size) as usize {
            let (tall, phase) = (dice.range(2.4, 5.2) * size * self.metre, dice.range(0.0, 6.0));
            let root = self.at[0] + (strand as f32 - 1.5) * 0.13 * self.metre;
            let steps = (tall / (0.018 * self.metre).max(0.8)).clamp(8.0, 700.0) as usize;
            let every = (0.125 * self.metre / (tall / steps as f32)).round().max(1.0) as usize;
            for i in 0..=steps {
                let t = i as f32 / steps as f32;
                let sway = (t * 5.2 + phase).sin() * 0.17 * t + 0.10 * t * t;
                let (x, y) = (root + sway * self.metre, self.at[1] - tall * t);
                self.dab(view, [x, y], 0.016 * self.metre, c, 0.0);
                if i % every == 0 && t > 0.06 {
                    let side = if (i / every).is_multiple_of(2) { 1.0 } else { -1.0 };
                    let long = dice.range(0.20, 0.34) * self.metre * (1.0 - 0.5 * t);
                    let rise = dice.range(0.25, 0.95);
                    for k in 1..=12 {
                        let q = k as f32 / 12.0;
                        let leaf = [x + side * long * q, y - long * rise * q + long * 0.45 * q * q];
                        let wide = 0.034 * self.metre * (q * PI).sin().max(0.2);
                        self.dab(view, leaf, wide, mix(c, pale, q * 0.8), 0.2);
                    }
                }
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn branch(
        &self,
        view: &mut View,
        from: [f32; 2],
        angle: f32,
        long: f32,
        thick: f32,
        albedo: Rgb,
        left: u32,
        dice: &mut Dice,
    ) {
        let pixels = long * self.metre;
        let steps = (pixels / (thick * self.metre * 0.4).max(0.8)).clamp(2.0, 60.0) as usize;
        let c = self.colour(view, scale(albedo, 0.72 + 0.08 * (5 - left.min(5)) as f32));
        let to = [from[0] + angle.cos() * pixels, from[1] + angle.sin() * pixels];
        for i in 0..=steps {
            let t = i as f32 / steps as f32;
            let at = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
            self.dab(view, at, thick * self.metre * 0.5 * (1.0 - 0.2 * t), c, 0.55);
        }
        if left > 0 && pixels > 1.5 {
            for turn in [-1.0, 1.0] {
                let bend = turn * dice.range(0.22, 0.62);
                self.branch(
                    view,
                    to,
                    angle + bend,
                    long * dice.range(0.62, 0.86),
                    thick * 0.76,
                    albedo,
                    left - 1,
                    dice,
                );
            }
        }
    }

    fn fan(&self, view: &mut View, size: f32, albedo: Rgb, dice: &mut Dice) {
        let tall = dice.range(0.6, 1.15) * size * self.metre;
        for rib in 0..19 {
            let spread = (rib as f32 - 9.0) / 9.0;
            let angle = -1.57 + spread * 1.15;
            let long = tall * (1.0 - 0.30 * spread * spread) * dice.range(0.86, 1.06);
            let steps = (long / 1.6).clamp(3.0, 160.0) as usize;
            for i in 0..=steps {
                let t = i as f32 / steps as f32;
                let curl = spread * 0.22 * t * t;
                let at = [
                    self.at[0] + (angle + curl).cos() * long * t,
                    self.at[1] + (angle + curl).sin() * long * t,
                ];
                let c = self.colour(view, scale(albedo, 0.55 + 0.5 * t));
                self.dab(view, at, self.metre * 0.020 * (1.0 - 0.5 * t), c, 0.2);
            }
        }
    }

    fn round(&self, view: &mut View, size: f32, albedo: Rgb, dice: &mut Dice) {
        let r = dice.range(0.16, 0.34) * size * self.metre;
        for (dx, dy, k) in [(-0.8, -0.05, 0.62), (0.75, 0.0, 0.7), (0.0, -0.35, 1.0)] {
            let c = self.colour(view, albedo);
            self.dab(view, [self.at[0] + dx * r, self.at[1] + dy * r], r * k, c, 0.75);
            // Furrows.
            for j in 0..14 {
                let a = j as f32 * 2.4;
                let out = r * k * 0.80 * (j as f32 / 14.0).sqrt();
                let at = [self.at[0] + dx * r + a.cos() * out, self.at[1] + dy * r + a.sin() * out * 0.9];
                self.dab(view, at, r * k * 0.085, self.colour(view, scale(albedo, 0.62)), 0.3);
            }
        }
    }
}

fn mark(view: &mut View, x: i64, y: i64, z: f32, cover: f32) {
    if cover > 0.5 && x >= 0 && y >= 0 && (x as usize) < view.width && (y as usize) < view.height {
        let i = y as usize * view.width + x as usize;
        view.depth[i] = view.depth[i].min(z);
    }
}

/// A school of small fish that turns through the water.
fn school(view: &mut View, comp: &Composition, light: &Light, dice: &mut Dice) {
    let side = -comp.subject_u.signum();
    let (mid, high) = (side * comp.half * dice.range(0.05, 0.35), dice.range(0.10, 0.24));
    for i in 0..54 {
        let t = i as f32 / 54.0;
        let curve = (t - 0.5) * 1.05;
        let u = mid + curve * 0.62 + dice.range(-0.05, 0.05);
        let e = high + 0.13 * (curve * 3.0).sin() + dice.range(-0.045, 0.045);
        let z = dice.range(9.0, 17.0);
        let rows = view.height as f32;
        let at = [u * rows + view.width as f32 * 0.5, (comp.horizon - e) * rows];
        let long = 0.21 / z * comp.lens * rows * dice.range(0.8, 1.2);
        let back = light.veil(mul(oklch(0.42, 0.06, 235.0), lit(light)), u, z);
        let belly = light.veil(mul(oklch(0.90, 0.03, 210.0), lit(light)), u, z);
        let tilt = -0.35 * (curve * 3.0).cos() * side;
        fish(view, at, [long, side, tilt], [back, belly], z);
    }
}

fn fish(view: &mut View, at: [f32; 2], [long, side, tilt]: [f32; 3], [back, belly]: [Rgb; 2], z: f32) {
    let reach = (long * 1.1).ceil() as i64;
    let (sin, cos) = (tilt * side).sin_cos();
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let (fx, fy) = (dx as f32 * side, dy as f32);
            let (x, y) = ((fx * cos + fy * sin) / long, (fy * cos - fx * sin) / long);
            let body = 0.29 * (1.0 - (x * 1.25 - 0.12).powi(2)).max(0.0);
            let tail = if x < -0.60 { (-0.56 - x) * 0.85 } else { 0.0 };
            let half = body.max(if x > -0.98 { tail } else { 0.0 });
            let cover = ((half - y.abs()) * long + 0.5).clamp(0.0, 1.0);
            if cover > 0.0 && x < 0.92 {
                let (px, py) = (at[0] as i64 + dx, at[1] as i64 + dy);
                view.blend(px, py, mix(back, belly, smooth(-0.04, 0.06, y)), cover);
                mark(view, px, py, z, cover);
            }
        }
    }
}

fn bubbles(view: &mut View, comp: &Composition, light: &Light, dice: &mut Dice) {
    let rows = view.height as f32;
    for column in 0..3 {
        let u = dice.range(-comp.half, comp.half);
        for i in 0..9 {
            let r = dice.range(0.0022, 0.0065) * rows;
            let x = (u + 0.016 * (i as f32 * 1.3 + column as f32).sin()) * rows + view.width as f32 * 0.5;
            let y = (comp.horizon + 0.16 - i as f32 * 0.075 - dice.range(0.0, 0.03)) * rows;
            let reach = (r + 1.0).ceil() as i64;
            for dy in -reach..=reach {
                for dx in -reach..=reach {
                    let d = ((dx * dx + dy * dy) as f32).sqrt();
                    let rim = smooth(r - 1.6, r - 0.4, d) * smooth(r + 0.6, r - 0.2, d);
                    let glint =
                        ((dx as f32 + r * 0.35).powi(2) + (dy as f32 + r * 0.35).powi(2)).sqrt() < r * 0.28;
                    view.blend(
                        x as i64 + dx,
                        y as i64 + dy,
                        scale(light.glow, 1.1),
                        rim * 0.45 + if glint { 0.5 } else { 0.0 },
                    );
                }
            }
        }
    }
}

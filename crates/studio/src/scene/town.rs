//! A city street, by casting one ray per pixel.
//!
//! The street runs away from the viewer between two walls of houses; every ray meets a wall, the
//! road, or the sky at a place found by division. Houses are cut from the wall by a row of widths,
//! windows by a grid; neon signs hang out over the pavement. The wet road casts the mirrored ray
//! into the same street, bent by ripples and puddles, so every lamp and sign is reflected where it
//! should be.

use rayon::prelude::*;

use super::canvas::View;
use super::compose::Composition;
use super::light::Light;
use super::noise::{Dice, fbm, hash01, noise, smooth};
use super::palette::{Rgb, add, mix, mul, oklch, scale};
use super::spec::{SceneSpec, Weather};
use super::subject::{Kind, Subject};
use super::subjects::{Cast, Stage};
use crate::StudioError;

/// Half the street's width between walls, metres.
const HALF: f32 = 7.0;
/// Distance at which the street ends in haze, metres.
const END: f32 = 320.0;
/// Light that has fallen by e to this power is less than a step of the finished picture.
const DARK: f32 = 9.0;

/// Colours of houses and ground, worked out once.
struct Paints {
    plaster: [Rgb; 6],
    /// Awnings around the colour circle.
    awnings: Vec<Rgb>,
    road: Rgb,
    pavement: Rgb,
}

impl Paints {
    fn new() -> Paints {
        Paints {
            plaster: [
                oklch(0.62, 0.05, 60.0),
                oklch(0.56, 0.06, 35.0),
                oklch(0.66, 0.03, 90.0),
                oklch(0.52, 0.04, 250.0),
                oklch(0.60, 0.07, 25.0),
                oklch(0.58, 0.03, 160.0),
            ],
            awnings: (0..180).map(|k| oklch(0.55, 0.13, k as f32 * 2.0)).collect(),
            road: oklch(0.38, 0.012, 260.0),
            pavement: oklch(0.50, 0.015, 70.0),
        }
    }
}

struct Sign {
    x: f32,
    z: f32,
    low: f32,
    high: f32,
    wide: f32,
    colour: Rgb,
    seed: u32,
    /// Share of its light that the air lets through.
    veil: f32,
}

struct Street<'a> {
    light: &'a Light,
    paints: &'a Paints,
    seed: u32,
    dark: f32,
    wet: f32,
    eye: f32,
    lens: f32,
    signs: Vec<Sign>,
    snow: bool,
}

/// Paints walls, road and reflections over the sky already there.
pub fn paint(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) {
    let paints = Paints::new();
    let street = Street::new(spec, comp, light, &paints, seed);
    let (w, rows, horizon) = (view.width, view.height as f32, view.horizon);
    let sky = view.colour.clone();
    let sky_at = |u: f32, v: f32| {
        let y = ((horizon + v) * rows).clamp(0.0, (horizon * rows - 1.0).max(0.0)) as usize;
        let x = (u * rows + w as f32 * 0.5).clamp(0.0, w as f32 - 1.0) as usize;
        sky[y.min(view.height - 1) * w + x]
    };
    view.colour.par_chunks_mut(w).zip(view.depth.par_chunks_mut(w)).enumerate().for_each(
        |(y, (row, depth))| {
            if stop() {
                return;
            }
            for x in 0..w {
                let mut sum = [0.0; 3];
                let mut far = END;
                // Two rays per pixel smooth the straight edges of walls and windows.
                for (ox, oy) in [(0.25, 0.7), (0.75, 0.3)] {
                    let u = (x as f32 + ox - w as f32 * 0.5) / rows;
                    let v = (y as f32 + oy) / rows - horizon;
                    let (c, z) = street.ray(u, v, &sky_at);
                    sum = add(sum, scale(c, 0.5));
                    far = z;
                }
                row[x] = sum;
                depth[x] = far;
            }
        },
    );
}

impl<'a> Street<'a> {
    fn new(spec: &SceneSpec, comp: &Composition, light: &'a Light, paints: &'a Paints, seed: u64) -> Self {
        let mut dice = Dice::new(seed, 83);
        let dark = light.lamps;
        let count = if spec.neon {
            26
        } else if dark > 0.6 {
            12
        } else {
            9
        };
        let hues = [8.0, 350.0, 320.0, 195.0, 220.0, 60.0, 150.0, 85.0];
        let signs = (0..count)
            .map(|k| {
                let side = if k % 2 == 0 { -1.0 } else { 1.0 };
                let z = 8.0 * (170.0_f32 / 8.0).powf((k as f32 + dice.unit()) / count as f32);
                let (low, tall) = (dice.range(3.2, 6.5), dice.range(1.2, 4.6));
                let wide = if tall > 2.4 { dice.range(0.7, 1.1) } else { dice.range(1.4, 2.6) };
                let colour = oklch(0.72, 0.24, hues[(dice.unit() * 7.99) as usize]);
                Sign {
                    x: side * (HALF - wide * 0.5 - 0.15),
                    z,
                    low,
                    high: low + tall,
                    wide,
                    colour,
                    seed: dice.bits() as u32,
                    veil: (-z / 120.0).exp(),
                }
            })
            .collect();
        Street {
            light,
            paints,
            seed: seed as u32,
            dark,
            wet: if matches!(spec.weather, Weather::Rain | Weather::Storm) || spec.neon { 1.0 } else { 0.12 },
            eye: comp.eye,
            lens: comp.lens,
            signs,
            snow: spec.weather == Weather::Snow || spec.season == super::spec::Season::Winter,
        }
    }

    fn ray(&self, u: f32, v: f32, sky: &impl Fn(f32, f32) -> Rgb) -> (Rgb, f32) {
        let wall = HALF * self.lens / u.abs().max(1e-4);
        let road = if v > 0.0 { self.eye * self.lens / v } else { f32::INFINITY };
        if road < wall && road < END {
            return (self.road(u, v, road, sky), road);
        }
        self.above(u, v, sky)
    }

    /// Everything that is not road, seen along a ray.
    fn above(&self, u: f32, v: f32, sky: &impl Fn(f32, f32) -> Rgb) -> (Rgb, f32) {
        let z = HALF * self.lens / u.abs().max(1e-4);
        let y = self.eye - v * z / self.lens;
        let (mut c, mut depth) =
            if z < END { self.wall(u, y, z, sky, v) } else { (sky(u, v.min(-0.002)), END) };
        let fog = 1.0 - (-depth.min(END) / 95.0).exp();
        let air = add(scale(self.light.haze_colour(u), 0.75), scale([0.30, 0.13, 0.16], self.dark * 0.20));
        c = if depth >= END && v < -0.02 { c } else { mix(c, air, fog * 0.85) };
        for s in &self.signs {
            let (x, y) = (u * s.z / self.lens, self.eye - v * s.z / self.lens);
            if s.z > depth + 0.5 || (x - s.x).abs() > s.wide * 2.2 || y < s.low - 2.0 || y > s.high + 2.0 {
                continue;
            }
            let inside = (x - s.x).abs() < s.wide * 0.5 && y > s.low && y < s.high;
            let dx = ((x - s.x).abs() - s.wide * 0.5).max(0.0);
            let dy = (s.low - y).max(y - s.high).max(0.0);
            if inside {
                c = mix(c, self.sign(s, x, y), 0.95 * s.veil);
                depth = depth.min(s.z);
            }
            let halo = (-(dx * dx + dy * dy) * 3.2).exp() * 0.16 * self.dark * s.veil;
            c = add(c, scale(s.colour, halo));
        }
        (add(c, self.lamps(u, v)), depth)
    }

    /// Street lamps on both pavements, every 22 metres.
    fn lamps(&self, u: f32, v: f32) -> Rgb {
        if self.dark < 0.3 {
            return [0.0; 3];
        }
        let mut sum = 0.0;
        for k in 0..8 {
            let z = 16.0 + 22.0 * k as f32;
            let (x, y) = (u * z / self.lens, self.eye - v * z / self.lens);
            let (dx, dy) = (x.abs() - HALF * 0.74, y - 5.2);
            let d2 = dx * dx + dy * dy;
            if d2 * 1.1 < DARK {
                sum += ((-d2 * 22.0).exp() * 2.4 + (-d2 * 1.1).exp() * 0.16) * (-z / 150.0).exp();
            }
        }
        scale([1.0, 0.72, 0.40], sum * self.dark)
    }

    fn sign(&self, s: &Sign, x: f32, y: f32) -> Rgb {
        let (a, b) = ((x - s.x) / s.wide + 0.5, (y - s.low) / (s.high - s.low));
        let frame = a.min(1.0 - a).min(b * 1.5).min((1.0 - b) * 1.5);
        let rim = smooth(0.02, 0.05, frame) * smooth(0.13, 0.09, frame);
        // Strokes that read as letters from afar.
        let upright = s.high - s.low > s.wide;
        let (along, across) =
            if upright { (b * (s.high - s.low) / s.wide, a) } else { (a * s.wide / (s.high - s.low), b) };
        let cell = (along * 1.6).floor() as i32;
        let (cx, cy) = ((along * 1.6).fract(), across);
        let mut ink = 0.0_f32;
        for k in 0..3 {
            let p = hash01(s.seed, cell, k) * 0.6 + 0.2;
            let line = if hash01(s.seed ^ 9, cell, k) > 0.5 { cx } else { cy };
            ink = ink.max(smooth(0.09, 0.04, (line - p).abs()));
        }
        ink *= smooth(0.10, 0.18, cx.min(1.0 - cx)) * smooth(0.16, 0.24, cy.min(1.0 - cy));
        let on = 0.35 + 0.65 * self.dark;
        let panel = scale(s.colour, 0.10 + 0.06 * self.dark);
        let tube = scale(mix(s.colour, [1.0; 3], 0.30), 1.9 * on);
        add(panel, scale(tube, (rim + ink).min(1.0)))
    }

    fn wall(&self, u: f32, y: f32, z: f32, sky: &impl Fn(f32, f32) -> Rgb, v: f32) -> (Rgb, f32) {
        let side = if u < 0.0 { 1 } else { 2 };
        let plot = ((z + side as f32 * 5.0) / 9.5).floor() as i32;
        let roll = |k: u32| hash01(self.seed ^ (700 + k), plot, side);
        let height = 11.0 + 15.0 * roll(0) + if roll(1) > 0.75 { 12.0 } else { 0.0 };
        if y > height {
            return (sky(u, v.min(-0.002)), END);
        }
        let along = (z + side as f32 * 5.0) - plot as f32 * 9.5;
        let plaster = self.paints.plaster[(roll(2) * 5.99) as usize];
        let grime = 0.82 + 0.22 * fbm(self.seed ^ 31, z * 0.7, y * 0.5, 3);
        let normal = [if u < 0.0 { 1.0 } else { -1.0 }, 0.12, -0.1];
        let mut c = scale(mul(plaster, self.light.on(normal, smooth(3.0, 14.0, y))), grime);
        // Lamps and signs warm the lower storeys.
        c = add(c, scale(mul(plaster, [0.55, 0.33, 0.20]), self.dark * smooth(9.0, 2.0, y) * 0.55));
        let storey = 3.2;
        let (row, ry) = ((y / storey).floor(), (y / storey).fract());
        if row < 1.0 {
            return (self.shop(c, along, y, plot, side), z);
        }
        let columns = 3.0 + (roll(3) * 2.0).floor();
        let (col, rx) = ((along / 9.5 * columns).floor(), (along / 9.5 * columns).fract());
        let window = rx > 0.24 && rx < 0.76 && ry > 0.24 && ry < 0.82 && height - y > 0.9;
        if window {
            let id = hash01(self.seed ^ 41, plot * 31 + col as i32, side * 57 + row as i32);
            let lit = id < 0.16 + 0.42 * self.dark;
            let glass = mix(scale(self.light.middle, 0.35), scale(self.light.zenith, 0.8), ry);
            let bar = (rx - 0.5).abs() < 0.018 || (ry - 0.53).abs() < 0.018;
            let warm = mix(
                [1.0, 0.62, 0.26],
                [0.9, 0.82, 0.62],
                hash01(self.seed ^ 43, col as i32 + plot * 7, row as i32),
            );
            let shade = 0.45 + 0.55 * hash01(self.seed ^ 44, col as i32, row as i32 + plot * 3);
            c = if lit { mix(glass, scale(warm, 1.05 * shade), self.dark) } else { scale(glass, 0.8) };
            if bar {
                c = scale(c, 0.45);
            }
        } else if !(0.03..0.97).contains(&ry) || height - y < 0.5 {
            c = scale(c, 1.16);
        } else if (0.20..0.24).contains(&ry) && rx > 0.20 && rx < 0.80 {
            c = scale(c, if self.snow { 2.0 } else { 1.25 });
        }
        if along < 0.14 {
            c = scale(c, 0.55);
        }
        (c, z)
    }

    fn shop(&self, wall: Rgb, along: f32, y: f32, plot: i32, side: i32) -> Rgb {
        let hue = hash01(self.seed ^ 51, plot, side) * self.paints.awnings.len() as f32;
        let awning = self.paints.awnings[(hue as usize).min(self.paints.awnings.len() - 1)];
        let inside = scale(
            [1.0, 0.70, 0.36],
            0.10 + 0.95 * self.dark * (0.6 + 0.4 * hash01(self.seed ^ 52, plot, side)),
        );
        let bay = (along / 3.1).fract();
        if (2.55..2.95).contains(&y) {
            let stripe = if (along * 2.2).fract() < 0.5 { 1.0 } else { 1.8 };
            return add(
                scale(mul(awning, self.light.fill), stripe),
                scale(awning, 0.28 * self.dark * stripe),
            );
        }
        if y > 0.45 && y < 2.5 && (0.07..0.93).contains(&bay) {
            let goods = noise(self.seed ^ 53, along * 3.2, y * 4.0 + plot as f32 * 9.0);
            let mull = if (bay - 0.5).abs() < 0.012 { 0.4 } else { 1.0 };
            return scale(
                mix(inside, scale(inside, 0.35), smooth(-0.1, 0.5, goods) * smooth(1.7, 0.6, y)),
                mull,
            );
        }
        scale(wall, 0.7)
    }

    fn road(&self, u: f32, v: f32, z: f32, sky: &impl Fn(f32, f32) -> Rgb) -> Rgb {
        let x = u * z / self.lens;
        let kerb = smooth(HALF * 0.70, HALF * 0.71, x.abs());
        let fine = fbm(self.seed ^ 61, x * 5.0, z * 3.0, 3) * smooth(40.0, 8.0, z);
        let paving = if kerb > 0.5 && ((x * 1.1).fract().abs() < 0.04 || (z * 0.9).fract() < 0.04) && z < 40.0
        {
            0.8
        } else {
            1.0
        };
        let stone = scale(mix(self.paints.road, self.paints.pavement, kerb), (1.0 + 0.25 * fine) * paving);
        let stone = if self.snow {
            mix(stone, [0.85, 0.88, 0.93], smooth(0.1, 0.7, kerb + fbm(self.seed ^ 62, x, z * 0.5, 3)))
        } else {
            stone
        };
        let light = add(self.light.on([0.0, 1.0, 0.0], 0.45), scale([0.50, 0.30, 0.16], self.dark * 0.35));
        let dry = mul(stone, light);
        if self.wet < 0.05 {
            return mix(dry, self.light.haze_colour(u), 1.0 - (-z / 95.0).exp());
        }
        let puddle = smooth(-0.02, 0.22, fbm(self.seed ^ 63, x * 0.42, z * 0.24, 4) + 0.05);
        let rough = (1.0 - puddle) * 0.045 + 0.004;
        let ripple = |k: u32, s: f32| noise(self.seed ^ (640 + k), x * 2.6 * s, z * 1.3 * s);
        let (nx, ny) = (ripple(0, 1.0) + 0.6 * ripple(1, 3.1), ripple(2, 1.0) + 0.6 * ripple(3, 3.1));
        let mut sum = [0.0; 3];
        // Wet stone smears reflections up and down: several rays through one place.
        let taps = 3;
        for k in 0..taps {
            let spread = (k as f32 - 1.0) * rough * 0.9;
            let ru = u + nx * rough * 0.35;
            let rv = -(v + ny * rough * 0.9 + spread).max(0.004);
            sum = add(sum, self.mirror(ru, rv, sky));
        }
        let reflected = scale(sum, 1.0 / taps as f32);
        let facing = (v / self.lens).atan().sin().clamp(0.02, 1.0);
        let fresnel = 0.10 + 0.90 * (1.0 - facing).powi(3);
        let amount = self.wet * (0.30 + 0.62 * puddle) * fresnel;
        mix(scale(dry, 1.0 - 0.45 * self.wet), reflected, amount.min(0.92))
    }

    /// The street seen in the road: the eye mirrored below it.
    fn mirror(&self, u: f32, v: f32, sky: &impl Fn(f32, f32) -> Rgb) -> Rgb {
        let below = Street { eye: -self.eye, signs: Vec::new(), ..*self };
        let z = HALF * self.lens / u.abs().max(1e-4);
        let y = below.eye - v * z / self.lens;
        let (mut c, depth) = if z < END { below.wall(u, y.max(0.0), z, sky, v) } else { (sky(u, v), END) };
        let fog = 1.0 - (-depth.min(END) / 95.0).exp();
        if depth < END || v > -0.02 {
            c = mix(c, scale(self.light.haze_colour(u), 0.8), fog * 0.85);
        }
        for s in &self.signs {
            let (x, y) = (u * s.z / self.lens, below.eye - v * s.z / self.lens);
            let (dx, dy) = (((x - s.x).abs() - s.wide * 0.5).max(0.0), (s.low - y).max(y - s.high).max(0.0));
            let fall = dx * dx * 5.0 + dy * dy * 0.9;
            if fall > DARK {
                continue;
            }
            let glow = (-fall).exp() * s.veil;
            c = add(c, scale(s.colour, glow * (0.12 + 0.75 * self.dark)));
        }
        add(c, scale(below.lamps(u, v), 0.8))
    }
}

/// People and vehicles on the street, with their reflections in the road.
///
/// # Errors
/// [`StudioError::Engine`] when a drawing cannot be rasterised.
pub fn people(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<[f32; 4]>, StudioError> {
    let mut spec = spec.clone();
    let sheltered = |s: &Subject| matches!(s.kind, Kind::Umbrella | Kind::OpenUmbrella);
    if spec.weather == Weather::Rain && !spec.subjects.iter().any(sheltered) {
        spec.subjects.push(Subject::new(Kind::Umbrella, 4));
    }
    // Two or three umbrellas are those of people; more are a crowd.
    for s in spec.subjects.iter_mut().filter(|s| s.kind == Kind::Umbrella && s.count > 2) {
        s.count = s.count.max(7);
    }
    let cast = Cast::on(Stage::Street, &spec, comp, light, view, seed)?;
    let strength = if spec.weather == Weather::Rain || spec.neon { 0.5 } else { 0.12 };
    cast.paint_on_wet(view, light, strength, stop);
    Ok(cast.board())
}

//! Abstract patterns: colour and form that show nothing.
//!
//! Colours are those that were named, in their order; where few or none were, others that go with them are found
//! around the colour circle. They are blended in OKLab, where half way between two colours looks like it.

use rayon::prelude::*;

use super::canvas::View;
use super::light::Light;
use super::noise::{Dice, fbm, hash01, noise, ridged, smooth};
use super::palette::{Rgb, add, mix, oklch, scale, to_oklab};
use super::spec::{Pattern, SceneSpec, TimeOfDay};

/// Distance of what lies farthest in a pattern, metres, and of what lies nearest.
const FAR: f32 = 60.0;
const NEAR: f32 = 6.0;

/// The colours of one pattern, and what its form depends on.
struct Plan {
    /// Lightness, a and b of each colour, darkest or farthest first.
    colours: Vec<[f32; 3]>,
    seed: u32,
    form: usize,
    half: f32,
    /// Spots of a gradient or circles of light: place, size, which colour.
    spots: Vec<([f32; 2], f32, f32)>,
}

/// Paints the pattern of a scene over the whole view.
pub fn paint(view: &mut View, spec: &SceneSpec, _light: &Light, seed: u64, stop: &(dyn Fn() -> bool + Sync)) {
    let pattern = spec.pattern.unwrap_or(Pattern::Gradient);
    let plan = Plan::new(spec, pattern, seed, view.aspect() * 0.5);
    let (w, h) = (view.width, view.height as f32);
    // Hard edges are asked for at four places of each pixel, soft ones at one.
    let hard = matches!(pattern, Pattern::Waves | Pattern::Geometric | Pattern::Contours);
    let taps: &[(f32, f32)] =
        if hard { &[(0.25, 0.4), (0.75, 0.1), (0.4, 0.9), (0.9, 0.6)] } else { &[(0.5, 0.5)] };
    view.colour.par_chunks_mut(w).zip(view.depth.par_chunks_mut(w)).enumerate().for_each(
        |(y, (row, depth))| {
            if stop() {
                return;
            }
            for x in 0..w {
                let mut sum = [0.0; 3];
                for (ox, oy) in taps {
                    let p = [(x as f32 + ox - w as f32 * 0.5) / h, (y as f32 + oy) / h];
                    let (c, z) = match pattern {
                        Pattern::Waves => plan.waves(p),
                        Pattern::Gradient => (plan.gradient(p), FAR),
                        Pattern::Geometric => (plan.geometric(p), FAR * 0.5),
                        Pattern::Circles => (plan.circles(p), FAR),
                        Pattern::Marble => (plan.marble(p), FAR * 0.5),
                        Pattern::Contours => plan.contours(p),
                    };
                    sum = add(sum, scale(c, 1.0 / taps.len() as f32));
                    depth[x] = z;
                }
                row[x] = unfilmed(sum);
            }
        },
    );
}

/// What the film turns into this colour: patterns keep the colours that were named.
fn unfilmed(c: Rgb) -> Rgb {
    c.map(|v| {
        let v = v.clamp(0.0, 0.965);
        if v < 0.55 { v } else { 0.55 - 0.45 * (1.0 - (v - 0.55) / 0.45).ln() }
    })
}

impl Plan {
    fn new(spec: &SceneSpec, pattern: Pattern, seed: u64, half: f32) -> Plan {
        let mut dice = Dice::new(seed, 401);
        let colours = colours(spec, &mut dice);
        let count = if pattern == Pattern::Circles { 74 } else { 7 };
        let spots = (0..count)
            .map(|i| {
                let place = [dice.range(-1.15, 1.15) * half, dice.range(-0.1, 1.1)];
                let size = if pattern == Pattern::Circles {
                    0.016 + 0.105 * dice.unit().powi(2)
                } else {
                    dice.range(0.25, 0.5)
                };
                (place, size, if pattern == Pattern::Circles { dice.unit() } else { i as f32 / 6.0 })
            })
            .collect();
        Plan { colours, seed: dice.bits() as u32, form: (dice.unit() * 2.99) as usize, half, spots }
    }

    /// A colour of the palette between its first (0) and its last (1).
    fn tone(&self, t: f32) -> Rgb {
        let last = self.colours.len() - 1;
        let at = t.clamp(0.0, 1.0) * last as f32;
        let i = (at as usize).min(last.saturating_sub(1));
        let (a, b) = (self.colours[i], self.colours[(i + 1).min(last)]);
        let lab = mix(a, b, at - i as f32);
        shown(lab)
    }

    /// Sheets that lie over each other, each with a soft shadow on the one behind.
    fn waves(&self, [u, y]: [f32; 2]) -> (Rgb, f32) {
        const SHEETS: usize = 9;
        let edge = |k: usize| {
            let t = k as f32 / (SHEETS - 1) as f32;
            let s = self.seed ^ (k as u32 * 131);
            let calm = 0.62 + 0.10 * t;
            let swell = 0.115
                * (u * (2.2 + 0.5 * noise(s, 1.0, 2.0))
                    + 6.3 * hash01(self.seed, k as i32, 1)
                    + 0.55 * k as f32)
                    .sin();
            -0.06 + t * 0.98 + calm * swell + 0.085 * noise(s ^ 5, u * 1.35 + k as f32 * 3.7, 0.5)
        };
        let mut top = 0;
        for k in 0..SHEETS {
            if y > edge(k) {
                top = k + 1;
            }
        }
        let t = top as f32 / SHEETS as f32;
        let mut c = self.tone(t);
        if top > 0 {
            // A sheet is brightest along its crest and deepens below it.
            let under = (y - edge(top - 1)).max(0.0);
            c = scale(c, 1.13 - 0.45 * smooth(0.0, 0.32, under));
            c = add(c, scale([1.0, 0.98, 0.95], 0.10 * (-under * 85.0).exp()));
        }
        if top < SHEETS {
            let over = (edge(top) - y).max(0.0);
            c = scale(c, 1.0 - 0.42 * (-over * 17.0).exp());
        }
        (c, FAR * (NEAR / FAR).powf(t))
    }

    fn gradient(&self, [u, y]: [f32; 2]) -> Rgb {
        let warp =
            [0.16 * noise(self.seed, u * 1.2, y * 1.2), 0.16 * noise(self.seed ^ 1, u * 1.2, y * 1.2 + 5.0)];
        let p = [u + warp[0], y + warp[1]];
        let (mut sum, mut weight) = ([0.0; 3], 0.0);
        for (place, size, tone) in &self.spots {
            let (dx, dy) = (p[0] - place[0], p[1] - place[1]);
            let k = 1.0 / ((dx * dx + dy * dy) / (size * size) + 0.10).powf(1.7);
            let lab = self.lab(*tone);
            sum = add(sum, scale(lab, k));
            weight += k;
        }
        shown(scale(sum, 1.0 / weight))
    }

    fn lab(&self, t: f32) -> [f32; 3] {
        let last = self.colours.len() - 1;
        let at = t.clamp(0.0, 1.0) * last as f32;
        let i = (at as usize).min(last.saturating_sub(1));
        mix(self.colours[i], self.colours[(i + 1).min(last)], at - i as f32)
    }

    fn geometric(&self, [u, y]: [f32; 2]) -> Rgb {
        match self.form {
            0 => self.quarters([u, y]),
            1 => self.triangles([u, y]),
            _ => self.cubes([u, y]),
        }
    }

    fn pick(&self, x: i32, y: i32, salt: u32) -> Rgb {
        let n = self.colours.len();
        let i = (hash01(self.seed ^ salt, x, y) * n as f32) as usize;
        shown(self.colours[i.min(n - 1)])
    }

    /// Squares with quarter circles, rings and halves.
    fn quarters(&self, [u, y]: [f32; 2]) -> Rgb {
        let cell = 1.0 / 6.0;
        let (cx, cy) = ((u / cell).floor() as i32, (y / cell).floor() as i32);
        let (mut x, mut z) = ((u / cell).rem_euclid(1.0), (y / cell).rem_euclid(1.0));
        let turn = (hash01(self.seed ^ 3, cx, cy) * 4.0) as u32;
        for _ in 0..turn {
            (x, z) = (z, 1.0 - x);
        }
        let (ground, form) = (self.pick(cx, cy, 5), self.pick(cx + 7, cy, 6));
        let r = (x * x + z * z).sqrt();
        let inside = match (hash01(self.seed ^ 4, cx, cy) * 5.0) as u32 {
            0 | 1 => r < 1.0,
            2 => (0.5..1.0).contains(&r),
            3 => ((x - 0.5).powi(2) + (z - 0.5).powi(2)).sqrt() < 0.36,
            _ => x + z < 1.0,
        };
        scale(if inside { form } else { ground }, 1.0 - 0.05 * z)
    }

    /// A field of triangles whose tone drifts across the picture.
    fn triangles(&self, [u, y]: [f32; 2]) -> Rgb {
        let cell = 1.0 / 9.0;
        let (a, b) = (u / cell + y / cell * 0.577, y / cell * 1.1547);
        let (i, j) = (a.floor() as i32, b.floor() as i32);
        let upper = a.fract().rem_euclid(1.0) + b.fract().rem_euclid(1.0) > 1.0;
        let drift = 0.5 + 0.42 * (u / self.half) * 0.7 + 0.45 * (y - 0.5);
        let own = hash01(self.seed ^ u32::from(upper), i, j) - 0.5;
        let wave = 0.25 * noise(self.seed ^ 9, u * 2.0, y * 2.0);
        scale(
            self.tone(drift * 0.8 + 0.1 + own * 0.34 + wave),
            0.93 + 0.14 * hash01(self.seed ^ 8, i, j + i32::from(upper)),
        )
    }

    /// Cubes that stand on their corners: three tones each.
    fn cubes(&self, [u, y]: [f32; 2]) -> Rgb {
        let size = 0.088;
        let (px, py) = (u / size, y / size);
        let row = (py / 1.5).floor();
        let mut best = (f32::MAX, 0, 0, 0.0, 0.0);
        for j in [row - 1.0, row, row + 1.0] {
            let shift = if (j as i32).rem_euclid(2) == 1 { 0.866 } else { 0.0 };
            let i = ((px - shift) / 1.732).round();
            let (x, z) = (px - shift - i * 1.732, py - j * 1.5);
            let d = x * x + z * z;
            if d < best.0 {
                best = (d, i as i32, j as i32, x, z);
            }
        }
        let (_, i, j, x, z) = best;
        let face = if z < -0.5 * x.abs() * 1.155 {
            1.16
        } else if x < 0.0 {
            0.82
        } else {
            0.56
        };
        let drift = 0.5 + 0.5 * noise(self.seed ^ 2, i as f32 * 0.35, j as f32 * 0.35);
        scale(self.tone(drift * 0.9 + 0.25 * (hash01(self.seed ^ 7, i, j) - 0.5)), face)
    }

    /// Discs of light out of focus over a dark gradient.
    fn circles(&self, [u, y]: [f32; 2]) -> Rgb {
        let ground = self.tone(0.15 + 0.5 * y + 0.2 * noise(self.seed, u, y));
        let mut c = scale(ground, 0.20 + 0.12 * noise(self.seed ^ 1, u * 1.4, y * 1.4));
        for (i, (place, size, tone)) in self.spots.iter().enumerate() {
            let r = ((u - place[0]).powi(2) + (y - place[1]).powi(2)).sqrt();
            if r > size * 1.25 {
                continue;
            }
            // Larger ones are farther out of focus: softer and fainter.
            let soft = 0.05 + 1.6 * size;
            let disc = smooth(size * (1.0 + soft), size * (1.0 - soft), r);
            let rim = 1.0 + 0.55 * smooth(size * 0.72, size * 0.97, r);
            let strength =
                0.42 * (0.035 / size).powf(0.45).min(1.5) * (0.5 + 0.5 * hash01(self.seed, i as i32, 3));
            c = add(c, scale(self.tone(*tone), disc * rim * strength));
        }
        c
    }

    /// Colours poured into each other, with bright veins.
    fn marble(&self, [u, y]: [f32; 2]) -> Rgb {
        let (a, b) = (u * 1.3, y * 1.3);
        let q = [fbm(self.seed, a, b, 5), fbm(self.seed ^ 1, a + 5.2, b + 1.3, 5)];
        let r = [
            fbm(self.seed ^ 2, a + 1.9 * q[0], b + 1.9 * q[1], 5),
            fbm(self.seed ^ 3, a + 1.9 * q[0] + 8.3, b + 1.9 * q[1] + 2.8, 5),
        ];
        let flow = fbm(self.seed ^ 4, a + 2.2 * r[0], b + 2.2 * r[1], 6);
        let mut c = self.tone(0.5 + 0.85 * flow + 0.25 * q[0]);
        let relief = fbm(self.seed ^ 4, a + 2.2 * r[0] + 0.02, b + 2.2 * r[1] + 0.02, 6) - flow;
        c = scale(c, (1.0 + 2.6 * relief).clamp(0.72, 1.3));
        let vein = smooth(
            0.90,
            0.985,
            ridged(self.seed ^ 6, a * 0.8 + 0.9 * r[1], b * 0.8 + 0.9 * r[0], 2.0) * 1.25,
        );
        mix(c, scale(oklch(0.86, 0.10, 85.0), 1.0 + 1.5 * relief), vein * 0.8)
    }

    /// Steps of a landscape seen from above, with fine lines between.
    fn contours(&self, [u, y]: [f32; 2]) -> (Rgb, f32) {
        const STEPS: f32 = 9.0;
        let height = |x: f32, z: f32| {
            0.5 + 0.62 * fbm(self.seed, x * 1.25, z * 1.25, 4)
                + 0.10 * fbm(self.seed ^ 1, x * 3.0, z * 3.0, 3)
        };
        let v = height(u, y) * STEPS;
        let (step, part) = (v.floor(), v.fract());
        let t = (step / (STEPS - 1.0)).clamp(0.0, 1.0);
        let mut c = self.tone(t);
        // Light from above left: the edge of a higher step shades the lower one.
        let higher = height(u - 0.012, y - 0.012) * STEPS;
        if higher.floor() > step {
            c = scale(c, 0.72);
        } else {
            c = scale(c, 1.0 - 0.16 * smooth(0.45, 1.0, part));
        }
        if part < 0.06 {
            c = mix(c, [1.0; 3], 0.32);
        }
        (c, FAR * (NEAR / FAR).powf(t))
    }
}

fn shown(lab: [f32; 3]) -> Rgb {
    let (chroma, hue) = ((lab[1] * lab[1] + lab[2] * lab[2]).sqrt(), lab[2].atan2(lab[1]).to_degrees());
    oklch(lab[0].clamp(0.0, 1.0), chroma, hue)
}

/// At least four colours: those named, and what goes with them.
fn colours(spec: &SceneSpec, dice: &mut Dice) -> Vec<[f32; 3]> {
    let lab = |l: f32, c: f32, h: f32| to_oklab(oklch(l, c, h));
    let named: Vec<[f32; 3]> = spec.colours.iter().map(|c| c.lch()).collect();
    let night = matches!(spec.time, TimeOfDay::Night | TimeOfDay::Dusk);
    match named.as_slice() {
        [] => {
            let hue = dice.range(0.0, 360.0);
            let turn = [40.0, -50.0, 150.0][(dice.unit() * 2.99) as usize];
            let dim = if night { 0.16 } else { 0.0 };
            vec![
                lab(0.93 - dim, 0.05, hue + turn),
                lab(0.80 - dim, 0.11, hue + turn * 0.6),
                lab(0.66 - dim, 0.15, hue + turn * 0.2),
                lab(0.50 - dim, 0.15, hue - 12.0),
                lab(0.32 - dim * 0.6, 0.10, hue - 28.0),
            ]
        }
        [[l, c, h]] => vec![
            lab((l + 0.34).min(0.95), c * 0.35, h + 12.0),
            lab((l + 0.18).min(0.90), c * 0.75, h + 8.0),
            lab(*l, *c, *h),
            lab((l - 0.13).max(0.24), c * 0.95, h - 6.0),
            lab((l - 0.26).max(0.15), c * 0.75, h - 14.0),
        ],
        [a, b] => {
            // Two colours meet over a pale and a deep one of their own.
            let pale = lab((a[0] + 0.20).min(0.94), a[1] * 0.5, a[2]);
            let deep = lab((b[0] - 0.22).max(0.2), b[1] * 0.9, b[2] - 6.0);
            if a[0] >= b[0] {
                vec![pale, lab(a[0], a[1], a[2]), lab(b[0], b[1], b[2]), deep]
            } else {
                let light = lab((b[0] + 0.14).min(0.95), b[1] * 0.55, b[2]);
                vec![
                    light,
                    lab(b[0], b[1], b[2]),
                    lab(a[0], a[1], a[2]),
                    lab((a[0] - 0.20).max(0.17), a[1] * 0.9, a[2]),
                ]
            }
        }
        many => many.iter().map(|c| lab(c[0], c[1], c[2])).collect(),
    }
}

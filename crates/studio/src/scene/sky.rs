//! The sky: gradient, stars, northern lights, clouds, sun or moon.
//!
//! Clouds lie on a plane overhead, so they shrink and gather towards the horizon. Their noise is
//! warped by itself, which gives billows instead of smears, and each point is lit by comparing its
//! density with the density a step towards the sun: thinner that way means a bright edge.

use rayon::prelude::*;

use super::canvas::View;
use super::light::Light;
use super::noise::{fbm, hash, hash01, noise, smooth};
use super::palette::{Rgb, add, mix, oklch, scale};
use super::spec::SceneSpec;

/// Paints every row down to a little below the horizon; `stop` ends early when cancelled.
pub fn paint(view: &mut View, spec: &SceneSpec, light: &Light, seed: u32, stop: &(dyn Fn() -> bool + Sync)) {
    let (width, height, horizon) = (view.width, view.height as f32, view.horizon);
    let rows = (((horizon + 0.03) * height) as usize + 2).min(view.height);
    let painter = Painter::new(spec, light, seed);
    let columns = if spec.aurora { width } else { 1 };
    let curtains: Vec<Curtains> = (0..columns)
        .into_par_iter()
        .map(|x| painter.curtains((x as f32 + 0.5 - width as f32 * 0.5) / height))
        .collect();
    view.colour.par_chunks_mut(width).take(rows).enumerate().for_each(|(y, row)| {
        if stop() {
            return;
        }
        let elevation = horizon - (y as f32 + 0.5) / height;
        for (x, pixel) in row.iter_mut().enumerate() {
            let u = (x as f32 + 0.5 - width as f32 * 0.5) / height;
            *pixel = painter.at(u, elevation, 1.0 / height, &curtains[if spec.aurora { x } else { 0 }]);
        }
    });
}

/// The sky of one scene, place by place.
pub(crate) struct Painter<'a> {
    spec: &'a SceneSpec,
    light: &'a Light,
    seed: u32,
    bright: Rgb,
    shade: Rgb,
    edge: f32,
    /// Colours of the northern lights by height over their lower edge, [`AURORA_TOP`] in all.
    aurora: Vec<Rgb>,
    milky: Rgb,
    star: [Rgb; 2],
}

/// Height over which the northern lights no longer change colour, picture heights.
const AURORA_TOP: f32 = 0.34;
const AURORA_STEPS: usize = 256;

/// The northern lights over one column of the picture: lower edge, reach and strength of each
/// curtain.
pub(crate) type Curtains = [(f32, f32, f32); 3];

impl<'a> Painter<'a> {
    pub(crate) fn new(spec: &'a SceneSpec, light: &'a Light, seed: u32) -> Self {
        let overcast = smooth(0.5, 0.9, light.clouds);
        let lit = add(scale(light.key, 0.62), scale(light.fill, 0.42));
        let bright = mix(lit, scale(light.middle, 1.25), 0.25 + 0.4 * overcast);
        let shade = mix(scale(light.fill, 0.62), light.middle, 0.45 - 0.1 * overcast);
        let shade = scale(shade, if light.moon { 0.6 } else { 0.92 - 0.25 * overcast });
        // The threshold that leaves about `clouds` of the plane covered.
        let edge = 0.34 - light.clouds * 0.72;
        let aurora = (0..AURORA_STEPS)
            .map(|i| {
                let above = i as f32 / (AURORA_STEPS - 1) as f32 * AURORA_TOP;
                oklch(0.80, 0.20, 158.0 + 150.0 * smooth(0.06, AURORA_TOP, above))
            })
            .collect();
        let milky = oklch(0.55, 0.05, 285.0);
        let star = [oklch(0.95, 0.04, 40.0), oklch(0.95, 0.04, 260.0)];
        Painter { spec, light, seed, bright, shade, edge, aurora, milky, star }
    }

    fn at(&self, u: f32, elevation: f32, pixel: f32, curtains: &Curtains) -> Rgb {
        let light = self.light;
        let mut colour = light.sky(u, elevation);
        if elevation > 0.0 && light.stars > 0.0 {
            colour = add(colour, self.stars(u, elevation, pixel));
        }
        if light.disc || self.spec.moon {
            colour = self.disc(colour, u, elevation, pixel);
        }
        if self.spec.aurora && elevation > 0.0 {
            colour = add(colour, self.aurora(curtains, elevation));
        }
        if elevation > 0.0 {
            for (cloud, cover) in [self.cirrus(u, elevation), self.cumulus(u, elevation)] {
                colour = mix(colour, cloud, cover);
            }
        }
        if self.spec.rainbow && elevation > 0.0 {
            colour = add(colour, self.rainbow(u, elevation));
        }
        colour
    }

    /// What stands still in the sky: everything but stars, northern lights and clouds.
    pub(crate) fn still(&self, u: f32, elevation: f32, pixel: f32) -> Rgb {
        let mut colour = self.light.sky(u, elevation);
        if self.light.disc || self.spec.moon {
            colour = self.disc(colour, u, elevation, pixel);
        }
        if self.spec.rainbow && elevation > 0.0 {
            colour = add(colour, self.rainbow(u, elevation));
        }
        colour
    }

    /// The clouds alone: their light, weighted by the share of the place that they cover, and that share.
    pub(crate) fn clouds(&self, u: f32, elevation: f32) -> (Rgb, f32) {
        if elevation <= 0.0 {
            return ([0.0; 3], 0.0);
        }
        let (high, thin) = self.cirrus(u, elevation);
        let (low, thick) = self.cumulus(u, elevation);
        let light = mix(scale(high, thin), low, thick);
        (light, 1.0 - (1.0 - thin) * (1.0 - thick))
    }

    fn density(&self, x: f32, y: f32, octaves: u32) -> f32 {
        let wx = noise(self.seed ^ 51, x * 0.7, y * 0.7);
        let wy = noise(self.seed ^ 52, x * 0.7 + 3.1, y * 0.7);
        let (x, y) = (x + wx * 0.45, y + wy * 0.45);
        fbm(self.seed ^ 53, x, y, octaves) + 0.28 * noise(self.seed ^ 54, x * 0.33, y * 0.33)
    }

    /// Colour and cover.
    fn cumulus(&self, u: f32, elevation: f32) -> (Rgb, f32) {
        let light = self.light;
        if light.clouds < 0.02 {
            return ([0.0; 3], 0.0);
        }
        let depth = 1.0 / (elevation + 0.10);
        let (x, y) = (u * depth * 1.25 + 11.0, depth * 1.9);
        let density = self.density(x, y, 6);
        let body = smooth(self.edge, self.edge + 0.30, density);
        if body <= 0.0 {
            return ([0.0; 3], 0.0);
        }
        let (dx, dy) = (light.sun[0] - u, light.sun[1] - elevation);
        let length = (dx * dx + dy * dy).sqrt().max(0.05);
        let step = 0.26;
        // Towards the sun on the cloud plane: lower on the screen is further away.
        let toward = self.density(x + dx / length * step, y - dy / length * step * 1.3, 4);
        let lit = smooth(-0.26, 0.34, density - toward + 0.10 - 0.22 * smooth(0.25, 0.9, density));
        let near_sun = (-length * length * 5.0).exp();
        let mut colour = mix(self.shade, self.bright, lit);
        colour = add(
            colour,
            scale(light.glow, near_sun * (1.0 - body * 0.75) * if light.moon { 0.35 } else { 0.8 }),
        );
        // Far clouds sink into the haze.
        let far = smooth(0.16, 0.0, elevation);
        colour = mix(colour, light.sky(u, elevation), far * 0.72);
        (colour, body * (0.93 - 0.35 * far))
    }

    /// Colour and cover.
    fn cirrus(&self, u: f32, elevation: f32) -> (Rgb, f32) {
        let depth = 1.0 / (elevation + 0.22);
        let (x, y) = (u * depth * 0.8, depth * 2.6);
        let streak = fbm(self.seed ^ 61, x * 0.9 + y * 0.35, y * 2.6 - x * 0.5, 5);
        let patch = smooth(-0.05, 0.5, noise(self.seed ^ 62, x * 0.7, y * 0.6));
        let amount = smooth(0.02, 0.55, streak) * patch * if self.light.clouds < 0.1 { 0.16 } else { 0.34 };
        (mix(self.bright, self.light.glow, 0.25), amount)
    }

    pub(crate) fn stars(&self, u: f32, elevation: f32, pixel: f32) -> Rgb {
        let band = fbm(self.seed ^ 71, u * 2.0 - elevation * 1.4, u * 1.1 + elevation * 2.1, 4);
        let across = (u * 0.75 + elevation - 0.42) * 2.6;
        let milky = (-across * across).exp() * (0.5 + 0.5 * band).max(0.0);
        let mut sum = scale(self.milky, milky * milky * 0.30);
        for (layer, cell, chance) in [(0u32, 0.011_f32, 0.10), (1, 0.026, 0.16), (2, 0.07, 0.22)] {
            let (cx, cy) = ((u / cell).floor(), (elevation / cell).floor());
            let seed = self.seed ^ (80 + layer);
            let h = hash(seed, cx as i32, cy as i32);
            let dense = if layer == 0 { chance + milky * 0.25 } else { chance };
            if hash01(seed ^ 9, cx as i32, cy as i32) > dense {
                continue;
            }
            let px = (cx + 0.2 + 0.6 * (h & 255) as f32 / 255.0) * cell;
            let py = (cy + 0.2 + 0.6 * ((h >> 8) & 255) as f32 / 255.0) * cell;
            let size = [0.00055_f32, 0.00095, 0.0016][layer as usize].max(pixel * 0.55);
            let d2 = ((u - px) * (u - px) + (elevation - py) * (elevation - py)) / (size * size);
            let magnitude = 0.35 + 0.65 * ((h >> 16) & 255) as f32 / 255.0;
            let star = self.star[((h >> 24) & 1) as usize];
            let glow = (-d2).exp() + if layer == 2 { 0.05 / (1.0 + d2 * 0.5) } else { 0.0 };
            sum = add(sum, scale(star, glow * magnitude * [0.5, 0.9, 1.6][layer as usize]));
        }
        scale(
            sum,
            self.light.stars * smooth(0.02, if self.light.stars < 0.5 { 0.60 } else { 0.24 }, elevation),
        )
    }

    fn disc(&self, under: Rgb, u: f32, elevation: f32, pixel: f32) -> Rgb {
        let light = self.light;
        let [su, se] = if light.disc { light.sun } else { [-light.sun[0], 0.34] };
        let d = ((u - su) * (u - su) + (elevation - se) * (elevation - se)).sqrt();
        let radius = 0.036;
        let cover = smooth(radius + pixel, radius - pixel, d);
        if cover <= 0.0 || elevation < -0.01 {
            return under;
        }
        if light.moon || !light.disc {
            let sea = fbm(self.seed ^ 91, (u - su) * 46.0, (elevation - se) * 46.0, 4);
            let face = scale(oklch(0.96, 0.02, 95.0), 0.95 - 0.28 * smooth(0.0, 0.5, sea));
            mix(under, face, cover * if light.moon { 1.0 } else { 0.55 })
        } else {
            let low = smooth(-0.005, 0.12, elevation);
            let face = add(scale(light.glow, 0.75), scale([1.0, 0.66, 0.26], 0.55 * low + 0.35));
            mix(under, face, cover)
        }
    }

    fn curtains(&self, u: f32) -> Curtains {
        self.curtains_at(u, 0.0)
    }

    /// The northern lights over a column, `seconds` into a clip: they fold and flicker slowly.
    pub(crate) fn curtains_at(&self, u: f32, seconds: f32) -> Curtains {
        let (drift, flicker) = (seconds * 0.05, seconds * 0.9);
        [0, 1, 2].map(|k: u32| {
            let seed = self.seed ^ (120 + k);
            let row = k as f32;
            let base = 0.10
                + 0.085 * row
                + 0.085 * fbm(seed, u * 1.15 + row * 7.0 + drift, 0.4 + drift, 3)
                + 0.05 * (u * 2.3 + row * 2.0).sin();
            let fold = u + 0.10 * fbm(seed ^ 3, u * 2.2 + drift, row + drift, 3);
            let rays = 0.55
                + 0.45 * noise(seed ^ 5, fold * 26.0, row * 3.0 + flicker)
                + 0.30 * noise(seed ^ 6, fold * 71.0, 1.0 + flicker);
            let reach = 0.13 + 0.10 * (0.5 + noise(seed ^ 7, fold * 3.1, 4.0));
            let veil = rays.max(0.05) * (0.55 + 0.45 * noise(seed ^ 8, u * 1.7, 9.0));
            (base, reach, veil.max(0.0) * [0.62, 0.45, 0.30][k as usize])
        })
    }

    pub(crate) fn aurora(&self, curtains: &Curtains, elevation: f32) -> Rgb {
        let mut sum = [0.0; 3];
        for (base, reach, strength) in curtains {
            let above = elevation - base;
            if above < -0.04 {
                continue;
            }
            let curtain = smooth(-0.025, 0.012, above) * (-(above.max(0.0)) / reach).exp();
            let step = (above / AURORA_TOP * (AURORA_STEPS - 1) as f32 + 0.5).max(0.0) as usize;
            sum = add(sum, scale(self.aurora[step.min(AURORA_STEPS - 1)], curtain * strength));
        }
        sum
    }

    fn rainbow(&self, u: f32, elevation: f32) -> Rgb {
        let centre = -self.light.sun[0] * 0.6;
        let r = ((u - centre) * (u - centre) + (elevation + 0.12) * (elevation + 0.12)).sqrt();
        let t = (r - 0.50) / 0.045;
        if !(0.0..=1.0).contains(&t) {
            return [0.0; 3];
        }
        let fade = (t * std::f32::consts::PI).sin();
        scale(oklch(0.75, 0.16, 300.0 - 285.0 * t), fade * 0.16)
    }
}

//! Water: the mirrored world, broken by ripples.
//!
//! Each water pixel is a point on the level z = 0. Ripples tilt its normal; the tilted mirror ray is
//! looked up in the mirrored view, so hills, clouds and ships reflect where they should. What is not
//! mirrored (Fresnel, Schlick's approximation) is the water's own colour. Ripples are wide and
//! shallow far away, which draws glints as ellipses without drawing any.

use rayon::prelude::*;

use super::canvas::{SKY, View};
use super::compose::Composition;
use super::light::Light;
use super::noise::{fbm, noise, smooth};
use super::palette::{Rgb, add, mix, mul, oklch, scale};
use super::spec::{SceneSpec, Water, Weather};

/// The water of one row: its number, and column, colour and distance of each pixel.
type Row = (usize, Vec<(usize, Rgb, f32)>);

/// Paints the water pixels of `view` from the mirrored view.
pub fn paint(
    view: &mut View,
    mirror: &View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    stop: &(dyn Fn() -> bool + Sync),
) {
    let (w, rows) = (view.width, view.height as f32);
    let (horizon, lens, eye) = (view.horizon, view.lens, view.eye);
    let water = Surface::new(spec, comp, light, surface_seed(comp), sun_share(view, light));
    let first = (horizon * rows).floor().max(0.0) as usize;
    let depth = &view.depth;
    let far: Vec<Row> = (first..view.height)
        .into_par_iter()
        .map(|y| {
            let mut out = Vec::new();
            if stop() {
                return (y, out);
            }
            let v = (y as f32 + 0.5) / rows - horizon;
            for x in 0..w {
                if depth[y * w + x] < SKY {
                    continue;
                }
                let level = if v > 1e-5 { eye / v * lens } else { 60_000.0 };
                let z = level.min(60_000.0);
                let u = (x as f32 + 0.5 - w as f32 * 0.5) / rows;
                let px = u / lens * z;
                let h = if z < 15_500.0 {
                    comp.land.height(px, z, (z * 0.0011).max(z / (lens * rows)))
                } else {
                    -9.0
                };
                out.push((x, water.at(mirror, horizon, [u, v.max(0.0)], [px, z], h), z));
            }
            (y, out)
        })
        .collect();
    for (y, pixels) in far {
        for (x, colour, z) in pixels {
            view.colour[y * w + x] = colour;
            view.depth[y * w + x] = z;
        }
    }
}

/// The water's surface of one scene.
pub(crate) struct Surface<'a> {
    light: &'a Light,
    seed: u32,
    own: Rgb,
    shallow: Rgb,
    pub(crate) wind: f32,
    pub(crate) foam: bool,
    eye: f32,
    lens: f32,
    sun: f32,
}

/// The seed of the water's noise.
pub(crate) fn surface_seed(comp: &Composition) -> u32 {
    comp.land.seed ^ 0x3A7
}

/// The waves: how long each is, metres, and how steep.
pub(crate) const WAVES: [(f32, f32); 5] =
    [(26.0, 0.05), (9.0, 0.075), (3.1, 0.075), (1.05, 0.06), (0.36, 0.045)];

/// A place of the water as it is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Seen {
    /// Where on the screen.
    pub screen: [f32; 2],
    /// How far away, metres.
    pub z: f32,
    /// The height of the bed below it, metres.
    pub bed: f32,
}

/// The surface at one place and one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ripple {
    /// Slope across and away.
    pub slope: [f32; 2],
    /// Where foam gathers at the shore, about -1 to 1.
    pub lace: f32,
    /// Where crests break, about -1 to 1.
    pub crest: f32,
}

/// Share of the sun that land does not hide: a hidden sun leaves only a gleam.
pub(crate) fn sun_share(view: &View, light: &Light) -> f32 {
    let rows = view.height as f32;
    let x = light.sun[0] * rows + view.width as f32 * 0.5;
    let y = (view.horizon - light.sun[1]) * rows;
    let (x, y) = (x.clamp(0.0, view.width as f32 - 1.0) as usize, y.clamp(0.0, rows - 1.0) as usize);
    if view.depth[y * view.width + x] < SKY { 0.22 } else { 1.0 }
}

impl<'a> Surface<'a> {
    pub(crate) fn new(spec: &SceneSpec, comp: &Composition, light: &'a Light, seed: u32, sun: f32) -> Self {
        let wind = match spec.weather {
            Weather::Storm => 2.6,
            Weather::Rain => 1.3,
            Weather::Cloudy => 1.1,
            _ => 0.8,
        };
        let wind = if spec.water == Water::Lake { wind * 0.34 } else { wind } * comp.calm;
        let lit = |c: Rgb| mul(c, add(scale(light.fill, 0.9), scale(light.key, 0.35)));
        Surface {
            light,
            seed,
            own: lit(if spec.water == Water::Lake {
                oklch(0.36, 0.06, 215.0)
            } else {
                oklch(0.38, 0.075, 228.0)
            }),
            shallow: lit(oklch(0.62, 0.09, 195.0)),
            wind,
            foam: spec.water == Water::Sea,
            eye: comp.eye,
            lens: comp.lens,
            sun,
        }
    }

    /// Slope of the surface at a place: long swell, waves, and ripples, each only while it is
    /// larger than a pixel's footprint.
    fn slope(&self, x: f32, z: f32, footprint: f32) -> [f32; 2] {
        let mut s = [0.0, 0.0];
        for (k, (size, steep)) in WAVES.iter().enumerate() {
            let keep = 1.0 / (1.0 + (footprint / (size * 0.55)).powi(2));
            if keep < 0.03 {
                continue;
            }
            let seed = self.seed ^ (300 + k as u32 * 7);
            let (px, pz) = (x / (size * 1.9), z / size);
            let a = noise(seed, px + 0.3 * pz, pz);
            let b = noise(seed ^ 1, px - 0.2 * pz + 7.0, pz * 1.15);
            s[0] += a * steep * keep * 0.45;
            s[1] += b * steep * keep;
        }
        [s[0] * self.wind, s[1] * self.wind]
    }

    fn at(&self, mirror: &View, horizon: f32, screen: [f32; 2], place: [f32; 2], h: f32) -> Rgb {
        let [x, z] = place;
        let mut ripple =
            Ripple { slope: self.slope(x, z, self.footprint(z).min(400.0)), ..Ripple::default() };
        if self.foam {
            ripple.lace = fbm(self.seed ^ 401, x * 0.55, z * 0.8, 4);
            if self.wind > 1.0 {
                ripple.crest = fbm(self.seed ^ 402, x * 0.10, z * 0.22, 4);
            }
        }
        let colour = self.lit(mirror, horizon, Seen { screen, z, bed: h }, ripple);
        self.light.veil(colour, screen[0], z * 0.7)
    }

    /// The share of a place's colour that the air takes.
    pub(crate) fn veiled(&self, z: f32) -> f32 {
        (1.0 - (-z * 0.7 * self.light.haze).exp()) * 0.96
    }

    /// How much of the water one pixel covers at a distance, metres.
    pub(crate) fn footprint(&self, z: f32) -> f32 {
        z * z / (self.eye * self.lens * 900.0)
    }

    /// The colour of a place before the air between it and the viewer.
    pub(crate) fn lit(&self, mirror: &View, horizon: f32, seen: Seen, ripple: Ripple) -> Rgb {
        let Seen { screen: [u, v], z, bed: h } = seen;
        let rows = mirror.height as f32;
        let footprint = self.footprint(z);
        let s = ripple.slope;
        let grazing = (v / self.lens).atan();
        // A slope turns the mirrored ray by twice itself; seen at a glancing angle mostly upwards.
        let lift = (s[1] * 0.9 + s[0].abs() * 0.1) * (0.35 + v * 1.2);
        let spread = self.wind * 0.012 * (1.0 - (-z / 60.0).exp());
        let mu = u + s[0] * (0.25 + v);
        let mv = (v + lift + spread).max(0.001);
        let reach = (horizon - mv).max(0.004);
        let px = mu * rows + mirror.width as f32 * 0.5;
        let mut reflected = mirror.sample(px, reach * rows);
        // Two more taps up and down spread the reflection as unresolved waves do.
        let blur = spread * 1.4 + 0.003;
        let up = mirror.sample(px, (reach - blur).max(0.002) * rows);
        let down = mirror.sample(px, (reach + blur).min(horizon) * rows);
        reflected = mix(reflected, scale(add(up, down), 0.5), 0.5);
        let facing = (grazing + s[1] * 0.5).sin().clamp(0.02, 1.0);
        let fresnel = 0.03 + 0.97 * (1.0 - facing).powi(4);
        let depth_tone = smooth(-3.5, -0.1, h);
        let own = mix(self.own, self.shallow, depth_tone * 0.55);
        let mut c = mix(own, reflected, (fresnel * 0.94).clamp(0.0, 0.95));
        c = add(c, self.glint(u, v, s, z));
        if self.foam {
            c = mix(
                c,
                scale(add(self.light.fill, scale(self.light.key, 0.4)), 0.9),
                self.foam_at(z, h, footprint, ripple),
            );
        }
        c
    }

    /// The sun's road on the water.
    fn glint(&self, u: f32, v: f32, s: [f32; 2], z: f32) -> Rgb {
        if !self.light.disc {
            return [0.0; 3];
        }
        let [su, se] = self.light.sun;
        let du = (u - su) + s[0] * 2.2;
        let dv = v - se * 0.8 - s[1] * 1.6;
        let width = 0.020 + 0.10 * v + self.wind * 0.012;
        let road =
            (-(du * du) / (width * width)).exp() * (-(dv.max(0.0) / (0.20 + 0.12 * self.wind)).powi(2)).exp();
        let sparkle =
            smooth(0.018, 0.075, s[1] * (1.0 + 0.5 * s[0]) / self.wind.max(0.2) + 0.02 * (1.0 - v * 2.0));
        let far = smooth(40.0, 900.0, z) * 0.45;
        let strength = self.sun * if self.light.moon { 0.7 } else { 1.5 };
        scale(self.light.glow, road * (sparkle + far + 0.06) * strength)
    }

    fn foam_at(&self, z: f32, h: f32, footprint: f32, ripple: Ripple) -> f32 {
        let lace = ripple.lace;
        let edge = smooth(-1.5, -0.15, h + 0.55 * lace) * smooth(0.62, 0.25, (h + 0.35).abs() - 0.45 * lace);
        let caps = if self.wind > 1.0 {
            smooth(0.40, 0.62, ripple.crest + 0.08 * (self.wind - 1.0)) * smooth(6.0, 1.0, footprint)
        } else {
            0.0
        };
        (edge * 0.75 + caps * 0.7).clamp(0.0, 0.85) * smooth(3000.0, 300.0, z)
    }
}

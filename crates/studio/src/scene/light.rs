//! The light, decided before anything is drawn.
//!
//! One sun (or moon), one key colour, one fill colour and one haze serve every layer, which is what
//! makes separately drawn things look like one picture. Colours are written in OKLCH per time of
//! day, turned a few degrees by the seed, then greyed by the weather.

use super::noise::Dice;
use super::palette::{Rgb, add, fade, luma, mix, mul, oklch, scale};
use super::spec::{Biome, SceneSpec, TimeOfDay, Weather};
use super::subject::Tint;

/// Everything a layer needs to know about the light.
#[derive(Clone, Debug)]
pub struct Light {
    /// Sky colour overhead.
    pub zenith: Rgb,
    /// Sky colour half way down.
    pub middle: Rgb,
    /// Sky colour at the horizon.
    pub horizon: Rgb,
    /// Colour of the glow around the sun.
    pub glow: Rgb,
    /// Light of the sun or moon on a surface facing it.
    pub key: Rgb,
    /// Light of the sky on everything.
    pub fill: Rgb,
    /// Screen place of the sun or moon: (u, elevation over the horizon), picture heights.
    pub sun: [f32; 2],
    /// Direction to the sun: x right, y up, z away from the viewer; unit length.
    pub direction: [f32; 3],
    /// Sun or moon drawn in the sky.
    pub disc: bool,
    /// The light is the moon's.
    pub moon: bool,
    /// Strength of the stars, 0..1.
    pub stars: f32,
    /// Share of the sky under cloud, 0..1.
    pub clouds: f32,
    /// Haze: share lost per metre.
    pub haze: f32,
    /// How far lamps and windows are lit, 0..1.
    pub lamps: f32,
}

type Swatch = (f32, f32, f32);

struct Ramp {
    zenith: Swatch,
    middle: Swatch,
    horizon: Swatch,
    glow: Swatch,
    key: (Swatch, f32),
    fill: (Swatch, f32),
    elevation: f32,
    lamps: f32,
}

fn ramp(time: TimeOfDay) -> Ramp {
    match time {
        TimeOfDay::Dawn => Ramp {
            zenith: (0.50, 0.075, 262.0),
            middle: (0.74, 0.065, 325.0),
            horizon: (0.89, 0.085, 68.0),
            glow: (0.90, 0.12, 72.0),
            key: ((0.86, 0.10, 62.0), 1.25),
            fill: ((0.66, 0.055, 290.0), 0.95),
            elevation: 0.055,
            lamps: 0.5,
        },
        TimeOfDay::Morning => Ramp {
            zenith: (0.56, 0.115, 252.0),
            middle: (0.77, 0.075, 236.0),
            horizon: (0.93, 0.045, 88.0),
            glow: (0.95, 0.07, 85.0),
            key: ((0.96, 0.065, 82.0), 1.45),
            fill: ((0.72, 0.06, 248.0), 0.85),
            elevation: 0.42,
            lamps: 0.0,
        },
        TimeOfDay::Day => Ramp {
            zenith: (0.52, 0.135, 254.0),
            middle: (0.70, 0.105, 243.0),
            horizon: (0.90, 0.04, 225.0),
            glow: (0.97, 0.03, 95.0),
            key: ((0.98, 0.025, 92.0), 1.6),
            fill: ((0.76, 0.06, 248.0), 0.9),
            elevation: 0.75,
            lamps: 0.0,
        },
        TimeOfDay::Golden => Ramp {
            zenith: (0.50, 0.075, 256.0),
            middle: (0.74, 0.085, 48.0),
            horizon: (0.86, 0.135, 68.0),
            glow: (0.89, 0.15, 72.0),
            key: ((0.85, 0.135, 62.0), 1.6),
            fill: ((0.63, 0.06, 300.0), 0.85),
            elevation: 0.10,
            lamps: 0.35,
        },
        TimeOfDay::Dusk => Ramp {
            zenith: (0.31, 0.085, 276.0),
            middle: (0.55, 0.11, 340.0),
            horizon: (0.79, 0.145, 55.0),
            glow: (0.82, 0.16, 58.0),
            key: ((0.78, 0.145, 50.0), 1.05),
            fill: ((0.60, 0.055, 290.0), 1.0),
            elevation: 0.028,
            lamps: 1.0,
        },
        TimeOfDay::Night => Ramp {
            zenith: (0.17, 0.055, 270.0),
            middle: (0.27, 0.07, 262.0),
            horizon: (0.41, 0.065, 248.0),
            glow: (0.62, 0.05, 250.0),
            key: ((0.78, 0.045, 250.0), 0.55),
            fill: ((0.40, 0.055, 266.0), 0.75),
            elevation: 0.30,
            lamps: 1.0,
        },
    }
}

fn tint_hue(tint: Tint) -> Option<f32> {
    Some(match tint {
        Tint::Red => 25.0,
        Tint::Orange | Tint::Brown => 55.0,
        Tint::Yellow => 92.0,
        Tint::Green => 150.0,
        Tint::Blue => 255.0,
        Tint::Purple => 305.0,
        Tint::Pink => 350.0,
        Tint::White | Tint::Black | Tint::Grey => return None,
    })
}

impl Light {
    /// The light of a scene; `sun_u` is the column the composition gives the sun.
    pub fn new(spec: &SceneSpec, seed: u64, sun_u: f32) -> Light {
        let mut dice = Dice::new(seed, 11);
        let r = ramp(spec.time);
        let turn = dice.range(-9.0, 9.0);
        let colour = |s: Swatch| oklch(s.0, s.1, s.2 + turn);
        let mut light = Light {
            zenith: colour(r.zenith),
            middle: colour(r.middle),
            horizon: colour(r.horizon),
            glow: colour(r.glow),
            key: scale(colour(r.key.0), r.key.1),
            fill: scale(colour(r.fill.0), r.fill.1),
            sun: [sun_u, r.elevation + dice.range(-0.012, 0.012)],
            direction: [0.0; 3],
            disc: !matches!(spec.time, TimeOfDay::Day | TimeOfDay::Morning),
            moon: spec.time == TimeOfDay::Night,
            stars: if spec.time == TimeOfDay::Night { 1.0 } else { 0.0 },
            clouds: 0.34 + dice.range(-0.06, 0.08),
            haze: 1.0 / 8200.0,
            lamps: r.lamps,
        };
        if matches!(spec.time, TimeOfDay::Dusk) {
            light.stars = 0.25;
        }
        light.aim(spec.time);
        light.lean(spec);
        light.weather(spec.weather);
        light.place(spec);
        light
    }

    /// What a place makes of the light: under water, in a jungle, in space and before a backdrop it is another.
    fn place(&mut self, spec: &SceneSpec) {
        let side = if self.sun[0] < 0.0 { -1.0 } else { 1.0 };
        let level = match spec.time {
            TimeOfDay::Night => 0.20,
            TimeOfDay::Dusk => 0.42,
            TimeOfDay::Dawn | TimeOfDay::Golden => 0.72,
            _ => 1.0,
        };
        match spec.biome {
            Biome::Underwater => {
                let water = |l: f32, c: f32, h: f32| scale(oklch(l, c, h), level);
                let warm = if level < 0.75 && level > 0.3 { -18.0 } else { 0.0 };
                (self.zenith, self.middle) =
                    (water(0.80, 0.085, 205.0 + warm), water(0.55, 0.105, 226.0 + warm));
                (self.horizon, self.glow) =
                    (water(0.37, 0.085, 238.0), water(0.95, 0.05, 195.0 + warm * 2.0));
                (self.key, self.fill) =
                    (scale(water(0.92, 0.05, 190.0), 1.25), scale(water(0.62, 0.08, 222.0), 0.95));
                self.direction = [0.30 * side, 0.92, 0.24];
                (self.disc, self.moon, self.stars, self.clouds, self.lamps) = (false, false, 0.0, 0.0, 0.0);
                self.haze = 1.0 / 24.0;
            }
            Biome::Jungle => {
                // Leaves let green light through, and the air is full of water.
                self.fill = mul(self.fill, [0.90, 1.08, 0.84]);
                self.haze *= 20.0;
            }
            Biome::Canyon => self.fill = mul(self.fill, [1.14, 0.98, 0.88]),
            Biome::Beach => self.haze *= 0.9,
            Biome::Space => {
                (self.key, self.fill) = (scale([1.0, 0.96, 0.90], 1.45), [0.10, 0.11, 0.16]);
                let d = [0.72 * side, 0.42, -0.46];
                let n = (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt();
                self.direction = d.map(|v| v / n);
                (self.disc, self.moon, self.stars, self.clouds, self.haze) = (false, false, 1.0, 0.0, 0.0);
            }
            Biome::Interior => self.haze = 0.0,
            Biome::Pattern | Biome::Backdrop => {
                (self.key, self.fill) = ([1.15, 1.10, 1.02], [0.55, 0.56, 0.60]);
                self.direction = [-0.52, 0.68, -0.52];
                (self.disc, self.moon, self.stars, self.haze) = (false, false, 0.0, 0.0);
            }
            _ => {}
        }
    }

    /// Points the key light: behind the scene when the sun is in the picture, else from the side
    /// and above, slightly behind the viewer.
    fn aim(&mut self, time: TimeOfDay) {
        let side = if self.sun[0] < 0.0 { -1.0 } else { 1.0 };
        let d = match time {
            TimeOfDay::Day => [0.55 * side, 0.75, -0.36],
            TimeOfDay::Morning => [0.86 * side, 0.46, -0.22],
            TimeOfDay::Night => [self.sun[0] * 0.9, 0.5, 0.55],
            _ => [self.sun[0] + 0.55 * side, self.sun[1] + 0.14, 0.42],
        };
        let n = (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt();
        self.direction = d.map(|v| v / n);
    }

    fn lean(&mut self, spec: &SceneSpec) {
        if spec.aurora {
            self.disc = false;
            self.clouds *= 0.3;
            self.fill = add(self.fill, scale(oklch(0.7, 0.14, 165.0), 0.10));
        }
        let Some(hue) = spec.tint.and_then(tint_hue) else { return };
        for c in [&mut self.zenith, &mut self.middle, &mut self.horizon, &mut self.fill] {
            let l = super::palette::to_oklab(*c)[0];
            *c = mix(*c, oklch(l, 0.12, hue), 0.45);
        }
    }

    fn weather(&mut self, weather: Weather) {
        let (grey, dim, key, clouds, haze) = match weather {
            Weather::Clear => (0.0, 1.0, 1.0, self.clouds * 0.35, 0.8),
            Weather::Fair => (0.0, 1.0, 1.0, self.clouds, 1.0),
            Weather::Cloudy => (0.45, 0.82, 0.6, 0.72, 1.5),
            Weather::Rain => (0.6, 0.62, 0.42, 0.85, 3.2),
            Weather::Snow => (0.55, 0.92, 0.5, 0.7, 4.0),
            Weather::Fog => (0.5, 0.95, 0.5, 0.12, 15.0),
            Weather::Storm => (0.55, 0.42, 0.35, 0.92, 2.4),
            Weather::Wind => (0.05, 1.0, 1.0, self.clouds * 1.25, 0.9),
            Weather::Sandstorm => (0.25, 0.86, 0.55, 0.15, 7.0),
        };
        for c in [&mut self.zenith, &mut self.middle, &mut self.horizon, &mut self.glow, &mut self.fill] {
            *c = scale(fade(*c, grey), dim);
        }
        self.key = scale(fade(self.key, grey * 0.7), key);
        self.clouds = clouds;
        self.haze *= haze;
        if weather == Weather::Sandstorm {
            let sand = |c: Rgb, share: f32| mix(c, scale(oklch(0.76, 0.10, 68.0), luma(c) * 1.9), share);
            (self.horizon, self.middle) = (sand(self.horizon, 0.85), sand(self.middle, 0.8));
            (self.zenith, self.fill) = (sand(self.zenith, 0.6), sand(self.fill, 0.35));
            self.stars *= 0.1;
        }
        if weather == Weather::Fog {
            self.horizon = mix(self.horizon, scale([0.80, 0.83, 0.86], luma(self.horizon) * 1.15), 0.6);
            self.middle = mix(self.middle, self.horizon, 0.75);
            self.zenith = mix(self.zenith, self.horizon, 0.5);
        }
        if matches!(weather, Weather::Rain | Weather::Snow | Weather::Fog | Weather::Storm) {
            self.disc = self.disc && weather == Weather::Fog;
            self.stars *= 0.15;
            self.zenith = mix(self.zenith, self.middle, 0.45);
            self.lamps = (self.lamps + 0.3).min(1.0);
        }
    }

    /// Clear sky without clouds at a screen place (elevation over the horizon, picture heights).
    #[inline]
    pub fn sky(&self, u: f32, elevation: f32) -> Rgb {
        let t = (elevation.max(0.0) * 1.75).min(1.2);
        let low = 1.0 - (-t * 5.0).exp();
        let high = super::noise::smooth(0.18, 1.05, t);
        let base = mix(mix(self.horizon, self.middle, low * 0.92), self.zenith, high);
        let dx = (u - self.sun[0]) * 0.8;
        let dy = (elevation.max(0.0) - self.sun[1]) * 1.35;
        let d2 = dx * dx + dy * dy;
        let wide = (-d2 * 7.0).exp() * 0.42;
        let near = (-d2.sqrt() * 15.0).exp() * if self.moon { 0.35 } else { 0.65 };
        let strength = if self.disc { 1.0 } else { 0.35 };
        add(mix(base, self.glow, wide * strength), scale(self.glow, near * strength))
    }

    /// The colour distance fades to in a direction.
    #[inline]
    pub fn haze_colour(&self, u: f32) -> Rgb {
        mix(self.sky(u, 0.035), self.sky(u, 0.16), 0.25)
    }

    /// Veils a surface colour by the air before it.
    #[inline]
    pub fn veil(&self, colour: Rgb, u: f32, distance: f32) -> Rgb {
        let t = 1.0 - (-distance * self.haze).exp();
        mix(colour, self.haze_colour(u), t * 0.96)
    }

    /// Light on a surface with this normal (x right, y up, z away), `lit` being its share of key
    /// light after shadows.
    #[inline]
    pub fn on(&self, n: [f32; 3], lit: f32) -> Rgb {
        let d = self.direction;
        let facing = (n[0] * d[0] + n[1] * d[1] + n[2] * d[2] + 0.12).max(0.0) / 1.12;
        let up = 0.62 + 0.38 * n[1];
        add(scale(self.fill, up), scale(self.key, facing * lit))
    }

    /// How bright the whole scene is lit, for things without a normal.
    pub fn level(&self) -> f32 {
        luma(self.fill) + 0.5 * luma(self.key)
    }
}

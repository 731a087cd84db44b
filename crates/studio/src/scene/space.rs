//! Space: stars, gas that glows, planets with rings and air, moons.

use rayon::prelude::*;

use super::canvas::View;
use super::compose::Composition;
use super::light::Light;
use super::noise::{Dice, fbm, noise, ridged, smooth};
use super::palette::{Rgb, add, mix, mul, oklch, scale};
use super::sky::Painter;
use super::solids::{Vec3, dot, unit};
use super::spec::SceneSpec;

/// Distance at which planets count as standing, metres: far behind every subject.
const FAR: f32 = 4_000.0;

/// Paints stars and glowing gas over the whole view.
pub fn paint(view: &mut View, spec: &SceneSpec, light: &Light, seed: u32, stop: &(dyn Fn() -> bool + Sync)) {
    let (w, h, horizon) = (view.width, view.height as f32, view.horizon);
    let stars = Painter::new(spec, light, seed);
    let mut dice = Dice::new(u64::from(seed), 301);
    let hue = dice.range(0.0, 360.0);
    let named = |i: usize, fallback: f32| spec.colours.get(i).map_or(fallback, |c| c.lch()[2]);
    let (first, second) = (named(0, 285.0 + 0.25 * (hue - 180.0)), named(1, 215.0 + 0.3 * (hue - 180.0)));
    let gas = [oklch(0.50, 0.19, first), oklch(0.60, 0.14, second), oklch(0.80, 0.11, 40.0)];
    let (tilt, shift) = (dice.range(-0.8, 0.8), [dice.range(0.0, 50.0), dice.range(0.0, 50.0)]);
    view.colour.par_chunks_mut(w).enumerate().for_each(|(y, row)| {
        if stop() {
            return;
        }
        let e = horizon - (y as f32 + 0.5) / h;
        for (x, pixel) in row.iter_mut().enumerate() {
            let u = (x as f32 + 0.5 - w as f32 * 0.5) / h;
            let (a, b) = (u * 1.25 + shift[0], e * 1.25 + shift[1]);
            let (wx, wy) = (fbm(seed ^ 1, a, b, 4), fbm(seed ^ 2, a + 5.2, b + 1.3, 4));
            // A river of gas across the picture, torn by its own turbulence.
            let across = e - 0.12 + tilt * u + 0.34 * wx;
            let band = (-(across * across) * 5.5).exp();
            let cloud = smooth(-0.25, 0.75, fbm(seed ^ 3, a * 1.6 + wx * 1.5, b * 1.6 + wy * 1.5, 6));
            let veins = ridged(seed ^ 4, a * 1.3 + wy, b * 1.3 - wx, 6.0);
            let dust = smooth(0.30, 0.75, fbm(seed ^ 5, a * 2.1 - wy, b * 2.1 + wx, 5) + 0.35 * veins) * band;
            let tone = mix(gas[0], gas[1], smooth(-0.35, 0.35, wy + 0.3 * u));
            let strength = band * (0.25 + 0.95 * cloud) * (0.45 + 0.9 * veins);
            let mut c = scale([0.006, 0.008, 0.020], 1.0 + 0.6 * wx);
            c = add(c, scale(tone, 0.62 * strength * strength + 0.05 * band));
            c = add(c, scale(gas[2], 0.50 * (strength - 0.62).max(0.0)));
            c = scale(c, 1.0 - 0.72 * dust);
            *pixel = add(c, scale(stars.stars(u, 1.2 + e, 1.0 / h), 1.0 - 0.6 * dust));
        }
    });
}

struct Planet {
    at: [f32; 2],
    radius: f32,
    kind: Kind,
    colours: [Rgb; 3],
    air: Rgb,
    /// Inner and outer edge in radii, and how much it is seen from above.
    ring: Option<[f32; 3]>,
    tilt: f32,
    seed: u32,
    z: f32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Banded,
    Clouded,
    Cratered,
}

/// Paints the planets of a scene, the farthest first.
pub fn planets(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) {
    let mut dice = Dice::new(seed, 307);
    let side = -comp.subject_u.signum();
    let k = comp.fit.min(1.1);
    let warm = dice.range(-25.0, 25.0);
    let hue = spec.colours.first().map_or(55.0 + warm, |c| c.lch()[2]);
    let giant = Planet {
        at: [side * comp.half * dice.range(0.24, 0.36), comp.horizon - 0.47 + dice.range(-0.05, 0.05)],
        radius: 0.205 * k,
        kind: Kind::Banded,
        colours: [oklch(0.80, 0.075, hue), oklch(0.66, 0.10, hue - 18.0), oklch(0.90, 0.035, hue + 20.0)],
        air: oklch(0.75, 0.07, hue),
        ring: Some([1.38, 2.28, dice.range(0.20, 0.34)]),
        tilt: side * dice.range(0.22, 0.45),
        seed: dice.bits() as u32,
        z: FAR,
    };
    let moon = Planet {
        at: [-side * comp.half * dice.range(0.45, 0.66), comp.horizon - dice.range(0.30, 0.48)],
        radius: 0.042 * k,
        kind: Kind::Cratered,
        colours: [oklch(0.66, 0.02, 70.0), oklch(0.48, 0.02, 60.0), oklch(0.80, 0.015, 80.0)],
        air: [0.0; 3],
        ring: None,
        tilt: 0.0,
        seed: dice.bits() as u32,
        z: FAR * 1.2,
    };
    // The world one is above: only the curve of its day side shows.
    let low = Planet {
        at: [-side * comp.half * 0.30, comp.horizon + 1.30],
        radius: 1.12,
        kind: Kind::Clouded,
        colours: [oklch(0.40, 0.11, 250.0), oklch(0.52, 0.08, 130.0), oklch(0.95, 0.01, 230.0)],
        air: oklch(0.72, 0.12, 235.0),
        ring: None,
        tilt: 0.3,
        seed: dice.bits() as u32,
        z: FAR * 0.2,
    };
    for planet in [moon, giant, low] {
        planet.paint(view, light, stop);
    }
}

impl Planet {
    fn paint(&self, view: &mut View, light: &Light, stop: &(dyn Fn() -> bool + Sync)) {
        let (w, h) = (view.width, view.height as f32);
        let reach = self.radius * self.ring.map_or(1.25, |r| r[1] * 1.02);
        let (sin, cos) = self.tilt.sin_cos();
        let sun = light.direction;
        let colours = view.colour.par_chunks_mut(w).zip(view.depth.par_chunks_mut(w));
        colours.enumerate().for_each(|(y, (row, depth))| {
            let dy = (y as f32 + 0.5) / h - self.at[1];
            if dy.abs() > reach || stop() {
                return;
            }
            for (x, pixel) in row.iter_mut().enumerate() {
                let dx = (x as f32 + 0.5 - w as f32 * 0.5) / h - self.at[0];
                if dx.abs() > reach {
                    continue;
                }
                let (px, py) = (dx / self.radius, -dy / self.radius);
                let soft = 1.0 / (self.radius * h);
                let r = (px * px + py * py).sqrt();
                let behind = self.ring_at([px, py], [sin, cos], sun, soft);
                if let Some((c, cover, true)) = behind {
                    *pixel = mix(*pixel, c, cover);
                }
                let cover = smooth(1.0 + soft, 1.0 - soft, r);
                if cover > 0.0 {
                    let n = [px, py, -(1.0 - (r * r).min(1.0)).sqrt()];
                    *pixel = mix(*pixel, self.surface(n, [sin, cos], sun, light), cover);
                    if cover > 0.5 {
                        depth[x] = self.z;
                    }
                }
                *pixel = add(*pixel, self.air([px, py], r, sun));
                if let Some((c, cover, false)) = behind {
                    *pixel = mix(*pixel, c, cover);
                }
            }
        });
    }

    /// The ring at a place: colour, cover, and whether it passes behind the planet.
    fn ring_at(
        &self,
        [px, py]: [f32; 2],
        [sin, cos]: [f32; 2],
        sun: Vec3,
        soft: f32,
    ) -> Option<(Rgb, f32, bool)> {
        let [inner, outer, open] = self.ring?;
        let (a, b) = (px * cos + py * sin, (py * cos - px * sin) / open);
        let r = (a * a + b * b).sqrt();
        if r < inner - 0.05 || r > outer + 0.05 {
            return None;
        }
        let t = (r - inner) / (outer - inner);
        let fine =
            0.55 + 0.45 * noise(self.seed ^ 31, t * 26.0, 1.0) + 0.18 * noise(self.seed ^ 32, t * 90.0, 1.0);
        let gap = 1.0 - 0.92 * smooth(0.03, 0.012, (t - 0.62).abs());
        let edge = smooth(0.0, 0.05 + soft, t) * smooth(1.0, 0.94 - soft, t);
        // The planet's shadow lies across the ring on the side away from the sun.
        let place = [px, py, b * open.acos().sin()];
        let away = dot(place, sun);
        let off = [0, 1, 2].map(|k| place[k] - sun[k] * away);
        let shadow = if away < 0.0 { smooth(0.92, 1.06, dot(off, off).sqrt()) } else { 1.0 };
        let c = scale(
            mix(self.colours[2], self.colours[1], 0.5 + 0.5 * noise(self.seed ^ 33, t * 7.0, 2.0)),
            0.85 * shadow + 0.02,
        );
        Some((c, (edge * gap * fine).clamp(0.0, 0.94), b > 0.0))
    }

    fn surface(&self, n: Vec3, [sin, cos]: [f32; 2], sun: Vec3, light: &Light) -> Rgb {
        // Turned with the planet's axis.
        let (x, y, z) = (n[0] * cos + n[1] * sin, n[1] * cos - n[0] * sin, n[2]);
        let s = self.seed;
        let mut normal = n;
        let albedo = match self.kind {
            Kind::Banded => {
                let swirl = 0.075 * fbm(s, x * 3.0 + z, y * 7.0, 5);
                let band =
                    noise(s ^ 1, (y + swirl) * 5.2, 3.0) + 0.45 * noise(s ^ 2, (y + swirl) * 14.0, 1.0);
                let storm = (-((x - 0.25) * 2.6).powi(2) - ((y + 0.34) * 7.0).powi(2)).exp();
                let c = mix(self.colours[0], self.colours[1], smooth(-0.25, 0.35, band));
                let c = mix(c, self.colours[2], smooth(0.15, 0.55, -band));
                mix(c, scale(self.colours[1], 0.75), storm * 0.7)
            }
            Kind::Clouded => {
                let (a, b) = (x * 5.0 + z * 2.0, y * 5.0 - z);
                let land = smooth(0.02, 0.12, fbm(s, a, b, 6));
                let ground = mix(
                    self.colours[1],
                    oklch(0.70, 0.07, 80.0),
                    smooth(0.0, 0.4, fbm(s ^ 1, a * 2.0, b * 2.0, 4)),
                );
                let swirl = fbm(s ^ 2, a * 0.8, b * 0.8, 3);
                let cloud =
                    smooth(0.0, 0.42, fbm(s ^ 3, a * 1.4 + swirl * 1.6, b * 2.0 - swirl * 1.2, 7) + 0.10);
                mix(mix(self.colours[0], ground, land), self.colours[2], cloud * 0.92)
            }
            Kind::Cratered => {
                let rough = fbm(s, x * 6.0, y * 6.0, 5);
                normal = unit([n[0] + 0.35 * rough, n[1] + 0.3 * fbm(s ^ 1, x * 6.0, y * 6.0, 5), n[2]]);
                mix(self.colours[0], self.colours[1], smooth(-0.2, 0.5, rough))
            }
        };
        let facing = dot(normal, sun);
        let day = smooth(-0.06, 0.42, facing) * facing.max(0.0).powf(0.6);
        let lit = add(scale(light.key, day), scale(light.fill, 0.035));
        let mut c = mul(albedo, lit);
        // Air brightens towards the limb of the day side.
        let limb = (1.0 - n[2].abs()).powi(3);
        c = add(c, scale(self.air, limb * smooth(-0.15, 0.5, facing) * 0.75));
        if self.kind == Kind::Clouded {
            let warm = smooth(0.16, 0.0, (facing - 0.04).abs());
            c = add(c, scale([0.45, 0.16, 0.05], warm * 0.35));
        }
        c
    }

    /// The air beyond the edge.
    fn air(&self, [px, py]: [f32; 2], r: f32, sun: Vec3) -> Rgb {
        if r < 1.0 || self.kind == Kind::Cratered {
            return [0.0; 3];
        }
        let thin = if self.kind == Kind::Clouded { 55.0 } else { 26.0 };
        let facing = (px * sun[0] + py * sun[1]) / r;
        scale(self.air, (-(r - 1.0) * thin).exp() * smooth(-0.35, 0.6, facing) * 0.85)
    }
}

//! Land: a height field seen in perspective.
//!
//! The height of the land is a formula of the place, so nothing is stored. Each screen column
//! walks away from the viewer in steps that grow with distance and raises a skyline: whatever rises
//! above it is visible. That gives the distance of every pixel; a second pass, row by row, finds
//! normal, shadow and material there and lights it. Where a near crest ends inside a pixel, the
//! pixel keeps the share it covers, so skylines are smooth.

use rayon::prelude::*;

use super::canvas::{SKY, View};
use super::compose::Composition;
use super::light::Light;
use super::noise::{fbm, hash01, noise, smooth};
use super::palette::{Rgb, mix, mul, oklch, scale};
use super::relief::Relief;
use super::spec::{Biome, SceneSpec, Season, Weather};

/// Farthest land drawn, metres.
pub const FAR: f32 = 16_000.0;
const NEAR: f32 = 1.6;
const STEP: f32 = 1.0075;

/// A rise put where the composition wants it.
#[derive(Clone, Copy, Debug)]
pub struct Rise {
    /// Middle, metres right of the viewer.
    pub x: f32,
    /// Middle, metres away.
    pub z: f32,
    /// Half widths along x on the left, along x on the right, and along z.
    pub reach: [f32; 3],
    /// Height over the water, metres.
    pub height: f32,
    /// Roughness: 0 a grassy hill, 1 broken rock.
    pub rough: f32,
}

/// The land of one picture.
#[derive(Clone, Debug)]
pub struct Land {
    /// Noise seed.
    pub seed: u32,
    /// What kind.
    pub biome: Biome,
    /// Height of ground with nothing else on it, metres; negative under water.
    pub base: f32,
    /// Water fills everything below zero.
    pub wet: bool,
    /// Distance of the near bank, metres; zero without one.
    pub bank: f32,
    /// Distance of a lake's far shore, metres.
    pub shore: f32,
    /// Height of the mountains behind, metres; zero without any.
    pub peaks: f32,
    /// Distance at which they begin to rise, metres.
    pub peaks_from: f32,
    /// Height of rolling hills, metres.
    pub rolling: f32,
    /// Height of dunes, metres.
    pub dunes: f32,
    /// Height of a canyon's walls, metres; zero without any.
    pub terraces: f32,
    /// A beach that slopes into the sea towards the right or left: 1 for one, zero without.
    pub strand: f32,
    /// Placed rises.
    pub rises: Vec<Rise>,
    /// Side (-1 or 1) where the mountains stand higher.
    pub side: f32,
}

impl Land {
    /// Height over the water level at a place, metres. `detail` is the size of the smallest
    /// feature worth computing, metres.
    pub fn height(&self, x: f32, z: f32, detail: f32) -> f32 {
        let octaves = |size: f32, most: f32| (size / detail.max(1e-3)).log2().clamp(1.0, most);
        let mut h = self.base;
        if self.bank > 0.0 {
            let edge = self.bank * (1.0 + 0.20 * noise(self.seed ^ 3, x * 0.9 / self.bank, 2.0));
            let rise = smooth(edge * 1.12, edge * 0.55, z);
            h += rise * (self.base.abs() + 0.55) + rise * 0.22 * fbm(self.seed ^ 4, x * 1.1, z * 1.1, 3);
        }
        if self.shore > 0.0 {
            let edge = self.shore * (1.0 + 0.22 * noise(self.seed ^ 5, x / self.shore * 2.6, 5.0));
            h += smooth(edge * 0.96, edge * 1.30, z) * (self.base.abs() + self.shore * 0.045);
        }
        if self.terraces > 0.0 {
            h += self.walls(x, z, detail);
        }
        if self.strand > 0.0 {
            h += self.sand(x, z, detail);
        }
        if self.rolling > 0.0 {
            let ramp = smooth(4.0, 240.0, z);
            let n = octaves(260.0, 5.0) as u32;
            let f = fbm(self.seed ^ 6, x / 260.0, z / 300.0, n) + 0.25;
            h += self.rolling * ramp * f * (0.6 + z / 900.0).min(3.0);
        }
        if self.dunes > 0.0 {
            h += self.dune(x, z, detail);
        }
        if self.peaks > 0.0 && z > self.peaks_from * 0.6 {
            h += self.mountain(x, z, octaves(2600.0, 9.0));
        }
        for rise in &self.rises {
            h = h.max(self.rise(rise, x, z, detail));
        }
        h
    }
}

/// Finds the distance of every pixel below the skyline, and the share the nearest surface covers
/// in each skyline pixel.
pub fn survey(view: &mut View, land: &Land) -> Vec<f32> {
    let (w, h) = (view.width, view.height);
    let columns: Vec<(Vec<f32>, Vec<f32>)> = (0..w).into_par_iter().map(|x| column(view, land, x)).collect();
    let mut cover = vec![1.0; w * h];
    for (x, (depth, share)) in columns.iter().enumerate() {
        for y in 0..h {
            view.depth[y * w + x] = depth[y];
            cover[y * w + x] = share[y];
        }
    }
    cover
}

fn column(view: &View, land: &Land, x: usize) -> (Vec<f32>, Vec<f32>) {
    let rows = view.height as f32;
    let slope = view.u(x as f32 + 0.5) / view.lens;
    let (mut depth, mut cover) = (vec![SKY; view.height], vec![1.0; view.height]);
    let mirrored = view.eye < 0.0;
    let mut skyline = rows;
    let (mut z, mut before) = (NEAR, (NEAR, rows + 1.0));
    while z < FAR {
        let mut top = land.height(slope * z, z, z * 0.0016);
        if land.wet {
            top = top.max(0.0);
        }
        let y = (view.horizon + (view.eye - top) / z * view.lens) * rows;
        if mirrored {
            // From below, land is seen from the water line up; under it farther things show.
            let line = ((view.horizon + view.eye / z * view.lens) * rows).clamp(0.0, rows) as usize;
            if top > 0.0 {
                for d in depth[y.max(0.0) as usize..line.min(view.height)].iter_mut().filter(|d| **d >= SKY) {
                    *d = z;
                }
            }
            z *= STEP;
            continue;
        }
        if y < skyline {
            let first = y.max(0.0) as usize;
            let last = skyline.min(rows).ceil() as usize;
            for row in first..last.min(view.height) {
                if depth[row] < SKY && row as f32 + 0.5 > skyline {
                    continue;
                }
                let t = ((row as f32 + 0.5 - before.1) / (y - before.1)).clamp(0.0, 1.0);
                depth[row] = if before.1 > skyline + 1.5 { z } else { before.0 + (z - before.0) * t };
                cover[row] = 1.0;
            }
            if y >= 0.0 && first < view.height {
                cover[first] = (first as f32 + 1.0 - y).clamp(0.0, 1.0);
            }
            skyline = y;
        }
        before = (z, y);
        z *= STEP;
        if skyline <= 0.0 {
            break;
        }
    }
    (depth, cover)
}

/// Lights and colours the land; water pixels lose their distance and are left to [`super::water`].
pub fn shade(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    relief: &Relief<'_>,
    stop: &(dyn Fn() -> bool + Sync),
) {
    let (w, rows) = (view.width, view.height as f32);
    let lens = view.lens;
    let ground = Ground::new(spec, &comp.land, relief);
    view.colour.par_chunks_mut(w).zip(view.depth.par_chunks_mut(w)).for_each(|(row, depth)| {
        if stop() {
            return;
        }
        for (x, pixel) in row.iter_mut().enumerate() {
            let z = depth[x];
            if z >= SKY {
                continue;
            }
            let u = (x as f32 + 0.5 - w as f32 * 0.5) / rows;
            let px = u / lens * z;
            let texel = z / (lens * rows);
            let h = comp.land.height(px, z, texel.max(z * 0.0011));
            if comp.land.wet && h <= 0.0 {
                depth[x] = SKY;
                continue;
            }
            let colour = ground.at(light, px, h, z, texel);
            *pixel = light.veil(colour, u, z);
        }
    });
}

/// Blends each skyline pixel with what lies behind it, one row up.
pub fn soften(view: &mut View, cover: &[f32]) {
    let w = view.width;
    for y in (1..view.height).rev() {
        for x in 0..w {
            let i = y * w + x;
            if cover[i] < 1.0 {
                view.colour[i] = mix(view.colour[i - w], view.colour[i], cover[i]);
            }
        }
    }
}

struct Ground<'a> {
    land: &'a Land,
    relief: &'a Relief<'a>,
    grass: Rgb,
    dry: Rgb,
    rock: Rgb,
    dark_rock: Rgb,
    sand: Rgb,
    snow: Rgb,
    ice: Rgb,
    snow_line: f32,
    forest: Rgb,
    /// Layers of a canyon's rock, from the lowest on and over again.
    strata: [Rgb; 6],
}

impl<'a> Ground<'a> {
    fn new(spec: &SceneSpec, land: &'a Land, relief: &'a Relief<'a>) -> Self {
        let (grass, dry, forest) = match spec.season {
            Season::Spring => (oklch(0.60, 0.145, 132.0), oklch(0.68, 0.12, 115.0), oklch(0.40, 0.08, 145.0)),
            Season::Summer => {
                (oklch(0.51, 0.105, 126.0), oklch(0.64, 0.095, 104.0), oklch(0.34, 0.06, 146.0))
            }
            Season::Autumn => (oklch(0.56, 0.10, 95.0), oklch(0.62, 0.12, 65.0), oklch(0.46, 0.11, 62.0)),
            Season::Winter => (oklch(0.60, 0.05, 110.0), oklch(0.66, 0.05, 85.0), oklch(0.36, 0.03, 170.0)),
        };
        let snowy =
            spec.weather == Weather::Snow || spec.season == Season::Winter || spec.biome == Biome::Arctic;
        Ground {
            land,
            relief,
            grass,
            dry,
            rock: oklch(0.56, 0.025, 60.0),
            dark_rock: oklch(0.38, 0.022, 45.0),
            sand: match spec.biome {
                Biome::Desert => oklch(0.76, 0.095, 66.0),
                Biome::Beach => oklch(0.84, 0.055, 80.0),
                Biome::Underwater => oklch(0.80, 0.035, 95.0),
                _ => oklch(0.80, 0.06, 82.0),
            },
            strata: [
                oklch(0.50, 0.115, 36.0),
                oklch(0.60, 0.125, 45.0),
                oklch(0.70, 0.095, 58.0),
                oklch(0.44, 0.095, 30.0),
                oklch(0.66, 0.115, 50.0),
                oklch(0.76, 0.065, 70.0),
            ],
            snow: oklch(0.965, 0.012, 240.0),
            ice: oklch(0.84, 0.045, 235.0),
            snow_line: match spec.biome {
                // No snow ever lies under water, and hardly any on hot hills.
                Biome::Underwater => 1e6,
                Biome::Beach | Biome::Jungle if !snowy => 1e6,
                _ if snowy => -50.0,
                _ => land.peaks * 0.46,
            },
            forest,
        }
    }

    fn at(&self, light: &Light, x: f32, h: f32, z: f32, texel: f32) -> Rgb {
        let land = self.land;
        let e = (texel * 1.5).max(z * 0.0012).max(0.02);
        let detail = e.max(texel);
        let hx = land.height(x + e, z, detail);
        let hz = land.height(x, z + e, detail);
        let (sx, sz) = ((hx - h) / e, (hz - h) / e);
        let n = (sx * sx + sz * sz + 1.0).sqrt();
        let normal = [-sx / n, 1.0 / n, -sz / n];
        let lit = self.lit(light, x, h, z);
        let colour = self.material(x, h, z, normal, texel);
        // Hollows see less of the sky.
        let open = 0.78 + 0.22 * normal[1];
        scale(mul(colour, light.on(normal, lit)), open)
    }

    /// Share of sunlight that arrives: walks towards the sun and looks for higher land.
    fn lit(&self, light: &Light, x: f32, h: f32, z: f32) -> f32 {
        let d = light.direction;
        // Where the table lies over the land, starting from the land would shade it by itself.
        let h = h.max(self.relief.height(x, z));
        let mut open = 1.0_f32;
        let mut reach = (z * 0.012).max(1.2);
        for _ in 0..7 {
            let (px, pz) = (x + d[0] * reach, z + d[2] * reach);
            if pz < 1.0 {
                break;
            }
            let top = self.relief.height(px, pz);
            let ray = h + d[1] * reach + reach * 0.02;
            open = open.min(1.0 - smooth(-0.02, 0.10, (top - ray) / reach));
            reach *= 1.75;
        }
        open
    }

    /// A canyon's rock: level layers of different reds, rubble on slopes, scrub on the floor.
    fn layered(&self, [x, h, z]: [f32; 3], steep: f32, fine: f32, broad: f32) -> Rgb {
        let seed = self.land.seed ^ 230;
        let bent = h + 3.4 * fbm(seed, x / 110.0, z / 110.0, 3) + 0.9 * fine;
        let level = (bent / 8.5).max(0.0);
        let (i, t) = (level as usize, level.fract());
        let layer =
            mix(self.strata[(i * 5 + 1) % 6], self.strata[((i + 1) * 5 + 1) % 6], smooth(0.72, 0.95, t));
        let thin =
            0.88 + 0.20 * noise(seed ^ 1, bent * 1.35, 4.0) + 0.10 * noise(seed ^ 2, bent * 4.1, x / 40.0);
        let stain = 1.0
            - 0.26 * smooth(0.05, 0.5, noise(seed ^ 3, (x + z) / 6.5, h / 70.0)) * smooth(0.3, 0.6, steep);
        let rock = scale(layer, thin * stain * (1.0 + 0.10 * fine));
        let rubble =
            mix(mix(self.strata[1], self.strata[5], 0.45), scale(self.strata[2], 0.9), 0.5 + 0.5 * broad);
        let scrub =
            mix(rubble, mix(self.grass, self.dry, 0.5), smooth(0.02, 0.40, broad + 0.5 * fine) * 0.62);
        let low = smooth(13.0, 6.0, h);
        mix(mix(rubble, scrub, low.max(0.35)), rock, smooth(0.16, 0.40, steep))
    }

    /// A jungle's floor: moss, leaf litter and fallen leaves, with a trodden path; hardly any rock.
    fn jungle_floor(&self, grass: Rgb, [x, z]: [f32; 2], patch: f32, texel: f32) -> Rgb {
        let seed = self.land.seed ^ 260;
        let litter = mix(self.forest, self.dark_rock, 0.35);
        let mut c = mix(grass, litter, smooth(-0.35, 0.25, patch) * 0.82);
        let moss = smooth(0.02, 0.34, fbm(seed, x / 1.9, z / 2.6, 3));
        c = mix(c, scale(mix(self.grass, self.forest, 0.25), 1.15), moss * 0.7);
        // Each leaf is a cell of a lattice, a hand wide; far away they melt into their mean.
        let near = smooth(0.12, 0.03, texel);
        if near > 0.0 {
            let (lx, lz) = (x * 3.4 + 0.5 * noise(seed ^ 1, x, z), z * 2.2);
            let leaf = hash01(seed ^ 2, lx.floor() as i32, lz.floor() as i32);
            let (dx, dz) = (lx - lx.floor() - 0.5, lz - lz.floor() - 0.5);
            let inside = smooth(0.42, 0.30, (dx * dx + dz * dz).sqrt() + 0.18 * (dx * 5.0).abs() * dz.abs());
            let tone = if leaf < 0.2 { self.dry } else { mix(self.strata[0], self.dry, leaf) };
            c = mix(c, scale(tone, 0.55 + 0.5 * leaf), inside * near * smooth(0.52, 0.40, leaf) * 0.75);
        }
        let earth = mix(self.dark_rock, self.sand, 0.28);
        let off =
            (x - 0.10 * z * noise(seed ^ 3, z / 34.0, 0.5)).abs() + 0.8 * noise(seed ^ 4, x * 0.7, z * 0.7);
        mix(c, earth, smooth(1.7, 0.6, off) * 0.62)
    }

    fn material(&self, x: f32, h: f32, z: f32, n: [f32; 3], texel: f32) -> Rgb {
        let land = self.land;
        let seed = land.seed ^ 200;
        let near = smooth(0.25, 0.02, texel);
        let broad = fbm(seed, x / 90.0, z / 90.0, 3);
        let fine = if near > 0.0 { near * fbm(seed ^ 1, x * 2.3, z * 2.3, 4) } else { 0.0 };
        let patch = fbm(seed ^ 2, x / 420.0, z / 420.0, 4);
        let steep = 1.0 - n[1];
        let snowed = |line: f32| {
            let ragged = line + land.peaks.max(8.0) * 0.10 * patch;
            smooth(ragged, ragged + land.peaks.max(20.0) * 0.12, h) * smooth(0.52, 0.30, steep + 0.12 * fine)
        };
        match land.biome {
            Biome::Desert => {
                let c = mix(self.sand, scale(self.sand, 0.84), (0.5 + broad).clamp(0.0, 1.0));
                scale(c, 1.0 + 0.05 * fine)
            }
            Biome::Canyon => {
                let c = self.layered([x, h, z], steep, fine, broad);
                mix(c, self.snow, snowed(self.snow_line) * if self.snow_line < 0.0 { 0.9 } else { 0.0 })
            }
            Biome::Beach if h < 9.0 => {
                let c = mix(self.sand, scale(self.sand, 0.88), (0.5 + broad).clamp(0.0, 1.0));
                // What the last wave reached is dark and firm.
                let damp = smooth(0.42, 0.10, h + 0.05 * broad);
                let c = scale(mix(c, mul(c, [0.62, 0.58, 0.55]), damp), 1.0 + 0.07 * fine);
                let tuft = smooth(1.6, 3.4, h + 1.2 * patch + 0.6 * fine);
                let c = mix(c, mix(self.dry, self.grass, 0.5), tuft * 0.75);
                mix(c, self.snow, if self.snow_line < 0.0 { 0.85 * smooth(0.3, 0.8, h) } else { 0.0 })
            }
            Biome::Underwater => {
                let rock = smooth(0.10, 0.34, patch + 0.45 * broad + 0.5 * steep);
                let c = mix(
                    scale(self.sand, 1.0 + 0.10 * fine),
                    mix(self.dark_rock, self.forest, 0.4),
                    rock * 0.85,
                );
                // Sand ripples where the bottom is flat.
                let ripple = (x * 3.1 + z * 5.3 + 2.6 * noise(seed ^ 9, x * 0.6, z * 0.6)).sin();
                scale(c, 1.0 + 0.07 * ripple * near * (1.0 - rock))
            }
            Biome::Arctic => {
                let c = mix(self.snow, self.ice, smooth(0.05, 0.5, broad + 0.3 * fine) * 0.55);
                mix(c, self.rock, smooth(0.42, 0.62, steep) * 0.8)
            }
            _ => {
                let meadow = mix(self.grass, self.dry, smooth(-0.25, 0.45, broad + 0.35 * fine));
                let wooded = smooth(0.02, 0.30, patch + 0.25 * broad) * smooth(60.0, 320.0, z);
                let mut c = mix(meadow, self.forest, wooded * 0.85);
                c = scale(c, 1.0 + 0.32 * fine);
                if land.biome == Biome::Village {
                    let off = (x - super::village::lane(land.side, z)).abs() + 0.9 * broad;
                    let path = smooth(2.3, 1.5, off) * smooth(420.0, 300.0, z);
                    c = mix(c, scale(self.sand, 0.72 + 0.10 * fine), path * 0.85);
                }
                if land.biome == Biome::Jungle {
                    c = self.jungle_floor(c, [x, z], broad + 0.4 * fine, texel);
                }
                if land.wet {
                    let strand = if land.biome == Biome::Coast { self.dark_rock } else { self.rock };
                    c = mix(
                        c,
                        scale(strand, 1.0 + 0.4 * fine),
                        smooth(0.9, 0.25, h) * smooth(400.0, 100.0, z),
                    );
                }
                let strata = 0.75 + 0.35 * noise(seed ^ 3, h * 0.11 + patch * 4.0, x / 300.0) + 0.25 * fine;
                let stone =
                    scale(mix(self.dark_rock, self.rock, (strata).clamp(0.0, 1.0)), 0.85 + 0.2 * strata);
                let high = smooth(land.peaks * 0.22, land.peaks * 0.42, h + land.peaks * 0.12 * patch);
                let bare = smooth(
                    0.24,
                    0.42,
                    steep + 0.10 * fine + if land.peaks > 0.0 { 0.35 * high } else { 0.0 },
                );
                c = mix(c, stone, bare);
                mix(c, self.snow, snowed(self.snow_line) * if self.snow_line < 0.0 { 0.96 } else { 1.0 })
            }
        }
    }
}

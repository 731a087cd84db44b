//! Plants: forests of sprites, single trees, grass and flowers at the viewer's feet.
//!
//! A tree is built once per picture as a small sprite of coverage and light ([`super::sprites`]; which side faces the
//! sun is decided when it is drawn), then planted many times, farthest first. Each tree stands on
//! the land and is hidden by nearer land through the distance every pixel carries.

use rayon::prelude::*;

use super::canvas::{SKY, View};
use super::compose::Composition;
use super::light::Light;
use super::noise::{Dice, noise, smooth};
use super::palette::{Rgb, mix, mul, oklch, scale};
use super::spec::{Biome, SceneSpec, Season, Water, Weather};
use super::sprites::{SPRITE_H, SPRITE_W, Sprite, columns, conifer, crown, palm, sample};
use super::subjects::Shown;

/// Where one tree stands.
#[derive(Clone, Copy)]
struct Plant {
    x: f32,
    y: f32,
    z: f32,
    height: f32,
    sprite: usize,
    shade: f32,
}

/// All trees of one picture.
pub struct Planting {
    sprites: Vec<Sprite>,
    plants: Vec<Plant>,
    leaf: [Rgb; 3],
    snow: f32,
}

impl Planting {
    /// Chooses where trees stand.
    pub fn new(spec: &SceneSpec, comp: &Composition, seed: u64) -> Planting {
        let mut dice = Dice::new(seed, 37);
        let seed32 = seed as u32;
        let is_conifer = matches!(spec.biome, Biome::Forest | Biome::Mountains | Biome::Arctic);
        let sprites = (0..6)
            .map(|k| match spec.biome {
                _ if is_conifer => conifer(seed32 ^ (k * 77)),
                Biome::Jungle if k % 3 == 2 => palm(seed32 ^ (k * 83)),
                _ => crown(seed32 ^ (k * 91)),
            })
            .collect();
        let (count, near, far, height): (u32, f32, f32, f32) = match spec.biome {
            Biome::Forest => (1700, 46.0, 1300.0, 13.0),
            Biome::Mountains => (700, 60.0, 1500.0, 15.0),
            Biome::Meadow => (90, 130.0, 1100.0, 10.0),
            Biome::Hills => (260, 90.0, 1700.0, 10.0),
            Biome::Jungle => (2600, 10.0, 520.0, 22.0),
            Biome::Village => (330, 70.0, 1500.0, 8.5),
            Biome::Arctic if spec.trees => (260, 60.0, 900.0, 12.0),
            Biome::Underwater => (0, 0.0, 0.0, 0.0),
            _ if spec.trees && spec.water != Water::Sea => (60, 60.0, 500.0, 9.0),
            _ => (0, 0.0, 0.0, 0.0),
        };
        let mut plants = Vec::new();
        // A widened picture has more trees at its sides; those that were there keep their places.
        let more = (count as f32 * (comp.reach / comp.half - 1.0)).round() as u32;
        for k in 0..count + more {
            let t = dice.unit();
            let z = near * (far / near).powf(t);
            let half = (comp.half + 0.1) * z / comp.lens;
            let mut x = dice.range(-half, half);
            if k >= count {
                let wide = (comp.reach + 0.1) * z / comp.lens;
                x = x.signum() * (half + x.abs() / half * (wide - half));
            }
            let (mut pick, mut size, shade) =
                (dice.bits() as usize % 6, dice.range(0.6, 1.25), dice.range(0.75, 1.15));
            if spec.biome == Biome::Jungle {
                // Ferns and young palms stand below the canopy, nearer than its trunks.
                if k % 3 != 0 {
                    (pick, size) = (2 + 3 * (pick % 2), size * 0.26);
                } else if z < 40.0 {
                    continue;
                }
            }
            if !suits(spec, comp, seed32, x, z) {
                continue;
            }
            let y = comp.land.height(x, z, z * 0.002);
            if comp.land.wet && y < 0.8 {
                continue;
            }
            plants.push(Plant { x, y: y - 0.2, z, height: height * size, sprite: pick, shade });
        }
        if spec.biome == Biome::Forest {
            frame(comp, &mut dice, &mut plants);
        }
        plants.sort_by(|a, b| b.z.total_cmp(&a.z));
        let leaf = leaves(spec, is_conifer);
        let snow = if spec.weather == Weather::Snow
            || spec.season == Season::Winter
            || spec.biome == Biome::Arctic
        {
            1.0
        } else {
            0.0
        };
        Planting { sprites, plants, leaf, snow }
    }

    /// Leaves out the trees that would stand before what the picture is of: those nearer than it, over its middle, that
    /// reach above its foot.
    pub fn open(&mut self, view: &View, shown: &[Shown]) {
        let rows = view.height as f32;
        self.plants.retain(|p| {
            let (px, py) = view.project(p.x, p.y, p.z);
            let tall = p.height / p.z * view.lens * rows;
            let reach = tall * SPRITE_W as f32 / SPRITE_H as f32 * 0.36;
            !shown.iter().any(|s| {
                let [left, top, right, foot] = s.frame;
                let inset = (right - left) * 0.08;
                let over = px + reach > left + inset && px - reach < right - inset;
                p.z < s.z && over && py - tall < foot - (foot - top) * 0.22
            })
        });
    }

    /// Draws the trees, farthest first, in bands of rows that threads share.
    pub fn paint(&self, view: &mut View, light: &Light, stop: &(dyn Fn() -> bool + Sync)) {
        if self.plants.is_empty() {
            return;
        }
        let (w, h) = (view.width, view.height);
        let placed: Vec<(Plant, f32, f32, f32)> = self
            .plants
            .iter()
            .map(|p| {
                let (px, py) = view.project(p.x, p.y, p.z);
                (*p, px, py, p.height / p.z * view.lens * h as f32)
            })
            .collect();
        let extents: Vec<_> = self.sprites.iter().map(Sprite::extents).collect();
        let band = 16;
        let colours = view.colour.par_chunks_mut(w * band).zip(view.depth.par_chunks_mut(w * band));
        colours.enumerate().for_each(|(b, (rows, depth))| {
            let (top, bottom) = ((b * band) as f32, ((b + 1) * band) as f32);
            for (plant, px, py, tall) in &placed {
                if stop() {
                    return;
                }
                if *py < top || py - tall > bottom {
                    continue;
                }
                let wide = tall * SPRITE_W as f32 / SPRITE_H as f32;
                let (x0, x1) =
                    (((px - wide * 0.5).max(0.0)) as usize, (px + wide * 0.5).clamp(0.0, w as f32) as usize);
                let (y0, y1) = ((py - tall).max(top) as usize, py.min(bottom).max(0.0) as usize);
                let extents = &extents[plant.sprite];
                for y in y0..y1.min((b + 1) * band).min(h) {
                    let sy = (y as f32 + 0.5 - (py - tall)) / tall;
                    let Some(columns) = columns(extents, sy, tall / SPRITE_H as f32) else { continue };
                    let [left, right] = columns.map(|column| (px + (column - 0.5) * wide).max(0.0) as usize);
                    for x in x0.max(left)..x1.min(right + 1) {
                        let i = (y - b * band) * w + x;
                        if depth[i] < plant.z * 0.97 && depth[i] < SKY {
                            continue;
                        }
                        let sx = (x as f32 + 0.5 - (px - wide * 0.5)) / wide;
                        let u = (x as f32 + 0.5 - w as f32 * 0.5) / h as f32;
                        if let Some((c, a)) = self.pixel(plant, [sx, sy], tall / SPRITE_H as f32, u, light) {
                            rows[i] = mix(rows[i], c, a);
                            if a > 0.5 {
                                depth[i] = plant.z;
                            }
                        }
                    }
                }
            }
        });
    }

    fn pixel(
        &self,
        plant: &Plant,
        [sx, sy]: [f32; 2],
        ratio: f32,
        u: f32,
        light: &Light,
    ) -> Option<(Rgb, f32)> {
        let s = &self.sprites[plant.sprite];
        let (cover, side, inner) = sample(s, sx, sy, ratio);
        if cover < 0.02 {
            return None;
        }
        let to_sun = if light.direction[0] < 0.0 { 1.0 } else { -1.0 };
        let normal = [-side * 0.8, 0.45, if light.direction[2] > 0.0 { 0.10 } else { -0.45 }];
        let lit = (0.30 + 0.70 * smooth(0.15, 0.85, inner)) * (0.55 + 0.45 * (side * to_sun).max(0.0));
        let tone = mix(mix(self.leaf[0], self.leaf[1], inner), self.leaf[2], (plant.shade - 0.75) * 0.9);
        let mut albedo = scale(tone, 0.55 + 0.6 * inner);
        if self.snow > 0.0 {
            albedo = mix(albedo, oklch(0.95, 0.015, 240.0), self.snow * smooth(0.52, 0.80, inner));
        }
        let c = mul(albedo, light.on(normal, lit));
        Some((light.veil(c, u, plant.z), cover))
    }
}

fn suits(spec: &SceneSpec, comp: &Composition, seed: u32, x: f32, z: f32) -> bool {
    let grove = noise(seed ^ 501, x / 90.0, z / 140.0);
    let clearing = (x / z * comp.lens - comp.subject_u * 0.6).abs();
    match spec.biome {
        Biome::Forest => clearing > 0.17 + 0.08 * grove || z > 170.0,
        Biome::Mountains => grove > -0.05 && comp.land.height(x, z, 4.0) < 160.0,
        Biome::Hills => grove > 0.12,
        Biome::Meadow => grove > 0.05,
        Biome::Jungle => clearing > 0.13 + 0.07 * grove || z > 95.0,
        Biome::Village => grove > 0.02 && !super::village::is_built(comp, x, z),
        _ => grove > -0.1,
    }
}

/// Tall near trees at both edges close the frame.
fn frame(comp: &Composition, dice: &mut Dice, plants: &mut Vec<Plant>) {
    for k in 0..6 {
        let side = if k % 2 == 0 { -1.0 } else { 1.0 };
        let z = dice.range(26.0, 40.0);
        let x = side * comp.half * dice.range(0.80, 1.10) * z / comp.lens;
        let y = comp.land.height(x, z, 0.1);
        plants.push(Plant {
            x,
            y: y - 0.2,
            z,
            height: dice.range(12.0, 19.0),
            sprite: dice.bits() as usize % 6,
            shade: dice.range(0.7, 1.0),
        });
    }
}

fn leaves(spec: &SceneSpec, conifer: bool) -> [Rgb; 3] {
    if spec.biome == Biome::Jungle && spec.season != Season::Winter {
        return [oklch(0.27, 0.065, 150.0), oklch(0.52, 0.125, 136.0), oklch(0.62, 0.14, 122.0)];
    }
    if conifer {
        return [oklch(0.26, 0.04, 165.0), oklch(0.44, 0.075, 150.0), oklch(0.50, 0.08, 125.0)];
    }
    match spec.season {
        Season::Spring => [oklch(0.36, 0.08, 140.0), oklch(0.68, 0.14, 130.0), oklch(0.80, 0.09, 350.0)],
        Season::Summer => [oklch(0.32, 0.07, 145.0), oklch(0.58, 0.12, 132.0), oklch(0.62, 0.12, 112.0)],
        Season::Autumn => [oklch(0.40, 0.10, 40.0), oklch(0.66, 0.15, 62.0), oklch(0.60, 0.17, 38.0)],
        Season::Winter => [oklch(0.30, 0.02, 60.0), oklch(0.48, 0.03, 70.0), oklch(0.52, 0.03, 80.0)],
    }
}

/// Grass blades and flowers along the bottom edge, out of the way of the subject.
pub fn foreground(view: &mut View, spec: &SceneSpec, comp: &Composition, light: &Light, seed: u64) {
    let grassy = matches!(
        spec.biome,
        Biome::Meadow | Biome::Hills | Biome::Forest | Biome::Mountains | Biome::Village
    ) && !matches!(spec.weather, Weather::Snow)
        && spec.season != Season::Winter;
    if !grassy {
        return;
    }
    let mut dice = Dice::new(seed, 53);
    let blooming = spec.flowers || spec.biome == Biome::Meadow;
    let greens = match spec.season {
        Season::Autumn => [oklch(0.50, 0.09, 80.0), oklch(0.64, 0.10, 75.0)],
        _ => [oklch(0.40, 0.09, 135.0), oklch(0.60, 0.12, 118.0)],
    };
    let petals = [
        oklch(0.66, 0.19, 28.0),
        oklch(0.88, 0.15, 95.0),
        oklch(0.94, 0.02, 100.0),
        oklch(0.66, 0.15, 300.0),
        oklch(0.74, 0.14, 350.0),
    ];
    let lit = light.on([0.0, 0.8, -0.2], 0.8);
    let count = (5200.0 * comp.half.min(1.3)) as usize;
    let more = (count as f32 * (comp.reach / comp.half - 1.0)).round() as usize;
    let rows = view.height as f32;
    let last = 1.03 - comp.horizon;
    for k in 0..count + more {
        // Even steps on the screen, farthest first; near the viewer fewer and larger. The sides of a widened picture
        // are sown after the rest, which stays as it was.
        let share = if k < count { k as f32 / count as f32 } else { (k - count) as f32 / more as f32 };
        let t = share.powf(1.6);
        let v = 0.045 + (last - 0.045) * t;
        let z = comp.eye.max(1.5) * comp.lens / v;
        let mut u = dice.range(-comp.half - 0.02, comp.half + 0.02);
        if k >= count {
            u = u.signum() * (comp.half + u.abs() / comp.half * (comp.reach - comp.half));
        }
        let x = u * z / comp.lens;
        let (tall, bend, tone, kind) =
            (dice.range(0.5, 1.3), dice.range(-0.45, 0.45), dice.unit(), dice.unit());
        let y = comp.land.height(x, z, z * 0.0011);
        if comp.land.wet && y < 0.35 {
            continue;
        }
        let (px, py) = view.project(x, y, z);
        if py < 0.0 || py > rows * 1.08 || hidden(view, px, py, z) {
            continue;
        }
        // In front of the subject the grass stays short.
        let clear = smooth(0.08, 0.22, (u - comp.subject_u).abs());
        let length = tall * v * v * 0.26 * rows * (0.30 + 0.70 * clear);
        let c = light.veil(mul(scale(mix(greens[0], greens[1], tone), 0.50 + 0.5 * tone), lit), u, z);
        let cluster = noise(seed as u32 ^ 55, u * 5.0, v * 9.0);
        if length > 1.2 {
            blade(view, [px, py], [bend * length, length], (0.0045 * v * rows).max(0.7), c);
        }
        if blooming && kind < 0.22 + 0.35 * cluster && (clear > 0.2 || v < 0.2) {
            let p = petals[((tone * 0.55 + cluster.abs() * 0.9) * 4.99) as usize % petals.len()];
            let r = (0.019 * v * comp.lens * rows).max(0.7);
            flower(
                view,
                [px + bend * length, py - length],
                r,
                light.veil(mul(p, lit), u, z),
                mul(petals[1], lit),
            );
        }
    }
}

pub(super) fn hidden(view: &View, px: f32, py: f32, z: f32) -> bool {
    let (x, y) =
        (px.clamp(0.0, view.width as f32 - 1.0) as usize, py.clamp(0.0, view.height as f32 - 1.0) as usize);
    view.depth[y * view.width + x] < z * 0.8
}

fn blade(view: &mut View, root: [f32; 2], tip: [f32; 2], width: f32, colour: Rgb) {
    let steps = (tip[1].abs().ceil() as usize).clamp(2, 400);
    for i in 0..=steps {
        let t = i as f32 / steps as f32;
        let x = root[0] + tip[0] * t * t;
        let y = root[1] - tip[1] * t;
        let half = width * 0.5 * (1.0 - t * 0.85);
        let shade = scale(colour, 0.55 + 0.55 * t);
        for px in (x - half).floor() as i64..=(x + half).floor() as i64 {
            let cover = ((px as f32 + 1.0).min(x + half) - (px as f32).max(x - half)).clamp(0.0, 1.0);
            view.blend(px, y as i64, shade, cover);
        }
    }
}

fn flower(view: &mut View, at: [f32; 2], radius: f32, petal: Rgb, heart: Rgb) {
    let reach = (radius + 1.0).ceil() as i64;
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let (fx, fy) = (dx as f32, dy as f32 * 1.35);
            let d = (fx * fx + fy * fy).sqrt();
            let lobes = radius * (0.80 + 0.20 * (fy.atan2(fx) * 5.0).cos());
            let cover = (lobes - d + 0.5).clamp(0.0, 1.0);
            let c = mix(
                heart,
                scale(petal, 0.8 + 0.3 * d / radius.max(0.5)),
                smooth(radius * 0.22, radius * 0.4, d),
            );
            view.blend(at[0] as i64 + dx, at[1] as i64 + dy, c, cover);
        }
    }
}

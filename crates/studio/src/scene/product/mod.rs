//! Product shots: an object of simple solids on a round pedestal, before a backdrop without corners.
//!
//! One large soft light from the upper left, a strip of light on the right, and what backdrop and floor throw back.
//! Rays meet the solids by formula ([`super::solids`]); soft shadows ask several places of the light; glass bends the
//! backdrop and both lights are seen in whatever shines.

mod objects;

use objects::{Material, matt, object_of};
use rayon::prelude::*;

use super::canvas::View;
use super::compose::Composition;
use super::light::Light;
use super::noise::{Dice, hash01, smooth};
use super::palette::{Rgb, add, mix, mul, oklch, scale};
use super::solids::{Groups, Solid, Vec3, along, dot, minus, mirrored, unit};
use super::spec::{SceneSpec, TimeOfDay};

/// Where the object stands: distance and height of the pedestal's top, metres.
const STAND: [f32; 2] = [3.3, 0.66];
/// Middle and half sides of the soft light.
const LIGHT: Vec3 = [-2.7, 4.1, 0.9];
const LIGHT_HALF: f32 = 0.95;
/// Places of the light that are asked for a shadow.
const TAPS: usize = 12;

struct Shot {
    groups: Groups,
    materials: Vec<Material>,
    eye: f32,
    lens: f32,
    backdrop: Rgb,
    key: Rgb,
    fill: Rgb,
    seed: u32,
    /// Whether something stands there.
    is_empty: bool,
}

/// Paints backdrop, pedestal and object.
pub fn paint(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    _light: &Light,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) {
    let shot = Shot::new(spec, comp, seed);
    let (w, rows, horizon) = (view.width, view.height as f32, view.horizon);
    view.colour.par_chunks_mut(w).zip(view.depth.par_chunks_mut(w)).enumerate().for_each(
        |(y, (row, depth))| {
            if stop() {
                return;
            }
            for x in 0..w {
                let at = |ox: f32, oy: f32| {
                    let u = (x as f32 + ox - w as f32 * 0.5) / rows;
                    let v = (y as f32 + oy) / rows - horizon;
                    shot.seen([u / shot.lens, -v / shot.lens, 1.0], [x as i32, y as i32])
                };
                let (c, z, is_object) = at(0.3, 0.3);
                let (other, _, too) = if is_object || x % 2 == 0 { at(0.7, 0.7) } else { (c, z, is_object) };
                // Edges of the object are asked for twice more.
                (row[x], depth[x]) = if is_object != too || is_object {
                    let (third, fourth) = (at(0.7, 0.25).0, at(0.3, 0.75).0);
                    (scale(add(add(c, other), add(third, fourth)), 0.25), z)
                } else {
                    (scale(add(c, other), 0.5), z)
                };
            }
        },
    );
}

impl Shot {
    fn new(spec: &SceneSpec, comp: &Composition, seed: u64) -> Shot {
        let mut dice = Dice::new(seed, 421);
        let hue = dice.range(0.0, 360.0);
        let own = spec.colours.first().map(|c| c.rgb());
        let dim = match spec.time {
            TimeOfDay::Night => 0.35,
            TimeOfDay::Dusk => 0.6,
            _ => 1.0,
        };
        let backdrop = match (spec.colours.get(1), spec.colours.first()) {
            (Some(colour), _) => mix(colour.rgb(), [0.8; 3], 0.12),
            // The other side of the circle from the object's colour, pale.
            (None, Some(colour)) => oklch(0.86, 0.045, colour.lch()[2] + 160.0),
            _ => oklch(0.85, 0.055, hue),
        };
        let mut shot = Shot {
            groups: Groups::default(),
            materials: Vec::new(),
            eye: comp.eye,
            lens: comp.lens,
            backdrop: scale(backdrop, dim),
            key: scale([1.0, 0.97, 0.93], 1.12),
            fill: scale(mix(backdrop, [0.75; 3], 0.5), 0.55 * dim),
            seed: seed as u32,
            is_empty: spec.object.is_none(),
        };
        let Some(object) = spec.object else { return shot };
        let [z, top] = STAND;
        let stone = matt(mix(scale(backdrop, 0.96), [0.82, 0.80, 0.77], 0.45));
        let r = 0.62;
        let (bevel, low) = (0.02, 0.30);
        shot.put(vec![
            (
                Solid::turned(
                    [0.0, 0.0, z],
                    &[[r, low * 0.0], [r, top - bevel], [r - bevel, top], [0.0, top]],
                ),
                stone,
            ),
            (
                Solid::turned(
                    [0.0, 0.0, z],
                    &[[r * 1.55, 0.0], [r * 1.55, low - bevel], [r * 1.55 - bevel, low], [0.0, low]],
                ),
                stone,
            ),
        ]);
        let thing = object_of(object, own, hue, [0.0, top, z], &mut dice);
        shot.put(thing);
        shot
    }

    fn put(&mut self, things: Vec<(Solid, Material)>) {
        let (solids, materials): (Vec<Solid>, Vec<Material>) = things.into_iter().unzip();
        self.groups.add(solids);
        self.materials.extend(materials);
    }

    /// Light along a ray from the viewer, its distance, and whether it meets a solid.
    fn seen(&self, d: Vec3, pixel: [i32; 2]) -> (Rgb, f32, bool) {
        let origin = [0.0, self.eye, 0.0];
        match self.groups.nearest(origin, d, 0.3, 40.0) {
            Some(m) => (self.solid([along(origin, d, m.t), d, m.normal], m.solid, pixel, 2), m.t, true),
            None => {
                let (c, z) = self.sweep(origin, d, pixel, true);
                (c, z, false)
            }
        }
    }

    fn solid(&self, [p, d, n]: [Vec3; 3], solid: usize, pixel: [i32; 2], left: u32) -> Rgb {
        let m = self.materials[solid];
        let view = unit(d);
        let p = along(p, n, 0.002);
        let facing = (-dot(view, n)).clamp(0.0, 1.0);
        let fresnel = m.gloss + (1.0 - m.gloss) * (1.0 - facing).powi(5) * (1.0 - 0.7 * m.rough);
        let mut c = if m.metal { [0.0; 3] } else { mul(m.albedo, self.lit(p, n, pixel)) };
        if m.glass > 0.0 && left > 0 {
            c = mix(c, self.through([p, view, n], m, pixel, left), m.glass);
        }
        if fresnel > 0.01 && left > 0 {
            let r = mirrored(view, n);
            let seen = match self.groups.nearest(p, r, 0.004, 12.0) {
                Some(hit) if m.rough < 0.4 => {
                    let q = along(p, r, hit.t);
                    self.solid([q, r, hit.normal], hit.solid, pixel, 0)
                }
                _ => self.around(p, r, m.rough, pixel),
            };
            let tint = if m.metal { m.albedo } else { [1.0; 3] };
            c = add(c, scale(mul(tint, seen), fresnel));
        }
        add(c, m.glow)
    }

    /// What is seen through glass: bent at the front, coloured on its way.
    fn through(&self, [p, view, n]: [Vec3; 3], m: Material, pixel: [i32; 2], left: u32) -> Rgb {
        const INDEX: f32 = 1.0 / 1.34;
        let cos = -dot(view, n);
        let k = 1.0 - INDEX * INDEX * (1.0 - cos * cos);
        let bent = unit(along(view.map(|v| v * INDEX), n, INDEX * cos - k.max(0.0).sqrt()));
        let inside = along(p, n, -0.006);
        let behind = match self.groups.nearest(inside, bent, 0.02, 12.0) {
            Some(hit) if self.materials[hit.solid].glass <= 0.0 => {
                self.solid([along(inside, bent, hit.t), bent, hit.normal], hit.solid, pixel, left - 1)
            }
            Some(hit) => {
                // Out at the back: what the light bends away from is darker.
                let q = along(inside, bent, hit.t);
                let edge = dot(bent, hit.normal).abs();
                scale(self.sweep(q, bent, pixel, false).0, 0.45 + 0.55 * edge)
            }
            None => self.sweep(inside, bent, pixel, false).0,
        };
        // Thin edges look through more glass.
        let thick = 0.55 + 1.3 * (1.0 - cos.clamp(0.0, 1.0)).powi(2);
        mul(behind, m.albedo.map(|v| v.max(0.02).powf(thick)))
    }

    /// Floor and backdrop, which run into each other.
    fn sweep(&self, o: Vec3, d: Vec3, pixel: [i32; 2], is_direct: bool) -> (Rgb, f32) {
        const WALL: f32 = 7.0;
        let d = if d[2].abs() < 1e-4 { [d[0], d[1], 1e-4] } else { d };
        let floor = if d[1] < -1e-5 { -o[1] / d[1] } else { f32::MAX };
        let wall = if d[2] > 0.0 { (WALL - o[2]) / d[2] } else { f32::MAX };
        let t = floor.min(wall).min(30.0);
        let p = along(o, d, t);
        // The bend between them: towards the corner the normal turns from up to forward.
        let bend = smooth(3.2, 0.0, (WALL - p[2]).max(0.0) + p[1].max(0.0) * 0.9) * 0.5;
        let up = if floor < wall { 1.0 - bend } else { bend };
        let n = unit([0.0, up, -(1.0 - up)]);
        let pool =
            (-((p[0] - 0.2).powi(2) * 0.10 + (p[1] - 1.3).powi(2) * 0.16 + (p[2] - 5.2).powi(2) * 0.03))
                .exp();
        let mut light = add(scale(self.fill, 0.85), scale(self.key, 0.34 + 0.52 * pool));
        if floor < wall {
            light = scale(light, self.contact(p));
            if is_direct && !self.is_empty {
                light = scale(light, 0.42 + 0.58 * self.share_of_light(along(p, n, 0.003), n, pixel));
            }
        }
        let mut c = mul(self.backdrop, light);
        if floor < wall && is_direct && !self.is_empty {
            let r = [d[0], -d[1], d[2]];
            if let Some(hit) = self.groups.nearest(along(p, [0.0, 1.0, 0.0], 0.003), r, 0.004, 6.0) {
                let q = along(p, r, hit.t);
                let seen = self.solid([q, r, hit.normal], hit.solid, pixel, 0);
                let facing = (d[1].abs() / dot(d, d).sqrt()).clamp(0.0, 1.0);
                let k = (0.10 + 0.5 * (1.0 - facing).powi(4)) * (-q[1] * 1.6).exp();
                c = mix(c, seen, k);
            }
        }
        (c, t)
    }

    /// The floor is darker where the pedestal stands on it.
    fn contact(&self, p: Vec3) -> f32 {
        if self.is_empty {
            return 1.0;
        }
        let r = (p[0] * p[0] + (p[2] - STAND[0]).powi(2)).sqrt();
        1.0 - 0.45 * smooth(1.55, 0.93, r)
    }

    /// The surroundings in a direction: both lights, backdrop and floor.
    fn around(&self, p: Vec3, r: Vec3, rough: f32, pixel: [i32; 2]) -> Rgb {
        let soft = 0.05 + 0.5 * rough;
        let to = unit(minus(LIGHT, p));
        let off = minus(r, to);
        let off = [off[0].abs().max(off[1].abs() * 0.7), off[2].abs()];
        let key = smooth(0.30 + soft, 0.30 - soft * 0.5, off[0].max(off[1]));
        // The strip stands upright on the right.
        let angle = r[0].atan2(-r[2] + 1e-4);
        let strip = smooth(0.17 + soft, 0.17 - soft * 0.5, (angle - 1.75).abs())
            * smooth(-0.55, -0.3, r[1])
            * smooth(0.95, 0.75, r[1]);
        let (ground, _) = self.sweep(p, if r[2] > 0.15 { r } else { [r[0], r[1], 0.15] }, pixel, false);
        // Behind the viewer the room is dark.
        let behind = scale(self.fill, 0.35 + 0.4 * smooth(-0.2, 0.8, r[1]));
        let base = mix(behind, ground, smooth(-0.35, 0.25, r[2]));
        add(
            base,
            add(
                scale(self.key, 2.4 * key / (1.0 + 2.2 * rough)),
                scale(self.key, 1.3 * strip / (1.0 + 2.0 * rough)),
            ),
        )
    }

    fn lit(&self, p: Vec3, n: Vec3, pixel: [i32; 2]) -> Rgb {
        let to = unit(minus(LIGHT, p));
        let facing = (dot(n, to) + 0.10).max(0.0) / 1.10;
        let key = if facing > 0.0 { facing * self.share_of_light(p, n, pixel) } else { 0.0 };
        let rim = smooth(0.25, 0.95, n[0]) * 0.20;
        let open = 0.52 + 0.34 * n[1] + 0.14 * (p[1] - 0.2).clamp(0.0, 1.0);
        add(scale(self.fill, open.max(0.15)), scale(self.key, key * 1.02 + rim))
    }

    /// Share of the soft light that a place sees.
    fn share_of_light(&self, p: Vec3, n: Vec3, pixel: [i32; 2]) -> f32 {
        let turn = hash01(self.seed, pixel[0], pixel[1]);
        let mut seen = 0.0;
        for k in 0..TAPS {
            // A sunflower's spiral over the light, turned for every pixel.
            let r = ((k as f32 + 0.5) / TAPS as f32).sqrt() * LIGHT_HALF;
            let a = 2.399_963 * k as f32 + turn * std::f32::consts::TAU;
            let to = minus(along(LIGHT, [a.cos() * r, 0.0, a.sin() * r], 1.0), p);
            if dot(n, to) > 0.0 && !self.groups.blocked(p, to, 0.003, 1.0) {
                seen += 1.0;
            }
        }
        seen / TAPS as f32
    }
}

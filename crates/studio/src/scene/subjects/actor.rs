//! One placed subject: lit, veiled, standing in its shadow, mirrored in wet ground.

use rayon::prelude::*;

use super::Place;
use super::drawing::Drawing;
use super::sprite::{Sprite, rasterise};
use crate::StudioError;
use crate::scene::canvas::{SKY, View};
use crate::scene::light::Light;
use crate::scene::noise::{noise, smooth};
use crate::scene::palette::{Rgb, add, luma, mix, mul, scale};

/// One placed subject.
pub struct Actor {
    sprite: Sprite,
    /// Place in the world of the middle of its base.
    pub(super) at: [f32; 3],
    /// Height in picture heights.
    tall: f32,
    wide: f32,
    flip: bool,
    place: Place,
    pub(super) beam: Option<f32>,
    sunk: f32,
}

impl Actor {
    /// A drawing at a place in the world, `tall` picture heights high.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when the drawing cannot be rasterised.
    pub fn new(
        drawing: &Drawing,
        at: [f32; 3],
        tall: f32,
        flip: bool,
        place: Place,
        view: &View,
    ) -> Result<Actor, StudioError> {
        let sprite = rasterise(drawing, tall * view.height as f32)?;
        let wide = tall * drawing.size[0] / drawing.size[1];
        Ok(Actor { sprite, at, tall, wide, flip, place, beam: None, sunk: drawing.sunk })
    }

    /// How it meets what is under it.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Whether it stands on the ground.
    pub fn meets_ground(&self) -> bool {
        matches!(self.place, Place::Ground | Place::Summit)
    }

    /// Where a part of the drawing falls on the view: left, top, right, bottom in pixels.
    pub fn part(&self, shares: [f32; 4], view: &View) -> [f32; 4] {
        let (px, py) = view.project(self.at[0], self.at[1], self.at[2]);
        let rows = view.height as f32;
        let (tall, wide) = (self.tall * rows, self.wide * rows);
        let (left, top) = (px - wide * 0.5, py + tall * self.sunk - tall);
        let [l, t, r, b] = shares;
        [left + l * wide, top + t * tall, left + r * wide, top + b * tall]
    }

    /// Lays a broken reflection under the feet, for wet ground.
    pub fn reflect(&self, view: &mut View, light: &Light, strength: f32) {
        let rows = view.height as f32;
        let (px, py) = view.project(self.at[0], self.at[1], self.at[2]);
        let (tall, wide) = (self.tall * rows, self.wide * rows);
        let u = self.at[0] / self.at[2] * view.lens;
        for y in (py.max(0.0) as usize)..((py + tall).max(0.0) as usize).min(view.height) {
            let down = (y as f32 + 0.5 - py) / tall;
            let shift = 0.05 * noise(77, down * 24.0, px * 0.01) * (0.2 + down);
            for x in
                ((px - wide * 0.5).max(0.0) as usize)..((px + wide * 0.5).max(0.0) as usize).min(view.width)
            {
                let sx = (x as f32 + 0.5 - px) / wide + 0.5 + shift;
                let sx = if self.flip { 1.0 - sx } else { sx };
                if let Some((c, _, cover)) = self.pixel(sx, 1.0 - down, light) {
                    view.blend(
                        x as i64,
                        y as i64,
                        light.veil(c, u, self.at[2]),
                        cover * strength * (1.0 - 0.75 * down),
                    );
                }
            }
        }
    }

    /// Draws it into a view, the picture's or the mirror's.
    pub fn paint(&self, view: &mut View, light: &Light, stop: &(dyn Fn() -> bool + Sync)) {
        let rows = view.height as f32;
        let (px, py) = view.project(self.at[0], self.at[1], self.at[2]);
        let (tall, wide) = (self.tall * rows, self.wide * rows);
        let base = py + tall * self.sunk;
        let real = view.eye > 0.0;
        if real && self.place == Place::Ground {
            self.shadow(view, light, [px, base], [wide, tall]);
        }
        let [x, z] = [self.at[0], self.at[2]];
        let u = x / z * view.lens;
        let water_row = view.project(x, 0.0, z).1;
        let (x0, x1) = ((px - wide * 0.5).floor() as i64, (px + wide * 0.5).ceil() as i64);
        let (y0, y1) = ((base - tall).floor() as i64, base.ceil() as i64);
        for y in y0.max(0)..y1.min(view.height as i64) {
            if self.place == Place::Afloat && y as f32 > water_row {
                break;
            }
            for x in x0.max(0)..x1.min(view.width as i64) {
                let i = y as usize * view.width + x as usize;
                if self.hidden(view.depth[i], z) {
                    continue;
                }
                let sx = (x as f32 + 0.5 - (px - wide * 0.5)) / wide;
                let sx = if self.flip { 1.0 - sx } else { sx };
                let sy = (y as f32 + 0.5 - (base - tall)) / tall;
                let Some((colour, glow, cover)) = self.pixel(sx, sy, light) else { continue };
                let c = light.veil(colour, u, z);
                view.colour[i] = add(mix(view.colour[i], c, cover), scale(glow, light.lamps));
                if cover > 0.5 && real {
                    view.depth[i] = z;
                }
            }
        }
        if let Some(lamp) = self.beam {
            beam(view, [px, base - tall * lamp], tall, light, u, stop);
        }
    }

    fn hidden(&self, depth: f32, z: f32) -> bool {
        self.place == Place::Summit && depth < SKY && depth < z * 0.90
    }

    fn pixel(&self, sx: f32, sy: f32, light: &Light) -> Option<(Rgb, Rgb, f32)> {
        let s = &self.sprite;
        if !(0.0..1.0).contains(&sx) || !(0.0..1.0).contains(&sy) {
            return None;
        }
        let fx = (sx * s.width as f32 - 0.5).clamp(0.0, s.width as f32 - 1.001);
        let fy = (sy * s.height as f32 - 0.5).clamp(0.0, s.height as f32 - 1.001);
        let (ix, iy) = (fx as usize, fy as usize);
        let (tx, ty) = (fx - ix as f32, fy - iy as f32);
        let (jx, jy) = ((ix + 1).min(s.width - 1), (iy + 1).min(s.height - 1));
        let corners = [
            (iy * s.width + ix, (1.0 - tx) * (1.0 - ty)),
            (iy * s.width + jx, tx * (1.0 - ty)),
            (jy * s.width + ix, (1.0 - tx) * ty),
            (jy * s.width + jx, tx * ty),
        ];
        let (mut albedo, mut glow, mut cover, mut normal, mut rim) = ([0.0; 3], [0.0; 3], 0.0, [0.0; 2], 0.0);
        for (i, k) in corners {
            cover += s.cover[i] * k;
            rim += s.rim[i] * k;
            glow = add(glow, scale(s.lights[i], k));
            albedo = add(albedo, scale(s.albedo[i], k * s.cover[i]));
            normal = [normal[0] + s.normal[i][0] * k, normal[1] + s.normal[i][1] * k];
        }
        if cover < 0.004 && glow[0] + glow[1] + glow[2] < 0.004 {
            return None;
        }
        albedo = scale(albedo, 1.0 / cover.max(0.004));
        let nx = if self.flip { -normal[0] } else { normal[0] };
        let front = (1.0 - (nx * nx + normal[1] * normal[1]).min(0.95)).sqrt();
        let n = [nx, -normal[1] * 0.9 + 0.15, -front];
        let behind = smooth(0.1, 0.45, light.direction[2]);
        let mut c = mul(albedo, add(light.on(n, 1.0), scale(light.key, 0.16 * behind)));
        let d = light.direction;
        let towards = (nx * d[0] + -normal[1] * d[1].max(0.25)).max(0.0);
        c = add(c, scale(mul(light.key, mix(albedo, [0.8; 3], 0.4)), rim * towards * (0.35 + 0.75 * behind)));
        Some((c, glow, cover))
    }

    /// Darkens the ground: tight under the feet, and long away from a low sun.
    fn shadow(&self, view: &mut View, light: &Light, base: [f32; 2], size: [f32; 2]) {
        let [wide, tall] = size;
        let reach = tall * 0.42;
        let d = light.direction;
        let towards_viewer = if d[2] > 0.0 { 1.0 } else { -0.45 };
        let shear = -d[0] / d[1].max(0.25) * 0.9;
        let strength = luma(light.key).min(1.0) * 0.62;
        let (w, h) = (view.width as i64, view.height as i64);
        let (left, right) =
            ((base[0] - wide * 0.6 - reach * 1.6) as i64, (base[0] + wide * 0.6 + reach * 1.6) as i64);
        for y in ((base[1] - reach) as i64).max(0)..((base[1] + reach) as i64).min(h) {
            for x in left.max(0)..right.min(w) {
                let i = (y * w + x) as usize;
                if view.depth[i] >= SKY {
                    continue;
                }
                let (dx, dy) = (x as f32 + 0.5 - base[0], y as f32 + 0.5 - base[1]);
                let along = dy * towards_viewer / reach;
                let mut dark = 0.0_f32;
                if (0.0..1.0).contains(&along) {
                    let sx = 0.5 + (dx - shear * dy.abs()) / wide;
                    let sy = 1.0 - along;
                    let soft = 0.012 + 0.05 * along;
                    let taps = [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (0.0, 0.0)];
                    let sum: f32 =
                        taps.iter().map(|(a, b)| self.cover_at(sx + a * soft, sy + b * soft)).sum();
                    dark = sum / 5.0 * strength * (1.0 - along * 0.7);
                }
                let (ex, ey) = (dx / (wide * 0.46), (dy + tall * 0.012) / (tall * 0.055));
                let contact = (-(ex * ex + ey * ey)).exp() * 0.55;
                view.colour[i] = scale(view.colour[i], 1.0 - dark.max(contact));
            }
        }
    }

    fn cover_at(&self, sx: f32, sy: f32) -> f32 {
        if !(0.0..1.0).contains(&sx) || !(0.0..1.0).contains(&sy) {
            return 0.0;
        }
        let sx = if self.flip { 1.0 - sx } else { sx };
        let s = &self.sprite;
        s.cover[((sy * s.height as f32) as usize).min(s.height - 1) * s.width
            + ((sx * s.width as f32) as usize).min(s.width - 1)]
    }
}

/// The lamp's light in the air: two cones, a halo, and a star.
fn beam(view: &mut View, lamp: [f32; 2], tall: f32, light: &Light, u: f32, stop: &(dyn Fn() -> bool + Sync)) {
    let warm = [1.0, 0.80, 0.46];
    let rows = view.height as f32;
    let towards = if u > 0.0 { -1.0 } else { 1.0 };
    let tilt = 0.045 * towards;
    let t = tall / rows;
    let width = view.width;
    view.colour.par_chunks_mut(width).enumerate().for_each(|(y, row)| {
        if stop() {
            return;
        }
        for (x, pixel) in row.iter_mut().enumerate() {
            let (dx, dy) = ((x as f32 + 0.5 - lamp[0]) / rows, (y as f32 + 0.5 - lamp[1]) / rows);
            let r2 = dx * dx + dy * dy;
            let halo = 0.30 * (-r2 / (t * t * 0.020)).exp() + 1.6 * (-r2 / (t * t * 0.00045)).exp();
            let along = dx * towards;
            let off = dy - dx * tilt * towards;
            let cone = |reach: f32, gain: f32, along: f32, off: f32| {
                if along <= 0.0 {
                    return 0.0;
                }
                let half = 0.006 + along * 0.085;
                gain * (-(off / half) * (off / half)).exp()
                    * (-along / reach).exp()
                    * smooth(0.0, 0.03, along)
            };
            let rays = cone(0.55, 0.42, along, off) + cone(0.30, 0.20, -along, -off * 1.2);
            let k = (halo + rays) * light.lamps;
            if k > 0.002 {
                *pixel = add(*pixel, scale(warm, k));
            }
        }
    });
}

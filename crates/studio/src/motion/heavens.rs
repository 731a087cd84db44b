//! The sky of a clip: what stands still, clouds that drift, stars that twinkle, northern lights that fold.
//!
//! Clouds lie on a plane overhead, so wind moves each row of the sky by its own amount: clouds overhead fast, those
//! near the horizon hardly. They are painted once, wider than the picture, and only read at another place.

use rayon::prelude::*;

use super::plate::between_pixels;
use crate::scene::SceneSpec;
use crate::scene::light::Light;
use crate::scene::noise::hash01;
use crate::scene::palette::{Rgb, add, scale};
use crate::scene::sky::{Curtains, Painter};

/// How much wider than the picture clouds are painted on each side, picture heights.
const MARGIN: f32 = 0.16;
/// Cells of the sky in a picture height whose stars twinkle together.
const TWINKLES: f32 = 260.0;
/// Pixels of the canvas in one of the clouds: they are soft, and two thirds of the size show them as well.
const COARSE: f32 = 1.5;
/// Wind on the plane of the clouds, in its own units a second.
const WIND: f32 = 0.035;

/// A sky that moves.
pub(crate) struct Heavens<'a> {
    painter: Painter<'a>,
    /// Of the rows that are painted.
    size: [usize; 2],
    /// Rows of the whole canvas.
    height: f32,
    horizon: f32,
    still: Vec<[f32; 3]>,
    stars: Option<Vec<[f32; 3]>>,
    clouds: Vec<[f32; 4]>,
    /// Of the painted clouds, which are coarser and wider.
    clouds_size: [usize; 2],
    has_aurora: bool,
    /// 1 to the right, -1 to the left.
    wind: f32,
    seed: u32,
}

/// What is decided once a frame.
pub(crate) struct Moment {
    seconds: f32,
    blown: f32,
    curtains: Vec<Curtains>,
    flash: f32,
}

impl<'a> Heavens<'a> {
    /// Paints the sky of a canvas.
    pub fn new(
        spec: &'a SceneSpec,
        light: &'a Light,
        seed: u32,
        [w, h]: [usize; 2],
        horizon: f32,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Heavens<'a> {
        let painter = Painter::new(spec, light, seed);
        let rows = (((horizon + 0.12) * h as f32) as usize + 2).min(h);
        let pixel = 1.0 / h as f32;
        let painted = |wide: usize, scale: f32, at: &(dyn Fn(f32, f32) -> [f32; 4] + Sync)| {
            let tall = (rows as f32 / scale).ceil() as usize;
            let mut plane = vec![[0.0_f32; 4]; wide * tall];
            plane.par_chunks_mut(wide).enumerate().for_each(|(y, row)| {
                if stop() {
                    return;
                }
                let elevation = horizon - (y as f32 + 0.5) * scale / h as f32;
                for (x, out) in row.iter_mut().enumerate() {
                    *out = at((x as f32 + 0.5 - wide as f32 * 0.5) * scale / h as f32, elevation);
                }
            });
            plane
        };
        let three = |plane: Vec<[f32; 4]>| plane.iter().map(|p| [p[0], p[1], p[2]]).collect::<Vec<_>>();
        let four = |c: Rgb| [c[0], c[1], c[2], 1.0];
        let still = three(painted(w, 1.0, &|u, e| four(painter.still(u, e, pixel))));
        let stars = (light.stars > 0.0).then(|| {
            three(painted(w, 1.0, &|u, e| if e > 0.0 { four(painter.stars(u, e, pixel)) } else { [0.0; 4] }))
        });
        let wide = ((w as f32 + 2.0 * MARGIN * h as f32) / COARSE) as usize;
        let clouds = painted(wide, COARSE, &|u, e| {
            let (c, cover) = painter.clouds(u, e);
            [c[0], c[1], c[2], cover]
        });
        let clouds_size = [wide, clouds.len() / wide.max(1)];
        let wind = if hash01(seed ^ 0xC10D, 1, 2) < 0.5 { -1.0 } else { 1.0 };
        let size = [w, rows];
        let has_aurora = spec.aurora;
        let height = h as f32;
        Heavens { painter, size, height, horizon, still, stars, clouds, clouds_size, has_aurora, wind, seed }
    }

    /// The sky at a moment of a clip of this length; `pace` is how fast things move, `flash` how much lightning there is.
    pub fn moment(&self, seconds: f32, pace: f32, length: f32, flash: f32) -> Moment {
        let columns = if self.has_aurora { self.size[0] } else { 0 };
        let curtains = (0..columns)
            .into_par_iter()
            .map(|x| {
                let u = (x as f32 + 0.5 - self.size[0] as f32 * 0.5) / self.height;
                self.painter.curtains_at(u, seconds * pace)
            })
            .collect();
        // The whole way stays within the margin, however long the clip is.
        let speed = (WIND * pace).min(2.0 * MARGIN / length.max(0.1));
        let blown = speed * (seconds - length * 0.5) * self.wind;
        Moment { seconds: seconds * pace, blown, curtains, flash }
    }

    /// The sky's light at a place: picture heights from the canvas's middle.
    #[inline]
    pub fn at(&self, place: [f32; 2], moment: &Moment) -> Rgb {
        let elevation = self.horizon - 0.5 - place[1];
        let x = place[0] * self.height + self.size[0] as f32 * 0.5;
        let y = (place[1] + 0.5) * self.height;
        let mut light = between_pixels(&self.still, self.size, [x, y]);
        if elevation <= 0.0 {
            return light;
        }
        if let Some(stars) = &self.stars {
            let star = between_pixels(stars, self.size, [x, y]);
            if star[0] + star[1] + star[2] > 0.004 {
                light = add(light, scale(star, self.twinkle(place, moment.seconds)));
            }
        }
        if self.has_aurora {
            let column = (x.max(0.0) as usize).min(moment.curtains.len() - 1);
            light = add(light, self.painter.aurora(&moment.curtains[column], elevation));
        }
        let shift = moment.blown * (elevation + 0.10);
        let at = [(place[0] + shift) * self.height / COARSE + self.clouds_size[0] as f32 * 0.5, y / COARSE];
        let cloud = between_pixels(&self.clouds, self.clouds_size, at);
        let lit = 1.0 + moment.flash;
        [0, 1, 2].map(|c| (cloud[c] + light[c] * (1.0 - cloud[3])) * lit)
    }

    /// How bright a star is at a moment: each place has a rhythm of its own.
    #[inline]
    fn twinkle(&self, place: [f32; 2], seconds: f32) -> f32 {
        let cell = place.map(|v| (v * TWINKLES).floor() as i32);
        let phase = hash01(self.seed ^ 0x7A1, cell[0], cell[1]);
        let speed = 2.2 + 4.0 * hash01(self.seed ^ 0x7A2, cell[0], cell[1]);
        0.8 + 0.45 * (seconds * speed + phase * std::f32::consts::TAU).sin()
    }
}

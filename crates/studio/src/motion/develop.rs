//! From light to what an encoder takes: film curve, vignette, glow, then planes of luma and colour difference.
//!
//! The curve of [`crate::scene::finish`] is read from tables. Colours become Y′CbCr of ITU-R BT.709 in studio range,
//! one pair of colour differences for each square of four pixels. A fixed pattern of less than a step hides banding
//! without costing the encoder anything from frame to frame.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::film::Frame;
use crate::scene::finish::curve;
use crate::scene::noise::smooth;
use crate::scene::palette::{Rgb, linear_to_srgb, luma, srgb_to_linear};

/// Entries of a table.
const STEPS: usize = 4096;
/// Largest light in the table of the film.
const BRIGHTEST: f32 = 8.0;

/// How light becomes a picture.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Develop {
    /// As film does: `vignette` is how dark corners become.
    Film {
        /// Share of light that corners lose.
        vignette: f32,
    },
    /// As it is: what was a finished picture stays one.
    Plain,
}

/// The film's curve over one channel, and how much of its colour bright light loses.
struct Tables {
    film: Vec<f32>,
    white: Vec<f32>,
    plain: Vec<f32>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        // Squared steps: dark light needs the finer ones.
        let light = |i: usize| (i as f32 / (STEPS - 1) as f32).powi(2);
        let film = (0..STEPS).map(|i| {
            let v = light(i) * BRIGHTEST;
            // The curve of one channel: a grey of this light loses no colour.
            linear_to_srgb(curve([v; 3], 1.0)[0].clamp(0.0, 1.0)) * 255.0
        });
        let white = (0..STEPS).map(|i| smooth(0.9, 3.2, light(i) * BRIGHTEST) * 0.55);
        let plain = (0..STEPS).map(|i| linear_to_srgb(light(i)) * 255.0);
        Tables { film: film.collect(), white: white.collect(), plain: plain.collect() }
    })
}

#[inline]
fn read(table: &[f32], share: f32) -> f32 {
    let at = share.clamp(0.0, 1.0).sqrt() * (STEPS - 1) as f32;
    let i = (at as usize).min(STEPS - 2);
    table[i] + (table[i + 1] - table[i]) * (at - i as f32)
}

impl Develop {
    /// sRGB, 0 to 255, of a light at a place in shares of the frame.
    #[inline]
    fn pixel(self, light: Rgb, at: [f32; 2], tables: &Tables) -> [f32; 3] {
        match self {
            Develop::Plain => light.map(|v| read(&tables.plain, v)),
            Develop::Film { vignette } => {
                let (dx, dy) = (at[0] - 0.5, at[1] - 0.5);
                let dim = 1.0 - vignette * smooth(0.30, 0.95, (dx * dx + dy * dy).sqrt() * 1.35);
                let c = light.map(|v| v * dim);
                let peak = c[0].max(c[1]).max(c[2]);
                let white = if peak > 0.9 { read(&tables.white, peak / BRIGHTEST) } else { 0.0 };
                let grey = luma(c).max(peak * 0.8);
                c.map(|v| read(&tables.film, (v + (grey - v) * white) / BRIGHTEST))
            }
        }
    }

    /// Develops a frame of light (`width` pixels a row) into an encoder's frame of the same size, whose sides are even.
    pub fn frame(self, light: &[Rgb], width: usize, frame: &mut Frame) {
        let height = light.len() / width;
        let tables = tables();
        let [luma_plane, blue, red] = frame.planes_mut();
        let rows = luma_plane.par_chunks_mut(width * 2);
        let rows = rows.zip(blue.par_chunks_mut(width / 2)).zip(red.par_chunks_mut(width / 2));
        rows.enumerate().for_each(|(pair, ((y_rows, blue), red))| {
            for x in 0..width / 2 {
                let mut sum = [0.0; 3];
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let (px, py) = (2 * x + dx, 2 * pair + dy);
                    let at = [(px as f32 + 0.5) / width as f32, (py as f32 + 0.5) / height as f32];
                    let c = self.pixel(light[py * width + px], at, tables);
                    let y = 16.0 + (0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]) * (219.0 / 255.0);
                    y_rows[dy * width + px] = (y + DITHER[(py & 3) * 4 + (px & 3)]) as u8;
                    sum = [sum[0] + c[0], sum[1] + c[1], sum[2] + c[2]];
                }
                let [r, g, b] = sum.map(|v| v * 0.25);
                let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
                let difference = |v: f32| (128.5 + v * (224.0 / 255.0)).clamp(16.0, 240.0) as u8;
                blue[x] = difference((b - y) / 1.8556);
                red[x] = difference((r - y) / 1.5748);
            }
        });
    }
}

/// Ordered by Bayer, a quarter to three quarters of a step: the mean rounds, neighbours differ.
const DITHER: [f32; 16] = [
    0.05, 0.55, 0.175, 0.675, 0.80, 0.30, 0.925, 0.425, 0.2375, 0.7375, 0.1125, 0.6125, 0.9875, 0.4875,
    0.8625, 0.3625,
];

/// A finished picture's byte as light.
pub(crate) fn light_of(byte: u8) -> f32 {
    static TABLE: OnceLock<Vec<f32>> = OnceLock::new();
    TABLE.get_or_init(|| (0..256).map(|v| srgb_to_linear(v as f32 / 255.0)).collect())[usize::from(byte)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_frame_is_the_picture_it_was() {
        for byte in [0_u8, 1, 16, 77, 128, 200, 254, 255] {
            let c = Develop::Plain.pixel([light_of(byte); 3], [0.5; 2], tables());
            assert!((c[0] - f32::from(byte)).abs() < 0.5, "{byte}: {c:?}");
        }
    }

    #[test]
    fn the_film_is_that_of_still_pictures() {
        for c in [[0.2, 0.4, 0.7], [0.02, 0.01, 0.03], [1.4, 0.9, 0.3], [3.0, 3.0, 2.0]] {
            let expected = curve(c, 1.0).map(|v| linear_to_srgb(v.clamp(0.0, 1.0)) * 255.0);
            let got = Develop::Film { vignette: 0.0 }.pixel(c, [0.5; 2], tables());
            for k in 0..3 {
                assert!((expected[k] - got[k]).abs() < 2.0, "{c:?}: {expected:?} {got:?}");
            }
        }
    }

    #[test]
    fn white_and_black_lie_in_studio_range() {
        let mut frame = Frame::new([2, 2]);
        Develop::Plain.frame(&[[1.0; 3]; 4], 2, &mut frame);
        assert!(frame.planes_mut()[0].iter().all(|y| (234..=236).contains(y)));
        assert_eq!(frame.planes_mut()[1][0], 128);
        Develop::Plain.frame(&[[0.0; 3]; 4], 2, &mut frame);
        assert!(frame.planes_mut()[0].iter().all(|y| (15..=17).contains(y)));
    }
}

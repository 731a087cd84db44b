//! Drawn styles: the painted scene seen through another hand, without any network.
//!
//! Each style is a function of the finished bytes (and, where it draws edges, of the distance of
//! every pixel). Sizes are shares of the picture's height, so a style looks the same at any size.

mod facets;
mod glass;
mod paper;
mod prints;
mod storybook;
mod strokes;

use rayon::prelude::*;

use super::{Painted, Steps, Style};
use crate::StudioError;

/// A picture in sRGB 0..1, for arithmetic.
pub(crate) struct Image {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<[f32; 3]>,
}

impl Image {
    fn new(rgb: &[u8], width: usize, height: usize) -> Self {
        let pixels = rgb.chunks_exact(3).map(|c| [c[0], c[1], c[2]].map(|v| f32::from(v) / 255.0)).collect();
        Image { width, height, pixels }
    }

    fn at(&self, x: i64, y: i64) -> [f32; 3] {
        let x = x.clamp(0, self.width as i64 - 1) as usize;
        let y = y.clamp(0, self.height as i64 - 1) as usize;
        self.pixels[y * self.width + x]
    }

    /// A new image of the same size, each pixel computed on its own.
    fn map(&self, f: impl Fn(usize, usize) -> [f32; 3] + Sync) -> Image {
        let mut pixels = vec![[0.0; 3]; self.pixels.len()];
        pixels.par_chunks_mut(self.width).enumerate().for_each(|(y, row)| {
            for (x, p) in row.iter_mut().enumerate() {
                *p = f(x, y);
            }
        });
        Image { width: self.width, height: self.height, pixels }
    }

    fn bytes(&self) -> Vec<u8> {
        self.pixels.iter().flat_map(|c| c.map(|v| (v * 255.0 + 0.5).clamp(0.0, 255.0) as u8)).collect()
    }

    /// One plane blurred: red 0, green 1, blue 2.
    fn blurred(&self, radius: usize) -> Image {
        let planes: Vec<Vec<f32>> = (0..3)
            .into_par_iter()
            .map(|k| {
                let plane: Vec<f32> = self.pixels.iter().map(|c| c[k]).collect();
                super::canvas::blur(&plane, self.width, self.height, radius)
            })
            .collect();
        let pixels = (0..self.pixels.len()).map(|i| [planes[0][i], planes[1][i], planes[2][i]]).collect();
        Image { width: self.width, height: self.height, pixels }
    }
}

fn luma(c: [f32; 3]) -> f32 {
    0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]
}

fn mix(a: [f32; 3], b: [f32; 3], t: f32) -> [f32; 3] {
    super::palette::mix(a, b, t)
}

/// The painted scene in a drawn style.
///
/// # Errors
/// [`StudioError::Cancelled`] when the watcher stops it.
pub fn draw(painted: Painted, style: Style, seed: u64, steps: &Steps<'_>) -> Result<Vec<u8>, StudioError> {
    steps.check()?;
    if style == Style::Natural {
        return Ok(painted.rgb);
    }
    let (w, h) = (painted.width, painted.height);
    steps.say(0.90, "Drawing in the style", Some(&painted.rgb), [w as u32, h as u32]);
    let image = Image::new(&painted.rgb, w, h);
    let seed = (seed ^ (seed >> 32)) as u32;
    let out = match style {
        Style::Flat => paper::flat(&image, steps)?,
        Style::PaperCut => paper::cut(&image, &painted.depth, seed, steps)?,
        Style::LowPoly => facets::low_poly(&image, seed, steps)?,
        Style::PixelArt => facets::pixel_art(&image),
        Style::Watercolour => strokes::watercolour(&image, seed, steps)?,
        Style::Ink => strokes::ink(&image, &painted.depth, seed, steps)?,
        Style::StainedGlass => glass::leaded(&image, &painted.depth, seed, steps)?,
        Style::Risograph => prints::risograph(&image, seed, steps)?,
        Style::Blueprint => prints::blueprint(&image, &painted.depth, seed, steps)?,
        Style::Synthwave => prints::synthwave(&image, &prints::Ground::of(&painted), steps)?,
        Style::Storybook => storybook::page(&image, &painted.depth, seed, steps)?,
        _ => image,
    };
    steps.check()?;
    Ok(out.bytes())
}

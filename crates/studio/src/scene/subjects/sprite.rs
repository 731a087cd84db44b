//! Drawings as pixels: albedo, coverage, light of their own, and the relief they are lit by.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::drawing::Drawing;
use super::tinting;
use crate::StudioError;
use crate::scene::canvas::blur;
use crate::scene::noise::smooth;
use crate::scene::palette::{Rgb, luma, scale, srgb_to_linear};

/// A rasterised drawing: albedo, coverage, light it gives, and relief normals.
pub struct Sprite {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Linear colour under white light.
    pub albedo: Vec<Rgb>,
    /// Coverage, 0 to 1.
    pub cover: Vec<f32>,
    /// Linear light it gives by itself when lamps are lit.
    pub lights: Vec<Rgb>,
    /// Slope of the surface: right and down.
    pub normal: Vec<[f32; 2]>,
    /// How near the outline, 0 to 1.
    pub rim: Vec<f32>,
}

/// Rasterises a drawing at about this many pixels of height (bounded), as albedo and relief.
///
/// # Errors
/// [`StudioError::Engine`] when it is no SVG.
pub fn rasterise(drawing: &Drawing, pixels: f32) -> Result<Sprite, StudioError> {
    let height = (pixels.ceil() as usize).clamp(8, 1400);
    let width = ((height as f32 * drawing.size[0] / drawing.size[1]).ceil() as usize).max(4);
    let body = pixmap(&drawing.body, drawing.frame, width, height)?;
    let mut cover = vec![0.0; width * height];
    let mut albedo = vec![[0.0; 3]; width * height];
    for (i, p) in body.pixels().iter().enumerate() {
        let c = p.demultiply();
        cover[i] = f32::from(c.alpha()) / 255.0;
        albedo[i] = [c.red(), c.green(), c.blue()].map(|v| srgb_to_linear(f32::from(v) / 255.0));
    }
    let lights = lights(drawing, &albedo, &cover, [width, height])?;
    if let Some(tint) = drawing.dyed {
        tinting::dye(&mut albedo, &cover, tint);
    }
    let short = width.min(height);
    let round = blur(&cover, width, height, (short / 16).max(1));
    let fine = blur(&cover, width, height, (short / 70).max(1));
    let at = |p: &[f32], x: usize, y: usize| p[y.min(height - 1) * width + x.min(width - 1)];
    let mut normal = vec![[0.0; 2]; width * height];
    let mut rim = vec![0.0; width * height];
    for y in 0..height {
        for x in 0..width {
            let k = short as f32 / 7.0 * drawing.relief;
            let slope = |p: &[f32]| {
                [
                    (at(p, x.saturating_sub(1), y) - at(p, x + 1, y)) * k,
                    (at(p, x, y.saturating_sub(1)) - at(p, x, y + 1)) * k,
                ]
            };
            let a = slope(&round);
            let length = (a[0] * a[0] + a[1] * a[1]).sqrt().max(1.0);
            normal[y * width + x] = [a[0] / length, a[1] / length];
            rim[y * width + x] = smooth(0.98, 0.55, at(&fine, x, y)) * cover[y * width + x];
        }
    }
    Ok(Sprite { width, height, albedo, cover, lights, normal, rim })
}

/// The light a drawing gives: what was drawn as light, or the bright parts of one that glows.
fn lights(
    drawing: &Drawing,
    albedo: &[Rgb],
    cover: &[f32],
    [width, height]: [usize; 2],
) -> Result<Vec<Rgb>, StudioError> {
    if drawing.glows && drawing.lights.is_empty() {
        let glow = |(c, a): (&Rgb, &f32)| scale(*c, a * 0.9 * smooth(0.28, 0.75, luma(*c)));
        return Ok(albedo.iter().zip(cover).map(glow).collect());
    }
    if drawing.lights.is_empty() {
        return Ok(vec![[0.0; 3]; width * height]);
    }
    let map = pixmap(&drawing.lights, drawing.frame, width, height)?;
    let linear = |v: u8| srgb_to_linear(f32::from(v) / 255.0) * 1.15;
    Ok(map.pixels().iter().map(|p| [p.red(), p.green(), p.blue()].map(linear)).collect())
}

fn pixmap(body: &str, frame: [f32; 4], width: usize, height: usize) -> Result<Pixmap, StudioError> {
    let fail = |e: String| StudioError::Engine(format!("drawing a subject: {e}"));
    let [x, y, w, h] = frame;
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{x} {y} {w} {h}" width="{w}" height="{h}">{body}</svg>"#
    );
    let tree = Tree::from_str(&svg, &Options::default()).map_err(|e| fail(e.to_string()))?;
    let mut map = Pixmap::new(width as u32, height as u32).ok_or_else(|| fail("no room".to_owned()))?;
    resvg::render(&tree, Transform::from_scale(width as f32 / w, height as f32 / h), &mut map.as_mut());
    Ok(map)
}

/// How high a drawing is covered at its middle column and at its quarter columns, as shares of its height: where
/// something can stand on it. Found on a small copy, so it is quick.
///
/// # Errors
/// [`StudioError::Engine`] when it is no SVG.
pub fn back(drawing: &Drawing) -> Result<f32, StudioError> {
    let height = 48_usize;
    let width = ((height as f32 * drawing.size[0] / drawing.size[1]).ceil() as usize).max(4);
    let map = pixmap(&drawing.body, drawing.frame, width, height)?;
    let top_of = |share: f32| {
        let x = ((width as f32 * share) as usize).min(width - 1);
        (0..height).find(|y| map.pixels()[y * width + x].alpha() > 120).unwrap_or(height)
    };
    let mut tops = [0.48, 0.54, 0.6].map(top_of);
    tops.sort_unstable();
    Ok(1.0 - tops[1] as f32 / height as f32)
}

//! A portrait as part of a scene: a calm backdrop, and the face before it in the scene's light.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::{Portrait, face};
use crate::StudioError;
use crate::scene::canvas::View;
use crate::scene::light::Light;
use crate::scene::noise::{Dice, noise, smooth};
use crate::scene::palette::{Rgb, add, luma, mix, mul, oklch, scale, srgb_to_linear};
use crate::scene::spec::SceneSpec;
use crate::scene::subjects::tinting::hex;

/// Distance of the backdrop and of the face, metres.
const BACKDROP: f32 = 3.0;
const FACE: f32 = 1.0;

/// Paints the backdrop: a wall out of focus, brighter behind the shaded side of the face.
pub fn backdrop(view: &mut View, spec: &SceneSpec, light: &Light, seed: u64) {
    let mut dice = Dice::new(seed, 93);
    let hue = [225.0, 60.0, 160.0, 20.0, 290.0, 195.0][(dice.unit() * 5.99) as usize];
    let wall = match spec.tint {
        Some(tint) => linear(hex(tint).0),
        None => oklch(0.58, 0.05, hue + dice.range(-14.0, 14.0)),
    };
    let tone = room(light);
    let (w, h) = (view.width, view.height);
    let half = view.aspect() * 0.5;
    let seed = seed as u32;
    for y in 0..h {
        for x in 0..w {
            let (u, v) = (view.u(x as f32 + 0.5), (y as f32 + 0.5) / h as f32);
            let (dx, dy) = (u - 0.22 * half, v - 0.42);
            let glow = (-(dx * dx + dy * dy) * 4.2).exp();
            let cloth =
                1.0 + 0.06 * noise(seed, u * 3.0 + 7.0, v * 2.2) + 0.03 * noise(seed ^ 3, u * 9.0, v * 7.0);
            let edge = 1.0 - 0.35 * smooth(0.3, 1.1, (u / half).abs().max((v - 0.45).abs() * 1.6));
            let i = y * w + x;
            view.colour[i] = mul(scale(wall, (0.42 + 0.75 * glow) * cloth * edge), tone);
            view.depth[i] = BACKDROP;
        }
    }
}

/// Paints the face.
///
/// # Errors
/// [`StudioError::Engine`] when the face cannot be rasterised.
pub fn sitter(view: &mut View, portrait: &Portrait, light: &Light, seed: u64) -> Result<(), StudioError> {
    let fail = |e: String| StudioError::Engine(format!("drawing a portrait: {e}"));
    let side = face::SIDE;
    let body = face::svg(portrait, seed);
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">{body}</svg>"#
    );
    let tree = Tree::from_str(&svg, &Options::default()).map_err(|e| fail(e.to_string()))?;
    let (w, h) = (view.width as f32, view.height as f32);
    // In wide pictures the bust fills the height, in tall ones most of the width, always down to the lower edge.
    let size = (h * 0.97).min(w * 1.12);
    let mut map =
        Pixmap::new(view.width as u32, view.height as u32).ok_or_else(|| fail("no room".to_owned()))?;
    let t = Transform::from_scale(size / side, size / side).post_translate((w - size) * 0.5, h - size);
    resvg::render(&tree, t, &mut map.as_mut());
    let tone = room(light);
    for (i, p) in map.pixels().iter().enumerate() {
        let cover = f32::from(p.alpha()) / 255.0;
        if cover < 0.004 {
            continue;
        }
        let c = p.demultiply();
        let albedo = [c.red(), c.green(), c.blue()].map(|v| srgb_to_linear(f32::from(v) / 255.0));
        view.colour[i] = mix(view.colour[i], mul(albedo, tone), cover);
        if cover > 0.5 {
            view.depth[i] = FACE;
        }
    }
    Ok(())
}

/// The scene's light, as much of its colour as leaves skin the colour of skin.
fn room(light: &Light) -> Rgb {
    let sum = add(light.fill, light.key);
    let level = luma(sum).max(0.05);
    let hue = scale(sum, 1.0 / level);
    scale(mix([1.0; 3], hue, 0.45), 0.62 + 0.30 * smooth(0.4, 2.0, level))
}

fn linear(hex: &str) -> Rgb {
    let part = |i: usize| u8::from_str_radix(hex.get(i..i + 2).unwrap_or("80"), 16).unwrap_or(128);
    [1, 3, 5].map(|i| srgb_to_linear(f32::from(part(i)) / 255.0))
}

//! Colour: linear light for all arithmetic, OKLCH for every choice.
//!
//! Palettes are written in OKLCH (lightness, chroma, hue) because equal steps there look equal;
//! a colour outside what a screen can show is brought back by lowering its chroma, which keeps its
//! lightness and hue. Light is then added and multiplied in linear sRGB.
//! Matrices: Björn Ottosson, "A perceptual color space for image processing" (2020).

/// A colour in linear sRGB. Values above one are lights.
pub type Rgb = [f32; 3];

fn oklab_to_linear(l: f32, a: f32, b: f32) -> Rgb {
    let l_ = l + 0.396_337_78 * a + 0.215_803_76 * b;
    let m_ = l - 0.105_561_346 * a - 0.063_854_17 * b;
    let s_ = l - 0.089_484_18 * a - 1.291_485_5 * b;
    let (l3, m3, s3) = (l_ * l_ * l_, m_ * m_ * m_, s_ * s_ * s_);
    [
        4.076_741_7 * l3 - 3.307_711_6 * m3 + 0.230_969_93 * s3,
        -1.268_438 * l3 + 2.609_757_4 * m3 - 0.341_319_4 * s3,
        -0.004_196_086 * l3 - 0.703_418_6 * m3 + 1.707_614_7 * s3,
    ]
}

/// OKLab coordinates (lightness, a, b) of a linear colour.
pub fn to_oklab(c: Rgb) -> [f32; 3] {
    let l = (0.412_221_46 * c[0] + 0.536_332_55 * c[1] + 0.051_445_995 * c[2]).max(0.0).cbrt();
    let m = (0.211_903_5 * c[0] + 0.680_699_5 * c[1] + 0.107_396_96 * c[2]).max(0.0).cbrt();
    let s = (0.088_302_46 * c[0] + 0.281_718_85 * c[1] + 0.629_978_7 * c[2]).max(0.0).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

fn in_gamut(c: Rgb) -> bool {
    c.iter().all(|v| (-0.0005..=1.0005).contains(v))
}

/// A colour from OKLCH: lightness 0..1, chroma 0..about 0.3, hue in degrees. Chroma is lowered
/// until the colour can be shown.
pub fn oklch(lightness: f32, chroma: f32, hue: f32) -> Rgb {
    let (sin, cos) = hue.to_radians().sin_cos();
    let at = |c: f32| oklab_to_linear(lightness, c * cos, c * sin);
    let full = at(chroma);
    if in_gamut(full) {
        return full.map(|v| v.clamp(0.0, 1.0));
    }
    let (mut low, mut high) = (0.0, chroma);
    for _ in 0..16 {
        let mid = (low + high) * 0.5;
        if in_gamut(at(mid)) { low = mid } else { high = mid }
    }
    at(low).map(|v| v.clamp(0.0, 1.0))
}

/// The linear value of an sRGB byte scaled to 0..1.
pub fn srgb_to_linear(v: f32) -> f32 {
    if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
}

/// The sRGB value (0..1) of a linear one.
pub fn linear_to_srgb(v: f32) -> f32 {
    if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 }
}

/// Linear blend.
#[inline]
pub fn mix(a: Rgb, b: Rgb, t: f32) -> Rgb {
    [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]
}

/// Sum.
#[inline]
pub fn add(a: Rgb, b: Rgb) -> Rgb {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

/// Product, as light on a surface.
#[inline]
pub fn mul(a: Rgb, b: Rgb) -> Rgb {
    [a[0] * b[0], a[1] * b[1], a[2] * b[2]]
}

/// Brighter or darker.
#[inline]
pub fn scale(a: Rgb, k: f32) -> Rgb {
    [a[0] * k, a[1] * k, a[2] * k]
}

/// Luminance of a linear colour (Rec. 709 weights).
#[inline]
pub fn luma(a: Rgb) -> f32 {
    0.2126 * a[0] + 0.7152 * a[1] + 0.0722 * a[2]
}

/// Mixes towards grey of the same luminance: 0 keeps the colour, 1 removes it.
pub fn fade(a: Rgb, t: f32) -> Rgb {
    let y = luma(a);
    mix(a, [y, y, y], t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_oklch_colour_can_be_shown() {
        for l in 0..=10 {
            for h in 0..36 {
                let c = oklch(l as f32 / 10.0, 0.4, h as f32 * 10.0);
                assert!(c.iter().all(|v| (0.0..=1.0).contains(v)), "{l} {h} {c:?}");
            }
        }
    }

    #[test]
    fn oklab_round_trips() {
        let c = [0.2, 0.5, 0.7];
        let [l, a, b] = to_oklab(c);
        let back = oklab_to_linear(l, a, b);
        for i in 0..3 {
            assert!((back[i] - c[i]).abs() < 1e-3);
        }
    }
}

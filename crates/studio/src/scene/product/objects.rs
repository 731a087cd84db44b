//! The objects of product shots, as solids with materials.

use super::super::noise::Dice;
use super::super::palette::{Rgb, luma, mix, mul, oklch, scale};
use super::super::solids::{Solid, Vec3};
use super::super::spec::Object;

/// What a solid is made of.
#[derive(Clone, Copy)]
pub(super) struct Material {
    pub(super) albedo: Rgb,
    /// How much mirrors at a right angle.
    pub(super) gloss: f32,
    /// How soft the mirroring is: 0 sharp, 1 dull.
    pub(super) rough: f32,
    pub(super) metal: bool,
    /// Share of light that goes through.
    pub(super) glass: f32,
    pub(super) glow: Rgb,
}

pub(super) fn matt(albedo: Rgb) -> Material {
    Material { albedo, gloss: 0.04, rough: 0.5, metal: false, glass: 0.0, glow: [0.0; 3] }
}

fn glazed(albedo: Rgb) -> Material {
    Material { gloss: 0.06, rough: 0.05, ..matt(albedo) }
}

fn metal(albedo: Rgb) -> Material {
    Material { gloss: 0.9, rough: 0.22, metal: true, ..matt(albedo) }
}

fn glass(tint: Rgb) -> Material {
    Material { gloss: 0.05, rough: 0.0, glass: 0.86, ..matt(tint) }
}

/// An object's solids on their foot. `own` is the colour that was asked for.
pub(super) fn object_of(
    object: Object,
    own: Option<Rgb>,
    hue: f32,
    at: Vec3,
    dice: &mut Dice,
) -> Vec<(Solid, Material)> {
    let usual = |l: f32, c: f32, turn: f32| own.unwrap_or(oklch(l, c, hue + turn));
    let gold = metal(oklch(0.80, 0.10, 82.0));
    let turned = |lift: f32, k: f32, profile: &[[f32; 2]]| {
        let profile: Vec<[f32; 2]> = profile.iter().map(|p| [p[0] * k, p[1] * k]).collect();
        Solid::turned([at[0], at[1] + lift, at[2]], &profile)
    };
    let paper = matt(oklch(0.94, 0.012, 85.0));
    match object {
        Object::Bottle => vec![
            (
                turned(
                    0.0,
                    1.0,
                    &[
                        [0.0, 0.01],
                        [0.23, 0.01],
                        [0.25, 0.04],
                        [0.255, 0.12],
                        [0.255, 0.74],
                        [0.245, 0.82],
                        [0.20, 0.92],
                        [0.13, 1.00],
                        [0.092, 1.08],
                        [0.085, 1.18],
                        [0.085, 1.30],
                    ],
                ),
                glass(own.unwrap_or(oklch(0.62, 0.10, 150.0))),
            ),
            (turned(0.0, 1.0, &[[0.258, 0.28], [0.258, 0.64]]), paper),
            (turned(0.0, 1.0, &[[0.2595, 0.42], [0.2595, 0.435]]), gold),
            (
                turned(0.0, 1.0, &[[0.092, 1.22], [0.098, 1.23], [0.098, 1.37], [0.09, 1.39], [0.0, 1.39]]),
                metal(usual(0.42, 0.06, 180.0)),
            ),
        ],
        Object::Flacon => {
            let (w, d, h) = (0.36, 0.17, 0.68);
            let juice = own.unwrap_or(oklch(0.84, 0.10, 62.0));
            vec![
                (
                    Solid::block([at[0] - w, at[1], at[2] - d], [at[0] + w, at[1] + h, at[2] + d]),
                    glass(mix(juice, [0.95; 3], 0.45)),
                ),
                (
                    Solid::block(
                        [at[0] - w * 0.86, at[1] + 0.07, at[2] - d * 0.7],
                        [at[0] + w * 0.86, at[1] + h * 0.80, at[2] + d * 0.7],
                    ),
                    Material { glass: 0.72, ..glass(juice) },
                ),
                (
                    Solid::block(
                        [at[0] - 0.15, at[1] + 0.20, at[2] - d - 0.004],
                        [at[0] + 0.15, at[1] + 0.43, at[2] - d],
                    ),
                    paper,
                ),
                (
                    Solid::block(
                        [at[0] - 0.11, at[1] + 0.335, at[2] - d - 0.006],
                        [at[0] + 0.11, at[1] + 0.345, at[2] - d],
                    ),
                    gold,
                ),
                (
                    Solid::block(
                        [at[0] - 0.07, at[1] + 0.29, at[2] - d - 0.006],
                        [at[0] + 0.07, at[1] + 0.296, at[2] - d],
                    ),
                    gold,
                ),
                (turned(h, 1.0, &[[0.0, 0.0], [0.10, 0.0], [0.10, 0.08], [0.0, 0.08]]), gold),
                (
                    turned(
                        h + 0.08,
                        1.0,
                        &[[0.0, 0.0], [0.135, 0.0], [0.14, 0.01], [0.14, 0.25], [0.13, 0.27], [0.0, 0.27]],
                    ),
                    gold,
                ),
            ]
        }
        Object::Cup => {
            let glaze = glazed(usual(0.72, 0.10, 150.0));
            let mut parts = vec![
                (
                    turned(
                        0.0,
                        1.25,
                        &[
                            [0.0, 0.0],
                            [0.16, 0.0],
                            [0.20, 0.02],
                            [0.235, 0.09],
                            [0.26, 0.22],
                            [0.27, 0.42],
                            [0.268, 0.43],
                            [0.255, 0.43],
                            [0.25, 0.40],
                            [0.24, 0.22],
                            [0.20, 0.09],
                            [0.0, 0.06],
                        ],
                    ),
                    glaze,
                ),
                (turned(0.0, 1.25, &[[0.0, 0.37], [0.248, 0.37]]), glazed(oklch(0.33, 0.06, 50.0))),
            ];
            // The handle: a chain of balls close enough to be one.
            for k in 0..22 {
                let a = -1.25 + 2.5 * k as f32 / 21.0;
                let p = [at[0] + 0.315 + a.cos() * 0.19, at[1] + 0.29 + a.sin() * 0.19, at[2] - 0.02];
                parts.push((Solid::ball(p, 0.040), glaze));
            }
            parts
        }
        Object::Bowl => vec![(
            turned(
                0.0,
                1.35,
                &[
                    [0.0, 0.0],
                    [0.13, 0.0],
                    [0.14, 0.03],
                    [0.25, 0.11],
                    [0.33, 0.22],
                    [0.365, 0.32],
                    [0.36, 0.33],
                    [0.35, 0.33],
                    [0.31, 0.22],
                    [0.22, 0.12],
                    [0.0, 0.06],
                ],
            ),
            glazed(usual(0.66, 0.11, 140.0)),
        )],
        Object::Vase => vec![(
            turned(
                0.0,
                1.0,
                &[
                    [0.0, 0.0],
                    [0.16, 0.0],
                    [0.19, 0.04],
                    [0.28, 0.20],
                    [0.34, 0.40],
                    [0.345, 0.52],
                    [0.30, 0.70],
                    [0.20, 0.86],
                    [0.125, 0.98],
                    [0.105, 1.08],
                    [0.12, 1.18],
                    [0.165, 1.26],
                    [0.16, 1.27],
                    [0.11, 1.18],
                    [0.09, 1.08],
                ],
            ),
            glazed(usual(0.64, 0.10, 150.0)),
        )],
        Object::Jar => vec![
            (
                turned(
                    0.0,
                    1.2,
                    &[
                        [0.0, 0.0],
                        [0.26, 0.0],
                        [0.29, 0.03],
                        [0.30, 0.10],
                        [0.30, 0.30],
                        [0.285, 0.36],
                        [0.0, 0.36],
                    ],
                ),
                Material { glass: 0.35, ..glazed(usual(0.80, 0.07, 20.0)) },
            ),
            (turned(0.0, 1.2, &[[0.302, 0.10], [0.302, 0.26]]), paper),
            (turned(0.0, 1.2, &[[0.303, 0.17], [0.303, 0.18]]), gold),
            (
                turned(
                    0.43,
                    1.2,
                    &[[0.0, 0.0], [0.30, 0.0], [0.305, 0.01], [0.305, 0.15], [0.29, 0.17], [0.0, 0.17]],
                ),
                gold,
            ),
        ],
        Object::Tube => vec![
            (
                turned(0.0, 1.0, &[[0.0, 0.0], [0.15, 0.0], [0.155, 0.01], [0.155, 0.42], [0.0, 0.42]]),
                metal(oklch(0.40, 0.02, 260.0)),
            ),
            (turned(0.42, 1.0, &[[0.0, 0.0], [0.13, 0.0], [0.13, 0.22], [0.0, 0.22]]), gold),
            (
                turned(0.64, 1.0, &[[0.10, 0.0], [0.10, 0.26], [0.085, 0.33], [0.04, 0.37], [0.0, 0.38]]),
                glazed(own.unwrap_or(oklch(0.52, 0.20, 20.0))),
            ),
        ],
        Object::Can => vec![
            (
                turned(
                    0.0,
                    1.25,
                    &[
                        [0.0, 0.02],
                        [0.19, 0.02],
                        [0.21, 0.0],
                        [0.225, 0.02],
                        [0.25, 0.07],
                        [0.25, 0.70],
                        [0.225, 0.76],
                        [0.22, 0.78],
                        [0.0, 0.77],
                    ],
                ),
                metal(mix(usual(0.62, 0.16, 0.0), [0.8; 3], 0.15)),
            ),
            (
                turned(0.0, 1.25, &[[0.2515, 0.20], [0.2515, 0.54]]),
                Material { rough: 0.3, ..glazed(paper.albedo) },
            ),
            (turned(0.0, 1.25, &[[0.253, 0.34], [0.253, 0.40]]), metal(usual(0.62, 0.16, 0.0))),
        ],
        Object::Carton => {
            let card = matt(usual(0.72, 0.09, 30.0));
            let ribbon = matt(oklch(0.93, 0.02, 85.0));
            let (w, h) = (0.40, 0.58);
            let lid = at[1] + h;
            vec![
                (
                    Solid::block([at[0] - w, at[1], at[2] - w * 0.85], [at[0] + w, lid, at[2] + w * 0.85]),
                    card,
                ),
                (
                    Solid::block(
                        [at[0] - w - 0.02, lid - 0.14, at[2] - w * 0.85 - 0.02],
                        [at[0] + w + 0.02, lid + 0.02, at[2] + w * 0.85 + 0.02],
                    ),
                    card,
                ),
                (
                    Solid::block(
                        [at[0] - 0.05, at[1], at[2] - w * 0.85 - 0.026],
                        [at[0] + 0.05, lid + 0.026, at[2] + w * 0.85 + 0.026],
                    ),
                    ribbon,
                ),
                (
                    Solid::leaf(
                        [at[0], lid + 0.03, at[2] - 0.05],
                        [at[0] - 0.24, lid + 0.16, at[2] - 0.10],
                        0.07,
                        0.035,
                    ),
                    ribbon,
                ),
                (
                    Solid::leaf(
                        [at[0], lid + 0.03, at[2] - 0.05],
                        [at[0] + 0.24, lid + 0.16, at[2] - 0.10],
                        0.07,
                        0.035,
                    ),
                    ribbon,
                ),
                (Solid::ball([at[0], lid + 0.05, at[2] - 0.06], 0.05), ribbon),
            ]
        }
        Object::Sphere => {
            let (r, second) = (0.46, 0.16);
            let ball = match own {
                Some(colour) => glazed(colour),
                None if dice.chance(0.5) => metal(oklch(0.84, 0.05, hue)),
                None => glazed(oklch(0.66, 0.14, hue + 160.0)),
            };
            vec![
                (Solid::ball([at[0] - 0.06, at[1] + r, at[2]], r), ball),
                (Solid::ball([at[0] + 0.42, at[1] + second, at[2] - 0.22], second), gold),
            ]
        }
        Object::Candle => vec![
            (
                turned(
                    0.0,
                    1.2,
                    &[
                        [0.0, 0.0],
                        [0.25, 0.0],
                        [0.265, 0.02],
                        [0.265, 0.52],
                        [0.255, 0.52],
                        [0.25, 0.44],
                        [0.0, 0.44],
                    ],
                ),
                Material { glow: scale([1.0, 0.5, 0.2], 0.05), ..glazed(usual(0.86, 0.045, 30.0)) },
            ),
            (turned(0.0, 1.2, &[[0.266, 0.14], [0.266, 0.34]]), paper),
            (turned(0.53, 1.0, &[[0.012, 0.0], [0.012, 0.11], [0.0, 0.11]]), matt(oklch(0.25, 0.02, 60.0))),
            (
                turned(0.61, 1.0, &[[0.0, 0.0], [0.035, 0.04], [0.045, 0.09], [0.03, 0.17], [0.0, 0.25]]),
                Material { glow: scale([1.0, 0.70, 0.30], 2.6), gloss: 0.0, ..matt([0.0; 3]) },
            ),
        ],
        Object::Lamp => {
            let shade = usual(0.90, 0.05, 60.0);
            vec![
                (
                    turned(0.0, 1.0, &[[0.0, 0.0], [0.20, 0.0], [0.20, 0.03], [0.05, 0.06], [0.03, 0.10]]),
                    gold,
                ),
                (
                    turned(
                        0.08,
                        1.0,
                        &[[0.03, 0.0], [0.12, 0.10], [0.15, 0.22], [0.11, 0.36], [0.04, 0.46], [0.025, 0.60]],
                    ),
                    glazed(usual(0.60, 0.08, 200.0)),
                ),
                (
                    turned(0.60, 1.0, &[[0.42, 0.0], [0.25, 0.50]]),
                    Material {
                        glow: scale(mul(shade, [1.0, 0.80, 0.55]), 0.85 / luma(shade).max(0.2)),
                        ..matt(shade)
                    },
                ),
            ]
        }
    }
}

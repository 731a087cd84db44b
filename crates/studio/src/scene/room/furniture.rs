//! What stands in a room: a laid table with a chair, plants, a lamp.

use super::super::noise::Dice;
use super::super::palette::{Rgb, luma, oklch, scale};
use super::super::solids::Solid;
use super::super::solids::Vec3;
use super::{BACK, Room};

/// How a solid looks.
#[derive(Clone, Copy)]
pub(super) struct Coat {
    pub(super) albedo: Rgb,
    pub(super) gloss: f32,
    pub(super) glow: Rgb,
}

fn coat(albedo: Rgb) -> Coat {
    Coat { albedo, gloss: 0.0, glow: [0.0; 3] }
}

impl Room {
    /// Puts the furniture where it stands.
    pub(super) fn furnish(&mut self, dice: &mut Dice, hue: f32) {
        let side = self.side;
        let wood = oklch(0.55, 0.075, 58.0);
        let china = Coat { gloss: 0.35, ..coat(oklch(0.90, 0.02, hue)) };
        let (tx, tz) = ((self.window[0] + self.window[1]) * 0.5 - side * 0.12, 3.55);
        let (wide, deep, high) = (0.72, 0.42, 0.74);
        let varnish = Coat { gloss: 0.16, ..coat(wood) };
        let mut table =
            vec![(Solid::block([tx - wide, high - 0.045, tz - deep], [tx + wide, high, tz + deep]), varnish)];
        for (dx, dz) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
            let (x, z) = (tx + dx * (wide - 0.07), tz + dz * (deep - 0.07));
            table.push((
                Solid::block([x - 0.028, 0.0, z - 0.028], [x + 0.028, high - 0.04, z + 0.028]),
                varnish,
            ));
        }
        self.put(table);
        let cup = [
            [0.0, 0.0],
            [0.034, 0.0],
            [0.048, 0.02],
            [0.052, 0.095],
            [0.047, 0.095],
            [0.042, 0.02],
            [0.0, 0.016],
        ];
        let bowl = [
            [0.0, 0.0],
            [0.06, 0.0],
            [0.06, 0.012],
            [0.12, 0.045],
            [0.155, 0.10],
            [0.147, 0.10],
            [0.11, 0.05],
            [0.0, 0.025],
        ];
        let bx = tx + side * 0.30;
        let mut laid = vec![
            (Solid::turned([tx - side * 0.22, high, tz - 0.16], &cup), china),
            (
                Solid::turned([bx, high, tz - 0.02], &bowl),
                Coat { gloss: 0.4, ..coat(oklch(0.50, 0.09, hue + 160.0)) },
            ),
        ];
        for (k, h) in [(0, 52.0), (1, 30.0), (2, 125.0), (3, 60.0)] {
            let (a, r) = (k as f32 * 1.7 + dice.unit(), 0.062);
            let at =
                [bx + a.cos() * 0.052, high + 0.095 + 0.012 * (k % 2) as f32, tz - 0.02 + a.sin() * 0.052];
            laid.push((Solid::ball(at, r * 0.82), Coat { gloss: 0.22, ..coat(oklch(0.68, 0.16, h)) }));
        }
        for (k, (l, c, h)) in [(0.42, 0.08, 25.0), (0.60, 0.05, 85.0)].into_iter().enumerate() {
            let y = high + 0.032 * k as f32;
            let x = tx - side * 0.46;
            let low = [x - 0.13 + 0.02 * k as f32, y, tz - 0.10];
            laid.push((Solid::block(low, [x + 0.13, y + 0.03, tz + 0.10]), coat(oklch(l, c, h))));
        }
        self.put(laid);
        self.put(chair([tx + side * 0.10, 0.0, tz - 0.72], oklch(0.60, 0.07, 62.0)));
        self.put(plant([-side * (self.half - 0.55), 0.0, BACK - 0.95], 1.0, dice));
        let sill = (self.window[0] + self.window[1]) * 0.5 + side * (self.window[1] - self.window[0]) * 0.36;
        self.put(plant([sill, 0.90, BACK - 0.10], 0.26, dice));
        let [x, _, z] = self.lamp_at;
        let brass = Coat { gloss: 0.5, ..coat(oklch(0.62, 0.08, 80.0)) };
        self.put(vec![
            (Solid::turned([x, 0.0, z], &[[0.0, 0.03], [0.15, 0.03], [0.15, 0.0]]), brass),
            (Solid::turned([x, 0.0, z], &[[0.013, 0.02], [0.013, 1.50]]), brass),
            (
                Solid::turned([x, 1.45, z], &[[0.24, 0.0], [0.15, 0.33]]),
                Coat {
                    glow: scale([1.0, 0.74, 0.46], 1.9 * luma(self.lamp)),
                    ..coat(oklch(0.92, 0.03, 85.0))
                },
            ),
        ]);
    }
}

/// A wooden chair seen from behind or the side.
fn chair(at: Vec3, wood: Rgb) -> Vec<(Solid, Coat)> {
    let c = Coat { gloss: 0.12, ..coat(wood) };
    let block = |x0: f32, x1: f32, y0: f32, y1: f32, z0: f32, z1: f32| {
        (Solid::block([at[0] + x0, y0, at[2] + z0], [at[0] + x1, y1, at[2] + z1]), c)
    };
    vec![
        block(-0.21, 0.21, 0.43, 0.465, -0.20, 0.22),
        block(-0.20, -0.165, 0.0, 0.92, -0.20, -0.165),
        block(0.165, 0.20, 0.0, 0.92, -0.20, -0.165),
        block(-0.20, -0.165, 0.0, 0.43, 0.18, 0.215),
        block(0.165, 0.20, 0.0, 0.43, 0.18, 0.215),
        block(-0.20, 0.20, 0.80, 0.90, -0.195, -0.17),
        block(-0.20, 0.20, 0.62, 0.68, -0.195, -0.17),
    ]
}

/// A plant in a pot, this large.
fn plant(at: Vec3, size: f32, dice: &mut Dice) -> Vec<(Solid, Coat)> {
    let k = size * 0.9;
    let pot: Vec<[f32; 2]> = [
        [0.0, 0.0],
        [0.15, 0.0],
        [0.20, 0.30],
        [0.215, 0.30],
        [0.215, 0.36],
        [0.18, 0.36],
        [0.17, 0.30],
        [0.0, 0.30],
    ]
    .iter()
    .map(|p| [p[0] * k, p[1] * k])
    .collect();
    let mut things = vec![(Solid::turned(at, &pot), Coat { gloss: 0.1, ..coat(oklch(0.62, 0.10, 42.0)) })];
    let root = [at[0], at[1] + 0.32 * k, at[2]];
    for i in 0..20 {
        let a = i as f32 * 2.4 + dice.range(-0.3, 0.3);
        let lift = 0.25 + 1.05 * (1.0 - i as f32 / 20.0) + dice.range(-0.1, 0.1);
        let out = 0.16 + 0.34 * (i as f32 / 20.0) + dice.range(0.0, 0.10);
        let stem = [
            root[0] + a.cos() * out * 0.35 * k,
            root[1] + lift * 0.45 * k,
            root[2] + a.sin() * out * 0.35 * k,
        ];
        let tip = [
            root[0] + a.cos() * (out + 0.30) * k,
            root[1] + lift * 0.72 * k + 0.04,
            root[2] + a.sin() * (out + 0.30) * k,
        ];
        let green = oklch(0.48 + 0.14 * dice.unit(), 0.10, 138.0 + dice.range(-10.0, 8.0));
        things.push((Solid::leaf(stem, tip, 0.085 * k, 0.012 * k), Coat { gloss: 0.25, ..coat(green) }));
    }
    things
}

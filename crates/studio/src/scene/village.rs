//! A village: houses with gables along a lane, and a church, each a solid that rays meet.

use rayon::prelude::*;

use super::canvas::View;
use super::compose::Composition;
use super::light::Light;
use super::noise::{Dice, fbm, hash01, noise, smooth};
use super::palette::{Rgb, add, mix, mul, oklch, scale};
use super::solids::{Shape, Solid, Vec3, along, unit};
use super::spec::{Biome, SceneSpec, Season, Weather};

/// Where the village lies, metres away.
const FROM: f32 = 58.0;
const TO: f32 = 250.0;

/// Houses of one picture, farthest first.
pub struct Houses {
    houses: Vec<House>,
    snowy: bool,
}

struct House {
    solid: Solid,
    /// Middle of its foot.
    at: Vec3,
    /// Cosine and sine of its turn.
    turn: [f32; 2],
    wide: f32,
    wall: f32,
    plaster: Rgb,
    roof: Rgb,
    form: Form,
    seed: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    House,
    Tower,
    Spire,
    Chimney,
}

/// How far right of the viewer the lane runs at a distance, metres.
pub(crate) fn lane(side: f32, z: f32) -> f32 {
    -side * (z * 0.10 * (z / 62.0).sin() * smooth(330.0, 120.0, z) + 3.0)
}

/// Whether houses may stand at a place, so that nothing grows there.
pub(crate) fn is_built(comp: &Composition, x: f32, z: f32) -> bool {
    (FROM - 8.0..TO + 20.0).contains(&z) && (x - lane(comp.land.side, z)).abs() < 34.0
}

impl Houses {
    /// Chooses where houses stand; none where the scene is no village.
    pub fn new(spec: &SceneSpec, comp: &Composition, seed: u64) -> Houses {
        let snowy = spec.weather == Weather::Snow || spec.season == Season::Winter;
        let mut village = Houses { houses: Vec::new(), snowy };
        if spec.biome != Biome::Village {
            return village;
        }
        let mut dice = Dice::new(seed, 231);
        let mut taken: Vec<[f32; 2]> = Vec::new();
        village.church(comp, &mut dice, &mut taken);
        for _ in 0..150 {
            let z = FROM * (TO / FROM).powf(dice.unit());
            let off = dice.range(6.5, 31.0) * if dice.chance(0.5) { 1.0 } else { -1.0 };
            let x = lane(comp.land.side, z) + off;
            let wide = dice.range(6.5, 10.5);
            let (wall, steep) = (dice.range(3.0, 5.4), dice.range(0.75, 1.15));
            let turn =
                if dice.chance(0.6) { dice.range(-0.35, 0.35) } else { 1.57 + dice.range(-0.35, 0.35) };
            if taken.iter().any(|t| (t[0] - x).powi(2) + (t[1] - z).powi(2) < 155.0) {
                continue;
            }
            let Some(y) = foot(comp, x, z, wide) else { continue };
            taken.push([x, z]);
            let plaster = [
                oklch(0.90, 0.03, 85.0),
                oklch(0.84, 0.055, 78.0),
                oklch(0.80, 0.06, 50.0),
                oklch(0.86, 0.025, 230.0),
                oklch(0.72, 0.035, 70.0),
                oklch(0.84, 0.05, 105.0),
            ][(dice.unit() * 5.99) as usize];
            let roof = oklch(0.50 + 0.06 * dice.unit(), 0.105, 36.0 + dice.range(-8.0, 10.0));
            village.house(([x, y, z], turn), [wide, wide * 0.72], [wall, steep], [plaster, roof], &mut dice);
        }
        village.houses.sort_by(|a, b| b.at[2].total_cmp(&a.at[2]));
        village
    }

    fn house(
        &mut self,
        (at, turn): (Vec3, f32),
        [wide, deep]: [f32; 2],
        [wall, steep]: [f32; 2],
        [plaster, roof]: [Rgb; 2],
        dice: &mut Dice,
    ) {
        let (sin, cos) = turn.sin_cos();
        let solid = gabled(at, [cos, sin], [wide, deep], wall, steep);
        let seed = dice.bits() as u32;
        let house = House { solid, at, turn: [cos, sin], wide, wall, plaster, roof, form: Form::House, seed };
        let ridge = wall + deep * 0.5 * steep;
        let out = wide * dice.range(0.18, 0.32);
        let foot = [at[0] + cos * out, at[1] + wall, at[2] + sin * out];
        let stack = Solid::block(
            [foot[0] - 0.38, foot[1], foot[2] - 0.38],
            [foot[0] + 0.38, at[1] + ridge + 0.75, foot[2] + 0.38],
        );
        let chimney = House {
            solid: stack,
            plaster: oklch(0.52, 0.07, 38.0),
            form: Form::Chimney,
            at: [at[0], at[1], at[2] - 0.01],
            ..house.like()
        };
        self.houses.push(house);
        self.houses.push(chimney);
    }

    fn church(&mut self, comp: &Composition, dice: &mut Dice, taken: &mut Vec<[f32; 2]>) {
        let z = dice.range(132.0, 160.0);
        let x = lane(comp.land.side, z) + comp.land.side * -11.0;
        let Some(y) = foot(comp, x, z, 14.0) else { return };
        taken.extend([[x, z], [x + 9.0, z + 4.0], [x - 9.0, z - 2.0]]);
        let (stone, slate) = (oklch(0.88, 0.025, 85.0), oklch(0.46, 0.035, 250.0));
        self.house(
            ([x + 8.5, y, z + 2.0], 0.12),
            [17.0, 9.5],
            [7.0, 1.25],
            [stone, oklch(0.50, 0.09, 36.0)],
            dice,
        );
        let (half, tall, tip) = (2.6, 18.0, 12.5);
        let tower = Solid::block([x - half, y - 1.0, z - half], [x + half, y + tall, z + half]);
        let base = House {
            solid: tower,
            at: [x, y, z - 3.0],
            turn: [1.0, 0.0],
            wide: half * 2.0,
            wall: tall,
            plaster: stone,
            roof: slate,
            form: Form::Tower,
            seed: dice.bits() as u32,
        };
        let top = [x, y + tall + tip, z];
        let lean = half * 1.12 / tip;
        let planes = [[1.0, lean, 0.0], [-1.0, lean, 0.0], [0.0, lean, 1.0], [0.0, lean, -1.0]];
        let mut planes: Vec<(Vec3, f32)> = planes.into_iter().map(|n| plane(unit(n), top)).collect();
        planes.push(plane([0.0, -1.0, 0.0], [x, y + tall, z]));
        let r = half * 1.2;
        let held = ([x - r, y + tall, z - r], [x + r, y + tall + tip, z + r]);
        let spire =
            House { solid: Solid::new(Shape::Cut(planes), Some(held)), form: Form::Spire, ..base.like() };
        self.houses.push(base);
        self.houses.push(spire);
    }

    /// Draws the houses into a view, the picture's or the mirror's.
    pub fn paint(&self, view: &mut View, light: &Light, stop: &(dyn Fn() -> bool + Sync)) {
        for house in &self.houses {
            if stop() {
                return;
            }
            if view.eye > 0.0 && house.form == Form::House {
                self.shade_ground(view, house, light);
            }
            self.draw(view, house, light);
        }
    }

    fn draw(&self, view: &mut View, house: &House, light: &Light) {
        let (low, high) = house.solid.held();
        let corners = [low, high].into_iter().flat_map(|a| {
            [low, high]
                .into_iter()
                .flat_map(move |b| [low, high].into_iter().map(move |c| [a[0], b[1], c[2]]))
        });
        let (mut x0, mut x1, mut y0, mut y1) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
        for c in corners {
            let (x, y) = view.project(c[0], c[1], c[2].max(1.0));
            (x0, x1, y0, y1) = (x0.min(x), x1.max(x), y0.min(y), y1.max(y));
        }
        let (w, h) = (view.width, view.height);
        let (x0, x1) = (x0.max(0.0) as usize, (x1.ceil().max(0.0) as usize).min(w));
        let (y0, y1) = (y0.max(0.0) as usize, (y1.ceil().max(0.0) as usize).min(h));
        if x0 >= x1 || y0 >= y1 {
            return;
        }
        let (eye, lens, horizon) = (view.eye, view.lens, view.horizon);
        let rows = h as f32;
        let colours = view.colour[y0 * w..y1 * w].par_chunks_mut(w);
        colours.zip(view.depth[y0 * w..y1 * w].par_chunks_mut(w)).enumerate().for_each(
            |(r, (row, depth))| {
                for x in x0..x1 {
                    let (mut sum, mut cover, mut near) = ([0.0; 3], 0.0, 0.0);
                    for (ox, oy) in [(0.25, 0.7), (0.75, 0.3), (0.4, 0.1), (0.6, 0.9)] {
                        let u = (x as f32 + ox - w as f32 * 0.5) / rows;
                        let v = ((y0 + r) as f32 + oy) / rows - horizon;
                        let d = [u / lens, -v / lens, 1.0];
                        let origin = [0.0, eye, 0.0];
                        if let Some((t, n, part)) = house.solid.meet(origin, d, 1.0, 4_000.0) {
                            if depth[x] < t - 7.0 {
                                continue;
                            }
                            let c = self.surface(house, along(origin, d, t), n, part, light);
                            (sum, cover, near) = (add(sum, light.veil(c, u, t)), cover + 0.25, t);
                        }
                    }
                    if cover > 0.0 {
                        row[x] = mix(row[x], scale(sum, 0.25 / cover), cover);
                        if cover > 0.5 {
                            depth[x] = near;
                        }
                    }
                }
            },
        );
    }

    fn surface(&self, house: &House, p: Vec3, n: Vec3, part: usize, light: &Light) -> Rgb {
        let d = [p[0] - house.at[0], p[2] - house.at[2]];
        let [cos, sin] = house.turn;
        let (a, b) = (d[0] * cos + d[1] * sin, d[1] * cos - d[0] * sin);
        let up = p[1] - house.at[1];
        let lit = light.on(n, 1.0);
        let is_roof = match house.form {
            Form::House => n[1] > 0.2,
            Form::Spire => true,
            _ => n[1] > 0.5,
        };
        if is_roof {
            let tiles = 0.86
                + 0.16 * (up * 7.0).fract()
                + 0.14 * hash01(house.seed, (a * 2.2) as i32, (up * 7.0) as i32);
            let worn = 1.0 + 0.22 * fbm(house.seed ^ 3, a * 0.7, up, 3);
            let mut c = scale(house.roof, tiles * worn);
            if self.snowy && n[1] > 0.25 {
                c = mix(
                    c,
                    oklch(0.95, 0.012, 240.0),
                    smooth(-0.5, 0.1, 0.25 + noise(house.seed ^ 4, a * 0.8, up)),
                );
            }
            return mul(c, lit);
        }
        let grime =
            0.90 + 0.12 * fbm(house.seed ^ 5, (a + b) * 0.9, up * 0.7, 3) - 0.16 * smooth(0.9, 0.0, up);
        let wall = mul(scale(house.plaster, grime), lit);
        if house.form == Form::Chimney {
            return wall;
        }
        // Along the wall that was met: gables are the first two planes.
        let (run, wide) =
            if house.form == Form::House && part < 2 { (b, house.wide * 0.72) } else { (a, house.wide) };
        let run = if house.form == Form::Tower { if n[0].abs() > 0.5 { d[1] } else { d[0] } } else { run };
        self.windows(house, wall, run, wide, up, part, light)
    }

    #[allow(clippy::too_many_arguments)]
    fn windows(
        &self,
        house: &House,
        wall: Rgb,
        run: f32,
        wide: f32,
        up: f32,
        part: usize,
        light: &Light,
    ) -> Rgb {
        let tower = house.form == Form::Tower;
        let storey = if tower { 6.0 } else { 2.7 };
        let columns = if tower { 1.0 } else { (wide / 2.5).floor().max(2.0) };
        let place = (run / wide + 0.5) * columns;
        let (column, x) = (place.floor(), place.fract());
        let (row, y) = ((up / storey).floor(), (up / storey).fract());
        let (half, low, high) = if tower { (0.13, 0.45, 0.80) } else { (0.17, 0.34, 0.78) };
        if up < 0.0 || up > house.wall - 0.25 || tower && row < 1.0 {
            return wall;
        }
        let id = hash01(house.seed ^ 11, column as i32 + 13 * part as i32, row as i32);
        let door = !tower && row < 1.0 && part == 2 && column == (columns * 0.5).floor();
        let off = (x - 0.5).abs();
        if door && off < 0.17 && y < 0.78 {
            return scale(mul(oklch(0.42, 0.07, 40.0 + 200.0 * id), light.on([0.0, 0.1, -1.0], 0.8)), 0.85);
        }
        if door || off > half + 0.10 || y < low - 0.05 || y > high + 0.05 {
            return wall;
        }
        if off > half {
            // Shutters.
            let shutter = oklch(0.48, 0.06, 140.0 + 110.0 * hash01(house.seed ^ 13, 1, 1));
            return if tower { wall } else { mul(shutter, light.on([0.0, 0.1, -1.0], 0.7)) };
        }
        if y < low || y > high {
            return scale(wall, 1.06);
        }
        let glass = scale(mix(light.middle, light.zenith, 0.5), 0.34);
        let bar = off < 0.014 || (y - (low + high) * 0.5).abs() < 0.018;
        let glow = mix([1.0, 0.60, 0.25], [1.0, 0.75, 0.45], id);
        let c = if id < 0.68 { add(glass, scale(glow, light.lamps * (0.75 + 0.6 * id))) } else { glass };
        if bar { scale(c, 0.5) } else { c }
    }

    /// Shade around the foot, longer on the side away from the sun.
    fn shade_ground(&self, view: &mut View, house: &House, light: &Light) {
        let (px, py) = view.project(house.at[0], house.at[1], house.at[2]);
        let metre = view.lens / house.at[2] * view.height as f32;
        let shift = -light.direction[0] * 4.5 * metre;
        let (rx, ry) = (
            house.wide * 0.95 * metre,
            house.wide * 0.95 * metre * (view.eye / house.at[2]).clamp(0.05, 0.4) * 1.7,
        );
        let strength = 0.20 + super::palette::luma(light.key).min(1.0) * 0.26;
        for y in (py - ry) as i64..(py + ry) as i64 {
            for x in (px + shift - rx) as i64..(px + shift + rx) as i64 {
                if x < 0 || y < 0 || x >= view.width as i64 || y >= view.height as i64 {
                    continue;
                }
                let z = view.depth[y as usize * view.width + x as usize];
                if (z - house.at[2]).abs() > 26.0 {
                    continue;
                }
                let (dx, dy) = ((x as f32 - px - shift) / rx, (y as f32 - py) / ry);
                view.blend(x, y, [0.0; 3], strength * smooth(1.0, 0.45, (dx * dx + dy * dy).sqrt()));
            }
        }
    }
}

impl House {
    /// Another solid that belongs to this house.
    fn like(&self) -> House {
        House { solid: self.solid.clone(), ..*self }
    }
}

/// The height of the ground for a house; none where it is too steep or under water.
fn foot(comp: &Composition, x: f32, z: f32, wide: f32) -> Option<f32> {
    let r = wide * 0.5;
    let heights = [(-r, -r), (r, -r), (-r, r), (r, r), (0.0, 0.0)]
        .map(|(dx, dz)| comp.land.height(x + dx, z + dz, 0.3));
    let (low, high) = heights.iter().fold((f32::MAX, f32::MIN), |(l, h), y| (l.min(*y), h.max(*y)));
    (high - low < 6.0 && !(comp.land.wet && low < 0.4)).then_some(low - 0.3 + (high - low) * 0.35)
}

fn plane(normal: Vec3, through: Vec3) -> (Vec3, f32) {
    (normal, super::solids::dot(normal, through))
}

/// Walls and a saddle roof; gables first, then the long walls, then the two roofs, then the bottom.
fn gabled(at: Vec3, [cos, sin]: [f32; 2], [wide, deep]: [f32; 2], wall: f32, steep: f32) -> Solid {
    let turned = |x: f32, y: f32, z: f32| [x * cos - z * sin, y, x * sin + z * cos];
    let place = |x: f32, y: f32, z: f32| along(at, turned(x, y, z), 1.0);
    let k = (1.0 + steep * steep).sqrt();
    let ridge = place(0.0, wall + deep * 0.5 * steep, 0.0);
    let planes = vec![
        plane(turned(1.0, 0.0, 0.0), place(wide * 0.5, 0.0, 0.0)),
        plane(turned(-1.0, 0.0, 0.0), place(-wide * 0.5, 0.0, 0.0)),
        plane(turned(0.0, 0.0, -1.0), place(0.0, 0.0, -deep * 0.5)),
        plane(turned(0.0, 0.0, 1.0), place(0.0, 0.0, deep * 0.5)),
        plane(turned(0.0, 1.0 / k, -steep / k), ridge),
        plane(turned(0.0, 1.0 / k, steep / k), ridge),
        plane([0.0, -1.0, 0.0], [at[0], at[1] - 2.0, at[2]]),
    ];
    let r = (wide * wide + deep * deep).sqrt() * 0.5;
    let held = ([at[0] - r, at[1] - 2.0, at[2] - r], [at[0] + r, ridge[1], at[2] + r]);
    Solid::new(Shape::Cut(planes), Some(held))
}

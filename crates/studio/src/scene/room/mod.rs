//! A room: floor, walls and a window, furniture, and light that comes in.
//!
//! The viewer looks at the wall with the window. Rays meet walls by division and furniture by formula ([`solids`]);
//! what passes through the window shows the land outside, painted as a scene of its own at half the size. Light comes
//! from the window's whole surface (so that shadows are soft), from the sun where it shines in, from what the walls
//! throw back, and in the evening from a lamp.
//!
//! [`solids`]: super::solids

mod furniture;

use furniture::Coat;
use rayon::prelude::*;

use super::canvas::{SKY, View};
use super::compose::Composition;
use super::layers::{self, Keep};
use super::light::Light;
use super::noise::{Dice, fbm, hash01, noise, smooth};
use super::palette::{Rgb, add, mix, mul, oklch, scale};
use super::solids::{Groups, Solid, Vec3, along, dot, minus, mirrored, unit};
use super::spec::{Biome, SceneSpec, TimeOfDay, Water, Weather};
use super::{Steps, weather};
use crate::StudioError;

/// Distance of the wall with the window, metres.
const BACK: f32 = 4.9;
/// Height of the ceiling, metres.
const CEILING: f32 = 2.75;

/// Paints what the window looks out on, over the whole view; the room comes before it.
///
/// # Errors
/// As [`super::paint`].
pub(crate) fn outside(
    view: &mut View,
    spec: &SceneSpec,
    light: &Light,
    seed: u64,
    steps: &Steps<'_>,
) -> Result<(), StudioError> {
    let biome = match (spec.outlook, spec.water) {
        (Some(Biome::Interior | Biome::Pattern | Biome::Backdrop) | None, Water::Sea) => Biome::Beach,
        (Some(Biome::Interior | Biome::Pattern | Biome::Backdrop) | None, _) => Biome::Hills,
        (Some(biome), _) => biome,
    };
    let water = match biome {
        Biome::Coast | Biome::Sea | Biome::Beach => Water::Sea,
        Biome::Canyon | Biome::Mountains => Water::Lake,
        Biome::City | Biome::Space | Biome::Underwater | Biome::Desert => Water::None,
        _ => spec.water,
    };
    let there = SceneSpec {
        biome,
        water,
        outlook: None,
        subjects: Vec::new(),
        relations: Vec::new(),
        lettering: None,
        portrait: None,
        still_life: false,
        ..spec.clone()
    };
    let size = [view.width, view.height].map(|side| (side / 2).max(1));
    let steps = Steps::of_part(steps.watch, 0.3);
    let painted = layers::paint(&there, seed ^ 0x0DD, size, Keep::Whole, &steps)?;
    let mut far = painted.whole;
    weather::fall(&mut far, &there, &painted.light, seed as u32);
    let [sx, sy] = [far.width as f32 / view.width as f32, far.height as f32 / view.height as f32];
    let rise = (far.horizon - view.horizon) * far.height as f32;
    // Out of doors there is more light than in.
    let open = if light.moon { 1.0 } else { 1.25 };
    let w = view.width;
    for (i, pixel) in view.colour.iter_mut().enumerate() {
        let (x, y) = ((i % w) as f32 + 0.5, (i / w) as f32 + 0.5);
        let (x, y) = (x * sx, y * sy + rise);
        *pixel = scale(far.sample(x, y), open);
        let at =
            (y.clamp(0.0, far.height as f32 - 1.0) as usize) * far.width + (x as usize).min(far.width - 1);
        view.depth[i] = if far.depth[at] >= SKY { SKY } else { far.depth[at].max(14.0) };
    }
    Ok(())
}

struct Room {
    half: f32,
    eye: f32,
    lens: f32,
    /// Left, right, low and high edge of the window.
    window: [f32; 4],
    groups: Groups,
    coats: Vec<Coat>,
    wall: Rgb,
    cloth: Rgb,
    rug: [Rgb; 2],
    art: [Rgb; 3],
    /// Light that the window gives, and light that is everywhere.
    sky: Rgb,
    bounce: Rgb,
    sun: Rgb,
    sun_at: Vec3,
    lamp_at: Vec3,
    lamp: Rgb,
    side: f32,
    seed: u32,
}

/// Paints walls and furniture over the view outside.
pub(crate) fn paint(
    view: &mut View,
    spec: &SceneSpec,
    comp: &Composition,
    light: &Light,
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) {
    let room = Room::new(spec, comp, light, seed);
    let (w, rows, horizon) = (view.width, view.height as f32, view.horizon);
    view.colour.par_chunks_mut(w).zip(view.depth.par_chunks_mut(w)).enumerate().for_each(
        |(y, (row, depth))| {
            if stop() {
                return;
            }
            for x in 0..w {
                let (mut sum, mut share, mut near) = ([0.0; 3], 0.0, SKY);
                // Two rays per pixel smooth the straight edges.
                for (ox, oy) in [(0.25, 0.7), (0.75, 0.3)] {
                    let u = (x as f32 + ox - w as f32 * 0.5) / rows;
                    let v = (y as f32 + oy) / rows - horizon;
                    if let Some((c, z)) = room.seen(u, v) {
                        (sum, share, near) = (add(sum, scale(c, 0.5)), share + 0.5, z);
                    }
                }
                if share > 0.0 {
                    row[x] = add(scale(row[x], 1.0 - share), sum);
                    depth[x] = near;
                }
            }
        },
    );
}

impl Room {
    fn new(spec: &SceneSpec, comp: &Composition, light: &Light, seed: u64) -> Room {
        let mut dice = Dice::new(seed, 131);
        let side = comp.subject_u.signum();
        let half = (comp.reach * BACK / comp.lens * 0.93).max(1.7);
        let middle = -side * half.min(2.6) * 0.22;
        let wide = half.min(2.4) * 0.50;
        let window = [middle - wide, middle + wide, 0.86, 2.36];
        let hue = [75.0, 140.0, 40.0, 235.0, 95.0][(dice.unit() * 4.99) as usize];
        let hue = spec.colours.first().map_or(hue, |c| c.lch()[2]);
        let day: f32 = match spec.time {
            TimeOfDay::Day | TimeOfDay::Morning => 1.0,
            TimeOfDay::Golden | TimeOfDay::Dawn => 0.75,
            TimeOfDay::Dusk => 0.34,
            TimeOfDay::Night => 0.12,
        };
        let shines = matches!(spec.weather, Weather::Clear | Weather::Fair | Weather::Wind)
            && !matches!(spec.time, TimeOfDay::Night | TimeOfDay::Dusk);
        let height = match spec.time {
            TimeOfDay::Day => 0.95,
            TimeOfDay::Morning => 0.62,
            _ => 0.36,
        };
        let sky = scale(mix(light.middle, light.horizon, 0.5), 4.6 * day.max(0.12));
        let lamp = scale([1.0, 0.66, 0.34], light.lamps * 1.7);
        let mut room = Room {
            half,
            eye: comp.eye,
            lens: comp.lens,
            window,
            groups: Groups::default(),
            coats: Vec::new(),
            wall: oklch(0.86, 0.032, hue),
            cloth: oklch(0.90, 0.03, hue + 180.0),
            rug: [oklch(0.52, 0.09, hue + 150.0), oklch(0.82, 0.045, 75.0)],
            art: [0.0, 60.0, 170.0].map(|turn| oklch(0.66, 0.10, hue + turn)),
            sky,
            bounce: add(add(scale(sky, 0.105), scale(light.key, 0.13 * day)), scale(lamp, 0.10)),
            sun: if shines { scale(light.key, 1.7) } else { [0.0; 3] },
            sun_at: unit([-side * 0.42, height, 1.0]),
            lamp_at: [side * (half - 0.55), 1.62, BACK - 0.75],
            lamp,
            side,
            seed: seed as u32,
        };
        room.furnish(&mut dice, hue);
        room
    }

    fn put(&mut self, things: Vec<(Solid, Coat)>) {
        let (solids, coats): (Vec<Solid>, Vec<Coat>) = things.into_iter().unzip();
        self.groups.add(solids);
        self.coats.extend(coats);
    }

    /// The light from a direction and its distance; nothing where it comes through the window.
    fn seen(&self, u: f32, v: f32) -> Option<(Rgb, f32)> {
        let origin = [0.0, self.eye, 0.0];
        let d = [u / self.lens, -v / self.lens, 1.0];
        let (wall, normal) = self.shell(origin, d);
        if let Some(m) = self.groups.nearest(origin, d, 0.2, wall) {
            let p = along(origin, d, m.t);
            let coat = self.coats[m.solid];
            let mut c = add(self.lit(p, m.normal, coat.albedo), coat.glow);
            if coat.gloss > 0.0 {
                c = add(c, self.sheen(p, d, m.normal, coat.gloss));
            }
            return Some((c, m.t));
        }
        let p = along(origin, d, wall);
        if normal[2] < -0.5 && self.opening(p[0], p[1]) {
            return None;
        }
        Some((self.surface(p, d, normal), wall))
    }

    /// Where a ray leaves the room, and the normal there.
    fn shell(&self, o: Vec3, d: Vec3) -> (f32, Vec3) {
        let mut best = (BACK / d[2].max(1e-3), [0.0, 0.0, -1.0]);
        let side = (self.half * d[0].signum() - o[0]) / if d[0].abs() < 1e-6 { 1e-6 } else { d[0] };
        if side > 0.0 && side < best.0 {
            best = (side, [-d[0].signum(), 0.0, 0.0]);
        }
        let level =
            if d[1] < 0.0 { (0.0 - o[1]) / d[1].min(-1e-6) } else { (CEILING - o[1]) / d[1].max(1e-6) };
        if level > 0.0 && level < best.0 {
            best = (level, [0.0, -d[1].signum(), 0.0]);
        }
        best
    }

    /// Whether a place on the wall is glass.
    fn opening(&self, x: f32, y: f32) -> bool {
        let [left, right, low, high] = self.window;
        if x < left || x > right || y < low || y > high {
            return false;
        }
        let across = ((x - left) / (right - left) * 3.0).fract();
        let bar = 0.026 / (right - left) * 3.0;
        let up = (y - low) / (high - low);
        across > bar && across < 1.0 - bar && (up - 0.62).abs() > 0.018 && !self.curtain(x, y)
    }

    fn curtain(&self, x: f32, y: f32) -> bool {
        let [left, right, _, high] = self.window;
        let out = (left - x).max(x - right);
        // Gathered towards the wall, narrower half way down where they are tied.
        let tied = 0.20 * smooth(0.5, 0.0, (y - 1.25).abs());
        y > 0.05 && y < high + 0.17 && out > -0.26 + tied && out < 0.30
    }

    fn surface(&self, p: Vec3, d: Vec3, n: Vec3) -> Rgb {
        let [left, right, low, high] = self.window;
        if n[1] > 0.5 {
            return self.floor(p, d);
        }
        if n[1] < -0.5 {
            return self.lit(p, n, oklch(0.95, 0.008, 90.0));
        }
        let mut albedo = scale(self.wall, 1.0 + 0.02 * fbm(self.seed ^ 3, p[0] * 2.0 + p[2], p[1] * 2.0, 3));
        if p[1] < 0.12 || p[1] > CEILING - 0.07 {
            return self.lit(p, n, oklch(0.93, 0.01, 90.0));
        }
        if n[2] < -0.5 {
            if self.curtain(p[0], p[1]) {
                return self.drape(p);
            }
            let out = (left - p[0]).max(p[0] - right).max(low - p[1]).max(p[1] - high);
            if out < 0.07 {
                return self.lit([p[0], p[1], p[2] - 0.03], n, oklch(0.94, 0.01, 90.0));
            }
            if let Some(picture) = self.picture(p) {
                albedo = picture;
            }
        }
        self.lit(p, n, albedo)
    }

    /// Cloth in folds, lit from behind where it hangs before the glass.
    fn drape(&self, p: Vec3) -> Rgb {
        let [left, right, low, high] = self.window;
        let fold = (p[0] * 58.0 + 2.0 * noise(self.seed ^ 5, p[0] * 7.0, p[1] * 0.8)).sin();
        let n = unit([0.55 * fold, 0.0, -1.0]);
        let front = self.lit([p[0], p[1], p[2] - 0.05], n, self.cloth);
        let before = p[0] > left && p[0] < right && p[1] > low && p[1] < high;
        let through = if before { 0.11 + 0.04 * fold } else { 0.0 };
        add(front, mul(self.cloth, scale(self.sky, through)))
    }

    /// Two frames on the wall beside the window.
    fn picture(&self, p: Vec3) -> Option<Rgb> {
        let edge = if self.side > 0.0 { self.window[1] } else { self.window[0] };
        let room = self.half - edge.abs();
        if room < 0.9 {
            return None;
        }
        let middle = edge + self.side * room * 0.44;
        let (x, y) = (((p[0] - middle).abs(), p[1] - 1.66), 0.0);
        let ((x, y), _) = (x, y);
        let (w, h) = ((room * 0.22).min(0.30), 0.36);
        if x > w || y.abs() > h {
            return None;
        }
        if x > w - 0.028 || y.abs() > h - 0.028 {
            return Some(oklch(0.38, 0.05, 55.0));
        }
        if x > w - 0.085 || y.abs() > h - 0.085 {
            return Some(oklch(0.95, 0.01, 90.0));
        }
        // A small landscape: bands of colour under a disc.
        let wave = y + 0.05 * noise(self.seed ^ 7, (p[0] - middle) * 5.0, 1.0);
        let disc = ((p[0] - middle - 0.03).powi(2) + (y - 0.12).powi(2)).sqrt() < 0.062;
        Some(match () {
            () if disc => oklch(0.80, 0.12, 65.0),
            () if wave > 0.0 => mix(self.art[0], [0.9; 3], 0.55),
            () if wave > -0.12 => self.art[1],
            () => scale(self.art[2], 0.6),
        })
    }

    fn floor(&self, p: Vec3, d: Vec3) -> Rgb {
        let (rx, rz) = (p[0] - self.side * 0.15, p[2] - 2.7);
        let r = ((rx / (self.half * 0.72).min(1.7)).powi(2) + (rz / 1.02).powi(2)).sqrt();
        if r < 1.0 {
            let ring = if (0.80..0.90).contains(&r) || (0.55..0.58).contains(&r) { 1 } else { 0 };
            let weave = 0.93 + 0.10 * noise(self.seed ^ 11, p[0] * 90.0, p[2] * 90.0);
            return self.lit(p, [0.0, 1.0, 0.0], scale(self.rug[ring], weave));
        }
        let plank = (p[0] / 0.16).floor();
        let shift = hash01(self.seed ^ 13, plank as i32, 7) * 1.9;
        let board = ((p[2] + shift) / 1.9).floor();
        let tone = 0.80 + 0.34 * hash01(self.seed ^ 14, plank as i32, board as i32);
        let grain = 1.0 + 0.10 * fbm(self.seed ^ 15, p[0] * 34.0, p[2] * 2.2, 3);
        let seam = (p[0] / 0.16).fract().rem_euclid(1.0);
        let gap = if !(0.025..=0.975).contains(&seam) || ((p[2] + shift) / 1.9).fract() < 0.004 {
            0.6
        } else {
            1.0
        };
        let albedo = scale(oklch(0.60, 0.075, 62.0), tone * grain * gap);
        let n = unit([0.010 * noise(self.seed ^ 16, p[0] * 30.0, p[2] * 4.0), 1.0, 0.0]);
        add(self.lit(p, n, albedo), self.sheen(p, d, n, 0.20))
    }

    /// The window and the lamp seen in a surface that shines.
    fn sheen(&self, p: Vec3, d: Vec3, n: Vec3, gloss: f32) -> Rgb {
        let view = unit(d);
        let r = mirrored(view, n);
        let facing = (-dot(view, n)).clamp(0.0, 1.0);
        let fresnel = gloss * (0.12 + 0.88 * (1.0 - facing).powi(4));
        let mut sum = scale(self.bounce, 0.8);
        if r[2] > 1e-3 {
            let q = along(p, r, (BACK - p[2]) / r[2]);
            let [left, right, low, high] = self.window;
            let soft = 0.10 + 0.10 * (BACK - p[2]);
            let inside = smooth(-soft, soft, q[0] - left)
                * smooth(-soft, soft, right - q[0])
                * smooth(-soft, soft, q[1] - low)
                * smooth(-soft, soft, high - q[1]);
            sum = add(sum, scale(self.sky, 0.32 * inside));
        }
        let to = unit(minus(self.lamp_at, p));
        sum = add(sum, scale(self.lamp, 2.0 * dot(r, to).max(0.0).powi(60)));
        scale(sum, fresnel)
    }

    /// A surface in all the light of the room.
    fn lit(&self, p: Vec3, n: Vec3, albedo: Rgb) -> Rgb {
        let p = along(p, n, 0.004);
        let mut light = scale(self.bounce, self.openness(p) * (0.80 + 0.20 * n[1]));
        light = add(light, scale(self.sky, self.window_share(p, n)));
        let facing = dot(n, self.sun_at);
        if facing > 0.0 && self.sun[0] > 0.0 {
            let t = (BACK - p[2]) / self.sun_at[2];
            let q = along(p, self.sun_at, t);
            if self.opening(q[0], q[1]) && !self.groups.blocked(p, self.sun_at, 0.003, t) {
                light = add(light, scale(self.sun, facing));
            }
        }
        if self.lamp[0] > 0.02 {
            let to = minus(self.lamp_at, p);
            let r2 = dot(to, to);
            let r = r2.sqrt();
            let facing = dot(n, to) / r.max(1e-3);
            // The shade lets light out above and below, and glows a little all around.
            let open = 0.30 + 0.70 * smooth(0.30, 0.75, (to[1] / r.max(1e-3)).abs());
            let free = r < 0.5 || !self.groups.blocked(p, to, 0.01, 1.0 - 0.30 / r);
            if facing > 0.0 {
                light =
                    add(light, scale(self.lamp, facing * open / (0.35 + r2) * if free { 1.0 } else { 0.15 }));
            }
        }
        mul(albedo, light)
    }

    /// How much of the window's light arrives: four places of it are asked.
    fn window_share(&self, p: Vec3, n: Vec3) -> f32 {
        let [left, right, low, high] = self.window;
        let area = (right - left) * (high - low);
        let mut sum = 0.0;
        for (a, b) in [(0.22, 0.3), (0.78, 0.3), (0.25, 0.75), (0.75, 0.75)] {
            let to = minus([left + (right - left) * a, low + (high - low) * b, BACK], p);
            let r2 = dot(to, to).max(0.05);
            let r = r2.sqrt();
            let (here, there) = (dot(n, to) / r, to[2] / r);
            if here <= 0.0 || there <= 0.0 {
                continue;
            }
            if !self.groups.blocked(p, to, 0.01, 0.98) {
                sum += here * there / (std::f32::consts::PI * r2 + area * 0.5);
            }
        }
        sum * area * 0.25
    }

    /// Corners see less of the room.
    fn openness(&self, p: Vec3) -> f32 {
        let near = |d: f32| 0.62 + 0.38 * smooth(0.0, 0.55, d);
        near(p[1]) * near(CEILING - p[1]) * near(self.half - p[0].abs()) * near(BACK - p[2])
    }
}

//! Trees as sprites: how much each place of them covers, which way it faces, how deep in the crown it lies.

use super::noise::{Dice, fbm, noise, smooth};

pub(super) const SPRITE_W: usize = 96;
pub(super) const SPRITE_H: usize = 160;

/// One way a tree can look: share covered, and height of the surface towards left, for lighting.
pub(super) struct Sprite {
    pub(super) cover: Vec<f32>,
    pub(super) side: Vec<f32>,
    pub(super) inner: Vec<f32>,
}

impl Sprite {
    /// The columns of each row in which there is anything: from, and one past the last.
    pub(super) fn extents(&self) -> Vec<[usize; 2]> {
        let row = |row: &[f32]| {
            let first = row.iter().position(|cover| *cover > 0.0).unwrap_or(SPRITE_W);
            [first, row.iter().rposition(|cover| *cover > 0.0).map_or(first, |last| last + 1)]
        };
        self.cover.chunks(SPRITE_W).map(row).collect()
    }
}

/// The columns (shares of the width) in which [`sample`] can see anything at a height of the sprite; `None` where there is
/// nothing.
pub(super) fn columns(extents: &[[usize; 2]], y: f32, ratio: f32) -> Option<[f32; 2]> {
    // As far as its taps reach, and a cell more for what lies between cells.
    let reach = 0.5 / ratio.max(0.02) + 1.5;
    let middle = y * SPRITE_H as f32;
    let cell = |row: f32| (row.max(0.0) as usize).min(SPRITE_H - 1);
    let rows = &extents[cell(middle - reach)..=cell(middle + reach)];
    let filled = rows.iter().filter(|[from, to]| from < to);
    let [from, to] =
        filled.fold([SPRITE_W, 0], |[from, to], [left, right]| [from.min(*left), to.max(*right)]);
    (from < to).then(|| [from as f32 - reach, to as f32 + reach].map(|column| column / SPRITE_W as f32))
}

pub(super) fn sample(s: &Sprite, x: f32, y: f32, ratio: f32) -> (f32, f32, f32) {
    if !(0.0..1.0).contains(&x) || !(0.0..1.0).contains(&y) {
        return (0.0, 0.0, 0.0);
    }
    // Small trees average over several sprite pixels.
    let taps = if ratio > 0.7 {
        1
    } else if ratio > 0.3 {
        2
    } else {
        4
    };
    let (mut cover, mut side, mut inner) = (0.0, 0.0, 0.0);
    let spread = 1.0 / ratio.max(0.02);
    for ty in 0..taps {
        for tx in 0..taps {
            let ox = ((tx as f32 + 0.5) / taps as f32 - 0.5) * spread;
            let oy = ((ty as f32 + 0.5) / taps as f32 - 0.5) * spread;
            let fx = (x * SPRITE_W as f32 + ox - 0.5).clamp(0.0, SPRITE_W as f32 - 1.01);
            let fy = (y * SPRITE_H as f32 + oy - 0.5).clamp(0.0, SPRITE_H as f32 - 1.01);
            let (ix, iy) = (fx as usize, fy as usize);
            let (dx, dy) = (fx - ix as f32, fy - iy as f32);
            let i = iy * SPRITE_W + ix;
            let lerp = |p: &[f32]| {
                let top = p[i] + (p[i + 1] - p[i]) * dx;
                let low = p[i + SPRITE_W] + (p[i + SPRITE_W + 1] - p[i + SPRITE_W]) * dx;
                top + (low - top) * dy
            };
            let c = lerp(&s.cover);
            // Most of a sprite is air.
            if c <= 0.0 {
                continue;
            }
            cover += c;
            side += c * lerp(&s.side);
            inner += c * lerp(&s.inner);
        }
    }
    let n = (taps * taps) as f32;
    if cover <= 0.0 { (0.0, 0.0, 0.0) } else { (cover / n, side / cover, inner / cover) }
}

/// A palm: a bent trunk under a head of fronds.
pub(super) fn palm(seed: u32) -> Sprite {
    let mut s = blank();
    let mut dice = Dice::new(u64::from(seed), 5);
    let (w, h) = (SPRITE_W as f32, SPRITE_H as f32);
    let lean = dice.range(-0.12, 0.12);
    let head = [0.5 + lean, 0.24];
    let mut dab = |x: f32, y: f32, r: f32, side: f32, inner: f32| {
        let reach = r.ceil() as i64 + 1;
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let (px, py) = ((x * w) as i64 + dx, (y * h) as i64 + dy);
                if px < 0 || py < 0 || px >= SPRITE_W as i64 || py >= SPRITE_H as i64 {
                    continue;
                }
                let (fx, fy) = (px as f32 + 0.5 - x * w, py as f32 + 0.5 - y * h);
                let cover = (r + 0.5 - (fx * fx + fy * fy).sqrt()).clamp(0.0, 1.0);
                let i = py as usize * SPRITE_W + px as usize;
                if cover > 0.0 {
                    s.cover[i] = s.cover[i].max(cover);
                    s.side[i] += (side - s.side[i]) * cover;
                    s.inner[i] += (inner - s.inner[i]) * cover;
                }
            }
        }
    };
    for i in 0..200 {
        let t = i as f32 / 199.0;
        dab(0.5 + lean * t * t, 1.0 - (1.0 - head[1]) * t, 1.5 - 0.6 * t, 0.0, 0.12);
    }
    for k in 0..15 {
        let a = -1.57 + (k as f32 - 7.0) / 7.0 * 2.5 + dice.range(-0.12, 0.12);
        let long = dice.range(0.24, 0.34);
        for i in 0..60 {
            let t = i as f32 / 59.0;
            let x = head[0] + a.cos() * long * 1.45 * t;
            let y = head[1] + a.sin() * long * 0.55 * t + 0.24 * t * t;
            dab(x, y, 0.7, a.cos(), 0.55 + 0.3 * (1.0 - t));
            // Leaflets hang from both sides.
            for j in 0..5 {
                let q = j as f32 / 4.0;
                let drop = 0.085 * (1.0 - 0.6 * t) * q;
                dab(x + a.cos() * 0.02 * q, y + drop, 0.55, a.cos(), 0.62 - 0.35 * q + 0.2 * (1.0 - t));
            }
        }
    }
    s
}

/// A spruce: tiers of drooping branches round a trunk.
pub(super) fn conifer(seed: u32) -> Sprite {
    let mut s = blank();
    let slim = 0.72 + 0.4 * (noise(seed, 0.5, 0.5) * 0.5 + 0.5);
    for y in 0..SPRITE_H {
        for x in 0..SPRITE_W {
            let t = y as f32 / SPRITE_H as f32;
            let dx = (x as f32 + 0.5) / SPRITE_W as f32 - 0.5 + 0.02 * noise(seed ^ 1, t * 4.0, 1.0);
            let side = dx.signum();
            let tiers =
                13.0 * t.powf(0.82) + 0.9 * noise(seed ^ 2, dx * 9.0 + side * 5.0, t * 5.0) - dx.abs() * 6.0;
            let droop = 1.0 - (tiers - tiers.floor());
            let ragged = fbm(seed ^ 3, dx * 30.0, t * 46.0, 3);
            let half = 0.40
                * slim
                * t.powf(0.85)
                * (0.62 + 0.38 * (1.0 - droop) + 0.30 * ragged)
                * smooth(1.0, 0.93, t);
            let trunk = if t > 0.9 { smooth(0.030, 0.018, dx.abs()) } else { 0.0 };
            let cover = smooth(0.012, -0.012, dx.abs() - half).max(trunk) * smooth(0.0, 0.02, t);
            let i = y * SPRITE_W + x;
            s.cover[i] = cover;
            s.side[i] = (dx / half.max(0.02)).clamp(-1.0, 1.0);
            s.inner[i] = (0.18 + 0.62 * droop + 0.35 * ragged - 0.25 * trunk).clamp(0.0, 1.0);
        }
    }
    s
}

/// A broad tree: a crown of overlapping leaf clumps over a trunk.
pub(super) fn crown(seed: u32) -> Sprite {
    let mut s = blank();
    let mut dice = Dice::new(u64::from(seed), 3);
    let mut clumps: Vec<[f32; 3]> = (0..42)
        .map(|_| {
            let (a, r) = (dice.range(0.0, std::f32::consts::TAU), dice.unit().sqrt());
            let (x, y) = (a.cos() * r * 0.33, a.sin() * r * 0.26 - 0.04 * r);
            [0.5 + x, 0.36 + y, dice.range(0.07, 0.13)]
        })
        .collect();
    clumps.sort_by(|a, b| b[1].total_cmp(&a[1]));
    for y in 0..SPRITE_H {
        for x in 0..SPRITE_W {
            let (fx, fy) = ((x as f32 + 0.5) / SPRITE_W as f32, (y as f32 + 0.5) / SPRITE_H as f32);
            let i = y * SPRITE_W + x;
            let lean = 0.5 + 0.02 * noise(seed, fy * 3.0, 0.0);
            let girth = 0.022 + 0.02 * smooth(0.85, 1.0, fy);
            if fy > 0.45 {
                s.cover[i] = smooth(girth + 0.012, girth - 0.008, (fx - lean).abs());
                s.side[i] = ((fx - lean) / girth).clamp(-1.0, 1.0);
                s.inner[i] = 0.12;
            }
            let rough = 0.030 * fbm(seed ^ 4, fx * 26.0, fy * 40.0, 3);
            for c in &clumps {
                let (dx, dy) = (fx - c[0], (fy - c[1]) * 1.5);
                let (edge, d2) = (c[2] + 0.006, dx * dx + dy * dy);
                if d2 > (edge - rough).max(0.0).powi(2) {
                    continue;
                }
                let cover = smooth(edge, c[2] - 0.012, d2.sqrt() + rough);
                if cover > 0.0 {
                    s.cover[i] = s.cover[i].max(cover);
                    let up = 0.5 - dy / c[2] * 0.38;
                    let inner = (up * 0.8 + 0.22 * (1.0 - (fy - 0.1) / 0.6) + rough * 5.0).clamp(0.05, 1.0);
                    s.inner[i] += (inner - s.inner[i]) * cover;
                    let side = (dx / c[2] * 0.6 + (fx - 0.5) * 1.6).clamp(-1.0, 1.0);
                    s.side[i] += (side - s.side[i]) * cover;
                }
            }
        }
    }
    s
}

fn blank() -> Sprite {
    let n = SPRITE_W * SPRITE_H;
    Sprite { cover: vec![0.0; n], side: vec![0.0; n], inner: vec![0.0; n] }
}

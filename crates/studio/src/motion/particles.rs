//! What falls or floats between the viewer and the scene: rain, snow, dust in the light.
//!
//! Every particle has a place in a tall band that is longer than the picture and moves down it by its own speed, coming
//! in again at the top: no particle is remembered from frame to frame, so each frame can be made by itself.

use rayon::prelude::*;

use super::words::Falling;
use crate::scene::noise::{Dice, smooth};
use crate::scene::palette::{Rgb, mix};

/// A particle: sizes and speeds in picture heights (a second).
struct Particle {
    x: f32,
    y: f32,
    speed: f32,
    /// Half its width.
    size: f32,
    /// How long its streak is; nothing for what is round.
    length: f32,
    cover: f32,
    sway: f32,
    phase: f32,
}

/// All particles of a clip.
pub(crate) struct Particles {
    list: Vec<Particle>,
    colour: Rgb,
    slant: f32,
    kind: Falling,
    wide: f32,
}

/// Height of the band that particles fall through, picture heights.
const BAND: f32 = 1.3;

impl Particles {
    /// Particles of a kind over a picture `wide` picture heights wide.
    pub fn new(kind: Falling, colour: Rgb, amount: f32, wide: f32, seed: u64) -> Particles {
        let mut dice = Dice::new(seed, 91);
        let slant = if kind == Falling::Rain { dice.range(-0.16, 0.16) } else { dice.range(-0.12, 0.12) };
        // Count, size, length, cover, speed: far ones are many, small and slow.
        let depths: &[(f32, f32, f32, f32, f32)] = match kind {
            Falling::Rain => &[
                (620.0, 0.00045, 0.030, 0.11, 1.1),
                (320.0, 0.00065, 0.055, 0.14, 1.6),
                (90.0, 0.00100, 0.100, 0.16, 2.3),
            ],
            Falling::Snow => &[
                (1000.0, 0.0012, 0.0, 0.55, 0.050),
                (430.0, 0.0022, 0.0, 0.6, 0.085),
                (120.0, 0.0042, 0.0, 0.55, 0.14),
                (20.0, 0.0095, 0.0, 0.30, 0.24),
            ],
            Falling::Dust => &[(70.0, 0.0012, 0.0, 0.30, -0.010), (26.0, 0.0024, 0.0, 0.22, -0.018)],
        };
        let mut list = Vec::new();
        for (count, size, length, cover, speed) in depths {
            for _ in 0..(count * amount * wide) as usize {
                list.push(Particle {
                    x: dice.range(-0.1, 1.1) * wide,
                    y: dice.unit() * BAND,
                    speed: speed * dice.range(0.8, 1.25),
                    size: size * dice.range(0.6, 1.3),
                    length: length * dice.range(0.7, 1.3),
                    cover: cover * dice.range(0.5, 1.1),
                    sway: if *length > 0.0 { 0.0 } else { dice.range(0.3, 1.0) * 0.016 },
                    phase: dice.range(0.0, std::f32::consts::TAU),
                });
            }
        }
        Particles { list, colour, slant, kind, wide }
    }

    /// Lays the particles of a moment over a frame (linear light, rows of `width`).
    pub fn paint(&self, frame: &mut [Rgb], width: usize, seconds: f32) {
        let height = frame.len() / width.max(1);
        let h = height as f32;
        let placed: Vec<Spot> = self.list.iter().map(|p| self.place(p, seconds, h)).collect();
        const ROWS: usize = 48;
        frame.par_chunks_mut(width * ROWS).enumerate().for_each(|(band, rows)| {
            let (top, low) = ((band * ROWS) as f32, ((band + 1) * ROWS) as f32);
            for spot in placed.iter().filter(|spot| spot.end[1] >= top && spot.start[1] < low) {
                spot.paint(rows, width, top, self.colour);
            }
        });
    }

    fn place(&self, p: &Particle, seconds: f32, h: f32) -> Spot {
        let y = (p.y + p.speed * seconds).rem_euclid(BAND) - (BAND - 1.0) * 0.5;
        let swing = p.sway * (seconds * 0.9 + p.phase).sin();
        let fallen = p.speed * seconds * self.slant;
        let span = self.wide * 1.2;
        let x = (p.x + 0.1 * self.wide + fallen + swing).rem_euclid(span) - 0.1 * self.wide;
        let glow = match self.kind {
            Falling::Dust => 0.55 + 0.45 * (seconds * 0.7 + p.phase * 3.0).sin(),
            _ => 1.0,
        };
        let half = (p.size * h).max(0.5);
        // Thinner than a pixel is fainter, not thinner.
        let cover = p.cover * glow * ((p.size * h) / half).min(1.0);
        if p.length > 0.0 {
            let (start, tall) = ([x * h, y * h], p.length * h);
            Spot { start, end: [start[0] + self.slant * tall, start[1] + tall], half, cover, is_streak: true }
        } else {
            let reach = half * 1.6;
            let (cx, cy) = (x * h, y * h);
            Spot { start: [cx, cy - reach], end: [cx, cy + reach], half, cover, is_streak: false }
        }
    }
}

/// A particle in pixels.
struct Spot {
    start: [f32; 2],
    end: [f32; 2],
    half: f32,
    cover: f32,
    is_streak: bool,
}

impl Spot {
    fn paint(&self, rows: &mut [Rgb], width: usize, top: f32, colour: Rgb) {
        let count = rows.len() / width;
        let first = (self.start[1].floor().max(top) - top) as usize;
        let last = ((self.end[1].ceil() - top).max(0.0) as usize).min(count);
        let tall = (self.end[1] - self.start[1]).max(1e-3);
        for row in first..last {
            let y = top + row as f32 + 0.5;
            let t = ((y - self.start[1]) / tall).clamp(0.0, 1.0);
            let middle = self.start[0] + (self.end[0] - self.start[0]) * t;
            let reach = if self.is_streak { self.half } else { self.half * 1.6 };
            let from = (middle - reach).floor().max(0.0) as usize;
            let to = ((middle + reach).ceil().max(0.0) as usize).min(width);
            for (x, pixel) in rows[row * width..(row + 1) * width].iter_mut().enumerate().take(to).skip(from)
            {
                let px = x as f32;
                let share = if self.is_streak {
                    let over = (px + 1.0).min(middle + self.half) - px.max(middle - self.half);
                    over.clamp(0.0, 1.0) * (t * std::f32::consts::PI).sin()
                } else {
                    let (dx, dy) = (px + 0.5 - middle, (t - 0.5) * tall);
                    smooth(1.5, 0.45, (dx * dx + dy * dy).sqrt() / self.half)
                };
                *pixel = mix(*pixel, colour, share * self.cover);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_falls_at_any_time_and_touches_the_frame() {
        for kind in [Falling::Rain, Falling::Snow, Falling::Dust] {
            let particles = Particles::new(kind, [1.0; 3], 1.0, 1.5, 3);
            let frame_at = |seconds: f32| {
                let mut frame = vec![[0.0; 3]; 96 * 64];
                particles.paint(&mut frame, 96, seconds);
                frame
            };
            let (early, late) = (frame_at(0.1), frame_at(900.3));
            let lit = |frame: &[Rgb]| frame.iter().filter(|c| c[0] > 0.01).count();
            assert!(lit(&early) > 10 && lit(&late) > 10, "{kind:?}");
            assert_ne!(early, frame_at(0.35));
        }
    }

    #[test]
    fn the_smallest_frame_does_no_harm() {
        let particles = Particles::new(Falling::Rain, [1.0; 3], 1.0, 1.0, 3);
        let mut frame = vec![[0.0; 3]; 1];
        particles.paint(&mut frame, 1, 0.4);
    }
}

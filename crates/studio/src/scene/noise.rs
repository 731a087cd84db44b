//! Seeded noise and random numbers.
//!
//! Everything the studio draws that looks natural (ridges, clouds, ripples, grain) comes from
//! lattice gradient noise: a hash turns integer lattice points into gradients, a quintic curve
//! blends them. It is a pure function of (seed, x, y), so a pixel's value never depends on which
//! thread computes it, nor in which order.

/// Scrambles a lattice point and a seed to 32 bits.
#[inline]
pub fn hash(seed: u32, x: i32, y: i32) -> u32 {
    let mut h = seed ^ (x as u32).wrapping_mul(0x9E37_79B1) ^ (y as u32).wrapping_mul(0x85EB_CA77);
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    h ^ (h >> 15)
}

/// The hash as a number in 0..1.
#[inline]
pub fn hash01(seed: u32, x: i32, y: i32) -> f32 {
    (hash(seed, x, y) >> 8) as f32 / 16_777_216.0
}

const GRADIENTS: [[f32; 2]; 16] = [
    [1.0, 0.0],
    [0.924, 0.383],
    [0.707, 0.707],
    [0.383, 0.924],
    [0.0, 1.0],
    [-0.383, 0.924],
    [-0.707, 0.707],
    [-0.924, 0.383],
    [-1.0, 0.0],
    [-0.924, -0.383],
    [-0.707, -0.707],
    [-0.383, -0.924],
    [0.0, -1.0],
    [0.383, -0.924],
    [0.707, -0.707],
    [0.924, -0.383],
];

/// The whole number at or below. Without a processor's rounding instruction (the baseline of
/// 64-bit Intel has none) `f32::floor` is a call; this is three instructions.
#[inline]
fn floor(v: f32) -> i32 {
    let towards_zero = v as i32;
    towards_zero.wrapping_sub(i32::from(towards_zero as f32 > v))
}

#[inline]
fn corner(seed: u32, ix: i32, iy: i32, dx: f32, dy: f32) -> f32 {
    let g = GRADIENTS[(hash(seed, ix, iy) & 15) as usize];
    g[0] * dx + g[1] * dy
}

/// Gradient noise, about -1..1, mean zero, features about one unit wide.
#[inline]
pub fn noise(seed: u32, x: f32, y: f32) -> f32 {
    let (ix, iy) = (floor(x), floor(y));
    let (dx, dy) = (x - ix as f32, y - iy as f32);
    let ease = |t: f32| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    let (sx, sy) = (ease(dx), ease(dy));
    let a = corner(seed, ix, iy, dx, dy);
    let b = corner(seed, ix.wrapping_add(1), iy, dx - 1.0, dy);
    let c = corner(seed, ix, iy.wrapping_add(1), dx, dy - 1.0);
    let d = corner(seed, ix.wrapping_add(1), iy.wrapping_add(1), dx - 1.0, dy - 1.0);
    let top = a + (b - a) * sx;
    let bottom = c + (d - c) * sx;
    (top + (bottom - top) * sy) * 1.5
}

/// Turns a point by about 37 degrees and doubles it: the step from one octave to the next.
/// Turning hides the lattice's axes.
#[inline]
fn octave(x: f32, y: f32) -> (f32, f32) {
    (x * 1.6 - y * 1.2, x * 1.2 + y * 1.6)
}

/// Sum of octaves, each twice as fine and half as strong. About -1..1.
#[inline]
pub fn fbm(seed: u32, mut x: f32, mut y: f32, octaves: u32) -> f32 {
    let (mut sum, mut amplitude) = (0.0, 0.5);
    for i in 0..octaves {
        sum += amplitude * noise(seed.wrapping_add(i * 101), x, y);
        amplitude *= 0.5;
        (x, y) = octave(x, y);
    }
    sum * 1.1
}

/// Ridged noise: octaves folded at zero, so that creases become ridges; each octave is stronger
/// where the one before was high, as erosion leaves peaks rough and valleys smooth. 0..1.
#[inline]
pub fn ridged(seed: u32, mut x: f32, mut y: f32, octaves: f32) -> f32 {
    let (mut sum, mut amplitude, mut weight) = (0.0, 0.5, 1.0_f32);
    let whole = octaves.ceil() as u32;
    for i in 0..whole {
        let part = (octaves - i as f32).min(1.0);
        let fold = 1.0 - noise(seed.wrapping_add(i * 101), x, y).abs();
        let crest = fold * fold * weight;
        sum += crest * amplitude * part;
        weight = (crest * 1.6).clamp(0.0, 1.0);
        amplitude *= 0.5;
        (x, y) = octave(x, y);
    }
    sum
}

/// Smooth step between two edges.
#[inline]
pub fn smooth(edge0: f32, edge1: f32, x: f32) -> f32 {
    let t = ((x - edge0) / (edge1 - edge0)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A small random generator (SplitMix64) for choices made in sequence: composition, instances.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// A generator for one purpose; different salts give unrelated sequences of one seed.
    pub fn new(seed: u64, salt: u64) -> Self {
        let mut dice = Dice(seed ^ salt.wrapping_mul(0xD1B5_4A32_D192_ED03));
        dice.bits();
        dice
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// The next number in 0..1.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / 16_777_216.0
    }

    /// The next number between two bounds.
    pub fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// True with the given chance.
    pub fn chance(&mut self, p: f32) -> bool {
        self.unit() < p
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_stays_in_bounds_and_is_not_flat() {
        let values: Vec<f32> = (0..2000).map(|i| noise(7, i as f32 * 0.37, i as f32 * 0.11)).collect();
        assert!(values.iter().all(|v| v.abs() <= 1.5));
        let spread = values.iter().fold(0.0_f32, |m, v| m.max(v.abs()));
        assert!(spread > 0.4, "{spread}");
    }

    #[test]
    fn dice_repeat_and_differ_by_salt() {
        let draw = |seed, salt| {
            (0..8).map(|_| 0).scan(Dice::new(seed, salt), |d, _: i32| Some(d.bits())).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, 2), draw(1, 2));
        assert_ne!(draw(1, 2), draw(1, 3));
        assert_ne!(draw(1, 2), draw(2, 2));
    }
}

//! A face with another mouth: lips and jaw moved, the inside of the mouth painted, lids closed.
//!
//! Each pixel of the new face is looked up in the old one. Below the line between the lips everything follows the lower
//! lip: fully at the lip, by the jaw further down, not at all beyond the face. Between the lips the mouth is seen from
//! inside: the picture's own teeth where it shows some, else painted ones. Places are told in a frame of the mouth: across
//! it from its middle, and down from the line between the lips, in pixels.

use super::visemes::Mouth;
use crate::scene::noise::smooth;
use crate::vision::mesh::{CHEEKS, CHIN, EYES, LOWER_LIP, MOUTH_CORNERS, Mesh, UPPER_LIP};

/// How far a wide open jaw falls, as a share of the way from lip to chin.
const JAW: f32 = 0.42;
/// Share of the opening that the upper lip makes.
const UPPER: f32 = 0.16;

/// A face that can be changed.
pub(super) struct Rig {
    middle: [f32; 2],
    across: [f32; 2],
    /// Half the mouth's width.
    half: f32,
    /// Across, upper inner lip, lower inner lip at eleven places.
    lips: Vec<[f32; 3]>,
    /// From the lower lip to the chin.
    chin: f32,
    /// Half the face's width.
    cheek: f32,
    eyes: [Eye; 2],
}

/// An eye in its own frame.
struct Eye {
    middle: [f32; 2],
    across: [f32; 2],
    half: f32,
    upper: f32,
    lower: f32,
}

/// What one frame's face does.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pose {
    pub mouth: Mouth,
    /// How far lids are closed, 0 to 1.
    pub blink: f32,
}

/// Where a pixel comes from.
pub(super) enum From {
    /// A place of the picture.
    Place([f32; 2]),
    /// The inside of the mouth: across (-1 to 1), down (0 to 1), how much of the lips' shadow lies on it, and the
    /// opening in pixels.
    Inside { across: f32, down: f32, opening: f32 },
}

impl Rig {
    /// The rig of a mesh.
    pub fn new(mesh: &Mesh) -> Rig {
        let p = |i: usize| mesh.points[i];
        let (left, right) = (p(MOUTH_CORNERS[0]), p(MOUTH_CORNERS[1]));
        let (middle, across, half) = between(left, right);
        let local = |at: [f32; 2]| local(at, middle, across);
        let lips = UPPER_LIP.iter().zip(&LOWER_LIP).map(|(u, l)| {
            let (upper, lower) = (local(p(*u)), local(p(*l)));
            [(upper[0] + lower[0]) / 2.0, upper[1], lower[1].max(upper[1])]
        });
        let lips: Vec<[f32; 3]> = lips.collect();
        let lowest = lips[5][2];
        let chin = (local(p(CHIN))[1] - lowest).max(half * 0.5);
        let cheek = distance(p(CHEEKS[0]), p(CHEEKS[1])) / 2.0;
        let eyes = EYES.map(|[left, right, upper, lower]| {
            let (middle, across, half) = between(p(left), p(right));
            let lid = |i: usize| self::local(p(i), middle, across)[1];
            Eye { middle, across, half, upper: lid(upper), lower: lid(lower) }
        });
        Rig { middle, across, half, lips, chin, cheek, eyes }
    }

    /// The part of the picture that ever changes: left, top, right, bottom, pixels.
    pub fn bounds(&self) -> [f32; 4] {
        let reach = self.cheek * 1.25;
        let [x, y] = self.middle;
        let low = self.lips[5][2] + self.chin * 2.1;
        let top = self.eyes.iter().map(|eye| eye.middle[1] - eye.half * 1.6).fold(f32::MAX, f32::min);
        [x - reach, top.min(y - self.half), x + reach, y + low.max(reach)]
    }

    /// How far the mouth is open in the picture itself, pixels.
    pub fn own_opening(&self) -> f32 {
        self.lips[5][2] - self.lips[5][1]
    }

    /// Half the mouth's width, pixels.
    pub fn half(&self) -> f32 {
        self.half
    }

    /// Where the pixel at a place of the new face comes from.
    pub fn from(&self, at: [f32; 2], pose: &Pose) -> From {
        let at = self.lidded(at, pose.blink);
        let [mut s, t] = local(at, self.middle, self.across);
        let reach = (s * s + t * t).sqrt() / (self.half * 2.3);
        // Lips narrow and widen, what is around follows less and less.
        let width = if pose.mouth.wide > 0.0 { 0.07 } else { 0.16 } * pose.mouth.wide;
        s /= 1.0 + width * (-reach * reach).exp();
        let [upper, lower] = self.inner_lips(s);
        let arch = (1.0 - (s / (self.half * 0.94)).powi(2)).max(0.0).sqrt();
        let fall = pose.mouth.open * JAW * self.chin;
        // The line the lips meet on when they are closed, and where they are now.
        let line = (upper + lower) / 2.0;
        let (top, low) = (line - fall * UPPER * arch, line + fall * (1.0 - UPPER) * arch);
        let face = 1.0 - smooth(0.75, 1.15, s.abs() / self.cheek.max(1.0));
        if t > top && t < low && arch > 0.0 {
            let down = (t - top) / (low - top).max(1e-3);
            return From::Inside { across: s / self.half, down, opening: low - top };
        }
        let t = if t <= top {
            // The upper lip rises a little; its own lower edge comes to the line.
            let lift = (upper - top) * (1.0 - smooth(0.0, self.half * 1.1, top - t));
            t + lift * face
        } else {
            let at_lip = low - lower;
            let side = (-(s / (self.half * 1.9)).powi(2)).exp();
            let jaw = fall * (1.0 - UPPER) * side;
            let down = t - low;
            let follows = at_lip + (jaw - at_lip) * smooth(0.0, self.chin * 0.6, down);
            let ends = 1.0 - smooth(self.chin * 0.9, self.chin * 2.0, down);
            t - follows * ends * face
        };
        From::Place(self.place([s, t]))
    }

    /// Where the picture's own inside of the mouth is at a share of its opening.
    pub fn own_inside(&self, across: f32, down: f32) -> [f32; 2] {
        let s = across * self.half;
        let [upper, lower] = self.inner_lips(s);
        self.place([s, upper + (lower - upper) * (0.12 + 0.76 * down)])
    }

    /// The inner edges of both lips across the mouth; beyond its corners their line goes on.
    fn inner_lips(&self, s: f32) -> [f32; 2] {
        let last = self.lips.len() - 1;
        if s <= self.lips[0][0] || s >= self.lips[last][0] {
            let corner = if s <= self.lips[0][0] { self.lips[0] } else { self.lips[last] };
            let line = (corner[1] + corner[2]) / 2.0;
            return [line; 2];
        }
        let i = (1..=last).find(|i| s < self.lips[*i][0]).unwrap_or(last);
        let (a, b) = (self.lips[i - 1], self.lips[i]);
        let k = (s - a[0]) / (b[0] - a[0]).max(1e-3);
        [1, 2].map(|c| a[c] + (b[c] - a[c]) * k)
    }

    fn place(&self, [s, t]: [f32; 2]) -> [f32; 2] {
        let [ax, ay] = self.across;
        [self.middle[0] + s * ax - t * ay, self.middle[1] + s * ay + t * ax]
    }

    /// Where a place by an eye comes from when the lids close: the skin over the eye is drawn down over it.
    fn lidded(&self, at: [f32; 2], blink: f32) -> [f32; 2] {
        if blink <= 0.0 {
            return at;
        }
        for eye in &self.eyes {
            let [s, t] = local(at, eye.middle, eye.across);
            let k = s / (eye.half * 1.12);
            if k.abs() >= 1.0 {
                continue;
            }
            let arch = (1.0 - k * k).sqrt();
            let height = (eye.lower - eye.upper).max(eye.half * 0.2);
            let (upper, lower) = (eye.upper * arch, eye.lower * arch);
            let edge = upper + (lower - upper) * blink * 0.96;
            // Skin from as far above the eye as the eye is high.
            let start = upper - height * 1.1 * arch;
            if t > start && t < edge && edge > start {
                let moved = start + (t - start) * (upper - start) / (edge - start);
                let [ax, ay] = eye.across;
                return [eye.middle[0] + s * ax - moved * ay, eye.middle[1] + s * ay + moved * ax];
            }
        }
        at
    }
}

/// Middle, direction and half the distance of two points.
fn between(a: [f32; 2], b: [f32; 2]) -> ([f32; 2], [f32; 2], f32) {
    let length = distance(a, b).max(1.0);
    (
        [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0],
        [(b[0] - a[0]) / length, (b[1] - a[1]) / length],
        length / 2.0,
    )
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)).sqrt()
}

/// A place in the frame of a middle and a direction: along it, and to its right.
fn local(at: [f32; 2], middle: [f32; 2], across: [f32; 2]) -> [f32; 2] {
    let d = [at[0] - middle[0], at[1] - middle[1]];
    [d[0] * across[0] + d[1] * across[1], -d[0] * across[1] + d[1] * across[0]]
}

/// The colour of the inside of a mouth, sRGB 0 to 255: dark, upper teeth, a tongue.
pub(super) fn inside(across: f32, down: f32, opening: f32, half: f32, light: f32) -> [f32; 3] {
    let dark = [42.0, 18.0, 20.0];
    let mix = |a: [f32; 3], b: [f32; 3], k: f32| [0, 1, 2].map(|c| a[c] + (b[c] - a[c]) * k);
    let mut colour = dark;
    let pixels = down * opening;
    let tongue = smooth(0.50, 0.95, down) * (1.0 - smooth(0.35, 0.75, across.abs()));
    colour = mix(colour, [148.0, 66.0, 70.0], tongue * smooth(half * 0.14, half * 0.4, opening) * 0.8);
    // Teeth: as high as an eighth of the mouth's half width, shadowed towards the corners and by the lip.
    let tall = half * 0.20;
    let row = smooth(tall, tall * 0.72, pixels) * (1.0 - smooth(0.42, 0.80, across.abs()));
    let gaps = 0.94 + 0.06 * (across * 21.0).cos();
    let lit = smooth(-1.0, half * 0.10, pixels) * gaps;
    colour = mix(
        colour,
        [226.0, 218.0, 206.0].map(|c| c * lit),
        row * 0.92 * smooth(half * 0.03, half * 0.12, opening),
    );
    colour.map(|c| c * (0.35 + 0.65 * light))
}

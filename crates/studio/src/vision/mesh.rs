//! Where the parts of a face are: MediaPipe's face mesh, 468 points.
//!
//! The network looks at 192 × 192 pixels of an upright face half as large again as its box, answers with points in
//! those pixels, and says how sure it is that a face is there at all (MediaPipe, face_landmark). Points have fixed
//! numbers; the ones used here are named below.

use crate::StudioError;
use crate::edit::raster::shrink;
use crate::engine::Input;
use crate::vision::{Networks, face::Face};

const SIDE: usize = 192;
const POINTS: usize = 468;
/// How much larger than its box what the network sees of a face is.
const ROOM: f32 = 1.5;
/// Share of certainty from which a face is believed.
const BELIEVED: f32 = 0.5;
/// Pixels on the long side of what the crop is taken from, at least this many for each of the crop's own.
const OVER: f32 = 2.0;

/// Inner edge of the upper lip, from the picture's left corner to its right one.
pub const UPPER_LIP: [usize; 11] = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308];
/// Inner edge of the lower lip, the same way.
pub const LOWER_LIP: [usize; 11] = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308];
/// Corners of the mouth, outside.
pub const MOUTH_CORNERS: [usize; 2] = [61, 291];
/// The outer edge of both lips, in the middle.
pub const LIP_EDGES: [usize; 2] = [0, 17];
/// The tip of the chin.
pub const CHIN: usize = 152;
/// Corners, upper lid and lower lid of each eye, the picture's left one first.
pub const EYES: [[usize; 4]; 2] = [[33, 133, 159, 145], [362, 263, 386, 374]];
/// The widest points of the face.
pub const CHEEKS: [usize; 2] = [234, 454];

/// The points of a face, in pixels of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Mesh {
    /// All of them, by number.
    pub points: Vec<[f32; 2]>,
    /// How sure the network is, 0 to 1.
    pub score: f32,
}

/// Finds the points of a face in a picture (sRGB bytes); `None` where the network sees no face after all, as in some
/// profiles.
///
/// # Errors
/// [`StudioError::Engine`] when the network fails.
pub fn find(
    networks: &Networks,
    rgb: &[u8],
    size: [usize; 2],
    face: &Face,
) -> Result<Option<Mesh>, StudioError> {
    let [w, h] = size.map(|side| side as f32);
    let [left, top, right, low] = face.corners;
    let middle = [(left + right) / 2.0 * w, (top + low) / 2.0 * h];
    let side = ((right - left) * w).max((low - top) * h) * ROOM;
    let eyes = face.eyes.map(|eye| [eye[0] * w, eye[1] * h]);
    let angle = (eyes[1][1] - eyes[0][1]).atan2(eyes[1][0] - eyes[0][0]);
    // What is much larger than the crop is made smaller first, or the crop would skip pixels.
    let k = (OVER * SIDE as f32 / side).min(1.0);
    let inner = size.map(|side| ((side as f32 * k) as usize).max(1));
    let small = shrink(rgb, size, inner);
    let (sin, cos) = angle.sin_cos();
    let place = |x: f32, y: f32| {
        let (dx, dy) = ((x / SIDE as f32 - 0.5) * side, (y / SIDE as f32 - 0.5) * side);
        [middle[0] + dx * cos - dy * sin, middle[1] + dx * sin + dy * cos]
    };
    let mut crop = vec![0.0; SIDE * SIDE * 3];
    for (i, pixel) in crop.chunks_exact_mut(3).enumerate() {
        let at = place((i % SIDE) as f32 + 0.5, (i / SIDE) as f32 + 0.5);
        let (x, y) = ((at[0] * k) as i64, (at[1] * k) as i64);
        if x >= 0 && y >= 0 && (x as usize) < inner[0] && (y as usize) < inner[1] {
            let from = 3 * (y as usize * inner[0] + x as usize);
            pixel.copy_from_slice(&small[from..from + 3]);
        }
    }
    let answers = networks.mesh()?.run_all(&[Input { shape: &[1, SIDE, SIDE, 3], values: &crop }])?;
    let points = answers.iter().find(|(_, values)| values.len() == 3 * POINTS);
    let score = answers.iter().find(|(_, values)| values.len() == 1);
    let (Some((_, points)), Some((_, score))) = (points, score) else {
        return Err(StudioError::Engine("the mesh network answered with other shapes".to_owned()));
    };
    let score = 1.0 / (1.0 + (-score[0].clamp(-80.0, 80.0)).exp());
    let points = points.chunks_exact(3).map(|p| place(p[0], p[1])).collect();
    Ok((score >= BELIEVED).then_some(Mesh { points, score }))
}

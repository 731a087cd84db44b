//! Where faces are: BlazeFace (short range), which sees faces of at least about a tenth of the picture.
//!
//! The network looks at 128 × 128 and answers for 896 anchors: two in each cell of a 16 × 16 grid, six in
//! each cell of an 8 × 8 grid, each with a score and a box relative to its cell's middle, in pixels of
//! 128 (MediaPipe, face_detection_short_range). Boxes that overlap are one face.

use crate::StudioError;
use crate::edit::raster::shrink;
use crate::engine::Input;
use crate::vision::Networks;

const SIDE: usize = 128;
const ANCHORS: usize = 896;
/// Scores from which a face is believed.
const BELIEVED: f32 = 0.6;
/// Shared area, as a share of both, from which two boxes are one face.
const SAME: f32 = 0.3;

/// A face: its box in shares of the picture's width and height, and how sure the network is, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    /// Left, top, right, bottom; 0 to 1.
    pub corners: [f32; 4],
    /// 0.6 to 1.
    pub score: f32,
    /// The middles of both eyes, the picture's left one first, in shares of width and height.
    pub eyes: [[f32; 2]; 2],
}

/// The faces in a picture (sRGB bytes), surest first.
///
/// # Errors
/// [`StudioError::Engine`] when the network fails.
pub fn find(networks: &Networks, rgb: &[u8], size: [usize; 2]) -> Result<Vec<Face>, StudioError> {
    let square = letterboxed(rgb, size);
    let given = Input { shape: &[1, SIDE, SIDE, 3], values: &square };
    let answers = networks.face()?.run_all(&[given])?;
    let [(_, boxes), (_, scores)] = answers.as_slice() else {
        return Err(StudioError::Engine("the face network answered with other outputs".to_owned()));
    };
    if boxes.len() != ANCHORS * 16 || scores.len() != ANCHORS {
        return Err(StudioError::Engine("the face network answered with other shapes".to_owned()));
    }
    Ok(suppress(decode(boxes, scores, size)))
}

/// The picture in the middle of a square of black, -1 to 1.
fn letterboxed(rgb: &[u8], size: [usize; 2]) -> Vec<f32> {
    let k = SIDE as f32 / size[0].max(size[1]) as f32;
    let inner = size.map(|side| ((side as f32 * k).round() as usize).clamp(1, SIDE));
    let small = shrink(rgb, size, inner);
    let (left, top) = ((SIDE - inner[0]) / 2, (SIDE - inner[1]) / 2);
    let mut square = vec![-1.0; SIDE * SIDE * 3];
    for y in 0..inner[1] {
        for x in 0..inner[0] * 3 {
            square[((y + top) * SIDE + left) * 3 + x] = small[y * inner[0] * 3 + x] * 2.0 - 1.0;
        }
    }
    square
}

fn anchors() -> impl Iterator<Item = [f32; 2]> {
    let grid = |side: usize, each: usize| {
        (0..side * side * each).map(move |i| {
            let cell = i / each;
            [((cell % side) as f32 + 0.5) / side as f32, ((cell / side) as f32 + 0.5) / side as f32]
        })
    };
    grid(16, 2).chain(grid(8, 6))
}

fn decode(boxes: &[f32], scores: &[f32], size: [usize; 2]) -> Vec<Face> {
    let long = size[0].max(size[1]) as f32;
    // From shares of the square to shares of the picture.
    let stretch = size.map(|side| long / side as f32);
    anchors()
        .zip(boxes.chunks_exact(16))
        .zip(scores)
        .filter_map(|((anchor, raw), logit)| {
            let score = 1.0 / (1.0 + (-logit.clamp(-80.0, 80.0)).exp());
            let middle = [0, 1].map(|i| (anchor[i] + raw[i] / SIDE as f32 - 0.5) * stretch[i] + 0.5);
            let half = [0, 1].map(|i| raw[i + 2] / SIDE as f32 * stretch[i] / 2.0);
            let corners =
                [middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]];
            let corners = corners.map(|c| c.clamp(0.0, 1.0));
            let eyes = [0, 1].map(|eye| {
                [0, 1].map(|i| (anchor[i] + raw[4 + 2 * eye + i] / SIDE as f32 - 0.5) * stretch[i] + 0.5)
            });
            let is_face = score >= BELIEVED && area(&corners) > 0.0;
            is_face.then_some(Face { corners, score, eyes })
        })
        .collect()
}

fn area(c: &[f32; 4]) -> f32 {
    (c[2] - c[0]).max(0.0) * (c[3] - c[1]).max(0.0)
}

fn overlap(a: &[f32; 4], b: &[f32; 4]) -> f32 {
    let shared = area(&[a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]);
    shared / (area(a) + area(b) - shared).max(1e-9)
}

/// Keeps the surest of boxes that mean the same face.
fn suppress(mut faces: Vec<Face>) -> Vec<Face> {
    faces.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Face> = Vec::new();
    for face in faces {
        if kept.iter().all(|other| overlap(&face.corners, &other.corners) < SAME) {
            kept.push(face);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_an_anchor_for_every_answer() {
        assert_eq!(anchors().count(), ANCHORS);
        assert_eq!(anchors().next(), Some([0.5 / 16.0, 0.5 / 16.0]));
        assert_eq!(anchors().last(), Some([7.5 / 8.0, 7.5 / 8.0]));
    }

    #[test]
    fn boxes_of_one_face_become_one() {
        let face = |x: f32, score: f32| Face { corners: [x, 0.0, x + 0.4, 0.4], score, eyes: [[0.0; 2]; 2] };
        let kept = suppress(vec![face(0.0, 0.7), face(0.02, 0.9), face(0.55, 0.8)]);
        assert_eq!(kept, vec![face(0.02, 0.9), face(0.55, 0.8)]);
    }
}

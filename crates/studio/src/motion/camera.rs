//! Camera moves: where the camera is in each frame.
//!
//! A frame shows a window of the canvas. What the window shows shifts with the camera's own place by distance:
//! a point that is `near` (1 at the viewer's feet, 0 at the horizon) moves by `(shift − place · approach) · (near − held)`,
//! which is what perspective says of small moves. Moves begin and end softly, and stay so small that the
//! window never leaves the canvas.

use super::words::Move;

/// The camera in one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pose {
    /// How many times larger than the canvas the window shows things; at least 1.
    pub zoom: f32,
    /// Middle of the window, picture heights from the canvas's middle.
    pub centre: [f32; 2],
    /// How far what is near moves, picture heights.
    pub shift: [f32; 2],
    /// How much closer the camera has come: the share by which what is near grows.
    pub approach: f32,
    /// The nearness that stays where it is.
    pub held: f32,
}

/// Most that anything near moves away from its place, picture heights.
const SHIFT_MAX: f32 = 0.075;

/// Begins and ends softly: 0 to 1.
pub(crate) fn eased(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

/// Halfway between a steady move and a soft one: moves of clips that play in a loop feel steadier so.
fn glide(t: f32) -> f32 {
    0.5 * t + 0.5 * eased(t)
}

/// The camera at a share `t` (0 to 1) of a clip `wide` picture heights wide, for a move of a strength of 0.1 to 1.
pub(crate) fn pose(path: Move, t: f32, strength: f32, wide: f32) -> Pose {
    let s = strength.clamp(0.1, 1.0);
    let e = glide(t);
    // From -1 to 1.
    let across = 2.0 * e - 1.0;
    let still = Pose { zoom: 1.0, centre: [0.0; 2], shift: [0.0; 2], approach: 0.0, held: 0.0 };
    let room = |zoom: f32| 1.0 + (zoom - 1.0) * s.sqrt();
    match path {
        Move::Still => still,
        Move::Drift => Pose {
            zoom: room(1.13) + 0.07 * s * e,
            shift: [SHIFT_MAX * 0.55 * s * across, 0.0],
            approach: 0.10 * s * e,
            held: 0.25,
            ..still
        },
        Move::In => Pose { zoom: room(1.05) + 0.32 * s * e, approach: 0.14 * s * e, ..still },
        Move::Out => {
            Pose { zoom: room(1.05) + 0.32 * s * (1.0 - e), approach: 0.14 * s * (1.0 - e), ..still }
        }
        Move::Dolly => Pose { zoom: room(1.06) + 0.14 * s * e, approach: 0.34 * s * e, ..still },
        Move::Left | Move::Right => {
            let zoom = room(1.28);
            let side = if path == Move::Right { 1.0 } else { -1.0 };
            let reach = (1.0 - 1.0 / zoom) * 0.5 * wide * 0.86;
            let shift = [-side * SHIFT_MAX * 0.35 * s * across, 0.0];
            Pose { zoom, centre: [side * reach * across, 0.0], shift, ..still }
        }
        Move::Up | Move::Down => {
            let zoom = room(1.28);
            let side = if path == Move::Down { 1.0 } else { -1.0 };
            let reach = (1.0 - 1.0 / zoom) * 0.5 * 0.86;
            Pose { zoom, centre: [0.0, side * reach * across], ..still }
        }
        Move::Orbit => Pose { zoom: room(1.20), shift: [SHIFT_MAX * s * across, 0.0], held: 0.45, ..still },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_window_leaves_its_canvas() {
        for path in Move::ALL {
            for strength in [0.1, 0.5, 0.8, 1.0] {
                for wide in [0.5625, 1.0, 1.7778] {
                    for step in 0..=20 {
                        let pose = pose(*path, step as f32 / 20.0, strength, wide);
                        let half = [wide * 0.5 / pose.zoom, 0.5 / pose.zoom];
                        assert!(pose.zoom >= 1.0, "{path:?}");
                        assert!(pose.centre[0].abs() + half[0] <= wide * 0.5 + 1e-4, "{path:?} {pose:?}");
                        assert!(pose.centre[1].abs() + half[1] <= 0.5 + 1e-4, "{path:?} {pose:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn moves_are_smooth_and_grow_with_their_strength() {
        for path in Move::ALL {
            let far = |strength: f32| {
                let (a, b) = (pose(*path, 0.0, strength, 1.0), pose(*path, 1.0, strength, 1.0));
                (a.zoom - b.zoom).abs()
                    + (a.centre[0] - b.centre[0]).abs()
                    + (a.shift[0] - b.shift[0]).abs()
                    + (a.centre[1] - b.centre[1]).abs()
            };
            if *path == Move::Still {
                assert_eq!(far(1.0), 0.0);
            } else {
                assert!(far(0.2) > 0.0 && far(0.9) > far(0.2), "{path:?}");
            }
            let zooms: Vec<f32> = (0..=120).map(|i| pose(*path, i as f32 / 120.0, 0.8, 1.0).zoom).collect();
            assert!(zooms.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.01));
        }
    }
}

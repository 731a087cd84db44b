//! One frame after another: what the camera sees of the layers at a moment.
//!
//! Each pixel of a frame looks through the layers from the front to the back until nothing shines through any more,
//! so that water and sky are only worked out where they are seen. Rows are shared by the threads of the pool; no frame
//! depends on another.

use rayon::prelude::*;

use super::camera::{Pose, pose};
use super::develop::Develop;
use super::heavens::{Heavens, Moment};
use super::particles::Particles;
use super::plate::{Plate, between};
use super::sea::Sea;
use super::words::Move;
use crate::film::Frame;
use crate::scene::palette::Rgb;

/// What is farthest.
pub(crate) enum Behind<'a> {
    /// A sky that moves.
    Sky(Box<Heavens<'a>>),
    /// A layer without holes.
    Plate(Plate),
}

/// Everything a clip shows.
pub(crate) struct Stage<'a> {
    /// What is farthest.
    pub behind: Behind<'a>,
    /// Water before it.
    pub sea: Option<Box<Sea<'a>>>,
    /// Layers before both, the nearest last.
    pub plates: Vec<Plate>,
    /// Fog before everything.
    pub veil: Option<Plate>,
    /// Light that spreads from what is bright, at a size of its own.
    pub glow: Option<(Vec<[f32; 3]>, [usize; 2])>,
    /// What falls or floats.
    pub particles: Option<Particles>,
    /// How light becomes a picture.
    pub develop: Develop,
    /// Where the camera's moves lead, picture heights from the middle.
    pub aim: [f32; 2],
    /// Metres that are as near as 1.
    pub reference: f32,
    /// Width of the canvas in its heights.
    pub wide: f32,
    /// Moments of lightning, seconds.
    pub flashes: Vec<f32>,
}

/// How a clip is shot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shot {
    /// Width and height of a frame, pixels; both even.
    pub size: [usize; 2],
    /// Frames a second.
    pub rate: u32,
    /// Frames in all.
    pub frames: u32,
    /// The camera's move.
    pub path: Move,
    /// How much moves, 0.1 to 1.
    pub strength: f32,
}

impl Shot {
    fn seconds(&self, frame: u32) -> f32 {
        frame as f32 / self.rate.max(1) as f32
    }
}

/// Light shining through below which nothing behind is looked at.
const OPAQUE: f32 = 0.004;

impl Stage<'_> {
    /// Makes frame number `index`; `light` is room for it that is used again. Whoever calls looks at `stop` afterwards:
    /// a frame that was stopped is not whole.
    pub fn frame(
        &self,
        shot: &Shot,
        index: u32,
        light: &mut Vec<Rgb>,
        out: &mut Frame,
        stop: &(dyn Fn() -> bool + Sync),
    ) {
        let [w, h] = shot.size;
        light.resize(w * h, [0.0; 3]);
        let shape = w as f32 / h as f32;
        // The window covers the canvas: what is over at the sides, or above and below, is cut off.
        let fit = (self.wide / shape).min(1.0);
        let share = index as f32 / shot.frames.saturating_sub(1).max(1) as f32;
        let pose = pose(shot.path, share, shot.strength, shape);
        let seconds = shot.seconds(index);
        let moment = self.moment(shot, seconds);
        light.par_chunks_mut(w).enumerate().for_each(|(y, row)| {
            if stop() {
                return;
            }
            let v = (y as f32 + 0.5) / h as f32 - 0.5;
            for (x, pixel) in row.iter_mut().enumerate() {
                let u = (x as f32 + 0.5 - w as f32 * 0.5) / h as f32;
                let place = [u, v].map(|c| c * fit / pose.zoom);
                let place = [place[0] + pose.centre[0] * fit, place[1] + pose.centre[1] * fit];
                *pixel = self.seen(place, &pose, moment.as_ref(), seconds, shot.strength);
            }
        });
        if let Some(particles) = &self.particles {
            particles.paint(light, w, seconds);
        }
        if !stop() {
            self.develop.frame(light, w, out);
        }
    }

    fn moment(&self, shot: &Shot, seconds: f32) -> Option<Moment> {
        let Behind::Sky(heavens) = &self.behind else { return None };
        // A flash fades within a third of a second; they are never closer than that.
        let flash = self.flashes.iter().map(|at| seconds - at).filter(|since| (0.0..0.5).contains(since));
        let flash = flash.map(|since| (-since * 9.0).exp() * 0.9).fold(0.0, f32::max);
        let length = shot.frames as f32 / shot.rate.max(1) as f32;
        Some(heavens.moment(seconds, 0.5 + 0.9 * shot.strength, length, flash))
    }

    /// The light from a place of the window.
    #[inline]
    fn seen(
        &self,
        place: [f32; 2],
        pose: &Pose,
        moment: Option<&Moment>,
        seconds: f32,
        strength: f32,
    ) -> Rgb {
        let mut light = [0.0; 3];
        let mut through = 1.0;
        let mut lay = |c: [f32; 4]| {
            for k in 0..3 {
                light[k] += c[k] * through;
            }
            through *= 1.0 - c[3];
            through > OPAQUE
        };
        let ground = self.plates.first();
        let mut goes_on = true;
        if let Some(veil) = &self.veil {
            let at = ground.map_or(place, |plate| plate.seen(place, pose, self.aim));
            goes_on = lay(veil.colour(at));
        }
        for plate in self.plates.iter().rev() {
            if !goes_on {
                break;
            }
            goes_on = lay(plate.through(place, pose, self.aim));
        }
        if goes_on {
            let c = self.far(place, pose, moment, seconds, strength);
            lay([c[0], c[1], c[2], 1.0]);
        }
        if let Some((glow, size)) = &self.glow {
            let glow = between(glow, *size, place);
            light = [light[0] + glow[0], light[1] + glow[1], light[2] + glow[2]];
        }
        light
    }

    /// Water where there is some, else what is farthest.
    #[inline]
    fn far(&self, place: [f32; 2], pose: &Pose, moment: Option<&Moment>, seconds: f32, strength: f32) -> Rgb {
        if let Some(sea) = &self.sea {
            // Nearness of a level surface grows evenly down the picture, so two rounds find the place.
            let mut at = place;
            for _ in 0..2 {
                let by = sea.nearness(at, self.reference) - pose.held;
                at = [0, 1]
                    .map(|k| place[k] + (pose.shift[k] - (place[k] - self.aim[k]) * pose.approach) * by);
            }
            if at[1] > self.aim[1] {
                return sea.at(at, seconds * (0.5 + 0.6 * strength));
            }
        }
        match (&self.behind, moment) {
            (Behind::Sky(heavens), Some(moment)) => {
                let push = [0, 1].map(|k| pose.shift[k] - (place[k] - self.aim[k]) * pose.approach);
                heavens.at([place[0] - push[0] * pose.held, place[1] - push[1] * pose.held], moment)
            }
            (Behind::Sky(_), None) => [0.0; 3],
            (Behind::Plate(plate), _) => {
                let c = plate.colour(plate.seen(place, pose, self.aim));
                [c[0], c[1], c[2]]
            }
        }
    }
}

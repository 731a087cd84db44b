//! The things in a scene: drawings as data, placed, lit by the scene's light, and mirrored.
//!
//! | step | file | gives |
//! |---|---|---|
//! | which things there are | [`super::kind`] | drawing, natural height, where it lives |
//! | draw | [`drawing`], from [`icons`], [`drawings`] and [`figures`] | an SVG, its frame and its lights |
//! | place | [`placing`], [`beside`] | a spot in the world for every single thing, and how tall it is |
//! | rasterise | [`sprite`], [`tinting`] | albedo, coverage, relief |
//! | paint | [`actor`] | key light, fill light, a rim towards the sun, shadow, reflection |
//!
//! A drawing is treated as a relief: its outline is blurred into a rounded surface, so it takes the light like
//! everything else. It stands on the land the camera sees, throws a shadow, and is drawn into the mirrored view too.

pub mod actor;
mod beside;
pub mod drawing;
pub mod drawings;
pub mod figures;
pub mod icons;
mod placing;
mod sketches;
pub mod sprite;
pub mod tinting;

pub use actor::Actor;
pub use placing::{Spot, Stage};

use super::canvas::View;
use super::compose::Composition;
use super::kind::{Home, Kind};
use super::light::Light;
use super::spec::SceneSpec;
use crate::StudioError;

/// How a thing meets what is under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the ground: it throws a shadow.
    Ground,
    /// On top of a rise, away from the viewer: land may hide its foot.
    Summit,
    /// On the water: it ends where the water begins.
    Afloat,
    /// In the air.
    Aloft,
    /// On, in or held by something else.
    Perched,
}

impl From<Home> for Place {
    fn from(home: Home) -> Place {
        match home {
            Home::Ground | Home::Table => Place::Ground,
            Home::Summit => Place::Summit,
            Home::Afloat | Home::Swimming => Place::Afloat,
            Home::Aloft => Place::Aloft,
        }
    }
}

/// What must not be hidden: a building or the like that stands far from the viewer.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// Left, top, right and foot, pixels.
    pub frame: [f32; 4],
    /// Distance, metres.
    pub z: f32,
}

/// All subjects of one picture, farthest first.
pub struct Cast {
    actors: Vec<Actor>,
    /// The board of a sign: left, top, right, bottom in pixels.
    board: Option<[f32; 4]>,
}

impl Cast {
    /// Draws and places every subject of the scene.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when a drawing cannot be rasterised.
    pub fn new(
        spec: &SceneSpec,
        comp: &Composition,
        light: &Light,
        view: &View,
        seed: u64,
    ) -> Result<Cast, StudioError> {
        Cast::on(Stage::Land, spec, comp, light, view, seed)
    }

    /// The same on a stage that is not open land.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when a drawing cannot be rasterised.
    pub fn on(
        stage: Stage,
        spec: &SceneSpec,
        comp: &Composition,
        light: &Light,
        view: &View,
        seed: u64,
    ) -> Result<Cast, StudioError> {
        let mut actors = Vec::new();
        let mut board = None;
        for spot in placing::spots(stage, spec, comp, view, seed)? {
            let drawing = drawing::drawing(spot.kind, spot.tint, spot.variant);
            let mut actor = Actor::new(&drawing, spot.at, spot.tall, spot.flip, spot.place, view)?;
            actor.beam = (spot.kind == Kind::Lighthouse && light.lamps > 0.3).then_some(0.78);
            if spot.kind == Kind::Sign && board.is_none() {
                board = Some(actor.part(drawings::SIGN_BOARD, view));
            }
            actors.push(actor);
        }
        actors.sort_by(|a, b| b.at[2].total_cmp(&a.at[2]));
        Ok(Cast { actors, board })
    }

    /// Where a sign's board takes text: left, top, right, bottom in pixels. Nothing without a sign.
    pub fn board(&self) -> Option<[f32; 4]> {
        self.board
    }

    /// Those who stand so far off that trees could hide them.
    pub fn shown(&self, view: &View) -> Vec<Shown> {
        let far = self.actors.iter().filter(|actor| actor.place() == Place::Summit);
        far.map(|actor| Shown { frame: actor.part([0.0, 0.0, 1.0, 1.0], view), z: actor.at[2] }).collect()
    }

    /// Draws everyone into a view, the picture's or the mirror's.
    /// `stop` ends early when cancelled.
    pub fn paint(&self, view: &mut View, light: &Light, stop: &(dyn Fn() -> bool + Sync)) {
        for actor in &self.actors {
            if stop() {
                return;
            }
            actor.paint(view, light, stop);
        }
    }

    /// Draws everyone with a reflection under the feet, of so much strength, for wet or polished ground.
    pub fn paint_on_wet(
        &self,
        view: &mut View,
        light: &Light,
        strength: f32,
        stop: &(dyn Fn() -> bool + Sync),
    ) {
        for actor in &self.actors {
            if stop() {
                return;
            }
            if actor.meets_ground() {
                actor.reflect(view, light, strength);
            }
            actor.paint(view, light, stop);
        }
    }
}

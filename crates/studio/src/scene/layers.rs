//! The one walk through a scene, from the back to the front: sky, ground, water, things, air.
//!
//! A picture is what the walk leaves on the canvas. Clips keep the parts as well, each painted whole where others
//! hide it ([`super::cutout`]): both are painted by the same lines, so that neither can drift from the other.

use std::cell::Cell;

use super::canvas::View;
use super::compose::Composition;
pub(crate) use super::cutout::Cutout;
use super::cutout::{lay, raised, taken_apart};
use super::light::Light;
use super::water::{Surface, sun_share, surface_seed};
use super::{
    Biome, SceneSpec, Setting, Steps, deep, design, flora, jungle, portrait, product, reef, relief, room,
    sky, space, still_life, subjects, terrain, town, village, water, weather,
};
use crate::StudioError;

/// A painted scene, whole and in parts, all of one size and seen by one camera.
pub(crate) struct Layers {
    /// The finished picture before what falls and before film, with the distance of every pixel.
    pub whole: View,
    /// Where everything stands.
    pub comp: Composition,
    /// Its light.
    pub light: Light,
    /// Its parts; nothing where only the whole was asked for.
    pub parts: Option<Parts>,
    /// Where a sign's board takes words: left, top, right, bottom in pixels.
    pub board: Option<[f32; 4]>,
}

/// The parts of a scene, the farthest first.
pub(crate) struct Parts {
    /// What is farthest where that is not the open sky: a street, deep water, a view through a window, stars.
    pub behind: Option<Cutout>,
    /// What water mirrors, and the share of the sun it sees; nothing without water.
    pub mirror: Option<(View, f32)>,
    /// Land, or the walls of a room.
    pub ground: Option<Cutout>,
    /// Trees, flowers, houses and subjects.
    pub things: Cutout,
    /// Fog, mist or shafts of light.
    pub veil: Option<Cutout>,
}

/// Whether parts are kept beside the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Every part is laid on the picture and forgotten: half the work.
    Whole,
    /// Every part is painted by itself first, then laid on.
    Parts,
}

/// The picture under work, and what is known of it.
struct Easel<'a> {
    view: View,
    spec: &'a SceneSpec,
    comp: &'a Composition,
    light: &'a Light,
    seed: u64,
    steps: &'a Steps<'a>,
    keep: Keep,
    /// Where a sign's board takes words: left, top, right, bottom in pixels.
    board: Option<[f32; 4]>,
}

/// Walks through a scene from the back to the front and paints it.
///
/// # Errors
/// [`StudioError::Cancelled`] when the watcher stops it; [`StudioError::Engine`] when a drawing cannot be
/// rasterised.
pub(crate) fn paint(
    spec: &SceneSpec,
    seed: u64,
    [w, h]: [usize; 2],
    keep: Keep,
    steps: &Steps<'_>,
) -> Result<Layers, StudioError> {
    steps.painting(0.0, "Planning the picture", None);
    let comp = Composition::new(spec, seed, w as f32 / h as f32);
    let light = Light::new(spec, seed, comp.sun_u);
    let view = View::new(w, h, comp.horizon, comp.lens, comp.eye);
    let mut easel = Easel { view, spec, comp: &comp, light: &light, seed, steps, keep, board: None };
    steps.check()?;
    let parts = match spec.biome.setting() {
        _ if spec.portrait.is_some() => easel.portrait()?,
        _ if spec.still_life => easel.table()?,
        Setting::Land => easel.land()?,
        Setting::Street => easel.street()?,
        Setting::Room => easel.room()?,
        Setting::Space | Setting::Design | Setting::Studio => easel.before_a_backdrop()?,
    };
    steps.check()?;
    steps.painting(0.85, "Letting the weather in", Some(&easel.view));
    let veil = easel.part(|side, easel| {
        if !spec.is_indoors() {
            weather::veil(side, spec, &light, easel.seed32(), &|| easel.stopped());
        }
        Ok(())
    })?;
    steps.check()?;
    let (view, board) = (easel.view, easel.board);
    let veil = veil.filter(|veil| veil.pixels.iter().any(|pixel| pixel[3] >= 0.002));
    let parts = parts.map(|parts| Parts { veil, ..parts });
    Ok(Layers { whole: view, comp, light, parts, board })
}

/// What the painters of a part are given besides the view: the easel without its picture.
struct Around<'a> {
    spec: &'a SceneSpec,
    comp: &'a Composition,
    light: &'a Light,
    seed: u64,
    steps: &'a Steps<'a>,
}

impl Around<'_> {
    fn stopped(&self) -> bool {
        self.steps.stopped()
    }

    fn seed32(&self) -> u32 {
        (self.seed ^ (self.seed >> 32)) as u32
    }
}

impl Easel<'_> {
    fn around(&self) -> Around<'_> {
        let Easel { spec, comp, light, seed, steps, .. } = *self;
        Around { spec, comp, light, seed, steps }
    }

    /// Paints a part over what is there; answers with it where parts are kept.
    fn part(
        &mut self,
        paint: impl Fn(&mut View, &Around<'_>) -> Result<(), StudioError>,
    ) -> Result<Option<Cutout>, StudioError> {
        let Easel { spec, comp, light, seed, steps, .. } = *self;
        let around = Around { spec, comp, light, seed, steps };
        if self.keep == Keep::Whole {
            paint(&mut self.view, &around)?;
            return Ok(None);
        }
        let part = taken_apart(&self.view, |side| paint(side, &around))?;
        lay(&mut self.view, &part);
        Ok(Some(part))
    }

    /// Everything that is there, where parts are kept.
    fn opaque(&self) -> Option<Cutout> {
        (self.keep == Keep::Parts).then(|| {
            let pixels = self.view.colour.iter().map(|c| [c[0], c[1], c[2], 1.0]).collect();
            Cutout { pixels, depth: self.view.depth.clone() }
        })
    }

    fn sky(&mut self) -> Result<(), StudioError> {
        self.steps.painting(0.04, "Painting the sky", None);
        let (seed32, steps) = (self.around().seed32(), self.steps);
        let stop = || steps.stopped();
        if self.spec.biome == Biome::Underwater {
            deep::paint(&mut self.view, self.light, seed32, &stop);
        } else {
            sky::paint(&mut self.view, self.spec, self.light, seed32, &stop);
        }
        steps.check()
    }

    fn street(&mut self) -> Result<Option<Parts>, StudioError> {
        self.sky()?;
        let steps = self.steps;
        steps.painting(0.30, "Building the street", Some(&self.view));
        town::paint(&mut self.view, self.spec, self.comp, self.light, self.seed, &|| steps.stopped());
        steps.check()?;
        let behind = self.opaque();
        steps.painting(0.60, "Placing the subjects", Some(&self.view));
        let board = Cell::new(None);
        let things = self.part(|side, a| {
            board.set(town::people(side, a.spec, a.comp, a.light, a.seed, &|| a.stopped())?);
            Ok(())
        })?;
        self.board = board.get();
        Ok(things.map(|things| Parts { behind, mirror: None, ground: None, things, veil: None }))
    }

    /// Things on a table before a wall.
    fn table(&mut self) -> Result<Option<Parts>, StudioError> {
        let steps = self.steps;
        steps.painting(0.04, "Laying the table", None);
        let Easel { spec, comp, light, seed, .. } = *self;
        still_life::room(&mut self.view, spec, comp, light, seed, &|| steps.stopped());
        steps.check()?;
        let behind = self.opaque();
        steps.painting(0.60, "Placing the subjects", Some(&self.view));
        let board = Cell::new(None);
        let things = self.part(|side, a| {
            board.set(still_life::things(side, a.spec, a.comp, a.light, a.seed, &|| a.stopped())?);
            Ok(())
        })?;
        self.board = board.get();
        Ok(things.map(|things| Parts { behind, mirror: None, ground: None, things, veil: None }))
    }

    /// A face before a backdrop.
    fn portrait(&mut self) -> Result<Option<Parts>, StudioError> {
        let steps = self.steps;
        steps.painting(0.04, "Hanging the backdrop", None);
        portrait::painting::backdrop(&mut self.view, self.spec, self.light, self.seed);
        steps.check()?;
        let behind = self.opaque();
        steps.painting(0.40, "Drawing the face", Some(&self.view));
        let things = self.part(|side, a| match &a.spec.portrait {
            Some(face) => portrait::painting::sitter(side, face, a.light, a.seed),
            None => Ok(()),
        })?;
        Ok(things.map(|things| Parts { behind, mirror: None, ground: None, things, veil: None }))
    }

    /// A room: a view through its window, walls and furniture, and who is in it.
    fn room(&mut self) -> Result<Option<Parts>, StudioError> {
        let steps = self.steps;
        steps.painting(0.04, "Painting the sky", None);
        room::outside(&mut self.view, self.spec, self.light, self.seed, steps)?;
        let behind = self.opaque();
        steps.painting(0.40, "Furnishing the room", Some(&self.view));
        let ground = self.part(|side, a| {
            room::paint(side, a.spec, a.comp, a.light, a.seed, &|| a.stopped());
            a.steps.check()
        })?;
        steps.painting(0.70, "Placing the subjects", Some(&self.view));
        let things = self.cast()?;
        Ok(things.map(|things| Parts { behind, mirror: None, ground, things, veil: None }))
    }

    /// Subjects before something that fills the picture.
    fn before_a_backdrop(&mut self) -> Result<Option<Parts>, StudioError> {
        let (steps, seed32) = (self.steps, self.around().seed32());
        let stop = || steps.stopped();
        let Easel { spec, comp, light, seed, .. } = *self;
        let mut planets = false;
        match spec.biome.setting() {
            Setting::Space => {
                steps.painting(0.04, "Painting the sky", None);
                space::paint(&mut self.view, spec, light, seed32, &stop);
                planets = true;
            }
            Setting::Design => {
                steps.painting(0.04, "Laying out the pattern", None);
                design::paint(&mut self.view, spec, light, seed, &stop);
            }
            _ => {
                steps.painting(0.04, "Lighting the object", None);
                product::paint(&mut self.view, spec, comp, light, seed, &stop);
            }
        }
        steps.check()?;
        let behind = self.opaque();
        steps.painting(0.60, "Placing the subjects", Some(&self.view));
        let cast = subjects::Cast::new(spec, comp, light, &self.view, seed)?;
        let things = self.part(|side, a| {
            if planets {
                space::planets(side, a.spec, a.comp, a.light, a.seed, &|| a.stopped());
            }
            cast.paint(side, a.light, &|| a.stopped());
            a.steps.check()
        })?;
        Ok(things.map(|things| Parts { behind, mirror: None, ground: None, things, veil: None }))
    }

    fn cast(&mut self) -> Result<Option<Cutout>, StudioError> {
        let cast = subjects::Cast::new(self.spec, self.comp, self.light, &self.view, self.seed)?;
        self.part(|side, a| {
            cast.paint(side, a.light, &|| a.stopped());
            a.steps.check()
        })
    }

    fn land(&mut self) -> Result<Option<Parts>, StudioError> {
        self.sky()?;
        let behind = if self.spec.biome == Biome::Underwater { self.opaque() } else { None };
        let Easel { spec, comp, light, seed, steps, keep, .. } = *self;
        let stop = || steps.stopped();
        steps.painting(0.30, "Raising the land", Some(&self.view));
        // The reflection is broken by ripples, so half the size is enough.
        let mirror = comp.land.wet.then(|| mirrored(&self.view));
        let cover = terrain::survey(&mut self.view, &comp.land);
        steps.check()?;
        let relief = relief::Relief::new(&comp.land, comp.reach, comp.lens);
        terrain::shade(&mut self.view, spec, comp, light, &relief, &stop);
        steps.check()?;
        let ground = (keep == Keep::Parts).then(|| raised(&self.view, &cover));
        let mut trees = flora::Planting::new(spec, comp, seed);
        let houses = village::Houses::new(spec, comp, seed);
        let cast = subjects::Cast::new(spec, comp, light, &self.view, seed)?;
        trees.open(&self.view, &cast.shown(&self.view));
        self.board = cast.board();
        let sun = sun_share(&self.view, light);
        let mirror = match mirror {
            None => None,
            Some(mut mirror) => {
                steps.painting(0.50, "Mirroring the land", Some(&self.view));
                let cover = terrain::survey(&mut mirror, &comp.land);
                terrain::shade(&mut mirror, spec, comp, light, &relief, &stop);
                terrain::soften(&mut mirror, &cover);
                steps.check()?;
                trees.paint(&mut mirror, light, &stop);
                houses.paint(&mut mirror, light, &stop);
                cast.paint(&mut mirror, light, &stop);
                steps.check()?;
                steps.painting(0.62, "Laying the water", Some(&self.view));
                water::paint(&mut self.view, &mirror, spec, comp, light, &stop);
                Some(mirror)
            }
        };
        terrain::soften(&mut self.view, &cover);
        steps.check()?;
        steps.painting(0.70, "Planting trees", Some(&self.view));
        let things = self.part(|side, a| {
            let stop = || a.stopped();
            trees.paint(side, a.light, &stop);
            houses.paint(side, a.light, &stop);
            a.steps.check()?;
            a.steps.painting(0.78, "Placing the subjects", None);
            cast.paint(side, a.light, &stop);
            a.steps.check()?;
            foreground(side, a);
            a.steps.check()
        })?;
        let mirror = mirror.map(|mirror| (mirror, sun));
        Ok(things.map(|things| Parts { behind, mirror, ground, things, veil: None }))
    }
}

/// What grows at the viewer's feet.
fn foreground(view: &mut View, a: &Around<'_>) {
    match a.spec.biome {
        Biome::Jungle => jungle::foreground(view, a.comp, a.light, a.seed),
        Biome::Beach => jungle::palms(view, a.spec, a.comp, a.light, a.seed),
        Biome::Underwater => reef::paint(view, a.comp, a.light, a.seed),
        _ => flora::foreground(view, a.spec, a.comp, a.light, a.seed),
    }
}

/// The mirrored camera, with the sky the picture already has.
fn mirrored(view: &View) -> View {
    let (w, h) = ((view.width / 2).max(1), (view.height / 2).max(1));
    let mut mirror = View::new(w, h, view.horizon, view.lens, -view.eye);
    let (sx, sy) = (view.width as f32 / w as f32, view.height as f32 / h as f32);
    for y in 0..h {
        for x in 0..w {
            mirror.colour[y * w + x] = view.sample(
                (x as f32 + 0.5) * sx,
                ((y as f32 + 0.5) * sy).min((view.horizon - 0.004) * view.height as f32),
            );
        }
    }
    mirror
}

/// The water's surface of a scene that has been taken apart.
pub(crate) fn surface<'a>(
    spec: &SceneSpec,
    comp: &Composition,
    light: &'a Light,
    sun: f32,
) -> (Surface<'a>, u32) {
    let seed = surface_seed(comp);
    (Surface::new(spec, comp, light, seed, sun), seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Progress, StyleChoice, Watch};

    struct Quiet;

    impl Watch for Quiet {
        fn progress(&self, _: Progress<'_>) {}

        fn cancelled(&self) -> bool {
            false
        }
    }

    #[test]
    fn parts_laid_on_each_other_are_the_picture() {
        let steps = Steps::new(&Quiet, false);
        for biome in Biome::ALL {
            let mut spec = super::super::understand("a fox, day", StyleChoice::Auto);
            (spec.biome, spec.water) =
                (*biome, if *biome == Biome::Coast { super::super::Water::Sea } else { spec.water });
            let [whole, laid] =
                [Keep::Whole, Keep::Parts].map(|keep| paint(&spec, 5, [64, 48], keep, &steps).unwrap());
            assert!(whole.parts.is_none() && laid.parts.is_some());
            // Black and white tell cover as a mean of three channels, hence the tolerance.
            let off = |i: usize| {
                let (a, b) = (whole.whole.colour[i], laid.whole.colour[i]);
                (0..3).map(|k| (a[k] - b[k]).abs()).fold(0.0, f32::max)
            };
            let worst = (0..64 * 48).map(off).fold(0.0, f32::max);
            assert!(worst < 0.06, "{biome:?}: {worst}");
            assert!(whole.whole.depth == laid.whole.depth, "{biome:?}");
        }
    }
}

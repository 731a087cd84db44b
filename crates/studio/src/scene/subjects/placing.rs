//! Where the subjects go: on thirds, near enough to be seen, on ground that carries them, in each other's company.
//!
//! Everything is decided in picture heights: a column `u` from the middle, a row `v` below the horizon, a height. A thing's
//! height follows its natural one, brought nearer to the others' so that a mouse beside an elephant is still a mouse that
//! can be seen. Those who stand by others ([`super::beside`]) are placed after them. Of several places for the next of a
//! kind the one is taken that hides the least.

use super::drawing::{Drawing, drawing};
use super::{Place, beside};
use crate::StudioError;
use crate::scene::canvas::{SKY, View};
use crate::scene::compose::Composition;
use crate::scene::kind::{Home, Kind};
use crate::scene::noise::Dice;
use crate::scene::spec::{Biome, SceneSpec, Setting};
use crate::scene::subject::{Position, Subject, Tint};

/// What a scene is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Land and water.
    Land,
    /// A street between houses.
    Street,
    /// A table before a wall.
    Table,
}

/// How near natural heights are brought to each other: 1 keeps them, 0 makes all alike.
const NEARNESS: f32 = 0.62;
/// The row at which a main subject stands on land, picture heights below the horizon.
const ROW: f32 = 0.26;
/// Tallest thing on the ground, picture heights.
const TALL_MAX: f32 = 0.5;
/// Places tried for each of several.
const TRIES: usize = 10;

/// One subject's place.
#[derive(Clone, Debug)]
pub struct Spot {
    /// What it is.
    pub kind: Kind,
    /// The colour asked for.
    pub tint: Option<Tint>,
    /// Varies colours among several.
    pub variant: u32,
    /// Middle of its base, metres.
    pub at: [f32; 3],
    /// Height in picture heights.
    pub tall: f32,
    /// Mirrored left to right.
    pub flip: bool,
    /// How it meets what is under it.
    pub place: Place,
    /// Its place in the scene's list of subjects.
    pub subject: usize,
    /// Width over height.
    pub aspect: f32,
}

impl Spot {
    /// Width in picture heights.
    pub fn wide(&self) -> f32 {
        self.tall * self.aspect
    }
}

/// What placing knows of the picture.
pub struct Ground<'a> {
    pub stage: Stage,
    pub spec: &'a SceneSpec,
    pub comp: &'a Composition,
    pub view: &'a View,
    /// Height at [`ROW`] of a thing one metre high.
    metre: f32,
}

/// A place for every single thing asked for.
///
/// # Errors
/// [`StudioError::Engine`] when a drawing cannot be looked at.
pub fn spots(
    stage: Stage,
    spec: &SceneSpec,
    comp: &Composition,
    view: &View,
    seed: u64,
) -> Result<Vec<Spot>, StudioError> {
    let ground = Ground { stage, spec, comp, view, metre: metre(stage, spec, comp) };
    let mut dice = Dice::new(seed, 61);
    let mut spots: Vec<Spot> = Vec::new();
    let roots: Vec<usize> = (0..spec.subjects.len()).filter(|i| !beside::depends(spec, *i)).collect();
    for (rank, i) in roots.iter().enumerate() {
        let s = &spec.subjects[*i];
        for n in 0..s.count {
            let spot = ground.root(s, *i, [rank, n as usize], &spots, (&mut dice, seed));
            spots.push(spot);
        }
    }
    beside::place(&ground, &mut spots, &mut dice)?;
    Ok(spots)
}

/// The height of a thing one metre high: so that the first thing on the ground is as large as a main subject should be,
/// and the largest not too large.
fn metre(stage: Stage, spec: &SceneSpec, comp: &Composition) -> f32 {
    let standing = |s: &&Subject| matches!(s.kind.nature().home, Home::Ground | Home::Table);
    let soft = |s: &Subject| s.kind.nature().metres.powf(NEARNESS) * s.size.map_or(1.0, |z| z.factor());
    let largest = spec.subjects.iter().filter(standing).map(soft).fold(0.0, f32::max);
    let Some(main) = spec.subjects.iter().find(standing) else { return 0.16 * comp.fit };
    let bare = main.kind.nature().metres.powf(NEARNESS);
    let hero = match stage {
        Stage::Land => main.kind.nature().hero_height() * comp.fit / bare,
        Stage::Street => 0.275 / 1.75_f32.powf(NEARNESS),
        Stage::Table => return 0.36 * comp.fit / largest.max(0.001),
    };
    hero.min(0.46 / largest.max(0.001))
}

impl Ground<'_> {
    /// Height in picture heights at a row, before the frame has its say.
    pub fn height(&self, kind: Kind, size: Option<crate::scene::subject::Size>, v: f32) -> f32 {
        let factor = size.map_or(1.0, |z| z.factor());
        let near = match self.stage {
            Stage::Land => (v / ROW).powf(0.8),
            Stage::Street => v / 0.27,
            Stage::Table => (v / 0.46).powf(0.6),
        };
        (self.metre * kind.nature().metres.powf(NEARNESS) * factor * near).clamp(0.04, TALL_MAX)
    }

    /// The place of one that stands by nobody: the `n`th of its kind, which is the `rank`th.
    fn root(
        &self,
        s: &Subject,
        subject: usize,
        [rank, n]: [usize; 2],
        taken: &[Spot],
        (dice, seed): (&mut Dice, u64),
    ) -> Spot {
        let d = drawing(s.kind, s.tint, 0);
        let first = n == 0;
        let mut best: Option<(f32, Spot)> = None;
        for _ in 0..if first && rank == 0 { 1 } else { TRIES } {
            let jitter = [dice.range(-1.0, 1.0), dice.range(-1.0, 1.0), dice.unit()];
            let u = self.column(s, [rank, n], jitter[0], d.home);
            let mut spot = self.stand(s, &d, u, [rank, n], jitter);
            let inward = spot.at[0] > 0.0;
            spot.flip = match d.faces {
                -1 => !inward,
                1 => inward,
                _ => n % 2 == 1 && spot.place == Place::Aloft,
            };
            spot.subject = subject;
            spot.variant = n as u32 + (seed as u32 & 3);
            let crowd = self.crowding(&spot, taken) + if first { jitter[0].abs() * 0.01 } else { 0.0 };
            if best.as_ref().is_none_or(|(least, _)| crowd < *least) {
                best = Some((crowd, spot));
            }
        }
        best.map(|(_, spot)| spot).unwrap_or_else(|| self.stand(s, &d, 0.0, [rank, n], [0.0; 3]))
    }

    /// How much a place would hide of others, and others of it.
    fn crowding(&self, spot: &Spot, taken: &[Spot]) -> f32 {
        let (u, row) = self.seen(spot);
        let overlap = |other: &Spot| {
            let (ou, orow) = self.seen(other);
            let across = (spot.wide() + other.wide()) * 0.5 - (u - ou).abs();
            let along = (row.min(orow) - (row - spot.tall).max(orow - other.tall)).max(0.0);
            across.max(0.0) * along / (spot.wide() * spot.tall).min(other.wide() * other.tall).max(1e-5)
        };
        taken.iter().map(overlap).sum()
    }

    /// Column from the middle and row from the top of a spot's base, picture heights.
    pub fn seen(&self, spot: &Spot) -> (f32, f32) {
        let (px, py) = self.view.project(spot.at[0], spot.at[1], spot.at[2]);
        let rows = self.view.height as f32;
        ((px - self.view.width as f32 * 0.5) / rows, py / rows)
    }

    /// The world place seen at a column and a row, at a distance.
    pub fn unseen(&self, u: f32, row: f32, z: f32) -> [f32; 3] {
        let v = row - self.comp.horizon;
        [u * z / self.comp.lens, self.comp.eye - v * z / self.comp.lens, z]
    }

    fn column(&self, s: &Subject, [rank, n]: [usize; 2], jitter: f32, home: Home) -> f32 {
        let comp = self.comp;
        let asked = match s.position {
            Some(Position::Left) => Some(-0.56),
            Some(Position::Right) => Some(0.56),
            Some(Position::Centre) => Some(0.0),
            _ => None,
        };
        let main = match asked {
            Some(share) => share * comp.half,
            None if self.stage == Stage::Table && rank == 0 && s.count == 1 => comp.subject_u * 0.35,
            None if rank.is_multiple_of(2) => comp.subject_u * if rank > 1 { 0.35 } else { 1.0 },
            None => -comp.subject_u * if rank > 2 { 0.45 } else { 1.0 },
        };
        if n == 0 {
            let loose = if asked.is_some() || rank == 0 { 0.0 } else { 0.16 * comp.half };
            return main + jitter * loose;
        }
        let reach = match (asked, home) {
            (Some(_), _) => 0.34,
            (None, Home::Aloft) => 0.9,
            (None, _) => 0.8,
        };
        let around = if asked.is_some() { main } else { main * 0.15 };
        around + jitter * reach * comp.half
    }

    /// The row below the horizon for one on the ground.
    fn row(&self, s: &Subject, [rank, n]: [usize; 2], jitter: f32) -> f32 {
        let large = s.kind.nature().metres > 3.0;
        let usual = match (self.stage, rank, n) {
            (Stage::Table, 0, 0) => 0.46,
            (Stage::Table, ..) => 0.40 + 0.12 * jitter,
            (Stage::Street, 0, 0) => 0.27,
            (Stage::Street, ..) => 0.07 + 0.17 * jitter,
            (Stage::Land, 0, 0) => ROW,
            (Stage::Land, _, 0) => {
                if large {
                    0.13 + 0.03 * jitter
                } else {
                    0.17 + 0.10 * jitter
                }
            }
            (Stage::Land, ..) => {
                if large {
                    0.09 + 0.10 * jitter
                } else {
                    0.12 + 0.15 * jitter
                }
            }
        };
        match s.position {
            Some(Position::Foreground) => usual.max(0.31),
            Some(Position::Background) => usual * 0.35,
            _ => usual,
        }
    }

    fn stand(&self, s: &Subject, d: &Drawing, u: f32, [rank, n]: [usize; 2], jitter: [f32; 3]) -> Spot {
        let (comp, kind) = (self.comp, s.kind);
        let first = n == 0;
        let factor = s.size.map_or(1.0, |z| z.factor());
        let place = Place::from(d.home);
        let place = if s.position == Some(Position::Top) { Place::Aloft } else { place };
        let place = if self.stage != Stage::Land && place != Place::Aloft { Place::Ground } else { place };
        let floats = match self.spec.biome {
            Biome::Underwater => d.home == Home::Swimming,
            biome => biome.setting() == Setting::Space,
        };
        let place = if floats { Place::Aloft } else { place };
        let shrink = if rank == 0 { 1.0 } else { 0.75 } * if first { 1.0 } else { 0.55 + 0.35 * jitter[2] };
        let far = if s.position == Some(Position::Background) { 0.5 } else { 1.0 };
        let tall = kind.nature().hero_height() * comp.fit * shrink * factor * far;
        let tall = self.fitted(tall, d.aspect());
        let (at, tall) = match place {
            Place::Aloft => self.aloft(s, u, tall, first, jitter),
            Place::Afloat => self.afloat(s, u, tall, first, jitter),
            Place::Summit => self.summit(s, u, tall, first, jitter),
            Place::Ground | Place::Perched => {
                let v = self.row(s, [rank, n], jitter[2]);
                let tall = self.fitted(self.height(kind, s.size, v), d.aspect());
                let u = self.inside(u, tall * d.aspect());
                let (at, seen) = self.on_ground(u, v);
                (at, tall * (seen / v.max(0.01)).clamp(1.0, 1.35))
            }
        };
        let mut spot = Spot {
            kind,
            tint: s.tint,
            variant: 0,
            at,
            tall,
            flip: false,
            place,
            subject: 0,
            aspect: d.aspect(),
        };
        self.keep_inside(&mut spot);
        spot
    }

    /// A height at which the thing is not too wide for the picture.
    pub fn fitted(&self, tall: f32, aspect: f32) -> f32 {
        tall.min(0.40 * 2.0 * self.comp.half / aspect)
    }

    /// A column at which a thing of this width is within the frame.
    pub fn inside(&self, u: f32, wide: f32) -> f32 {
        let limit = (self.comp.half * 0.97 - wide * 0.5).max(0.0);
        u.clamp(-limit, limit)
    }

    /// Moves and shrinks a spot until all of it is in the picture.
    pub fn keep_inside(&self, spot: &mut Spot) {
        let (u, row) = self.seen(spot);
        let room = if spot.place == Place::Aloft { 0.97 } else { (row - 0.02).max(0.03) };
        spot.tall = self.fitted(spot.tall, spot.aspect).min(room).max(0.012);
        let u = self.inside(u, spot.wide());
        let row = if spot.place == Place::Aloft { row.clamp(spot.tall + 0.015, 0.985) } else { row };
        let place = spot.at[1];
        let moved = self.unseen(u, row, spot.at[2]);
        // What stands keeps its height over the water: the ground under the new column is as good as level.
        spot.at = if spot.place == Place::Aloft { moved } else { [moved[0], place, moved[2]] };
    }

    fn aloft(&self, s: &Subject, u: f32, tall: f32, first: bool, jitter: [f32; 3]) -> ([f32; 3], f32) {
        let comp = self.comp;
        if self.stage == Stage::Table {
            let row = 0.36 + 0.05 * jitter[1];
            return (self.unseen(u, row, 2.0), tall * 0.8);
        }
        let z = if self.stage == Stage::Street {
            30.0
        } else {
            60.0 + if first { 0.0 } else { 900.0 * jitter[2] }
        };
        let lift = match s.kind {
            Kind::Bird => 0.30 + 0.12 * jitter[1],
            Kind::Rocket => 0.18,
            Kind::Butterfly | Kind::Bee | Kind::Fairy => 0.06 + 0.10 * jitter[1].abs(),
            _ => (0.20 + 0.13 * jitter[1] - if first { 0.04 } else { -0.05 }).max(0.03),
        };
        let lift = if s.position == Some(Position::Top) { comp.horizon - tall - 0.05 } else { lift };
        ([u * z / comp.lens, comp.eye + lift * z / comp.lens, z], tall)
    }

    fn afloat(&self, s: &Subject, u: f32, tall: f32, first: bool, jitter: [f32; 3]) -> ([f32; 3], f32) {
        let comp = self.comp;
        let small = s.kind.nature().metres < 1.0;
        let v = match (first, s.position) {
            (_, Some(Position::Foreground)) => 0.2,
            (_, Some(Position::Background)) => 0.02,
            (true, _) if s.kind == Kind::PaperBoat => 0.17,
            (true, _) if small => 0.12,
            (true, _) => 0.075,
            (false, _) => 0.02 + 0.08 * jitter[2],
        };
        let z = comp.eye / v * comp.lens;
        let tall = tall * if first { 1.0 } else { (v / 0.075).clamp(0.3, 1.1) };
        let u = self.inside(u, tall * 1.2);
        ([u * z / comp.lens, 0.0, z], tall)
    }

    fn summit(&self, s: &Subject, u: f32, tall: f32, first: bool, jitter: [f32; 3]) -> ([f32; 3], f32) {
        let comp = self.comp;
        if let Some(rise) = comp.land.rises.first()
            && first
            && (u - comp.subject_u).abs() < 0.05
        {
            let (x, z) = (rise.x, rise.z);
            return ([x, comp.land.height(x, z, 0.2) - 0.3, z], tall);
        }
        let v = match s.position {
            Some(Position::Foreground) => 0.16,
            Some(Position::Background) => 0.035,
            _ => 0.055 + 0.04 * jitter[2],
        };
        let k = if first { 1.0 } else { 0.85 };
        let (at, seen) = self.on_ground(u, v);
        (at, tall * k * (seen / v).clamp(1.0, 1.35))
    }

    /// The place on land seen at about this column and row, with the row it was found at; nearer rows are tried where
    /// there is water.
    pub fn on_ground(&self, u: f32, v: f32) -> ([f32; 3], f32) {
        let (comp, view) = (self.comp, self.view);
        if self.stage != Stage::Land {
            let z = comp.eye / v * comp.lens;
            return ([u * z / comp.lens, 0.0, z], v);
        }
        let rows = view.height as f32;
        let px = ((u * rows + view.width as f32 * 0.5).max(0.0) as usize).min(view.width - 1);
        let start = (((comp.horizon + v) * rows) as usize).min(view.height - 1);
        let limit = ((0.955 * rows) as usize).max(start);
        for py in start..=limit.min(view.height - 1) {
            let z = view.depth[py * view.width + px];
            if z >= SKY {
                continue;
            }
            let x = view.u(px as f32 + 0.5) / comp.lens * z;
            let y = comp.land.height(x, z, (z * 0.0016).max(0.02));
            if comp.land.wet && y < 0.15 {
                continue;
            }
            return ([x, y, z], py as f32 / rows - comp.horizon);
        }
        let z = comp.eye / 0.34 * comp.lens;
        ([u * z / comp.lens, 0.0, z], v)
    }
}

#[cfg(test)]
mod tests;

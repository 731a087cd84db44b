//! Composition: where the horizon, the sun, the land and the subjects go.
//!
//! Rules of thumb, seeded: horizon at 0.62 of the height for skies and 0.38 for ground, the main
//! subject on a third, the sun on the other side so that it rims the subject, and land shaped so
//! that the subject has somewhere to stand. All numbers are in picture heights or metres, never in
//! pixels, so a seed keeps its composition at every size.

use super::noise::Dice;
use super::spec::{Biome, SceneSpec, Setting, TimeOfDay, Water};
use super::subject::Kind;
use super::terrain::{Land, Rise};

/// The plan of one picture.
#[derive(Clone, Debug)]
pub struct Composition {
    /// Row of the horizon, picture heights from the top.
    pub horizon: f32,
    /// Height of the eye over the water, metres.
    pub eye: f32,
    /// Focal length in picture heights.
    pub lens: f32,
    /// Screen column of the sun.
    pub sun_u: f32,
    /// Screen column of the main subject.
    pub subject_u: f32,
    /// Half the width that the scene was composed for, in picture heights.
    pub half: f32,
    /// Half the picture's width in picture heights: more than `half` once a picture has been widened.
    pub reach: f32,
    /// Scale for subject sizes: narrow pictures hold smaller things.
    pub fit: f32,
    /// Wind factor for the water: small boats like calm.
    pub calm: f32,
    /// The land.
    pub land: Land,
}

fn has(spec: &SceneSpec, kinds: &[Kind]) -> bool {
    spec.subjects.iter().any(|s| kinds.contains(&s.kind))
}

impl Composition {
    /// Plans a scene for a picture of this shape.
    pub fn new(spec: &SceneSpec, seed: u64, aspect: f32) -> Composition {
        let reach = aspect * 0.5;
        // A widened picture keeps its composition: what was in it stays where it was.
        let aspect = spec.framed.filter(|a| (0.1..=10.0).contains(a)).unwrap_or(aspect);
        let mut dice = Dice::new(seed, 23);
        let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
        let half = aspect * 0.5;
        let third = half * dice.range(0.30, 0.38);
        let low_sun = !matches!(spec.time, TimeOfDay::Day | TimeOfDay::Morning);
        let sun_u = -side * half * if low_sun { dice.range(0.22, 0.46) } else { dice.range(0.9, 1.4) };
        let mut horizon = match spec.biome {
            Biome::Meadow | Biome::Desert => 0.56,
            Biome::Coast | Biome::Sea => 0.61,
            Biome::Beach => 0.50,
            Biome::Canyon => 0.47,
            Biome::Jungle => 0.60,
            Biome::Village => 0.55,
            Biome::Underwater => 0.60,
            Biome::Interior => 0.50,
            Biome::Backdrop => 0.56,
            _ => 0.60,
        } + dice.range(-0.015, 0.02);
        if (spec.aurora || has(spec, &[Kind::Balloon])) && spec.biome.is_open() {
            horizon = 0.67;
        }
        let seed32 = (seed ^ (seed >> 32)) as u32;
        let mut comp = Composition {
            horizon,
            eye: 5.0,
            lens: 1.05,
            sun_u,
            subject_u: side * third,
            half,
            reach: reach.max(half),
            fit: aspect.min(1.25).powf(0.7),
            calm: if has(spec, &[Kind::PaperBoat]) { 0.4 } else { 1.0 },
            land: land(spec, seed32 ^ 0x51ED, side),
        };
        comp.eye = eye_height(spec);
        comp.place_rises(spec, &mut dice, side);
        if spec.still_life {
            super::still_life::compose(&mut comp);
        }
        comp
    }

    fn place_rises(&mut self, spec: &SceneSpec, dice: &mut Dice, side: f32) {
        let at = |u: f32, z: f32, lens: f32| u * z / lens;
        let on_headland =
            has(spec, &[Kind::Lighthouse]) || (has(spec, &[Kind::Castle]) && spec.water == Water::Sea);
        if spec.biome == Biome::Coast && (on_headland || spec.subjects.is_empty()) {
            let z = 74.0;
            let out = self.half * z / self.lens;
            let reach = if side > 0.0 { [17.0, out * 1.6, 24.0] } else { [out * 1.6, 17.0, 24.0] };
            let x = at(self.subject_u, z, self.lens);
            self.land.rises.push(Rise { x, z, reach, height: 10.0 + dice.range(0.0, 2.0), rough: 1.0 });
            // Stacks off the point, and near rocks opposite to close the frame.
            for (du, dz, r, h) in [(-0.24, 82.0, 5.0, 3.4), (-0.33, 98.0, 4.0, 2.2)] {
                let x = at(self.subject_u + du * side, dz, self.lens);
                self.land.rises.push(Rise { x, z: dz, reach: [r, r, r], height: h, rough: 1.0 });
            }
            let x = at(-side * self.half * 0.86, 15.5, self.lens);
            self.land.rises.push(Rise { x, z: 15.5, reach: [4.4, 4.4, 3.0], height: 1.5, rough: 1.0 });
            let x = at(-side * self.half * 0.42, 13.0, self.lens);
            self.land.rises.push(Rise { x, z: 13.0, reach: [1.6, 1.6, 1.0], height: 0.5, rough: 1.0 });
        } else if spec.biome == Biome::Arctic {
            for (du, z, r, h) in [
                (-0.62, 17.0, 2.2, 1.5),
                (-0.40, 30.0, 2.6, 1.6),
                (0.75, 24.0, 3.0, 2.0),
                (-0.85, 46.0, 7.0, 5.0),
            ] {
                let x = at(du * side * self.half, z, self.lens);
                self.land.rises.push(Rise { x, z, reach: [r, r * 1.2, r], height: h, rough: 0.8 });
            }
        } else if has(spec, &[Kind::Castle, Kind::Windmill, Kind::Lighthouse])
            && spec.biome.setting() == Setting::Land
            && spec.biome != Biome::Underwater
        {
            let z = 120.0;
            let x = at(self.subject_u, z, self.lens);
            let rough = if has(spec, &[Kind::Castle]) { 0.45 } else { 0.05 };
            let height = if has(spec, &[Kind::Castle]) { 30.0 } else { 13.0 };
            self.land.rises.push(Rise { x, z, reach: [62.0, 62.0, 48.0], height, rough });
        }
    }
}

fn eye_height(spec: &SceneSpec) -> f32 {
    match spec.biome {
        Biome::Coast => 6.0,
        Biome::Sea => 3.4,
        Biome::Desert => 20.0,
        Biome::Hills => 16.0,
        Biome::Meadow => 2.6,
        Biome::City => 1.7,
        Biome::Beach => 2.6,
        Biome::Canyon => 34.0,
        Biome::Village => 15.0,
        Biome::Jungle => 1.9,
        Biome::Underwater => 2.4,
        Biome::Interior => 1.45,
        Biome::Backdrop => 1.3,
        _ if spec.water != Water::None => 3.0,
        _ => 3.2,
    }
}

fn land(spec: &SceneSpec, seed: u32, side: f32) -> Land {
    let mut land = Land {
        seed,
        biome: spec.biome,
        base: 0.4,
        wet: false,
        bank: 0.0,
        shore: 0.0,
        peaks: 0.0,
        peaks_from: 2600.0,
        rolling: 0.0,
        dunes: 0.0,
        terraces: 0.0,
        strand: 0.0,
        rises: Vec::new(),
        side,
    };
    match spec.biome {
        Biome::Mountains => (land.peaks, land.peaks_from, land.rolling) = (1350.0, 1500.0, 9.0),
        Biome::Coast => (land.peaks, land.peaks_from) = (260.0, 3600.0),
        Biome::Sea => {}
        Biome::Desert => land.dunes = 34.0,
        Biome::Forest => (land.peaks, land.peaks_from, land.rolling) = (900.0, 1700.0, 5.0),
        Biome::Meadow => (land.rolling, land.peaks, land.peaks_from) = (11.0, 700.0, 2900.0),
        Biome::Hills => (land.rolling, land.peaks, land.peaks_from) = (52.0, 620.0, 4200.0),
        Biome::Arctic => (land.peaks, land.peaks_from, land.rolling) = (1250.0, 1500.0, 7.0),
        Biome::Beach => (land.peaks, land.peaks_from, land.strand) = (340.0, 2400.0, 1.0),
        Biome::Canyon => land.terraces = 150.0,
        Biome::Jungle => (land.rolling, land.peaks, land.peaks_from) = (7.0, 520.0, 900.0),
        Biome::Village => (land.rolling, land.peaks, land.peaks_from) = (44.0, 760.0, 2600.0),
        Biome::Underwater => (land.rolling, land.base) = (6.0, 0.0),
        Biome::Interior | Biome::Backdrop | Biome::Space | Biome::Pattern => land.base = 0.0,
        Biome::City => {}
    }
    if spec.biome.setting() != Setting::Land || spec.biome == Biome::Underwater {
        return land;
    }
    if spec.mountains && land.peaks < 1200.0 {
        (land.peaks, land.peaks_from) = (1300.0, 2600.0);
    }
    match spec.water {
        Water::None => {}
        // A river at the bottom: the canyon's own shape leaves it room.
        Water::Lake if spec.biome == Biome::Canyon => {
            land.wet = true;
            land.base = -2.0;
        }
        Water::Lake if spec.biome == Biome::Jungle => {
            land.wet = true;
            land.base = -1.6;
            land.bank = 7.0;
            land.shore = 34.0;
            land.rolling *= 0.4;
        }
        Water::Sea if spec.biome == Biome::Beach => {
            land.wet = true;
            land.base = -6.0;
        }
        Water::Lake => {
            land.wet = true;
            land.base = -3.0;
            land.bank = 18.5;
            land.shore = 420.0;
            land.rolling *= 0.4;
        }
        Water::Sea => {
            land.wet = true;
            land.base = -6.0;
            land.rolling = 0.0;
            land.dunes = 0.0;
            if spec.biome == Biome::Coast
                && !has(spec, &[Kind::Lighthouse, Kind::Castle])
                && !spec.subjects.is_empty()
            {
                land.bank = 34.0;
            }
        }
    }
    land
}

//! Where the subjects go: on thirds, near enough to be seen, on ground that carries them.

use super::{Place, drawings};
use crate::scene::canvas::{SKY, View};
use crate::scene::compose::Composition;
use crate::scene::noise::Dice;
use crate::scene::spec::{Biome, Kind, SceneSpec, Tint};

/// One subject's place.
pub struct Spot {
    pub kind: Kind,
    pub tint: Option<Tint>,
    pub variant: u32,
    /// Middle of its base, metres.
    pub at: [f32; 3],
    /// Height in picture heights.
    pub tall: f32,
    /// Mirrored left to right.
    pub flip: bool,
}

/// A place for every single thing asked for.
pub fn spots(spec: &SceneSpec, comp: &Composition, view: &View, seed: u64) -> Vec<Spot> {
    let mut dice = Dice::new(seed, 61);
    let mut spots = Vec::new();
    for (rank, s) in spec.subjects.iter().enumerate() {
        let d = drawings::drawing(s.kind, s.tint, 0);
        for n in 0..s.count {
            let jitter = [dice.range(-1.0, 1.0), dice.range(-1.0, 1.0), dice.unit()];
            let u = column(comp, rank, n, s.count, jitter[0], d.place);
            let shrink = if rank == 0 { 1.0 } else { 0.75 };
            let tall = d.tall * comp.fit * shrink * if n == 0 { 1.0 } else { 0.55 + 0.35 * jitter[2] };
            let (at, tall) = stand(spec, comp, view, d.place, s.kind, [u, tall], n, jitter);
            let inward = u > 0.0;
            let flip = match d.faces {
                -1 => !inward,
                1 => inward,
                _ => n % 2 == 1 && d.place == Place::Aloft,
            };
            spots.push(Spot {
                kind: s.kind,
                tint: s.tint,
                variant: (u32::from(n)) + (seed as u32 & 3),
                at,
                tall,
                flip,
            });
        }
    }
    spots
}

fn column(comp: &Composition, rank: usize, n: u8, count: u8, jitter: f32, place: Place) -> f32 {
    let main = if rank.is_multiple_of(2) { comp.subject_u } else { -comp.subject_u };
    if n == 0 {
        return main * if rank > 1 { 0.35 } else { 1.0 };
    }
    // The others string out towards the far side, alternately close and far.
    let share = f32::from(n) / f32::from(count.max(2));
    let spread = if place == Place::Aloft { 1.75 } else { 1.5 };
    (main - main.signum() * comp.half * spread * share * 0.8 + jitter * 0.03)
        .clamp(-comp.half * 0.88, comp.half * 0.88)
}

#[allow(clippy::too_many_arguments)]
fn stand(
    spec: &SceneSpec,
    comp: &Composition,
    view: &View,
    place: Place,
    kind: Kind,
    size: [f32; 2],
    n: u8,
    jitter: [f32; 3],
) -> ([f32; 3], f32) {
    let [u, tall] = size;
    let lens = comp.lens;
    match place {
        Place::Aloft => {
            let z = 60.0 + 500.0 * f32::from(n) * jitter[2];
            let lift = match kind {
                Kind::Bird => 0.30 + 0.12 * jitter[1],
                Kind::Rocket => 0.18,
                _ => (0.20 + 0.13 * jitter[1] - if n == 0 { 0.04 } else { -0.05 }).max(0.03),
            };
            ([u * z / lens, comp.eye + lift * z / lens, z], tall)
        }
        Place::Afloat => {
            let v = if n == 0 {
                if kind == Kind::PaperBoat { 0.17 } else { 0.075 }
            } else {
                0.02 + 0.05 * jitter[2]
            };
            let z = comp.eye / v * lens;
            ([u * z / lens, 0.0, z], tall * if n == 0 { 1.0 } else { (v / 0.075).clamp(0.25, 1.0) })
        }
        Place::Summit => {
            if let Some(rise) = comp.land.rises.first()
                && n == 0
                && (u - comp.subject_u).abs() < 0.05
            {
                let (x, z) = (rise.x, rise.z);
                return ([x, comp.land.height(x, z, 0.2) - 0.3, z], tall);
            }
            on_ground(
                comp,
                view,
                u,
                0.055 + 0.04 * jitter[2],
                tall * if spec.biome == Biome::Hills { 0.8 } else { 0.9 },
            )
        }
        Place::Ground => {
            let v = if n == 0 { 0.26 } else { 0.12 + 0.13 * jitter[2] };
            let k = if n == 0 { 1.0 } else { (v / 0.26).powf(0.8) / 0.8 };
            on_ground(comp, view, u, v, tall * k)
        }
    }
}

/// The place on land seen at about this column and row; nearer rows are tried where there is water.
fn on_ground(comp: &Composition, view: &View, u: f32, v: f32, tall: f32) -> ([f32; 3], f32) {
    let rows = view.height as f32;
    let px = ((u * rows + view.width as f32 * 0.5) as usize).min(view.width - 1);
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
        let actual = py as f32 / rows - comp.horizon;
        return ([x, y, z], tall * (actual / v.max(0.01)).clamp(1.0, 1.35));
    }
    let z = comp.eye / 0.34 * comp.lens;
    ([u * z / comp.lens, 0.0, z], tall)
}

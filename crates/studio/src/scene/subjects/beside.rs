//! Those who stand by others: on, under, beside, behind, in, above, holding.
//!
//! Each relation of the scene says who is placed by whom. Those who are placed by nobody have their spots already; the
//! others follow in the order of the prompt, so a chain ("a bird on a cat on a horse") is placed from its root.

use super::Place;
use super::drawing::drawing;
use super::placing::{Ground, Spot, Stage};
use super::sprite::back;
use crate::StudioError;
use crate::scene::kind::{Home, Kind};
use crate::scene::noise::Dice;
use crate::scene::spec::SceneSpec;
use crate::scene::subject::{How, Relation};

/// How near heights of things that touch are to their natural ones: nearer than of things that stand apart.
const TOUCHING: f32 = 0.75;
/// Least height of one that stands by another, picture heights: a bird on a roof is still seen.
const LEAST: f32 = 0.05;
/// The same for things that stand by each other.
const APART: f32 = 0.60;

/// The relation turned so that its first is placed by its second: what is held is placed by who holds it, and an umbrella
/// by who is under it.
fn turned(spec: &SceneSpec, r: &Relation) -> Relation {
    let kind = |i: u8| spec.subjects.get(usize::from(i)).map(|s| s.kind);
    let is_held = r.how == How::Holding || r.how == How::With && can_hold(kind(r.who), kind(r.whom));
    let is_shelter = r.how == How::Under && kind(r.whom) == Some(Kind::OpenUmbrella);
    if is_held {
        Relation { who: r.whom, how: How::Holding, whom: r.who }
    } else if is_shelter {
        Relation { who: r.whom, how: How::Under, whom: r.who }
    } else if r.how == How::With {
        Relation { who: r.whom, how: How::Beside, whom: r.who }
    } else {
        *r
    }
}

fn can_hold(who: Option<Kind>, what: Option<Kind>) -> bool {
    let light = |k: Kind| {
        k.nature().home == Home::Table
            || matches!(
                k,
                Kind::PartyBalloon
                    | Kind::Kite
                    | Kind::Rose
                    | Kind::Football
                    | Kind::TennisRacket
                    | Kind::Lantern
                    | Kind::TulipFlower
                    | Kind::Sunflower
            )
    };
    who.is_some_and(|k| k.nature().human) && what.is_some_and(light)
}

/// Whether a subject is placed by another.
pub fn depends(spec: &SceneSpec, subject: usize) -> bool {
    by(spec, subject).is_some()
}

/// The relation by which a subject is placed, if that leads to a root: a circle leads nowhere.
fn by(spec: &SceneSpec, subject: usize) -> Option<Relation> {
    let of = |i: usize| {
        let all = spec.relations.iter().map(|r| turned(spec, r));
        all.filter(|r| r.who != r.whom && !is_met_anyway(spec, r)).find(|r| usize::from(r.who) == i)
    };
    let first = of(subject)?;
    let mut at = usize::from(first.whom);
    for _ in 0..spec.subjects.len() {
        match of(at) {
            None => return (at < spec.subjects.len()).then_some(first),
            Some(next) if usize::from(next.whom) == subject => {
                // Of two that are placed by each other the one that was said first is the root.
                return (subject > at).then_some(first);
            }
            Some(next) => at = usize::from(next.whom),
        }
    }
    None
}

/// What stands far off on a rise is behind and beside everyone who is near: nobody is made small to stand by it.
fn is_met_anyway(spec: &SceneSpec, r: &Relation) -> bool {
    let home = |i: u8| spec.subjects.get(usize::from(i)).map(|s| s.kind.nature().home);
    let is_loose = matches!(r.how, How::InFrontOf | How::Beside | How::With | How::Under);
    is_loose && home(r.whom) == Some(Home::Summit)
        || r.how == How::Beside && home(r.who) == Some(Home::Summit)
}

/// Places everyone who is placed by another.
///
/// # Errors
/// [`StudioError::Engine`] when a drawing cannot be looked at.
pub fn place(ground: &Ground<'_>, spots: &mut Vec<Spot>, dice: &mut Dice) -> Result<(), StudioError> {
    let spec = ground.spec;
    let mut waiting: Vec<Relation> = (0..spec.subjects.len()).filter_map(|i| by(spec, i)).collect();
    for _ in 0..spec.subjects.len() {
        let (ready, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|r| spots.iter().any(|s| s.subject == usize::from(r.whom)));
        for relation in &ready {
            company(ground, relation, spots, dice)?;
        }
        waiting = later;
    }
    Ok(())
}

/// Places all of one subject by another.
fn company(
    ground: &Ground<'_>,
    r: &Relation,
    spots: &mut Vec<Spot>,
    dice: &mut Dice,
) -> Result<(), StudioError> {
    let subject = usize::from(r.who);
    let s = &ground.spec.subjects[subject];
    let hosts: Vec<Spot> = spots.iter().filter(|spot| spot.subject == usize::from(r.whom)).cloned().collect();
    let second =
        ground.spec.relations.iter().find(|o| o.how == How::Between && o.who == r.who && o.whom != r.whom);
    let other = second.and_then(|o| spots.iter().find(|spot| spot.subject == usize::from(o.whom))).cloned();
    let d = drawing(s.kind, s.tint, 0);
    for n in 0..usize::from(s.count) {
        let host = &hosts[n % hosts.len()];
        let fellows = usize::from(s.count).div_ceil(hosts.len());
        let step = Step { n: n / hosts.len(), of: fellows, side: side(ground, host, n), dice: dice.unit() };
        let factor = s.size.map_or(1.0, |z| z.factor());
        let natural = (s.kind.nature().metres / host.kind.nature().metres)
            .powf(if matches!(r.how, How::On | How::Inside | How::Holding) { TOUCHING } else { APART })
            * host.tall
            * factor;
        let mut spot = Spot {
            kind: s.kind,
            tint: s.tint,
            variant: n as u32 + 1,
            at: host.at,
            tall: ground.fitted(natural.clamp(LEAST, 0.62), d.aspect()),
            flip: false,
            place: Place::Perched,
            subject,
            aspect: d.aspect(),
        };
        match r.how {
            How::Under if s.kind == Kind::OpenUmbrella => shelter(ground, &hosts, &mut spot),
            How::On => on(ground, host, &mut spot, &step)?,
            How::Inside => within(ground, host, &mut spot, &step),
            How::Above => above(ground, host, &mut spot, &step),
            How::Holding => held(ground, host, &mut spot, &step),
            How::Between => between(ground, [host, other.as_ref().unwrap_or(host)], &mut spot, &step),
            How::Under
            | How::Beside
            | How::With
            | How::LeftOf
            | How::RightOf
            | How::Behind
            | How::InFrontOf => {
                near(ground, r.how, host, &mut spot, &step);
            }
        }
        face(ground, r.how, host, &mut spot, d.faces);
        ground.keep_inside(&mut spot);
        spots.push(spot);
        if r.how == How::Under && s.kind == Kind::OpenUmbrella {
            break;
        }
    }
    Ok(())
}

/// One of several who are placed by the same host.
struct Step {
    n: usize,
    of: usize,
    side: f32,
    dice: f32,
}

impl Step {
    /// -0.5 to 0.5 along the row of fellows.
    fn along(&self) -> f32 {
        (self.n as f32 + 0.5) / self.of.max(1) as f32 - 0.5
    }
}

/// The side with more room, then the other, in turn.
fn side(ground: &Ground<'_>, host: &Spot, n: usize) -> f32 {
    let inner = if ground.seen(host).0 > 0.0 { -1.0 } else { 1.0 };
    if n.is_multiple_of(2) { inner } else { -inner }
}

fn face(ground: &Ground<'_>, how: How, host: &Spot, spot: &mut Spot, faces: i8) {
    let (u, hu) = (ground.seen(spot).0, ground.seen(host).0);
    let to_right = match how {
        How::On | How::Inside | How::Under => host.flip != (host.kind.nature().faces > 0),
        _ => u < hu,
    };
    spot.flip = match faces {
        -1 => to_right,
        1 => !to_right,
        _ => false,
    };
}

/// On its back, its roof or its deck.
fn on(ground: &Ground<'_>, host: &Spot, spot: &mut Spot, step: &Step) -> Result<(), StudioError> {
    let (u, row) = ground.seen(host);
    let seat = match host.kind.nature().home {
        Home::Afloat => 0.22_f32.max(host.kind.nature().sunk + 0.10),
        _ => back(&drawing(host.kind, host.tint, host.variant))?,
    };
    let sunk = host.kind.nature().sunk;
    let middle = if host.kind.nature().faces == 0 {
        0.0
    } else {
        0.04 * host.wide() * if host.flip { -1.0 } else { 1.0 }
    };
    spot.tall = spot.tall.min(host.tall * 1.2).min(row - host.tall * seat - 0.03).max(LEAST);
    let across = step.along() * host.wide() * if step.of > 1 { 0.7 } else { 0.0 };
    spot.at = ground.unseen(
        u + middle + across,
        row + host.tall * (sunk - seat) + spot.tall * 0.03,
        host.at[2] * 0.995,
    );
    Ok(())
}

/// In it: on a boat at the edge of its deck beside the sail, else behind its front, looking out over the edge.
fn within(ground: &Ground<'_>, host: &Spot, spot: &mut Spot, step: &Step) {
    let (u, row) = ground.seen(host);
    let sunk = host.kind.nature().sunk;
    spot.tall = spot.tall.max(host.tall * 0.24).clamp(0.035, host.tall * 1.1);
    let across = step.along() * host.wide() * if step.of > 1 { 0.6 } else { 0.0 };
    if host.kind.nature().home == Home::Afloat {
        let aft = host.wide() * if host.flip { 0.27 } else { -0.27 };
        spot.at = ground.unseen(u + across + aft, row - host.tall * (0.16 - sunk), host.at[2] * 0.996);
        return;
    }
    let lift = host.tall * (0.55 - sunk) - spot.tall * 0.28;
    spot.at = ground.unseen(u + across, row - lift.max(0.0), host.at[2] * 1.004);
}

fn above(ground: &Ground<'_>, host: &Spot, spot: &mut Spot, step: &Step) {
    let (u, row) = ground.seen(host);
    spot.tall = spot.tall.clamp(0.08, 0.3);
    let across = step.along() * (host.wide() * 1.4).max(0.3) * if step.of > 1 { 1.0 } else { 0.0 };
    let gap = 0.04 + 0.05 * step.dice;
    spot.place = Place::Aloft;
    spot.at = ground.unseen(u + across, row - host.tall - gap, host.at[2] * 1.01);
}

/// In the hand, which is at two fifths of the height; a balloon pulls up from there.
fn held(ground: &Ground<'_>, host: &Spot, spot: &mut Spot, step: &Step) {
    let (u, row) = ground.seen(host);
    spot.tall = spot.tall.clamp(host.tall * 0.22, host.tall * 0.75);
    let pulls = matches!(spot.kind, Kind::PartyBalloon | Kind::Kite);
    let hand = host.tall * if pulls { 0.5 } else { 0.36 };
    let reach = host.wide() * if pulls { 0.52 } else { 0.36 } + spot.wide() * if pulls { 0.0 } else { 0.12 };
    let lift = if pulls { hand } else { hand - spot.tall * 0.35 };
    let across = step.along() * spot.wide() * if step.of > 1 { 1.6 } else { 0.0 };
    spot.at = ground.unseen(u + step.side * reach + across, row - lift, host.at[2] * 0.994);
}

fn between(ground: &Ground<'_>, [a, b]: [&Spot; 2], spot: &mut Spot, step: &Step) {
    let ((ua, ra), (ub, rb)) = (ground.seen(a), ground.seen(b));
    let u = (ua + ub) * 0.5 + step.along() * (ua - ub).abs() * 0.3;
    let v = ((ra + rb) * 0.5 - ground.comp.horizon).max(0.05);
    settle(ground, spot, u, v);
}

/// Over everyone who is under it, as wide as they are together.
fn shelter(ground: &Ground<'_>, hosts: &[Spot], spot: &mut Spot) {
    let seen: Vec<(f32, f32, &Spot)> =
        hosts.iter().map(|h| (ground.seen(h).0, ground.seen(h).1, h)).collect();
    // Those who are too far from the first to be sheltered with it stay out in the rain.
    let (u0, row0, first) = seen[0];
    let near = |(u, row, h): &&(f32, f32, &Spot)| {
        (u - u0).abs() < first.wide() * 2.6 + h.wide() && (row - row0).abs() < 0.1
    };
    let (mut low, mut high, mut tall, mut row) = (u0, u0, first.tall, row0);
    for (u, r, h) in seen.iter().filter(near) {
        low = low.min(u - h.wide() * 0.5);
        high = high.max(u + h.wide() * 0.5);
        tall = tall.max(h.tall);
        row = row.max(*r);
    }
    spot.tall = (tall * 1.55).max((high - low) * 1.08 / spot.aspect).min(row - 0.03);
    spot.place = Place::Ground;
    spot.at = ground.unseen((low + high) * 0.5, row, first.at[2] * 1.002);
}

/// On the same ground, a step to the side, behind or before.
fn near(ground: &Ground<'_>, how: How, host: &Spot, spot: &mut Spot, step: &Step) {
    let (u, row) = ground.seen(host);
    let v = (row - ground.comp.horizon).max(0.03);
    let home = spot.kind.nature().home;
    let gap = (host.wide() + spot.wide()) * 0.5 + 0.012;
    let apart = gap + (step.n / 2) as f32 * spot.wide() * 1.05;
    let (across, depth) = match how {
        How::LeftOf => (-(gap + step.n as f32 * spot.wide() * 1.05), 1.0),
        How::RightOf => (gap + step.n as f32 * spot.wide() * 1.05, 1.0),
        How::Behind => {
            (step.side * (host.wide() * 0.42).max(spot.wide() * 0.5) * (1.0 + step.n as f32 * 0.6), 0.80)
        }
        How::InFrontOf => (step.side * host.wide() * 0.30 + step.along() * host.wide() * 0.9, 1.16),
        How::Under => (step.side * host.wide() * 0.16 + step.along() * host.wide() * 0.7, 1.05),
        _ => (step.side * apart, 1.02),
    };
    let v = if ground.stage == Stage::Table { v * (0.6 + 0.4 * depth) } else { v * depth };
    match home {
        Home::Aloft => {
            spot.place = Place::Aloft;
            spot.tall = spot.tall.clamp(0.08, 0.3);
            spot.at =
                ground.unseen(u + across, row - host.tall * (0.55 + 0.3 * step.dice), host.at[2] / depth);
        }
        Home::Afloat | Home::Swimming if ground.comp.land.wet => {
            let z = ground.comp.eye / v * ground.comp.lens;
            spot.place = Place::Afloat;
            spot.at = [(u + across) * z / ground.comp.lens, 0.0, z];
        }
        _ => {
            if host.place == Place::Summit || host.kind.needs_water() {
                // A house stands far off: who is by it is as small as that makes them, but not lost.
                spot.tall = spot.tall.max(0.065);
            }
            settle(ground, spot, u + across, v);
        }
    }
}

/// Puts a spot on the ground at a column and row, keeping its height in the same proportion to its distance.
fn settle(ground: &Ground<'_>, spot: &mut Spot, u: f32, v: f32) {
    let u = ground.inside(u, spot.wide());
    let (at, seen) = ground.on_ground(u, v);
    spot.tall *= (seen / v.max(0.01)).clamp(1.0, 1.5);
    spot.at = at;
    spot.place = Place::Ground;
}

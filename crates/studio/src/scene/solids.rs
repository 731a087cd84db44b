//! Solids that are built rather than grown: boxes, balls, turned things and houses, found by casting rays.
//!
//! A ray meets a solid at a place given by a formula: no steps, no grid. A turned thing (a bottle, a cup, a pot) is a
//! profile of radius over height, each piece of it a cone; its normals run smoothly from piece to piece. Convex solids
//! (houses) are cut out of space by planes, and a hit says which plane, so that walls and roofs can differ.

/// A place or direction: right, up, away; metres.
pub type Vec3 = [f32; 3];

/// a + b · k.
#[inline]
pub fn along(a: Vec3, b: Vec3, k: f32) -> Vec3 {
    [a[0] + b[0] * k, a[1] + b[1] * k, a[2] + b[2] * k]
}

/// a − b.
#[inline]
pub fn minus(a: Vec3, b: Vec3) -> Vec3 {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// Scalar product.
#[inline]
pub fn dot(a: Vec3, b: Vec3) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// The direction of a.
#[inline]
pub fn unit(a: Vec3) -> Vec3 {
    let n = dot(a, a).sqrt().max(1e-9);
    [a[0] / n, a[1] / n, a[2] / n]
}

/// The direction d mirrored at a surface with normal n.
#[inline]
pub fn mirrored(d: Vec3, n: Vec3) -> Vec3 {
    along(d, n, -2.0 * dot(d, n))
}

/// A form.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A box between two corners.
    Block(Vec3, Vec3),
    /// A ball, stretched along turned axes: middle, and three axes each divided by its radius.
    Ball(Vec3, [Vec3; 3]),
    /// A turned thing: the middle of its foot, and radius and height of its profile from the foot up.
    Turned(Vec3, Vec<[f32; 2]>),
    /// What lies on the inner side of every plane: normals that point out, and their distance from the origin.
    Cut(Vec<(Vec3, f32)>),
}

/// Where a ray meets a solid.
#[derive(Clone, Copy, Debug)]
pub struct Meeting {
    /// How far along the ray, in lengths of its direction.
    pub t: f32,
    /// Normal that points out.
    pub normal: Vec3,
    /// Which solid of a list.
    pub solid: usize,
    /// Which plane of a cut solid, which piece of a turned one, which side of a box.
    pub part: usize,
}

/// A form with the box that holds it.
#[derive(Clone, Debug)]
pub struct Solid {
    shape: Shape,
    low: Vec3,
    high: Vec3,
}

impl Solid {
    /// A solid; cut ones need the box that holds them.
    pub fn new(shape: Shape, held: Option<(Vec3, Vec3)>) -> Solid {
        let (low, high) = held.unwrap_or_else(|| bounds(&shape));
        Solid { shape, low, high }
    }

    /// A ball.
    pub fn ball(middle: Vec3, radius: f32) -> Solid {
        let k = 1.0 / radius.max(1e-6);
        Solid::new(Shape::Ball(middle, [[k, 0.0, 0.0], [0.0, k, 0.0], [0.0, 0.0, k]]), None)
    }

    /// A flat oval such as a leaf: it points along `to`, `wide` across, `thick` through.
    pub fn leaf(from: Vec3, to: Vec3, wide: f32, thick: f32) -> Solid {
        let axis = minus(to, from);
        let long = dot(axis, axis).sqrt().max(1e-4) * 0.5;
        let a = unit(axis);
        let side = unit([a[2], 0.0, -a[0] + 1e-5]);
        let up = [
            a[1] * side[2] - a[2] * side[1],
            a[2] * side[0] - a[0] * side[2],
            a[0] * side[1] - a[1] * side[0],
        ];
        let scaled = |v: Vec3, r: f32| [v[0] / r, v[1] / r, v[2] / r];
        let axes = [scaled(a, long), scaled(side, wide), scaled(up, thick)];
        Solid::new(Shape::Ball(along(from, axis, 0.5), axes), None)
    }

    /// A block.
    pub fn block(low: Vec3, high: Vec3) -> Solid {
        Solid::new(Shape::Block(low, high), None)
    }

    /// A turned thing on its foot.
    pub fn turned(foot: Vec3, profile: &[[f32; 2]]) -> Solid {
        Solid::new(Shape::Turned(foot, profile.to_vec()), None)
    }

    /// The box that holds it.
    pub fn held(&self) -> (Vec3, Vec3) {
        (self.low, self.high)
    }

    /// The nearest meeting farther than `from` and nearer than `to`: how far, the normal, which part.
    #[inline]
    pub fn meet(&self, origin: Vec3, direction: Vec3, from: f32, to: f32) -> Option<(f32, Vec3, usize)> {
        let inverse = direction.map(|d| 1.0 / if d.abs() < 1e-9 { 1e-9 } else { d });
        let (near, far) = slab(self.low, self.high, origin, inverse)?;
        if far < from || near > to {
            return None;
        }
        match &self.shape {
            Shape::Block(low, high) => block(*low, *high, origin, inverse, from, to),
            Shape::Ball(middle, axes) => ball(*middle, axes, origin, direction, from, to),
            Shape::Turned(foot, profile) => turned(*foot, profile, origin, direction, from, to),
            Shape::Cut(planes) => cut(planes, origin, direction, from, to),
        }
    }
}

/// Solids in groups, so that a ray that misses a group's box asks none of its solids.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    groups: Vec<Group>,
    count: usize,
}

#[derive(Clone, Debug)]
struct Group {
    low: Vec3,
    high: Vec3,
    first: usize,
    solids: Vec<Solid>,
}

impl Groups {
    /// Adds a group; its solids are numbered on from those already there. Empty groups are left out.
    pub fn add(&mut self, solids: Vec<Solid>) {
        let Some(one) = solids.first() else { return };
        let (mut low, mut high) = one.held();
        for (l, h) in solids.iter().map(Solid::held) {
            low = [0, 1, 2].map(|k| low[k].min(l[k]));
            high = [0, 1, 2].map(|k| high[k].max(h[k]));
        }
        let first = self.count;
        self.count += solids.len();
        self.groups.push(Group { low, high, first, solids });
    }

    /// The nearest meeting along a ray between two distances.
    #[inline]
    pub fn nearest(&self, origin: Vec3, direction: Vec3, from: f32, to: f32) -> Option<Meeting> {
        let inverse = direction.map(|d| 1.0 / if d.abs() < 1e-9 { 1e-9 } else { d });
        let mut best: Option<Meeting> = None;
        for group in &self.groups {
            let limit = best.map_or(to, |b| b.t);
            if !slab(group.low, group.high, origin, inverse).is_some_and(|(n, f)| f > from && n < limit) {
                continue;
            }
            for (i, form) in group.solids.iter().enumerate() {
                let limit = best.map_or(to, |b| b.t);
                if let Some((t, normal, part)) = form.meet(origin, direction, from, limit) {
                    best = Some(Meeting { t, normal, solid: group.first + i, part });
                }
            }
        }
        best
    }

    /// Whether anything stands between two distances along a ray.
    #[inline]
    pub fn blocked(&self, origin: Vec3, direction: Vec3, from: f32, to: f32) -> bool {
        let inverse = direction.map(|d| 1.0 / if d.abs() < 1e-9 { 1e-9 } else { d });
        self.groups.iter().any(|group| {
            slab(group.low, group.high, origin, inverse).is_some_and(|(n, f)| f > from && n < to)
                && group.solids.iter().any(|form| form.meet(origin, direction, from, to).is_some())
        })
    }
}

fn bounds(shape: &Shape) -> (Vec3, Vec3) {
    match shape {
        Shape::Block(low, high) => (*low, *high),
        Shape::Ball(middle, axes) => {
            // Half the extent along each world axis: the axes are divided by their radius squared again.
            let reach =
                [0, 1, 2].map(|k| axes.iter().map(|a| (a[k] / dot(*a, *a)).powi(2)).sum::<f32>().sqrt());
            (minus(*middle, reach), along(*middle, reach, 1.0))
        }
        Shape::Turned(foot, profile) => {
            let wide = profile.iter().fold(0.0_f32, |w, p| w.max(p[0]));
            let (low, high) =
                profile.iter().fold((f32::MAX, f32::MIN), |(l, h), p| (l.min(p[1]), h.max(p[1])));
            (
                [foot[0] - wide, foot[1] + low, foot[2] - wide],
                [foot[0] + wide, foot[1] + high, foot[2] + wide],
            )
        }
        Shape::Cut(_) => ([f32::MIN / 4.0; 3], [f32::MAX / 4.0; 3]),
    }
}

#[inline]
fn slab(low: Vec3, high: Vec3, origin: Vec3, inverse: Vec3) -> Option<(f32, f32)> {
    let (mut near, mut far) = (f32::MIN, f32::MAX);
    for k in 0..3 {
        let (a, b) = ((low[k] - origin[k]) * inverse[k], (high[k] - origin[k]) * inverse[k]);
        near = near.max(a.min(b));
        far = far.min(a.max(b));
    }
    (near <= far).then_some((near, far))
}

fn block(
    low: Vec3,
    high: Vec3,
    origin: Vec3,
    inverse: Vec3,
    from: f32,
    to: f32,
) -> Option<(f32, Vec3, usize)> {
    let (near, far) = slab(low, high, origin, inverse)?;
    let t = if near > from { near } else { far };
    if t <= from || t >= to {
        return None;
    }
    // The side whose plane the place lies on.
    let (mut side, mut least) = (0, f32::MAX);
    for k in 0..3 {
        for (s, plane) in [low[k], high[k]].into_iter().enumerate() {
            let off = ((plane - origin[k]) * inverse[k] - t).abs();
            if off < least {
                (side, least) = (2 * k + s, off);
            }
        }
    }
    let mut normal = [0.0; 3];
    normal[side / 2] = if side % 2 == 0 { -1.0 } else { 1.0 };
    Some((t, normal, side))
}

fn ball(
    middle: Vec3,
    axes: &[Vec3; 3],
    origin: Vec3,
    direction: Vec3,
    from: f32,
    to: f32,
) -> Option<(f32, Vec3, usize)> {
    let local = |v: Vec3| [dot(axes[0], v), dot(axes[1], v), dot(axes[2], v)];
    let (o, d) = (local(minus(origin, middle)), local(direction));
    let (a, b, c) = (dot(d, d), dot(o, d), dot(o, o) - 1.0);
    let under = b * b - a * c;
    if under < 0.0 {
        return None;
    }
    let root = under.sqrt();
    let t = [(-b - root) / a, (-b + root) / a].into_iter().find(|t| *t > from && *t < to)?;
    let p = along(o, d, t);
    let normal = [0, 1, 2].map(|k| axes[0][k] * p[0] + axes[1][k] * p[1] + axes[2][k] * p[2]);
    Some((t, unit(normal), 0))
}

/// The slope of a profile's normal at a point of it: radial and upward share.
fn profile_normal(profile: &[[f32; 2]], i: usize) -> [f32; 2] {
    let slope = |a: [f32; 2], b: [f32; 2]| {
        let (dr, dy) = (b[0] - a[0], b[1] - a[1]);
        let n = (dr * dr + dy * dy).sqrt().max(1e-6);
        [dy / n, -dr / n]
    };
    let last = profile.len() - 1;
    let before = if i > 0 { slope(profile[i - 1], profile[i]) } else { slope(profile[0], profile[1]) };
    let after = if i < last { slope(profile[i], profile[i + 1]) } else { before };
    // A sharp edge stays one: only gentle bends are smoothed.
    if before[0] * after[0] + before[1] * after[1] < 0.75 {
        [f32::NAN; 2]
    } else {
        [before[0] + after[0], before[1] + after[1]]
    }
}

fn turned(
    foot: Vec3,
    profile: &[[f32; 2]],
    origin: Vec3,
    d: Vec3,
    from: f32,
    to: f32,
) -> Option<(f32, Vec3, usize)> {
    let o = minus(origin, foot);
    let mut best: Option<(f32, Vec3, usize)> = None;
    for (i, pair) in profile.windows(2).enumerate() {
        let ([r0, y0], [r1, y1]) = (pair[0], pair[1]);
        let limit = best.as_ref().map_or(to, |b| b.0);
        if (y1 - y0).abs() < 1e-5 {
            // A flat ring: a foot, a rim or a lid.
            if d[1].abs() < 1e-9 {
                continue;
            }
            let t = (y0 - o[1]) / d[1];
            let p = along(o, d, t);
            let r2 = p[0] * p[0] + p[2] * p[2];
            let (inner, outer) = (r0.min(r1), r0.max(r1));
            if t > from && t < limit && r2 <= outer * outer && r2 >= inner * inner {
                best = Some((t, [0.0, if r1 < r0 { 1.0 } else { -1.0 }, 0.0], i));
            }
            continue;
        }
        let k = (r1 - r0) / (y1 - y0);
        let (rs, ys) = (r0 + k * (o[1] - y0), k * d[1]);
        let a = d[0] * d[0] + d[2] * d[2] - ys * ys;
        let b = o[0] * d[0] + o[2] * d[2] - rs * ys;
        let c = o[0] * o[0] + o[2] * o[2] - rs * rs;
        let under = b * b - a * c;
        if under < 0.0 || a.abs() < 1e-12 {
            continue;
        }
        let root = under.sqrt();
        for t in [(-b - root) / a, (-b + root) / a] {
            let limit = best.as_ref().map_or(to, |b| b.0);
            if t <= from || t >= limit {
                continue;
            }
            let p = along(o, d, t);
            let share = (p[1] - y0) / (y1 - y0);
            if !(0.0..=1.0).contains(&share) {
                continue;
            }
            let own = [y1 - y0, r0 - r1];
            let ends = [profile_normal(profile, i), profile_normal(profile, i + 1)];
            let ends = ends.map(|e| if e[0].is_nan() { own } else { e });
            let flat = |n: [f32; 2]| {
                let l = (n[0] * n[0] + n[1] * n[1]).sqrt().max(1e-6);
                // Going down a profile turns its normals round.
                let s = if y1 < y0 && n == own { -1.0 } else { 1.0 };
                [n[0] / l * s, n[1] / l * s]
            };
            let (e0, e1) = (flat(ends[0]), flat(ends[1]));
            let n = [e0[0] + (e1[0] - e0[0]) * share, e0[1] + (e1[1] - e0[1]) * share];
            let r = (p[0] * p[0] + p[2] * p[2]).sqrt().max(1e-6);
            let mut normal = unit([p[0] / r * n[0], n[1], p[2] / r * n[0]]);
            if dot(normal, d) > 0.0 {
                normal = normal.map(|v| -v);
            }
            best = Some((t, normal, i));
        }
    }
    best
}

fn cut(
    planes: &[(Vec3, f32)],
    origin: Vec3,
    direction: Vec3,
    from: f32,
    to: f32,
) -> Option<(f32, Vec3, usize)> {
    let (mut near, mut far, mut side) = (f32::MIN, f32::MAX, 0);
    for (i, (normal, distance)) in planes.iter().enumerate() {
        let towards = dot(*normal, direction);
        let off = distance - dot(*normal, origin);
        if towards.abs() < 1e-9 {
            if off < 0.0 {
                return None;
            }
            continue;
        }
        let t = off / towards;
        if towards < 0.0 {
            if t > near {
                (near, side) = (t, i);
            }
        } else {
            far = far.min(t);
        }
    }
    (near <= far && near > from && near < to).then(|| (near, planes[side].0, side))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AHEAD: Vec3 = [0.0, 0.0, 1.0];

    #[test]
    fn rays_meet_solids_where_they_stand() {
        let near = |solid: &Solid, origin: Vec3| solid.meet(origin, AHEAD, 0.0, 100.0).map(|m| m.0);
        assert!((near(&Solid::ball([0.0, 0.0, 5.0], 1.0), [0.0; 3]).unwrap() - 4.0).abs() < 1e-4);
        assert!(
            (near(&Solid::block([-1.0, -1.0, 3.0], [1.0, 1.0, 4.0]), [0.0; 3]).unwrap() - 3.0).abs() < 1e-4
        );
        let cup = Solid::turned([0.0, -1.0, 6.0], &[[0.0, 0.0], [1.0, 0.0], [1.0, 2.0], [0.0, 2.0]]);
        assert!((near(&cup, [0.0; 3]).unwrap() - 5.0).abs() < 1e-4);
        assert_eq!(near(&cup, [2.0, 0.0, 0.0]), None);
        let cube = (0..3).flat_map(|k| {
            let mut n = [0.0; 3];
            n[k] = 1.0;
            let middle = if k == 2 { 5.0 } else { 0.0 };
            [(n, middle + 1.0), (n.map(|v: f32| -v), 1.0 - middle)]
        });
        let cube = Solid::new(Shape::Cut(cube.collect()), Some(([-1.0, -1.0, 4.0], [1.0, 1.0, 6.0])));
        assert!((near(&cube, [0.0; 3]).unwrap() - 4.0).abs() < 1e-4);
    }

    #[test]
    fn normals_face_the_ray() {
        let leaf = Solid::leaf([0.0, 0.0, 4.0], [0.5, 0.8, 5.0], 0.4, 0.1);
        let vase = Solid::turned([0.0, -0.5, 4.0], &[[0.3, 0.0], [0.6, 0.5], [0.3, 1.0], [0.4, 1.2]]);
        for solid in [leaf, vase] {
            let mut met = 0;
            for i in 0..40 {
                let d = unit([(i as f32 - 20.0) * 0.01, 0.05, 1.0]);
                if let Some((_, n, _)) = solid.meet([0.0; 3], d, 0.0, 100.0) {
                    assert!(dot(n, d) <= 1e-3, "{n:?}");
                    met += 1;
                }
            }
            assert!(met > 3);
        }
    }
}

//! Words for things that say more than the thing: how many, or what it is part of. The plain words stand in the table of
//! kinds ([`crate::scene::kind`]).

use super::super::subject::Kind;
use super::{Feature as F, Meaning as M};

/// Words and phrases by meaning.
pub const TABLE: &[(M, &str)] = &[
    (M::Kind(Kind::Bird, 5), "flock|flock of birds|flock of"),
    (M::Kind(Kind::Sheep, 5), "|flock of sheep"),
    (M::Kind(Kind::Cow, 4), "|herd of cows|herd of cattle"),
    (M::Kind(Kind::Elephant, 4), "|herd of elephants"),
    (M::Kind(Kind::Horse, 4), "|herd of horses"),
    (M::Kind(Kind::Deer, 4), "|herd of deer"),
    (M::Kind(Kind::Wolf, 4), "|pack of wolves|wolf pack"),
    (M::Kind(Kind::Fish, 7), "|school of fish|shoal of fish|shoal"),
    (M::Kind(Kind::Dolphin, 4), "|pod of dolphins"),
    (M::Kind(Kind::Bee, 8), "|swarm of bees"),
    (M::Kind(Kind::Person, 9), "crowd|crowd of people|group of people"),
    (M::Kind(Kind::Boy, 2), "children kids"),
    (
        M::Feature(F::Table),
        "table tabletop desk shelf|still life|still-life|wooden table|kitchen table|dinner table",
    ),
];

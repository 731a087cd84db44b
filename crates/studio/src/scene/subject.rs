//! What stands in a scene, as data: kinds with counts, colours, sizes and places, and how they stand to each other.
//!
//! A scene keeps its subjects in the order of importance; a [`Relation`] names two of them by their place in that order.
//! Everything a prompt did not say is absent, and absent fields of scenes that were stored by earlier versions read as
//! "not said".

use serde::{Deserialize, Serialize};

pub use super::kind::Kind;
use super::spec::named_enum;

/// Most kinds of subjects in one scene: more would not be told apart.
pub const KINDS_MAX: usize = 6;
/// Most of one kind.
pub const COUNT_MAX: u8 = 12;

named_enum! {
    /// Colours a thing can be asked to have.
    Tint {
        Red = "red", "red";
        Orange = "orange", "orange";
        Yellow = "yellow", "yellow";
        Green = "green", "green";
        Blue = "blue", "blue";
        Purple = "purple", "purple";
        Pink = "pink", "pink";
        White = "white", "white";
        Black = "black", "black";
        Brown = "brown", "brown";
        Grey = "grey", "grey";
    }
}

named_enum! {
    /// Sizes a thing can be asked to have, against its natural one.
    Size {
        Tiny = "tiny", "tiny";
        Small = "small", "small";
        Big = "big", "big";
        Giant = "giant", "giant";
    }
}

impl Size {
    /// Times the natural height.
    pub fn factor(self) -> f32 {
        match self {
            Size::Tiny => 0.3,
            Size::Small => 0.6,
            Size::Big => 1.5,
            Size::Giant => 3.0,
        }
    }
}

named_enum! {
    /// Where in the picture a thing was asked to be.
    Position {
        Left = "left", "on the left";
        Right = "right", "on the right";
        Centre = "centre", "in the middle";
        Foreground = "foreground", "in the foreground";
        Background = "background", "in the distance";
        Top = "top", "at the top";
    }
}

named_enum! {
    /// How one thing stands to another.
    How {
        On = "on", "on";
        Under = "under", "under";
        Beside = "beside", "beside";
        LeftOf = "left-of", "to the left of";
        RightOf = "right-of", "to the right of";
        Behind = "behind", "behind";
        InFrontOf = "in-front-of", "in front of";
        Between = "between", "between";
        Inside = "inside", "in";
        Above = "above", "above";
        With = "with", "with";
        Holding = "holding", "holding";
    }
}

/// One kind of thing in the scene, and how many of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// What it is.
    pub kind: Kind,
    /// How many, 1 to [`COUNT_MAX`].
    pub count: u8,
    /// The colour asked for.
    pub tint: Option<Tint>,
    /// The size asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
    /// The place in the picture asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

impl Subject {
    /// So many of a kind, with nothing else said about them.
    pub fn new(kind: Kind, count: u8) -> Subject {
        Subject { kind, count: count.clamp(1, COUNT_MAX), tint: None, size: None, position: None }
    }
}

/// Who stands how to whom, both by their place in the scene's list of subjects. Between two kinds there are two
/// relations, one to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// The one that is placed.
    pub who: u8,
    /// How.
    pub how: How,
    /// The one it is placed by.
    pub whom: u8,
}

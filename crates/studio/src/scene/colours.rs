//! Colours by the names people give them.
//!
//! A thing takes one of a few tints; patterns and product shots take the colour itself. Each name stands for a
//! colour in OKLCH, chosen by eye, and for the tint nearest to it.

use serde::{Deserialize, Serialize};

use super::palette::{Rgb, oklch};
use super::spec::named_enum;
use super::subject::Tint;

named_enum! {
    /// A colour with a name.
    Colour {
        Red = "red", "red";
        Crimson = "crimson", "crimson";
        Burgundy = "burgundy", "burgundy";
        Coral = "coral", "coral";
        Orange = "orange", "orange";
        Copper = "copper", "copper";
        Peach = "peach", "peach";
        Gold = "gold", "gold";
        Yellow = "yellow", "yellow";
        Cream = "cream", "cream";
        Beige = "beige", "beige";
        Olive = "olive", "olive";
        Lime = "lime", "lime";
        Green = "green", "green";
        Emerald = "emerald", "emerald";
        Mint = "mint", "mint";
        Sage = "sage", "sage";
        Teal = "teal", "teal";
        Turquoise = "turquoise", "turquoise";
        Cyan = "cyan", "cyan";
        Azure = "azure", "sky blue";
        Blue = "blue", "blue";
        Navy = "navy", "navy";
        Indigo = "indigo", "indigo";
        Purple = "purple", "purple";
        Lavender = "lavender", "lavender";
        Magenta = "magenta", "magenta";
        Pink = "pink", "pink";
        Rose = "rose", "rose";
        White = "white", "white";
        Silver = "silver", "silver";
        Grey = "grey", "grey";
        Charcoal = "charcoal", "charcoal";
        Black = "black", "black";
        Brown = "brown", "brown";
    }
}

impl Colour {
    /// Lightness, chroma and hue in OKLCH.
    pub fn lch(self) -> [f32; 3] {
        match self {
            Colour::Red => [0.58, 0.21, 27.0],
            Colour::Crimson => [0.50, 0.20, 20.0],
            Colour::Burgundy => [0.37, 0.12, 15.0],
            Colour::Coral => [0.71, 0.16, 32.0],
            Colour::Orange => [0.73, 0.17, 56.0],
            Colour::Copper => [0.60, 0.11, 48.0],
            Colour::Peach => [0.84, 0.09, 60.0],
            Colour::Gold => [0.77, 0.13, 84.0],
            Colour::Yellow => [0.88, 0.17, 98.0],
            Colour::Cream => [0.95, 0.035, 90.0],
            Colour::Beige => [0.86, 0.04, 78.0],
            Colour::Olive => [0.56, 0.09, 112.0],
            Colour::Lime => [0.84, 0.20, 126.0],
            Colour::Green => [0.62, 0.16, 145.0],
            Colour::Emerald => [0.60, 0.14, 162.0],
            Colour::Mint => [0.87, 0.08, 165.0],
            Colour::Sage => [0.72, 0.05, 145.0],
            Colour::Teal => [0.55, 0.10, 196.0],
            Colour::Turquoise => [0.75, 0.12, 190.0],
            Colour::Cyan => [0.80, 0.13, 210.0],
            Colour::Azure => [0.75, 0.11, 235.0],
            Colour::Blue => [0.53, 0.18, 258.0],
            Colour::Navy => [0.31, 0.10, 262.0],
            Colour::Indigo => [0.40, 0.16, 280.0],
            Colour::Purple => [0.52, 0.19, 303.0],
            Colour::Lavender => [0.78, 0.09, 300.0],
            Colour::Magenta => [0.62, 0.24, 335.0],
            Colour::Pink => [0.80, 0.12, 355.0],
            Colour::Rose => [0.70, 0.15, 8.0],
            Colour::White => [0.97, 0.005, 90.0],
            Colour::Silver => [0.80, 0.008, 250.0],
            Colour::Grey => [0.62, 0.006, 260.0],
            Colour::Charcoal => [0.33, 0.012, 260.0],
            Colour::Black => [0.20, 0.008, 270.0],
            Colour::Brown => [0.45, 0.07, 52.0],
        }
    }

    /// The colour in linear light.
    pub fn rgb(self) -> Rgb {
        let [l, c, h] = self.lch();
        oklch(l, c, h)
    }

    /// The colour of a tint.
    pub fn of(tint: Tint) -> Colour {
        match tint {
            Tint::Red => Colour::Red,
            Tint::Orange => Colour::Orange,
            Tint::Yellow => Colour::Yellow,
            Tint::Green => Colour::Green,
            Tint::Blue => Colour::Blue,
            Tint::Purple => Colour::Purple,
            Tint::Pink => Colour::Pink,
            Tint::White => Colour::White,
            Tint::Black => Colour::Black,
            Tint::Brown => Colour::Brown,
            Tint::Grey => Colour::Grey,
        }
    }

    /// The tint nearest to it, for things that know tints only.
    pub fn tint(self) -> Tint {
        match self {
            Colour::Red | Colour::Crimson | Colour::Burgundy => Tint::Red,
            Colour::Coral | Colour::Orange | Colour::Copper | Colour::Peach => Tint::Orange,
            Colour::Gold | Colour::Yellow => Tint::Yellow,
            Colour::Cream | Colour::White => Tint::White,
            Colour::Olive | Colour::Lime | Colour::Green | Colour::Emerald | Colour::Mint | Colour::Sage => {
                Tint::Green
            }
            Colour::Teal
            | Colour::Turquoise
            | Colour::Cyan
            | Colour::Azure
            | Colour::Blue
            | Colour::Navy
            | Colour::Indigo => Tint::Blue,
            Colour::Purple | Colour::Lavender | Colour::Magenta => Tint::Purple,
            Colour::Pink | Colour::Rose => Tint::Pink,
            Colour::Silver | Colour::Grey | Colour::Charcoal => Tint::Grey,
            Colour::Black => Tint::Black,
            Colour::Brown | Colour::Beige => Tint::Brown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tint_is_the_tint_of_its_colour() {
        for tint in Tint::ALL {
            assert_eq!(Colour::of(*tint).tint(), *tint);
        }
    }
}

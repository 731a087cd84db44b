//! Colours by name, beyond the tints that things can have.

use super::super::colours::Colour;
use super::Meaning as M;

/// Words and phrases by meaning.
pub const TABLE: &[(M, &str)] = &[
    (M::Colour(Colour::Crimson), "crimson scarlet ruby vermilion"),
    (M::Colour(Colour::Burgundy), "burgundy maroon wine-red oxblood|wine red"),
    (M::Colour(Colour::Coral), "coral salmon|living coral"),
    (M::Colour(Colour::Copper), "copper bronze rust terracotta"),
    (M::Colour(Colour::Peach), "peach apricot"),
    (M::Colour(Colour::Gold), "gold golden-yellow mustard|rose gold"),
    (M::Colour(Colour::Cream), "cream ivory off-white|off white"),
    (M::Colour(Colour::Beige), "beige taupe sand-coloured tan"),
    (M::Colour(Colour::Olive), "olive khaki"),
    (M::Colour(Colour::Lime), "lime chartreuse|lime green|neon green"),
    (M::Colour(Colour::Emerald), "emerald jade|emerald green"),
    (M::Colour(Colour::Mint), "mint|mint green"),
    (M::Colour(Colour::Sage), "sage|sage green"),
    (M::Colour(Colour::Teal), "teal petrol"),
    (M::Colour(Colour::Turquoise), "turquoise aqua aquamarine"),
    (M::Colour(Colour::Cyan), "cyan"),
    (M::Colour(Colour::Azure), "azure|sky blue|light blue|pale blue|baby blue"),
    (M::Colour(Colour::Navy), "navy|navy blue|dark blue|midnight blue"),
    (M::Colour(Colour::Indigo), "indigo ultramarine"),
    (M::Colour(Colour::Lavender), "lilac mauve|lavender purple|pale purple"),
    (M::Colour(Colour::Magenta), "magenta fuchsia|hot pink"),
    (M::Colour(Colour::Rose), "rosy|dusty rose|dusty pink"),
    (M::Colour(Colour::Silver), "silver"),
    (M::Colour(Colour::Charcoal), "charcoal anthracite|dark grey|dark gray"),
];

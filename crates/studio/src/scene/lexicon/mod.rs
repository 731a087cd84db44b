//! The words the studio knows.
//!
//! Tables from word or phrase to meaning, one file each for what they speak of; the words for things stand in the table of
//! kinds ([`super::kind`]), before the general words. Phrases are written with single blanks and found
//! before single words, longest first. A word in no table is answered with a warning, so the
//! filler list holds only words that carry no content a picture could be missing.

mod colours;
mod objects;
mod places;
mod styles;
mod subjects;
mod words;

use super::colours::Colour;
use super::spec::{Biome, Object, Pattern, Season, Style, TimeOfDay, Water, Weather};
use super::subject::{How, Kind, Position, Size, Tint};

/// What a word or phrase means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meaning {
    /// Land.
    Biome(Biome),
    /// Time of day.
    Time(TimeOfDay),
    /// Weather.
    Weather(Weather),
    /// Season.
    Season(Season),
    /// Standing water.
    Water(Water),
    /// Finish.
    Style(Style),
    /// A thing, and how many when the word itself says so.
    Kind(Kind, u8),
    /// A colour.
    Tint(Tint),
    /// A number.
    Count(u8),
    /// A colour by its own name.
    Colour(Colour),
    /// What a pattern is made of.
    Pattern(Pattern),
    /// What a product shot shows.
    Object(Object),
    /// A feature of the scene.
    Feature(Feature),
    /// A size of the next thing.
    Size(Size),
    /// How the thing before stands to the thing after.
    How(How),
    /// Where in the picture the thing of the clause is.
    Position(Position),
    /// The next thing is far away.
    Distant,
    /// What follows is not wanted.
    Not,
    /// Joins two things.
    And,
    /// Stands for the thing before.
    Pronoun,
    /// Says nothing a picture could miss.
    Filler,
}

/// Features that are neither land nor things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// Northern lights.
    Aurora,
    /// Neon signs.
    Neon,
    /// Trees.
    Trees,
    /// Flowers.
    Flowers,
    /// Mountains behind.
    Mountains,
    /// The moon.
    Moon,
    /// Stars, which mean night.
    Stars,
    /// A rainbow.
    Rainbow,
    /// Clouds.
    Clouds,
    /// The sun, drawn low unless the time says otherwise.
    Sun,
    /// A caravan: camels in a row.
    Caravan,
    /// Calm water or air, which is how it is drawn anyway.
    Calm,
    /// Things on a table.
    Table,
    /// A product shot.
    Product,
}

const TABLES: &[&[(Meaning, &str)]] =
    &[places::TABLE, styles::TABLE, subjects::TABLE, colours::TABLE, words::TABLE, objects::TABLE];

/// Every word and phrase with its meaning, in the order of the tables: of two meanings for one
/// word the first holds.
pub fn entries() -> impl Iterator<Item = (Meaning, &'static str)> {
    let kinds = Kind::ALL.iter().map(|kind| (Meaning::Kind(*kind, 1), kind.words()));
    let rows =
        |tables: &'static [&'static [(Meaning, &'static str)]]| tables.iter().copied().flatten().copied();
    // Colours and general words stand aside for things.
    let (first, last) = TABLES.split_at(3);
    split(rows(first).chain(kinds).chain(rows(last)))
}

/// The words for objects of a product shot, which come first there.
pub fn objects() -> impl Iterator<Item = (Meaning, &'static str)> {
    split(objects::TABLE.iter().copied())
}

fn split(
    rows: impl Iterator<Item = (Meaning, &'static str)>,
) -> impl Iterator<Item = (Meaning, &'static str)> {
    rows.flat_map(|(meaning, text)| {
        let mut parts = text.split('|');
        let words = parts.next().unwrap_or("").split_whitespace();
        words.chain(parts.map(str::trim).filter(|p| !p.is_empty())).map(move |w| (meaning, w))
    })
}

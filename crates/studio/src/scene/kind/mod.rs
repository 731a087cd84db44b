//! The kinds of things that can stand, swim, fly or lie in a scene.
//!
//! One line of [`table`] makes a kind: its name in code, its id in storage, its name for people, its [`Nature`] (drawing,
//! natural height, where it lives) and the words that mean it. Everything else (the parser, placing, the descriptions, the
//! gallery and the tests) reads that line.

mod table;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::spec::Biome;
use super::subjects::drawings::Sketch;
use super::subjects::figures::Figure;
pub use table::Kind;

/// Where a kind of thing is at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// On the ground near the viewer.
    Ground,
    /// On top of a rise, away from the viewer.
    Summit,
    /// On the water, as a hull or a bird.
    Afloat,
    /// In the water: it is seen where it breaks the surface, or whole under water.
    Swimming,
    /// In the air.
    Aloft,
    /// On a table; out of doors it stands on the ground.
    Table,
}

/// What a kind is drawn from.
#[derive(Clone, Copy)]
pub enum Art {
    /// An icon kept in `assets/icons.json`, by `set/name`.
    Icon(&'static str),
    /// Drawn for this project.
    Own(&'static Sketch),
    /// A person in some dress, put together from parts.
    Dressed(&'static Figure),
}

/// What a kind is, beside its names.
#[derive(Clone, Copy)]
pub struct Nature {
    /// What it is drawn from.
    pub art: Art,
    /// Natural height, metres.
    pub metres: f32,
    /// Where it lives.
    pub home: Home,
    /// The land it stands on when no land was asked for.
    pub land: Biome,
    /// The side it faces: -1 left, 1 right, 0 neither.
    pub faces: i8,
    /// Height in picture heights as the main subject; 0 to follow from the natural height.
    pub hero: f32,
    /// How round it is lit: 0 flat, 1 full relief.
    pub relief: f32,
    /// Share of its height under ground or water.
    pub sunk: f32,
    /// Whether its bright parts give light in the dark.
    pub glows: bool,
    /// Whether it is a person, or someone like a person.
    pub human: bool,
}

impl Nature {
    const fn of(art: Art, metres: f32, home: Home) -> Nature {
        let (sunk, relief) = match home {
            Home::Afloat => (0.06, 0.8),
            Home::Swimming => (0.30, 0.9),
            Home::Summit => (0.03, 0.5),
            Home::Ground => (0.012, 0.9),
            Home::Aloft | Home::Table => (0.0, 0.9),
        };
        Nature {
            art,
            metres,
            home,
            land: Biome::Meadow,
            faces: 0,
            hero: 0.0,
            relief,
            sunk,
            glows: false,
            human: false,
        }
    }

    const fn land(self, land: Biome) -> Nature {
        Nature { land, ..self }
    }

    const fn left(self) -> Nature {
        Nature { faces: -1, ..self }
    }

    const fn right(self) -> Nature {
        Nature { faces: 1, ..self }
    }

    const fn hero(self, hero: f32) -> Nature {
        Nature { hero, ..self }
    }

    const fn flat(self, relief: f32) -> Nature {
        Nature { relief, ..self }
    }

    const fn sunk(self, sunk: f32) -> Nature {
        Nature { sunk, ..self }
    }

    const fn glows(self) -> Nature {
        Nature { glows: true, ..self }
    }

    const fn human(self) -> Nature {
        Nature { human: true, ..self }
    }

    /// Height in picture heights as the main subject: natural sizes, brought so near to each other that a mouse and an
    /// elephant can both be looked at.
    pub fn hero_height(&self) -> f32 {
        if self.hero > 0.0 {
            return self.hero;
        }
        let k = self.metres.powf(0.2);
        match self.home {
            Home::Summit => 0.075 * self.metres.sqrt(),
            Home::Aloft => 0.17 * k,
            Home::Afloat | Home::Swimming => 0.18 * k,
            Home::Table => 0.34 * k,
            Home::Ground => 0.265 * k,
        }
    }
}

impl Kind {
    /// Stable name for storage and requests.
    pub fn id(self) -> &'static str {
        self.entry().id
    }

    /// Name for people.
    pub fn label(self) -> &'static str {
        self.entry().label
    }

    /// Name for several of it.
    pub fn plural(self) -> String {
        let (label, plural) = (self.label(), self.entry().plural);
        if !plural.is_empty() {
            return plural.to_owned();
        }
        match label {
            l if l.ends_with(['s', 'x']) || l.ends_with("ch") || l.ends_with("sh") => format!("{l}es"),
            l if l.ends_with("fly") || l.ends_with("rry") => format!("{}ies", &l[..l.len() - 1]),
            l => format!("{l}s"),
        }
    }

    /// What it is, beside its names.
    pub fn nature(self) -> &'static Nature {
        &self.entry().nature
    }

    /// Words that mean it, and phrases after bars.
    pub fn words(self) -> &'static str {
        self.entry().words
    }

    /// The kind with this id.
    pub fn parse(id: &str) -> Option<Kind> {
        // What hot air balloons were stored as by versions that had no other.
        let id = if id == "balloon" { "hot-air-balloon" } else { id };
        Kind::ALL.iter().copied().find(|kind| kind.id() == id)
    }

    /// Whether it lives on or in the water.
    pub fn needs_water(self) -> bool {
        matches!(self.nature().home, Home::Afloat | Home::Swimming)
    }

    fn entry(self) -> &'static Entry {
        &table::ENTRIES[self as usize]
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Kind, D::Error> {
        let id = String::deserialize(d)?;
        Kind::parse(&id).ok_or_else(|| serde::de::Error::custom(format!("there is no kind of thing {id:?}")))
    }
}

/// One line of the table.
struct Entry {
    id: &'static str,
    label: &'static str,
    plural: &'static str,
    nature: Nature,
    words: &'static str,
}

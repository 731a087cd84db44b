//! The scene specification: what a prompt was understood to ask for.
//!
//! It is plain data, stored with the picture, and enough (with seed and size) to paint it again.

use serde::{Deserialize, Serialize};

use super::colours::Colour;
use super::lettering::Lettering;
use super::portrait::Portrait;
use super::subject::{Relation, Subject, Tint};

/// Declares an enum with a stable kebab-case id and a spoken name per variant.
macro_rules! named_enum {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $id:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $(#[doc = $label] $variant,)+ }
        impl $name {
            /// Every variant, in the order shown to people.
            pub const ALL: &[$name] = &[$($name::$variant,)+];
            /// Stable name for storage and requests.
            pub fn id(self) -> &'static str { match self { $($name::$variant => $id,)+ } }
            /// Name for people.
            pub fn label(self) -> &'static str { match self { $($name::$variant => $label,)+ } }
            /// The variant with this id.
            pub fn parse(id: &str) -> Option<$name> { $name::ALL.iter().copied().find(|v| v.id() == id) }
        }
    };
}

pub(crate) use named_enum;

named_enum! {
    /// The kind of land the scene is set in.
    Biome {
        Mountains = "mountains", "high mountains";
        Coast = "coast", "a rocky coast";
        Sea = "sea", "the open sea";
        Desert = "desert", "desert dunes";
        Forest = "forest", "a pine forest";
        Meadow = "meadow", "a flowering meadow";
        Hills = "hills", "green hills";
        Arctic = "arctic", "snow fields";
        City = "city", "a city street";
        Beach = "beach", "a sandy beach";
        Jungle = "jungle", "a jungle";
        Canyon = "canyon", "a red canyon";
        Village = "village", "a village";
        Interior = "interior", "a room with a window";
        Space = "space", "outer space";
        Underwater = "underwater", "the sea floor";
        Pattern = "pattern", "an abstract pattern";
        Backdrop = "backdrop", "a lit backdrop";
    }
}

/// How a place is built, which decides who paints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Land or water under a sky, or the sea floor under water.
    Land,
    /// A street between houses.
    Street,
    /// Four walls and a window.
    Room,
    /// Stars and planets.
    Space,
    /// A pattern that shows nothing.
    Design,
    /// An object before a backdrop.
    Studio,
}

impl Biome {
    /// How the place is built.
    pub fn setting(self) -> Setting {
        match self {
            Biome::City => Setting::Street,
            Biome::Interior => Setting::Room,
            Biome::Space => Setting::Space,
            Biome::Pattern => Setting::Design,
            Biome::Backdrop => Setting::Studio,
            _ => Setting::Land,
        }
    }

    /// Whether weather reaches it: rain falls on land and streets, not in rooms, water or space.
    pub fn is_open(self) -> bool {
        matches!(self.setting(), Setting::Land | Setting::Street) && self != Biome::Underwater
    }
}

named_enum! {
    /// Where the sun stands.
    TimeOfDay {
        Dawn = "dawn", "at dawn";
        Morning = "morning", "in the morning";
        Day = "day", "in daylight";
        Golden = "golden", "at sunset";
        Dusk = "dusk", "at dusk";
        Night = "night", "at night";
    }
}

named_enum! {
    /// What the air does.
    Weather {
        Clear = "clear", "under a clear sky";
        Fair = "fair", "under a few clouds";
        Cloudy = "cloudy", "under heavy clouds";
        Rain = "rain", "in the rain";
        Snow = "snow", "in falling snow";
        Fog = "fog", "in fog";
        Storm = "storm", "in a storm";
        Wind = "wind", "in a strong wind";
        Sandstorm = "sandstorm", "in a sandstorm";
    }
}

named_enum! {
    /// Which leaves and grass are out.
    Season {
        Spring = "spring", "in spring";
        Summer = "summer", "in summer";
        Autumn = "autumn", "in autumn";
        Winter = "winter", "in winter";
    }
}

named_enum! {
    /// Standing water in the scene.
    Water {
        None = "none", "no water";
        Lake = "lake", "a still lake";
        Sea = "sea", "the sea";
    }
}

named_enum! {
    /// What an abstract pattern is made of.
    Pattern {
        Waves = "waves", "layered waves";
        Gradient = "gradient", "a soft gradient";
        Geometric = "geometric", "geometric shapes";
        Circles = "circles", "circles of light";
        Marble = "marble", "marbled colour";
        Contours = "contours", "contour lines";
    }
}

named_enum! {
    /// What a product shot shows.
    Object {
        Bottle = "bottle", "a bottle";
        Flacon = "flacon", "a perfume bottle";
        Cup = "cup", "a cup";
        Bowl = "bowl", "a bowl";
        Vase = "vase", "a vase";
        Jar = "jar", "a jar";
        Tube = "tube", "a tube";
        Can = "can", "a can";
        Carton = "carton", "a box";
        Sphere = "sphere", "a sphere";
        Candle = "candle", "a candle";
        Lamp = "lamp", "a table lamp";
    }
}

named_enum! {
    /// How a picture is finished: drawn by the studio itself, or repainted by the small network.
    Style {
        Natural = "natural", "Natural";
        Flat = "flat", "Flat colour";
        LowPoly = "low-poly", "Low poly";
        PaperCut = "paper-cut", "Paper cut";
        Watercolour = "watercolour", "Watercolour";
        Ink = "ink", "Ink drawing";
        PixelArt = "pixel-art", "Pixel art";
        OilPainting = "oil-painting", "Oil painting";
        Impressionist = "impressionist", "Impressionist";
        Woodblock = "woodblock", "Woodblock print";
        Expressionist = "expressionist", "Expressionist";
        Pastel = "pastel", "Pastel";
        StainedGlass = "stained-glass", "Stained glass";
        Starry = "starry", "Starry swirls";
        Blueprint = "blueprint", "Blueprint";
        Mosaic = "mosaic", "Mosaic";
        InkWash = "ink-wash", "Ink and colour";
        Sepia = "sepia", "Sepia sketch";
        Risograph = "risograph", "Riso print";
        Synthwave = "synthwave", "Synthwave";
        Storybook = "storybook", "Storybook";
    }
}

impl Style {
    /// Whether the small neural network takes part.
    pub fn is_neural(self) -> bool {
        !matches!(
            self,
            Style::Natural
                | Style::Flat
                | Style::LowPoly
                | Style::PaperCut
                | Style::Watercolour
                | Style::Ink
                | Style::PixelArt
                | Style::StainedGlass
                | Style::Blueprint
                | Style::Risograph
                | Style::Synthwave
                | Style::Storybook
        )
    }

    /// The style as the end of a sentence about the picture.
    pub fn phrase(self) -> &'static str {
        match self {
            Style::Natural => "",
            Style::Flat => "in flat colours",
            Style::LowPoly => "in low-poly facets",
            Style::PaperCut => "as cut paper",
            Style::Watercolour => "in watercolour",
            Style::Ink => "drawn in ink",
            Style::PixelArt => "as pixel art",
            Style::OilPainting => "painted in oil",
            Style::Impressionist => "in impressionist strokes",
            Style::Woodblock => "as a woodblock print",
            Style::Expressionist => "in expressionist strokes",
            Style::Pastel => "in pastel",
            Style::StainedGlass => "as stained glass",
            Style::Starry => "in swirling strokes",
            Style::Blueprint => "as a blue print",
            Style::Mosaic => "as a mosaic",
            Style::InkWash => "in ink and colour",
            Style::Sepia => "as a sepia sketch",
            Style::Risograph => "as a riso print",
            Style::Synthwave => "in synthwave colours",
            Style::Storybook => "as a storybook illustration",
        }
    }
}

/// What a prompt was understood to ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SceneSpec {
    /// Land.
    pub biome: Biome,
    /// Time of day.
    pub time: TimeOfDay,
    /// Weather.
    pub weather: Weather,
    /// Season.
    pub season: Season,
    /// Standing water.
    pub water: Water,
    /// Northern lights in the sky.
    pub aurora: bool,
    /// Neon signs on the street.
    pub neon: bool,
    /// Trees were asked for, beyond what the land brings.
    pub trees: bool,
    /// Flowers were asked for.
    pub flowers: bool,
    /// Mountains behind, whatever the land.
    pub mountains: bool,
    /// The moon was asked for.
    pub moon: bool,
    /// A rainbow was asked for.
    pub rainbow: bool,
    /// A colour the whole picture leans to.
    pub tint: Option<Tint>,
    /// Every colour that was named, in order: a pattern is made of them, a product shot coloured by them.
    #[serde(default)]
    pub colours: Vec<Colour>,
    /// What a pattern is made of; nothing for other scenes.
    #[serde(default)]
    pub pattern: Option<Pattern>,
    /// What a product shot shows; nothing for other scenes.
    #[serde(default)]
    pub object: Option<Object>,
    /// What a room's window looks out on; nothing for other scenes, and for rooms that look out on hills.
    #[serde(default)]
    pub outlook: Option<Biome>,
    /// The shape, width to height, for which the scene was composed, where the picture has been widened since.
    #[serde(default)]
    pub framed: Option<f32>,
    /// Subjects, most important first.
    pub subjects: Vec<Subject>,
    /// How they stand to each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Things on a table before a wall, and no land.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub still_life: bool,
    /// A face seen from the front, and no land.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portrait: Option<Portrait>,
    /// Words set in the picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lettering: Option<Lettering>,
    /// Finish.
    pub style: Style,
    /// The scene in words, for people who cannot see it.
    pub description: String,
    /// What was left out, in plain sentences.
    pub warnings: Vec<String>,
}

impl SceneSpec {
    /// Whether it has neither sky nor land.
    pub fn is_indoors(&self) -> bool {
        self.still_life || self.portrait.is_some()
    }
}

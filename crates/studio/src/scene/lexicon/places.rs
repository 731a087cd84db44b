//! Words for land, water, time, weather, season and what else a place has.

use super::super::spec::{Biome, Season, TimeOfDay, Water, Weather};
use super::{Feature as F, Meaning as M};

/// Words and phrases by meaning.
pub const TABLE: &[(M, &str)] = &[
    (
        M::Biome(Biome::Mountains),
        "mountain mountains alps alpine peak peaks summit summits andes himalaya himalayas fjord fjords valley canyon mountainside highlands",
    ),
    (
        M::Biome(Biome::Coast),
        "coast coastline shore seaside seashore cliff cliffs beach bay harbour harbor port cape headland island cove|rocky coast|rocky shore",
    ),
    (M::Biome(Biome::Sea), "ocean|open sea|high seas"),
    (M::Biome(Biome::Desert), "desert dune dunes sahara sand sands oasis|sand dunes"),
    (
        M::Biome(Biome::Forest),
        "forest woods woodland pine pines taiga jungle grove spruce fir conifers|pine forest|pine trees",
    ),
    (
        M::Biome(Biome::Meadow),
        "meadow field fields pasture grassland prairie savanna savannah steppe garden farm farmland park grass",
    ),
    (
        M::Biome(Biome::Hills),
        "hill hills hillside countryside rolling vineyard tuscany moor moors|rolling hills|green hills",
    ),
    (
        M::Biome(Biome::Arctic),
        "arctic polar tundra glacier iceberg antarctica iceland icy ice|north pole|south pole",
    ),
    (
        M::Biome(Biome::City),
        "city street town alley downtown urban tokyo avenue road market skyscraper skyscrapers metropolis mumbai cyberpunk buildings|city street|new york|hong kong",
    ),
    (M::Time(TimeOfDay::Dawn), "dawn sunrise daybreak|first light|early morning"),
    (M::Time(TimeOfDay::Morning), "morning"),
    (M::Time(TimeOfDay::Day), "day noon midday daylight daytime afternoon sunny bright"),
    (M::Time(TimeOfDay::Golden), "sunset sundown golden|golden hour|evening sun|late afternoon|setting sun"),
    (M::Time(TimeOfDay::Dusk), "dusk twilight evening nightfall gloaming|blue hour"),
    (M::Time(TimeOfDay::Night), "night midnight nighttime moonlit moonlight nocturnal starlit|at night"),
    (M::Weather(Weather::Clear), "clear cloudless|clear sky|clear skies|blue sky"),
    (M::Weather(Weather::Cloudy), "cloudy overcast grey-sky gloomy|heavy clouds|grey sky|gray sky"),
    (
        M::Weather(Weather::Rain),
        "rain rainy raining monsoon drizzle downpour shower showers puddle puddles wet",
    ),
    (M::Weather(Weather::Snow), "snowfall snowing blizzard snowstorm snowflakes|falling snow"),
    (M::Weather(Weather::Fog), "fog foggy mist misty haze hazy"),
    (M::Weather(Weather::Storm), "storm stormy thunder thunderstorm lightning tempest hurricane gale"),
    (
        M::Season(Season::Winter),
        "winter wintry snowy snow frozen frosty frost christmas snow-covered snowcapped|snow covered",
    ),
    (M::Season(Season::Spring), "spring springtime blossom blossoms blooming"),
    (M::Season(Season::Summer), "summer summertime lush tropical"),
    (M::Season(Season::Autumn), "autumn autumnal fall harvest|autumn leaves"),
    (M::Water(Water::Lake), "lake pond river lagoon loch reservoir stream lakeside riverside riverbank"),
    (M::Water(Water::Sea), "sea water waves wave surf tide"),
    (M::Feature(F::Aurora), "aurora|northern lights|aurora borealis|polar lights|southern lights"),
    (M::Feature(F::Neon), "neon|neon lights|neon signs|neon sign"),
    (M::Feature(F::Trees), "trees"),
    (
        M::Feature(F::Flowers),
        "flower flowers wildflowers poppies poppy daisies daisy tulips tulip|wild flowers|lavender field",
    ),
    (M::Feature(F::Moon), "moon 🌙 🌕|full moon|crescent moon"),
    (M::Feature(F::Stars), "stars star starry ⭐ ✨|milky way|starry sky|starry night"),
    (M::Feature(F::Rainbow), "rainbow 🌈"),
    (M::Feature(F::Clouds), "cloud clouds ☁"),
    (M::Feature(F::Sun), "sun sunlight sunshine sunlit ☀|rays of light|sun rays"),
    (M::Feature(F::Caravan), "caravan|camel train|camel caravan"),
    (M::Feature(F::Calm), "calm still quiet peaceful serene tranquil gentle placid silent"),
];

//! Words for land, water, time, weather, season and what else a place has.

use super::super::spec::{Biome, Pattern, Season, TimeOfDay, Water, Weather};
use super::{Feature as F, Meaning as M};

/// Words and phrases by meaning.
pub const TABLE: &[(M, &str)] = &[
    (
        M::Biome(Biome::Mountains),
        "mountain mountains alps alpine peak peaks summit summits andes himalaya himalayas fjord fjords valley mountainside highlands",
    ),
    (
        M::Biome(Biome::Coast),
        "coast coastline shore seaside seashore cliff cliffs bay harbour harbor port cape headland island cove|rocky coast|rocky shore|rocky beach",
    ),
    (M::Biome(Biome::Sea), "ocean|open sea|high seas"),
    (M::Biome(Biome::Desert), "desert dune dunes sahara sand sands oasis|sand dunes"),
    (
        M::Biome(Biome::Forest),
        "forest woods woodland pine pines taiga grove spruce fir conifers|pine forest|pine trees",
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
    (
        M::Biome(Biome::Beach),
        "beach beaches seafront sandbank atoll maldives goa 🏖 🏝|sandy beach|tropical beach|tropical island|desert island|palm beach",
    ),
    (
        M::Biome(Biome::Jungle),
        "jungle rainforest amazon liana lianas vines undergrowth|rain forest|tropical forest|cloud forest",
    ),
    (
        M::Biome(Biome::Canyon),
        "canyon canyons gorge ravine mesa mesas butte buttes badlands 🏜|grand canyon|monument valley|slot canyon|red rocks|rock formations|desert canyon|canyon desert",
    ),
    (
        M::Biome(Biome::Village),
        "village villages hamlet hilltown 🏘|small town|mountain village|hill town|fishing village|country village|village square",
    ),
    (
        M::Biome(Biome::Interior),
        "interior indoors indoor room bedroom kitchen parlour parlor lounge studio-flat apartment loft attic hallway window windowsill rug curtains 🪟|living room|dining room|sitting room|reading room|house interior|interior of a house|by the window|at the window|through the window|through a window|window seat|cosy room|cozy room|sunlit room",
    ),
    (
        M::Biome(Biome::Space),
        "space planet planets saturn jupiter galaxy galaxies nebula nebulae cosmos cosmic universe interstellar orbit asteroid asteroids 🪐 🌌|outer space|deep space|star cluster|ringed planet|solar system",
    ),
    (
        M::Biome(Biome::Underwater),
        "underwater undersea submarine seabed kelp reef reefs seaweed aquarium 🪸|under water|under the sea|under the ocean|coral reef|coral reefs|sea floor|sea bed|ocean floor|deep sea|below the surface|beneath the waves",
    ),
    (
        M::Biome(Biome::Pattern),
        "abstract abstraction pattern patterns backdrop-pattern texture|abstract art|abstract background|abstract pattern|abstract shapes",
    ),
    (
        M::Pattern(Pattern::Waves),
        "|abstract waves|wave pattern|flowing waves|layered waves|silk waves|flowing lines|wavy lines",
    ),
    (
        M::Pattern(Pattern::Gradient),
        "gradient gradients ombre ombré mesh-gradient|mesh gradient|gradient background|colour gradient|color gradient|soft gradient",
    ),
    (
        M::Pattern(Pattern::Geometric),
        "geometric geometry triangles hexagons polygons bauhaus tessellation|geometric pattern|geometric shapes|geometric background",
    ),
    (
        M::Pattern(Pattern::Circles),
        "bokeh circles orbs|circles of light|bokeh lights|bokeh background|overlapping circles",
    ),
    (
        M::Pattern(Pattern::Marble),
        "marbled marbling suminagashi|marble texture|marble pattern|liquid marble|fluid art|liquid paint|paint pour|ink in water",
    ),
    (
        M::Pattern(Pattern::Contours),
        "topographic|contour lines|contour map|topographic lines|topographic map|line pattern",
    ),
    (
        M::Feature(F::Product),
        "packshot pedestal podium plinth showcase|product shot|product photo|product photograph|product photography|product render|product picture|studio shot|studio backdrop|studio lighting|on a pedestal|on a podium|on a plinth|advertising photo",
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
        "rain rainy raining monsoon drizzle downpour shower showers puddle puddles wet 🌧",
    ),
    (M::Weather(Weather::Snow), "snowfall snowing blizzard snowstorm snowflakes 🌨|falling snow|heavy snow"),
    (M::Weather(Weather::Fog), "fog foggy mist misty haze hazy smog 🌫"),
    (M::Weather(Weather::Storm), "storm stormy thunder thunderstorm lightning tempest hurricane ⛈ 🌩"),
    (
        M::Weather(Weather::Wind),
        "wind windy windswept breeze breezy blustery gust gusts gusty gale 🌬 💨|strong wind|in the wind|blowing leaves",
    ),
    (
        M::Weather(Weather::Sandstorm),
        "sandstorm duststorm dusty dust haboob|sand storm|dust storm|blowing sand",
    ),
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
        "flower flowers wildflowers poppies poppy daisies daisy|wild flowers|tulip field|field of tulips|lavender field",
    ),
    (M::Feature(F::Moon), "moon 🌙 🌕|full moon|crescent moon"),
    (M::Feature(F::Stars), "stars star starry ⭐ ✨|milky way|starry sky|starry night"),
    (M::Feature(F::Rainbow), "rainbow 🌈"),
    (M::Feature(F::Clouds), "cloud clouds ☁"),
    (M::Feature(F::Sun), "sun sunlight sunshine sunlit ☀|rays of light|sun rays"),
    (M::Feature(F::Caravan), "caravan|camel train|camel caravan"),
    (M::Feature(F::Calm), "calm still quiet peaceful serene tranquil gentle placid silent"),
];

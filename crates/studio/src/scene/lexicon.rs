//! The words the studio knows.
//!
//! One table from word or phrase to meaning. Phrases are written with single blanks and found
//! before single words, longest first. A word in no table is answered with a warning, so the
//! filler list holds only words that carry no content a picture could be missing.

use super::spec::{Biome, Kind, Season, Style, TimeOfDay, Tint, Water, Weather};

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
    /// A feature of the scene.
    Feature(Feature),
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
}

use Feature as F;
use Meaning as M;

/// Words and phrases by meaning.
pub const TABLE: &[(Meaning, &str)] = &[
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
    (M::Style(Style::Natural), "natural photo photograph photographic photorealistic realistic realism"),
    (
        M::Style(Style::Flat),
        "flat vector poster minimalist minimal|flat colour|flat color|flat design|vector art",
    ),
    (M::Style(Style::LowPoly), "lowpoly low-poly polygonal|low poly"),
    (M::Style(Style::PaperCut), "papercut paper-cut papercraft collage|paper cut|cut paper|paper craft"),
    (M::Style(Style::Watercolour), "watercolour watercolor aquarelle gouache|water colour|water color"),
    (
        M::Style(Style::Ink),
        "ink pen engraving etching sketch pencil drawing lineart|line art|ink drawing|pen drawing|black ink",
    ),
    (M::Style(Style::PixelArt), "pixel pixelart pixelated 8-bit 8bit 16-bit|pixel art"),
    (M::Style(Style::OilPainting), "oil|oil painting|oil paint|oil on canvas|in oils"),
    (M::Style(Style::Impressionist), "impressionist impressionism impressionistic monet"),
    (
        M::Style(Style::Woodblock),
        "woodblock woodcut ukiyo-e hokusai|wood block|woodblock print|japanese print",
    ),
    (M::Style(Style::Expressionist), "expressionist expressionism expressionistic munch"),
    (M::Style(Style::Pastel), "pastel pastels|soft pastel|chalk pastel"),
    (M::Style(Style::StainedGlass), "stained-glass|stained glass"),
    (M::Style(Style::Starry), "gogh swirls swirling|van gogh|starry swirls"),
    (M::Style(Style::Blueprint), "blueprint cyanotype|blue print"),
    (M::Style(Style::Mosaic), "mosaic tiles tiled"),
    (M::Style(Style::InkWash), "sumi-e|ink and colour|ink and color|ink wash"),
    (M::Style(Style::Sepia), "sepia|sepia sketch"),
    (M::Kind(Kind::Lighthouse, 1), "lighthouse beacon"),
    (M::Kind(Kind::Fox, 1), "fox vixen 🦊"),
    (
        M::Kind(Kind::SailingBoat, 1),
        "boat sailboat yacht ship sail sailing schooner ⛵|sailing boat|sailing ship|tall ship",
    ),
    (M::Kind(Kind::RowingBoat, 1), "rowboat canoe dinghy kayak 🛶|rowing boat|fishing boat"),
    (M::Kind(Kind::PaperBoat, 1), "|paper boat|origami boat"),
    (M::Kind(Kind::House, 1), "house home cottage farmhouse barn cabin village 🏠 🏡"),
    (M::Kind(Kind::Hut, 1), "hut chalet lodge shed|mountain hut"),
    (M::Kind(Kind::Tent, 1), "tent camp camping campsite ⛺"),
    (M::Kind(Kind::Tree, 1), "oak tree 🌳|lone tree|single tree|big tree|old tree"),
    (M::Kind(Kind::Castle, 1), "castle fortress palace citadel tower 🏰"),
    (M::Kind(Kind::Whale, 1), "whale orca 🐋 🐳"),
    (M::Kind(Kind::Balloon, 1), "balloon 🎈|hot air balloon|hot-air balloon|air balloon"),
    (
        M::Kind(Kind::Bird, 1),
        "bird martin swallow seagull gull eagle hawk crow raven albatross 🐦|house martin",
    ),
    (M::Kind(Kind::Bird, 5), "flock|flock of birds|flock of"),
    (
        M::Kind(Kind::Person, 1),
        "person man woman girl boy child walker hiker traveller traveler wanderer figure silhouette human someone people 🧍 🚶",
    ),
    (
        M::Kind(Kind::Umbrella, 1),
        "umbrella parasol ☂ ☔ 🌂|man with an umbrella|woman with an umbrella|girl with an umbrella|person with an umbrella|man with umbrella|woman with umbrella|person with umbrella",
    ),
    (M::Kind(Kind::Bridge, 1), "bridge viaduct aqueduct 🌉"),
    (M::Kind(Kind::Train, 1), "train locomotive railway tram 🚂 🚆"),
    (M::Kind(Kind::Car, 1), "car automobile taxi van 🚗 🚕"),
    (M::Kind(Kind::Cat, 1), "cat kitten kitty 🐈 🐱"),
    (M::Kind(Kind::Dog, 1), "dog puppy hound 🐕 🐶"),
    (M::Kind(Kind::Horse, 1), "horse pony stallion mare mustang 🐎 🐴"),
    (M::Kind(Kind::Deer, 1), "deer stag doe elk moose reindeer 🦌"),
    (M::Kind(Kind::Sunflower, 1), "sunflower 🌻"),
    (M::Kind(Kind::Windmill, 1), "windmill mill"),
    (M::Kind(Kind::Camel, 1), "camel dromedary 🐪 🐫"),
    (M::Kind(Kind::Rabbit, 1), "rabbit bunny hare 🐇 🐰"),
    (M::Kind(Kind::Elephant, 1), "elephant 🐘"),
    (M::Kind(Kind::Sheep, 1), "sheep lamb ewe 🐑"),
    (M::Kind(Kind::Sheep, 5), "|flock of sheep"),
    (M::Kind(Kind::Cow, 1), "cow cattle 🐄 🐮"),
    (M::Kind(Kind::Duck, 1), "duck mallard 🦆"),
    (M::Kind(Kind::Rocket, 1), "rocket spaceship 🚀"),
    (M::Kind(Kind::Bicycle, 1), "bicycle bike 🚲"),
    (M::Tint(Tint::Red), "red crimson scarlet ruby"),
    (M::Tint(Tint::Orange), "orange amber copper"),
    (M::Tint(Tint::Yellow), "yellow lemon"),
    (M::Tint(Tint::Green), "green emerald"),
    (M::Tint(Tint::Blue), "blue azure navy turquoise teal cyan"),
    (M::Tint(Tint::Purple), "purple violet lilac lavender magenta"),
    (M::Tint(Tint::Pink), "pink rose rosy"),
    (M::Tint(Tint::White), "white ivory"),
    (M::Tint(Tint::Black), "black ebony"),
    (M::Tint(Tint::Brown), "brown tan"),
    (M::Tint(Tint::Grey), "grey gray silver"),
    (M::Count(1), "a an one single lone lonely solitary 1"),
    (M::Count(2), "two pair couple both 2|a pair of|a couple of"),
    (M::Count(3), "three few some 3|a few"),
    (M::Count(4), "four several 4"),
    (M::Count(5), "five many 5"),
    (M::Count(6), "six 6"),
    (M::Count(7), "seven lots 7|lots of"),
    (M::Count(8), "eight 8"),
    (M::Count(9), "nine 9"),
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
    (
        M::Filler,
        "the this that these those of in on at by with and or over under near beside behind above below before after from to into onto up down \
         is are was be it its their his her as for while during between across along around through against towards toward out off beneath \
         beautiful pretty lovely gorgeous stunning nice amazing epic majestic dramatic atmospheric cinematic magnificent wonderful scenic \
         picturesque breathtaking moody cozy cosy warm cold cool soft vivid vibrant colourful colorful dreamy mysterious magical romantic \
         detailed highly ultra very extremely really quality high best masterpiece award winning hd uhd 4k 8k hdr sharp focus trending \
         artstation unreal engine render rendered picture image painting painted paint artwork art illustration illustrated print scene view \
         landscape panorama wallpaper background photo-real style styled vibe mood light lights lighting lit glow glowing shining please make \
         create draw generate show me i want would like small little tiny big large huge giant tall old ancient young wild open wide vast \
         distant far away foreground sky skies horizon reflection reflections reflecting reflected mirror surface bank edge top side middle \
         center centre standing stand sitting sits sit walking walks walk running runs run sleeping resting looking watching flying flies \
         floating floats drifting drifts sailing sails swimming crossing waiting swaying rising setting falling covered full filled \
         empty dark colours colors color colour canvas paper crowd busy rural nature natural outdoors outdoor deep rocky rock rocks stone stones sandy grassy \
         wooden there where which who has have having some no not but so just only air weather season time hour land world place one's \
         path trail way aesthetic composition perspective shot angle lens depth aerial close closeup close-up drone inspired version modern classic vintage tones tone palette|\
         a picture of|a painting of|an image of|a photo of|highly detailed|award winning|in the style of|in the middle of|depth of field|on the water",
    ),
];

/// Style words after which "painting" and the like say nothing more; also words that read as a
/// style only when no thing follows.
pub fn entries() -> impl Iterator<Item = (Meaning, &'static str)> {
    TABLE.iter().flat_map(|(meaning, text)| {
        let mut parts = text.split('|');
        let words = parts.next().unwrap_or("").split_whitespace();
        words.chain(parts.map(str::trim).filter(|p| !p.is_empty())).map(|w| (*meaning, w))
    })
}

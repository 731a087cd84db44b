//! The table of kinds: one line each.
//!
//! ```text
//! Variant  id  name  plural (empty: regular)  nature  words | phrases
//! ```

use super::{Art, Entry, Home::*, Nature};
use crate::scene::spec::Biome;
use crate::scene::subjects::{drawings as own, figures};

const fn noto(name: &'static str, metres: f32, home: super::Home) -> Nature {
    Nature::of(Art::Icon(name), metres, home)
}

const fn drawn(sketch: &'static own::Sketch, metres: f32, home: super::Home) -> Nature {
    Nature::of(Art::Own(sketch), metres, home)
}

const fn dressed(figure: &'static figures::Figure) -> Nature {
    Nature::of(Art::Dressed(figure), 1.78, Ground).human()
}

macro_rules! kinds {
    ($($variant:ident $id:literal $label:literal $plural:literal [$nature:expr] $words:literal;)+) => {
        /// A kind of thing that can stand, swim, fly or lie in a scene.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u16)]
        pub enum Kind { $(#[doc = $label] $variant,)+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Kind] = &[$(Kind::$variant,)+];
        }

        pub(super) static ENTRIES: &[Entry] = &[
            $(Entry { id: $id, label: $label, plural: $plural, nature: $nature, words: $words },)+
        ];
    };
}

kinds! {
    // Buildings.
    Lighthouse "lighthouse" "lighthouse" "" [drawn(&own::LIGHTHOUSE, 22.0, Summit).land(Biome::Coast).hero(0.37)] "lighthouse beacon";
    House "house" "house" "" [drawn(&own::HOUSE, 6.0, Summit).land(Biome::Hills).hero(0.17)] "house home cottage farmhouse barn cabin village 🏠 🏡";
    Hut "hut" "mountain hut" "" [drawn(&own::HUT, 5.0, Summit).land(Biome::Mountains).hero(0.19)] "hut chalet lodge shed|mountain hut";
    Castle "castle" "castle" "" [drawn(&own::CASTLE, 40.0, Summit).land(Biome::Hills).hero(0.30)] "castle fortress palace citadel tower 🏰";
    Windmill "windmill" "windmill" "" [drawn(&own::WINDMILL, 14.0, Summit).land(Biome::Hills).hero(0.32)] "windmill mill";
    Church "church" "church" "" [noto("noto/church", 16.0, Summit).land(Biome::Hills).hero(0.27)] "church chapel cathedral ⛪";
    Temple "temple" "temple" "" [noto("noto/hindu-temple", 18.0, Summit).land(Biome::Hills).hero(0.30)] "temple mandir pagoda 🛕";
    Mosque "mosque" "mosque" "" [noto("noto/mosque", 20.0, Summit).land(Biome::Desert).hero(0.28)] "mosque minaret 🕌";
    Shrine "torii-gate" "torii gate" "" [noto("noto/shinto-shrine", 6.0, Ground).hero(0.34).flat(0.5)] "torii shrine ⛩|torii gate";
    JapaneseCastle "japanese-castle" "Japanese castle" "" [noto("noto/japanese-castle", 30.0, Summit).land(Biome::Hills).hero(0.31)] "🏯|japanese castle|samurai castle";
    Ruin "ruin" "Greek temple" "" [noto("noto/classical-building", 14.0, Summit).land(Biome::Hills).hero(0.25)] "ruin ruins parthenon museum 🏛|greek temple|roman temple";
    Factory "factory" "factory" "factories" [noto("noto/factory", 16.0, Summit).land(Biome::Hills).hero(0.24)] "factory 🏭";
    School "school" "school" "" [noto("noto/school", 9.0, Summit).land(Biome::Hills).hero(0.23)] "school 🏫";
    Hospital "hospital" "hospital" "" [noto("noto/hospital", 18.0, Summit).land(Biome::Hills).hero(0.27)] "hospital clinic 🏥";
    OfficeBuilding "office-building" "office building" "" [noto("noto/office-building", 24.0, Summit).land(Biome::Hills).hero(0.30)] "office hotel 🏢|office building|apartment building|tower block";
    CircusTent "circus-tent" "circus tent" "" [noto("noto/circus-tent", 12.0, Ground).hero(0.36).flat(0.6)] "circus marquee 🎪|circus tent|big top";
    FerrisWheel "ferris-wheel" "Ferris wheel" "" [noto("noto/ferris-wheel", 30.0, Ground).hero(0.44).flat(0.4)] "carnival fairground 🎡|ferris wheel|big wheel";
    TokyoTower "lattice-tower" "lattice tower" "" [noto("noto/tokyo-tower", 90.0, Summit).land(Biome::Hills).hero(0.40)] "🗼|eiffel tower|tokyo tower|radio tower|the eiffel";
    StatueOfLiberty "statue-of-liberty" "Statue of Liberty" "Statues of Liberty" [noto("noto/statue-of-liberty", 46.0, Summit).land(Biome::Coast).hero(0.36)] "statue 🗽|statue of liberty";
    StoneHead "stone-head" "stone head" "" [noto("noto/moai", 4.0, Ground).hero(0.32)] "moai 🗿|stone head|easter island";
    Fountain "fountain" "fountain" "" [noto("noto/fountain", 3.0, Ground).flat(0.5)] "fountain ⛲";
    Bridge "bridge" "bridge" "" [drawn(&own::BRIDGE, 9.0, Afloat).land(Biome::Hills).hero(0.19).flat(0.4)] "bridge viaduct aqueduct 🌉";
    Tent "tent" "tent" "" [drawn(&own::TENT, 1.7, Ground).land(Biome::Forest).hero(0.18).flat(0.5)] "tent camp camping campsite ⛺";
    Igloo "igloo" "igloo" "" [drawn(&own::IGLOO, 2.2, Ground).land(Biome::Arctic).hero(0.20).flat(0.6)] "igloo";
    Campfire "campfire" "campfire" "" [drawn(&own::CAMPFIRE, 0.8, Ground).land(Biome::Forest).hero(0.15).flat(0.2)] "campfire bonfire fire 🔥|camp fire";
    Sign "sign" "sign" "" [drawn(&own::SIGN, 1.9, Ground).hero(0.32).flat(0.4)] "sign signboard signpost billboard placard noticeboard 🪧";
    // Plants.
    Tree "tree" "tree" "" [drawn(&own::TREE, 9.0, Ground).hero(0.46).flat(0.5)] "oak tree 🌳|lone tree|single tree|big tree|old tree";
    PalmTree "palm-tree" "palm tree" "" [noto("noto/palm-tree", 9.0, Ground).land(Biome::Coast).hero(0.44).flat(0.6)] "palm palms 🌴|palm tree|coconut tree|coconut palm";
    FirTree "fir-tree" "fir tree" "" [noto("noto/evergreen-tree", 10.0, Ground).land(Biome::Hills).hero(0.44).flat(0.6)] "🌲|fir tree|spruce tree|pine tree";
    ChristmasTree "christmas-tree" "Christmas tree" "" [noto("noto/christmas-tree", 3.0, Ground).land(Biome::Forest).hero(0.40).flat(0.6).glows()] "🎄|christmas tree|xmas tree";
    BareTree "bare-tree" "bare tree" "" [noto("noto/leafless-tree", 8.0, Ground).hero(0.42).flat(0.5)] "|bare tree|dead tree|leafless tree";
    Cactus "cactus" "cactus" "cacti" [noto("noto/cactus", 2.6, Ground).land(Biome::Desert)] "cactus cacti cactuses 🌵";
    Sunflower "sunflower" "sunflower" "" [drawn(&own::SUNFLOWER, 1.9, Ground).hero(0.40)] "sunflower 🌻";
    Rose "rose" "rose" "" [noto("noto/rose", 0.6, Ground).hero(0.30)] "rose 🌹";
    TulipFlower "tulip" "tulip" "" [noto("noto/tulip", 0.45, Ground).hero(0.28)] "tulip 🌷";
    Hibiscus "hibiscus" "hibiscus flower" "" [noto("noto/hibiscus", 0.3, Ground)] "hibiscus 🌺";
    Lotus "lotus" "lotus flower" "" [noto("noto/lotus", 0.3, Afloat).hero(0.15).sunk(0.1)] "lotus 🪷|water lily|water lilies|lotus flower";
    Bouquet "bouquet" "bunch of flowers" "bunches of flowers" [noto("noto/bouquet", 0.4, Table)] "bouquet 💐|bunch of flowers|bouquet of flowers|bouquet of roses";
    PottedPlant "potted-plant" "potted plant" "" [noto("noto/potted-plant", 0.5, Table)] "houseplant flowerpot 🪴|flower pot|potted plant|house plant|pot plant";
    Mushroom "mushroom" "mushroom" "" [noto("noto/mushroom", 0.15, Ground).land(Biome::Forest)] "mushroom toadstool 🍄";
    // Farm and house animals.
    Cat "cat" "cat" "" [drawn(&own::CAT, 0.42, Ground).left().hero(0.22)] "cat kitten kitty 🐈 🐱";
    Dog "dog" "dog" "" [noto("noto/dog", 0.65, Ground).left()] "dog puppy hound 🐕 🐶";
    Poodle "poodle" "poodle" "" [noto("noto/poodle", 0.55, Ground).left()] "poodle 🐩";
    Horse "horse" "horse" "" [noto("noto/horse", 1.9, Ground).left().hero(0.30)] "horse pony stallion mare mustang foal 🐎 🐴";
    Donkey "donkey" "donkey" "" [noto("noto/donkey", 1.4, Ground).left()] "donkey mule 🫏";
    Sheep "sheep" "sheep" "sheep" [noto("noto/ewe", 0.9, Ground).left().hero(0.19)] "sheep lamb ewe 🐑";
    Ram "ram" "ram" "" [noto("noto/ram", 1.0, Ground).left()] "ram 🐏";
    Goat "goat" "goat" "" [noto("noto/goat", 0.9, Ground).left()] "goat ibex 🐐";
    Cow "cow" "cow" "" [noto("noto/cow", 1.5, Ground).left().hero(0.24)] "cow cattle calf 🐄 🐮";
    Ox "ox" "ox" "oxen" [noto("noto/ox", 1.6, Ground).left()] "ox oxen bull bullock 🐂";
    WaterBuffalo "water-buffalo" "water buffalo" "water buffaloes" [noto("noto/water-buffalo", 1.6, Ground).left()] "buffalo buffaloes 🐃|water buffalo";
    Pig "pig" "pig" "" [noto("noto/pig", 0.8, Ground).left()] "pig piglet hog 🐖 🐷";
    Rooster "rooster" "rooster" "" [noto("noto/rooster", 0.55, Ground).left()] "rooster cockerel hen chicken 🐓 🐔";
    Chick "chick" "chick" "" [noto("noto/baby-chick", 0.14, Ground).left()] "chick chicks 🐤|baby chick";
    Turkey "turkey" "turkey" "" [noto("noto/turkey", 0.8, Ground).left()] "turkey 🦃";
    Goose "goose" "goose" "geese" [noto("noto/goose", 0.8, Ground).left()] "goose geese 🪿";
    Llama "llama" "llama" "" [noto("noto/llama", 1.75, Ground).left().land(Biome::Mountains)] "llama alpaca 🦙";
    Rabbit "rabbit" "rabbit" "" [noto("noto/rabbit", 0.35, Ground).left().hero(0.18)] "rabbit bunny hare 🐇 🐰";
    Mouse "mouse" "mouse" "mice" [noto("noto/mouse", 0.08, Ground).left()] "mouse mice rat 🐁 🐀 🐭";
    // Wild animals.
    Fox "fox" "fox" "" [drawn(&own::FOX, 0.6, Ground).left().hero(0.27)] "fox vixen 🦊";
    Wolf "wolf" "wolf" "wolves" [drawn(&own::WOLF, 0.9, Ground).left().hero(0.27).land(Biome::Forest)] "wolf wolves coyote jackal husky 🐺";
    Bear "bear" "bear" "" [drawn(&own::BEAR, 1.5, Ground).left().hero(0.26).land(Biome::Forest)] "bear grizzly 🐻|grizzly bear";
    PolarBear "polar-bear" "polar bear" "" [drawn(&own::POLAR_BEAR, 1.6, Ground).left().hero(0.26).land(Biome::Arctic)] "🐻‍❄️|polar bear|ice bear";
    Panda "panda" "panda" "" [drawn(&own::PANDA, 1.1, Ground).hero(0.27).land(Biome::Forest)] "panda 🐼";
    Lion "lion" "lion" "" [drawn(&own::LION, 1.25, Ground).left().hero(0.27)] "lion lioness 🦁";
    Tiger "tiger" "tiger" "" [noto("noto/tiger", 1.05, Ground).left().land(Biome::Forest)] "tiger 🐅 🐯";
    Leopard "leopard" "leopard" "" [noto("noto/leopard", 0.8, Ground).left()] "leopard cheetah jaguar 🐆";
    Elephant "elephant" "elephant" "" [noto("noto/elephant", 3.1, Ground).left().hero(0.34)] "elephant 🐘";
    Mammoth "mammoth" "mammoth" "" [noto("noto/mammoth", 3.4, Ground).left().land(Biome::Arctic)] "mammoth 🦣";
    Giraffe "giraffe" "giraffe" "" [noto("noto/giraffe", 5.0, Ground).left().hero(0.42)] "giraffe 🦒";
    Zebra "zebra" "zebra" "" [noto("noto/zebra", 1.5, Ground).left()] "zebra 🦓";
    Rhinoceros "rhinoceros" "rhinoceros" "rhinoceroses" [noto("noto/rhinoceros", 1.7, Ground).left()] "rhinoceros rhino 🦏";
    Hippopotamus "hippopotamus" "hippopotamus" "hippopotamuses" [noto("noto/hippopotamus", 1.5, Ground).left()] "hippopotamus hippo 🦛";
    Kangaroo "kangaroo" "kangaroo" "" [noto("noto/kangaroo", 1.6, Ground).left().land(Biome::Desert)] "kangaroo wallaby 🦘";
    Monkey "monkey" "monkey" "" [noto("noto/monkey", 0.8, Ground).left().land(Biome::Forest)] "monkey ape chimpanzee chimp 🐒 🐵";
    Orangutan "orangutan" "orangutan" "" [noto("noto/orangutan", 1.3, Ground).land(Biome::Forest)] "orangutan gorilla 🦧";
    Camel "camel" "camel" "" [noto("noto/camel", 2.2, Ground).left().land(Biome::Desert).hero(0.165)] "camel dromedary 🐪 🐫";
    Deer "deer" "deer" "deer" [noto("noto/deer", 1.6, Ground).left().land(Biome::Forest).hero(0.32)] "deer stag doe elk moose reindeer antelope gazelle fawn 🦌";
    Bison "bison" "bison" "bison" [noto("noto/bison", 1.8, Ground).left()] "bison 🦬";
    Boar "boar" "boar" "" [noto("noto/boar", 0.95, Ground).left().land(Biome::Forest)] "boar 🐗|wild boar";
    Beaver "beaver" "beaver" "" [noto("noto/beaver", 0.5, Ground).left().land(Biome::Forest)] "beaver marmot groundhog 🦫";
    Otter "otter" "otter" "" [noto("noto/otter", 0.4, Afloat).left().hero(0.15).sunk(0.2)] "otter 🦦";
    Raccoon "raccoon" "raccoon" "" [noto("noto/raccoon", 0.45, Ground).left().land(Biome::Forest)] "raccoon racoon 🦝";
    Badger "badger" "badger" "" [noto("noto/badger", 0.4, Ground).left().land(Biome::Forest)] "badger 🦡";
    Skunk "skunk" "skunk" "" [noto("noto/skunk", 0.4, Ground).left().land(Biome::Forest)] "skunk 🦨";
    Squirrel "squirrel" "squirrel" "" [noto("noto/chipmunk", 0.3, Ground).left().land(Biome::Forest)] "squirrel chipmunk 🐿";
    Hedgehog "hedgehog" "hedgehog" "" [noto("noto/hedgehog", 0.2, Ground).left().land(Biome::Forest)] "hedgehog porcupine 🦔";
    Frog "frog" "frog" "" [drawn(&own::FROG, 0.1, Ground).hero(0.15)] "frog toad 🐸";
    Turtle "turtle" "turtle" "" [noto("noto/turtle", 0.35, Ground).left().land(Biome::Coast)] "turtle tortoise 🐢";
    Snake "snake" "snake" "" [noto("noto/snake", 0.5, Ground).left()] "snake serpent cobra 🐍";
    Crocodile "crocodile" "crocodile" "" [noto("noto/crocodile", 0.9, Ground).left()] "crocodile alligator 🐊";
    Snail "snail" "snail" "" [noto("noto/snail", 0.07, Ground).left()] "snail 🐌";
    Crab "crab" "crab" "" [noto("noto/crab", 0.2, Ground).land(Biome::Coast)] "crab 🦀";
    Scorpion "scorpion" "scorpion" "" [noto("noto/scorpion", 0.12, Ground).land(Biome::Desert)] "scorpion 🦂";
    Ladybird "ladybird" "ladybird" "" [noto("noto/lady-beetle", 0.05, Ground)] "ladybird ladybug beetle 🐞";
    Ant "ant" "ant" "" [noto("noto/ant", 0.05, Ground).left()] "ant 🐜";
    Spider "spider" "spider" "" [noto("noto/spider", 0.08, Ground)] "spider tarantula 🕷";
    Tyrannosaur "tyrannosaur" "tyrannosaur" "" [noto("noto/t-rex", 5.0, Ground).left().hero(0.40)] "tyrannosaur t-rex trex 🦖|tyrannosaurus rex|t rex";
    Dinosaur "dinosaur" "long-necked dinosaur" "" [noto("noto/sauropod", 9.0, Ground).left().hero(0.44)] "dinosaur sauropod brontosaurus diplodocus 🦕|long-necked dinosaur";
    // Birds and what flies.
    Bird "bird" "bird" "" [drawn(&own::BIRD, 0.3, Aloft).left().hero(0.10).flat(0.6)] "bird martin swallow seagull gull hawk crow raven albatross 🐦|house martin";
    Eagle "eagle" "eagle" "" [noto("noto/eagle", 0.9, Aloft).left().land(Biome::Mountains)] "eagle falcon vulture kite-bird 🦅";
    Dove "dove" "dove" "" [noto("noto/dove", 0.35, Aloft).left().hero(0.12)] "dove pigeon 🕊";
    Owl "owl" "owl" "" [noto("noto/owl", 0.45, Ground).land(Biome::Forest)] "owl 🦉";
    Parrot "parrot" "parrot" "" [noto("noto/parrot", 0.45, Ground).land(Biome::Forest)] "parrot macaw parakeet 🦜";
    Peacock "peacock" "peacock" "" [noto("noto/peacock", 1.2, Ground)] "peacock peafowl 🦚";
    Flamingo "flamingo" "flamingo" "" [noto("noto/flamingo", 1.4, Ground).left().land(Biome::Coast)] "flamingo heron stork crane 🦩";
    Penguin "penguin" "penguin" "" [noto("noto/penguin", 0.9, Ground).land(Biome::Arctic)] "penguin 🐧";
    Duck "duck" "duck" "" [noto("noto/duck", 0.4, Afloat).left().hero(0.13).sunk(0.22)] "duck mallard duckling 🦆";
    Swan "swan" "swan" "" [noto("noto/swan", 0.9, Afloat).left().hero(0.16).sunk(0.08)] "swan 🦢";
    Bat "bat" "bat" "" [noto("noto/bat", 0.2, Aloft).hero(0.11)] "bat bats 🦇";
    Butterfly "butterfly" "butterfly" "butterflies" [noto("noto/butterfly", 0.1, Aloft).hero(0.11)] "butterfly butterflies moth 🦋";
    Bee "bee" "bee" "" [noto("noto/honeybee", 0.05, Aloft).left().hero(0.09)] "bee honeybee bumblebee wasp 🐝";
    // Sea.
    Whale "whale" "whale" "" [drawn(&own::WHALE, 4.0, Swimming).left().land(Biome::Sea).hero(0.22).sunk(0.16)] "whale humpback 🐋 🐳";
    Orca "orca" "orca" "" [noto("noto/orca", 3.0, Swimming).left().land(Biome::Sea).hero(0.22).sunk(0.12)] "orca|killer whale";
    Dolphin "dolphin" "dolphin" "" [noto("noto/dolphin", 1.6, Swimming).left().land(Biome::Sea).hero(0.19).sunk(0.14)] "dolphin porpoise 🐬";
    Shark "shark" "shark" "" [noto("noto/shark", 1.6, Swimming).left().land(Biome::Sea).hero(0.18).sunk(0.3)] "shark 🦈";
    Seal "seal" "seal" "" [noto("noto/seal", 0.9, Ground).left().land(Biome::Coast)] "seal walrus 🦭|sea lion";
    Octopus "octopus" "octopus" "octopuses" [noto("noto/octopus", 0.8, Swimming).left().land(Biome::Sea)] "octopus squid kraken 🐙";
    Fish "fish" "fish" "fish" [noto("noto/fish", 0.4, Swimming).left().land(Biome::Sea).hero(0.13).sunk(0.3)] "fish salmon trout tuna 🐟";
    TropicalFish "tropical-fish" "tropical fish" "tropical fish" [noto("noto/tropical-fish", 0.3, Swimming).left().land(Biome::Sea).hero(0.14).sunk(0.3)] "clownfish goldfish koi 🐠|tropical fish|coral fish";
    Jellyfish "jellyfish" "jellyfish" "jellyfish" [noto("noto/jellyfish", 0.5, Swimming).land(Biome::Sea).hero(0.17).sunk(0.3)] "jellyfish medusa 🪼";
    Lobster "lobster" "lobster" "" [noto("noto/lobster", 0.35, Ground).land(Biome::Coast)] "lobster shrimp 🦞";
    Seashell "seashell" "seashell" "" [noto("noto/spiral-shell", 0.12, Ground).land(Biome::Coast)] "seashell shell conch 🐚";
    // Boats and ships.
    SailingBoat "sailing-boat" "sailing boat" "" [drawn(&own::SAIL, 9.0, Afloat).right().land(Biome::Sea).hero(0.30).sunk(0.035)] "boat sailboat yacht ship sail sailing schooner ⛵|sailing boat|sailing ship|tall ship";
    RowingBoat "rowing-boat" "rowing boat" "" [drawn(&own::ROWBOAT, 1.2, Afloat).right().land(Biome::Mountains).hero(0.095).sunk(0.12)] "rowboat dinghy|rowing boat|fishing boat|wooden boat";
    Canoe "canoe" "canoe" "" [noto("noto/canoe", 0.9, Afloat).land(Biome::Mountains).hero(0.12).sunk(0.15)] "canoe kayak 🛶";
    PaperBoat "paper-boat" "paper boat" "" [drawn(&own::PAPER_BOAT, 0.1, Afloat).right().land(Biome::Sea).hero(0.20).sunk(0.07)] "|paper boat|origami boat";
    MotorBoat "motor-boat" "motor boat" "" [noto("noto/motor-boat", 3.0, Afloat).land(Biome::Sea).hero(0.13).sunk(0.1)] "motorboat speedboat 🛥 🚤|motor boat|speed boat|power boat";
    CruiseShip "cruise-ship" "passenger ship" "" [noto("noto/ship", 30.0, Afloat).left().land(Biome::Sea).hero(0.28).sunk(0.08)] "ferry liner steamship 🚢 🛳 ⛴|cruise ship|ocean liner|passenger ship|cargo ship|container ship";
    // On wheels and rails.
    Car "car" "car" "" [drawn(&own::CAR, 1.5, Ground).left().hero(0.14)] "car automobile 🚗";
    Taxi "taxi" "taxi" "taxis" [noto("noto/taxi", 1.6, Ground).left()] "taxi cab 🚕";
    PoliceCar "police-car" "police car" "" [noto("noto/police-car", 1.6, Ground).left()] "🚓|police car";
    RacingCar "racing-car" "racing car" "" [noto("noto/racing-car", 1.1, Ground).left()] "racecar formula-one 🏎|racing car|race car|formula one|sports car";
    PickupTruck "pickup-truck" "pickup truck" "" [noto("noto/pickup-truck", 1.8, Ground).left()] "pickup jeep 🛻|pickup truck|pick-up truck";
    Van "van" "van" "" [noto("noto/minibus", 2.1, Ground).left()] "van minibus camper campervan 🚐|camper van";
    Truck "truck" "truck" "" [noto("noto/delivery-truck", 3.0, Ground).left()] "truck lorry 🚚 🚛|delivery truck";
    Bus "bus" "bus" "" [noto("noto/bus", 3.0, Ground).left()] "bus coach 🚌|school bus";
    Ambulance "ambulance" "ambulance" "" [noto("noto/ambulance", 2.5, Ground).left()] "ambulance 🚑";
    FireEngine "fire-engine" "fire engine" "" [noto("noto/fire-engine", 2.9, Ground).left()] "🚒|fire engine|fire truck";
    AutoRickshaw "auto-rickshaw" "auto rickshaw" "" [noto("noto/auto-rickshaw", 1.7, Ground).left()] "rickshaw tuk-tuk 🛺|auto rickshaw|auto-rickshaw|tuk tuk";
    Tractor "tractor" "tractor" "" [noto("noto/tractor", 2.7, Ground).left()] "tractor 🚜";
    Motorcycle "motorcycle" "motorcycle" "" [noto("noto/motorcycle", 1.2, Ground).right()] "motorcycle motorbike 🏍";
    Scooter "scooter" "scooter" "" [noto("noto/motor-scooter", 1.15, Ground).right()] "scooter moped vespa 🛵|motor scooter";
    Bicycle "bicycle" "bicycle" "" [noto("noto/bicycle", 1.1, Ground).left().hero(0.22)] "bicycle bike 🚲";
    Skateboard "skateboard" "skateboard" "" [noto("noto/skateboard", 0.3, Ground)] "skateboard 🛹";
    Sledge "sledge" "sledge" "" [noto("noto/sled", 0.5, Ground).land(Biome::Arctic)] "sled sledge sleigh toboggan 🛷";
    Train "train" "train" "" [noto("noto/train", 3.8, Ground).land(Biome::Hills).hero(0.26)] "train railway 🚆";
    SteamTrain "steam-train" "steam locomotive" "" [noto("noto/locomotive", 4.0, Ground).left().land(Biome::Hills).hero(0.30)] "locomotive 🚂|steam train|steam engine|steam locomotive";
    Tram "tram" "tram" "" [noto("noto/tram-car", 3.5, Ground).land(Biome::City).hero(0.28)] "tram streetcar trolley 🚋";
    // In the air and beyond.
    Balloon "hot-air-balloon" "hot air balloon" "" [drawn(&own::BALLOON, 24.0, Aloft).land(Biome::Hills).hero(0.27).flat(1.4)] "balloon 🎈|hot air balloon|hot-air balloon|air balloon|hot-air-balloon";
    PartyBalloon "party-balloon" "toy balloon" "" [noto("noto/balloon", 0.5, Aloft).hero(0.16)] "|toy balloon|party balloon|helium balloon";
    Kite "kite" "kite" "" [noto("noto/kite", 0.9, Aloft).hero(0.17)] "kite 🪁";
    Airplane "airplane" "airplane" "" [noto("noto/airplane", 12.0, Aloft).hero(0.20).land(Biome::Hills)] "airplane aeroplane plane jet airliner aircraft ✈";
    SmallAirplane "small-airplane" "small airplane" "" [noto("noto/small-airplane", 3.0, Aloft).hero(0.16).land(Biome::Hills)] "biplane propeller 🛩|small airplane|propeller plane";
    Helicopter "helicopter" "helicopter" "" [noto("noto/helicopter", 3.5, Aloft).left().hero(0.16).land(Biome::Hills)] "helicopter chopper 🚁";
    Parachute "parachute" "parachute" "" [noto("noto/parachute", 6.0, Aloft).hero(0.20).land(Biome::Hills)] "parachute paraglider skydiver 🪂";
    Rocket "rocket" "rocket" "" [noto("noto/rocket", 40.0, Aloft).right().land(Biome::Hills).hero(0.32)] "rocket spaceship starship spacecraft 🚀|space ship|space rocket";
    Ufo "ufo" "flying saucer" "" [noto("noto/flying-saucer", 6.0, Aloft).land(Biome::Hills).hero(0.20).glows()] "ufo 🛸|flying saucer|alien ship|alien spaceship";
    Satellite "satellite" "satellite" "" [noto("noto/satellite", 3.0, Aloft).hero(0.18)] "satellite probe 🛰|space station";
    // People.
    Person "person" "person" "people" [drawn(&own::PERSON, 1.75, Ground).hero(0.25).human()] "person walker hiker traveller traveler wanderer figure silhouette human someone people 🧍 🚶";
    Man "man" "man" "men" [dressed(&figures::MAN)] "man guy gentleman boyfriend father 🧍‍♂️";
    Woman "woman" "woman" "women" [dressed(&figures::WOMAN)] "woman lady girlfriend mother 🧍‍♀️";
    Boy "boy" "boy" "" [Nature { metres: 1.25, ..dressed(&figures::BOY) }] "boy child kid son 👦 🧒";
    Girl "girl" "girl" "" [Nature { metres: 1.25, ..dressed(&figures::GIRL) }] "girl daughter 👧";
    OldMan "old-man" "old man" "old men" [dressed(&figures::OLD_MAN)] "grandfather 👴|old man|elderly man";
    OldWoman "old-woman" "old woman" "old women" [dressed(&figures::OLD_WOMAN)] "grandmother granny 👵|old woman|elderly woman|old lady";
    Umbrella "umbrella" "person with an umbrella" "people with umbrellas" [drawn(&own::UMBRELLA, 2.1, Ground).hero(0.30).land(Biome::City).human()] "umbrella ☂ ☔ 🌂|man with an umbrella|woman with an umbrella|girl with an umbrella|person with an umbrella|man with umbrella|woman with umbrella|person with umbrella|people with umbrellas";
    Chef "chef" "chef" "" [dressed(&figures::CHEF)] "chef cook baker 🧑‍🍳";
    Doctor "doctor" "doctor" "" [dressed(&figures::DOCTOR)] "doctor nurse surgeon scientist 🧑‍⚕️";
    Farmer "farmer" "farmer" "" [dressed(&figures::FARMER)] "farmer gardener 🧑‍🌾";
    Firefighter "firefighter" "firefighter" "" [dressed(&figures::FIREFIGHTER)] "firefighter fireman 🧑‍🚒";
    PoliceOfficer "police-officer" "police officer" "" [dressed(&figures::POLICE)] "policeman policewoman 👮|police officer";
    Builder "builder" "builder" "" [dressed(&figures::BUILDER)] "builder engineer 👷|construction worker";
    Astronaut "astronaut" "astronaut" "" [dressed(&figures::ASTRONAUT)] "astronaut cosmonaut spaceman 🧑‍🚀";
    Monk "monk" "monk" "" [dressed(&figures::MONK)] "monk pilgrim";
    Businessman "businessperson" "businessperson" "businesspeople" [dressed(&figures::BUSINESS)] "businessman businesswoman businessperson lawyer teacher 🧑‍💼";
    Runner "runner" "runner" "" [noto("noto/person-running", 1.7, Ground).left().human()] "runner jogger 🏃";
    Cyclist "cyclist" "cyclist" "" [noto("noto/person-biking", 1.7, Ground).left().human()] "cyclist biker 🚴";
    Dancer "dancer" "dancer" "" [noto("noto/woman-dancing", 1.75, Ground).human()] "dancer flamenco 💃";
    Ballerina "ballerina" "ballerina" "" [noto("noto/ballet-dancer", 1.75, Ground).human()] "ballerina|ballet dancer";
    Skier "skier" "skier" "" [noto("noto/skier", 1.6, Ground).land(Biome::Mountains).human()] "skier skiing ⛷";
    Snowboarder "snowboarder" "snowboarder" "" [noto("noto/snowboarder", 1.6, Ground).land(Biome::Mountains).human()] "snowboarder snowboard 🏂";
    Surfer "surfer" "surfer" "" [noto("noto/person-surfing", 1.7, Afloat).land(Biome::Sea).hero(0.20).sunk(0.03).human()] "surfer surfing surfboard 🏄";
    Golfer "golfer" "golfer" "" [noto("noto/person-golfing", 1.8, Ground).human()] "golfer golf 🏌";
    Fencer "fencer" "fencer" "" [noto("noto/person-fencing", 1.7, Ground).human()] "fencer fencing 🤺";
    Rider "rider" "rider on a horse" "riders on horses" [noto("noto/horse-racing", 2.4, Ground).left().human()] "rider jockey cowboy horseman 🏇|horse rider|horseback rider";
    Yogi "yogi" "person in a lotus pose" "people in a lotus pose" [noto("noto/person-in-lotus-position", 0.95, Ground).human()] "yoga yogi meditating meditation buddha 🧘|lotus position|lotus pose";
    // Of tales.
    Dragon "dragon" "dragon" "" [noto("noto/dragon", 6.0, Ground).left().land(Biome::Mountains).hero(0.42)] "dragon wyvern 🐉 🐲";
    Unicorn "unicorn" "unicorn" "" [drawn(&own::UNICORN, 1.9, Ground).left().hero(0.31)] "unicorn 🦄";
    Phoenix "phoenix" "phoenix" "" [noto("noto/phoenix", 1.5, Aloft).land(Biome::Mountains).hero(0.27).glows()] "phoenix firebird";
    Mermaid "mermaid" "mermaid" "" [noto("noto/mermaid", 1.7, Swimming).land(Biome::Sea).hero(0.22).sunk(0.22).human()] "mermaid 🧜";
    Fairy "fairy" "fairy" "fairies" [noto("noto/fairy", 0.9, Aloft).land(Biome::Forest).hero(0.20).human()] "fairy fairies pixie 🧚";
    Ghost "ghost" "ghost" "" [noto("noto/ghost", 1.6, Ground).sunk(-0.08).glows()] "ghost spirit phantom 👻";
    Snowman "snowman" "snowman" "snowmen" [noto("noto/snowman-without-snow", 1.6, Ground).land(Biome::Arctic)] "snowman snowmen ⛄ ☃";
    Robot "robot" "robot" "" [drawn(&own::ROBOT, 1.7, Ground).hero(0.28).glows()] "robot android droid 🤖";
    Wizard "wizard" "wizard" "" [dressed(&figures::WIZARD)] "wizard witch sorcerer magician 🧙";
    Knight "knight" "knight" "" [dressed(&figures::KNIGHT)] "knight warrior soldier";
    King "king" "king" "" [dressed(&figures::KING)] "king emperor prince 🤴";
    Queen "queen" "queen" "" [dressed(&figures::QUEEN)] "queen princess empress 👸";
    Pirate "pirate" "pirate" "" [dressed(&figures::PIRATE)] "pirate buccaneer";
    // Food and drink.
    Apple "apple" "apple" "" [noto("fluent-emoji/red-apple", 0.09, Table)] "apple 🍎";
    Pear "pear" "pear" "" [noto("fluent-emoji/pear", 0.11, Table)] "pear 🍐";
    OrangeFruit "orange" "orange" "" [noto("fluent-emoji/tangerine", 0.085, Table)] "oranges tangerine mandarin 🍊";
    Lemon "lemon" "lemon" "" [noto("fluent-emoji/lemon", 0.08, Table)] "lemon lime 🍋";
    Banana "banana" "banana" "" [noto("fluent-emoji/banana", 0.14, Table)] "banana 🍌";
    Grapes "grapes" "bunch of grapes" "bunches of grapes" [noto("noto/grapes", 0.15, Table)] "grapes grape 🍇|bunch of grapes";
    Peach "peach" "peach" "" [noto("fluent-emoji/peach", 0.09, Table)] "peach apricot 🍑";
    Cherries "cherries" "pair of cherries" "pairs of cherries" [noto("fluent-emoji/cherries", 0.07, Table)] "cherry cherries 🍒";
    Strawberry "strawberry" "strawberry" "strawberries" [noto("noto/strawberry", 0.06, Table)] "strawberry raspberry 🍓";
    Pineapple "pineapple" "pineapple" "" [noto("fluent-emoji/pineapple", 0.28, Table)] "pineapple 🍍";
    Watermelon "watermelon" "slice of watermelon" "slices of watermelon" [noto("fluent-emoji/watermelon", 0.17, Table)] "watermelon melon 🍉|slice of watermelon";
    FruitBowl "fruit-bowl" "bowl of fruit" "bowls of fruit" [drawn(&own::FRUIT_BOWL, 0.24, Table).flat(0.5)] "fruit fruits|bowl of fruit|fruit bowl|basket of fruit|bowl of fruits";
    Carrot "carrot" "carrot" "" [noto("noto/carrot", 0.16, Table)] "carrot 🥕";
    Bread "bread" "loaf of bread" "loaves of bread" [noto("fluent-emoji/bread", 0.14, Table)] "bread loaf 🍞|loaf of bread";
    Croissant "croissant" "croissant" "" [noto("noto/croissant", 0.08, Table)] "croissant pastry 🥐";
    Cheese "cheese" "piece of cheese" "pieces of cheese" [noto("fluent-emoji/cheese-wedge", 0.09, Table)] "cheese 🧀";
    Cake "cake" "cake" "" [noto("noto/birthday-cake", 0.2, Table).glows()] "cake 🎂|birthday cake";
    Cupcake "cupcake" "cupcake" "" [noto("noto/cupcake", 0.1, Table)] "cupcake muffin 🧁";
    Doughnut "doughnut" "doughnut" "" [noto("noto/doughnut", 0.1, Table)] "doughnut donut 🍩";
    Cookie "cookie" "cookie" "" [noto("noto/cookie", 0.09, Table)] "cookie biscuit 🍪";
    Pie "pie" "pie" "" [noto("fluent-emoji/pie", 0.12, Table)] "pie 🥧|apple pie";
    Pizza "pizza" "slice of pizza" "slices of pizza" [noto("fluent-emoji/pizza", 0.2, Table)] "pizza 🍕";
    Hamburger "hamburger" "hamburger" "" [noto("noto/hamburger", 0.11, Table)] "hamburger burger cheeseburger 🍔";
    Noodles "noodles" "bowl of noodles" "bowls of noodles" [noto("noto/steaming-bowl", 0.13, Table)] "noodles ramen soup 🍜|bowl of noodles|bowl of soup|bowl of ramen";
    Salad "salad" "bowl of salad" "bowls of salad" [noto("noto/green-salad", 0.12, Table)] "salad 🥗|bowl of salad";
    Sushi "sushi" "piece of sushi" "pieces of sushi" [noto("noto/sushi", 0.06, Table)] "sushi 🍣";
    IceCream "ice-cream" "ice cream" "" [noto("noto/ice-cream", 0.14, Table)] "icecream sundae 🍨 🍦|ice cream|ice-cream";
    Coffee "coffee" "cup of coffee" "cups of coffee" [noto("fluent-emoji/hot-beverage", 0.09, Table)] "coffee cup mug tea espresso cappuccino ☕|cup of coffee|cup of tea|mug of coffee|coffee cup|tea cup";
    Teapot "teapot" "teapot" "" [noto("fluent-emoji/teapot", 0.18, Table)] "teapot kettle 🫖|tea pot";
    WineGlass "wine-glass" "glass of wine" "glasses of wine" [noto("fluent-emoji/wine-glass", 0.21, Table)] "wine 🍷|glass of wine|wine glass|glass of red wine";
    Bottle "bottle" "bottle" "" [drawn(&own::BOTTLE, 0.31, Table)] "bottle|bottle of wine|wine bottle";
    Beer "beer" "mug of beer" "mugs of beer" [noto("noto/beer-mug", 0.17, Table)] "beer ale 🍺|mug of beer|glass of beer|pint of beer";
    Milk "milk" "glass of milk" "glasses of milk" [noto("fluent-emoji/glass-of-milk", 0.14, Table)] "milk 🥛|glass of milk|glass of water";
    Honey "honey" "pot of honey" "pots of honey" [noto("fluent-emoji/honey-pot", 0.14, Table)] "honey jar pot 🍯|pot of honey|honey pot|jar of honey";
    Pumpkin "pumpkin" "pumpkin" "" [noto("noto/jack-o-lantern", 0.3, Ground).hero(0.22).glows()] "pumpkin jack-o-lantern jack-o'-lantern 🎃|halloween pumpkin";
    // Household things.
    Candle "candle" "candle" "" [noto("noto/candle", 0.22, Table).glows()] "candle 🕯";
    Vase "vase" "vase" "" [noto("noto/amphora", 0.34, Table)] "vase amphora urn 🏺";
    Book "book" "book" "" [noto("noto/closed-book", 0.24, Table)] "book novel 📕";
    Books "books" "stack of books" "stacks of books" [noto("noto/books", 0.2, Table)] "📚|stack of books|pile of books|books";
    Clock "clock" "clock" "" [noto("noto/mantelpiece-clock", 0.26, Table)] "clock 🕰";
    AlarmClock "alarm-clock" "alarm clock" "" [noto("fluent-emoji/alarm-clock", 0.16, Table)] "⏰|alarm clock";
    TableLamp "table-lamp" "table lamp" "" [drawn(&own::TABLE_LAMP, 0.5, Table)] "|table lamp|desk lamp|bedside lamp";
    Lantern "lantern" "paper lantern" "" [noto("noto/red-paper-lantern", 0.5, Aloft).hero(0.17).glows()] "lantern lanterns 🏮|paper lantern|sky lantern";
    Chair "chair" "chair" "" [noto("noto/chair", 0.95, Ground)] "chair stool 🪑";
    Globe "globe" "globe" "" [drawn(&own::GLOBE, 0.36, Table)] "globe|desk globe";
    Telescope "telescope" "telescope" "" [noto("noto/telescope", 1.3, Ground)] "telescope 🔭";
    Camera "camera" "camera" "" [noto("noto/camera", 0.1, Table)] "📷 📸|a camera|old camera|vintage camera|film camera";
    Television "television" "television" "" [noto("noto/television", 0.5, Table).glows()] "television tv 📺";
    Laptop "laptop" "laptop" "" [noto("noto/laptop", 0.24, Table)] "laptop computer 💻";
    Telephone "telephone" "telephone" "" [noto("noto/telephone", 0.15, Table)] "telephone phone ☎";
    Key "key" "key" "" [noto("fluent-emoji/key", 0.08, Table)] "key 🔑";
    Crown "crown" "crown" "" [noto("noto/crown", 0.16, Table)] "crown tiara 👑";
    Diamond "diamond" "diamond" "" [noto("fluent-emoji/gem-stone", 0.08, Table)] "diamond gem jewel crystal gemstone 💎";
    Ring "ring" "ring" "" [noto("fluent-emoji/ring", 0.05, Table)] "ring 💍|diamond ring|wedding ring";
    TreasureChest "treasure-chest" "treasure chest" "" [noto("noto/treasure-chest", 0.6, Ground).land(Biome::Coast)] "treasure|treasure chest";
    Gift "gift" "gift" "" [noto("fluent-emoji/wrapped-gift", 0.22, Table)] "gift present parcel 🎁";
    Hourglass "hourglass" "hourglass" "hourglasses" [noto("fluent-emoji/hourglass-done", 0.22, Table)] "hourglass ⌛ ⏳";
    CrystalBall "crystal-ball" "crystal ball" "" [noto("fluent-emoji/crystal-ball", 0.24, Table).glows()] "🔮|crystal ball|magic ball";
    Hat "hat" "hat" "" [noto("noto/top-hat", 0.2, Table)] "hat top-hat 🎩|top hat";
    Shoe "shoe" "shoe" "" [noto("noto/running-shoe", 0.12, Table).left()] "shoe sneaker trainer boot 👟|running shoe";
    Handbag "handbag" "handbag" "" [noto("noto/handbag", 0.3, Table)] "handbag purse bag 👜";
    Suitcase "suitcase" "suitcase" "" [noto("noto/luggage", 0.6, Ground)] "suitcase luggage trunk 🧳";
    Basket "basket" "basket" "" [noto("noto/basket", 0.3, Table)] "basket 🧺|picnic basket";
    OpenUmbrella "open-umbrella" "open umbrella" "" [drawn(&own::OPEN_UMBRELLA, 2.0, Ground).hero(0.40)] "⛱|beach umbrella|garden umbrella|open umbrella";
    // Music.
    Guitar "guitar" "guitar" "" [noto("noto/guitar", 1.0, Table)] "guitar 🎸";
    Violin "violin" "violin" "" [noto("noto/violin", 0.6, Table)] "violin fiddle cello 🎻";
    Trumpet "trumpet" "trumpet" "" [noto("noto/trumpet", 0.4, Table)] "trumpet 🎺";
    Saxophone "saxophone" "saxophone" "" [noto("noto/saxophone", 0.7, Table)] "saxophone sax 🎷";
    Drum "drum" "drum" "" [noto("noto/drum", 0.4, Table)] "drum 🥁";
    Accordion "accordion" "accordion" "" [noto("noto/accordion", 0.45, Table)] "accordion 🪗";
    Harp "harp" "harp" "" [noto("noto/harp", 1.7, Ground)] "harp lyre";
    Piano "piano" "piano" "" [drawn(&own::PIANO, 1.3, Ground).hero(0.26)] "piano 🎹|grand piano";
    // Toys and sport.
    TeddyBear "teddy-bear" "teddy bear" "" [noto("noto/teddy-bear", 0.35, Table)] "teddy 🧸|teddy bear|toy bear|stuffed bear";
    Doll "nesting-doll" "nesting doll" "" [noto("fluent-emoji/nesting-dolls", 0.2, Table)] "doll matryoshka 🪆|nesting doll|russian doll";
    Dice "dice" "die" "dice" [noto("fluent-emoji/game-die", 0.05, Table)] "dice die 🎲";
    RockingHorse "carousel-horse" "carousel horse" "" [noto("noto/carousel-horse", 1.7, Ground).left()] "carousel merry-go-round 🎠|carousel horse|rocking horse|wooden horse";
    Football "football" "football" "" [noto("noto/soccer-ball", 0.22, Ground).hero(0.15)] "football soccer ball ⚽|soccer ball";
    Basketball "basketball" "basketball" "" [noto("fluent-emoji/basketball", 0.24, Ground).hero(0.16)] "basketball 🏀";
    TennisRacket "tennis-racket" "tennis racket" "" [noto("noto/tennis", 0.65, Ground)] "tennis racket racquet 🎾|tennis racket";
    Trophy "trophy" "trophy" "trophies" [noto("fluent-emoji/trophy", 0.35, Table)] "trophy 🏆";
    Target "target" "archery target" "" [noto("noto/bullseye", 1.0, Ground)] "target archery bullseye 🎯";
}

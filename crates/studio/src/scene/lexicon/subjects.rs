//! Words for the things a scene can hold.

use super::super::spec::Kind;
use super::Meaning as M;

/// Words and phrases by meaning.
pub const TABLE: &[(M, &str)] = &[
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
];

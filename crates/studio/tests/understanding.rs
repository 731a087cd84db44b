//! What prompts are understood to ask for.

#![allow(clippy::unwrap_used)] // test helpers outside #[test] functions unwrap too

use proptest::prelude::*;
use studio::scene::{Biome, Kind, SceneSpec, Season, TimeOfDay, Tint, Water, Weather, understand};
use studio::{Style, StyleChoice};

fn read(prompt: &str) -> SceneSpec {
    understand(prompt, StyleChoice::Auto)
}

/// prompt | land | time | weather or - | water | subjects as kind×count | style
const TABLE: &str = "
a lighthouse at dusk, oil painting | coast | dusk | - | sea | lighthouse×1 | oil-painting
a fox at dawn by a mountain lake | mountains | dawn | - | lake | fox×1 | natural
monsoon street at night, umbrellas, neon in the puddles | city | night | rain | none | umbrella×3 | natural
snowy pine forest under the northern lights | forest | night | - | none | - | natural
desert dunes at sunset with a caravan | desert | golden | - | none | camel×5 | natural
a paper boat on a calm sea, watercolour | sea | golden | - | sea | paper-boat×1 | watercolour
a castle on a hill in fog | hills | morning | fog | none | castle×1 | natural
hot air balloons over green hills in the morning | hills | morning | - | none | hot-air-balloon×3 | natural
two foxes in a meadow | meadow | morning | - | none | fox×2 | natural
three boats at sunset | sea | golden | - | sea | sailing-boat×3 | natural
🦊 in the snow | meadow | morning | - | none | fox×1 | natural
a whale in the open sea, ink drawing | sea | golden | - | sea | whale×1 | ink
stormy ocean at night | sea | night | storm | sea | - | natural
a windmill in summer, pixel art | hills | morning | - | none | windmill×1 | pixel-art
a cat under the full moon | meadow | night | - | none | cat×1 | natural
starry night over the desert | desert | night | - | none | - | natural
a horse running on the beach at golden hour | beach | golden | - | sea | horse×1 | natural
mountain lake | mountains | dawn | - | lake | - | natural
misty forest at dawn with a deer | forest | dawn | fog | none | deer×1 | natural
a cottage by a river in autumn | hills | morning | - | lake | house×1 | natural
snowfall on a mountain hut | mountains | dawn | snow | none | hut×1 | natural
rainy city street with a red car | city | dusk | rain | none | car×1 | natural
low poly mountains | mountains | dawn | - | none | - | low-poly
paper cut hills with balloons | hills | morning | - | none | hot-air-balloon×3 | paper-cut
flat design desert | desert | golden | - | none | - | flat
a tent under the stars | forest | night | - | none | tent×1 | natural
an elephant in the savannah at sunset | meadow | golden | - | none | elephant×1 | natural
a lighthose at dusk | coast | dusk | - | sea | lighthouse×1 | natural
a sailing boat on a lake | mountains | dawn | - | lake | sailing-boat×1 | natural
sunflowers in a field | meadow | morning | - | none | sunflower×3 | natural
a bridge over a river | hills | morning | - | lake | bridge×1 | natural
arctic night with aurora | arctic | night | - | none | - | natural
a rocket over the hills | hills | morning | - | none | rocket×1 | natural
a black cat and a white dog | meadow | morning | - | none | cat×1 dog×1 | natural
five birds over the sea | sea | golden | - | sea | bird×5 | natural
a person with an umbrella in the rain | city | dusk | rain | none | umbrella×1 | natural
four sheep on a hill | hills | morning | - | none | sheep×4 | natural
van gogh style meadow | meadow | morning | - | none | - | starry
a duck on a pond | meadow | morning | - | lake | duck×1 | natural
stained glass castle | hills | morning | - | none | castle×1 | stained-glass
a train in the mountains, woodblock print | mountains | dawn | - | none | train×1 | woodblock
a sunny beach | beach | day | - | sea | - | natural
a jungle river | jungle | morning | - | lake | - | natural
the grand canyon | canyon | golden | - | lake | - | natural
a mountain village in a snowstorm | village | golden | snow | none | - | natural
a cat in a living room at night | interior | night | - | none | cat×1 | natural
a coral reef underwater | underwater | day | - | none | - | natural
a ringed planet in outer space | space | night | - | none | - | natural
desert in a sandstorm | desert | golden | sandstorm | none | - | natural
a windy hillside | hills | morning | wind | none | - | natural
abstract waves in teal and gold | pattern | day | - | none | - | natural
gradient background | pattern | day | - | none | - | natural
geometric pattern, risograph | pattern | day | - | none | - | risograph
a perfume bottle on a pedestal | backdrop | day | - | none | - | natural
product shot of a cup | backdrop | day | - | none | - | natural
a castle, storybook illustration | hills | morning | - | none | castle×1 | storybook
synthwave mountains | mountains | dawn | - | none | - | synthwave
a rabbit in spring, pastel | meadow | morning | - | none | rabbit×1 | pastel
";

#[test]
fn prompts_in_the_table_are_understood() {
    let (mut rows, mut wrong) = (0, Vec::new());
    for row in TABLE.lines().filter(|l| !l.trim().is_empty()) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let spec = read(cells[0]);
        let subjects: Vec<String> =
            spec.subjects.iter().map(|s| format!("{}×{}", s.kind.id(), s.count)).collect();
        let subjects = if subjects.is_empty() { "-".to_owned() } else { subjects.join(" ") };
        let weather = if cells[3] == "-" { "-" } else { spec.weather.id() };
        let got = [spec.biome.id(), spec.time.id(), weather, spec.water.id(), &subjects, spec.style.id()]
            .join(" | ");
        let wanted = cells[1..].join(" | ");
        if got != wanted || !spec.warnings.is_empty() {
            wrong.push(format!("{}: wanted {wanted}, got {got} {:?}", cells[0], spec.warnings));
        }
        rows += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows >= 40, "{rows}");
}

#[test]
fn unknown_words_are_named_and_filler_is_not() {
    let spec = read("a beautiful highly detailed picture of a gargoyle and a fox, 4k, masterpiece");
    assert_eq!(spec.warnings, ["gargoyle: not known here, left out."]);
    assert_eq!(spec.subjects.len(), 1);
    assert_eq!(read("gargoyle gargoyle quokka").warnings.len(), 2);
}

#[test]
fn colours_belong_to_the_next_thing() {
    let spec = read("a blue house and a red umbrella");
    let tint = |k| spec.subjects.iter().find(|s| s.kind == k).and_then(|s| s.tint);
    assert_eq!(tint(Kind::House), Some(Tint::Blue));
    assert_eq!(tint(Kind::Umbrella), Some(Tint::Red));
}

#[test]
fn a_chosen_style_wins_over_the_words() {
    assert_eq!(understand("a fox, oil painting", StyleChoice::Named(Style::Ink)).style, Style::Ink);
}

#[test]
fn boats_without_water_are_named() {
    let spec = read("a sailing boat in the desert");
    assert_eq!((spec.biome, spec.water), (Biome::Desert, Water::None));
    assert_eq!(spec.warnings, ["sailing boat: there is no room for it on land without water, left out."]);
}

#[test]
fn the_description_reads_as_alternative_text() {
    let lighthouse = read("a lighthouse at dusk, oil painting");
    assert_eq!(lighthouse.description, "a lighthouse on a rocky headland at dusk, calm sea, painted in oil");
    let winter = read("two foxes in a forest in winter");
    assert_eq!(
        (winter.season, winter.weather, winter.time),
        (Season::Winter, Weather::Fair, TimeOfDay::Morning)
    );
    assert!(winter.description.starts_with("two foxes in a snowy pine forest"), "{}", winter.description);
    // The colour is the umbrella's, and not its owner's.
    let umbrella = read("a fox and a red umbrella by a mountain lake").description;
    assert!(umbrella.starts_with("a fox and a person with a red umbrella by"), "{umbrella}");
    assert!(
        read("three blue umbrellas on a city street")
            .description
            .starts_with("three people with blue umbrellas")
    );
    assert!(read("an hourglass").description.starts_with("an hourglass"));
}

#[test]
fn scenes_that_were_stored_before_can_still_be_read() {
    let stored = r#"{"biome":"hills","time":"dusk","weather":"fair","season":"summer","water":"none","aurora":false,
        "neon":false,"trees":false,"flowers":false,"mountains":false,"moon":false,"rainbow":false,"tint":null,
        "subjects":[{"kind":"balloon","count":3,"tint":null},{"kind":"sailing-boat","count":1,"tint":"red"}],
        "style":"natural","description":"three hot air balloons","warnings":[]}"#;
    let spec: SceneSpec = serde_json::from_str(stored).unwrap();
    assert_eq!(spec.subjects[0].kind, Kind::Balloon);
    assert_eq!(spec.subjects[1].tint, Some(Tint::Red));
    assert!(spec.relations.is_empty() && spec.portrait.is_none() && !spec.still_life);
    for kind in Kind::ALL {
        let text = serde_json::to_string(kind).unwrap();
        assert_eq!(serde_json::from_str::<Kind>(&text).unwrap(), *kind);
    }
    let ids: std::collections::HashSet<_> = Kind::ALL.iter().map(|kind| kind.id()).collect();
    assert!(ids.len() == Kind::ALL.len() && ids.len() >= 150, "{}", ids.len());
}

#[test]
fn style_names_round_trip() {
    for style in Style::ALL {
        assert_eq!(Style::parse(style.id()), Some(*style));
        let json = serde_json::to_string(style).unwrap();
        assert_eq!(json, format!("\"{}\"", style.id()));
    }
}

proptest! {
    #[test]
    fn any_text_gives_a_scene(text in "\\PC{0,200}") {
        let spec = read(&text);
        prop_assert!(!spec.description.is_empty());
        prop_assert!(spec.subjects.iter().all(|s| (1..=12).contains(&s.count)));
    }

    #[test]
    fn word_salad_gives_a_scene(words in proptest::collection::vec("[a-z]{1,9}|fox|sea|two|red|night|-|'s|🦊|boats", 0..30)) {
        let spec = read(&words.join(" "));
        prop_assert_eq!(&spec, &read(&words.join(" ")));
    }
}

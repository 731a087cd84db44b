//! The scene in words: alternative text for people who cannot see the picture.

use super::colours::Colour;
use super::spec::{Biome, Kind, Pattern, SceneSpec, Season, Setting, Subject, Water, Weather};

const NUMBERS: [&str; 10] = ["no", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// One sentence part: "a lighthouse on a rocky headland at dusk, calm sea, painted in oil".
pub fn describe(spec: &SceneSpec) -> String {
    let mut parts = Vec::new();
    let mut named = Vec::new();
    if let Some(object) = spec.object {
        named.push(coloured(object.label(), &spec.colours));
    }
    named.extend(spec.subjects.iter().map(subject));
    let who = list(&named);
    let place = place(spec);
    let first = if who.is_empty() { place.1.to_owned() } else { format!("{who} {} {}", place.0, place.1) };
    match spec.biome.setting() {
        Setting::Design if !spec.colours.is_empty() => {
            let colours: Vec<String> = spec.colours.iter().map(|c| c.label().to_owned()).collect();
            parts.push(format!("{first} in {}", list(&colours)));
        }
        Setting::Design | Setting::Studio | Setting::Space => parts.push(first),
        _ => parts.push(format!("{first} {}", spec.time.label())),
    }
    match spec.water {
        Water::Sea if spec.weather == Weather::Storm => parts.push("rough sea".into()),
        Water::Sea if spec.biome == Biome::Coast => parts.push("calm sea".into()),
        _ => {}
    }
    if spec.aurora {
        parts.push("northern lights in the sky".into());
    }
    if spec.rainbow {
        parts.push("a rainbow".into());
    }
    if spec.neon {
        parts.push("neon signs reflected in the wet road".into());
    }
    if !matches!(spec.weather, Weather::Fair | Weather::Clear) && spec.biome.is_open() {
        parts.push(spec.weather.label().into());
    }
    if matches!(spec.season, Season::Winter | Season::Autumn)
        && spec.biome.is_open()
        && spec.biome != Biome::Arctic
    {
        parts.push(spec.season.label().into());
    }
    let style = spec.style.phrase();
    if !style.is_empty() {
        parts.push(style.into());
    }
    parts.join(", ")
}

/// "a bottle" in its first colour: "a teal bottle".
fn coloured(name: &str, colours: &[Colour]) -> String {
    match (colours.first(), name.strip_prefix("a ")) {
        (Some(colour), Some(bare)) => {
            let article = if colour.label().starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            format!("{article} {} {bare}", colour.label())
        }
        _ => name.to_owned(),
    }
}

fn subject(s: &Subject) -> String {
    let tint = s.tint.map_or(String::new(), |t| format!("{} ", t.label()));
    let n = s.count.min(9) as usize;
    let name = s.kind.label();
    if n > 1 {
        return format!("{} {tint}{}", NUMBERS[n], plural(s.kind));
    }
    let sound = format!("{tint}{name}");
    let article = if sound.starts_with(['a', 'e', 'i', 'o']) || sound.starts_with("um") { "an" } else { "a" };
    format!("{article} {sound}")
}

fn plural(kind: Kind) -> String {
    match kind {
        Kind::Fox => "foxes".into(),
        Kind::Deer | Kind::Sheep => kind.label().into(),
        Kind::Person => "people".into(),
        Kind::Umbrella => "people with umbrellas".into(),
        _ => format!("{}s", kind.label()),
    }
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Preposition and place.
fn place(spec: &SceneSpec) -> (&'static str, &'static str) {
    let has = |k| spec.subjects.iter().any(|s| s.kind == k);
    let afloat = spec.subjects.first().is_some_and(|s| {
        matches!(s.kind, Kind::SailingBoat | Kind::PaperBoat | Kind::RowingBoat | Kind::Whale | Kind::Duck)
    });
    let aloft =
        spec.subjects.first().is_some_and(|s| matches!(s.kind, Kind::Balloon | Kind::Bird | Kind::Rocket));
    let over = if aloft { "over" } else { "in" };
    match (spec.biome, spec.water) {
        (Biome::Coast, _) if has(Kind::Lighthouse) => ("on", "a rocky headland"),
        (Biome::Coast, _) if afloat => ("off", "a rocky coast"),
        (Biome::Coast, _) => (if aloft { "over" } else { "on" }, "a rocky coast"),
        (Biome::Sea, _) => (if aloft { "over" } else { "on" }, "a calm open sea"),
        (Biome::Mountains, Water::Lake) => (
            if afloat {
                "on"
            } else if aloft {
                "over"
            } else {
                "by"
            },
            "a mountain lake",
        ),
        (Biome::Forest, Water::Lake) => (if afloat { "on" } else { "by" }, "a forest lake"),
        (_, Water::Lake) => (if afloat { "on" } else { "by" }, "a still lake"),
        (Biome::Mountains, _) => (over, "high mountains"),
        (Biome::Desert, _) => (over, "desert dunes"),
        (Biome::Forest, _) if spec.season == Season::Winter => (over, "a snowy pine forest"),
        (Biome::Forest, _) => (over, "a pine forest"),
        (Biome::Meadow, _) => (over, "a flowering meadow"),
        (Biome::Hills, _) if has(Kind::Castle) => ("on", "a hill"),
        (Biome::Hills, _) => (if aloft { "over" } else { "among" }, "green hills"),
        (Biome::Arctic, _) => (over, "snow fields"),
        (Biome::City, _) => (if aloft { "over" } else { "on" }, "a city street"),
        (Biome::Beach, _) => (if aloft { "over" } else { "on" }, "a sandy beach"),
        (Biome::Canyon, _) => (over, "a red river canyon"),
        (Biome::Village, _) => (over, "a village among hills"),
        (Biome::Jungle, _) => (over, "a jungle"),
        (Biome::Interior, _) => ("in", "a room with a window"),
        (Biome::Space, _) => ("in", "outer space among planets"),
        (Biome::Underwater, _) => ("above", "the sea floor"),
        (Biome::Pattern, _) => ("before", spec.pattern.map_or("an abstract pattern", Pattern::label)),
        (Biome::Backdrop, _) => ("before", "a lit backdrop"),
    }
}

//! The scene in words: alternative text for people who cannot see the picture.

use super::colours::Colour;
use super::kind::Home;
use super::lettering::Carrier;
use super::portrait::{Cut, Portrait};
use super::spec::{Biome, Pattern, SceneSpec, Season, Setting, Water, Weather};
use super::subject::{How, Kind, Position, Relation, Subject};

const NUMBERS: [&str; 13] =
    ["no", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// One sentence part: "a lighthouse on a rocky headland at dusk, calm sea, painted in oil".
pub fn describe(spec: &SceneSpec) -> String {
    let mut parts = match &spec.portrait {
        Some(portrait) => vec![sitter(portrait)],
        None if spec.still_life => vec![format!("{} on a table {}", who(spec), spec.time.label())],
        None => land(spec),
    };
    if let Some(words) = &spec.lettering {
        let on = if words.on == Carrier::Sign { "on the sign" } else { "across it" };
        parts.push(format!("the words “{}” {on}", words.text.replace('\n', ", ")));
    }
    let style = spec.style.phrase();
    if !style.is_empty() {
        parts.push(style.into());
    }
    parts.join(", ")
}

fn land(spec: &SceneSpec) -> Vec<String> {
    let mut parts = Vec::new();
    let mut named = Vec::new();
    if let Some(object) = spec.object {
        named.push(coloured(object.label(), &spec.colours));
    }
    named.extend(Some(who(spec)).filter(|who| !who.is_empty()));
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
    parts
}

/// The subjects with what ties them: "two foxes under a red umbrella and a boat".
fn who(spec: &SceneSpec) -> String {
    let named = |i: usize| spec.subjects.get(i).map_or(String::new(), subject);
    let mut told = vec![false; spec.subjects.len()];
    let mut names = Vec::new();
    for i in 0..spec.subjects.len() {
        if std::mem::replace(&mut told[i], true) {
            continue;
        }
        let mut name = named(i);
        let mut at = i;
        while let Some((words, next)) = tie(spec, at, &told) {
            name = format!("{name} {words}");
            told[next] = true;
            at = next;
        }
        names.push(name);
    }
    list(&names)
}

/// How a subject stands to another that was not told yet.
fn tie(spec: &SceneSpec, subject_at: usize, told: &[bool]) -> Option<(String, usize)> {
    let is_next =
        |r: &&Relation| usize::from(r.who) == subject_at && told.get(usize::from(r.whom)) == Some(&false);
    let r = spec.relations.iter().find(is_next)?;
    let next = usize::from(r.whom);
    let mut words = format!("{} {}", r.how.label(), subject(&spec.subjects[next]));
    if r.how == How::Between {
        let second =
            spec.relations.iter().find(|o| o.how == How::Between && o.who == r.who && o.whom != r.whom);
        if let Some(second) = second.and_then(|o| spec.subjects.get(usize::from(o.whom))) {
            words = format!("{words} and {}", subject(second));
        }
    }
    Some((words, next))
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
    let size = s.size.map_or(String::new(), |z| format!("{} ", z.label()));
    let tint = s.tint.map_or(String::new(), |t| format!("{} ", t.label()));
    let at = match s.position {
        Some(p) if p != Position::Centre => format!(" {}", p.label()),
        _ => String::new(),
    };
    let n = usize::from(s.count).min(NUMBERS.len() - 1);
    // The colour is the umbrella's, and not its owner's.
    if let (Kind::Umbrella, Some(t)) = (s.kind, s.tint) {
        return match n {
            2.. => format!("{} {size}people with {} umbrellas{at}", NUMBERS[n], t.label()),
            _ => {
                let who = format!("{size}person");
                format!("{} {who} with {} {} umbrella{at}", article(&who), article(t.label()), t.label())
            }
        };
    }
    if n > 1 {
        return format!("{} {size}{tint}{}{at}", NUMBERS[n], s.kind.plural());
    }
    let sound = format!("{size}{tint}{}", s.kind.label());
    format!("{} {sound}{at}", article(&sound))
}

fn article(sound: &str) -> &'static str {
    let lower = sound.to_lowercase();
    let is_vowel =
        lower.starts_with(['a', 'e', 'i', 'o']) || lower.starts_with("um") || lower.starts_with("hour");
    if is_vowel { "an" } else { "a" }
}

/// "a portrait of an old man with grey hair, a beard and glasses".
fn sitter(p: &Portrait) -> String {
    let who = p.sitter.label();
    let who = if p.old { format!("an old {}", who.trim_start_matches("a ")) } else { who.to_owned() };
    let mut has: Vec<String> = Vec::new();
    match (p.cut, p.hair) {
        (Some(Cut::Bald), _) => has.push("no hair".into()),
        (None, None) => {}
        (cut, hair) => {
            let words = [cut.map(Cut::label), hair.map(super::portrait::Hair::label), Some("hair")];
            has.push(words.into_iter().flatten().collect::<Vec<_>>().join(" "));
        }
    }
    has.extend(p.eyes.map(|t| format!("{} eyes", t.label())));
    has.extend(p.beard.then(|| "a beard".to_owned()));
    has.extend(p.moustache.then(|| "a moustache".to_owned()));
    has.extend(p.glasses.map(|g| g.label().to_owned()));
    has.extend(p.headwear.map(|h| h.label().to_owned()));
    has.extend(p.freckles.then(|| "freckles".to_owned()));
    has.extend(p.earrings.then(|| "earrings".to_owned()));
    has.extend(p.clothes.map(|t| format!("{} clothes", t.label())));
    let smile = if p.smiling { ", smiling" } else { "" };
    let with = if has.is_empty() { String::new() } else { format!(" with {}", list(&has)) };
    format!("a portrait of {who}{with}{smile}")
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
    let main = spec.subjects.first().map(|s| s.kind);
    let afloat = main.is_some_and(Kind::needs_water);
    let aloft = main.is_some_and(|k| k.nature().home == Home::Aloft);
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
        (Biome::Canyon, _) => (over, "a red river canyon"),
        (Biome::Village, Water::Lake) => (over, "a village by a lake"),
        (Biome::Jungle, Water::Lake) => (if afloat { "on" } else { "by" }, "a jungle river"),
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
        (Biome::Village, _) => (over, "a village among hills"),
        (Biome::Jungle, _) => (over, "a jungle"),
        (Biome::Interior, _) => ("in", "a room with a window"),
        (Biome::Space, _) => ("in", "outer space among planets"),
        (Biome::Underwater, _) => ("above", "the sea floor"),
        (Biome::Pattern, _) => ("before", spec.pattern.map_or("an abstract pattern", Pattern::label)),
        (Biome::Backdrop, _) => ("before", "a lit backdrop"),
    }
}

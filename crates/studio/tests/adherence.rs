//! Whether pictures hold what their words ask for: a list labelled by reading, against what is understood.

#![allow(clippy::unwrap_used)] // helpers outside #[test] functions unwrap too

use studio::scene::{SceneSpec, Subject, understand};
use studio::{PictureRequest, Progress, Studio, Style, StyleChoice, Watch};

const PROMPTS: &str = include_str!("adherence/prompts.txt");

/// One thing as the list writes it: kind×count:colour@size#position, with what was said of it.
fn thing(s: &Subject) -> String {
    let mut out = format!("{}×{}", s.kind.id(), s.count);
    if let Some(tint) = s.tint {
        out += &format!(":{}", tint.id());
    }
    if let Some(size) = s.size {
        out += &format!("@{}", size.id());
    }
    if let Some(position) = s.position {
        out += &format!("#{}", position.id());
    }
    out
}

fn relations(spec: &SceneSpec) -> String {
    let id = |i: u8| spec.subjects[usize::from(i)].kind.id();
    let all: Vec<String> =
        spec.relations.iter().map(|r| format!("{} {} {}", id(r.who), r.how.id(), id(r.whom))).collect();
    all.join(", ")
}

/// What of a row is not as expected.
fn wrong(row: &str) -> Vec<String> {
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    let spec = understand(cells[0], StyleChoice::Auto);
    let things = spec.subjects.iter().map(thing).collect::<Vec<_>>().join(" ");
    let place = if spec.still_life { "table" } else { spec.biome.id() };
    let got = [
        things.as_str(),
        &relations(&spec),
        place,
        spec.time.id(),
        spec.weather.id(),
        spec.season.id(),
        spec.style.id(),
    ];
    let differs = cells[1..].iter().zip(got).filter(|(want, got)| **want != "-" && *want != got);
    differs.map(|(want, got)| format!("{}: wanted {want}, got {got}", cells[0])).collect()
}

#[test]
fn prompts_are_understood_as_a_reader_does() {
    let rows: Vec<&str> = PROMPTS.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).collect();
    let wrong: Vec<Vec<String>> = rows.iter().map(|row| wrong(row)).filter(|w| !w.is_empty()).collect();
    let right = rows.len() - wrong.len();
    println!("{right} of {} prompts understood as labelled", rows.len());
    for line in wrong.iter().flatten() {
        println!("{line}");
    }
    assert!(right * 100 >= rows.len() * 95, "{right} of {}:\n{}", rows.len(), wrong.concat().join("\n"));
}

struct Quiet;
impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}
    fn cancelled(&self) -> bool {
        false
    }
}

fn pixels(studio: &Studio, prompt: &str) -> Vec<u8> {
    let style = StyleChoice::Named(Style::Natural);
    let request = PictureRequest { prompt: prompt.into(), width: 96, height: 96, style, seed: 4 };
    studio.make_picture(&request, &Quiet).unwrap().rgb
}

#[test]
fn changing_one_word_changes_the_picture() {
    let studio = Studio::new().unwrap();
    for (one, other) in [
        ("a red car in a meadow", "a blue car in a meadow"),
        ("a brown horse in a meadow", "a white horse in a meadow"),
        ("two dogs in a meadow", "five dogs in a meadow"),
        ("a tiny dog in a meadow", "a giant dog in a meadow"),
        ("a dog on the left", "a dog on the right"),
        ("a dog in the foreground", "a dog in the background"),
        ("a cat on a horse", "a cat beside a horse"),
        ("a horse behind a tree", "a horse to the left of a tree"),
        ("a bird above a house", "a bird on a house"),
        ("an apple on a table", "a lemon on a table"),
        ("a fox in a meadow", "a wolf in a meadow"),
        ("portrait of a woman with red hair", "portrait of a woman with black hair"),
        ("portrait of a man", "portrait of a man with a beard"),
        ("portrait of a man", "portrait of a man with sunglasses"),
        ("a poster that says \"One\"", "a poster that says \"Two\""),
    ] {
        let (a, b) = (pixels(&studio, one), pixels(&studio, other));
        let changed = a.iter().zip(&b).filter(|(x, y)| x.abs_diff(**y) > 12).count();
        assert!(changed > 90, "{one} / {other}: only {changed} values differ");
    }
}

#[test]
fn what_is_not_understood_is_named() {
    for (prompt, named) in [
        ("a fox and a quokka", "quokka"),
        ("a zeppelin over the sea", "zeppelin"),
        ("forty cats", "cats"),
        ("a fox saying \"開店\"", "開店"),
        ("a portrait of a woman with a piano", "piano"),
    ] {
        let spec = understand(prompt, StyleChoice::Auto);
        assert!(spec.warnings.iter().any(|w| w.contains(named)), "{prompt}: {:?}", spec.warnings);
    }
}

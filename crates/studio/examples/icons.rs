//! Takes the icons that the table of kinds names out of the two packages of icons, and writes `assets/icons.json`.
//!
//! ```text
//! npm pack @iconify-json/noto@1.2.9 @iconify-json/fluent-emoji@1.2.7     (each unpacked into a folder)
//! cargo run --release -p studio --example icons -- noto/package fluent-emoji/package crates/studio/assets/icons.json
//! ```
//!
//! Numbers are rounded to a hundredth of a unit of a 128-unit box, which no picture shows, and each icon's frame is the
//! part of its box that it covers, so that what stands has its feet on the ground.

use std::collections::BTreeMap;
use std::path::Path;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use serde_json::Value;
use studio::scene::Kind;
use studio::scene::kind::Art;
use studio::scene::subjects::icons::Icon;

/// Pixels of a side of the copy the frame is found on.
const SIDE: u32 = 512;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [noto, fluent, out] = args.as_slice() else { panic!("icons <noto> <fluent-emoji> <out.json>") };
    let open = |folder: &str| -> Value {
        let text =
            std::fs::read_to_string(Path::new(folder).join("icons.json")).expect("icons.json of the package");
        serde_json::from_str(&text).expect("json")
    };
    let sets = [("noto", open(noto)), ("fluent-emoji", open(fluent))];
    let mut icons: BTreeMap<String, Icon> = BTreeMap::new();
    for name in names() {
        let (set, icon) = name.split_once('/').expect("set/name");
        let set = &sets.iter().find(|s| s.0 == set).expect("a known set").1;
        let body =
            set["icons"][icon]["body"].as_str().unwrap_or_else(|| panic!("{name} is not in the package"));
        let side = set["icons"][icon]["width"].as_f64().or(set["width"].as_f64()).unwrap_or(16.0) as f32;
        let body = rounded(body, 2);
        let frame = frame(&body, side);
        icons.insert(name.to_owned(), Icon { body, frame });
    }
    let text = serde_json::to_string(&icons).expect("json");
    println!("{} icons, {} bytes", icons.len(), text.len());
    std::fs::write(out, text.replace("},\"", "},\n\"")).expect("the file");
}

/// Icons that kinds are drawn from, and those inside drawings.
fn names() -> Vec<&'static str> {
    let mut names = Vec::new();
    for kind in Kind::ALL {
        match kind.nature().art {
            Art::Icon(name) => names.push(name),
            Art::Own(sketch) => names.extend(
                sketch
                    .body
                    .split("{icon:")
                    .skip(1)
                    .filter_map(|rest| rest.split_once('}').map(|(name, _)| name)),
            ),
            Art::Dressed(_) => {}
        }
    }
    names
}

/// The same SVG with numbers of at most so many decimals.
fn rounded(body: &str, decimals: usize) -> String {
    let mut out = String::with_capacity(body.len());
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        if c == '.' && chars.peek().is_some_and(char::is_ascii_digit) {
            let mut digits = String::new();
            while let Some(d) = chars.peek().filter(|d| d.is_ascii_digit()) {
                digits.push(*d);
                chars.next();
            }
            digits.truncate(decimals);
            out.push_str(&digits);
        }
    }
    out
}

/// What a body covers: left, top, width, height, in its own units.
fn frame(body: &str, side: f32) -> [f32; 4] {
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {side} {side}" width="{side}" height="{side}">{body}</svg>"#
    );
    let tree = Tree::from_str(&svg, &Options::default()).expect("svg");
    let mut map = Pixmap::new(SIDE, SIDE).expect("a pixmap");
    let k = SIDE as f32 / side;
    resvg::render(&tree, Transform::from_scale(k, k), &mut map.as_mut());
    let (mut low, mut high) = ([SIDE, SIDE], [0, 0]);
    for (i, pixel) in map.pixels().iter().enumerate() {
        if pixel.alpha() > 60 {
            let at = [i as u32 % SIDE, i as u32 / SIDE];
            low = [low[0].min(at[0]), low[1].min(at[1])];
            high = [high[0].max(at[0] + 1), high[1].max(at[1] + 1)];
        }
    }
    let round = |v: u32| (v as f32 / k * 100.0).round() / 100.0;
    [round(low[0]), round(low[1]), round(high[0] - low[0]), round(high[1] - low[1])]
}

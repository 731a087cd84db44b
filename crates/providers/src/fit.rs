//! What a vendor cannot do exactly is fitted to the nearest it can, and said in a sentence.

use crate::Size;

/// A style that the words do not carry is added to them.
pub(crate) fn styled(prompt: &str, style: &str) -> String {
    match style {
        "" | "auto" => prompt.to_owned(),
        style => format!("{prompt}, {} style", style.replace('-', " ")),
    }
}

/// The nearest shape a model offers, and a sentence when it differs by more than 3 %.
pub(crate) fn nearest_ratio(size: Size, offered: &[(u32, u32)]) -> (String, Option<String>) {
    let wanted = f64::from(size.width.max(1)) / f64::from(size.height.max(1));
    let distance =
        |(width, height): &(u32, u32)| (f64::from(*width) / f64::from(*height) / wanted).ln().abs();
    let nearest = offered.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(&(1, 1));
    let name = format!("{}:{}", nearest.0, nearest.1);
    let change = (distance(nearest) > 0.03).then(|| {
        format!("The shape {}×{} became {name}, the nearest this model offers.", size.width, size.height)
    });
    (name, change)
}

/// The nearest resolution a model offers, each named and given as the side of a square of that many pixels.
pub(crate) fn nearest_resolution(size: Size, offered: &[(f64, &'static str)]) -> &'static str {
    let side = (f64::from(size.width.max(1)) * f64::from(size.height.max(1))).sqrt();
    let distance = |(known, _): &&(f64, &str)| (side / known).ln().abs();
    let nearest = offered.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.map_or("1K", |(_, name)| name)
}

/// The nearest length a model offers, in whole seconds, and a sentence when it is another.
pub(crate) fn nearest_seconds(
    duration_ms: u32,
    offered: impl Iterator<Item = u32>,
) -> (String, Option<String>) {
    let nearest = offered.min_by_key(|seconds| (seconds * 1_000).abs_diff(duration_ms)).unwrap_or(5);
    let change = (nearest * 1_000 != duration_ms).then(|| {
        let wanted = f64::from(duration_ms) / 1_000.0;
        format!("The length of {wanted} s became {nearest} s, the nearest this model offers.")
    });
    (nearest.to_string(), change)
}

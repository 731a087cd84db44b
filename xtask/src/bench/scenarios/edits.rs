//! How long the local studio takes to change a picture, without a server around it.

use super::super::report::{Measure, Target};
use crate::workspace::root;
use crate::{Outcome, process};

/// Name of a figure in what the studio's example `measure` prints, key and words of ours, unit, and target.
type Row = (&'static str, &'static str, &'static str, Unit, Target);

/// What seconds are shown as.
#[derive(Clone, Copy)]
enum Unit {
    Seconds,
    Milliseconds,
}

const ROWS: [Row; 4] = [
    (
        "upscale",
        "edits.upscale",
        "a picture enlarged, 512 × 512 to 2048 × 2048",
        Unit::Seconds,
        Target::Below(7.0),
    ),
    (
        "tile",
        "edits.tile",
        "… one tile of it: what still runs after a cancel",
        Unit::Milliseconds,
        Target::None,
    ),
    ("matte", "edits.matte", "people found in 1024 × 1024", Unit::Milliseconds, Target::Below(150.0)),
    (
        "styled",
        "edits.styled",
        "a picture of 1024 × 1024 repainted in a style",
        Unit::Seconds,
        Target::Below(4.0),
    ),
];

/// Figures of the studio's edits, on pictures that it painted.
pub fn measure() -> Outcome<Vec<Measure>> {
    let run = ["run", "--release", "--locked", "--quiet", "--package", "studio", "--example", "measure"];
    let printed = process::read(process::command("cargo", &run, root()))?;
    let mut measures = Vec::new();
    for (name, key, says, unit, target) in ROWS {
        let seconds = seconds_of(&printed, name).ok_or(format!("there is no figure `{name}`: {printed}"))?;
        measures.push(match unit {
            Unit::Seconds => Measure::new(key, says, seconds, "s", target),
            Unit::Milliseconds => Measure::new(key, says, seconds * 1_000.0, "ms", target),
        });
    }
    Ok(measures)
}

/// The figure of this name in what an example printed.
pub(super) fn seconds_of(printed: &str, name: &str) -> Option<f64> {
    let figure = printed.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    figure?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_by_its_whole_name() {
        assert_eq!(seconds_of("tile 0.5\ntiles 2\n", "tiles"), Some(2.0));
        assert_eq!(seconds_of("tile 0.5\n", "til"), None);
    }
}

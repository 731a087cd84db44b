//! How long the local studio takes for clips, without a server around it.

use super::super::report::{Measure, Target};
use super::edits::seconds_of;
use crate::workspace::root;
use crate::{Outcome, process};

/// Name of a figure in what the studio's example `measure_motion` prints, key and words of ours, and most seconds.
const ROWS: [(&str, &str, &str, f64); 2] = [
    ("clip", "motion.clip", "a clip of a scene with water, 5 s at 1280 × 720", 25.0),
    ("talk", "motion.talk", "a face made to speak, 5 s at 25 frames a second, 512 × 512", 15.0),
];

/// Figures of the studio's clips.
pub fn measure() -> Outcome<Vec<Measure>> {
    let run =
        ["run", "--release", "--locked", "--quiet", "--package", "studio", "--example", "measure_motion"];
    let printed = process::read(process::command("cargo", &run, root()))?;
    let figure = |(name, key, says, most): (&str, &'static str, &'static str, f64)| {
        let seconds = seconds_of(&printed, name).ok_or(format!("there is no figure `{name}`: {printed}"))?;
        Ok(Measure::new(key, says, seconds, "s", Target::Below(most)))
    };
    ROWS.into_iter().map(figure).collect()
}

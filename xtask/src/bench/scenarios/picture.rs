//! A picture of 1024 × 1024 from the command line: the whole process, from start to file.

use std::path::Path;
use std::time::Instant;

use super::super::histogram::median;
use super::super::report::{Measure, Target};
use super::super::server::Scratch;
use crate::workspace::{measured_binary, root};
use crate::{Outcome, process};

/// Pictures of each kind.
const RUNS: u32 = 3;
/// A style that is painted by a neural network.
const NEURAL_STYLE: &str = "mosaic";

/// Seconds for a picture without and with a neural style.
pub fn measure() -> Outcome<Vec<Measure>> {
    let scratch = Scratch::new("picture")?;
    let plain = seconds(scratch.path(), &[])?;
    let styled = seconds(scratch.path(), &["--style", NEURAL_STYLE])?;
    Ok(vec![
        Measure::new("picture.plain", "marty make, 1024 × 1024, median of 3", plain, "s", Target::Below(2.0)),
        Measure::new("picture.styled", "… with a neural style", styled, "s", Target::Below(6.0)),
    ])
}

fn seconds(folder: &Path, style: &[&str]) -> Outcome<f64> {
    let file = folder.join("picture.png");
    let mut times = Vec::new();
    for seed in 1..=RUNS {
        let (path, seed) = (file.to_string_lossy(), seed.to_string());
        let common = [
            "make",
            "a lighthouse above a stormy sea at dusk",
            "-o",
            &path,
            "--aspect",
            "1:1",
            "--seed",
            &seed,
        ];
        let start = Instant::now();
        process::read(process::command(measured_binary(), &[&common, style].concat(), root()))?;
        times.push(start.elapsed().as_secs_f64());
        let size = png_size(&file)?;
        if size != (1024, 1024) {
            return Err(format!("the picture has {} × {} pixels.", size.0, size.1));
        }
        std::fs::remove_file(&file).map_err(|error| format!("{}: {error}.", file.display()))?;
    }
    Ok(median(&mut times))
}

/// Width and height from a PNG's first chunk (PNG specification, section 11.2.1).
fn png_size(path: &Path) -> Outcome<(u32, u32)> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}.", path.display()))?;
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let size = bytes.starts_with(b"\x89PNG\r\n\x1a\n").then(|| Some((number(16)?, number(20)?))).flatten();
    size.ok_or_else(|| format!("{} is not a PNG.", path.display()))
}

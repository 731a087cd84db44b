//! Learns what evidence weighs from the development sets: prints how well that does on sets it has not seen, and writes
//! `lexicon/weights.toml`.

use std::{io, path::Path};

use agents::evaluation::learning;

fn main() -> io::Result<()> {
    println!("{}", learning::cross_validation());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicon/weights.toml");
    std::fs::write(path, learning::weights())
}

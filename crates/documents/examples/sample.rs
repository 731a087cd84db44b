//! Draws a sample invoice to look at, and says how long drawing takes: `cargo run -p documents --example sample OUT.pdf`.

use std::time::Instant;

use documents::{render, sample};

fn main() {
    let invoice = sample();
    let started = Instant::now();
    let rounds = 50;
    let mut bytes = Vec::new();
    for _ in 0..rounds {
        bytes = render(&invoice).expect("it can be drawn");
    }
    println!("{:?} each, {} bytes", started.elapsed() / rounds, bytes.len());
    if let Some(path) = std::env::args().nth(1) {
        std::fs::write(path, bytes).expect("it can be written");
    }
}

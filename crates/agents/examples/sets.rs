//! Scores the development sets; with an argument, also prints the requests that are not right.

use agents::evaluation::{DEVELOPMENT_SETS, read, run};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let detailed = std::env::args().nth(1);
    let (mut right, mut all) = (0, 0);
    for (index, text) in DEVELOPMENT_SETS.iter().enumerate() {
        let report = run(&read(text)?);
        println!("set {}: {} of {}", index + 1, report.overall.right, report.overall.all);
        right += report.overall.right;
        all += report.overall.all;
        if detailed.is_some() {
            for miss in &report.misses {
                println!(
                    "  {}: {:?}\n    expected {}\n    got      {}",
                    miss.id, miss.text, miss.expected, miss.got
                );
            }
        }
    }
    println!("all: {right} of {all}");
    Ok(())
}

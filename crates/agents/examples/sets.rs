//! Scores the development sets and the set that stands in for the held-out one; with an argument, also prints the
//! requests of the development sets that are not right.

use agents::evaluation::{DEVELOPMENT_SETS, STAND_IN, read, run};

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
    print!("stand-in: {}", run(&read(STAND_IN)?).render_groups());
    Ok(())
}

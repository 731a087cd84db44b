//! Mistypes the development sets in every way of [`slips`] and prints how many requests are still understood; with
//! an argument, also those that are not.

use agents::evaluation::{DEVELOPMENT_SETS, Score, read, slips};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let detailed = std::env::args().nth(1);
    let mut all = Score::default();
    for slip in slips::SLIPS {
        let mut score = Score::default();
        for (index, text) in DEVELOPMENT_SETS.iter().enumerate() {
            let report = slips::survival(&read(text)?, slip, 2, 1 + index as u64);
            score.right += report.overall.right;
            score.all += report.overall.all;
            if detailed.is_some() {
                for miss in &report.misses {
                    println!(
                        "{slip:?} {}: {:?}\n  expected {}\n  got      {}",
                        miss.id, miss.text, miss.expected, miss.got
                    );
                }
            }
        }
        println!("{slip:?}: {} of {}, {:.1} %", score.right, score.all, 100.0 * score.share());
        all.right += score.right;
        all.all += score.all;
    }
    println!("all: {} of {}, {:.1} %", all.right, all.all, 100.0 * all.share());
    Ok(())
}

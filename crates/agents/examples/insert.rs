//! Says parameters in the development sets' requests and prints how many are still understood; with an argument, also
//! those that are not.

use agents::evaluation::{DEVELOPMENT_SETS, Score, insertions, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let detailed = std::env::args().nth(1);
    for place in insertions::PLACES {
        let mut score = Score::default();
        for text in DEVELOPMENT_SETS {
            let report = insertions::survival(&read(text)?, place, 5);
            score.right += report.overall.right;
            score.all += report.overall.all;
            if detailed.is_some() {
                for miss in &report.misses {
                    println!(
                        "{place:?} {}: {:?}\n  expected {}\n  got      {}",
                        miss.id, miss.text, miss.expected, miss.got
                    );
                }
            }
        }
        println!("{place:?}: {} of {}, {:.1} %", score.right, score.all, 100.0 * score.share());
    }
    Ok(())
}

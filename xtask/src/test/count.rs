//! Reading what test runners say last: how many passed, how many failed.
//!
//! Each parser takes the runner's lines without colours and returns the counts with the closing
//! lines they came from. A runner whose closing line is missing (it crashed, or ran nothing) gives
//! `None`, and the stage fails: silence is never success.

use std::fmt;
use std::ops::Add;

/// Tests that ran, by outcome. Skipped ones are not counted.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
}

impl Add for Counts {
    type Output = Counts;
    fn add(self, other: Counts) -> Counts {
        Counts { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// What a runner's closing lines say.
pub type Closing = Option<(Counts, Vec<String>)>;

/// cargo-nextest: `Summary [ 1.2s] 7 tests run: 5 passed (1 slow), 1 failed, 1 timed out, 2 skipped`.
pub fn nextest(lines: &[String]) -> Closing {
    let line = lines.iter().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let (_, outcomes) = line.split_once("run: ")?;
    let failed =
        ["failed", "timed out", "exec failed"].iter().map(|word| number_before(outcomes, word)).sum();
    Some((Counts { passed: number_before(outcomes, "passed"), failed }, vec![line.trim().to_owned()]))
}

/// cargo test: one `test result: ok. 5 passed; 0 failed; …` for each binary, all of them summed.
pub fn cargo_test(lines: &[String]) -> Closing {
    let results: Vec<&String> = lines.iter().filter(|line| line.starts_with("test result: ")).collect();
    let counts = results
        .iter()
        .map(|line| Counts { passed: number_before(line, "passed"), failed: number_before(line, "failed") });
    let sum = counts.reduce(Counts::add)?;
    Some((sum, vec![format!("{} test binaries: {sum}", results.len())]))
}

/// Vitest: `Tests  1 failed | 4 passed | 2 skipped (7)`, below the same line for files.
pub fn vitest(lines: &[String]) -> Closing {
    let line = lines.iter().rev().find(|line| line.trim_start().starts_with("Tests  "))?;
    let counts = Counts { passed: number_before(line, "passed"), failed: number_before(line, "failed") };
    Some((counts, vec![line.trim().to_owned()]))
}

/// Playwright: a line for each outcome at the end, such as `  2 failed` and `  12 passed (30.1s)`.
/// What was interrupted or did not run failed to prove anything, and a flaky test failed once.
pub fn playwright(lines: &[String]) -> Closing {
    let mut counts = Counts::default();
    let mut closing = Vec::new();
    for line in lines {
        let Some((number, outcome)) = line.trim().split_once(' ') else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        let outcome = outcome.split(" (").next().unwrap_or_default();
        match outcome {
            "passed" => counts.passed += number,
            "failed" | "flaky" | "interrupted" | "did not run" => counts.failed += number,
            "skipped" => {}
            _ => continue,
        }
        closing.push(line.trim().to_owned());
    }
    (!closing.is_empty()).then_some((counts, closing))
}

/// The number in front of a word: 5 for `passed` in `5 passed; 1 failed`. Zero if it is not said.
fn number_before(text: &str, phrase: &str) -> u64 {
    let pieces = text.split([',', ';', '|', ':', '.']);
    let numbers = pieces.filter_map(|piece| {
        let mut words = piece.split_whitespace().skip_while(|word| word.parse::<u64>().is_err());
        let number: u64 = words.next()?.parse().ok()?;
        let rest: Vec<&str> = words.take_while(|word| !word.starts_with('(')).collect();
        (rest.join(" ") == phrase).then_some(number)
    });
    numbers.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    fn counts(closing: Closing) -> (u64, u64) {
        let (counts, _) = closing.unwrap();
        (counts.passed, counts.failed)
    }

    #[test]
    fn nextest_is_read_with_all_its_ways_to_fail() {
        let good = lines("     Summary [   0.003s] 3 tests run: 3 passed, 0 skipped");
        assert_eq!(counts(nextest(&good)), (3, 0));
        let bad = lines(
            "     Summary [  12.003s] 9 tests run: 5 passed (1 slow, 1 leaky), 2 failed, 1 exec failed, 1 timed out, 4 skipped\n        FAIL [ 0.1s] server x\nerror: test run failed",
        );
        assert_eq!(counts(nextest(&bad)), (5, 4));
        let one = lines("     Summary [   0.003s] 1 test run: 1 passed, 0 skipped");
        assert_eq!(counts(nextest(&one)), (1, 0));
        assert!(nextest(&lines("error: could not compile")).is_none());
    }

    #[test]
    fn cargo_test_is_summed_over_binaries() {
        let text = "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                    test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(counts(cargo_test(&lines(text))), (7, 3));
        assert!(cargo_test(&[]).is_none());
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let text = " Test Files  2 failed | 3 passed (5)\n      Tests  1 failed | 14 passed | 2 skipped (17)\n   Duration  2.01s";
        assert_eq!(counts(vitest(&lines(text))), (14, 1));
        assert_eq!(counts(vitest(&lines("      Tests  5 passed (5)"))), (5, 0));
        assert!(vitest(&lines("No test files found")).is_none());
    }

    #[test]
    fn playwright_counts_everything_that_did_not_pass() {
        let text = "  1) [phone] › story.spec.ts:3:1\n\n  2 failed\n    [phone] › story.spec.ts\n  1 flaky\n  3 did not run\n  1 skipped\n  12 passed (30.1s)";
        assert_eq!(counts(playwright(&lines(text))), (12, 6));
        assert_eq!(counts(playwright(&lines("  4 passed (1.2m)"))), (4, 0));
        assert!(playwright(&lines("Running 4 tests using 1 worker")).is_none());
    }

    #[test]
    fn the_sum_is_one_plain_line() {
        let sum = Counts { passed: 2, failed: 0 } + Counts { passed: 3, failed: 1 };
        assert_eq!(sum.to_string(), "5 passed, 1 failed");
    }
}

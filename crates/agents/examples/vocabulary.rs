//! Writes `lexicon/common.txt` from the development sets, and of a list of English words (a file, one word a line) those
//! that must not be taken for slips to `lexicon/ordinary.txt`. The second depends on the first as it was compiled in: run
//! it once more after the first has changed.

use std::{env, fs, io, path::Path};

use agents::evaluation::vocabulary;

fn main() -> io::Result<()> {
    let list = env::args().nth(1).ok_or_else(|| io::Error::other("a list of English words is needed"))?;
    let lexicon = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicon");
    let english = fs::read_to_string(list)?;
    fs::write(lexicon.join("common.txt"), vocabulary::common(&english))?;
    // Those known already are no longer taken for slips, and stay.
    let known = fs::read_to_string(lexicon.join("ordinary.txt"))?;
    let found = known + &vocabulary::ordinary(&english);
    let mut words: Vec<&str> = found.split_whitespace().collect();
    words.sort_unstable();
    words.dedup();
    fs::write(lexicon.join("ordinary.txt"), words.join("\n") + "\n")
}

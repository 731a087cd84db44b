//! Writes `lexicon/common.txt` from the development sets and, where a list of English words is given (a file, one word
//! a line), those that must not be taken for slips to `lexicon/ordinary.txt`. The second depends on the first as it was
//! compiled in: run it once more after the first has changed.

use std::{env, fs, io, path::Path};

use agents::evaluation::vocabulary;

fn main() -> io::Result<()> {
    let lexicon = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicon");
    fs::write(lexicon.join("common.txt"), vocabulary::common())?;
    if let Some(list) = env::args().nth(1) {
        // Those known already are no longer taken for slips, and stay.
        let known = fs::read_to_string(lexicon.join("ordinary.txt"))?;
        let english = fs::read_to_string(list)?;
        let mut words: Vec<String> =
            (known + &vocabulary::ordinary(&english)).split_whitespace().map(str::to_owned).collect();
        words.sort_unstable();
        words.dedup();
        fs::write(lexicon.join("ordinary.txt"), words.join("\n") + "\n")?;
    }
    Ok(())
}

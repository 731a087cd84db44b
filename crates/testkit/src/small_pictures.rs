//! A catalog whose pictures are an eighth as wide: tests ask whether a run ends right, not how a large
//! picture looks, and drawing is most of their time.

use std::path::Path;

const SHIPPED: &str = include_str!("../../../catalog/models.toml");
/// How many times smaller a side is.
pub(crate) const FACTOR: u32 = 8;

/// Writes the catalog under `data_dir` and answers its folder.
pub(crate) fn write(data_dir: &Path) -> String {
    let folder = data_dir.join("catalog");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let text: Vec<String> = SHIPPED.lines().map(smaller).collect();
    std::fs::write(folder.join("models.toml"), text.join("\n")).expect("the file can be written");
    folder.to_str().expect("temporary folders have plain names").to_owned()
}

/// Divides `width = n` and `height = n` of a line.
fn smaller(line: &str) -> String {
    ["width = ", "height = "].iter().fold(line.to_owned(), |line, key| {
        let Some((before, rest)) = line.split_once(key) else { return line };
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let side: u32 = rest[..digits].parse().expect("a side is a whole number");
        format!("{before}{key}{}{}", side / FACTOR, &rest[digits..])
    })
}

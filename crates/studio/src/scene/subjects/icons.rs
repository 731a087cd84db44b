//! Animals and machines drawn by others: twelve Noto Emoji drawings (Apache-2.0, see
//! assets/NOTICE), kept as data.

use std::collections::HashMap;
use std::sync::LazyLock;

static ICONS: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../assets/icons.json")).unwrap_or_default());

/// The SVG body of a drawing in a 128 by 128 box.
pub fn icon(name: &str) -> Option<&'static str> {
    ICONS.get(name).map(String::as_str)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_icon_is_there() {
        for name in [
            "dog", "horse", "deer", "camel", "rabbit", "elephant", "sheep", "cow", "duck", "rocket",
            "bicycle", "train",
        ] {
            assert!(super::icon(name).is_some_and(|b| b.contains("path")), "{name}");
        }
    }
}

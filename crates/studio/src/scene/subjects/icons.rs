//! Drawings by others: icons of Noto Emoji (Apache-2.0) and Fluent Emoji (MIT), see `assets/NOTICE`.
//!
//! `assets/icons.json` holds the icons that the table of kinds names, each with the box it covers, so that feet can be put
//! on the ground. The example `icons` makes the file from the two packages.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// One icon.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Icon {
    /// Body of the SVG.
    pub body: String,
    /// What it covers of its own units: left, top, width, height.
    pub frame: [f32; 4],
}

static ICONS: LazyLock<HashMap<String, Icon>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../assets/icons.json")).unwrap_or_default());

/// An icon by `set/name`.
pub fn icon(name: &str) -> Option<&'static Icon> {
    ICONS.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::kind::{Art, Kind};

    #[test]
    fn every_icon_of_the_table_is_there() {
        for kind in Kind::ALL {
            if let Art::Icon(name) = kind.nature().art {
                assert!(icon(name).is_some_and(|i| i.body.contains("path") && i.frame[2] > 1.0), "{name}");
            }
        }
    }
}

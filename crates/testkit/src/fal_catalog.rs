//! A catalog with models of fal beside the small pictures of the local studio, for runs of many steps.
//! The costs are made up: what a step costs is not what these tests ask.

use std::{fmt::Write, path::Path};

/// A model of the made-up catalog.
#[derive(Clone, Copy, Debug)]
pub struct CatalogModel<'a> {
    /// A model the fal adapter knows.
    pub id: &'a str,
    /// e.g. `image_to_video`.
    pub operation: &'a str,
    /// Higher is asked first.
    pub rank: u32,
}

/// Two models for pictures (before the local studio), one for every other kind of step.
pub const MODELS: &[CatalogModel<'_>] = &[
    CatalogModel { id: "fal-flux-schnell", operation: "text_to_image", rank: 30 },
    CatalogModel { id: "fal-flux-dev", operation: "text_to_image", rank: 20 },
    CatalogModel { id: "fal-nano-banana-2", operation: "image_to_image", rank: 10 },
    CatalogModel { id: "fal-kling-2.5-turbo-pro", operation: "image_to_video", rank: 10 },
    CatalogModel { id: "fal-kokoro", operation: "voiceover", rank: 10 },
    CatalogModel { id: "fal-sync-lipsync-2", operation: "lipsync", rank: 10 },
    CatalogModel { id: "fal-birefnet-2", operation: "background_remove", rank: 10 },
    CatalogModel { id: "fal-moondream-3", operation: "image_describe", rank: 10 },
];

/// Makes a server of the next start use this fal, with [`MODELS`]; each gives up after `deadline_ms`.
///
/// # Panics
/// When the catalog cannot be written.
#[cfg(feature = "app")]
pub fn use_fal(config: &mut server::config::Config, fal: &crate::fal::FakeFal, deadline_ms: i64) {
    config.fal.keys = vec![providers::http::Secret::new("key-of-the-operator")];
    config.fal.queue_url.clone_from(&fal.address);
    config.fal.rest_url.clone_from(&fal.address);
    config.fal.poll_milliseconds = 20;
    config.fal.allow_private_addresses = true;
    add(&config.catalog.directory, MODELS, deadline_ms);
}

/// Adds `models` to those of their vendor in the catalog of `directory`; each gives up after `deadline_ms`.
///
/// # Panics
/// When the catalog cannot be written.
pub fn add(directory: &str, models: &[CatalogModel<'_>], deadline_ms: i64) {
    for CatalogModel { id, operation, rank } in models {
        // In place of the models of this vendor that ship.
        let path = Path::new(directory).join(format!("{}.toml", provider_of(id)));
        let mut text = std::fs::read_to_string(&path).unwrap_or_default();
        let sizes = if *operation == "text_to_image" { sizes() } else { String::new() };
        write!(
            text,
            "\n[[model]]\nid = \"{id}\"\nname = \"{id}\"\nprovider = \"{}\"\noperation = \"{operation}\"\n\
             cost = {{ per = \"run\", usd_micros = 3000 }}\ncost_source = \"made up\"\n\
             cost_read = \"2026-11-22\"\nexpected_ms = 1000\nexpected_complex_ms = 2000\n\
             deadline_ms = {deadline_ms}\nquality_rank = {rank}\ndeduplicates_submits = false\n{sizes}",
            provider_of(id)
        )
        .expect("text can be added to text");
        std::fs::write(path, text).expect("the catalog can be written");
    }
}

/// Ids begin with the name of their vendor.
fn provider_of(id: &str) -> &str {
    id.split_once('-').map_or("fal", |(vendor, _)| vendor)
}

fn sizes() -> String {
    let mut text = String::from("sizes = [\n");
    for (ratio, width, height) in
        [("1:1", 1024, 1024), ("16:9", 1344, 756), ("9:16", 756, 1344), ("4:3", 1152, 864)]
    {
        for quality in ["standard", "high", "ultra"] {
            let _ = writeln!(
                text,
                "{{ aspect_ratio = \"{ratio}\", quality = \"{quality}\", width = {width}, height = {height} }},"
            );
        }
    }
    text + "]\n"
}

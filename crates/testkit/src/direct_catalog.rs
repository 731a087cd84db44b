//! Models of vendors that answer with the result itself, beside those of the test's catalog. Costs are made up.

use providers::http::Secret;
use server::config::Config;

use crate::{
    direct::{FakeVendor, Name},
    fal_catalog::{self, CatalogModel},
};

/// What each vendor does in tests; pictures by OpenAI come before those by Gemini.
fn models(name: Name) -> &'static [CatalogModel<'static>] {
    match name {
        Name::OpenAi => &[
            CatalogModel { id: "openai-gpt-image-2", operation: "text_to_image", rank: 40 },
            CatalogModel { id: "openai-gpt-image-2.5-flare", operation: "image_to_image", rank: 40 },
            CatalogModel { id: "openai-tts-1-hd", operation: "voiceover", rank: 5 },
        ],
        Name::Gemini => &[
            CatalogModel { id: "gemini-3.1-flash-image", operation: "text_to_image", rank: 35 },
            CatalogModel { id: "gemini-3.8-flash", operation: "image_describe", rank: 10 },
            CatalogModel { id: "gemini-3.8-flash-tts", operation: "voiceover", rank: 10 },
            CatalogModel { id: "gemini-omni-1.2-flash", operation: "image_to_video", rank: 10 },
        ],
        Name::ElevenLabs => &[CatalogModel { id: "elevenlabs-v4", operation: "voiceover", rank: 30 }],
    }
}

/// Makes a server of the next start use this vendor with these keys; each model gives up after `deadline_ms`.
///
/// # Panics
/// When the catalog cannot be written.
pub fn use_vendor(config: &mut Config, fake: &FakeVendor, keys: &[&str], deadline_ms: i64) {
    let keys = keys.iter().map(|key| Secret::new(key)).collect();
    match fake.name {
        Name::OpenAi => {
            (config.openai.keys, config.openai.base_url) = (keys, fake.base_url());
            config.openai.allow_private_addresses = true;
        }
        Name::Gemini => {
            (config.gemini.keys, config.gemini.base_url) = (keys, fake.base_url());
            config.gemini.allow_private_addresses = true;
            config.gemini.poll_milliseconds = 5;
        }
        Name::ElevenLabs => {
            (config.elevenlabs.keys, config.elevenlabs.base_url) = (keys, fake.base_url());
            config.elevenlabs.allow_private_addresses = true;
        }
    }
    fal_catalog::add(&config.catalog.directory, models(fake.name), deadline_ms);
}

/// The same for a process of its own, whose settings say the rest: adds the vendor's models to the catalog in
/// `directory`.
///
/// # Panics
/// When the catalog cannot be written.
pub fn add(directory: &str, name: Name, deadline_ms: i64) {
    fal_catalog::add(directory, models(name), deadline_ms);
}

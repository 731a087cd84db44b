//! `marty` with a painter that needs no time: every picture is the same few pixels, at once.
//!
//! For `cargo xtask bench engine`, which measures everything around the drawing. It takes the same
//! arguments and settings as `marty`.

use std::{process::ExitCode, sync::Arc};

use providers::{
    Output, Provider, Providers,
    local::{Job, Local, Painter, Settings, StudioError, Watch},
};
use server::app::{App, StartError};

/// The allocator of the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Answers with a prepared file.
struct Instant(Vec<u8>);

impl Painter for Instant {
    fn paint(&self, _: &Job, _: &dyn Watch) -> Result<Output, StudioError> {
        Ok(Output {
            content: self.0.clone().into(),
            poster: None,
            media_type: "image/png".into(),
            description: "nothing in particular".into(),
            warnings: Vec::new(),
            made_by: "the load test's painter".into(),
            provenance: serde_json::json!({}),
        })
    }
}

fn main() -> ExitCode {
    server::commands::run_with(|config, env| {
        App::open_with(config, env, |config, _, _, _, _| {
            let settings = Settings {
                threads: 1,
                niceness: 0,
                pictures_at_once: config.local_studio.pictures_at_once,
                packs: None,
            };
            let painter = Arc::new(Instant(testkit::media::picture(8, 1)));
            let local = Local::with_painter(settings, painter).map_err(StartError)?;
            Ok(Providers::default().with("local", Provider::Local(local)))
        })
    })
}

//! `marty make`: one picture without a browser, a server or an account.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};

use clap::Args;
use domain::{generation::request, limits::SEED_MAX};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value};
use studio::{PictureRequest, Studio, Style, StyleChoice, Watch};

use crate::{config::Config, env::Env};

/// What to make.
#[derive(Debug, Args)]
pub(super) struct MakeArguments {
    /// What you would like to see.
    prompt: String,
    /// The PNG file to write.
    #[arg(short, long, default_value = "picture.png")]
    output: PathBuf,
    /// 1:1, 9:16, 16:9 or 4:3.
    #[arg(long, default_value = "1:1")]
    aspect: String,
    /// A style such as oil-painting; without one the words decide.
    #[arg(long, default_value = request::STYLE_AUTO)]
    style: String,
    /// standard, high or ultra.
    #[arg(long, default_value = "standard")]
    quality: String,
    /// The same words and seed make the same picture again.
    #[arg(long)]
    seed: Option<i64>,
}

struct Bar {
    bar: ProgressBar,
    shown: AtomicU64,
}

impl Watch for Bar {
    fn progress(&self, step: studio::Progress<'_>) {
        let percent = (step.fraction.clamp(0.0, 1.0) * 100.0) as u64;
        if self.shown.swap(percent, Ordering::Relaxed) != percent {
            self.bar.set_position(percent);
        }
        self.bar.set_message(step.sentence.to_owned());
    }

    fn cancelled(&self) -> bool {
        false
    }
}

pub(super) fn make(config: &Config, arguments: &MakeArguments) -> Result<(), String> {
    let catalog = crate::catalog::load(&config.catalog.directory)?;
    let model = catalog
        .chain(domain::catalog::Operation::TextToImage)
        .into_iter()
        .find(|model| model.provider == "local");
    let model = model.ok_or("the catalog has no local model")?;
    let request = request::parse(&input(arguments), model).map_err(sentences)?;
    let size = request.size(model);
    let style = if request.style == request::STYLE_AUTO {
        StyleChoice::Auto
    } else {
        StyleChoice::Named(Style::parse(&request.style).ok_or("the local studio does not know this style")?)
    };
    let seed = request.seed.unwrap_or_else(|| Env::system().new_seed().min(SEED_MAX)).unsigned_abs();
    let prompt = request.prompt.as_str().to_owned();
    let request = PictureRequest { prompt, width: size.width, height: size.height, style, seed };

    let bar = ProgressBar::new(100);
    let look = ProgressStyle::with_template("{bar:32} {pos:>3}% {msg}").map_err(|error| error.to_string())?;
    bar.set_style(look);
    let watch = Bar { bar, shown: AtomicU64::new(u64::MAX) };
    let threads = match config.local_studio.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    let studio = Studio::with_threads(threads, || {}).map_err(|error| error.to_string())?;
    let picture = studio.make_picture(&request, &watch).map_err(|error| error.to_string())?;
    let file = picture.encode_png().map_err(|error| error.to_string())?;
    watch.bar.finish_and_clear();
    std::fs::write(&arguments.output, file)
        .map_err(|error| format!("cannot write {}: {error}", arguments.output.display()))?;
    println!(
        "{}: {} × {}, seed {seed}\n{}\n{}",
        arguments.output.display(),
        picture.width,
        picture.height,
        picture.description,
        picture.made_by
    );
    for warning in &picture.warnings {
        println!("{warning}");
    }
    Ok(())
}

fn input(arguments: &MakeArguments) -> Value {
    let mut fields = Map::new();
    fields.insert("prompt".into(), arguments.prompt.as_str().into());
    fields.insert("aspectRatio".into(), arguments.aspect.as_str().into());
    fields.insert("style".into(), arguments.style.as_str().into());
    fields.insert("quality".into(), arguments.quality.as_str().into());
    if let Some(seed) = arguments.seed {
        fields.insert("seed".into(), seed.into());
    }
    Value::Object(fields)
}

fn sentences(errors: Vec<request::FieldError>) -> String {
    let lines = errors.into_iter().map(|error| {
        let field = error.path.trim_start_matches("inputData.").to_owned();
        format!("{field}: {}", error.message)
    });
    lines.collect::<Vec<_>>().join("\n       ")
}

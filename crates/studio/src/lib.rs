//! The local studio: pictures from words, and changes to pictures, made on this machine without any service.
//!
//! A prompt is understood as a scene ([`scene`]), the scene is painted layer by layer, and the
//! result is finished in a style; some styles use a small neural network ([`vision`], run by
//! [`engine`]). It is not a diffusion model and never says so: it knows a fixed set of lands,
//! lights and things, and names every word it could not use.
//!
//! ```text
//! prompt ──understand──▶ SceneSpec ──compose + light──▶ layers ──finish──▶ style ──▶ Picture
//! ```
//!
//! Pictures that are there are changed by [`edit`]; clips are made from scenes and pictures by [`motion`],
//! of faces that speak by [`lipsync`], and become files in [`film`].
//!
//! What is too large to be built in is fetched by [`weights`] and found in a folder.
//!
//! The crate knows no network, no database, no clock and keeps no global state. It runs in the
//! caller's rayon pool; the same request gives the same bytes with any number of threads.

pub mod edit;
pub mod engine;
pub mod film;
pub mod lipsync;
pub mod motion;
mod picture;
mod program;
pub mod scene;
pub mod speech;
pub mod vision;

use std::sync::Arc;

pub use edit::{Backdrop, Change, EditRequest, EditResult, Edited};
pub use lipsync::{LipsyncRequest, Said, Talk};
pub use motion::{Clip, ClipRequest, ClipSource};
pub use picture::{
    PIXELS_MAX, Picture, PictureRequest, Preview, Progress, SIDE_MAX, SIDE_MIN, StyleChoice, Watch,
};
pub use scene::Style;
pub use speech::{SpeechRequest, Spoken};

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum StudioError {
    /// The caller asked to stop.
    #[error("The picture was cancelled.")]
    Cancelled,
    /// The request cannot be painted.
    #[error("{0}")]
    Invalid(String),
    /// A part of the studio failed.
    #[error("The local studio failed: {0}")]
    Engine(String),
    /// The machine has not what the work needs, in a sentence for people: its disk is full, for example.
    #[error("{0}")]
    Machine(String),
}

/// Paints pictures. Cheap to make; the network is loaded when a style first needs it.
pub struct Studio {
    pub(crate) painter: Arc<vision::style::StylePainter>,
    pub(crate) networks: Arc<vision::Networks>,
    pub(crate) tools: film::Tools,
    pub(crate) voices: Arc<speech::neural::NeuralVoices>,
    pub(crate) cutter: Arc<vision::fetched::Fetched>,
    threads: usize,
    on_thread_start: fn(),
}

impl Studio {
    /// A studio whose network runs on one thread per core.
    ///
    /// # Errors
    /// None today; kept for engines that check the machine.
    pub fn new() -> Result<Studio, StudioError> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Studio::with_threads(threads, || {})
    }

    /// A studio whose network runs on `threads` threads, each of which calls `on_thread_start`
    /// before its first work (to lower its priority, for example).
    ///
    /// # Errors
    /// None today; kept for engines that check the machine.
    pub fn with_threads(threads: usize, on_thread_start: fn()) -> Result<Studio, StudioError> {
        let threads = threads.max(1);
        let painter = Arc::new(vision::style::StylePainter::new(threads, on_thread_start));
        let networks = Arc::new(vision::Networks::new(threads, on_thread_start));
        let voices = Arc::new(speech::neural::NeuralVoices::new(None, threads, on_thread_start));
        let cutter = Arc::new(vision::object::network(None, threads, on_thread_start));
        let tools = film::Tools::found();
        Ok(Studio { painter, networks, tools, voices, cutter, threads, on_thread_start })
    }

    /// The same studio with other programs for clips.
    #[must_use]
    pub fn with_tools(self, tools: film::Tools) -> Studio {
        Studio { tools, ..self }
    }

    /// The same studio with what was fetched into a folder, which need not exist. What is fetched later is found.
    #[must_use]
    pub fn with_packs(self, folder: weights::Folder) -> Studio {
        let (threads, on_thread_start) = (self.threads, self.on_thread_start);
        let voices = speech::neural::NeuralVoices::new(Some(folder.clone()), threads, on_thread_start);
        let cutter = vision::object::network(Some(folder), threads, on_thread_start);
        Studio { voices: Arc::new(voices), cutter: Arc::new(cutter), ..self }
    }

    /// Whether anything can be cut out here, which takes seconds; else only people can, which does not.
    #[must_use]
    pub fn cuts_out_anything(&self) -> bool {
        self.cutter.is_there()
    }

    /// What a prompt asks for. Pure and quick.
    pub fn understand(&self, prompt: &str, style: StyleChoice) -> scene::SceneSpec {
        scene::understand(prompt, style)
    }

    /// Paints a picture in the current rayon pool.
    ///
    /// # Errors
    /// [`StudioError::Cancelled`] once `w` says so, [`StudioError::Invalid`] for a size that cannot
    /// be painted, [`StudioError::Engine`] when the network fails.
    pub fn make_picture(&self, r: &PictureRequest, w: &dyn Watch) -> Result<Picture, StudioError> {
        r.check()?;
        let spec = scene::understand(&r.prompt, r.style);
        let steps = scene::Steps::new(w, spec.style.is_neural());
        let picture = self.paint_scene(spec, r.seed, [r.width as usize, r.height as usize], &steps)?;
        steps.say(1.0, "Finished", Some(&picture.rgb), [r.width, r.height]);
        Ok(picture)
    }

    /// Paints a scene that is understood.
    pub(crate) fn paint_scene(
        &self,
        spec: scene::SceneSpec,
        seed: u64,
        size: [usize; 2],
        steps: &scene::Steps<'_>,
    ) -> Result<Picture, StudioError> {
        let style = spec.style;
        let [width, height] = size.map(|side| side as u32);
        let painted = scene::paint(&spec, seed, size, steps)?;
        let board = painted.board;
        let mut rgb = if style.is_neural() {
            steps.say(0.60, "Repainting in the style", Some(&painted.rgb), [width, height]);
            self.painter.repaint(&painted.rgb, size, style, steps)?
        } else {
            scene::styles::draw(painted, style, seed, steps)?
        };
        if let Some(words) = &spec.lettering {
            scene::lettering::setting::set(words, &mut rgb, [width, height], board);
        }
        let made_by = match vision::style::recipe(style).filter(|_| style.is_neural()) {
            Some(recipe) => format!(
                "Local studio: painted scene, {} (neural style {})",
                style.label().to_lowercase(),
                recipe.name()
            ),
            None if style == Style::Natural => "Local studio: painted scene".to_owned(),
            None => format!("Local studio: painted scene, {}", style.label().to_lowercase()),
        };
        let (description, warnings) = (spec.description.clone(), spec.warnings.clone());
        Ok(Picture { width, height, rgb, description, warnings, made_by, scene: spec, style, seed })
    }
}

//! Clips: a scene that lives, or a picture that is moved before the camera.
//!
//! ```text
//! words ─▶ words: camera move, what falls, pace ─┐
//! a scene ─▶ scenery: sky, water, land, things ──┼─▶ stage: frame after frame ─▶ develop ─▶ film: MP4
//! a picture ─▶ still: people and the rest ───────┘
//! ```
//!
//! | file | what |
//! |---|---|
//! | [`words`] | what words ask of a clip |
//! | `camera` | where the camera is in each frame |
//! | `plate` | layers with nearness, and how a moved camera sees them |
//! | `heavens`, `sea`, `particles` | what moves by itself: clouds, stars, northern lights; waves; rain, snow, dust |
//! | `scenery`, `still` | a scene, and any picture, as a stage |
//! | `stage`, `develop` | frames of light, and what an encoder takes |
//!
//! Layers are painted once, larger than a frame; a frame only looks through them. Frames go to the encoder one by
//! one, so memory does not grow with a clip's length.

mod camera;
mod develop;
mod heavens;
mod particles;
mod plate;
mod scenery;
mod sea;
mod stage;
mod still;
pub mod words;

use serde_json::{Value, json};

use crate::edit::Photo;
use crate::edit::raster::resized;
use crate::film::{self, Format, Frame};
use crate::scene::layers::Keep;
use crate::scene::{self, Painted, SceneSpec, Steps, Style, layers};
use crate::{Studio, StudioError, StyleChoice, Watch};
use stage::{Shot, Stage};
use words::{Move, Wish};

/// Shortest clip, milliseconds.
pub const MS_MIN: u32 = 1_000;
/// Longest clip, milliseconds.
pub const MS_MAX: u32 = 15_000;
/// Most pixels of a frame: 1080p.
pub const FRAME_PIXELS_MAX: usize = 1920 * 1088;
/// Pixels of a frame when nobody says: 720p.
const FRAME_PIXELS_USUAL: f32 = 1280.0 * 720.0;
/// Sides of a frame, pixels.
const SIDE_MIN: f32 = 128.0;
const SIDE_MAX: f32 = 1920.0;
/// Widest and narrowest frame, as width to height.
const SHAPE_MAX: f32 = 3.0;
/// Frames a second when nobody says.
const RATE: u32 = 24;
/// How much larger than a frame layers are painted: room for the camera to come closer.
const CANVAS: f32 = 1.22;
/// Share of the whole work that is done before the first frame.
const STAGED: f32 = 0.16;

/// What to make a clip of.
#[derive(Clone, Debug)]
pub struct ClipRequest {
    /// What happens.
    pub prompt: String,
    /// What is seen.
    pub source: ClipSource,
    /// How long, milliseconds; 1,000 to 15,000.
    pub duration_ms: u32,
    /// Frames a second, 24 or 30; `None` is what the words say, else 24.
    pub rate: Option<u32>,
    /// How much moves, 0.1 to 1.
    pub strength: f32,
    /// Width and height of a frame, pixels; `None` keeps the picture's shape.
    pub size: Option<[u32; 2]>,
    /// A sound to play with it: a WAV file.
    pub sound: Option<Vec<u8>>,
    /// Same request, same seed, same frames on one machine.
    pub seed: u64,
}

/// Where a clip comes from.
#[derive(Clone, Debug)]
pub enum ClipSource {
    /// The prompt alone: a scene.
    Words,
    /// A picture's file. One that this studio painted keeps its scene, which is then animated itself.
    Picture(Vec<u8>),
}

/// A finished clip.
#[derive(Clone, Debug)]
pub struct Clip {
    /// An MP4 file.
    pub mp4: Vec<u8>,
    /// Its first frame, a PNG file: what is seen before it plays.
    pub poster: Vec<u8>,
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// Its length, milliseconds.
    pub duration_ms: u32,
    /// What is seen: alternative text.
    pub description: String,
    /// What of the wish was left out, in sentences.
    pub warnings: Vec<String>,
    /// What made it.
    pub made_by: String,
    /// Everything that is needed to make it again.
    pub provenance: Value,
}

/// What is known of a clip besides its frames.
struct Told<'a> {
    description: String,
    warnings: Vec<String>,
    made_by: String,
    scene: Option<(&'a SceneSpec, u64)>,
}

impl Studio {
    /// Makes a clip in the current rayon pool.
    ///
    /// # Errors
    /// [`StudioError::Cancelled`] once `w` says so, [`StudioError::Invalid`] with the reason when the request is one
    /// the studio cannot do, [`StudioError::Machine`] when the disk is full, [`StudioError::Engine`] when an encoder
    /// or a network fails.
    pub fn animate(&self, request: &ClipRequest, w: &dyn Watch) -> Result<Clip, StudioError> {
        check(request)?;
        let wish = words::understand(&request.prompt);
        let steps = Steps::of_part(w, STAGED);
        match &request.source {
            ClipSource::Words => {
                let spec = scene::understand(&wish.scene, StyleChoice::Auto);
                self.of_scene(request, &wish, (spec, request.seed), None, &steps)
            }
            ClipSource::Picture(file) => {
                let photo = Photo::decode(file)?;
                steps.check()?;
                match crate::edit::photo::kept_scene(file) {
                    Some(kept) => self.of_scene(request, &wish, kept, Some(photo.flattened()), &steps),
                    None => self.of_picture(request, &wish, photo, &steps),
                }
            }
        }
    }

    /// A clip of a scene; of a picture that keeps one where `photo` is given.
    fn of_scene(
        &self,
        request: &ClipRequest,
        wish: &Wish,
        (spec, seed): (SceneSpec, u64),
        photo: Option<Photo>,
        steps: &Steps<'_>,
    ) -> Result<Clip, StudioError> {
        let shape = photo.as_ref().map(Photo::shape);
        let shot = shot(request, wish, shape);
        let shape = shape.unwrap_or(shot.size[0] as f32 / shot.size[1] as f32);
        let canvas = canvas(&shot, shape);
        let mut warnings = if photo.is_some() { left_out(wish) } else { spec.warnings.clone() };
        let description = format!("{}, {}", spec.description, shot.path.phrase());
        if spec.style == Style::Natural {
            let mut layers = layers::paint(&spec, seed, canvas, Keep::Parts, steps)?;
            let parts = layers.parts.take();
            let parts =
                parts.ok_or_else(|| StudioError::Engine("a scene came without its parts".to_owned()))?;
            let stage = scenery::living(&spec, &layers, parts, seed, wish.falling, steps)?;
            let made_by = "Local studio: painted scene in layers, animated".to_owned();
            let told = Told { description, warnings, made_by, scene: Some((&spec, seed)) };
            return self.shoot(request, &stage, &shot, told, steps);
        }
        let painted = scene::paint(&spec, seed, canvas, steps)?;
        let rgb = match photo {
            Some(photo) => resized(&photo.rgb, photo.size, canvas),
            None => self.in_style(&painted, spec.style, seed, steps)?,
        };
        let horizon = scene::compose::Composition::new(&spec, seed, shape).horizon;
        let stage = scenery::repainted(&painted, &rgb, horizon);
        if wish.falling.is_some() {
            warnings.push("Nothing falls in a scene that is repainted in a style.".to_owned());
        }
        let made_by = format!(
            "Local studio: painted scene, {}, moved by its own depth",
            spec.style.label().to_lowercase()
        );
        let told = Told { description, warnings, made_by, scene: Some((&spec, seed)) };
        self.shoot(request, &stage, &shot, told, steps)
    }

    fn in_style(
        &self,
        painted: &Painted,
        style: Style,
        seed: u64,
        steps: &Steps<'_>,
    ) -> Result<Vec<u8>, StudioError> {
        let size = [painted.width, painted.height];
        if style.is_neural() {
            return self.painter.repaint(&painted.rgb, size, style, steps);
        }
        scene::styles::draw(painted.clone(), style, seed, steps)
    }

    /// A clip of any picture.
    fn of_picture(
        &self,
        request: &ClipRequest,
        wish: &Wish,
        photo: Photo,
        steps: &Steps<'_>,
    ) -> Result<Clip, StudioError> {
        let shot = shot(request, wish, Some(photo.shape()));
        let said = photo.said.clone().unwrap_or_else(|| "The picture".to_owned());
        let most = (shot.size[0] * shot.size[1]) as f32 * CANVAS * CANVAS;
        let still = still::stage(self, photo, most, wish.falling, request.seed, steps)?;
        let made_by = match still.has_people {
            true => {
                "Local studio: people in a layer of their own (MediaPipe selfie segmentation), moved before the rest"
            }
            false => "Local studio: the picture moved by a guess of what is near",
        };
        let told = Told {
            description: format!("{said}, {}", shot.path.phrase()),
            warnings: left_out(wish),
            made_by: made_by.to_owned(),
            scene: None,
        };
        self.shoot(request, &still.stage, &shot, told, steps)
    }

    /// Makes every frame and hands it to the encoder.
    fn shoot(
        &self,
        request: &ClipRequest,
        stage: &Stage<'_>,
        shot: &Shot,
        told: Told<'_>,
        steps: &Steps<'_>,
    ) -> Result<Clip, StudioError> {
        let format = Format { size: shot.size, rate: shot.rate, frames: shot.frames };
        let stop = || steps.stopped();
        let mut film = film::begin(&self.tools, format, request.sound.as_deref(), &stop)?;
        let mut frame = Frame::new(shot.size);
        let (mut light, mut poster) = (Vec::new(), Vec::new());
        for index in 0..shot.frames {
            stage.frame(shot, index, &mut light, &mut frame, &stop);
            steps.check()?;
            if index == 0 {
                poster = frame.png()?;
            }
            film.add(&frame, &stop)?;
            let fraction = STAGED + (1.0 - STAGED) * 0.97 * (index + 1) as f32 / shot.frames as f32;
            let sentence = format!("Frame {} of {}", index + 1, shot.frames);
            // A preview now and then: it costs a hundredth of a frame.
            let small = (index % 12 == 0).then(|| frame.small());
            let size = small.as_ref().map_or([0, 0], |small| small.1);
            steps.say(fraction, &sentence, small.as_ref().map(|small| small.0.as_slice()), size);
        }
        let (mp4, encoder) = film.finish(&stop)?;
        steps.check()?;
        let duration_ms = (u64::from(shot.frames) * 1_000 / u64::from(shot.rate)) as u32;
        let provenance = json!({
            "operation": if told.scene.is_some() { "scene_clip" } else { "picture_clip" },
            "prompt": request.prompt,
            "scene": told.scene.map(|(spec, _)| spec),
            "seed": told.scene.map_or(request.seed, |(_, seed)| seed),
            "camera": format!("{:?}", shot.path),
            "strength": shot.strength,
            "rate": shot.rate,
            "frames": shot.frames,
            "encoder": encoder,
        });
        Ok(Clip {
            mp4,
            poster,
            size: shot.size.map(|side| side as u32),
            duration_ms,
            description: told.description,
            warnings: told.warnings,
            made_by: told.made_by,
            provenance,
        })
    }
}

fn check(request: &ClipRequest) -> Result<(), StudioError> {
    if !(MS_MIN..=MS_MAX).contains(&request.duration_ms) {
        return Err(StudioError::Invalid(format!(
            "The local studio makes clips of {} to {} seconds.",
            MS_MIN / 1_000,
            MS_MAX / 1_000
        )));
    }
    if request.rate.is_some_and(|rate| rate != 24 && rate != 30) {
        return Err(StudioError::Invalid("The local studio makes 24 or 30 frames a second.".to_owned()));
    }
    Ok(())
}

/// How a clip is shot: its size even, within bounds and of the picture's shape where none is asked for.
fn shot(request: &ClipRequest, wish: &Wish, shape: Option<f32>) -> Shot {
    let asked = request.size.map(|[w, h]| [w.max(1) as f32, h.max(1) as f32]);
    let shape = asked.map_or(shape.unwrap_or(16.0 / 9.0), |[w, h]| w / h);
    let shape = shape.clamp(1.0 / SHAPE_MAX, SHAPE_MAX);
    let pixels = asked.map_or(FRAME_PIXELS_USUAL, |[w, h]| w * h);
    let pixels = pixels.min(FRAME_PIXELS_MAX as f32);
    let width = (pixels * shape).sqrt();
    let k = (SIDE_MAX / width.max(width / shape)).min(1.0);
    let side = |length: f32| ((length * k).clamp(SIDE_MIN, SIDE_MAX) / 2.0).round() as usize * 2;
    let rate = request.rate.or(wish.rate).unwrap_or(RATE);
    let frames = ((u64::from(request.duration_ms) * u64::from(rate) + 500) / 1_000).max(1) as u32;
    let strength = (request.strength * wish.pace).clamp(0.1, 1.0);
    let path = wish.path.unwrap_or(Move::Drift);
    Shot { size: [side(width), side(width / shape)], rate, frames, path, strength }
}

/// The size at which layers of this shape are painted: they cover the frame with room to come closer.
fn canvas(shot: &Shot, shape: f32) -> [usize; 2] {
    let [w, h] = shot.size.map(|side| side as f32);
    let height = h.max(w / shape) * CANVAS;
    // A picture far from the frame's shape must not cost more than twice the frame.
    let k = (2.0 * CANVAS * CANVAS * w * h / (height * height * shape)).sqrt().min(1.0);
    [height * shape * k, height * k].map(|side| (side.round() as usize).max(64))
}

fn left_out(wish: &Wish) -> Vec<String> {
    if wish.left.is_empty() {
        return Vec::new();
    }
    let words = wish.left.iter().take(12).map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ");
    vec![format!(
        "Left out, because the local studio moves the camera, sky, water and weather, and not things by name: {words}."
    )]
}

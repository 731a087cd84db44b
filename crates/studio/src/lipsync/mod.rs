//! A face made to speak.
//!
//! ```text
//! text ─▶ speech, with the time of each word ─┐
//! a recording ────────────────────────────────┼─▶ visemes: the mouth in each frame ─┐
//! a picture ─▶ face ─▶ mesh: 468 points ──────┴─▶ warp: the face with that mouth ───┴─▶ film, with the sound
//! ```
//!
//! No network makes the mouth: lips and jaw of the picture itself are moved, and the inside is painted. That is good
//! on faces seen from the front, in photographs and illustrations; it is not what networks trained for it do, and says so.

pub mod visemes;
mod warp;

use std::f32::consts::TAU;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::edit::Photo;
use crate::edit::raster::{luma_of, resized};
use crate::film::{self, Format, Frame};
use crate::scene::Steps;
use crate::scene::noise::{Dice, smooth};
use crate::speech::{self, SpeechRequest, TimedWord, Utterance};
use crate::vision::{face, mesh};
use crate::{Studio, StudioError, Watch};
use visemes::Mouth;
use warp::{From, Pose, Rig};

/// Frames a second.
pub const RATE: u32 = 25;
/// Longest clip, seconds.
pub const SECONDS_MAX: u32 = 120;
/// Most pixels of a frame.
const PIXELS_MAX: f32 = 1280.0 * 720.0;
/// Fewest pixels of a face's width that can be made to speak.
const FACE_MIN: f32 = 40.0;
/// How much larger the picture is shown when the head moves, so that no edge is seen.
const ROOM: f32 = 1.035;

/// What to make.
#[derive(Clone, Debug)]
pub struct LipsyncRequest {
    /// The face: a picture's file.
    pub picture: Vec<u8>,
    /// What is said.
    pub speech: Said,
    /// Also lids that close, lips that widen and round, and a head that moves a little.
    pub advanced: bool,
}

/// What a face says.
#[derive(Clone, Debug)]
pub enum Said {
    /// A text, read by a voice of this machine.
    Text(SpeechRequest),
    /// A recording: a WAV file, or with ffmpeg any sound.
    Recording(Vec<u8>),
}

/// A finished clip.
#[derive(Clone, Debug)]
pub struct Talk {
    /// An MP4 file with its sound.
    pub mp4: Vec<u8>,
    /// Its first frame, a PNG file: what is seen before it plays.
    pub poster: Vec<u8>,
    /// Its length, milliseconds.
    pub duration_ms: u64,
    /// When each word is said, where that is known.
    pub words: Vec<TimedWord>,
    /// How far the mouth is open in each frame, 0 to 1.
    pub open: Vec<f32>,
    /// What is seen: alternative text.
    pub description: String,
    /// What was left out or is unsure, in sentences.
    pub warnings: Vec<String>,
    /// What made it.
    pub made_by: String,
    /// Everything that is needed to make it again.
    pub provenance: Value,
}

/// A sound with what is known of it.
struct Voice {
    wav: Vec<u8>,
    sound: Utterance,
    words: Vec<TimedWord>,
    made_by: String,
    description: String,
    warnings: Vec<String>,
}

impl Studio {
    /// Makes a face speak, in the current rayon pool.
    ///
    /// # Errors
    /// [`StudioError::Invalid`] when there is no face from the front, no sound or too much of it,
    /// [`StudioError::Cancelled`] once `w` says so, [`StudioError::Machine`] when the disk is full,
    /// [`StudioError::Engine`] when a network, a voice or an encoder fails.
    pub fn talk(&self, request: &LipsyncRequest, w: &dyn Watch) -> Result<Talk, StudioError> {
        let steps = Steps::of_part(w, 0.1);
        steps.say(0.0, "Looking for the face", None::<&[u8]>, [0, 0]);
        let photo = fitted(Photo::decode(&request.picture)?.flattened());
        steps.check()?;
        let (rig, mut warnings) = self.rig(&photo)?;
        steps.check()?;
        steps.say(0.05, "Listening to what is said", None::<&[u8]>, [0, 0]);
        let voice = self.voice(&request.speech, w)?;
        steps.check()?;
        warnings.extend(voice.warnings.iter().cloned());
        let seconds = voice.sound.samples.len() as f32 / voice.sound.rate.max(1) as f32;
        let frames = (seconds * RATE as f32).ceil().max(1.0) as usize;
        let mut mouths = visemes::mouths(&voice.sound, &voice.words, frames, RATE);
        if !request.advanced {
            mouths.iter_mut().for_each(|mouth| mouth.wide *= 0.3);
        }
        let poses = poses(&mouths, request.advanced);
        let film = self.speak_on_film(
            &Sitter { photo: &photo, rig: &rig, advanced: request.advanced },
            &poses,
            &voice.wav,
            &steps,
        )?;
        let who = photo.said.clone().unwrap_or_else(|| "A face".to_owned());
        let provenance = json!({
            "operation": "lipsync",
            "parameters": { "advanced": request.advanced, "rate": RATE, "frames": frames },
            "timing": if voice.words.is_empty() { "sound" } else { "words and sound" },
        });
        Ok(Talk {
            mp4: film.file,
            poster: film.poster,
            duration_ms: frames as u64 * 1_000 / u64::from(RATE),
            open: mouths.iter().map(|mouth| mouth.open).collect(),
            description: format!("{who}, speaking{}", voice.description),
            warnings,
            made_by: format!(
                "Local studio: the picture's own mouth moved by formula (MediaPipe face mesh){}",
                voice.made_by
            ),
            words: voice.words,
            provenance,
        })
    }

    /// The largest face of a picture, ready to speak.
    fn rig(&self, photo: &Photo) -> Result<(Rig, Vec<String>), StudioError> {
        let wide = |f: &face::Face| (f.corners[2] - f.corners[0]) * photo.size[0] as f32;
        let faces = face::find(&self.networks, &photo.rgb, photo.size)?;
        let Some(largest) = faces.iter().max_by(|a, b| wide(a).total_cmp(&wide(b))) else {
            return Err(StudioError::Invalid(
                "No face was found in the picture. The local studio makes faces speak that look at the camera and fill \
                 at least a tenth of the picture."
                    .to_owned(),
            ));
        };
        if wide(largest) < FACE_MIN {
            return Err(StudioError::Invalid(format!(
                "The face is {} pixels wide; the local studio needs at least {FACE_MIN}.",
                wide(largest) as u32
            )));
        }
        let Some(mesh) = mesh::find(&self.networks, &photo.rgb, photo.size, largest)? else {
            return Err(StudioError::Invalid(
                "The face looks too far to the side: its mouth could not be found.".to_owned(),
            ));
        };
        let several = format!("The picture shows {} faces; the largest speaks.", faces.len());
        Ok((Rig::new(&mesh), if faces.len() > 1 { vec![several] } else { Vec::new() }))
    }

    fn voice(&self, said: &Said, w: &dyn Watch) -> Result<Voice, StudioError> {
        let voice = match said {
            Said::Text(request) => {
                let spoken = self.speak(request, &Unheard(w))?;
                let sound = speech::sound::from_wav(&spoken.wav)
                    .ok_or_else(|| StudioError::Engine("the voice's own sound cannot be read".to_owned()))?;
                Voice {
                    sound,
                    wav: spoken.wav,
                    words: spoken.words,
                    made_by: spoken.made_by.replacen("Local studio: read by", ", spoken by", 1),
                    description: format!(": {}", spoken.description),
                    warnings: spoken.warnings,
                }
            }
            Said::Recording(file) => {
                let wav = film::wav_of(&self.tools, file, &|| w.cancelled())?;
                let sound = speech::sound::from_wav(&wav)
                    .ok_or_else(|| StudioError::Invalid("The sound cannot be read.".to_owned()))?;
                let (words, warnings) = (Vec::new(), Vec::new());
                Voice { sound, wav, words, made_by: String::new(), description: String::new(), warnings }
            }
        };
        let seconds = voice.sound.samples.len() as f32 / voice.sound.rate.max(1) as f32;
        if seconds > SECONDS_MAX as f32 {
            return Err(StudioError::Invalid(format!(
                "The sound is {seconds:.0} seconds long; the local studio makes faces speak for at most {SECONDS_MAX}."
            )));
        }
        if !voice.sound.samples.iter().any(|sample| sample.abs() > 0.005) {
            return Err(StudioError::Invalid("Nothing can be heard in the sound.".to_owned()));
        }
        Ok(voice)
    }

    fn speak_on_film(
        &self,
        sitter: &Sitter<'_>,
        poses: &[Posed],
        wav: &[u8],
        steps: &Steps<'_>,
    ) -> Result<Filmed, StudioError> {
        let Sitter { photo, rig, advanced } = *sitter;
        let stop = || steps.stopped();
        let format = Format { size: photo.size, rate: RATE, frames: poses.len() as u32 };
        let mut film = film::begin(&self.tools, format, Some(wav), &stop)?;
        let mut frame = Frame::new(photo.size);
        let (mut rgb, mut poster) = (photo.rgb.clone(), Vec::new());
        for (index, posed) in poses.iter().enumerate() {
            draw(photo, rig, posed, advanced, &mut rgb);
            steps.check()?;
            frame.fill(&rgb);
            if index == 0 {
                poster = frame.png()?;
            }
            film.add(&frame, &stop)?;
            let fraction = 0.1 + 0.87 * (index + 1) as f32 / poses.len() as f32;
            let small = (index % 12 == 0).then(|| frame.small());
            let size = small.as_ref().map_or([0, 0], |small| small.1);
            let sentence = format!("Frame {} of {}", index + 1, poses.len());
            steps.say(fraction, &sentence, small.as_ref().map(|small| small.0.as_slice()), size);
        }
        let (file, _) = film.finish(&stop)?;
        Ok(Filmed { file, poster })
    }
}

/// A film and its first frame.
struct Filmed {
    file: Vec<u8>,
    poster: Vec<u8>,
}

/// Passes on whether to stop and keeps progress to itself: reading aloud is a small part of the work.
struct Unheard<'a>(&'a dyn Watch);

impl Watch for Unheard<'_> {
    fn progress(&self, _: crate::Progress<'_>) {}

    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}

/// Who speaks: the picture, how the face in it moves, and whether blinks and the head do, too.
struct Sitter<'a> {
    photo: &'a Photo,
    rig: &'a Rig,
    advanced: bool,
}

/// A face and a head at a moment.
struct Posed {
    face: Pose,
    /// How far the head is moved, as shares of the picture's height, and turned, radians.
    moved: [f32; 2],
    turned: f32,
}

fn poses(mouths: &[Mouth], advanced: bool) -> Vec<Posed> {
    let mut dice = Dice::new(mouths.len() as u64, 61);
    let mut blinks = Vec::new();
    let mut at = dice.range(0.8, 2.2);
    while at < mouths.len() as f32 / RATE as f32 {
        blinks.push(at);
        at += dice.range(2.2, 4.6);
    }
    let posed = |(i, mouth): (usize, &Mouth)| {
        let t = i as f32 / RATE as f32;
        if !advanced {
            let face = Pose { mouth: *mouth, blink: 0.0 };
            return Posed { face, moved: [0.0; 2], turned: 0.0 };
        }
        // Lids close in a tenth of a second and open in twice that.
        let lid = |since: f32| smooth(-0.10, 0.0, since) * (1.0 - smooth(0.04, 0.22, since));
        let blink = blinks.iter().map(|blink| lid(t - blink)).fold(0.0, f32::max);
        let moved = [
            0.0035 * (t * TAU * 0.21).sin() + 0.0015 * (t * TAU * 0.53 + 1.0).sin(),
            0.0030 * (t * TAU * 0.17 + 2.0).sin() + 0.002 * mouth.open,
        ];
        let turned = 0.008 * (t * TAU * 0.13 + 0.5).sin();
        Posed { face: Pose { mouth: *mouth, blink }, moved, turned }
    };
    mouths.iter().enumerate().map(posed).collect()
}

/// Draws the picture with a posed face into `rgb`.
fn draw(photo: &Photo, rig: &Rig, posed: &Posed, advanced: bool, rgb: &mut [u8]) {
    let [w, h] = photo.size;
    let bounds = rig.bounds();
    let light = mouth_light(photo, rig);
    let (sin, cos) = posed.turned.sin_cos();
    let centre = [w as f32 / 2.0, h as f32 * 0.62];
    rgb.par_chunks_mut(3 * w).enumerate().for_each(|(y, row)| {
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let mut at = [x as f32 + 0.5, y as f32 + 0.5];
            if advanced {
                let d = [(at[0] - centre[0]) / ROOM, (at[1] - centre[1]) / ROOM];
                at = [
                    centre[0] + d[0] * cos - d[1] * sin - posed.moved[0] * h as f32,
                    centre[1] + d[0] * sin + d[1] * cos - posed.moved[1] * h as f32,
                ];
            }
            let is_face = at[0] > bounds[0] && at[0] < bounds[2] && at[1] > bounds[1] && at[1] < bounds[3];
            let colour = match is_face.then(|| rig.from(at, &posed.face)) {
                None => read(photo, at),
                Some(From::Place(at)) => read(photo, at),
                Some(From::Inside { across, down, opening }) => {
                    let painted = warp::inside(across, down, opening, rig.half(), light);
                    // A mouth that is open in the picture has teeth of its own.
                    let own = smooth(0.10, 0.22, rig.own_opening() / rig.half());
                    let shown = read(photo, rig.own_inside(across, down));
                    [0, 1, 2].map(|c| painted[c] + (shown[c] - painted[c]) * own)
                }
            };
            for (out, value) in pixel.iter_mut().zip(colour) {
                *out = (value + 0.5).clamp(0.0, 255.0) as u8;
            }
        }
    });
}

/// How light the face is around its mouth, 0 to 1.
fn mouth_light(photo: &Photo, rig: &Rig) -> f32 {
    let bounds = rig.bounds();
    let at = [(bounds[0] + bounds[2]) / 2.0, bounds[1] * 0.35 + bounds[3] * 0.65];
    let colour = read(photo, at).map(|c| c / 255.0);
    (luma_of(&colour) * 1.6).clamp(0.15, 1.0)
}

/// The colour between four pixels, 0 to 255, edges repeated.
fn read(photo: &Photo, at: [f32; 2]) -> [f32; 3] {
    let [w, h] = photo.size;
    let x = (at[0] - 0.5).clamp(0.0, w as f32 - 1.0);
    let y = (at[1] - 0.5).clamp(0.0, h as f32 - 1.0);
    let (ix, iy) = (x as usize, y as usize);
    let (jx, jy) = ((ix + 1).min(w - 1), (iy + 1).min(h - 1));
    let (fx, fy) = (x - ix as f32, y - iy as f32);
    let pixel = |x: usize, y: usize, c: usize| f32::from(photo.rgb[3 * (y * w + x) + c]);
    [0, 1, 2].map(|c| {
        let top = pixel(ix, iy, c) * (1.0 - fx) + pixel(jx, iy, c) * fx;
        let low = pixel(ix, jy, c) * (1.0 - fx) + pixel(jx, jy, c) * fx;
        top * (1.0 - fy) + low * fy
    })
}

/// The picture at a size that films have: even sides, within bounds.
fn fitted(photo: Photo) -> Photo {
    let [w, h] = photo.size.map(|side| side as f32);
    let k = (PIXELS_MAX / (w * h)).sqrt().min(1.0);
    let size = photo.size.map(|side| ((side as f32 * k / 2.0).round() as usize * 2).max(16));
    Photo { rgb: resized(&photo.rgb, photo.size, size), size, alpha: None, said: photo.said }
}

//! Frames become a file: MP4 with H.264 that a page can play while it still loads.
//!
//! | file | what |
//! |---|---|
//! | `frame` | one frame as an encoder takes it |
//! | `ffmpeg` | the program of that name, where it is installed: smaller files, sound as AAC |
//! | `own` | no program at all: OpenH264 built into the binary, a container written here |
//! | `mp4` | that container (ISO/IEC 14496-12 and -15) |
//! | `flac` | its sound: FLAC in MP4, which needs no licence and no program |
//!
//! Frames are taken one at a time and none is kept. The program is a child process: it is killed when the run is
//! cancelled, when it stops taking frames, and when the film is dropped.

mod ffmpeg;
mod flac;
mod frame;
mod mp4;
mod own;

use std::path::{Path, PathBuf};

pub use frame::Frame;

use crate::StudioError;

/// What a film looks like.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Width and height, pixels; both even.
    pub size: [usize; 2],
    /// Frames a second.
    pub rate: u32,
    /// Frames in all.
    pub frames: u32,
}

/// The programs of this machine.
#[derive(Clone, Debug, Default)]
pub struct Tools {
    /// ffmpeg, where it is installed.
    pub ffmpeg: Option<PathBuf>,
}

impl Tools {
    /// Looks for them on the search path.
    #[must_use]
    pub fn found() -> Tools {
        Tools { ffmpeg: crate::program::on_path("ffmpeg") }
    }

    /// None: films are made by what is built in.
    #[must_use]
    pub fn none() -> Tools {
        Tools::default()
    }
}

/// Asked whether to stop.
pub type Stop<'a> = dyn Fn() -> bool + Sync + 'a;

/// A film on its way.
pub enum Film {
    /// To the program.
    Ffmpeg(Box<ffmpeg::Ffmpeg>),
    /// Through what is built in.
    Own(Box<own::Own>),
}

/// Begins a film; `sound` is a WAV file of one channel and 16 bits that plays with it, as long as the film is at most.
///
/// # Errors
/// [`StudioError::Engine`] when no encoder can be started, [`StudioError::Invalid`] when the sound cannot be read,
/// [`StudioError::Machine`] when there is no room on the disk.
pub fn begin(
    tools: &Tools,
    format: Format,
    sound: Option<&[u8]>,
    stop: &Stop<'_>,
) -> Result<Film, StudioError> {
    if let Some(program) = &tools.ffmpeg
        && ffmpeg::encodes(program, stop)?
    {
        return Ok(Film::Ffmpeg(Box::new(ffmpeg::Ffmpeg::begin(program, format, sound)?)));
    }
    Ok(Film::Own(Box::new(own::Own::begin(format, sound)?)))
}

/// A sound as a WAV file of one channel and 16 bits. One that already is one is taken as it is; anything else needs ffmpeg.
///
/// # Errors
/// [`StudioError::Invalid`] when it cannot be read, or not without ffmpeg; [`StudioError::Cancelled`].
pub fn wav_of(tools: &Tools, file: &[u8], stop: &Stop<'_>) -> Result<Vec<u8>, StudioError> {
    if crate::speech::sound::from_wav(file).is_some() {
        return Ok(file.to_vec());
    }
    let Some(program) = &tools.ffmpeg else {
        return Err(StudioError::Invalid(
            "This sound can only be read with ffmpeg, which is not installed on this machine. A WAV file of one channel \
             and 16 bits can be read without."
                .to_owned(),
        ));
    };
    match ffmpeg::wav_of(program, file, stop) {
        Err(StudioError::Engine(_)) => {
            Err(StudioError::Invalid("The sound is damaged and cannot be read.".to_owned()))
        }
        answer => answer,
    }
}

/// A picture of a film in a file, as PNG: one of its first second that says most of what is there. `None` without ffmpeg, which
/// runs as a child process: a decoder in this process would read bytes of strangers.
///
/// `container` is what the file is: `mp4`, `mov` or `webm`; it is read as nothing else.
///
/// # Errors
/// [`StudioError::Engine`] when it cannot be read or takes over ten seconds, [`StudioError::Cancelled`].
pub fn poster(
    tools: &Tools,
    film: &Path,
    container: &str,
    stop: &Stop<'_>,
) -> Result<Option<Vec<u8>>, StudioError> {
    let Some(program) = &tools.ffmpeg else { return Ok(None) };
    ffmpeg::poster(program, film, container, stop).map(Some)
}

impl Film {
    /// Adds a frame.
    ///
    /// # Errors
    /// [`StudioError::Cancelled`] once `stop` says so, [`StudioError::Engine`] when the encoder fails or hangs,
    /// [`StudioError::Machine`] when the disk is full.
    pub fn add(&mut self, frame: &Frame, stop: &Stop<'_>) -> Result<(), StudioError> {
        match self {
            Film::Ffmpeg(film) => film.add(frame, stop),
            Film::Own(film) => film.add(frame),
        }
    }

    /// The file, and what encoded it.
    ///
    /// # Errors
    /// As [`Film::add`].
    pub fn finish(self, stop: &Stop<'_>) -> Result<(Vec<u8>, &'static str), StudioError> {
        match self {
            Film::Ffmpeg(film) => Ok((film.finish(stop)?, "ffmpeg, libx264")),
            Film::Own(film) => Ok((film.finish()?, "OpenH264")),
        }
    }
}

//! ffmpeg as a child process: raw frames into its standard input, an MP4 file out of a temporary folder.
//!
//! Its arguments are numbers and names of ours; nothing that a person wrote reaches its command line. It has to
//! take each frame within a deadline, and its last words are kept for the error.

use std::{
    io::{Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, channel, sync_channel},
    },
    time::{Duration, Instant},
};

use super::{Format, Frame, Stop};
use crate::StudioError;

/// How long it may take to take one frame, or to finish the file.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take to say which encoders it has.
const QUESTION_TAKES_AT_MOST: Duration = Duration::from_secs(10);
/// How long it may take to find a picture in a film.
const POSTER_TAKES_AT_MOST: Duration = Duration::from_secs(10);
/// Pixels on a side of a poster.
const POSTER_PIXELS_MAX: u32 = 1920;
/// How often it is asked whether to go on.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Frames on their way into it.
const FRAMES_AHEAD: usize = 3;
/// Bytes of its last words that are kept.
const WORDS_MAX: u64 = 16 * 1024;
/// Largest file that is taken: 15 seconds of 1080p are a tenth of it.
const FILE_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// A film that ffmpeg makes.
pub struct Ffmpeg {
    child: Child,
    frames: Option<SyncSender<Vec<u8>>>,
    taken: Receiver<std::io::Result<()>>,
    ahead: usize,
    words: Receiver<String>,
    folder: tempfile::TempDir,
}

/// Whether the program runs and has the encoder that is needed. Asked once for each program and kept.
///
/// # Errors
/// [`StudioError::Cancelled`].
pub fn encodes(program: &Path, stop: &Stop<'_>) -> Result<bool, StudioError> {
    static KNOWN: Mutex<Vec<(std::path::PathBuf, bool)>> = Mutex::new(Vec::new());
    let known = |list: &Vec<(std::path::PathBuf, bool)>| {
        list.iter().find(|(path, _)| path == program).map(|(_, answer)| *answer)
    };
    if let Some(answer) = KNOWN.lock().ok().and_then(|list| known(&list)) {
        return Ok(answer);
    }
    let answer = listed(program, stop)?;
    if let Ok(mut list) = KNOWN.lock() {
        list.push((program.to_owned(), answer));
    }
    Ok(answer)
}

fn listed(program: &Path, stop: &Stop<'_>) -> Result<bool, StudioError> {
    let mut command = Command::new(program);
    command.args(["-hide_banner", "-loglevel", "error", "-encoders"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return Ok(false) };
    let Some(stdout) = child.stdout.take() else { return Ok(false) };
    let (tell, answer) = channel();
    std::thread::spawn(move || {
        let mut read = Vec::new();
        let _ = stdout.take(1 << 20).read_to_end(&mut read);
        let _ = tell.send(String::from_utf8_lossy(&read).into_owned());
    });
    let deadline = Instant::now() + QUESTION_TAKES_AT_MOST;
    let outcome = loop {
        match answer.recv_timeout(LOOK_EVERY) {
            Ok(text) => break Ok(text.contains(" libx264 ")),
            Err(RecvTimeoutError::Timeout) if stop() => break Err(StudioError::Cancelled),
            Err(RecvTimeoutError::Timeout) if Instant::now() < deadline => {}
            Err(_) => break Ok(false),
        }
    };
    let _ = child.kill();
    let _ = child.wait();
    outcome
}

/// A sound of any kind as a WAV file of one channel, 16 bits and 24,000 samples a second; at most ten minutes of it.
///
/// # Errors
/// [`StudioError::Engine`] when it cannot be read, [`StudioError::Cancelled`].
pub fn wav_of(program: &Path, file: &[u8], stop: &Stop<'_>) -> Result<Vec<u8>, StudioError> {
    let mut command = Command::new(program);
    command.args([
        "-hide_banner",
        "-loglevel",
        "error",
        "-protocol_whitelist",
        "pipe",
        "-i",
        "pipe:0",
        "-vn",
    ]);
    command.args(["-t", "600", "-ac", "1", "-ar", "24000", "-c:a", "pcm_s16le", "-f", "wav", "pipe:1"]);
    crate::program::run("ffmpeg", command, file.to_vec(), PATIENCE, &|| stop())
}

/// A picture of the first second, as PNG; its long side at most [`POSTER_PIXELS_MAX`].
///
/// # Errors
/// [`StudioError::Engine`] when it cannot be read, [`StudioError::Cancelled`].
pub fn poster(program: &Path, film: &Path, container: &str, stop: &Stop<'_>) -> Result<Vec<u8>, StudioError> {
    let demuxer = if container == "webm" { "matroska" } else { "mov" };
    let mut command = Command::new(program);
    command.args(["-hide_banner", "-loglevel", "error", "-nostdin", "-protocol_whitelist", "file"]);
    command.args(["-f", demuxer, "-i"]).arg(film);
    let filters = format!(
        "thumbnail=n=24,scale='min({POSTER_PIXELS_MAX},iw)':'min({POSTER_PIXELS_MAX},ih)':force_original_aspect_ratio=decrease"
    );
    command.args(["-map", "0:v:0", "-an", "-sn", "-vf", &filters, "-frames:v", "1"]);
    command.args(["-c:v", "png", "-f", "image2pipe", "pipe:1"]);
    let file = crate::program::run("ffmpeg", command, Vec::new(), POSTER_TAKES_AT_MOST, &|| stop())?;
    if file.is_empty() { Err(StudioError::Engine("ffmpeg found no picture".to_owned())) } else { Ok(file) }
}

impl Ffmpeg {
    /// Starts the program.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when it cannot be started, [`StudioError::Machine`] without room for its file.
    pub fn begin(program: &Path, format: Format, sound: Option<&[u8]>) -> Result<Ffmpeg, StudioError> {
        let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
        let wav = folder.path().join("sound.wav");
        if let Some(sound) = sound {
            std::fs::write(&wav, sound).map_err(|error| failed(&error))?;
        }
        let mut command = Command::new(program);
        command.args(arguments(format, sound.map(|_| wav.as_path())));
        command.arg(folder.path().join("clip.mp4"));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| failed(&error))?;
        let (Some(mut stdin), Some(stderr)) = (child.stdin.take(), child.stderr.take()) else {
            return Err(StudioError::Engine("ffmpeg has no input or no last words".to_owned()));
        };
        let (frames, waiting) = sync_channel::<Vec<u8>>(FRAMES_AHEAD);
        let (tell, taken) = channel();
        // It ends with the sender of frames, or with the child.
        std::thread::spawn(move || {
            while let Ok(bytes) = waiting.recv() {
                let outcome = stdin.write_all(&bytes);
                let is_over = outcome.is_err();
                if tell.send(outcome).is_err() || is_over {
                    return;
                }
            }
        });
        let (say, words) = channel();
        std::thread::spawn(move || {
            let mut text = Vec::new();
            let mut stderr = stderr;
            let _ = stderr.by_ref().take(WORDS_MAX).read_to_end(&mut text);
            // The rest is read too: a full pipe would stop the program.
            let _ = std::io::copy(&mut stderr, &mut std::io::sink());
            let _ = say.send(String::from_utf8_lossy(&text).into_owned());
        });
        Ok(Ffmpeg { child, frames: Some(frames), taken, ahead: 0, words, folder })
    }

    /// Hands over a frame.
    ///
    /// # Errors
    /// As [`super::Film::add`].
    pub fn add(&mut self, frame: &Frame, stop: &Stop<'_>) -> Result<(), StudioError> {
        if self.ahead >= FRAMES_AHEAD {
            self.wait_for_one(stop)?;
        }
        let sent = self.frames.as_ref().map(|frames| frames.send(frame.bytes().to_vec()));
        if !matches!(sent, Some(Ok(()))) {
            return Err(self.died());
        }
        self.ahead += 1;
        Ok(())
    }

    fn wait_for_one(&mut self, stop: &Stop<'_>) -> Result<(), StudioError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.taken.recv_timeout(LOOK_EVERY) {
                Ok(Ok(())) => {
                    self.ahead -= 1;
                    return Ok(());
                }
                Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return Err(self.died()),
                Err(RecvTimeoutError::Timeout) if stop() => return Err(StudioError::Cancelled),
                Err(RecvTimeoutError::Timeout) if Instant::now() < deadline => {}
                Err(RecvTimeoutError::Timeout) => return Err(hangs()),
            }
        }
    }

    /// The file.
    ///
    /// # Errors
    /// As [`super::Film::finish`].
    pub fn finish(mut self, stop: &Stop<'_>) -> Result<Vec<u8>, StudioError> {
        while self.ahead > 0 {
            self.wait_for_one(stop)?;
        }
        self.frames = None;
        let deadline = Instant::now() + PATIENCE;
        // Its last words end when it does.
        let words = loop {
            match self.words.recv_timeout(LOOK_EVERY) {
                Ok(words) => break words,
                Err(RecvTimeoutError::Timeout) if stop() => return Err(StudioError::Cancelled),
                Err(RecvTimeoutError::Timeout) if Instant::now() < deadline => {}
                Err(_) => return Err(hangs()),
            }
        };
        let status = self.child.wait().map_err(|error| failed(&error))?;
        if !status.success() {
            return Err(said(&words));
        }
        let path = self.folder.path().join("clip.mp4");
        let length = std::fs::metadata(&path).map_err(|error| failed(&error))?.len();
        if length > FILE_BYTES_MAX {
            return Err(StudioError::Engine(format!("ffmpeg wrote {length} bytes")));
        }
        std::fs::read(&path).map_err(|error| failed(&error))
    }

    /// Why it takes no more frames.
    fn died(&mut self) -> StudioError {
        let _ = self.child.kill();
        let _ = self.child.wait();
        said(&self.words.recv_timeout(Duration::from_secs(2)).unwrap_or_default())
    }
}

impl Drop for Ffmpeg {
    /// No program outlives its film. Ending one that has ended does nothing.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn arguments(format: Format, sound: Option<&Path>) -> Vec<std::ffi::OsString> {
    let [w, h] = format.size;
    let (size, rate) = (format!("{w}x{h}"), format.rate.to_string());
    let mut list: Vec<std::ffi::OsString> = Vec::new();
    let mut add = |words: &[&str]| list.extend(words.iter().map(std::ffi::OsString::from));
    add(&["-hide_banner", "-loglevel", "error", "-nostdin", "-y"]);
    add(&["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", &size, "-r", &rate, "-i", "pipe:0"]);
    if let Some(sound) = sound {
        list.extend(["-i".into(), sound.into()]);
    }
    let mut add = |words: &[&str]| list.extend(words.iter().map(std::ffi::OsString::from));
    add(&["-map", "0:v:0", "-c:v", "libx264", "-preset", "veryfast", "-crf", "19", "-pix_fmt", "yuv420p"]);
    add(&["-profile:v", "high", "-threads", "2", "-g", &(format.rate * 2).to_string()]);
    add(&["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]);
    if sound.is_some() {
        let length = format!("{:.3}", f64::from(format.frames) / f64::from(format.rate.max(1)));
        add(&["-map", "1:a:0", "-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-t", &length]);
    }
    // The index comes first, so that a page can play while it loads; no name or time of this machine.
    add(&["-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]);
    add(&["-f", "mp4"]);
    list
}

fn hangs() -> StudioError {
    StudioError::Engine("ffmpeg stopped answering and was ended".to_owned())
}

fn failed(error: &std::io::Error) -> StudioError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => full(),
        _ => StudioError::Engine(format!("ffmpeg: {error}")),
    }
}

fn full() -> StudioError {
    StudioError::Machine("The disk of this installation is full: the clip could not be written.".to_owned())
}

/// What its last words mean.
fn said(words: &str) -> StudioError {
    if words.contains("No space left on device") {
        return full();
    }
    let last = words.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it ended without a word");
    StudioError::Engine(format!("ffmpeg: {}", last.chars().take(300).collect::<String>()))
}

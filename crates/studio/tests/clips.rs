//! Clips: their frames, their files with and without ffmpeg, cancelling, and what is brought that is odd.

#![allow(clippy::unwrap_used)] // helpers outside #[test] functions unwrap too

use std::{
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

use studio::{
    Clip, ClipRequest, ClipSource, PictureRequest, Progress, Studio, StudioError, StyleChoice, Watch,
    film::{self, Format, Frame, Tools},
};

struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// Says stop after so many questions, and counts what was told.
struct Stops {
    after: usize,
    asked: AtomicUsize,
}

impl Watch for Stops {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed) >= self.after
    }
}

fn request(prompt: &str, source: ClipSource) -> ClipRequest {
    ClipRequest {
        prompt: prompt.into(),
        source,
        duration_ms: 1_000,
        rate: None,
        strength: 0.8,
        size: Some([192, 128]),
        sound: None,
        seed: 7,
    }
}

fn own() -> Studio {
    Studio::new().unwrap().with_tools(Tools::none())
}

/// The boxes side by side of an MP4 file.
fn boxes(file: &[u8]) -> Vec<String> {
    let (mut names, mut at) = (Vec::new(), 0);
    while at + 8 <= file.len() {
        let length = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        names.push(String::from_utf8_lossy(&file[at + 4..at + 8]).into_owned());
        at += length;
    }
    assert_eq!(at, file.len(), "boxes fill the file");
    names
}

/// Every frame as grey bytes, decoded by ffmpeg; `None` where it is not installed.
fn decoded(clip: &Clip) -> Option<Vec<Vec<u8>>> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &clip.mp4).unwrap();
    let mut ffmpeg = std::process::Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-xerror", "-i"]).arg(file.path());
    let output = ffmpeg.args(["-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"]).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let [w, h] = clip.size.map(|side| side as usize);
    Some(output.stdout.chunks(w * h).map(<[u8]>::to_vec).collect())
}

fn difference(a: &[u8], b: &[u8]) -> f32 {
    a.iter().zip(b).map(|(p, q)| f32::from(p.abs_diff(*q))).sum::<f32>() / a.len() as f32
}

#[test]
fn a_scene_moves_and_its_file_plays_while_it_loads() {
    let wish = request("a lake at sunset with clouds, still camera", ClipSource::Words);
    let clip = own().animate(&wish, &Quiet).unwrap();
    assert_eq!((clip.size, clip.duration_ms), ([192, 128], 1_000));
    assert_eq!(boxes(&clip.mp4), ["ftyp", "moov", "mdat"]);
    let poster = image::load_from_memory(&clip.poster).unwrap();
    assert_eq!([poster.width(), poster.height()], clip.size);
    assert!(clip.description.contains("still camera"), "{}", clip.description);
    assert_eq!(clip.provenance["encoder"], "OpenH264");
    if let Some(frames) = decoded(&clip) {
        assert_eq!(frames.len(), 24);
        // The camera stands still: what differs are water and clouds, so the whole differs a little.
        let moved = difference(&frames[0], &frames[20]);
        assert!((0.2..12.0).contains(&moved), "{moved}");
    }
}

#[test]
fn the_same_wish_gives_the_same_file_and_another_camera_another() {
    let make = |prompt: &str| own().animate(&request(prompt, ClipSource::Words), &Quiet).unwrap().mp4;
    let first = make("a fox in snow, zoom in");
    assert!(first == make("a fox in snow, zoom in"));
    assert!(first != make("a fox in snow, zoom out"));
}

#[test]
fn a_picture_of_this_studio_is_animated_as_the_scene_it_is() {
    let studio = own();
    let asked = PictureRequest {
        prompt: "a lighthouse on a rocky coast at dusk".into(),
        width: 192,
        height: 128,
        style: StyleChoice::Auto,
        seed: 5,
    };
    let picture = studio.make_picture(&asked, &Quiet).unwrap();
    let file = picture.encode_png().unwrap();
    let wish = request("animate it, still camera", ClipSource::Picture(file));
    let clip = studio.animate(&wish, &Quiet).unwrap();
    assert_eq!(clip.provenance["operation"], "scene_clip");
    assert_eq!(clip.provenance["seed"], 5);
    assert!(clip.warnings.is_empty(), "{:?}", clip.warnings);
    if let Some(frames) = decoded(&clip) {
        let grey = |c: &[u8]| {
            let y = 0.2126 * f32::from(c[0]) + 0.7152 * f32::from(c[1]) + 0.0722 * f32::from(c[2]);
            y as u8
        };
        let still: Vec<u8> = picture.rgb.chunks_exact(3).map(grey).collect();
        // The waves and the grain are others; the picture is the same.
        let off = difference(&still, &frames[0]);
        assert!(off < 14.0, "{off}");
    }
}

#[test]
fn any_picture_moves_and_words_that_mean_nothing_are_told() {
    let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/portrait.jpg")).unwrap();
    let wish = request("zoom in while she jumps", ClipSource::Picture(file));
    let clip = own().animate(&ClipRequest { size: None, ..wish }, &Quiet).unwrap();
    assert_eq!(clip.provenance["operation"], "picture_clip");
    assert!(clip.made_by.contains("people"), "{}", clip.made_by);
    assert!(clip.warnings.iter().any(|warning| warning.contains("“jumps”")), "{:?}", clip.warnings);
    if let Some(frames) = decoded(&clip) {
        assert!(difference(&frames[0], &frames[23]) > 2.0);
    }
}

fn png(w: u32, h: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, w, h);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![90; (w * h * 3) as usize]).unwrap();
    writer.finish().unwrap();
    file
}

#[test]
fn odd_pictures_and_lengths_do_no_harm() {
    let studio = own();
    for (w, h) in [(1, 1), (2, 900), (900, 2), (17, 13)] {
        let wish = request("animate it", ClipSource::Picture(png(w, h)));
        let clip = studio.animate(&ClipRequest { size: None, ..wish }, &Quiet).unwrap();
        assert!(clip.size.iter().all(|side| side % 2 == 0 && (128..=1920).contains(side)), "{:?}", clip.size);
    }
    let wish = |ms| ClipRequest { duration_ms: ms, ..request("a lake", ClipSource::Words) };
    for ms in [0, 999, 15_001, u32::MAX] {
        assert!(matches!(studio.animate(&wish(ms), &Quiet), Err(StudioError::Invalid(_))), "{ms}");
    }
    for file in [Vec::new(), b"no picture".to_vec()] {
        let wish = request("animate it", ClipSource::Picture(file));
        assert!(matches!(studio.animate(&wish, &Quiet), Err(StudioError::Invalid(_))));
    }
}

#[test]
fn a_cancel_is_heard_wherever_it_comes() {
    for after in [0, 3, 40, 400, 2_000] {
        let watch = Stops { after, asked: AtomicUsize::new(0) };
        let answer = own().animate(&request("a lake with trees", ClipSource::Words), &watch);
        assert!(matches!(answer, Err(StudioError::Cancelled)), "{after}");
    }
}

/// A program that does what the script says, in a folder that goes with it.
#[cfg(unix)]
fn program(script: &str) -> (tempfile::TempDir, PathBuf) {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ffmpeg");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    (folder, path)
}

#[cfg(unix)]
#[test]
fn an_ffmpeg_that_is_missing_too_old_or_failing_is_no_surprise() {
    let format = Format { size: [64, 64], rate: 24, frames: 40 };
    let film = |path: PathBuf| {
        let tools = Tools { ffmpeg: Some(path) };
        let mut film = film::begin(&tools, format, None, &|| false)?;
        for _ in 0..format.frames {
            film.add(&Frame::new(format.size), &|| false)?;
        }
        film.finish(&|| false)
    };
    // Missing, or without the encoder: what is built in makes the film.
    let (_folder, old) = program("echo ' V..... mpeg4 '");
    for path in [PathBuf::from("/nowhere/ffmpeg"), old] {
        assert_eq!(film(path).unwrap().1, "OpenH264");
    }
    let has = "case \"$*\" in *-encoders*) echo ' V....D libx264 H.264'; exit 0;; esac";
    let (_folder, broken) = program(&format!("{has}\necho 'Unknown option' >&2; exit 1"));
    let Err(StudioError::Engine(message)) = film(broken) else { panic!("it has no film") };
    assert!(message.contains("Unknown option"), "{message}");
    let (_folder, full) =
        program(&format!("{has}\ncat > /dev/null; echo 'No space left on device' >&2; exit 1"));
    assert!(matches!(film(full), Err(StudioError::Machine(_))));
}

#[cfg(unix)]
#[test]
fn an_ffmpeg_that_hangs_is_ended_by_a_cancel() {
    let has = "case \"$*\" in *-encoders*) echo ' V....D libx264 H.264'; exit 0;; esac";
    let (_folder, hanging) = program(&format!("{has}\nexec tail -f /dev/null"));
    let format = Format { size: [640, 480], rate: 24, frames: 40 };
    let mut film = film::begin(&Tools { ffmpeg: Some(hanging) }, format, None, &|| false).unwrap();
    let asked = AtomicUsize::new(0);
    let stop = || asked.fetch_add(1, Ordering::Relaxed) >= 3;
    let answer = (0..format.frames).try_for_each(|_| film.add(&Frame::new(format.size), &stop));
    assert!(matches!(answer, Err(StudioError::Cancelled)));
}

#[test]
fn sound_plays_with_a_film_that_no_program_made() {
    let samples: Vec<f32> = (0..22_050).map(|i| (i as f32 * 0.06).sin() * 0.4).collect();
    let mut joined = studio::speech::sound::Joined::default();
    joined.add(&studio::speech::Utterance { samples, rate: 22_050, word_ends: None }).unwrap();
    let wish = ClipRequest { sound: Some(joined.wav()), ..request("a lake", ClipSource::Words) };
    let clip = own().animate(&wish, &Quiet).unwrap();
    assert!(clip.mp4.windows(4).any(|name| name == b"fLaC"));
    // Sound that cannot be decoded would end ffmpeg with an error.
    if let Some(frames) = decoded(&clip) {
        assert_eq!(frames.len(), 24);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &clip.mp4).unwrap();
        let mut ffmpeg = std::process::Command::new("ffmpeg");
        ffmpeg.args(["-v", "error", "-xerror", "-i"]).arg(file.path());
        let heard = ffmpeg.args(["-vn", "-f", "s16le", "pipe:1"]).output().unwrap();
        assert!(heard.status.success(), "{}", String::from_utf8_lossy(&heard.stderr));
        let first = |file: &[u8]| i16::from_le_bytes([file[200], file[201]]);
        // Nothing is lost: the samples are those of the WAV file behind its 44 bytes of header.
        assert_eq!(first(&heard.stdout), first(&joined.wav()[44..]));
    }
}

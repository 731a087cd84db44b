//! A video or sound on its way from a provider to the disk: recognised by content, measured, stored.
//!
//! Nothing is decoded. The container is recognised by its first bytes, and how long it plays is read
//! from its header where the format says so in one place (RIFF WAVE: chunks `fmt ` and `data`;
//! ISO base media, ISO/IEC 14496-12 §8.2.2: box `mvhd` inside `moov`).

use std::io::{self, Seek};

use domain::catalog::MediaType;
use providers::Content;

use super::{
    KeepError, PrepareError,
    captions::StoredCaptions,
    clip_file::{self, Facts, NoClip},
    picture::StoredPoster,
};
use crate::platform::storage::{Storage, StorageError, Stored};

/// A video or sound, on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredClip {
    pub(super) media_type: MediaType,
    pub(super) format: &'static str,
    pub(super) duration_ms: Option<i64>,
    pub(super) original: Stored,
    /// What is seen of a video before it plays, where somebody could say.
    pub(super) poster: Option<StoredPoster>,
    /// What is said in it, as files.
    pub(super) captions: Option<StoredCaptions>,
}

/// Looks at a clip from its beginning to its end, and stores it without holding it in memory.
///
/// # Errors
/// [`KeepError::Unreadable`] when it is no whole clip of a known format, or not of the kind it should be;
/// [`KeepError::Storage`].
pub(super) async fn keep(
    storage: &Storage,
    content: &Content,
    expected: MediaType,
) -> Result<StoredClip, KeepError> {
    let (storage, content) = (storage.clone(), content.clone());
    let kept = tokio::task::spawn_blocking(move || keep_now(&storage, &content, expected)).await;
    kept.map_err(|error| PrepareError(error.to_string()))?
}

fn keep_now(storage: &Storage, content: &Content, expected: MediaType) -> Result<StoredClip, KeepError> {
    let failed = |error: io::Error| StorageError::Failed(error.to_string());
    let mut file = content.open().map_err(failed)?;
    let looked = clip_file::inspect(&mut file, content.length()).map_err(failed)?;
    let Facts { media_type, format, duration_ms } = looked.map_err(|reason| match reason {
        NoClip::Unknown => PrepareError("neither MP4, MOV, WebM, WAV, MP3, M4A nor Ogg".to_owned()),
        NoClip::Damaged => PrepareError("damaged, or cut off before its end".to_owned()),
    })?;
    if media_type != expected {
        return Err(PrepareError(format!("{} instead of {}", media_type.id(), expected.id())).into());
    }
    file.rewind().map_err(failed)?;
    let original = storage.copy_blocking(&mut file)?;
    Ok(StoredClip { media_type, format, duration_ms, original, poster: None, captions: None })
}

pub(super) fn recognise(bytes: &[u8]) -> Option<(MediaType, &'static str)> {
    let at = |from: usize, text: &[u8]| bytes.get(from..from + text.len()) == Some(text);
    if at(4, b"ftyp") {
        // The same container holds audio, Apple's films, and pictures (ISO/IEC 23008-12), by brand.
        return match bytes.get(8..12)? {
            b"M4A " | b"M4B " => Some((MediaType::Audio, "m4a")),
            b"qt  " => Some((MediaType::Video, "mov")),
            [b'h', b'e', b'i' | b'v', _] | b"mif1" | b"msf1" | b"avif" | b"avis" => None,
            _ => Some((MediaType::Video, "mp4")),
        };
    }
    if at(0, &[0x1A, 0x45, 0xDF, 0xA3]) {
        return Some((MediaType::Video, "webm"));
    }
    if at(0, b"RIFF") && at(8, b"WAVE") {
        return Some((MediaType::Audio, "wav"));
    }
    if at(0, b"OggS") {
        return Some((MediaType::Audio, "ogg"));
    }
    // An MPEG audio frame begins with eleven set bits, often after an ID3 tag.
    let frame = matches!(bytes, [0xFF, second, ..] if second & 0xE0 == 0xE0);
    (at(0, b"ID3") || frame).then_some((MediaType::Audio, "mp3"))
}

fn u32_at(bytes: &[u8], from: usize, big: bool) -> Option<u32> {
    let word: [u8; 4] = bytes.get(from..from.checked_add(4)?)?.try_into().ok()?;
    Some(if big { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) })
}

/// `bytes` is the beginning of a file of `size` bytes.
pub(super) fn wave_duration(bytes: &[u8], size: u64) -> Option<i64> {
    let (mut from, mut bytes_a_second) = (12usize, None);
    loop {
        let name = bytes.get(from..from + 4)?;
        let length = u32_at(bytes, from + 4, false)?;
        match name {
            b"fmt " => bytes_a_second = u32_at(bytes, from + 16, false).filter(|rate| *rate > 0),
            b"data" => {
                // A stream of unknown length says so with the largest number.
                let there = i64::try_from(size).ok()? - i64::try_from(from + 8).ok()?;
                let length = i64::from(length).min(there);
                return Some(length * 1000 / i64::from(bytes_a_second?));
            }
            _ => {}
        }
        // Chunks are padded to an even length.
        from = from.checked_add(8 + length as usize + (length as usize & 1))?;
    }
}

/// How long a film plays, from the content of its `moov` box.
pub(super) fn movie_header_duration(movie: &[u8]) -> Option<i64> {
    let header = box_named(movie, b"mvhd")?;
    // Version 1 has 64-bit times.
    let (scale_at, long) = if *header.first()? == 1 { (20, true) } else { (12, false) };
    let scale = i64::from(u32_at(header, scale_at, true)?);
    let duration = match long {
        true => i64::from(u32_at(header, 24, true)?) << 32 | i64::from(u32_at(header, 28, true)?),
        false => i64::from(u32_at(header, 16, true)?),
    };
    duration.checked_mul(1000)?.checked_div(scale)
}

/// The content of the first box of this name among the boxes side by side in `bytes`.
fn box_named<'a>(bytes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let mut from = 0usize;
    loop {
        let short = u32_at(bytes, from, true)? as usize;
        let (head, length) = match short {
            0 => (8, bytes.len() - from),
            1 => (16, usize::try_from(u32_at(bytes, from + 12, true)?).ok()?),
            length => (8, length),
        };
        let end = from.checked_add(length).filter(|end| *end >= from + head)?;
        if bytes.get(from + 4..from + 8)? == name {
            return bytes.get(from + head..end.min(bytes.len()));
        }
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn wave(seconds: u32) -> Vec<u8> {
        let rate = 16_000u32;
        let data = rate * 2 * seconds;
        let mut bytes = b"RIFF".to_vec();
        bytes.extend((36 + data).to_le_bytes());
        bytes.extend(b"WAVEfmt ");
        bytes.extend(16u32.to_le_bytes());
        bytes.extend([1, 0, 1, 0]);
        bytes.extend(rate.to_le_bytes());
        bytes.extend((rate * 2).to_le_bytes());
        bytes.extend([2, 0, 16, 0]);
        bytes.extend(b"data");
        bytes.extend(data.to_le_bytes());
        bytes.extend(vec![0; data as usize]);
        bytes
    }

    fn movie_duration(bytes: &[u8]) -> Option<i64> {
        movie_header_duration(box_named(bytes, b"moov")?)
    }

    fn movie(scale: u32, duration: u32) -> Vec<u8> {
        let mut header = vec![0; 12];
        header.extend(scale.to_be_bytes());
        header.extend(duration.to_be_bytes());
        let framed = |name: &[u8; 4], content: &[u8]| {
            let mut bytes = u32::try_from(content.len() + 8).unwrap().to_be_bytes().to_vec();
            bytes.extend(name);
            bytes.extend(content);
            bytes
        };
        let mut bytes = framed(b"ftyp", b"isom\0\0\0\0");
        bytes.extend(framed(b"moov", &framed(b"mvhd", &header)));
        bytes
    }

    #[tokio::test]
    async fn a_clip_is_kept_from_disk_and_what_is_none_is_not() {
        let folder = tempfile::TempDir::new().unwrap();
        let storage = Storage::open(folder.path()).unwrap();
        let whole = movie(600, 3_000);
        let path = folder.path().join("clip");
        let on_disk = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            Content::File(Arc::new(providers::ContentFile::kept(path.clone(), bytes.len() as u64)))
        };
        let kept = keep(&storage, &on_disk(&whole), MediaType::Video).await.unwrap();
        assert_eq!((kept.format, kept.duration_ms), ("mp4", Some(5_000)));
        assert_eq!(storage.place_of(&kept.original.content_hash).unwrap().1, whole.len() as u64);
        let page = b"<html><body>Not found</body></html>".to_vec();
        let pretender = [&b"\0\0\0\x18ftypisom"[..], &page].concat();
        for (bytes, expected) in [
            (page, MediaType::Video),
            (pretender, MediaType::Video),
            (whole[..whole.len() - 4].to_vec(), MediaType::Video),
            (whole, MediaType::Audio),
        ] {
            let refused = keep(&storage, &on_disk(&bytes), expected).await;
            assert!(matches!(refused, Err(KeepError::Unreadable(_))), "{refused:?}");
        }
    }

    #[test]
    fn clips_are_known_by_content_and_say_how_long_they_play() {
        let sound = wave(3);
        assert_eq!(recognise(&sound), Some((MediaType::Audio, "wav")));
        assert_eq!(wave_duration(&sound, sound.len() as u64), Some(3_000));
        assert_eq!(wave_duration(&sound[..60], sound.len() as u64), Some(3_000));
        let film = movie(600, 3_000);
        assert_eq!(recognise(&film), Some((MediaType::Video, "mp4")));
        assert_eq!(movie_duration(&film), Some(5_000));
        assert_eq!(recognise(b"ID3\x03"), Some((MediaType::Audio, "mp3")));
        assert_eq!(recognise(b"<html>"), None);
    }

    #[test]
    fn cut_off_headers_have_no_length_and_do_no_harm() {
        for whole in [wave(1), movie(0, 5), movie(600, 3_000)] {
            for end in 0..whole.len().min(120) {
                let _ = (wave_duration(&whole[..end], end as u64), movie_duration(&whole[..end]));
            }
        }
        assert_eq!(movie_duration(&movie(0, 5)), None);
        assert_eq!(box_named(&[0, 0, 0, 3, b'm', b'o', b'o', b'v'], b"moov"), None);
    }
}

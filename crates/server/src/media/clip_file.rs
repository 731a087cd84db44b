//! What a video or sound on disk is and how long it plays, read from its headers without holding it in memory.
//!
//! The content decides, not the name: boxes of ISO base media (ISO/IEC 14496-12 §4.2), RIFF chunks, the EBML
//! header (RFC 8794 §11.2), Ogg pages (RFC 3533) and MPEG audio frames (ISO/IEC 11172-3 §2.4.2.3).

use std::io::{self, Read, Seek, SeekFrom};

use domain::catalog::MediaType;

use super::clip;

/// Bytes of the beginning that are looked at.
const HEAD_BYTES: u64 = 64 * 1024;
/// The longest `moov` box that is read; it holds an index of the whole film.
const MOVIE_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Beginnings of a last page that are tried: what a page holds may look like one.
const PAGES_MAX: usize = 16;
/// Boxes side by side that are looked through.
const BOXES_MAX: usize = 10_000;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) media_type: MediaType,
    pub(super) format: &'static str,
    pub(super) duration_ms: Option<i64>,
}

/// Why a file is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoClip {
    /// It is of no known kind.
    Unknown,
    /// It is of a known kind, and a part is missing.
    Damaged,
}

/// Looks at a file of `size` bytes.
pub(super) fn inspect(file: &mut (impl Read + Seek), size: u64) -> io::Result<Result<Facts, NoClip>> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(HEAD_BYTES).read_to_end(&mut head)?;
    let Some((media_type, format)) = clip::recognise(&head) else { return Ok(Err(NoClip::Unknown)) };
    let duration = match format {
        "wav" => wave(&head, size),
        "mp4" | "m4a" | "mov" => movie(file, size)?,
        "webm" => {
            if is_matroska(&head) {
                Ok(None)
            } else {
                Err(NoClip::Unknown)
            }
        }
        "ogg" if !ends_with_a_page(file, size)? => Err(NoClip::Damaged),
        "mp3" => {
            if is_mpeg_audio(&head) {
                Ok(None)
            } else {
                Err(NoClip::Unknown)
            }
        }
        _ => Ok(None),
    };
    Ok(duration.map(|duration_ms| Facts { media_type, format, duration_ms }))
}

fn wave(head: &[u8], size: u64) -> Result<Option<i64>, NoClip> {
    if !head.windows(4).any(|name| name == b"fmt ") {
        return Err(NoClip::Damaged);
    }
    let data = head.windows(4).position(|name| name == b"data");
    let length = data.and_then(|at| head.get(at + 4..at + 8)).and_then(|bytes| bytes.try_into().ok());
    let (Some(at), Some(length)) = (data, length.map(u32::from_le_bytes)) else { return Ok(None) };
    // A stream of unknown length says so with the largest number, or with none.
    let is_known = length != u32::MAX && length != 0;
    if is_known && at as u64 + 8 + u64::from(length) > size {
        return Err(NoClip::Damaged);
    }
    Ok(clip::wave_duration(head, size))
}

/// Walks over the boxes side by side until `moov`, which may be the last.
fn movie(file: &mut (impl Read + Seek), size: u64) -> io::Result<Result<Option<i64>, NoClip>> {
    let mut from = 0u64;
    for _ in 0..BOXES_MAX {
        if from + 8 > size {
            break;
        }
        let mut header = [0u8; 16];
        file.seek(SeekFrom::Start(from))?;
        let there = usize::try_from((size - from).min(16)).unwrap_or(16);
        file.read_exact(&mut header[..there])?;
        let short = u32::from_be_bytes([header[0], header[1], header[2], header[3]]);
        let (head, length) = match short {
            0 => (8, size - from),
            1 => (16, u64::from_be_bytes(header[8..16].try_into().unwrap_or_default())),
            short => (8, u64::from(short)),
        };
        let Some(end) = from.checked_add(length).filter(|end| length >= head && *end <= size) else {
            return Ok(Err(NoClip::Damaged));
        };
        if &header[4..8] == b"moov" {
            let mut content = Vec::new();
            file.seek(SeekFrom::Start(from + head))?;
            file.take((length - head).min(MOVIE_BYTES_MAX)).read_to_end(&mut content)?;
            return Ok(Ok(clip::movie_header_duration(&content)));
        }
        from = end;
    }
    Ok(Err(NoClip::Damaged))
}

/// Whether the last of the stream's pages (RFC 3533 §6) is there: each is at most 65,307 bytes long.
fn ends_with_a_page(file: &mut (impl Read + Seek), size: u64) -> io::Result<bool> {
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(size.saturating_sub(HEAD_BYTES)))?;
    file.take(HEAD_BYTES).read_to_end(&mut end)?;
    let starts = (0..end.len()).rev().filter(|at| end[*at..].starts_with(b"OggS"));
    Ok(starts
        .take(PAGES_MAX)
        .any(|at| page_length(&end[at..]).is_some_and(|length| at + length == end.len())))
}

/// How long a page is: its header with a table of the lengths of its segments, and the segments.
fn page_length(page: &[u8]) -> Option<usize> {
    let segments = usize::from(*page.get(26)?);
    let lengths = page.get(27..27 + segments)?;
    Some(27 + segments + lengths.iter().map(|length| usize::from(*length)).sum::<usize>())
}

/// Whether the EBML header names a Matroska document; other formats share the first four bytes.
fn is_matroska(head: &[u8]) -> bool {
    let start = &head[..head.len().min(128)];
    start.windows(4).any(|word| word == b"webm") || start.windows(8).any(|word| word == b"matroska")
}

/// Whether there is a tag, or a frame of layer III with values that exist.
fn is_mpeg_audio(head: &[u8]) -> bool {
    match head {
        [b'I', b'D', b'3', ..] => true,
        [0xFF, second, third, ..] => {
            let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
            let (bitrate, rate) = (third >> 4, third >> 2 & 3);
            version != 1 && layer == 1 && !matches!(bitrate, 0 | 15) && rate != 3
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn framed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let mut bytes = u32::try_from(content.len() + 8).unwrap().to_be_bytes().to_vec();
        bytes.extend(name);
        bytes.extend(content);
        bytes
    }

    /// Five seconds, the index behind the pictures as cameras write it.
    fn film(brand: &[u8; 4]) -> Vec<u8> {
        let header = [&[0; 12][..], &600u32.to_be_bytes(), &3_000u32.to_be_bytes()].concat();
        let parts = [
            framed(b"ftyp", &[&brand[..], &[0; 4]].concat()),
            framed(b"mdat", &[0; 5_000]),
            framed(b"moov", &framed(b"mvhd", &header)),
        ];
        parts.concat()
    }

    fn look(bytes: &[u8]) -> Result<Facts, NoClip> {
        inspect(&mut Cursor::new(bytes), bytes.len() as u64).unwrap()
    }

    #[test]
    fn the_content_decides() {
        let facts = |media_type, format, duration_ms| Ok(Facts { media_type, format, duration_ms });
        assert_eq!(look(&film(b"isom")), facts(MediaType::Video, "mp4", Some(5_000)));
        assert_eq!(look(&film(b"qt  ")), facts(MediaType::Video, "mov", Some(5_000)));
        assert_eq!(look(&film(b"M4A ")), facts(MediaType::Audio, "m4a", Some(5_000)));
        assert_eq!(look(&film(b"heic")), Err(NoClip::Unknown));
        assert_eq!(look(b"<html><body>"), Err(NoClip::Unknown));
        // A text in UTF-16 begins like a frame of MPEG audio.
        assert_eq!(look(b"\xFF\xFEh\0t\0m\0l\0"), Err(NoClip::Unknown));
        assert_eq!(look(b"\xFF\xFB\x90\x64"), facts(MediaType::Audio, "mp3", None));
        assert_eq!(look(b"\x1A\x45\xDF\xA3\x01\x42\x82\x84webm"), facts(MediaType::Video, "webm", None));
        assert_eq!(look(b"\x1A\x45\xDF\xA3\x01\x42\x82\x84abcd"), Err(NoClip::Unknown));
    }

    /// A page of an Ogg stream that holds `content`.
    fn page(content: &[u8; 100]) -> Vec<u8> {
        [&b"OggS"[..], &[0; 22], &[1, 100], content].concat()
    }

    #[test]
    fn a_stream_ends_with_a_whole_page() {
        let mut content = [7; 100];
        // What a page holds may look like the beginning of one.
        content[50..54].copy_from_slice(b"OggS");
        let whole = [page(&[1; 100]), page(&content)].concat();
        assert_eq!(look(&whole).unwrap().format, "ogg");
        for cut in [1, 60, 127] {
            assert_eq!(look(&whole[..whole.len() - cut]), Err(NoClip::Damaged), "{cut}");
        }
    }

    #[test]
    fn what_is_cut_off_is_damaged_and_does_no_harm() {
        let whole = film(b"isom");
        assert_eq!(look(&whole[..whole.len() - 4]), Err(NoClip::Damaged));
        assert_eq!(look(&whole[..3_000]), Err(NoClip::Damaged));
        for end in 0..60 {
            let _ = look(&whole[..end]);
        }
        let mut endless = framed(b"ftyp", b"isom");
        endless.extend([0, 0, 0, 1, b'm', b'o', b'o', b'v', 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        assert_eq!(look(&endless), Err(NoClip::Damaged));
        let mut wave =
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\x3E\0\0\0\x7D\0\0\x02\0\x10\0data".to_vec();
        wave.extend(32_000u32.to_le_bytes());
        wave.extend([0; 1_000]);
        assert_eq!(look(&wave), Err(NoClip::Damaged));
        wave.extend([0; 31_000]);
        assert_eq!(look(&wave).unwrap().duration_ms, Some(1_000));
    }
}

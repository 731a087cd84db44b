//! The container: an MP4 file whose index comes before its frames (ISO/IEC 14496-12; H.264 after 14496-15; FLAC after
//! "Encapsulation of FLAC in ISO Base Media File Format" 0.0.4).
//!
//! One sample is one frame of the film or one block of sound. All frames last equally long, so the tables stay short;
//! sound lies behind the film in one chunk each, which is enough for files of a few megabytes.

/// The film's track.
pub(super) struct Video {
    /// Width and height, pixels.
    pub size: [usize; 2],
    /// Frames a second.
    pub rate: u32,
    /// Sequence and picture parameter sets, without start codes.
    pub sets: [Vec<u8>; 2],
    /// Each frame as units led by their lengths, and whether it can be decoded by itself.
    pub frames: Vec<(Vec<u8>, bool)>,
}

/// The sound's track.
pub(super) struct Sound {
    /// Samples a second.
    pub rate: u32,
    /// What describes the stream.
    pub info: Vec<u8>,
    /// Each block, and how many samples it holds.
    pub blocks: Vec<(Vec<u8>, u32)>,
}

/// Ticks of the film's clock in a frame.
const FRAME_TICKS: u32 = 512;

/// The file.
pub(super) fn file(video: &Video, sound: Option<&Sound>) -> Vec<u8> {
    let head = boxed(b"ftyp", &[b"isom", &number(0x200), b"isom", b"iso2", b"avc1", b"mp41"]);
    let length = |parts: &mut dyn Iterator<Item = usize>| parts.sum::<usize>() as u32;
    let film_length = length(&mut video.frames.iter().map(|frame| frame.0.len()));
    // Where the content begins depends on the index's length, which does not depend on where the content begins.
    let index_length = index(video, sound, [0, 0]).len();
    let start = (head.len() + index_length + 8) as u32;
    let index = index(video, sound, [start, start + film_length]);
    let content = video.frames.iter().map(|frame| frame.0.as_slice());
    let content: Vec<&[u8]> = content
        .chain(sound.iter().flat_map(|sound| sound.blocks.iter().map(|block| block.0.as_slice())))
        .collect();
    [head, index, boxed(b"mdat", &content)].concat()
}

/// Milliseconds the film lasts.
fn lasts(video: &Video) -> u32 {
    (video.frames.len() as u64 * 1_000 / u64::from(video.rate.max(1))) as u32
}

fn index(video: &Video, sound: Option<&Sound>, at: [u32; 2]) -> Vec<u8> {
    let matrix: Vec<u8> = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000]
        .iter()
        .flat_map(|v: &u32| v.to_be_bytes())
        .collect();
    let whole = lasts(video);
    let head = full(
        b"mvhd",
        0,
        &[
            &[0; 8],
            &number(1_000),
            &number(whole),
            &number(0x1_0000),
            &[1, 0],
            &[0; 10],
            &matrix,
            &[0; 24],
            &number(3),
        ],
    );
    let track = |id: u32, lasts: u32, is_film: bool, media: Vec<u8>| {
        let [w, h] = if is_film { video.size.map(|side| (side as u32) << 16) } else { [0, 0] };
        let volume: [u8; 2] = if is_film { [0, 0] } else { [1, 0] };
        let parts: &[&[u8]] = &[
            &[0; 8],
            &number(id),
            &[0; 4],
            &number(lasts),
            &[0; 8],
            &[0; 4],
            &volume,
            &[0; 2],
            &matrix,
            &number(w),
            &number(h),
        ];
        boxed(b"trak", &[&full(b"tkhd", 3, parts), &media])
    };
    let mut parts = vec![head, track(1, whole, true, film_media(video, at[0]))];
    if let Some(sound) = sound {
        let samples: u64 = sound.blocks.iter().map(|block| u64::from(block.1)).sum();
        let lasts = (samples * 1_000 / u64::from(sound.rate.max(1))) as u32;
        parts.push(track(2, lasts, false, sound_media(sound, at[1])));
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    boxed(b"moov", &parts)
}

fn film_media(video: &Video, at: u32) -> Vec<u8> {
    let [sequence, picture] = &video.sets;
    let short = |length: usize| (length as u16).to_be_bytes();
    let mut set = vec![1, sequence[1], sequence[2], sequence[3], 0xFF, 0xE1];
    set.extend([&short(sequence.len())[..], sequence, &[1], &short(picture.len())[..], picture].concat());
    let [w, h] = video.size.map(short);
    // BT.709 in studio range.
    let colour = boxed(b"colr", &[b"nclx", &[0, 1, 0, 1, 0, 1, 0]]);
    let entry = boxed(
        b"avc1",
        &[
            &[0, 0, 0, 0, 0, 0, 0, 1],
            &[0; 16],
            &w,
            &h,
            &number(0x48_0000),
            &number(0x48_0000),
            &[0; 4],
            &[0, 1],
            &[0; 32],
            &[0, 24, 0xFF, 0xFF],
            &boxed(b"avcC", &[&set]),
            &colour,
        ],
    );
    let sizes: Vec<u32> = video.frames.iter().map(|frame| frame.0.len() as u32).collect();
    let keys: Vec<u32> =
        video.frames.iter().enumerate().filter(|(_, frame)| frame.1).map(|(i, _)| i as u32 + 1).collect();
    let keys = full(b"stss", 0, &[&number(keys.len() as u32), &numbers(&keys)]);
    let times = [(video.frames.len() as u32, FRAME_TICKS)];
    let table = table(&entry, &times, &sizes, at, &keys);
    let clock = video.rate * FRAME_TICKS;
    let length = video.frames.len() as u32 * FRAME_TICKS;
    media(clock, length, b"vide", &full(b"vmhd", 1, &[&[0; 8]]), &table)
}

fn sound_media(sound: &Sound, at: u32) -> Vec<u8> {
    let info = &[&[0x80, 0, 0, sound.info.len() as u8], sound.info.as_slice()].concat();
    let entry = boxed(
        b"fLaC",
        &[
            &[0, 0, 0, 0, 0, 0, 0, 1],
            &[0; 8],
            &[0, 1, 0, 16],
            &[0; 4],
            &number(sound.rate << 16),
            &full(b"dfLa", 0, &[info]),
        ],
    );
    let sizes: Vec<u32> = sound.blocks.iter().map(|block| block.0.len() as u32).collect();
    let mut times: Vec<(u32, u32)> = Vec::new();
    for (_, samples) in &sound.blocks {
        match times.last_mut() {
            Some((count, length)) if length == samples => *count += 1,
            _ => times.push((1, *samples)),
        }
    }
    let table = table(&entry, &times, &sizes, at, &[]);
    let length = sound.blocks.iter().map(|block| block.1).sum();
    media(sound.rate, length, b"soun", &full(b"smhd", 0, &[&[0; 4]]), &table)
}

/// A track's media: its clock, what it is, and where its samples are.
fn media(clock: u32, length: u32, kind: &[u8; 4], head: &[u8], table: &[u8]) -> Vec<u8> {
    // The language "und", undetermined.
    let time = full(b"mdhd", 0, &[&[0; 8], &number(clock), &number(length), &[0x55, 0xC4, 0, 0]]);
    let handler = full(b"hdlr", 0, &[&[0; 4], kind, &[0; 12], b"\0"]);
    let here = boxed(b"dinf", &[&full(b"dref", 0, &[&number(1), &full(b"url ", 1, &[])])]);
    boxed(b"mdia", &[&time, &handler, &boxed(b"minf", &[head, &here, table])])
}

/// Where samples are: all in one chunk.
fn table(entry: &[u8], times: &[(u32, u32)], sizes: &[u32], at: u32, keys: &[u8]) -> Vec<u8> {
    let times_flat: Vec<u32> = times.iter().flat_map(|(count, length)| [*count, *length]).collect();
    let count = number(sizes.len() as u32);
    boxed(
        b"stbl",
        &[
            &full(b"stsd", 0, &[&number(1), entry]),
            &full(b"stts", 0, &[&number(times.len() as u32), &numbers(&times_flat)]),
            &full(b"stsc", 0, &[&number(1), &number(1), &count, &number(1)]),
            &full(b"stsz", 0, &[&number(0), &count, &numbers(sizes)]),
            &full(b"stco", 0, &[&number(1), &number(at)]),
            keys,
        ],
    )
}

fn number(value: u32) -> [u8; 4] {
    value.to_be_bytes()
}

fn numbers(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

fn boxed(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = 8 + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(length);
    bytes.extend(number(length as u32));
    bytes.extend(name);
    parts.iter().for_each(|part| bytes.extend(*part));
    bytes
}

/// A box with a version (0) and flags.
fn full(name: &[u8; 4], flags: u32, parts: &[&[u8]]) -> Vec<u8> {
    let flags = number(flags);
    let parts: Vec<&[u8]> = [&flags[..]].into_iter().chain(parts.iter().copied()).collect();
    boxed(name, &parts)
}

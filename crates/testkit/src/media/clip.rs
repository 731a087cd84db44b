//! A real MP4 without an encoder: H.264 in which every macroblock is stored as plain samples.
//!
//! The standard (ITU-T H.264, baseline profile) has a macroblock type `I_PCM` that carries its 256
//! luma and 2 × 64 chroma samples uncompressed. A stream of nothing else is a few lines of bit writing,
//! and every decoder takes it. The container is the least that ISO/IEC 14496-12 and -15 ask for.

use std::sync::LazyLock;

/// Macroblocks (of 16 × 16 pixels) from left to right, and from top to bottom.
const BLOCKS: u32 = 4;
const FRAMES: u32 = 10;
const FRAMES_A_SECOND: u32 = 10;

/// One second of a moving bar, 64 × 64 pixels: an MP4 with one H.264 track.
#[must_use]
pub fn clip() -> &'static [u8] {
    static CLIP: LazyLock<Vec<u8>> = LazyLock::new(make);
    &CLIP
}

/// Writes bits from the highest down, and H.264's exponential Golomb codes.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn bits(&mut self, value: u32, count: u32) {
        for shift in (0..count).rev() {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= ((value >> shift & 1) as u8) << (7 - self.used % 8);
            }
            self.used += 1;
        }
    }

    /// ue(v): §9.1.
    fn golomb(&mut self, value: u32) {
        let length = 32 - (value + 1).leading_zeros();
        self.bits(0, length - 1);
        self.bits(value + 1, length);
    }

    fn golombs(&mut self, values: &[u32]) {
        values.iter().for_each(|value| self.golomb(*value));
    }

    fn align(&mut self) {
        self.used = self.used.next_multiple_of(8);
    }

    fn raw(&mut self, samples: &[u8]) {
        self.bytes.extend(samples);
        self.used += 8 * samples.len() as u32;
    }

    /// A NAL unit: a stop bit, and an escape wherever the payload would look like a start code (§7.4.1).
    fn nal(mut self, header: u8) -> Vec<u8> {
        self.bits(1, 1);
        let (mut unit, mut zeros) = (vec![header], 0);
        for byte in self.bytes {
            if zeros == 2 && byte <= 3 {
                unit.push(3);
                zeros = 0;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            unit.push(byte);
        }
        unit
    }
}

fn sequence_parameters() -> Vec<u8> {
    let mut bits = Bits::default();
    // Baseline, constrained; level 3.0.
    bits.raw(&[66, 0xc0, 30]);
    // Set 0, 4 bits of frame number, output order = decoding order, one reference frame.
    bits.golombs(&[0, 0, 2, 1]);
    bits.bits(0, 1);
    bits.golombs(&[BLOCKS - 1, BLOCKS - 1]);
    // Frames only, no 8×8 inference, no cropping, no usability information.
    bits.bits(0b1000, 4);
    bits.nal(0x67)
}

fn picture_parameters() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.golombs(&[0, 0]);
    // CAVLC, no field order.
    bits.bits(0b00, 2);
    // One slice group, one reference each.
    bits.golombs(&[0, 0, 0]);
    bits.bits(0, 3);
    // Quantisers at their middle.
    bits.golombs(&[0, 0, 0]);
    // The slice says whether it is deblocked.
    bits.bits(0b100, 3);
    bits.nal(0x68)
}

fn frame(index: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    // First macroblock, an intra slice, parameter set 0.
    bits.golombs(&[0, 7, 0]);
    bits.bits(0, 4);
    // Neighbouring instant refreshes have different ids.
    bits.golomb(index % 2);
    bits.bits(0b00, 2);
    // No quantiser change; not deblocked.
    bits.golombs(&[0, 1]);
    let bar = index * BLOCKS * 16 / FRAMES;
    for block in 0..BLOCKS * BLOCKS {
        // I_PCM.
        bits.golomb(25);
        bits.align();
        let left = block % BLOCKS * 16;
        let row: Vec<u8> = (left..left + 16).map(|x| if x.abs_diff(bar) < 6 { 220 } else { 60 }).collect();
        (0..16).for_each(|_| bits.raw(&row));
        bits.raw(&[110; 64]);
        bits.raw(&[150; 64]);
    }
    bits.nal(0x65)
}

fn be32(value: usize) -> [u8; 4] {
    (value as u32).to_be_bytes()
}

fn mp4_box(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    [&be32(content.len() + 8)[..], name, &content].concat()
}

/// A box with version 0 and flags.
fn full_box(name: &[u8; 4], flags: u32, parts: &[&[u8]]) -> Vec<u8> {
    mp4_box(name, &[&[&flags.to_be_bytes()[..]], parts].concat())
}

/// The identity matrix of ISO/IEC 14496-12.
const MATRIX: [u8; 36] = {
    let mut matrix = [0; 36];
    matrix[1] = 1;
    matrix[17] = 1;
    matrix[32] = 0x40;
    matrix
};

fn make() -> Vec<u8> {
    let samples: Vec<Vec<u8>> = (0..FRAMES)
        .map(|index| {
            let unit = frame(index);
            [&be32(unit.len())[..], &unit].concat()
        })
        .collect();
    let kind = mp4_box(b"ftyp", &[b"isom", &be32(512), b"isomavc1"]);
    // The length of the movie box does not depend on the offset in it.
    let header_length = kind.len() + movie(&samples, 0).len();
    let movie = movie(&samples, header_length + 8);
    let data = mp4_box(b"mdat", &[&samples.concat()]);
    [kind, movie, data].concat()
}

fn movie(samples: &[Vec<u8>], data_offset: usize) -> Vec<u8> {
    let side = (BLOCKS * 16) as usize;
    let (scale, length) = (be32(FRAMES_A_SECOND as usize), be32(FRAMES as usize));
    let fixed_side = be32(side << 16);
    let header = full_box(
        b"mvhd",
        0,
        &[&[0; 8], &scale, &length, &be32(0x1_0000), &[1, 0], &[0; 10], &MATRIX, &[0; 24], &be32(2)],
    );
    let track_header = full_box(
        b"tkhd",
        3,
        &[&[0; 8], &be32(1), &[0; 4], &length, &[0; 16], &MATRIX, &fixed_side, &fixed_side],
    );
    // Undetermined language.
    let media_header = full_box(b"mdhd", 0, &[&[0; 8], &scale, &length, &[0x55, 0xc4, 0, 0]]);
    let handler = full_box(b"hdlr", 0, &[&[0; 4], b"vide", &[0; 12], b"video\0"]);
    let here = full_box(b"url ", 1, &[]);
    let references = mp4_box(b"dinf", &[&full_box(b"dref", 0, &[&be32(1), &here])]);
    let video_header = full_box(b"vmhd", 1, &[&[0; 8]]);
    let table = sample_table(samples, data_offset);
    let information = mp4_box(b"minf", &[&video_header, &references, &table]);
    let media = mp4_box(b"mdia", &[&media_header, &handler, &information]);
    mp4_box(b"moov", &[&header, &mp4_box(b"trak", &[&track_header, &media])])
}

fn sample_table(samples: &[Vec<u8>], data_offset: usize) -> Vec<u8> {
    let (sequence, picture) = (sequence_parameters(), picture_parameters());
    let sized = |unit: &[u8]| [&(unit.len() as u16).to_be_bytes()[..], unit].concat();
    // Version 1, the profile and level of the stream, four bytes of length, one set of each kind.
    let configuration =
        mp4_box(b"avcC", &[&[1], &sequence[1..4], &[0xff, 0xe1], &sized(&sequence), &[1], &sized(&picture)]);
    let side = ((BLOCKS * 16) as u16).to_be_bytes();
    let entry = mp4_box(
        b"avc1",
        &[
            &[0; 6],
            &[0, 1],
            &[0; 16],
            &side,
            &side,
            // 72 dots an inch both ways, one frame a sample, no name, 24 bits of colour.
            &[0, 72, 0, 0, 0, 72, 0, 0, 0, 0, 0, 0, 0, 1],
            &[0; 32],
            &[0, 24, 0xff, 0xff],
            &configuration,
        ],
    );
    let count = be32(samples.len());
    let sizes: Vec<u8> = samples.iter().flat_map(|sample| be32(sample.len())).collect();
    let parts = [
        full_box(b"stsd", 0, &[&be32(1), &entry]),
        full_box(b"stts", 0, &[&be32(1), &count, &be32(1)]),
        full_box(b"stsc", 0, &[&be32(1), &be32(1), &count, &be32(1)]),
        full_box(b"stsz", 0, &[&be32(0), &count, &sizes]),
        full_box(b"stco", 0, &[&be32(1), &be32(data_offset)]),
    ];
    mp4_box(b"stbl", &[&parts.concat()])
}

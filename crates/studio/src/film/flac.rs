//! Sound without loss, written here: FLAC (RFC 9639) of one channel and 16 bits.
//!
//! Each block is predicted by the best of the five fixed predictors (§9.2.5) and what it misses is written in Rice
//! codes of one parameter (§9.2.7): speech comes out at about half its size.

/// Samples in a block.
pub(super) const BLOCK: usize = 4_096;
/// Bits of a sample.
const DEPTH: u32 = 16;
/// The largest Rice parameter; the next one means something else.
const PARAMETER_MAX: u32 = 14;

/// The block that describes a stream (§8.2), without what is only known of a whole file.
pub(super) fn stream_info(rate: u32, samples: u64) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(BLOCK as u64, 16);
    bits.push(BLOCK as u64, 16);
    // Sizes of blocks in bytes, and the hash of the samples: unknown is allowed.
    bits.push(0, 48);
    bits.push(u64::from(rate), 20);
    bits.push(0, 3);
    bits.push(u64::from(DEPTH - 1), 5);
    bits.push(samples, 36);
    bits.bytes.extend([0; 16]);
    bits.bytes
}

/// One block as a frame of the stream (§9); `number` counts frames from 0.
pub(super) fn frame(samples: &[i16], number: u64) -> Vec<u8> {
    let mut bits = Bits::default();
    // Sync code, fixed block size; block size told in 16 bits, rate by the stream; one channel, 16 bits.
    bits.push(0xFFF8, 16);
    bits.push(0b0111_0000, 8);
    bits.push(0b0000_1000, 8);
    counted(&mut bits, number);
    bits.push(samples.len() as u64 - 1, 16);
    let check = crc8(&bits.bytes);
    bits.push(u64::from(check), 8);
    let (order, residual) = predicted(samples);
    bits.push(0b001000 | order as u64, 7);
    bits.push(0, 1);
    for sample in &samples[..order] {
        bits.push(u64::from(*sample as u16), DEPTH);
    }
    rice(&mut bits, &residual);
    bits.align();
    let check = crc16(&bits.bytes);
    bits.push(u64::from(check), 16);
    bits.bytes
}

/// The order of the predictor that misses least, and what it misses.
fn predicted(samples: &[i16]) -> (usize, Vec<i32>) {
    let mut best: Option<(u64, usize, Vec<i32>)> = None;
    let mut missed: Vec<i32> = samples.iter().map(|s| i32::from(*s)).collect();
    for order in 0..=4.min(samples.len().saturating_sub(1)) {
        if order > 0 {
            missed = missed.windows(2).map(|pair| pair[1] - pair[0]).collect();
        }
        let sum: u64 = missed.iter().map(|r| u64::from(r.unsigned_abs())).sum();
        if best.as_ref().is_none_or(|(least, ..)| sum < *least) {
            best = Some((sum, order, missed.clone()));
        }
    }
    best.map_or((0, Vec::new()), |(_, order, missed)| (order, missed))
}

fn rice(bits: &mut Bits, residual: &[i32]) {
    let folded = |r: i32| (r.cast_unsigned() << 1) ^ (r >> 31).cast_unsigned();
    let cost = |k: u32| residual.iter().map(|r| u64::from(folded(*r) >> k) + 1 + u64::from(k)).sum::<u64>();
    let parameter = (0..=PARAMETER_MAX).min_by_key(|k| cost(*k)).unwrap_or(0);
    // Codes with parameters of four bits, one partition.
    bits.push(0, 6);
    bits.push(u64::from(parameter), 4);
    for r in residual {
        let value = folded(*r);
        for _ in 0..value >> parameter {
            bits.push(0, 1);
        }
        bits.push(1, 1);
        bits.push(u64::from(value) & ((1 << parameter) - 1), parameter);
    }
}

/// A number as UTF-8 would write it (§9.1.5).
fn counted(bits: &mut Bits, number: u64) {
    match number {
        0..0x80 => bits.push(number, 8),
        0x80..0x800 => {
            bits.push(0xC0 | number >> 6, 8);
            bits.push(0x80 | number & 0x3F, 8);
        }
        _ => {
            bits.push(0xE0 | (number >> 12 & 0x0F), 8);
            bits.push(0x80 | number >> 6 & 0x3F, 8);
            bits.push(0x80 | number & 0x3F, 8);
        }
    }
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    open: u8,
    count: u32,
}

impl Bits {
    fn push(&mut self, value: u64, width: u32) {
        for at in (0..width).rev() {
            self.open = self.open << 1 | (value >> at & 1) as u8;
            self.count += 1;
            if self.count == 8 {
                self.bytes.push(self.open);
                (self.open, self.count) = (0, 0);
            }
        }
    }

    fn align(&mut self) {
        if self.count > 0 {
            self.push(0, 8 - self.count);
        }
    }
}

fn crc8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ byte, |c, _| if c & 0x80 == 0 { c << 1 } else { c << 1 ^ 0x07 })
    })
}

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        let start = crc ^ u16::from(*byte) << 8;
        (0..8).fold(start, |c, _| if c & 0x8000 == 0 { c << 1 } else { c << 1 ^ 0x8005 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predictors_miss_little_of_what_is_smooth() {
        let ramp: Vec<i16> = (0..100).map(|i| i * 50).collect();
        let (order, missed) = predicted(&ramp);
        assert!(order >= 1 && missed.iter().skip(1).all(|r| r.abs() <= 50), "{order} {missed:?}");
        let wave: Vec<i16> = (0..4_096).map(|i| ((i as f32 * 0.05).sin() * 12_000.0) as i16).collect();
        assert!(frame(&wave, 0).len() < wave.len(), "less than half its size");
    }

    #[test]
    fn checks_are_those_of_the_format() {
        // The CRC catalogue's check values: CRC-8/SMBUS, and CRC-16/UMTS (polynomial 0x8005, nothing reflected).
        assert_eq!(crc8(b"123456789"), 0xF4);
        assert_eq!(crc16(b"123456789"), 0xFEE8);
    }

    #[test]
    fn any_block_can_be_written() {
        for samples in [vec![0_i16], vec![i16::MIN, i16::MAX], vec![i16::MIN; 7], vec![1, -1, 1, -1, 1]] {
            assert!(frame(&samples, 70_000 % 2_000).len() > 8);
        }
    }
}

//! The size of a picture, read from the first bytes of its file: for vendors that want to know the shape before
//! they are given the picture.

use crate::Size;

/// Width and height of a PNG, JPEG or WebP file; `None` for anything else, or a file that is cut off.
pub(crate) fn picture_size(bytes: &[u8]) -> Option<Size> {
    let found = match bytes {
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [0xff, 0xd8, ..] => jpeg(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(bytes),
        _ => None,
    };
    found.filter(|size| size.width > 0 && size.height > 0)
}

fn big(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let digits = bytes.get(at..at.checked_add(count)?)?;
    Some(digits.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

fn little(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let digits = bytes.get(at..at.checked_add(count)?)?;
    Some(digits.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// The header chunk comes first (PNG specification, 11.2.1).
fn png(bytes: &[u8]) -> Option<Size> {
    Some(Size { width: big(bytes, 16, 4)?, height: big(bytes, 20, 4)? })
}

/// Segments are skipped until one that begins a frame (ITU T.81, B.2.2).
fn jpeg(bytes: &[u8]) -> Option<Size> {
    let mut at = 2;
    loop {
        let (marker, length) = (big(bytes, at, 2)?, big(bytes, at + 2, 2)?);
        match marker {
            0xffc4 | 0xffc8 | 0xffcc => {}
            0xffc0..=0xffcf => {
                return Some(Size { width: big(bytes, at + 7, 2)?, height: big(bytes, at + 5, 2)? });
            }
            0xff01..=0xfffe => {}
            _ => return None,
        }
        at = at.checked_add(2)?.checked_add(usize::try_from(length).ok()?)?;
    }
}

/// The three kinds of WebP keep their size in three places (RFC 9649, 2.5 to 2.7).
fn webp(bytes: &[u8]) -> Option<Size> {
    match bytes.get(12..16)? {
        b"VP8X" => Some(Size { width: little(bytes, 24, 3)? + 1, height: little(bytes, 27, 3)? + 1 }),
        b"VP8L" => {
            let packed = little(bytes, 21, 4)?;
            Some(Size { width: (packed & 0x3fff) + 1, height: (packed >> 14 & 0x3fff) + 1 })
        }
        b"VP8 " => {
            Some(Size { width: little(bytes, 26, 2)? & 0x3fff, height: little(bytes, 28, 2)? & 0x3fff })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_are_read_from_every_format() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 5, 0, 0, 0, 2, 0xd0]);
        assert_eq!(picture_size(&png), Some(Size { width: 1280, height: 720 }));
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc2, 0, 11, 8, 2, 0xd0, 5, 0, 3];
        assert_eq!(picture_size(&jpeg), Some(Size { width: 1280, height: 720 }));
        let mut webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
        webp.extend([0xff, 4, 0, 0xcf, 2, 0]);
        assert_eq!(picture_size(&webp), Some(Size { width: 1280, height: 720 }));
        assert_eq!(picture_size(b"GIF89a"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(kind in 0usize..4, tail in prop::collection::vec(any::<u8>(), 0..64)) {
            let heads: [&[u8]; 4] = [b"\x89PNG", &[0xff, 0xd8, 0xff], b"RIFF\0\0\0\0WEBPVP8L", b""];
            let _ = picture_size(&[heads[kind], &tail].concat());
        }
    }
}

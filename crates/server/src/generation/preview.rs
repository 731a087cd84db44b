//! A few pixels of what is to come, as a `data:` address small enough for an event.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::limits::PREVIEW_BYTES_MAX;
use providers::Thumb;

/// WebP quality: what is shown is blurred anyway.
const QUALITY: f32 = 40.0;

/// The address, or nothing when the pixels do not fit.
pub(super) fn data_address(thumb: &Thumb) -> Option<String> {
    let expected = thumb.width as usize * thumb.height as usize * 3;
    if thumb.rgb.len() != expected || expected == 0 {
        return None;
    }
    let encoded = webp::Encoder::from_rgb(&thumb.rgb, thumb.width, thumb.height).encode(QUALITY);
    let address = format!("data:image/webp;base64,{}", STANDARD.encode(&*encoded));
    (address.len() <= PREVIEW_BYTES_MAX).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_pixels_and_refuses_what_does_not_fit() {
        let thumb = |width, height, bytes| Thumb { width, height, rgb: vec![90; bytes] };
        assert!(
            data_address(&thumb(32, 18, 32 * 18 * 3)).unwrap().starts_with("data:image/webp;base64,UklGR")
        );
        assert_eq!(data_address(&thumb(32, 18, 10)), None);
        assert_eq!(data_address(&thumb(0, 0, 0)), None);
    }
}

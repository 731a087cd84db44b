//! One frame: planes of luma and of two colour differences, the latter at half the size (4:2:0, ITU-R BT.709, studio
//! range).

use crate::StudioError;

/// A frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    size: [usize; 2],
    /// Luma, then blue and red difference.
    bytes: Vec<u8>,
}

impl Frame {
    /// A frame of this size, whose sides are even.
    #[must_use]
    pub fn new(size: [usize; 2]) -> Frame {
        Frame { size, bytes: vec![0; size[0] * size[1] * 3 / 2] }
    }

    /// Width and height.
    #[must_use]
    pub fn size(&self) -> [usize; 2] {
        self.size
    }

    /// Its planes one after another, as encoders take them.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Luma, blue difference, red difference.
    #[must_use]
    pub fn planes(&self) -> [&[u8]; 3] {
        let whole = self.size[0] * self.size[1];
        let (luma, colour) = self.bytes.split_at(whole);
        let (blue, red) = colour.split_at(whole / 4);
        [luma, blue, red]
    }

    /// The same, to be written.
    pub fn planes_mut(&mut self) -> [&mut [u8]; 3] {
        let whole = self.size[0] * self.size[1];
        let (luma, colour) = self.bytes.split_at_mut(whole);
        let (blue, red) = colour.split_at_mut(whole / 4);
        [luma, blue, red]
    }

    /// The colour of a pixel, sRGB.
    #[must_use]
    pub fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let [w, _] = self.size;
        let [luma, blue, red] = self.planes();
        let light = (f32::from(luma[y * w + x]) - 16.0) * (255.0 / 219.0);
        let at = y / 2 * (w / 2) + x / 2;
        let difference = |plane: &[u8]| (f32::from(plane[at]) - 128.0) * (255.0 / 224.0);
        let (b, r) = (light + 1.8556 * difference(blue), light + 1.5748 * difference(red));
        let g = (light - 0.2126 * r - 0.0722 * b) / 0.7152;
        [r, g, b].map(|v| (v + 0.5).clamp(0.0, 255.0) as u8)
    }

    /// Takes over a picture (sRGB bytes of the frame's size).
    pub fn fill(&mut self, rgb: &[u8]) {
        let [w, h] = self.size;
        let [luma, blue, red] = self.planes_mut();
        for y in (0..h).step_by(2) {
            for x in (0..w).step_by(2) {
                let mut sum = [0.0; 3];
                for (px, py) in [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)] {
                    let c = [0, 1, 2].map(|k| f32::from(rgb[3 * (py * w + px) + k]));
                    let light = 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
                    luma[py * w + px] = (16.5 + light * (219.0 / 255.0)) as u8;
                    sum = [sum[0] + c[0], sum[1] + c[1], sum[2] + c[2]];
                }
                let [r, g, b] = sum.map(|v| v / 4.0);
                let light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
                let difference = |v: f32| (128.5 + v * (224.0 / 255.0)).clamp(16.0, 240.0) as u8;
                let at = y / 2 * (w / 2) + x / 2;
                blue[at] = difference((b - light) / 1.8556);
                red[at] = difference((r - light) / 1.5748);
            }
        }
    }

    /// The frame as a PNG file: what stands for a film before it plays.
    ///
    /// # Errors
    /// [`StudioError::Engine`] when the encoder refuses.
    pub fn png(&self) -> Result<Vec<u8>, StudioError> {
        let engine = |error: png::EncodingError| StudioError::Engine(format!("PNG encoder: {error}"));
        let [w, h] = self.size;
        let mut rgb = Vec::with_capacity(w * h * 3);
        for y in 0..h {
            for x in 0..w {
                rgb.extend(self.pixel(x, y));
            }
        }
        let mut file = Vec::with_capacity(rgb.len() / 2);
        let mut encoder = png::Encoder::new(&mut file, w as u32, h as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Up);
        let mut writer = encoder.write_header().map_err(engine)?;
        writer.write_image_data(&rgb).map_err(engine)?;
        writer.finish().map_err(engine)?;
        Ok(file)
    }

    /// A picture of at most 64 pixels on its long side: sRGB bytes and size.
    #[must_use]
    pub fn small(&self) -> (Vec<u8>, [u32; 2]) {
        let [w, h] = self.size;
        let step = w.max(h).div_ceil(64).max(1);
        let size = [w / step, h / step].map(|side| side.max(1));
        let rgb = (0..size[0] * size[1]).flat_map(|i| {
            let (x, y) = (i % size[0] * step + step / 2, i / size[0] * step + step / 2);
            self.pixel(x.min(w - 1), y.min(h - 1))
        });
        (rgb.collect(), size.map(|side| side as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_a_picture_of_its_size() {
        let mut frame = Frame::new([6, 4]);
        frame.fill(&[200, 40, 60].repeat(24));
        let file = frame.png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut rgb).unwrap();
        assert_eq!((reader.info().width, reader.info().height), (6, 4));
        assert_eq!(rgb[..3], frame.pixel(0, 0));
    }

    #[test]
    fn colours_come_back_within_a_step_or_two() {
        for colour in [[255, 255, 255], [0, 0, 0], [200, 40, 60], [20, 90, 220], [120, 200, 30]] {
            let mut frame = Frame::new([4, 2]);
            frame.fill(&colour.repeat(8));
            let back = frame.pixel(1, 1);
            for k in 0..3 {
                assert!(back[k].abs_diff(colour[k]) <= 3, "{colour:?} {back:?}");
            }
        }
    }
}

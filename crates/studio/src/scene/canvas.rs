//! The picture under work: linear colour and a distance for each pixel, seen by a camera.
//!
//! A [`View`] is one camera's canvas. The camera stands `eye` metres over the water level and looks
//! level along +z; a point (x, y, z) in metres falls on the screen at
//! `u = x / z · lens`, `v = (eye − y) / z · lens`, both in picture heights from the middle of the
//! horizon. The reflection in water is a second view of the same world with the eye mirrored below
//! the water (`eye` negative): sampling it upside down gives true reflections, hidden parts included.

use super::palette::{Rgb, mix};

/// Distance stored for pixels that show sky, metres.
pub const SKY: f32 = 1.0e9;

/// A camera and its canvas.
pub struct View {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Row of the horizon, in picture heights from the top.
    pub horizon: f32,
    /// Focal length in picture heights.
    pub lens: f32,
    /// Height of the eye over the water level, metres; negative for the mirrored camera.
    pub eye: f32,
    /// Linear colour, row by row.
    pub colour: Vec<Rgb>,
    /// Distance along the view axis, metres.
    pub depth: Vec<f32>,
}

impl View {
    /// An empty canvas.
    pub fn new(width: usize, height: usize, horizon: f32, lens: f32, eye: f32) -> Self {
        View {
            width,
            height,
            horizon,
            lens,
            eye,
            colour: vec![[0.0; 3]; width * height],
            depth: vec![SKY; width * height],
        }
    }

    /// Width over height.
    pub fn aspect(&self) -> f32 {
        self.width as f32 / self.height as f32
    }

    /// Screen column in pixels to picture heights from the middle.
    #[inline]
    pub fn u(&self, px: f32) -> f32 {
        (px - self.width as f32 * 0.5) / self.height as f32
    }

    /// Screen row in pixels to picture heights below the horizon.
    #[inline]
    pub fn v(&self, py: f32) -> f32 {
        py / self.height as f32 - self.horizon
    }

    /// Pixel position of a world point.
    #[inline]
    pub fn project(&self, x: f32, y: f32, z: f32) -> (f32, f32) {
        let u = x / z * self.lens;
        let v = (self.eye - y) / z * self.lens;
        (u * self.height as f32 + self.width as f32 * 0.5, (v + self.horizon) * self.height as f32)
    }

    /// Lays a colour over a pixel.
    #[inline]
    pub fn blend(&mut self, x: i64, y: i64, colour: Rgb, alpha: f32) {
        if x >= 0 && y >= 0 && (x as usize) < self.width && (y as usize) < self.height {
            let i = y as usize * self.width + x as usize;
            self.colour[i] = mix(self.colour[i], colour, alpha);
        }
    }

    /// The colour between pixels, edges repeated.
    #[inline]
    pub fn sample(&self, x: f32, y: f32) -> Rgb {
        let x = (x - 0.5).clamp(0.0, (self.width as f32 - 1.001).max(0.0));
        let y = (y - 0.5).clamp(0.0, (self.height as f32 - 1.001).max(0.0));
        let (ix, iy) = (x as usize, y as usize);
        let (fx, fy) = (x - ix as f32, y - iy as f32);
        let i = iy * self.width + ix;
        let right = usize::from(ix + 1 < self.width);
        let down = if iy + 1 < self.height { self.width } else { 0 };
        let top = mix(self.colour[i], self.colour[i + right], fx);
        let bottom = mix(self.colour[i + down], self.colour[i + down + right], fx);
        mix(top, bottom, fy)
    }
}

/// A blurred copy of one channel: three box passes each way, near a Gaussian of the given radius.
pub fn blur(plane: &[f32], width: usize, height: usize, radius: usize) -> Vec<f32> {
    let mut from = plane.to_vec();
    let mut to = vec![0.0; plane.len()];
    let radius = radius.max(1);
    for _ in 0..3 {
        for row in 0..height {
            box_line(&from, &mut to, row * width, width, radius);
        }
        std::mem::swap(&mut from, &mut to);
        box_columns(&from, &mut to, width, height, radius);
        std::mem::swap(&mut from, &mut to);
    }
    from
}

fn box_line(from: &[f32], to: &mut [f32], start: usize, count: usize, radius: usize) {
    let (from, to) = (&from[start..start + count], &mut to[start..start + count]);
    let last = count as isize - 1;
    let at = |i: isize| f64::from(from[i.clamp(0, last) as usize]);
    let mut sum: f64 = (-(radius as isize)..=radius as isize).map(at).sum();
    let scale = 1.0 / (2 * radius + 1) as f64;
    for (i, out) in to.iter_mut().enumerate() {
        *out = (sum * scale) as f32;
        sum += at((i + radius + 1) as isize) - at(i as isize - radius as isize);
    }
}

/// The same down every column, all columns a row at a time: memory is read in its order.
fn box_columns(from: &[f32], to: &mut [f32], width: usize, height: usize, radius: usize) {
    let last = height as isize - 1;
    let row = |i: isize| {
        let start = i.clamp(0, last) as usize * width;
        &from[start..start + width]
    };
    let mut sums = vec![0.0_f64; width];
    for i in -(radius as isize)..=radius as isize {
        for (sum, v) in sums.iter_mut().zip(row(i)) {
            *sum += f64::from(*v);
        }
    }
    let scale = 1.0 / (2 * radius + 1) as f64;
    for (y, line) in to.chunks_mut(width).enumerate() {
        let (enters, leaves) = (row((y + radius + 1) as isize), row(y as isize - radius as isize));
        for (((out, sum), enter), leave) in line.iter_mut().zip(&mut sums).zip(enters).zip(leaves) {
            *out = (*sum * scale) as f32;
            *sum += f64::from(*enter) - f64::from(*leave);
        }
    }
}

//! Typesetting: words shaped, kerned, broken into balanced lines and laid over a finished picture.
//!
//! Two faces are built in, both under the SIL Open Font License (`assets/NOTICE`): DM Serif Display for posters, Oswald
//! for signs and for scripts the first has not. Shaping is HarfBuzz's, by rustybuzz, so pairs are kerned as the faces say.

use resvg::tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Transform};
use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use rustybuzz::{Face, UnicodeBuffer, shape};

use super::{Carrier, Lettering};

const SERIF: &[&[u8]] = &[
    include_bytes!("../../../assets/dm-serif-display-latin.ttf"),
    include_bytes!("../../../assets/dm-serif-display-latin-ext.ttf"),
];
const SANS: &[&[u8]] = &[
    include_bytes!("../../../assets/oswald-latin.ttf"),
    include_bytes!("../../../assets/oswald-latin-ext.ttf"),
    include_bytes!("../../../assets/oswald-cyrillic.ttf"),
];

/// Characters of the words that no built-in face has, each once.
pub fn missing(text: &str) -> String {
    let faces: Vec<Face<'_>> =
        SERIF.iter().chain(SANS).filter_map(|data| Face::from_slice(data, 0)).collect();
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if !faces.iter().any(|f| f.glyph_index(c).is_some()) && !out.contains(c) {
            out.push(c);
        }
    }
    out
}

/// Lays the words over sRGB bytes of a picture. `board` is where a sign takes them: left, top, right, bottom in pixels;
/// without one they are set as a poster's.
pub fn set(words: &Lettering, rgb: &mut [u8], size: [u32; 2], board: Option<[f32; 4]>) {
    let [w, h] = size.map(|v| v as f32);
    let board = board.filter(|b| words.on == Carrier::Sign && b[2] - b[0] > 8.0);
    let lines: Vec<&str> = words.text.split('\n').collect();
    let Some(mut layer) = Pixmap::new(size[0], size[1]) else { return };
    match board {
        Some([l, t, r, b]) => {
            let ink = Color::from_rgba8(44, 34, 28, 255);
            let block = Block::fitted(SANS, &lines.join(" ").to_uppercase(), [r - l, b - t], 3, 0.04);
            block.draw(&mut layer, [(l + r) * 0.5, (t + b) * 0.5 - block.tall() * 0.5], ink);
        }
        None => poster(&lines, rgb, [w, h], &mut layer),
    }
    over(rgb, &layer);
}

/// A title across the calmer of the upper and lower third, with a second line below it, and a veil where the picture
/// would not let them be read.
fn poster(lines: &[&str], rgb: &mut [u8], [w, h]: [f32; 2], layer: &mut Pixmap) {
    let room = [w * 0.84, h * 0.27];
    let serif = if missing_in(SERIF, lines[0]) { SANS } else { SERIF };
    let title = Block::fitted(serif, lines[0], room, 3, 0.0);
    let second = lines.get(1).map(|line| {
        let tall = (title.size * 0.34).max(h * 0.022);
        Block::fitted(SANS, &line.to_uppercase(), [w * 0.8, tall * 2.6], 2, 0.14).at_most(tall)
    });
    let gap = title.size * 0.36;
    let tall = title.tall() + second.as_ref().map_or(0.0, |s| s.tall() + gap);
    let (top, bottom) = (h * 0.075, h * 0.925 - tall);
    let (above, below) =
        (restless(rgb, [w, h], [top, top + tall]), restless(rgb, [w, h], [bottom, bottom + tall]));
    let at = if below + 0.02 < above * 0.75 { bottom } else { top };
    let light = brightness(rgb, [w, h], [at, at + tall]);
    let is_dark_ink = light > 0.62;
    veil(rgb, [w, h], [at, at + tall], if is_dark_ink { 255.0 } else { 8.0 });
    let (ink, under) = if is_dark_ink {
        (Color::from_rgba8(30, 28, 34, 255), Color::from_rgba8(255, 255, 255, 90))
    } else {
        (Color::from_rgba8(255, 251, 242, 255), Color::from_rgba8(0, 0, 0, 110))
    };
    let drop = (title.size * 0.035).max(0.6);
    let place = |block: &Block, y: f32, layer: &mut Pixmap| {
        block.draw(layer, [w * 0.5 + drop * 0.6, y + drop], under);
        block.draw(layer, [w * 0.5, y], ink);
    };
    place(&title, at, layer);
    if let Some(second) = &second {
        place(second, at + title.tall() + gap, layer);
    }
}

fn missing_in(faces: &[&[u8]], text: &str) -> bool {
    let faces: Vec<Face<'_>> = faces.iter().filter_map(|data| Face::from_slice(data, 0)).collect();
    text.chars().any(|c| !c.is_whitespace() && !faces.iter().any(|f| f.glyph_index(c).is_some()))
}

/// Lines of words at one size, each line's outline from its own left end.
struct Block {
    lines: Vec<(Path, f32)>,
    /// Height of capitals is about 0.7 of it, pixels.
    size: f32,
}

/// Distance between lines, sizes.
const LEADING: f32 = 1.06;

impl Block {
    /// The largest setting of a text that fits a room, in at most so many lines of about equal length.
    fn fitted(faces: &[&[u8]], text: &str, [wide, tall]: [f32; 2], lines_max: usize, spacing: f32) -> Block {
        let mut best = Block { lines: Vec::new(), size: 0.0 };
        for count in 1..=lines_max {
            let lines: Vec<(Path, f32)> =
                balanced(text, count).iter().filter_map(|line| outline(faces, line, spacing)).collect();
            let widest = lines.iter().map(|l| l.1).fold(0.01, f32::max);
            let size = (wide / widest).min(tall / (lines.len().max(1) as f32 * LEADING));
            if size > best.size * 1.08 {
                best = Block { lines, size };
            }
        }
        best
    }

    fn at_most(self, size: f32) -> Block {
        Block { size: self.size.min(size), ..self }
    }

    /// From the top of the first line's capitals to the foot of the last line.
    fn tall(&self) -> f32 {
        self.size * (0.72 + LEADING * (self.lines.len().max(1) - 1) as f32)
    }

    /// Draws it with its top here, centred on a column.
    fn draw(&self, layer: &mut Pixmap, [x, y]: [f32; 2], colour: Color) {
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.set_color(colour);
        for (i, (path, wide)) in self.lines.iter().enumerate() {
            let base = y + self.size * (0.72 + LEADING * i as f32);
            let t = Transform::from_row(self.size, 0.0, 0.0, -self.size, x - wide * self.size * 0.5, base);
            layer.fill_path(path, &paint, FillRule::Winding, t, None);
        }
    }
}

/// A text in so many lines whose lengths differ least.
fn balanced(text: &str, count: usize) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let count = count.min(words.len()).max(1);
    let length = |range: &[&str]| range.iter().map(|w| w.chars().count() + 1).sum::<usize>();
    // The narrowest width at which filling line by line needs no more lines.
    for limit in 1..=length(&words).max(1) {
        let mut lines: Vec<Vec<&str>> = vec![Vec::new()];
        for word in &words {
            let last = lines.len() - 1;
            if !lines[last].is_empty() && length(&lines[last]) + word.chars().count() + 1 > limit {
                lines.push(vec![word]);
            } else {
                lines[last].push(word);
            }
        }
        if lines.len() <= count {
            return lines.iter().map(|l| l.join(" ")).collect();
        }
    }
    vec![words.join(" ")]
}

/// The outline of a line with its width, in sizes. Characters that no face has are left out.
fn outline(data: &[&[u8]], line: &str, spacing: f32) -> Option<(Path, f32)> {
    let faces: Vec<Face<'_>> = data.iter().filter_map(|d| Face::from_slice(d, 0)).collect();
    let mut pen = Pen { path: PathBuilder::new(), scale: 1.0, x: 0.0 };
    // Runs of characters that the same face has.
    let face_of = |c: char| {
        if c == ' ' { Some(0) } else { faces.iter().position(|f| f.glyph_index(c).is_some()) }
    };
    let mut runs: Vec<(usize, String)> = Vec::new();
    for c in line.chars() {
        let Some(face) = face_of(c) else { continue };
        match runs.last_mut() {
            Some((last, run)) if *last == face => run.push(c),
            _ => runs.push((face, c.to_string())),
        }
    }
    for (face, run) in runs {
        let face = faces.get(face)?;
        pen.scale = 1.0 / face.units_per_em() as f32;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&run);
        let shaped = shape(face, &[], buffer);
        for (info, at) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            face.outline_glyph(GlyphId(info.glyph_id as u16), &mut pen);
            pen.x += at.x_advance as f32 * pen.scale + spacing;
        }
    }
    let wide = pen.x - spacing;
    pen.path.finish().map(|path| (path, wide.max(0.01)))
}

/// Writes a glyph's outline where the line has come to.
struct Pen {
    path: PathBuilder,
    scale: f32,
    x: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

fn luma_at(rgb: &[u8], i: usize) -> f32 {
    (0.299 * f32::from(rgb[i * 3]) + 0.587 * f32::from(rgb[i * 3 + 1]) + 0.114 * f32::from(rgb[i * 3 + 2]))
        / 255.0
}

/// Lumas of a grid of points in a band of rows.
fn band(rgb: &[u8], [w, h]: [f32; 2], [top, bottom]: [f32; 2]) -> Vec<Vec<f32>> {
    let rows =
        (0..12).map(|j| ((top + (bottom - top) * (j as f32 + 0.5) / 12.0) as usize).min(h as usize - 1));
    let columns: Vec<usize> = (0..24).map(|i| (w * (0.1 + 0.8 * (i as f32 + 0.5) / 24.0)) as usize).collect();
    rows.map(|y| columns.iter().map(|x| luma_at(rgb, y * w as usize + x.min(&(w as usize - 1)))).collect())
        .collect()
}

fn brightness(rgb: &[u8], size: [f32; 2], rows: [f32; 2]) -> f32 {
    let grid = band(rgb, size, rows);
    grid.iter().flatten().sum::<f32>() / 288.0
}

/// How much a band changes from point to point.
fn restless(rgb: &[u8], size: [f32; 2], rows: [f32; 2]) -> f32 {
    let grid = band(rgb, size, rows);
    let steps = grid.iter().flat_map(|row| row.windows(2).map(|p| (p[0] - p[1]).abs()));
    steps.sum::<f32>() / 276.0
}

/// Moves a band towards black or white, softly ending, as much as the band is near the ink's own lightness.
fn veil(rgb: &mut [u8], [w, h]: [f32; 2], [top, bottom]: [f32; 2], towards: f32) {
    let light = brightness(rgb, [w, h], [top, bottom]);
    let near = if towards > 128.0 { 1.0 - light } else { light };
    let most = (0.12 + 0.75 * near).min(0.55);
    let soft = (bottom - top) * 0.9;
    for y in 0..h as usize {
        let away = (top - y as f32).max(y as f32 - bottom).max(0.0) / soft;
        let share = most * (-away * away * 2.2).exp();
        if share < 0.004 {
            continue;
        }
        for v in &mut rgb[y * w as usize * 3..(y + 1) * w as usize * 3] {
            *v = (f32::from(*v) + (towards - f32::from(*v)) * share).round() as u8;
        }
    }
}

fn over(rgb: &mut [u8], layer: &Pixmap) {
    for (pixel, p) in rgb.chunks_exact_mut(3).zip(layer.pixels()) {
        let through = 255 - u32::from(p.alpha());
        for (v, ink) in pixel.iter_mut().zip([p.red(), p.green(), p.blue()]) {
            *v = (u32::from(ink) + (u32::from(*v) * through + 127) / 255).min(255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_balanced() {
        assert_eq!(balanced("Grand Opening", 2), ["Grand", "Opening"]);
        assert_eq!(balanced("The Old Man and the Sea", 2), ["The Old Man", "and the Sea"]);
        assert_eq!(balanced("One", 3), ["One"]);
    }

    #[test]
    fn pairs_are_kerned() {
        let wide = |t: &str| outline(SERIF, t, 0.0).unwrap().1;
        assert!(wide("AV") < wide("A") + wide("V") - 0.01);
    }

    #[test]
    fn what_no_face_has_is_named() {
        assert_eq!(missing("Open ✓ 開"), "✓開");
        assert_eq!(missing("Größe, Żółw, Привет"), "");
    }
}

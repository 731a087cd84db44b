//! One page: text that knows its width, lines and filled boxes. Measures are points from the top left corner.

use krilla::{
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    num::NormalizedF32,
    paint::{Fill, FillRule},
    surface::Surface,
    text::{Font, TextDirection},
};

use crate::DrawError;

static REGULAR: &[u8] = include_bytes!("../fonts/geist-regular.ttf");
static SEMIBOLD: &[u8] = include_bytes!("../fonts/geist-semibold.ttf");

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) bold: bool,
    pub(crate) color: (u8, u8, u8),
}

/// A font with its measures.
struct Face {
    font: Font,
    measures: ttf_parser::Face<'static>,
}

impl Face {
    fn load(bytes: &'static [u8]) -> Result<Face, DrawError> {
        let broken = || DrawError("a font that ships with it is broken".into());
        let font = Font::new(bytes.into(), 0).ok_or_else(broken)?;
        Ok(Face { font, measures: ttf_parser::Face::parse(bytes, 0).map_err(|_| broken())? })
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let advance = |character| {
            let glyph = self.measures.glyph_index(character)?;
            self.measures.glyph_hor_advance(glyph)
        };
        let units: f32 = text.chars().filter_map(advance).map(f32::from).sum();
        units * size / f32::from(self.measures.units_per_em())
    }

    /// The text in letters that the font has; others become a question mark, which is better than an empty box.
    fn printable(&self, text: &str) -> String {
        text.chars().map(|one| if self.measures.glyph_index(one).is_some() { one } else { '?' }).collect()
    }
}

/// The fonts.
pub(crate) struct Fonts {
    regular: Face,
    semibold: Face,
}

impl Fonts {
    pub(crate) fn load() -> Result<Fonts, DrawError> {
        Ok(Fonts { regular: Face::load(REGULAR)?, semibold: Face::load(SEMIBOLD)? })
    }

    fn face(&self, style: Style) -> &Face {
        if style.bold { &self.semibold } else { &self.regular }
    }
}

/// A surface to write on.
pub(crate) struct Pen<'a, 'b> {
    pub(crate) surface: &'a mut Surface<'b>,
    pub(crate) fonts: &'a Fonts,
}

impl Pen<'_, '_> {
    /// Writes a line that begins at `x`; `y` is its baseline.
    pub(crate) fn write(&mut self, x: f32, y: f32, text: &str, style: Style) {
        let face = self.fonts.face(style);
        let (font, text) = (face.font.clone(), face.printable(text));
        self.surface.set_fill(Some(fill(style.color)));
        self.surface.draw_text(
            Point::from_xy(x, y),
            font,
            style.size,
            &text,
            false,
            TextDirection::LeftToRight,
        );
    }

    /// Writes a line that ends at `x`.
    pub(crate) fn write_to(&mut self, x: f32, y: f32, text: &str, style: Style) {
        let width = self.fonts.face(style).width(text, style.size);
        self.write(x - width, y, text, style);
    }

    /// Writes as many lines as it takes within `width`, and answers the baseline of the line after.
    pub(crate) fn wrap(&mut self, x: f32, y: f32, width: f32, text: &str, style: Style) -> f32 {
        let mut y = y;
        for line in self.lines(text, width, style) {
            self.write(x, y, &line, style);
            y += style.size * 1.45;
        }
        y
    }

    fn lines(&self, text: &str, width: f32, style: Style) -> Vec<String> {
        let face = self.fonts.face(style);
        let fits = |line: &str| face.width(line, style.size) <= width;
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if fits(&format!("{line} {word}")) => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(String::new()),
            }
            // A word that no line holds is broken where it has to be.
            let Some(line) = lines.last_mut().filter(|line| line.is_empty()) else { continue };
            for letter in word.chars() {
                let longer = format!("{line}{letter}");
                if fits(&longer) || line.is_empty() {
                    line.push(letter);
                } else {
                    let rest = word.chars().skip(line.chars().count()).collect::<String>();
                    lines.extend(self.pieces(&rest, width, style));
                    break;
                }
            }
        }
        lines
    }

    fn pieces(&self, word: &str, width: f32, style: Style) -> Vec<String> {
        let face = self.fonts.face(style);
        let mut pieces = vec![String::new()];
        for letter in word.chars() {
            let last = pieces.last().map_or("", String::as_str);
            if !last.is_empty() && face.width(&format!("{last}{letter}"), style.size) > width {
                pieces.push(String::new());
            }
            if let Some(last) = pieces.last_mut() {
                last.push(letter);
            }
        }
        pieces
    }

    /// Fills a box.
    pub(crate) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, color: (u8, u8, u8)) {
        let Some(rect) = Rect::from_xywh(x, y, width, height) else { return };
        let mut path = PathBuilder::new();
        path.push_rect(rect);
        if let Some(path) = path.finish() {
            self.surface.set_fill(Some(fill(color)));
            self.surface.draw_path(&path);
        }
    }
}

fn fill((red, green, blue): (u8, u8, u8)) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }
}

//! What a kind looks like, before it is placed and lit.

use super::figures;
use super::icons::{Icon, icon};
use super::tinting::hex;
use crate::scene::kind::{Art, Home, Kind};
use crate::scene::subject::Tint;

/// A drawing before it is placed.
pub struct Drawing {
    /// Body of the SVG.
    pub body: String,
    /// Body of the SVG of lights; empty without any.
    pub lights: String,
    /// The part of the SVG that is drawn: left, top, width, height.
    pub frame: [f32; 4],
    /// Width and height of that part.
    pub size: [f32; 2],
    /// Where it lives.
    pub home: Home,
    /// The side it faces: -1 left, 1 right, 0 neither.
    pub faces: i8,
    /// How round it is lit: 0 flat, 1 full relief.
    pub relief: f32,
    /// Share of the height that is under ground or water.
    pub sunk: f32,
    /// Its bright parts give light when lamps are lit.
    pub glows: bool,
    /// The colour its paint is dyed with after it was drawn.
    pub dyed: Option<Tint>,
}

impl Drawing {
    /// Width over height.
    pub fn aspect(&self) -> f32 {
        self.size[0] / self.size[1]
    }
}

/// Colours that lots of one thing take in turn.
const TURN: [Tint; 6] = [Tint::Red, Tint::Yellow, Tint::Blue, Tint::Orange, Tint::Purple, Tint::Green];

/// The drawing of a thing; `variant` varies colours among several.
pub fn drawing(kind: Kind, tint: Option<Tint>, variant: u32) -> Drawing {
    let nature = kind.nature();
    let turn = TURN[variant as usize % TURN.len()];
    let (body, lights, frame, dyed) = match nature.art {
        Art::Icon(name) => {
            static NONE: Icon = Icon { body: String::new(), frame: [0.0, 0.0, 128.0, 128.0] };
            let icon = icon(name).unwrap_or(&NONE);
            (icon.body.clone(), "", icon.frame, tint)
        }
        Art::Own(sketch) => {
            let takes_colour = sketch.body.contains("{c}");
            let usual = if sketch.varied { turn } else { sketch.usual };
            let mut body = coloured(sketch.body, tint.unwrap_or(usual));
            for (from, to) in sketch.exchanged {
                body = body.replace(from, to);
            }
            let [w, h] = sketch.size;
            (with_icons(body), sketch.lights, [0.0, 0.0, w, h], tint.filter(|_| !takes_colour))
        }
        Art::Dressed(figure) => {
            let [w, h] = figures::SIZE;
            (coloured(&figure.svg(), tint.unwrap_or(turn)), "", [0.0, 0.0, w, h], None)
        }
    };
    Drawing {
        body,
        lights: lights.to_owned(),
        frame,
        size: [frame[2], frame[3]],
        home: nature.home,
        faces: nature.faces,
        relief: nature.relief,
        sunk: nature.sunk,
        glows: nature.glows,
        dyed,
    }
}

fn coloured(body: &str, tint: Tint) -> String {
    let (light, dark) = hex(tint);
    body.replace("{c}", light).replace("{d}", dark)
}

/// Puts icons where a sketch names them.
fn with_icons(mut body: String) -> String {
    while let Some(start) = body.find("{icon:") {
        let Some(end) = body[start..].find('}').map(|i| start + i) else { break };
        let inside = icon(&body[start + 6..end]).map_or("", |icon| icon.body.as_str());
        body.replace_range(start..=end, inside);
    }
    body
}

//! What words ask of a clip: a camera move, what falls or floats, and how much; the rest is the scene.
//!
//! The vocabulary is a table. Phrases that are understood are taken out, so that what is left can be painted
//! ("a lake at dusk") or, where there is nothing to paint, told as not understood.

/// How the camera moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Not at all.
    Still,
    /// A little aside and a little closer: what nobody asked for.
    Drift,
    /// Closer, by the lens.
    In,
    /// Away, by the lens.
    Out,
    /// Forward through the scene.
    Dolly,
    /// The view turns to the left.
    Left,
    /// The view turns to the right.
    Right,
    /// The view rises.
    Up,
    /// The view sinks.
    Down,
    /// Around what is in the middle.
    Orbit,
}

impl Move {
    /// Every move.
    pub const ALL: &[Move] = &[
        Move::Still,
        Move::Drift,
        Move::In,
        Move::Out,
        Move::Dolly,
        Move::Left,
        Move::Right,
        Move::Up,
        Move::Down,
        Move::Orbit,
    ];

    /// The move as a part of a sentence.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Move::Still => "seen by a still camera",
            Move::Drift => "with a slow drift of the camera",
            Move::In => "as the camera zooms in",
            Move::Out => "as the camera zooms out",
            Move::Dolly => "as the camera moves forward",
            Move::Left => "as the camera pans to the left",
            Move::Right => "as the camera pans to the right",
            Move::Up => "as the camera tilts up",
            Move::Down => "as the camera tilts down",
            Move::Orbit => "as the camera circles",
        }
    }
}

/// What moves through the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Falling {
    /// Rain.
    Rain,
    /// Snow.
    Snow,
    /// Dust in the light.
    Dust,
}

/// What words ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// The camera move that was named.
    pub path: Option<Move>,
    /// What was asked to fall or float.
    pub falling: Option<Falling>,
    /// How much of the motion was asked for: 1 is the usual.
    pub pace: f32,
    /// Pictures a second that were asked for.
    pub rate: Option<u32>,
    /// The words without moves, pace and what only says that it is a clip: what a scene is painted from.
    pub scene: String,
    /// Words beyond all of that which carry a wish.
    pub left: Vec<String>,
}

/// Longer phrases first: what they cover is not read again.
const MOVES: [(&str, Move); 54] = [
    ("the camera slowly zooms in", Move::In),
    ("the camera slowly zooms out", Move::Out),
    ("zooming in", Move::In),
    ("zooming out", Move::Out),
    ("zooms in", Move::In),
    ("zooms out", Move::Out),
    ("zoom in", Move::In),
    ("zoom out", Move::Out),
    ("push in", Move::In),
    ("pushes in", Move::In),
    ("pull back", Move::Out),
    ("pulls back", Move::Out),
    ("pull out", Move::Out),
    ("pulls out", Move::Out),
    ("dolly out", Move::Out),
    ("dolly in", Move::Dolly),
    ("dolly forward", Move::Dolly),
    ("dollies in", Move::Dolly),
    ("moves forward", Move::Dolly),
    ("move forward", Move::Dolly),
    ("moving forward", Move::Dolly),
    ("fly through", Move::Dolly),
    ("flies forward", Move::Dolly),
    ("fly forward", Move::Dolly),
    ("panning left", Move::Left),
    ("panning right", Move::Right),
    ("pans to the left", Move::Left),
    ("pans to the right", Move::Right),
    ("pan to the left", Move::Left),
    ("pan to the right", Move::Right),
    ("pans left", Move::Left),
    ("pans right", Move::Right),
    ("pan left", Move::Left),
    ("pan right", Move::Right),
    ("tilting up", Move::Up),
    ("tilting down", Move::Down),
    ("tilts up", Move::Up),
    ("tilts down", Move::Down),
    ("tilt up", Move::Up),
    ("tilt down", Move::Down),
    ("pan up", Move::Up),
    ("pan down", Move::Down),
    ("no camera movement", Move::Still),
    ("still camera", Move::Still),
    ("static camera", Move::Still),
    ("fixed camera", Move::Still),
    ("locked camera", Move::Still),
    ("orbiting", Move::Orbit),
    ("orbits", Move::Orbit),
    ("orbit", Move::Orbit),
    ("ken burns", Move::In),
    ("panning", Move::Right),
    ("dolly", Move::Dolly),
    ("parallax", Move::Orbit),
];

const FALLING: [(&str, Falling); 10] = [
    ("snow falls", Falling::Snow),
    ("falling snow", Falling::Snow),
    ("snowflakes", Falling::Snow),
    ("snowing", Falling::Snow),
    ("rain falls", Falling::Rain),
    ("falling rain", Falling::Rain),
    ("raining", Falling::Rain),
    ("dust in the light", Falling::Dust),
    ("floating dust", Falling::Dust),
    ("dust", Falling::Dust),
];

const PACES: [(&str, f32); 12] = [
    ("very slowly", 0.4),
    ("in slow motion", 0.5),
    ("slow motion", 0.5),
    ("slowly", 0.65),
    ("slow", 0.65),
    ("gently", 0.65),
    ("gentle", 0.65),
    ("subtly", 0.5),
    ("subtle", 0.5),
    ("quickly", 1.5),
    ("fast", 1.5),
    ("dramatic", 1.3),
];

/// Words that carry no wish of their own: about clips as such, and what moves by itself in every scene.
const WEIGHTLESS: &str = " a an and animate animated animating animation as at be bring by camera can cinematic clip \
    clouds cloud create drift drifting drifts for from generate get gif give go i image in into is it its life live \
    long looping loop make me mood more motion move movement moves moving my of on out over photo picture please \
    play second seconds shot show so some the then this through to turn video waves wave water flowing flows flow \
    with you your film footage movie turned sway swaying twinkle twinkling stars star ripple ripples rippling that \
    while softly now last ";

/// Words that say only that a clip is meant: a scene is painted without them.
const OF_CLIPS: [&str; 14] = [
    "animate",
    "animated",
    "animating",
    "animation",
    "camera",
    "cinematic",
    "clip",
    "film",
    "footage",
    "gif",
    "looping",
    "motion",
    "shot",
    "video",
];

/// Reads a wish. Pure.
#[must_use]
pub fn understand(words: &str) -> Wish {
    let kept: String = words.to_lowercase();
    let plain: String = kept.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let mut text = format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "));
    let path = taken(&mut text, &MOVES);
    let pace = taken(&mut text, &PACES).unwrap_or(1.0);
    let rate = taken(&mut text, &[("at 30 fps", 30), ("at 24 fps", 24), ("30 fps", 30), ("24 fps", 24)]);
    let scene = {
        let bare = text.replace('\u{1}', "");
        let words = bare.split_whitespace().filter(|word| !OF_CLIPS.contains(word));
        words.collect::<Vec<_>>().join(" ")
    };
    let falling = taken(&mut text, &FALLING);
    let rest = text.replace('\u{1}', "");
    let carries =
        |word: &&str| !WEIGHTLESS.contains(&format!(" {word} ")) && !word.chars().all(|c| c.is_ascii_digit());
    let left = rest.split_whitespace().filter(carries).map(str::to_owned).collect();
    Wish { path, falling, pace, rate, scene, left }
}

/// The first phrase of a table that the text has, which is taken out with every other that it has.
fn taken<T: Copy>(text: &mut String, table: &[(&str, T)]) -> Option<T> {
    let mut first: Option<(usize, T)> = None;
    for (phrase, meaning) in table {
        while let Some(at) = text.find(&format!(" {phrase} ")) {
            text.replace_range(at + 1..=at + phrase.len(), &"\u{1}".repeat(phrase.len()));
            if first.is_none_or(|(known, _)| at < known) {
                first = Some((at, *meaning));
            }
        }
    }
    first.map(|(_, meaning)| meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_weather_and_pace_are_understood() {
        let path = |words: &str| understand(words).path;
        assert_eq!(path("animate it"), None);
        assert_eq!(path("Slowly zoom in, please"), Some(Move::In));
        assert_eq!(path("the camera pans to the left over the lake"), Some(Move::Left));
        assert_eq!(path("orbit around the tower"), Some(Move::Orbit));
        assert_eq!(path("a still camera"), Some(Move::Still));
        let wish = understand("animate it with falling snow, slowly, at 30 fps");
        assert_eq!((wish.falling, wish.pace, wish.rate), (Some(Falling::Snow), 0.65, Some(30)));
        assert_eq!(wish.left, Vec::<String>::new());
    }

    #[test]
    fn what_is_left_is_the_scene() {
        let wish = understand("A lake at dusk with mountains, zoom out");
        assert_eq!(wish.scene, "a lake at dusk with mountains");
        assert_eq!(understand("a video of a forest in falling snow").scene, "a of a forest in falling snow");
        assert_eq!(wish.left, ["lake", "dusk", "mountains"]);
        assert_eq!(understand("make the dog jump").left, ["dog", "jump"]);
        assert_eq!(understand("").left, Vec::<String>::new());
    }
}

//! A scene changed by words: "make it night", "same but winter", "add a boat".
//!
//! Words are read with the same tables as a prompt. What they name replaces that part of the specification and nothing
//! else, so that the same seed paints the same picture but for what was asked. What is no word of a scene is handed
//! back: it may mean light, colour or shape.

use super::lexicon::{Feature, Meaning};
use super::parse::fit;
use super::reading::meanings;
use super::spec::{Biome, SceneSpec, Season, TimeOfDay, Water, Weather};
use super::subject::{COUNT_MAX, KINDS_MAX, Kind, Size, Subject, Tint};

/// What words make of a scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// The scene as it is to be.
    pub spec: SceneSpec,
    /// The words that said nothing of the scene, in their order.
    pub rest: String,
    /// Words without weight among the rest.
    pub filler: Vec<String>,
}

/// Reads a wish about a scene; nothing where no word changes it. Pure.
#[must_use]
pub fn revise(scene: &SceneSpec, words: &str) -> Option<Revision> {
    let mut change =
        Change { spec: scene.clone(), takes_away: false, adds: false, count: None, tint: None, size: None };
    let (mut rest, mut filler) = (Vec::new(), Vec::new());
    for (meaning, said) in meanings(words) {
        match said.as_str() {
            "remove" | "without" | "no" | "delete" | "erase" => {
                (change.takes_away, change.adds) = (true, false);
            }
            "add" | "with" | "put" | "place" | "include" => (change.takes_away, change.adds) = (false, true),
            _ => {
                if meaning.is_none_or(|meaning| !change.take(meaning)) {
                    if meaning == Some(Meaning::Filler)
                        || matches!(
                            meaning,
                            Some(
                                Meaning::Count(_)
                                    | Meaning::Size(_)
                                    | Meaning::How(_)
                                    | Meaning::Position(_)
                                    | Meaning::Distant
                                    | Meaning::And
                                    | Meaning::Pronoun
                                    | Meaning::Not
                            )
                        )
                    {
                        filler.push(said.clone());
                    }
                    rest.push(said);
                }
            }
        }
    }
    let mut spec = change.spec;
    if spec == *scene {
        return None;
    }
    spec.warnings.clear();
    fit(&mut spec);
    spec.description = super::describe::describe(&spec);
    Some(Revision { spec, rest: rest.join(" "), filler })
}

struct Change {
    spec: SceneSpec,
    takes_away: bool,
    adds: bool,
    count: Option<u8>,
    tint: Option<Tint>,
    size: Option<Size>,
}

impl Change {
    /// Takes a meaning; whether it was one of the scene.
    fn take(&mut self, meaning: Meaning) -> bool {
        match meaning {
            Meaning::Time(time) => self.spec.time = time,
            Meaning::Weather(weather) => self.weather(weather),
            Meaning::Season(season) => self.season(season),
            Meaning::Style(style) => self.spec.style = style,
            Meaning::Biome(biome) => self.place(biome),
            Meaning::Water(water) => self.water(water),
            Meaning::Kind(kind, said) => self.thing(kind, said),
            Meaning::Feature(feature) => return self.feature(feature),
            Meaning::Pattern(pattern) if self.spec.biome == Biome::Pattern => {
                self.spec.pattern = Some(pattern);
            }
            Meaning::Object(object) if self.spec.biome == Biome::Backdrop => self.spec.object = Some(object),
            Meaning::Colour(colour) if matches!(self.spec.biome, Biome::Pattern | Biome::Backdrop) => {
                self.spec.colours = vec![colour];
            }
            Meaning::Colour(colour) => self.tint = Some(colour.tint()),
            Meaning::Tint(tint) => self.tint = Some(tint),
            Meaning::Size(size) => {
                self.size = Some(size);
                return false;
            }
            Meaning::Count(count) => {
                self.count = Some(count);
                return false;
            }
            _ => return false,
        }
        true
    }

    fn weather(&mut self, weather: Weather) {
        let spec = &mut self.spec;
        if self.takes_away {
            if spec.weather == weather {
                spec.weather = Weather::Fair;
            }
            return;
        }
        spec.weather = weather;
        if weather == Weather::Snow {
            spec.season = Season::Winter;
        }
    }

    fn season(&mut self, season: Season) {
        let spec = &mut self.spec;
        spec.season = season;
        spec.flowers = spec.flowers && season != Season::Winter || season == Season::Spring;
        if season != Season::Winter && spec.weather == Weather::Snow {
            spec.weather = Weather::Fair;
        }
    }

    fn place(&mut self, biome: Biome) {
        let spec = &mut self.spec;
        if biome == Biome::Mountains && self.adds {
            spec.mountains = true;
            return;
        }
        if spec.biome == Biome::Interior && biome != Biome::Interior {
            spec.outlook = Some(biome);
            return;
        }
        spec.biome = biome;
        spec.water = match (biome, spec.water) {
            (Biome::Coast | Biome::Sea | Biome::Beach, _) => Water::Sea,
            (Biome::City | Biome::Desert, _) => Water::None,
            (Biome::Canyon, _) | (_, Water::Lake) => Water::Lake,
            _ => Water::None,
        };
    }

    fn water(&mut self, water: Water) {
        let spec = &mut self.spec;
        if self.takes_away {
            spec.water = Water::None;
        } else if !matches!(spec.biome, Biome::Coast | Biome::Sea | Biome::Beach) {
            spec.water = water;
        }
    }

    fn thing(&mut self, kind: Kind, said: u8) {
        let (count, tint, size) = (self.count.take().unwrap_or(said), self.tint.take(), self.size.take());
        let spec = &mut self.spec;
        if let Some(at) = spec.subjects.iter().position(|subject| subject.kind == kind) {
            if self.takes_away {
                return forget(spec, at);
            }
            let subject = &mut spec.subjects[at];
            subject.tint = tint.or(subject.tint);
            subject.size = size.or(subject.size);
            if self.adds {
                subject.count = (subject.count + count).min(COUNT_MAX);
            }
        } else if !self.takes_away && spec.subjects.len() < KINDS_MAX {
            if kind.needs_water() && spec.water == Water::None && has_room_for_a_lake(spec.biome) {
                spec.water = Water::Lake;
            }
            spec.subjects.push(Subject { tint, size, ..Subject::new(kind, count) });
        }
    }

    fn feature(&mut self, feature: Feature) -> bool {
        let on = !self.takes_away;
        let spec = &mut self.spec;
        match feature {
            Feature::Aurora => {
                spec.aurora = on;
                if on {
                    spec.time = TimeOfDay::Night;
                }
            }
            Feature::Neon => spec.neon = on,
            Feature::Trees => spec.trees = on,
            Feature::Flowers => spec.flowers = on,
            Feature::Mountains => spec.mountains = on,
            Feature::Moon => spec.moon = on,
            Feature::Stars => spec.time = TimeOfDay::Night,
            Feature::Rainbow => spec.rainbow = on,
            Feature::Clouds => spec.weather = if on { Weather::Cloudy } else { Weather::Clear },
            _ => return false,
        }
        true
    }
}

fn has_room_for_a_lake(biome: Biome) -> bool {
    matches!(
        biome,
        Biome::Mountains | Biome::Forest | Biome::Meadow | Biome::Hills | Biome::Village | Biome::Jungle
    )
}

/// Takes one kind of thing out of a scene, and every relation it was part of.
fn forget(spec: &mut SceneSpec, at: usize) {
    spec.subjects.remove(at);
    let at = at as u8;
    spec.relations.retain(|relation| relation.who != at && relation.whom != at);
    for relation in &mut spec.relations {
        relation.who -= u8::from(relation.who > at);
        relation.whom -= u8::from(relation.whom > at);
    }
}

#[cfg(test)]
mod tests {
    use super::super::understand;
    use super::*;
    use crate::{Style, StyleChoice};

    fn scene(words: &str) -> SceneSpec {
        understand(words, StyleChoice::Auto)
    }

    #[test]
    fn words_change_what_they_name_and_nothing_else() {
        let lake = scene("a fox by a mountain lake at dawn");
        let night = revise(&lake, "make it night").unwrap().spec;
        assert_eq!(
            SceneSpec { time: TimeOfDay::Night, description: night.description.clone(), ..lake.clone() },
            night
        );
        let winter = revise(&lake, "the same but in winter").unwrap().spec;
        assert_eq!((winter.season, winter.time, winter.biome), (Season::Winter, lake.time, lake.biome));
        let boat = revise(&lake, "add a red sailing boat").unwrap().spec;
        let added = boat.subjects.last().unwrap();
        assert_eq!((added.kind, added.tint, boat.subjects.len()), (Kind::SailingBoat, Some(Tint::Red), 2));
        assert!(revise(&lake, "remove the fox").unwrap().spec.subjects.is_empty());
        assert_eq!(revise(&lake, "as pixel art").unwrap().spec.style, Style::PixelArt);
    }

    #[test]
    fn what_is_no_word_of_a_scene_is_handed_back() {
        let lake = scene("a mountain lake in the morning");
        assert_eq!(revise(&lake, "make it warmer"), None);
        let both = revise(&lake, "make it dusk and more saturated").unwrap();
        assert!(both.rest.contains("more saturated"), "{}", both.rest);
        assert_eq!(revise(&lake, "crop it to a square"), None);
    }
}

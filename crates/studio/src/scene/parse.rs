//! From a prompt to a scene.
//!
//! Words that are to be set in the picture are taken out first ([`lettering`]); what a portrait is
//! made of is read by [`portrait`]. The other words are looked up ([`reading`]): things and what is
//! said of them go to the [`CastList`], land, light and weather set the scene, and what is not found
//! becomes a warning. Land, water, time and weather that nobody asked for are chosen to suit the
//! things in the scene, never by chance, so understanding is a pure function of the words.

use super::cast_list::CastList;
use super::colours::Colour;
use super::kind::Home;
use super::lettering;
use super::lexicon::{Feature, Meaning};
use super::portrait::{self, Portrait};
use super::reading::{self, is_product_shot, look_up_in, tokenise};
use super::spec::{Biome, Object, Pattern, SceneSpec, Season, Setting, Style, TimeOfDay, Water, Weather};
use super::subject::{How, Kind, Subject, Tint};
use crate::StyleChoice;

/// Most words read; the rest is answered with one warning.
pub(super) const WORDS_MAX: usize = 400;

/// What a prompt asks for. Pure; a prompt of any content gives a scene.
pub fn understand(prompt: &str, style: StyleChoice) -> SceneSpec {
    let (prompt, lettering) = lettering::taken_out(prompt);
    let mut words = tokenise(&prompt);
    let mut gathered = Gathered { lettering, ..Gathered::default() };
    if words.len() > WORDS_MAX {
        words.truncate(WORDS_MAX);
        gathered.warnings.push(format!("Only the first {WORDS_MAX} words were read."));
    }
    gathered.portrait = portrait::asked(&words);
    gathered.is_product_shot = is_product_shot(&words);
    let mut i = 0;
    while i < words.len() {
        i += gathered.read(&words[i..]);
    }
    gathered.into_spec(style)
}

#[derive(Default)]
struct Gathered {
    biome: Option<Biome>,
    time: Option<TimeOfDay>,
    weather: Option<Weather>,
    season: Option<Season>,
    water: Option<Water>,
    style: Option<Style>,
    tint: Option<Tint>,
    features: Vec<Feature>,
    cast: CastList,
    /// The cast's subjects, once everything was read.
    subjects: Vec<Subject>,
    portrait: Option<Portrait>,
    lettering: Option<lettering::Lettering>,
    is_product_shot: bool,
    colours: Vec<Colour>,
    pattern: Option<Pattern>,
    object: Option<Object>,
    outlook: Option<Biome>,
    mountains: bool,
    /// What follows is not wanted.
    not: bool,
    unknown: Vec<String>,
    warnings: Vec<String>,
}

impl Gathered {
    /// Reads what the words begin with; how many words that took.
    fn read(&mut self, words: &[String]) -> usize {
        if let Some(is_stop) = reading::pause(&words[0]) {
            self.cast.pause(is_stop);
            return 1;
        }
        if let Some(portrait) = self.portrait.as_mut()
            && let Some(used) = portrait::read(portrait, words)
        {
            return used;
        }
        let look_up = |words| look_up_in(self.is_product_shot, words);
        let (meaning, used) = look_up(words);
        let next = || words.get(used).map(|_| look_up(&words[used..]).0);
        let leads_to_thing = || matches!(next(), Some(Some(Meaning::Kind(..))));
        match (words[0].as_str(), meaning) {
            // The fruit has no noun after it, the colour has.
            ("orange", Some(Meaning::Tint(_)))
                if matches!(next(), None | Some(Some(Meaning::How(_) | Meaning::And) | None)) =>
            {
                self.take(Meaning::Kind(Kind::OrangeFruit, 1));
            }
            ("golden", Some(Meaning::Time(_))) if leads_to_thing() => self.take(Meaning::Tint(Tint::Yellow)),
            (_, Some(meaning)) => self.take(meaning),
            (word, None) => self.unknown(word),
        }
        used
    }

    fn take(&mut self, meaning: Meaning) {
        match meaning {
            Meaning::Filler => return,
            Meaning::Not => return self.not = true,
            Meaning::Count(n) => return self.cast.count(n),
            Meaning::Tint(t) => return self.colour(Colour::of(t), t),
            Meaning::Colour(c) => return self.colour(c, c.tint()),
            Meaning::Size(s) => return self.cast.size(s),
            Meaning::How(how) => return self.cast.relate(how),
            Meaning::Position(p) => return self.cast.place(p),
            Meaning::Distant => return self.cast.distant(),
            Meaning::And => return self.cast.and(),
            Meaning::Pronoun => return self.cast.pronoun(),
            _ if std::mem::take(&mut self.not) => return self.cast.forget(),
            Meaning::Kind(kind, n) => return self.cast.subject(kind, n),
            Meaning::Feature(Feature::Caravan) => return self.cast.subject(Kind::Camel, 5),
            Meaning::Pattern(p) => self.pattern = self.pattern.or(Some(p)),
            Meaning::Object(o) => self.object = self.object.or(Some(o)),
            Meaning::Biome(b) => self.land(b),
            Meaning::Time(t) => self.time = Some(sharper(self.time, t)),
            Meaning::Weather(w) => self.weather = Some(w),
            Meaning::Season(s) => self.season = Some(s),
            Meaning::Water(w) => self.water = Some(w),
            Meaning::Style(s) => self.style = self.style.or(Some(s)),
            Meaning::Feature(f) => self.features.push(f),
        }
        // A colour belongs to the next thing, or else to the whole picture ("a green meadow" is
        // simply a meadow).
        if let Some(t) = self.cast.take_tint() {
            let usual = matches!(
                (t, meaning),
                (Tint::Green, Meaning::Biome(_)) | (Tint::White, _) | (Tint::Blue, Meaning::Water(_))
            );
            self.tint = if usual { self.tint } else { Some(t) };
        }
        self.cast.elsewhere();
    }

    fn colour(&mut self, colour: Colour, tint: Tint) {
        self.cast.tint(tint);
        if !self.colours.contains(&colour) {
            self.colours.push(colour);
        }
    }

    fn land(&mut self, b: Biome) {
        if b == Biome::Interior || self.biome == Some(Biome::Interior) {
            // Whatever else is said of a room's place is seen through its window.
            let other = if b == Biome::Interior { self.biome } else { Some(b) };
            self.outlook = self.outlook.or(other.filter(|o| *o != Biome::Interior));
            self.biome = Some(Biome::Interior);
        } else if b == Biome::Mountains && self.biome.is_some() {
            self.mountains = true;
        } else {
            self.mountains |= self.biome == Some(Biome::Mountains) && b != Biome::Mountains;
            // A hill under a castle is not a change of land; a street is.
            if !(b == Biome::Hills && self.biome.is_some()) || self.biome.is_none() {
                self.biome = Some(b);
            }
        }
    }

    fn unknown(&mut self, word: &str) {
        let word: String = word.chars().take(40).collect();
        if !self.unknown.contains(&word) {
            self.unknown.push(word);
        }
        self.cast.forget();
        self.cast.take_tint();
    }

    fn has(&self, f: Feature) -> bool {
        self.features.contains(&f)
    }

    fn with(&self, kinds: &[Kind]) -> bool {
        self.subjects.iter().any(|s| kinds.contains(&s.kind))
    }

    fn into_spec(mut self, choice: StyleChoice) -> SceneSpec {
        if let Some(t) = self.cast.take_tint() {
            self.tint = Some(t);
        }
        self.settle_cast();
        let biome = self.place();
        let water = self.usual_water(biome);
        let biome = match (biome, water, self.biome) {
            (Biome::Meadow | Biome::Hills | Biome::Mountains, Water::Sea, None) => Biome::Sea,
            (b, _, _) => b,
        };
        let time = self.time.unwrap_or_else(|| self.usual_time(biome));
        let weather = self.weather.unwrap_or(if self.has(Feature::Clouds) || time != TimeOfDay::Night {
            Weather::Fair
        } else {
            Weather::Clear
        });
        let season = self.season.unwrap_or(if biome == Biome::Arctic || weather == Weather::Snow {
            Season::Winter
        } else {
            Season::Summer
        });
        if self.subjects.is_empty() && biome == Biome::City {
            self.subjects.push(Subject::new(Kind::Umbrella, if weather == Weather::Rain { 4 } else { 1 }));
        }
        let still_life = self.is_still_life();
        let style = match choice {
            StyleChoice::Named(style) => style,
            StyleChoice::Auto => self.style.unwrap_or(Style::Natural),
        };
        let mut spec = SceneSpec {
            biome,
            time,
            weather,
            season,
            water,
            aurora: self.has(Feature::Aurora),
            neon: self.has(Feature::Neon),
            trees: self.has(Feature::Trees),
            flowers: self.has(Feature::Flowers) || season == Season::Spring,
            mountains: self.mountains,
            moon: self.has(Feature::Moon),
            rainbow: self.has(Feature::Rainbow),
            // What is made of colours does not lean to one.
            tint: self.tint.filter(|_| !matches!(biome, Biome::Pattern | Biome::Backdrop)),
            colours: std::mem::take(&mut self.colours),
            pattern: (biome == Biome::Pattern).then(|| self.usual_pattern()),
            object: self.object.filter(|_| biome == Biome::Backdrop),
            outlook: self.outlook.filter(|_| biome == Biome::Interior),
            framed: None,
            subjects: std::mem::take(&mut self.subjects),
            relations: std::mem::take(&mut self.cast.relations),
            still_life,
            portrait: self.portrait.take(),
            lettering: self.lettering.take(),
            style,
            description: String::new(),
            warnings: std::mem::take(&mut self.warnings),
        };
        fit(&mut spec);
        if let Some(words) = &spec.lettering {
            let missing = lettering::setting::missing(&words.text);
            if !missing.is_empty() {
                spec.warnings
                    .push(format!("“{missing}”: the studio's letters have no such characters, left out."));
            }
        }
        spec.warnings.extend(self.unknown.iter().map(|w| format!("{w}: not known here, left out.")));
        spec.description = super::describe::describe(&spec);
        spec
    }

    /// The cast as it is meant: an umbrella with someone under it is an umbrella, and a sign there is when words are
    /// set on one.
    fn settle_cast(&mut self) {
        self.subjects = std::mem::take(&mut self.cast.subjects);
        self.warnings.append(&mut self.cast.warnings);
        for r in &self.cast.relations {
            if matches!(r.how, How::Under | How::Holding | How::With)
                && self.subjects[usize::from(r.whom)].kind == Kind::Umbrella
            {
                self.subjects[usize::from(r.whom)].kind = Kind::OpenUmbrella;
            }
            // A balloon that someone holds is not one of hot air.
            let is_held = self.subjects[usize::from(r.who)].kind.nature().human
                && matches!(r.how, How::Holding | How::With);
            if is_held && self.subjects[usize::from(r.whom)].kind == Kind::Balloon {
                self.subjects[usize::from(r.whom)].kind = Kind::PartyBalloon;
            }
        }
        let is_on_sign = self.lettering.as_ref().is_some_and(|l| l.on == lettering::Carrier::Sign);
        if is_on_sign && !self.with(&[Kind::Sign]) {
            self.subjects.truncate(super::subject::KINDS_MAX - 1);
            self.cast.relations.retain(|r| usize::from(r.who.max(r.whom)) < self.subjects.len());
            self.subjects.push(Subject::new(Kind::Sign, 1));
        }
        if self.portrait.is_some() {
            let left_out = self.subjects.drain(..).filter(|s| !s.kind.nature().human);
            self.warnings.extend(
                left_out.map(|s| format!("{}: a portrait has one face and nothing else, left out.", s.kind)),
            );
            self.cast.relations.clear();
        }
    }

    fn is_still_life(&self) -> bool {
        let on_table = |s: &Subject| matches!(s.kind.nature().home, Home::Table);
        let is_design = self.has(Feature::Product) || self.pattern.is_some() || self.object.is_some();
        let lands = self.biome.is_some() || self.water.is_some() || self.mountains || is_design;
        let things = !self.subjects.is_empty() && self.subjects.iter().all(on_table);
        self.portrait.is_none() && !lands && (things || self.has(Feature::Table) && !self.subjects.is_empty())
    }

    /// The place that was said, or that the words ask for by what they name.
    fn place(&mut self) -> Biome {
        if self.has(Feature::Product) {
            if let Some(left) = self.biome.filter(|b| *b != Biome::Pattern && *b != Biome::Interior) {
                self.warnings.push(format!(
                    "{}: a product shot is taken before a plain backdrop, left out.",
                    left.label()
                ));
            }
            return Biome::Backdrop;
        }
        match self.biome {
            Some(biome) => biome,
            None if self.pattern.is_some() => Biome::Pattern,
            None if self.object.is_some() && self.subjects.is_empty() => Biome::Backdrop,
            None => self.usual_land(),
        }
    }

    fn usual_pattern(&self) -> Pattern {
        match self.pattern {
            Some(pattern) => pattern,
            None if self.water == Some(Water::Sea) => Pattern::Waves,
            None if self.has(Feature::Stars) || self.has(Feature::Neon) => Pattern::Circles,
            None if self.mountains => Pattern::Contours,
            // Few colours flow best as waves; none at all as a gradient.
            None if self.colours.is_empty() => Pattern::Gradient,
            None => Pattern::Waves,
        }
    }

    fn usual_land(&self) -> Biome {
        if self.has(Feature::Neon) || self.with(&[Kind::Umbrella]) && self.weather == Some(Weather::Rain) {
            return Biome::City;
        }
        // Of several the first that is particular about its land decides.
        let particular = self.subjects.iter().map(|s| s.kind).find(|k| k.nature().land != Biome::Meadow);
        match particular.or(self.subjects.first().map(|s| s.kind)) {
            Some(kind) if kind.nature().land == Biome::Sea && self.water == Some(Water::Lake) => {
                Biome::Mountains
            }
            Some(kind) => kind.nature().land,
            None if self.water == Some(Water::Sea) => Biome::Coast,
            None if self.water == Some(Water::Lake) => Biome::Mountains,
            None if self.has(Feature::Aurora) => Biome::Arctic,
            None if self.has(Feature::Flowers) => Biome::Meadow,
            None if self.has(Feature::Trees) => Biome::Forest,
            None => Biome::Mountains,
        }
    }

    fn usual_water(&self, biome: Biome) -> Water {
        match (biome, self.water) {
            (
                Biome::City
                | Biome::Desert
                | Biome::Space
                | Biome::Underwater
                | Biome::Pattern
                | Biome::Backdrop,
                _,
            ) => Water::None,
            (Biome::Coast | Biome::Sea | Biome::Beach, _) => Water::Sea,
            (Biome::Canyon, _) => Water::Lake,
            (Biome::Interior, w) => w.unwrap_or(Water::None),
            (Biome::Village | Biome::Jungle, Some(_)) => Water::Lake,
            (Biome::Mountains | Biome::Forest | Biome::Arctic, Some(_)) => Water::Lake,
            (_, Some(w)) => w,
            (_, None) if self.subjects.iter().any(|s| s.kind.needs_water()) => Water::Lake,
            _ => Water::None,
        }
    }

    fn usual_time(&self, biome: Biome) -> TimeOfDay {
        if self.has(Feature::Aurora)
            || self.has(Feature::Stars)
            || self.has(Feature::Moon)
            || self.has(Feature::Neon)
        {
            TimeOfDay::Night
        } else if self.with(&[Kind::Lighthouse]) {
            TimeOfDay::Dusk
        } else if self.has(Feature::Sun) {
            TimeOfDay::Golden
        } else {
            match biome {
                Biome::Desert | Biome::Sea => TimeOfDay::Golden,
                Biome::Mountains => TimeOfDay::Dawn,
                Biome::City => TimeOfDay::Dusk,
                Biome::Arctic => TimeOfDay::Dawn,
                Biome::Forest | Biome::Hills | Biome::Meadow => TimeOfDay::Morning,
                Biome::Coast | Biome::Canyon | Biome::Village => TimeOfDay::Golden,
                Biome::Jungle | Biome::Interior => TimeOfDay::Morning,
                Biome::Beach | Biome::Underwater | Biome::Pattern | Biome::Backdrop => TimeOfDay::Day,
                Biome::Space => TimeOfDay::Night,
            }
        }
    }
}

/// The more telling of two times: "morning" adds nothing to "dawn", "sunset sky at dusk" is dusk.
fn sharper(had: Option<TimeOfDay>, new: TimeOfDay) -> TimeOfDay {
    match (had, new) {
        (Some(t), TimeOfDay::Day | TimeOfDay::Morning) => t,
        _ => new,
    }
}

/// Things the land cannot hold are named and left out.
pub(super) fn fit(spec: &mut SceneSpec) {
    let (biome, water) = (spec.biome, spec.water);
    let warnings = &mut spec.warnings;
    let mut kept = Vec::new();
    for (i, s) in spec.subjects.iter().enumerate() {
        // What stands by something on land stands on land with it.
        let is_placed = spec.relations.iter().any(|r| usize::from(r.who) == i && r.how != How::Beside);
        let swims = biome == Biome::Underwater && s.kind.nature().home == Home::Swimming;
        let has_room = swims || water != Water::None && biome != Biome::Interior;
        if s.kind.needs_water() && !has_room && !is_placed && !spec.still_life {
            let place = match biome {
                Biome::City => "a city street",
                b if b.setting() != Setting::Land || b == Biome::Underwater => b.label(),
                _ => "land without water",
            };
            warnings.push(format!("{}: there is no room for it on {place}, left out.", s.kind.label()));
        } else {
            kept.push(i);
        }
    }
    keep(spec, &kept);
}

/// Keeps these subjects, and the relations among them.
fn keep(spec: &mut SceneSpec, kept: &[usize]) {
    let renamed = |old: u8| kept.iter().position(|i| *i == usize::from(old)).map(|i| i as u8);
    spec.subjects = kept.iter().map(|i| spec.subjects[*i].clone()).collect();
    spec.relations = std::mem::take(&mut spec.relations)
        .into_iter()
        .filter_map(|r| Some(super::subject::Relation { who: renamed(r.who)?, whom: renamed(r.whom)?, ..r }))
        .collect();
}

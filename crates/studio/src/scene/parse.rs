//! From a prompt to a scene.
//!
//! Words are lower-cased and cut; phrases of up to five words are looked up longest first, then
//! single words, then their singular, then words one letter away (five letters or more). What is
//! found sets the scene; what is not found becomes a warning. Land, water, time and weather that
//! nobody asked for are chosen to suit the things in the scene, never by chance, so understanding
//! is a pure function of the words.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::colours::Colour;
use super::lexicon::{Feature, Meaning, entries, objects};
use super::spec::{
    Biome, Kind, Object, Pattern, SceneSpec, Season, Setting, Style, Subject, TimeOfDay, Tint, Water, Weather,
};
use crate::StyleChoice;

/// Longest phrase looked up, words.
const PHRASE_MAX: usize = 5;
/// Most words read; the rest is answered with one warning.
const WORDS_MAX: usize = 400;
/// Most kinds of subjects in one scene: more would not be told apart.
const SUBJECTS_MAX: usize = 4;

static INDEX: LazyLock<HashMap<&'static str, Meaning>> = LazyLock::new(|| {
    let mut index = HashMap::new();
    for (meaning, word) in entries() {
        index.entry(word).or_insert(meaning);
    }
    index
});

/// The same with the words for objects first, for product shots.
static PRODUCT_INDEX: LazyLock<HashMap<&'static str, Meaning>> = LazyLock::new(|| {
    let mut index = INDEX.clone();
    index.extend(objects().map(|(meaning, word)| (word, meaning)));
    index
});

/// First words of the phrases that are known.
static PHRASE_STARTS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| INDEX.keys().filter_map(|key| key.split_once(' ')).map(|(first, _)| first).collect());

/// The letters of a word with its meaning.
type Spelling = (Vec<char>, Meaning);

/// Words a misspelt word may have meant, by their first letter, in alphabetical order. Fillers are not
/// offered: they would swallow real words.
static MEANT: LazyLock<HashMap<char, Vec<Spelling>>> = LazyLock::new(|| {
    let mut by_letter: HashMap<char, Vec<Spelling>> = HashMap::new();
    let mut known: Vec<_> = INDEX.iter().filter(|(key, _)| !key.contains(' ')).collect();
    known.sort_by_key(|(key, _)| **key);
    for (key, meaning) in known {
        let letters: Vec<char> = key.chars().collect();
        if *meaning != Meaning::Filler && letters.len() >= 4 {
            by_letter.entry(letters[0]).or_default().push((letters, *meaning));
        }
    }
    by_letter
});

/// What a prompt asks for. Pure; a prompt of any content gives a scene.
pub fn understand(prompt: &str, style: StyleChoice) -> SceneSpec {
    let mut words = tokenise(prompt);
    let mut gathered = Gathered::default();
    if words.len() > WORDS_MAX {
        words.truncate(WORDS_MAX);
        gathered.warnings.push(format!("Only the first {WORDS_MAX} words were read."));
    }
    let index = if is_product_shot(&words) { &*PRODUCT_INDEX } else { &*INDEX };
    let mut i = 0;
    while i < words.len() {
        let (meaning, used) = look_up(index, &words[i..]);
        match meaning {
            Some(meaning) => gathered.take(meaning),
            None => gathered.unknown(&words[i]),
        }
        i += used;
    }
    gathered.into_spec(style)
}

/// Every word or phrase of a text with its meaning, in order.
pub(super) fn meanings(text: &str) -> Vec<(Option<Meaning>, String)> {
    let mut words = tokenise(text);
    words.truncate(WORDS_MAX);
    let (mut found, mut i) = (Vec::new(), 0);
    while i < words.len() {
        let (meaning, used) = look_up(&INDEX, &words[i..]);
        found.push((meaning, words[i..i + used].join(" ")));
        i += used;
    }
    found
}

/// Whether any word says that this is a product shot.
fn is_product_shot(words: &[String]) -> bool {
    (0..words.len()).any(|i| look_up(&INDEX, &words[i..]).0 == Some(Meaning::Feature(Feature::Product)))
}

fn tokenise(prompt: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in prompt.chars().take(8_000) {
        if c.is_alphanumeric() || (c == '-' && !word.is_empty()) || c == '\'' || c == '’' {
            word.extend(c.to_lowercase());
        } else {
            flush(&mut word, &mut words);
            let mut buffer = [0; 4];
            if INDEX.contains_key(&*c.encode_utf8(&mut buffer)) || is_pictograph(c) {
                words.push(c.to_string());
            }
        }
    }
    flush(&mut word, &mut words);
    words
}

fn is_pictograph(c: char) -> bool {
    matches!(u32::from(c), 0x1F300..=0x1F5FF | 0x1F600..=0x1F64F | 0x1F680..=0x1FAFF | 0x2600..=0x27BF)
        && !matches!(u32::from(c), 0x1F3FB..=0x1F3FF)
}

fn flush(word: &mut String, words: &mut Vec<String>) {
    let trimmed = word.trim_matches(['-', '\'', '’']);
    let trimmed = trimmed.strip_suffix("'s").or(trimmed.strip_suffix("’s")).unwrap_or(trimmed);
    if !trimmed.is_empty() {
        words.push(trimmed.to_owned());
    }
    word.clear();
}

/// The meaning at the start of the words, and how many words it took.
fn look_up(index: &HashMap<&'static str, Meaning>, words: &[String]) -> (Option<Meaning>, usize) {
    let longest = if PHRASE_STARTS.contains(words[0].as_str()) { PHRASE_MAX.min(words.len()) } else { 1 };
    for n in (2..=longest).rev() {
        let phrase = words[..n].join(" ");
        if let Some(m) = index.get(phrase.as_str()) {
            return (Some(*m), n);
        }
        if let Some(m) = singular(&phrase).and_then(|s| index.get(s.as_str()).copied()) {
            return (Some(plural(m)), n);
        }
    }
    let word = &words[0];
    if let Some(m) = index.get(word.as_str()) {
        return (Some(*m), 1);
    }
    if let Some(m) = singular(word).and_then(|s| index.get(s.as_str()).copied()) {
        return (Some(plural(m)), 1);
    }
    if word.contains('-') && words.len() <= WORDS_MAX {
        let parts: Vec<String> = word.split('-').filter(|p| !p.is_empty()).map(str::to_owned).collect();
        if let (Some(m), used) = look_up(index, &parts)
            && used == parts.len()
        {
            return (Some(m), 1);
        }
    }
    (near(word), 1)
}

fn singular(word: &str) -> Option<String> {
    if let Some(stem) = word.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    for end in ["xes", "ches", "shes", "sses"] {
        if word.ends_with(end) {
            return word.strip_suffix("es").map(str::to_owned);
        }
    }
    match word {
        "wolves" | "leaves" => None,
        "men" => Some("man".into()),
        "women" => Some("woman".into()),
        "children" => Some("child".into()),
        _ => {
            word.strip_suffix('s').filter(|s| s.chars().count() >= 3 && !s.ends_with('s')).map(str::to_owned)
        }
    }
}

/// A plural without a number means a few.
fn plural(m: Meaning) -> Meaning {
    match m {
        Meaning::Kind(kind, 1) => Meaning::Kind(kind, 3),
        other => other,
    }
}

/// The first known word one letter away.
fn near(word: &str) -> Option<Meaning> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 5 {
        return None;
    }
    let known = MEANT.get(&letters[0])?;
    known.iter().find(|(other, _)| one_away(&letters, other)).map(|(_, meaning)| *meaning)
}

/// Whether two words differ by one letter changed, added, lost or swapped with its neighbour.
fn one_away(a: &[char], b: &[char]) -> bool {
    if a.first() != b.first() || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (ra, rb) = (a.len() - head - tail, b.len() - head - tail);
    let swapped = ra == 2 && rb == 2 && a[head] == b[head + 1] && a[head + 1] == b[head];
    (ra <= 1 && rb <= 1) || swapped
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
    subjects: Vec<Subject>,
    colours: Vec<Colour>,
    pattern: Option<Pattern>,
    object: Option<Object>,
    outlook: Option<Biome>,
    mountains: bool,
    count: Option<u8>,
    pending_tint: Option<Tint>,
    unknown: Vec<String>,
    warnings: Vec<String>,
}

impl Gathered {
    fn take(&mut self, meaning: Meaning) {
        match meaning {
            Meaning::Filler => return,
            Meaning::Count(n) => {
                self.count = Some(n);
                return;
            }
            Meaning::Tint(t) => return self.colour(Colour::of(t), t),
            Meaning::Colour(c) => return self.colour(c, c.tint()),
            Meaning::Pattern(p) => self.pattern = self.pattern.or(Some(p)),
            Meaning::Object(o) => self.object = self.object.or(Some(o)),
            Meaning::Biome(b) => self.land(b),
            Meaning::Time(t) => self.time = Some(sharper(self.time, t)),
            Meaning::Weather(w) => self.weather = Some(w),
            Meaning::Season(s) => self.season = Some(s),
            Meaning::Water(w) => self.water = Some(w),
            Meaning::Style(s) => self.style = self.style.or(Some(s)),
            Meaning::Kind(kind, n) => self.subject(kind, n),
            Meaning::Feature(Feature::Caravan) => self.subject(Kind::Camel, 5),
            Meaning::Feature(f) => self.features.push(f),
        }
        // A colour belongs to the next thing, or else to the whole picture ("a green meadow" is
        // simply a meadow).
        if let (Some(t), false) = (self.pending_tint.take(), matches!(meaning, Meaning::Kind(..))) {
            let usual = matches!(
                (t, meaning),
                (Tint::Green, Meaning::Biome(_)) | (Tint::White, _) | (Tint::Blue, Meaning::Water(_))
            );
            self.tint = if usual { self.tint } else { Some(t) };
        }
        self.count = None;
    }

    fn colour(&mut self, colour: Colour, tint: Tint) {
        self.pending_tint = Some(tint);
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

    fn subject(&mut self, kind: Kind, said: u8) {
        let spoken = self.count.take();
        let count = match (spoken, said) {
            (Some(n), 1 | 3) if n > 1 || said == 1 => n,
            (_, n) => n,
        };
        let tint = self.pending_tint.take();
        if let Some(s) = self.subjects.iter_mut().find(|s| s.kind == kind) {
            s.count = s.count.max(count);
            s.tint = s.tint.or(tint);
        } else if self.subjects.len() < SUBJECTS_MAX {
            self.subjects.push(Subject { kind, count: count.clamp(1, 9), tint });
        } else {
            self.warnings
                .push(format!("{}: too many different things for one scene, left out.", kind.label()));
        }
    }

    fn unknown(&mut self, word: &str) {
        let word: String = word.chars().take(40).collect();
        if !self.unknown.contains(&word) {
            self.unknown.push(word);
        }
        self.count = None;
        self.pending_tint = None;
    }

    fn has(&self, f: Feature) -> bool {
        self.features.contains(&f)
    }

    fn with(&self, kinds: &[Kind]) -> bool {
        self.subjects.iter().any(|s| kinds.contains(&s.kind))
    }

    fn into_spec(mut self, choice: StyleChoice) -> SceneSpec {
        if let Some(t) = self.pending_tint.take() {
            self.tint = Some(t);
        }
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
            self.subjects.push(Subject {
                kind: Kind::Umbrella,
                count: if weather == Weather::Rain { 4 } else { 1 },
                tint: None,
            });
        }
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
            style,
            description: String::new(),
            warnings: std::mem::take(&mut self.warnings),
        };
        fit(&mut spec);
        spec.warnings.extend(self.unknown.iter().map(|w| format!("{w}: not known here, left out.")));
        spec.description = super::describe::describe(&spec);
        spec
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
        match self.subjects.first().map(|s| s.kind) {
            Some(Kind::Lighthouse) => Biome::Coast,
            Some(Kind::SailingBoat | Kind::PaperBoat | Kind::Whale) if self.water != Some(Water::Lake) => {
                Biome::Sea
            }
            Some(Kind::SailingBoat | Kind::PaperBoat | Kind::Whale) => Biome::Mountains,
            Some(Kind::Camel) => Biome::Desert,
            Some(Kind::Deer | Kind::Tent) => Biome::Forest,
            Some(Kind::Hut | Kind::RowingBoat) => Biome::Mountains,
            Some(Kind::Umbrella) => Biome::City,
            Some(
                Kind::Castle
                | Kind::Balloon
                | Kind::Windmill
                | Kind::House
                | Kind::Bridge
                | Kind::Train
                | Kind::Rocket,
            ) => Biome::Hills,
            Some(_) => Biome::Meadow,
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
            (_, None)
                if self.with(&[
                    Kind::RowingBoat,
                    Kind::Duck,
                    Kind::SailingBoat,
                    Kind::PaperBoat,
                    Kind::Bridge,
                    Kind::Whale,
                ]) =>
            {
                Water::Lake
            }
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
    spec.subjects.retain(|s| {
        let floats = matches!(
            s.kind,
            Kind::SailingBoat | Kind::PaperBoat | Kind::RowingBoat | Kind::Whale | Kind::Duck
        );
        let keep = !floats || (water != Water::None && biome != Biome::Interior);
        if !keep {
            let place = match biome {
                Biome::City => "a city street",
                b if b.setting() != Setting::Land || b == Biome::Underwater => b.label(),
                _ => "land without water",
            };
            warnings.push(format!("{}: there is no room for it on {place}, left out.", s.kind.label()));
        }
        keep
    });
}

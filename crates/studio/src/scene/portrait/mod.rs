//! Portraits from parts, for avatars: what a prompt says of a face, as data.
//!
//! [`asked`] tells whether a prompt asks for a portrait of a person; [`read`] takes the words that speak of the face, and
//! leaves the others (light, style) to the general reading. [`painting`] draws it.

pub mod face;
pub mod painting;

use serde::{Deserialize, Serialize};

use super::lexicon::Meaning;
use super::reading::look_up;
use super::spec::named_enum;
use super::subject::Tint;

named_enum! {
    /// Who sits for the portrait.
    Sitter {
        Person = "person", "a person";
        Man = "man", "a man";
        Woman = "woman", "a woman";
        Boy = "boy", "a boy";
        Girl = "girl", "a girl";
    }
}

named_enum! {
    /// How the hair is worn.
    Cut {
        Short = "short", "short";
        Long = "long", "long";
        Curly = "curly", "curly";
        Bun = "bun", "tied up";
        Bald = "bald", "no";
    }
}

named_enum! {
    /// Colour of hair and beard.
    Hair {
        Black = "black", "black";
        Brown = "brown", "brown";
        Blond = "blond", "blond";
        Red = "red", "red";
        Grey = "grey", "grey";
        White = "white", "white";
        Blue = "blue", "blue";
        Pink = "pink", "pink";
        Green = "green", "green";
        Purple = "purple", "purple";
    }
}

named_enum! {
    /// Colour of the skin, lightest first.
    Skin {
        Pale = "pale", "pale";
        Light = "light", "light";
        Tan = "tan", "tan";
        Brown = "brown", "brown";
        Dark = "dark", "dark";
    }
}

named_enum! {
    /// What is worn on the head.
    Headwear {
        Hat = "hat", "a hat";
        Cap = "cap", "a cap";
        Beanie = "beanie", "a woolly hat";
        Crown = "crown", "a crown";
        Turban = "turban", "a turban";
        Headscarf = "headscarf", "a headscarf";
    }
}

named_enum! {
    /// What is worn before the eyes.
    Glasses {
        Clear = "clear", "glasses";
        Dark = "dark", "sunglasses";
    }
}

/// A face from the front, with what was said of it; what was not said the seed decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portrait {
    /// Who it is.
    pub sitter: Sitter,
    /// Old rather than grown up.
    pub old: bool,
    /// How the hair is worn.
    pub cut: Option<Cut>,
    /// Colour of the hair.
    pub hair: Option<Hair>,
    /// Colour of the skin.
    pub skin: Option<Skin>,
    /// Colour of the eyes.
    pub eyes: Option<Tint>,
    /// A full beard.
    pub beard: bool,
    /// A moustache.
    pub moustache: bool,
    /// Glasses.
    pub glasses: Option<Glasses>,
    /// Hat, cap, crown.
    pub headwear: Option<Headwear>,
    /// Smiling.
    pub smiling: bool,
    /// Freckles.
    pub freckles: bool,
    /// Earrings.
    pub earrings: bool,
    /// Colour of the clothes.
    pub clothes: Option<Tint>,
}

const TRIGGERS: &[&str] = &["portrait", "avatar", "headshot", "selfie", "mugshot", "bust"];

/// A portrait nothing is known of yet, if these words ask for one: a portrait of a cat is a picture of a cat.
pub fn asked(words: &[String]) -> Option<Portrait> {
    let is_face = |pair: &[String]| {
        matches!(
            [pair[0].as_str(), pair[1].as_str()],
            ["profile", "picture" | "photo"] | ["face", "of"] | ["talking", "head"]
        )
    };
    let is_asked = words.iter().any(|w| TRIGGERS.contains(&w.as_str())) || words.windows(2).any(is_face);
    let kinds = (0..words.len()).filter_map(|i| match look_up(&words[i..]).0 {
        Some(Meaning::Kind(kind, _)) => Some(kind),
        _ => None,
    });
    let mut first = kinds;
    let is_person = words.iter().any(|w| sitter(w).is_some());
    let is_thing = first.next().is_some_and(|kind| !kind.nature().human);
    (is_asked && (is_person || !is_thing)).then_some(Portrait {
        sitter: Sitter::Person,
        old: false,
        cut: None,
        hair: None,
        skin: None,
        eyes: None,
        beard: false,
        moustache: false,
        glasses: None,
        headwear: None,
        smiling: false,
        freckles: false,
        earrings: false,
        clothes: None,
    })
}

fn sitter(word: &str) -> Option<Sitter> {
    Some(match word {
        "person" | "someone" | "human" | "people" | "teenager" | "student" | "character" => Sitter::Person,
        "man" | "gentleman" | "guy" | "male" | "grandfather" | "father" | "king" | "businessman"
        | "prince" => Sitter::Man,
        "woman" | "lady" | "female" | "grandmother" | "mother" | "queen" | "businesswoman" | "princess" => {
            Sitter::Woman
        }
        "boy" | "kid" | "child" => Sitter::Boy,
        "girl" => Sitter::Girl,
        _ => return None,
    })
}

fn hair(word: &str) -> Option<Hair> {
    Some(match word {
        "black" | "dark" | "raven" => Hair::Black,
        "brown" | "brunette" | "chestnut" | "auburn" => Hair::Brown,
        "blond" | "blonde" | "golden" | "fair" | "yellow" => Hair::Blond,
        "red" | "ginger" | "orange" | "copper" => Hair::Red,
        "grey" | "gray" | "silver" => Hair::Grey,
        "white" => Hair::White,
        "blue" | "teal" | "turquoise" => Hair::Blue,
        "pink" => Hair::Pink,
        "green" => Hair::Green,
        "purple" | "violet" => Hair::Purple,
        _ => return None,
    })
}

fn cut(word: &str) -> Option<Cut> {
    Some(match word {
        "short" | "cropped" => Cut::Short,
        "long" | "straight" | "flowing" => Cut::Long,
        "curly" | "wavy" | "frizzy" | "afro" => Cut::Curly,
        "bald" | "shaved" => Cut::Bald,
        "tied" => Cut::Bun,
        _ => return None,
    })
}

fn skin(word: &str) -> Option<Skin> {
    Some(match word {
        "pale" | "white" => Skin::Pale,
        "light" | "fair" => Skin::Light,
        "tan" | "tanned" | "olive" => Skin::Tan,
        "brown" => Skin::Brown,
        "dark" | "black" => Skin::Dark,
        _ => return None,
    })
}

fn tint(word: &str) -> Option<Tint> {
    match word {
        "hazel" | "amber" => Some(Tint::Brown),
        _ => Tint::parse(if word == "gray" { "grey" } else { word }),
    }
}

/// Takes what the words begin with if it speaks of the face: how many words it took.
pub fn read(p: &mut Portrait, words: &[String]) -> Option<usize> {
    let word = words[0].as_str();
    if TRIGGERS.contains(&word) || matches!(word, "face" | "profile" | "head" | "shoulders" | "talking") {
        return Some(1);
    }
    if let Some((colour, "haired")) = word.split_once('-') {
        p.hair = hair(colour).or(p.hair);
        p.cut = cut(colour).or(p.cut);
        return Some(1);
    }
    if let Some(who) = sitter(word) {
        p.sitter = who;
        p.old |= word.starts_with("grand");
        let crowned = matches!(word, "king" | "queen" | "prince" | "princess");
        p.headwear = if crowned { Some(Headwear::Crown) } else { p.headwear };
        return Some(1);
    }
    described(p, words).or_else(|| single(p, word))
}

/// Adjectives and what they belong to: "long red hair", "green eyes", "a white beard".
fn described(p: &mut Portrait, words: &[String]) -> Option<usize> {
    let adjective = |w: &String| {
        hair(w).is_some()
            || cut(w).is_some()
            || skin(w).is_some()
            || tint(w).is_some()
            || matches!(w.as_str(), "big" | "bright" | "full" | "bushy" | "round" | "and" | "thick")
    };
    let count = words.iter().take(4).take_while(|w| adjective(w)).count();
    if count == 0
        && !matches!(
            words[0].as_str(),
            "hair" | "eyes" | "skin" | "shirt" | "dress" | "jacket" | "sweater" | "suit"
        )
    {
        return None;
    }
    let noun = words.get(count)?.as_str();
    let said = &words[..count];
    match noun {
        "hair" | "haired" | "curls" | "hairstyle" => {
            p.hair = said.iter().find_map(|w| hair(w)).or(p.hair);
            p.cut = said.iter().rev().find_map(|w| cut(w)).or(p.cut);
            if noun == "curls" {
                p.cut = Some(Cut::Curly);
            }
        }
        "eyes" | "eyed" => p.eyes = said.iter().find_map(|w| tint(w)).or(p.eyes),
        "skin" | "skinned" | "complexion" => p.skin = said.iter().find_map(|w| skin(w)).or(p.skin),
        "beard" | "bearded" | "moustache" | "mustache" => {
            p.hair = p.hair.or(said.iter().find_map(|w| hair(w)));
            single(p, noun);
        }
        "shirt" | "dress" | "jacket" | "sweater" | "suit" | "clothes" | "coat" | "top" | "blouse"
        | "hoodie" | "sari" | "t-shirt" => {
            p.clothes = said.iter().find_map(|w| tint(w)).or(p.clothes);
        }
        "hat" | "cap" | "beanie" | "turban" | "headscarf" | "hijab" | "glasses" | "sunglasses" => {
            single(p, noun);
        }
        _ => return None,
    }
    Some(count + 1)
}

fn single(p: &mut Portrait, word: &str) -> Option<usize> {
    match word {
        "old" | "elderly" | "aged" | "senior" => p.old = true,
        "young" | "adult" | "face" => {}
        "beard" | "bearded" => p.beard = true,
        "moustache" | "mustache" => p.moustache = true,
        "glasses" | "spectacles" | "eyeglasses" => p.glasses = Some(Glasses::Clear),
        "sunglasses" | "shades" => p.glasses = Some(Glasses::Dark),
        "hat" | "fedora" => p.headwear = Some(Headwear::Hat),
        "cap" => p.headwear = Some(Headwear::Cap),
        "beanie" => p.headwear = Some(Headwear::Beanie),
        "crown" | "tiara" => p.headwear = Some(Headwear::Crown),
        "turban" | "pagri" => p.headwear = Some(Headwear::Turban),
        "headscarf" | "hijab" => p.headwear = Some(Headwear::Headscarf),
        "smiling" | "smile" | "happy" | "cheerful" | "laughing" | "grinning" => p.smiling = true,
        "freckles" | "freckled" => p.freckles = true,
        "earrings" | "earring" => p.earrings = true,
        "bald" => p.cut = Some(Cut::Bald),
        "bun" | "ponytail" => p.cut = Some(Cut::Bun),
        "blond" | "blonde" => p.hair = Some(Hair::Blond),
        "redhead" => p.hair = Some(Hair::Red),
        "brunette" => p.hair = Some(Hair::Brown),
        "indian" | "latina" | "latino" | "arab" => p.skin = Some(Skin::Brown),
        "african" | "black" => p.skin = Some(Skin::Dark),
        "asian" | "mediterranean" => p.skin = Some(Skin::Tan),
        "european" => p.skin = Some(Skin::Light),
        "wearing" | "with" | "and" | "a" | "an" | "of" | "the" => {}
        _ => return None,
    }
    Some(1)
}

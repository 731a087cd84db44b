//! Layer 0: what is not made, whatever the words around it.
//!
//! The list is short and made of whole words that stand close together, so that "shoot a photo", "killer whale"
//! and "a bomb-shelter museum" pass. It is a floor: providers' own moderation stands behind it.

use super::text::Token;
use crate::plan::RefusalCode;

/// Each group must be matched by some word within the window.
struct Rule {
    code: RefusalCode,
    groups: &'static [&'static [&'static str]],
}

const MINORS: &[&str] = &[
    "child",
    "children",
    "minor",
    "minors",
    "underage",
    "kid",
    "kids",
    "schoolgirl",
    "schoolboy",
    "toddler",
    "preteen",
    "teenager",
    "teen",
    "loli",
    "lolita",
    "shota",
    "infant",
    "little girl",
    "little boy",
    "young girl",
    "young boy",
    "school girl",
    "school boy",
    "nina",
    "menor",
    "menores",
    "enfant",
    "mineure",
    "minderjahrige",
    "crianca",
    "baccha",
    "bachchi",
    "बच्ची",
    "बच्चे",
    "bambina",
    "anak kecil",
    "未成年",
    "幼女",
    "طفله",
    "طفل",
    "year old girl",
    "year old boy",
    "子供",
    "少女",
    "ninos",
    "enfants",
    "kinder",
    "bambini",
    "anak di bawah umur",
];
const SEXUAL: &[&str] = &[
    "naked",
    "nude",
    "nudes",
    "sexual",
    "sexually",
    "sex",
    "porn",
    "pornographic",
    "erotic",
    "nsfw",
    "topless",
    "explicit",
    "lingerie",
    "sexy",
    "seductive",
    "desnuda",
    "desnudo",
    "nue",
    "nackt",
    "nua",
    "nuda",
    "telanjang",
    "裸",
    "裸体",
    "性的",
    "nangi",
    "नंगी",
    "नंगा",
    "عاريه",
    "عاري",
    "hentai",
    "sexualized",
    "undressed",
    "desnudos",
    "nackte",
    "色情",
    "ヌード",
    "elle est nue",
    "sesso",
    "sexo",
    "sexuelle",
    "bugil",
    "nudo",
    "nus",
    "pelado",
    "pelada",
];
const RULES: &[Rule] = &[
    Rule { code: RefusalCode::SexualMinors, groups: &[MINORS, SEXUAL] },
    Rule {
        code: RefusalCode::NonConsensual,
        groups: &[&[
            "undress",
            "nudify",
            "deepnude",
            "unclothe",
            "strip her",
            "strip him",
            "strip them",
            "take her clothes off",
            "take off her clothes",
            "take his clothes off",
            "take off his clothes",
            "remove her clothes",
            "remove his clothes",
            "remove the clothes",
            "remove their clothes",
            "remove her clothing",
            "remove his clothing",
            "remove the clothing",
            "remove all clothes",
            "remove her dress",
            "remove her bikini",
            "remove her shirt",
            "remove her bra",
            "remove her top",
            "without her clothes",
            "without his clothes",
            "without clothes",
            "make her naked",
            "make her nude",
            "make him naked",
            "make him nude",
            "make them naked",
            "make them nude",
            "see her naked",
            "show her naked",
            "see through her clothes",
            "quita la ropa",
            "quitale la ropa",
            "desnudala",
            "desnuda a",
            "deshabille la",
            "deshabille le",
            "enleve ses vetements",
            "zieh sie aus",
            "ausziehen",
            "tire a roupa",
            "tira a roupa",
            "spogliala",
            "togli i vestiti",
            "buka bajunya",
            "telanjangi",
            "kapde utaro",
            "kapde hatao",
            "uske kapde utaro",
            "कपड़े उतारो",
            "कपड़े हटाओ",
            "脱光",
            "脱掉她的衣服",
            "脱掉衣服",
            "脱がせて",
            "服を脱がせて",
            "裸にして",
            "انزع ملابسها",
            "اخلع ملابسها",
            "deepfake porn",
            "fake nude",
            "fake nudes",
            "revenge porn",
            "make this woman naked",
            "make this person naked",
            "make this girl naked",
            "topless version of",
            "nude version of",
            "naked version of",
            "make the woman naked",
            "make the woman nude",
            "make my ex naked",
            "nude photo of my",
            "nude photos of my",
            "naked photo of my",
            "naked picture of my",
            "nude picture of my",
            "take her top off",
            "take off her top",
            "get her naked",
            "x ray her clothes",
            "strip the clothes",
            "take off the clothes",
            "remove clothes",
            "remove clothing",
            "take clothes off",
            "strip off her clothes",
            "strip off his clothes",
            "undresses",
            "undressing this",
            "deshabille",
        ]],
    },
    Rule {
        code: RefusalCode::Weapons,
        groups: &[
            &[
                "how to make",
                "how to build",
                "instructions",
                "instruction",
                "step by step",
                "blueprint",
                "diagram",
                "recipe",
                "guide",
                "tutorial",
                "schematic",
                "schematics",
                "assembly",
                "assemble",
                "how to assemble",
                "how to construct",
                "manual",
                "infographic",
                "instrucciones",
                "como hacer",
                "anleitung",
                "bauanleitung",
                "comment fabriquer",
                "como fabricar",
                "come costruire",
                "cara membuat",
                "kaise banaye",
                "कैसे बनाएं",
                "作り方",
                "怎么做",
                "制作方法",
                "كيفيه صنع",
                "how do i make",
                "how do you make",
                "how can i make",
                "how do i build",
            ],
            &[
                "bomb",
                "bombs",
                "pipe bomb",
                "pipebomb",
                "explosive",
                "explosives",
                "nerve agent",
                "nerve gas",
                "chemical weapon",
                "chemical weapons",
                "biological weapon",
                "bioweapon",
                "sarin",
                "ied",
                "grenade",
                "molotov",
                "molotov cocktail",
                "dirty bomb",
                "nuclear weapon",
                "ghost gun",
                "napalm",
                "tatp",
                "bomba",
                "bombe",
                "explosivo",
                "explosif",
                "sprengstoff",
                "esplosivo",
                "bom",
                "बम",
                "爆弾",
                "炸弹",
                "قنبله",
                "mustard gas",
                "ricin",
                "anthrax",
                "explosive device",
                "3 d printed gun",
                "untraceable gun",
            ],
        ],
    },
    Rule {
        code: RefusalCode::SelfHarm,
        groups: &[&[
            "how to kill myself",
            "how to kill yourself",
            "how to commit suicide",
            "encourage suicide",
            "encouraging suicide",
            "promote suicide",
            "promoting suicide",
            "glorify suicide",
            "glorifying suicide",
            "suicide instructions",
            "suicide method",
            "suicide methods",
            "how to hang myself",
            "how to cut myself",
            "self harm instructions",
            "self harm tutorial",
            "encourage self harm",
            "encouraging self harm",
            "promoting self harm",
            "how to self harm",
            "kill yourself",
            "instructions for suicide",
            "guide to suicide",
            "want to kill myself",
            "pro ana",
            "how to hurt myself",
            "ways to kill myself",
        ]],
    },
];

/// Words between the first and last match of a rule; beyond that they hardly belong together.
const WINDOW: usize = 14;

/// Why this is refused, if it is.
pub fn refusal(tokens: &[Token]) -> Option<(RefusalCode, &'static str)> {
    // Marks do not separate: "b, o, m, b" is not worth catching, "naked, child" is.
    let words: Vec<String> = tokens
        .iter()
        .flat_map(|token| super::text::tokens(&token.text).into_iter().map(|inner| inner.text))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect();
    let rule = RULES.iter().find(|rule| {
        let places: Vec<Vec<usize>> = rule.groups.iter().map(|group| places(&words, group)).collect();
        match places.as_slice() {
            [only] => !only.is_empty(),
            [first, second] => near(first, second),
            _ => false,
        }
    })?;
    Some((rule.code, reason(rule.code)))
}

/// Where words of a group stand, in order.
fn places(words: &[String], group: &[&str]) -> Vec<usize> {
    let split: Vec<Vec<String>> = group
        .iter()
        .map(|phrase| super::text::tokens(phrase).into_iter().map(|token| token.text).collect())
        .collect();
    (0..words.len())
        .filter(|&at| {
            split.iter().any(|phrase| {
                words.len() >= at + phrase.len() && phrase.iter().zip(&words[at..]).all(|(a, b)| a == b)
            })
        })
        .collect()
}

/// Whether some place of one is within the window of some place of the other.
fn near(first: &[usize], second: &[usize]) -> bool {
    first.iter().any(|&a| {
        let from = second.partition_point(|&b| b + WINDOW < a);
        second.get(from).is_some_and(|&b| b.abs_diff(a) <= WINDOW)
    })
}

fn reason(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::SexualMinors => "Sexual content that involves minors is never made here.",
        RefusalCode::NonConsensual => "People are not undressed or shown naked here without their consent.",
        RefusalCode::Weapons => "Instructions for weapons or explosives are not made here.",
        RefusalCode::SelfHarm => {
            "This is not made here. If you are thinking of hurting yourself, please talk to someone you trust or a helpline near you."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::text::tokens;

    #[test]
    fn whole_phrases_are_refused_and_look_alikes_pass() {
        let code = |text| refusal(&tokens(text)).map(|(code, _)| code);
        assert_eq!(code("a naked child"), Some(RefusalCode::SexualMinors));
        assert_eq!(code("Undress her"), Some(RefusalCode::NonConsensual));
        assert_eq!(code("an infographic: how to build a pipe bomb"), Some(RefusalCode::Weapons));
        assert_eq!(code("a poster that encourages people to 'kill yourself'"), Some(RefusalCode::SelfHarm));
        for text in [
            "shoot a photo of a child in a park",
            "a killer whale",
            "a bomb-shelter museum",
            "a naked mole rat",
            "a dress on a hanger",
            "strip the wallpaper from the room",
            "bath bomb product photo",
            "a nude beige sofa",
            "children playing cowboys with toy guns",
        ] {
            assert_eq!(code(text), None, "{text}");
        }
    }
}

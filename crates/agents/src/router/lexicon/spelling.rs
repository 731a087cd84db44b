//! Words of the lexicon in other spellings: misspelt, held down, inflected.

use super::{super::clause::COMMANDS, Lexicon, Phrase};

/// Real words one letter away from a command; they are never taken for a misspelling.
pub const NOT_MISSPELLED: &[&str] = &[
    "point", "print", "crate", "create", "crease", "spear", "steak", "tender", "gender", "fender", "remote",
    "chance", "squire", "resign", "hanged", "stile", "sprint", "saint", "faint", "pants", "plaint", "movies",
    "moving", "painter", "painted", "paints", "animated", "animals", "created", "creates", "removed",
    "images", "photos", "videos", "drawn", "makes", "marred", "married", "narrated", "phone", "voices",
    "designer", "designed", "designs", "rendered", "sketchy", "merges", "marge", "large", "barge", "merge",
    "bland", "blond", "blends", "gland", "combined", "colored", "speaks", "steal", "sneak", "changed",
    "changes", "edited", "added", "upscaled", "another", "mother", "places", "palace", "place", "peplace",
    "retold", "reading", "turns", "turner", "burner", "converts", "blurb", "blurred", "portray", "imagined",
    "imagines", "waive", "cover", "clover", "lover", "thing", "think", "things", "there", "these", "those",
    "where", "while", "white", "whale", "house", "horse", "mouse", "light", "night", "might", "fight",
    "right", "sight", "video", "radio", "reeds", "reefs", "heels", "feels", "peels", "keels", "shots",
    "stork", "storks", "store", "stores", "storm", "storms", "hoops", "troops", "trailed", "trainer",
    "chips", "ships", "flips", "slips", "firms", "farms", "fills", "falls", "palms", "trail", "trails",
    "redder", "reader", "readers", "sender", "wings", "kings", "rings", "strings", "swings", "signs",
    "tasks", "tanks", "tales", "charge", "charger", "verge", "speck", "lance", "shape", "share", "shade",
    "snake", "stake", "gloat", "draft", "sting", "brink", "blank", "files", "fries", "flier", "doves",
    "loves", "coves", "scent", "stale", "spine", "skins", "brawl", "trawl", "peach", "bench", "coach",
    "clown", "crown", "brown", "drown", "frown", "choice", "noise", "poise", "beard", "board", "heard",
    "cream", "dream", "steam", "stream", "grape", "grave", "brave", "crane", "plane", "plant", "giant",
    "paste", "taste", "toast", "coast", "boast", "roast", "label", "angle", "ankle", "apple", "maple",
    "bikini", "spark", "shark", "spoke", "edith", "upside",
];

/// Slips in words too short to be compared by letters.
const HABITS: &[(&str, &str)] = &[
    ("whta", "what"),
    ("waht", "what"),
    ("wht", "what"),
    ("thne", "then"),
    ("tehn", "then"),
    ("teh", "the"),
    ("hte", "the"),
    ("adn", "and"),
    ("nad", "and"),
    ("mkae", "make"),
    ("amke", "make"),
    ("maek", "make"),
    ("mak", "make"),
    ("darw", "draw"),
    ("drwa", "draw"),
    ("dra", "draw"),
    ("drw", "draw"),
    ("vido", "video"),
    ("vdeo", "video"),
    ("vid", "video"),
    ("tis", "this"),
    ("foto", "photo"),
    ("fotos", "photos"),
    ("stlye", "style"),
    ("vedio", "video"),
    ("vidio", "video"),
    ("lipsink", "lipsync"),
    ("backgrond", "background"),
    ("bakground", "background"),
    ("mov", "move"),
    ("thsi", "this"),
    ("ti", "it"),
    ("sya", "say"),
    ("wiht", "with"),
    ("adda", "add"),
    ("ad", "add"),
    ("lipsnyc", "lipsync"),
    ("lipsinc", "lipsync"),
    ("lypsync", "lipsync"),
    ("mke", "make"),
    ("qualtiy", "quality"),
    ("quailty", "quality"),
    ("trun", "turn"),
    ("tunr", "turn"),
    ("lik", "like"),
    ("liek", "like"),
    ("chnge", "change"),
    ("hav", "have"),
    ("giv", "give"),
    ("giev", "give"),
    ("gve", "give"),
    ("itno", "into"),
    ("taht", "that"),
    ("tihs", "this"),
    ("fro", "for"),
    ("fo", "of"),
    ("pciture", "picture"),
    ("wats", "whats"),
    ("wat", "what"),
    ("wut", "what"),
    ("fase", "face"),
    ("ths", "this"),
    ("thi", "this"),
    ("tht", "that"),
    ("tel", "tell"),
    ("yu", "you"),
    ("hw", "how"),
    ("hwo", "how"),
    ("mny", "many"),
    ("tiems", "times"),
    ("tmies", "times"),
    ("itmes", "times"),
    ("wth", "with"),
    ("frm", "from"),
];

/// The word a short one is a slip of.
pub fn habit(word: &str) -> Option<&'static str> {
    HABITS.iter().find(|(wrong, _)| *wrong == word).map(|(_, right)| *right)
}

impl Lexicon {
    /// The word of the lexicon this one is a misspelling of: one letter wrong, missing, doubled or swapped.
    pub fn spelled_nearly(&self, word: &str) -> Option<&str> {
        if let Some(right) = habit(word) {
            return Some(right);
        }
        if let Some(plain) = self.in_another_form(word) {
            return Some(plain);
        }
        if word.len() < 5
            || !word.bytes().all(|byte| byte.is_ascii_lowercase())
            || self.phrases.contains_key(word)
            || NOT_MISSPELLED.contains(&word)
        {
            return None;
        }
        self.spellable
            .iter()
            .find(|known| known.len().abs_diff(word.len()) <= 1 && one_edit_apart(word, known))
            .map(String::as_str)
    }

    /// The word of the lexicon that was held down, or has a pronoun written on it.
    pub fn in_another_form(&self, word: &str) -> Option<&str> {
        self.unstretched(word).or_else(|| self.without_pronoun(word))
    }

    /// `heyyy`, `pleaseeee`: the word whose letters were held down.
    fn unstretched(&self, word: &str) -> Option<&str> {
        let letters: Vec<char> = word.chars().collect();
        if !letters.windows(3).any(|run| run[0] == run[1] && run[1] == run[2]) {
            return None;
        }
        let mut single = letters.clone();
        single.dedup();
        let single: String = single.into_iter().collect();
        self.phrases.get_key_value(&single).map(|(known, _)| known.as_str())
    }

    /// `hacerla`, `quitarle`, `animarla`: the infinitive of Romance languages that a pronoun is written on.
    fn without_pronoun(&self, word: &str) -> Option<&str> {
        const PRONOUNS: &[&str] = &["los", "las", "les", "lo", "la", "le", "li", "me", "nos"];
        if self.phrases.contains_key(word) {
            return None;
        }
        let command = |phrase: &Phrase| COMMANDS.contains(&phrase.concept);
        PRONOUNS.iter().filter_map(|pronoun| word.strip_suffix(pronoun)).find_map(|stem| {
            let infinitive = stem.ends_with("ar") || stem.ends_with("er") || stem.ends_with("ir");
            let forms = [stem.to_owned(), format!("{stem}e")];
            forms.into_iter().filter(|_| infinitive && stem.len() > 3).find_map(|form| {
                let (known, phrases) = self.phrases.get_key_value(&form)?;
                phrases.iter().any(command).then_some(known.as_str())
            })
        })
    }

    /// The command an inflected form stands for: `removing`, `removed` → `remove`.
    pub fn uninflected(&self, word: &str) -> Option<&str> {
        const IRREGULAR: &[(&str, &str)] = &[
            ("made", "make"),
            ("drawn", "draw"),
            ("taken", "take"),
            ("given", "give"),
            ("written", "write"),
            ("said", "say"),
            ("spoken", "speak"),
            ("got", "get"),
            ("blown", "blow"),
            ("brought", "bring"),
        ];
        let stem = word
            .strip_suffix("ing")
            .or_else(|| word.strip_suffix("ed"))
            .filter(|stem| stem.len() >= 2 && stem.is_ascii());
        let doubled = |stem: &str| {
            let bytes = stem.as_bytes();
            (bytes.len() > 2 && bytes[bytes.len() - 1] == bytes[bytes.len() - 2])
                .then(|| stem[..stem.len() - 1].to_owned())
        };
        let irregular = IRREGULAR.iter().find(|(form, _)| *form == word).map(|(_, base)| (*base).to_owned());
        let forms =
            [irregular, stem.map(|stem| format!("{stem}e")), stem.map(str::to_owned), stem.and_then(doubled)];
        let command = |phrase: &Phrase| COMMANDS.contains(&phrase.concept);
        forms.into_iter().flatten().find_map(|form| {
            let (known, phrases) = self.phrases.get_key_value(&form)?;
            phrases.iter().any(command).then_some(known.as_str())
        })
    }
}

/// Whether two ASCII words differ by one insertion, deletion, substitution or swap of neighbours
/// (Damerau-Levenshtein distance 1), in one pass.
fn one_edit_apart(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let same = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[same..], &right[same..]);
    match left.len() as isize - right.len() as isize {
        0 => {
            left.len() >= 2 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..]
                || !left.is_empty() && left[1..] == right[1..]
        }
        1 => left[1..] == *right,
        -1 => *left == right[1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::LEXICON;

    #[test]
    fn misspellings_are_found_and_real_words_left_alone() {
        for (wrong, right) in
            [("anmiate", "animate"), ("animte", "animate"), ("vidoe", "video"), ("genrate", "generate")]
        {
            assert_eq!(LEXICON.spelled_nearly(wrong), Some(right));
        }
        for word in ["point", "crate", "steak", "remote", "lion", "animate"] {
            assert_eq!(LEXICON.spelled_nearly(word), None, "{word}");
        }
    }

    #[test]
    fn things_in_a_scene_are_not_misspelt_commands() {
        // "A heron in the reeds" once became a video in the shape of reels.
        for word in ["reeds", "reefs", "heels", "shots", "stork", "storm", "chips", "ships", "palms", "shark"]
        {
            assert_eq!(LEXICON.spelled_nearly(word), None, "{word}");
        }
        assert_eq!(LEXICON.spelled_nearly("animte"), Some("animate"));
    }
}

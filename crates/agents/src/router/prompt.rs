//! Layer 6: the words handed to a tool: the user's own, without the command and the parameters.

use super::{clause::Clause, lexicon::Concept, settings::Setting, text::Kind};

/// A clause of which tokens are crossed out one by one.
pub struct Draft<'a> {
    text: &'a str,
    clause: &'a Clause<'a>,
    used: Vec<bool>,
}

impl<'a> Draft<'a> {
    /// The whole clause.
    pub fn new(text: &'a str, clause: &'a Clause<'a>) -> Draft<'a> {
        Draft { text, clause, used: vec![false; clause.tokens.len()] }
    }

    /// Crosses out tokens `from..to`.
    pub fn strike(&mut self, span: Option<(usize, usize)>) -> &mut Self {
        if let Some((from, to)) = span {
            self.used[from..to].fill(true);
        }
        self
    }

    /// Crosses out a parameter's words, but not where they name what is made: "a phone wallpaper of galaxies".
    pub fn strike_setting(&mut self, setting: &Setting) {
        if !self.names_what_is_made(setting) {
            self.used[setting.from..setting.to].fill(true);
        }
    }

    /// Whether the phrase is the noun of `a phone wallpaper of …`: without it the article would stand before nothing.
    fn names_what_is_made(&self, setting: &Setting) -> bool {
        const NOUNS: &[&str] = &[
            "wallpaper",
            "thumbnail",
            "story",
            "reel",
            "banner",
            "cover",
            "header",
            "background",
            "slide",
            "pin",
            "screen",
            "intro",
            "hero",
            "post",
            "avatar",
            "icon",
        ];
        let tokens = self.clause.tokens;
        let noun = |at: usize| NOUNS.contains(&tokens[at].text.as_str());
        let led =
            setting.from > self.clause.start && self.clause.at(setting.from - 1, Concept::Article).is_some();
        let described = setting.to < self.clause.end
            && (self.clause.at(setting.to, Concept::Of).is_some()
                || matches!(
                    tokens[setting.to].text.as_str(),
                    "with" | "showing" | "featuring" | "for" | "where"
                ));
        led && described && setting.from < setting.to && noun(setting.to - 1)
    }

    /// Crosses out the command at the beginning or end.
    pub fn strike_command(&mut self, concept: Concept) -> &mut Self {
        let (lead, tail) = (self.clause.lead(concept), self.clause.tail(concept));
        self.strike(lead).strike(tail)
    }

    /// Crosses out every place one of these concepts is named.
    pub fn strike_all(&mut self, concepts: &[Concept]) -> &mut Self {
        for at in self.clause.start..self.clause.end {
            let length = concepts.iter().filter_map(|&concept| self.clause.at(at, concept)).max();
            if let Some(length) = length {
                self.used[at..at + length].fill(true);
            }
        }
        self
    }

    /// Crosses out `a picture of`, `की तस्वीर`, `の絵を`, `的图片`: words that only say that a picture is wanted.
    pub fn strike_noun(&mut self, concept: Concept) -> &mut Self {
        let clause = self.clause;
        let free = |draft: &Draft<'_>, at: usize| !draft.used[at];
        let Some(first) = (clause.start..clause.end).find(|&at| free(self, at)) else { return self };
        let Some((start, end)) = clause.find_from(first, concept) else { return self };
        // "Ten seconds of video: a boat".
        let length_of = clause.at(first, Concept::Of).is_some()
            && first > clause.start
            && self.used[first - 1]
            && clause.tokens[first - 1].kind != Kind::Mark;
        let adjectives = (first + usize::from(length_of)..start)
            .all(|at| clause.at(at, Concept::Article).is_some() || self.used[at]);
        // "Video, 3 seconds, of a ball", "5s video: a frog": what stands between is crossed out or a mark.
        let set_between =
            (end..clause.end).take_while(|&at| self.used[at] || clause.tokens[at].is_mark(",")).count();
        let named = clause.tokens[..clause.end]
            .get(end)
            .is_some_and(|token| token.is_mark(":") || length_of && token.is_mark(","));
        let parted = set_between > 0 && (end..end + set_between).any(|at| self.used[at]);
        if adjectives && named && end + 1 < clause.end {
            return self.strike(Some((first, end + 1)));
        }
        let end = if adjectives && parted { end + set_between } else { end };
        if adjectives
            && end < clause.end
            && clause.at(end, Concept::Of).is_some()
            && clause.tokens[end].text != "with"
        {
            let length = clause.at(end, Concept::Of).unwrap_or(1);
            return self.strike(Some((first, end + length)));
        }
        // "Video, 16:9, 12 seconds, a drone over fjords".
        let colon = clause.tokens[..clause.end].get(end).is_some_and(|token| token.is_mark(":"));
        let led = first == clause.start && (colon || clause.tokens[end - 1].is_mark(","));
        if adjectives && parted && led && end + usize::from(colon) < clause.end {
            return self.strike(Some((first, end + usize::from(colon))));
        }
        let last = (end..clause.end).all(|at| {
            self.used[at]
                || matches!(clause.tokens[at].text.as_str(), "を" | "が" | "に" | "को" | "ko" | "的")
        });
        if last {
            let before =
                start.checked_sub(1).filter(|&at| at >= first && clause.at(at, Concept::Of).is_some());
            return self.strike(Some((before.unwrap_or(start), clause.end)));
        }
        self
    }

    /// Whether this token is crossed out.
    pub fn is_struck(&self, at: usize) -> bool {
        self.used[at]
    }

    /// Tokens that are left.
    pub fn left(&self) -> usize {
        (self.clause.start..self.clause.end)
            .filter(|&at| !self.used[at] && self.clause.tokens[at].kind != Kind::Mark)
            .count()
    }

    /// What is left, as typed; `None` if that is nothing but loose ends.
    pub fn finish(&mut self) -> Option<String> {
        self.trim_ends();
        let mut words = String::new();
        let mut at = self.clause.start;
        while at < self.clause.end {
            if self.used[at] {
                at += 1;
                continue;
            }
            let from = at;
            while at < self.clause.end && !self.used[at] {
                at += 1;
            }
            let tokens = self.clause.tokens;
            let piece = self.text[tokens[from].start..tokens[at - 1].end].trim();
            let joined = tokens[from].kind == Kind::Mark && !piece.starts_with(['-', '–', '(', '#']);
            let close =
                from > self.clause.start && tokens[from - 1].end == tokens[from].start && !piece.is_ascii();
            if !words.is_empty() && !joined && !close {
                words.push(' ');
            }
            words.push_str(piece);
        }
        // "A knight (seed 55)": the brackets around what is crossed out go too.
        let words = words.replace("( )", "").replace("()", "");
        let mut words = words.trim_end_matches(['(', '[', ' ']).to_owned();
        if words.matches('(').count() == words.matches(')').count() + 1 {
            words.push(')');
        }
        tidy(&words)
    }

    /// Crosses out connecting words and marks that are left over at either end.
    fn trim_ends(&mut self) {
        const LOOSE_START: &[&str] = &[
            "of", "with", "and", "in", "as", "to", "into", "for", "that", "の", "de", "von", "mit", "di",
            "con", "的", "को", "ko", "by", "a", "an",
        ];
        const LOOSE_END: &[&str] = &[
            "of", "with", "and", "in", "as", "to", "into", "for", "a", "an", "the", "を", "に", "が", "と",
            "de", "en", "ki", "ka", "ke", "ko", "की", "का", "के", "को", "की", "by", "at", "but", "un", "una",
            "une", "ein", "eine", "con", "mit", "y", "et", "und", "also", "using", "on", "from", "style",
            "have", "make",
        ];
        let clause = self.clause;
        let plain = |at: usize| {
            clause.tokens[at].kind == Kind::Mark
                && !matches!(clause.tokens[at].text.as_str(), "(" | ")" | "%" | "#")
        };
        while let Some(last) = (clause.start..clause.end).rev().find(|&at| !self.used[at]) {
            let struck_after = last + 1 < clause.end;
            // "The camera zooms in, 8 seconds".
            let is_direction = last > clause.start
                && clause.tokens[last].text == "in"
                && matches!(
                    clause.tokens[last - 1].text.as_str(),
                    "zoom"
                        | "zooms"
                        | "zooming"
                        | "push"
                        | "pushes"
                        | "pushing"
                        | "dolly"
                        | "dollies"
                        | "moves"
                        | "slowly"
                )
                && clause.tokens[..clause.end].get(last + 1).is_some_and(|token| token.is_mark(","));
            if is_direction {
                break;
            }
            if plain(last) || struck_after && LOOSE_END.contains(&clause.tokens[last].text.as_str()) {
                self.used[last] = true;
            } else {
                break;
            }
        }
        while let Some(first) = (clause.start..clause.end).find(|&at| !self.used[at]) {
            let struck_before = first > clause.start;
            let text = clause.tokens[first].text.as_str();
            let article = matches!(text, "a" | "an");
            let alone = article && self.left() == 1;
            if plain(first) || struck_before && LOOSE_START.contains(&text) && (!article || alone) {
                self.used[first] = true;
            } else {
                break;
            }
        }
    }
}

/// Without doubled spaces and stray commas; `None` if nothing is left.
fn tidy(words: &str) -> Option<String> {
    let mut tidy = String::with_capacity(words.len());
    for piece in words.split_whitespace() {
        if !tidy.is_empty() && !matches!(piece, "," | "." | ";") {
            tidy.push(' ');
        }
        tidy.push_str(piece);
    }
    while tidy.contains(",,") || tidy.contains(", ,") {
        tidy = tidy.replace(", ,", ",").replace(",,", ",");
    }
    let trimmed = tidy.trim().trim_matches(|c: char| matches!(c, ',' | ';' | '、' | '，')).trim();
    (!trimmed.is_empty() && trimmed.chars().any(|c| !c.is_whitespace())).then(|| trimmed.to_owned())
}

/// At most as many characters as a prompt may have, cut at a word; whether something was cut.
pub fn shortened(prompt: &str, characters_max: usize) -> (String, bool) {
    let Some((end, _)) = prompt.char_indices().nth(characters_max) else { return (prompt.to_owned(), false) };
    let cut = &prompt[..end];
    let at_word = cut.rfind(char::is_whitespace).filter(|&at| at > end / 2).unwrap_or(end);
    (cut[..at_word].trim_end().to_owned(), true)
}

/// `what would a house of bread look like`: the house of bread.
pub fn imagined(prompt: &str) -> Option<String> {
    let mut words: Vec<&str> = prompt.split_whitespace().collect();
    let folded = |word: &str| word.trim_end_matches('?').to_lowercase();
    let asks = words.len() > 3
        && matches!(folded(words[0]).as_str(), "what" | "how")
        && matches!(folded(words[1]).as_str(), "would" | "might" | "could" | "will");
    let look = words.iter().position(|word| folded(word) == "look").filter(|_| asks)?;
    let like = words.get(look + 1).is_some_and(|word| folded(word) == "like");
    words.drain(look..look + 1 + usize::from(like));
    Some(words[2..].join(" "))
}

//! The voices of this installation as people choose among them, and what each says so that it can be heard before.

use weights::{Folder, Lock, State};

use super::{SpeechRequest, neural, system};
use crate::StudioError;

/// The languages that are listed, with a sentence in each: those that requests are read in.
const SENTENCES: [(&str, &str); 11] = [
    ("en", "Hello. This is how I sound when I read your words."),
    ("es", "Hola. Así sueno cuando leo tus palabras."),
    ("fr", "Bonjour. Voici comment je lis vos mots."),
    ("de", "Hallo. So klinge ich, wenn ich deine Worte lese."),
    ("pt", "Olá. É assim que eu leio as suas palavras."),
    ("it", "Ciao. Ecco come leggo le tue parole."),
    ("id", "Halo. Beginilah suara saya saat membaca kata-kata Anda."),
    ("hi", "नमस्ते। मैं आपके शब्द ऐसे पढ़ता हूँ।"),
    ("cmn", "你好。我就是这样朗读的。"),
    ("ja", "こんにちは。わたしはこのように読みます。"),
    ("ar", "مرحبا. هكذا أقرأ كلماتك."),
];

/// A voice that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedVoice {
    /// Its name in addresses: small letters, digits and hyphens.
    pub id: String,
    /// For people.
    pub name: String,
    /// BCP 47, lower case.
    pub language: String,
    /// Whether a network speaks, and not a formula.
    pub is_neural: bool,
}

impl ListedVoice {
    /// What it says to be heard.
    #[must_use]
    pub fn preview(&self) -> SpeechRequest {
        let base = self.language.split('-').next().unwrap_or_default();
        let sentence = SENTENCES.iter().find(|(language, _)| *language == base).unwrap_or(&SENTENCES[0]).1;
        SpeechRequest {
            text: sentence.to_owned(),
            voice: Some(if self.is_neural { self.name.clone() } else { self.language.clone() }),
            language: Some(self.language.clone()),
            speed: 1.0,
        }
    }
}

/// The voices that are there now: fetched ones first, then those of the system in the listed languages, each language
/// once. Runs a program, which takes hundredths of a second; not on a runtime.
///
/// # Errors
/// [`StudioError::Engine`] when the system's program is there and cannot be run.
pub fn voices(packs: Option<&Folder>) -> Result<Vec<ListedVoice>, StudioError> {
    let system = system::voices()?;
    let pack = Lock::built_in().pack(neural::PACK).ok();
    let fetched = packs.zip(pack).is_some_and(|(folder, pack)| folder.state(pack) == State::There);
    let mut listed = Vec::new();
    // Without the program it does not know how words are pronounced.
    if fetched && !system.is_empty() {
        listed.push(ListedVoice {
            id: neural::PACK.to_owned(),
            name: neural::NAME.to_owned(),
            language: "en-us".to_owned(),
            is_neural: true,
        });
    }
    for voice in system {
        let base = voice.language.split('-').next().unwrap_or_default();
        let is_spoken = SENTENCES.iter().any(|(language, _)| *language == base);
        if is_spoken && !listed.iter().any(|other| !other.is_neural && other.language == voice.language) {
            let (id, language) = (voice.language.clone(), voice.language);
            listed.push(ListedVoice { id, name: voice.name, language, is_neural: false });
        }
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_voice_has_a_name_for_addresses_and_speaks_its_language() {
        let voices = voices(None).unwrap();
        for voice in &voices {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(!voice.id.is_empty() && voice.id.chars().all(is_plain), "{voice:?}");
            assert!(!voice.is_neural && voice.preview().language.as_ref() == Some(&voice.language));
            let same = voices.iter().filter(|other| other.id == voice.id).count();
            assert_eq!(same, 1, "{}", voice.id);
        }
        assert_eq!(voices.is_empty(), system::voices().unwrap().is_empty());
    }
}

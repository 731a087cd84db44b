//! The neural voices of this installation: packs that were fetched, each loaded when it is first needed and kept.

use std::sync::{Arc, Mutex, PoisonError};

use weights::{Folder, Lock, State};

use super::{SpeechRequest, piper::Piper, system};
use crate::StudioError;

/// The pack, how its voice is called, and the words that ask for it.
pub(super) const PACK: &str = "piper-joe";
pub(super) const NAME: &str = "Joe";
const WORDS: [&str; 7] = ["joe", "male", "man", "boy", "american", "natural", "neural"];

/// The voices that can be had from a folder of packs.
pub struct NeuralVoices {
    folder: Option<Folder>,
    threads: usize,
    on_thread_start: fn(),
    loaded: Mutex<Option<Arc<Piper>>>,
}

impl NeuralVoices {
    /// The voices of a folder; none without one. Nothing is read yet.
    pub fn new(folder: Option<Folder>, threads: usize, on_thread_start: fn()) -> NeuralVoices {
        NeuralVoices { folder, threads, on_thread_start, loaded: Mutex::default() }
    }

    /// The voice that should read this, when one is there that fits better than those of the system. A pack that was
    /// fetched while the process runs is found.
    ///
    /// # Errors
    /// A sentence when the pack is there and cannot be used.
    pub fn for_request(&self, request: &SpeechRequest) -> Result<Option<Arc<Piper>>, String> {
        match self.folder.as_ref().filter(|_| is_wanted(request)) {
            None => Ok(None),
            Some(folder) => self.load(folder).map_err(|error| error.to_string()),
        }
    }

    fn load(&self, folder: &Folder) -> Result<Option<Arc<Piper>>, StudioError> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let engine = |error: weights::WeightsError| StudioError::Engine(error.to_string());
        let pack = Lock::built_in().pack(PACK).map_err(engine)?;
        if loaded.is_none() && folder.state(pack) != State::Missing {
            let file = |name: &str| folder.read(pack, name).map_err(engine);
            if let (Some(onnx), Some(settings)) = (file("voice.onnx")?, file("voice.json")?) {
                let piper = Piper::load(NAME, onnx, &settings, self.threads, self.on_thread_start)?;
                *loaded = Some(Arc::new(piper));
            }
        }
        Ok(loaded.clone())
    }
}

/// Whether the request leaves the choice to us or asks for this voice; another language, a woman's voice or a voice
/// of the system is asked for elsewhere.
fn is_wanted(request: &SpeechRequest) -> bool {
    let language = request.language.as_deref().unwrap_or("en").to_lowercase();
    let asked = request.voice.as_deref().unwrap_or_default().to_lowercase();
    let mut words = asked.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let is_english = language.split(['-', '_']).next() == Some("en");
    is_english
        && (words.peek().is_none() || words.any(|word| WORDS.contains(&word)) || !system::knows(&asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_is_left_to_us_or_asks_for_it() {
        let is = |voice: Option<&str>, language: Option<&str>| {
            let own = |text: Option<&str>| text.map(str::to_owned);
            is_wanted(&SpeechRequest {
                text: String::new(),
                voice: own(voice),
                language: own(language),
                speed: 1.0,
            })
        };
        assert!(is(None, None) && is(Some("Joe"), None) && is(Some("a deep man"), Some("en-US")));
        assert!(!is(None, Some("hi-IN")) && !is(Some("warm female"), None));
    }
}

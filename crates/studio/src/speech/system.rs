//! Voices of the operating system: espeak-ng as a child process.
//!
//! The voice is one that the program itself lists. Its manner is that of a machine, in more than a hundred
//! languages.

use std::{path::PathBuf, process::Command, time::Duration};

use super::script::Clause;
use super::{SpeechRequest, Utterance, Voice, sound};
use crate::{StudioError, Watch, program};

/// The program's name.
pub(super) const PROGRAM: &str = "espeak-ng";
/// Words a minute at a speed of 1.0.
const WORDS_A_MINUTE: f32 = 165.0;
/// How long a clause may take: it takes some hundredths of a second.
const CLAUSE_TAKES_AT_MOST: Duration = Duration::from_secs(20);

/// A voice that the program lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemVoice {
    /// BCP 47, lower case: `en-gb`.
    pub language: String,
    /// For people: "English (Great Britain)".
    pub name: String,
    /// The program's own name of it: with the language alone, 1.51 takes no variant for `en-gb`.
    file: String,
}

/// The chosen voice.
#[derive(Debug)]
pub struct Espeak {
    program: PathBuf,
    voice: SystemVoice,
    /// One of the program's own variants of a voice, e.g. `f3` for a woman's.
    variant: Option<&'static str>,
}

/// The voices that are there, in the program's order; none without the program.
///
/// # Errors
/// [`StudioError::Engine`] when the program is there and cannot be run.
pub fn voices() -> Result<Vec<SystemVoice>, StudioError> {
    let Some(file) = program::on_path(PROGRAM) else { return Ok(Vec::new()) };
    let mut command = Command::new(file);
    command.arg("--voices");
    let listed = run(command, Vec::new(), &|| false)?;
    Ok(String::from_utf8_lossy(&listed).lines().skip(1).filter_map(listed_voice).collect())
}

/// A line of the program's list: priority, language, age and gender, name, file, other languages.
fn listed_voice(line: &str) -> Option<SystemVoice> {
    let mut columns = line.split_whitespace().skip(1);
    let language = columns.next()?.to_lowercase();
    let (name, file) = (columns.nth(1)?, columns.next()?);
    let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_/".contains(c));
    // MBROLA voices are listed whether or not their data is installed.
    let is_there = is_plain(&language) && is_plain(file) && !file.starts_with("mb/");
    is_there.then(|| SystemVoice { language, name: name.replace('_', " "), file: file.to_owned() })
}

/// The voice a request asks for, and what of its wish was left out.
///
/// # Errors
/// [`StudioError::Invalid`] when no program is installed or none of its voices speaks the language.
pub fn choose(request: &SpeechRequest) -> Result<(Espeak, Vec<String>), StudioError> {
    let Some(file) = program::on_path(PROGRAM) else {
        return Err(StudioError::Invalid(format!(
            "No voice is installed on this machine. Whoever runs it can install one: apt-get install {PROGRAM} \
             (Debian, Ubuntu) or brew install {PROGRAM} (macOS). Voices of other providers need a key."
        )));
    };
    let (voice, variant, warnings) = matching(&voices()?, request)?;
    Ok((Espeak { program: file, voice, variant }, warnings))
}

/// Whether words ask for what only these voices have: a woman's, a language's or a voice by its name.
pub(super) fn knows(asked: &str) -> bool {
    let listed = voices().unwrap_or_default();
    variant(asked).is_some() || named(&listed, asked.trim()).is_some()
}

fn variant(asked: &str) -> Option<&'static str> {
    let words: Vec<&str> = asked.split(|c: char| !c.is_alphanumeric()).collect();
    let is_any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    match () {
        () if is_any(&["female", "woman", "girl", "lady"]) => Some("f3"),
        () if is_any(&["male", "man", "boy", "deep"]) => Some("m3"),
        () => None,
    }
}

fn named<'a>(voices: &'a [SystemVoice], asked: &str) -> Option<&'a SystemVoice> {
    voices.iter().find(|voice| voice.name.to_lowercase() == asked || voice.language == asked)
}

type Match = (SystemVoice, Option<&'static str>, Vec<String>);

fn matching(voices: &[SystemVoice], request: &SpeechRequest) -> Result<Match, StudioError> {
    let language = request.language.as_deref().unwrap_or("en").to_lowercase().replace('_', "-");
    let spoken = |tag: &str| voices.iter().find(|voice| voice.language == tag);
    let of_language = || {
        let base = language.split('-').next().unwrap_or_default();
        let usual = if base == "en" { "en-gb" } else { base };
        spoken(&language)
            .or_else(|| spoken(usual))
            .or_else(|| voices.iter().find(|voice| voice.language.split('-').next() == Some(base)))
    };
    let asked = request.voice.as_deref().unwrap_or_default().trim().to_lowercase();
    let (variant, named) = (variant(&asked), named(voices, &asked));
    let Some(voice) = named.or_else(of_language) else {
        return Err(StudioError::Invalid(format!("No voice of this machine speaks “{language}”.")));
    };
    let mut warnings = Vec::new();
    if !asked.is_empty() && variant.is_none() && named.is_none() {
        let shown: String = asked.chars().take(60).collect();
        warnings.push(format!("This machine has no voice called “{shown}”; {} read it.", voice.name));
    }
    Ok((voice.clone(), variant, warnings))
}

impl Voice for Espeak {
    fn name(&self) -> String {
        format!("{PROGRAM}, {}", self.voice.name)
    }

    fn say(&self, clause: &Clause, speed: f32, watch: &dyn Watch) -> Result<Utterance, StudioError> {
        let voice = match self.variant {
            Some(variant) => format!("{}+{variant}", self.voice.file),
            None => self.voice.file.clone(),
        };
        let speed = (WORDS_A_MINUTE * speed).round().clamp(80.0, 450.0) as u32;
        let mut command = Command::new(&self.program);
        // UTF-8 in, no pause after the last word.
        command.args(["-v", &voice, "-s", &speed.to_string(), "-b", "1", "-z", "--stdin", "--stdout"]);
        let file = run(command, clause.said().into_bytes(), &|| watch.cancelled())?;
        sound::from_wav(&file)
            .filter(|sound| !sound.samples.is_empty())
            .map(trimmed)
            .ok_or_else(|| StudioError::Engine(format!("{PROGRAM} answered without sound")))
    }
}

/// Without the silence at both ends: pauses are the script's.
fn trimmed(mut sound: Utterance) -> Utterance {
    const SILENT: f32 = 0.004;
    let is_heard = |sample: &f32| sample.abs() > SILENT;
    if let (Some(first), Some(last)) =
        (sound.samples.iter().position(is_heard), sound.samples.iter().rposition(is_heard))
    {
        sound.samples.truncate(last + 1);
        sound.samples.drain(..first);
    }
    sound
}

/// Runs the program to its end.
pub(super) fn run(
    command: Command,
    input: Vec<u8>,
    cancelled: &dyn Fn() -> bool,
) -> Result<Vec<u8>, StudioError> {
    program::run(PROGRAM, command, input, CLAUSE_TAKES_AT_MOST, cancelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: &str = "\
Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  de              --/M      German             gmw/de
 2  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)
 3  en-uk           --/M      english-mb-en1     mb/mb-en1            (en-gb 3)(en 2)
 2  en-us           --/M      English_(America)  gmw/en-US            (en 3)
 5  hi              --/M      Hindi              inc/hi
";

    fn chosen(
        voice: Option<&str>,
        language: Option<&str>,
    ) -> Result<(String, Option<&'static str>, usize), String> {
        let voices: Vec<SystemVoice> = LISTED.lines().skip(1).filter_map(listed_voice).collect();
        let own = |text: Option<&str>| text.map(str::to_owned);
        let request =
            SpeechRequest { text: String::new(), voice: own(voice), language: own(language), speed: 1.0 };
        let found = matching(&voices, &request).map_err(|error| error.to_string())?;
        Ok((found.0.language, found.1, found.2.len()))
    }

    #[test]
    fn voices_are_found_by_language_name_and_kind() {
        let is = |tag: &str, variant, warnings| Ok((tag.to_owned(), variant, warnings));
        assert_eq!(chosen(None, None), is("en-gb", None, 0));
        assert_eq!(chosen(None, Some("en-US")), is("en-us", None, 0));
        assert_eq!(chosen(Some("warm female"), Some("hi-IN")), is("hi", Some("f3"), 0));
        assert_eq!(chosen(Some("German"), None), is("de", None, 0));
        assert_eq!(chosen(Some("Morgan"), None), is("en-gb", None, 1));
        assert!(chosen(None, Some("tlh")).unwrap_err().contains("tlh"));
        // What is listed without being installed is not offered, and nothing else can be named.
        assert_eq!(chosen(Some("english-mb-en1"), None), is("en-gb", None, 1));
        assert_eq!(chosen(Some("-w /etc/passwd"), None), is("en-gb", None, 1));
    }
}

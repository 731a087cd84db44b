//! The voices of an account: what there is, and which one a name means.

use domain::time::{HOUR_MS, Millis};
use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use super::ElevenLabs;
use crate::{
    Fault, FaultClass,
    direct::vendor::{fault, invalid},
};

/// Bytes of a page of voices.
const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Voices on a page, and pages that are read.
const PAGE_VOICES: usize = 100;
const PAGES_MAX: usize = 20;
/// How long a list is believed, in milliseconds.
const LIST_LIFE_MS: i64 = HOUR_MS;

/// A voice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The vendor's id of it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// `premade`, `cloned`, `professional`, …; empty where the vendor does not say.
    pub category: String,
    /// Where it can be heard, if anywhere.
    pub preview_url: Option<String>,
}

/// One voice on the wire.
#[derive(Deserialize)]
struct Wire {
    voice_id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    preview_url: Option<String>,
}

/// A list, and when it was read.
pub(super) type Listed = Option<(Vec<Voice>, Millis)>;

/// Whether this can stand in an address as the id of a voice.
pub(super) fn is_id(voice: &str) -> bool {
    voice.len() == 20 && voice.chars().all(|c| c.is_ascii_alphanumeric())
}

/// A page: its voices, and what names the next one.
pub(super) fn page(body: &Value) -> (Vec<Voice>, Option<String>) {
    let list = body["voices"].as_array().map(Vec::as_slice).unwrap_or_default();
    let voice = |one: &Value| {
        let Wire { voice_id, name, category, preview_url } = serde_json::from_value(one.clone()).ok()?;
        let named = name.unwrap_or_default();
        is_id(&voice_id).then(|| Voice {
            id: voice_id,
            name: named,
            category: category.unwrap_or_default(),
            preview_url,
        })
    };
    let next = body["next_page_token"].as_str().filter(|_| body["has_more"] == true);
    (list.iter().filter_map(voice).collect(), next.map(str::to_owned))
}

/// Where a page is.
fn path(next: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("page_size", &PAGE_VOICES.to_string());
    if let Some(token) = next {
        query.append_pair("next_page_token", token);
    }
    format!("v2/voices?{}", query.finish())
}

impl ElevenLabs {
    /// The voices of the account, read at most hourly.
    ///
    /// # Errors
    /// When the vendor cannot be asked.
    pub async fn voices(&self) -> Result<Vec<Voice>, Fault> {
        let mut listed = self.voices.lock().await;
        let now = self.direct.now();
        let fresh = listed.as_ref().filter(|(_, at)| (0..LIST_LIFE_MS).contains(&now.since_ms(*at)));
        if let Some((voices, _)) = fresh {
            return Ok(voices.clone());
        }
        let voices = self.read_voices().await?;
        *listed = Some((voices.clone(), now));
        Ok(voices)
    }

    /// With the first key that works.
    async fn read_voices(&self) -> Result<Vec<Voice>, Fault> {
        let mut first_fault = None;
        for _ in 0..self.direct.key_count() {
            let Ok(key) = self.direct.any_key() else { break };
            match self.read_voices_with(&key).await {
                Err(fault) if fault.is_the_keys() => {
                    self.direct.leave_alone(&key, &fault);
                    first_fault.get_or_insert(fault);
                }
                outcome => return outcome,
            }
        }
        Err(first_fault.unwrap_or_else(|| fault("ElevenLabs", FaultClass::Unavailable)))
    }

    async fn read_voices_with(&self, key: &str) -> Result<Vec<Voice>, Fault> {
        let unavailable = || fault("ElevenLabs", FaultClass::Unavailable);
        let (mut voices, mut next) = (Vec::new(), None);
        for _ in 0..PAGES_MAX {
            let call =
                self.direct.follow_up(Method::GET, &path(next.as_deref()), key).ok_or_else(unavailable)?;
            let answer = self.direct.client().call(call, PAGE_BYTES_MAX).await.map_err(|_| unavailable())?;
            if !answer.status.is_success() {
                return Err(fault("ElevenLabs", super::map::class(&answer, self.direct.now())));
            }
            let body: Value = serde_json::from_slice(&answer.body).map_err(|_| unavailable())?;
            let (more, following) = page(&body);
            voices.extend(more);
            next = following;
            if next.is_none() {
                break;
            }
        }
        Ok(voices)
    }

    /// The id of a voice that somebody named: as it is where it is one, else by its name, whatever its case.
    pub(super) async fn voice_id(&self, named: &str) -> Result<String, Fault> {
        if is_id(named) {
            return Ok(named.to_owned());
        }
        let wanted = named.trim().to_lowercase();
        let voices = self.voices().await?;
        // "Rachel" also means "Rachel - calm and clear", but a voice of exactly that name comes first.
        let exact = voices.iter().find(|voice| voice.name.to_lowercase() == wanted);
        let first_word =
            |voice: &&Voice| voice.name.to_lowercase().split([' ', '-', ',']).next() == Some(wanted.as_str());
        let found = exact.or_else(|| voices.iter().find(first_word));
        found.map(|voice| voice.id.clone()).ok_or_else(|| {
            let shown: String = named.chars().filter(|c| !c.is_control()).take(40).collect();
            invalid(format!("ElevenLabs has no voice called \u{201c}{shown}\u{201d} in this account."))
        })
    }
}

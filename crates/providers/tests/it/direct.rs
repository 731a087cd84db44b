//! Vendors that answer with the result itself, whoever they are: what is taken, what is kept, what is found again.

mod checking;
mod keeping;
mod submitting;

use std::{path::Path, time::Duration};

use providers::{
    Provider, SpeechWork, Status, Submission, Work,
    direct::Settings,
    elevenlabs, gemini,
    http::{Client, Secret},
    openai,
};
use tempfile::TempDir;
use testkit::direct::{FakeVendor, Name};

use crate::fal::{Hands, client, submission};

/// A vendor's adapter with its fake and its spool.
pub struct Vendor {
    pub fake: FakeVendor,
    pub provider: Provider,
    pub hands: Hands,
    pub spool: TempDir,
}

impl Vendor {
    pub async fn start(name: Name) -> Vendor {
        Vendor::with(name, &["test-key-number-one"]).await
    }

    pub async fn with(name: Name, keys: &[&str]) -> Vendor {
        let (fake, hands, spool) = (FakeVendor::start(name).await, Hands::default(), TempDir::new().unwrap());
        let provider = provider(&fake, keys, &hands, spool.path());
        Vendor { fake, provider, hands, spool }
    }

    /// Another process over the same spool.
    pub fn restarted(&self) -> Provider {
        provider(&self.fake, &["test-key-number-one"], &self.hands, self.spool.path())
    }

    /// Names of the files in the spool.
    pub fn kept(&self) -> Vec<String> {
        let names = std::fs::read_dir(self.spool.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// An adapter at the fake's address.
pub fn provider(fake: &FakeVendor, keys: &[&str], hands: &Hands, spool: &Path) -> Provider {
    provider_over(client(Duration::from_secs(5)), fake, keys, hands, spool)
}

/// The same over a client of the test's choice.
pub fn provider_over(
    client: Client,
    fake: &FakeVendor,
    keys: &[&str],
    hands: &Hands,
    spool: &Path,
) -> Provider {
    let direct = Settings {
        base_url: fake.base_url().parse().unwrap(),
        keys: keys.iter().map(|key| Secret::new(key)).collect(),
        spool: spool.to_owned(),
        breaker: providers::breaker::Settings::default(),
        clock: hands.clock(),
    };
    match fake.name {
        Name::OpenAi => {
            let settings =
                openai::Settings { direct, own_pictures: "sd-turbo".into(), own_speech: "piper".into() };
            Provider::Direct(openai::start(settings, client).unwrap())
        }
        Name::ElevenLabs => Provider::ElevenLabs(elevenlabs::ElevenLabs::start(direct, client).unwrap()),
        Name::Gemini => {
            let (poll_every_min, poll_every_max) = (Duration::from_millis(2), Duration::from_millis(5));
            let settings = gemini::Settings { direct, poll_every_min, poll_every_max };
            Provider::Gemini(gemini::Gemini::start(settings, client).unwrap())
        }
    }
}

/// A picture from words, by a model of this vendor.
pub fn picture(name: Name, attempt_id: &str) -> Submission {
    let mut submission = crate::fal::picture(attempt_id);
    submission.model_id = match name {
        Name::OpenAi => "openai-gpt-image-2".into(),
        Name::Gemini => "gemini-3.1-flash-image".into(),
        Name::ElevenLabs => panic!("it draws nothing"),
    };
    submission
}

pub fn speech(model_id: &str, attempt_id: &str) -> Submission {
    let work =
        SpeechWork { text: "Hello there.".into(), voice: None, language: Some("en".into()), speed: 1.0 };
    submission(attempt_id, model_id, Work::Speech(work), Vec::new())
}

/// What there is now.
pub async fn poll(provider: &Provider, remote_id: &str) -> Status {
    provider.poll(remote_id, 0, Duration::from_secs(5)).await
}

/// Id, name and operations of a model, for comparing lists.
type Listed = (String, String, Vec<String>);

/// The models of a catalog file. A cost without a source is an invention.
pub fn cataloged(catalog: &toml::Table) -> Vec<Listed> {
    let text = |table: &toml::Value, name: &str| table[name].as_str().unwrap().to_owned();
    let mut list = Vec::new();
    for model in catalog["model"].as_array().unwrap() {
        let does = model["does"].as_array().unwrap();
        for one in does {
            let sourced = one.get("cost_source").or(model.get("cost_source")).is_some();
            assert!(sourced || one.get("cost").is_none(), "{}", model["id"]);
            assert_eq!(model["deduplicates_submits"].as_bool(), Some(false));
        }
        let operations = does.iter().map(|one| text(one, "operation")).collect();
        list.push((text(model, "id"), text(model, "name"), operations));
    }
    list.sort();
    list
}

/// What an adapter knows, in the same order.
pub fn sorted(models: &[(String, String, Vec<&str>)]) -> Vec<Listed> {
    let owned = |operations: &[&str]| operations.iter().map(|&operation| operation.to_owned()).collect();
    let mut list: Vec<Listed> =
        models.iter().map(|(id, name, operations)| (id.clone(), name.clone(), owned(operations))).collect();
    list.sort();
    list
}

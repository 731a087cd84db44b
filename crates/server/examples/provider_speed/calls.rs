//! How long one call takes, adapter by adapter.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{generation::report::Reported, time::Millis};
use providers::{
    PictureWork, Provider, SpeechWork, Submission, VideoWork, Work,
    automatic1111::{self, Automatic1111, Making},
    breaker,
    comfyui::{self, ComfyUi, template::Template},
    direct, elevenlabs,
    fal::{self, Fal},
    gemini,
    http::Secret,
    n8n::{self, Inbox, N8n, Soon, Ticket},
    openai,
    runway::{self, Runway},
};
use testkit::{
    automatic1111::FakeAutomatic1111,
    comfyui::FakeComfyUi,
    direct::{FakeVendor, Name},
    fal::FakeFal,
    n8n::FakeN8n,
    runway::FakeRunway,
};

use crate::{Outcome, client, tell};

/// Calls of each kind that are timed, after some that warm up.
const CALLS: u32 = 1_000;
const WARM_UP: u32 = 50;
const KEY: &str = "speed-test-key";

/// An adapter with what it is asked for.
struct Subject {
    name: &'static str,
    provider: Provider,
    model: &'static str,
    work: Work,
}

pub(crate) async fn measure() -> Outcome {
    // What a disk takes to force a mark is the disk's: the spool lies in memory where there is such a place.
    let memory = Path::new("/dev/shm");
    let spool = if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? };
    let (fal, runway, comfyui) =
        (FakeFal::start().await, FakeRunway::start().await, FakeComfyUi::start().await);
    fal.plan(testkit::fal::Plan { stuck: true, ..testkit::fal::Plan::default() });
    comfyui.plan(u32::MAX, None);
    let n8n = FakeN8n::start().await;
    n8n.publish("speed", None);
    n8n.plan(testkit::n8n::Plan::silent());
    let (openai, elevenlabs, gemini) = (
        FakeVendor::start(Name::OpenAi).await,
        FakeVendor::start(Name::ElevenLabs).await,
        FakeVendor::start(Name::Gemini).await,
    );
    let webui = FakeAutomatic1111::start().await;
    let subjects = [
        start_automatic1111(&webui, spool.path())?,
        start_fal(&fal)?,
        start_runway(&runway)?,
        start_comfyui(&comfyui)?,
        start_n8n(&n8n)?,
        start_direct(&openai, spool.path())?,
        start_direct(&elevenlabs, spool.path())?,
        start_direct(&gemini, spool.path())?,
    ];
    for subject in &subjects {
        times(subject).await?;
    }
    Ok(())
}

/// When a call began, and what the fakes had taken by then.
struct Moment {
    at: Instant,
    answering: Duration,
}

impl Moment {
    fn now() -> Moment {
        Moment { at: Instant::now(), answering: testkit::time_answering() }
    }

    /// What has passed since without the time in which a fake made its answer: an adapter that waits for one asks for
    /// one thing at a time.
    fn own(&self) -> Duration {
        let answering = testkit::time_answering().saturating_sub(self.answering);
        self.at.elapsed().saturating_sub(answering)
    }
}

async fn times(subject: &Subject) -> Outcome {
    let (mut submits, mut polls) = (Vec::new(), Vec::new());
    for index in 0..WARM_UP + CALLS {
        let submission = Submission {
            generation_id: "gen_1".into(),
            attempt_id: format!("{}-{index}", subject.name),
            model_id: subject.model.into(),
            work: subject.work.clone(),
            inputs: Vec::new(),
            key_owner: None,
        };
        let began = Moment::now();
        let remote = subject.provider.submit(submission).await;
        let submitted = began.own();
        let remote = remote.map_err(|error| format!("{}: {error:?}", subject.name))?;
        let began = Moment::now();
        subject.provider.poll(&remote, u64::MAX, Duration::ZERO).await;
        let polled = began.own();
        subject.provider.forget(&remote).await;
        if index >= WARM_UP {
            submits.push(submitted);
            polls.push(polled);
        }
    }
    for (call, mut times) in [("submit", submits), ("poll", polls)] {
        times.sort_unstable();
        let name = format!("call.{}.{call}", subject.name);
        tell(&format!("{name}.p50"), times[times.len() / 2].as_secs_f64());
        tell(&name, times[times.len() * 99 / 100].as_secs_f64());
    }
    Ok(())
}

fn picture() -> Work {
    let prompt = "a fox in deep snow at dawn, seen from afar".to_owned();
    Work::Picture(PictureWork { prompt, width: 1024, height: 1024, style: "auto".into(), seed: 7 })
}

fn clock() -> providers::Clock {
    Arc::new(|| Millis(0))
}

fn start_fal(fake: &FakeFal) -> Outcome<Subject> {
    let mut settings = fal::Settings::new(vec![Secret::new(KEY)], clock());
    (settings.queue, settings.rest) = (fake.address.parse()?, fake.address.parse()?);
    let provider = Provider::Fal(Fal::new(settings, client()?));
    Ok(Subject { name: "fal", provider, model: "fal-flux-schnell", work: picture() })
}

fn start_runway(fake: &FakeRunway) -> Outcome<Subject> {
    fake.plan(testkit::runway::Plan { stuck: true, ..testkit::runway::Plan::default() });
    let mut settings = runway::Settings::new(vec![Secret::new(KEY)], clock());
    settings.api = fake.address.parse()?;
    let provider = Provider::Runway(Runway::new(settings, client()?));
    let work = Work::Video(VideoWork {
        prompt: "waves".into(),
        duration_ms: 5_000,
        motion_strength: 0.8,
        size: None,
        from_picture: false,
        seed: Some(7),
    });
    Ok(Subject { name: "runway", provider, model: "runway-gen4.5", work })
}

fn start_comfyui(fake: &FakeComfyUi) -> Outcome<Subject> {
    let graph = r#"{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}"}}}"#;
    let workflows = BTreeMap::from([("words".to_owned(), Template::parse(graph)?)]);
    let base = format!("{}/", fake.address).parse()?;
    let settings = comfyui::Settings { base, workflows, poll_every: Duration::from_secs(1) };
    let provider = Provider::ComfyUi(ComfyUi::new(settings, client()?));
    Ok(Subject { name: "comfyui", provider, model: "words", work: picture() })
}

/// Takes no reports: only what is sent is timed.
struct NoReports;

impl Inbox for NoReports {
    fn open<'a>(&'a self, _: &'a str, _: &'a str) -> Soon<'a, Result<Ticket, String>> {
        Box::pin(async { Ok(Ticket { token: Secret::new("token"), files_key: Secret::new("key") }) })
    }

    fn latest<'a>(&'a self, _: &'a str) -> Soon<'a, n8n::Latest> {
        Box::pin(async { Ok(None::<(u64, Reported)>) })
    }
}

fn start_automatic1111(fake: &FakeAutomatic1111, spool: &Path) -> Outcome<Subject> {
    let direct = direct::Settings {
        base_url: fake.address.parse()?,
        keys: vec![Secret::new("")],
        spool: spool.join("automatic1111"),
        breaker: breaker::Settings::default(),
        clock: clock(),
    };
    let making =
        Making { checkpoint: String::new(), steps: 20, sampler: String::new(), upscaler: "Lanczos".into() };
    let settings = automatic1111::Settings { direct, making };
    let provider = Provider::Automatic1111(Automatic1111::start(settings, client()?)?);
    Ok(Subject { name: "automatic1111", provider, model: "automatic1111-pictures", work: picture() })
}

fn start_n8n(fake: &FakeN8n) -> Outcome<Subject> {
    let workflow = n8n::Workflow { name: "Speed".into(), webhook: "speed".into(), fields: Vec::new() };
    let settings = n8n::Settings {
        base: format!("{}/", fake.address).parse()?,
        webhook_prefix: "webhook".into(),
        header: None,
        api_key: None,
        callback: "http://127.0.0.1:9/".parse()?,
        workflows: HashMap::from([("n8n-speed".to_owned(), workflow)]),
        look_every: Duration::from_secs(1),
        breaker: breaker::Settings::default(),
        clock: clock(),
    };
    let provider = Provider::N8n(N8n::new(settings, client()?, Arc::new(NoReports)));
    Ok(Subject { name: "n8n", provider, model: "n8n-speed", work: picture() })
}

fn start_direct(fake: &FakeVendor, spool: &Path) -> Outcome<Subject> {
    let (name, model) = match fake.name {
        Name::OpenAi => ("openai", "openai-tts-1-hd"),
        Name::ElevenLabs => ("elevenlabs", "elevenlabs-flash-v2.5"),
        Name::Gemini => ("gemini", "gemini-3.1-flash-image"),
    };
    let direct = direct::Settings {
        base_url: fake.base_url().parse()?,
        keys: vec![Secret::new(KEY)],
        spool: spool.join(name),
        breaker: breaker::Settings::default(),
        clock: clock(),
    };
    let provider = match fake.name {
        Name::OpenAi => {
            let settings =
                openai::Settings { direct, own_pictures: String::new(), own_speech: String::new() };
            Provider::Direct(openai::start(settings, client()?)?)
        }
        Name::ElevenLabs => Provider::ElevenLabs(elevenlabs::ElevenLabs::start(direct, client()?)?),
        Name::Gemini => {
            let pause = Duration::from_secs(1);
            let settings = gemini::Settings { direct, poll_every_min: pause, poll_every_max: pause };
            Provider::Gemini(gemini::Gemini::start(settings, client()?)?)
        }
    };
    let speech =
        SpeechWork { text: "Hello there.".into(), voice: None, language: Some("en".into()), speed: 1.0 };
    let work = if fake.name == Name::Gemini { picture() } else { Work::Speech(speech) };
    Ok(Subject { name, provider, model, work })
}

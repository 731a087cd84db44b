//! Settings: `config/default.toml`, then an optional file, then the environment.
//!
//! The default file lists every key with its unit and is compiled in, so it is both the documentation
//! and the default. An unknown key, a wrong type or an impossible value stops the start with the key
//! named. Environment: `MARTY_SECTION__KEY=value`.

use std::{net::SocketAddr, path::PathBuf};

use domain::{
    pricing::{Dates, Experiment, Multiplier, Peak, PriceRules, Regional},
    time::{Day, Millis},
};
use providers::http::Secret;
use serde::Deserialize;
use toml::{Table, Value};

/// The settings that ship with the binary.
pub const DEFAULT_TOML: &str = include_str!("../../../config/default.toml");
const ENVIRONMENT_PREFIX: &str = "MARTY_";

/// All settings, checked. Units are in the names; `config/default.toml` has a sentence for each.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config/default.toml documents every key")]
pub struct Config {
    pub server: Server,
    pub storage: Storage,
    pub database: Database,
    pub catalog: CatalogSettings,
    pub log: Log,
    pub metrics: MetricsSettings,
    pub auth: Auth,
    pub limits: Limits,
    pub uploads: Uploads,
    pub moderation: ModerationSettings,
    pub credits: CreditSettings,
    pub pricing: Pricing,
    pub workers: Workers,
    pub local_studio: LocalStudio,
    pub fal: Fal,
    pub openai: OpenAi,
    pub gemini: Gemini,
    pub elevenlabs: ElevenLabs,
    pub runway: Runway,
    pub comfyui: ComfyUi,
    pub automatic1111: Automatic1111,
    pub keys: Keys,
    pub language_model: LanguageModel,
    pub n8n: N8n,
    pub billing: Billing,
    pub razorpay: Razorpay,
    pub stripe: Stripe,
    pub seller: Seller,
    pub mail: Mail,
    pub retention: Retention,
}

macro_rules! sections {
    ($($name:ident { $($key:ident: $type:ty),* $(,)? })*) => {
        $(#[doc = concat!("See the section of this name in config/default.toml: ", stringify!($name), ".")]
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "config/default.toml documents every key")]
        pub struct $name { $(pub $key: $type,)* })*
    };
}

sections! {
    Server { listen: SocketAddr, public_url: String, trust_proxy: bool, shutdown_seconds: u64 }
    Storage { data_dir: PathBuf }
    Database { read_connections: usize }
    CatalogSettings { directory: String }
    Log { level: String, format: LogFormat }
    MetricsSettings { token: String }
    Auth {
        hash_memory_kib: u32, hash_iterations: u32,
        failures_until_lockout: u32, lockout_seconds: i64, lockout_seconds_max: i64,
    }
    Limits {
        enabled: bool, requests_per_minute: u32, sign_ins_per_minute: u32, runs_per_minute: u32,
        queued_runs_per_workspace: i64, model_requests_per_minute: u32,
    }
    Uploads {
        picture_megabytes: u64, audio_megabytes: u64, video_megabytes: u64,
        picture_megapixels: u64, files_per_request: usize,
    }
    ModerationSettings {
        prompts: bool, rules_off: Vec<String>, pictures: bool, upload_block: f32, output_block: f32, review: f32,
    }
    CreditSettings {
        sign_up_grant: i64, sign_up_campaigns: Vec<SignUpCampaign>, second_administrator_above: i64,
    }
    Pricing { peak_hours: Vec<u8>, peaks: Vec<Peak>, regional: Vec<Regional>, experiments: Vec<Experiment>, own_key_fee_credits: i64 }
    Keys { master_key: Secret, earlier_master_keys: Vec<Secret> }
    Workers {
        count: usize, lease_seconds: i64, fair_use_cap: u32, ageing_seconds: i64,
        late_look_seconds: i64, late_look_minutes: i64,
    }
    LocalStudio { enabled: bool, threads: usize, niceness: u8, pictures_at_once: usize }
    Fal { keys: Vec<Secret>, queue_url: String, rest_url: String, poll_milliseconds: u64, runs_at_once: u32, allow_private_addresses: bool }
    OpenAi {
        keys: Vec<Secret>, base_url: String, own_picture_model: String, own_speech_model: String,
        runs_at_once: u32, allow_private_addresses: bool,
    }
    Gemini {
        keys: Vec<Secret>, base_url: String, poll_milliseconds: u64, runs_at_once: u32,
        allow_private_addresses: bool,
    }
    ElevenLabs { keys: Vec<Secret>, base_url: String, runs_at_once: u32, allow_private_addresses: bool }
    Runway { keys: Vec<Secret>, api_url: String, poll_milliseconds: u64, runs_at_once: u32, allow_private_addresses: bool }
    ComfyUi { url: String, poll_milliseconds: u64, runs_at_once: u32, allow_private_addresses: bool }
    Automatic1111 {
        url: String, login: Secret, checkpoint: String, steps: u32, sampler: String, upscaler: String,
        runs_at_once: u32, allow_private_addresses: bool,
    }
    LanguageModel {
        provider: String, model: String, base_url: String, keys: Vec<Secret>,
        seconds: u64, steps_max: u32, tokens_max: u32,
        input_usd_micros_per_million_tokens: i64, output_usd_micros_per_million_tokens: i64,
    }
    N8n {
        url: String, webhook_prefix: String, header_name: String, header_value: Secret, api_key: Secret,
        callback_url: String, look_milliseconds: u64, runs_at_once: u32, allow_private_addresses: bool,
    }
    Billing {
        pack_months: i64, roll_over_percent: u32, grace_days: i64, renewal_late_days: i64, reconcile_seconds: u64,
        campaigns: Vec<domain::subscription::campaign::Campaign>,
        trials: Vec<domain::subscription::trial::Trial>, referrals: Vec<domain::subscription::referral::Referral>,
    }
    Razorpay { key_id: String, key_secret: Secret, webhook_secrets: Vec<Secret>, api_url: String, checkout_script: String }
    Stripe { secret_key: Secret, webhook_secrets: Vec<Secret>, api_url: String }
    Seller {
        name: String, address: Vec<String>, email: String, state_code: String, gstin: String, sac: String,
        tax_basis_points: u32, invoice_series: String, credit_note_series: String, undertaking: String,
    }
    Mail {
        smtp_host: String, smtp_port: u16, security: MailSecurity, username: String, password: Secret, from: String,
        look_seconds: u64,
    }
    Retention { events_days: i64, deleted_conversations_days: i64 }
}

/// More credits at sign-up between two days.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignUpCampaign {
    /// Credits a new account starts with.
    pub credits: i64,
    /// The first day, by UTC.
    pub from: Day,
    /// The first day it holds no more.
    pub until: Day,
}

impl CreditSettings {
    /// Credits that an account starts with which is made now.
    #[must_use]
    pub fn at_sign_up(&self, now: Millis) -> i64 {
        let holds = |one: &&SignUpCampaign| one.from.starts() <= now && now < one.until.starts();
        self.sign_up_campaigns.iter().find(holds).map_or(self.sign_up_grant, |one| one.credits)
    }
}

impl Pricing {
    /// Everything that is configured about prices: the plain peak hours cost ×1.2 where no dated rule says otherwise.
    #[must_use]
    pub fn rules(&self) -> PriceRules {
        let plain = Multiplier::parse("1.2").filter(|_| !self.peak_hours.is_empty());
        let plain = plain.map(|multiplier| Peak {
            hours: self.peak_hours.clone(),
            dates: Dates::default(),
            multiplier,
        });
        PriceRules {
            peaks: self.peaks.iter().cloned().chain(plain).collect(),
            regional: self.regional.clone(),
            experiments: self.experiments.clone(),
        }
    }
}

/// How the connection to the mail server is kept private.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// From the first byte.
    Tls,
    /// From its greeting on; without it nothing is sent.
    Starttls,
    /// Not at all: for a server on this machine.
    None,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For collectors.
    Json,
}

/// Why settings cannot be used; the message names the key.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Where model files lie that were fetched.
    #[must_use]
    pub fn packs(&self) -> weights::Folder {
        weights::Folder::at(&self.storage.data_dir.join("models"))
    }

    /// Merges the default settings, `file` and `environment` (pairs of name and value; names without our
    /// prefix are ignored) and checks the result.
    ///
    /// # Errors
    /// [`ConfigError`] with the key named.
    pub fn load(
        file: Option<(&str, &str)>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Config, ConfigError> {
        let mut settings: Table =
            DEFAULT_TOML.parse().map_err(|error| ConfigError(format!("config/default.toml: {error}")))?;
        if let Some((name, text)) = file {
            let overrides: Table = text.parse().map_err(|error| ConfigError(format!("{name}: {error}")))?;
            merge(&mut settings, overrides, name)?;
        }
        for (name, value) in environment {
            if let Some(key) = name.strip_prefix(ENVIRONMENT_PREFIX) {
                set(&mut settings, &name, key, &value)?;
            }
        }
        let config: Config = Value::Table(settings)
            .try_into()
            .map_err(|error: toml::de::Error| ConfigError(error.to_string().trim().to_owned()))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let rules = [
            (self.auth.hash_memory_kib >= 8, "auth.hash_memory_kib: at least 8"),
            (self.auth.hash_iterations >= 1, "auth.hash_iterations: at least 1"),
            (self.auth.failures_until_lockout >= 1, "auth.failures_until_lockout: at least 1"),
            (self.workers.lease_seconds >= 1, "workers.lease_seconds: at least 1"),
            (self.workers.fair_use_cap >= 1, "workers.fair_use_cap: at least 1"),
            (self.workers.ageing_seconds >= 1, "workers.ageing_seconds: at least 1"),
            (self.local_studio.niceness <= 19, "local_studio.niceness: 0 to 19"),
            (self.local_studio.pictures_at_once >= 1, "local_studio.pictures_at_once: at least 1"),
            (self.fal.runs_at_once >= 1, "fal.runs_at_once: at least 1"),
            (self.openai.runs_at_once >= 1, "openai.runs_at_once: at least 1"),
            (self.gemini.runs_at_once >= 1, "gemini.runs_at_once: at least 1"),
            (self.elevenlabs.runs_at_once >= 1, "elevenlabs.runs_at_once: at least 1"),
            (self.runway.runs_at_once >= 1, "runway.runs_at_once: at least 1"),
            (self.comfyui.runs_at_once >= 1, "comfyui.runs_at_once: at least 1"),
            (self.automatic1111.runs_at_once >= 1, "automatic1111.runs_at_once: at least 1"),
            ((1..=150).contains(&self.automatic1111.steps), "automatic1111.steps: 1 to 150"),
            (self.n8n.runs_at_once >= 1, "n8n.runs_at_once: at least 1"),
            (self.n8n.look_milliseconds >= 1, "n8n.look_milliseconds: at least 1"),
            (
                self.n8n.url.is_empty() || !self.n8n_callback().is_empty(),
                "n8n.callback_url: n8n has to know where to report; set it, or server.public_url",
            ),
            (self.workers.late_look_seconds >= 1, "workers.late_look_seconds: at least 1"),
            (self.workers.late_look_minutes >= 0, "workers.late_look_minutes: not below 0"),
            (self.credits.sign_up_grant >= 0, "credits.sign_up_grant: not below 0"),
            (self.pricing.peak_hours.iter().all(|hour| *hour < 24), "pricing.peak_hours: hours from 0 to 23"),
            (self.credits.second_administrator_above >= 0, "credits.second_administrator_above: not below 0"),
            (
                (0..=1_000).contains(&self.pricing.own_key_fee_credits),
                "pricing.own_key_fee_credits: 0 to 1000",
            ),
            (self.limits.requests_per_minute >= 1, "limits.requests_per_minute: at least 1"),
            (self.limits.sign_ins_per_minute >= 1, "limits.sign_ins_per_minute: at least 1"),
            (self.limits.runs_per_minute >= 1, "limits.runs_per_minute: at least 1"),
            (self.limits.model_requests_per_minute >= 1, "limits.model_requests_per_minute: at least 1"),
            ((1..=20).contains(&self.language_model.seconds), "language_model.seconds: 1 to 20"),
            (self.language_model.steps_max >= 1, "language_model.steps_max: at least 1"),
            (self.language_model.tokens_max >= 1, "language_model.tokens_max: at least 1"),
            (
                self.language_model.input_usd_micros_per_million_tokens >= 0
                    && self.language_model.output_usd_micros_per_million_tokens >= 0,
                "language_model.input_usd_micros_per_million_tokens, output_usd_micros_per_million_tokens: not below 0",
            ),
            ((1..=100).contains(&self.uploads.picture_megabytes), "uploads.picture_megabytes: 1 to 100"),
            ((1..=100).contains(&self.uploads.picture_megapixels), "uploads.picture_megapixels: 1 to 100"),
            (self.uploads.audio_megabytes >= 1, "uploads.audio_megabytes: at least 1"),
            (self.uploads.video_megabytes >= 1, "uploads.video_megabytes: at least 1"),
            (self.uploads.files_per_request >= 1, "uploads.files_per_request: at least 1"),
            ((1..=120).contains(&self.billing.pack_months), "billing.pack_months: 1 to 120"),
            (self.billing.roll_over_percent <= 100, "billing.roll_over_percent: 0 to 100"),
            ((0..=60).contains(&self.billing.grace_days), "billing.grace_days: 0 to 60"),
            ((0..=30).contains(&self.billing.renewal_late_days), "billing.renewal_late_days: 0 to 30"),
            (self.billing.reconcile_seconds >= 1, "billing.reconcile_seconds: at least 1"),
            (
                self.credits.sign_up_campaigns.iter().all(|one| one.credits >= 0 && one.from < one.until),
                "credits.sign_up_campaigns: credits not below 0, and `until` after `from`",
            ),
            (
                domain::tax::State::parse(&self.seller.state_code).is_some(),
                "seller.state_code: two digits of a State, e.g. \"29\"",
            ),
            (
                self.seller.gstin.is_empty() || domain::tax::Gstin::parse(&self.seller.gstin).is_ok(),
                "seller.gstin: not a GSTIN",
            ),
            (self.seller.tax_basis_points <= 10_000, "seller.tax_basis_points: 0 to 10000"),
            (
                [&self.seller.invoice_series, &self.seller.credit_note_series].iter().all(|series| {
                    (1..=4).contains(&series.len()) && series.bytes().all(|byte| byte.is_ascii_uppercase())
                }) && self.seller.invoice_series != self.seller.credit_note_series,
                "seller.invoice_series, seller.credit_note_series: 1 to 4 capital letters, not the same",
            ),
            (self.mail.look_seconds >= 1, "mail.look_seconds: at least 1"),
            (self.retention.events_days >= 1, "retention.events_days: at least 1"),
        ];
        self.pricing.rules().check().map_err(ConfigError)?;
        crate::moderation::check(&self.moderation).map_err(|rule| ConfigError(rule.to_owned()))?;
        self.check_offers()?;
        match rules.iter().find(|(holds, _)| !holds) {
            Some((_, rule)) => Err(ConfigError((*rule).to_owned())),
            None => Ok(()),
        }
    }

    fn check_offers(&self) -> Result<(), ConfigError> {
        let campaigns = self.billing.campaigns.iter().filter_map(|one| one.mistake());
        let trials = self.billing.trials.iter().filter_map(|one| one.mistake());
        let referrals = self.billing.referrals.iter().filter_map(|one| one.mistake());
        let mut mistakes = campaigns
            .map(|mistake| ("campaigns", mistake))
            .chain(trials.map(|mistake| ("trials", mistake)))
            .chain(referrals.map(|mistake| ("referrals", mistake)));
        match mistakes.next() {
            Some((key, mistake)) => Err(ConfigError(format!("billing.{key}: {mistake}"))),
            None => Ok(()),
        }
    }

    /// The address of this server as n8n reaches it; empty when nobody said.
    #[must_use]
    pub fn n8n_callback(&self) -> &str {
        match self.n8n.callback_url.as_str() {
            "" => &self.server.public_url,
            own => own,
        }
    }

    /// Where this server is, for links in letters and for pages that send people back: without a slash at the end.
    #[must_use]
    pub fn own_address(&self) -> String {
        match self.server.public_url.trim_end_matches('/') {
            "" => format!("http://{}", self.server.listen),
            url => url.to_owned(),
        }
    }

    /// Whether people reach us by https, so that cookies are Secure.
    #[must_use]
    pub fn https(&self) -> bool {
        self.server.public_url.starts_with("https://")
    }
}

fn merge(settings: &mut Table, overrides: Table, source: &str) -> Result<(), ConfigError> {
    for (section, values) in overrides {
        let known = settings.get_mut(&section).and_then(Value::as_table_mut);
        let known = known.ok_or_else(|| ConfigError(format!("{source}: unknown section [{section}]")))?;
        let Value::Table(values) = values else {
            return Err(ConfigError(format!("{source}: [{section}] is a section")));
        };
        for (key, value) in values {
            let slot = known.get_mut(&key);
            *slot.ok_or_else(|| ConfigError(format!("{source}: unknown key {section}.{key}")))? = value;
        }
    }
    Ok(())
}

fn set(settings: &mut Table, name: &str, key: &str, text: &str) -> Result<(), ConfigError> {
    let lower = key.to_ascii_lowercase();
    // Names without a double underscore (MARTY_CONFIG, …) belong to the command line.
    let Some((section, key)) = lower.split_once("__") else { return Ok(()) };
    let slot = settings.get_mut(section).and_then(Value::as_table_mut).and_then(|table| table.get_mut(key));
    let slot = slot.ok_or_else(|| ConfigError(format!("{name}: there is no setting {section}.{key}")))?;
    let wrong = |expected: &str| ConfigError(format!("{name}: `{text}` is not {expected}"));
    *slot = match slot {
        Value::String(_) => Value::String(text.to_owned()),
        Value::Integer(_) => Value::Integer(text.parse().map_err(|_| wrong("a whole number"))?),
        Value::Boolean(_) => Value::Boolean(text.parse().map_err(|_| wrong("true or false"))?),
        _ => format!("value = {text}")
            .parse::<Table>()
            .ok()
            .and_then(|mut table| table.remove("value"))
            .ok_or_else(|| wrong("a list such as [1, 2]"))?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(file: Option<&str>, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let pairs = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::load(file.map(|text| ("my.toml", text)), pairs)
    }

    #[test]
    fn defaults_are_complete() {
        let config = load(None, &[]).unwrap();
        assert_eq!(config.server.listen.port(), 7878);
        assert_eq!(config.credits.sign_up_grant, 50);
    }

    #[test]
    fn the_environment_wins_over_the_file_and_the_file_over_the_default() {
        let file = "[workers]\ncount = 3\nlease_seconds = 9\n";
        let config =
            load(Some(file), &[("MARTY_WORKERS__COUNT", "7"), ("MARTY_PRICING__PEAK_HOURS", "[18, 19]")]);
        let config = config.unwrap();
        assert_eq!((config.workers.count, config.workers.lease_seconds), (7, 9));
        assert_eq!(config.pricing.peak_hours, [18, 19]);
    }

    #[test]
    fn mistakes_name_the_key() {
        let names = |outcome: Result<Config, ConfigError>, named: &str| {
            let message = outcome.unwrap_err().to_string();
            assert!(message.contains(named), "`{message}` does not name {named}");
        };
        names(load(Some("[workers]\ncuont = 3\n"), &[]), "workers.cuont");
        names(load(Some("[wrokers]\ncount = 3\n"), &[]), "wrokers");
        names(load(None, &[("MARTY_WORKERS__CUONT", "3")]), "workers.cuont");
        names(load(None, &[("MARTY_WORKERS__COUNT", "many")]), "MARTY_WORKERS__COUNT");
        names(load(None, &[("MARTY_SERVER__LISTEN", "nowhere")]), "listen");
        names(load(None, &[("MARTY_LOCAL_STUDIO__NICENESS", "20")]), "local_studio.niceness");
        let region = |region: &str, multiplier: &str| {
            format!("[pricing]\nregional = [{{ region = \"{region}\", multiplier = \"{multiplier}\" }}]\n")
        };
        assert_eq!(load(Some(&region("IN", "0.8")), &[]).unwrap().pricing.regional.len(), 1);
        names(load(Some(&region("India", "0.8")), &[]), "India");
        names(load(Some(&region("IN", "0.8333")), &[]), "0.8333");
        let peaks = "[pricing]\npeaks = [{ hours = [24], multiplier = \"1.2\" }]\n";
        names(load(Some(peaks), &[]), "pricing.peaks");
    }
}

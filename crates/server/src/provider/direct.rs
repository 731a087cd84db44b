//! Starts the vendors that answer a call with the result itself, where the settings name them.

use std::{sync::Arc, time::Duration};

use providers::{
    Provider, Providers,
    automatic1111::{self, Automatic1111},
    breaker,
    direct::Settings,
    elevenlabs, gemini,
    http::{self, Client, Secret},
    openai,
};

use crate::{config::Config, env::Env, platform::storage::Storage};

/// Adds them to the others, also without a key: one can be added while the product runs.
///
/// # Errors
/// A sentence that names the setting, or the folder where answers cannot be kept.
pub fn start_direct(
    config: &Config,
    env: &Env,
    storage: &Storage,
    mut providers: Providers,
) -> Result<Providers, String> {
    let own = &config.openai;
    let elsewhere = own.base_url.trim_end_matches('/') != openai::base_url().as_str();
    let named = |error: String| format!("cannot use OpenAI: {error}");
    // A server of one's own may ask for no key.
    let none = [Secret::new("")];
    let keys = if own.keys.is_empty() && elsewhere { none.as_slice() } else { &own.keys };
    let openai = openai::Settings {
        direct: settings(config, env, "openai", (&own.base_url, keys)).map_err(named)?,
        own_pictures: own.own_picture_model.clone(),
        own_speech: own.own_speech_model.clone(),
    };
    let started = openai::start(openai, client(storage, own.allow_private_addresses).map_err(named)?);
    providers = providers.with("openai", Provider::Direct(started.map_err(named)?));
    let own = &config.gemini;
    let named = |error: String| format!("cannot use Gemini: {error}");
    let poll_every_min = Duration::from_millis(own.poll_milliseconds);
    let gemini = gemini::Settings {
        direct: settings(config, env, "gemini", (&own.base_url, &own.keys)).map_err(named)?,
        poll_every_min,
        poll_every_max: 2 * poll_every_min,
    };
    let started = gemini::Gemini::start(gemini, client(storage, own.allow_private_addresses).map_err(named)?);
    providers = providers.with("gemini", Provider::Gemini(started.map_err(named)?));
    let own = &config.elevenlabs;
    let named = |error: String| format!("cannot use ElevenLabs: {error}");
    let eleven = settings(config, env, "elevenlabs", (&own.base_url, &own.keys)).map_err(named)?;
    let started =
        elevenlabs::ElevenLabs::start(eleven, client(storage, own.allow_private_addresses).map_err(named)?);
    providers = providers.with("elevenlabs", Provider::ElevenLabs(started.map_err(named)?));
    if config.automatic1111.url.is_empty() {
        return Ok(providers);
    }
    let named = |error: String| format!("cannot use AUTOMATIC1111: {error}");
    let started = start_automatic1111(config, env, storage).map_err(named)?;
    Ok(providers.with("automatic1111", Provider::Automatic1111(started)))
}

fn start_automatic1111(config: &Config, env: &Env, storage: &Storage) -> Result<Automatic1111, String> {
    let own = &config.automatic1111;
    let settings = automatic1111::Settings {
        direct: settings(config, env, "automatic1111", (&own.url, std::slice::from_ref(&own.login)))?,
        making: automatic1111::Making {
            checkpoint: own.checkpoint.clone(),
            steps: own.steps,
            sampler: own.sampler.clone(),
            upscaler: own.upscaler.clone(),
        },
    };
    Automatic1111::start(settings, client(storage, own.allow_private_addresses)?)
}

/// What all of them need; answers are kept beside the database, whose fate they share.
fn settings(
    config: &Config,
    env: &Env,
    name: &str,
    (base_url, keys): (&str, &[Secret]),
) -> Result<Settings, String> {
    let clock = env.clone();
    Ok(Settings {
        base_url: base_url.parse().map_err(|error| format!("{name}.base_url: {error}"))?,
        keys: keys.to_vec(),
        spool: config.storage.data_dir.join("spool").join(name),
        breaker: breaker::Settings::default(),
        clock: Arc::new(move || clock.now()),
    })
}

/// A way to a vendor: what arrives from it lies beside the objects until it is one.
///
/// # Errors
/// A sentence when there can be none.
pub fn client(storage: &Storage, allow_private_addresses: bool) -> Result<Client, String> {
    let client = Client::new(http::Settings { allow_private_addresses, ..http::Settings::default() })?;
    Ok(client.keeping_in(storage.incoming_folder()))
}

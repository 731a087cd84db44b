//! Starts the product beside every vendor's fake, so that each screen and flow can be tried without a key.
//!
//! `with_fakes BINARY [ARGUMENTS…]` runs `BINARY serve ARGUMENTS…` with settings that lead to the fakes, a catalog
//! of their models and, unless said otherwise, a data directory of its own (`data-with-fakes`). The fakes end with
//! the product. What they make are small test pictures and sounds; nothing leaves this machine.

use std::{error::Error, fs, path::Path, process::ExitCode};

use testkit::{
    direct::{FakeVendor, Name},
    direct_catalog,
    fal::FakeFal,
    fal_catalog,
};

/// How long a step may take, in milliseconds, before it is given up.
const DEADLINE_MS: i64 = 60_000;
const SHIPPED_CATALOG: &str = include_str!("../../../../catalog/models.toml");
/// What the fakes take; they take any key.
const KEYS: &str = r#"["a-key-for-the-fakes"]"#;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let binary = arguments.next().ok_or("usage: with_fakes BINARY [ARGUMENTS…]")?;
    let catalog = tempfile::tempdir()?;
    fs::write(catalog.path().join("models.toml"), SHIPPED_CATALOG)?;
    let directory = catalog.path().to_str().ok_or("the folder of the catalog has no readable name")?;
    fal_catalog::add(directory, fal_catalog::MODELS, DEADLINE_MS);
    let fal = FakeFal::start().await;
    let mut vendors = Vec::new();
    for name in [Name::OpenAi, Name::Gemini, Name::ElevenLabs] {
        direct_catalog::add(directory, name, DEADLINE_MS);
        vendors.push(FakeVendor::start(name).await);
    }
    let mut server = tokio::process::Command::new(binary);
    server.arg("serve").args(arguments).envs(settings(&fal, &vendors, directory));
    if std::env::var_os("MARTY_STORAGE__DATA_DIR").is_none() {
        server.env("MARTY_STORAGE__DATA_DIR", Path::new("data-with-fakes"));
    }
    println!("Every vendor is a fake on this machine: what it makes are test pictures, and nothing is paid.");
    // An interrupt reaches the product too, which then ends in its own time; we wait for it.
    let mut child = server.spawn()?;
    let ended = loop {
        tokio::select! {
            ended = child.wait() => break ended?,
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    Ok(ended.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

fn settings(fal: &FakeFal, vendors: &[FakeVendor], catalog: &str) -> Vec<(String, String)> {
    let mut settings = vec![
        ("MARTY_CATALOG__DIRECTORY".to_owned(), catalog.to_owned()),
        ("MARTY_CREDITS__SIGN_UP_GRANT".to_owned(), "500".to_owned()),
        ("MARTY_FAL__KEYS".to_owned(), KEYS.to_owned()),
        ("MARTY_FAL__QUEUE_URL".to_owned(), fal.address.clone()),
        ("MARTY_FAL__REST_URL".to_owned(), fal.address.clone()),
        ("MARTY_FAL__ALLOW_PRIVATE_ADDRESSES".to_owned(), "true".to_owned()),
    ];
    for vendor in vendors {
        let section = match vendor.name {
            Name::OpenAi => "OPENAI",
            Name::Gemini => "GEMINI",
            Name::ElevenLabs => "ELEVENLABS",
        };
        settings.push((format!("MARTY_{section}__KEYS"), KEYS.to_owned()));
        settings.push((format!("MARTY_{section}__BASE_URL"), vendor.base_url()));
        settings.push((format!("MARTY_{section}__ALLOW_PRIVATE_ADDRESSES"), "true".to_owned()));
    }
    settings
}

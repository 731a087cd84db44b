//! Starts the product beside every vendor's fake, so that each screen and flow can be tried without a key.
//!
//! `with_fakes BINARY [ARGUMENTS…]` runs `BINARY serve ARGUMENTS…` with settings that lead to the fakes
//! ([`testkit::fakes`]) and, unless said otherwise, a data directory of its own (`data-with-fakes`). The fakes end with
//! the product; nothing leaves this machine.

use std::{
    error::Error,
    ffi::OsString,
    net::SocketAddr,
    process::{ExitCode, ExitStatus},
};

use testkit::fakes::{self, Fakes};

/// Where the product listens when nobody says (config/default.toml).
const LISTEN: &str = "127.0.0.1:7878";

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let binary = arguments.next().ok_or("usage: with_fakes BINARY [ARGUMENTS…]")?;
    let (wanted, arguments) = without_listen(arguments)?;
    let wanted = wanted.or_else(|| std::env::var("MARTY_SERVER__LISTEN").ok());
    let address: SocketAddr = fakes::free_address(wanted.as_deref().unwrap_or(LISTEN).parse()?)?;
    let fakes = Fakes::start().await;
    println!("Every vendor is a fake on this machine: what it makes are test pictures, and nothing is paid.");
    fakes.announce_to(address);
    fakes.lines().iter().for_each(|line| println!("  {line}"));
    let mut server = tokio::process::Command::new(binary);
    server.args(["serve", "--listen", &address.to_string()]).args(&arguments);
    // What somebody says themselves counts.
    server.envs(fakes.settings(address).into_iter().filter(|(name, _)| std::env::var_os(name).is_none()));
    if !arguments.iter().any(|word| word.to_string_lossy().starts_with("--data-dir"))
        && std::env::var_os("MARTY_STORAGE__DATA_DIR").is_none()
    {
        server.args(["--data-dir", "data-with-fakes"]);
    }
    let ended = wait(server.kill_on_drop(true).spawn()?).await?;
    Ok(ended.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The address that was asked for, and the other arguments. n8n is told where the product is, so it has to be known
/// before the product starts.
fn without_listen(
    arguments: impl Iterator<Item = OsString>,
) -> Result<(Option<String>, Vec<OsString>), Box<dyn Error>> {
    let (mut wanted, mut others, mut arguments) = (None, Vec::new(), arguments);
    while let Some(word) = arguments.next() {
        match word.to_string_lossy().as_ref() {
            "--listen" => {
                let address = arguments.next().ok_or("--listen needs an address")?;
                wanted = Some(address.to_string_lossy().into_owned());
            }
            text => match text.strip_prefix("--listen=") {
                Some(address) => wanted = Some(address.to_owned()),
                None => others.push(word),
            },
        }
    }
    Ok((wanted, others))
}

/// Waits for the product. An interrupt from the keyboard reaches it too; a wish to terminate is handed on. It then ends
/// in its own time, and the fakes with it.
async fn wait(mut child: tokio::process::Child) -> Result<ExitStatus, Box<dyn Error>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    loop {
        tokio::select! {
            ended = child.wait() => return Ok(ended?),
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {
                if let Some(id) = child.id() {
                    std::process::Command::new("kill").arg(id.to_string()).status()?;
                }
            }
        }
    }
}

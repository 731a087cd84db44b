//! The release binary as a child: started, asked how it is, stopped.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::http::Client;
use crate::Outcome;
use crate::process::{self, Group};
use crate::workspace::{self, root};

/// A folder below the build directory that is emptied before and removed after.
pub struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder for a scenario.
    pub fn new(name: &str) -> Outcome<Scratch> {
        let folder = workspace::target().join("bench").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}.", folder.display()))?;
        Ok(Scratch(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running server; it is stopped when this value is dropped.
pub struct Server {
    group: Group,
    pub address: SocketAddr,
    /// From starting the process to its first answer on `/api/ready`.
    pub ready_after: Duration,
}

/// How the server differs from what an operator would start: limits that exist to stop exactly
/// this kind of load, credits enough for it, cheap hashing for the many sign-ups, and quiet logs.
const SETTINGS: [(&str, &str); 7] = [
    ("MARTY_LIMITS__ENABLED", "false"),
    ("MARTY_LIMITS__QUEUED_RUNS_PER_WORKSPACE", "0"),
    ("MARTY_CREDITS__SIGN_UP_GRANT", "1000000000"),
    ("MARTY_AUTH__HASH_MEMORY_KIB", "64"),
    ("MARTY_AUTH__HASH_ITERATIONS", "1"),
    ("MARTY_LOG__LEVEL", "warn"),
    ("MARTY_LOCAL_STUDIO__PICTURES_AT_ONCE", "2"),
];

/// How long a server may take to come up before the measurement is given up.
const READY_MAX: Duration = Duration::from_secs(30);

impl Server {
    /// Starts a server on a free port with a data folder and waits until it is ready.
    pub fn start(data: &Path, workers: u32) -> Outcome<Server> {
        Server::start_binary(&workspace::measured_binary(), data, workers, &[])
    }

    /// The same with a painter that needs no time, and as many of them as there are workers.
    pub fn start_instant(data: &Path, workers: u32) -> Outcome<Server> {
        let build = [
            "build",
            "--release",
            "--locked",
            "--package",
            "testkit",
            "--features",
            "app",
            "--bin",
            "instant_studio",
        ];
        process::check(process::command("cargo", &build, root()))?;
        let binary = workspace::binary("release").with_file_name("instant_studio");
        let painters = workers.to_string();
        Server::start_binary(&binary, data, workers, &[("MARTY_LOCAL_STUDIO__PICTURES_AT_ONCE", &painters)])
    }

    fn start_binary(binary: &Path, data: &Path, workers: u32, more: &[(&str, &str)]) -> Outcome<Server> {
        let (data, workers) = (data.to_string_lossy(), workers.to_string());
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--data-dir", &data, "--workers", &workers];
        let mut command = process::command(binary, &arguments, root());
        command.envs(SETTINGS).envs(more.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let start = Instant::now();
        let mut group = Group::start(command)?;
        let output = group.take_stdout().ok_or("the server has no output.")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines
            .find_map(|line| line.split_once("listening on http://")?.1.trim().parse().ok())
            .ok_or("the server ended without saying where it listens.")?;
        // Keep reading, so that the server never waits for a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        while !is_ready(address) {
            if start.elapsed() > READY_MAX {
                return Err("the server did not become ready.".into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(Server { group, address, ready_after: start.elapsed() })
    }

    /// Resident memory, in MiB, as the kernel counts it.
    pub fn resident_mib(&self) -> Outcome<f64> {
        let path = format!("/proc/{}/status", self.group.id());
        let status = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}."))?;
        resident_kib(&status).map(|kib| kib / 1024.0).ok_or(format!("{path} has no VmRSS."))
    }

    /// A new connection.
    pub fn client(&self) -> Outcome<Client> {
        Client::connect(self.address)
    }

    /// Ends the server and waits for it.
    pub fn stop(mut self) {
        self.group.stop();
    }
}

fn is_ready(address: SocketAddr) -> bool {
    let answer = Client::connect(address).and_then(|mut client| client.ask("GET", "/api/ready", &[], ""));
    answer.is_ok_and(|response| response.status == 200)
}

fn resident_kib(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_memory_line_is_read() {
        assert_eq!(resident_kib("VmPeak:\t  10 kB\nVmRSS:\t    2048 kB\n"), Some(2048.0));
        assert_eq!(resident_kib("Name: x\n"), None);
    }
}

//! The compiled `marty` as a process of its own.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use crate::small_pictures;

/// A running `marty serve`. Killed when dropped.
pub struct Binary {
    child: Child,
    /// e.g. `http://127.0.0.1:40123`.
    pub address: String,
}

/// What it says when it cannot start, beside its data.
const COMPLAINTS: &str = "complaints.txt";

fn complaints(data_dir: &Path) -> std::io::Result<std::fs::File> {
    std::fs::create_dir_all(data_dir)?;
    std::fs::File::options().create(true).append(true).open(data_dir.join(COMPLAINTS))
}

impl Binary {
    /// Starts `path serve` on a free port over `data_dir`, with settings as `MARTY_…` variables.
    ///
    /// # Panics
    /// When it ends before it listens.
    #[must_use]
    pub fn start(path: &str, data_dir: &Path, settings: &[(&str, &str)]) -> Binary {
        Binary::start_at("127.0.0.1:0", path, data_dir, settings)
    }

    /// The same at an address that others have to know before.
    ///
    /// # Panics
    /// When it ends before it listens.
    #[must_use]
    pub fn start_at(listen: &str, path: &str, data_dir: &Path, settings: &[(&str, &str)]) -> Binary {
        let mut child = Command::new(path)
            .args(["serve", "--listen", listen, "--data-dir"])
            .arg(data_dir)
            .env("MARTY_AUTH__HASH_MEMORY_KIB", "8")
            .env("MARTY_AUTH__HASH_ITERATIONS", "1")
            .env("MARTY_LIMITS__ENABLED", "false")
            .env("MARTY_LOG__LEVEL", "off")
            .env("MARTY_LOCAL_STUDIO__NICENESS", "0")
            .env("MARTY_CATALOG__DIRECTORY", small_pictures::write(data_dir))
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(complaints(data_dir).map_or_else(|_| Stdio::null(), Stdio::from))
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let address = lines.find_map(|line| line.ok()?.strip_prefix("listening on ").map(str::to_owned));
        let Some(address) = address else {
            let said = std::fs::read_to_string(data_dir.join(COMPLAINTS)).unwrap_or_default();
            panic!("the binary listens, but ended with {:?}: {said}", child.wait());
        };
        Binary { child, address }
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Waits until it ends by itself.
    ///
    /// # Panics
    /// When it cannot be waited for.
    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().expect("the process can be waited for")
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The process's id, for signals.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        self.kill();
    }
}

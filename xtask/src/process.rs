//! Child processes that cannot outlive us.
//!
//! Every child is started in a process group of its own and remembered. When a command fails,
//! ends or is interrupted (Ctrl-C, a terminal that closes, a `kill`), the whole group is asked to
//! stop and, after a few seconds, made to. A stage that starts a server which starts a browser
//! therefore leaves neither behind. Children never read our input.
//!
//! Signals are sent through the shell's own `kill`: the standard library cannot signal a group,
//! and this workspace denies unsafe code.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use crate::Outcome;

/// The process groups that are running now, by the id of their first process.
static GROUPS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Whether we were told to end: then children end because we stop them, not because of a fault.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How long a group may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(5);

fn groups() -> MutexGuard<'static, BTreeSet<u32>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends all children when this process is told to end. Call once, at the start.
pub fn watch_signals() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            INTERRUPTED.store(true, Ordering::SeqCst);
            eprintln!("\nxtask: interrupted; stopping what was started.");
            stop_all();
            std::process::exit(128 + signal);
        }
    });
}

/// A command in a folder, with the variables removed that `cargo run` sets for us: a nested cargo
/// that saw them would take itself to be building this crate and compile dependencies anew.
pub fn command(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    // Their output goes through us, so that it is never a terminal: no colours in logs.
    command.env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never").env_remove("FORCE_COLOR");
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let of_this_crate = name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if of_this_crate || name == "CARGO_CRATE_NAME" || name == "LD_LIBRARY_PATH" {
            command.env_remove(&*name);
        }
    }
    command
}

/// A running child that is stopped, with everything it started, when this value is dropped.
pub struct Group {
    child: Child,
}

impl Group {
    /// Starts the command in a process group of its own.
    pub fn start(mut command: Command) -> Outcome<Group> {
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command
            .process_group(0)
            .spawn()
            .map_err(|error| format!("`{program}` could not be started: {error}."))?;
        groups().insert(child.id());
        Ok(Group { child })
    }

    /// The id of the first process, which is also that of the group.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Takes the child's standard output, if it was piped and not taken before.
    pub fn take_stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    /// Waits for the first process to end by itself.
    pub fn wait(&mut self) -> Outcome<ExitStatus> {
        let status = self.child.wait().map_err(|error| format!("a child could not be waited for: {error}."));
        while INTERRUPTED.load(Ordering::SeqCst) {
            // The thread that watches signals ends this process; nobody else should report anything.
            std::thread::park();
        }
        status
    }

    /// Asks the group to end, waits, and makes it end if it does not.
    pub fn stop(&mut self) {
        let id = self.child.id();
        if !groups().remove(&id) {
            return;
        }
        if matches!(self.child.try_wait(), Ok(None)) {
            signal_group("TERM", id);
            let deadline = Instant::now() + GRACE;
            while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        // Also those that the first process left behind when it ended.
        signal_group("KILL", id);
        let _ = self.child.wait();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Stops every group that is still running.
pub fn stop_all() {
    let running: Vec<u32> = std::mem::take(&mut *groups()).into_iter().collect();
    for id in &running {
        signal_group("TERM", *id);
    }
    let deadline = Instant::now() + GRACE;
    while running.iter().any(|id| group_is_alive(*id)) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(20));
    }
    for id in &running {
        signal_group("KILL", *id);
    }
}

fn signal_group(signal: &str, id: u32) {
    let _ = shell_kill(&format!("kill -{signal} -{id}"));
}

fn group_is_alive(id: u32) -> bool {
    shell_kill(&format!("kill -0 -{id}")).is_ok_and(|status| status.success())
}

fn shell_kill(script: &str) -> std::io::Result<ExitStatus> {
    Command::new("sh").args(["-c", script]).stdin(Stdio::null()).stderr(Stdio::null()).status()
}

/// What a finished child said, in the order its lines arrived.
pub struct Finished {
    /// Whether it ended with status zero.
    pub success: bool,
    /// Lines of both outputs, without colours.
    pub lines: Vec<String>,
}

/// Runs a command to its end, showing its lines as they come, and returns them.
pub fn stream(mut command: Command) -> Outcome<Finished> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut group = Group::start(command)?;
    let (sender, receiver) = mpsc::channel();
    let outputs: [Option<Box<dyn Read + Send>>; 2] = [
        group.child.stdout.take().map(|output| Box::new(output) as _),
        group.child.stderr.take().map(|output| Box::new(output) as _),
    ];
    for output in outputs.into_iter().flatten() {
        let sender = sender.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                let _ = sender.send(String::from_utf8_lossy(&line).into_owned());
            }
        });
    }
    drop(sender);
    let mut lines = Vec::new();
    let mut status = None;
    loop {
        match receiver.recv_timeout(Duration::from_millis(100)) {
            Ok(line) => {
                // A reader that went away (a pipe to `head`) must not stop the work.
                let _ = writeln!(std::io::stdout().lock(), "{line}");
                lines.push(without_colours(line.trim_end_matches('\r')));
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            // Silent and ended: whoever still holds the pipes open is a leftover, not the child.
            Err(mpsc::RecvTimeoutError::Timeout) if status.is_some() => break,
            Err(mpsc::RecvTimeoutError::Timeout) => status = group.child.try_wait().ok().flatten(),
        }
    }
    let status = group.wait()?;
    Ok(Finished { success: status.success(), lines })
}

/// Runs a command to its end, shows it, and turns a failing status into an error sentence.
pub fn check(command: Command) -> Outcome {
    let name = describe(&command);
    if stream(command)?.success { Ok(()) } else { Err(format!("`{name}` failed.")) }
}

/// Runs a command silently and returns what it wrote to standard output.
pub fn read(mut command: Command) -> Outcome<String> {
    let name = describe(&command);
    let output = command.output().map_err(|error| format!("`{name}` could not be started: {error}."))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`{name}` failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}

/// Whether a program can be started and answers `--version`.
pub fn exists(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Removes terminal colour sequences (ESC `[` … letter).
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character != '\u{1b}' {
            plain.push(character);
        } else if characters.next() == Some('[') {
            let _ = characters.by_ref().find(char::is_ascii_alphabetic);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::root;

    #[test]
    fn colours_are_removed_and_text_stays() {
        assert_eq!(without_colours("\u{1b}[1m\u{1b}[32m Tests \u{1b}[0m 5 passed"), " Tests  5 passed");
        assert_eq!(without_colours("plain"), "plain");
    }

    #[test]
    fn lines_of_both_outputs_and_the_status_come_back() {
        let finished = stream(command("sh", &["-c", "echo one; echo two >&2; exit 3"], root())).unwrap();
        let mut lines = finished.lines;
        lines.sort();
        assert_eq!(lines, ["one", "two"]);
        assert!(!finished.success);
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = check(command("no-such-program-here", &[], root())).unwrap_err();
        assert!(error.contains("no-such-program-here"), "{error}");
    }

    #[test]
    fn stopping_a_group_ends_the_grandchild_too() {
        // The shell starts a grandchild, prints its id and waits; both must be gone afterwards.
        let mut command = command("sh", &["-c", "sleep 600 & echo $!; wait"], root());
        command.stdout(Stdio::piped());
        let mut group = Group::start(command).unwrap();
        let mut line = String::new();
        BufReader::new(group.take_stdout().unwrap()).read_line(&mut line).unwrap();
        let grandchild = format!("/proc/{}/stat", line.trim());
        assert!(std::fs::exists(&grandchild).unwrap());
        group.stop();
        let ended = |path: &str| match std::fs::read_to_string(path) {
            Ok(state) => state.contains(") Z "),
            Err(_) => true,
        };
        let deadline = Instant::now() + Duration::from_secs(5);
        while !ended(&grandchild) && Instant::now() < deadline {
            std::thread::yield_now();
        }
        assert!(ended(&grandchild), "the grandchild still runs");
    }
}

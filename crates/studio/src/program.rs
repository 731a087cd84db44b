//! Programs of the operating system that the studio calls.

use std::{
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
    sync::mpsc::{RecvTimeoutError, channel},
    time::{Duration, Instant},
};

use crate::StudioError;

/// How often it is asked whether to go on.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Bytes that are read of an answer: over ten minutes of sound.
const ANSWER_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Where a program is, on the search path.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Runs a program to its end: what it gets, and what it answers. It is killed on a cancel, when it takes too long,
/// and when it answers too much.
///
/// # Errors
/// [`StudioError::Cancelled`], or [`StudioError::Engine`] when it fails or takes too long.
pub(crate) fn run(
    name: &str,
    mut command: Command,
    input: Vec<u8>,
    takes_at_most: Duration,
    cancelled: &dyn Fn() -> bool,
) -> Result<Vec<u8>, StudioError> {
    let fail = |what: String| StudioError::Engine(format!("{name}: {what}"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| fail(error.to_string()))?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(fail("it has no input or output".to_owned()));
    };
    // Both ends at once: neither may wait for the other. The threads end with the pipes, which end with the child.
    std::thread::spawn(move || stdin.write_all(&input));
    let (tell, answer) = channel();
    std::thread::spawn(move || {
        let mut read = Vec::new();
        let outcome = stdout.take(ANSWER_BYTES_MAX).read_to_end(&mut read);
        let _ = tell.send(outcome.map(|_| read));
    });
    let deadline = Instant::now() + takes_at_most;
    let outcome = loop {
        match answer.recv_timeout(LOOK_EVERY) {
            Ok(read) => break read.map_err(|error| fail(error.to_string())),
            Err(RecvTimeoutError::Timeout) if cancelled() => break Err(StudioError::Cancelled),
            Err(RecvTimeoutError::Timeout) if Instant::now() < deadline => {}
            Err(_) => break Err(fail("it took too long".to_owned())),
        }
    };
    if outcome.is_err() {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| fail(error.to_string()))?;
    let read = outcome?;
    if status.success() { Ok(read) } else { Err(fail(format!("it ended with {status}"))) }
}

//! espeak-ng as a child process: what it gets, what it answers, and that it ends.
//!
//! Text goes in through its standard input and never through a shell or an argument. It is ended when the run is
//! cancelled or takes too long. espeak-ng is under the GPL 3 and is called, not linked.

use std::{
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
    sync::mpsc::{RecvTimeoutError, channel},
    time::{Duration, Instant},
};

use crate::StudioError;

/// The program's name.
pub(super) const PROGRAM: &str = "espeak-ng";
/// How long a clause may take: it takes some hundredths of a second.
const TAKES_AT_MOST: Duration = Duration::from_secs(20);
/// How often it is asked whether to go on.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Bytes that are read of an answer: over ten minutes of sound.
const ANSWER_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Where the program is, on the search path.
pub(super) fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(PROGRAM)).find(|file| file.is_file())
}

/// Runs a program to its end: what it gets, and what it answers. It is killed on a cancel, when it takes too long,
/// and when it answers too much.
pub(super) fn run(
    mut command: Command,
    input: Vec<u8>,
    cancelled: &dyn Fn() -> bool,
) -> Result<Vec<u8>, StudioError> {
    let fail = |what: String| StudioError::Engine(format!("{PROGRAM}: {what}"));
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
    let deadline = Instant::now() + TAKES_AT_MOST;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_ended_when_the_run_is_cancelled() {
        let mut endless = Command::new("cat");
        endless.arg("/dev/zero");
        assert!(matches!(
            run(endless, Vec::new(), &|| true),
            Err(StudioError::Cancelled) | Err(StudioError::Engine(_))
        ));
        let mut waiting = Command::new("tail");
        waiting.args(["-f", "/dev/null"]);
        assert!(matches!(run(waiting, Vec::new(), &|| true), Err(StudioError::Cancelled)));
    }
}

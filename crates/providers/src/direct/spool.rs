//! Paid answers on disk, from the moment they arrive until somebody has stored what they hold.
//!
//! | file | what it says |
//! |---|---|
//! | `<attempt>.sent` | a call is about to go out: from here on nobody can say that it was not taken |
//! | `<attempt>.<n>` | file `n` of the answer |
//! | `<attempt>.json` | the answer without its files: written last, so where it is, everything is |
//!
//! So a process that died finds out what became of an attempt by looking: no mark, never sent; a mark alone,
//! nobody knows; the answer, it is paid and here. The mark is forced to disk, because without it an attempt would be paid
//! again; an answer is not: it outlives the process as it is, and is stored for good a moment later. After a power cut in
//! that moment an answer may be unreadable, and counts as one that nobody knows. What nobody asked for within
//! [`KEPT_MS`] is swept away; files carry the injected time for that.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use domain::time::{DAY_MS, HOUR_MS, Millis};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::strain::Sink;

/// How long an answer is kept that nobody stores, in milliseconds.
const KEPT_MS: i64 = DAY_MS;
/// How often old answers are looked for, in milliseconds.
const SWEEP_EVERY_MS: i64 = HOUR_MS;
/// Written to disk in pieces of this size.
const WRITE_BUFFER_BYTES: usize = 256 * 1024;

/// Everything that is needed to make outputs of an answer, in any later process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Held {
    /// The model's id in our catalog.
    pub(crate) model_id: String,
    /// The fingerprint of the key that paid.
    pub(crate) key: String,
    /// What was changed to fit the model, in sentences.
    pub(crate) changes: Vec<String>,
    /// The vendor's name of the request, where it gave one.
    pub(crate) request_id: Option<String>,
    /// The answer without its files; null where it was a file, or nothing that can be read.
    pub(crate) answer: Value,
    /// How many files came with it.
    pub(crate) files: usize,
    /// Why it is of no use, where that is known already.
    pub(crate) trouble: Option<String>,
}

/// What is known of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// It was surely never sent.
    Nothing,
    /// It may have been sent; no answer is here.
    Sent,
    /// Its answer is here.
    Answered,
}

/// A folder of answers. Every function blocks.
pub(crate) struct Spool {
    folder: PathBuf,
    swept_at: Mutex<Millis>,
}

/// The name of an attempt on disk: itself where that is harmless, else its hash.
pub(crate) fn name(attempt_id: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !attempt_id.is_empty() && attempt_id.len() <= 100 && attempt_id.chars().all(harmless) {
        return attempt_id.to_owned();
    }
    Sha256::digest(attempt_id.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Spool {
    /// Opens the folder and makes it where it is missing.
    pub(crate) fn open(folder: PathBuf) -> io::Result<Spool> {
        fs::create_dir_all(&folder)?;
        Ok(Spool { folder, swept_at: Mutex::new(Millis(i64::MIN / 2)) })
    }

    pub(crate) fn known(&self, name: &str) -> Known {
        match (self.answer(name).is_some(), self.path(name, "sent").exists()) {
            (true, _) => Known::Answered,
            (false, true) => Known::Sent,
            (false, false) => Known::Nothing,
        }
    }

    /// Writes down that a call is about to be sent.
    pub(crate) fn mark(&self, name: &str, now: Millis) -> io::Result<()> {
        let file = File::create(self.path(name, "sent"))?;
        date(&file, now)?;
        // The mark is its name: forcing the folder to disk is all it takes.
        File::open(&self.folder)?.sync_all()
    }

    /// Takes that back: it was surely not taken.
    pub(crate) fn unmark(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path(name, "sent"))
    }

    /// Begins to keep an answer.
    pub(crate) fn draft(&self, name: &str, now: Millis) -> Draft {
        Draft { folder: self.folder.clone(), name: name.to_owned(), now, files: 0, writer: None, kept: false }
    }

    /// The answer to an attempt; `None` when it is not here or cannot be read.
    pub(crate) fn answer(&self, name: &str) -> Option<Held> {
        serde_json::from_slice(&fs::read(self.path(name, "json")).ok()?).ok()
    }

    /// Where a file of an answer is.
    pub(crate) fn file(&self, name: &str, index: usize) -> PathBuf {
        self.path(name, &index.to_string())
    }

    /// Where samples of an answer lie with a header before them.
    pub(crate) fn sound(&self, name: &str, index: usize) -> PathBuf {
        self.path(name, &format!("{index}.wav"))
    }

    /// Forgets an attempt. The answer goes first, so that what is left half-way says that nobody knows.
    pub(crate) fn remove(&self, name: &str) {
        let _ = fs::remove_file(self.path(name, "json"));
        let mine = |path: &Path| {
            let file = path.file_name().and_then(|file| file.to_str()).unwrap_or_default();
            file.split_once('.').is_some_and(|(owner, _)| owner == name)
        };
        self.remove_where(|path, _| mine(path));
    }

    /// Removes what is older than [`KEPT_MS`], once an hour.
    pub(crate) fn sweep(&self, now: Millis) {
        {
            let mut swept_at = self.swept_at.lock();
            if now.since_ms(*swept_at) < SWEEP_EVERY_MS {
                return;
            }
            *swept_at = now;
        }
        let before = now.plus_ms(-KEPT_MS);
        self.remove_where(|_, written_at| written_at < before);
    }

    fn remove_where(&self, unwanted: impl Fn(&Path, Millis) -> bool) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let written = entry.metadata().and_then(|data| data.modified()).ok();
            let written = written.and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
            let written_at = Millis(i64::try_from(written.as_millis()).unwrap_or(i64::MAX));
            if unwanted(&entry.path(), written_at) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn path(&self, name: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{name}.{ending}"))
    }
}

fn date(file: &File, now: Millis) -> io::Result<()> {
    file.set_modified(UNIX_EPOCH + Duration::from_millis(now.0.max(0).unsigned_abs()))
}

/// An answer on its way. What was written is gone when this is dropped before [`Draft::keep`].
pub(crate) struct Draft {
    folder: PathBuf,
    name: String,
    now: Millis,
    files: usize,
    writer: Option<BufWriter<File>>,
    kept: bool,
}

impl Draft {
    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.name))
    }

    /// How many files there are.
    pub(crate) fn files(&self) -> usize {
        self.files
    }

    fn close(&mut self) -> io::Result<()> {
        let Some(writer) = self.writer.take() else { return Ok(()) };
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        date(&file, self.now)
    }

    /// Keeps the answer: from here on it survives the process.
    pub(crate) fn keep(mut self, held: &Held) -> io::Result<()> {
        self.close()?;
        let (part, whole) = (self.path("part"), self.path("json"));
        let mut file = File::create(&part)?;
        file.write_all(&serde_json::to_vec(held)?)?;
        date(&file, self.now)?;
        fs::rename(part, whole)?;
        self.kept = true;
        Ok(())
    }
}

impl Sink for Draft {
    fn begin(&mut self) -> io::Result<()> {
        self.close()?;
        let file = File::create(self.path(&self.files.to_string()))?;
        self.files += 1;
        self.writer = Some(BufWriter::with_capacity(WRITE_BUFFER_BYTES, file));
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), |writer| writer.write_all(bytes))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        drop(self.writer.take());
        for index in 0..self.files {
            let _ = fs::remove_file(self.path(&index.to_string()));
        }
        let _ = fs::remove_file(self.path("part"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_305_600_000);

    fn held() -> Held {
        Held {
            model_id: "m".into(),
            key: "k".into(),
            changes: vec!["It became smaller.".into()],
            request_id: None,
            answer: serde_json::json!({"data": {"file": 0}}),
            files: 1,
            trouble: None,
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_attempt_is_unknown_then_sent_then_answered_also_to_the_next_process() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Spool::open(folder.path().join("spool")).unwrap();
        let spool = open();
        assert_eq!(spool.known("a"), Known::Nothing);
        spool.mark("a", NOW).unwrap();
        assert_eq!(open().known("a"), Known::Sent);
        let mut draft = spool.draft("a", NOW);
        draft.begin().unwrap();
        draft.append(b"picture").unwrap();
        assert_eq!(open().known("a"), Known::Sent, "half an answer is none");
        draft.keep(&held()).unwrap();
        assert_eq!((open().known("a"), open().answer("a")), (Known::Answered, Some(held())));
        assert_eq!(fs::read(open().file("a", 0)).unwrap(), b"picture");
        spool.mark("ab", NOW).unwrap();
        spool.remove("a");
        assert_eq!((spool.known("a"), spool.known("ab")), (Known::Nothing, Known::Sent));
        spool.unmark("ab").unwrap();
        assert!(names(&folder.path().join("spool")).is_empty());
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_one_that_nobody_knows() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path().to_owned()).unwrap();
        spool.mark("a", NOW).unwrap();
        for half in ["", "{\"model_id\":\"m\""] {
            fs::write(spool.path("a", "json"), half).unwrap();
            assert_eq!(spool.known("a"), Known::Sent);
        }
    }

    #[test]
    fn an_answer_that_is_not_kept_leaves_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path().to_owned()).unwrap();
        let mut draft = spool.draft("a", NOW);
        draft.begin().unwrap();
        draft.append(b"half").unwrap();
        drop(draft);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_day_later_it_is_swept_away_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path().to_owned()).unwrap();
        spool.mark("old", NOW).unwrap();
        spool.draft("old", NOW).keep(&held()).unwrap();
        spool.mark("new", NOW.plus_ms(2 * HOUR_MS)).unwrap();
        spool.sweep(NOW.plus_ms(KEPT_MS));
        assert_eq!(names(folder.path()), ["new.sent", "old.json", "old.sent"]);
        spool.sweep(NOW.plus_ms(KEPT_MS + SWEEP_EVERY_MS));
        assert_eq!(names(folder.path()), ["new.sent"]);
    }

    #[test]
    fn no_attempt_names_a_file_elsewhere() {
        assert_eq!(name("stp_0199-1"), "stp_0199-1");
        for odd in ["../etc/passwd", "", "a.b", "a/b", &"x".repeat(101), "naïve"] {
            let name = name(odd);
            assert!(name.len() == 64 && name.chars().all(|c| c.is_ascii_hexdigit()), "{name}");
        }
    }
}

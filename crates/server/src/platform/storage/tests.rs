//! Storage promises, each tried on a real disk.

use std::{
    fs::{self, File},
    path::Path,
};

use tempfile::TempDir;
use tokio::io::AsyncReadExt;

use super::*;

/// FIPS 180-2, appendix B.1: the SHA-256 of `abc`.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// Every file under `directory`, relative to it, sorted.
fn files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(directory).unwrap().display().to_string());
            }
        }
    }
    found.sort();
    found
}

async fn content(storage: &Storage, hash: &str) -> Vec<u8> {
    let (mut file, size_bytes) = storage.open_object(hash).await.unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes.len() as u64, size_bytes);
    bytes
}

#[tokio::test]
async fn an_object_is_named_by_its_content_and_kept_once() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    let first = storage.put(Bytes::from_static(b"abc")).await.unwrap();
    assert_eq!(first, Stored { content_hash: ABC.to_owned(), size_bytes: 3 });
    let path = directory.path().join("objects/ba/78").join(ABC);
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    assert_eq!(storage.put(Bytes::from_static(b"abc")).await.unwrap(), first);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written, "it was written twice");
    assert_eq!(content(&storage, ABC).await, b"abc");
    let reopened = Storage::open(directory.path()).unwrap();
    assert_eq!(content(&reopened, ABC).await, b"abc");
}

#[tokio::test]
async fn many_may_keep_one_object_at_once() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    let bytes = Bytes::from(vec![7; 300_000]);
    let mut puts = tokio::task::JoinSet::new();
    for _ in 0..32 {
        let (storage, bytes) = (storage.clone(), bytes.clone());
        puts.spawn(async move { storage.put(bytes).await });
    }
    let answers = puts.join_all().await;
    let first = answers[0].clone().unwrap();
    assert!(answers.iter().all(|answer| answer.as_ref() == Ok(&first)));
    assert_eq!(content(&storage, &first.content_hash).await, bytes);
    assert_eq!(files(directory.path()).len(), 1);
}

#[tokio::test]
async fn what_is_copied_in_pieces_is_the_object_it_would_be_whole() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    let bytes: Vec<u8> = (0..1_000_003_u32).map(|index| (index % 251) as u8).collect();
    let copied = storage.copy_blocking(&mut bytes.as_slice()).unwrap();
    assert_eq!(storage.put(bytes.clone().into()).await.unwrap(), copied);
    assert_eq!(storage.copy_blocking(&mut bytes.as_slice()).unwrap(), copied);
    assert_eq!(content(&storage, &copied.content_hash).await, bytes);
    let (path, length) = storage.place_of(&copied.content_hash).unwrap();
    assert_eq!((fs::read(path).unwrap().len() as u64, length), (bytes.len() as u64, length));
    assert_eq!(files(directory.path()).len(), 1, "nothing is left beside it");
}

/// Delivers a little, then fails.
struct Torn(bool);

impl Read for Torn {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if std::mem::replace(&mut self.0, true) {
            return Err(std::io::Error::other("torn"));
        }
        into[0] = b'a';
        Ok(1)
    }
}

#[tokio::test]
async fn a_copy_that_fails_leaves_nothing() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    assert!(matches!(storage.copy_blocking(&mut Torn(false)), Err(StorageError::Failed(_))));
    storage.fail_with(Some(Fault::Full));
    assert_eq!(storage.copy_blocking(&mut b"abc".as_slice()), Err(StorageError::Full));
    assert_eq!(files(directory.path()), Vec::<String>::new());
}

#[tokio::test]
async fn an_empty_object_is_an_object() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    let stored = storage.put(Bytes::new()).await.unwrap();
    assert_eq!(content(&storage, &stored.content_hash).await, b"");
}

#[cfg(debug_assertions)]
#[tokio::test]
async fn nothing_of_a_failed_write_is_left() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    storage.fail_with(Some(Fault::Full));
    assert_eq!(storage.put(Bytes::from_static(b"abc")).await, Err(StorageError::Full));
    storage.fail_with(Some(Fault::Broken));
    assert!(matches!(storage.put(Bytes::from_static(b"abc")).await, Err(StorageError::Failed(_))));
    assert_eq!(files(directory.path()), Vec::<String>::new());
    assert!(storage.open_object(ABC).await.is_err());
    storage.fail_with(None);
    storage.put(Bytes::from_static(b"abc")).await.unwrap();
    assert_eq!(content(&storage, ABC).await, b"abc");
}

#[tokio::test]
async fn what_cannot_be_written_is_told() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    // A file where the object's directory has to be.
    fs::write(directory.path().join("objects/ba"), "in the way").unwrap();
    assert!(matches!(storage.put(Bytes::from_static(b"abc")).await, Err(StorageError::Failed(_))));
    assert_eq!(files(directory.path()), ["objects/ba"]);
}

#[tokio::test]
async fn a_damaged_object_is_replaced_when_it_comes_again() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    storage.put(Bytes::from_static(b"abc")).await.unwrap();
    fs::write(directory.path().join("objects/ba/78").join(ABC), "a").unwrap();
    storage.put(Bytes::from_static(b"abc")).await.unwrap();
    assert_eq!(content(&storage, ABC).await, b"abc");
}

#[tokio::test]
async fn a_start_sweeps_what_was_abandoned_and_spares_what_is_being_written() {
    let directory = TempDir::new().unwrap();
    Storage::open(directory.path()).unwrap().put(Bytes::from_static(b"abc")).await.unwrap();
    let incoming = directory.path().join("objects/incoming");
    fs::write(incoming.join("1-0"), "half").unwrap();
    let being_written = File::create(incoming.join("2-0")).unwrap();
    being_written.try_lock().unwrap();
    Storage::open(directory.path()).unwrap();
    assert_eq!(files(directory.path()), [format!("objects/ba/78/{ABC}"), "objects/incoming/2-0".to_owned()]);
}

#[tokio::test]
async fn only_a_hash_opens_an_object() {
    let directory = TempDir::new().unwrap();
    let storage = Storage::open(directory.path()).unwrap();
    fs::write(directory.path().join("secret"), "s").unwrap();
    let upper = ABC.to_uppercase();
    for name in ["", "../../secret", "/etc/passwd", "ba", ABC, upper.as_str(), "é"] {
        assert!(matches!(storage.open_object(name).await, Err(StorageError::Failed(_))), "{name} was opened");
    }
}

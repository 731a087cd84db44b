//! Networks whose files were fetched: each loaded when it is first needed and kept, and only when its file is the one
//! that was chosen ([`weights`] compares its hash). What is fetched while the process runs is found.

use std::sync::{Arc, Mutex, PoisonError};

use weights::{Folder, Lock, Pack, State};

use crate::StudioError;
use crate::engine::Network;

/// One network that may have been fetched.
pub struct Fetched {
    place: Option<(Folder, Pack)>,
    file: &'static str,
    threads: usize,
    on_thread_start: fn(),
    loaded: Mutex<Option<Arc<Network>>>,
}

impl Fetched {
    /// The network in a file of a pack of the built-in lock; never there without a folder. Nothing is read yet.
    pub fn new(
        folder: Option<Folder>,
        pack: &str,
        file: &'static str,
        threads: usize,
        on_thread_start: fn(),
    ) -> Fetched {
        let pack = Lock::built_in().pack(pack).ok().cloned();
        Fetched { place: folder.zip(pack), file, threads, on_thread_start, loaded: Mutex::default() }
    }

    /// Whether its file lies there; quick, and not a promise that it is the right one.
    pub fn is_there(&self) -> bool {
        self.place.as_ref().is_some_and(|(folder, pack)| folder.state(pack) == State::There)
    }

    /// The network; `None` where it was never fetched. Takes about a second the first time.
    ///
    /// # Errors
    /// [`StudioError::Engine`] naming the file when it is another than the one that was chosen, or cannot be read or
    /// understood; asked again, it is read again, so a file that was put right is found.
    pub fn get(&self) -> Result<Option<Arc<Network>>, StudioError> {
        let Some((folder, pack)) = &self.place else { return Ok(None) };
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if loaded.is_none() && folder.state(pack) != State::Missing {
            let file =
                folder.read(pack, self.file).map_err(|error| StudioError::Engine(error.to_string()))?;
            if let Some(onnx) = file {
                *loaded = Some(Arc::new(Network::load(onnx, self.threads, self.on_thread_start)?));
            }
        }
        Ok(loaded.clone())
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};
    use weights::{PackFile, Profile};

    use super::*;
    use crate::engine::Input;

    const SMALL: &[u8] = include_bytes!("../../models/selfie_segmentation.onnx");

    fn pack() -> Pack {
        let sha256 = Sha256::digest(SMALL).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let file =
            PackFile { name: "model.onnx".into(), bytes: SMALL.len() as u64, sha256, parts: Vec::new() };
        Pack {
            id: "small".into(),
            what: "A network of the tests".into(),
            profile: Profile::Full,
            licence: "none".into(),
            terms: None,
            files: vec![file],
        }
    }

    #[test]
    fn a_file_that_differs_is_named_and_never_loaded_until_it_is_put_right() {
        let root = tempfile::tempdir().unwrap();
        let place = Some((Folder::at(root.path()), pack()));
        let fetched = Fetched {
            place,
            file: "model.onnx",
            threads: 1,
            on_thread_start: || {},
            loaded: Mutex::default(),
        };
        assert!(!fetched.is_there() && fetched.get().unwrap().is_none());
        let file = root.path().join("small/model.onnx");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let mut swapped = SMALL.to_vec();
        swapped[1_000] ^= 1;
        for wrong in [&swapped[..], &SMALL[..1_000]] {
            std::fs::write(&file, wrong).unwrap();
            let Err(StudioError::Engine(why)) = fetched.get() else { panic!("it was loaded") };
            assert!(why.contains("small/model.onnx is not the one that was chosen"), "{why}");
        }
        std::fs::write(&file, SMALL).unwrap();
        assert!(fetched.is_there());
        let network = fetched.get().unwrap().unwrap();
        let answer = network.run(&[Input { shape: &[1, 256, 256, 3], values: &[0.5; 3 * 256 * 256] }]);
        assert_eq!(answer.unwrap().0, [1, 256, 256, 1]);
        // It is kept: what happens to the file afterwards changes nothing.
        std::fs::remove_file(&file).unwrap();
        assert!(Arc::ptr_eq(&network, &fetched.get().unwrap().unwrap()));
    }
}

//! Portraits from parts: the network that finds faces for lip sync finds these.

#![allow(clippy::unwrap_used)] // helpers outside #[test] functions unwrap too

use studio::vision::{Networks, face};
use studio::{PictureRequest, Progress, Studio, StyleChoice, Watch};

struct Quiet;
impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}
    fn cancelled(&self) -> bool {
        false
    }
}

const PORTRAITS: [&str; 10] = [
    "portrait of a woman with red hair and glasses",
    "avatar of an old man with a beard",
    "portrait of a smiling man with curly black hair",
    "portrait of a young woman with long blonde hair and blue eyes",
    "avatar of a man with a turban and a moustache",
    "portrait of a girl with freckles and a red shirt",
    "portrait of a man with short brown hair",
    "portrait of an old woman with white hair, smiling",
    "portrait of a woman with dark skin and a headscarf",
    "avatar of a boy with a cap",
];

#[test]
fn faces_of_portraits_are_found() {
    let studio = Studio::new().unwrap();
    let networks = Networks::new(1, || {});
    let found = PORTRAITS.iter().enumerate().filter(|(i, prompt)| {
        let request = PictureRequest {
            prompt: (**prompt).into(),
            width: 384,
            height: 384,
            style: StyleChoice::Auto,
            seed: *i as u64,
        };
        let picture = studio.make_picture(&request, &Quiet).unwrap();
        assert!(picture.warnings.is_empty(), "{prompt}: {:?}", picture.warnings);
        let faces = face::find(&networks, &picture.rgb, [384, 384]).unwrap();
        println!("{prompt}: {:?}", faces.first().map(|f| f.score));
        faces.len() == 1
    });
    let found = found.count();
    assert!(found >= 9, "{found} of 10");
}

#[test]
fn a_portrait_of_an_animal_is_a_picture_of_it() {
    let spec = studio::scene::understand("a portrait of a cat", StyleChoice::Auto);
    assert!(spec.portrait.is_none());
    assert_eq!(spec.subjects.len(), 1);
}

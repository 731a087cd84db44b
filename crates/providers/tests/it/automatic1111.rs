//! AUTOMATIC1111, against the fake that its most used client of Node was pointed at.

mod sdk;
mod trouble;

use std::{path::Path, time::Duration};

use providers::{
    EditWork, FaceRestoreWork, InputFile, PictureWork, Provider, Size, StyleTransferWork, Submission,
    UpscaleWork, Work,
    automatic1111::{Automatic1111, Making, Settings, models},
    direct,
    http::Secret,
};
use tempfile::TempDir;
use testkit::automatic1111::FakeAutomatic1111;

use crate::fal::{Hands, client, outputs, submission};

struct Own {
    fake: FakeAutomatic1111,
    provider: Provider,
    hands: Hands,
    spool: TempDir,
}

impl Own {
    async fn start() -> Own {
        let (fake, hands, spool) =
            (FakeAutomatic1111::start().await, Hands::default(), TempDir::new().unwrap());
        let provider = provider(&fake, "", &hands, spool.path());
        Own { fake, provider, hands, spool }
    }

    /// Another process over the same spool.
    fn restarted(&self) -> Provider {
        provider(&self.fake, "", &self.hands, self.spool.path())
    }
}

fn making() -> Making {
    Making {
        checkpoint: String::new(),
        steps: 20,
        sampler: "Euler a".into(),
        upscaler: "R-ESRGAN 4x+".into(),
    }
}

fn provider(fake: &FakeAutomatic1111, login: &str, hands: &Hands, spool: &Path) -> Provider {
    let direct = direct::Settings {
        base_url: fake.address.parse().unwrap(),
        keys: vec![Secret::new(login)],
        spool: spool.to_owned(),
        breaker: providers::breaker::Settings::default(),
        clock: hands.clock(),
    };
    let settings = Settings { direct, making: making() };
    Provider::Automatic1111(Automatic1111::start(settings, client(Duration::from_secs(5))).unwrap())
}

fn png() -> InputFile {
    let size = Some(Size { width: 64, height: 64 });
    InputFile::new("image/png", "in.png", testkit::media::picture(64, 1)).of_size(size)
}

fn words(attempt: &str) -> Submission {
    let work = PictureWork { prompt: "a fox".into(), width: 768, height: 768, style: "auto".into(), seed: 7 };
    submission(attempt, "automatic1111-pictures", Work::Picture(work), Vec::new())
}

/// Work of every operation.
fn all() -> Vec<Submission> {
    let edit = EditWork { prompt: "at night".into(), strength: 0.5, size: None, seed: Some(9) };
    let style = StyleTransferWork { style: "mosaic".into(), prompt: String::new(), strength: Some(0.4) };
    let of = |model, work| submission("a", model, work, vec![png()]);
    vec![
        words("a"),
        of("automatic1111-pictures", Work::Edit(edit)),
        of("automatic1111-pictures", Work::StyleTransfer(style)),
        of("automatic1111-extras", Work::Upscale(UpscaleWork { factor: 4.0 })),
        of("automatic1111-extras", Work::FaceRestore(FaceRestoreWork { strength: Some(0.7) })),
    ]
}

#[tokio::test]
async fn every_operation_makes_a_picture() {
    let own = Own::start().await;
    for (index, mut work) in all().into_iter().enumerate() {
        work.attempt_id = format!("stp_1-{index}");
        let operation = work.work.operation();
        let remote = own.provider.submit(work).await.unwrap();
        let made = outputs(own.provider.poll(&remote, 0, Duration::from_secs(5)).await);
        assert_eq!((made.len(), made[0].media_type.as_str()), (1, "image/png"), "{operation}");
        own.provider.forget(&remote).await;
    }
    let paths: Vec<_> = own.fake.drawn().into_iter().map(|(path, _)| path).collect();
    let (words, picture, extra) = ("/sdapi/v1/txt2img", "/sdapi/v1/img2img", "/sdapi/v1/extra-single-image");
    assert_eq!(paths, [words, picture, picture, extra, extra]);
}

#[test]
fn the_catalog_names_the_models_that_are_here() {
    let catalog: toml::Table = include_str!("../../../../catalog/automatic1111.toml").parse().unwrap();
    let known: Vec<_> = models::ALL
        .iter()
        .map(|model| (model.id.to_owned(), model.name.to_owned(), model.operations.to_vec()))
        .collect();
    assert_eq!(crate::direct::cataloged(&catalog), crate::direct::sorted(&known));
}

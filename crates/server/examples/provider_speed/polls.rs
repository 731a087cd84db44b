//! What many polls at once leave behind.

use std::{sync::Arc, time::Duration};

use domain::time::Millis;
use providers::{
    PictureWork, Provider, Submission, Work,
    fal::{Fal, Settings},
    http::Secret,
};
use testkit::fal::{FakeFal, Plan};

use crate::{Outcome, client, kernel_kib, tell};

/// Runs that are asked about at once.
const RUNS: u32 = 200;
/// Questions about each.
const ROUNDS: u32 = 500;
/// Rounds after which everything that is needed is there.
const EARLY: u32 = 25;

pub(crate) async fn measure() -> Outcome {
    let fake = FakeFal::start().await;
    fake.plan(Plan { stuck: true, ..Plan::default() });
    let mut settings = Settings::new(vec![Secret::new("speed-test-key")], Arc::new(|| Millis(0)));
    (settings.queue, settings.rest) = (fake.address.parse()?, fake.address.parse()?);
    let fal = Provider::Fal(Fal::new(settings, client()?));
    let mut remotes = Vec::new();
    for index in 0..RUNS {
        let prompt = format!("a fox at dawn, number {index}");
        let work = PictureWork { prompt, width: 1024, height: 1024, style: "auto".into(), seed: 7 };
        let submission = Submission {
            generation_id: "gen_1".into(),
            attempt_id: index.to_string(),
            model_id: "fal-flux-schnell".into(),
            work: Work::Picture(work),
            inputs: Vec::new(),
            key_owner: None,
        };
        remotes.push(fal.submit(submission).await.map_err(|error| format!("{error:?}"))?);
    }
    let began = std::time::Instant::now();
    ask(&fal, &remotes, EARLY).await?;
    let (sockets, resident) = (sockets()?, kernel_kib("VmRSS")?);
    ask(&fal, &remotes, ROUNDS - EARLY).await?;
    let took = began.elapsed().as_secs_f64();
    tell("polls.asked", f64::from(RUNS * ROUNDS));
    tell("polls.a_second", f64::from(RUNS * ROUNDS) / took);
    // Both ends of each are in this process.
    tell("polls.connections.early", f64::from(sockets) / 2.0);
    tell("polls.connections.late", f64::from(self::sockets()?) / 2.0);
    tell("polls.resident_kib.early", resident);
    tell("polls.resident_kib.late", kernel_kib("VmRSS")?);
    Ok(())
}

/// Asks about all runs at once, so many times.
async fn ask(fal: &Provider, remotes: &[String], rounds: u32) -> Outcome {
    for _ in 0..rounds {
        let polls = remotes.iter().map(|remote| {
            let (fal, remote) = (fal.clone(), remote.clone());
            tokio::spawn(async move { fal.poll(&remote, u64::MAX, Duration::ZERO).await })
        });
        for poll in polls.collect::<Vec<_>>() {
            poll.await?;
        }
    }
    Ok(())
}

/// Sockets that are open in this process.
fn sockets() -> Outcome<u32> {
    let mut count = 0;
    for entry in std::fs::read_dir("/proc/self/fd")? {
        // The handle that reads the folder is gone by the time it is looked at.
        let Ok(target) = std::fs::read_link(entry?.path()) else { continue };
        count += u32::from(target.to_string_lossy().starts_with("socket:"));
    }
    Ok(count)
}

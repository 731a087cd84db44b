//! Measures the fal adapter against the fake, both in this process, over loopback:
//! `cargo run --release -p providers --example fal_speed [SECONDS]`.
//!
//! Prints the time of single calls (adapter, loopback and fake together: more than the adapter's own),
//! whole runs a second, 200 polls at once, and what a 200 MB file adds to the process's memory.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use domain::time::Millis;
use providers::{
    PictureWork, Provider, Status, Submission, Work,
    fal::{Fal, Settings},
    http::{self, Client, Secret},
};
use testkit::fal::{FakeFal, Plan};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<(), Failure> {
    let seconds = std::env::args().nth(1).map_or(Ok(10), |text| text.parse())?;
    let fake = FakeFal::start().await;
    let client = Client::new(http::Settings { allow_private_addresses: true, ..http::Settings::default() })?;
    let mut settings = Settings::new(vec![Secret::new("speed-test-key")], Arc::new(|| Millis(0)));
    settings.queue = fake.address.parse()?;
    settings.rest = fake.address.parse()?;
    let fal = Provider::Fal(Fal::new(settings, client.clone()));
    single_calls(&fal).await?;
    whole_runs(&fal, Duration::from_secs(seconds)).await?;
    many_polls(&fake, &fal).await?;
    large_file(&client).await
}

async fn submit(fal: &Provider, index: u64) -> Result<String, Failure> {
    let prompt = format!("a fox at dawn, number {index}");
    let work = PictureWork { prompt, width: 1024, height: 1024, style: "auto".into(), seed: index };
    let submission = Submission {
        generation_id: "gen_1".into(),
        attempt_id: index.to_string(),
        model_id: "fal-flux-schnell".into(),
        work: Work::Picture(work),
        inputs: Vec::new(),
        key_owner: None,
    };
    fal.submit(submission).await.map_err(|error| format!("{error:?}").into())
}

async fn finish(fal: &Provider, remote: &str) -> Result<(), Failure> {
    let status = fal.poll(remote, 0, Duration::from_secs(30)).await;
    fal.forget(remote).await;
    match status {
        Status::Finished(_) => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}

async fn single_calls(fal: &Provider) -> Result<(), Failure> {
    let (mut submits, mut polls) = (Vec::new(), Vec::new());
    for index in 0..2_000 {
        let start = Instant::now();
        let remote = submit(fal, index).await?;
        submits.push(start.elapsed());
        let start = Instant::now();
        finish(fal, &remote).await?;
        polls.push(start.elapsed());
    }
    for (name, mut times) in [("submit", submits), ("status, result and file", polls)] {
        times.sort_unstable();
        let (median, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
        println!("{name}, one at a time: median {median:?}, p99 {p99:?}");
    }
    Ok(())
}

async fn whole_runs(fal: &Provider, length: Duration) -> Result<(), Failure> {
    let (done, until) = (Arc::new(AtomicU64::new(0)), Instant::now() + length);
    let workers: Vec<_> = (0..64_u64)
        .map(|worker| {
            let (fal, done) = (fal.clone(), done.clone());
            tokio::spawn(async move {
                while Instant::now() < until {
                    let remote = submit(&fal, worker).await?;
                    finish(&fal, &remote).await?;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<(), Failure>(())
            })
        })
        .collect();
    for worker in workers {
        worker.await??;
    }
    let rate = done.load(Ordering::Relaxed) as f64 / length.as_secs_f64();
    println!("whole runs (submit, status, result, file), 64 at once: {rate:.0} a second");
    Ok(())
}

async fn many_polls(fake: &FakeFal, fal: &Provider) -> Result<(), Failure> {
    fake.plan(Plan { stuck: true, ..Plan::default() });
    let mut remotes = Vec::new();
    for index in 0..200 {
        remotes.push(submit(fal, index).await?);
    }
    let mut sizes = Vec::new();
    for _ in 0..20 {
        let polls = remotes.iter().map(|remote| {
            let (fal, remote) = (fal.clone(), remote.clone());
            tokio::spawn(async move { fal.poll(&remote, u64::MAX, Duration::ZERO).await })
        });
        for poll in polls.collect::<Vec<_>>() {
            poll.await?;
        }
        sizes.push(open_files()?);
    }
    println!(
        "200 polls at once, 20 times: open files {} after the first, {} after the last",
        sizes[0], sizes[19]
    );
    Ok(())
}

async fn large_file(client: &Client) -> Result<(), Failure> {
    const LENGTH: usize = 200 * 1024 * 1024;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/clip.mp4", listener.local_addr()?).parse()?;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        // A connection that is closed with something unread is reset.
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await?;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {LENGTH}\r\n\r\n");
        stream.write_all(head.as_bytes()).await?;
        let piece = vec![7_u8; 64 * 1024];
        for _ in 0..LENGTH / piece.len() {
            stream.write_all(&piece).await?;
        }
        Ok::<(), std::io::Error>(())
    });
    // A peak from before would hide this one.
    std::fs::write("/proc/self/clear_refs", "5")?;
    let before = peak_kib()?;
    let start = Instant::now();
    let file = client.download(url, LENGTH as u64).await?;
    let took = start.elapsed();
    let added = peak_kib()?.saturating_sub(before);
    let rate = file.content.length() as f64 / 1e6 / took.as_secs_f64();
    println!(
        "a file of 200 MB: {rate:.0} MB a second to disk with its hash, {added} KiB more memory at the peak"
    );
    Ok(())
}

fn open_files() -> std::io::Result<usize> {
    Ok(std::fs::read_dir("/proc/self/fd")?.count())
}

fn peak_kib() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no peak is told")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

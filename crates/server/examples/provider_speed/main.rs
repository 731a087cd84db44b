//! Measures the adapters against the fakes in this process, over loopback:
//! `cargo run --release -p server --example provider_speed [SECONDS]`, or as `cargo xtask bench providers`.
//!
//! Prints a line for each figure, its name and its value:
//! * `call.<adapter>.submit`, `call.<adapter>.poll`: seconds of one call without the time in which the fake made its
//!   answer (n8n's fake does not count its own): adapter and loopback, the 99th percentile of calls one at a time;
//! * `polls.*`: what 200 polls at once leave behind: connections and resident KiB, early and late;
//! * `clip.*`: a clip of 200 MB from a vendor to the storage: MB a second, a plain copy of it, peak KiB more.

mod calls;
mod clip;
mod polls;

type Failure = Box<dyn std::error::Error + Send + Sync>;
type Outcome<T = ()> = Result<T, Failure>;

fn main() -> Outcome {
    let many = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    many.block_on(async {
        clip::measure().await?;
        polls::measure().await
    })?;
    // On one thread: with two, most of a call's 99th percentile is one sleeping thread that wakes the other.
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(calls::measure())
}

/// A figure in a line of its own.
fn tell(name: &str, value: f64) {
    println!("{name} {value:.6}");
}

/// A number of the kernel's about this process, in KiB: `VmHWM` its peak, `VmRSS` what it has now.
fn kernel_kib(name: &str) -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    Ok(line.ok_or("the kernel does not say")?.trim().trim_end_matches(" kB").parse()?)
}

/// A client that may reach this machine.
fn client() -> Outcome<providers::http::Client> {
    let settings =
        providers::http::Settings { allow_private_addresses: true, ..providers::http::Settings::default() };
    Ok(providers::http::Client::new(settings)?)
}

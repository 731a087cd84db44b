//! Prints the processor time of each layer of a picture, on one thread.
//!
//! ```text
//! layers [width] [height] [filter]
//! ```
//!
//! Every step of the painting reports progress, so the time between two reports belongs to the
//! first one's sentence. Time is counted by the kernel for all threads of the process
//! (`/proc/self/task/*/schedstat`, Linux only), so other work on the machine does not count.

use std::sync::Mutex;

use studio::{PictureRequest, Progress, Studio, StyleChoice, Watch};

/// One prompt for every kind of scene, and one for each family of styles.
const PROMPTS: &[&str] = &[
    "a fox at dawn by a mountain lake",
    "mountains and a lake at golden hour",
    "a lighthouse at dusk",
    "storm at sea, a sailing ship, lightning",
    "monsoon street at night, umbrellas, neon in the puddles",
    "snowy pine forest under the northern lights",
    "desert dunes at sunset with a caravan",
    "a castle on a hill in fog",
    "hot air balloons over green hills in the morning",
    "a windmill in a meadow of poppies, morning",
    "arctic peaks at dawn",
    "a paper boat on a calm sea, watercolour",
    "a deer in an autumn forest, low poly",
    "three sailing boats at sunset, paper cut",
    "a whale in the open sea, ink drawing",
    "a red car on a rainy city street, pixel art",
    "sunflowers in a field, summer day, flat colour",
    "a birds flock over the coast at sunrise, pastel",
];

fn processor_seconds() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux");
    let nanos = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(path.join("schedstat")).unwrap_or_default();
        text.split(' ').next().and_then(|s| s.parse::<f64>().ok()).unwrap_or(0.0)
    };
    tasks.flatten().map(|t| nanos(t.path())).sum::<f64>() / 1e9
}

struct Clock(Mutex<Vec<(String, f64)>>);
impl Watch for Clock {
    fn progress(&self, p: Progress<'_>) {
        self.0.lock().expect("clock").push((p.sentence.to_owned(), processor_seconds()));
    }
    fn cancelled(&self) -> bool {
        false
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let side = |i: usize| args.get(i).and_then(|s| s.parse().ok()).unwrap_or(1024);
    let filter = args.get(2).map_or("", String::as_str);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("pool");
    let studio = Studio::with_threads(1, || {}).expect("studio");
    for prompt in PROMPTS.iter().filter(|p| p.contains(filter)) {
        let clock = Clock(Mutex::new(Vec::new()));
        let request = PictureRequest {
            prompt: (*prompt).to_owned(),
            width: side(0),
            height: side(1),
            style: StyleChoice::Auto,
            seed: 7,
        };
        let picture = pool.install(|| studio.make_picture(&request, &clock)).expect("picture");
        let painted = processor_seconds();
        let file = picture.encode_png().expect("png");
        let encoded = processor_seconds();
        let steps = clock.0.into_inner().expect("clock");
        let start = steps.first().map_or(painted, |s| s.1);
        println!(
            "{:5.2} s  png {:4.0} ms {:5} KB  {prompt}",
            encoded - start,
            (encoded - painted) * 1e3,
            file.len() / 1024
        );
        for (i, (sentence, at)) in steps.iter().enumerate() {
            let until = steps.get(i + 1).map_or(painted, |s| s.1);
            println!("         {:5.0} ms  {sentence}", (until - at) * 1e3);
        }
    }
}

//! How long the studio takes on this machine: a line with a name and seconds for each kind of work.
//!
//! `cargo xtask bench edits` reads it. Networks are loaded before the clock starts, as in a server that has
//! run for a while; each figure is the median of three.

use std::time::Instant;

use studio::{
    Change, EditRequest, PictureRequest, Progress, Studio, StudioError, StyleChoice, Watch,
    vision::{Networks, enlarge, person},
};

struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

fn median(work: &dyn Fn() -> Result<(), StudioError>) -> Result<f64, StudioError> {
    let mut seconds = Vec::new();
    for _ in 0..3 {
        let start = Instant::now();
        work()?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[1])
}

fn main() -> Result<(), StudioError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let studio = Studio::with_threads(threads, || {})?;
    let networks = Networks::new(threads, || {});
    let painted = |side: u32| {
        let prompt = "a lighthouse above a stormy sea at dusk".to_owned();
        let request = PictureRequest { prompt, width: side, height: side, style: StyleChoice::Auto, seed: 1 };
        studio.make_picture(&request, &Quiet)
    };
    let (small, large) = (painted(512)?, painted(1024)?);
    let edit = |picture: &[u8], change: &Change| {
        let request = EditRequest { picture: picture.to_vec(), change: change.clone(), seed: 1 };
        studio.edit(&request, &Quiet).map(|_| ())
    };
    let styled =
        Change::Restyle { style: "mosaic".to_owned(), words: String::new(), strength: None, example: None };
    let (small_file, large_file) = (small.encode_png()?, large.encode_png()?);
    let tile = || enlarge::tile(&networks, &small.rgb, [512, 512], [0, 0, 256, 256]).map(|_| ());
    let matte = || person::matte(&networks, &large.rgb, [1024, 1024]).map(|_| ());
    edit(&large_file, &styled)?;
    tile()?;
    matte()?;
    println!("upscale {}", median(&|| edit(&small_file, &Change::Upscale(4.0)))?);
    println!("tile {}", median(&tile)?);
    println!("matte {}", median(&matte)?);
    println!("styled {}", median(&|| edit(&large_file, &styled))?);
    Ok(())
}

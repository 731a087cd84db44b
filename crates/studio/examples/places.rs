//! Paints every place for looking at, and tells how long each took.
//!
//! ```text
//! places sheet.png [size] times               every place at every time of day
//! places sheet.png [size] weathers            every weather and season over a few places
//! places sheet.png [size] styles [prompt]     every style that is drawn
//! places sheet.png [size] "prompt" "prompt"   these, four in a row
//! ```

use std::time::Instant;

use studio::scene::{Biome, Season, TimeOfDay, Weather};
use studio::{PictureRequest, Progress, Studio, Style, StyleChoice, Watch};

struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

/// A word or two for each place, as people say it.
fn words(biome: Biome) -> &'static str {
    match biome {
        Biome::Sea => "open sea",
        Biome::Pattern => "abstract waves in teal and gold",
        Biome::Backdrop => "product shot of a bottle",
        Biome::City => "city street",
        Biome::Interior => "living room",
        Biome::Arctic => "arctic",
        other => other.id(),
    }
}

fn prompts(what: &[String]) -> (Vec<(String, StyleChoice)>, usize) {
    let auto = |prompt: String| (prompt, StyleChoice::Auto);
    match what.first().map(String::as_str) {
        Some("times") => {
            let all = Biome::ALL.iter().flat_map(|biome| {
                TimeOfDay::ALL.iter().map(move |time| auto(format!("{}, {}", words(*biome), time.id())))
            });
            (all.collect(), TimeOfDay::ALL.len())
        }
        Some("weathers") => {
            let places = ["hills with trees", "village", "city street", "beach"];
            let weathers = Weather::ALL.iter().map(|weather| match weather {
                Weather::Fair => "",
                Weather::Snow => "snowfall",
                other => other.id(),
            });
            let skies: Vec<&str> = weathers.chain(Season::ALL.iter().map(|season| season.id())).collect();
            let all = places
                .iter()
                .flat_map(|place| skies.iter().map(move |sky| auto(format!("{place}, day, {sky}"))));
            (all.collect(), skies.len())
        }
        Some("styles") => {
            let prompt = what.get(1).cloned().unwrap_or_else(|| "a lighthouse at sunset".to_owned());
            let drawn = Style::ALL.iter().filter(|style| !style.is_neural());
            (drawn.map(|style| (prompt.clone(), StyleChoice::Named(*style))).collect(), 4)
        }
        _ => (what.iter().cloned().map(auto).collect(), 4),
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let out = args.first().map_or("places.png", String::as_str);
    let size: u32 = args.get(1).and_then(|s| s.parse().ok()).unwrap_or(320);
    let (list, columns) = prompts(args.get(2..).unwrap_or_default());
    let studio = Studio::new().expect("studio");
    let columns = (columns as u32).min(list.len() as u32).max(1);
    let rows = (list.len() as u32).div_ceil(columns);
    let gap = 4;
    let (w, h) = (columns * (size + gap), rows * (size + gap));
    let mut sheet = vec![24u8; (w * h * 3) as usize];
    for (i, (prompt, style)) in list.into_iter().enumerate() {
        // A number at the end is the seed.
        let (prompt, seed) = match prompt.rsplit_once('@') {
            Some((prompt, seed)) => (prompt.to_owned(), seed.parse().unwrap_or(7)),
            None => (prompt, 7),
        };
        let request = PictureRequest { prompt: prompt.clone(), width: size, height: size, style, seed };
        let started = Instant::now();
        let picture = studio.make_picture(&request, &Quiet).expect("a picture");
        println!(
            "{:5} ms  {prompt}  [{}] {:?}",
            started.elapsed().as_millis(),
            picture.description,
            picture.warnings
        );
        let (ox, oy) = ((i as u32 % columns) * (size + gap), (i as u32 / columns) * (size + gap));
        for y in 0..size {
            let from = (y * size * 3) as usize;
            let to = (((oy + y) * w + ox) * 3) as usize;
            sheet[to..to + (size * 3) as usize]
                .copy_from_slice(&picture.rgb[from..from + (size * 3) as usize]);
        }
    }
    let file = std::fs::File::create(out).expect("output file");
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), w, h);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().and_then(|mut w| w.write_image_data(&sheet)).expect("png");
}

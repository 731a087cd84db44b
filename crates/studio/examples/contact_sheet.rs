//! Paints showcase prompts for looking at.
//!
//! ```text
//! contact_sheet sheet.png [size] [filter or prompt] [seeds]   one sheet (.png or .webp)
//! contact_sheet --web folder                                  the example pictures of the web pages
//! ```

use studio::{Picture, PictureRequest, Progress, Studio, StyleChoice, Watch};

struct Quiet;
impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}
    fn cancelled(&self) -> bool {
        false
    }
}

/// Prompts and seeds on the sheet.
const SHEET: &[(&str, u64)] = &[
    ("a lighthouse at dusk, oil painting", 7),
    ("a lighthouse at dusk", 7),
    ("a fox at dawn by a mountain lake", 3),
    ("monsoon street at night, umbrellas, neon in the puddles", 5),
    ("snowy pine forest under the northern lights", 2),
    ("desert dunes at sunset with a caravan", 4),
    ("a paper boat on a calm sea, watercolour", 6),
    ("a castle on a hill in fog", 1),
    ("hot air balloons over green hills in the morning", 8),
    ("a deer in an autumn forest, low poly", 9),
    ("three sailing boats at sunset, paper cut", 10),
    ("a windmill in a meadow of poppies, morning", 11),
    ("snow falling on a mountain hut at night", 12),
    ("a whale in the open sea, ink drawing", 13),
    ("mountains and a lake at golden hour", 14),
    ("a red car on a rainy city street, pixel art", 15),
    ("starry night over the desert, a tent", 16),
    ("a black cat under the full moon, starry swirls", 17),
    ("arctic peaks at dawn", 18),
    ("a stone bridge over a river in autumn", 19),
    ("storm at sea, a sailing ship, lightning", 20),
    ("sunflowers in a field, summer day, flat colour", 21),
    ("a birds flock over the coast at sunrise, pastel", 22),
    ("a horse in a meadow, spring morning, impressionist", 23),
];

fn paint(studio: &Studio, prompt: &str, seed: u64, width: u32, height: u32) -> Picture {
    let r = PictureRequest { prompt: prompt.to_owned(), width, height, style: StyleChoice::Auto, seed };
    let started = std::time::Instant::now();
    let p = studio.make_picture(&r, &Quiet).expect("the showcase prompts can be painted");
    println!("{:5} ms  {}  [{}] {:?}", started.elapsed().as_millis(), prompt, p.description, p.warnings);
    p
}

/// Pictures for the web pages: file, prompt, seed, width, height.
const WEB: &[(&str, &str, u64, u32, u32)] = &[
    ("lighthouse-dusk", "a lighthouse on a cliff at dusk, oil painting", 7, 768, 576),
    ("street-monsoon", "monsoon street at night, umbrellas, neon in the puddles", 5, 768, 512),
    ("fox-dawn", "a fox at dawn by a mountain lake", 3, 768, 768),
    ("whale-night", "a whale under the night sky, open sea, full moon", 13, 768, 480),
    ("cottage-snow", "a cottage in the snow, winter evening", 12, 768, 768),
    ("dunes-sunset", "desert dunes at sunset with a caravan", 4, 768, 440),
    ("boat-calm", "a paper boat on a calm sea, watercolour", 6, 768, 592),
    ("pine-aurora", "snowy pine forest under the northern lights", 2, 768, 440),
    ("balloons-morning", "hot air balloons over green hills in the morning", 8, 768, 768),
    ("castle-fog", "a castle on a hill in fog", 1, 768, 480),
    ("meadow-windmill", "a windmill in a meadow of poppies, morning", 11, 768, 768),
    ("harbour-rain", "a harbour in the rain, three sailing boats, dusk", 10, 768, 512),
];

/// Encodes as WebP at falling quality until the file is small enough.
fn webp(rgb: &[u8], width: u32, height: u32, bytes_max: usize) -> Vec<u8> {
    let mut quality = 82.0;
    loop {
        let file = webp::Encoder::from_rgb(rgb, width, height).encode(quality);
        if file.len() <= bytes_max || quality < 20.0 {
            return file.to_vec();
        }
        quality -= 4.0;
    }
}

/// Writes the example pictures and their list into a folder.
fn web(studio: &Studio, folder: &std::path::Path) {
    std::fs::create_dir_all(folder).expect("folder");
    let mut list = Vec::new();
    for (name, prompt, seed, width, height) in WEB {
        let p = paint(studio, prompt, *seed, *width, *height);
        let file = webp(&p.rgb, *width, *height, 60_000);
        std::fs::write(folder.join(format!("{name}.webp")), file).expect("file");
        list.push(serde_json::json!({
            "file": format!("{name}.webp"), "prompt": prompt, "style": p.style.id(), "seed": seed,
            "width": width, "height": height, "alt": p.description,
        }));
    }
    let text = serde_json::to_string_pretty(&list).expect("json");
    std::fs::write(folder.join("examples.json"), text + "\n").expect("file");
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let out = args.first().map_or("sheet.png", String::as_str);
    let size: u32 = args.get(1).and_then(|s| s.parse().ok()).unwrap_or(384);
    let filter = args.get(2).map_or("", String::as_str);
    let studio = Studio::new().expect("studio");
    if out == "--web" {
        return web(&studio, std::path::Path::new(args.get(1).expect("a folder")));
    }
    let mut list: Vec<(String, u64)> =
        SHEET.iter().filter(|(p, _)| p.contains(filter)).map(|(p, s)| ((*p).to_owned(), *s)).collect();
    if list.is_empty() {
        list.extend(
            (1..=args.get(3).and_then(|s| s.parse().ok()).unwrap_or(1)).map(|s| (filter.to_owned(), s)),
        );
    }
    let columns = (list.len() as u32).min(if list.len() > 4 { 4 } else { 2 });
    let rows = (list.len() as u32).div_ceil(columns);
    let gap = 6;
    let (w, h) = (columns * (size + gap), rows * (size + gap));
    let mut sheet = vec![24u8; (w * h * 3) as usize];
    for (i, (prompt, seed)) in list.iter().enumerate() {
        let p = paint(&studio, prompt, *seed, size, size);
        let (ox, oy) = ((i as u32 % columns) * (size + gap), (i as u32 / columns) * (size + gap));
        for y in 0..size {
            let from = (y * size * 3) as usize;
            let to = (((oy + y) * w + ox) * 3) as usize;
            sheet[to..to + (size * 3) as usize].copy_from_slice(&p.rgb[from..from + (size * 3) as usize]);
        }
    }
    if out.ends_with(".webp") {
        return std::fs::write(out, webp(&sheet, w, h, 400_000)).expect("file");
    }
    let file = std::fs::File::create(out).expect("output file");
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), w, h);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().and_then(|mut w| w.write_image_data(&sheet)).expect("png");
}

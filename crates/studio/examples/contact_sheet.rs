//! Paints showcase prompts for looking at: one sheet, single pictures, or the web examples.
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

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let out = args.first().map_or("sheet.png", String::as_str);
    let size: u32 = args.get(1).and_then(|s| s.parse().ok()).unwrap_or(384);
    let filter = args.get(2).map_or("", String::as_str);
    let studio = Studio::new().expect("studio");
    let mut list: Vec<(String, u64)> =
        SHEET.iter().filter(|(p, _)| p.contains(filter)).map(|(p, s)| ((*p).to_owned(), *s)).collect();
    if list.is_empty() {
        list.extend((1..=args.get(3).and_then(|s| s.parse().ok()).unwrap_or(1)).map(|s| (filter.to_owned(), s)));
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
    let file = std::fs::File::create(out).expect("output file");
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), w, h);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().and_then(|mut w| w.write_image_data(&sheet)).expect("png");
}

//! Paints showcase prompts for looking at.
//!
//! ```text
//! contact_sheet sheet.png [size] [filter or prompt] [seeds]   one sheet (.png or .webp)
//! contact_sheet --web folder                                  the example pictures of the web pages
//! contact_sheet --gallery folder [size]                       every sheet of the gallery
//! contact_sheet --prompts file sheet.png [size] [columns]     a sheet of the prompts of a file, one a line
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

/// One sheet of the gallery: its file, and its prompts.
const GALLERY: &[(&str, &[&str])] = &[
    ("scenes.webp", SCENES),
    ("compositions.webp", COMPOSITIONS),
    ("still-lifes.webp", STILL_LIFES),
    ("lettering.webp", LETTERING),
    ("portraits.webp", PORTRAITS),
];

const SCENES: &[&str] = &[
    "a lighthouse at dusk",
    "a fox at dawn by a mountain lake",
    "a penguin and two polar bears in the arctic",
    "a dragon over the mountains at sunset",
    "a unicorn in a meadow of flowers",
    "three dolphins in the sea at sunset",
    "a steam train in the hills, autumn",
    "a giraffe and two zebras in the savanna at sunset",
    "a tractor in a field, morning",
    "an eagle over the mountains",
    "a knight and a castle on a hill",
    "an astronaut in the desert at night under the stars",
    "a snowman in the snow, evening",
    "a wolf in a forest at night, full moon",
    "two swans on a lake at dawn",
    "a cruise ship at sea, sunset",
];

const COMPOSITIONS: &[&str] = &[
    "two foxes under a red umbrella by a lake",
    "a cat on a horse in a meadow",
    "a dog between a tree and a house",
    "a red car and two blue birds on a city street",
    "a bird on an elephant, savanna at sunset",
    "a man with a dog under a tree in autumn",
    "a girl holding a balloon on a hill",
    "a tiny elephant and a giant mouse in a meadow",
    "a cat in a boat on a lake",
    "a lion on the left and a tiger on the right",
    "a cow in the foreground, a windmill in the distance",
    "ten penguins in the snow",
    "a robot behind a sunflower",
    "a wizard and a dragon in front of a castle at dusk",
    "a ufo above a cow at night",
    "a blue horse beside a yellow cow, summer",
];

const STILL_LIFES: &[&str] = &[
    "a bowl of fruit",
    "a cup of coffee and a croissant",
    "a bottle of wine, two glasses of wine and cheese",
    "a candle and three books at night",
    "a violin and a rose on a table",
    "a vase, an apple and two pears, oil painting",
    "a birthday cake and two gifts",
    "a teapot and four cookies, watercolour",
];

const LETTERING: &[&str] = &[
    "a poster that says 'Grand Opening', city at night",
    "a poster of a lighthouse with the words \"Visit the Coast\" and \"every summer\"",
    "a sign reading \"Open\" in a meadow",
    "mountains at dawn titled \"The Long Way Home\"",
    "a poster saying \"Jazz Night\" with a saxophone",
    "a wooden sign that says \"No Swimming\" by a lake with a crocodile",
    "a flyer with the text \"Winter Sale\", snowy forest, paper cut",
    "a whale in the sea, ink drawing, with the words \"Moby Dick\"",
];

const PORTRAITS: &[&str] = &[
    "portrait of a woman with red hair and glasses",
    "avatar of an old man with a beard",
    "portrait of a smiling man with curly black hair",
    "portrait of a young woman with long blonde hair and blue eyes",
    "avatar of a man with a turban and a moustache",
    "portrait of a girl with freckles and a red shirt",
    "portrait of a bald man with sunglasses",
    "portrait of an old woman with white hair, smiling",
    "portrait of a woman with dark skin, earrings and a headscarf",
    "avatar of a boy with a cap",
    "portrait of a queen with a crown at sunset",
    "portrait of a man with short brown hair and green eyes, watercolour",
];

/// Paints a sheet of prompts, a seed each.
fn sheet(studio: &Studio, prompts: &[(String, u64)], size: u32, columns: u32) -> (Vec<u8>, u32, u32) {
    let columns = columns.min(prompts.len() as u32).max(1);
    let rows = (prompts.len() as u32).div_ceil(columns);
    let gap = 6;
    let (w, h) = (columns * (size + gap), rows * (size + gap));
    let mut sheet = vec![24u8; (w * h * 3) as usize];
    for (i, (prompt, seed)) in prompts.iter().enumerate() {
        let p = paint(studio, prompt, *seed, size, size);
        let (ox, oy) = ((i as u32 % columns) * (size + gap), (i as u32 / columns) * (size + gap));
        for y in 0..size {
            let from = (y * size * 3) as usize;
            let to = (((oy + y) * w + ox) * 3) as usize;
            sheet[to..to + (size * 3) as usize].copy_from_slice(&p.rgb[from..from + (size * 3) as usize]);
        }
    }
    (sheet, w, h)
}

fn write(out: &std::path::Path, (sheet, w, h): (Vec<u8>, u32, u32)) {
    if out.extension().is_some_and(|e| e == "webp") {
        return std::fs::write(out, webp(&sheet, w, h, 260_000)).expect("file");
    }
    let file = std::fs::File::create(out).expect("output file");
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), w, h);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().and_then(|mut w| w.write_image_data(&sheet)).expect("png");
}

/// Every kind of thing by itself, on its own land.
fn every_subject() -> Vec<(String, u64)> {
    let kinds = studio::scene::Kind::ALL.iter().enumerate();
    kinds.map(|(i, kind)| (format!("a {}", kind.label()), 1 + i as u64 % 7)).collect()
}

/// One scene in every style.
fn every_style() -> Vec<(String, u64)> {
    let styles = studio::Style::ALL.iter();
    styles.map(|s| (format!("a fox and a red umbrella by a mountain lake, {}", s.label()), 3)).collect()
}

fn gallery(studio: &Studio, folder: &std::path::Path, size: u32) {
    std::fs::create_dir_all(folder).expect("folder");
    for (file, prompts) in GALLERY {
        let list: Vec<_> = prompts.iter().enumerate().map(|(i, p)| ((*p).to_owned(), 2 + i as u64)).collect();
        write(&folder.join(file), sheet(studio, &list, size, 4));
    }
    write(&folder.join("styles.webp"), sheet(studio, &every_style(), size * 2 / 3, 6));
    write(&folder.join("subjects.webp"), sheet(studio, &every_subject(), 96, 16));
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let out = args.first().map_or("sheet.png", String::as_str);
    let number = |i: usize, usual: u32| args.get(i).and_then(|s| s.parse().ok()).unwrap_or(usual);
    let studio = Studio::new().expect("studio");
    match out {
        "--web" => return web(&studio, std::path::Path::new(args.get(1).expect("a folder"))),
        "--gallery" => {
            return gallery(&studio, std::path::Path::new(args.get(1).expect("a folder")), number(2, 300));
        }
        "--prompts" => {
            let text = std::fs::read_to_string(args.get(1).expect("a file of prompts")).expect("prompts");
            let list: Vec<_> = text
                .lines()
                .filter(|l| !l.is_empty())
                .enumerate()
                .map(|(i, l)| (l.to_owned(), 2 + i as u64))
                .collect();
            let out = args.get(2).expect("a sheet");
            return write(std::path::Path::new(out), sheet(&studio, &list, number(3, 384), number(4, 4)));
        }
        _ => {}
    }
    let filter = args.get(2).map_or("", String::as_str);
    let mut list: Vec<(String, u64)> =
        SHEET.iter().filter(|(p, _)| p.contains(filter)).map(|(p, s)| ((*p).to_owned(), *s)).collect();
    if list.is_empty() {
        list.extend((1..=u64::from(number(3, 1))).map(|s| (filter.to_owned(), s)));
    }
    let columns = if list.len() > 4 { 4 } else { 2 };
    write(std::path::Path::new(out), sheet(&studio, &list, number(1, 384), columns));
}

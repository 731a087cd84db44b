//! Every change of a picture, with its time: `edits <picture> <folder or sheet.webp> [style example]`.
//!
//! Into a folder each as a file, for looking at; into one sheet for the gallery in docs.

use std::{path::Path, time::Instant};

use image::{DynamicImage, Rgb, RgbImage, imageops::FilterType};
use studio::{
    Backdrop, Change, EditRequest, EditResult, Progress, Studio, Watch, edit::Photo,
    vision::style::PAINTINGS_BY_NAME,
};

struct Quiet;

impl Watch for Quiet {
    fn progress(&self, _: Progress<'_>) {}

    fn cancelled(&self) -> bool {
        false
    }
}

fn changes(example: Option<Vec<u8>>) -> Vec<(String, Change)> {
    let restyle = |style: &str| Change::Restyle {
        style: style.into(),
        words: String::new(),
        strength: None,
        example: None,
    };
    let words = |words: &str| Change::ByWords { words: words.into(), strength: 0.7, shape: None };
    let before = |words: &str| Change::ReplaceBackground(Backdrop::Words(words.into()));
    let mut list: Vec<(String, Change)> =
        PAINTINGS_BY_NAME.iter().map(|p| (format!("style-{}", p.id), restyle(p.id))).collect();
    list.extend(["oil-painting", "impressionist"].map(|id| (format!("style-{id}"), restyle(id))));
    for wish in [
        "make it night",
        "golden hour",
        "warmer",
        "black and white",
        "brighter",
        "vintage",
        "cloudy",
        "make it wider",
        "crop to 9:16",
    ] {
        list.push((format!("words-{}", wish.replace([' ', ':'], "-")), words(wish)));
    }
    list.push(("without-background".into(), Change::RemoveBackground));
    list.push(("before-blue".into(), before("light blue")));
    list.push(("before-mountains".into(), before("snowy mountains at sunset")));
    list.push(("before-night".into(), before("a lake at night with stars")));
    list.push(("twice".into(), Change::Upscale(2.0)));
    list.push(("four-times".into(), Change::Upscale(4.0)));
    list.push(("described".into(), Change::Describe("What is in this picture?".into())));
    if let Some(file) = example {
        let by = Change::Restyle {
            style: String::new(),
            words: String::new(),
            strength: None,
            example: Some(file),
        };
        list.push(("style-of-example".into(), by));
    }
    list
}

/// Pixels of a picture on the sheet, and between them.
const CELL: [usize; 2] = [170, 4];
/// Pictures in a row of the sheet.
const COLUMNS: usize = 9;
/// Bytes of a sheet.
const SHEET_BYTES_MAX: usize = 260_000;

/// A picture in a cell, whole and in the middle; what is transparent is a chequerboard.
fn paste(sheet: &mut RgbImage, index: usize, photo: &Photo) {
    let [cell, gap] = CELL;
    let seen: Vec<u8> = (0..photo.size[0] * photo.size[1])
        .flat_map(|i| {
            let alpha = photo.alpha.as_ref().map_or(255, |alpha| u32::from(alpha[i]));
            let k = photo.size[0].max(photo.size[1]) / 16 + 1;
            let square = (i % photo.size[0] / k + i / photo.size[0] / k) % 2;
            let behind = [205, 235][square];
            [0, 1, 2]
                .map(|c| ((u32::from(photo.rgb[3 * i + c]) * alpha + behind * (255 - alpha)) / 255) as u8)
        })
        .collect();
    let [w, h] = photo.size.map(|side| side as u32);
    let whole = DynamicImage::ImageRgb8(RgbImage::from_raw(w, h, seen).expect("as many pixels as it says"));
    let small = whole.resize(cell as u32, cell as u32, FilterType::Lanczos3).into_rgb8();
    let left = (index % COLUMNS) * (cell + gap) + (cell - small.width() as usize) / 2;
    let top = (index / COLUMNS) * (cell + gap) + (cell - small.height() as usize) / 2;
    image::imageops::replace(sheet, &small, left as i64, top as i64);
}

/// Encodes as WebP at falling quality until the file is small enough.
fn webp(sheet: &RgbImage) -> Vec<u8> {
    let encoder = webp::Encoder::from_rgb(sheet, sheet.width(), sheet.height());
    let files = (0..16).map(|step| encoder.encode(84.0 - 4.0 * step as f32));
    files.into_iter().find(|file| file.len() <= SHEET_BYTES_MAX).expect("small enough").to_vec()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [picture, out, rest @ ..] = arguments.as_slice() else {
        return Err("edits <picture> <folder or sheet.webp> [style example]".into());
    };
    let file = std::fs::read(picture)?;
    let example = rest.first().map(std::fs::read).transpose()?;
    let studio = Studio::new()?;
    let mut pictures = vec![Photo::decode(&file)?];
    for (name, change) in changes(example) {
        let start = Instant::now();
        let request = EditRequest { picture: file.clone(), change, seed: 7 };
        let edited = match studio.edit(&request, &Quiet) {
            Ok(edited) => edited,
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        println!("{name}: {} ms, {} {:?}", start.elapsed().as_millis(), edited.made_by, edited.warnings);
        match edited.result {
            EditResult::Words(words) => println!("  {words}"),
            EditResult::Painted(picture) => println!("  painted anew: {}", picture.description),
            // Enlarged ones look like the picture itself at this size.
            EditResult::Picture(photo) if out.ends_with(".webp") => {
                if !matches!(request.change, Change::Upscale(_)) {
                    pictures.push(photo);
                }
            }
            EditResult::Picture(photo) => {
                let png = photo.encode_png(&edited.made_by, &edited.description)?;
                std::fs::write(Path::new(out).join(format!("{name}.png")), png)?;
            }
        }
    }
    if out.ends_with(".webp") {
        let side = |count: usize| (count * (CELL[0] + CELL[1]) - CELL[1]) as u32;
        let size = [side(COLUMNS), side(pictures.len().div_ceil(COLUMNS))];
        let mut sheet = RgbImage::from_pixel(size[0], size[1], Rgb([244; 3]));
        pictures.iter().enumerate().for_each(|(index, photo)| paste(&mut sheet, index, photo));
        std::fs::write(out, webp(&sheet))?;
    }
    Ok(())
}

//! Every change of a picture, each as a file, with its time: `edits <picture> <folder> [style example]`.
//!
//! Look at what it makes; the gallery in docs is chosen from it.

use std::{path::Path, time::Instant};

use studio::{
    Backdrop, Change, EditRequest, EditResult, Progress, Studio, Watch, vision::style::PAINTINGS_BY_NAME,
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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [picture, folder, rest @ ..] = arguments.as_slice() else {
        return Err("edits <picture> <folder> [style example]".into());
    };
    let file = std::fs::read(picture)?;
    let example = rest.first().map(std::fs::read).transpose()?;
    let studio = Studio::new()?;
    for (name, change) in changes(example) {
        let start = Instant::now();
        let request = EditRequest { picture: file.clone(), change, seed: 7 };
        match studio.edit(&request, &Quiet) {
            Ok(edited) => {
                println!(
                    "{name}: {} ms, {} {:?}",
                    start.elapsed().as_millis(),
                    edited.made_by,
                    edited.warnings
                );
                match edited.result {
                    EditResult::Words(words) => println!("  {words}"),
                    EditResult::Picture(photo) => {
                        let png = photo.encode_png(&edited.made_by, &edited.description)?;
                        std::fs::write(Path::new(folder).join(format!("{name}.png")), png)?;
                    }
                }
            }
            Err(error) => println!("{name}: {error}"),
        }
    }
    Ok(())
}

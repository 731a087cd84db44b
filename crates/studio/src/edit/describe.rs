//! What a picture shows, as far as measures and a small network go, and honest about where that ends.

use serde_json::json;

use super::raster::{luma_of, shrink};
use super::{EditResult, Edited, Photo, background::lightness, parameters};
use crate::vision::face::{self, Face};
use crate::{Studio, StudioError};

/// Pixels on the long side at which sharpness is measured, so that size does not count.
const SHARPNESS_SIDE: usize = 512;

pub(super) fn answer(studio: &Studio, photo: Photo, question: &str) -> Result<Edited, StudioError> {
    let said = photo.said.clone();
    let photo = photo.flattened();
    let faces = face::find(&studio.networks, &photo.rgb, photo.size)?;
    let mut sentences = Vec::new();
    if let Some(said) = &said {
        sentences.push(format!("This picture was made by the local studio and shows: {said}."));
    }
    sentences.push(people(&faces));
    sentences.push(format!("Its main colours are {}.", listed(&palette(&photo))));
    sentences.push(look(&photo));
    let [w, h] = photo.size;
    sentences.push(format!("It is {w} × {h} pixels, {}.", shape(w, h)));
    lead_with(question, &mut sentences);
    if said.is_none() {
        sentences.push(
            "The local studio measures pictures and finds faces; it cannot name other things in a picture, read \
             text or judge what happens in it."
                .to_owned(),
        );
    }
    Ok(Edited {
        result: EditResult::Words(sentences.join(" ")),
        description: String::new(),
        warnings: Vec::new(),
        made_by: "Local studio: measured, faces found by a small network (BlazeFace)".to_owned(),
        provenance: parameters("image_describe", json!({ "question": question })),
    })
}

/// Puts what the question asks for first.
fn lead_with(question: &str, sentences: &mut [String]) {
    let asked = question.to_lowercase();
    let wants = |words: &[&str]| words.iter().any(|word| asked.contains(word));
    let start = match () {
        () if wants(&["colour", "color", "palette"]) => "Its main colours",
        () if wants(&["how big", "size", "resolution", "pixels", "dimension", "aspect"]) => "It is ",
        () if wants(&["sharp", "blur", "bright", "dark", "exposure", "contrast"]) => "The picture is",
        () if wants(&["face", "people", "person", "who", "how many"]) => "faces",
        () => return,
    };
    let fits = |sentence: &String| match start {
        "faces" => sentence.contains("face"),
        start => sentence.starts_with(start),
    };
    if let Some(at) = sentences.iter().position(fits) {
        sentences[..=at].rotate_right(1);
    }
}

fn people(faces: &[Face]) -> String {
    let place = |face: &Face| {
        let middle = [(face.corners[0] + face.corners[2]) / 2.0, (face.corners[1] + face.corners[3]) / 2.0];
        let across = ["left", "middle", "right"][((middle[0] * 3.0) as usize).min(2)];
        match (middle[1] * 3.0) as usize {
            0 if across == "middle" => "at the top".to_owned(),
            0 => format!("at the top {across}"),
            1 if across == "middle" => "in the middle".to_owned(),
            1 => format!("on the {across}"),
            _ if across == "middle" => "at the bottom".to_owned(),
            _ => format!("at the bottom {across}"),
        }
    };
    match faces {
        [] => "No face was found in it (small, turned or hidden faces can be missed).".to_owned(),
        [one] => format!("It shows one face, {}.", place(one)),
        many => {
            let places: Vec<String> = many.iter().take(6).map(place).collect();
            format!("It shows {} faces: {}.", many.len(), listed(&places))
        }
    }
}

fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Up to four colours in words, most of the picture first.
fn palette(photo: &Photo) -> Vec<&'static str> {
    let small = shrink(&photo.rgb, photo.size, [48, 48]);
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for colour in small.chunks_exact(3) {
        let name = name_of([colour[0], colour[1], colour[2]]);
        match counts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let least = small.len() / 3 / 20;
    counts.iter().enumerate().filter(|(i, c)| *i == 0 || c.1 >= least).take(4).map(|(_, c)| c.0).collect()
}

fn name_of(rgb: [f32; 3]) -> &'static str {
    let (high, low) = (rgb[0].max(rgb[1]).max(rgb[2]), rgb[0].min(rgb[1]).min(rgb[2]));
    let spread = high - low;
    if high < 0.12 {
        return "black";
    }
    if spread < 0.09 || spread / high < 0.14 {
        return match high {
            v if v > 0.88 => "white",
            v if v > 0.6 => "light grey",
            v if v > 0.3 => "grey",
            _ => "dark grey",
        };
    }
    let hue = match () {
        () if high == rgb[0] => (60.0 * (rgb[1] - rgb[2]) / spread).rem_euclid(360.0),
        () if high == rgb[1] => 60.0 * (rgb[2] - rgb[0]) / spread + 120.0,
        () => 60.0 * (rgb[0] - rgb[1]) / spread + 240.0,
    };
    let is_dark = high < 0.45;
    let is_pale = spread / high < 0.35 && high > 0.7;
    match hue as u32 {
        0..=14 | 345..=360 => {
            if is_pale {
                "pink"
            } else if is_dark {
                "dark red"
            } else {
                "red"
            }
        }
        15..=40 => {
            if is_pale {
                "beige"
            } else if is_dark {
                "brown"
            } else {
                "orange"
            }
        }
        41..=66 => {
            if is_pale {
                "cream"
            } else if is_dark {
                "olive"
            } else {
                "yellow"
            }
        }
        67..=165 => {
            if is_dark {
                "dark green"
            } else {
                "green"
            }
        }
        166..=195 => {
            if is_dark {
                "dark teal"
            } else {
                "turquoise"
            }
        }
        196..=255 => {
            if is_pale {
                "light blue"
            } else if is_dark {
                "dark blue"
            } else {
                "blue"
            }
        }
        256..=290 => "purple",
        _ => {
            if is_dark {
                "dark purple"
            } else {
                "pink"
            }
        }
    }
}

fn look(photo: &Photo) -> String {
    let light = match lightness(&photo.rgb, photo.size) {
        v if v < 0.22 => "dark",
        v if v < 0.42 => "rather dark",
        v if v < 0.62 => "evenly lit",
        v if v < 0.8 => "bright",
        _ => "very bright",
    };
    let sharp = match sharpness(photo) {
        v if v < 0.006 => "soft or blurred",
        v if v < 0.02 => "fairly sharp",
        _ => "sharp",
    };
    format!("The picture is {light} and {sharp}.")
}

/// How much neighbouring pixels differ from a smooth run, as a mean.
fn sharpness(photo: &Photo) -> f32 {
    let [w, h] = photo.size;
    let k = (SHARPNESS_SIDE as f32 / w.max(h) as f32).min(1.0);
    let size = [w, h].map(|side| ((side as f32 * k) as usize).max(1));
    if size[0] < 3 || size[1] < 3 {
        return 0.0;
    }
    let light: Vec<f32> = shrink(&photo.rgb, photo.size, size).chunks_exact(3).map(luma_of).collect();
    let mut sum = 0.0;
    for y in 1..size[1] - 1 {
        for x in 1..size[0] - 1 {
            let at = |x: usize, y: usize| light[y * size[0] + x];
            sum += (4.0 * at(x, y) - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1)).abs();
        }
    }
    sum / ((size[0] - 2) * (size[1] - 2)) as f32 / 4.0
}

fn shape(w: usize, h: usize) -> &'static str {
    match w as f32 / h as f32 {
        r if r > 1.05 => "wider than high",
        r if r < 0.95 => "higher than wide",
        _ => "square",
    }
}

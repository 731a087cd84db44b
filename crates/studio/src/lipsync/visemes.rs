//! What a mouth does while something is said: how far it opens and how wide it is, frame by frame.
//!
//! Two things are known of speech. Its sound says when a mouth is open: each frame's energy, against the loudest of the
//! recording. Its words, where they are known, say which shape it has: their letters share the time of the word, vowels
//! open the mouth each in its own way, and m, b and p close it whatever the sound says. Shapes glide into each other
//! within some hundredths of a second, as lips do.

use crate::speech::{TimedWord, Utterance};

/// A mouth at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mouth {
    /// How far the jaw is down, 0 (closed) to 1.
    pub open: f32,
    /// How wide it is: 1 as in "see", -1 as in "who".
    pub wide: f32,
}

/// Frames before the sound at which lips begin to close for m, b and p.
const AHEAD_MS: f32 = 30.0;
/// Half the time in which one shape becomes the next, milliseconds.
const GLIDE_MS: f32 = 38.0;
/// Shortest time that closed lips stay closed, milliseconds.
const CLOSED_MS: f32 = 75.0;
/// Energy below which nothing is said, as a share of the loudest.
const SILENT: f32 = 0.04;

/// One shape and when it is held.
struct Held {
    start_ms: f32,
    end_ms: f32,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Closed,
    Narrow(f32),
    Vowel(Mouth),
}

/// The mouth in each of `frames` frames at `rate` a second, from a sound and, where they are known, its words.
#[must_use]
pub fn mouths(sound: &Utterance, words: &[TimedWord], frames: usize, rate: u32) -> Vec<Mouth> {
    let energy = envelope(sound, frames, rate);
    let bright = brightness(sound, frames, rate);
    let shapes = shapes(words);
    let frame_ms = 1_000.0 / rate.max(1) as f32;
    let raw: Vec<Mouth> = (0..frames)
        .map(|i| {
            let loud = ((energy[i] - SILENT) / (1.0 - SILENT)).clamp(0.0, 1.0).powf(0.6);
            let at = (i as f32 + 0.5) * frame_ms;
            match shapes.is_empty() {
                true => heard(loud, bright[i]),
                false => spoken(&shapes, at, loud),
            }
        })
        .collect();
    let mut mouths = glided(&raw, (GLIDE_MS / frame_ms).max(0.5));
    // Closed is closed: gliding must not leave lips open in the middle of an m.
    for held in shapes.iter().filter(|held| held.shape == Shape::Closed) {
        let middle = (held.start_ms + held.end_ms) / 2.0 - AHEAD_MS / 2.0;
        for (i, mouth) in mouths.iter_mut().enumerate() {
            let away = ((i as f32 + 0.5) * frame_ms - middle).abs();
            let half = ((held.end_ms - held.start_ms).max(CLOSED_MS)) / 2.0;
            let share = ((away - half * 0.6) / (half * 0.9)).clamp(0.0, 1.0);
            mouth.open *= share;
        }
    }
    mouths
}

/// A mouth by sound alone: hissing sounds are bright and made with nearly closed teeth.
fn heard(loud: f32, bright: f32) -> Mouth {
    let hiss = ((bright - 0.22) / 0.25).clamp(0.0, 1.0);
    Mouth {
        open: loud * (0.85 - 0.6 * hiss),
        wide: 0.15 + 0.5 * hiss - 0.4 * (1.0 - bright * 6.0).clamp(0.0, 1.0) * loud,
    }
}

fn spoken(shapes: &[Held], at: f32, loud: f32) -> Mouth {
    let Some(held) = shapes.iter().find(|held| (held.start_ms..held.end_ms).contains(&at)) else {
        return Mouth { open: loud * 0.25, wide: 0.0 };
    };
    match held.shape {
        Shape::Closed => Mouth::default(),
        Shape::Narrow(open) => Mouth { open: open * (0.35 + 0.65 * loud), wide: 0.1 },
        // Letters are spread evenly, which is an estimate: the sound decides how far a vowel opens.
        Shape::Vowel(mouth) => Mouth { open: mouth.open * (0.25 + 0.75 * loud), wide: mouth.wide },
    }
}

/// The shapes of words: letters and what they do to a mouth, sharing the time of their word.
fn shapes(words: &[TimedWord]) -> Vec<Held> {
    let mut list = Vec::new();
    for word in words {
        let letters: Vec<(Shape, f32)> = letters(&word.text);
        let total: f32 = letters.iter().map(|(_, weight)| weight).sum();
        let length = word.end_ms.saturating_sub(word.start_ms) as f32;
        let mut from = word.start_ms as f32;
        for (shape, weight) in letters {
            let end = from + length * weight / total.max(1e-3);
            list.push(Held { start_ms: from, end_ms: end, shape });
            from = end;
        }
    }
    list
}

fn letters(word: &str) -> Vec<(Shape, f32)> {
    let vowel = |open: f32, wide: f32| (Shape::Vowel(Mouth { open, wide }), 1.6);
    let mut list: Vec<(Shape, f32)> = Vec::new();
    for letter in word.to_lowercase().chars().filter(|c| c.is_alphanumeric()) {
        let next = match letter {
            'm' | 'b' | 'p' | 'म' | 'ब' | 'प' | 'भ' | 'फ' => (Shape::Closed, 1.0),
            'a' | 'á' | 'à' | 'ä' | 'â' | 'अ' | 'आ' | 'ा' => vowel(0.95, 0.1),
            'e' | 'é' | 'è' | 'ê' | 'ए' | 'े' => vowel(0.6, 0.5),
            'i' | 'y' | 'í' | 'इ' | 'ई' | 'ि' | 'ी' => vowel(0.45, 0.8),
            'o' | 'ó' | 'ö' | 'ô' | 'ओ' | 'ो' => vowel(0.75, -0.6),
            'u' | 'w' | 'q' | 'ú' | 'ü' | 'उ' | 'ऊ' | 'ु' | 'ू' => vowel(0.42, -0.9),
            'f' | 'v' => (Shape::Narrow(0.12), 1.0),
            's' | 'z' | 'c' | 'x' | 'j' => (Shape::Narrow(0.20), 1.0),
            'h' => (Shape::Narrow(0.35), 0.5),
            _ => (Shape::Narrow(0.30), 0.9),
        };
        // A doubled letter is one sound.
        if list.last().is_none_or(|last| last.0 != next.0) {
            list.push(next);
        }
    }
    // An e that ends a longer word of English is mostly not said.
    if list.len() > 2 && word.to_lowercase().trim_end_matches(|c: char| !c.is_alphanumeric()).ends_with('e') {
        list.pop();
    }
    list
}

/// The energy of each frame as a share of the loud frames of the sound.
#[must_use]
pub fn envelope(sound: &Utterance, frames: usize, rate: u32) -> Vec<f32> {
    let raw = by_frame(sound, frames, rate, |samples| {
        (samples.iter().map(|s| s * s).sum::<f32>() / samples.len().max(1) as f32).sqrt()
    });
    let mut sorted = raw.clone();
    sorted.sort_by(f32::total_cmp);
    let loud = sorted.get(sorted.len() * 19 / 20).copied().unwrap_or_default().max(1e-3);
    raw.iter().map(|v| (v / loud).min(1.2)).collect()
}

/// How often each frame's sound crosses zero, as a share of its samples: high for hissing.
fn brightness(sound: &Utterance, frames: usize, rate: u32) -> Vec<f32> {
    by_frame(sound, frames, rate, |samples| {
        let crossings = samples.windows(2).filter(|pair| (pair[0] < 0.0) != (pair[1] < 0.0)).count();
        crossings as f32 / samples.len().max(1) as f32 * (sound.rate as f32 / 22_050.0)
    })
}

fn by_frame(sound: &Utterance, frames: usize, rate: u32, value: impl Fn(&[f32]) -> f32) -> Vec<f32> {
    let step = sound.rate as f32 / rate.max(1) as f32;
    let cut = |i: usize| {
        let start = ((i as f32 * step) as usize).min(sound.samples.len());
        let end = (((i + 1) as f32 * step) as usize).min(sound.samples.len());
        &sound.samples[start..end]
    };
    (0..frames).map(|i| value(cut(i))).collect()
}

/// Each value mixed with its neighbours by a bell of this width, frames.
fn glided(raw: &[Mouth], width: f32) -> Vec<Mouth> {
    let reach = (width * 2.5).ceil() as i64;
    let weight = |d: i64| (-(d as f32 / width).powi(2)).exp();
    (0..raw.len() as i64)
        .map(|i| {
            let mut sum = (0.0, Mouth::default());
            for d in -reach..=reach {
                let at = (i + d).clamp(0, raw.len() as i64 - 1) as usize;
                let k = weight(d);
                sum.0 += k;
                sum.1.open += raw[at].open * k;
                sum.1.wide += raw[at].wide * k;
            }
            Mouth { open: sum.1.open / sum.0, wide: sum.1.wide / sum.0 }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Syllables four times a second.
    fn babble(seconds: f32) -> Utterance {
        let rate = 22_050;
        let samples = (0..(seconds * rate as f32) as usize).map(|i| {
            let t = i as f32 / rate as f32;
            let loud = (t * std::f32::consts::TAU * 4.0).sin().max(0.0);
            (t * 900.0).sin() * loud * 0.5
        });
        Utterance { samples: samples.collect(), rate, word_ends: None }
    }

    fn correlation(a: &[f32], b: &[f32]) -> f32 {
        let mean = |v: &[f32]| v.iter().sum::<f32>() / v.len() as f32;
        let (ma, mb) = (mean(a), mean(b));
        let dot = |x: &[f32], mx: f32, y: &[f32], my: f32| -> f32 {
            x.iter().zip(y).map(|(p, q)| (p - mx) * (q - my)).sum()
        };
        dot(a, ma, b, mb) / (dot(a, ma, a, ma) * dot(b, mb, b, mb)).sqrt().max(1e-9)
    }

    #[test]
    fn a_mouth_opens_with_the_sound() {
        let sound = babble(3.0);
        let open: Vec<f32> = mouths(&sound, &[], 75, 25).iter().map(|mouth| mouth.open).collect();
        let energy = envelope(&sound, 75, 25);
        assert!(correlation(&open, &energy) > 0.8, "{}", correlation(&open, &energy));
    }

    #[test]
    fn silence_keeps_it_closed() {
        let sound = Utterance { samples: vec![0.0; 22_050], rate: 22_050, word_ends: None };
        assert!(mouths(&sound, &[], 25, 25).iter().all(|mouth| mouth.open < 0.02));
        let nothing = Utterance { samples: Vec::new(), rate: 22_050, word_ends: None };
        assert_eq!(mouths(&nothing, &[], 3, 25).len(), 3);
    }

    #[test]
    fn lips_close_on_m_b_and_p_however_loud_it_is() {
        let loud = Utterance {
            samples: (0..22_050 * 2).map(|i| (i as f32 * 0.1).sin() * 0.5).collect(),
            rate: 22_050,
            word_ends: None,
        };
        for letter in ["m", "b", "p"] {
            let text = format!("aaa{letter}ooo");
            let word = TimedWord { text, start_ms: 200, end_ms: 1_100 };
            let mouths = mouths(&loud, &[word], 50, 25);
            let least = mouths[6..27].iter().map(|mouth| mouth.open).fold(1.0, f32::min);
            let most = mouths[6..27].iter().map(|mouth| mouth.open).fold(0.0, f32::max);
            assert!(least < 0.06 && most > 0.5, "{letter}: {least} {most}");
        }
    }
}

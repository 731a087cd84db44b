//! Whether a model takes a file, and what has to be done to a picture so that it does.
//!
//! Only what loses nothing that matters is done: a picture of too many pixels is scaled down to the limit, one in a
//! format that the model does not read is written in one that it does. Clips and sounds stay as they are. What cannot
//! be helped is said with the limit, before anything is priced or held.

use super::{InputLimits, PixelSize};

/// The most a picture is enlarged for a model that takes no smaller one.
const ENLARGED_MAX: f64 = 2.0;
/// Formats that pictures are written in here, the best first.
const WRITTEN: [&str; 2] = ["image/png", "image/jpeg"];
/// Bytes of a megabyte, as people count them.
const MEGABYTE: f64 = 1e6;

/// A file, as far as it is known without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// e.g. `image/png`.
    pub content_type: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The pixels of a picture.
    pub size: Option<PixelSize>,
    /// How long a clip or sound plays, in milliseconds, where that is known.
    pub milliseconds: Option<u64>,
}

/// What is done to a picture before a model is given it. Nothing in it leaves the file as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversion {
    /// The size it is scaled to.
    pub size: Option<PixelSize>,
    /// The format it is written in, e.g. `image/jpeg`, where it is written anew.
    pub content_type: Option<&'static str>,
    /// The bytes it may have in the end, where it has more now.
    pub bytes_max: Option<u64>,
}

impl Conversion {
    /// Whether the file stays as it is.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Conversion::default()
    }

    /// What is done, in a sentence for the person whose file it is; nothing where nothing is.
    #[must_use]
    pub fn sentence(&self, file: &FileFacts) -> Option<String> {
        let mut parts = Vec::new();
        if let (Some(to), Some(from)) = (self.size, file.size) {
            let (verb, limit) = match to.width < from.width || to.height < from.height {
                true => ("scaled", "largest"),
                false => ("enlarged", "smallest"),
            };
            parts.push(format!("{verb} from {from} to {to}, the {limit} this model takes"));
        }
        let format = |content_type: &str| name_of(content_type).to_owned();
        if let Some(bytes) = self.bytes_max {
            parts.push(format!("made smaller than {}, the most this model takes", megabytes(bytes)));
        } else if let Some(to) = self.content_type.filter(|to| *to != file.content_type) {
            let from = format(&file.content_type);
            let on_white = if to == "image/jpeg" { " on white" } else { "" };
            parts.push(format!("handed over as {}{on_white}, as this model reads no {from}", format(to)));
        }
        (!parts.is_empty()).then(|| format!("The picture is {}.", parts.join(", and ")))
    }
}

impl InputLimits {
    /// What has to be done to a file for a model with these limits; a sentence when nothing helps.
    ///
    /// # Errors
    /// What the model takes and what this file is, for the person whose file it is.
    pub fn intake(&self, file: &FileFacts) -> Result<Conversion, String> {
        let is_picture = file.content_type.starts_with("image/");
        if let (Some(most), Some(plays)) = (self.seconds_max, file.milliseconds)
            && plays > u64::from(most) * 1_000
        {
            let plays = plays.div_ceil(1_000);
            return Err(format!("This model takes up to {most} seconds; this file plays {plays}."));
        }
        let mut conversion =
            Conversion { size: self.fitting(file)?, content_type: self.readable(file)?, bytes_max: None };
        if let Some(most) = self.bytes_max.filter(|most| file.bytes > *most) {
            if !is_picture {
                let (most, has) = (megabytes(most), megabytes(file.bytes));
                return Err(format!("This model takes files of up to {most}; this one has {has}."));
            }
            conversion.bytes_max = Some(most);
        }
        if !conversion.is_none() && conversion.content_type.is_none() {
            let own = WRITTEN.into_iter().find(|format| *format == file.content_type);
            let small = WRITTEN.into_iter().rev().find(|format| self.reads(format));
            conversion.content_type =
                if conversion.bytes_max.is_some() { small.or(own) } else { own.or(small) };
        }
        Ok(conversion)
    }

    /// What is wrong with so many files at once.
    #[must_use]
    pub fn too_many(&self, files: usize) -> Option<String> {
        let most = self.files_max.filter(|most| usize::try_from(*most).is_ok_and(|most| files > most))?;
        let noun = if most == 1 { "file" } else { "files" };
        Some(format!("This model takes up to {most} {noun} at once; there are {files}."))
    }

    fn reads(&self, content_type: &str) -> bool {
        self.media_types.is_empty() || self.media_types.iter().any(|known| known == content_type)
    }

    /// The format a file is written in for the model; nothing where it reads the file's own.
    fn readable(&self, file: &FileFacts) -> Result<Option<&'static str>, String> {
        if self.reads(&file.content_type) {
            return Ok(None);
        }
        let is_picture = file.content_type.starts_with("image/");
        let format = WRITTEN.into_iter().find(|format| is_picture && self.reads(format));
        format.map(Some).ok_or_else(|| {
            let known: Vec<_> = self.media_types.iter().map(|known| name_of(known)).collect();
            format!("This model takes {}; this file is {}.", known.join(", "), name_of(&file.content_type))
        })
    }

    /// The size a picture is scaled to for the model; nothing where it takes its own.
    fn fitting(&self, file: &FileFacts) -> Result<Option<PixelSize>, String> {
        let Some(size) = file.size else { return Ok(None) };
        let sides = (f64::from(size.width.max(1)), f64::from(size.height.max(1)));
        let largest = self.side_max.map_or(1.0, |most| f64::from(most) / sides.0.max(sides.1));
        let dense = self.pixels_max.map_or(1.0, |most| (most as f64 / (sides.0 * sides.1)).sqrt());
        let shrink = largest.min(dense).min(1.0);
        let enlarge = self.side_min.map_or(1.0, |least| f64::from(least) / sides.0.min(sides.1)).max(1.0);
        // A side may not come out a pixel too long, nor one too short.
        let scaled = |factor: f64| match factor < 1.0 {
            true => PixelSize { width: floor(sides.0 * factor), height: floor(sides.1 * factor) },
            false => PixelSize { width: ceil(sides.0 * factor), height: ceil(sides.1 * factor) },
        };
        let least = self.side_min.unwrap_or(1);
        let is_fine = |size: PixelSize| {
            size.width.min(size.height) >= least
                && size.width.max(size.height) <= self.side_max.unwrap_or(u32::MAX)
                && size.pixels() <= self.pixels_max.unwrap_or(u64::MAX)
        };
        let wanted = if shrink < 1.0 { scaled(shrink) } else { scaled(enlarge) };
        if wanted == size {
            return Ok(None);
        }
        if (shrink < 1.0 || enlarge <= ENLARGED_MAX) && is_fine(wanted) {
            return Ok(Some(wanted));
        }
        let most = self.side_max.map_or(String::new(), |most| format!(" and at most {most}"));
        Err(format!(
            "This model takes pictures of at least {least}{most} pixels a side; this one has {size}."
        ))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a side, at least one pixel long"
)]
fn floor(side: f64) -> u32 {
    // What is a whole number but for the rounding of a quotient is that number.
    (side + 1e-6).floor().max(1.0) as u32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a side, at least one pixel long"
)]
fn ceil(side: f64) -> u32 {
    (side - 1e-6).ceil().max(1.0) as u32
}

/// A format as people call it.
fn name_of(content_type: &str) -> &str {
    match content_type {
        "image/png" => "PNG",
        "image/jpeg" => "JPEG",
        "image/webp" => "WebP",
        "image/gif" => "GIF",
        "image/bmp" => "BMP",
        "image/heic" => "HEIC",
        "image/heif" => "HEIF",
        "video/mp4" => "MP4",
        "video/webm" => "WebM",
        "video/quicktime" => "MOV",
        "audio/wav" => "WAV",
        "audio/mpeg" => "MP3",
        "audio/mp4" => "M4A",
        "audio/ogg" => "Ogg",
        other => other,
    }
}

/// A limit in megabytes; without a fraction where it has none.
fn megabytes(bytes: u64) -> String {
    let megabytes = bytes as f64 / MEGABYTE;
    if megabytes.fract() == 0.0 { format!("{megabytes} MB") } else { format!("{megabytes:.1} MB") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn picture(content_type: &str, width: u32, height: u32, bytes: u64) -> FileFacts {
        let size = Some(PixelSize { width, height });
        FileFacts { content_type: content_type.into(), bytes, size, milliseconds: None }
    }

    fn limits(side: (u32, u32), media_types: &[&str]) -> InputLimits {
        InputLimits {
            bytes_max: Some(20_000_000),
            side_min: Some(side.0),
            side_max: Some(side.1),
            media_types: media_types.iter().map(|known| (*known).to_owned()).collect(),
            ..InputLimits::default()
        }
    }

    #[test]
    fn what_a_model_cannot_take_is_converted_and_told() {
        let taken = limits((300, 4_096), &["image/jpeg"]);
        let told = |file: &FileFacts| taken.intake(file).unwrap().sentence(file);
        let fine = picture("image/jpeg", 1_024, 768, 1_000);
        assert_eq!((taken.intake(&fine).unwrap(), told(&fine)), (Conversion::default(), None));
        let large = picture("image/jpeg", 6_000, 4_000, 1_000);
        let said = "The picture is scaled from 6000 × 4000 to 4096 × 2730, the largest this model takes.";
        assert_eq!(told(&large).as_deref(), Some(said));
        let cut_out = picture("image/png", 1_024, 768, 1_000);
        let said = "The picture is handed over as JPEG on white, as this model reads no PNG.";
        assert_eq!(told(&cut_out).as_deref(), Some(said));
        let small = picture("image/jpeg", 200, 250, 1_000);
        let said = "The picture is enlarged from 200 × 250 to 300 × 375, the smallest this model takes.";
        assert_eq!(told(&small).as_deref(), Some(said));
        let heavy = picture("image/jpeg", 1_024, 768, 21_000_000);
        let said = "The picture is made smaller than 20 MB, the most this model takes.";
        assert_eq!(told(&heavy).as_deref(), Some(said));
        let both = taken.intake(&picture("image/png", 5_000, 5_000, 30_000_000)).unwrap();
        let size = Some(PixelSize { width: 4_096, height: 4_096 });
        let expected = Conversion { size, content_type: Some("image/jpeg"), bytes_max: Some(20_000_000) };
        assert_eq!(both, expected);
    }

    #[test]
    fn what_nothing_helps_is_refused_with_the_limit() {
        let taken = limits((300, 4_096), &["image/png", "video/mp4"]);
        let refused = |file: &FileFacts| taken.intake(file).unwrap_err();
        let said = "This model takes pictures of at least 300 and at most 4096 pixels a side; this one has 100 × 900.";
        assert_eq!(refused(&picture("image/png", 100, 900, 1)), said);
        // A strip that would be too short where it is short enough.
        assert!(refused(&picture("image/png", 9_000, 310, 1)).contains("at most 4096"));
        let clip = |content_type: &str, bytes: u64, seconds: u64| FileFacts {
            content_type: content_type.into(),
            bytes,
            size: None,
            milliseconds: Some(seconds * 1_000),
        };
        let long = InputLimits { seconds_max: Some(30), ..taken.clone() };
        let said = "This model takes up to 30 seconds; this file plays 45.";
        assert_eq!(long.intake(&clip("video/mp4", 1, 45)).unwrap_err(), said);
        let said = "This model takes files of up to 20 MB; this one has 61.5 MB.";
        assert_eq!(refused(&clip("video/mp4", 61_500_000, 5)), said);
        let said = "This model takes PNG, MP4; this file is WebM.";
        assert_eq!(refused(&clip("video/webm", 1, 5)), said);
        let few = InputLimits { files_max: Some(1), ..InputLimits::default() };
        assert_eq!(few.too_many(1), None);
        assert_eq!(few.too_many(2).unwrap(), "This model takes up to 1 file at once; there are 2.");
    }

    #[test]
    fn without_limits_everything_is_taken() {
        let file = picture("image/webp", 9_000, 9_000, u64::MAX);
        assert!(InputLimits::default().intake(&file).unwrap().is_none());
    }

    proptest! {
        #[test]
        fn what_is_converted_is_within_the_limits(
            width in 1u32..20_000, height in 1u32..20_000, bytes in 0u64..50_000_000,
            least in 1u32..600, most in 600u32..9_000, pixels in 400_000u64..90_000_000, png: bool,
        ) {
            let taken = InputLimits { pixels_max: Some(pixels), ..limits((least, most), &["image/png"]) };
            let file = picture(if png { "image/png" } else { "image/jpeg" }, width, height, bytes);
            if let Ok(conversion) = taken.intake(&file) {
                let size = conversion.size.unwrap_or(PixelSize { width, height });
                prop_assert!(size.width.min(size.height) >= least && size.width.max(size.height) <= most);
                prop_assert!(size.pixels() <= pixels);
                prop_assert!(png || conversion.content_type == Some("image/png"));
                prop_assert_eq!(conversion.bytes_max.is_some(), bytes > 20_000_000);
                prop_assert_eq!(conversion.is_none(), conversion.sentence(&file).is_none());
            }
        }
    }
}

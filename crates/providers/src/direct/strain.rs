//! Strains an answer as it comes: large files that are written into JSON as base64 go to disk, what is left is
//! small.
//!
//! ```text
//! {"data":[{"b64_json":"iVBORw0…twenty megabytes…"}],"usage":{…}}
//!        ▼                    ▼
//! {"data":[{"b64_json":{"file":0}}],"usage":{…}}     file 0: the decoded bytes
//! ```
//!
//! Which fields hold files is known by name ([`Fields`]). The text between them is copied, not read: whether it is
//! JSON at all is found out when what is left is parsed. A field that holds no base64 becomes `null`, and its file
//! is of no use to anybody. Memory: what is left (at most [`KEPT_BYTES_MAX`]) and one piece of a file.

use std::io;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Bytes that may be left of an answer when its files are taken out.
pub(crate) const KEPT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes of all files of an answer, decoded.
pub(crate) const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Files of one answer.
pub(crate) const FILES_MAX: usize = 64;
/// Characters that are decoded at once; a multiple of four.
const DECODE_AT: usize = 64 * 1024;
/// Characters of a name that are compared; a longer one is none of ours.
const NAME_MAX: usize = 32;

/// Vendors pad or do not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Names of fields whose text does not stay in the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Base64 that becomes a file, alone or in a list.
    pub(crate) files: &'static [&'static str],
    /// Text that nobody needs and that may be large; becomes an empty text.
    pub(crate) dropped: &'static [&'static str],
}

/// Where files go.
pub(crate) trait Sink {
    /// A new file begins.
    fn begin(&mut self) -> io::Result<()>;
    /// More of the file that was begun last.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// Why straining ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Clogged {
    /// More than anything honest.
    #[error("the answer is larger than anything honest")]
    TooLarge,
    /// A file cannot be written.
    #[error("the answer cannot be kept: {0}")]
    Disk(#[from] io::Error),
}

/// Strains one answer.
pub(crate) struct Strainer<S> {
    fields: Fields,
    sink: S,
    kept: Vec<u8>,
    state: State,
    /// The last text outside of files, as long as it may be a name.
    name: Vec<u8>,
    /// Whether a colon came after it and nothing since.
    is_value: bool,
    /// Whether the list that is open holds files.
    is_list: bool,
    files: usize,
    file_bytes: u64,
    encoded: Vec<u8>,
    /// Whether what came so far of the present file is base64.
    sound: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Between,
    Text { escaped: bool },
    File { escaped: bool },
    Dropped { escaped: bool },
}

impl<S: Sink> Strainer<S> {
    pub(crate) fn new(fields: Fields, sink: S) -> Strainer<S> {
        Strainer {
            fields,
            sink,
            kept: Vec::new(),
            state: State::Between,
            name: Vec::new(),
            is_value: false,
            is_list: false,
            files: 0,
            file_bytes: 0,
            encoded: Vec::new(),
            sound: true,
        }
    }

    /// The next piece of the answer.
    pub(crate) fn push(&mut self, mut piece: &[u8]) -> Result<(), Clogged> {
        while let Some((&byte, rest)) = piece.split_first() {
            if let State::File { escaped: false } = self.state {
                let plain = piece.iter().position(|byte| matches!(byte, b'"' | b'\\')).unwrap_or(piece.len());
                if plain > 0 {
                    self.decode(&piece[..plain])?;
                    piece = &piece[plain..];
                    continue;
                }
            }
            piece = rest;
            self.step(byte)?;
        }
        if self.kept.len() > KEPT_BYTES_MAX { Err(Clogged::TooLarge) } else { Ok(()) }
    }

    fn step(&mut self, byte: u8) -> Result<(), Clogged> {
        match self.state {
            State::Between => match byte {
                b'"' => return self.begin_text(),
                b':' => self.is_value = true,
                b'[' => self.is_list = std::mem::take(&mut self.is_value) && self.is_named(self.fields.files),
                b']' | b'{' => (self.is_list, self.is_value) = (false, false),
                b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => self.is_value = false,
            },
            State::Text { escaped } => {
                self.state = match byte {
                    b'"' if !escaped => State::Between,
                    _ => {
                        self.name.push(byte);
                        self.name.truncate(NAME_MAX);
                        State::Text { escaped: byte == b'\\' && !escaped }
                    }
                };
            }
            State::Dropped { escaped } => {
                if byte == b'"' && !escaped {
                    self.state = State::Between;
                    self.kept.extend(b"\"\"");
                } else {
                    self.state = State::Dropped { escaped: byte == b'\\' && !escaped };
                }
                return Ok(());
            }
            State::File { escaped: true } => {
                self.state = State::File { escaped: false };
                // JSON may write a slash with a backslash, and encoders break lines.
                return match byte {
                    b'/' => self.decode(b"/"),
                    b'n' | b'r' => Ok(()),
                    _ => {
                        self.sound = false;
                        Ok(())
                    }
                };
            }
            State::File { escaped: false } => {
                if byte == b'\\' {
                    self.state = State::File { escaped: true };
                    return Ok(());
                }
                return self.end_file();
            }
        }
        self.kept.push(byte);
        if self.kept.len() > KEPT_BYTES_MAX { Err(Clogged::TooLarge) } else { Ok(()) }
    }

    /// Whether the last text is one of these names.
    fn is_named(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.as_bytes() == self.name)
    }

    fn begin_text(&mut self) -> Result<(), Clogged> {
        let value = std::mem::take(&mut self.is_value);
        if self.is_list || (value && self.is_named(self.fields.files)) {
            if self.files == FILES_MAX {
                return Err(Clogged::TooLarge);
            }
            self.sink.begin()?;
            self.files += 1;
            self.sound = true;
            self.state = State::File { escaped: false };
        } else if value && self.is_named(self.fields.dropped) {
            self.state = State::Dropped { escaped: false };
        } else {
            self.kept.push(b'"');
            self.state = State::Text { escaped: false };
        }
        self.name.clear();
        Ok(())
    }

    fn decode(&mut self, text: &[u8]) -> Result<(), Clogged> {
        if !self.sound {
            return Ok(());
        }
        self.encoded.extend_from_slice(text);
        if self.encoded.len() < DECODE_AT {
            return Ok(());
        }
        let whole = self.encoded.len() / 4 * 4;
        self.flush(whole)
    }

    fn flush(&mut self, length: usize) -> Result<(), Clogged> {
        match BASE64.decode(&self.encoded[..length]) {
            Ok(bytes) => {
                self.file_bytes += bytes.len() as u64;
                if self.file_bytes > FILE_BYTES_MAX {
                    return Err(Clogged::TooLarge);
                }
                self.sink.append(&bytes)?;
            }
            Err(_) => self.sound = false,
        }
        self.encoded.drain(..length);
        Ok(())
    }

    fn end_file(&mut self) -> Result<(), Clogged> {
        self.flush(self.encoded.len())?;
        self.encoded.clear();
        match self.sound {
            true => self.kept.extend(format!("{{\"file\":{}}}", self.files - 1).into_bytes()),
            false => self.kept.extend(b"null"),
        }
        self.state = State::Between;
        Ok(())
    }

    /// What is left, and where the files went. Null when it is no JSON.
    pub(crate) fn finish(self) -> (serde_json::Value, S) {
        (serde_json::from_slice(&self.kept).unwrap_or_default(), self.sink)
    }
}

#[cfg(test)]
#[path = "strain_tests.rs"]
mod tests;

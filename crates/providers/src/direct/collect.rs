//! Outputs of an answer that was held.
//!
//! Files are known by their first bytes, whatever the vendor says they are. They stay in the spool: collecting
//! again finds them again.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use reqwest::Url;
use serde_json::{Value, json};

use super::{
    Shared,
    spool::Held,
    strain::FILE_BYTES_MAX,
    vendor::{self, Piece},
};
use crate::{
    Content, ContentFile, Fault, FaultClass, Output, Progress, Status,
    http::{DownloadError, HEAD_BYTES, sniff},
};

/// Bytes of a WAV header.
const WAV_HEADER_BYTES: usize = 44;

/// Why there are no outputs.
enum Trouble {
    /// There never will be.
    Final(Fault),
    /// Later there may be.
    Passing,
}

/// What an answer comes to.
pub(super) async fn collect(shared: &Arc<Shared>, name: &str, held: Held) -> Status {
    match outputs(shared, name, held).await {
        Ok(outputs) => Status::Finished(Arc::new(outputs)),
        Err(Trouble::Final(fault)) => Status::Failed(fault),
        Err(Trouble::Passing) => {
            let sentence = format!("Fetching the result from {}", shared.vendor.name());
            Status::Running(Progress { percent: 95, sentence, ..Progress::default() })
        }
    }
}

async fn outputs(shared: &Arc<Shared>, name: &str, held: Held) -> Result<Vec<Output>, Trouble> {
    let vendor = &shared.vendor;
    if let Some(trouble) = &held.trouble {
        return Err(Trouble::Final(Fault { class: FaultClass::Broken, message: trouble.clone() }));
    }
    let made = vendor.made(&held).map_err(Trouble::Final)?;
    let mut provenance = json!({
        "provider": vendor.id(), "model": held.model_id, "requestId": held.request_id,
    });
    if let (Some(provenance), Value::Object(told)) = (provenance.as_object_mut(), made.told) {
        provenance.extend(told);
    }
    let mut outputs = Vec::with_capacity(made.pieces.len());
    for piece in made.pieces {
        let (content, media_type) = content(shared, name, piece).await?;
        outputs.push(Output {
            content,
            poster: None,
            media_type: media_type.to_owned(),
            description: String::new(),
            warnings: held.changes.clone(),
            made_by: format!("{} by {}", made.model, vendor.name()),
            provenance: provenance.clone(),
        });
    }
    Ok(outputs)
}

async fn content(shared: &Arc<Shared>, name: &str, piece: Piece) -> Result<(Content, &'static str), Trouble> {
    let broken = || Trouble::Final(vendor::fault(shared.vendor.name(), FaultClass::Broken));
    match piece {
        Piece::Words(words) => Ok((words.into_bytes().into(), "text/plain")),
        Piece::File { index, kind } => {
            let path = shared.spool.file(name, index);
            let (length, media_type) = blocking(move || look(&path).map(|found| (path, found)))
                .await
                .map(|(path, (length, media_type))| ((path, length), media_type))
                .map_err(|error| unreadable(&error))?;
            let media_type =
                media_type.filter(|media_type| media_type.starts_with(kind)).ok_or_else(broken)?;
            let (path, length) = length;
            Ok((Content::File(Arc::new(ContentFile::kept(path, length))), media_type))
        }
        Piece::Samples { index, rate } => {
            let (samples, wav) = (shared.spool.file(name, index), shared.spool.sound(name, index));
            let written = blocking(move || write_wav(&samples, &wav, rate).map(|length| (wav, length)));
            let (path, length) = written.await.map_err(|error| unreadable(&error))?;
            // Less than a sample is no sound.
            if length < WAV_HEADER_BYTES as u64 + 2 {
                return Err(broken());
            }
            Ok((Content::File(Arc::new(ContentFile::kept(path, length))), "audio/wav"))
        }
        Piece::Link { url, kind } => {
            let url = Url::parse(&url).map_err(|_| broken())?;
            let file = shared.client.download(url, FILE_BYTES_MAX).await.map_err(|error| {
                tracing::warn!(%error, "a result could not be fetched");
                match error {
                    DownloadError::Interrupted(_) | DownloadError::Disk(_) => Trouble::Passing,
                    _ => broken(),
                }
            })?;
            let media_type = file.media_type.filter(|media_type| media_type.starts_with(kind));
            Ok((file.content, media_type.ok_or_else(broken)?))
        }
    }
}

fn unreadable(error: &io::Error) -> Trouble {
    tracing::error!(%error, "a held answer cannot be read");
    let message = "The result was made, but it could not be kept here.".to_owned();
    Trouble::Final(Fault { class: FaultClass::Broken, message })
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// How long a file is, and what it is.
fn look(path: &PathBuf) -> io::Result<(u64, Option<&'static str>)> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut head = Vec::with_capacity(HEAD_BYTES);
    file.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok((length, sniff(&head)))
}

/// Puts a header before samples of 16 bit, one channel; answers the file's length.
fn write_wav(samples: &Path, wav: &Path, rate: u32) -> io::Result<u64> {
    let length = fs::metadata(samples)?.len() & !1;
    let data = u32::try_from(length).map_err(io::Error::other)?;
    let mut file = File::create(wav)?;
    file.write_all(&wav_header(rate, data))?;
    io::copy(&mut File::open(samples)?.take(length), &mut file)?;
    Ok(length + WAV_HEADER_BYTES as u64)
}

/// The header of a WAV file of 16-bit samples, one channel (RIFF, Microsoft's `WAVEFORMAT`).
fn wav_header(rate: u32, data: u32) -> [u8; WAV_HEADER_BYTES] {
    let mut header = [0; WAV_HEADER_BYTES];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"RIFF");
    put(4, &(data.saturating_add(36)).to_le_bytes());
    put(8, b"WAVEfmt ");
    put(16, &16_u32.to_le_bytes());
    // PCM, one channel.
    put(20, &[1, 0, 1, 0]);
    put(24, &rate.to_le_bytes());
    put(28, &rate.saturating_mul(2).to_le_bytes());
    // Two bytes a sample, 16 bits.
    put(32, &[2, 0, 16, 0]);
    put(36, b"data");
    put(40, &data.to_le_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_become_a_file_that_players_open() {
        let folder = tempfile::tempdir().unwrap();
        let (samples, wav) = (folder.path().join("0"), folder.path().join("0.wav"));
        // An odd byte at the end is no sample.
        fs::write(&samples, [0_u8; 4_801]).unwrap();
        assert_eq!(write_wav(&samples, &wav, 24_000).unwrap(), 4_844);
        let file = fs::read(&wav).unwrap();
        assert_eq!((file.len(), sniff(&file)), (4_844, Some("audio/wav")));
        let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
        assert_eq!((number(4), number(24), number(28), number(40)), (4_836, 24_000, 48_000, 4_800));
    }
}

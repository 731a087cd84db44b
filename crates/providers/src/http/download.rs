//! Fetching a file: hashed and measured as it arrives, in memory while small and on disk when not.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::BytesMut;
use reqwest::{RequestBuilder, Response, StatusCode, Url, header::LOCATION};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncWriteExt, BufWriter};

use super::{CallError, Client, classify, guard, reason};
use crate::content::{Content, ContentFile, MEMORY_BYTES_MAX};

/// Written to disk in pieces of this size, so that a slow disk is asked rarely.
const WRITE_BUFFER_BYTES: usize = 256 * 1024;

/// A file that arrived whole.
#[derive(Clone, Debug)]
pub struct Download {
    /// The file.
    pub content: Content,
    /// SHA-256 of the file, as hex.
    pub sha256: String,
    /// What the first bytes say it is; `None` for anything but the formats of pictures, clips and
    /// sounds we know.
    pub media_type: Option<&'static str>,
}

/// Why a file did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// The link is not one we follow; final.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The link has expired or was withdrawn (403, 404, 410).
    #[error("the link answers {0}")]
    Gone(u16),
    /// It is larger than allowed; final.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// The connection failed or the vendor is busy; try again.
    #[error("{0}")]
    Interrupted(String),
    /// It cannot be kept here.
    #[error("the file cannot be written: {0}")]
    Disk(#[from] std::io::Error),
}

impl Client {
    /// Fetches the file at `url`, at most `bytes_max` of it.
    ///
    /// # Errors
    /// [`DownloadError`]. What had arrived is deleted.
    pub async fn download(&self, url: Url, bytes_max: u64) -> Result<Download, DownloadError> {
        guard::check(&url, self.settings).map_err(DownloadError::Forbidden)?;
        let request = self.files.get(url).timeout(self.settings.transfer_timeout);
        let response = request.send().await.map_err(|error| match classify(error) {
            CallError::NotSent(reason) | CallError::Lost(reason) => DownloadError::Interrupted(reason),
            CallError::TooLarge(max) => DownloadError::TooLarge(max as u64),
        })?;
        arrived(response, bytes_max, self.folder.as_deref()).await
    }
}

impl Client {
    /// Fetches a file of the vendor's own with its key: `request` is made by [`Client::request`] for an address that
    /// the caller knows to be the vendor's. A redirect is followed without the key, like any link.
    ///
    /// # Errors
    /// [`DownloadError`]. What had arrived is deleted.
    pub async fn download_with_key(
        &self,
        request: RequestBuilder,
        bytes_max: u64,
    ) -> Result<Download, DownloadError> {
        let request = request.timeout(self.settings.transfer_timeout);
        let response = request.send().await.map_err(|error| match classify(error) {
            CallError::NotSent(reason) | CallError::Lost(reason) => DownloadError::Interrupted(reason),
            CallError::TooLarge(max) => DownloadError::TooLarge(max as u64),
        })?;
        if response.status().is_redirection() {
            let target = response.headers().get(LOCATION).and_then(|target| target.to_str().ok());
            let target = target.and_then(|target| response.url().join(target).ok());
            let target = target.ok_or(DownloadError::Forbidden("the link redirects to nowhere"))?;
            return self.download(target, bytes_max).await;
        }
        arrived(response, bytes_max, self.folder.as_deref()).await
    }
}

/// Looks at the head of an answer before its body is read.
async fn arrived(
    response: Response,
    bytes_max: u64,
    folder: Option<&Path>,
) -> Result<Download, DownloadError> {
    match response.status() {
        StatusCode::OK => {}
        status @ (StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE) => {
            return Err(DownloadError::Gone(status.as_u16()));
        }
        status => {
            return Err(DownloadError::Interrupted(format!("the link answers {}", status.as_u16())));
        }
    }
    if response.content_length().is_some_and(|length| length > bytes_max) {
        return Err(DownloadError::TooLarge(bytes_max));
    }
    receive(response, bytes_max, folder).await
}

async fn receive(
    mut response: Response,
    bytes_max: u64,
    folder: Option<&Path>,
) -> Result<Download, DownloadError> {
    let (mut hash, mut length) = (Sha256::new(), 0_u64);
    let (mut head, mut memory) = (Vec::new(), BytesMut::new());
    let mut file: Option<(tempfile::TempPath, BufWriter<tokio::fs::File>)> = None;
    let interrupted = |error: reqwest::Error| DownloadError::Interrupted(reason(error.without_url()));
    while let Some(chunk) = response.chunk().await.map_err(interrupted)? {
        length += chunk.len() as u64;
        if length > bytes_max {
            return Err(DownloadError::TooLarge(bytes_max));
        }
        hash.update(&chunk);
        head.extend(chunk.iter().take(HEAD_BYTES.saturating_sub(head.len())));
        if let Some((_, writer)) = &mut file {
            writer.write_all(&chunk).await?;
        } else if length <= MEMORY_BYTES_MAX {
            memory.extend_from_slice(&chunk);
        } else {
            let (path, mut writer) = temporary_file(folder.map(Path::to_owned)).await?;
            writer.write_all(&memory).await?;
            writer.write_all(&chunk).await?;
            memory = BytesMut::new();
            file = Some((path, writer));
        }
    }
    let content = match file {
        None => Content::Memory(memory.freeze()),
        Some((path, mut writer)) => {
            writer.flush().await?;
            let lock = writer.into_inner().into_std().await;
            Content::File(Arc::new(ContentFile::temporary(path, lock, length)))
        }
    };
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Download { content, sha256, media_type: sniff(&head) })
}

async fn temporary_file(
    folder: Option<PathBuf>,
) -> std::io::Result<(tempfile::TempPath, BufWriter<tokio::fs::File>)> {
    let make = move || -> std::io::Result<_> {
        let file = match folder {
            Some(folder) => tempfile::NamedTempFile::new_in(folder)?,
            None => tempfile::NamedTempFile::new()?,
        };
        file.as_file().try_lock()?;
        Ok(file)
    };
    let made = tokio::task::spawn_blocking(make).await;
    let (file, path) = made.map_err(std::io::Error::other)??.into_parts();
    Ok((path, BufWriter::with_capacity(WRITE_BUFFER_BYTES, tokio::fs::File::from_std(file))))
}

/// How many of the first bytes [`sniff`] looks at.
pub(crate) const HEAD_BYTES: usize = 16;

/// What a file is, by its first bytes. Names and headers claim anything.
pub(crate) fn sniff(head: &[u8]) -> Option<&'static str> {
    let at = |offset: usize, magic: &[u8]| head.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    let signatures: [(usize, &[u8], &str); 10] = [
        (0, b"\x89PNG\r\n\x1a\n", "image/png"),
        (0, b"\xff\xd8\xff", "image/jpeg"),
        (0, b"GIF8", "image/gif"),
        (8, b"WEBP", "image/webp"),
        (4, b"ftyp", "video/mp4"),
        (0, b"\x1a\x45\xdf\xa3", "video/webm"),
        (8, b"WAVE", "audio/wav"),
        (0, b"OggS", "audio/ogg"),
        (0, b"fLaC", "audio/flac"),
        (0, b"ID3", "audio/mpeg"),
    ];
    let known = signatures.iter().find(|(offset, magic, _)| at(*offset, magic)).map(|(.., name)| *name);
    // An MPEG audio frame without a tag: eleven set bits, then a layer that is not reserved.
    known.or_else(|| match head {
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => Some("audio/mpeg"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_first_bytes() {
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(sniff(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(sniff(b"RIFF\0\0\0\0WAVEfmt "), Some("audio/wav"));
        assert_eq!(sniff(b"\0\0\0\x18ftypisom"), Some("video/mp4"));
        assert_eq!(sniff(b"\xff\xfb\x90\x64"), Some("audio/mpeg"));
        assert_eq!(sniff(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        for other in [&b""[..], b"<!doctype html>", b"{\"detail\":1}", b"\xff", b"\xff\xe1"] {
            assert_eq!(sniff(other), None, "{other:?}");
        }
    }
}

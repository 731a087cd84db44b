//! Files that a vendor offers under a link: fetched, and looked at before they are believed.

use std::sync::Arc;

use reqwest::Url;

use crate::{
    FaultClass, Output, Status,
    following::failed,
    http::{Client, Download, DownloadError},
};

/// Bytes of one picture or sound.
const SMALL_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Bytes of one clip.
const CLIP_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// What a model delivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivers {
    /// Image files.
    Pictures,
    /// A video file.
    Video,
    /// An audio file.
    Audio,
    /// An answer in words.
    Words,
}

impl Delivers {
    /// How the media type of its files begins, and the bytes one may have.
    fn files(self) -> (&'static str, u64) {
        match self {
            Delivers::Pictures => ("image/", SMALL_BYTES_MAX),
            Delivers::Audio => ("audio/", SMALL_BYTES_MAX),
            Delivers::Video | Delivers::Words => ("video/", CLIP_BYTES_MAX),
        }
    }
}

/// Why a result is not here yet.
pub(crate) enum Trouble {
    /// It never will be.
    Final(Status),
    /// A passing trouble; the run still is what it was.
    Passing,
    /// The links are too old.
    Expired,
}

/// What collecting came to, with links that cannot be had any fresher. `None` when it has to be tried again.
pub(crate) fn settled(vendor: &str, outcome: Result<Vec<Output>, Trouble>) -> Option<Status> {
    match outcome {
        Ok(outputs) => Some(Status::Finished(Arc::new(outputs))),
        Err(Trouble::Final(status)) => Some(status),
        Err(Trouble::Passing) => None,
        Err(Trouble::Expired) => {
            let message = format!("The result at {vendor} had expired before it could be fetched.");
            Some(failed(FaultClass::Broken, &message))
        }
    }
}

/// Fetches one file and answers it with its real media type.
///
/// # Errors
/// [`Trouble`], among others for a file that is not of the kind that was promised.
pub(crate) async fn fetch(
    client: &Client,
    vendor: &str,
    link: &str,
    delivers: Delivers,
) -> Result<(Download, &'static str), Trouble> {
    let broken = |message: String| Trouble::Final(failed(FaultClass::Broken, &message));
    let url = Url::parse(link).map_err(|_| broken(format!("{vendor} named a file that has no address.")))?;
    let (kind, bytes_max) = delivers.files();
    let file = client.download(url, bytes_max).await.map_err(|error| {
        tracing::warn!(%error, "a result could not be fetched");
        match error {
            DownloadError::Gone(_) => Trouble::Expired,
            DownloadError::Interrupted(_) | DownloadError::Disk(_) => Trouble::Passing,
            DownloadError::Forbidden(_) => {
                broken(format!("{vendor} named a file at an address that is not allowed."))
            }
            DownloadError::TooLarge(_) => broken("The result is larger than this installation takes.".into()),
        }
    })?;
    match file.media_type.filter(|media_type| media_type.starts_with(kind)) {
        Some(media_type) => Ok((file, media_type)),
        None => Err(broken(format!("What {vendor} delivered is not what it said it was."))),
    }
}

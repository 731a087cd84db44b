//! An answer on its way into the spool, and what an answer that is none means.

use reqwest::header::HeaderMap;
use serde_json::Value;
use tokio::sync::mpsc;

use super::{
    Direct,
    spool::{Draft, Held},
    strain::{Clogged, FILE_BYTES_MAX, Sink, Strainer},
    vendor::{self, Takes},
};
use crate::{FaultClass, SubmitError, http::Streamed};

/// Pieces of an answer that wait for the disk, at most.
const PIECES_WAITING: usize = 4;
/// Bytes of an error that are read.
const ERROR_BYTES_MAX: usize = 64 * 1024;
/// Headers in which vendors name a request.
const REQUEST_ID_HEADERS: [&str; 2] = ["x-request-id", "request-id"];
/// Characters of such a name that are kept.
const REQUEST_ID_CHARACTERS_MAX: usize = 100;

/// The vendor's name of a request, for asking it what happened.
pub(super) fn request_id(headers: &HeaderMap) -> Option<String> {
    let named = REQUEST_ID_HEADERS.iter().find_map(|name| headers.get(*name)?.to_str().ok())?;
    let plain = named.chars().filter(char::is_ascii_graphic).take(REQUEST_ID_CHARACTERS_MAX).collect();
    Some(plain)
}

/// What a piece of an answer goes through.
enum Filter {
    Json(Box<Strainer<Draft>>),
    File(Draft, u64),
}

impl Filter {
    fn new(takes: Takes, mut draft: Draft) -> Result<Filter, Clogged> {
        Ok(match takes {
            Takes::Json(fields) => Filter::Json(Box::new(Strainer::new(fields, draft))),
            Takes::File => {
                draft.begin()?;
                Filter::File(draft, 0)
            }
        })
    }

    fn push(&mut self, piece: &[u8]) -> Result<(), Clogged> {
        match self {
            Filter::Json(strainer) => strainer.push(piece),
            Filter::File(draft, length) => {
                *length += piece.len() as u64;
                if *length > FILE_BYTES_MAX {
                    return Err(Clogged::TooLarge);
                }
                Ok(draft.append(piece)?)
            }
        }
    }

    fn finish(self) -> (Value, Draft) {
        match self {
            Filter::Json(strainer) => strainer.finish(),
            Filter::File(draft, _) => (Value::Null, draft),
        }
    }
}

/// Receives an answer and keeps it in a draft. One that is too large is kept as what it is: of no use, but
/// answered.
///
/// # Errors
/// Why nobody knows what came: it was cut, or cannot be kept.
pub(super) async fn receive(
    answer: Streamed,
    takes: Takes,
    draft: impl Fn() -> Draft,
    mut held: Held,
) -> Result<(), String> {
    // One that says so beforehand is not worth reading; base64 is a third longer than its file.
    let too_long = answer.declared_length().is_some_and(|length| length > FILE_BYTES_MAX / 3 * 4);
    let strained = match too_long {
        true => Err(Clogged::TooLarge),
        false => strain(answer, takes, draft()).await?,
    };
    let draft = match strained {
        Ok(filter) => {
            let (answer, draft) = filter.finish();
            (held.answer, held.files) = (answer, draft.files());
            draft
        }
        Err(Clogged::TooLarge) => {
            held.trouble = Some("The answer is larger than this installation takes.".to_owned());
            draft()
        }
        Err(Clogged::Disk(error)) => return Err(unkept(&error)),
    };
    let kept = tokio::task::spawn_blocking(move || draft.keep(&held)).await;
    kept.map_err(std::io::Error::other).and_then(|kept| kept).map_err(|error| unkept(&error))
}

fn unkept(error: &std::io::Error) -> String {
    tracing::error!(%error, "a paid answer cannot be kept");
    "the answer came, but could not be kept here".to_owned()
}

/// Reads the body through a filter. Fails when it was cut.
async fn strain(mut answer: Streamed, takes: Takes, draft: Draft) -> Result<Result<Filter, Clogged>, String> {
    // The disk is written by a thread that may wait for it.
    let (sender, mut receiver) = mpsc::channel::<bytes::Bytes>(PIECES_WAITING);
    let strained = tokio::task::spawn_blocking(move || -> Result<Filter, Clogged> {
        let mut filter = Filter::new(takes, draft)?;
        while let Some(piece) = receiver.blocking_recv() {
            filter.push(&piece)?;
        }
        Ok(filter)
    });
    let cut = loop {
        match answer.chunk().await {
            // A thread that ended early says below why.
            Ok(Some(piece)) => {
                if sender.send(piece).await.is_err() {
                    break None;
                }
            }
            Ok(None) => break None,
            Err(error) => break Some(error.to_string()),
        }
    };
    drop(sender);
    let strained = strained.await.map_err(|error| error.to_string())?;
    match cut {
        Some(cut) => Err(cut),
        None => Ok(strained),
    }
}

impl Direct {
    /// What an error status says: surely not taken, or nobody knows. A vendor that answers with an error of its
    /// own has said that nothing is delivered; a gateway's page says nothing about the work behind it, and a
    /// gateway that gave up waiting least of all.
    pub(super) async fn refusal(&self, answer: Streamed) -> SubmitError {
        let vendor = &self.shared.vendor;
        let status = answer.status.as_u16();
        let unknown = || SubmitError::OutcomeUnknown(format!("{} answered {status}", vendor.name()));
        let Ok(answer) = answer.whole(ERROR_BYTES_MAX).await else {
            // Cut, or no error of a vendor: what 4xx means is in the status.
            return match status {
                400..=499 => SubmitError::NotTaken(vendor::fault(vendor.name(), FaultClass::Broken)),
                _ => unknown(),
            };
        };
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let own_words = body.is_object() || body.get(0).is_some_and(Value::is_object);
        match status {
            504 => return unknown(),
            500..=599 if status != 503 && !own_words => return unknown(),
            _ => {}
        }
        let class = match status {
            300..=399 => FaultClass::Broken,
            _ => vendor.class(&answer, self.now()),
        };
        tracing::warn!(vendor = vendor.id(), http.status = status, ?class, "a vendor refused");
        let mut fault = vendor::fault(vendor.name(), class);
        let field = vendor.field_at_fault(&answer);
        if class == FaultClass::Invalid && !field.is_empty() {
            fault.message = format!("{} could not use the request (field {field}).", vendor.name());
        }
        SubmitError::NotTaken(fault)
    }
}

//! What a vendor's adapter says about its calls: how to ask, how to read what comes back. No IO.

use domain::time::Millis;
use reqwest::RequestBuilder;
use serde_json::Value;

use super::{spool::Held, strain::Fields};
use crate::{
    Fault, FaultClass, Submission,
    body::Body,
    http::{Answer, Secret},
};

/// A vendor that answers a call with the result itself.
pub(crate) trait Vendor: Send + Sync + 'static {
    /// Its name for people.
    fn name(&self) -> &'static str;

    /// Its name in provenance and metrics.
    fn id(&self) -> &'static str;

    /// What is sent for this work. Pure: a quote can name the changes before anything is paid.
    ///
    /// # Errors
    /// When the model cannot do it.
    fn request(&self, submission: &Submission) -> Result<Request, Fault>;

    /// Adds the key in the header the vendor wants.
    ///
    /// # Errors
    /// When the key cannot stand in a header.
    fn authorise(&self, call: RequestBuilder, key: &Secret) -> Result<RequestBuilder, &'static str>;

    /// What kind of fault an answer with an error status is.
    fn class(&self, answer: &Answer, now: Millis) -> FaultClass;

    /// The name of the field at fault in an answer that refuses the request; empty where it names none.
    fn field_at_fault(&self, answer: &Answer) -> String;

    /// What an answer that was held consists of.
    ///
    /// # Errors
    /// When the vendor refused after all, or delivered nothing that it should.
    fn made(&self, held: &Held) -> Result<Made, Fault>;
}

/// A call.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Below the base address, with its query.
    pub(crate) path: String,
    /// What is asked for.
    pub(crate) accept: &'static str,
    /// What is sent.
    pub(crate) body: Body,
    /// What comes back.
    pub(crate) takes: Takes,
    /// What had to be changed or left out to fit the model, in sentences.
    pub(crate) changes: Vec<String>,
}

/// What comes back.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Takes {
    /// JSON with files in it.
    Json(Fields),
    /// The file itself.
    File,
}

/// What an answer consists of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Made {
    /// What the model is called, for people.
    pub(crate) model: String,
    /// The outputs, in order.
    pub(crate) pieces: Vec<Piece>,
    /// What else the answer tells and is worth keeping, by name.
    pub(crate) told: Value,
}

/// One output in an answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// A file that came with it: `image`, `audio` or `video`.
    File {
        /// Which.
        index: usize,
        /// What it has to be.
        kind: &'static str,
    },
    /// Samples without a header: 16 bit, little-endian, mono.
    Samples {
        /// Which file.
        index: usize,
        /// Samples a second.
        rate: u32,
    },
    /// A file to be fetched, without a key.
    Link {
        /// Its address.
        url: String,
        /// What it has to be.
        kind: &'static str,
    },
    /// An answer in words.
    Words(String),
}

/// The file that stands at this place of an answer, if one does.
pub(crate) fn file_at(value: &Value, held: &Held) -> Option<usize> {
    let index = usize::try_from(value["file"].as_u64()?).ok()?;
    (index < held.files).then_some(index)
}

/// A request that cannot be done.
pub(crate) fn invalid(message: impl Into<String>) -> Fault {
    Fault { class: FaultClass::Invalid, message: message.into() }
}

/// A fault of this class, in a sentence that holds nothing of the request and nothing of a key: vendors' own
/// sentences quote both.
pub(crate) fn fault(vendor: &str, class: FaultClass) -> Fault {
    let message = match class {
        FaultClass::Refused => format!("{vendor}'s content rules do not allow this."),
        FaultClass::Invalid => format!("{vendor} could not use the request."),
        FaultClass::RateLimited { .. } => format!("{vendor} takes no more requests for the moment."),
        FaultClass::Unavailable => format!("{vendor} cannot do it right now."),
        FaultClass::Unauthorised => format!("{vendor} does not accept the key it was given."),
        FaultClass::OutOfCredit => format!("The balance at {vendor} is used up."),
        FaultClass::Broken => format!("{vendor} answered without a result that can be used."),
    };
    Fault { class, message }
}

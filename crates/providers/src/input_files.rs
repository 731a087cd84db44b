//! The input files of a run, as a request to a vendor names them.

use crate::{Fault, FaultClass, InputFile};

/// The files by media type and in order, with what stands for each in a request: an address, or the file itself.
pub struct Files<'a> {
    list: Vec<(&'a str, &'a str)>,
}

impl<'a> Files<'a> {
    /// The inputs, with what stands for each in the same order.
    pub(crate) fn new(inputs: &'a [InputFile], named: &'a [String]) -> Files<'a> {
        let types = inputs.iter().map(|input| input.media_type.as_str());
        Files { list: types.zip(named.iter().map(String::as_str)).collect() }
    }

    /// The first file of a kind, e.g. `image`.
    ///
    /// # Errors
    /// When there is none; `what` says in words what is missing.
    pub(crate) fn first(&self, kind: &str, what: &str) -> Result<&'a str, Fault> {
        let missing =
            || Fault { class: FaultClass::Invalid, message: format!("This needs {what} to work on.") };
        self.all(kind).next().ok_or_else(missing)
    }

    /// All files of a kind.
    pub(crate) fn all(&self, kind: &str) -> impl Iterator<Item = &'a str> {
        let of_kind =
            self.list.iter().filter(move |(media_type, _)| media_type.split('/').next() == Some(kind));
        of_kind.map(|(_, named)| *named)
    }
}

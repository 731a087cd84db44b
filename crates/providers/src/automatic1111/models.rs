//! What an AUTOMATIC1111 does, as data. Which checkpoint draws is the operator's to say.

use crate::{Fault, Submission, direct::vendor::invalid};

/// A model of the catalog.
#[derive(Debug)]
pub struct Model {
    /// Its id in our catalog.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// The operations it does, by the product's names.
    pub operations: &'static [&'static str],
}

/// Every model.
pub const ALL: &[Model] = &[
    Model {
        id: "automatic1111-pictures",
        name: "Stable Diffusion of your own",
        operations: &["text_to_image", "image_to_image", "style_transfer"],
    },
    Model {
        id: "automatic1111-extras",
        name: "Extras of your own AUTOMATIC1111",
        operations: &["upscale", "face_restore"],
    },
];

/// The model with this id in our catalog.
#[must_use]
pub fn find(id: &str) -> Option<&'static Model> {
    ALL.iter().find(|model| model.id == id)
}

/// The model that is to do this.
///
/// # Errors
/// When there is no such model, or it does something else.
pub(super) fn for_work(submission: &Submission) -> Result<&'static Model, Fault> {
    let id = &submission.model_id;
    let model = find(id).ok_or_else(|| invalid(format!("AUTOMATIC1111 has no model called {id}.")))?;
    let operation = submission.work.operation();
    match model.operations.contains(&operation) {
        true => Ok(model),
        false => Err(invalid(format!("{} cannot do {operation}.", model.name))),
    }
}

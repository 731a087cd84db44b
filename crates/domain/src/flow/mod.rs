//! Custom flows: what people write down to make one run of several steps.
//!
//! A definition names its input as a JSON Schema and its steps; each step does one operation, on files of
//! the input or on what other steps make. [`read`] turns a document (TOML and JSON have the same shape)
//! into a [`FlowDefinition`] that can be planned, or into every mistake at once, each with its place and a
//! sentence. Nothing in a definition is executed: a parameter is a literal or a text with places for
//! fields of the input.
//!
//! ```text
//!   document ─ read ─► FlowDefinition ─ order, fill ─► parameters and sources of each step
//!                           ▲                              ▲
//!                        Toolbox: what the tools take    the fields a person filled in
//! ```
//!
//! | file | what it decides |
//! |---|---|
//! | `read` | the shape: which keys there are, of which type and length |
//! | `schema` | the input: which fields, and that the schema is finite and refers to nothing outside |
//! | `check` | what steps say of each other, of the input and of the tools |
//! | `template` | texts with places for fields |
//! | `fill` | the order of the steps, and what each is told once the fields are known |

mod check;
mod fill;
mod read;
mod schema;
mod template;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

pub use self::{
    fill::{FilledStep, Source, fill, in_order, with_defaults, words},
    read::{Read, read},
    schema::{FieldKind, InputField},
};
use crate::{
    catalog::{MediaType, Operation},
    generation::schedule,
    plan::Plan,
};

/// Steps of one flow, at most: as many as a run has.
pub const STEPS_MAX: usize = schedule::STEPS_MAX;
/// Bytes of a definition; more is data, not a flow.
pub const BYTES_MAX: usize = 256 * 1024;
/// Fields of the input; more do not fit a form that a person fills in.
pub const FIELDS_MAX: usize = 40;
/// Places a schema has when everything it refers to is written out; more would cost seconds to check.
pub const SCHEMA_PLACES_MAX: usize = 10_000;

/// What a step does. A new kind of step is a variant here, and what it takes is said by the [`Toolbox`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// One operation of the catalog.
    Operation(Operation),
}

impl StepKind {
    /// The kind with this name, as a definition writes it.
    #[must_use]
    pub fn parse(id: &str) -> Option<StepKind> {
        Operation::parse(id).map(StepKind::Operation)
    }

    /// The name a definition writes.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            StepKind::Operation(operation) => operation.id(),
        }
    }

    /// What it makes.
    #[must_use]
    pub fn output(self) -> MediaType {
        match self {
            StepKind::Operation(operation) => operation.output(),
        }
    }
}

/// Where a step's file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepInput {
    /// A file that a field of the input names: `input.photo`.
    Field(String),
    /// What another step makes: `steps.picture`.
    Step(String),
}

/// A step of a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct StepDefinition {
    /// What other steps call it.
    pub id: String,
    /// What it does.
    pub kind: StepKind,
    /// What it is told: literals, or texts with places for fields.
    pub parameters: Map<String, Value>,
    /// What it works on, in the order the tool wants.
    pub inputs: Vec<StepInput>,
}

/// A flow that can be planned. Only [`read`] makes one, so that it is known to be right.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowDefinition {
    /// What it is called in files and addresses, e.g. `product-teaser`.
    pub id: String,
    /// On screen.
    pub name: String,
    /// One line.
    pub summary: String,
    /// One paragraph.
    pub description: String,
    /// Where the gallery puts it when everybody sees it: one of [`CATEGORIES`].
    pub category: String,
    /// The cheapest plan that includes it.
    pub minimum_plan: Plan,
    /// What it takes, as JSON Schema 2020-12.
    pub input: Value,
    /// The fields of that schema, in the order they are written.
    pub fields: Vec<InputField>,
    /// In the order they are written.
    pub steps: Vec<StepDefinition>,
}

/// The shelves of the gallery.
pub const CATEGORIES: [&str; 5] = ["picture", "video", "voice", "lip-sync", "tools"];

/// Which files a kind of step takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputRule {
    /// The kinds each of them may have.
    pub kinds: Vec<MediaType>,
    /// How many of them.
    pub count: RangeInclusive<usize>,
    /// Whether one sound may follow.
    pub audio: bool,
}

/// What a definition is checked against: the tools there are, and JSON Schema itself.
pub trait Toolbox {
    /// Whether this kind of step has a parameter of this name.
    fn takes(&self, kind: StepKind, parameter: &str) -> bool;
    /// The parameters without which it cannot run.
    fn required(&self, kind: StepKind) -> Vec<&'static str>;
    /// Whether the parameter may have this value; if not, what is expected.
    ///
    /// # Errors
    /// What is expected, e.g. `expected a whole number from 1 to 15`.
    fn check(&self, kind: StepKind, parameter: &str, value: &Value) -> Result<(), String>;
    /// Which files it takes.
    fn inputs(&self, kind: StepKind) -> InputRule;
    /// The parameter that must be given where there is no second file, with a sentence.
    fn instead_of_second_file(&self, kind: StepKind) -> Option<(&'static str, &'static str)>;
    /// Whether somebody on this installation does it.
    fn runs(&self, kind: StepKind) -> bool;
    /// What makes this no JSON Schema 2020-12: places as JSON Pointers, with sentences.
    fn schema_mistakes(&self, schema: &Value) -> Vec<(String, String)>;
}

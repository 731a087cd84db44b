//! What looks at finished pixels and changes them: repainting in a style, enlarging, finding people
//! and faces. Each network is loaded when it is first needed, and only when its bytes are the ones
//! that were chosen. Large ones are fetched ([`fetched`]): what cuts out anything ([`object`]) and what
//! judges pictures ([`nudity`]).

pub mod enlarge;
pub mod face;
pub mod fetched;
pub mod matting;
pub mod mesh;
pub mod nudity;
pub mod object;
pub mod person;
pub mod style;
pub mod style_of_picture;
mod weights;

pub use weights::{Networks, Weights};

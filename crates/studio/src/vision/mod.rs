//! What looks at finished pixels and changes them: repainting in a style.

pub mod style;

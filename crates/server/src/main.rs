//! The marty binary.
fn main() {}

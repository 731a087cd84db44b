//! The project's own commands: `cargo xtask run | test | bench | tidy | codegen`.
fn main() {}

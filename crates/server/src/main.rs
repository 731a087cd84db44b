//! The `marty` binary: one program, its roles as subcommands.

fn main() {}

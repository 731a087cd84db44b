//! Storage promises, each tried on a real disk.

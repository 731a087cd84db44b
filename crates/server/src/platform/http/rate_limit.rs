//! Filled in this release.

//! Filled by the first release.

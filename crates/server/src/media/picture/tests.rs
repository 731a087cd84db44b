//! Preparing pictures of every kind.

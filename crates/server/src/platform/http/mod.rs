//! The frame every endpoint hangs in: problems, typed extractors, limits, headers, static files.

pub mod client_address;
pub mod extract;
pub mod headers;
pub mod page;
pub mod problem;
pub mod rate_limit;
pub mod static_files;
pub mod written;

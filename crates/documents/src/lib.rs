//! Documents as PDF: invoices and credit notes.
//!
//! Values in, bytes out: nothing here reads a clock, a file or a database, and every text arrives as it is printed. The
//! same document always gives the same bytes, so a document is kept as its values and drawn when somebody wants it. The
//! fonts are compiled in (`fonts/NOTICE`).
//!
//! | file | what it does |
//! |---|---|
//! | [`invoice`] | what stands on an invoice, and where |
//! | [`page`] | text with a width, lines, columns |

mod invoice;
mod page;
mod sample;

pub use invoice::{Fact, Invoice, Line, Party, Tax, render};
pub use sample::sample;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be drawn: {0}")]
pub struct DrawError(String);

//! Keyset pages: every list answers `{items, nextCursor}`, and a cursor is the sort key of the last row.

use domain::{
    limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX},
    problem::ProblemCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows on the page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[param(max_length = 200)]
    pub cursor: Option<String>,
}

impl PageQuery {
    /// The number of rows.
    ///
    /// # Errors
    /// A problem when it is out of range.
    pub fn rows(&self) -> Result<u32, Problem> {
        rows(self.limit)
    }
}

/// The number of rows of a page.
///
/// # Errors
/// A problem when it is out of range.
pub fn rows(limit: Option<u32>) -> Result<u32, Problem> {
    match limit.unwrap_or(PAGE_ROWS_DEFAULT) {
        rows @ 1..=PAGE_ROWS_MAX => Ok(rows),
        _ => Err(Problem::new(ProblemCode::InvalidParameter, "limit: a whole number from 1 to 100.")),
    }
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page starts; null on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Cuts a list that was read with one row more than asked for.
    #[must_use]
    pub fn cut(mut items: Vec<T>, rows: u32, cursor: impl Fn(&T) -> String) -> Page<T> {
        let more = items.len() > rows as usize;
        items.truncate(rows as usize);
        let next_cursor = if more { items.last().map(cursor) } else { None };
        Page { items, next_cursor }
    }
}

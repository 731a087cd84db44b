//! Values on their way into and out of the database.
//!
//! Four kinds of value cover the schema on every engine: 64-bit integers, text, bytes and null. Typed
//! wrappers (ids, instants, credits) convert here, once.

use std::borrow::Cow;

use domain::{
    id::{Id, Kind},
    money::{Credits, UsdMicros},
    time::Millis,
};

use super::DbError;

/// A parameter of a statement.
#[derive(Clone, Debug)]
pub enum Param<'a> {
    /// SQL NULL.
    Null,
    /// BIGINT; booleans are 0 and 1.
    Int(i64),
    /// TEXT.
    Text(Cow<'a, str>),
    /// BLOB.
    Bytes(&'a [u8]),
}

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Param::Int(value)
    }
}
impl From<u32> for Param<'_> {
    fn from(value: u32) -> Self {
        Param::Int(value.into())
    }
}
impl From<bool> for Param<'_> {
    fn from(value: bool) -> Self {
        Param::Int(value.into())
    }
}
impl From<Millis> for Param<'_> {
    fn from(value: Millis) -> Self {
        Param::Int(value.0)
    }
}
impl From<Credits> for Param<'_> {
    fn from(value: Credits) -> Self {
        Param::Int(value.0)
    }
}
impl From<UsdMicros> for Param<'_> {
    fn from(value: UsdMicros) -> Self {
        Param::Int(value.0)
    }
}
impl<'a> From<&'a str> for Param<'a> {
    fn from(value: &'a str) -> Self {
        Param::Text(Cow::Borrowed(value))
    }
}
impl<'a> From<&'a String> for Param<'a> {
    fn from(value: &'a String) -> Self {
        Param::Text(Cow::Borrowed(value))
    }
}
impl From<String> for Param<'_> {
    fn from(value: String) -> Self {
        Param::Text(Cow::Owned(value))
    }
}
impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(value: &'a [u8]) -> Self {
        Param::Bytes(value)
    }
}
impl<K: Kind> From<Id<K>> for Param<'_> {
    fn from(value: Id<K>) -> Self {
        Param::Text(Cow::Owned(value.to_string()))
    }
}
impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Param::Null, Into::into)
    }
}

/// One row of an answer.
pub struct Row<'a>(pub(super) &'a rusqlite::Row<'a>);

impl Row<'_> {
    /// The value of the column, counted from zero.
    ///
    /// # Errors
    /// [`DbError::Column`] when it is not of that type.
    pub fn get<T: FromColumn>(&self, column: usize) -> Result<T, DbError> {
        T::from_column(self, column)
    }

    fn value(&self, column: usize) -> Result<rusqlite::types::ValueRef<'_>, DbError> {
        self.0.get_ref(column).map_err(|_| DbError::Column { column, expected: "a value" })
    }
}

/// A type that can be read from a column.
pub trait FromColumn: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`DbError::Column`].
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError>;
}

impl FromColumn for i64 {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        match row.value(column)? {
            rusqlite::types::ValueRef::Integer(value) => Ok(value),
            _ => Err(DbError::Column { column, expected: "a whole number" }),
        }
    }
}

impl FromColumn for u32 {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        let expected = "a small whole number";
        u32::try_from(i64::from_column(row, column)?).map_err(|_| DbError::Column { column, expected })
    }
}

impl FromColumn for bool {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        Ok(i64::from_column(row, column)? != 0)
    }
}

impl FromColumn for String {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        match row.value(column)? {
            rusqlite::types::ValueRef::Text(bytes) => std::str::from_utf8(bytes)
                .map(str::to_owned)
                .map_err(|_| DbError::Column { column, expected: "UTF-8 text" }),
            _ => Err(DbError::Column { column, expected: "text" }),
        }
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        match row.value(column)? {
            rusqlite::types::ValueRef::Blob(bytes) => Ok(bytes.to_vec()),
            _ => Err(DbError::Column { column, expected: "bytes" }),
        }
    }
}

impl FromColumn for Millis {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        i64::from_column(row, column).map(Millis)
    }
}

impl FromColumn for Credits {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        i64::from_column(row, column).map(Credits)
    }
}

impl<K: Kind> FromColumn for Id<K> {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        let expected = K::PREFIX;
        match row.value(column)? {
            rusqlite::types::ValueRef::Text(bytes) => std::str::from_utf8(bytes)
                .ok()
                .and_then(|text| text.parse().ok())
                .ok_or(DbError::Column { column, expected }),
            _ => Err(DbError::Column { column, expected }),
        }
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, DbError> {
        match row.value(column)? {
            rusqlite::types::ValueRef::Null => Ok(None),
            _ => T::from_column(row, column).map(Some),
        }
    }
}

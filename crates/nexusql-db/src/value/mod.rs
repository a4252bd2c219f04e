//! What goes into a statement and comes out of a row, on every engine. How an engine writes a value is in its own folder.

mod convert;
mod decimal;
mod interval;
mod json;
mod read_serde;

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use uuid::Uuid;

pub use convert::{FromValue, IntoValue, Mismatch};
pub use decimal::Decimal;
pub use interval::Interval;
pub use json::Json;
pub(crate) use read_serde::map;

/// One value of a column or a parameter.
///
/// Shape: what an engine stores under another type comes back as that type (SQLite has no dates: they come back as
/// text); [`FromValue`] reads both.
/// Invariant: no engine changes a value on its way; what it cannot hold is an error.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// SQL's null, of any type.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// An integer of up to 64 bits.
    Int(i64),
    /// An unsigned integer that does not fit [`Value::Int`].
    UInt(u64),
    /// A number of single precision.
    F32(f32),
    /// A number of double precision.
    F64(f64),
    /// An exact decimal number of any length.
    Decimal(Decimal),
    /// Text; values of enumerations too.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A day.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A day and time without a zone.
    Timestamp(NaiveDateTime),
    /// An instant.
    TimestampTz(DateTime<Utc>),
    /// A span of time.
    Interval(Interval),
    /// A UUID.
    Uuid(Uuid),
    /// A JSON document, as its text.
    Json(Json),
    /// An array (PostgreSQL), nested if it has several dimensions; or the list of `in (:list)`.
    Array(Vec<Value>),
}

impl Value {
    /// Returns the name of the variant as messages have it: "integer", "text".
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Int(_) => "integer",
            Self::UInt(_) => "unsigned integer",
            Self::F32(_) => "float of single precision",
            Self::F64(_) => "float",
            Self::Decimal(_) => "decimal",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Date(_) => "date",
            Self::Time(_) => "time",
            Self::Timestamp(_) => "timestamp",
            Self::TimestampTz(_) => "timestamp with time zone",
            Self::Interval(_) => "interval",
            Self::Uuid(_) => "uuid",
            Self::Json(_) => "json",
            Self::Array(_) => "array",
        }
    }

    /// Returns how many bytes it has beside its fixed size, about.
    #[cfg(feature = "sqlite")]
    pub(crate) fn n_bytes(&self) -> usize {
        match self {
            Self::Text(value) => value.len(),
            Self::Bytes(value) => value.len(),
            Self::Json(value) => value.as_str().len(),
            Self::Decimal(value) => value.as_str().len(),
            _ => 0,
        }
    }

    /// Returns whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// The value as a person reads it: `2024-02-29`, `1.50`, `null`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::UInt(value) => value.fmt(f),
            Self::F32(value) => value.fmt(f),
            Self::F64(value) => value.fmt(f),
            Self::Decimal(value) => value.fmt(f),
            Self::Text(value) => f.write_str(value),
            Self::Bytes(value) => {
                f.write_str("\\x")?;
                value.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
            Self::Date(value) => value.fmt(f),
            Self::Time(value) => value.fmt(f),
            Self::Timestamp(value) => value.fmt(f),
            Self::TimestampTz(value) => write!(f, "{}+00:00", value.naive_utc()),
            Self::Interval(value) => value.fmt(f),
            Self::Uuid(value) => value.fmt(f),
            Self::Json(value) => value.fmt(f),
            Self::Array(values) => {
                for (i, value) in values.iter().enumerate() {
                    f.write_str(if i == 0 { "{" } else { "," })?;
                    value.fmt(f)?;
                }
                f.write_str(if values.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

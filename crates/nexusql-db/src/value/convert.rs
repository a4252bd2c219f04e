//! Rust types to values and back. Nothing here loses a digit: what does not fit is a mismatch.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use uuid::Uuid;

use super::{Decimal, Interval, Json, Value};

/// A type that can be a parameter.
pub trait IntoValue {
    /// Returns it as a value.
    fn into_value(self) -> Value;
}

/// A type that a column can be read as.
pub trait FromValue: Sized {
    /// Returns `value` as this type.
    ///
    /// Errors: if `value` is of another type, or does not fit without loss.
    fn from_value(value: Value) -> Result<Self, Mismatch>;
}

/// A value that is not of the type that was asked for. It does not show the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What the value is: "text", "null".
    pub found: &'static str,
    /// What was asked for.
    pub wanted: &'static str,
    /// Whether the type would do, but this value does not fit.
    pub out_of_range: bool,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.out_of_range {
            true => write!(f, "{} does not fit {}", self.found, self.wanted),
            false => write!(f, "{} cannot be read as {}", self.found, self.wanted),
        }
    }
}

impl std::error::Error for Mismatch {}

fn differs(value: &Value, wanted: &'static str) -> Mismatch {
    Mismatch { found: value.type_name(), wanted, out_of_range: false }
}

fn out_of_range(value: &Value, wanted: &'static str) -> Mismatch {
    Mismatch { found: value.type_name(), wanted, out_of_range: true }
}

impl IntoValue for Value {
    #[inline]
    fn into_value(self) -> Value {
        self
    }
}

impl FromValue for Value {
    #[inline]
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        Ok(value)
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    #[inline]
    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    #[inline]
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        if value.is_null() { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

impl<T: IntoValue + Clone> IntoValue for &T {
    #[inline]
    fn into_value(self) -> Value {
        self.clone().into_value()
    }
}

impl<T: IntoValue> IntoValue for Vec<T> {
    #[inline]
    fn into_value(self) -> Value {
        Value::Array(self.into_iter().map(T::into_value).collect())
    }
}

impl<T: IntoValue + Clone> IntoValue for &[T] {
    #[inline]
    fn into_value(self) -> Value {
        Value::Array(self.iter().cloned().map(T::into_value).collect())
    }
}

impl<T: IntoValue, const N: usize> IntoValue for [T; N] {
    #[inline]
    fn into_value(self) -> Value {
        Value::Array(self.into_iter().map(T::into_value).collect())
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    #[inline]
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Array(values) => values.into_iter().map(T::from_value).collect(),
            value => Err(differs(&value, "array")),
        }
    }
}

/// The types that are one variant, and are read from it or as `also` says.
macro_rules! plain {
    ($($type:ty, $variant:ident, $wanted:literal, $($also:pat => $read:expr),*;)*) => {$(
        impl IntoValue for $type {
            #[inline]
            fn into_value(self) -> Value {
                Value::$variant(self)
            }
        }

        impl FromValue for $type {
            #[inline]
            fn from_value(value: Value) -> Result<Self, Mismatch> {
                let value = match value {
                    Value::$variant(inner) => return Ok(inner),
                    other => other,
                };
                let read: Option<Option<Self>> = match &value {
                    $($also => Some($read),)*
                    _ => None,
                };
                match read {
                    Some(found) => found.ok_or_else(|| out_of_range(&value, $wanted)),
                    None => Err(differs(&value, $wanted)),
                }
            }
        }
    )*};
}

plain! {
    bool, Bool, "boolean", Value::Int(n) => match n { 0 => Some(false), 1 => Some(true), _ => None };
    String, Text, "text", Value::Json(json) => Some(json.as_str().to_owned());
    Vec<u8>, Bytes, "bytes",;
    Decimal, Decimal, "decimal",
        Value::Int(n) => Some(Decimal::from(*n)),
        Value::UInt(n) => Some(Decimal::from_units(i128::from(*n), 0)),
        Value::F64(n) => Some(Decimal::from_f64(*n)),
        Value::Text(text) => text.parse().ok();
    // MySQL has one type for times of day and for spans up to 838 hours.
    Interval, Interval, "interval", Value::Time(time) => Interval::since_midnight(*time);
    Json, Json, "json", Value::Text(text) => Json::parse(text.as_str()).ok();
    Uuid, Uuid, "uuid",
        Value::Text(text) => Uuid::parse_str(text).ok(),
        Value::Bytes(bytes) => Uuid::from_slice(bytes).ok();
    NaiveDate, Date, "date", Value::Text(text) => text.parse().ok();
    NaiveTime, Time, "time", Value::Text(text) => text.parse().ok();
    NaiveDateTime, Timestamp, "timestamp",
        Value::Text(text) => text.replacen(' ', "T", 1).parse().ok();
    DateTime<Utc>, TimestampTz, "timestamp with time zone",
        Value::Text(text) => text.replacen(' ', "T", 1).parse().ok();
}

impl IntoValue for &str {
    #[inline]
    fn into_value(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl IntoValue for &[u8] {
    #[inline]
    fn into_value(self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

impl IntoValue for DateTime<FixedOffset> {
    #[inline]
    fn into_value(self) -> Value {
        Value::TimestampTz(self.to_utc())
    }
}

impl IntoValue for serde_json::Value {
    #[inline]
    fn into_value(self) -> Value {
        Value::Json(Json::of(&self).expect("a JSON value prints as JSON"))
    }
}

impl FromValue for serde_json::Value {
    #[inline]
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let json = Json::from_value(value)?;
        json.read().map_err(|_| Mismatch { found: "json", wanted: "serde_json::Value", out_of_range: true })
    }
}

macro_rules! integers {
    ($($type:ty, $wanted:literal;)*) => {$(
        impl IntoValue for $type {
            #[inline]
            fn into_value(self) -> Value {
                match i64::try_from(self) {
                    Ok(n) => Value::Int(n),
                    // Only an unsigned number can be above the range of i64; none here is below it.
                    Err(_) => Value::UInt(u64::try_from(self).unwrap_or(u64::MAX)),
                }
            }
        }

        impl FromValue for $type {
            #[inline]
            fn from_value(value: Value) -> Result<Self, Mismatch> {
                let read = match &value {
                    Value::Int(n) => Self::try_from(*n).ok(),
                    Value::UInt(n) => Self::try_from(*n).ok(),
                    Value::Decimal(decimal) => decimal.to_i128().and_then(|n| Self::try_from(n).ok()),
                    _ => return Err(differs(&value, $wanted)),
                };
                read.ok_or_else(|| out_of_range(&value, $wanted))
            }
        }
    )*};
}

integers! {
    i8, "i8"; i16, "i16"; i32, "i32"; i64, "i64"; u16, "u16"; u32, "u32"; u64, "u64"; usize, "usize";
}

impl IntoValue for f32 {
    #[inline]
    fn into_value(self) -> Value {
        Value::F32(self)
    }
}

impl IntoValue for f64 {
    #[inline]
    fn into_value(self) -> Value {
        Value::F64(self)
    }
}

impl FromValue for f64 {
    #[inline]
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::F64(number) => Ok(number),
            Value::F32(number) => Ok(f64::from(number)),
            // Up to 2^53 every integer is a float.
            Value::Int(n) if n.unsigned_abs() <= 1 << 53 => Ok(n as f64),
            Value::Int(_) | Value::UInt(_) => Err(out_of_range(&value, "f64")),
            _ => Err(differs(&value, "f64")),
        }
    }
}

impl FromValue for f32 {
    #[inline]
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::F32(number) => Ok(number),
            // An engine with one kind of float gives a single back as a double.
            Value::F64(number) if number.is_nan() || f64::from(number as f32) == number => Ok(number as f32),
            Value::Int(n) if n.unsigned_abs() <= 1 << 24 => Ok(n as f32),
            Value::F64(_) | Value::Int(_) | Value::UInt(_) => Err(out_of_range(&value, "f32")),
            _ => Err(differs(&value, "f32")),
        }
    }
}

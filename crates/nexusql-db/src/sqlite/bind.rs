//! What a value becomes in SQLite, which has integers, floats, text and bytes. What those cannot hold is an error.

use chrono::{Datelike as _, NaiveDate};
use nexusql_base::Diagnostic;
use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};

use crate::error::{Error, Kind, Result};
use crate::value::{Decimal, Value};

/// How many decimal digits a float keeps.
///
/// Source: SQLite, "Floating Point Numbers".
const EXACT_DIGITS: usize = 15;

/// Returns `value` as SQLite stores it.
///
/// Shape: booleans are 0 and 1; days, times, UUIDs and JSON are text, in the form that SQLite's own functions read.
/// Errors: [`Kind::Value`] for what would come back as something else.
pub(super) fn stored(value: &Value) -> Result<ToSqlOutput<'_>> {
    let owned = |text: String| Ok(ToSqlOutput::Owned(Stored::Text(text)));
    match value {
        Value::Null => Ok(ToSqlOutput::Owned(Stored::Null)),
        Value::Bool(value) => Ok(ToSqlOutput::Owned(Stored::Integer(i64::from(*value)))),
        Value::Int(value) => Ok(ToSqlOutput::Owned(Stored::Integer(*value))),
        Value::UInt(_) => Err(refuse("integers above 9223372036854775807", "Send the number as text.")),
        Value::F32(value) => float(f64::from(*value)),
        Value::F64(value) => float(*value),
        Value::Decimal(value) => decimal(value),
        Value::Text(value) => text(value),
        Value::Bytes(value) => Ok(ToSqlOutput::Borrowed(ValueRef::Blob(value))),
        Value::Date(value) => in_range(*value).and_then(|()| owned(value.format("%Y-%m-%d").to_string())),
        Value::Time(value) => owned(value.format("%H:%M:%S%.f").to_string()),
        Value::Timestamp(value) => {
            in_range(value.date()).and_then(|()| owned(value.format("%Y-%m-%d %H:%M:%S%.f").to_string()))
        }
        Value::TimestampTz(value) => {
            in_range(value.date_naive()).and_then(|()| owned(value.format("%Y-%m-%d %H:%M:%S%.f+00:00").to_string()))
        }
        Value::Interval(_) => Err(refuse("intervals", "Send it as text or as a number of seconds.")),
        Value::Uuid(value) => owned(value.to_string()),
        Value::Json(value) => text(value.as_str()),
        Value::Array(_) => Err(refuse("arrays", "Write \"in (:list)\" for a list, or send it as JSON.")),
    }
}

/// Returns what SQLite has stored.
///
/// Errors: [`Kind::Value`] for text that is not UTF-8.
#[inline]
pub(super) fn loaded(value: ValueRef<'_>) -> Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        ValueRef::Real(value) => Value::F64(value),
        ValueRef::Blob(value) => Value::Bytes(value.to_vec()),
        ValueRef::Text(value) => match std::str::from_utf8(value) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => {
                let diagnostic = Diagnostic::error("bad-text", "text in the database is not UTF-8");
                let hint = "Read it as bytes with \"cast(… as blob)\".";
                return Err(Error::new(Kind::Value, diagnostic.with_hint(hint)));
            }
        },
    })
}

fn float(value: f64) -> Result<ToSqlOutput<'static>> {
    if value.is_nan() {
        // SQLite would store null.
        return Err(refuse("NaN", "Send null."));
    }
    Ok(ToSqlOutput::Owned(Stored::Real(value)))
}

fn text(value: &str) -> Result<ToSqlOutput<'_>> {
    if value.contains('\0') {
        // SQLite's functions end text there.
        return Err(refuse("text with a NUL character", "Send it as bytes."));
    }
    Ok(ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())))
}

/// A decimal becomes a number, so that it compares as one; only those that come back the same.
fn decimal(value: &Decimal) -> Result<ToSqlOutput<'static>> {
    if let Some(whole) = value.to_i128().and_then(|whole| i64::try_from(whole).ok()) {
        return Ok(ToSqlOutput::Owned(Stored::Integer(whole)));
    }
    let exact = value.parts().is_some_and(|parts| parts.significant() <= EXACT_DIGITS);
    let number = value.as_str().parse::<f64>().ok().filter(|number| exact && number.is_finite() && *number != 0.0);
    match number {
        Some(number) => Ok(ToSqlOutput::Owned(Stored::Real(number))),
        None => {
            let hint = "Send it as text, to a column of type text.";
            Err(refuse("decimals of more than 15 digits, which are no integers of 64 bits", hint))
        }
    }
}

fn in_range(date: NaiveDate) -> Result<()> {
    if (0..=9999).contains(&date.year()) {
        return Ok(());
    }
    Err(refuse("years before 0 or after 9999", "Send it as text, in a form of your own."))
}

fn refuse(what: &str, hint: &str) -> Error {
    let diagnostic = Diagnostic::error("value-not-held", format!("SQLite cannot hold {what}"));
    Error::new(Kind::Value, diagnostic.with_hint(hint))
}

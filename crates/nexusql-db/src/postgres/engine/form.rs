//! A value in the form in which it is sent: checked against its type, ready to be written as bytes or as text.

use std::fmt::Write as _;

use bytes::{BufMut as _, BytesMut};
use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

use super::error::refuse;
use crate::error::Result;
use crate::value::Interval;

/// A value that fits its type.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Null,
    Bool(bool),
    I16(i16),
    I32(i32),
    I64(i64),
    F32(f32),
    F64(f64),
    Bytes(Vec<u8>),
    Date(NaiveDate),
    Time(NaiveTime),
    Timestamp(NaiveDateTime),
    /// In UTC.
    TimestampTz(NaiveDateTime),
    Interval(Interval),
    Uuid(uuid::Uuid),
    /// What the server reads from text.
    Text(String),
}

impl Form {
    /// Returns whether the server reads it from text.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// Writes it in PostgreSQL's binary form; text as it is.
    pub fn binary(&self, out: &mut BytesMut) {
        match self {
            Self::Null => {}
            Self::Bool(value) => out.put_u8(u8::from(*value)),
            Self::I16(value) => out.put_i16(*value),
            Self::I32(value) => out.put_i32(*value),
            Self::I64(value) => out.put_i64(*value),
            Self::F32(value) => out.put_f32(*value),
            Self::F64(value) => out.put_f64(*value),
            Self::Bytes(value) => out.put_slice(value),
            Self::Date(value) => out.put_i32(days(*value)),
            Self::Time(value) => out.put_i64(micros_of_day(*value)),
            Self::Timestamp(value) | Self::TimestampTz(value) => out.put_i64(micros(*value)),
            Self::Interval(value) => {
                out.put_i64(value.micros);
                out.put_i32(value.days);
                out.put_i32(value.months);
            }
            Self::Uuid(value) => out.put_slice(value.as_bytes()),
            Self::Text(value) => out.put_slice(value.as_bytes()),
        }
    }

    /// Adds it as PostgreSQL reads it from text, whatever the session's settings; nothing for null.
    pub fn text(&self, out: &mut String) {
        // Writing to a `String` does not fail.
        let _ = match self {
            Self::Null => Ok(()),
            Self::Bool(value) => write!(out, "{value}"),
            Self::I16(value) => write!(out, "{value}"),
            Self::I32(value) => write!(out, "{value}"),
            Self::I64(value) => write!(out, "{value}"),
            Self::F32(value) => write!(out, "{value:e}"),
            Self::F64(value) => write!(out, "{value:e}"),
            Self::Bytes(value) => {
                out.push_str("\\x");
                hex(value, out);
                Ok(())
            }
            Self::Date(value) => write!(out, "{}", date_text(*value)),
            Self::Time(value) => write!(out, "{}", value.format("%H:%M:%S%.6f")),
            Self::Timestamp(value) => write!(out, "{}", timestamp_text(*value, "")),
            Self::TimestampTz(value) => write!(out, "{}", timestamp_text(*value, "+00")),
            Self::Interval(value) => {
                write!(out, "{} months {} days {} microseconds", value.months, value.days, value.micros)
            }
            Self::Uuid(value) => write!(out, "{value}"),
            Self::Text(value) => write!(out, "{value}"),
        };
    }
}

fn hex(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.reserve(2 * bytes.len());
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// Returns the day from which PostgreSQL counts.
pub(super) fn epoch() -> NaiveDate {
    NaiveDate::from_ymd_opt(2000, 1, 1).expect("it is a day")
}

/// Every day that chrono has is within a million years: its number fits.
fn days(date: NaiveDate) -> i32 {
    i32::try_from((date - epoch()).num_days()).unwrap_or(i32::MAX)
}

/// Microseconds are whole: [`whole_micros`] has looked.
fn micros_of_day(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight()) * 1_000_000 + i64::from(time.nanosecond() / 1_000)
}

fn micros(at: NaiveDateTime) -> i64 {
    i64::from(days(at.date())) * 86_400_000_000 + micros_of_day(at.time())
}

/// Refuses what has nanoseconds, or a leap second, which PostgreSQL would round.
pub(super) fn whole_micros(time: NaiveTime) -> Result<()> {
    if time.nanosecond() >= 1_000_000_000 {
        return Err(refuse("PostgreSQL cannot hold leap seconds", "Send the second before or after."));
    }
    if !time.nanosecond().is_multiple_of(1_000) {
        let hint = "Cut them off with \"trunc_subsecs(6)\".";
        return Err(refuse("PostgreSQL cannot hold fractions of a microsecond", hint));
    }
    Ok(())
}

/// Returns a day as PostgreSQL reads it: `0044-03-15 BC`.
pub(super) fn date_text(date: NaiveDate) -> String {
    format!("{}{}", plain_date(date), era(date))
}

/// Returns a time as PostgreSQL reads it, with `zone` behind it.
pub(super) fn timestamp_text(at: NaiveDateTime, zone: &str) -> String {
    format!("{} {}{zone}{}", plain_date(at.date()), at.format("%H:%M:%S%.6f"), era(at.date()))
}

/// The year before 1 is 1 BC.
fn plain_date(date: NaiveDate) -> String {
    let year = if date.year() > 0 { date.year() } else { 1 - date.year() };
    format!("{year:04}-{:02}-{:02}", date.month(), date.day())
}

fn era(date: NaiveDate) -> &'static str {
    if date.year() > 0 { "" } else { " BC" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_year_one_are_before_christ() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(date_text(date(0, 1, 1)), "0001-01-01 BC");
        assert_eq!(date_text(date(-43, 3, 15)), "0044-03-15 BC");
        assert_eq!(date_text(date(2024, 2, 29)), "2024-02-29");
        assert_eq!((days(date(2000, 1, 1)), days(date(1999, 12, 31))), (0, -1));
    }
}

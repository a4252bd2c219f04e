//! What a server sends, as values.

use std::error::Error as StdError;

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta};
use nexusql_base::Diagnostic;
use tokio_postgres::types::{FromSql, Type};

use super::class::Class;
use super::form::epoch;
use super::numeric;
use crate::error::{Error, Kind, Result};
use crate::value::{Interval, Json, Value};

/// The bytes of one value, as they were sent.
pub(super) struct Sent<'a>(pub Option<&'a [u8]>);

impl<'a> FromSql<'a> for Sent<'a> {
    fn from_sql(_: &Type, bytes: &'a [u8]) -> std::result::Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(Some(bytes)))
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Why bytes are no value.
enum Fault {
    /// They are not what the type's description says.
    Garbled,
    /// Rust's type has no such value.
    NotHeld(&'static str),
}

type Read<T> = std::result::Result<T, Fault>;

/// Returns what was sent for `column`.
///
/// Shape: what PostgreSQL's type holds and Rust's does not (`infinity`, `24:00:00`) comes as text.
/// Errors: [`Kind::Value`] for what neither holds: an array that does not count from 1, a day a million years away.
pub(super) fn value(class: &Class, sent: Sent<'_>, column: &str) -> Result<Value> {
    let Some(bytes) = sent.0 else { return Ok(Value::Null) };
    read(class, bytes).map_err(|fault| {
        let diagnostic = match fault {
            Fault::Garbled => {
                Diagnostic::error("bad-value", format!("column \"{column}\": the server sent what its type is not"))
            }
            Fault::NotHeld(what) => {
                let message = format!("column \"{column}\": {what} cannot be read");
                Diagnostic::error("value-not-held", message).with_hint("Read it as text, with \"::text\".")
            }
        };
        Error::new(Kind::Value, diagnostic).with_columns([column.to_owned()])
    })
}

fn read(class: &Class, bytes: &[u8]) -> Read<Value> {
    Ok(match class {
        Class::Bool => Value::Bool(fixed::<1>(bytes)? != [0]),
        Class::I16 => Value::Int(i64::from(i16::from_be_bytes(fixed(bytes)?))),
        Class::I32 => Value::Int(i64::from(i32::from_be_bytes(fixed(bytes)?))),
        Class::I64 => Value::Int(i64::from_be_bytes(fixed(bytes)?)),
        Class::U32 => Value::Int(i64::from(u32::from_be_bytes(fixed(bytes)?))),
        Class::F32 => Value::F32(f32::from_be_bytes(fixed(bytes)?)),
        Class::F64 => Value::F64(f64::from_be_bytes(fixed(bytes)?)),
        Class::Numeric => Value::Decimal(numeric::decimal(bytes).ok_or(Fault::Garbled)?),
        Class::Text | Class::OddText | Class::Void | Class::Other => Value::Text(text(bytes)?),
        Class::Byte => byte(fixed(bytes)?),
        Class::Bytes => Value::Bytes(bytes.to_vec()),
        Class::Date => date(i32::from_be_bytes(fixed(bytes)?))?,
        Class::Time => time(i64::from_be_bytes(fixed(bytes)?))?,
        Class::Timestamp => match timestamp(i64::from_be_bytes(fixed(bytes)?))? {
            Ok(at) => Value::Timestamp(at),
            Err(infinite) => infinite,
        },
        Class::TimestampTz => match timestamp(i64::from_be_bytes(fixed(bytes)?))? {
            Ok(at) => Value::TimestampTz(at.and_utc()),
            Err(infinite) => infinite,
        },
        Class::Interval => interval(bytes)?,
        Class::Uuid => Value::Uuid(uuid::Uuid::from_bytes(fixed(bytes)?)),
        Class::Json => Value::Json(Json::of_server(text(bytes)?)),
        // The first byte is the version of the form.
        Class::Jsonb => match bytes.split_first() {
            Some((1, rest)) => Value::Json(Json::of_server(text(rest)?)),
            _ => return Err(Fault::Garbled),
        },
        Class::Array(element) => array(element, bytes)?,
    })
}

fn fixed<const N: usize>(bytes: &[u8]) -> Read<[u8; N]> {
    bytes.try_into().map_err(|_| Fault::Garbled)
}

fn text(bytes: &[u8]) -> Read<String> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| Fault::Garbled)
}

/// `"char"` as PostgreSQL prints it.
fn byte(byte: [u8; 1]) -> Value {
    Value::Text(match byte {
        [0] => String::new(),
        [byte] if byte.is_ascii() => char::from(byte).to_string(),
        [byte] => format!("\\{byte:03o}"),
    })
}

fn infinite(positive: bool) -> Value {
    Value::Text(if positive { "infinity" } else { "-infinity" }.to_owned())
}

fn date(days: i32) -> Read<Value> {
    if days == i32::MAX || days == i32::MIN {
        return Ok(infinite(days > 0));
    }
    let distance = Days::new(u64::from(days.unsigned_abs()));
    let date = if days < 0 { epoch().checked_sub_days(distance) } else { epoch().checked_add_days(distance) };
    date.map(Value::Date).ok_or(Fault::NotHeld("a date so far away"))
}

fn time(micros: i64) -> Read<Value> {
    const DAY: i64 = 86_400_000_000;
    if micros == DAY {
        return Ok(Value::Text("24:00:00".to_owned()));
    }
    if !(0..DAY).contains(&micros) {
        return Err(Fault::Garbled);
    }
    Ok(Value::Time(NaiveTime::MIN + TimeDelta::microseconds(micros)))
}

/// Returns the time, or the text of an infinite one.
fn timestamp(micros: i64) -> Read<std::result::Result<NaiveDateTime, Value>> {
    if micros == i64::MAX || micros == i64::MIN {
        return Ok(Err(infinite(micros > 0)));
    }
    let start = epoch().and_time(NaiveTime::MIN);
    let at = start.checked_add_signed(TimeDelta::microseconds(micros));
    at.map(Ok).ok_or(Fault::NotHeld("a timestamp so far away"))
}

fn interval(bytes: &[u8]) -> Read<Value> {
    let [micros, rest] = [bytes.get(..8), bytes.get(8..)];
    let (micros, rest) = (micros.ok_or(Fault::Garbled)?, rest.ok_or(Fault::Garbled)?);
    let (days, months) = rest.split_at_checked(4).ok_or(Fault::Garbled)?;
    let interval = Interval {
        months: i32::from_be_bytes(fixed(months)?),
        days: i32::from_be_bytes(fixed(days)?),
        micros: i64::from_be_bytes(fixed(micros)?),
    };
    // PostgreSQL 17 and later have infinite intervals.
    Ok(match interval {
        Interval { months: i32::MAX, days: i32::MAX, micros: i64::MAX } => infinite(true),
        Interval { months: i32::MIN, days: i32::MIN, micros: i64::MIN } => infinite(false),
        interval => Value::Interval(interval),
    })
}

/// Source: `array_send` in PostgreSQL's arrayfuncs.c.
fn array(element: &Class, bytes: &[u8]) -> Read<Value> {
    let mut rest = bytes;
    let n_dimensions = word(&mut rest)?;
    let (_has_nulls, _element_oid) = (word(&mut rest)?, word(&mut rest)?);
    let mut lengths = Vec::new();
    for _ in 0..n_dimensions {
        lengths.push(usize::try_from(word(&mut rest)?).map_err(|_| Fault::Garbled)?);
        if word(&mut rest)? != 1 {
            return Err(Fault::NotHeld("an array whose subscripts do not begin at 1"));
        }
    }
    if lengths.is_empty() {
        return Ok(Value::Array(Vec::new()));
    }
    dimension(element, &lengths, &mut rest)
}

fn dimension(element: &Class, lengths: &[usize], rest: &mut &[u8]) -> Read<Value> {
    let Some((length, inner)) = lengths.split_first() else {
        return match word(rest)? {
            -1 => Ok(Value::Null),
            length => read(element, take(rest, usize::try_from(length).map_err(|_| Fault::Garbled)?)?),
        };
    };
    (0..*length).map(|_| dimension(element, inner, rest)).collect::<Read<_>>().map(Value::Array)
}

fn word(rest: &mut &[u8]) -> Read<i32> {
    Ok(i32::from_be_bytes(fixed(take(rest, 4)?)?))
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Read<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length).ok_or(Fault::Garbled)?;
    *rest = left;
    Ok(taken)
}

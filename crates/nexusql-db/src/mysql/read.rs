//! What a server sends, as values.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use mysql_async::Value as Sent;
use nexusql_base::Diagnostic;

use super::column::Class;
use crate::error::{Error, Kind, Result};
use crate::value::{Interval, Json, Value};

/// Returns what was sent for `column`.
///
/// Shape: a `time` that is no time of day is an interval. What the server's type holds and Rust's does not
/// (`0000-00-00`) comes as text.
/// Errors: [`Kind::Value`] for text that is not UTF-8, and for what its type is not.
pub(super) fn value(class: Class, sent: Sent, column: &str) -> Result<Value> {
    read(class, sent).map_err(|(message, hint)| {
        let diagnostic = Diagnostic::error("value-not-held", format!("column \"{column}\": {message}"));
        let diagnostic = hint.into_iter().fold(diagnostic, Diagnostic::with_hint);
        Error::new(Kind::Value, diagnostic).with_columns([column.to_owned()])
    })
}

type Fault = (&'static str, Option<&'static str>);

const GARBLED: Fault = ("the server sent what its type is not", None);
const NOT_UTF8: Fault = ("text is not UTF-8", Some("Read it as bytes with \"cast(… as binary)\"."));

fn read(class: Class, sent: Sent) -> std::result::Result<Value, Fault> {
    Ok(match (class, sent) {
        (_, Sent::NULL) => Value::Null,
        (_, Sent::Int(number)) => Value::Int(number),
        (_, Sent::UInt(number)) => unsigned(number),
        (_, Sent::Float(number)) => Value::F32(number),
        (_, Sent::Double(number)) => Value::F64(number),
        (_, Sent::Time(negative, days, hours, minutes, seconds, micros)) => {
            time(negative, days, (hours, minutes, seconds, micros))
        }
        (class, Sent::Date(year, month, day, hour, minute, second, micros)) => {
            date(class, (year, month, day), (hour, minute, second, micros))
        }
        (Class::Bytes, Sent::Bytes(bytes)) => Value::Bytes(bytes),
        (Class::Bits, Sent::Bytes(bytes)) if bytes.len() <= 8 => {
            unsigned(bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
        }
        (Class::Decimal, Sent::Bytes(bytes)) => Value::Decimal(text(bytes)?.parse().map_err(|_| GARBLED)?),
        (Class::Json, Sent::Bytes(bytes)) => Value::Json(Json::of_server(text(bytes)?)),
        (_, Sent::Bytes(bytes)) => Value::Text(text(bytes)?),
    })
}

fn text(bytes: Vec<u8>) -> std::result::Result<String, Fault> {
    String::from_utf8(bytes).map_err(|_| NOT_UTF8)
}

fn unsigned(number: u64) -> Value {
    i64::try_from(number).map_or(Value::UInt(number), Value::Int)
}

fn time(negative: bool, days: u32, (hours, minutes, seconds, micros): (u8, u8, u8, u32)) -> Value {
    let of_day = NaiveTime::from_hms_micro_opt(hours.into(), minutes.into(), seconds.into(), micros);
    if let (false, 0, Some(time)) = (negative, days, of_day) {
        return Value::Time(time);
    }
    let whole = ((i64::from(days) * 24 + i64::from(hours)) * 60 + i64::from(minutes)) * 60 + i64::from(seconds);
    let all = whole * 1_000_000 + i64::from(micros);
    Value::Interval(Interval { months: 0, days: 0, micros: if negative { -all } else { all } })
}

fn date(class: Class, (year, month, day): (u16, u8, u8), (hour, minute, second, micros): (u8, u8, u8, u32)) -> Value {
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    let time = NaiveTime::from_hms_micro_opt(hour.into(), minute.into(), second.into(), micros);
    match (class, date, time) {
        (Class::Date, Some(date), _) => Value::Date(date),
        (Class::TimestampTz, Some(date), Some(time)) => Value::TimestampTz(NaiveDateTime::new(date, time).and_utc()),
        (_, Some(date), Some(time)) => Value::Timestamp(NaiveDateTime::new(date, time)),
        (Class::Date, ..) => Value::Text(format!("{year:04}-{month:02}-{day:02}")),
        _ => {
            let shown = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
            Value::Text(if micros == 0 { shown } else { format!("{shown}.{micros:06}") })
        }
    }
}

//! What a value becomes for MySQL. What it has no form for is an error; what a column cannot hold is one of the server's,
//! since its `sql_mode` is strict.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};
use mysql_async::Value as Sent;
use nexusql_base::Diagnostic;

use crate::error::{Error, Kind, Result};
use crate::value::{Interval, Value};

/// How far a `time` reaches from zero: 838:59:59.999999.
///
/// Source: MySQL manual, "The TIME Type".
const TIME_MICROS_MAX: u64 = ((838 * 60 + 59) * 60 + 59) * 1_000_000 + 999_999;

/// Returns `value` as it is sent.
///
/// Shape: booleans are 0 and 1; decimals, UUIDs and JSON are text; instants are days and times in UTC.
/// Errors: [`Kind::Value`] for what would come there as something else.
pub(super) fn sent(value: Value) -> Result<Sent> {
    Ok(match value {
        Value::Null => Sent::NULL,
        Value::Bool(value) => Sent::Int(i64::from(value)),
        Value::Int(value) => Sent::Int(value),
        Value::UInt(value) => Sent::UInt(value),
        Value::F32(value) if value.is_finite() => Sent::Float(value),
        Value::F64(value) if value.is_finite() => Sent::Double(value),
        Value::F32(_) | Value::F64(_) => return Err(refuse("NaN and infinity", "Send null.")),
        Value::Decimal(value) if value.parts().is_none() => return Err(refuse("NaN and infinity", "Send null.")),
        Value::Decimal(value) => Sent::Bytes(value.to_string().into_bytes()),
        Value::Text(value) => Sent::Bytes(value.into_bytes()),
        Value::Bytes(value) => Sent::Bytes(value),
        Value::Date(value) => day(value, NaiveTime::MIN)?,
        Value::Timestamp(value) => day(value.date(), value.time())?,
        Value::TimestampTz(value) => day(value.date_naive(), value.time())?,
        Value::Time(value) => {
            Sent::Time(false, 0, narrow(value.hour()), narrow(value.minute()), narrow(value.second()), micros(value)?)
        }
        Value::Interval(value) => interval(value)?,
        Value::Uuid(value) => Sent::Bytes(value.to_string().into_bytes()),
        Value::Json(value) => Sent::Bytes(value.to_string().into_bytes()),
        Value::Array(_) => {
            return Err(refuse("arrays", "Write \"in (:list)\" for a list, or send it as JSON."));
        }
    })
}

/// Returns how many bytes `value` takes on its way, about.
pub(super) fn size(value: &Sent) -> usize {
    match value {
        Sent::Bytes(bytes) => bytes.len() + 9,
        _ => 14,
    }
}

fn day(date: NaiveDate, time: NaiveTime) -> Result<Sent> {
    let year = u16::try_from(date.year()).ok().filter(|year| *year <= 9_999);
    let Some(year) = year else {
        return Err(refuse("years before 0 or after 9999", "Send it as text, in a form of your own."));
    };
    let (hour, minute, second) = (narrow(time.hour()), narrow(time.minute()), narrow(time.second()));
    Ok(Sent::Date(year, narrow(date.month()), narrow(date.day()), hour, minute, second, micros(time)?))
}

/// Returns a part of a day or time, which is below 60.
fn narrow(part: u32) -> u8 {
    u8::try_from(part).expect("parts of days and times are small")
}

fn micros(time: NaiveTime) -> Result<u32> {
    let nanos = time.nanosecond();
    if nanos >= 1_000_000_000 {
        return Err(refuse("leap seconds", "Send the second before or after it."));
    }
    if !nanos.is_multiple_of(1_000) {
        return Err(refuse("parts of a microsecond", "Cut them off with \"trunc_subsecs(6)\"."));
    }
    Ok(nanos / 1_000)
}

fn interval(interval: Interval) -> Result<Sent> {
    let all = interval.micros.unsigned_abs();
    if interval.months != 0 || interval.days != 0 {
        return Err(refuse("months and days of an interval", "Send hours and less, or numbers."));
    }
    if all > TIME_MICROS_MAX {
        return Err(refuse("intervals of more than 838:59:59.999999", "Send a number of seconds."));
    }
    let (seconds, micros) = (all / 1_000_000, all % 1_000_000);
    let part = |value: u64| u8::try_from(value).expect("parts of a time are small");
    Ok(Sent::Time(
        interval.micros < 0,
        u32::try_from(seconds / 86_400).expect("it is 34 days at most"),
        part(seconds / 3_600 % 24),
        part(seconds / 60 % 60),
        part(seconds % 60),
        u32::try_from(micros).expect("it is below a second"),
    ))
}

fn refuse(what: &str, hint: &str) -> Error {
    let diagnostic = Diagnostic::error("value-not-held", format!("MySQL cannot hold {what}"));
    Error::new(Kind::Value, diagnostic.with_hint(hint))
}

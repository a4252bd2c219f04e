//! What a value becomes for a parameter of PostgreSQL. What would come there as another value is an error.

use std::error::Error as StdError;

use bytes::BytesMut;
use chrono::NaiveTime;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

use super::class::Class;
use super::error::refuse;
use super::form::{Form, whole_micros};
use crate::error::Result;
use crate::value::{Decimal, Value};

/// Up to which number every integer is a float of double and of single precision.
const F64_WHOLE_MAX: u64 = 1 << 53;
const F32_WHOLE_MAX: u64 = 1 << 24;

impl ToSql for Form {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        self.binary(out);
        Ok(if matches!(self, Self::Null) { IsNull::Yes } else { IsNull::No })
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        if self.is_text() { Format::Text } else { Format::Binary }
    }

    fn to_sql_checked(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        self.to_sql(ty, out)
    }
}

/// Returns `value` in the form for a parameter of the type `ty`.
///
/// Errors: [`crate::Kind::Value`] for what the type cannot hold, or would read as something else.
pub(super) fn form(value: Value, class: &Class, ty: &Type) -> Result<Form> {
    let form = match class {
        _ if value.is_null() => Some(Form::Null),
        Class::Text | Class::OddText => text(value)?,
        Class::Bool => match value {
            Value::Bool(value) => Some(Form::Bool(value)),
            other => typed(other),
        },
        Class::I16 | Class::I32 | Class::I64 | Class::U32 => integer(value, class, ty)?,
        Class::F32 | Class::F64 => float(value, class, ty)?,
        Class::Numeric => numeric(value),
        Class::Bytes => match value {
            Value::Bytes(value) => Some(Form::Bytes(value)),
            _ => None,
        },
        Class::Date | Class::Time | Class::Timestamp | Class::TimestampTz => time(value, class)?,
        Class::Interval => match value {
            Value::Interval(value) => Some(Form::Interval(value)),
            other => typed(other),
        },
        Class::Uuid => match value {
            Value::Uuid(value) => Some(Form::Uuid(value)),
            other => typed(other),
        },
        Class::Json | Class::Jsonb => match value {
            Value::Json(value) => Some(Form::Text(value.to_string())),
            other => typed(other),
        },
        Class::Array(element) => match value {
            Value::Array(values) => Some(Form::Text(array(values, element, ty)?)),
            other => typed(other),
        },
        Class::Byte | Class::Void | Class::Other => match value {
            Value::Int(_) | Value::UInt(_) | Value::Decimal(_) => Some(Form::Text(value.to_string())),
            other => typed(other),
        },
    };
    match form {
        Some(Form::Text(text)) if text.contains('\0') => {
            Err(refuse("PostgreSQL cannot hold text with a NUL character", "Send it as bytes."))
        }
        Some(form) => Ok(form),
        None => Err(unfit(class, ty)),
    }
}

/// Text is read by the server as a value of any type.
fn typed(value: Value) -> Option<Form> {
    match value {
        Value::Text(text) => Some(Form::Text(text)),
        _ => None,
    }
}

fn unfit(class: &Class, ty: &Type) -> crate::error::Error {
    let hint = match class {
        Class::TimestampTz => {
            "Send an instant, or cast in the statement: \":name::timestamp\" is in the session's zone."
        }
        Class::Timestamp => "Send a time without zone, or cast in the statement: \":name::timestamptz\".",
        Class::Array(_) => "Send an array.",
        _ => {
            "Send another type, or cast in the statement: \":name::type\". A list is for \"in (:name)\" or \"any(:name)\"."
        }
    };
    refuse(format!("parameter of type \"{}\" cannot be given this type of value", ty.name()), hint)
}

fn text(value: Value) -> Result<Option<Form>> {
    Ok(Some(Form::Text(match value {
        Value::Text(text) => text,
        Value::Json(json) => json.to_string(),
        Value::Bytes(_) | Value::Array(_) => return Ok(None),
        Value::Date(date) => super::form::date_text(date),
        Value::Timestamp(at) => super::form::timestamp_text(at, ""),
        Value::TimestampTz(at) => super::form::timestamp_text(at.naive_utc(), "+00"),
        other => other.to_string(),
    })))
}

fn integer(value: Value, class: &Class, ty: &Type) -> Result<Option<Form>> {
    let number = match &value {
        Value::Int(number) => Some(i128::from(*number)),
        Value::UInt(number) => Some(i128::from(*number)),
        Value::Decimal(number) => match number.to_i128() {
            Some(number) => Some(number),
            None => return Err(out_of_range(ty)),
        },
        _ => None,
    };
    let Some(number) = number else { return Ok(typed(value)) };
    let form = match class {
        Class::I16 => i16::try_from(number).ok().map(Form::I16),
        Class::I32 => i32::try_from(number).ok().map(Form::I32),
        Class::U32 => u32::try_from(number).ok().map(|number| Form::I32(number.cast_signed())),
        _ => i64::try_from(number).ok().map(Form::I64),
    };
    form.map(Some).ok_or_else(|| out_of_range(ty))
}

fn out_of_range(ty: &Type) -> crate::error::Error {
    let hint = "Cast to a wider type in the statement: \":name::numeric\".";
    refuse(format!("number does not fit a parameter of type \"{}\"", ty.name()), hint)
}

fn float(value: Value, class: &Class, ty: &Type) -> Result<Option<Form>> {
    let single = *class == Class::F32;
    let whole_max = if single { F32_WHOLE_MAX } else { F64_WHOLE_MAX };
    let number = match value {
        Value::F32(number) if single => return Ok(Some(Form::F32(number))),
        Value::F32(number) => Some(f64::from(number)),
        Value::F64(number) => Some(number),
        Value::Int(number) if number.unsigned_abs() <= whole_max => Some(number as f64),
        Value::UInt(number) if number <= whole_max => Some(number as f64),
        Value::Decimal(decimal) => {
            decimal.as_str().parse::<f64>().ok().filter(|number| Decimal::from_f64(*number) == decimal)
        }
        Value::Int(_) | Value::UInt(_) => None,
        other => return Ok(typed(other)),
    };
    let Some(number) = number else { return Err(out_of_range(ty)) };
    if !single {
        return Ok(Some(Form::F64(number)));
    }
    let narrow = number as f32;
    if f64::from(narrow).to_bits() == number.to_bits() || number.is_nan() {
        return Ok(Some(Form::F32(narrow)));
    }
    let hint = "Send a float of single precision, or cast in the statement: \":name::float8\".";
    Err(refuse("float does not fit a parameter of single precision without loss", hint))
}

fn numeric(value: Value) -> Option<Form> {
    match value {
        Value::Int(_) | Value::UInt(_) | Value::Decimal(_) => Some(Form::Text(value.to_string())),
        Value::F32(number) if number.is_finite() => Some(Form::Text(format!("{number}"))),
        Value::F32(number) => Some(Form::Text(Decimal::from_f64(f64::from(number)).to_string())),
        Value::F64(number) => Some(Form::Text(Decimal::from_f64(number).to_string())),
        other => typed(other),
    }
}

fn time(value: Value, class: &Class) -> Result<Option<Form>> {
    let (form, time) = match (class, value) {
        (Class::Date, Value::Date(date)) => (Form::Date(date), None),
        (Class::Time, Value::Time(time)) => (Form::Time(time), Some(time)),
        (Class::Timestamp, Value::Timestamp(at)) => (Form::Timestamp(at), Some(at.time())),
        (Class::Timestamp, Value::Date(date)) => (Form::Timestamp(date.and_time(NaiveTime::MIN)), None),
        (Class::TimestampTz, Value::TimestampTz(at)) => (Form::TimestampTz(at.naive_utc()), Some(at.time())),
        (_, other) => return Ok(typed(other)),
    };
    time.map_or(Ok(()), whole_micros)?;
    Ok(Some(form))
}

/// Returns an array as PostgreSQL reads it from text: `{1,NULL,"a b"}`.
///
/// Source: PostgreSQL manual, "Array Value Input".
fn array(values: Vec<Value>, element: &Class, ty: &Type) -> Result<String> {
    let mut text = String::new();
    let shape = write_array(values, element, ty, &mut text)?;
    // PostgreSQL has one empty array.
    if shape.len() > 1 && shape.contains(&0) {
        return Err(refuse("PostgreSQL cannot hold an array of empty arrays", "Send an empty array."));
    }
    Ok(text)
}

/// Writes it and returns the length of each dimension.
fn write_array(values: Vec<Value>, element: &Class, ty: &Type, text: &mut String) -> Result<Vec<usize>> {
    let length = values.len();
    let mut inner: Option<Vec<usize>> = None;
    text.push('{');
    for (i, value) in values.into_iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        let shape = match value {
            Value::Array(values) => write_array(values, element, ty, text)?,
            Value::Null => {
                text.push_str("NULL");
                Vec::new()
            }
            value => {
                let mut plain = String::new();
                form(value, element, ty)?.text(&mut plain);
                quote_element(&plain, text);
                Vec::new()
            }
        };
        if inner.replace(shape.clone()).is_some_and(|before| before != shape) {
            return Err(refuse("PostgreSQL cannot hold arrays of different lengths in an array", "Send it as JSON."));
        }
    }
    text.push('}');
    let mut shape = vec![length];
    shape.extend(inner.unwrap_or_default());
    Ok(shape)
}

fn quote_element(plain: &str, text: &mut String) {
    text.push('"');
    for c in plain.chars() {
        if matches!(c, '"' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
}

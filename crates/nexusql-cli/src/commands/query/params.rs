//! Parameters as the command line gives them: `name=value` or `name:type=value`.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::{Decimal, FromValue, IntoValue, Json, Params, Value};

const TYPES: &str = "int, float, decimal, text, bool, date, time, timestamp, timestamptz, uuid, json, bytes, null";

/// Returns the parameters.
///
/// Errors: [`ErrorKind::Usage`] for one that is not understood.
pub fn parse(texts: &[String]) -> Result<Params> {
    texts.iter().try_fold(Params::new(), |params, text| {
        let (name, value) = one(text)?;
        Ok(params.with(name, value))
    })
}

fn one(text: &str) -> Result<(String, Value)> {
    let (left, value) = text.split_once('=').ok_or_else(|| {
        refuse(format!("parameter \"{text}\" has no value"), "Write -p name=value or -p name:type=value.".to_owned())
    })?;
    let (name, wanted) = left.split_once(':').unwrap_or((left, "text"));
    let known = TYPES.split(", ").any(|known| known == wanted);
    if !known {
        return Err(refuse(
            format!("type \"{wanted}\" of parameter \"{name}\" is not known"),
            format!("Known are {TYPES}."),
        ));
    }
    let read = typed(wanted, value).ok_or_else(|| {
        refuse(format!("parameter \"{name}\" is no value of type \"{wanted}\""), example(wanted).to_owned())
    })?;
    Ok((name.to_owned(), read))
}

/// Returns the value, or `None` if `text` is no value of the type.
fn typed(wanted: &str, text: &str) -> Option<Value> {
    let of_text = || Value::Text(text.to_owned());
    Some(match wanted {
        "int" => text.parse::<i64>().map(Value::Int).or_else(|_| text.parse::<u64>().map(Value::UInt)).ok()?,
        "float" => Value::F64(text.parse().ok()?),
        "decimal" => text.parse::<Decimal>().ok()?.into_value(),
        "bool" => match text {
            "true" | "t" | "1" => Value::Bool(true),
            "false" | "f" | "0" => Value::Bool(false),
            _ => return None,
        },
        "date" => chrono::NaiveDate::from_value(of_text()).ok()?.into_value(),
        "time" => chrono::NaiveTime::from_value(of_text()).ok()?.into_value(),
        "timestamp" => chrono::NaiveDateTime::from_value(of_text()).ok()?.into_value(),
        "timestamptz" => chrono::DateTime::<chrono::Utc>::from_value(of_text()).ok()?.into_value(),
        "uuid" => uuid::Uuid::from_value(of_text()).ok()?.into_value(),
        "json" => Json::parse(text).ok()?.into_value(),
        "bytes" => Value::Bytes(bytes(text.strip_prefix("\\x").unwrap_or(text))?),
        "null" => text.is_empty().then_some(Value::Null)?,
        _ => of_text(),
    })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = hex.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    });
    pairs.collect()
}

fn example(wanted: &str) -> &'static str {
    match wanted {
        "bool" => "Write true or false.",
        "date" => "Write it as 2026-02-28.",
        "time" => "Write it as 12:30:00.",
        "timestamp" => "Write it as \"2026-02-28 12:30:00\".",
        "timestamptz" => "Write it with a zone, as 2026-02-28T12:30:00+01:00.",
        "bytes" => "Write it in hexadecimal digits, as 00ff.",
        "null" => "Write nothing after the \"=\".",
        _ => "See nexusql query --help.",
    }
}

fn refuse(message: String, hint: String) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("bad-parameter", message).with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read() {
        for (text, wanted) in [
            ("a=5", Value::Text("5".to_owned())),
            ("a==", Value::Text("=".to_owned())),
            ("a:text=x:int=5", Value::Text("x:int=5".to_owned())),
            ("a:int=-5", Value::Int(-5)),
            ("a:int=18446744073709551615", Value::UInt(u64::MAX)),
            ("a:float=1e-308", Value::F64(1e-308)),
            ("a:bool=t", Value::Bool(true)),
            ("a:bytes=00fF", Value::Bytes(vec![0, 255])),
            ("a:null=", Value::Null),
        ] {
            assert_eq!(one(text).unwrap(), ("a".to_owned(), wanted), "{text}");
        }
        for text in [
            "a",
            "a:int=x",
            "a:what=1",
            "a:bytes=0",
            "a:null=x",
            "a:timestamptz=2026-01-01 00:00:00",
            "a:date=2026-02-30",
        ] {
            assert_eq!(one(text).unwrap_err().kind(), ErrorKind::Usage, "{text}");
        }
    }
}

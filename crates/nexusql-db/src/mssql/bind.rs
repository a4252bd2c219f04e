//! What a value becomes for SQL Server. What would come there as another value is an error.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};
use tiberius::numeric::Numeric;
use tiberius::{ColumnData, IntoSql as _};

use super::error::refuse;
use crate::error::Result;
use crate::value::{Decimal, Value};

/// How many digits `numeric` has.
const DIGITS_MAX: usize = 38;

/// Returns `value` as it is sent; null as null of text.
///
/// Errors: [`crate::Kind::Value`] for what SQL Server cannot hold.
pub(super) fn sent(value: Value) -> Result<ColumnData<'static>> {
    Ok(match value {
        Value::Null => ColumnData::String(None),
        Value::Bool(value) => ColumnData::Bit(Some(value)),
        Value::Int(value) => ColumnData::I64(Some(value)),
        Value::UInt(value) => match i64::try_from(value) {
            Ok(value) => ColumnData::I64(Some(value)),
            Err(_) => ColumnData::Numeric(Some(Numeric::new_with_scale(i128::from(value), 0))),
        },
        Value::F32(value) if !value.is_finite() => return Err(not_finite()),
        Value::F64(value) if !value.is_finite() => return Err(not_finite()),
        Value::F32(value) => ColumnData::F32(Some(value)),
        Value::F64(value) => ColumnData::F64(Some(value)),
        Value::Decimal(value) => ColumnData::Numeric(Some(numeric(&value)?)),
        Value::Text(value) => ColumnData::String(Some(value.into())),
        Value::Json(value) => ColumnData::String(Some(value.to_string().into())),
        Value::Bytes(value) => ColumnData::Binary(Some(value.into())),
        Value::Uuid(value) => ColumnData::Guid(Some(value)),
        Value::Date(value) => in_range(value)?.into_sql(),
        Value::Time(value) => whole_ticks(value)?.into_sql(),
        Value::Timestamp(value) => {
            in_range(value.date())?;
            whole_ticks(value.time())?;
            value.into_sql()
        }
        Value::TimestampTz(value) => {
            in_range(value.date_naive())?;
            whole_ticks(value.time())?;
            // In UTC the driver would send it as a time without a zone.
            value.fixed_offset().into_sql()
        }
        Value::Interval(_) => return Err(refuse("SQL Server cannot hold intervals", "Send a number of seconds.")),
        Value::Array(_) => {
            return Err(refuse(
                "SQL Server cannot hold arrays",
                "Write \"in (:list)\" for a list, or send it as JSON.",
            ));
        }
    })
}

fn not_finite() -> crate::error::Error {
    refuse("SQL Server cannot hold NaN or infinity", "Send null.")
}

fn numeric(value: &Decimal) -> Result<Numeric> {
    let refused =
        || refuse("SQL Server cannot hold decimals of more than 38 digits, NaN or infinity", "Round it first.");
    let parts = value.parts().ok_or_else(refused)?;
    // Its digits before the point count although they are zeros, and so do those after it.
    if parts.whole.len() + parts.fraction.len() > DIGITS_MAX {
        return Err(refused());
    }
    let digits = format!("{}{}", parts.whole, parts.fraction);
    let units: i128 = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| refused())? };
    let scale = u8::try_from(parts.fraction.len()).map_err(|_| refused())?;
    Ok(Numeric::new_with_scale(if parts.negative { -units } else { units }, scale))
}

fn in_range(date: NaiveDate) -> Result<NaiveDate> {
    if (1..=9999).contains(&date.year()) {
        return Ok(date);
    }
    Err(refuse("SQL Server cannot hold years before 1 or after 9999", "Send it as text."))
}

/// SQL Server counts in tenths of a microsecond.
fn whole_ticks(time: NaiveTime) -> Result<NaiveTime> {
    if time.nanosecond() < 1_000_000_000 && time.nanosecond().is_multiple_of(100) {
        return Ok(time);
    }
    let hint = "Cut them off with \"trunc_subsecs(7)\".";
    Err(refuse("SQL Server cannot hold leap seconds or parts of a tenth of a microsecond", hint))
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;
    use crate::error::Kind;

    #[test]
    fn extremes_are_sent_as_they_are_or_refused() {
        let decimal = |text: &str| Value::Decimal(text.parse().unwrap());
        let units = |value: Value| match sent(value).unwrap() {
            ColumnData::Numeric(Some(number)) => (number.value(), number.scale()),
            other => panic!("{other:?}"),
        };
        assert_eq!(units(decimal("-0.010")), (-10, 3));
        assert_eq!(units(decimal("0")), (0, 0));
        let nines = "9".repeat(38);
        assert_eq!(units(decimal(&nines)), (nines.parse().unwrap(), 0));
        assert_eq!(units(decimal(&format!("-0.{nines}"))), (-nines.parse::<i128>().unwrap(), 38));
        assert_eq!(units(Value::UInt(u64::MAX)), (i128::from(u64::MAX), 0));
        assert_eq!(sent(Value::Int(i64::MIN)).unwrap(), ColumnData::I64(Some(i64::MIN)));
        let date = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        for refused in [
            decimal(&format!("{nines}9")),
            decimal(&format!("0.{nines}9")),
            decimal("NaN"),
            Value::F64(f64::NAN),
            Value::F32(f32::INFINITY),
            Value::Date(date(0)),
            Value::Date(date(10_000)),
            Value::Time(NaiveTime::from_hms_nano_opt(1, 2, 3, 50).unwrap()),
            Value::TimestampTz(date(-1).and_time(NaiveTime::MIN).and_local_timezone(Utc).unwrap()),
            Value::Array(vec![]),
        ] {
            assert_eq!(sent(refused).unwrap_err().kind(), Kind::Value);
        }
    }

    /// What is written is read back the same by the reader of this engine.
    #[test]
    fn values_go_there_and_back() {
        let at = date_time("2024-02-29T23:59:59.9999999");
        for value in [
            Value::Bool(true),
            Value::Int(i64::MAX),
            Value::F64(1e-308),
            Value::F32(f32::MAX),
            Value::Decimal("-1234567.890".parse().unwrap()),
            Value::Text("a\0é😀".to_owned()),
            Value::Bytes(vec![0, 255]),
            Value::Uuid(uuid::Uuid::max()),
            Value::Date(at.date()),
            Value::Date(NaiveDate::from_ymd_opt(1, 1, 1).unwrap()),
            Value::Date(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap()),
            Value::Time(at.time()),
            Value::Timestamp(at),
            Value::Timestamp(date_time("0001-01-01T00:00:00")),
            Value::TimestampTz(at.and_utc()),
        ] {
            let data = sent(value.clone()).unwrap();
            assert_eq!(super::super::read::value(&data, None, "v").unwrap(), value);
        }
    }

    fn date_time(text: &str) -> chrono::NaiveDateTime {
        text.parse().unwrap()
    }
}

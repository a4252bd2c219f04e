//! What SQL Server sends, as values.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use nexusql_base::Diagnostic;
use tiberius::{ColumnData, ColumnType, FromSql};

use super::error::error;
use crate::error::{Error, Kind, Result};
use crate::row::{Column, Columns, Row};
use crate::value::{Decimal, Value};

/// Up to here the driver's float tells every ten-thousandth of an amount of money.
const MONEY_MAX: f64 = 9.0e11;

/// Returns the columns of a result.
pub(super) fn columns(found: &[tiberius::Column]) -> Arc<Columns> {
    let column = |column: &tiberius::Column| Column {
        name: column.name().to_owned(),
        type_name: type_name(column.column_type()).to_owned(),
    };
    Arc::new(Columns(found.iter().map(column).collect()))
}

/// Returns a row.
///
/// Errors: [`Kind::Value`] for what cannot be read.
pub(super) fn row(columns: &Arc<Columns>, found: &tiberius::Row) -> Result<Row> {
    let read = |((column, data), known): ((&tiberius::Column, &ColumnData<'static>), &Column)| {
        value(data, Some(column.column_type()), &known.name)
    };
    let values = found.cells().zip(&columns.0).map(read).collect::<Result<Vec<_>>>()?;
    Ok(Row::new(Arc::clone(columns), values))
}

/// Returns one value of the column `name`.
pub(super) fn value(data: &ColumnData<'static>, ty: Option<ColumnType>, name: &str) -> Result<Value> {
    let found = match data {
        ColumnData::U8(value) => value.map(|value| Value::Int(i64::from(value))),
        ColumnData::I16(value) => value.map(|value| Value::Int(i64::from(value))),
        ColumnData::I32(value) => value.map(|value| Value::Int(i64::from(value))),
        ColumnData::I64(value) => value.map(Value::Int),
        ColumnData::F32(value) => value.map(Value::F32),
        ColumnData::F64(Some(value)) if matches!(ty, Some(ColumnType::Money | ColumnType::Money4)) => {
            Some(money(*value, name)?)
        }
        ColumnData::F64(value) => value.map(Value::F64),
        ColumnData::Bit(value) => value.map(Value::Bool),
        ColumnData::String(value) => value.as_ref().map(|value| Value::Text(value.clone().into_owned())),
        ColumnData::Guid(value) => value.map(Value::Uuid),
        ColumnData::Binary(value) => value.as_ref().map(|value| Value::Bytes(value.clone().into_owned())),
        ColumnData::Numeric(value) => {
            value.map(|value| Value::Decimal(Decimal::from_units(value.value(), u32::from(value.scale()))))
        }
        ColumnData::Xml(value) => value.as_ref().map(|value| Value::Text(value.as_ref().as_ref().to_owned())),
        ColumnData::Date(_) => read::<NaiveDate>(data)?.map(Value::Date),
        ColumnData::Time(_) => read::<NaiveTime>(data)?.map(Value::Time),
        ColumnData::DateTime(_) | ColumnData::SmallDateTime(_) | ColumnData::DateTime2(_) => {
            read::<NaiveDateTime>(data)?.map(Value::Timestamp)
        }
        ColumnData::DateTimeOffset(_) => read::<DateTime<Utc>>(data)?.map(Value::TimestampTz),
    };
    Ok(found.unwrap_or(Value::Null))
}

fn read<T: for<'a> FromSql<'a>>(data: &ColumnData<'static>) -> Result<Option<T>> {
    T::from_sql(data).map_err(|said| error(&said))
}

/// The driver reads money as a float.
fn money(value: f64, name: &str) -> Result<Value> {
    if value.abs() < MONEY_MAX {
        let units = (value * 10_000.0).round() as i128;
        return Ok(Value::Decimal(Decimal::from_units(units, 4)));
    }
    let message = format!("column \"{name}\": money of so large an amount cannot be read");
    let hint = "Read it as a decimal, with \"cast(… as decimal(19, 4))\".";
    let diagnostic = Diagnostic::error("value-not-held", message).with_hint(hint);
    Err(Error::new(Kind::Value, diagnostic).with_columns([name.to_owned()]))
}

fn type_name(ty: ColumnType) -> &'static str {
    match ty {
        ColumnType::Null => "",
        ColumnType::Bit | ColumnType::Bitn => "bit",
        ColumnType::Int1 => "tinyint",
        ColumnType::Int2 => "smallint",
        ColumnType::Int4 => "int",
        ColumnType::Int8 | ColumnType::Intn => "bigint",
        ColumnType::Float4 => "real",
        ColumnType::Float8 | ColumnType::Floatn => "float",
        ColumnType::Money | ColumnType::Money4 => "money",
        ColumnType::Datetime4 => "smalldatetime",
        ColumnType::Datetime | ColumnType::Datetimen => "datetime",
        ColumnType::Daten => "date",
        ColumnType::Timen => "time",
        ColumnType::Datetime2 => "datetime2",
        ColumnType::DatetimeOffsetn => "datetimeoffset",
        ColumnType::Guid => "uniqueidentifier",
        ColumnType::Decimaln | ColumnType::Numericn => "decimal",
        ColumnType::BigVarBin => "varbinary",
        ColumnType::BigBinary => "binary",
        ColumnType::BigVarChar => "varchar",
        ColumnType::BigChar => "char",
        ColumnType::NVarchar => "nvarchar",
        ColumnType::NChar => "nchar",
        ColumnType::Xml => "xml",
        ColumnType::Udt => "udt",
        ColumnType::Text => "text",
        ColumnType::Image => "image",
        ColumnType::NText => "ntext",
        ColumnType::SSVariant => "sql_variant",
    }
}

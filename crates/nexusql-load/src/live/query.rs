//! Sending one kind's query and reading its rows as they arrive.

use futures_util::{StreamExt, pin_mut};
use nexusql_base::{Error, Result};
use nexusql_catalog::{Body, Kind};
use nexusql_db::postgres::error;
use serde_json::Value;
use tokio_postgres::types::{FromSql, ToSql, Type};
use tokio_postgres::{Client, Row as Answer};

use super::Address;

/// One object as its kind's query returns it.
pub(super) struct Row {
    pub(super) address: Address,
    pub(super) path: Option<Vec<String>>,
    pub(super) body: Body,
}

/// How many columns stand before the attributes: the address and the path.
const N_FIXED: usize = 4;

/// Runs `sql` and returns its rows.
pub(super) async fn rows(client: &Client, kind: Kind, sql: &str) -> Result<Vec<Row>> {
    let wrong = |what: &dyn std::fmt::Display| Error::internal(format!("query of kind {kind} fails: {what}"));
    let describe = |e: tokio_postgres::Error| match e.as_db_error() {
        Some(said) if said.code().code().starts_with("42") => wrong(said),
        _ => error(&e),
    };
    let none: [(&(dyn ToSql + Sync), Type); 0] = [];
    let stream = client.query_typed_raw(sql, none).await.map_err(describe)?;
    pin_mut!(stream);
    let mut rows = Vec::new();
    while let Some(row) = stream.next().await {
        let row = row.map_err(describe)?;
        rows.push(read(kind, &row).map_err(|e| wrong(&e))?);
    }
    Ok(rows)
}

type AnyError = Box<dyn std::error::Error + Send + Sync>;

fn read(kind: Kind, row: &Answer) -> std::result::Result<Row, AnyError> {
    let address = Address { class: row.try_get(0)?, object: row.try_get(1)?, part: row.try_get(2)? };
    let path = row.try_get(3)?;
    let columns = row.columns().iter().map(tokio_postgres::Column::name);
    let values =
        (N_FIXED..row.len()).map(|at| row.try_get::<_, Attribute>(at)).collect::<std::result::Result<Vec<_>, _>>()?;
    let attributes = columns.skip(N_FIXED).zip(values.into_iter().map(|Attribute(value)| value));
    Ok(Row { address, path, body: Body::from_attributes(kind, attributes)? })
}

/// The value of a column as JSON.
struct Attribute(Value);

impl<'a> FromSql<'a> for Attribute {
    fn from_sql(of: &Type, raw: &'a [u8]) -> std::result::Result<Self, AnyError> {
        Ok(Self(match *of {
            Type::BOOL => bool::from_sql(of, raw)?.into(),
            Type::INT2 => i16::from_sql(of, raw)?.into(),
            Type::INT4 => i32::from_sql(of, raw)?.into(),
            Type::INT8 => i64::from_sql(of, raw)?.into(),
            Type::JSON => serde_json::from_slice(raw)?,
            _ => String::from_sql(of, raw)?.into(),
        }))
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Self, AnyError> {
        Ok(Self(Value::Null))
    }

    fn accepts(of: &Type) -> bool {
        matches!(*of, Type::BOOL | Type::INT2 | Type::INT4 | Type::INT8 | Type::JSON)
            || <String as FromSql>::accepts(of)
    }
}

/// Returns `sql` without the lines that are for other majors.
pub(super) fn for_major(sql: &str, major: u32) -> String {
    sql.lines().filter(|line| !line.starts_with("--") && is_for(line, major)).flat_map(|line| [line, "\n"]).collect()
}

fn is_for(line: &str, major: u32) -> bool {
    let Some((_, mark)) = line.rsplit_once("-- ") else { return true };
    let bound = |text: &str| text.trim().parse::<u32>().ok();
    if let Some(since) = mark.strip_prefix("since ").and_then(bound) {
        return major >= since;
    }
    mark.strip_prefix("before ").and_then(bound).is_none_or(|before| major < before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_other_majors_are_left_out() {
        let sql = "-- kind: x\nselect a, -- since 14\nselect b, -- before 14\n  c -- since the dawn\n";
        assert_eq!(for_major(sql, 13), "select b, -- before 14\n  c -- since the dawn\n");
        assert_eq!(for_major(sql, 14), "select a, -- since 14\n  c -- since the dawn\n");
    }
}

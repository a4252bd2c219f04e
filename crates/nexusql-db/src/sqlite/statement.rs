//! One statement on an open database: bound, stepped, read.

use std::sync::Arc;

use nexusql_base::Diagnostic;
use rusqlite::{CachedStatement, Connection, Statement};

use super::bind::{loaded, stored};
use super::error::error;
use crate::error::{Error, Kind, Result};
use crate::params::Call;
use crate::row::{Column, Columns, Row};
use crate::value::Value;

/// How many rows go in one chunk of a stream.
const CHUNK_ROWS: usize = 256;

/// Returns the statement, prepared.
pub(super) fn prepare<'c>(connection: &'c Connection, call: &Call) -> Result<CachedStatement<'c>> {
    let statement = connection.prepare_cached(&call.text).map_err(error)?;
    if statement.parameter_count() != call.values.len() {
        return Err(foreign_parameters(&statement));
    }
    Ok(statement)
}

/// SQLite has placeholders of its own, `@name` and `$name`; unbound they would be null.
fn foreign_parameters(statement: &Statement<'_>) -> Error {
    let names: Vec<&str> = (1..=statement.parameter_count()).filter_map(|at| statement.parameter_name(at)).collect();
    let diagnostic = Diagnostic::error("foreign-parameter", "statement has parameters that are not written \":name\"");
    let detail = format!("SQLite sees {}.", names.join(", "));
    Error::new(Kind::Parameter, diagnostic.with_detail(detail).with_hint("Write \":name\"."))
}

pub(super) fn bind(statement: &mut Statement<'_>, values: &[Value]) -> Result<()> {
    for (i, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(i + 1, stored(value)?).map_err(error)?;
    }
    Ok(())
}

/// Runs it to its end and returns how many rows it changed.
pub(super) fn execute(connection: &Connection, call: &Call) -> Result<u64> {
    let mut statement = prepare(connection, call)?;
    bind(&mut statement, &call.values)?;
    changed(connection, &mut statement)
}

/// Returns how many rows the bound statement changed: none if it is no change at all.
fn changed(connection: &Connection, statement: &mut Statement<'_>) -> Result<u64> {
    // The counter is of the last statement that changed rows, whichever that was.
    let reads = statement.readonly();
    let before = connection.total_changes();
    let mut rows = statement.raw_query();
    while rows.next().map_err(error)?.is_some() {}
    drop(rows);
    Ok(if reads || connection.total_changes() == before { 0 } else { connection.changes() })
}

/// Runs it once for each row and returns how many rows were changed.
pub(super) fn execute_many(connection: &Connection, call: &Call, rows: &[Vec<Value>]) -> Result<u64> {
    let mut statement = connection.prepare_cached(&call.text).map_err(error)?;
    let mut n = 0;
    for row in rows {
        if statement.parameter_count() != row.len() {
            return Err(foreign_parameters(&statement));
        }
        bind(&mut statement, row)?;
        n += changed(connection, &mut statement)?;
    }
    Ok(n)
}

/// Runs it to its end and returns its first rows.
pub(super) fn fetch(connection: &Connection, call: &Call, rows_max: usize) -> Result<Vec<Row>> {
    let mut statement = prepare(connection, call)?;
    bind(&mut statement, &call.values)?;
    read(&mut statement, rows_max)
}

/// Reads the first rows of a bound statement. What a statement changes, it has changed before its first row.
pub(super) fn read(statement: &mut Statement<'_>, rows_max: usize) -> Result<Vec<Row>> {
    let columns = columns(statement);
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(error)? {
        found.push(row_of(&columns, row)?);
        if found.len() >= rows_max {
            break;
        }
    }
    Ok(found)
}

/// Runs it and gives its rows to `take` in chunks, until that returns false.
pub(super) fn stream(connection: &Connection, call: &Call, mut take: impl FnMut(Vec<Row>) -> bool) -> Result<()> {
    let mut statement = prepare(connection, call)?;
    bind(&mut statement, &call.values)?;
    let columns = columns(&statement);
    let mut chunk = Vec::with_capacity(CHUNK_ROWS);
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(error)? {
        chunk.push(row_of(&columns, row)?);
        if chunk.len() == CHUNK_ROWS && !take(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK_ROWS))) {
            return Ok(());
        }
    }
    take(chunk);
    Ok(())
}

fn columns(statement: &Statement<'_>) -> Arc<Columns> {
    let columns = statement.columns().into_iter().map(|column| Column {
        name: column.name().to_owned(),
        type_name: column.decl_type().unwrap_or_default().to_ascii_lowercase(),
    });
    Arc::new(Columns(columns.collect()))
}

fn row_of(columns: &Arc<Columns>, row: &rusqlite::Row<'_>) -> Result<Row> {
    let values = (0..columns.0.len()).map(|i| loaded(row.get_ref(i).map_err(error)?)).collect::<Result<Vec<_>>>()?;
    Ok(Row::new(Arc::clone(columns), values))
}

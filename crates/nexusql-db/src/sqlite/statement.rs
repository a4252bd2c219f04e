//! One statement on an open database: bound, stepped, read.

use std::sync::Arc;

use nexusql_base::Diagnostic;
use rusqlite::Statement;

use super::bind::{loaded, stored};
use super::error::error;
use super::opened::{Kept, Opened};
use crate::error::{Error, Kind, Result};
use crate::params::Call;
use crate::row::{Columns, FewRows, Row};
use crate::value::Value;

/// How many rows go in one chunk of a stream.
const CHUNK_ROWS: usize = 256;

/// SQLite has placeholders of its own, `@name` and `$name`; unbound they would be null.
fn foreign_parameters(statement: &Statement<'_>) -> Error {
    let names: Vec<&str> = (1..=statement.parameter_count()).filter_map(|at| statement.parameter_name(at)).collect();
    let diagnostic = Diagnostic::error("foreign-parameter", "statement has parameters that are not written \":name\"");
    let detail = format!("SQLite sees {}.", names.join(", "));
    Error::new(Kind::Parameter, diagnostic.with_detail(detail).with_hint("Write \":name\"."))
}

/// Binds the values of a statement.
///
/// Errors: [`Kind::Parameter`] if it has parameters of another kind; [`Kind::Value`] for what SQLite cannot hold.
#[inline]
pub(super) fn bind(statement: &mut Statement<'_>, values: &[Value]) -> Result<()> {
    if statement.parameter_count() != values.len() {
        return Err(foreign_parameters(statement));
    }
    for (i, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(i + 1, stored(value)?).map_err(error)?;
    }
    Ok(())
}

/// Runs it to its end and returns how many rows it changed.
pub(super) fn execute(database: &Opened, call: &Call) -> Result<u64> {
    database.with(call, |kept| {
        bind(&mut kept.statement, &call.values)?;
        changed(database, &mut kept.statement)
    })
}

/// Returns how many rows the bound statement changed: none if it is no change at all.
fn changed(database: &Opened, statement: &mut Statement<'_>) -> Result<u64> {
    let connection = database.connection();
    // The counter is of the last statement that changed rows, whichever that was.
    let reads = statement.readonly();
    let before = connection.total_changes();
    let mut rows = statement.raw_query();
    while rows.next().map_err(error)?.is_some() {}
    drop(rows);
    Ok(if reads || connection.total_changes() == before { 0 } else { connection.changes() })
}

/// Runs it once for each row of each chunk, which then goes to `spent`, and returns how many rows were changed.
pub(super) fn execute_many(
    database: &Opened,
    call: &Call,
    chunks: impl Iterator<Item = Vec<Vec<Value>>>,
    mut spent: impl FnMut(Vec<Vec<Value>>),
) -> Result<u64> {
    database.with(call, |kept| {
        let mut n = 0;
        for chunk in chunks {
            for row in &chunk {
                bind(&mut kept.statement, row)?;
                n += changed(database, &mut kept.statement)?;
            }
            spent(chunk);
        }
        Ok(n)
    })
}

/// Runs it to its end and returns its first rows.
pub(super) fn fetch(database: &Opened, call: &Call, rows_max: usize) -> Result<Vec<Row>> {
    database.with(call, |kept| {
        bind(&mut kept.statement, &call.values)?;
        Ok(read(kept, rows_max)?.into_vec())
    })
}

/// Reads the first rows of a bound statement. What a statement changes, it has changed before its first row.
pub(super) fn read(kept: &mut Kept<'_>, rows_max: usize) -> Result<FewRows> {
    let mut columns = None;
    let mut found = FewRows::new();
    let mut rows = kept.statement.raw_query();
    while let Some(row) = rows.next().map_err(error)? {
        let columns = columns.get_or_insert_with(|| kept.known.columns(row.as_ref()));
        found.push(row_of(columns, row)?);
        if found.len() >= rows_max {
            break;
        }
    }
    Ok(found)
}

/// Runs it and gives its rows to `take` in chunks, until that returns false.
pub(super) fn stream(database: &Opened, call: &Call, mut take: impl FnMut(Vec<Row>) -> bool) -> Result<()> {
    database.with(call, |kept| {
        bind(&mut kept.statement, &call.values)?;
        let mut columns = None;
        let mut chunk = Vec::with_capacity(CHUNK_ROWS);
        let mut rows = kept.statement.raw_query();
        while let Some(row) = rows.next().map_err(error)? {
            let columns = columns.get_or_insert_with(|| kept.known.columns(row.as_ref()));
            chunk.push(row_of(columns, row)?);
            if chunk.len() == CHUNK_ROWS && !take(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK_ROWS))) {
                return Ok(());
            }
        }
        take(chunk);
        Ok(())
    })
}

#[inline]
fn row_of(columns: &Arc<Columns>, row: &rusqlite::Row<'_>) -> Result<Row> {
    let mut values = Vec::with_capacity(columns.0.len());
    for i in 0..columns.0.len() {
        values.push(loaded(row.get_ref(i).map_err(error)?)?);
    }
    Ok(Row::new(Arc::clone(columns), values))
}

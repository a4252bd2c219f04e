//! SQLite's errors: extended codes to kinds, and the names in their messages.

use nexusql_base::Diagnostic;
use rusqlite::ffi;

use crate::error::{Code, Error, Kind};

/// Returns what SQLite said.
pub(super) fn error(error: rusqlite::Error) -> Error {
    use rusqlite::Error as Said;
    match error {
        Said::SqliteFailure(failure, message) => failed(failure, message),
        Said::SqlInputError { error, msg, offset, sql } => {
            let said = failed(error, Some(msg));
            match offset {
                0.. => said
                    .with_position(characters(&sql, offset))
                    .or_detail(format!("It is at byte {offset} of the statement as it was sent.")),
                _ => said,
            }
        }
        Said::MultipleStatement => {
            let diagnostic = Diagnostic::error("several-statements", "text holds more than one statement");
            Error::new(Kind::Syntax, diagnostic.with_hint("Use \"execute_script\" for several statements."))
        }
        other => Error::new(Kind::Other, Diagnostic::error("engine-error", other.to_string())),
    }
}

/// Returns which character of `sql`, from 1, byte `offset` is.
fn characters(sql: &str, offset: i32) -> Option<usize> {
    let before = sql.get(..usize::try_from(offset).ok()?)?;
    Some(before.chars().count() + 1)
}

fn failed(failure: ffi::Error, message: Option<String>) -> Error {
    let message = message.unwrap_or_else(|| failure.to_string());
    let kind = kind(failure.extended_code, &message);
    let error = Error::new(kind, Diagnostic::error("engine-error", message.clone()))
        .with_code(Code::Number(i64::from(failure.extended_code)));
    names(error, &message)
}

/// Source: SQLite, "Result and Error Codes".
fn kind(extended: i32, message: &str) -> Kind {
    match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            return Kind::Unique;
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => return Kind::ForeignKey,
        ffi::SQLITE_CONSTRAINT_NOTNULL => return Kind::NotNull,
        ffi::SQLITE_CONSTRAINT_CHECK => return Kind::Check,
        ffi::SQLITE_CONSTRAINT_DATATYPE => return Kind::Value,
        ffi::SQLITE_BUSY_SNAPSHOT => return Kind::Serialization,
        _ => {}
    }
    match extended & 0xff {
        ffi::SQLITE_CONSTRAINT => Kind::Constraint,
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => Kind::Lock,
        ffi::SQLITE_INTERRUPT => Kind::Cancelled,
        ffi::SQLITE_READONLY | ffi::SQLITE_PERM | ffi::SQLITE_AUTH => Kind::Permission,
        ffi::SQLITE_CANTOPEN | ffi::SQLITE_NOTADB | ffi::SQLITE_IOERR => Kind::Connection,
        ffi::SQLITE_TOOBIG | ffi::SQLITE_MISMATCH | ffi::SQLITE_RANGE => Kind::Value,
        ffi::SQLITE_ERROR => kind_by_message(message),
        _ => Kind::Other,
    }
}

/// SQLite has one code for all that is wrong with a statement.
fn kind_by_message(message: &str) -> Kind {
    if message.contains("syntax error")
        || message.contains("incomplete input")
        || message.contains("unrecognized token")
    {
        Kind::Syntax
    } else if message.starts_with("no such ") || message.contains("has no column named") {
        Kind::Unknown
    } else if message.contains("already exists") {
        Kind::Exists
    } else {
        Kind::Other
    }
}

/// Finds names in `UNIQUE constraint failed: t.a, t.b` and its like.
fn names(error: Error, message: &str) -> Error {
    let Some((before, after)) = message.split_once(" constraint failed: ") else { return error };
    if before == "CHECK" {
        return error.with_constraint(after);
    }
    let pairs: Vec<(&str, &str)> = after.split(", ").filter_map(|name| name.rsplit_once('.')).collect();
    match pairs.first() {
        Some((table, _)) => error.with_table(*table).with_columns(pairs.iter().map(|(_, column)| (*column).to_owned())),
        None => error,
    }
}

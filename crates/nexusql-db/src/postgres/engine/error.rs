//! PostgreSQL's errors: SQLSTATEs to kinds, and the names in their fields.

use nexusql_base::Diagnostic;
use tokio_postgres::error::DbError;

use crate::error::{Code, Error, Kind};
use crate::postgres::server_error;

/// Returns what the server said, or what happened on the way to it.
pub(super) fn error(said: &tokio_postgres::Error) -> Error {
    match (said.as_db_error(), server_error(said)) {
        (Some(fields), Some(shown)) => {
            let mut diagnostic = shown.diagnostic;
            diagnostic.code = "engine-error";
            let position = shown.position;
            if let Some(position) = position {
                let note = format!("It is at character {position} of the statement as it was sent.");
                diagnostic.detail.get_or_insert(note);
            }
            named(Error::new(kind(fields), diagnostic), fields).with_position(position)
        }
        _ => Error::from(crate::postgres::error(said)),
    }
}

/// Returns the error of a login that failed, with its SQLSTATE.
pub(super) fn login(said: nexusql_base::Error) -> Error {
    let state = said.diagnostic().sqlstate.clone();
    let error = Error::from(said);
    state.into_iter().fold(error, |error, state| error.with_code(Code::SqlState(state)))
}

fn named(error: Error, fields: &DbError) -> Error {
    let mut error = error.with_code(Code::SqlState(fields.code().code().to_owned()));
    if let Some(name) = fields.constraint() {
        error = error.with_constraint(name);
    }
    if let Some(name) = fields.table() {
        error = error.with_table(name);
    }
    if fields.message().contains("multiple commands") {
        error = error.or_hint("Use \"execute_script\" for several statements.");
    }
    if let Some(name) = fields.column() {
        return error.with_columns([name.to_owned()]);
    }
    match fields.detail().and_then(key_columns) {
        Some(columns) => error.with_columns(columns),
        None => error,
    }
}

/// Returns the columns in `Key (a, b)=(1, 2) already exists.`; a server that speaks another language names none.
fn key_columns(detail: &str) -> Option<Vec<String>> {
    let (names, _) = detail.strip_prefix("Key (")?.split_once(")=(")?;
    // An expression, or a name with a comma in it, is not taken apart.
    let plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let columns: Vec<String> = names.split(", ").map(|name| name.trim_matches('"').to_owned()).collect();
    columns.iter().all(|name| plain(name)).then_some(columns)
}

/// Source: PostgreSQL manual, "PostgreSQL Error Codes".
fn kind(fields: &DbError) -> Kind {
    let state = fields.code().code();
    match state {
        "23505" => Kind::Unique,
        "23503" => Kind::ForeignKey,
        "23502" => Kind::NotNull,
        "23514" => Kind::Check,
        "40001" => Kind::Serialization,
        "40P01" => Kind::Deadlock,
        "55P03" => Kind::Lock,
        // The server's own limit and a request have one code.
        "57014" if fields.message().contains("statement timeout") => Kind::Timeout,
        "57014" => Kind::Cancelled,
        "25006" | "42501" => Kind::Permission,
        "25P03" | "25P04" | "53300" => Kind::Connection,
        "0A000" => Kind::Unsupported,
        "P0001" => Kind::Constraint,
        "42P01" | "42P02" | "42703" | "42704" | "42883" | "3F000" | "3D000" | "34000" | "26000" => Kind::Unknown,
        "42P03" | "42P04" | "42P05" | "42P06" | "42P07" | "42701" | "42710" | "42712" | "42723" => Kind::Exists,
        "42804" | "42846" => Kind::Value,
        _ => match state.get(..2) {
            Some("08" | "57" | "28") => Kind::Connection,
            Some("22") => Kind::Value,
            Some("23") => Kind::Constraint,
            Some("25" | "2D" | "3B" | "40") => Kind::Transaction,
            Some("42") => Kind::Syntax,
            _ => Kind::Other,
        },
    }
}

/// Returns the error for a value that would come to the server as another one.
pub(super) fn refuse(message: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::new(Kind::Value, Diagnostic::error("value-not-held", message).with_hint(hint))
}

#[cfg(test)]
mod tests {
    use super::key_columns;

    #[test]
    fn columns_are_read_from_the_detail() {
        let columns = |detail| key_columns(detail).map(|names| names.join("|"));
        assert_eq!(columns("Key (a, \"B\")=(1, 2) already exists.").as_deref(), Some("a|B"));
        assert_eq!(columns("Key (lower(a))=(x) already exists."), None);
        assert_eq!(columns("Clave (a)=(1) ya existe."), None);
    }
}

//! A statement that did not load, told with its place.

use nexusql_base::{Diagnostic, Error, ErrorKind, Place};
use nexusql_db::postgres::{error, server_error};
use nexusql_sql::{Script, Statement};

/// Why a statement did not load.
pub(super) struct Failure {
    error: Error,
}

impl Failure {
    /// Returns the failure of `statement` with the place that the server pointed at.
    pub(super) fn of(
        script: Script<'_>,
        statement: &Statement<'_>,
        cause: &tokio_postgres::Error,
        scratch: &str,
    ) -> Self {
        let Some(said) = server_error(cause) else {
            return Self { error: error(cause) };
        };
        if error(cause).kind() == ErrorKind::Connection {
            return Self { error: error(cause) };
        }
        let within = said.position.map_or(0, |position| byte_offset(statement.text, position));
        let place = script.place(statement.range.start + within);
        let mut diagnostic = extension_missing(said.diagnostic, scratch).with_place(place);
        diagnostic.object = said.object;
        Self { error: Error::new(ErrorKind::Sql, diagnostic) }
    }

    pub(super) fn sqlstate(&self) -> &str {
        self.error.diagnostic().sqlstate.as_deref().unwrap_or("")
    }

    pub(super) fn kind(&self) -> ErrorKind {
        self.error.kind()
    }

    pub(super) fn diagnostics(&self) -> &[Diagnostic] {
        self.error.diagnostics()
    }

    /// Returns the most important thing that there is to say.
    pub(super) fn diagnostic(&self) -> Diagnostic {
        self.error.diagnostic().clone()
    }

    /// Returns where in the user's text it is.
    pub(super) fn place(&self) -> Option<Place> {
        self.error.diagnostic().place.clone()
    }

    pub(super) fn message(&self) -> &str {
        &self.error.diagnostic().message
    }

    /// Returns whether the statement may load once others have.
    ///
    /// Source: PostgreSQL manual, "PostgreSQL Error Codes".
    pub(super) fn may_pass_later(&self) -> bool {
        // 55000 is what an index says that is attached before its table is.
        matches!(
            self.sqlstate(),
            "55000"
                | "42P01"
                | "42883"
                | "42704"
                | "3F000"
                | "42703"
                | "2BP01"
                | "42830"
                | "23503"
                | "42809"
                | "42P17"
                | "42804"
        )
    }

    /// Returns whether another session changed the same role or the same rights at that moment. Roles are the only thing
    /// that the schemas in a scratch share.
    ///
    /// Source: `simple_heap_update` in heapam.c; the unique indexes of the shared catalogs.
    pub(super) fn is_collision(&self) -> bool {
        let message = self.message();
        match self.sqlstate() {
            "XX000" => message.starts_with("tuple concurrently "),
            "23505" => message.contains("\"pg_auth") || message.contains("\"pg_db_role_setting"),
            _ => false,
        }
    }

    /// Returns whether the statement would have reached another server.
    ///
    /// Source: `get_relation_info` in PostgreSQL's plancat.c for a foreign table that is not to be read; class 08 is what
    /// `postgres_fdw` and `dblink` say.
    pub(super) fn reaches_out(&self) -> bool {
        self.sqlstate().starts_with("08")
            || self.sqlstate() == "55000" && self.message().contains("non-system foreign table")
    }

    /// Adds advice.
    pub(super) fn with_hint(self, hint: &str) -> Self {
        Self { error: self.error.map(|diagnostic| diagnostic.with_hint(hint)) }
    }

    pub(super) fn into_error(self) -> Error {
        self.error
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error }
    }
}

/// Returns the byte offset of the character at `position`, which counts from 1.
fn byte_offset(text: &str, position: usize) -> usize {
    text.char_indices().nth(position.saturating_sub(1)).map_or(text.len(), |(offset, _)| offset)
}

/// Says it better if an extension is not there.
fn extension_missing(mut said: Diagnostic, scratch: &str) -> Diagnostic {
    let is_missing = said.message.starts_with("extension \"") && said.message.ends_with("\" is not available")
        || said.message.starts_with("could not open extension control file");
    if !is_missing {
        return said;
    }
    let name = match said.message.split('"').nth(1) {
        Some(path) => path.rsplit('/').next().unwrap_or(path).trim_end_matches(".control").to_owned(),
        None => String::new(),
    };
    said.code = "extension-missing";
    said.message = format!("extension \"{name}\" is not in {scratch}");
    said.with_hint("Use a server that has it with --scratch URL, or another engine with --engine-dir DIR.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters() {
        assert_eq!(byte_offset("é x", 3), 3);
        assert_eq!(byte_offset("x", 9), 1);
    }

    #[test]
    fn a_missing_extension_is_named() {
        for text in [
            "extension \"postgis\" is not available",
            "could not open extension control file \"/u/s/postgis.control\": x",
        ] {
            let said = extension_missing(Diagnostic::error("server-error", text), "PostgreSQL 18.4 (private)");
            assert_eq!(said.message, "extension \"postgis\" is not in PostgreSQL 18.4 (private)");
        }
    }
}

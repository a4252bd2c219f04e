//! Prepared statements of one connection, by their text.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use mysql_async::prelude::Queryable as _;
use mysql_async::{Column, Conn, Statement};
use mysql_common::named_params::ParsedNamedParams;
use nexusql_base::Diagnostic;

use super::column::Reader;
use super::error::{error, number};
use crate::error::{Error, Kind, Result};

/// How many statements a connection keeps: each takes memory on the server, which has 16,382 for all by default.
const KEPT_MAX: usize = 200;

/// How many parameters the protocol can number.
pub(super) const PARAMETERS_MAX: usize = 65_535;

/// The server's "This command is not supported in the prepared statement protocol yet".
const NOT_PREPARABLE: u16 = 1295;

/// How a statement is run.
pub(super) enum Prepared {
    /// By its number.
    Statement(Arc<Kept>),
    /// By its number; it is not kept, and closed after use.
    Once(Statement),
    /// By its text: the server prepares no such statement, and it has no parameters.
    Text,
}

/// The columns of a result, and how its rows are read.
type LastRead = (Arc<[Column]>, Arc<Reader>);

/// A statement that is kept, with how its rows were read the last time.
pub(super) struct Kept {
    pub statement: Statement,
    reader: Mutex<Option<LastRead>>,
}

impl Kept {
    /// Returns how rows with `columns` are read. MariaDB sends them once, unless a table was altered.
    pub fn reader(&self, columns: Option<Arc<[Column]>>) -> Arc<Reader> {
        let Some(columns) = columns else { return Arc::new(Reader::of(&[])) };
        let mut last = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((known, reader)) if Arc::ptr_eq(known, &columns) => Arc::clone(reader),
            _ => {
                let reader = Arc::new(Reader::of(&columns));
                *last = Some((columns, Arc::clone(&reader)));
                reader
            }
        }
    }
}

/// The statements of one connection.
#[derive(Default)]
pub(super) struct Statements {
    kept: HashMap<Arc<str>, Arc<Kept>>,
}

impl Statements {
    /// Returns the statement with this text; if `keep`, it is there the next time.
    ///
    /// Errors: what the server says of it.
    pub async fn get(&mut self, conn: &mut Conn, text: &Arc<str>, n_values: usize, keep: bool) -> Result<Prepared> {
        if let Some(statement) = self.kept.get(text) {
            return Ok(Prepared::Statement(Arc::clone(statement)));
        }
        if n_values > PARAMETERS_MAX {
            return Err(too_many(n_values));
        }
        let statement = match conn.prep(unread(text)?.as_ref()).await {
            Ok(statement) => statement,
            Err(said) if number(&said) == Some(NOT_PREPARABLE) && n_values == 0 => return Ok(Prepared::Text),
            Err(said) => return Err(error(&said)),
        };
        if !keep {
            return Ok(Prepared::Once(statement));
        }
        // Which will come again is not known: now and then all go.
        if self.kept.len() >= KEPT_MAX {
            for (_, kept) in self.kept.drain() {
                conn.close(kept.statement.clone()).await.map_err(|said| error(&said))?;
            }
        }
        let kept = Arc::new(Kept { statement, reader: Mutex::default() });
        self.kept.insert(Arc::clone(text), Arc::clone(&kept));
        Ok(Prepared::Statement(kept))
    }

    /// Forgets the statement with this text.
    pub fn forget(&mut self, text: &str) {
        self.kept.remove(text);
    }
}

/// Returns `text` as the driver leaves it alone: it looks for `:name` by itself, and takes some in strings and comments for
/// parameters. A comment in front keeps it from looking: the driver takes what begins in it for a string that goes on.
///
/// Errors: [`Kind::Unsupported`] if it cannot be kept from it.
fn unread(text: &str) -> Result<std::borrow::Cow<'_, str>> {
    let is_unread = |text: &str| ParsedNamedParams::parse(text.as_bytes()).is_ok_and(|found| found.params().is_empty());
    if is_unread(text) {
        return Ok(text.into());
    }
    let blinded = ["/*+`*/", "/*+'*/", "/*+\"*/", "/*+#*/", "/**/"].iter().map(|before| format!("{before}{text}"));
    blinded.into_iter().find(|text| is_unread(text)).map(Into::into).ok_or_else(|| {
        let diagnostic = Diagnostic::error("colon-not-sent", "a colon before a name cannot be sent as it is");
        let detail = "It stands in a string, a comment or code where the driver would take it for a parameter.";
        Error::new(Kind::Unsupported, diagnostic.with_detail(detail).with_hint("Send the string as a parameter."))
    })
}

fn too_many(n: usize) -> Error {
    let diagnostic = Diagnostic::error("too-many-parameters", format!("statement has {n} parameters"));
    let detail = format!("MySQL takes {PARAMETERS_MAX} at most, and each element of a list is one.");
    let hint = "For a long list use a table, or \"json_table\" with the list as JSON.";
    Error::new(Kind::Parameter, diagnostic.with_detail(detail).with_hint(hint))
}

#[cfg(test)]
mod tests {
    use mysql_common::named_params::ParsedNamedParams;

    use super::unread;

    #[test]
    fn the_driver_finds_no_names() {
        for text in [
            "select ?, 1-':a'",
            "select 4/'2', ':a', ?",
            "select ? /*! , :a */",
            "select x -# :a\n, ?",
            "select 4/'2', ':a', ?, \"it`s\"",
        ] {
            assert!(!ParsedNamedParams::parse(text.as_bytes()).is_ok_and(|found| found.params().is_empty()), "{text}");
            let sent = unread(text).unwrap();
            assert_eq!(sent.split_once("*/").map(|(_, rest)| rest), Some(text));
        }
        for text in ["select ':a', ?", "select ? -- :a", "set @a := ?"] {
            assert_eq!(unread(text).unwrap(), text);
        }
    }
}

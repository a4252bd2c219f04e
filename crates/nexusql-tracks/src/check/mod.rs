//! Common checks in words: `table app.users exists`, `no nulls in app.users(email)`.
//!
//! - `words.rs` reads them, alone or from comments of a file.
//! - `ask.rs` asks a database.

mod ask;
mod words;

pub use words::{in_text, parse};

use std::fmt;

use nexusql_base::{Diagnostic, Place};

use crate::files::Version;

/// The forms, for hints.
pub const FORMS: &str = "Write one of these: table NAME exists; no nulls in NAME(COLUMN, …); no duplicates in NAME(COLUMN, …); \
                         fewer than N rows in NAME; track NAME at VERSION.";

/// Something that must hold before migrations are applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// There is such a table.
    TableExists(TableName),
    /// No row has a null in one of these columns.
    NoNulls(TableName, Vec<String>),
    /// No two rows have the same values in these columns; rows with a null in one of them do not count.
    NoDuplicates(TableName, Vec<String>),
    /// The table has fewer rows.
    FewerRows(TableName, u64),
    /// A migration of this track and number was applied, or a later one of that track.
    TrackAt(String, Version),
}

/// A table, with its schema if it was named. PostgreSQL's rule for small letters has been applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableName {
    /// The schema.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.name)
    }
}

/// A check in a file.
#[derive(Clone, Debug)]
pub struct Written {
    /// The check.
    pub check: Check,
    /// Its words.
    pub words: String,
    /// The byte of the text at which its comment begins.
    pub offset: usize,
}

/// Returns what is said of a check that does not hold.
pub(crate) fn failed(words: &str, place: Option<Place>, detail: String, hint: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error("check-failed", format!("check \"{words}\" does not hold"));
    place.into_iter().fold(diagnostic, Diagnostic::with_place).with_detail(detail).with_hint(hint)
}

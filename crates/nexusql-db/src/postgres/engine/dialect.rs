//! How PostgreSQL's SQL is written and read.

use std::fmt::Write as _;

use chrono::NaiveDateTime;
use nexusql_base::name::delimited;

use super::form::timestamp_text;
use crate::dialect::{Dialect, Returning, Upsert, check_name, quote_all};
use crate::error::Result;
use crate::params::{Brackets, EmptyList, Syntax};

/// Source: PostgreSQL manual, "Lexical Structure", and scan.l.
pub(super) static SYNTAX: Syntax = Syntax {
    backslash_escapes: false,
    escape_strings: true,
    backticks: false,
    brackets: Brackets::Subscript,
    dollar_quotes: true,
    nested_comments: true,
    hash_comments: false,
    dashes_need_space: false,
    returns_end_comments: true,
    question_is_parameter: false,
    placeholder: |number, text| {
        let _ = write!(text, "${number}");
    },
    positional: false,
    empty_list: EmptyList::Probe,
};

/// PostgreSQL's dialect.
#[derive(Debug)]
pub(super) struct PostgresDialect;

impl Dialect for PostgresDialect {
    fn name(&self) -> &'static str {
        "postgresql"
    }

    fn quote_name(&self, name: &str) -> Result<String> {
        Ok(delimited(check_name(name)?, '"', '"'))
    }

    fn upsert(&self, upsert: &Upsert<'_>) -> Result<String> {
        upsert.on_conflict(self)
    }

    fn returning(&self, columns: &[&str]) -> Result<Returning> {
        Ok(Returning::AtEnd(format!("returning {}", quote_all(self, columns)?)))
    }

    fn boolean(&self, value: bool) -> &'static str {
        if value { "true" } else { "false" }
    }

    fn timestamp(&self, value: NaiveDateTime) -> String {
        format!("timestamp '{}'", timestamp_text(value, ""))
    }

    fn now(&self) -> &'static str {
        "now()"
    }
}

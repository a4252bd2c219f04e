//! How PostgreSQL's SQL is written and read.

use std::fmt::Write as _;

use chrono::NaiveDateTime;

use super::form::timestamp_text;
use crate::dialect::Dialect;
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

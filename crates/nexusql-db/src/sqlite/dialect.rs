//! How SQLite's SQL is written and read.

use std::fmt::Write as _;

use chrono::NaiveDateTime;

use crate::dialect::Dialect;
use crate::params::{Brackets, EmptyList, Syntax};

/// Source: SQLite, "SQL Language Expressions" and tokenize.c.
pub(super) static SYNTAX: Syntax = Syntax {
    backslash_escapes: false,
    escape_strings: false,
    backticks: true,
    brackets: Brackets::Name,
    dollar_quotes: false,
    nested_comments: false,
    hash_comments: false,
    dashes_need_space: false,
    returns_end_comments: false,
    question_is_parameter: true,
    placeholder: |number, text| {
        let _ = write!(text, "?{number}");
    },
    positional: false,
    empty_list: EmptyList::Text(""),
};

/// SQLite's dialect.
#[derive(Debug)]
pub(super) struct SqliteDialect;

impl Dialect for SqliteDialect {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn boolean(&self, value: bool) -> &'static str {
        if value { "1" } else { "0" }
    }

    fn timestamp(&self, value: NaiveDateTime) -> String {
        format!("'{}'", value.format("%Y-%m-%d %H:%M:%S%.f"))
    }

    fn now(&self) -> &'static str {
        "current_timestamp"
    }
}

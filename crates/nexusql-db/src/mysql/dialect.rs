//! How MySQL's SQL is written and read. The session's `sql_mode` is pinned, so that tokens are the same on every server.

use chrono::NaiveDateTime;
use nexusql_base::name::delimited;

use crate::dialect::{Dialect, Returning, Upsert, check_name, quote_all};
use crate::error::{Kind, Result, fail};
use crate::params::{Brackets, EmptyList, Syntax};

/// What `/*! … */` holds has no parameters: whether it is a comment depends on the server's version.
///
/// Source: MySQL manual, "Language Structure", and sql_lex.cc.
pub(super) static SYNTAX: Syntax = Syntax {
    backslash_escapes: true,
    escape_strings: false,
    backticks: true,
    brackets: Brackets::Plain,
    dollar_quotes: false,
    nested_comments: false,
    hash_comments: true,
    dashes_need_space: true,
    returns_end_comments: false,
    question_is_parameter: true,
    placeholder: |_, text| text.push('?'),
    positional: true,
    empty_list: EmptyList::Text("select null from dual where false"),
};

/// The dialect of MySQL and MariaDB.
#[derive(Debug)]
pub(super) struct MySqlDialect;

impl Dialect for MySqlDialect {
    fn name(&self) -> &'static str {
        "mysql"
    }

    fn quote_name(&self, name: &str) -> Result<String> {
        Ok(delimited(check_name(name)?, '`', '`'))
    }

    /// Any unique key of the table counts, not only the one that is named: MySQL has no way to name one.
    fn upsert(&self, upsert: &Upsert<'_>) -> Result<String> {
        // Without other columns, the key is set to what it is.
        let set = if upsert.columns.is_empty() { upsert.key } else { upsert.columns };
        let set: Vec<String> = set
            .iter()
            .map(|name| self.quote_name(name).map(|quoted| format!("{quoted} = values({quoted})")))
            .collect::<Result<_>>()?;
        Ok(format!(
            "insert into {} ({}) values ({}) on duplicate key update {}",
            self.quote_name(upsert.table)?,
            quote_all(self, &upsert.all())?,
            upsert.parameters()?.join(", "),
            set.join(", "),
        ))
    }

    fn returning(&self, _columns: &[&str]) -> Result<Returning> {
        let message = "MySQL has no \"returning\", and MariaDB has it for some statements only";
        Err(fail(Kind::Unsupported, "no-returning", message))
    }

    fn boolean(&self, value: bool) -> &'static str {
        if value { "true" } else { "false" }
    }

    fn timestamp(&self, value: NaiveDateTime) -> String {
        format!("timestamp '{}'", value.format("%Y-%m-%d %H:%M:%S%.f"))
    }

    fn now(&self) -> &'static str {
        "now(6)"
    }

    fn ddl_commits(&self) -> bool {
        true
    }
}

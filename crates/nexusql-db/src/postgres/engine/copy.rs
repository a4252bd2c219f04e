//! A plain insert of many rows as a copy, which is several times as fast and does the same where [`target`] says so. The rows
//! are sent by `copy_rows.rs`.

use std::sync::Arc;

use tokio_postgres::Client;

use super::error::error;
use crate::error::Result;

/// `insert into name (columns) values ($2, $1)` and nothing else.
#[derive(Debug, PartialEq, Eq)]
struct PlainInsert<'a> {
    /// The table as it is written.
    table: &'a str,
    /// The columns as they are written, each with its index among the parameters.
    columns: Vec<(&'a str, usize)>,
}

/// Returns the parts of `text` if it is a plain insert.
fn plain_insert(text: &str) -> Option<PlainInsert<'_>> {
    let rest = word(word(text, "insert")?, "into")?;
    let (table, rest) = rest.split_once('(')?;
    let (names, rest) = rest.split_once(')')?;
    let (values, rest) = word(rest, "values")?.trim_start().strip_prefix('(')?.split_once(')')?;
    // Comments, strings and names with parentheses in them are left to the server.
    let plain = |c: char| c.is_alphanumeric() || "_\"., \t\r\n".contains(c);
    let fits = plain_name(table) && names.chars().all(plain) && rest.chars().all(|c| c.is_whitespace() || c == ';');
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    let numbers: Option<Vec<usize>> =
        values.split(',').map(|value| value.trim().strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1)).collect();
    let numbers = numbers.filter(|numbers| fits && numbers.len() == names.len())?;
    // A parameter has the type of the first column that it is for; for another one the insert would cast it.
    let each_once = numbers.iter().enumerate().all(|(i, number)| !numbers[..i].contains(number));
    (each_once && names.iter().all(|name| plain_name(name)))
        .then(|| PlainInsert { table: table.trim(), columns: names.into_iter().zip(numbers).collect() })
}

/// Returns what follows the keyword at the start of `text`.
fn word<'a>(text: &'a str, keyword: &str) -> Option<&'a str> {
    let text = text.trim_start();
    let (found, rest) = text.split_at_checked(keyword.len())?;
    let ends = rest.starts_with(|c: char| c.is_whitespace() || c == '(' || c == '"');
    (found.eq_ignore_ascii_case(keyword) && ends).then_some(rest)
}

/// A name, perhaps with a schema, without white space between its parts: `app."Order"`.
fn plain_name(text: &str) -> bool {
    let text = text.trim();
    let quotes_pair = text.split('.').all(|part| {
        let inner = part.strip_prefix('"').and_then(|part| part.strip_suffix('"'));
        inner.map_or(!part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_'), |inner| {
            !inner.is_empty() && inner.chars().all(|c| c.is_alphanumeric() || " _-".contains(c))
        })
    });
    !text.is_empty() && quotes_pair
}

/// Where the rows are copied to.
pub(super) struct Target {
    /// `copy … from stdin`.
    pub text: String,
    /// Which parameter each column is.
    pub order: Vec<usize>,
}

/// What was found for the last text. It holds for rows that come one chunk after the other, with nothing in between.
#[derive(Default)]
pub(super) struct CopyTargets(Option<(Arc<str>, Option<Target>)>);

impl CopyTargets {
    /// Returns where to copy what the statement would insert, or `None` where a copy would not do the same.
    pub async fn of(&mut self, client: &Client, text: &Arc<str>) -> Result<Option<&Target>> {
        if self.0.as_ref().is_none_or(|(known, _)| known != text) {
            let target = match plain_insert(text) {
                Some(insert) => target(client, &insert).await?,
                None => None,
            };
            self.0 = Some((Arc::clone(text), target));
        }
        Ok(self.0.as_ref().and_then(|(_, target)| target.as_ref()))
    }

    /// Forgets it: something else runs, which may alter the table.
    pub fn forget(&mut self) {
        self.0 = None;
    }
}

/// Returns where to copy what `insert` would insert, or `None` where that would not be the same: a view, a foreign table,
/// rules, row security, or an identity that an insert may not set.
///
/// Source: PostgreSQL manual, "COPY", notes.
async fn target(client: &Client, insert: &PlainInsert<'_>) -> Result<Option<Target>> {
    let text = include_str!("copy_target.sql");
    let answer = client.query_typed(text, &[(&insert.table, tokio_postgres::types::Type::TEXT)]).await;
    let rows = answer.map_err(|said| error(&said))?;
    let fits = rows.first().is_some_and(|row| row.try_get::<_, bool>(0).unwrap_or(false));
    let columns: Vec<&str> = insert.columns.iter().map(|(name, _)| *name).collect();
    Ok(fits.then(|| Target {
        text: format!("copy {} ({}) from stdin", insert.table, columns.join(", ")),
        order: insert.columns.iter().map(|(_, index)| *index).collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::{PlainInsert, plain_insert};

    #[test]
    fn only_plain_inserts_are_copied() {
        let found = plain_insert("INSERT INTO app.\"Order\" (a, \"B c\")\n values ($2, $1) ;");
        let columns = vec![("a", 1), ("\"B c\"", 0)];
        assert_eq!(found, Some(PlainInsert { table: "app.\"Order\"", columns }));
        for text in [
            "insert into t values ($1)",
            "insert into t (a) values ($1), ($2)",
            "insert into t (a, b) values ($1, $1)",
            "insert into t (a) values ($1) on conflict do nothing",
            "insert into t (a) values ($1) returning a",
            "insert into t (a) values (upper($1))",
            "insert into t (a) values ($1::text)",
            "insert into t (a[1]) values ($1)",
            "insert into t as x (a) values ($1)",
            "insert into t (a) overriding system value values ($1)",
            "insert into t (a, b) values ($1, default)",
            "insert into \"t(\" (a) values ($1)",
            "insert /* c */ into t (a) values ($1)",
            "insertinto t (a) values ($1)",
        ] {
            assert_eq!(plain_insert(text), None, "{text}");
        }
    }
}

//! One statement with many rows: a plain insert as inserts of several rows, anything else one after the other.
//!
//! `load data local` would be faster still, and passes over rows that break a key: it does not do the same.

use std::sync::Arc;

use mysql_async::prelude::Queryable as _;
use mysql_async::{Params, Statement, Value as Sent};

use super::bind::{self, size};
use super::connection::{MySqlConnection, too_large};
use super::error::error;
use super::prepared::{PARAMETERS_MAX, Prepared};
use crate::error::Result;
use crate::params::Call;
use crate::value::Value;

/// How many rows go in one statement.
const ROWS_AT_ONCE: usize = 500;

/// Runs the statement with each of `rows` and returns how many rows were changed.
pub(super) async fn run(connection: &mut MySqlConnection, call: &Call, rows: Vec<Vec<Value>>) -> Result<u64> {
    let rows = rows.into_iter().map(|row| row.into_iter().map(bind::sent).collect::<Result<Vec<_>>>());
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let n_values = rows.first().map_or(0, Vec::len);
    let longest = rows.iter().map(|row| length(row) + call.text().len()).max().unwrap_or(0);
    if longest > connection.packet_max {
        return Err(too_large(longest, connection.packet_max));
    }
    match plain_insert(call.text()).filter(|_| n_values > 0 && rows.len() > 1) {
        Some(insert) => several(connection, &insert, n_values, rows).await,
        None => one_by_one(connection, call, rows).await,
    }
}

fn length(row: &[Sent]) -> usize {
    row.iter().map(size).sum()
}

async fn one_by_one(connection: &mut MySqlConnection, call: &Call, rows: Vec<Vec<Sent>>) -> Result<u64> {
    let n_values = rows.first().map_or(0, Vec::len);
    let prepared = connection.statements.get(&mut connection.conn, call.text(), n_values, true).await?;
    let mut n_changed = 0;
    for row in rows {
        match &prepared {
            Prepared::Text => connection.conn.query_drop(&**call.text()).await.map_err(|said| error(&said))?,
            Prepared::Statement(kept) => exec(connection, &kept.statement, row).await?,
            Prepared::Once(statement) => exec(connection, statement, row).await?,
        }
        n_changed += connection.conn.affected_rows();
    }
    Ok(n_changed)
}

async fn exec(connection: &mut MySqlConnection, statement: &Statement, values: Vec<Sent>) -> Result<()> {
    let params = if values.is_empty() { Params::Empty } else { Params::Positional(values) };
    connection.conn.exec_drop(statement, params).await.map_err(|said| error(&said))
}

/// Sends as many rows at a time as are well for the server.
async fn several(
    connection: &mut MySqlConnection,
    insert: &PlainInsert<'_>,
    n_values: usize,
    rows: Vec<Vec<Sent>>,
) -> Result<u64> {
    let usual = ROWS_AT_ONCE.min(PARAMETERS_MAX / n_values);
    let bytes_max = connection.packet_max / 2;
    let (mut n_changed, mut n_rows, mut n_bytes) = (0, 0, 0);
    let mut values = Vec::with_capacity(usual * n_values);
    let mut rows = rows.into_iter().peekable();
    while let Some(row) = rows.next() {
        n_bytes += length(&row) + insert.row.len() + 2;
        n_rows += 1;
        values.extend(row);
        let fits = |next: &Vec<Sent>| n_rows < usual && n_bytes + length(next) < bytes_max;
        if !rows.peek().is_some_and(fits) {
            let text: Arc<str> = insert.text(n_rows).into();
            // The others seldom come again.
            let keep = n_rows == usual;
            let prepared = connection.statements.get(&mut connection.conn, &text, values.len(), keep).await?;
            let values = std::mem::replace(&mut values, Vec::with_capacity(usual * n_values));
            let answer = match &prepared {
                Prepared::Statement(kept) => exec(connection, &kept.statement, values).await,
                Prepared::Once(statement) => exec(connection, statement, values).await,
                Prepared::Text => Err(nexusql_base::Error::internal("an insert is not prepared").into()),
            };
            let n = connection.conn.affected_rows();
            if let Prepared::Once(statement) = prepared {
                connection.finish(statement).await?;
            }
            answer?;
            n_changed += n;
            (n_rows, n_bytes) = (0, 0);
        }
    }
    Ok(n_changed)
}

/// `insert into name (columns) values (?, ?)` and nothing else but `on duplicate key update` without a parameter.
#[derive(Debug, PartialEq, Eq)]
struct PlainInsert<'a> {
    /// Up to and with `values`.
    before: &'a str,
    /// `(?, default)`.
    row: &'a str,
    /// What follows.
    after: &'a str,
}

impl PlainInsert<'_> {
    /// Returns the insert of `n` rows.
    fn text(&self, n: usize) -> String {
        let mut text = String::with_capacity(self.before.len() + n * (self.row.len() + 1) + self.after.len());
        text.push_str(self.before);
        for i in 0..n {
            text.push_str(if i > 0 { "," } else { " " });
            text.push_str(self.row);
        }
        text.push_str(self.after);
        text
    }
}

/// Returns the parts of `text` if it is a plain insert. What has comments, strings or expressions is none: in one
/// statement `last_insert_id()` is another number.
fn plain_insert(text: &str) -> Option<PlainInsert<'_>> {
    let verb = text.trim_start();
    let is_insert =
        ["insert", "replace"].iter().any(|word| verb.get(..word.len()).is_some_and(|v| v.eq_ignore_ascii_case(word)));
    let end = values_end(text)?;
    let (before, rest) = text.split_at(end);
    let start = rest.len() - rest.trim_start().len();
    let close = rest.find(')')?;
    let (row, after) = (rest.get(start..=close)?, &rest[close + 1..]);
    let plain = |c: char| c.is_alphanumeric() || "_`., ()\t\r\n".contains(c);
    let items = row.strip_prefix('(')?.strip_suffix(')')?;
    let is_item = |item: &str| matches!(item.trim().to_ascii_lowercase().as_str(), "?" | "default" | "null");
    let after = after.trim_end().trim_end_matches(';').trim_end();
    let tail = after.trim_start();
    let is_tail = tail.is_empty()
        || tail.get(..24).is_some_and(|words| words.eq_ignore_ascii_case("on duplicate key update "))
            && tail.chars().all(|c| plain(c) || "=+*".contains(c))
            && !tail.to_ascii_lowercase().contains("last_insert_id");
    let fits = is_insert && before.chars().all(plain) && items.split(',').all(is_item) && is_tail;
    fits.then_some(PlainInsert { before, row, after })
}

/// Returns where the first keyword `values` ends; a name in backticks is none.
fn values_end(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '`' || c == '.' || c == '$';
    lower.match_indices("values").map(|(start, word)| (start, start + word.len())).find_map(|(start, end)| {
        let apart = !lower[..start].ends_with(is_name) && !lower[end..].starts_with(is_name);
        let in_name = lower[..start].matches('`').count() % 2 == 1;
        (apart && !in_name).then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::plain_insert;

    #[test]
    fn plain_inserts_take_several_rows() {
        for (text, wanted) in [
            ("INSERT INTO t (a, `B c`)\n VALUES (?, ?) ;", "INSERT INTO t (a, `B c`)\n VALUES (?, ?),(?, ?)"),
            ("insert ignore into t values(?)", "insert ignore into t values (?),(?)"),
            (
                "insert into `values` (a) values (?, default)",
                "insert into `values` (a) values (?, default),(?, default)",
            ),
            (
                "insert into t (a) values (?) on duplicate key update a = values(a)",
                "insert into t (a) values (?),(?) on duplicate key update a = values(a)",
            ),
        ] {
            assert_eq!(plain_insert(text).map(|insert| insert.text(2)).as_deref(), Some(wanted));
        }
    }

    #[test]
    fn others_are_left_alone() {
        for text in [
            "insert into t values (?), (?)",
            "insert into t (a) values (?) returning a",
            "insert into t (a) values (upper(?))",
            "insert into t (a) values (?) on duplicate key update a = ?",
            "insert into t (a) values (?) on duplicate key update a = 'x'",
            "insert into t (a) values (?) on duplicate key update a = last_insert_id(a)",
            "insert into t (a) select ?",
            "insert into t set a = ?",
            "insert /* values (?) */ into t (a) values (?)",
            "insert into t (a, b) values (?, 'x')",
            "update t set a = ? where b in (select values from c)",
            "insert into t (`a)`) values (?) -- x",
        ] {
            assert_eq!(plain_insert(text), None, "{text}");
        }
    }
}

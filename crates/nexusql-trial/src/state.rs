//! What a database holds at one moment, so that it can be compared with another moment.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_base::Result;
use nexusql_base::name::qualified;
use nexusql_db::postgres::error;
use nexusql_load::live;
use tokio_postgres::Client;

/// How many differences are told.
const SHOWN_MAX: usize = 6;

/// A schema and its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    schema: Vec<String>,
    /// For each table, how many rows and a sum over their contents.
    rows: BTreeMap<String, (i64, String)>,
}

impl State {
    /// Reads the state of the database of `client`, with rows if they are wanted.
    pub(crate) async fn read(client: &Client, major: u32, with_rows: bool) -> Result<Self> {
        let in_names = "set local search_path = ''; set local extra_float_digits = 3; set local row_security = off;
                        set local datestyle = 'ISO'; set local timezone = 'UTC'; set local intervalstyle = 'postgres'";
        client.batch_execute(in_names).await.map_err(|e| error(&e))?;
        let schema = live::state(client, major).await?;
        let rows = if with_rows { rows(client).await? } else { BTreeMap::new() };
        Ok(Self { schema, rows })
    }

    /// Reads it in a transaction of its own, and as whoever the session began as.
    pub async fn read_alone(client: &Client, major: u32, with_rows: bool) -> Result<Self> {
        client.batch_execute("begin").await.map_err(|e| error(&e))?;
        let state = Self::read(client, major, with_rows).await;
        client.batch_execute("rollback").await.map_err(|e| error(&e))?;
        state
    }

    /// Returns the tables whose rows differ from those of `other`, though they are as many.
    pub fn unsteady(&self, other: &Self) -> Vec<String> {
        let differs = |(table, (n, sum)): (&String, &(i64, String))| {
            let (other_n, other_sum) = other.rows.get(table)?;
            (n == other_n && sum != other_sum).then(|| table.clone())
        };
        self.rows.iter().filter_map(differs).collect()
    }

    /// Returns the tables that hold rows themselves.
    pub fn tables(&self) -> BTreeSet<String> {
        self.rows.keys().cloned().collect()
    }

    /// Returns in what the two differ, so that one can tell it again between other states.
    pub(crate) fn differing(&self, other: &Self, unsteady: &[String]) -> BTreeSet<String> {
        let (ours, theirs): (BTreeSet<&String>, BTreeSet<&String>) =
            (self.schema.iter().collect(), other.schema.iter().collect());
        let mut found: BTreeSet<String> = ours.symmetric_difference(&theirs).map(|line| (*line).clone()).collect();
        for table in self.rows.keys().chain(other.rows.keys()) {
            let (one, two) = (self.rows.get(table), other.rows.get(table));
            let same = match unsteady.contains(table) {
                true => one.map(|(n, _)| n) == two.map(|(n, _)| n),
                false => one == two,
            };
            if !same {
                found.insert(format!("rows of {table}"));
            }
        }
        found
    }

    /// Returns how `other` differs; of the rows of `unsteady` tables only the number counts.
    pub fn differences(&self, other: &Self, unsteady: &[String]) -> Vec<String> {
        let mut found = Vec::new();
        let missing = |of: &Self, from: &Self, sign: &str, found: &mut Vec<String>| {
            for line in &of.schema {
                if from.schema.binary_search(line).is_err() {
                    found.push(format!("{sign} {line}"));
                }
            }
        };
        missing(self, other, "-", &mut found);
        missing(other, self, "+", &mut found);
        if found.is_empty() && self.schema.len() != other.schema.len() {
            found.push(format!("{} objects instead of {}", other.schema.len(), self.schema.len()));
        }
        for (table, (n, sum)) in &self.rows {
            match other.rows.get(table) {
                Some((other_n, _)) if n != other_n => found.push(format!("{table} has {other_n} rows instead of {n}")),
                Some((_, other_sum)) if sum != other_sum && !unsteady.contains(table) => {
                    found.push(format!("{table} has other rows"));
                }
                _ => {}
            }
        }
        if found.len() > SHOWN_MAX {
            let more = found.len() - SHOWN_MAX;
            found.truncate(SHOWN_MAX);
            found.push(format!("and {more} more"));
        }
        found
    }
}

async fn rows(client: &Client) -> Result<BTreeMap<String, (i64, String)>> {
    let tables = client.query_typed(include_str!("tables.sql"), &[]).await.map_err(|e| error(&e))?;
    let one = |row: &tokio_postgres::Row| {
        let (schema, name): (&str, &str) = (row.get(0), row.get(1));
        let table = qualified(schema, name);
        let literal = nexusql_base::name::quote_literal(&table);
        format!(
            "select {literal}, count(*), coalesce(sum(pg_catalog.hashtextextended(t::text, 0)), 0)::text from only {table} t"
        )
    };
    let queries: Vec<String> = tables.iter().map(one).collect();
    if queries.is_empty() {
        return Ok(BTreeMap::new());
    }
    let answers = client.query_typed(&queries.join(" union all "), &[]).await.map_err(|e| error(&e))?;
    Ok(answers.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect())
}

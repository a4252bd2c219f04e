//! Sending one kind's query and reading its rows as they arrive.

use futures_util::{StreamExt, pin_mut};
use nexusql_base::{Error, Result};
use nexusql_catalog::{Body, Kind};
use nexusql_db::postgres::error;
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use super::Address;

/// One object as its kind's query returns it.
pub(super) struct Row {
    pub(super) address: Address,
    pub(super) path: Option<Vec<String>>,
    pub(super) body: Body,
}

/// Runs `sql` and returns its rows.
pub(super) async fn rows(client: &Client, kind: Kind, sql: &str) -> Result<Vec<Row>> {
    let wrong = |what: &dyn std::fmt::Display| Error::internal(format!("query of kind {kind} fails: {what}"));
    let describe = |e: tokio_postgres::Error| match e.as_db_error() {
        Some(said) if said.code().code().starts_with("42") => wrong(said),
        _ => error(&e),
    };
    let none: [(&(dyn ToSql + Sync), tokio_postgres::types::Type); 0] = [];
    let stream = client.query_typed_raw(sql, none).await.map_err(describe)?;
    pin_mut!(stream);
    let mut rows = Vec::new();
    while let Some(row) = stream.next().await {
        let row = row.map_err(describe)?;
        let get = |e: tokio_postgres::Error| wrong(&e);
        let address = Address {
            class: row.try_get(0).map_err(get)?,
            object: row.try_get(1).map_err(get)?,
            part: row.try_get(2).map_err(get)?,
        };
        let path = row.try_get(3).map_err(get)?;
        let body: &str = row.try_get(4).map_err(get)?;
        let body = Body::from_json(kind, body).map_err(|e| wrong(&format!("{e} in {body}")))?;
        rows.push(Row { address, path, body });
    }
    Ok(rows)
}

/// Returns `sql` without the lines that are for other majors.
pub(super) fn for_major(sql: &str, major: u32) -> String {
    sql.lines().filter(|line| !line.starts_with("--") && is_for(line, major)).flat_map(|line| [line, "\n"]).collect()
}

fn is_for(line: &str, major: u32) -> bool {
    let Some((_, mark)) = line.rsplit_once("-- ") else { return true };
    let bound = |text: &str| text.trim().parse::<u32>().ok();
    if let Some(since) = mark.strip_prefix("since ").and_then(bound) {
        return major >= since;
    }
    mark.strip_prefix("before ").and_then(bound).is_none_or(|before| major < before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_other_majors_are_left_out() {
        let sql = "-- kind: x\nselect a, -- since 14\nselect b, -- before 14\n  c -- since the dawn\n";
        assert_eq!(for_major(sql, 13), "select b, -- before 14\n  c -- since the dawn\n");
        assert_eq!(for_major(sql, 14), "select a, -- since 14\n  c -- since the dawn\n");
    }
}

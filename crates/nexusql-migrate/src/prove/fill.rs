//! Puts sample rows into every table, so that a plan that loses rows is seen to lose them.

use std::collections::BTreeSet;

use nexusql_base::Result;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::elsewhere::tables_with_rows_elsewhere;
use super::sample::{Shape, Tries};
use super::{server, tables};

const ROWS_PER_TABLE: u32 = 3;
const ATTEMPTS_MAX: u32 = 80;

/// Fills the tables of `current`, those that others point to first; returns a sentence on each table that stays empty.
///
/// Triggers do not fire, unless the scratch is a server where the role may not say so; foreign keys are kept by taking
/// values from rows that are there.
/// Cost: a few statements a table, in one transaction.
pub(super) async fn fill(client: &Client, current: &Catalog, desired: &Catalog) -> Result<Vec<String>> {
    let elsewhere = tables_with_rows_elsewhere(current);
    let (away, tables): (Vec<_>, Vec<_>) = tables(current).into_iter().partition(|table| elsewhere.contains(table));
    let shapes: Vec<(&ObjectId, Shape<'_>)> =
        tables.iter().map(|table| (table, Shape::of(current, desired, table))).collect();
    let mut open: Vec<usize> = (0..shapes.len()).collect();
    let mut filled: BTreeSet<ObjectId> = BTreeSet::new();
    let mut done: BTreeSet<&ObjectId> = BTreeSet::new();
    let untouched = |table| format!("Rows: {table} was empty, since its rows may lie on another server.");
    let mut empty: Vec<String> = away.iter().map(untouched).collect();
    begin(client).await?;
    let early = add_new_checks(client, current, desired).await?;
    while !open.is_empty() {
        let is_free = |at: &usize| shapes[*at].1.needs().iter().all(|need| done.contains(need));
        let place = open.iter().position(is_free).unwrap_or(0);
        let (table, shape) = &shapes[open.remove(place)];
        match fill_table(client, shape, &filled).await? {
            Ok(()) => {
                filled.insert((*table).clone());
            }
            Err(reason) => {
                empty.push(format!("Rows: {table} was empty, since no sample row could be made ({reason})."))
            }
        }
        done.insert(table);
    }
    for drop in early {
        client.batch_execute(&drop).await.map_err(|error| server(&error))?;
    }
    client.batch_execute("COMMIT").await.map_err(|error| server(&error))?;
    Ok(empty)
}

async fn begin(client: &Client) -> Result<()> {
    match client.batch_execute("BEGIN; SET LOCAL session_replication_role = replica").await {
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
            client.batch_execute("ROLLBACK; BEGIN").await.map_err(|error| server(&error))
        }
        answer => answer.map_err(|error| server(&error)),
    }
}

/// Adds the checks that only `desired` has, where they can be had already, so that rows keep them too; returns the
/// statements that take them away again.
async fn add_new_checks(client: &Client, current: &Catalog, desired: &Catalog) -> Result<Vec<String>> {
    let mut drops = Vec::new();
    for (id, body) in desired.objects.iter().filter(|(id, body)| current.objects.get(id) != Some(body)) {
        let (word, kind, definition) = match body {
            Body::Constraint(check) if check.constraint_type == "check" && check.local => {
                ("TABLE", Kind::Table, &check.definition)
            }
            Body::DomainConstraint(check) => ("DOMAIN", Kind::Domain, &check.definition),
            _ => continue,
        };
        let Some(whole) = id.whole_path().map(|path| ObjectId::new(kind, path)) else { continue };
        if !current.objects.contains_key(&whole) {
            continue;
        }
        let name = format!("nexusql_early_{}", drops.len());
        let alter = format!("ALTER {word} {}", whole.sql_name());
        client.batch_execute("SAVEPOINT early").await.map_err(|error| server(&error))?;
        let end = match client.batch_execute(&format!("{alter} ADD CONSTRAINT {name} {definition}")).await {
            Ok(()) => {
                drops.push(format!("{alter} DROP CONSTRAINT {name}"));
                "RELEASE early"
            }
            Err(_) => "ROLLBACK TO early",
        };
        client.batch_execute(end).await.map_err(|error| server(&error))?;
    }
    Ok(drops)
}

/// Inserts a few rows; the inner error says why not even one could be made.
async fn fill_table(
    client: &Client,
    shape: &Shape<'_>,
    filled: &BTreeSet<ObjectId>,
) -> Result<std::result::Result<(), String>> {
    let mut reason = "a column has a type of which no value is known, or points to an empty table".to_owned();
    let mut n_rows = 0;
    let mut tries = Tries::default();
    for n in 1..=ROWS_PER_TABLE {
        for _ in 0..ATTEMPTS_MAX {
            let Some(insert) = shape.insert(n, &tries, filled) else { return Ok(Err(reason)) };
            client.batch_execute("SAVEPOINT sample").await.map_err(|error| server(&error))?;
            match client.batch_execute(&insert).await {
                Ok(()) => {
                    client.batch_execute("RELEASE sample").await.map_err(|error| server(&error))?;
                    n_rows += 1;
                    break;
                }
                Err(error) if client.is_closed() => return Err(server(&error)),
                Err(error) => {
                    if let Some(db) = error.as_db_error() {
                        db.message().clone_into(&mut reason);
                        shape.blame(db, &mut tries);
                    }
                    client.batch_execute("ROLLBACK TO sample").await.map_err(|error| server(&error))?;
                }
            }
        }
        if n_rows == 0 {
            return Ok(Err(reason));
        }
    }
    Ok(Ok(()))
}

//! Measures which locks each step takes, and holds that against what it declares.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_diff::{Group, LockMode, SETTINGS, Step};
use tokio_postgres::Client;

type Oid = u32;

/// A relation as the step finds it.
struct Relation {
    name: String,
    /// The table with which an index or a column's sequence is locked.
    whole: Oid,
}

/// Runs every step in a transaction of its own; the error names each lock on a relation that was there before and that is
/// taken and not declared, or declared and not taken.
///
/// Modes that ordinary statements take as well do not count. What a step locks that refuses a transaction is not seen.
pub async fn check(client: &Client, groups: &[Group]) -> Result<(), String> {
    for setting in SETTINGS {
        run(client, setting).await?;
    }
    let before = relations(client).await?;
    let names: BTreeSet<String> = before.values().map(|relation| relation.name.clone()).collect();
    // Version: 13 and 14 lock what comes and goes with partitions more weakly, which is not told.
    let version = client.query_one("show server_version_num", &[]).await.map_err(|error| format!("{error:?}"))?;
    let is_exact = version.get::<_, String>(0).as_str() >= "150000";
    let before = Before { oids: before.into_keys().collect(), names, is_exact };
    let mut faults = Vec::new();
    for group in groups {
        for step in &group.steps {
            if group.transactional {
                faults.extend(measure(client, step, &before).await?);
            } else {
                run_step(client, step).await?;
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(format!("locks are not as declared:\n{}", faults.join("\n"))) }
}

/// The relations that stood before the first step.
struct Before {
    oids: BTreeSet<Oid>,
    names: BTreeSet<String>,
    /// Whether what is declared must be taken.
    is_exact: bool,
}

async fn measure(client: &Client, step: &Step, before: &Before) -> Result<Vec<String>, String> {
    let relations = relations(client).await?;
    run(client, "begin").await?;
    run_step(client, step).await?;
    let taken = taken(client).await?;
    run(client, "commit").await?;
    let mut declared: BTreeMap<Oid, LockMode> = BTreeMap::new();
    let mut faults = Vec::new();
    for lock in &step.locks {
        let found = relations.iter().find(|(_, relation)| relation.name == lock.relation);
        let Some((oid, relation)) = found else {
            // What an earlier step dropped is not locked any more.
            if !before.names.contains(&lock.relation) {
                faults.push(format!("{} is declared, and is no relation", lock.relation));
            }
            continue;
        };
        _ = declared.insert(*oid, lock.mode);
        // An index is another one when its column has got another type.
        let is_rebuilt = before.names.contains(&lock.relation) && before.oids.contains(&relation.whole);
        if !before.oids.contains(oid) && !is_rebuilt {
            faults.push(format!("{} is a relation that was not there", lock.relation));
        } else if before.is_exact && taken.get(oid) < Some(&lock.mode) && !step.sql.contains(" IF NOT EXISTS ") {
            let truly = taken.get(oid).map_or("nothing", |mode| mode.name());
            faults.push(format!("{} on {} is declared, {truly} is taken", lock.mode.name(), lock.relation));
        }
    }
    let is_rare = |mode: LockMode| mode > LockMode::RowExclusive;
    for (oid, &mode) in taken.iter().filter(|(oid, mode)| before.oids.contains(oid) && is_rare(**mode)) {
        let Some(relation) = relations.get(oid) else { continue };
        if [oid, &relation.whole].into_iter().all(|oid| declared.get(oid) < Some(&mode)) {
            faults.push(format!("{} on {} is not declared", mode.name(), relation.name));
        }
    }
    let sql = step.sql.lines().next().unwrap_or_default();
    Ok(faults.into_iter().map(|fault| format!("{fault}: {sql}")).collect())
}

/// Returns the relations outside PostgreSQL's own schemas.
async fn relations(client: &Client) -> Result<BTreeMap<Oid, Relation>, String> {
    let rows = client.query(include_str!("relations.sql"), &[]).await.map_err(|error| format!("{error:?}"))?;
    Ok(rows.iter().map(|row| (row.get(0), Relation { name: row.get(1), whole: row.get(2) })).collect())
}

/// Returns the strongest lock that the transaction holds on each relation.
async fn taken(client: &Client) -> Result<BTreeMap<Oid, LockMode>, String> {
    let mut taken = BTreeMap::new();
    for row in client.query(include_str!("locks.sql"), &[]).await.map_err(|error| format!("{error:?}"))? {
        let mode = mode(row.get(1))?;
        let strongest = taken.entry(row.get(0)).or_insert(mode);
        *strongest = mode.max(*strongest);
    }
    Ok(taken)
}

/// Returns the mode that pg_locks calls `AccessShareLock`.
fn mode(name: &str) -> Result<LockMode, String> {
    use LockMode::*;
    let modes = [
        AccessShare,
        RowShare,
        RowExclusive,
        ShareUpdateExclusive,
        Share,
        ShareRowExclusive,
        Exclusive,
        AccessExclusive,
    ];
    let found = modes.into_iter().find(|mode| format!("{mode:?}Lock") == name);
    found.ok_or_else(|| format!("no lock mode is called {name}"))
}

async fn run_step(client: &Client, step: &Step) -> Result<(), String> {
    run(client, &format!("set search_path = {}", step.search_path())).await?;
    run(client, &step.sql).await?;
    run(client, "set search_path = ''").await
}

async fn run(client: &Client, sql: &str) -> Result<(), String> {
    client.batch_execute(sql).await.map_err(|error| format!("{error:?}\nwhile locks were measured in: {sql}"))
}

//! Proves a plan: runs it on a scratch copy of the current schema that holds rows, reads the result back and compares.

mod elsewhere;
mod fill;
mod pattern;
mod sample;
mod survive;
mod values;

use std::collections::BTreeSet;

use nexusql_base::{Error, ErrorKind, Progress, Result};
use nexusql_catalog::{Catalog, Kind, ObjectId};
use nexusql_diff::{Delta, Group, Hazard, Plan, compare};
use nexusql_load::live::{ReadOptions, read};
use serde::Serialize;
use tokio_postgres::Client;

use crate::run::{prepare, run_group};
use crate::{Filter, roles};

/// What was run and what came out.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    /// The server it was run on: `PostgreSQL 15.18`.
    pub server: String,
    /// How many steps ran.
    pub n_steps: usize,
    /// How the result differs from what was desired; empty if the plan is right.
    pub differences: Vec<Delta>,
    /// What became of the rows.
    pub rows: RowsProof,
    /// What could not be proven, and why: a sentence each.
    pub unproven: Vec<String>,
}

/// What became of the sample rows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RowsProof {
    /// Tables that held rows before and had to hold them afterwards.
    pub n_tables: usize,
    /// Rows that had to survive.
    pub n_rows: u64,
    /// Tables whose rows are not what they were, though no step declares it.
    pub lost: Vec<String>,
}

impl Proof {
    /// Returns whether the plan did what it says: the result equals the desired schema and no row was lost unsaid.
    pub fn holds(&self) -> bool {
        self.differences.is_empty() && self.rows.lost.is_empty()
    }
}

/// What is to be proven.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// What the database holds before.
    pub current: &'a Catalog,
    /// What it is to hold afterwards.
    pub desired: &'a Catalog,
    /// How it gets there.
    pub plan: &'a Plan,
    /// What of the result counts.
    pub filter: &'a Filter,
}

/// Runs `plan` in the database of `client`, which holds exactly `current`, and compares the result.
///
/// The database holds sample rows and the result afterwards; it is of no other use.
/// Errors: the server's, with the step, if one fails that did not say it may.
pub async fn prove(
    client: &Client,
    subject: &Subject<'_>,
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<Proof> {
    let Subject { current, desired, plan, filter } = *subject;
    let mut unproven = fill::fill(client, current, desired).await?;
    let mut watch = survive::Watch::before(client, current, desired, plan).await?;
    prepare(client).await?;
    progress.start("proving steps", Some(plan.steps().count() as u64));
    let mut done = 0;
    for group in &plan.groups {
        progress.advance(done, group.steps.first().map_or("", |step| &step.object));
        run_with_fewer_rows(client, group, &mut watch, &mut unproven).await?;
        done += group.steps.len() as u64;
    }
    progress.finish();
    let lost = watch.after(client).await?;
    let mut result = read(client, options).await?;
    filter.apply_to_current(&mut result, desired);
    let mut sessions = roles::of_sessions(current, desired);
    let own = superuser(client).await?;
    if !desired.objects.contains_key(&ObjectId::new(Kind::Role, [own.as_str()])) {
        sessions.insert(own);
    }
    roles::set_aside(&mut result, &sessions);
    let server = version(&result);
    Ok(Proof {
        server,
        n_steps: done as usize,
        differences: compare(&result, desired),
        rows: RowsProof { n_tables: watch.n_tables(), n_rows: watch.n_rows(), lost },
        unproven,
    })
}

/// Returns the scratch's own superuser, who is in no schema.
async fn superuser(client: &Client) -> Result<String> {
    let row = client.query_one("select session_user::text", &[]).await.map_err(|error| server(&error))?;
    Ok(row.get(0))
}

fn version(catalog: &Catalog) -> String {
    format!("PostgreSQL {}.{}", catalog.server_version / 10_000, catalog.server_version % 10_000)
}

/// Runs a group; if sample rows break a rule that the step says they may break, runs it again without rows.
async fn run_with_fewer_rows(
    client: &Client,
    group: &Group,
    watch: &mut survive::Watch,
    unproven: &mut Vec<String>,
) -> Result<()> {
    let mut tried = BTreeSet::new();
    let mut group = group.clone();
    loop {
        let error = match run_group(client, &group).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        let object = error.diagnostic().object.clone().unwrap_or_default();
        let says_so = group
            .steps
            .iter()
            .any(|step| step.object == object && step.hazards.iter().any(|note| note.hazard == Hazard::MayFail));
        let elsewhere = elsewhere::reached_out(&error);
        if elsewhere && elsewhere::leave_out_rows(&mut group, &object) {
            unproven
                .push(format!("Rows: {object} was made without its rows, since a scratch reaches no other server."));
            continue;
        }
        // Types of extensions may say otherwise that they cannot read a value: hstore does, before 16 without a code.
        let by_rows = error.diagnostic().sqlstate.as_deref().is_some_and(|code| match &code[..2] {
            "22" | "23" => true,
            _ => says_so && matches!(code, "XX000" | "42601"),
        });
        let by_rows = by_rows || elsewhere;
        if error.kind() != ErrorKind::Server || !by_rows || !tried.insert(object.clone()) {
            return Err(unexpected(error));
        }
        let why = if says_so { "as real ones may" } else { "which the plan did not foresee" };
        let message = &error.diagnostic().message;
        unproven
            .push(format!("Rows: {object} was run on empty tables, since sample rows break it, {why} ({message})."));
        survive::forget_rows(client, watch).await?;
        drop_invalid_indexes(client, &group).await?;
    }
}

/// A concurrent build that fails leaves an invalid index behind.
async fn drop_invalid_indexes(client: &Client, group: &Group) -> Result<()> {
    if group.transactional {
        return Ok(());
    }
    let invalid = include_str!("invalid_indexes.sql");
    let rows = client.query(invalid, &[]).await.map_err(|error| server(&error))?;
    for row in rows {
        let name: String = row.get(0);
        client.batch_execute(&format!("DROP INDEX {name}")).await.map_err(|error| server(&error))?;
    }
    Ok(())
}

pub(crate) fn server(error: &tokio_postgres::Error) -> Error {
    nexusql_db::postgres::error(error)
}

fn unexpected(error: Error) -> Error {
    error.map(|mut diagnostic| {
        diagnostic.message = format!("the plan failed on the scratch: {}", diagnostic.message);
        diagnostic
    })
}

/// Returns the ids of the tables that rows can be put into: those that are no partition.
fn tables(catalog: &Catalog) -> Vec<ObjectId> {
    use nexusql_catalog::Body;
    let holds = |body: &Body| matches!(body, Body::Table(table) if table.partition_of.is_none());
    catalog.objects.iter().filter(|(_, body)| holds(body)).map(|(id, _)| id.clone()).collect()
}

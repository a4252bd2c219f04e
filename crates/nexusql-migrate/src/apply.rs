//! Applies a plan to a server: checks that it still fits, runs it, reads back what came out.

use std::collections::BTreeSet;

use nexusql_base::{Diagnostic, Error, ErrorKind, Progress, Result};
use nexusql_catalog::{Catalog, Kind, ObjectId};
use nexusql_diff::{Delta, Hazard, Plan, compare};
use nexusql_load::live::{ReadOptions, read};
use serde::Serialize;
use tokio_postgres::Client;

use crate::run::run;
use crate::{Filter, roles, turn};

/// The code of a server of another major than the plan was made on that is not where the plan starts: whether it is where
/// the plan ends is seen on a scratch only.
pub const OTHER_VERSION: &str = "server-of-other-version";

/// What is to be applied.
pub struct Request<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Where it is to arrive.
    pub desired: &'a Catalog,
    /// Hazards that need consent and have it.
    pub allowed: &'a BTreeSet<Hazard>,
    /// What of the server belongs to the schema in question.
    pub read: &'a ReadOptions,
    /// What of the server's catalog counts.
    pub filter: &'a Filter,
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
pub struct Applied {
    /// How many steps ran.
    pub n_steps: usize,
    /// How the server differs from what was desired; empty if all is as it should be. None if the two are printed by
    /// different major versions, so that they have to be compared on a scratch: see [`crate::Pair`].
    pub differences: Option<Vec<Delta>>,
}

/// Returns the error that stops a plan whose hazards were not all allowed.
///
/// Errors: [`ErrorKind::Refused`], which lists each hazard that needs consent and has none, with its step.
pub fn consent(plan: &Plan, allowed: &BTreeSet<Hazard>) -> Result<()> {
    let refused: Vec<_> =
        plan.hazards().filter(|(_, note)| note.hazard.needs_consent() && !allowed.contains(&note.hazard)).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = refused
        .iter()
        .map(|(step, note)| format!("{}: {}: {}", note.hazard.name(), step.object, note.reason))
        .collect();
    let names: BTreeSet<&str> = refused.iter().map(|(_, note)| note.hazard.name()).collect();
    let flags: Vec<String> = names.into_iter().map(|name| format!("--allow {name}")).collect();
    let diagnostic = Diagnostic::error("hazard-not-allowed", "the plan has hazards that were not allowed")
        .with_detail(lines.join("\n"))
        .with_hint(format!("Nothing was run. To accept them, add {}.", flags.join(" ")));
    Err(Error::new(ErrorKind::Refused, diagnostic))
}

/// Returns what of the plan is still to be done on the server of `client`: all of it, its rest, or nothing.
///
/// Errors: [`ErrorKind::Refused`] if the server is no longer what the plan was made for.
pub async fn remaining(client: &Client, request: &Request<'_>) -> Result<Plan> {
    let before = state(client, request).await?;
    plan_for(&before, request)
}

/// Reads what of the server counts.
async fn state(client: &Client, request: &Request<'_>) -> Result<Catalog> {
    let mut catalog = read(client, request.read).await?;
    request.filter.apply_to_current(&mut catalog, request.desired);
    let sessions = roles::of_sessions(&catalog, request.desired);
    roles::set_aside(&mut catalog, &sessions);
    Ok(catalog)
}

/// Runs what remains of the plan on the server of `client` and reads the result back.
///
/// Errors: [`ErrorKind::Refused`] before anything ran, if a hazard was not allowed or the server is no longer what the
/// plan was made for; [`ErrorKind::Server`], code `apply-in-progress`, if another run does not end; those of [`run`]
/// while it runs; [`ErrorKind::Interrupted`] if the connection was lost while the result was read back.
pub async fn apply(client: &Client, request: &Request<'_>, progress: &dyn Progress) -> Result<Applied> {
    turn::take(client).await?;
    let applied = apply_in_turn(client, request, progress).await;
    turn::give_back(client).await;
    applied
}

async fn apply_in_turn(client: &Client, request: &Request<'_>, progress: &dyn Progress) -> Result<Applied> {
    let before = state(client, request).await?;
    let (server_major, plan) = (before.major(), plan_for(&before, request)?);
    consent(&plan, request.allowed)?;
    run(client, &plan, progress).await.map_err(|error| on_other_version(error, server_major, request))?;
    let after = state(client, request).await.map_err(lost_at_the_end)?;
    let comparable = after.major() == request.desired.major();
    let differences = comparable.then(|| compare(&after, request.desired));
    Ok(Applied { n_steps: plan.steps().count(), differences })
}

/// Returns the plan itself if the server is where it starts, or what is left of it if the server is on its way.
///
/// The server is on the way if every statement that it still needs is one of the plan's, or undoes a build that was
/// cut short.
fn plan_for(before: &Catalog, request: &Request<'_>) -> Result<Plan> {
    if before.fingerprint() == request.plan.current {
        return Ok(request.plan.clone());
    }
    if before.major() != request.desired.major() {
        return Err(moved_on("It can be compared on a scratch only.".to_owned())
            .map(|d| Diagnostic { code: OTHER_VERSION, ..d }));
    }
    let rest = nexusql_diff::plan(before, request.desired)?;
    let known: BTreeSet<&str> = request.plan.steps().map(|step| step.object.as_str()).collect();
    let strangers: Vec<String> =
        rest.steps().filter(|step| !known.contains(step.object.as_str())).map(|step| step.object.clone()).collect();
    let indexes = indexes_of_constraints(request.desired, &known);
    let is_next = |object: &str| object.starts_with("index ") && object.trim_end_matches('"').ends_with("__next");
    let leftovers_only =
        strangers.iter().all(|object| object.contains("__replaced") || is_next(object) || indexes.contains(object));
    let foreseen = request.plan.hazards().map(|(_, note)| note.hazard).collect();
    if leftovers_only && consent(&rest, &foreseen).is_ok() {
        return Ok(rest);
    }
    let detail = if strangers.is_empty() {
        "What is left to do has hazards that the plan did not have.".to_owned()
    } else {
        format!("It differs in what the plan does not touch: {}.", strangers.join(", "))
    };
    Err(moved_on(detail))
}

/// Returns the indexes that a plan builds for the constraints among `known`: objects of their own until those stand.
fn indexes_of_constraints(desired: &Catalog, known: &BTreeSet<&str>) -> BTreeSet<String> {
    let constraints = desired.objects.keys().filter(|id| id.kind() == Kind::Constraint);
    let planned = constraints.filter(|id| known.contains(id.to_string().as_str()));
    planned.map(|id| ObjectId::new(Kind::Index, [id.path()[0].as_str(), id.name()]).to_string()).collect()
}

/// Returns what to say of a statement that failed on a server of another major than the plan was made on.
fn on_other_version(error: Error, server_major: u32, request: &Request<'_>) -> Error {
    let made_on = request.desired.major();
    if error.kind() != ErrorKind::Server || made_on == server_major {
        return error;
    }
    let hint = format!(
        "The plan was made on PostgreSQL {made_on}, and the server is {server_major}. Leave --scratch out, or run \"nexusql \
         engine install {server_major}\", to plan on {server_major}."
    );
    error.map(|diagnostic| diagnostic.with_hint(hint))
}

/// Returns `error` of reading back: if the connection was lost, all has run, and nobody has looked at it.
fn lost_at_the_end(error: Error) -> Error {
    if error.kind() != ErrorKind::Connection {
        return error;
    }
    let hint = "All steps ran, and the result was not read back. Run the same command again: it compares.";
    Error::new(ErrorKind::Interrupted, error.diagnostic().clone().with_hint(hint))
}

fn moved_on(detail: String) -> Error {
    let diagnostic = Diagnostic::error("server-moved-on", "the server is no longer what the plan was made for")
        .with_detail(detail)
        .with_hint("Nothing was run. Make a new plan.");
    Error::new(ErrorKind::Refused, diagnostic)
}

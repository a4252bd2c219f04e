//! `nexusql apply`: brings a server to a schema, or runs a plan on it. Shows, asks, runs, reads back, reports.

use std::io::{IsTerminal, Write};
use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::{Catalog, read_snapshot};
use nexusql_db::postgres::{Target, connect};
use nexusql_diff::{Delta, Plan, compare};
use nexusql_load::Source;
use nexusql_load::live::ReadOptions;
use nexusql_migrate::{Applied, OTHER_VERSION, Request, apply, consent, remaining, wait_for_turn};
use serde_json::{Value, json};

use super::plan::disproven;
use super::show;
use crate::args::{Apply, DiffFormat, Filters};
use crate::error::{Exit, notify};
use crate::interrupt::Running;
use crate::progress::Bar;
use crate::project::Project;
use crate::{open, output};

/// Runs the command.
pub async fn run(arguments: &Apply) -> Result<Exit> {
    let allowed = open::hazards(&arguments.allow)?;
    let words = [arguments.to.as_deref(), arguments.what.as_deref()];
    let project = Project::read(&arguments.project, &words)?;
    let server = project.server(words[0])?;
    let plan_file = words[1].map(read_plan).transpose()?.flatten();
    let target = server.clone().with_environment(&|name| std::env::var(name).ok())?;
    let session = connect(&target).await?;
    let waited = wait_for_turn(&session.client).await;
    session.close().await;
    waited?;
    let Goal { plan, desired, filters, told } = match plan_file {
        Some(goal) => {
            refuse_what_a_plan_has(arguments)?;
            goal
        }
        None => make_plan(arguments, &project, &server).await?,
    };
    let read = ReadOptions { roles: filters.roles, implicit_owner: None };
    let filter = open::filter(&filters)?;
    let request = Request { plan: &plan, desired: &desired, allowed: &allowed, read: &read, filter: &filter };
    let left = {
        let session = connect(&target).await?;
        let left = remaining(&session.client, &request).await;
        session.close().await;
        left
    };
    let left = match left {
        Err(moved_on) if moved_on.diagnostic().code == OTHER_VERSION => {
            // The plan may have been run already.
            let differences = compare_again(arguments, &project, &server, &filters).await?;
            if !differences.is_empty() {
                return Err(moved_on);
            }
            let applied = Applied { n_steps: 0, differences: Some(differences) };
            return done(arguments, &project, &server, &filters, &told, applied).await;
        }
        left => left?,
    };
    if left.groups.is_empty() {
        // Nothing runs, but only a look at both says that nothing has to.
        let applied = Applied { n_steps: 0, differences: None };
        return done(arguments, &project, &server, &filters, &told, applied).await;
    }
    if arguments.format == DiffFormat::Text {
        anstream::print!("{}", show::plan(&left));
    }
    consent(&left, &allowed)?;
    if !arguments.yes && !ask(&server) {
        let message = "the plan was not confirmed";
        let hint = "Nothing was run. Answer \"yes\", or add --yes.";
        return Err(Error::new(ErrorKind::Refused, Diagnostic::error("not-confirmed", message).with_hint(hint)));
    }
    let session = connect(&target).await?;
    let running = Running::new(&session);
    let applied = apply(&session.client, &request, &Bar::default()).await;
    running.end();
    session.close().await;
    done(arguments, &project, &server, &filters, &told, applied?).await
}

/// Errors: [`ErrorKind::Usage`] for options that say what a plan file was made with.
fn refuse_what_a_plan_has(arguments: &Apply) -> Result<()> {
    let Filters { schema, exclude, ignore, roles } = &arguments.filters;
    let given = [
        ("--schema", !schema.is_empty()),
        ("--exclude", !exclude.is_empty()),
        ("--ignore", !ignore.is_empty()),
        ("--roles", *roles),
        ("--rename", !arguments.rename.is_empty()),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((option, _)) => {
            let message = format!("{option} cannot be added to a plan that is made");
            let hint = "It has the filters and renames that it was made with. Make another one with \"nexusql plan\".";
            Err(Error::new(ErrorKind::Usage, Diagnostic::error("plan-is-made", message).with_hint(hint)))
        }
    }
}

/// Where the server is to arrive, and how.
struct Goal {
    plan: Plan,
    desired: Catalog,
    filters: Filters,
    told: Told,
}

/// What is known of the plan, as JSON: its proof, or why there is none.
#[derive(Default)]
struct Told {
    proof: Value,
    not_proven: Value,
}

/// Returns what the file holds, if it is a plan; its filters are those that it was made with.
fn read_plan(what: &str) -> Result<Option<Goal>> {
    let path = Path::new(what);
    if path.extension().is_none_or(|ending| ending != "json") || !path.is_file() {
        return Ok(None);
    }
    let refuse = |detail: String| {
        let diagnostic =
            Diagnostic::error("not-a-plan", format!("file \"{what}\" is not a plan that this version reads"));
        let hint = "Make one with \"nexusql plan CURRENT DESIRED --format json -o plan.json\".";
        Error::new(ErrorKind::Usage, diagnostic.with_detail(detail).with_hint(hint))
    };
    let text = std::fs::read_to_string(path).map_err(|error| refuse(format!("{error}.")))?;
    let mut value: Value = serde_json::from_str(&text).map_err(|error| refuse(format!("{error}.")))?;
    if value["format"] != "nexusql-plan-1" {
        return if value["format"] == "nexusql-snapshot-1" {
            Ok(None)
        } else {
            Err(refuse("It has no known format.".to_owned()))
        };
    }
    let plan = serde_json::from_value(value["plan"].take()).map_err(|error| refuse(format!("{error}.")))?;
    let desired = read_snapshot(&text)?;
    let filters = match value["filters"].take() {
        Value::Null => Filters::default(),
        filters => serde_json::from_value(filters).map_err(|error| refuse(format!("{error}.")))?,
    };
    let told = Told { proof: value["proof"].take(), not_proven: value["not_proven"].take() };
    Ok(Some(Goal { plan, desired, filters, told }))
}

/// Plans from the server to the desired schema, and proves it.
async fn make_plan(arguments: &Apply, project: &Project, server: &Target) -> Result<Goal> {
    let (current, desired) = (Source::Server(Box::new(server.clone())), project.source(arguments.what.as_deref())?);
    let renames = open::renames(&arguments.rename)?;
    let mut pair = open::pair(project, &current, &desired, &arguments.filters, &arguments.scratch).await?;
    let proven = pair.plan(&renames, !arguments.no_prove, &Bar::default()).await;
    notify(&pair.notices);
    let desired = pair.desired.clone();
    pair.close().await?;
    let proven = proven?;
    if arguments.format == DiffFormat::Text {
        anstream::print!("{}", show::proven(&proven));
    }
    let told = Told { proof: json!(proven.proof), not_proven: json!(proven.reason) };
    match proven.proof {
        Some(proof) if !proof.holds() => Err(Error::new(ErrorKind::Internal, disproven())),
        _ => Ok(Goal { plan: proven.plan, desired, filters: arguments.filters.clone(), told }),
    }
}

fn ask(server: &Target) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    anstream::print!("Run this on {server}? [yes/no] ");
    let mut answer = String::new();
    let asked = std::io::stdout().flush().and_then(|()| std::io::stdin().read_line(&mut answer));
    asked.is_ok() && matches!(answer.trim(), "yes" | "y")
}

/// Compares the server with the desired schema on a scratch.
async fn compare_again(arguments: &Apply, project: &Project, server: &Target, filters: &Filters) -> Result<Vec<Delta>> {
    let (current, desired) = (Source::Server(Box::new(server.clone())), project.source(arguments.what.as_deref())?);
    let pair = open::pair(project, &current, &desired, filters, &arguments.scratch).await?;
    let differences = compare(&pair.current, &pair.desired);
    pair.close().await?;
    Ok(differences)
}

/// Returns `error`; one of the connection is an interruption if steps have run.
fn after_steps(error: Error, n_steps: usize) -> Error {
    if n_steps == 0 || error.kind() != ErrorKind::Connection {
        return error;
    }
    let hint = "All steps ran, and the result was not compared. Run the same command again: it compares.";
    Error::new(ErrorKind::Interrupted, error.diagnostic().clone().with_hint(hint))
}

async fn done(
    arguments: &Apply,
    project: &Project,
    server: &Target,
    filters: &Filters,
    told: &Told,
    applied: Applied,
) -> Result<Exit> {
    let n_steps = applied.n_steps;
    let differences = match applied.differences {
        Some(differences) => differences,
        None => {
            let compared = compare_again(arguments, project, server, filters).await;
            compared.map_err(|error| after_steps(error, n_steps))?
        }
    };
    match arguments.format {
        DiffFormat::Json => {
            let text = json!({
                "format": "nexusql-applied-1",
                "n_steps": n_steps,
                "proof": told.proof,
                "not_proven": told.not_proven,
                "equal": differences.is_empty(),
                "differences": differences,
            });
            output::print(&format!("{text:#}\n"))?;
        }
        DiffFormat::Text if n_steps == 0 && differences.is_empty() => {
            anstream::println!("nothing to do: the server has the schema")
        }
        DiffFormat::Text if differences.is_empty() => {
            anstream::println!("done: {} ran, the server has the desired schema", show::count(n_steps, "step"));
        }
        DiffFormat::Text => {
            anstream::println!("{} ran, but the server differs from the desired schema:", show::count(n_steps, "step"));
            anstream::print!("{}", show::deltas(&differences));
        }
    }
    Ok(if differences.is_empty() { Exit::Done } else { Exit::Differences })
}

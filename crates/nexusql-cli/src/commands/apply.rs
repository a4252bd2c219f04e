//! `nexusql apply`: brings a server to a schema, or runs a plan on it. Shows, asks, runs, reads back, reports.

use std::io::{IsTerminal, Write};
use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::{Catalog, read_snapshot};
use nexusql_db::postgres::{Target, connect};
use nexusql_diff::{Delta, Plan, compare};
use nexusql_load::Source;
use nexusql_load::live::ReadOptions;
use nexusql_migrate::{Applied, Request, apply, consent, remaining};
use serde_json::{Value, json};

use super::plan::disproven;
use super::show;
use crate::args::{Apply, DiffFormat, Filters};
use crate::error::{Exit, notify};
use crate::progress::Bar;
use crate::{open, output};

/// Runs the command.
pub async fn run(arguments: &Apply) -> Result<Exit> {
    let allowed = open::hazards(&arguments.allow)?;
    let Goal { plan, desired, filters } = match read_plan(&arguments.what)? {
        Some(goal) => goal,
        None => make_plan(arguments).await?,
    };
    let read = ReadOptions { roles: filters.roles, implicit_owner: None };
    let filter = open::filter(&filters)?;
    let request = Request { plan: &plan, desired: &desired, allowed: &allowed, read: &read, filter: &filter };
    let target = Target::parse(&arguments.to)?.with_environment(&|name| std::env::var(name).ok())?;
    let left = {
        let session = connect(&target).await?;
        let left = remaining(&session.client, &request).await;
        session.close().await;
        left?
    };
    if left.groups.is_empty() {
        // Nothing runs, but only a look at both says that nothing has to.
        return done(arguments, Applied { n_steps: 0, differences: None }).await;
    }
    if arguments.format == DiffFormat::Text {
        anstream::print!("{}", show::plan(&left));
    }
    consent(&left, &allowed)?;
    if !arguments.yes && !ask(&arguments.to)? {
        let message = "the plan was not confirmed";
        let hint = "Nothing was run. Answer \"yes\", or add --yes.";
        return Err(Error::new(ErrorKind::Refused, Diagnostic::error("not-confirmed", message).with_hint(hint)));
    }
    let session = connect(&target).await?;
    let applied = apply(&session.client, &request, &Bar::default()).await;
    session.close().await;
    done(arguments, applied?).await
}

/// Where the server is to arrive, and how.
struct Goal {
    plan: Plan,
    desired: Catalog,
    filters: Filters,
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
    Ok(Some(Goal { plan, desired, filters }))
}

/// Plans from the server to the desired schema, and proves it.
async fn make_plan(arguments: &Apply) -> Result<Goal> {
    let (current, desired) = (Source::parse(&arguments.to)?, Source::parse(&arguments.what)?);
    let renames = open::renames(&arguments.rename)?;
    let mut pair = open::pair(&current, &desired, &arguments.filters, &arguments.scratch).await?;
    let proven = pair.plan(&renames, !arguments.no_prove, &Bar::default()).await;
    notify(&pair.notices);
    let desired = pair.desired.clone();
    pair.close().await?;
    let proven = proven?;
    if arguments.format == DiffFormat::Text {
        anstream::print!("{}", show::proven(&proven));
    }
    match proven.proof {
        Some(proof) if !proof.holds() => Err(Error::new(ErrorKind::Internal, disproven())),
        _ => Ok(Goal { plan: proven.plan, desired, filters: arguments.filters.clone() }),
    }
}

fn ask(to: &str) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let target = Target::parse(to)?;
    anstream::print!("Run this on {target}? [yes/no] ");
    let mut answer = String::new();
    let asked = std::io::stdout().flush().and_then(|()| std::io::stdin().read_line(&mut answer));
    Ok(asked.is_ok() && matches!(answer.trim(), "yes" | "y"))
}

/// Compares the server with the desired schema on a scratch.
async fn compare_again(arguments: &Apply) -> Result<Vec<Delta>> {
    let (current, desired) = (Source::parse(&arguments.to)?, Source::parse(&arguments.what)?);
    let pair = open::pair(&current, &desired, &arguments.filters, &arguments.scratch).await?;
    let differences = compare(&pair.current, &pair.desired);
    pair.close().await?;
    Ok(differences)
}

async fn done(arguments: &Apply, applied: Applied) -> Result<Exit> {
    let n_steps = applied.n_steps;
    let differences = match applied.differences {
        Some(differences) => differences,
        None => compare_again(arguments).await?,
    };
    match arguments.format {
        DiffFormat::Json => {
            let text = json!({
                "format": "nexusql-applied-1",
                "n_steps": n_steps,
                "equal": differences.is_empty(),
                "differences": differences,
            });
            output::print(&format!("{text:#}\n"))?;
        }
        DiffFormat::Text if n_steps == 0 && differences.is_empty() => {
            anstream::println!("nothing to do: the server has the schema")
        }
        DiffFormat::Text if differences.is_empty() => {
            anstream::println!("done: {} steps ran, the server has the desired schema", n_steps);
        }
        DiffFormat::Text => {
            anstream::println!("{} steps ran, but the server differs from the desired schema:", n_steps);
            anstream::print!("{}", show::deltas(&differences));
        }
    }
    Ok(if differences.is_empty() { Exit::Done } else { Exit::Differences })
}

//! `nexusql apply`: brings a server to a schema, or runs a plan on it. Shows, asks, runs, reads back, reports.

use std::io::{IsTerminal, Write};
use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::{Catalog, read_snapshot};
use nexusql_db::postgres::{Target, connect};
use nexusql_diff::Plan;
use nexusql_load::Source;
use nexusql_load::live::ReadOptions;
use nexusql_migrate::{Applied, Request, apply, consent};
use serde_json::{Value, json};

use super::plan::disproven;
use super::show;
use crate::args::{Apply, DiffFormat};
use crate::error::{Exit, notify};
use crate::progress::Bar;
use crate::{open, output};

/// Runs the command.
pub async fn run(arguments: &Apply) -> Result<Exit> {
    let allowed = open::hazards(&arguments.allow)?;
    let (plan, desired) = match read_plan(&arguments.what)? {
        Some(plan) => plan,
        None => make_plan(arguments).await?,
    };
    if plan.groups.is_empty() {
        return done(arguments, &Applied { n_steps: 0, differences: Vec::new() });
    }
    if arguments.format == DiffFormat::Text {
        anstream::print!("{}", show::plan(&plan));
    }
    consent(&plan, &allowed)?;
    if !arguments.yes && !ask(&arguments.to)? {
        let message = "the plan was not confirmed";
        let hint = "Nothing was run. Answer \"yes\", or add --yes.";
        return Err(Error::new(ErrorKind::Refused, Diagnostic::error("not-confirmed", message).with_hint(hint)));
    }
    let target = Target::parse(&arguments.to)?.with_environment(&|name| std::env::var(name).ok())?;
    let session = connect(&target).await?;
    let read = ReadOptions { roles: arguments.filters.roles, implicit_owner: None };
    let filter = open::filter(&arguments.filters)?;
    let request = Request { plan: &plan, desired: &desired, allowed: &allowed, read: &read, filter: &filter };
    let applied = apply(&session.client, &request, &Bar::default()).await;
    session.close().await;
    done(arguments, &applied?)
}

/// Returns the plan and the desired catalog that the file holds, if it is a plan.
fn read_plan(what: &str) -> Result<Option<(Plan, Catalog)>> {
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
    let desired = read_snapshot(&value["desired"].to_string())?;
    Ok(Some((plan, desired)))
}

/// Plans from the server to the desired schema, and proves it.
async fn make_plan(arguments: &Apply) -> Result<(Plan, Catalog)> {
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
        _ => Ok((proven.plan, desired)),
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

fn done(arguments: &Apply, applied: &Applied) -> Result<Exit> {
    match arguments.format {
        DiffFormat::Json => {
            let text = json!({
                "format": "nexusql-applied-1",
                "n_steps": applied.n_steps,
                "equal": applied.differences.is_empty(),
                "differences": applied.differences,
            });
            output::print(&format!("{text:#}\n"))?;
        }
        DiffFormat::Text if applied.n_steps == 0 => anstream::println!("nothing to do: the server has the schema"),
        DiffFormat::Text if applied.differences.is_empty() => {
            anstream::println!("done: {} steps ran, the server has the desired schema", applied.n_steps);
        }
        DiffFormat::Text => {
            anstream::println!("{} steps ran, but the server differs from the desired schema:", applied.n_steps);
            anstream::print!("{}", show::deltas(&applied.differences));
        }
    }
    Ok(if applied.differences.is_empty() { Exit::Done } else { Exit::Differences })
}

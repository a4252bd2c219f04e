//! `nexusql plan`: plans a migration and proves it.

use nexusql_base::{Diagnostic, Result};
use nexusql_catalog::write_snapshot;
use nexusql_diff::{Candidate, candidates, compare, script};
use nexusql_load::Source;
use nexusql_migrate::{Pair, Proof, Proven};
use serde::Serialize;
use serde_json::value::RawValue;

use super::show;
use crate::args::{Filters, Plan, PlanFormat};
use crate::error::{Exit, notify};
use crate::progress::Bar;
use crate::{open, output};

/// Runs the command. It ends with 0 if the plan is right or was not to be proven, 70 if it was disproven.
pub async fn run(arguments: &Plan) -> Result<Exit> {
    let (current, desired) = (Source::parse(&arguments.current)?, Source::parse(&arguments.desired)?);
    let renames = open::renames(&arguments.rename)?;
    let mut pair = open::pair(&current, &desired, &arguments.filters, &arguments.scratch).await?;
    let made = pair.plan(&renames, !arguments.no_prove, &Bar::default()).await;
    let proven = match made {
        Ok(proven) => proven,
        Err(error) => {
            pair.close().await?;
            return Err(error);
        }
    };
    let text = render(&pair, &proven, arguments);
    notify(&pair.notices);
    if arguments.format == PlanFormat::Text && arguments.output.is_none() {
        anstream::print!("{text}");
    } else {
        output::write(arguments.output.as_deref(), &text)?;
    }
    let summary = summary(&pair, &proven);
    if arguments.format == PlanFormat::Text && arguments.output.is_none() {
        anstream::print!("{summary}");
    } else {
        anstream::eprint!("{summary}");
    }
    pair.close().await?;
    Ok(if proven.proof.as_ref().is_none_or(|proof| proof.holds()) { Exit::Done } else { Exit::Internal })
}

fn render(pair: &Pair, proven: &Proven, arguments: &Plan) -> String {
    match arguments.format {
        PlanFormat::Text => show::plan(&proven.plan),
        PlanFormat::Sql => script(&proven.plan),
        PlanFormat::Json => json(&PlanFile {
            format: "nexusql-plan-1",
            plan: &proven.plan,
            proof: proven.proof.as_ref(),
            not_proven: proven.reason.as_deref(),
            renames: candidates(&pair.current, &pair.desired),
            notices: &pair.notices,
            filters: &arguments.filters,
            desired: RawValue::from_string(write_snapshot(&pair.desired)).expect("a snapshot is JSON"),
        }),
    }
}

/// A plan as a file.
#[derive(Serialize)]
struct PlanFile<'a> {
    format: &'static str,
    plan: &'a nexusql_diff::Plan,
    proof: Option<&'a Proof>,
    not_proven: Option<&'a str>,
    renames: Vec<Candidate>,
    notices: &'a [Diagnostic],
    filters: &'a Filters,
    desired: Box<RawValue>,
}

fn json(file: &PlanFile<'_>) -> String {
    let mut text = serde_json::to_string_pretty(file).expect("a plan is plain values");
    text.push('\n');
    text
}

/// Returns what a person wants to know after the statements: renames that may be meant, what was proven.
fn summary(pair: &Pair, proven: &Proven) -> String {
    let mut text = show::candidates(&candidates(&pair.current, &pair.desired));
    let unmodelled = pair.current.unmodelled.iter().chain(&pair.desired.unmodelled);
    let list: Vec<_> = unmodelled.cloned().collect();
    if proven.plan.groups.is_empty() {
        let differences = compare(&pair.current, &pair.desired);
        if differences.is_empty() {
            text += "nothing to do: ";
            text += &show::compared(pair.desired.objects.len(), &list);
        } else {
            text += "no statement changes these differences:\n";
            text += &show::deltas(&differences);
        }
    } else if !list.is_empty() {
        text += &show::compared(pair.desired.objects.len(), &list);
    }
    text + &show::proven(proven)
}

/// Returns the diagnostic of a plan whose proof failed.
pub fn disproven() -> Diagnostic {
    Diagnostic::error("plan-disproven", "the plan does not arrive at the desired schema")
        .with_detail("It was run on a scratch; the differences are shown above. Nothing was run on the server.")
        .with_hint("This is a fault in nexusql. Please report it with both schemas.")
}

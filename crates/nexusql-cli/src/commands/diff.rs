//! `nexusql diff`: shows how two schemas differ.

use nexusql_base::Result;
use nexusql_catalog::Unmodelled;
use nexusql_diff::{candidates, compare};
use serde_json::json;

use super::show;
use crate::args::{Diff, DiffFormat};
use crate::error::{Exit, notify};
use crate::project::Project;
use crate::{open, output};

/// Runs the command; ends with 1 if the schemas differ.
pub async fn run(arguments: &Diff) -> Result<Exit> {
    let words = [Some(arguments.current.as_str()), arguments.desired.as_deref()];
    let project = Project::read(&arguments.project, &words)?;
    let (current, desired) = (project.source(words[0])?, project.source(words[1])?);
    let pair = open::pair(&project, &current, &desired, &arguments.filters, &arguments.scratch).await?;
    let deltas = compare(&pair.current, &pair.desired);
    let unmodelled: Vec<Unmodelled> = pair.current.unmodelled.iter().chain(&pair.desired.unmodelled).cloned().collect();
    let n_objects =
        pair.current.objects.keys().chain(pair.desired.objects.keys()).collect::<std::collections::BTreeSet<_>>().len();
    match arguments.format {
        DiffFormat::Json => {
            let text = json!({
                "format": "nexusql-diff-1",
                "equal": deltas.is_empty(),
                "n_compared": n_objects,
                "deltas": deltas,
                "renames": candidates(&pair.current, &pair.desired),
                "not_compared": unmodelled,
                "notices": pair.notices,
            });
            output::print(&format!("{text:#}\n"))?;
        }
        DiffFormat::Text => {
            notify(&pair.notices);
            anstream::print!("{}", show::deltas(&deltas));
            anstream::print!("{}", show::candidates(&candidates(&pair.current, &pair.desired)));
            if deltas.is_empty() {
                anstream::print!("no differences: ");
            }
            anstream::print!("{}", show::compared(n_objects, &unmodelled));
        }
    }
    pair.close().await?;
    Ok(if deltas.is_empty() { Exit::Done } else { Exit::Differences })
}

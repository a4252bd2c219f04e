//! `nexusql migrate baseline`.

use nexusql_base::Result;
use nexusql_tracks::manage::baseline;

use super::{open, report};
use crate::args::migrate::Baseline;
use crate::error::Exit;
use crate::output;

/// Runs the command.
pub async fn run(arguments: &Baseline) -> Result<Exit> {
    let opened = open::files(&arguments.files, arguments.database.url.as_deref())?;
    let mut options = open::options(&opened, &arguments.database, None, None)?;
    options.to.clone_from(&arguments.to);
    let server = open::server(&opened, &arguments.database).await?;
    let noted = baseline(&server, &opened.tree, &options).await?;
    server.close().await;
    let mut text: String = noted.iter().map(|entry| format!("noted {}/{}\n", entry.track, entry.name)).collect();
    text.push_str(&format!("{} noted as applied; none was run\n", report::count(noted.len())));
    output::print(&text)?;
    Ok(Exit::Done)
}

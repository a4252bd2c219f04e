//! `nexusql migrate repair`.

use nexusql_base::Result;
use nexusql_tracks::manage;

use super::open;
use crate::args::migrate::Repair;
use crate::error::Exit;
use crate::output;

/// Runs the command.
pub async fn run(arguments: &Repair) -> Result<Exit> {
    let opened = open::files(&arguments.files, arguments.database.url.as_deref())?;
    let options = open::options(&opened, &arguments.database, None, None)?;
    let server = open::server(&opened, &arguments.database).await?;
    let wanted = manage::Repair {
        ran: arguments.ran.clone(),
        not_run: arguments.not_run.clone(),
        forget: arguments.forget.clone(),
    };
    let lines = manage::repair(&server, &opened.tree, &options, &wanted).await?;
    server.close().await;
    let text = if lines.is_empty() { "nothing to repair".to_owned() } else { lines.join("\n") };
    output::print(&format!("{text}\n"))?;
    Ok(Exit::Done)
}

//! `nexusql migrate adopt`.

use nexusql_base::Result;
use nexusql_tracks::manage;

use super::{open, report};
use crate::args::migrate::{Adopt, Tool};
use crate::error::Exit;
use crate::output;

/// Runs the command.
pub async fn run(arguments: &Adopt) -> Result<Exit> {
    let opened = open::files(&arguments.files, arguments.database.url.as_deref())?;
    let mut options = open::options(&opened, &arguments.database, None, None)?;
    options.missing = open::policy(arguments.missing.or(opened.config.missing));
    let server = open::server(&opened, &arguments.database).await?;
    let tool = match arguments.tool {
        Tool::Dbmate => manage::Tool::Dbmate,
        Tool::Sqlx => manage::Tool::Sqlx,
        Tool::Goose => manage::Tool::Goose,
        Tool::Flyway => manage::Tool::Flyway,
        Tool::GolangMigrate => manage::Tool::GolangMigrate,
        Tool::Nexusql => manage::Tool::Nexusql,
    };
    let noted = manage::adopt(&server, &opened.tree, &options, tool, arguments.table.as_deref()).await?;
    server.close().await;
    output::print(&format!("{} taken over from {}\n", report::count(noted.len()), tool.name()))?;
    Ok(Exit::Done)
}

//! `nexusql migrate validate`.

use nexusql_base::{Error, Result};
use nexusql_tracks::Flavor;
use nexusql_tracks::history::History;
use nexusql_tracks::run::{check, pending, units};
use nexusql_tracks::status::standings;

use super::{open, report};
use crate::args::migrate::{EngineName, Validate};
use crate::error::Exit;
use crate::output;

/// Runs the command.
pub async fn run(arguments: &Validate) -> Result<Exit> {
    let opened = open::files(&arguments.files, arguments.database.url.as_deref())?;
    let options = open::options(&opened, &arguments.database, Some(&arguments.running), Some(&arguments.doubts))?;
    let screen = report::Screen::default();
    let n = opened.tree.migrations().count();
    if opened.project.url(arguments.database.url.as_deref())?.is_none() {
        let flavor = match arguments.engine {
            EngineName::Postgresql => Flavor::Postgres,
            EngineName::Mysql => Flavor::MySql,
            EngineName::Sqlite => Flavor::Sqlite,
            EngineName::Mssql => Flavor::Mssql,
        };
        check(&opened.tree, flavor, &options, &screen)?;
        output::print(&format!(
            "{} found valid; no database was named, so no history was looked at\n",
            report::count(n)
        ))?;
        return Ok(Exit::Done);
    }
    let server = open::server(&opened, &arguments.database).await?;
    check(&opened.tree, server.flavor, &options, &screen)?;
    let mut session = server.manager.dedicated().await.map_err(Error::from)?;
    let history = History::open(&server, &mut session).await?;
    let found = standings(&opened.tree, &history, &mut session, &opened.tracks).await?;
    let left = pending(&found, &options, &screen)?;
    units(&left, server.flavor, &options, &nexusql_tracks::run::Quiet)?;
    drop(session);
    server.close().await;
    output::print(&format!("{} found valid, {} pending\n", report::count(n), left.len()))?;
    Ok(if left.is_empty() { Exit::Done } else { Exit::Differences })
}

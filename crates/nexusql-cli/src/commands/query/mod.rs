//! `nexusql query`: runs a statement on any engine and prints its rows.

mod pager;
mod params;
mod rows;
mod table;

use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt as _;
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::{ConnectionConfig, DatabaseManager, Options};

use crate::args::{Query, RowFormat};
use crate::error::Exit;
use crate::output;

/// Runs the command.
pub async fn run(arguments: &Query) -> Result<Exit> {
    let sql = match (&arguments.sql, &arguments.file) {
        (Some(sql), _) => sql.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => return Err(Error::internal("neither a statement nor a file was given")),
    };
    let given = params::parse(&arguments.params)?;
    let mut options = Options::default();
    if let Some(seconds) = arguments.timeout {
        options = options.statement_timeout(Duration::from_secs(seconds));
    }
    let config = ConnectionConfig::parse(&arguments.url).map_err(Error::from)?;
    let db = DatabaseManager::connect_with(&config, options).await.map_err(Error::from)?;
    if arguments.execute {
        let n = db.execute(&sql, given).await.map_err(Error::from)?;
        output::print(&format!("{n}\n"))?;
    } else {
        print(&db, &sql, given, arguments).await?;
    }
    db.close().await;
    Ok(Exit::Done)
}

/// Prints the rows as they come; a table when its first rows are there, which say how wide it is.
async fn print(db: &DatabaseManager, sql: &str, given: nexusql_db::Params, arguments: &Query) -> Result<()> {
    let mut rows = std::pin::pin!(db.fetch_stream(sql, &given));
    // A statement that fails has no pager.
    let mut next = rows.next().await.transpose().map_err(Error::from)?;
    let mut out = pager::open(arguments.format == RowFormat::Table && !arguments.no_pager);
    let mut writer = rows::writer(arguments.format);
    let mut text = String::new();
    if next.is_none() && writer.names_columns() {
        // An engine that cannot tell them without a row has no header then.
        let columns = db.describe(sql, &given).await.unwrap_or_default();
        writer.columns(&columns, &mut text);
    }
    while let Some(row) = next {
        writer.row(row, &mut text)?;
        if !out.write(&mut text)? {
            // Whoever reads has gone.
            return Ok(());
        }
        next = match rows.next().await.transpose() {
            Ok(next) => next,
            Err(error) => {
                // What came before the failure is shown, and the failure after it.
                out.close()?;
                return Err(error.into());
            }
        };
    }
    writer.end(&mut text)?;
    out.write(&mut text)?;
    out.close()
}

fn read(file: &Path) -> Result<String> {
    let text =
        if file.as_os_str() == "-" { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(file) };
    text.map_err(|error| {
        let message = format!("could not read \"{}\": {error}", file.display());
        Error::new(ErrorKind::Usage, Diagnostic::error("could-not-read", message))
    })
}

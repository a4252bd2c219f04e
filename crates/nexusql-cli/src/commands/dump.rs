//! `nexusql dump`: writes a schema as one script, a folder of files, or a snapshot.

use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::{Catalog, write_snapshot};
use nexusql_diff::{Plan, plan, script};
use nexusql_load::Source;
use nexusql_migrate::{Pair, read_as_is};

use crate::args::{Dump, DumpFormat};
use crate::error::{Exit, notify};
use crate::{open, output};

/// Runs the command.
pub async fn run(arguments: &Dump) -> Result<Exit> {
    let source = Source::parse(&arguments.source)?;
    if arguments.format == DumpFormat::Json {
        let filter = open::filter(&arguments.filters)?;
        if let Some(catalog) = read_as_is(&source, &open::inputs(&arguments.filters), &filter).await? {
            snapshot(&catalog, arguments)?;
            return Ok(Exit::Done);
        }
    }
    let pair = open::pair(&Source::Empty, &source, &arguments.filters, &arguments.scratch).await?;
    notify(&pair.notices);
    let written = match arguments.format {
        DumpFormat::Json => snapshot(&pair.desired, arguments),
        DumpFormat::Sql => statements(&pair, arguments),
    };
    pair.close().await?;
    written?;
    Ok(Exit::Done)
}

fn snapshot(catalog: &Catalog, arguments: &Dump) -> Result<()> {
    say_unmodelled(catalog);
    output::write(arguments.output.as_deref(), &write_snapshot(catalog))
}

fn statements(pair: &Pair, arguments: &Dump) -> Result<()> {
    say_unmodelled(&pair.desired);
    let plan = plan(&pair.current, &pair.desired)?;
    match &arguments.output {
        Some(folder) if arguments.split => split(&plan, folder),
        path => output::write(path.as_deref(), &script(&plan)),
    }
}

fn say_unmodelled(catalog: &Catalog) {
    for thing in &catalog.unmodelled {
        anstream::eprintln!("not dumped: {} {}", thing.kind, thing.name);
    }
}

/// Writes a file for each object, numbered so that byte order is the order in which they load.
fn split(plan: &Plan, folder: &Path) -> Result<()> {
    let refuse = |error: std::io::Error| {
        let message = format!("could not write \"{}\": {error}", folder.display());
        Error::new(ErrorKind::Usage, Diagnostic::error("could-not-write", message))
    };
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("folder \"{}\" is not empty", folder.display());
        let hint = "Name a new folder, or empty this one.";
        return Err(Error::new(ErrorKind::Usage, Diagnostic::error("folder-not-empty", message).with_hint(hint)));
    }
    std::fs::create_dir_all(folder).map_err(refuse)?;
    let mut files: Vec<(String, String)> = Vec::new();
    for step in plan.steps() {
        let object = step.object.split_once(" on ").map_or(step.object.as_str(), |(_, target)| target);
        let name: String =
            object.chars().map(|c| if c.is_alphanumeric() || matches!(c, '_' | '.' | '-') { c } else { '_' }).collect();
        let short: String = name.chars().take(100).collect();
        match files.last_mut() {
            Some((last, text)) if *last == short => *text += &format!("\n{};\n", step.sql),
            _ => files.push((short, format!("{};\n", step.sql))),
        }
    }
    let width = files.len().to_string().len();
    for (at, (name, text)) in files.iter().enumerate() {
        output::write(Some(&folder.join(format!("{:0width$}_{name}.sql", at + 1))), text)?;
    }
    Ok(())
}

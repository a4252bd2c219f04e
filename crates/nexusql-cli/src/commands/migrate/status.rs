//! `nexusql migrate status` and `history`.

use nexusql_base::{Error, Result};
use nexusql_tracks::history;
use nexusql_tracks::status::standings;
use serde_json::json;

use super::{fleet, open, report};
use crate::args::DiffFormat;
use crate::args::migrate::{History, Status};
use crate::error::Exit;
use crate::output;

/// Runs `status`.
pub async fn run(arguments: &Status) -> Result<Exit> {
    if let Some(file) = &arguments.fleet.fleet {
        return fleet::status(arguments, file).await;
    }
    let opened = open::files(&arguments.files, arguments.database.url.as_deref())?;
    let server = open::server(&opened, &arguments.database).await?;
    let mut session = server.manager.dedicated().await.map_err(Error::from)?;
    let history = history::History::open(&server, &mut session).await?;
    let found = standings(&opened.tree, &history, &mut session, &opened.tracks).await?;
    drop(session);
    server.close().await;
    let n_pending = found.iter().filter(|one| one.state.is_pending()).count();
    let all_well = found.iter().all(|one| one.state.is_well());
    if arguments.format == DiffFormat::Json {
        let list: Vec<_> = found
            .iter()
            .map(|one| json!({ "track": one.track, "name": one.name, "state": one.state, "applied": one.entry }))
            .collect();
        output::print(&format!("{}\n", json!({ "pending": n_pending, "migrations": list })))?;
    } else {
        let row = |one: &nexusql_tracks::status::Standing<'_>| {
            let at = one.entry.as_ref().map(report::when).unwrap_or_default();
            vec![one.track.clone(), one.name.clone(), one.state.name().to_owned(), at]
        };
        let rows: Vec<Vec<String>> = found.iter().map(row).collect();
        let table = report::table(&["track", "migration", "state", "applied at (UTC)"], &rows);
        output::print(&format!("{table}({} pending)\n", report::count(n_pending)))?;
    }
    Ok(if all_well { Exit::Done } else { Exit::Differences })
}

/// Runs `history`.
pub async fn history(arguments: &History) -> Result<Exit> {
    let opened = open::files(&arguments.files, arguments.database.url.as_deref())?;
    let server = open::server(&opened, &arguments.database).await?;
    let mut session = server.manager.dedicated().await.map_err(Error::from)?;
    let history = history::History::open(&server, &mut session).await?;
    let mut entries = Vec::new();
    for track in history.tracks(&mut session).await? {
        if opened.tracks.is_empty() || opened.tracks.contains(&track) {
            entries.extend(history.read(&mut session, &track).await?);
        }
    }
    let log = history.log(&mut session).await?;
    entries.extend(log.into_iter().filter(|one| opened.tracks.is_empty() || opened.tracks.contains(&one.track)));
    drop(session);
    server.close().await;
    entries.sort_by(|a, b| a.applied_at.cmp(&b.applied_at).then_with(|| a.key.cmp(&b.key)));
    if arguments.format == DiffFormat::Json {
        output::print(&format!("{}\n", json!(entries)))?;
        return Ok(Exit::Done);
    }
    let rows: Vec<Vec<String>> = entries
        .iter()
        .map(|one| {
            let how = if one.success { one.kind.clone() } else { format!("{} (unfinished)", one.kind) };
            let took = format!("{} ms", one.duration_ms);
            let by = format!("{} from {}", one.role, one.client);
            vec![report::when(one), one.track.clone(), one.name.clone(), how, took, one.statements.to_string(), by]
        })
        .collect();
    let head = ["at (UTC)", "track", "migration", "how", "took", "statements", "by"];
    output::print(&report::table(&head, &rows))?;
    Ok(Exit::Done)
}

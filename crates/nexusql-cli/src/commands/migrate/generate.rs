//! `nexusql migrate generate`: a migration from what the migrations give to what is wanted.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_diff::{Plan, Rename, SETTINGS};
use nexusql_load::Source;
use nexusql_tracks::files::{CORE, Layout, read};
use nexusql_tracks::run::Options;

use super::replay::Replay;
use super::{new, open};
use crate::args::Filters;
use crate::args::migrate::Generate;
use crate::error::Exit;
use crate::progress::Bar;
use crate::project::Project;
use crate::{open as sources, output};

/// Runs the command.
pub async fn run(arguments: &Generate) -> Result<Exit> {
    let project = Project::read(&arguments.project, &[arguments.desired.as_deref()])?;
    let config = project.migrations()?;
    let root = open::folder(arguments.path.as_ref(), &config)?;
    let tree =
        read(&root, &Layout { track: config.track.clone(), requires: config.requires.clone(), ..Layout::default() })?;
    let desired = project.source(arguments.desired.as_deref())?;
    let renames = sources::renames(&arguments.rename)?;
    let replay = Replay::start(&project, &arguments.scratch).await?;
    let mut options = Options { checks: false, ..Options::default() };
    open::find(&mut options, &config, Some(&arguments.context));
    let ready = async {
        replay.up(&tree, &options).await?;
        replay.forget().await
    };
    let made = match ready.await {
        Ok(()) => both(arguments, &project, &replay, &desired, &renames).await,
        Err(error) => Err(error),
    };
    replay.close().await?;
    let (up, down) = made?;
    if up.trim().is_empty() {
        output::print("nothing to do: the migrations give what is wanted\n")?;
        return Ok(Exit::Done);
    }
    let track = arguments.into.clone().or_else(|| match tree.tracks.as_slice() {
        [] => None,
        [only] => Some(only.name.clone()),
        _ => Some(CORE.to_owned()),
    });
    let known = track.as_deref().and_then(|name| tree.track(name));
    let folder = match (known, &arguments.into) {
        (Some(track), _) => track.folder.clone(),
        (None, Some(name)) => root.join(name),
        (None, None) => root.clone(),
    };
    let named = known.and_then(|track| track.migrations.last()).is_some_and(|last| {
        nexusql_tracks::files::name::track(&last.description).is_some_and(|(own, _)| own == last.track)
    });
    let stem = new::stem(&arguments.name, track.as_deref().filter(|_| named))?;
    let path = folder.join(format!("{stem}.sql"));
    new::write(&path, &format!("-- migrate:up{up}\n-- migrate:down{down}"))?;
    output::print(&format!("{}\n", path.display()))?;
    Ok(Exit::Done)
}

/// Returns the SQL of both ways, each proven.
async fn both(
    arguments: &Generate,
    project: &Project,
    replay: &Replay,
    desired: &Source,
    renames: &[Rename],
) -> Result<(String, String)> {
    let current = Source::Server(Box::new(replay.target.clone()));
    let back: Vec<Rename> = renames.iter().map(|one| Rename { old: one.new.clone(), new: one.old.clone() }).collect();
    let up = way(arguments, project, &current, desired, renames).await?;
    let down = way(arguments, project, desired, &current, &back).await?;
    Ok((up, down))
}

async fn way(
    arguments: &Generate,
    project: &Project,
    from: &Source,
    to: &Source,
    renames: &[Rename],
) -> Result<String> {
    let filters = Filters { ignore: vec!["owner".to_owned()], ..Filters::default() };
    let mut pair = sources::pair(project, from, to, &filters, &arguments.scratch).await?;
    let planned = pair.plan(renames, true, &Bar::default()).await;
    pair.close().await?;
    let proven = planned?;
    if proven.proof.as_ref().is_some_and(|proof| !proof.holds()) {
        let diagnostic = Diagnostic::error("disproven", "the plan ran on the scratch and gave something else");
        return Err(Error::new(ErrorKind::Internal, diagnostic.with_hint("See \"nexusql plan\" for what it gave.")));
    }
    if let Some(reason) = &proven.reason {
        output::print(&format!("not proven: {reason}\n"))?;
    }
    Ok(text(&proven.plan, true))
}

/// Returns a plan as a part of a file, without what the runner does itself: transactions and time limits.
pub fn text(plan: &Plan, with_hazards: bool) -> String {
    if plan.groups.is_empty() {
        return String::new();
    }
    // Several groups are several transactions: something in them must be committed before the next.
    let mut text = if plan.groups.len() > 1 { " transaction:false\n".to_owned() } else { "\n".to_owned() };
    for setting in SETTINGS {
        text.push_str(&format!("{setting};\n"));
    }
    for group in &plan.groups {
        text.push('\n');
        for step in &group.steps {
            for note in step.hazards.iter().filter(|_| with_hazards) {
                text.push_str(&format!("-- hazard {}: {}\n", note.hazard.name(), note.reason));
            }
            text.push_str(&format!("{};\n", step.sql));
        }
    }
    text
}

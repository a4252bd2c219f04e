//! `nexusql migrate squash`: one file that comes to the same as many, shown on a private PostgreSQL.

mod joined;
mod range;
mod rows;

use std::collections::BTreeSet;
use std::path::Path;

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::{Catalog, Kind};
use nexusql_db::postgres::{Target, connect};
use nexusql_diff::{Delta, DeltaKind, SETTINGS, compare};
use nexusql_load::live::{ReadOptions, read_target};
use nexusql_load::{RolesOf, Slot, Source, Workspace};
use nexusql_tracks::files::{Layout, Migration, NamesCarryTracks, Tree, read};
use nexusql_tracks::run::{Options, Quiet, up};
use nexusql_tracks::{Flavor, Server};
use nexusql_trial::State;

use self::range::Range;
use super::replay::SCHEMA;
use super::{generate, new, open, report};
use crate::args::Filters;
use crate::args::migrate::{EngineName, Squash};
use crate::commands::show;
use crate::error::{Exit, notify};
use crate::progress::Bar;
use crate::{open as sources, output};

/// Runs the command.
pub async fn run(arguments: &Squash) -> Result<Exit> {
    let opened = open::files(&arguments.files, None)?;
    let range = range::choose(&opened, arguments)?;
    let stem = range.stem(&arguments.name)?;
    let old_files = range.files()?;
    if let Some(folder) = &arguments.move_to {
        refuse_track(&opened.tree.root, folder)?;
    }
    let mut options = Options { checks: false, ..Options::default() };
    open::find(&mut options, &opened.config, Some(&arguments.context));
    let (text, how) = match flavor(&opened, arguments)? {
        Some(flavor) => {
            let text = joined::make(&opened.tree, &range, flavor, &options, &stem).await?;
            (text, joined::described(flavor).to_owned())
        }
        None => {
            let grounds = Grounds::start(&opened, arguments)?;
            let job =
                Job { arguments, opened: &opened, range: &range, options: &options, grounds: &grounds, stem: &stem };
            let made = job.make().await;
            let how = format!("with the same schema and rows; on {}", grounds.first.describe());
            grounds.close().await?;
            (made?, how)
        }
    };
    let path = range.folder.join(format!("{stem}.sql"));
    new::write(&path, &text)?;
    let n = report::count(range.old.len());
    output::print(&format!("{}: {n} in one, {how}\n", path.display()))?;
    put_away(arguments, &old_files)?;
    Ok(Exit::Done)
}

/// Returns the engine that has no scratch: the one that was named, or that of the environment's database.
fn flavor(opened: &open::Opened, arguments: &Squash) -> Result<Option<Flavor>> {
    match arguments.engine {
        Some(EngineName::Postgresql) => Ok(None),
        Some(EngineName::Mysql) => Ok(Some(Flavor::MySql)),
        Some(EngineName::Sqlite) => Ok(Some(Flavor::Sqlite)),
        Some(EngineName::Mssql) => Ok(Some(Flavor::Mssql)),
        None => opened.project.url(None)?.map_or(Ok(None), |url| joined::engine(&url)),
    }
}

/// Reads the new file as it will be read in its folder.
fn parse(range: &Range, stem: &str, text: &str) -> Result<Migration> {
    let failed = |error: std::io::Error| Error::internal(format!("could not write a file: {error}"));
    let folder = tempfile::tempdir().map_err(failed)?;
    std::fs::write(folder.path().join(format!("{stem}.sql")), text).map_err(failed)?;
    let track = Some(range.track.clone());
    let tree = read(folder.path(), &Layout { track, names: NamesCarryTracks::No, ..Layout::default() })?;
    let migration = tree.migrations().next().cloned();
    migration.ok_or_else(|| Error::internal("the squashed file is no migration"))
}

fn refuse_difference(detail: String) -> Error {
    let diagnostic = Diagnostic::error("squash-disproved", "the squashed file does not come to the same")
        .with_detail(detail)
        .with_hint("Nothing was written. Squash up to a migration before what differs, with --to.");
    Error::new(ErrorKind::Usage, diagnostic)
}

/// A folder within the tree would be a track.
fn refuse_track(root: &Path, folder: &Path) -> Result<()> {
    let hidden = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['_', '.']));
    let parent = folder.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent });
    let same = parent
        .and_then(|parent| parent.canonicalize().ok())
        .is_some_and(|parent| root.canonicalize().is_ok_and(|root| root == parent));
    if hidden || !same {
        return Ok(());
    }
    let message = format!("folder \"{}\" would be a track", folder.display());
    let hint = "Name it with a \"_\" at its beginning, or put it elsewhere.";
    Err(Error::new(ErrorKind::Usage, Diagnostic::error("squash-folder", message).with_hint(hint)))
}

fn put_away(arguments: &Squash, files: &[std::path::PathBuf]) -> Result<()> {
    let refuse = |path: &Path, error: &std::io::Error| {
        let message = format!("could not put \"{}\" away: {error}", path.display());
        let hint = "The new file is written. The old ones count no more; put away what is left of them.";
        Error::new(ErrorKind::Usage, Diagnostic::error("could-not-write", message).with_hint(hint))
    };
    if let Some(folder) = &arguments.move_to {
        std::fs::create_dir_all(folder).map_err(|error| refuse(folder, &error))?;
    }
    for file in files {
        let answer = match (&arguments.move_to, arguments.delete) {
            (Some(folder), _) => std::fs::rename(file, folder.join(file.file_name().unwrap_or_default())),
            (None, true) => std::fs::remove_file(file),
            (None, false) => Ok(()),
        };
        answer.map_err(|error| refuse(file, &error))?;
    }
    let what = match (&arguments.move_to, arguments.delete) {
        (Some(folder), _) => format!("{} old files moved to {}", files.len(), folder.display()),
        (None, true) => format!("{} old files deleted", files.len()),
        (None, false) => format!("{} old files stay, and count no more", files.len()),
    };
    output::print(&format!("{what}\n"))
}

/// Where migrations are run: private servers, since roles belong to a whole server; or one server of the user's.
struct Grounds {
    first: Workspace,
    others: Option<(Workspace, Workspace)>,
}

impl Grounds {
    fn start(opened: &open::Opened, arguments: &Squash) -> Result<Self> {
        let start = || sources::workspace(&opened.project, &arguments.scratch, None);
        let first = start()?;
        let others = if first.roles() == RolesOf::Everybody { None } else { Some((start()?, start()?)) };
        Ok(Self { first, others })
    }

    /// Returns where the database of `slot` is.
    fn at(&self, slot: Slot) -> &Workspace {
        match (slot, &self.others) {
            (Slot::Desired, Some((second, _))) => second,
            (Slot::Proof, Some((_, third))) => third,
            _ => &self.first,
        }
    }

    async fn database(&self, slot: Slot) -> Result<Target> {
        self.at(slot).database(slot).await
    }

    async fn close(self) -> Result<()> {
        if let Some((second, third)) = self.others {
            second.close().await?;
            third.close().await?;
        }
        self.first.close().await
    }
}

struct Job<'a> {
    arguments: &'a Squash,
    opened: &'a open::Opened,
    range: &'a Range,
    options: &'a Options,
    grounds: &'a Grounds,
    stem: &'a str,
}

/// What a database holds after some migrations.
struct Outcome {
    catalog: Catalog,
    state: State,
    sequences: String,
}

impl Job<'_> {
    /// Returns the text of the new file, once it has shown to come to the same.
    async fn make(&self) -> Result<String> {
        let range = self.range;
        let old_tree = range.with(&self.opened.tree, range.old.clone());
        let roles = self.roles().await?;
        let once = self.play(Slot::Current, &old_tree).await?;
        let made: Vec<String> = self.roles().await?.difference(&roles).cloned().collect();
        self.check_roles(&made)?;
        // What comes out differently each time is told.
        let twice = self.play(Slot::Desired, &old_tree).await?;
        let unsteady = once.state.unsteady(&twice.state);
        if !unsteady.is_empty() {
            let message = format!("rows of {} differ from run to run", unsteady.join(", "));
            let detail = "They hold the time, say, or what is random. The new file has those of one run.";
            notify(&[Diagnostic::warning("squash-unsteady", message).with_detail(detail)]);
        }
        let before = self.before().await?;
        let text = self.text(before.as_ref(), &made).await?;
        self.check(&text, &once).await?;
        Ok(text)
    }

    /// Returns what is there before the squashed migrations; none if that is nothing.
    async fn before(&self) -> Result<Option<Outcome>> {
        if self.range.before.tracks.is_empty() {
            return Ok(None);
        }
        self.play(Slot::Proof, &self.range.before).await.map(Some)
    }

    fn check_roles(&self, made: &[String]) -> Result<()> {
        if made.is_empty() {
            return Ok(());
        }
        if self.grounds.others.is_none() {
            let message = format!("migrations make roles, which are everybody's on this server: {}", made.join(", "));
            let hint = "Leave --scratch out, so that a private server is used.";
            return Err(Error::new(ErrorKind::Usage, Diagnostic::error("squash-roles", message).with_hint(hint)));
        }
        let message = format!("migrations make roles: {}", made.join(", "));
        let detail = "The new file makes those that are not there. It has no passwords.";
        notify(&[Diagnostic::notice("squash-roles", message).with_detail(detail)]);
        Ok(())
    }

    async fn text(&self, before: Option<&Outcome>, made: &[String]) -> Result<String> {
        let to = Source::Server(Box::new(self.grounds.database(Slot::Current).await?));
        let from = match before {
            Some(_) => Source::Server(Box::new(self.grounds.database(Slot::Proof).await?)),
            None => Source::Empty,
        };
        let filters = Filters { roles: !made.is_empty(), ..Filters::default() };
        let mut pair = sources::pair(&self.opened.project, &from, &to, &filters, &self.arguments.scratch).await?;
        let planned = pair.plan(&[], false, &Bar::default()).await;
        let notices = pair.notices.clone();
        pair.close().await?;
        notify(&notices);
        let mut plan = planned?.plan;
        plan.groups.iter_mut().flat_map(|group| &mut group.steps).for_each(|step| guard(&mut step.sql, made));
        let known = before.map(|before| before.state.tables()).unwrap_or_default();
        let is_new = |name: &str| !known.contains(name);
        let target = self.grounds.database(Slot::Current).await?;
        let server = Server::of(&target, None).await?;
        let rows = rows::script(&server.manager, &is_new).await;
        server.close().await;
        let rows = rows?;
        let mut up = generate::text(&plan, false);
        if up.is_empty() && !rows.is_empty() {
            up = format!("\n{};\n", SETTINGS.join(";\n"));
        }
        if up.is_empty() {
            up.push('\n');
        }
        Ok(format!("{}\n-- migrate:up{up}{rows}", self.range.head()))
    }

    /// Runs the new file where the old ones would have been, and compares what came out.
    async fn check(&self, text: &str, once: &Outcome) -> Result<()> {
        let squashed = parse(self.range, self.stem, text)?;
        let tree = self.range.with(&self.opened.tree, vec![squashed]);
        let now = self.play(Slot::Proof, &tree).await?;
        let mut differences = once.state.differences(&now.state, &[]);
        if once.sequences != now.sequences {
            differences.push("sequences stand elsewhere".to_owned());
        }
        let mut deltas = compare(&once.catalog, &now.catalog);
        deltas.retain(|delta| !is_name_of_not_null(delta));
        if !deltas.is_empty() {
            differences.push(show::deltas(&deltas).trim_end().to_owned());
        }
        if differences.is_empty() {
            return Ok(());
        }
        Err(refuse_difference(differences.join("\n")))
    }

    /// Runs `tree` on an empty database and returns what is there then; the history is dropped.
    async fn play(&self, slot: Slot, tree: &Tree) -> Result<Outcome> {
        let ground = self.grounds.at(slot);
        ground.database(slot).await?;
        ground.renew(slot).await?;
        let target = ground.database(slot).await?;
        let server = Server::of(&target, Some(SCHEMA.to_owned())).await?;
        let answer = async {
            up(&server, tree, self.options, &Quiet).await?;
            server.manager.execute_script(&format!("drop schema if exists {SCHEMA} cascade")).await.map_err(Error::from)
        };
        let answer = answer.await;
        let sequences = match &answer {
            Ok(()) => rows::positions(&server.manager, &|_| true).await,
            Err(_) => Ok(String::new()),
        };
        server.close().await;
        answer?;
        let catalog = read_target(&target, &ReadOptions { roles: false, implicit_owner: None }).await?;
        let session = connect(&target).await?;
        let state = State::read_alone(&session.client, catalog.major(), true).await;
        session.close().await;
        Ok(Outcome { catalog, state: state?, sequences: sequences? })
    }

    async fn roles(&self) -> Result<BTreeSet<String>> {
        let target = self.grounds.database(Slot::Current).await?;
        let server = Server::of(&target, None).await?;
        let found = server.manager.fetch_all("select rolname::text from pg_catalog.pg_roles", ()).await;
        server.close().await;
        let found: Vec<(String,)> = found.map_err(Error::from)?;
        Ok(found.into_iter().map(|(name,)| name).collect())
    }
}

/// Names of NOT NULL are compared with the state, but for those that come from a parent: PostgreSQL chooses them by what is
/// there already, and nobody can change them.
fn is_name_of_not_null(delta: &Delta) -> bool {
    let DeltaKind::Alter { attributes } = &delta.kind else { return false };
    let but_name = |value: &serde_json::Value| (value["no_inherit"].clone(), value["validated"].clone());
    delta.id.kind() == Kind::Column
        && attributes.iter().all(|one| {
            let both = !one.current.is_null() && !one.desired.is_null();
            one.attribute == "not_null" && both && but_name(&one.current) == but_name(&one.desired)
        })
}

/// A role of `made` may be there already, since other databases of the server need it too.
fn guard(sql: &mut String, made: &[String]) {
    let Some(rest) = sql.strip_prefix("CREATE ROLE ") else { return };
    let is_it = |name: &&String| {
        rest.strip_prefix(&quote_ident(name)).is_some_and(|end| end.is_empty() || end.starts_with(' '))
    };
    let Some(name) = made.iter().find(is_it) else { return };
    *sql = format!(
        "DO $nexusql$\nBEGIN\n    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {}) THEN\n        {sql};\n    \
         END IF;\nEND\n$nexusql$",
        quote_literal(name)
    );
}

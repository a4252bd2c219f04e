//! What the words of the command line and the config come to: the tree, the database, the options.

use std::path::PathBuf;
use std::time::Duration;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_tracks::Server;
use nexusql_tracks::files::{Layout, NamesCarryTracks, Tree, name, read};
use nexusql_tracks::run::{Options, Policy, Transactions};

use crate::args::migrate::{self, Database, Doubts, Files, InNames, Running, Transaction};
use crate::config::Migrations;
use crate::project::Project;

/// Where migrations are if nobody says.
const USUAL: [&str; 2] = ["db/migrations", "migrations"];

/// The files, and what the config says.
pub struct Opened {
    pub tree: Tree,
    pub project: Project,
    pub config: Migrations,
    /// The tracks that were chosen.
    pub tracks: Vec<String>,
}

/// Returns the folder of migrations.
pub fn folder(path: Option<&PathBuf>, config: &Migrations) -> Result<PathBuf> {
    let usual = || USUAL.iter().map(PathBuf::from).find(|path| path.is_dir());
    path.cloned().or_else(|| config.folder.clone()).or_else(usual).ok_or_else(|| {
        let diagnostic = Diagnostic::error("migrations-missing", "there is no folder of migrations");
        let hint = "Name one, set folder in [migrations] of nexusql.toml, or make db/migrations.";
        Error::new(ErrorKind::Usage, diagnostic.with_hint(hint))
    })
}

/// Reads the files.
pub fn files(files: &Files, url: Option<&str>) -> Result<Opened> {
    let project = Project::read(&files.project, &[url])?;
    let config = project.migrations()?;
    let root = folder(files.path.as_ref(), &config)?;
    let names = match files.tracks_in_names.or(config.tracks_in_names) {
        None | Some(InNames::Auto) => NamesCarryTracks::Auto,
        Some(InNames::Yes) => NamesCarryTracks::Yes,
        Some(InNames::No) => NamesCarryTracks::No,
    };
    // A folder of the project's tree has the name of its track.
    let of_tree = config.folder.as_ref().filter(|tree| root.parent().is_some_and(|parent| parent == tree.as_path()));
    let own = of_tree.and_then(|_| root.file_name()).map(|name| name.to_string_lossy().into_owned());
    let track = own.or_else(|| config.track.clone());
    let layout = Layout { track, names, requires: config.requires.clone() };
    let mut tree = read(&root, &layout)?;
    // Files that name no track may be those of the one that was asked for.
    if let ([track], [wanted]) = (tree.tracks.as_slice(), files.track.as_slice())
        && track.name == nexusql_tracks::files::CORE
        && track.name != *wanted
        && name::is_track(wanted)
    {
        tree = read(&root, &Layout { track: Some(wanted.clone()), ..layout })?;
    }
    if tree.tracks.is_empty() {
        let diagnostic = Diagnostic::error("migrations-missing", format!("no migration is in \"{}\"", root.display()));
        let hint = "\"nexusql migrate new NAME\" makes one.";
        return Err(Error::new(ErrorKind::Usage, diagnostic.with_hint(hint)));
    }
    Ok(Opened { tree, project, config, tracks: files.track.clone() })
}

/// Connects to the database.
pub async fn server(opened: &Opened, database: &Database) -> Result<Server> {
    server_of(&opened.project, &opened.config, database).await
}

/// Connects to the database, where no files are wanted.
pub async fn server_of(project: &Project, config: &Migrations, database: &Database) -> Result<Server> {
    let url = project.url(database.url.as_deref())?.ok_or_else(|| {
        let diagnostic = Diagnostic::error("server-missing", "no database was named");
        let hint = "Name one with --url, with a url in the environment of --env, or with DATABASE_URL.";
        Error::new(ErrorKind::Usage, diagnostic.with_hint(hint))
    })?;
    let schema = database.history_schema.clone().or_else(|| config.history_schema.clone());
    Server::connect(&url, schema, &|name| std::env::var(name).ok()).await
}

/// Returns the options of a run.
pub fn options(
    opened: &Opened,
    database: &Database,
    running: Option<&Running>,
    doubts: Option<&Doubts>,
) -> Result<Options> {
    let config = &opened.config;
    let mut options = Options { tracks: opened.tracks.clone(), ..Options::default() };
    set(&mut options.lock_wait, database.lock_wait, config.lock_wait.as_deref())?;
    let transaction = running.and_then(|running| running.transaction).or(config.transaction);
    options.transactions = match transaction {
        None | Some(Transaction::Run) => Transactions::Run,
        Some(Transaction::File) => Transactions::File,
        Some(Transaction::None) => Transactions::None,
    };
    let given = running.and_then(|running| running.lock_timeout);
    set(&mut options.lock_timeout, given, config.lock_timeout.as_deref())?;
    let given = running.and_then(|running| running.statement_timeout);
    set(&mut options.statement_timeout, given, config.statement_timeout.as_deref())?;
    if let Some(n) = running.and_then(|running| running.lock_retries).or(config.lock_retries) {
        options.lock_retries = n;
    }
    if let Some(running) = running {
        options.dry_run = running.dry_run;
    }
    find(&mut options, config, running.map(|running| &running.context));
    let of = |given: Option<migrate::Policy>, config: Option<migrate::Policy>| policy(given.or(config));
    options.out_of_order = of(doubts.and_then(|doubts| doubts.out_of_order), config.out_of_order);
    options.changed = of(doubts.and_then(|doubts| doubts.changed), config.changed);
    options.missing = of(doubts.and_then(|doubts| doubts.missing), config.missing);
    Ok(options)
}

/// Sets what the SQL finds, as the config and then the arguments have it.
pub fn find(options: &mut Options, config: &Migrations, context: Option<&migrate::Context>) {
    options.variables.0.extend(config.variables.clone());
    options.search_path.clone_from(&config.search_path);
    if let Some(context) = context {
        options.variables.0.extend(context.vars.iter().cloned());
        if !context.search_path.is_empty() {
            options.search_path.clone_from(&context.search_path);
        }
    }
}

/// Returns the library's word for a policy.
pub fn policy(given: Option<migrate::Policy>) -> Policy {
    match given {
        None | Some(migrate::Policy::Refuse) => Policy::Refuse,
        Some(migrate::Policy::Warn) => Policy::Warn,
        Some(migrate::Policy::Allow) => Policy::Allow,
    }
}

fn set(option: &mut Duration, given: Option<Duration>, config: Option<&str>) -> Result<()> {
    let of_config = config.map(migrate::duration).transpose().map_err(|reason| {
        Error::new(ErrorKind::Usage, Diagnostic::error("config-invalid", format!("bad time in [migrations]: {reason}")))
    })?;
    if let Some(time) = given.or(of_config) {
        *option = time;
    }
    Ok(())
}

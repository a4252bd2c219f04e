//! Changes of the history alone: what is there already is noted as applied, and what was noted wrongly is put right.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::Dedicated;

use crate::files::{Migration, Tree, Version};
use crate::history::{Entry, History};
use crate::lock;
use crate::run::Options;
use crate::server::Server;
use crate::status::{Standing, State, standings};

/// A database whose history is changed, with the lock held.
struct Desk {
    session: Dedicated,
    history: History,
    lock: lock::Lock,
}

impl Desk {
    async fn open(server: &Server, tree: &Tree, options: &Options) -> Result<Self> {
        let mut session = server.manager.dedicated().await.map_err(Error::from)?;
        let history = History::open(server, &mut session).await?;
        let lock = lock::take(server, &mut session, options.lock_wait).await?;
        for track in &tree.tracks {
            history.ensure(&mut session, &track.name).await?;
        }
        Ok(Self { session, history, lock })
    }

    /// Writes all entries in one transaction, and forgets others; it is the last that is done.
    async fn write(mut self, server: &Server, entries: &[Entry], forgotten: &[Entry]) -> Result<()> {
        if !forgotten.is_empty() {
            self.history.ensure_log(&mut self.session).await?;
        }
        self.session.run(server.flavor.begin()).await.map_err(Error::from)?;
        for entry in forgotten {
            let event = self.history.event(entry, "forgotten");
            self.history.forget(&mut self.session, entry, &event).await?;
        }
        for entry in entries {
            self.history.write(&mut self.session, entry).await?;
        }
        self.session.run(server.flavor.commit()).await.map_err(Error::from)?;
        self.lock.give(&mut self.session).await;
        Ok(())
    }
}

/// Notes all migrations up to `options.to`, or all there are, as applied; none is run. Returns what was noted.
///
/// Errors: [`ErrorKind::Usage`] if `to` is no number; as the server says.
pub async fn baseline(server: &Server, tree: &Tree, options: &Options) -> Result<Vec<Entry>> {
    let limit = options.to.as_deref().map(|to| {
        let (track, number) = to.split_once('/').map_or((None, to), |(track, number)| (Some(track), number));
        let version = Version::parse(number).ok_or_else(|| {
            let diagnostic = Diagnostic::error("target-unknown", format!("\"{to}\" is no number of a migration"));
            Error::new(ErrorKind::Usage, diagnostic.with_hint("Write the number, or the track and the number."))
        });
        version.map(|version| (track, version))
    });
    let limit = limit.transpose()?;
    let mut desk = Desk::open(server, tree, options).await?;
    let standings = standings(tree, &desk.history, &mut desk.session, &options.tracks).await?;
    let within = |migration: &Migration| match (&limit, &migration.version) {
        (None, _) => true,
        (Some((track, to)), Some(version)) => track.is_none_or(|track| track == migration.track) && version <= to,
        (Some(_), None) => false,
    };
    let new = standings.iter().filter(|one| one.entry.is_none()).filter_map(|one| one.migration);
    let entries: Vec<Entry> =
        new.filter(|migration| within(migration)).map(|one| noted(&desk.history, one, "baseline")).collect();
    desk.write(server, &entries, &[]).await?;
    Ok(entries)
}

fn noted(history: &History, migration: &Migration, kind: &str) -> Entry {
    Entry { success: true, ..history.begin(migration, kind) }
}

/// What [`repair`] does beside accepting files as they are.
#[derive(Clone, Debug, Default)]
pub struct Repair {
    /// Migrations whose statement in doubt has run, as their tracks and names or numbers.
    pub ran: Vec<String>,
    /// Migrations whose statement in doubt has not run.
    pub not_run: Vec<String>,
    /// Migrations that are noted and shall be forgotten, so that they count as not run.
    pub forget: Vec<String>,
}

/// Puts the history right: files that have changed are accepted as they are, what has no file any more is forgotten, and
/// what [`Repair`] says is done. Returns a line for each change.
///
/// Errors: [`ErrorKind::Usage`] for a name that the history does not have.
pub async fn repair(server: &Server, tree: &Tree, options: &Options, wanted: &Repair) -> Result<Vec<String>> {
    let mut desk = Desk::open(server, tree, options).await?;
    let standings = standings(tree, &desk.history, &mut desk.session, &options.tracks).await?;
    let (mut entries, mut forgotten, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for (names, ran) in [(&wanted.ran, true), (&wanted.not_run, false)] {
        for name in names {
            let (standing, mut entry) = named(&standings, name)?;
            if entry.success {
                let message = format!("\"{}\" has no statement in doubt", id(standing));
                return Err(Error::new(ErrorKind::Usage, Diagnostic::error("not-in-doubt", message)));
            }
            let is_undone = ran && entry.kind == "down" && crate::run::is_one_thing(&entry);
            if ran {
                crate::run::note_as_run(server, standing, &mut entry, options)?;
            }
            entry.in_doubt = None;
            let word = if ran { "run" } else { "not run" };
            lines.push(format!("{}: statement in doubt is noted as {word}", id(standing)));
            if is_undone {
                forgotten.push(entry);
                continue;
            }
            entries.push(entry);
        }
    }
    for name in &wanted.forget {
        let (standing, entry) = named(&standings, name)?;
        lines.push(format!("{}: forgotten", id(standing)));
        forgotten.push(entry);
    }
    let is_named =
        |entry: &Entry, list: &[Entry]| list.iter().any(|one| one.track == entry.track && one.key == entry.key);
    for standing in &standings {
        let Some(entry) = standing.entry.clone() else { continue };
        if is_named(&entry, &entries) || is_named(&entry, &forgotten) {
            continue;
        }
        match (standing.state, standing.migration) {
            (State::Changed, Some(migration)) => {
                lines.push(format!("{}: accepted as it is", id(standing)));
                entries.push(Entry { checksum: migration.checksum(), name: migration.name.clone(), ..entry });
            }
            (State::Missing, _) => {
                lines.push(format!("{}: forgotten, for it has no file", id(standing)));
                forgotten.push(entry);
            }
            _ => {}
        }
    }
    desk.write(server, &entries, &forgotten).await?;
    Ok(lines)
}

fn id(standing: &Standing<'_>) -> String {
    format!("{}/{}", standing.track, standing.name)
}

fn named<'s, 't>(standings: &'s [Standing<'t>], name: &str) -> Result<(&'s Standing<'t>, Entry)> {
    let (track, wanted) = name.split_once('/').map_or((None, name), |(track, wanted)| (Some(track), wanted));
    let version = Version::parse(wanted).map(|version| version.to_string());
    let found = standings.iter().find_map(|standing| {
        let entry = standing.entry.as_ref()?;
        let fits = standing.name == wanted || Some(&entry.key) == version.as_ref();
        (fits && track.is_none_or(|track| track == standing.track)).then(|| (standing, entry.clone()))
    });
    found.ok_or_else(|| {
        let diagnostic = Diagnostic::error("migration-unknown", format!("the history has no \"{name}\""));
        Error::new(ErrorKind::Usage, diagnostic.with_hint("\"nexusql migrate history\" shows what it has."))
    })
}

/// The histories of other tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `schema_migrations` with text.
    Dbmate,
    /// `_sqlx_migrations`.
    Sqlx,
    /// `goose_db_version`.
    Goose,
    /// `flyway_schema_history`.
    Flyway,
    /// `schema_migrations` with one number.
    GolangMigrate,
    /// `nexusql_versions`, which the library's `initialize` writes.
    Nexusql,
}

impl Tool {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Dbmate, Self::Sqlx, Self::Goose, Self::Flyway, Self::GolangMigrate, Self::Nexusql];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dbmate => "dbmate",
            Self::Sqlx => "sqlx",
            Self::Goose => "goose",
            Self::Flyway => "flyway",
            Self::GolangMigrate => "golang-migrate",
            Self::Nexusql => "nexusql",
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Dbmate | Self::GolangMigrate => "schema_migrations",
            Self::Sqlx => "_sqlx_migrations",
            Self::Goose => "goose_db_version",
            Self::Flyway => "flyway_schema_history",
            Self::Nexusql => "nexusql_versions",
        }
    }

    /// Returns a query for the numbers that are applied, a text that is not empty for what is not whole, and whether all before
    /// a number is applied too.
    fn query(self, table: &str, flavor: crate::Flavor) -> String {
        let (text, yes) = match flavor {
            crate::Flavor::MySql => ("char(255)", "1"),
            crate::Flavor::Postgres => ("text", "true"),
            crate::Flavor::Sqlite => ("text", "1"),
            crate::Flavor::Mssql => ("nvarchar(255)", "1"),
        };
        match self {
            Self::Dbmate => format!("select cast(version as {text}), '', 0 from {table}"),
            Self::GolangMigrate => {
                format!(
                    "select cast(version as {text}), case when dirty = {yes} then 'dirty' else '' end, 1 from {table}"
                )
            }
            Self::Sqlx => {
                format!(
                    "select cast(version as {text}), case when success = {yes} then '' else 'failed' end, 0 from {table}"
                )
            }
            Self::Goose => format!(
                "select cast(g.version_id as {text}), '', 0 from {table} g where g.version_id > 0 and g.is_applied = {yes} \
                 and g.id = (select max(o.id) from {table} o where o.version_id = g.version_id)"
            ),
            Self::Flyway => {
                let quote = if flavor == crate::Flavor::MySql { "`" } else { "\"" };
                let name = |name: &str| format!("h.{quote}{name}{quote}");
                let (version, kind, rank) = (name("version"), name("type"), name("installed_rank"));
                // The last row of a number counts; what was undone, or has no file and was repaired, is not applied.
                format!(
                    "select cast({version} as {text}), case when {} = {yes} then '' else 'failed' end, \
                     case when {kind} = 'BASELINE' then 1 else 0 end from {table} h where {version} is not null \
                     and {kind} not in ('SCHEMA', 'DELETE') and {kind} not like 'UNDO%' and {rank} = (select \
                     max(o.{quote}installed_rank{quote}) from {table} o where o.{quote}version{quote} = {version})",
                    name("success")
                )
            }
            Self::Nexusql => format!("select cast(number as {text}), '', 0 from {table}"),
        }
    }
}

/// Takes over the history of another tool: what it has applied is noted as applied. Its table stays as it is.
///
/// Errors: [`ErrorKind::Usage`] if there is no such table; [`ErrorKind::Refused`] if it says that something was not
/// finished, or that something was applied which has no file.
pub async fn adopt(
    server: &Server,
    tree: &Tree,
    options: &Options,
    tool: Tool,
    table: Option<&str>,
) -> Result<Vec<Entry>> {
    let [track] = tree.tracks.as_slice() else {
        let diagnostic = Diagnostic::error("several-tracks", "a history is taken over into one track")
            .with_hint("Name the folder of that track.");
        return Err(Error::new(ErrorKind::Usage, diagnostic));
    };
    let mut desk = Desk::open(server, tree, options).await?;
    let dialect = server.manager.dialect();
    let parts: Vec<String> = table
        .unwrap_or(tool.table())
        .split('.')
        .map(|part| dialect.quote_name(part).map_err(Error::from))
        .collect::<Result<_>>()?;
    let sql = tool.query(&parts.join("."), server.flavor);
    let rows: Vec<(String, String, i64)> = desk.session.fetch_all(&sql, ()).await.map_err(|error| {
        let message = format!("could not read the history of {}: {error}", tool.name());
        let hint = "Name its table with --table if it is not the usual one.";
        Error::new(ErrorKind::Usage, Diagnostic::error("history-unreadable", message).with_hint(hint))
    })?;
    if let Some((version, what, _)) = rows.iter().find(|(_, what, _)| !what.is_empty()) {
        let message = format!("{} says that {version} is {what}", tool.name());
        let diagnostic = Diagnostic::error("history-not-whole", message);
        return Err(Error::new(ErrorKind::Refused, diagnostic.with_hint("Put that right with it first.")));
    }
    let of = |upto: bool| {
        let rows = rows.iter().filter(move |(.., all_before)| (*all_before == 1) == upto);
        rows.filter_map(|(version, ..)| Version::parse(version))
    };
    let own = || track.migrations.iter().filter_map(|one| one.version.clone());
    let mut versions: Vec<Version> = of(false).collect();
    // golang-migrate notes the last one only; a baseline of Flyway may have no file.
    let last = of(true).max();
    versions.extend(own().filter(|one| last.as_ref().is_some_and(|last| one <= last)));
    versions.extend(last.filter(|last| tool == Tool::GolangMigrate && own().all(|one| one != *last)));
    versions.sort();
    versions.dedup();
    let known = desk.history.read(&mut desk.session, &track.name).await?;
    let (mut entries, mut missing) = (Vec::new(), Vec::new());
    for version in versions {
        match track.migrations.iter().find(|migration| migration.version.as_ref() == Some(&version)) {
            Some(migration) if known.iter().all(|entry| entry.key != migration.key()) => {
                entries.push(noted(&desk.history, migration, "adopted"));
            }
            Some(_) => {}
            None => missing.push(version.to_string()),
        }
    }
    if !missing.is_empty() && options.missing == crate::run::Policy::Refuse {
        let message = format!("{} has applied what has no file here: {}", tool.name(), missing.join(", "));
        let diagnostic = Diagnostic::error("migration-missing", message);
        return Err(Error::new(
            ErrorKind::Refused,
            diagnostic.with_hint("Put the files back, or pass --missing allow."),
        ));
    }
    desk.write(server, &entries, &[]).await?;
    Ok(entries)
}

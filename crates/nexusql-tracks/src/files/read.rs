//! Reading a folder of migrations, or a tree of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

use super::listing;
use super::name::{self, Fault, FileName, Role};
use super::section::{self, Sections};
use super::{Check, Migration, Part, Placeholders, Track, Tree, Version};

/// The track that runs first, and that of files which name none.
pub const CORE: &str = "core";

/// Whether the word after the number of a name is its track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NamesCarryTracks {
    /// If all names of a folder have one, and one of them is `core` or the folder's.
    #[default]
    Auto,
    /// Yes.
    Yes,
    /// No.
    No,
}

/// How a folder is read.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The track of files that name none; `core` without it.
    pub track: Option<String>,
    /// Whether names carry tracks.
    pub names: NamesCarryTracks,
    /// What whole tracks need, from the config.
    pub requires: BTreeMap<String, Vec<String>>,
}

/// A file that was found.
struct Found {
    name: FileName,
    path: PathBuf,
    shown: String,
    /// What stands in it, where it is part of the program.
    content: Option<&'static [u8]>,
}

/// Reads the migrations of `root`: its own files are a track or, where their names say so, several; each folder in it that
/// holds migrations is one.
///
/// Errors: [`ErrorKind::Usage`] if it cannot be read; [`ErrorKind::Sql`] for names without a form, numbers that come
/// twice, parts without a migration, a name whose track is not that of its folder. All faults are told at once.
pub fn read(root: &Path, layout: &Layout) -> Result<Tree> {
    tree(root, listing::on_disk(root)?, layout)
}

/// Returns the tree of these folders, the first of which is `root`.
pub(super) fn tree(root: &Path, listed: Vec<listing::Folder>, layout: &Layout) -> Result<Tree> {
    let mut faults = Vec::new();
    let mut tracks: BTreeMap<String, Track> = BTreeMap::new();
    for (n, listing::Folder { path: folder, files }) in listed.into_iter().enumerate() {
        let own = folder.file_name().map(|name| name.to_string_lossy().into_owned()).filter(|_| n > 0);
        let track = if n == 0 { layout.track.clone() } else { Some(own.unwrap_or_default()) };
        let is_fixed = track.is_some();
        let files = found(files, &mut faults);
        if files.is_empty() {
            continue;
        }
        if let Some(name) = track.as_deref().filter(|name| !name::is_track(name)) {
            let message = format!("folder \"{}\" cannot be a track", folder.display());
            let hint = format!("The name of a track is a letter and then letters, digits, _ or -; \"{name}\" is none.");
            faults.push(Diagnostic::error("track-name", message).with_hint(hint));
            continue;
        }
        let carried = carries(&files, layout.names, track.as_deref());
        let mut by_track: BTreeMap<String, Vec<Found>> = BTreeMap::new();
        for file in files {
            let own = name::track(&file.name.description).map(|(track, _)| track.to_owned()).filter(|_| carried);
            let own = if file.name.version.is_none() { None } else { own };
            if let (Some(own), Some(track), true) = (&own, &track, is_fixed)
                && own != track
            {
                let message = format!("\"{}\" is of track \"{own}\" in the folder of track \"{track}\"", file.shown);
                let hint = "Move it to its track's folder, or give it the name of this one.";
                faults.push(Diagnostic::error("track-mismatch", message).with_hint(hint));
                continue;
            }
            let name = own.or_else(|| track.clone()).unwrap_or_else(|| CORE.to_owned());
            by_track.entry(name).or_default().push(file);
        }
        for (name, files) in by_track {
            if let Some(other) = tracks.get(&name) {
                let message = format!("track \"{name}\" is in two folders");
                let detail = format!("They are {} and {}.", other.folder.display(), folder.display());
                faults.push(Diagnostic::error("track-twice", message).with_detail(detail));
                continue;
            }
            let migrations = migrations(&name, files, &mut faults);
            let requires = layout.requires.get(&name).cloned().unwrap_or_default();
            tracks.insert(name.clone(), Track { name, folder: folder.clone(), migrations, requires });
        }
    }
    if !faults.is_empty() {
        return Err(Error::several(ErrorKind::Sql, faults));
    }
    let mut tracks: Vec<Track> = tracks.into_values().collect();
    tracks.sort_by_key(|track| track.name != CORE);
    Ok(Tree { root: root.to_owned(), tracks, has_code: false })
}

fn found(files: Vec<listing::File>, faults: &mut Vec<Diagnostic>) -> Vec<Found> {
    let mut found = Vec::new();
    for file in files {
        let shown = file.path.display().to_string();
        match name::read(&file.name, file.executable) {
            Ok(Some(name)) => found.push(Found { name, path: file.path, shown, content: file.content }),
            Ok(None) => {}
            Err(fault) => faults.push(refused(&shown, fault)),
        }
    }
    found
}

fn refused(shown: &str, fault: Fault) -> Diagnostic {
    match fault {
        Fault::Form => Diagnostic::error("migration-name", format!("\"{shown}\" has no name of a migration")).with_hint(
            "Names are 20231201120000_core_create_users.sql, 001_name.sql, V001__name.sql or R__name.sql, each with .up or \
             .down before .sql if need be. What begins with _ is left alone.",
        ),
        Fault::Callback => Diagnostic::error("callback", format!("\"{shown}\" is a callback of Flyway")).with_hint(
            "nexusql runs nothing at events. What may run after each change is a repeatable migration, R__name.sql; what \
             begins with _ is left alone.",
        ),
        Fault::Number => Diagnostic::error("migration-number", format!("the number of \"{shown}\" is too long")),
    }
}

/// Returns whether the names of these files carry their tracks.
fn carries(files: &[Found], wanted: NamesCarryTracks, folder: Option<&str>) -> bool {
    match wanted {
        NamesCarryTracks::Yes => return true,
        NamesCarryTracks::No => return false,
        NamesCarryTracks::Auto => {}
    }
    let mut any = false;
    for file in files.iter().filter(|file| file.name.version.is_some()) {
        let Some((track, _)) = name::track(&file.name.description) else { return false };
        if !name::is_timestamp(&file.name.stem) {
            return false;
        }
        any |= track == CORE || Some(track) == folder;
    }
    any
}

/// What is known of one migration before it is whole.
#[derive(Default)]
struct Draft {
    up: Option<(Found, Sections)>,
    down: Option<(Found, Part)>,
    checks: Vec<Found>,
    no_transaction: bool,
    /// Whether placeholders are to stay as they are.
    no_placeholders: bool,
}

/// `U1__x.sql` belongs to the migration of its number.
fn is_undo_of(file: &Found, replaced: &BTreeSet<String>) -> bool {
    let number = |stem: &str| name::read(&format!("{stem}.sql"), false).ok().flatten().and_then(|name| name.version);
    file.name.role == Role::Down
        && file.name.stem.starts_with('U')
        && replaced.iter().any(|stem| number(stem) == file.name.version)
}

/// Reads what stands in files of SQL, without those that others of them replace.
fn with_sections(files: Vec<Found>, faults: &mut Vec<Diagnostic>) -> Vec<(Found, Option<Sections>)> {
    let mut read = Vec::new();
    for file in files {
        match matches!(file.name.role, Role::Up | Role::Down).then(|| sections(&file)).transpose() {
            Ok(found) => read.push((file, found)),
            Err(error) => faults.extend(error.diagnostics().iter().cloned()),
        }
    }
    let all = read.iter().filter_map(|(_, found)| found.as_ref()).flat_map(|found| &found.replaces);
    let replaced: BTreeSet<String> = all.map(|(name, _)| name.clone()).collect();
    if !replaced.is_empty() {
        read.retain(|(file, _)| !replaced.contains(&file.name.stem) && !is_undo_of(file, &replaced));
    }
    read
}

fn migrations(track: &str, files: Vec<Found>, faults: &mut Vec<Diagnostic>) -> Vec<Migration> {
    // Names with a V are those of Flyway.
    let is_flyway = files.iter().any(|file| file.name.version.is_some() && file.name.stem.starts_with('V'));
    let mut drafts: BTreeMap<(bool, Option<Version>, String), Draft> = BTreeMap::new();
    for (file, found) in with_sections(files, faults) {
        let repeatable = file.name.version.is_none();
        let stem = if repeatable { file.name.stem.clone() } else { String::new() };
        let draft = drafts.entry((repeatable, file.name.version.clone(), stem)).or_default();
        let other = match file.name.role {
            Role::Up => draft.up.as_ref().map(|(other, _)| other.shown.clone()),
            Role::Down => draft.down.as_ref().map(|(other, _)| other.shown.clone()),
            _ => None,
        };
        match (&file.name.role, found, other) {
            (_, _, Some(other)) => faults.push(twice(&file, &other)),
            (Role::Up, Some(sections), None) => draft.up = Some((file, sections)),
            (Role::Down, Some(sections), None) => draft.down = Some((file, sections.first)),
            (Role::Conf, _, _) => {
                draft.no_transaction |= conf_refuses(&file, "executeInTransaction");
                draft.no_placeholders |= conf_refuses(&file, "placeholderReplacement");
            }
            _ => draft.checks.push(file),
        }
    }
    drafts.into_values().filter_map(|draft| finish(track, draft, is_flyway, faults)).collect()
}

fn finish(track: &str, draft: Draft, is_flyway: bool, faults: &mut Vec<Diagnostic>) -> Option<Migration> {
    let Some((file, mut sections)) = draft.up else {
        let orphan = draft.down.as_ref().map(|(file, _)| file).or(draft.checks.first());
        if let Some(file) = orphan {
            let message = format!("\"{}\" belongs to no migration", file.shown);
            let hint = "It is named like the migration that it undoes or checks.";
            faults.push(Diagnostic::error("migration-missing", message).with_hint(hint));
        }
        return None;
    };
    if let (Some((down, _)), Some(_)) = (&draft.down, &sections.down) {
        let message = format!("\"{}\" and \"{}\" both say how to undo it", file.shown, down.shown);
        faults.push(Diagnostic::error("down-twice", message).with_hint("Remove one of them."));
        return None;
    }
    for check in draft.checks.iter().filter(|check| check.name.stem != file.name.stem) {
        let message = format!("\"{}\" is named like no migration", check.shown);
        let hint = format!("The migration with its number is \"{}\".", file.name.stem);
        faults.push(Diagnostic::error("check-name", message).with_hint(hint));
    }
    if draft.no_transaction {
        sections.first.transaction.get_or_insert(false);
    }
    for (name, place) in &sections.replaces {
        let version = name::read(&format!("{name}.sql"), false).ok().flatten().and_then(|name| name.version);
        if version.is_none() || version > file.name.version {
            let message = format!("\"{name}\" cannot be replaced by \"{}\"", file.name.stem);
            let hint = "What is replaced has a number that is not above that of the file, and stands there with its whole name.";
            faults.push(Diagnostic::error("replaces", message).with_place(place.clone()).with_hint(hint));
        }
    }
    let down = sections.down.or(draft.down.map(|(_, part)| part));
    let with_placeholders = |part: Part| match part.placeholders {
        Placeholders::None if is_flyway && !draft.no_placeholders => {
            Part { placeholders: Placeholders::Flyway, ..part }
        }
        _ => part,
    };
    Some(Migration {
        track: track.to_owned(),
        replaces: sections.replaces.into_iter().map(|(name, _)| name).collect(),
        name: file.name.stem,
        version: file.name.version,
        description: file.name.description,
        up: with_placeholders(sections.first),
        down: down.map(with_placeholders),
        requires: sections.requires,
        checks: draft.checks.into_iter().map(|check| Check { path: check.path, content: check.content }).collect(),
        code: None,
    })
}

fn twice(file: &Found, other: &str) -> Diagnostic {
    let number = file.name.version.as_ref().map_or_else(|| file.name.stem.clone(), Version::to_string);
    Diagnostic::error("version-twice", format!("two migrations have the number {number}"))
        .with_detail(format!("They are {other} and {}.", file.shown))
        .with_hint("Give the one that was not applied yet another number.")
}

fn sections(file: &Found) -> Result<Sections> {
    let bytes = match file.content {
        Some(bytes) => bytes.into(),
        None => std::fs::read(&file.path).map_err(|error| listing::unreadable(&file.path, &error))?,
    };
    let text: Arc<str> = nexusql_sql::decode(&file.shown, &bytes)?.into();
    // What is part of the program is not looked for on disk.
    let path = if file.content.is_some() { PathBuf::new() } else { file.path.clone() };
    section::read(path, file.shown.clone(), text)
}

/// Returns whether the file that Flyway reads beside a migration says that something is `false`.
fn conf_refuses(file: &Found, what: &str) -> bool {
    let bytes = file.content.map(<[u8]>::to_vec).or_else(|| std::fs::read(&file.path).ok()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    text.lines().any(|line| {
        line.split_once('=')
            .is_some_and(|(key, value)| key.trim() == what && value.trim().eq_ignore_ascii_case("false"))
    })
}

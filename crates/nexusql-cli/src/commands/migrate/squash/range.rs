//! Which migrations are squashed, what must be there before them, and the files that belong to them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_tracks::files::{Migration, Tree, Version, name};
use nexusql_tracks::order::needs_of;

use crate::args::migrate::Squash;
use crate::commands::migrate::new;
use crate::commands::migrate::open::Opened;

/// The first migrations of a track.
pub struct Range {
    /// The track.
    pub track: String,
    /// Where its files lie.
    pub folder: PathBuf,
    /// The migrations.
    pub old: Vec<Migration>,
    /// What they require of other tracks.
    pub before: Tree,
}

fn refuse(message: String, hint: &str) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("squash-range", message).with_hint(hint))
}

/// Returns what `arguments` mean.
///
/// Errors: [`ErrorKind::Usage`] if that is no track, not two migrations, or such as others need in between.
pub fn choose(opened: &Opened, arguments: &Squash) -> Result<Range> {
    let tree = &opened.tree;
    let track = match (opened.tracks.as_slice(), tree.tracks.as_slice()) {
        ([name], _) => tree.track(name),
        ([], [only]) => Some(only),
        _ => None,
    };
    let track = track.ok_or_else(|| {
        let known: Vec<&str> = tree.tracks.iter().map(|track| track.name.as_str()).collect();
        refuse("one track is squashed at a time".to_owned(), &format!("Choose one by --track: {}.", known.join(", ")))
    })?;
    let limit = arguments.to.as_deref().map(|to| limit(to, &track.migrations)).transpose()?;
    let within =
        |one: &&Migration| one.version.as_ref().is_some_and(|own| limit.as_ref().is_none_or(|limit| own <= limit));
    let old: Vec<Migration> = track.migrations.iter().filter(within).cloned().collect();
    if old.len() < 2 {
        let hint = "What repeats is not squashed; the others need a number.";
        return Err(refuse(format!("track \"{}\" has no two migrations to squash", track.name), hint));
    }
    let before = before(tree, &track.name, &old)?;
    Ok(Range { track: track.name.clone(), folder: track.folder.clone(), old, before })
}

fn limit(to: &str, migrations: &[Migration]) -> Result<Version> {
    let number = to.rsplit_once('/').map_or(to, |(_, number)| number);
    let version = Version::parse(number);
    let found = migrations.iter().find(|one| one.name == number || (version.is_some() && one.version == version));
    found
        .and_then(|one| one.version.clone())
        .ok_or_else(|| refuse(format!("there is no migration \"{to}\""), "Write its number, or its whole name."))
}

/// Returns the migrations of other tracks that `old` require, with all that these require.
fn before(tree: &Tree, own: &str, old: &[Migration]) -> Result<Tree> {
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    let mut open: Vec<&Migration> = old.iter().collect();
    while let Some(migration) = open.pop() {
        for need in needs_of(tree, migration)? {
            if need.track == own {
                if migration.track != own {
                    let message = format!(
                        "\"{}\" comes between the migrations to squash: it requires \"{}\", and one of them requires it",
                        migration.id(),
                        need.id()
                    );
                    return Err(refuse(message, "Squash up to a migration before it, with --to."));
                }
                continue;
            }
            let Some(track) = tree.track(&need.track) else { continue };
            let at = track.migrations.iter().position(|one| one.name == need.name).unwrap_or_default();
            let from = last.get(track.name.as_str()).map_or(0, |last| last + 1);
            if at >= from {
                open.extend(&track.migrations[from..=at]);
                last.insert(&track.name, at);
            }
        }
    }
    let mut before = tree.clone();
    for track in &mut before.tracks {
        let n = last.get(track.name.as_str()).map_or(0, |last| last + 1);
        track.migrations.truncate(n);
    }
    before.tracks.retain(|track| !track.migrations.is_empty());
    Ok(before)
}

impl Range {
    /// Returns what must be there before, and `migrations` of the track after it.
    pub fn with(&self, all: &Tree, migrations: Vec<Migration>) -> Tree {
        let mut tree = self.before.clone();
        let own = all.tracks.iter().find(|track| track.name == self.track).cloned();
        tree.tracks.extend(own.map(|track| nexusql_tracks::files::Track { migrations, ..track }));
        tree.tracks.sort_by_key(|track| all.tracks.iter().position(|one| one.name == track.name));
        tree
    }

    /// Returns the name of the new file: the number of the last one, its track if it has that, and `name`.
    ///
    /// Errors: [`ErrorKind::Usage`] if `name` has no letter.
    pub fn stem(&self, wanted: &str) -> Result<String> {
        let last = &self.old[self.old.len() - 1];
        let head = last.name.strip_suffix(&last.description).filter(|_| !last.description.is_empty());
        let head = head.map_or_else(|| format!("{}_", last.name), str::to_owned);
        let own = name::track(&last.description).filter(|(track, _)| *track == self.track);
        let track = own.map(|(track, _)| format!("{track}_")).unwrap_or_default();
        Ok(format!("{head}{track}{}", new::slug(wanted)?))
    }

    /// Returns the comments that the new file begins with.
    pub fn head(&self) -> String {
        let mut text = String::new();
        for one in &self.old {
            text.push_str(&format!("-- replaces: {}\n", one.name));
        }
        let own = |need: &str| need == self.track || need.starts_with(&format!("{}/", self.track));
        let needs: BTreeSet<&str> =
            self.old.iter().flat_map(|one| &one.requires).map(|(need, _)| need.as_str()).collect();
        for need in needs.into_iter().filter(|need| !own(need) && !need.starts_with(|c: char| c.is_ascii_digit())) {
            text.push_str(&format!("-- requires: {need}\n"));
        }
        text
    }

    /// Returns all files of the old migrations: both ways, checks, and what Flyway has beside them.
    ///
    /// Errors: [`ErrorKind::Usage`] if the folder cannot be read.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        let unreadable = |error: std::io::Error| {
            let message = format!("could not read \"{}\": {error}", self.folder.display());
            Error::new(ErrorKind::Usage, Diagnostic::error("could-not-read", message))
        };
        let mut found: BTreeSet<PathBuf> =
            self.old.iter().flat_map(|one| &one.checks).map(|check| check.path.clone()).collect();
        for entry in std::fs::read_dir(&self.folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let own = name::read(&file, false).ok().flatten().and_then(|name| name.version);
            let own = own.filter(|version| self.old.iter().any(|one| one.version.as_ref() == Some(version)));
            if own.is_some_and(|_| path.is_file()) {
                found.insert(path);
            }
        }
        Ok(found.into_iter().collect())
    }
}

//! Where files and history stand to each other.

use std::collections::BTreeMap;

use nexusql_base::Result;
use nexusql_db::Dedicated;
use serde::Serialize;

use crate::files::{Migration, Tree, Version};
use crate::history::{Entry, History};
use crate::order::order;

/// How a migration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was run, and its file is as it was then.
    Applied,
    /// It was not run.
    Pending,
    /// It was not run, and one that comes after it in its track was.
    OutOfOrder,
    /// It is repeatable, and its file has changed since it was run.
    Outdated,
    /// It was run, and its file has changed since.
    Changed,
    /// It was run, and there is no file.
    Missing,
    /// It was begun and has not come to its end.
    Partial,
    /// Undoing it was begun and has not come to its end.
    PartlyUndone,
    /// It was squashed of migrations that all were run: it is noted in place of them, and not run.
    Squashed,
    /// It was squashed of migrations of which some were run.
    PartlySquashed,
    /// It was run by a program whose code it is, and which is not here.
    InProgram,
}

impl State {
    /// Returns whether "up" has something to do here.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Pending | Self::OutOfOrder | Self::Outdated | Self::Partial)
    }

    /// Returns whether nothing has to be done here, and nothing is wrong.
    pub fn is_well(self) -> bool {
        matches!(self, Self::Applied | Self::Squashed | Self::InProgram)
    }

    /// Returns it as users read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::OutOfOrder => "out of order",
            Self::Outdated => "outdated",
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Partial => "partial",
            Self::PartlyUndone => "partly undone",
            Self::Squashed => "squashed",
            Self::PartlySquashed => "partly squashed",
            Self::InProgram => "in a program",
        }
    }
}

/// A migration and what is known of it.
#[derive(Clone, Debug)]
pub struct Standing<'t> {
    /// Its track.
    pub track: String,
    /// Its name.
    pub name: String,
    /// The file; absent if it is missing.
    pub migration: Option<&'t Migration>,
    /// What was run.
    pub entry: Option<Entry>,
    /// How it stands.
    pub state: State,
}

/// Returns how each migration stands, in the order in which they run; what is missing comes last. With `tracks`, of those
/// only.
///
/// Errors: those of [`order`]; as the server says.
pub async fn standings<'t>(
    tree: &'t Tree,
    history: &History,
    session: &mut Dedicated,
    tracks: &[String],
) -> Result<Vec<Standing<'t>>> {
    let chosen = |name: &str| tracks.is_empty() || tracks.iter().any(|track| track == name);
    let mut known = history.tracks(session).await?;
    known.retain(|track| chosen(track));
    let mut entries = history.read_all(session, &known).await?;
    let mut standings = Vec::new();
    for migration in order(tree)?.into_iter().filter(|migration| chosen(&migration.track)) {
        let (entry, state) = match squashed(migration, &entries) {
            Some(state) => {
                let entry = entries.remove(&(migration.track.clone(), migration.key()));
                (entry.filter(|_| state == State::Squashed), state)
            }
            None => {
                let entry = entries.remove(&(migration.track.clone(), migration.key()));
                let state = state(migration, entry.as_ref());
                (entry, state)
            }
        };
        standings.push(Standing {
            track: migration.track.clone(),
            name: migration.name.clone(),
            migration: Some(migration),
            entry,
            state,
        });
    }
    mark_late(&mut standings);
    // A track without files was run by somebody else, or its folder was not named.
    let mut entries: Vec<Entry> = entries.into_values().filter(|entry| is_wanted(tree, entry)).collect();
    entries.sort_by(|a, b| (&a.track, a.applied_at, &a.key).cmp(&(&b.track, b.applied_at, &b.key)));
    standings.extend(entries.into_iter().map(|entry| Standing {
        track: entry.track.clone(),
        name: entry.name.clone(),
        migration: None,
        state: if entry.is_code() && !tree.has_code { State::InProgram } else { State::Missing },
        entry: Some(entry),
    }));
    Ok(standings)
}

/// What a squashed migration stands for has no file any more.
fn is_wanted(tree: &Tree, entry: &Entry) -> bool {
    let version = Version::parse(&entry.key);
    tree.track(&entry.track).is_some_and(|track| {
        !version.is_some_and(|version| track.migrations.iter().any(|one| one.stands_for(&version)))
    })
}

/// Returns how a squashed migration stands that was not run itself, but in parts.
fn squashed(migration: &Migration, entries: &BTreeMap<(String, String), Entry>) -> Option<State> {
    let of = |key: String| entries.get(&(migration.track.clone(), key));
    if migration.replaces.is_empty() || of(migration.key()).is_some_and(|entry| entry.name == migration.name) {
        return None;
    }
    let is_part = |entry: &&Entry| {
        entry.track == migration.track
            && Version::parse(&entry.key).is_some_and(|version| migration.stands_for(&version))
    };
    entries.values().find(is_part)?;
    let key = |name: &String| {
        let name = crate::files::name::read(&format!("{name}.sql"), false).ok().flatten()?;
        name.version.map(|version| version.to_string())
    };
    let all_ran = migration.replaces.iter().all(|name| key(name).and_then(of).is_some_and(|entry| entry.success));
    Some(if all_ran { State::Squashed } else { State::PartlySquashed })
}

fn state(migration: &Migration, entry: Option<&Entry>) -> State {
    match entry {
        None => State::Pending,
        Some(entry) if !entry.success && entry.kind == "down" => State::PartlyUndone,
        Some(entry) if !entry.success => State::Partial,
        // What was taken over without a checksum is as it is.
        Some(entry) if entry.checksum.is_empty() || entry.checksum == migration.checksum() => State::Applied,
        Some(_) if migration.version.is_none() => State::Outdated,
        Some(_) => State::Changed,
    }
}

/// What was not run although something after it in its track was, is out of order.
fn mark_late(standings: &mut [Standing<'_>]) {
    let mut last: BTreeMap<String, Version> = BTreeMap::new();
    for one in standings.iter().filter(|one| one.entry.is_some()) {
        if let Some(version) = one.migration.and_then(|migration| migration.version.as_ref())
            && last.get(&one.track).is_none_or(|other| other < version)
        {
            last.insert(one.track.clone(), version.clone());
        }
    }
    for one in standings.iter_mut().filter(|one| one.state == State::Pending) {
        let version = one.migration.and_then(|migration| migration.version.as_ref());
        if version.is_some_and(|version| last.get(&one.track).is_some_and(|last| version < last)) {
            one.state = State::OutOfOrder;
        }
    }
}

//! One line of all migrations: `core` first, then the other tracks by name, and what is required before what requires it.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};

use crate::files::{Migration, Tree, Version};

/// A migration by the numbers of its track and of its place in it.
type Index = (usize, usize);

/// Returns all migrations in the order in which they run.
///
/// Errors: [`ErrorKind::Sql`] for a need that names nothing, and for needs that go round in a circle, which is named.
pub fn order(tree: &Tree) -> Result<Vec<&Migration>> {
    let needs = needs(tree)?;
    let mut line = Vec::new();
    let mut done = BTreeSet::new();
    for (t, track) in tree.tracks.iter().enumerate() {
        for m in 0..track.migrations.len() {
            visit(tree, &needs, (t, m), &mut done, &mut Vec::new(), &mut line)?;
        }
    }
    Ok(line)
}

fn visit<'t>(
    tree: &'t Tree,
    needs: &BTreeMap<Index, Vec<Index>>,
    at: Index,
    done: &mut BTreeSet<Index>,
    open: &mut Vec<Index>,
    line: &mut Vec<&'t Migration>,
) -> Result<()> {
    if done.contains(&at) {
        return Ok(());
    }
    if let Some(start) = open.iter().position(|other| *other == at) {
        let round = open[start..].iter().chain([&at]);
        return Err(cycle(tree, &round.copied().collect::<Vec<_>>()));
    }
    open.push(at);
    // What comes before it in its track comes before it here; a loop, for tracks may be long.
    let first = (0..at.1).rev().take_while(|m| !done.contains(&(at.0, *m))).last().unwrap_or(at.1);
    for m in first..at.1 {
        visit_needs(tree, needs, (at.0, m), done, open, line)?;
    }
    visit_needs(tree, needs, at, done, open, line)?;
    open.pop();
    Ok(())
}

fn visit_needs<'t>(
    tree: &'t Tree,
    needs: &BTreeMap<Index, Vec<Index>>,
    at: Index,
    done: &mut BTreeSet<Index>,
    open: &mut Vec<Index>,
    line: &mut Vec<&'t Migration>,
) -> Result<()> {
    let pushed = open.last() != Some(&at);
    if pushed {
        if let Some(start) = open.iter().position(|other| *other == at) {
            let round = open[start..].iter().chain([&at]);
            return Err(cycle(tree, &round.copied().collect::<Vec<_>>()));
        }
        open.push(at);
    }
    for need in needs.get(&at).into_iter().flatten() {
        visit(tree, needs, *need, done, open, line)?;
    }
    if pushed {
        open.pop();
    }
    if done.insert(at) {
        line.push(&tree.tracks[at.0].migrations[at.1]);
    }
    Ok(())
}

fn cycle(tree: &Tree, round: &[Index]) -> Error {
    let names: Vec<String> = round.iter().map(|(t, m)| tree.tracks[*t].migrations[*m].id()).collect();
    let place = round.iter().find_map(|(t, m)| Some(tree.tracks[*t].migrations[*m].requires.first()?.1.clone()));
    let diagnostic = Diagnostic::error("requires-cycle", "migrations require one another in a circle")
        .with_detail(format!("{}.", names.join(" before it ")))
        .with_hint("Each comes after what it requires and after what precedes it in its track: take one need out.");
    Error::new(ErrorKind::Sql, place.into_iter().fold(diagnostic, Diagnostic::with_place))
}

/// Returns what `migration` requires, itself and through the config.
///
/// Errors: as [`order`].
pub fn needs_of<'t>(tree: &'t Tree, migration: &Migration) -> Result<Vec<&'t Migration>> {
    let own = migration.requires.iter().map(|(need, place)| (need, Some(place)));
    let of_track = tree.track(&migration.track).into_iter().flat_map(|track| &track.requires).map(|need| (need, None));
    let mut found = Vec::new();
    for (need, place) in own.chain(of_track) {
        if let Some((t, m)) = find(tree, need, &migration.track, place)? {
            found.push(&tree.tracks[t].migrations[m]);
        }
    }
    Ok(found)
}

/// Returns what each migration requires of other tracks.
fn needs(tree: &Tree) -> Result<BTreeMap<Index, Vec<Index>>> {
    let mut needs: BTreeMap<Index, Vec<Index>> = BTreeMap::new();
    for (t, track) in tree.tracks.iter().enumerate() {
        for need in &track.requires {
            let found = find(tree, need, &track.name, None)?;
            needs.entry((t, 0)).or_default().extend(found);
        }
        for (m, migration) in track.migrations.iter().enumerate() {
            for (need, place) in &migration.requires {
                let found = find(tree, need, &track.name, Some(place))?;
                needs.entry((t, m)).or_default().extend(found);
            }
        }
    }
    Ok(needs)
}

/// Returns the migration that `need` names: `core/20231201120000`, `core/001_users`, or `core` for the last one of it.
fn find(tree: &Tree, need: &str, own: &str, place: Option<&Place>) -> Result<Option<Index>> {
    let refuse = |message: String, hint: String| {
        let diagnostic = Diagnostic::error("requires-unknown", message).with_hint(hint);
        Err(Error::new(ErrorKind::Sql, place.cloned().into_iter().fold(diagnostic, Diagnostic::with_place)))
    };
    let (name, wanted) = match need.split_once('/') {
        Some((track, wanted)) => (track, Some(wanted)),
        None if need.bytes().next().is_some_and(|b| b.is_ascii_digit()) => (own, Some(need)),
        None => (need, None),
    };
    let Some(t) = tree.tracks.iter().position(|track| track.name == name) else {
        let known: Vec<&str> = tree.tracks.iter().map(|track| track.name.as_str()).collect();
        return refuse(
            format!("required track \"{name}\" does not exist"),
            format!("The tracks are {}.", known.join(", ")),
        );
    };
    let migrations = &tree.tracks[t].migrations;
    let Some(wanted) = wanted else { return Ok(migrations.len().checked_sub(1).map(|m| (t, m))) };
    let version = Version::parse(wanted);
    let replaced = |m: &Migration| {
        m.replaces.iter().any(|name| name == wanted) || version.as_ref().is_some_and(|version| m.stands_for(version))
    };
    let fits = |m: &Migration| m.name == wanted || (version.is_some() && m.version == version) || replaced(m);
    match migrations.iter().position(fits) {
        Some(m) => Ok(Some((t, m))),
        None => refuse(
            format!("required migration \"{name}/{wanted}\" does not exist"),
            "Write the track, and the number or the whole name: core/20231201120000.".to_owned(),
        ),
    }
}

//! Statements of which each lacks what another one makes, told as the circle that they are.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_base::{Diagnostic, Error, ErrorKind};
use nexusql_sql::{Script, Statement, made_name};

use super::failure::Failure;

/// A statement that could not be placed, and why.
pub(super) struct Stuck<'a> {
    pub(super) script: Script<'a>,
    pub(super) statement: &'a Statement<'a>,
    pub(super) failure: Failure,
}

/// Returns the error that tells of each circle once, and of every other statement by itself.
pub(super) fn report(stuck: Vec<Stuck<'_>>) -> Error {
    let next: Vec<Option<usize>> = stuck.iter().map(|one| maker_of_what_lacks(one, &stuck)).collect();
    let mut told = BTreeSet::new();
    let mut said = Vec::new();
    for at in 0..stuck.len() {
        if told.contains(&at) {
            continue;
        }
        match circle_through(at, &next) {
            Some(circle) => {
                said.push(describe(&circle, &stuck));
                told.extend(circle);
            }
            None => said.extend(stuck[at].failure.diagnostics().iter().cloned()),
        }
    }
    Error::several(ErrorKind::Sql, said)
}

/// Returns what to say of failures where what follows from another one is told with that one.
pub(super) fn roots(stuck: Vec<Stuck<'_>>) -> Vec<Diagnostic> {
    let next: Vec<Option<usize>> = stuck.iter().map(|one| maker_of_what_lacks(one, &stuck)).collect();
    let mut followers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut circles: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..stuck.len() {
        let mut seen = BTreeSet::from([at]);
        let mut root = at;
        while let Some(maker) = next[root].filter(|maker| *maker != root) {
            root = maker;
            if !seen.insert(root) {
                break;
            }
        }
        // A circle is known by its first statement.
        if let Some(circle) = circle_through(root, &next).filter(|circle| circle.len() > 1) {
            root = circle.iter().copied().min().unwrap_or(root);
            let in_circle = circle.contains(&at);
            circles.insert(root, circle_through(root, &next).unwrap_or_default());
            if in_circle {
                continue;
            }
        }
        if root != at {
            followers.entry(root).or_default().push(at);
        }
    }
    let mut said = Vec::new();
    for at in 0..stuck.len() {
        let follows = followers.values().any(|of| of.contains(&at));
        let is_first = circles.get(&at);
        if follows || circles.values().any(|circle| circle.contains(&at)) && is_first.is_none() {
            continue;
        }
        let mut one = match is_first {
            Some(circle) => describe(circle, &stuck),
            None => stuck[at].failure.diagnostic(),
        };
        if let Some(of) = followers.get(&at) {
            let note = because(of, &stuck);
            one.detail = Some(one.detail.map_or(note.clone(), |detail| format!("{detail}\n{note}")));
        }
        said.push(one);
    }
    said
}

/// Returns a sentence on what does not load since another statement does not.
fn because(of: &[usize], stuck: &[Stuck<'_>]) -> String {
    const PLACES_MAX: usize = 5;
    let place = |at: &usize| {
        let place = stuck[*at].script.place(stuck[*at].statement.range.start);
        format!("{}:{}", place.file, place.line)
    };
    let places: Vec<String> = of.iter().take(PLACES_MAX).map(place).collect();
    let more = if of.len() > PLACES_MAX { ", …" } else { "" };
    let noun = if of.len() == 1 { "statement that needs it does" } else { "statements that need it do" };
    format!("{} {noun} not load either: {}{more}.", of.len(), places.join(", "))
}

/// Returns the statements on the way from `start` back to it, if there is one.
fn circle_through(start: usize, next: &[Option<usize>]) -> Option<Vec<usize>> {
    let mut circle = vec![start];
    let mut at = next[start]?;
    while at != start {
        if circle.contains(&at) {
            return None;
        }
        circle.push(at);
        at = next[at]?;
    }
    Some(circle)
}

fn maker_of_what_lacks(one: &Stuck<'_>, all: &[Stuck<'_>]) -> Option<usize> {
    let lacking = lacking(one.failure.message())?;
    all.iter().position(|other| made_name(other.statement.text).is_some_and(|made| is_called(&made, lacking)))
}

/// Says whether an object made as `made`, a schema and a name, may be what the server calls `name`.
pub(super) fn is_called((schema, made): &(Option<String>, String), name: &str) -> bool {
    let full = schema.as_ref().map(|schema| format!("{schema}.{made}"));
    let bare = name.rsplit_once('.').map_or(name, |(_, bare)| bare);
    // A name without a schema may have been meant for any, by way of the search path.
    name == made || full.as_deref() == Some(name) || schema.is_none() && bare == made
}

/// Returns the name that the server misses by its `message`, without quotes; a function's without its arguments.
pub fn lacking(message: &str) -> Option<&str> {
    let rest = message.strip_suffix(" does not exist")?;
    if let Some((_, quoted)) = rest.split_once('"') {
        return quoted.strip_suffix('"');
    }
    rest.split_once(' ')?.1.split('(').next()
}

fn describe(circle: &[usize], stuck: &[Stuck<'_>]) -> Diagnostic {
    let name = |at: usize| {
        let statement = stuck[at].statement;
        let kind = statement.tag().kind.to_ascii_lowercase();
        match made_name(statement.text) {
            Some((Some(schema), name)) => format!("{kind} \"{schema}.{name}\""),
            Some((None, name)) => format!("{kind} \"{name}\""),
            None => kind,
        }
    };
    let lines: Vec<String> = circle
        .iter()
        .zip(circle.iter().cycle().skip(1))
        .map(|(&at, &needed)| {
            let place =
                stuck[at].failure.place().unwrap_or_else(|| stuck[at].script.place(stuck[at].statement.range.start));
            format!("{}:{}: {} needs {}.", place.file, place.line, name(at), name(needed))
        })
        .collect();
    let first = stuck[circle[0]].script.place(stuck[circle[0]].statement.range.start);
    let message = format!("{} and what it needs stand in a circle", name(circle[0]));
    Diagnostic::error("circle-of-statements", message)
        .with_detail(lines.join("\n"))
        .with_hint(
            "None of them can be made first. Take one of these uses out, or add it later by a statement of its own.",
        )
        .with_place(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_missing_name_is_read_from_the_message() {
        for (message, name) in [
            ("relation \"a b\" does not exist", Some("a b")),
            ("type \"s.t\" does not exist", Some("s.t")),
            ("function f(integer, text) does not exist", Some("f")),
            ("function s.f(integer) does not exist", Some("s.f")),
            ("permission denied", None),
        ] {
            assert_eq!(lacking(message), name);
        }
    }

    #[test]
    fn only_who_is_in_a_circle_has_one() {
        let next = [Some(1), Some(2), Some(1), None, Some(4)];
        assert_eq!(circle_through(0, &next), None);
        assert_eq!(circle_through(1, &next), Some(vec![1, 2]));
        assert_eq!(circle_through(3, &next), None);
        assert_eq!(circle_through(4, &next), Some(vec![4]));
    }
}

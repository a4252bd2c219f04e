//! The statements of the renames that the user confirmed, checked against both catalogs and put in an order.

use std::collections::BTreeSet;

use nexusql_base::Result;
use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::Rename;
use super::names::{Subject, find, is_routine, path, refuse, split_name};
use crate::address::{address, dotted, whole};
use crate::kinds::aside_name;
use crate::locks::{RELATIONS, Relatives};
use crate::{LockMode, Step};

/// One thing that gets another name.
#[derive(Clone, Debug)]
struct Renaming {
    subject: Subject,
    /// The names by which it is found, the whole's first.
    from: Vec<String>,
    to: Vec<String>,
}

/// Returns the statements of the renames that the user confirmed.
///
/// The old names are those of `current`. A chain goes through (`a=b` and `b=c`, whether there is a `b` or not), and names
/// can be swapped, over one that is nobody's. Parts are renamed before their wholes.
/// Errors: [`nexusql_base::ErrorKind::Usage`] if an old name fits no object, or several; if a new name is not in `desired`,
/// or is taken in `current` by something that keeps it.
pub fn rename_steps(current: &Catalog, desired: &Catalog, renames: &[Rename]) -> Result<Vec<Step>> {
    let renamings = resolve(current, renames)?;
    for renaming in &renamings {
        check(renaming, &renamings, current, desired)?;
    }
    let mut steps = Vec::new();
    for level in 0..=2 {
        order(renamings.iter().filter(|renaming| renaming.level() == level).cloned().collect(), current, &mut steps);
    }
    Ok(steps)
}

/// Finds what the renames are about, with chains over names that nothing has in `current` drawn together.
fn resolve(current: &Catalog, renames: &[Rename]) -> Result<Vec<Renaming>> {
    let mut chains: Vec<Rename> = Vec::new();
    for rename in renames {
        match chains.iter_mut().find(|earlier| earlier.new == rename.old) {
            Some(earlier) if find(current, &rename.old)?.is_none() => earlier.new.clone_from(&rename.new),
            _ => chains.push(rename.clone()),
        }
    }
    let mut renamings: Vec<Renaming> = Vec::new();
    for rename in &chains {
        let Some((subject, from)) = find(current, &rename.old)? else {
            let hint = "Write it as \"schema.table\" or \"schema.table.column\", as the current schema has it.";
            return Err(refuse(format!("no object is called \"{}\"", rename.old), hint));
        };
        let to = target(&subject, &from, &rename.new)?;
        if renamings.iter().any(|other| other.subject == subject && other.from == from) {
            return Err(refuse(format!("\"{}\" is renamed twice", rename.old), "Say once what it becomes."));
        }
        renamings.push(Renaming { subject, from, to });
    }
    // A table that stays in a schema which is itself renamed does not move.
    let schemas: Vec<Renaming> = renamings.iter().filter(|renaming| renaming.level() == 2).cloned().collect();
    for renaming in renamings.iter_mut().filter(|renaming| renaming.level() == 1) {
        if schemas.iter().any(|schema| schema.from[0] == renaming.from[0] && schema.to[0] == renaming.to[0]) {
            renaming.to[0] = renaming.from[0].clone();
        }
    }
    Ok(renamings)
}

/// Returns the new name in parts: a part stays in its whole, whatever that is called.
fn target(subject: &Subject, from: &[String], new: &str) -> Result<Vec<String>> {
    let (kind, is_whole) = match subject {
        Subject::Object(id) => (Some(id.kind()), id.whole_path().is_none()),
        Subject::Value(_) => (None, false),
    };
    let new = kind.and_then(|kind| new.strip_prefix(&format!("{kind} "))).unwrap_or(new);
    let new = match new.split_once('(') {
        Some((name, _)) if kind.is_some_and(is_routine) => name,
        _ => new,
    };
    let mut parts = split_name(new);
    let name = parts.pop().filter(|name| !name.is_empty());
    let Some(name) = name else { return Err(refuse("the new name is empty".to_owned(), "Write it as \"old=new\".")) };
    let mut to = from.to_vec();
    if let (Some(last), true) = (to.last_mut(), !from.is_empty()) {
        *last = name;
    }
    if let ([schema], true, 2) = (parts.as_slice(), is_whole, to.len()) {
        to[0].clone_from(schema);
    }
    Ok(to)
}

fn check(renaming: &Renaming, all: &[Renaming], current: &Catalog, desired: &Catalog) -> Result<()> {
    let others = || all.iter().filter(|other| other.space() == renaming.space());
    if others().filter(|other| other.to == renaming.to).count() > 1 {
        let message = format!("two things are to be called \"{}\"", dotted(&renaming.to));
        return Err(refuse(message, "Only one of them can have the name."));
    }
    let is_freed = others().any(|other| other.from == renaming.to);
    if renaming.to != renaming.from && !is_freed && renaming.is_taken(current) {
        let message = format!("{} \"{}\" is there already", renaming.word(), dotted(&renaming.to));
        return Err(refuse(message, "Say what becomes of that with another --rename, or leave this one out."));
    }
    let settled = settle(renaming, all);
    if renaming.exists(desired, &settled) {
        return Ok(());
    }
    let message = format!("the desired schema has no {} \"{}\"", renaming.word(), dotted(&settled));
    let new: Vec<String> = renaming.new_ones(current, desired, &settled);
    let hint = match new.as_slice() {
        [] => "It has none that is new there, so nothing was renamed.".to_owned(),
        some => format!("What is new there: {}.", some.join(", ")),
    };
    Err(refuse(message, hint))
}

/// Returns where the thing is when all renames are done.
fn settle(renaming: &Renaming, all: &[Renaming]) -> Vec<String> {
    let mut path = renaming.to.clone();
    if path.len() == 3
        && let Some(whole) = all.iter().find(|other| other.level() == 1 && other.from == path[..2])
    {
        path[..2].clone_from_slice(&whole.to);
    }
    if renaming.level() < 2
        && let Some(schema) = all.iter().find(|other| other.level() == 2 && other.from[0] == path[0])
    {
        path[0].clone_from(&schema.to[0]);
    }
    path
}

/// Puts renames in an order in which each name is free when it is taken; a circle goes over a name that is nobody's.
fn order(mut open: Vec<Renaming>, current: &Catalog, steps: &mut Vec<Step>) {
    while !open.is_empty() {
        let taken: BTreeSet<(Space, Vec<String>)> =
            open.iter().map(|renaming| (renaming.space(), renaming.from.clone())).collect();
        let is_free = |renaming: &Renaming| {
            renaming.from == renaming.to || !taken.contains(&(renaming.space(), renaming.to.clone()))
        };
        match open.iter().position(is_free) {
            Some(at) => steps.extend(open.remove(at).steps(current)),
            None => {
                let mut aside = open[0].clone();
                if let Some(name) = aside.to.last_mut() {
                    *name = aside_name(name);
                }
                aside.to[..aside.from.len() - 1].clone_from_slice(&open[0].from[..open[0].from.len() - 1]);
                steps.extend(aside.steps(current));
                open[0].from = aside.to;
            }
        }
    }
}

/// Things in one space cannot have the same name at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Space {
    Value,
    Part(Kind),
    /// Of one list of arguments.
    Routine(String),
    Whole,
    Schema,
}

impl Renaming {
    fn space(&self) -> Space {
        match &self.subject {
            Subject::Value(_) => Space::Value,
            Subject::Object(id) if id.kind() == Kind::Schema => Space::Schema,
            Subject::Object(id) if id.whole_path().is_some() => Space::Part(id.kind()),
            Subject::Object(id) if is_routine(id.kind()) => Space::Routine(id.path()[2].clone()),
            Subject::Object(_) => Space::Whole,
        }
    }

    /// Returns 0 for parts, 1 for wholes, 2 for schemas.
    fn level(&self) -> u8 {
        match self.space() {
            Space::Value | Space::Part(_) => 0,
            Space::Routine(_) | Space::Whole => 1,
            Space::Schema => 2,
        }
    }

    fn word(&self) -> String {
        match &self.subject {
            Subject::Value(_) => "value".to_owned(),
            Subject::Object(id) => id.kind().to_string(),
        }
    }

    /// Returns whether `current` has something under the new name that would be in the way.
    fn is_taken(&self, current: &Catalog) -> bool {
        match &self.subject {
            Subject::Object(id) if is_routine(id.kind()) => {
                let at = self.to.iter().chain(&id.path()[2..]);
                current.objects.contains_key(&ObjectId::new(id.kind(), at))
            }
            _ => self.exists(current, &self.to),
        }
    }

    /// Returns whether `catalog` has such a thing at `at`.
    fn exists(&self, catalog: &Catalog, at: &[String]) -> bool {
        match &self.subject {
            Subject::Value(_) => {
                let id = ObjectId::new(Kind::Enum, &at[..2]);
                matches!(catalog.objects.get(&id), Some(Body::Enum(body)) if body.values.contains(&at[2]))
            }
            Subject::Object(id) if is_routine(id.kind()) => catalog.objects_under(id.kind(), at).next().is_some(),
            Subject::Object(id) => catalog.objects.contains_key(&ObjectId::new(id.kind(), at)),
        }
    }

    /// Returns the things of that sort, in the same place as `at`, that only `desired` has.
    fn new_ones(&self, current: &Catalog, desired: &Catalog, at: &[String]) -> Vec<String> {
        let place = &at[..at.len() - 1];
        match &self.subject {
            Subject::Value(of) => {
                let values = |catalog: &Catalog, id: &ObjectId| match catalog.objects.get(id) {
                    Some(Body::Enum(body)) => body.values.clone(),
                    _ => Vec::new(),
                };
                let old = values(current, of);
                let new = values(desired, &ObjectId::new(Kind::Enum, place));
                new.iter().filter(|value| !old.contains(value)).map(|value| quote_literal(value)).collect()
            }
            Subject::Object(id) => {
                let there = desired.objects_under(id.kind(), place).map(|(other, _)| other);
                let new = there.filter(|other| path(other).len() == at.len() && !current.objects.contains_key(*other));
                new.map(ObjectId::to_string).collect()
            }
        }
    }

    fn steps(&self, current: &Catalog) -> Vec<Step> {
        let (Some(from), Some(to)) = (self.from.last(), self.to.last()) else { return Vec::new() };
        let id = match &self.subject {
            Subject::Value(id) => {
                let (from, to) = (quote_literal(from), quote_literal(to));
                return vec![Step::new(id, format!("ALTER TYPE {} RENAME VALUE {from} TO {to}", id.sql_name()))];
            }
            Subject::Object(id) => id,
        };
        let now = id.renamed(from);
        let (old, new) = (quote_ident(from), quote_ident(to));
        let rename = match id.kind() {
            Kind::Column => format!("ALTER TABLE {} RENAME COLUMN {old} TO {new}", whole(id)),
            Kind::Constraint => format!("ALTER TABLE {} RENAME CONSTRAINT {old} TO {new}", whole(id)),
            Kind::DomainConstraint => format!("ALTER DOMAIN {} RENAME CONSTRAINT {old} TO {new}", whole(id)),
            Kind::Attribute => format!("ALTER TYPE {} RENAME ATTRIBUTE {old} TO {new} CASCADE", whole(id)),
            _ => format!("ALTER {} RENAME TO {new}", address(&now)),
        };
        let mut steps = Vec::new();
        if from != to {
            steps.push(locked(Step::new(id, rename), &now, current));
        }
        if self.level() == 1 && self.to.len() == 2 && self.from[0] != self.to[0] {
            let moved = id.renamed(to);
            let step = Step::new(id, format!("ALTER {} SET SCHEMA {}", address(&moved), quote_ident(&self.to[0])));
            steps.push(locked(step, &moved, current));
        }
        steps
    }
}

/// Adds the locks of a step that renames or moves what now goes by the name of `now`.
fn locked(step: Step, now: &ObjectId, current: &Catalog) -> Step {
    match now.kind() {
        Kind::Index => step.locks(LockMode::ShareUpdateExclusive, now.sql_name()),
        kind if RELATIONS.contains(&kind) => step.locks(LockMode::AccessExclusive, now.sql_name()),
        Kind::Column | Kind::Constraint | Kind::Trigger | Kind::Policy | Kind::Rule => {
            let step = step.locks(LockMode::AccessExclusive, whole(now));
            let below = Relatives::of(current).descendants(&now.path()[..2]);
            below.into_iter().fold(step, |step, child| step.locks(LockMode::AccessExclusive, dotted(child)))
        }
        _ => step,
    }
}

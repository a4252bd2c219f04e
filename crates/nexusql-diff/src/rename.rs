//! Renames: which drop and create may be one object under a new name, and the statement for one that was confirmed.
//! After the statements ran on the scratch the catalog is read anew, so no text is rewritten here.

use std::collections::BTreeSet;

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::kinds::UNCOMPARED;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};
use serde::Serialize;

use crate::address::{address, dotted, whole};
use crate::locks::{RELATIONS, Relatives};
use crate::new_names::take_new_names;
use crate::{DeltaKind, LockMode, Step, compare};

/// A rename that the user confirmed: `old=new`, each as SQL names it, with or without the kind before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The name in the current catalog.
    pub old: String,
    /// The name in the desired catalog.
    pub new: String,
}

/// A drop and a create that may be one object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The object that only the current catalog has.
    pub old: String,
    /// The object that only the desired catalog has.
    pub new: String,
    /// How alike they are, from 0 to 1.
    pub confidence: f64,
}

/// Below this, two objects are not said to be one.
const CONFIDENCE_MIN: f64 = 0.7;

/// Returns the pairs of a dropped and a created object that may be one object renamed, most likely first.
///
/// Each object is in one pair at the most. Kinds that hold rows or whose loss is felt are looked at: tables, columns,
/// views, sequences, types, functions, indexes and constraints.
/// Cost: quadratic in the dropped and created objects of one kind and place.
pub fn candidates(current: &Catalog, desired: &Catalog) -> Vec<Candidate> {
    let renamed = take_new_names(current, desired);
    let current = renamed.as_ref().map_or(current, |(renamed, _)| renamed);
    let deltas = compare(current, desired);
    let of = |kind: DeltaKind| deltas.iter().filter(move |delta| delta.kind == kind).map(|delta| &delta.id);
    let mut pairs: Vec<(f64, &ObjectId, &ObjectId)> = Vec::new();
    for old in of(DeltaKind::Drop).filter(|id| may_be_renamed(id.kind())) {
        let alike = of(DeltaKind::Create).filter(|new| {
            new.kind() == old.kind() && new.name() != old.name() && current.parent(old) == desired.parent(new)
        });
        pairs.extend(
            alike.map(|new| (similarity(current, old, desired, new), old, new)).filter(|pair| pair.0 >= CONFIDENCE_MIN),
        );
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = BTreeSet::new();
    pairs.retain(|(_, old, new)| {
        let free = !taken.contains(&(false, (*old).clone())) && !taken.contains(&(true, (*new).clone()));
        if free {
            taken.insert((false, (*old).clone()));
            taken.insert((true, (*new).clone()));
        }
        free
    });
    let round = |confidence: f64| (confidence * 100.0).round() / 100.0;
    pairs
        .into_iter()
        .map(|(confidence, old, new)| Candidate {
            old: old.to_string(),
            new: new.to_string(),
            confidence: round(confidence),
        })
        .collect()
}

fn may_be_renamed(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        Table
            | Column
            | View
            | MaterializedView
            | Sequence
            | Enum
            | Composite
            | Domain
            | Attribute
            | Function
            | Procedure
            | Index
            | Constraint
            | Schema
    )
}

/// Returns how alike two objects are, from 0 to 1: half by what they hold, half by their names.
fn similarity(current: &Catalog, old: &ObjectId, desired: &Catalog, new: &ObjectId) -> f64 {
    let names = strsim::jaro_winkler(old.name(), new.name());
    let content = match old.kind() {
        Kind::Table => overlap(&column_lines(current, old), &column_lines(desired, new)),
        _ => {
            let lines = |catalog: &Catalog, id: &ObjectId| -> BTreeSet<String> {
                let attributes = catalog.objects.get(id).map(|body| body.attributes()).unwrap_or_default();
                let own = attributes.iter().filter(|(name, _)| !UNCOMPARED.contains(&name.as_str()));
                own.map(|(name, value)| format!("{name}={}", value.to_string().replace(id.name(), "?"))).collect()
            };
            overlap(&lines(current, old), &lines(desired, new))
        }
    };
    if old.kind() == Kind::Table { 0.8 * content + 0.2 * names } else { 0.5 * content + 0.5 * names }
}

fn column_lines(catalog: &Catalog, table: &ObjectId) -> BTreeSet<String> {
    catalog.columns(table).into_iter().map(|(id, column)| format!("{} {}", id.name(), column.data_type)).collect()
}

fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let union = a.union(b).count();
    if union == 0 { 1.0 } else { a.intersection(b).count() as f64 / union as f64 }
}

/// Returns the statements of the renames that the user confirmed, in the order given.
///
/// Errors: [`ErrorKind::Usage`] if a name fits no object, or several; the diagnostic lists what was there.
pub fn rename_steps(current: &Catalog, renames: &[Rename]) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    for rename in renames {
        if let Some(step) = rename_value(current, rename) {
            steps.push(step);
            continue;
        }
        let old = find(current, &rename.old)?;
        let new = rename.new.strip_prefix(&format!("{} ", old.kind())).unwrap_or(&rename.new);
        steps.extend(statements(&old, new, current)?);
    }
    Ok(steps)
}

fn find(current: &Catalog, name: &str) -> Result<ObjectId> {
    let found: Vec<&ObjectId> = current
        .objects
        .keys()
        .filter(|id| !id.kind().is_satellite() && id.kind() != Kind::Default)
        .filter(|id| id.to_string() == name || id.sql_name() == name || without_arguments(id) == name)
        .collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(refuse(
            format!("no object is called \"{name}\""),
            "Write it as \"schema.table\" or \"schema.table.column\".",
        )),
        several => {
            let list: Vec<String> = several.iter().map(ToString::to_string).collect();
            let hint = format!("Put the kind before the name: {}.", list.join(", "));
            Err(refuse(format!("several objects are called \"{name}\""), &hint))
        }
    }
}

fn refuse(message: String, hint: &str) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("rename-unclear", message).with_hint(hint))
}

fn without_arguments(id: &ObjectId) -> String {
    match id.kind() {
        Kind::Function | Kind::Procedure | Kind::Aggregate => dotted(&id.path()[..2]),
        _ => id.sql_name(),
    }
}

fn statements(old: &ObjectId, new: &str, current: &Catalog) -> Result<Vec<Step>> {
    let new = new.split_once('(').map_or(new, |(name, _)| name);
    let parts = split_name(new);
    let name = parts.last().ok_or_else(|| refuse("the new name is empty".to_owned(), "Write it as \"old=new\"."))?;
    let to = quote_ident(name);
    let from = quote_ident(old.name());
    let mut steps = Vec::new();
    let rename = match old.kind() {
        Kind::Column => format!("ALTER TABLE {} RENAME COLUMN {from} TO {to}", whole(old)),
        Kind::Constraint => format!("ALTER TABLE {} RENAME CONSTRAINT {from} TO {to}", whole(old)),
        Kind::DomainConstraint => format!("ALTER DOMAIN {} RENAME CONSTRAINT {from} TO {to}", whole(old)),
        Kind::Attribute => format!("ALTER TYPE {} RENAME ATTRIBUTE {from} TO {to} CASCADE", whole(old)),
        _ => format!("ALTER {} RENAME TO {to}", address(old)),
    };
    if old.name() != name {
        steps.push(locked(Step::new(old, rename), old, old, current));
    }
    if let ([schema, _], None, true) = (parts.as_slice(), old.whole_path(), old.path().len() > 1)
        && *schema != old.path()[0]
    {
        let moved = old.renamed(name);
        let step = Step::new(old, format!("ALTER {} SET SCHEMA {}", address(&moved), quote_ident(schema)));
        steps.push(locked(step, old, &moved, current));
    }
    Ok(steps)
}

/// Adds the locks of a step that renames `old`, which goes by the name of `now`.
fn locked(step: Step, old: &ObjectId, now: &ObjectId, current: &Catalog) -> Step {
    match old.kind() {
        Kind::Index => step.locks(LockMode::ShareUpdateExclusive, now.sql_name()),
        kind if RELATIONS.contains(&kind) => step.locks(LockMode::AccessExclusive, now.sql_name()),
        Kind::Column | Kind::Constraint | Kind::Trigger | Kind::Policy | Kind::Rule => {
            let step = step.locks(LockMode::AccessExclusive, whole(old));
            let below = Relatives::of(current).descendants(&old.path()[..2]);
            below.into_iter().fold(step, |step, child| step.locks(LockMode::AccessExclusive, dotted(child)))
        }
        _ => step,
    }
}

/// Returns the step that renames a value, if `rename` says `schema.type.old=schema.type.new` of an enum.
fn rename_value(current: &Catalog, rename: &Rename) -> Option<Step> {
    let (old, new) = (split_name(&rename.old), split_name(&rename.new));
    let [schema, name, value] = old.as_slice() else { return None };
    let id = ObjectId::new(Kind::Enum, [schema, name]);
    let Body::Enum(body) = current.objects.get(&id)? else { return None };
    body.values.contains(value).then(|| {
        let (from, to) = (quote_literal(value), quote_literal(new.last().map_or("", |name| name)));
        Step::new(&id, format!("ALTER TYPE {} RENAME VALUE {from} TO {to}", id.sql_name()))
    })
}

/// Splits a dotted name as SQL reads it: quoted parts keep their dots.
fn split_name(name: &str) -> Vec<String> {
    let (mut parts, mut part, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                part.push('"');
            }
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
    }
    parts.push(part);
    parts
}

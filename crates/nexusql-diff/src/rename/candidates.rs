//! Which drop and create may be one object under a new name.

use std::collections::BTreeSet;

use nexusql_catalog::kinds::UNCOMPARED;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};
use serde::Serialize;

use crate::address::dotted;
use crate::new_names::take_new_names;
use crate::{DeltaKind, compare};

/// A drop and a create that may be one object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The object that only the current catalog has.
    pub old: String,
    /// The object that only the desired catalog has.
    pub new: String,
    /// How alike they are, from 0 to 1.
    pub confidence: f64,
    /// What `--rename` takes to confirm it.
    pub rename: String,
}

/// Below this, two objects are not said to be one.
const CONFIDENCE_MIN: f64 = 0.7;

/// Returns the pairs of a dropped and a created object that may be one object renamed, most likely first.
///
/// Each object is in one pair at the most. Kinds that hold rows or whose loss is felt are looked at: tables, columns,
/// views, sequences, types, values of enums, functions, triggers, indexes and constraints.
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
    let objects = pairs.into_iter().map(|(confidence, old, new)| Candidate {
        old: old.to_string(),
        new: new.to_string(),
        confidence: round(confidence),
        rename: format!("{}={}", name(current, old), new.sql_name()),
    });
    let enums = deltas.iter().filter(|delta| delta.id.kind() == Kind::Enum);
    objects.chain(enums.flat_map(|delta| values(current, desired, &delta.id))).collect()
}

fn round(confidence: f64) -> f64 {
    (confidence * 100.0).round() / 100.0
}

/// Returns the name by which `--rename` finds `id`: with its kind before it where others have the same.
fn name(catalog: &Catalog, id: &ObjectId) -> String {
    let name = id.sql_name();
    let is_other = |other: &&ObjectId| *other != id && !other.kind().is_satellite() && other.kind() != Kind::Default;
    match catalog.objects.keys().filter(is_other).any(|other| other.sql_name() == name) {
        true => id.to_string(),
        false => name,
    }
}

/// Returns the values of an enum that only one side has, in pairs: alike in name, or in the same place.
fn values(current: &Catalog, desired: &Catalog, id: &ObjectId) -> Vec<Candidate> {
    let (Some(Body::Enum(old)), Some(Body::Enum(new))) = (current.objects.get(id), desired.objects.get(id)) else {
        return Vec::new();
    };
    let gone = old.values.iter().enumerate().filter(|(_, value)| !new.values.contains(value));
    let come: Vec<(usize, &String)> =
        new.values.iter().enumerate().filter(|(_, value)| !old.values.contains(value)).collect();
    let mut pairs: Vec<(f64, &String, &String)> = Vec::new();
    for (place, old) in gone {
        let alike =
            |at: usize, new: &str| 0.5 * f64::from(u8::from(at == place)) + 0.5 * strsim::jaro_winkler(old, new);
        pairs.extend(come.iter().map(|(at, new)| (alike(*at, new), old, *new)));
    }
    pairs.retain(|(confidence, ..)| *confidence >= CONFIDENCE_MIN);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = BTreeSet::new();
    pairs.retain(|(_, old, new)| {
        let free = !taken.contains(&(false, *old)) && !taken.contains(&(true, *new));
        free && taken.insert((false, *old)) && taken.insert((true, *new))
    });
    let named = |value: &String| dotted(&[id.path(), std::slice::from_ref(value)].concat());
    let candidate = |(confidence, old, new): (f64, &String, &String)| Candidate {
        old: format!("value {}", named(old)),
        new: format!("value {}", named(new)),
        confidence: round(confidence),
        rename: format!("{}={}", named(old), named(new)),
    };
    pairs.into_iter().map(candidate).collect()
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
            | Trigger
            | Schema
    )
}

/// Returns how alike two objects are, from 0 to 1, by what they hold and by their names.
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
    match old.kind() {
        // What they are says more than what they are called.
        Kind::Table | Kind::Index | Kind::Constraint | Kind::Trigger => 0.8 * content + 0.2 * names,
        _ => 0.5 * content + 0.5 * names,
    }
}

fn column_lines(catalog: &Catalog, table: &ObjectId) -> BTreeSet<String> {
    catalog.columns(table).into_iter().map(|(id, column)| format!("{} {}", id.name(), column.data_type)).collect()
}

fn overlap(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let union = a.union(b).count();
    if union == 0 { 1.0 } else { a.intersection(b).count() as f64 / union as f64 }
}

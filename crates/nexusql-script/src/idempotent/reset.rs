//! Drops of what the script makes anew: a second run must not take along what is made of it further on and not made again.
//!
//! `DROP TYPE IF EXISTS mood CASCADE; CREATE TYPE mood …; CREATE TABLE t (m mood)` is such a script. On its second run the
//! drop takes the column, and the table is there already. So what is dropped at the start is dropped only while the first
//! of what the script makes of it is not there.

use std::collections::{BTreeMap, BTreeSet};

use crate::again::{Context, exists};
use crate::exists::{Lookup, not};
use crate::facts::Facts;
use crate::replaced::Replaced;
use crate::{About, Object, Verb};

/// What a cascade takes something from without dropping it, so that a second `CREATE` does not bring it back.
const LOSES_PARTS: [&str; 6] = ["table", "foreign table", "table as", "domain", "type", "publication"];
/// What stands under one name in `pg_class`.
const RELATIONS: [&str; 6] = ["table", "table as", "view", "materialized view", "foreign table", "sequence"];
const ROUTINES: [&str; 4] = ["function", "procedure", "aggregate", "routine"];
const TYPES: [&str; 2] = ["type", "domain"];

/// What each drop of a script must spare, found for all of them at once.
#[derive(Debug, Default)]
pub(super) struct Resets(BTreeMap<usize, (usize, Object)>);

impl Resets {
    /// Looks at every drop of what the script makes anew.
    ///
    /// Cost: for each drop a look at the statements that mention what it drops.
    pub(super) fn of(facts: &Facts) -> Self {
        let index = Index::of(facts);
        let mut kept = BTreeMap::new();
        let mut others: Vec<(usize, BTreeSet<usize>)> = Vec::new();
        for (at, about) in facts.statements.iter().enumerate() {
            let Some(about) = about.as_ref().filter(|about| about.verb == Verb::Drop) else { continue };
            let (first, drops) = look(facts, &index, at, about);
            kept.extend(first.map(|first| (at, first)));
            if !drops.is_empty() {
                others.push((at, drops));
            }
        }
        // What another drop spares is there still, so this one must spare what is made of that.
        loop {
            let mut changed = false;
            for (at, drops) in &others {
                let spared = drops.iter().filter_map(|other| kept.get(other)).min_by_key(|(place, _)| *place).cloned();
                let Some(spared) = spared else { continue };
                if kept.get(at).is_none_or(|(place, _): &(usize, Object)| spared.0 < *place) {
                    kept.insert(*at, spared);
                    changed = true;
                }
            }
            if !changed {
                return Self(kept);
            }
        }
    }

    /// Returns the conditions under which the `DROP` of `cx` takes nothing along that the script does not make anew.
    pub(super) fn conditions(&self, cx: &Context<'_>) -> Vec<String> {
        let takes_name =
            |one: &Replaced| one.new_made < cx.at && cx.at < one.renamed && cx.about.objects.contains(&one.old);
        let Some((place, object)) = self.0.get(&cx.at).filter(|_| !cx.facts.replaced.iter().any(takes_name)) else {
            return Vec::new();
        };
        let names = std::iter::once(object.clone()).chain(cx.facts.later_names(*place, object));
        names.filter_map(|name| exists(&name, Lookup::Known)).map(|there| not(&there)).collect()
    }
}

/// Where things are mentioned and dropped, by their names.
struct Index<'a> {
    needed: BTreeMap<&'a str, Vec<usize>>,
    gone: BTreeMap<&'a str, Vec<(usize, &'a Object)>>,
}

impl<'a> Index<'a> {
    fn of(facts: &'a Facts) -> Self {
        let mut needed: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut gone: BTreeMap<&str, Vec<(usize, &Object)>> = BTreeMap::new();
        for (at, about) in facts.statements.iter().enumerate() {
            let Some(about) = about else { continue };
            for need in &about.needs {
                needed.entry(&need.name.name).or_default().push(at);
            }
            for object in about.gone() {
                gone.entry(&object.name.name).or_default().push((at, object));
            }
        }
        Self { needed, gone }
    }

    /// Returns the statements after `at` that may need `object`.
    fn candidates(&self, facts: &Facts, at: usize, object: &Object) -> Vec<usize> {
        if object.kind == "extension" {
            return (at + 1..facts.statements.len()).collect();
        }
        self.needed.get(object.name.name.as_str()).into_iter().flatten().copied().filter(|place| *place > at).collect()
    }

    /// Returns the statement before `at` that drops `object`, or the schema that it is in.
    fn dropped_before(&self, at: usize, object: &Object) -> Option<usize> {
        let whole = object.of.as_ref().unwrap_or(&object.name);
        let named = |name: &str| self.gone.get(name).into_iter().flatten().rev().filter(|(place, _)| *place < at);
        let itself = named(&object.name.name).find(|(_, gone)| gone.fits(object));
        let of = named(&whole.name).find(|(_, gone)| object.of.is_some() && gone.of.is_none() && gone.name.fits(whole));
        let schema = whole.schema.as_deref().and_then(|schema| named(schema).find(|(_, gone)| gone.kind == "schema"));
        itself.into_iter().chain(of).chain(schema).map(|(place, _)| *place).max()
    }
}

/// Returns the first object, with the statement that makes it, that stays from run to run and would lose something, or stand
/// in the way, if the drop at `at` were run again; and other drops, on which that depends.
fn look(facts: &Facts, index: &Index<'_>, at: usize, dropping: &About) -> (Option<(usize, Object)>, BTreeSet<usize>) {
    let cascades = facts.cascading.contains(&at);
    let mut lost: Vec<Object> =
        dropping.objects.iter().filter(|object| facts.is_made_after(at, object)).cloned().collect();
    let mut open: BTreeSet<usize> = lost.iter().flat_map(|object| index.candidates(facts, at, object)).collect();
    let mut drops = BTreeSet::new();
    while let Some(place) = open.pop_first() {
        let Some(about) = &facts.statements[place] else { continue };
        if !lost.iter().any(|object| needs(facts, about, object)) {
            continue;
        }
        for made in about.made() {
            if is_itself(&lost, made, cascades) {
                continue;
            }
            let is_column = made.kind == "column";
            if cascades && !is_column && !(about.verb == Verb::Create && LOSES_PARTS.contains(&about.kind)) {
                // It is dropped as a whole and made again, and takes along what is made of it.
                open.extend(index.candidates(facts, place, made));
                lost.push(made.clone());
            } else if let Some(other) = index.dropped_before(place, made) {
                drops.insert(other);
            } else if !facts.is_gone_later(place, made) && exists(made, Lookup::Known).is_some() {
                drops.remove(&at);
                return (Some((place, made.clone())), drops);
            }
        }
    }
    drops.remove(&at);
    (None, drops)
}

/// Says whether `made` is one of `lost`, a part of one, or goes with its schema.
fn is_itself(lost: &[Object], made: &Object, cascades: bool) -> bool {
    lost.iter().any(|object| {
        let of = made.of.as_ref().unwrap_or(&made.name);
        let within = cascades && object.kind == "schema" && of.schema.as_ref() == Some(&object.name.name);
        let part = made.of.as_ref().is_some_and(|of| of.fits(&object.name)) && RELATIONS.contains(&object.kind);
        within || part || object.fits(made)
    })
}

/// Says whether the statement that `about` tells of mentions `object`. What is an extension's is known by no more than that the
/// script does not make it.
fn needs(facts: &Facts, about: &About, object: &Object) -> bool {
    about.needs.iter().any(|need| match need.kind {
        "type" | "function" if object.kind == "extension" => {
            !is_built_in(&need.name.name) && !facts.is_made(need) && need.name.schema.as_deref() != Some("pg_catalog")
        }
        "table" => RELATIONS.contains(&object.kind) && need.name.fits(&object.name),
        "type" => (TYPES.contains(&object.kind) || RELATIONS.contains(&object.kind)) && need.name.fits(&object.name),
        "function" => ROUTINES.contains(&object.kind) && need.name.fits(&object.name),
        kind => kind == object.kind && need.name.fits(&object.name),
    })
}

/// Says whether `name` is one of the types and functions that nearly every script uses.
fn is_built_in(name: &str) -> bool {
    const NAMES: [&str; 36] = [
        "int",
        "integer",
        "bigint",
        "smallint",
        "int2",
        "int4",
        "int8",
        "serial",
        "bigserial",
        "smallserial",
        "text",
        "varchar",
        "char",
        "bpchar",
        "boolean",
        "bool",
        "numeric",
        "decimal",
        "real",
        "float",
        "float4",
        "float8",
        "double",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "interval",
        "uuid",
        "json",
        "jsonb",
        "bytea",
        "now",
        "nextval",
        "inet",
        "name",
    ];
    NAMES.contains(&name)
}

//! Drops of what the script makes anew: a second run must not take along what is made of it further on and not made again.
//!
//! `DROP TYPE IF EXISTS mood CASCADE; CREATE TYPE mood …; CREATE TABLE t (m mood)` is such a script. On its second run the
//! drop takes the column, and the table is there already. So what is dropped at the start is dropped only while the first
//! of what the script makes of it is not there.

use std::collections::BTreeSet;

use crate::again::{Context, exists};
use crate::exists::{Lookup, not};
use crate::facts::Facts;
use crate::tree::{self, NodeKind};
use crate::{About, Object, Verb};

/// What a cascade takes something from without dropping it, so that a second `CREATE` does not bring it back.
const LOSES_PARTS: [&str; 6] = ["table", "foreign table", "table as", "domain", "type", "publication"];
/// What stands under one name in `pg_class`.
const RELATIONS: [&str; 6] = ["table", "table as", "view", "materialized view", "foreign table", "sequence"];
const ROUTINES: [&str; 4] = ["function", "procedure", "aggregate", "routine"];
const TYPES: [&str; 2] = ["type", "domain"];

/// Returns the conditions under which the `DROP` of `cx` takes nothing along that the script does not make anew.
pub(super) fn conditions(cx: &Context<'_>) -> Vec<String> {
    let is_replaced = cx
        .facts
        .replaced
        .iter()
        .any(|one| one.new_made < cx.at && cx.at < one.renamed && cx.about.objects.contains(&one.old));
    if cx.about.verb != Verb::Drop || is_replaced {
        return Vec::new();
    }
    let cascades = tree::has(cx.node, NodeKind::CASCADE);
    let Some(kept) = first_kept(cx.facts, cx.at, cascades, &mut BTreeSet::new()) else { return Vec::new() };
    let names = std::iter::once(kept.1.clone()).chain(cx.facts.later_names(kept.0, &kept.1));
    names.filter_map(|name| exists(&name, Lookup::Known)).map(|there| not(&there)).collect()
}

/// Returns the first object, with the statement that makes it, that stays from run to run and would lose something, or stand
/// in the way, if the drop at `at` were run again. `seen` holds the drops that are being asked.
fn first_kept(facts: &Facts, at: usize, cascades: bool, seen: &mut BTreeSet<usize>) -> Option<(usize, Object)> {
    if !seen.insert(at) {
        return None;
    }
    let dropping = facts.statements.get(at)?.as_ref()?;
    let made_again = |object: &&Object| facts.is_made_after(at, object);
    let mut lost: Vec<Object> = dropping.objects.iter().filter(made_again).cloned().collect();
    if lost.is_empty() {
        return None;
    }
    let mut first: Option<(usize, Object)> = None;
    for (place, about) in facts.statements.iter().enumerate().skip(at + 1) {
        let Some(about) = about else { continue };
        if first.as_ref().is_some_and(|(known, _)| *known <= place) {
            break;
        }
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
                lost.push(made.clone());
                continue;
            }
            let found = match facts.dropped_before(place, made) {
                Some(other) => first_kept(facts, other, cascades, seen),
                None if facts.is_gone_later(place, made) => None,
                None => exists(made, Lookup::Known).map(|_| (place, made.clone())),
            };
            first = first.into_iter().chain(found).min_by_key(|(place, _)| *place);
        }
    }
    first
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

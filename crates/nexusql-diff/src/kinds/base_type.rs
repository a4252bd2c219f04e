//! Base types: those whose input and output are functions of their own. See `shells` for how both are made.

use std::collections::BTreeMap;

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::base_type::BaseType;
use nexusql_catalog::{Body, Kind, ObjectId};

use super::rules::Rules;
use crate::address::whole;
use crate::context::Context;
use crate::{LockMode, Step};

/// What `ALTER TYPE … SET` takes.
///
/// Source: `AlterType` in PostgreSQL's typecmds.c.
const ALTERABLE: &[&str] = &["RECEIVE", "SEND", "TYPMOD_IN", "TYPMOD_OUT", "ANALYZE", "SUBSCRIPT", "STORAGE"];

fn lines(base: &BaseType) -> impl Iterator<Item = &str> {
    base.definition.lines().map(|line| line.strip_suffix(',').unwrap_or(line))
}

/// Returns the parameters by name; those without a value have none.
fn parameters(base: &BaseType) -> BTreeMap<&str, &str> {
    lines(base).map(|line| line.split_once(" = ").unwrap_or((line, ""))).collect()
}

/// Returns the parameters whose values differ, with their new values.
fn changes<'a>(old: &'a BaseType, new: &'a BaseType) -> Vec<(&'a str, Option<&'a str>)> {
    let (old, new) = (parameters(old), parameters(new));
    let mut names: Vec<&str> = old.keys().chain(new.keys()).copied().collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().filter(|name| old.get(name) != new.get(name)).map(|name| (name, new.get(name).copied())).collect()
}

impl Rules for BaseType {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let lines: Vec<&str> = lines(self).collect();
        vec![Step::new(id, format!("CREATE TYPE {} (\n    {}\n)", id.sql_name(), lines.join(",\n    ")))]
    }

    /// Its functions need it and it needs them: they go together. All else that needs it went before.
    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, format!("DROP TYPE {} CASCADE", id.sql_name()))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        let can_be_set = |(name, value): &(&str, Option<&str>)| ALTERABLE.contains(name) && *value != Some("plain");
        changes(self, new).iter().all(can_be_set)
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let changes = changes(self, new);
        let list: Vec<String> =
            changes.iter().map(|(name, value)| format!("{name} = {}", value.unwrap_or("NONE"))).collect();
        let mut steps = vec![Step::new(id, format!("ALTER TYPE {} SET ({})", id.sql_name(), list.join(", ")))];
        if let Some((_, Some(storage))) = changes.iter().find(|(name, _)| *name == "STORAGE") {
            steps.extend(store_columns(id, storage, cx));
        }
        steps
    }
}

/// Returns the steps by which columns that were stored as the type says go on to be.
fn store_columns(id: &ObjectId, storage: &str, cx: &Context<'_>) -> Vec<Step> {
    let columns = cx.desired.objects_under(Kind::Column, &[]).filter(|(column, body)| {
        cx.stays(column)
            && cx.desired.needs_of(column).any(|need| need == id)
            && matches!(body, Body::Column(body) if body.storage.is_none() && !body.data_type.ends_with(']'))
    });
    let step = |column: &ObjectId| {
        let (table, name) = (whole(column), quote_ident(column.name()));
        Step::new(column, format!("ALTER TABLE ONLY {table} ALTER COLUMN {name} SET STORAGE {storage}"))
            .locks(LockMode::AccessExclusive, table)
    };
    columns.map(|(column, _)| step(column)).collect()
}

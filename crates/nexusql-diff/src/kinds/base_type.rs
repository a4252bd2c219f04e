//! Base types: those whose input and output are functions of their own. See `shells` for how both are made.

use std::collections::BTreeMap;

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::base_type::BaseType;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

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

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let list: Vec<String> = changes(self, new)
            .into_iter()
            .map(|(name, value)| format!("{name} = {}", value.unwrap_or("NONE")))
            .collect();
        vec![Step::new(id, format!("ALTER TYPE {} SET ({})", id.sql_name(), list.join(", ")))]
    }
}

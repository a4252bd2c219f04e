//! Columns: what `ALTER TABLE` does to them.

use nexusql_base::name::quote_literal;

use super::{Kind, table::part_name};
use crate::again::{self, Again, Class, Context, Form};
use crate::exists::{Lookup, not, part, regclass, regtype};
use crate::tables::is_type;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "column"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[]
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(format!(
            "(select pg_catalog.concat_ws(' ', pg_catalog.format_type(o.atttypid, o.atttypmod), \
             case when o.attnotnull then 'not null' end) from pg_catalog.pg_attribute o \
             where o.attrelid = {} and o.attname = {} and not o.attisdropped)",
            regclass(object.of.as_ref()?),
            quote_literal(&object.name.name)
        ))
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        let of = object.of.as_ref()?;
        Some(part("pg_attribute", "attrelid", of, "attname", &object.name.name, "not o.attisdropped"))
    }
}

/// Adds what `action` does to columns of `table`.
pub(super) fn read_action(about: &mut About, table: &Name, action: &Node) {
    let column = |kind| {
        let name = part_name(tree::child(action, kind))?;
        Some(Object::part("column", table.clone(), name))
    };
    match action.kind() {
        NodeKind::ADD_COLUMN => about.makes.extend(column(NodeKind::COLUMN_NAME)),
        NodeKind::DROP_COLUMN => about.drops.extend(column(NodeKind::COLUMN_NAME_REF)),
        NodeKind::RENAME_COLUMN => {
            about.renames.extend(column(NodeKind::COLUMN_NAME_REF).zip(column(NodeKind::COLUMN_NAME)));
        }
        _ => {}
    }
}

/// Returns the form of one action on a column.
pub(super) fn action(cx: &Context<'_>, table: &Name, action: &Node) -> Again {
    match action.kind() {
        NodeKind::ADD_COLUMN => add(cx, table, action),
        NodeKind::DROP_COLUMN => {
            let name = tree::child(action, NodeKind::COLUMN_NAME_REF);
            match name {
                _ if tree::has(action, NodeKind::IF_EXISTS) => Again::Repeatable,
                Some(name) => native(cx, tree::range(&name).start, "if exists "),
                None => again::unreadable(),
            }
        }
        NodeKind::RENAME_COLUMN => {
            let old = part_name(tree::child(action, NodeKind::COLUMN_NAME_REF));
            let new = part_name(tree::child(action, NodeKind::COLUMN_NAME));
            match old.zip(new) {
                Some((old, new)) => {
                    let of = |name| Object::part("column", table.clone(), name);
                    again::rename(cx, &of(old), &of(new))
                }
                None => again::unreadable(),
            }
        }
        _ => alter(cx, table, action),
    }
}

fn native(cx: &Context<'_>, at: usize, words: &str) -> Again {
    Again::Form(Form::new(Class::NativeGuard).insert(at, cx.keywords(words)))
}

fn add(cx: &Context<'_>, table: &Name, action: &Node) -> Again {
    let Some(name) = tree::child(action, NodeKind::COLUMN_NAME) else { return again::unreadable() };
    let at = tree::range(&name).start;
    let mut form = Form::new(Class::NativeGuard);
    if !tree::has(action, NodeKind::IF_NOT_EXISTS) {
        form = form.insert(at, cx.keywords("if not exists "));
    }
    if let Some(name) = part_name(Some(name)) {
        for condition in cx.not_passed(&Object::part("column", table.clone(), name)) {
            form = form.only_if(&condition);
        }
    }
    if form.edits.is_empty() && form.guard.is_none() { Again::Repeatable } else { Again::Form(form) }
}

fn alter(cx: &Context<'_>, table: &Name, action: &Node) -> Again {
    let Some(column) = part_name(tree::child(action, NodeKind::COLUMN_NAME_REF)) else { return Again::Repeatable };
    let Some(option) = action.children().find(|child| child.kind() != NodeKind::COLUMN_NAME_REF) else {
        return Again::Repeatable;
    };
    match option.kind() {
        NodeKind::SET_TYPE => set_type(cx, table, &column, &option),
        NodeKind::ADD_GENERATED => {
            let is_identity = part("pg_attribute", "attrelid", table, "attname", &column, "o.attidentity <> ''");
            Again::Form(Form::guarded(not(&is_identity)))
        }
        // It may be dropped further on.
        NodeKind::SET_EXPRESSION => {
            Again::Form(Form::guarded(part("pg_attribute", "attrelid", table, "attname", &column, "o.attgenerated <> ''")))
        }
        NodeKind::DROP_IDENTITY | NodeKind::DROP_EXPRESSION if !tree::has(&option, NodeKind::IF_EXISTS) => {
            native(cx, tree::range(&option).end, " if exists")
        }
        _ if tree::within(&option, NodeKind::OPTION_RESTART).is_some() || option.kind() == NodeKind::RESTART => {
            Again::Not("RESTART gives out numbers again that are in use by then.".to_owned())
        }
        _ => Again::Repeatable,
    }
}

/// Changes a type only while it is neither that one nor one that the script gives the column later.
fn set_type(cx: &Context<'_>, table: &Name, column: &str, option: &Node) -> Again {
    let Some(sql_type) = option.children().find(is_type).map(|node| tree::plain(&node)) else { return Again::Repeatable };
    let uses = tree::has(option, NodeKind::USING_EXPR);
    let known = cx.facts.tables.get(table, cx.at);
    if uses && known.is_some_and(|known| was(known, cx.at, column).is_some_and(|old| same_type(old, &sql_type))) {
        return Again::Not("It computes new values from the old ones and leaves the type as it is.".to_owned());
    }
    let mut types = vec![sql_type];
    if let Some(known) = known {
        let later = known.retypes.iter().filter(|(at, name, _)| *at > cx.at && name == column);
        types.extend(later.map(|(.., sql_type)| sql_type.clone()));
        let old = was(known, cx.at, column);
        if old.is_some_and(|old| types.iter().any(|sql_type| same_type(old, sql_type))) {
            // By the type one cannot tell whether the script has come by here.
            return match uses {
                true => Again::Not("It computes new values, and the column gets its old type back later.".to_owned()),
                false => Again::Repeatable,
            };
        }
    }
    let relation = regclass(table);
    let is = |sql_type: &String| {
        let modifier = modifier(sql_type).map(|n| format!(" and o.atttypmod = {n}")).unwrap_or_default();
        format!("o.atttypid = {}{modifier}", regtype(sql_type))
    };
    let types: Vec<String> = types.iter().map(|sql_type| format!("({})", is(sql_type))).collect();
    Again::Form(Form::guarded(format!(
        "not exists (select from pg_catalog.pg_attribute o where o.attrelid = {relation} and o.attname = {} \
         and ({}))",
        quote_literal(column),
        types.join(" or ")
    )))
}

/// Returns the type that `column` has before statement `at`.
fn was<'t>(table: &'t crate::Table, at: usize, column: &str) -> Option<&'t str> {
    let retyped = table.retypes.iter().rev().find(|(place, name, _)| *place < at && name == column);
    let made = || table.columns.iter().find(|known| known.name == column).map(|known| known.sql_type.as_str());
    retyped.map(|(.., sql_type)| sql_type.as_str()).or_else(made)
}

fn same_type(one: &str, two: &str) -> bool {
    let plain = |text: &str| text.to_ascii_lowercase().split_whitespace().collect::<String>();
    plain(one) == plain(two)
}

/// Returns the type modifier that PostgreSQL stores for `sql_type`, where that is known here.
///
/// Source: `anychar_typmodin` in varchar.c, `make_numeric_typmod` in numeric.c, `anytimestamp_typmodin` in timestamp.c.
fn modifier(sql_type: &str) -> Option<i64> {
    let lower = sql_type.to_ascii_lowercase();
    let (name, numbers) = match lower.split_once('(') {
        None => return (!lower.contains('[') && !lower.starts_with("char") && lower != "bit").then_some(-1),
        Some((name, rest)) => {
            let (inside, after) = rest.split_once(')')?;
            let numbers: Option<Vec<i64>> = inside.split(',').map(|number| number.trim().parse().ok()).collect();
            (format!("{}{}", name.trim(), after), numbers?)
        }
    };
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match (name.as_str(), numbers.as_slice()) {
        ("varchar" | "character varying" | "char" | "character" | "bpchar", [n]) => Some(n + 4),
        ("numeric" | "decimal", [precision]) => Some((precision << 16) + 4),
        ("numeric" | "decimal", [precision, scale]) => Some(((precision << 16) | (scale & 0x7ff)) + 4),
        ("bit" | "bit varying" | "varbit", [n]) => Some(*n),
        (name, [n]) if name.starts_with("time") => Some(*n),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::modifier;

    #[test]
    fn modifiers_are_those_that_the_server_stores() {
        for (sql_type, want) in [
            ("varchar(20)", Some(24)),
            ("CHARACTER VARYING (20)", Some(24)),
            ("numeric(10,2)", Some(655_366)),
            ("numeric(10)", Some(655_364)),
            ("timestamp(3) with time zone", Some(3)),
            ("int", Some(-1)),
            ("varchar", Some(-1)),
            ("char", None),
            ("geometry(Point,4326)", None),
            ("vector(3)", None),
        ] {
            assert_eq!(modifier(sql_type), want, "{sql_type}");
        }
    }
}

//! Constraints of tables.

use nexusql_base::name::{quote_ident, quote_literal};

use super::{Kind, table::part_name};
use crate::again::{self, Again, Class, Context, Form};
use crate::exists::{Lookup, not, part, regclass};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "constraint"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[]
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(format!(
            "(select pg_catalog.pg_get_constraintdef(o.oid) from pg_catalog.pg_constraint o \
             where o.conrelid = {} and o.conname = {})",
            regclass(object.of.as_ref()?),
            quote_literal(&object.name.name)
        ))
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        Some(part("pg_constraint", "conrelid", object.of.as_ref()?, "conname", &object.name.name, ""))
    }
}

fn object(table: &Name, name: String) -> Object {
    Object::part("constraint", table.clone(), name)
}

/// Adds what `action` does to constraints of `table`.
///
/// A constraint that takes over an index gives the index its own name.
pub(super) fn read_action(about: &mut About, table: &Name, action: &Node) {
    match action.kind() {
        NodeKind::ADD_CONSTRAINT => {
            let Some(constraint) = action.children().next() else { return };
            let name = written_name(&constraint);
            if let Some((old, new)) = taken_index(&constraint).zip(name.clone()).filter(|(old, new)| old != new) {
                let index = |name: String| {
                    Object::new("index", Name { schema: table.schema.clone(), name })
                };
                about.renames.push((index(old), index(new)));
            }
            about.makes.extend(name.map(|name| object(table, name)));
        }
        NodeKind::DROP_CONSTRAINT => {
            let name = part_name(tree::child(action, NodeKind::CONSTRAINT_NAME_REF));
            about.drops.extend(name.map(|name| object(table, name)));
        }
        NodeKind::RENAME_CONSTRAINT => about.renames.extend(renamed(table, action)),
        _ => {}
    }
}

fn renamed(table: &Name, action: &Node) -> Option<(Object, Object)> {
    let old = part_name(tree::child(action, NodeKind::CONSTRAINT_NAME_REF))?;
    let new = part_name(tree::child(action, NodeKind::CONSTRAINT_NAME))?;
    Some((object(table, old), object(table, new)))
}

/// Returns the name that is written for a constraint.
pub(super) fn written_name(constraint: &Node) -> Option<String> {
    part_name(tree::child(constraint, NodeKind::CONSTRAINT_NAME_CLAUSE).and_then(|clause| clause.children().next()))
}

fn taken_index(constraint: &Node) -> Option<String> {
    part_name(tree::within(constraint, NodeKind::INDEX_REF))
}

/// Returns the form of one action on a constraint.
pub(super) fn action(cx: &Context<'_>, table: &Name, action: &Node) -> Again {
    match action.kind() {
        NodeKind::ADD_CONSTRAINT => action.children().next().map_or_else(again::unreadable, |constraint| {
            add(cx, table, action, &constraint)
        }),
        NodeKind::DROP_CONSTRAINT if tree::has(action, NodeKind::IF_EXISTS) => Again::Repeatable,
        NodeKind::DROP_CONSTRAINT => match tree::child(action, NodeKind::CONSTRAINT_NAME_REF) {
            Some(name) => Again::Form(
                Form::new(Class::NativeGuard).insert(tree::range(&name).start, cx.keywords("if exists ")),
            ),
            None => again::unreadable(),
        },
        _ => match renamed(table, action) {
            Some((old, new)) => again::rename(cx, &old, &new),
            None => again::unreadable(),
        },
    }
}

/// Adds a constraint unless there is one of its name; a primary key unless there is any.
///
/// One without a name is given the name that PostgreSQL would choose, or else each run would add another.
fn add(cx: &Context<'_>, table: &Name, action: &Node, constraint: &Node) -> Again {
    let start = tree::range(constraint).start;
    let kind = constraint.kind();
    let written = written_name(constraint).or_else(|| taken_index(constraint));
    let made_up = || cx.facts.tables.made_up_name(cx.at, start).map(str::to_owned);
    if kind == NodeKind::PRIMARY_KEY_CONSTRAINT {
        let has_key = format!(
            "exists (select from pg_catalog.pg_constraint o where o.conrelid = {} and o.contype = 'p')",
            regclass(table)
        );
        return Again::Form(Form::guarded(not(&has_key)));
    }
    if kind == NodeKind::NOT_NULL_CONSTRAINT && written.is_none() {
        return Again::Repeatable;
    }
    let is_written = written.is_some();
    let Some(name) = written.or_else(made_up) else { return again::unreadable() };
    let mut form = Form::new(Class::CatalogGuard);
    if !is_written {
        form = form.insert(start, cx.keywords("constraint ") + &quote_ident(&name) + " ");
    }
    let replaceable = matches!(
        kind,
        NodeKind::CHECK_CONSTRAINT | NodeKind::FOREIGN_KEY_CONSTRAINT | NodeKind::EXCLUDE_CONSTRAINT
    );
    let it = object(table, name.clone());
    if cx.replaces() && replaceable {
        let drop = cx.keywords("drop constraint if exists ") + &quote_ident(&name) + ", ";
        form.class = Class::DropCreate;
        form = form.insert(tree::range(action).start, drop);
    } else if let Some(there) = again::exists(&it, Lookup::New) {
        form = form.only_if(&not(&there));
    }
    Again::Form(cx.not_passed(&it).iter().fold(form, |form, condition| form.only_if(condition)))
}

//! Domains and their constraints.

use nexusql_base::name::{quote_ident, quote_literal};

use super::{Kind, constraint, table, type_};
use crate::again::{self, Again, Class, Context, Form};
use crate::exists::{Lookup, not, regtype};
use crate::tree::{self, NodeKind};
use crate::{Name, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "domain"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_DOMAIN, NodeKind::ALTER_DOMAIN, NodeKind::DROP_DOMAIN]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::DOMAIN, NodeKind::DOMAIN_REF]
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(format!(
            "(select pg_catalog.concat_ws(' ', pg_catalog.format_type(o.typbasetype, o.typtypmod), o.typnotnull, o.typdefault, \
             (select pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(k.oid), ', ' order by k.conname) \
             from pg_catalog.pg_constraint k where k.contypid = o.oid)) from pg_catalog.pg_type o where o.oid = {})",
            regtype(&object.name.sql())
        ))
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(type_::CATALOG.exists(&object.name, lookup, "o.typtype = 'd'"))
    }

    fn alter(&self, cx: &Context<'_>) -> Again {
        let Some(domain) = cx.object().map(|object| object.name.clone()) else { return again::unreadable() };
        if let Some(action) = tree::child(cx.node, NodeKind::ADD_CONSTRAINT) {
            return add(cx, &domain, &action);
        }
        if let Some(action) = tree::child(cx.node, NodeKind::DROP_CONSTRAINT) {
            let name = tree::child(&action, NodeKind::CONSTRAINT_NAME_REF);
            return match name {
                _ if tree::has(&action, NodeKind::IF_EXISTS) => Again::Repeatable,
                Some(name) => Again::Form(
                    Form::new(Class::NativeGuard).insert(tree::range(&name).start, cx.keywords("if exists ")),
                ),
                None => again::unreadable(),
            };
        }
        if let Some(action) = tree::child(cx.node, NodeKind::RENAME_CONSTRAINT) {
            return match table::part_name(tree::child(&action, NodeKind::CONSTRAINT_NAME_REF)) {
                Some(old) => Again::Form(Form::guarded(there(&domain, &old))),
                None => again::unreadable(),
            };
        }
        again::alter(cx)
    }
}

fn there(domain: &Name, name: &str) -> String {
    format!(
        "exists (select from pg_catalog.pg_constraint o where o.contypid = {} and o.conname = {})",
        regtype(&domain.sql()),
        quote_literal(name)
    )
}

fn add(cx: &Context<'_>, domain: &Name, action: &tree::Node) -> Again {
    let Some(node) = action.children().next() else { return again::unreadable() };
    if matches!(node.kind(), NodeKind::NOT_NULL_CONSTRAINT | NodeKind::NULL_CONSTRAINT) {
        return Again::Repeatable;
    }
    let start = tree::range(&node).start;
    let mut form = Form::new(Class::CatalogGuard);
    let name = match constraint::written_name(&node) {
        Some(name) => name,
        None => {
            let Some(name) = cx.facts.tables.made_up_name(cx.at, start) else { return again::unreadable() };
            form = form.insert(start, cx.keywords("constraint ") + &quote_ident(name) + " ");
            name.to_owned()
        }
    };
    let mut later = vec![name.clone()];
    for about in cx.facts.statements.iter().skip(cx.at + 1).flatten() {
        let of_domain = |object: &Object| object.of.as_ref().is_some_and(|of| of.fits(domain));
        later.extend(about.renames.iter().filter(|(old, _)| of_domain(old)).map(|(_, new)| new.name.name.clone()));
    }
    Again::Form(later.iter().fold(form, |form, name| form.only_if(&not(&there(domain, name)))))
}

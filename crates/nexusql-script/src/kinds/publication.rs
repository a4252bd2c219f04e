//! Publications.

use super::Kind;
use nexusql_base::name::quote_literal;

use crate::again::{self, Again, Context, Form};
use crate::exists::{Catalog, Lookup, not, regclass};
use crate::tree::{self, Node, NodeKind};
use crate::{Name, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_publication", "pubname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "publication"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_PUBLICATION, NodeKind::ALTER_PUBLICATION, NodeKind::DROP_PUBLICATION]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::PUBLICATION, NodeKind::PUBLICATION_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }

    /// Each table or schema that is added or dropped is looked for on its own.
    fn alter(&self, cx: &Context<'_>) -> Again {
        let list = cx.node.children().find(|child| {
            matches!(child.kind(), NodeKind::ADD_PUBLICATION_OBJECTS | NodeKind::DROP_PUBLICATION_OBJECTS)
        });
        let Some((list, publication)) = list.zip(cx.object()) else { return again::alter(cx) };
        let adds = list.kind() == NodeKind::ADD_PUBLICATION_OBJECTS;
        let verb = if adds { "add" } else { "drop" };
        let head = &cx.text[..tree::range(&list).start];
        let mut forms = Vec::new();
        for member in list.children() {
            let Some(there) = member_there(&publication.name, &member) else {
                return Again::Not("Whether the publication holds it cannot be asked by name.".to_owned());
            };
            // Only the first of a list need say what it is.
            let word = match tree::first_words(&member, 1).first().map(String::as_str) {
                Some("table" | "tables") => "",
                _ => "table ",
            };
            let text = format!("{head}{verb} {word}{};", &cx.text[tree::range(&member)]);
            let form = Form::guarded(if adds { not(&there) } else { there });
            forms.push(Form { text: Some(text), ..form });
        }
        match forms.as_slice() {
            [one] => Again::Form(Form { text: None, ..one.clone() }),
            _ => Again::Several(forms),
        }
    }
}

/// Returns the condition that the publication holds `member`.
fn member_there(publication: &Name, member: &Node) -> Option<String> {
    let publication = quote_literal(&publication.name);
    if let Some(table) = tree::child(member, NodeKind::TABLE_NAME_REF) {
        let relation = regclass(&Name::of(&table)?);
        return Some(format!(
            "exists (select from pg_catalog.pg_publication_rel r join pg_catalog.pg_publication o on o.oid = r.prpubid \
             where o.pubname = {publication} and r.prrelid = {relation})"
        ));
    }
    let schema = quote_literal(&Name::of(&tree::child(member, NodeKind::SCHEMA_REF)?)?.name);
    Some(format!(
        "exists (select from pg_catalog.pg_publication_namespace r \
         join pg_catalog.pg_publication o on o.oid = r.pnpubid join pg_catalog.pg_namespace n on n.oid = r.pnnspid \
         where o.pubname = {publication} and n.nspname = {schema})"
    ))
}

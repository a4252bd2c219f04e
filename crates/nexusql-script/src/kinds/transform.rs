//! Transforms between types and languages.

use super::Kind;
use crate::again::{self, Again, Class, Context, Form};
use crate::exists::{Lookup, regtype};
use crate::tables::is_type;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object};
use nexusql_base::name::quote_literal;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "transform"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TRANSFORM, NodeKind::DROP_TRANSFORM]
    }

    /// Its name is the language, its argument the type.
    fn about(&self, node: &Node) -> About {
        let mut about = super::about(self.name(), &[NodeKind::LANGUAGE_REF], node);
        let of = node.children().find(is_type).map(|sql_type| vec![tree::plain(&sql_type)]);
        for object in &mut about.objects {
            object.name = Name::bare(object.name.name.clone());
            object.arguments.clone_from(&of);
        }
        about
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        let of = object.arguments.as_ref()?.first()?;
        Some(format!(
            "exists (select from pg_catalog.pg_transform o join pg_catalog.pg_language l on l.oid = o.trflang \
             where o.trftype = {} and l.lanname = {})",
            regtype(of),
            quote_literal(&object.name.name)
        ))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_or_replace(cx)
    }

    fn again(&self, cx: &Context<'_>) -> Again {
        match (cx.about.verb, tree::word(cx.node, "for")) {
            (crate::Verb::Drop, _) if tree::has(cx.node, NodeKind::IF_EXISTS) => Again::Repeatable,
            (crate::Verb::Drop, Some(at)) => {
                Again::Form(Form::new(Class::NativeGuard).insert(at.start, cx.keywords("if exists ")))
            }
            _ => self.create(cx),
        }
    }
}

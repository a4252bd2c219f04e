//! Operators.

use nexusql_base::name::{quote_ident, quote_literal};

use super::Kind;
use crate::exists::Lookup;
use crate::tables::is_type;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "operator"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_OPERATOR, NodeKind::ALTER_OPERATOR, NodeKind::DROP_OPERATOR]
    }

    fn about(&self, node: &Node) -> About {
        let mut about = super::about(self.name(), &[], node);
        if about.verb == Verb::Create {
            let side = |name: &str| {
                let options = node.descendants().filter(|inner| inner.kind() == NodeKind::ATTRIBUTE_OPTION);
                let mut named = options.filter(|option| tree::first_words(option, 1) == [name]);
                let value = named.next().and_then(|option| tree::child(&option, NodeKind::ATTRIBUTE_VALUE));
                value.map_or_else(|| "none".to_owned(), |value| tree::plain(&value))
            };
            let name = tree::child(node, NodeKind::OP).and_then(|op| name(&op));
            let arguments = vec![side("leftarg"), side("rightarg")];
            about.objects.extend(
                name.map(|name| Object::new(self.name(), name).with_arguments(Some(arguments))),
            );
        } else {
            for signature in node.descendants().filter(|inner| inner.kind() == NodeKind::OP_SIG) {
                let mut types: Vec<String> = signature.children().filter(is_type).map(|side| tree::plain(&side)).collect();
                if types.len() == 1 {
                    types.insert(0, "none".to_owned());
                }
                let name = tree::child(&signature, NodeKind::OP).and_then(|op| name(&op));
                about.objects.extend(name.map(|name| Object::new(self.name(), name).with_arguments(Some(types))));
            }
            about.renames = super::renames(&about.objects, node);
        }
        about
    }

    /// One that another operator named as its commutator is there as a shell without a function.
    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        let schema = object.name.schema.as_ref().map(|schema| quote_ident(schema) + ".").unwrap_or_default();
        let types = object.arguments.as_ref()?.join(", ");
        let signature = quote_literal(&format!("{schema}{}({types})", object.name.name));
        Some(format!(
            "exists (select from pg_catalog.pg_operator o where o.oid = pg_catalog.to_regoperator({signature}) \
             and o.oprcode <> 0)"
        ))
    }
}

/// Returns the name that an operator is written as.
fn name(op: &Node) -> Option<Name> {
    let words = tree::words(op);
    let mut symbol = String::new();
    let mut schema = None;
    for (at, (text, _)) in words.iter().enumerate() {
        let is_name = words.get(at + 1).is_some_and(|(next, _)| next == ".");
        if is_name {
            schema = crate::name::unquote(text);
        } else if text != "." {
            symbol.push_str(text);
        }
    }
    (!symbol.is_empty()).then_some(Name { schema, name: symbol })
}

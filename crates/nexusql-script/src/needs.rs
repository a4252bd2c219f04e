//! Which objects a statement mentions, by the nodes that refer to something.

use std::collections::BTreeSet;

use crate::tree::{self, Node, NodeKind, range};
use crate::{About, Name, Object};

/// The nodes that refer to an object, with its kind.
///
/// A name of a relation may be that of a view, sequence or foreign table too; it is called a table.
const REFERENCES: &[(NodeKind, &str)] = &[
    (NodeKind::TABLE_NAME_REF, "table"),
    (NodeKind::RELATION_NAME_REF, "table"),
    (NodeKind::VIEW_REF, "table"),
    (NodeKind::SEQUENCE_REF, "table"),
    (NodeKind::INDEX_REF, "index"),
    (NodeKind::PATH_TYPE, "type"),
    (NodeKind::TYPE_NAME_REF, "type"),
    (NodeKind::DOMAIN_REF, "type"),
    (NodeKind::FUNCTION_NAME_REF, "function"),
    (NodeKind::PROCEDURE_NAME_REF, "function"),
    (NodeKind::ROUTINE_NAME_REF, "function"),
    (NodeKind::CALL_EXPR, "function"),
    (NodeKind::SCHEMA_REF, "schema"),
    (NodeKind::ROLE_NAME_REF, "role"),
    (NodeKind::EXTENSION_REF, "extension"),
    (NodeKind::LANGUAGE_REF, "language"),
    (NodeKind::COLLATION_REF, "collation"),
    (NodeKind::SERVER_REF, "server"),
    (NodeKind::FOREIGN_DATA_WRAPPER_REF, "foreign data wrapper"),
    (NodeKind::PUBLICATION_REF, "publication"),
    (NodeKind::SUBSCRIPTION_REF, "subscription"),
    (NodeKind::STATISTICS_REF, "statistics"),
    (NodeKind::TEXT_SEARCH_CONFIGURATION_REF, "text search configuration"),
    (NodeKind::TEXT_SEARCH_DICTIONARY_REF, "text search dictionary"),
    (NodeKind::TEXT_SEARCH_PARSER_REF, "text search parser"),
    (NodeKind::TEXT_SEARCH_TEMPLATE_REF, "text search template"),
    (NodeKind::OP_CLASS_REF, "operator class"),
    (NodeKind::OP_FAMILY_REF, "operator family"),
    (NodeKind::TABLESPACE_REF, "tablespace"),
    (NodeKind::ACCESS_METHOD_REF, "access method"),
    (NodeKind::EVENT_TRIGGER_REF, "event trigger"),
];

/// Returns the objects that `node` mentions besides those that it makes, each once, in the order of the text.
///
/// What stands in the body of a function, in a string, is not seen.
pub(crate) fn needs(node: &Node, about: &About) -> Vec<Object> {
    let mut seen = BTreeSet::new();
    let mut needs = Vec::new();
    let mut add = |object: Object| {
        if !about.made().any(|made| *made == object) && seen.insert(object.clone()) {
            needs.push(object);
        }
    };
    for inner in node.descendants() {
        let Some((_, kind)) = REFERENCES.iter().find(|(reference, _)| *reference == inner.kind()) else {
            continue;
        };
        if let Some(sequence) = sequence_of(&inner) {
            add(Object::new("table", sequence));
        }
        let named = if matches!(inner.kind(), NodeKind::CALL_EXPR | NodeKind::PATH_TYPE) {
            inner.children().next().filter(|first| is_name(first) || range(first) == range(&inner))
        } else {
            Some(inner)
        };
        if let Some(name) = named.and_then(|named| Name::of(&named)) {
            if let Some(schema) = &name.schema {
                add(Object::new("schema", Name::bare(schema)));
            }
            add(Object::new(kind, name));
        }
    }
    needs
}

/// Returns the sequence whose next number the call `node` takes: its name stands in a string.
fn sequence_of(node: &Node) -> Option<Name> {
    if node.kind() != NodeKind::CALL_EXPR || !Name::of(&node.children().next()?)?.name.eq("nextval") {
        return None;
    }
    let literal = node.descendants().find(|inner| inner.kind() == NodeKind::LITERAL)?;
    let named = tree::statement(&format!("table {}", tree::string_value(&literal)?))?;
    Name::of(&tree::within(&named, NodeKind::RELATION_NAME_REF)?)
}

fn is_name(node: &Node) -> bool {
    matches!(node.kind(), NodeKind::NAME_REF | NodeKind::PATH_REF | NodeKind::FIELD_EXPR)
}

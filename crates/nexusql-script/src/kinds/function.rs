//! Functions, and what they share with procedures and aggregates.

use nexusql_base::name::quote_literal;

use super::{Kind, input_types};
use crate::again::{self, Again, Context};
use crate::exists::{Catalog, Lookup};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "function"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_FUNCTION, NodeKind::ALTER_FUNCTION, NodeKind::DROP_FUNCTION]
    }

    fn about(&self, node: &Node) -> About {
        about(self.name(), node)
    }

    fn definition(&self, object: &Object) -> Option<String> {
        definition(object)
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        Some(exists(object))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_or_replace(cx)
    }
}

const CATALOG: Catalog = Catalog::in_schema("pg_proc", "proname", "pronamespace", "pg_function_is_visible");

/// Returns what a statement on routines does.
pub(super) fn about(kind: &'static str, node: &Node) -> About {
    let mut about = super::about(kind, &[], node);
    let list = NAMES.iter().find_map(|name| tree::child(node, *name).map(|child| (*name, child)));
    if let Some((_, name)) = list {
        about.objects.extend(of(kind, &name, tree::child(node, NodeKind::PARAM_LIST)));
    } else {
        for signature in node.descendants().filter(|inner| SIGNATURES.contains(&inner.kind())) {
            let name = signature.children().next();
            let parameters = tree::child(&signature, NodeKind::PARAM_LIST);
            about.objects.extend(name.and_then(|name| of(kind, &name, parameters)));
        }
    }
    if about.verb == crate::Verb::Alter {
        about.objects.truncate(1);
        about.renames = super::renames(&about.objects, node);
    }
    about
}

const NAMES: [NodeKind; 3] = [NodeKind::FUNCTION_NAME, NodeKind::PROCEDURE_NAME, NodeKind::AGGREGATE_NAME];
const SIGNATURES: [NodeKind; 4] =
    [NodeKind::FUNCTION_SIG, NodeKind::PROCEDURE_SIG, NodeKind::ROUTINE_SIG, NodeKind::AGGREGATE];

fn of(kind: &'static str, name: &Node, parameters: Option<Node>) -> Option<Object> {
    let arguments = parameters.map(|list| {
        let mut types = input_types(&list);
        if let Some(order) = tree::child(&list, NodeKind::AGGREGATE_ORDER_BY) {
            types.extend(input_types(&order));
        }
        types
    });
    Some(Object::new(kind, Name::of(name)?).with_arguments(arguments))
}

/// Returns the condition that a routine with exactly these argument types is there.
pub(super) fn exists(object: &Object) -> String {
    match &object.arguments {
        Some(types) => {
            let signature = format!("{}({})", object.name.sql(), types.join(", "));
            format!("pg_catalog.to_regprocedure({}) is not null", quote_literal(&signature))
        }
        None => CATALOG.exists(&object.name, Lookup::Known, ""),
    }
}

/// Returns the expression for the text of a function or procedure.
pub(super) fn definition(object: &Object) -> Option<String> {
    let signature = format!("{}({})", object.name.sql(), object.arguments.as_ref()?.join(", "));
    Some(format!("pg_catalog.pg_get_functiondef(pg_catalog.to_regprocedure({}))", quote_literal(&signature)))
}

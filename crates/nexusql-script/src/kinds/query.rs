//! Queries: repeatable, but for what the functions do that they call.

use super::Kind;
use crate::again::{Again, Class, Context, Form};
use crate::exists::Lookup;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

/// Functions that a script may call as often as it likes.
const HARMLESS: [&str; 9] =
    ["set_config", "current_setting", "count", "max", "min", "now", "version", "pg_advisory_lock", "pg_advisory_xact_lock"];

impl Kind for This {
    fn name(&self) -> &'static str {
        "query"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[
            NodeKind::SELECT,
            NodeKind::COMPOUND_SELECT,
            NodeKind::PAREN_SELECT,
            NodeKind::VALUES,
            NodeKind::TABLE,
            NodeKind::EXPLAIN,
        ]
    }

    fn about(&self, _node: &Node) -> About {
        About::new(self.name(), Verb::Rows)
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }

    fn again(&self, cx: &Context<'_>) -> Again {
        let calls: Vec<Node> = cx.node.descendants().filter(|node| node.kind() == NodeKind::CALL_EXPR).collect();
        let function = |call: &Node| call.children().next().and_then(|name| Name::of(&name)).map(|name| name.name);
        if let [call] = calls.as_slice()
            && function(call).as_deref() == Some("setval")
        {
            return setval(cx, call);
        }
        let known = |call: &Node| function(call).is_none_or(|name| HARMLESS.contains(&name.as_str()) || name == "setval");
        if calls.iter().all(known) {
            return Again::Repeatable;
        }
        Again::Opaque("Whether it can be run again is up to the functions that it calls.")
    }
}

/// Moves a sequence on, but never back: by the second run others may have taken numbers from it.
fn setval(cx: &Context<'_>, call: &Node) -> Again {
    if tree::has(cx.node, NodeKind::FROM_CLAUSE) || tree::has(cx.node, NodeKind::WHERE_CLAUSE) {
        return Again::Repeatable;
    }
    let arguments: Vec<Node> = tree::child(call, NodeKind::ARG_LIST)
        .map(|list| tree::children(&list, NodeKind::ARG).filter_map(|arg| arg.children().next()).collect())
        .unwrap_or_default();
    let sequence = arguments.first().and_then(|first| {
        let literal = first.descendants().find(|node| node.kind() == NodeKind::LITERAL)?;
        let name = tree::string_value(&literal)?;
        tree::statement(&format!("table {name}")).map(|_| name)
    });
    let number = arguments.get(1).map(tree::plain).filter(|number| number.parse::<i64>().is_ok());
    let called = arguments.get(2).map_or_else(|| "true".to_owned(), tree::plain);
    let (Some(sequence), Some(number)) = (sequence, number) else { return Again::Repeatable };
    let end = cx.text.trim_end_matches(|c: char| c == ';' || c.is_whitespace()).len();
    let text = format!(" from {sequence} where (last_value, is_called) < ({number}, {called})");
    Again::Form(Form::new(Class::RowGuard).insert(end, text))
}

//! `UPDATE`: repeatable if what it writes does not hang on what it overwrites.

use std::collections::BTreeSet;

use super::Kind;
use crate::again::{Again, Context};
use crate::exists::Lookup;
use crate::rows::changing;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "update"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::UPDATE]
    }

    fn about(&self, node: &Node) -> About {
        let mut about = About::new(self.name(), Verb::Rows);
        let name = tree::within(node, NodeKind::RELATION_NAME_REF).and_then(|name| Name::of(&name));
        about.objects.extend(name.map(|name| Object::new("table", name)));
        about
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }

    fn again(&self, cx: &Context<'_>) -> Again {
        match tree::child(cx.node, NodeKind::SET_CLAUSE) {
            Some(set) => judge(&set, tree::child(cx.node, NodeKind::WHERE_CLAUSE).as_ref(), &targets(cx)),
            None => crate::again::unreadable(),
        }
    }
}

/// Returns the names by which the table that a statement writes may be called in it.
pub(super) fn targets(cx: &Context<'_>) -> Vec<String> {
    let own = cx.object().map(|object| object.name.name.clone());
    let alias = cx.node.children().find(|child| {
        matches!(child.kind(), NodeKind::OPTIONAL_AS_ALIAS | NodeKind::REQUIRED_AS_ALIAS)
    });
    let alias = alias.and_then(|alias| alias.children().last()).and_then(|name| Name::of(&name)).map(|name| name.name);
    own.into_iter().chain(alias).collect()
}

/// Says whether `node` is a column of another table, or the name of a table before a column.
fn belongs_elsewhere(node: &Node, targets: &[String]) -> bool {
    let Some(field) = node.parent().filter(|parent| parent.kind() == NodeKind::FIELD_EXPR) else { return false };
    let base = field.children().next();
    let is_base = base.as_ref() == Some(node);
    let of = base.and_then(|base| Name::of(&base)).map(|name| name.name);
    is_base || of.is_none_or(|of| !targets.contains(&of))
}

/// Functions that change nothing when they are applied to their own result.
const SETTLING: [&str; 9] = ["lower", "upper", "btrim", "trim", "ltrim", "rtrim", "coalesce", "initcap", "abs"];

/// Says whether the assignments of `set` come to the same the second time.
///
/// `targets` are the names of the table that is written: its own and its alias.
pub(super) fn judge(set: &Node, condition: Option<&Node>, targets: &[String]) -> Again {
    let written: BTreeSet<String> = set
        .descendants()
        .filter(|node| node.kind() == NodeKind::COLUMN_TARGET)
        .filter_map(|target| target.children().next().and_then(|name| Name::of(&name)).map(|name| name.name))
        .collect();
    if condition.is_some_and(|condition| asks_for_null(condition, &written)) {
        return Again::Repeatable;
    }
    for value in set.descendants().filter(|node| node.kind() == NodeKind::SET_EXPR) {
        if let Some(what) = changing(&value) {
            return Again::Not(format!("It writes what \"{what}\" returns, which is another value each time."));
        }
        let read = value.descendants().find_map(|node| {
            let name = if node.kind() == NodeKind::NAME_REF { Name::of(&node)?.name } else { return None };
            if belongs_elsewhere(&node, targets) {
                return None;
            }
            (written.contains(&name) && !is_settled(&node, &value)).then_some(name)
        });
        if let Some(column) = read {
            return Again::Not(format!("It computes new values from column \"{column}\", which it overwrites."));
        }
    }
    Again::Repeatable
}

/// Says whether `node` is read only by functions that change nothing the second time, up to the whole `value`.
fn is_settled(node: &Node, value: &Node) -> bool {
    let mut inner = node.clone();
    let mut called = false;
    while let Some(parent) = inner.parent() {
        match parent.kind() {
            NodeKind::SET_EXPR => return called && parent == *value,
            NodeKind::ARG | NodeKind::ARG_LIST | NodeKind::PAREN_EXPR => {}
            NodeKind::CALL_EXPR => {
                let function = parent.children().next().and_then(|called| Name::of(&called));
                if function.is_none_or(|name| !SETTLING.contains(&name.name.as_str())) {
                    return false;
                }
                called = true;
            }
            _ => return false,
        }
        inner = parent;
    }
    false
}

/// Says whether only rows are taken that have no value yet in a column that is written.
fn asks_for_null(condition: &Node, written: &BTreeSet<String>) -> bool {
    let mut open: Vec<Node> = condition.children().collect();
    while let Some(node) = open.pop() {
        let words: Vec<String> = tree::words(&node).into_iter().map(|(word, _)| word.to_ascii_lowercase()).collect();
        if let [.., column, is, null] = words.as_slice()
            && (is.as_str(), null.as_str()) == ("is", "null")
            && words.len() <= 5
            && written.contains(column.trim_matches('"'))
        {
            return true;
        }
        // Every side of an AND must hold.
        let is_and = node.children().any(|op| op.kind() == NodeKind::OP && tree::plain(&op).eq_ignore_ascii_case("and"));
        let and_word = node.kind() == NodeKind::BIN_EXPR && tree::has_word(&node, "and");
        if is_and || and_word || node.kind() == NodeKind::PAREN_EXPR {
            open.extend(node.children().filter(|child| child.kind() != NodeKind::OP));
        }
    }
    false
}

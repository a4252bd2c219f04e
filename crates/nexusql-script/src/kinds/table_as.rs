//! Tables made by a query.

use super::{Kind, table};
use crate::again::{self, Again, Class, Context, Edit, Form};
use crate::exists::Lookup;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "table as"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TABLE_AS, NodeKind::SELECT_INTO]
    }

    /// What is made is a table like any other.
    fn about(&self, node: &Node) -> About {
        let name = tree::within(node, NodeKind::TABLE_NAME).and_then(|name| Name::of(&name));
        let mut about = About::new(self.name(), Verb::Create);
        about.objects.extend(name.map(|name| Object::new("table", name)));
        about
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(table::definition(&object.name))
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(table::relation_exists(&object.name, lookup))
    }

    /// `SELECT INTO` has no `IF NOT EXISTS` and means something else in PL/pgSQL, so it becomes a `CREATE TABLE AS`.
    fn create(&self, cx: &Context<'_>) -> Again {
        if cx.node.kind() == NodeKind::CREATE_TABLE_AS {
            return again::create_if_not_exists(cx);
        }
        let Some(into) = tree::child(cx.node, NodeKind::INTO_CLAUSE) else { return again::unreadable() };
        let Some(name) = tree::child(&into, NodeKind::TABLE_NAME) else { return again::unreadable() };
        let sort = into.children().find(|part| matches!(part.kind(), NodeKind::TEMP | NodeKind::UNLOGGED));
        let sort = sort.map(|sort| format!("{} ", tree::plain(&sort))).unwrap_or_default();
        let (into, start) = (tree::range(&into), tree::range(cx.node).start);
        // The space before it goes too.
        let space = cx.text[..into.start].len() - cx.text[..into.start].trim_end().len();
        let verb = cx.keywords("create ") + &sort + &cx.keywords("table if not exists ");
        let edits = vec![
            Edit { range: start..start, text: format!("{verb}{}{}", &cx.text[tree::range(&name)], cx.keywords(" as ")) },
            Edit { range: into.start - space..into.end, text: String::new() },
        ];
        Again::Form(again::unless_passed(cx, Form { edits, ..Form::new(Class::NativeGuard) }))
    }
}

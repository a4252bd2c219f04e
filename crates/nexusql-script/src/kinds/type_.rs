//! Types: enums, composites, ranges, base types and shells.

use super::{Kind, table};
use crate::again::{self, Again, Class, Context, Form};
use crate::exists::{Catalog, Lookup, not, regtype};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};
use nexusql_base::name::quote_literal;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

/// Where types stand; domains are there too.
pub(super) const CATALOG: Catalog = Catalog::in_schema("pg_type", "typname", "typnamespace", "pg_type_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "type"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TYPE, NodeKind::ALTER_TYPE, NodeKind::DROP_TYPE]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::TYPE_NAME, NodeKind::TYPE_NAME_REF]
    }

    fn about(&self, node: &Node) -> About {
        let mut about = super::about(self.name(), self.names(), node);
        if about.verb == Verb::Alter
            && let Some(of) = about.objects.first().map(|object| object.name.clone())
        {
            for action in node.descendants() {
                read_action(&mut about, &of, &action);
            }
        }
        about
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(format!(
            "(select pg_catalog.concat_ws(' ', o.typtype, \
             (select pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' order by e.enumsortorder) \
             from pg_catalog.pg_enum e where e.enumtypid = o.oid), \
             (select pg_catalog.string_agg(a.attname || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' \
             order by a.attnum) from pg_catalog.pg_attribute a \
             where a.attrelid = o.typrelid and a.attnum > 0 and not a.attisdropped)) \
             from pg_catalog.pg_type o where o.oid = {})",
            regtype(&object.name.sql())
        ))
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(match lookup {
            Lookup::Known => format!("{} is not null", regtype(&object.name.sql())),
            Lookup::New => CATALOG.exists(&object.name, lookup, ""),
        })
    }

    /// A base type takes the place of its shell.
    fn create(&self, cx: &Context<'_>) -> Again {
        let Some(object) = cx.object() else { return again::unreadable() };
        if !tree::has(cx.node, NodeKind::ATTRIBUTE_LIST) && !tree::has(cx.node, NodeKind::BASE_TYPE) {
            return again::create_unless_there(cx);
        }
        Again::Form(Form::guarded(not(&CATALOG.exists(&object.name, Lookup::New, "o.typisdefined"))))
    }

    fn alter(&self, cx: &Context<'_>) -> Again {
        let Some(object) = cx.object() else { return again::unreadable() };
        if let Some(action) = tree::child(cx.node, NodeKind::ADD_VALUE) {
            return add_value(cx, &object.name, &action);
        }
        if let Some(action) = tree::child(cx.node, NodeKind::RENAME_VALUE) {
            let labels: Vec<String> = action.children().filter_map(|label| tree::string_value(&label)).collect();
            let [old, new] = labels.as_slice() else { return again::unreadable() };
            return again::rename(cx, &label(&object.name, old), &label(&object.name, new));
        }
        match tree::child(cx.node, NodeKind::ALTER_TYPE_ATTRIBUTE_ACTION_LIST) {
            Some(list) => attributes(cx, &object.name, &list),
            None => again::alter(cx),
        }
    }
}

fn label(of: &Name, label: &str) -> Object {
    Object::part("enum value", of.clone(), label)
}

fn read_action(about: &mut About, of: &Name, action: &Node) {
    let field = |kind| {
        let name = table::part_name(tree::child(action, kind))?;
        Some(Object::part("column", of.clone(), name))
    };
    match action.kind() {
        NodeKind::ADD_ATTRIBUTE => about.makes.extend(field(NodeKind::COMPOSITE_FIELD)),
        NodeKind::DROP_ATTRIBUTE => about.drops.extend(field(NodeKind::COMPOSITE_FIELD_REF)),
        NodeKind::RENAME_ATTRIBUTE => {
            about.renames.extend(field(NodeKind::COMPOSITE_FIELD_REF).zip(field(NodeKind::COMPOSITE_FIELD)));
        }
        NodeKind::ADD_VALUE => {
            let value = tree::child(action, NodeKind::LITERAL).and_then(|literal| tree::string_value(&literal));
            about.makes.extend(value.map(|value| label(of, &value)));
        }
        NodeKind::RENAME_VALUE => {
            let labels: Vec<String> = action.children().filter_map(|label| tree::string_value(&label)).collect();
            if let [old, new] = labels.as_slice() {
                about.renames.push((label(of, old), label(of, new)));
            }
        }
        _ => {}
    }
}

/// Adds a label unless it is there, or was renamed by the script since.
fn add_value(cx: &Context<'_>, of: &Name, action: &Node) -> Again {
    let Some(literal) = tree::child(action, NodeKind::LITERAL) else { return again::unreadable() };
    let mut form = Form::new(Class::NativeGuard);
    if !tree::has(action, NodeKind::IF_NOT_EXISTS) {
        form = form.insert(tree::range(&literal).start, cx.keywords("if not exists "));
    }
    if let Some(value) = tree::string_value(&literal) {
        form = cx.not_passed(&label(of, &value)).iter().fold(form, |form, condition| form.only_if(condition));
    }
    if form.edits.is_empty() && form.guard.is_none() { Again::Repeatable } else { Again::Form(form) }
}

/// Guards each change of an attribute of a composite type on its own.
fn attributes(cx: &Context<'_>, of: &Name, list: &Node) -> Again {
    let actions: Vec<Node> = list.children().collect();
    let mut forms = Vec::new();
    for action in &actions {
        let name = action.children().find(|child| {
            matches!(child.kind(), NodeKind::COMPOSITE_FIELD | NodeKind::COMPOSITE_FIELD_REF)
        });
        let Some((node, field)) = name.and_then(|node| Some((node.clone(), table::part_name(Some(node))?))) else {
            return again::unreadable();
        };
        let field = Object::part("column", of.clone(), field);
        forms.push(match action.kind() {
            NodeKind::ADD_ATTRIBUTE => match again::exists(&field, Lookup::Known) {
                Some(there) => {
                    let form = Form::guarded(not(&there));
                    cx.not_passed(&field).iter().fold(form, |form, condition| form.only_if(condition))
                }
                None => return again::unreadable(),
            },
            NodeKind::DROP_ATTRIBUTE if !tree::has(action, NodeKind::IF_EXISTS) => {
                Form::new(Class::NativeGuard).insert(tree::range(&node).start, cx.keywords("if exists "))
            }
            _ => Form::new(Class::Repeatable),
        });
    }
    match forms.as_slice() {
        [form] if form.class == Class::Repeatable => Again::Repeatable,
        [form] => Again::Form(form.clone()),
        _ => table::each_action(cx, &actions, forms),
    }
}

/// Returns the condition that an enum has a label.
pub(super) fn label_exists(object: &Object) -> Option<String> {
    let of = object.of.as_ref()?;
    Some(format!(
        "exists (select from pg_catalog.pg_enum o where o.enumtypid = {} and o.enumlabel = {})",
        regtype(&of.sql()),
        quote_literal(&object.name.name)
    ))
}

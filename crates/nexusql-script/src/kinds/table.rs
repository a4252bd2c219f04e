//! Tables, and `ALTER TABLE` with its many actions: those on columns, constraints and partitions are in the files of those.

use super::{Kind, column, constraint, partition};
use crate::again::{self, Again, Class, Context, Edit, Form};
use crate::exists::{Catalog, Lookup, regclass};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb, name};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::in_schema("pg_class", "relname", "relnamespace", "pg_table_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "table"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TABLE, NodeKind::ALTER_TABLE, NodeKind::DROP_TABLE]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::TABLE_NAME, NodeKind::TABLE_NAME_REF, NodeKind::TABLE_RELATION_NAME]
    }

    fn about(&self, node: &Node) -> About {
        with_actions(super::about(self.name(), self.names(), node), node)
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(definition(&object.name))
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(relation_exists(&object.name, lookup))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_if_not_exists(cx)
    }

    fn alter(&self, cx: &Context<'_>) -> Again {
        alter_table(cx)
    }
}

/// Returns the condition that the relation `name` is there.
pub(super) fn relation_exists(name: &Name, lookup: Lookup) -> String {
    match lookup {
        Lookup::Known => format!("{} is not null", regclass(name)),
        Lookup::New => CATALOG.exists(name, lookup, ""),
    }
}

/// Adds the parts that the actions of an `ALTER TABLE` make, drop and rename.
pub(super) fn with_actions(mut about: About, node: &Node) -> About {
    let Some(table) = about.objects.first().map(|table| table.name.clone()) else { return about };
    if about.verb == Verb::Alter {
        for action in node.children() {
            column::read_action(&mut about, &table, &action);
            constraint::read_action(&mut about, &table, &action);
        }
    }
    about
}

/// Leaves an `ALTER` of a relation but for a new name or schema: that is given only while the old one is there.
pub(super) fn alter_relation(cx: &Context<'_>) -> Again {
    let Some((old, new)) = cx.about.renames.first() else { return Again::Repeatable };
    let moves = old.name.name == new.name.name;
    let simple = !cx.facts.is_made_after(cx.at, old) && cx.not_passed(new).is_empty() && !(moves && old.name.schema.is_none());
    if !simple {
        return again::rename(cx, old, new);
    }
    match cx.name_start() {
        _ if tree::has(cx.node, NodeKind::IF_EXISTS) => Again::Repeatable,
        Some(at) => Again::Form(Form::new(Class::NativeGuard).insert(at, cx.keywords("if exists "))),
        None => again::unreadable(),
    }
}

/// Guards each action of an `ALTER TABLE` on its own.
///
/// Actions that PostgreSQL itself can skip stay in one statement. If one needs a look into the catalog first, each gets a
/// statement, in the order in which PostgreSQL works off the actions of one.
/// Source: the passes `AT_PASS_…` in tablecmds.c.
pub(super) fn alter_table(cx: &Context<'_>) -> Again {
    let skipped = [NodeKind::IF_EXISTS, NodeKind::TABLE_RELATION_NAME];
    let actions: Vec<Node> = cx.node.children().filter(|child| !skipped.contains(&child.kind())).collect();
    let Some(table) = cx.object() else { return Again::Repeatable };
    let mut forms = Vec::new();
    for action in &actions {
        match of_action(cx, &table.name, action) {
            Again::Not(reason) => return Again::Not(reason),
            Again::Form(form) => forms.push(form),
            Again::Several(several) if actions.len() == 1 => return Again::Several(several),
            Again::Several(_) => return Again::Not("Options are set beside other actions: write a statement for each.".to_owned()),
            _ => forms.push(Form::new(Class::Repeatable)),
        }
    }
    if forms.len() == 1 {
        return forms.pop().filter(|form| form.class != Class::Repeatable).map_or(Again::Repeatable, Again::Form);
    }
    if forms.iter().all(|form| form.guard.is_none() && form.before.is_empty()) {
        let class = forms.iter().map(|form| form.class).filter(|class| *class != Class::Repeatable).max();
        let edits: Vec<Edit> = forms.into_iter().flat_map(|form| form.edits).collect();
        return class.map_or(Again::Repeatable, |class| Again::Form(Form { edits, ..Form::new(class) }));
    }
    each_action(cx, &actions, forms)
}

/// Returns a statement for each action.
pub(super) fn each_action(cx: &Context<'_>, actions: &[Node], forms: Vec<Form>) -> Again {
    let Some(first) = actions.first() else { return Again::Repeatable };
    let head = &cx.text[..tree::range(first).start];
    let mut several: Vec<(u8, Form)> = Vec::new();
    for (action, form) in actions.iter().zip(forms) {
        let range = tree::range(action);
        let mut text = head.to_owned();
        let mut done = range.start;
        let mut edits: Vec<&Edit> = form.edits.iter().collect();
        edits.sort_by_key(|edit| edit.range.start);
        for edit in edits {
            text.push_str(&cx.text[done..edit.range.start]);
            text.push_str(&edit.text);
            done = edit.range.end;
        }
        text.push_str(&cx.text[done..range.end]);
        text.push(';');
        several.push((pass(action), Form { text: Some(text), edits: Vec::new(), ..form }));
    }
    several.sort_by_key(|(pass, _)| *pass);
    Again::Several(several.into_iter().map(|(_, form)| form).collect())
}

/// What a column loses comes first.
const DROPS: [NodeKind; 4] =
    [NodeKind::DROP_DEFAULT, NodeKind::DROP_NOT_NULL, NodeKind::DROP_IDENTITY, NodeKind::DROP_EXPRESSION];

fn pass(action: &Node) -> u8 {
    match action.kind() {
        NodeKind::DROP_COLUMN | NodeKind::DROP_CONSTRAINT => 0,
        NodeKind::ALTER_COLUMN if DROPS.iter().any(|drop| tree::has(action, *drop)) => 0,
        NodeKind::ALTER_COLUMN if tree::has(action, NodeKind::SET_TYPE) => 1,
        NodeKind::ADD_COLUMN => 2,
        NodeKind::ALTER_COLUMN if tree::has(action, NodeKind::SET_DEFAULT) => 5,
        NodeKind::ALTER_COLUMN if tree::has(action, NodeKind::ADD_GENERATED) => 5,
        NodeKind::ALTER_COLUMN if tree::has(action, NodeKind::SET_GENERATED_OPTIONS) => 6,
        NodeKind::ALTER_COLUMN => 3,
        NodeKind::ADD_CONSTRAINT if tree::has(action, NodeKind::FOREIGN_KEY_CONSTRAINT) => 5,
        NodeKind::ADD_CONSTRAINT => 4,
        _ => 6,
    }
}

fn of_action(cx: &Context<'_>, table: &Name, action: &Node) -> Again {
    let words = tree::first_words(action, 2);
    if words == ["rename", "to"] || words == ["set", "schema"] {
        return alter_relation(cx);
    }
    match action.kind() {
        NodeKind::ADD_COLUMN | NodeKind::DROP_COLUMN | NodeKind::RENAME_COLUMN | NodeKind::ALTER_COLUMN => {
            column::action(cx, table, action)
        }
        NodeKind::ADD_CONSTRAINT | NodeKind::DROP_CONSTRAINT | NodeKind::RENAME_CONSTRAINT => {
            constraint::action(cx, table, action)
        }
        NodeKind::ATTACH_PARTITION
        | NodeKind::DETACH_PARTITION
        | NodeKind::INHERIT_TABLE
        | NodeKind::NO_INHERIT_TABLE
        | NodeKind::MERGE_PARTITIONS
        | NodeKind::SPLIT_PARTITION => partition::action(cx, table, action),
        NodeKind::NOT_OF => Again::Form(Form::guarded(format!(
            "exists (select from pg_catalog.pg_class o where o.oid = {} and o.reloftype <> 0)",
            regclass(table)
        ))),
        NodeKind::ALTER_OPTION_LIST => super::foreign_table::options(cx, table),
        _ => Again::Repeatable,
    }
}

/// Returns the name that `node` is, without a schema.
pub(super) fn part_name(node: Option<Node>) -> Option<String> {
    node.and_then(|node| name::parts(&node)).and_then(|mut parts| parts.pop())
}

/// Returns the expression for the columns and constraints of the relation `name`.
pub(super) fn definition(name: &Name) -> String {
    let relation = regclass(name);
    format!(
        "(select pg_catalog.string_agg(d.line, ', ' order by d.line) from (select pg_catalog.concat_ws(' ', \
         pg_catalog.quote_ident(a.attname), pg_catalog.format_type(a.atttypid, a.atttypmod), \
         case when a.attnotnull then 'not null' end) as line from pg_catalog.pg_attribute a \
         where a.attrelid = {relation} and a.attnum > 0 and not a.attisdropped union all \
         select pg_catalog.concat_ws(' ', 'constraint', pg_catalog.quote_ident(k.conname), \
         pg_catalog.pg_get_constraintdef(k.oid)) from pg_catalog.pg_constraint k where k.conrelid = {relation}) d)"
    )
}

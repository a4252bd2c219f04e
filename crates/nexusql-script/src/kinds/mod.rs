//! The kinds of statements, a file each: what it is called, what it makes, how one sees that an object of it is there, and
//! the form in which a statement can be run again.
//!
//! A new kind is a file and a line in [`ALL`].

use crate::again::{self, Again, Context};
use crate::exists::Lookup;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

macro_rules! kinds {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// Every kind of statement.
        pub const ALL: &[&dyn Kind] = &[$(&$module::KIND),*];
    };
}

kinds!(
    access_method,
    aggregate,
    cast,
    collation,
    column,
    comment,
    constraint,
    conversion,
    copy,
    database,
    default_privileges,
    delete,
    do_block,
    domain,
    enum_value,
    event_trigger,
    extension,
    foreign_data_wrapper,
    foreign_schema,
    foreign_table,
    function,
    index,
    insert,
    language,
    maintenance,
    materialized_view,
    merge,
    operator,
    operator_class,
    operator_family,
    owned,
    partition,
    policy,
    privileges,
    procedure,
    publication,
    query,
    role,
    routine,
    rule,
    schema,
    security_label,
    sequence,
    server,
    session,
    statistics,
    subscription,
    system,
    table,
    table_as,
    tablespace,
    text_search_configuration,
    text_search_dictionary,
    text_search_parser,
    text_search_template,
    transform,
    trigger,
    truncate,
    type_,
    update,
    user_mapping,
    view,
);

/// A kind of statement.
pub trait Kind: Sync {
    /// Returns its name, in PostgreSQL's words.
    fn name(&self) -> &'static str;

    /// Returns the nodes of the tree that are statements of this kind; none for a part that only `ALTER TABLE` makes.
    fn statements(&self) -> &'static [NodeKind];

    /// Returns the nodes that name an object of this kind directly below a statement.
    fn names(&self) -> &'static [NodeKind] {
        &[]
    }

    /// Returns what the statement `node` does.
    fn about(&self, node: &Node) -> About {
        about(self.name(), self.names(), node)
    }

    /// Returns the condition that `object` is there; `None` if that cannot be asked.
    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String>;

    /// Returns the expression whose text says how `object` is defined, null if it is not there; `None` if there is none.
    ///
    /// Two objects of which it says the same on one server are the same, as far as a script defines them.
    fn definition(&self, object: &Object) -> Option<String> {
        let _ = object;
        None
    }

    /// Returns the form in which the statement can be run again.
    fn again(&self, cx: &Context<'_>) -> Again {
        match cx.about.verb {
            Verb::Create => self.create(cx),
            Verb::Drop => again::drop_if_exists(cx),
            Verb::Alter => self.alter(cx),
            _ => Again::Repeatable,
        }
    }

    /// Returns that form of a `CREATE`.
    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_unless_there(cx)
    }

    /// Returns that form of an `ALTER`.
    fn alter(&self, cx: &Context<'_>) -> Again {
        again::alter(cx)
    }
}

/// Returns the kind of the statement `node`; `None` if it is none that is known.
pub fn of(node: &Node) -> Option<&'static dyn Kind> {
    ALL.iter().copied().find(|kind| kind.statements().contains(&node.kind()))
}

/// Returns the kind called `name`.
pub fn named(name: &str) -> Option<&'static dyn Kind> {
    ALL.iter().copied().find(|kind| kind.name() == name)
}

/// Returns what a statement does whose objects are named by its children of the kinds `names`.
fn about(kind: &'static str, names: &[NodeKind], node: &Node) -> About {
    let verb = match tree::first_words(node, 1).first().map(String::as_str) {
        Some("create") => Verb::Create,
        Some("alter") => Verb::Alter,
        Some("drop") => Verb::Drop,
        _ => Verb::Run,
    };
    let mut about = About::new(kind, verb);
    about.objects = node
        .children()
        .filter(|child| names.contains(&child.kind()))
        .filter_map(|child| Some(Object::new(kind, Name::of(&child)?)))
        .collect();
    if verb == Verb::Alter {
        about.renames = renames(&about.objects, node);
    }
    about
}

/// Returns the object of the `ALTER` `node` under its old and its new name, if that changes.
fn renames(objects: &[Object], node: &Node) -> Vec<(Object, Object)> {
    let Some(old) = objects.first() else { return Vec::new() };
    let mut renames = Vec::new();
    for action in node.children() {
        let name = match tree::first_words(&action, 2) {
            words if words == ["rename", "to"] => action.children().last().and_then(|new| Name::of(&new)).map(|new| {
                let schema = old.name.schema.clone();
                Name { schema: if old.of.is_some() { None } else { schema }, name: new.name }
            }),
            words if words == ["set", "schema"] => action
                .children()
                .last()
                .and_then(|schema| Name::of(&schema))
                .map(|schema| Name { schema: Some(schema.name), name: old.name.name.clone() }),
            _ => None,
        };
        if let Some(name) = name {
            renames.push((old.clone(), Object { name, ..old.clone() }));
        }
    }
    renames
}

/// Returns the input types of the routine whose parameters are `list`, as SQL.
pub(crate) fn input_types(list: &Node) -> Vec<String> {
    tree::children(list, NodeKind::PARAM)
        .filter(|param| !tree::has(param, NodeKind::PARAM_OUT))
        .filter_map(|param| {
            let is_type = |node: &Node| {
                !matches!(
                    node.kind(),
                    NodeKind::PARAM_NAME
                        | NodeKind::PARAM_DEFAULT
                        | NodeKind::PARAM_IN
                        | NodeKind::PARAM_IN_OUT
                        | NodeKind::PARAM_VARIADIC
                )
            };
            param.children().find(is_type).map(|node| tree::plain(&node))
        })
        .collect()
}

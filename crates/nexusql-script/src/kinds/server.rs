//! Foreign servers.

use super::Kind;
use nexusql_base::name::quote_literal;

use crate::Object;
use crate::again::{self, Again, Class, Context, Form};
use crate::exists::{Catalog, Lookup, not};
use crate::tree::{self, NodeKind};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_foreign_server", "srvname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "server"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_SERVER, NodeKind::ALTER_SERVER, NodeKind::DROP_SERVER]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::SERVER, NodeKind::SERVER_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_if_not_exists(cx)
    }

    fn alter(&self, cx: &Context<'_>) -> Again {
        alter_options(cx, "pg_foreign_server", "srvname", "srvoptions")
    }
}

/// Guards the options that an `ALTER … OPTIONS` adds or drops, each on its own.
pub(super) fn alter_options(cx: &Context<'_>, table: &str, name: &str, column: &str) -> Again {
    let Some(object) = cx.object() else { return again::unreadable() };
    let options = |option: &str| {
        format!(
            "exists (select from pg_catalog.{table} o, pg_catalog.pg_options_to_table(o.{column}) p \
             where o.{name} = {} and p.option_name = {})",
            quote_literal(&object.name.name),
            quote_literal(option)
        )
    };
    options_form(cx, &options)
}

/// Guards the options of a statement; `there` is the condition that an option is set.
pub(super) fn options_form(cx: &Context<'_>, there: &dyn Fn(&str) -> String) -> Again {
    let Some(list) = tree::within(cx.node, NodeKind::ALTER_OPTION_LIST) else { return again::alter(cx) };
    let head = &cx.text[..tree::range(&list).start];
    let mut forms = Vec::new();
    for option in list.children() {
        let words = tree::words(&option);
        let first = words.first().map(|(word, _)| word.to_ascii_lowercase()).unwrap_or_default();
        let is_verb = words.len() > 1 && matches!(first.as_str(), "add" | "set" | "drop");
        let name = words.get(usize::from(is_verb)).and_then(|(word, _)| crate::name::unquote(word));
        let Some(name) = name else { return again::unreadable() };
        let text = format!("{head}options ({});", &cx.text[tree::range(&option)]);
        let condition = match first.as_str() {
            "set" if is_verb => None,
            "drop" if is_verb => Some(there(&name)),
            _ => Some(not(&there(&name))),
        };
        let form = condition.map_or_else(|| Form::new(Class::Repeatable), Form::guarded);
        forms.push(Form { text: Some(text), ..form });
    }
    match forms.as_slice() {
        [] => Again::Repeatable,
        all if all.iter().all(|form| form.guard.is_none()) => Again::Repeatable,
        [one] => Again::Form(Form { text: None, ..one.clone() }),
        _ => Again::Several(forms),
    }
}

//! User mappings of foreign servers.

use nexusql_base::name::quote_literal;

use super::{Kind, server};
use crate::again::{self, Again, Class, Context, Form};
use crate::exists::Lookup;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "user mapping"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_USER_MAPPING, NodeKind::ALTER_USER_MAPPING, NodeKind::DROP_USER_MAPPING]
    }

    /// Its name is the role, its whole the server.
    fn about(&self, node: &Node) -> About {
        let mut about = super::about(self.name(), &[], node);
        let role = node.children().find(|child| {
            matches!(child.kind(), NodeKind::USER_MAPPING_ROLE | NodeKind::ROLE_REF)
        });
        let server = tree::child(node, NodeKind::SERVER_CLAUSE).and_then(|clause| clause.children().next());
        if let (Some(role), Some(server)) = (role.and_then(|role| Name::of(&role)), server.and_then(|s| Name::of(&s))) {
            about.objects.push(Object::part(self.name(), server, role.name));
        }
        about
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        Some(condition(object, ""))
    }

    fn again(&self, cx: &Context<'_>) -> Again {
        let guard = match cx.about.verb {
            Verb::Create if !tree::has(cx.node, NodeKind::IF_NOT_EXISTS) => "if not exists ",
            Verb::Drop if !tree::has(cx.node, NodeKind::IF_EXISTS) => "if exists ",
            Verb::Alter => {
                let Some(object) = cx.object() else { return again::unreadable() };
                let there = |option: &str| {
                    condition(
                        object,
                        &format!(
                            " and exists (select from pg_catalog.pg_options_to_table(o.umoptions) p \
                             where p.option_name = {})",
                            quote_literal(option)
                        ),
                    )
                };
                return server::options_form(cx, &there);
            }
            _ => return Again::Repeatable,
        };
        match tree::word(cx.node, "for") {
            Some(at) => Again::Form(Form::new(Class::NativeGuard).insert(at.start, cx.keywords(guard))),
            None => again::unreadable(),
        }
    }
}

fn condition(object: &Object, more: &str) -> String {
    let server = object.of.as_ref().map_or("", |server| server.name.as_str());
    let role = match object.name.name.as_str() {
        "current_user" | "current_role" | "user" => "current_user".to_owned(),
        "session_user" => "session_user".to_owned(),
        name => quote_literal(name),
    };
    format!(
        "exists (select from pg_catalog.pg_user_mappings o where o.srvname = {} and o.usename = {role}{more})",
        quote_literal(server)
    )
}

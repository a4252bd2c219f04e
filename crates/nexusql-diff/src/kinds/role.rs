//! Roles: read and written only when asked for, and never their passwords.

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::Options;
use nexusql_catalog::kinds::role::Role;

use super::rules::Rules;
use crate::context::Context;
use crate::{Hazard, Step};

/// Returns the attributes by which `new` differs from `old`, each with a space before it.
fn attributes(old: &Role, new: &Role) -> String {
    let flags = [
        (old.superuser, new.superuser, "SUPERUSER"),
        (old.inherit, new.inherit, "INHERIT"),
        (old.create_role, new.create_role, "CREATEROLE"),
        (old.create_database, new.create_database, "CREATEDB"),
        (old.login, new.login, "LOGIN"),
        (old.replication, new.replication, "REPLICATION"),
        (old.bypass_rls, new.bypass_rls, "BYPASSRLS"),
    ];
    let differing = flags.into_iter().filter(|(old, new, _)| old != new);
    let mut text: String = differing.map(|(_, on, word)| format!(" {}{word}", if on { "" } else { "NO" })).collect();
    if old.connection_limit != new.connection_limit {
        text += &format!(" CONNECTION LIMIT {}", new.connection_limit);
    }
    if old.valid_until != new.valid_until {
        text += &format!(" VALID UNTIL {}", quote_literal(new.valid_until.as_deref().unwrap_or("infinity")));
    }
    text
}

/// Returns what `CREATE ROLE` makes of a role of which nothing is said.
fn plain() -> Role {
    Role { inherit: true, connection_limit: -1, ..Role::default() }
}

fn guarded(id: &ObjectId, sql: String) -> Step {
    Step::new(id, sql).hazard(Hazard::ChangesAccess, "What a role may do changes.")
}

/// Settings whose value is a list of names, each quoted by itself.
///
/// Source: the variables with `GUC_LIST_QUOTE` in PostgreSQL's guc_tables.c.
const LISTS: &[&str] = &[
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// Returns the value as `SET` takes it.
fn setting_value(key: &str, value: &str) -> String {
    if !LISTS.contains(&key) {
        return quote_literal(value);
    }
    let (mut names, mut name, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => name.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => names.push(std::mem::take(&mut name)),
            c if c.is_whitespace() && !quoted => {}
            c => name.push(c),
        }
    }
    names.push(name);
    names.iter().map(|name| quote_literal(name)).collect::<Vec<_>>().join(", ")
}

/// Returns the steps for settings and memberships.
fn settings(id: &ObjectId, old: &Role, new: &Role) -> Vec<Step> {
    let name = id.sql_name();
    let mut steps = Vec::new();
    for setting in new.settings.iter().filter(|setting| !old.settings.contains(setting)) {
        let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
        steps.push(guarded(id, format!("ALTER ROLE {name} SET {} = {}", quote_ident(key), setting_value(key, value))));
    }
    for setting in &old.settings {
        let key = setting.split('=').next().unwrap_or(setting);
        if !new.settings.iter().any(|other| other.split('=').next() == Some(key)) {
            steps.push(guarded(id, format!("ALTER ROLE {name} RESET {}", quote_ident(key))));
        }
    }
    for group in old.member_of.iter().filter(|group| !new.member_of.contains(group)) {
        steps.push(guarded(id, format!("REVOKE {} FROM {name}", quote_ident(group))));
    }
    for group in &new.member_of {
        let before = old.member_of.contains(group).then(|| old.membership_options.get(group)).flatten();
        steps.extend(membership(id, group, before, new.membership_options.get(group)));
    }
    steps
}

/// Returns the step that makes the role a member of `group`, or changes how it is one.
fn membership(id: &ObjectId, group: &str, old: Option<&Options>, new: Option<&Options>) -> Option<Step> {
    if old.is_some() && old == new {
        return None;
    }
    let (role, group) = (id.sql_name(), quote_ident(group));
    let is_admin = |options: Option<&Options>| options.and_then(|options| options.get("admin")).is_some_and(|on| on == "true");
    let sql = match new.filter(|options| options.contains_key("set")) {
        Some(options) => {
            let list: Vec<String> = options.iter().map(|(name, on)| format!("{name} {on}").to_uppercase()).collect();
            format!("GRANT {group} TO {role} WITH {}", list.join(", "))
        }
        // Version: before 16 there is only this option, which is taken back by itself.
        None if is_admin(old) && !is_admin(new) => format!("REVOKE ADMIN OPTION FOR {group} FROM {role}"),
        None if is_admin(new) => format!("GRANT {group} TO {role} WITH ADMIN OPTION"),
        None => format!("GRANT {group} TO {role}"),
    };
    Some(guarded(id, sql))
}

impl Rules for Role {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = vec![guarded(id, format!("CREATE ROLE {}{}", id.sql_name(), attributes(&plain(), self)))];
        steps.extend(settings(id, &plain(), self));
        steps
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![guarded(id, format!("DROP ROLE {}", id.sql_name()))]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let attributes = attributes(self, new);
        let sql = format!("ALTER ROLE {}{attributes}", id.sql_name());
        let mut steps: Vec<Step> = (!attributes.is_empty()).then(|| guarded(id, sql)).into_iter().collect();
        steps.extend(settings(id, self, new));
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::setting_value;

    #[test]
    fn a_list_is_quoted_name_by_name() {
        assert_eq!(setting_value("search_path", r#"app, "Odd, ""x""", "$user""#), r#"'app', 'Odd, "x"', '$user'"#);
        assert_eq!(setting_value("DateStyle", "ISO, MDY"), "'ISO, MDY'");
    }
}

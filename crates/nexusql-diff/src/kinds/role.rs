//! Roles, read only when asked for; never their passwords.

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::role::Role;

use super::rules::Rules;
use crate::context::Context;
use crate::{Hazard, Step};

fn attributes(role: &Role) -> String {
    let flags = [
        (role.superuser, "SUPERUSER"),
        (role.inherit, "INHERIT"),
        (role.create_role, "CREATEROLE"),
        (role.create_database, "CREATEDB"),
        (role.login, "LOGIN"),
        (role.replication, "REPLICATION"),
        (role.bypass_rls, "BYPASSRLS"),
    ];
    let words: Vec<String> =
        flags.iter().map(|(on, word)| if *on { (*word).to_owned() } else { format!("NO{word}") }).collect();
    let until: String = role.valid_until.iter().map(|until| format!(" VALID UNTIL {}", quote_literal(until))).collect();
    format!("{} CONNECTION LIMIT {}{until}", words.join(" "), role.connection_limit)
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
    for group in new.member_of.iter().filter(|group| !old.member_of.contains(group)) {
        steps.push(guarded(id, format!("GRANT {} TO {name}", quote_ident(group))));
    }
    steps
}

impl Rules for Role {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = vec![guarded(id, format!("CREATE ROLE {} {}", id.sql_name(), attributes(self)))];
        steps.extend(settings(id, &Self::default(), self));
        steps
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        if attributes(self) != attributes(new) {
            let ends = self.valid_until.is_some() && new.valid_until.is_none();
            let until = if ends { " VALID UNTIL 'infinity'" } else { "" };
            steps.push(guarded(id, format!("ALTER ROLE {} {}{until}", id.sql_name(), attributes(new))));
        }
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

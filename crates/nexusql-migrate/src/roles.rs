//! Roles, which belong to a whole server and not to one database: who is mentioned, and who is left out.

use std::collections::BTreeSet;

use nexusql_base::{Diagnostic, Error, ErrorKind};
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

/// Returns the roles that `catalog` mentions and does not hold as objects of its own.
pub(crate) fn mentioned(catalog: &Catalog) -> BTreeSet<String> {
    let mut roles = BTreeSet::new();
    for (id, body) in &catalog.objects {
        match body {
            Body::Owner(owner) => {
                roles.insert(owner.role.clone());
            }
            Body::Policy(policy) => roles.extend(policy.roles.iter().cloned()),
            Body::Privileges(privileges) => roles.extend(privileges.grants.keys().cloned()),
            Body::DefaultPrivileges(privileges) => {
                roles.insert(id.path()[0].clone());
                roles.extend(privileges.grants.keys().cloned());
            }
            Body::UserMapping(_) => {
                roles.insert(id.path()[1].clone());
            }
            _ => {}
        }
    }
    roles.retain(|role| !role.is_empty() && role != "PUBLIC" && role != nexusql_catalog::kinds::OWNER);
    roles.retain(|role| !catalog.objects.contains_key(&ObjectId::new(Kind::Role, [role.as_str()])));
    roles
}

/// Returns whom the two catalogs were read as.
pub(crate) fn of_sessions(current: &Catalog, desired: &Catalog) -> BTreeSet<String> {
    BTreeSet::from([current.session_role.clone(), desired.session_role.clone()])
}

/// Removes the roles of `sessions` from `catalog`: whoever is connected cannot be dropped, and in a scratch has more
/// rights than at home.
pub(crate) fn set_aside(catalog: &mut Catalog, sessions: &BTreeSet<String>) {
    let is_session =
        |id: &ObjectId| id.kind() == Kind::Role && id.path().first().is_some_and(|name| sessions.contains(name));
    if catalog.objects.keys().any(is_session) {
        catalog.retain(|id| !is_session(id));
    }
}

/// Returns the error of roles that should be compared on a server where they belong to everybody.
pub(crate) fn shared() -> Error {
    let diagnostic = Diagnostic::error("roles-shared", "roles cannot be compared on a scratch server of yours")
        .with_detail("They belong to the whole server, so those of a schema would be made among its own.")
        .with_hint("Leave --scratch out to use a private engine, or leave --roles out.");
    Error::new(ErrorKind::Usage, diagnostic)
}

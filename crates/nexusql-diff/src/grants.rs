//! `GRANT` and `REVOKE`: from one set of grants to another.

use std::collections::BTreeSet;

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::{Grants, OWNER};
use nexusql_catalog::{Body, Kind, ObjectId};

use crate::address::{dotted, keywords};
use crate::context::Context;
use crate::{Hazard, Step, owners};

/// Returns the statements that turn the grants `from` into `to`; `on` is what stands after `ON`, `prefix` what stands
/// before the verb, `columns` the column list after each privilege.
pub(crate) fn statements(id: &ObjectId, from: &Grants, to: &Grants, form: &Form<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    let empty = BTreeSet::new();
    let grantees: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    let mut grantees: Vec<&String> = grantees.into_iter().collect();
    grantees.sort_by_key(|grantee| form.order.iter().position(|other| other == *grantee).unwrap_or(usize::MAX));
    for revoking in [true, false] {
        for grantee in &grantees {
            let (old, new) = (from.get(*grantee).unwrap_or(&empty), to.get(*grantee).unwrap_or(&empty));
            let role = form.role(grantee);
            if revoking {
                let gone: Vec<&str> = names(old).filter(|name| !has(new, name)).collect();
                steps.extend(form.step(id, "REVOKE", &gone, "FROM", &role, ""));
                let weaker: Vec<&str> =
                    names(old).filter(|name| grantable(old, name) && has(new, name) && !grantable(new, name)).collect();
                steps.extend(form.step(id, "REVOKE GRANT OPTION FOR", &weaker, "FROM", &role, ""));
            } else {
                let plain: Vec<&str> = names(new).filter(|name| !has(old, name) && !grantable(new, name)).collect();
                steps.extend(form.step(id, "GRANT", &plain, "TO", &role, ""));
                let strong: Vec<&str> = names(new).filter(|n| grantable(new, n) && !grantable(old, n)).collect();
                steps.extend(form.step(id, "GRANT", &strong, "TO", &role, " WITH GRANT OPTION"));
            }
        }
    }
    steps
}

fn names(privileges: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    privileges.iter().map(|privilege| privilege.trim_end_matches('*'))
}

fn has(privileges: &BTreeSet<String>, name: &str) -> bool {
    privileges.contains(name) || grantable(privileges, name)
}

fn grantable(privileges: &BTreeSet<String>, name: &str) -> bool {
    privileges.contains(&format!("{name}*"))
}

/// How the statements about one object are written.
pub(crate) struct Form<'a> {
    /// What stands before the verb: `ALTER DEFAULT PRIVILEGES FOR ROLE r `.
    pub(crate) prefix: String,
    /// What stands after `ON`.
    pub(crate) on: String,
    /// The column, for privileges on one.
    pub(crate) column: Option<&'a str>,
    /// Who the owner is.
    pub(crate) owner: String,
    /// Who is granted something first, second and so on; the others come last.
    pub(crate) order: Vec<String>,
}

impl<'a> Form<'a> {
    /// Returns the form for the privileges of `target`.
    pub(crate) fn of(target: &'a ObjectId, cx: &Context<'_>) -> Self {
        let owner = owners::after(target, cx).map_or("CURRENT_USER".to_owned(), quote_ident);
        let (on, column) = match target.kind() {
            Kind::Column | Kind::ViewColumn => {
                (format!("TABLE {}", dotted(&target.path()[..2])), Some(target.path()[2].as_str()))
            }
            Kind::View | Kind::MaterializedView | Kind::ForeignTable => (format!("TABLE {}", target.sql_name()), None),
            Kind::Domain => (format!("TYPE {}", target.sql_name()), None),
            Kind::Aggregate => (format!("FUNCTION {}", aggregate_as_function(target)), None),
            Kind::Server => (format!("FOREIGN SERVER {}", target.sql_name()), None),
            kind => (format!("{} {}", keywords(kind), target.sql_name()), None),
        };
        let order = match cx.desired.objects.get(&ObjectId::about(Kind::Privileges, target)) {
            Some(Body::Privileges(privileges)) => privileges.grantees.0.clone(),
            _ => Vec::new(),
        };
        Self { prefix: String::new(), on, column, owner, order }
    }

    fn role(&self, grantee: &str) -> String {
        match grantee {
            OWNER => self.owner.clone(),
            "PUBLIC" => grantee.to_owned(),
            role => quote_ident(role),
        }
    }

    fn step(&self, id: &ObjectId, verb: &str, privileges: &[&str], word: &str, role: &str, end: &str) -> Option<Step> {
        if privileges.is_empty() {
            return None;
        }
        let list: Vec<String> = match self.column {
            Some(column) => privileges.iter().map(|name| format!("{name} ({})", quote_ident(column))).collect(),
            None => privileges.iter().map(|&name| name.to_owned()).collect(),
        };
        let sql = format!("{}{verb} {} ON {} {word} {role}{end}", self.prefix, list.join(", "), self.on);
        Some(Step::new(id, sql).hazard(Hazard::ChangesAccess, "Roles gain or lose rights."))
    }
}

fn aggregate_as_function(id: &ObjectId) -> String {
    let arguments = if id.path()[2] == "*" { "" } else { &id.path()[2] };
    format!("{}({})", dotted(&id.path()[..2]), arguments.replace(" ORDER BY", ","))
}

/// Returns the statements that take back what default privileges give to a new object beyond what is desired, and give
/// what they keep from it.
pub(crate) fn undo_default_privileges(id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let sort = match id.kind() {
        Kind::Table | Kind::View | Kind::MaterializedView | Kind::ForeignTable => "TABLES",
        Kind::Sequence => "SEQUENCES",
        Kind::Function | Kind::Procedure | Kind::Aggregate => "FUNCTIONS",
        Kind::Enum | Kind::Domain | Kind::Range | Kind::BaseType | Kind::Composite => "TYPES",
        Kind::Schema => "SCHEMAS",
        _ => return Vec::new(),
    };
    let (mut born, mut lost) = (Grants::new(), Grants::new());
    let mut initial = Grants::new();
    for (rule, body) in &cx.current.objects {
        let Body::DefaultPrivileges(default) = body else { continue };
        let schema = &rule.path()[1];
        let applies = schema.is_empty() || Some(schema.as_str()) == id.schema();
        if rule.path()[2] == sort && applies {
            for (grantee, privileges) in &default.grants {
                let known = default.initial.get(grantee);
                let extra = privileges.iter().filter(|name| known.is_none_or(|known| !known.contains(*name)));
                born.entry(grantee.clone()).or_default().extend(extra.cloned());
            }
            for (grantee, privileges) in &default.initial {
                let kept = default.grants.get(grantee);
                let gone =
                    privileges.iter().filter(|name| kept.is_none_or(|kept| !has(kept, name.trim_end_matches('*'))));
                lost.entry(grantee.clone()).or_default().extend(gone.cloned());
            }
            initial.extend(default.initial.clone());
        }
    }
    born.retain(|grantee, privileges| grantee != OWNER && !privileges.is_empty());
    lost.retain(|grantee, privileges| grantee != OWNER && !privileges.is_empty());
    let desired = match cx.desired.objects.get(&ObjectId::about(Kind::Privileges, id)) {
        Some(Body::Privileges(privileges)) => privileges.grants.clone(),
        _ => initial,
    };
    let empty = BTreeSet::new();
    for (grantee, given) in &mut born {
        given.retain(|name| !has(desired.get(grantee).unwrap_or(&empty), name.trim_end_matches('*')));
    }
    for (grantee, gone) in &mut lost {
        gone.retain(|name| has(desired.get(grantee).unwrap_or(&empty), name.trim_end_matches('*')));
    }
    statements(id, &born, &lost, &Form::of(id, cx))
}

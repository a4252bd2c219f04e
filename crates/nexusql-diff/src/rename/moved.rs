//! Extensions that move to another schema: whatever uses them follows, so that is done before all else, like a rename.

use nexusql_base::name::quote_ident;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::Step;

/// Returns the statements that move extensions which something uses to the schemas that they have in `desired`; none if
/// no such one moves.
///
/// The owner and the privileges of a schema that is made for it are left to the rest of the plan.
pub fn extension_moves(current: &Catalog, desired: &Catalog) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (id, body) in current.objects.iter().filter(|(id, _)| id.kind() == Kind::Extension) {
        let (Body::Extension(old), Some(Body::Extension(new))) = (body, desired.objects.get(id)) else { continue };
        let is_used = || {
            let mut users = current.needs.iter().filter(|(user, needs)| user.target().is_none() && needs.contains(id));
            users.next().is_some()
        };
        if old.schema == new.schema || !old.relocatable || !is_used() {
            continue;
        }
        let schema = ObjectId::new(Kind::Schema, [&new.schema]);
        let make = format!("CREATE SCHEMA {}", quote_ident(&new.schema));
        if !current.objects.contains_key(&schema)
            && desired.objects.contains_key(&schema)
            && steps.iter().all(|step| step.sql != make)
        {
            steps.push(Step::new(&schema, make));
        }
        let set = format!("ALTER EXTENSION {} SET SCHEMA {}", id.sql_name(), quote_ident(&new.schema));
        steps.push(Step::new(id, set));
    }
    steps
}

//! Privileges on objects and columns.

use nexusql_catalog::kinds::Grants;
use nexusql_catalog::kinds::privileges::Privileges;
use nexusql_catalog::{Body, Kind, ObjectId};

use super::rules::Rules;
use crate::{Step, owners};
use crate::context::Context;
use crate::grants::{Form, statements};

impl Rules for Privileges {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let Some(target) = id.target() else { return Vec::new() };
        statements(id, &self.initial, &self.grants, &Form::of(&target, cx))
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        change(id, &self.grants, &self.initial, cx)
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        change(id, &self.grants, &new.grants, cx)
    }
}

/// Returns the statements from one set of grants to another. What is taken from a role on a whole table PostgreSQL also
/// takes from it on each column, so columns get theirs again.
///
/// Source: `restrict_and_check_grant` and `ExecGrant_Relation` in PostgreSQL's aclchk.c.
fn change(id: &ObjectId, from: &Grants, to: &Grants, cx: &Context<'_>) -> Vec<Step> {
    let Some(target) = id.target() else { return Vec::new() };
    let from = &owners::handed_over(from, &target, cx);
    let mut steps = statements(id, from, to, &Form::of(&target, cx));
    if !steps.iter().any(|step| step.sql.starts_with("REVOKE")) || target.whole_path().is_some() {
        return steps;
    }
    for kind in [Kind::Column, Kind::ViewColumn] {
        for (column, _) in cx.desired.objects_under(kind, target.path()) {
            let about = ObjectId::about(Kind::Privileges, column);
            let untouched = cx.action(&about).is_none();
            if let Some(Body::Privileges(body)) = cx.desired.objects.get(&about).filter(|_| untouched) {
                let again: Grants =
                    body.grants.iter().filter(|(role, _)| from.contains_key(*role)).map(|(r, p)| (r.clone(), p.clone())).collect();
                steps.extend(statements(&about, &Grants::new(), &again, &Form::of(column, cx)));
            }
        }
    }
    steps
}

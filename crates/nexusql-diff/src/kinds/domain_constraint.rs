//! Check constraints of domains.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::domain_constraint::DomainConstraint;

use super::rules::Rules;
use crate::address::whole;
use crate::context::Context;
use crate::{Hazard, Step};

/// Returns the constraint as `CREATE DOMAIN` and `ADD` take it.
pub(super) fn declaration(id: &ObjectId, check: &DomainConstraint) -> String {
    format!("CONSTRAINT {} {}", quote_ident(id.name()), check.definition)
}

fn alter(id: &ObjectId, clause: &str) -> Step {
    Step::new(id, format!("ALTER DOMAIN {} {clause}", whole(id)))
}

fn validate(id: &ObjectId) -> Step {
    alter(id, &format!("VALIDATE CONSTRAINT {}", quote_ident(id.name())))
        .long()
        .hazard(Hazard::MayFail, "A value that breaks the check makes it fail.")
}

impl Rules for DomainConstraint {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let add = alter(id, &format!("ADD {} NOT VALID", declaration(id, self)));
        if self.validated { vec![add, validate(id).in_new_group()] } else { vec![add] }
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![alter(id, &format!("DROP CONSTRAINT {}", quote_ident(id.name())))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.definition == new.definition && new.validated
    }

    fn alter(&self, _new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![validate(id)]
    }
}

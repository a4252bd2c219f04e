//! Check constraints of domains: added unchecked at once, then checked, where values may exist.

use std::collections::BTreeSet;

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::domain_constraint::DomainConstraint;
use nexusql_catalog::{Kind, ObjectId};

use super::domain::{checked, tables_with};
use super::rules::Rules;
use crate::Step;
use crate::address::whole;
use crate::context::Context;

/// Returns the constraint as `CREATE DOMAIN` and `ADD` take it.
pub(super) fn declaration(id: &ObjectId, check: &DomainConstraint) -> String {
    format!("CONSTRAINT {} {}", quote_ident(id.name()), check.definition)
}

fn alter(id: &ObjectId, clause: &str) -> Step {
    Step::new(id, format!("ALTER DOMAIN {} {clause}", whole(id)))
}

/// Source: `validateDomainCheckConstraint` in PostgreSQL's typecmds.c, for the lock.
fn validate(id: &ObjectId, cx: &Context<'_>) -> Step {
    let step = alter(id, &format!("VALIDATE CONSTRAINT {}", quote_ident(id.name())));
    checked(step, &tables_of(id, cx), "A value that breaks the check makes it fail.")
}

fn tables_of(id: &ObjectId, cx: &Context<'_>) -> BTreeSet<String> {
    tables_with(&ObjectId::new(Kind::Domain, &id.path()[..2]), cx)
}

impl Rules for DomainConstraint {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        if !self.validated {
            return vec![alter(id, &format!("ADD {} NOT VALID", declaration(id, self)))];
        }
        if tables_of(id, cx).is_empty() {
            return vec![alter(id, &format!("ADD {}", declaration(id, self)))];
        }
        vec![alter(id, &format!("ADD {} NOT VALID", declaration(id, self))), validate(id, cx).in_new_group()]
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![alter(id, &format!("DROP CONSTRAINT {}", quote_ident(id.name())))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.definition == new.definition && new.validated
    }

    fn alter(&self, _new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        vec![validate(id, cx).in_new_group()]
    }
}

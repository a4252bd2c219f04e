//! Domains. Another underlying type or collation makes the domain anew; all else is altered in place.

use std::collections::BTreeSet;

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::domain::Domain;
use nexusql_catalog::{Body, Kind, ObjectId};

use super::domain_constraint::declaration;
use super::rules::Rules;
use super::stored::is_domain_inside_others;
use crate::address::dotted;
use crate::context::Context;
use crate::{Hazard, LockMode, Step};

/// Returns the tables that may hold values of the domain, or of a domain over it, while the plan runs.
pub(super) fn tables_with(id: &ObjectId, cx: &Context<'_>) -> BTreeSet<String> {
    let mut domains = BTreeSet::from([id]);
    let mut tables = BTreeSet::new();
    loop {
        let before = domains.len();
        for (dependent, needs) in &cx.current.needs {
            if needs.iter().any(|need| domains.contains(need)) {
                match (dependent.kind(), dependent.whole_path()) {
                    (Kind::Domain, _) => _ = domains.insert(dependent),
                    (Kind::Column, Some(table)) if cx.holds_rows(table) => _ = tables.insert(dotted(table)),
                    _ => {}
                }
            }
        }
        if domains.len() == before {
            return tables;
        }
    }
}

/// Says of a step that it reads every value of the domain.
pub(super) fn checked(step: Step, tables: &BTreeSet<String>, reason: &str) -> Step {
    if tables.is_empty() {
        return step;
    }
    let step = tables.iter().fold(step.long(), |step, table| step.locks(LockMode::Share, table));
    let step = step.hazard(Hazard::MayFail, reason);
    step.hazard(Hazard::BlocksWrites, "Writers wait while every row with a value of the domain is read.")
}

/// Returns the name for the domain's not-null constraint: left to choose, a server takes another one while the domain that
/// this one replaces has it.
///
/// Version: 17 and later keep not-null constraints of domains under names.
fn not_null_name(domain: &Domain, id: &ObjectId, cx: &Context<'_>) -> Option<String> {
    let chosen = format!("{}_not_null", id.name());
    let is_known = domain.not_null && cx.current.major() >= 17 && chosen.len() < 64;
    domain.not_null_name.clone().or_else(|| is_known.then_some(chosen))
}

impl Rules for Domain {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mut sql = format!("CREATE DOMAIN {} AS {}", id.sql_name(), self.base_type);
        sql += &self.collation.iter().map(|collation| format!(" COLLATE {collation}")).collect::<String>();
        sql += &self.default.iter().map(|default| format!(" DEFAULT {default}")).collect::<String>();
        sql += &not_null_name(self, id, cx).map(|name| format!(" CONSTRAINT {}", quote_ident(&name))).unwrap_or_default();
        sql += if self.not_null { " NOT NULL" } else { "" };
        let mut unchecked = Vec::new();
        for (part, body) in cx.desired.objects_under(Kind::DomainConstraint, id.path()) {
            let Body::DomainConstraint(check) = body else { continue };
            if check.validated {
                sql += &format!("\n    {}", declaration(part, check));
            } else {
                unchecked.extend(check.create(part, cx));
            }
        }
        let mut steps = vec![Step::new(id, sql)];
        steps.extend(unchecked);
        steps
    }

    fn fits(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> bool {
        let needs_check = new.not_null && !self.not_null;
        self.base_type == new.base_type
            && self.collation == new.collation
            && !(needs_check && is_domain_inside_others(cx.current, id))
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let alter = |clause: &str| Step::new(id, format!("ALTER DOMAIN {} {clause}", id.sql_name()));
        let mut steps = Vec::new();
        match &new.default {
            default if *default == self.default => {}
            Some(default) => steps.push(alter(&format!("SET DEFAULT {default}"))),
            None => steps.push(alter("DROP DEFAULT")),
        }
        let renamed = self.not_null && new.not_null && self.not_null_name != new.not_null_name;
        if self.not_null && (!new.not_null || renamed) {
            steps.push(alter("DROP NOT NULL"));
        }
        if new.not_null && (!self.not_null || renamed) {
            let clause = match &new.not_null_name {
                Some(name) => format!("ADD CONSTRAINT {} NOT NULL", quote_ident(name)),
                None => "SET NOT NULL".to_owned(),
            };
            let reason = "A null in a column of the domain makes it fail.";
            steps.push(checked(alter(&clause), &tables_with(id, cx), reason));
        }
        steps
    }
}

//! Domains; their checks have a file of their own.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::domain::Domain;
use nexusql_catalog::{Body, Kind, ObjectId};

use super::domain_constraint::declaration;
use super::rules::Rules;
use crate::context::Context;
use crate::{Hazard, Step};

impl Rules for Domain {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mut sql = format!("CREATE DOMAIN {} AS {}", id.sql_name(), self.base_type);
        sql += &self.collation.iter().map(|collation| format!(" COLLATE {collation}")).collect::<String>();
        sql += &self.default.iter().map(|default| format!(" DEFAULT {default}")).collect::<String>();
        sql += &self.not_null_name.iter().map(|name| format!(" CONSTRAINT {}", quote_ident(name))).collect::<String>();
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

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.base_type == new.base_type && self.collation == new.collation
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
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
            steps.push(alter(&clause).long().hazard(Hazard::MayFail, "A null in a column of the domain makes it fail."));
        }
        steps
    }
}

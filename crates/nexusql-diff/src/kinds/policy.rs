//! Row security policies.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::policy::Policy;

use super::rules::Rules;
use crate::address::whole;
use crate::context::Context;
use crate::{Hazard, LockMode, Step};

fn guarded(id: &ObjectId, sql: String, cx: &Context<'_>) -> Step {
    Step::new(id, sql)
        .locks_standing(LockMode::AccessExclusive, &id.path()[..2], cx)
        .hazard(Hazard::ChangesAccess, "Which rows a role sees or writes may change.")
}

fn clauses(policy: &Policy) -> String {
    let roles: Vec<String> = policy
        .roles
        .iter()
        .map(|role| if role == "PUBLIC" { role.clone() } else { quote_ident(role) })
        .collect();
    let using = policy.using.iter().map(|text| format!(" USING ({text})")).collect::<String>();
    let check = policy.check.iter().map(|text| format!(" WITH CHECK ({text})")).collect::<String>();
    format!(" TO {}{using}{check}", roles.join(", "))
}

impl Rules for Policy {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let kind = if self.permissive { "" } else { " AS RESTRICTIVE" };
        let name = quote_ident(id.name());
        let sql = format!("CREATE POLICY {name} ON {}{kind} FOR {}{}", whole(id), self.command, clauses(self));
        vec![guarded(id, sql, cx)]
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        vec![guarded(id, format!("DROP POLICY {} ON {}", quote_ident(id.name()), whole(id)), cx)]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.permissive == new.permissive
            && self.command == new.command
            && (self.using.is_none() || new.using.is_some())
            && (self.check.is_none() || new.check.is_some())
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        vec![guarded(id, format!("ALTER POLICY {} ON {}{}", quote_ident(id.name()), whole(id), clauses(new)), cx)]
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }
}

//! Default privileges.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::default_privileges::DefaultPrivileges;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;
use crate::grants::{Form, statements};

fn form<'a>(id: &'a ObjectId, body: &DefaultPrivileges) -> Form<'a> {
    let [role, schema, sort] = id.path() else { unreachable!("the path has three parts: see ObjectId") };
    let within = if schema.is_empty() { String::new() } else { format!("IN SCHEMA {} ", quote_ident(schema)) };
    Form {
        prefix: format!("ALTER DEFAULT PRIVILEGES FOR ROLE {} {within}", quote_ident(role)),
        on: sort.clone(),
        column: None,
        owner: quote_ident(role),
        order: body.grantees.0.clone(),
    }
}

impl Rules for DefaultPrivileges {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        statements(id, &self.initial, &self.grants, &form(id, self))
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        statements(id, &self.grants, &self.initial, &form(id, self))
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        statements(id, &self.grants, &new.grants, &form(id, new))
    }
}

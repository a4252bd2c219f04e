//! Privileges on objects and columns.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::privileges::Privileges;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;
use crate::grants::{Form, statements};

impl Rules for Privileges {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        id.target().map_or_else(Vec::new, |target| statements(id, &self.initial, &self.grants, &Form::of(&target, cx)))
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        id.target().map_or_else(Vec::new, |target| statements(id, &self.grants, &self.initial, &Form::of(&target, cx)))
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        id.target().map_or_else(Vec::new, |target| statements(id, &self.grants, &new.grants, &Form::of(&target, cx)))
    }
}

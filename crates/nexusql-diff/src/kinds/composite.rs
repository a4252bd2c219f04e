//! Composite types; their attributes have a file of their own.

use nexusql_catalog::kinds::attribute::Attribute;
use nexusql_catalog::kinds::composite::Composite;
use nexusql_catalog::{Kind, ObjectId};

use super::attribute;
use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Composite {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mut attributes: Vec<(&ObjectId, &Attribute)> = cx
            .desired
            .objects_under(Kind::Attribute, id.path())
            .filter_map(|(part, body)| Some((part, Attribute::of(body)?)))
            .collect();
        attributes.sort_by_key(|(_, attribute)| attribute.position.0);
        let lines: Vec<String> =
            attributes.iter().map(|(part, body)| format!("\n    {}", attribute::declaration(part, body))).collect();
        let end = if lines.is_empty() { "" } else { "\n" };
        vec![Step::new(id, format!("CREATE TYPE {} AS ({}{end})", id.sql_name(), lines.join(",")))]
    }

    /// A new attribute comes last; PostgreSQL cannot move one.
    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        let kept = self.attributes.iter().filter(|name| new.attributes.contains(name));
        let added = new.attributes.iter().filter(|name| !self.attributes.contains(name));
        kept.chain(added).eq(&new.attributes)
    }
}

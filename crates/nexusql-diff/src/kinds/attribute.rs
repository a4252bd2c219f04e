//! Attributes of composite types.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::attribute::Attribute;

use super::rules::Rules;
use crate::address::whole;
use crate::context::Context;
use crate::{Hazard, Step};

/// Returns `name type [COLLATE …]`.
pub(super) fn declaration(id: &ObjectId, attribute: &Attribute) -> String {
    let collation = attribute.collation.iter().map(|collation| format!(" COLLATE {collation}")).collect::<String>();
    format!("{} {}{collation}", quote_ident(id.name()), attribute.data_type)
}

/// Returns whether the values of the attribute change.
pub(super) fn changes_type(old: &Attribute, new: &Attribute) -> bool {
    old.data_type != new.data_type || old.collation != new.collation
}

impl Rules for Attribute {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, format!("ALTER TYPE {} ADD ATTRIBUTE {} CASCADE", whole(id), declaration(id, self)))]
    }

    fn drop(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let sql = format!("ALTER TYPE {} DROP ATTRIBUTE {} CASCADE", whole(id), quote_ident(id.name()));
        vec![Step::new(id, sql).hazard(Hazard::DeletesData, "The attribute's values are gone.")]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let collation = new.collation.iter().map(|collation| format!(" COLLATE {collation}")).collect::<String>();
        let (name, data_type) = (quote_ident(id.name()), &new.data_type);
        let sql = format!("ALTER TYPE {} ALTER ATTRIBUTE {name} TYPE {data_type}{collation} CASCADE", whole(id));
        vec![Step::new(id, sql)]
    }

    fn disturbs(&self, new: &Self) -> bool {
        changes_type(self, new)
    }
}

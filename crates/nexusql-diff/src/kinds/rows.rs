//! How values get into a composite type that is made anew: attribute by attribute, or by way of text inside other types.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::attribute::Attribute;
use nexusql_catalog::kinds::column::Column;
use nexusql_catalog::{Catalog, Kind, ObjectId};

use super::retype::{is_text_enough, value};
use crate::context::Context;
use crate::decide::is_type;

/// How the values of a column get over.
pub(super) enum Way {
    /// By an expression over the column.
    By(String),
    /// By way of text, which suits all that keeps its arrangement.
    Text,
    /// Not at all: text would put values under the wrong names.
    Lost,
}

/// Returns how the values of a column get over whose type, or one that it stands on, is made anew under the same name.
pub(super) fn way(id: &ObjectId, new: &Column, cx: &Context<'_>) -> Way {
    let composites = anew_below(id, cx);
    if composites.iter().all(|of| is_told_by_text(of, cx)) {
        return Way::Text;
    }
    match composites.iter().find(|of| of.sql_name() == new.data_type) {
        Some(of) => Way::By(by_attribute(&quote_ident(id.name()), of, cx)),
        None => Way::Lost,
    }
}

/// Returns whether a value as text is one of the new type: the same attributes in the same order, whose values are.
///
/// Text is better than attributes one by one where both will do: a text too long for its new length is an error.
fn is_told_by_text(of: &ObjectId, cx: &Context<'_>) -> bool {
    let (old, new) = (attributes(cx.current, of), attributes(cx.desired, of));
    old.len() == new.len()
        && old
            .iter()
            .zip(&new)
            .all(|((id, old), (other, new))| id == other && (is_anew(id, cx) || is_text_enough(old, new)))
}

/// Returns whether the values of some attribute go with it.
pub(super) fn loses_attributes(id: &ObjectId, cx: &Context<'_>) -> bool {
    let composites = anew_below(id, cx);
    let mut old = composites.iter().flat_map(|of| attributes(cx.current, of));
    old.any(|(attribute, _)| !cx.desired.objects.contains_key(attribute))
}

/// Returns the composite types made anew that the column stands on.
fn anew_below(column: &ObjectId, cx: &Context<'_>) -> Vec<ObjectId> {
    let composites =
        cx.actions.keys().filter(|id| id.kind() == Kind::Composite && cx.is_dropped(id) && cx.is_created(id));
    composites.filter(|id| cx.stands_on(column, id)).cloned().collect()
}

fn by_attribute(column: &str, of: &ObjectId, cx: &Context<'_>) -> String {
    let old = attributes(cx.current, of);
    let fields: Vec<String> = attributes(cx.desired, of)
        .into_iter()
        .map(|(id, new)| match old.iter().find(|(before, _)| *before == id) {
            Some((_, before)) => value(&format!("({column}).{}", quote_ident(id.name())), before, new, is_anew(id, cx)),
            None => "NULL".to_owned(),
        })
        .collect();
    // A row of nothing but nulls "is null", yet is not the same as no row.
    format!("CASE WHEN {column} IS DISTINCT FROM NULL THEN ROW({})::{} END", fields.join(", "), of.sql_name())
}

/// Returns whether the attribute's type is made anew too.
fn is_anew(attribute: &ObjectId, cx: &Context<'_>) -> bool {
    let mut needs = cx.current.needs_of(attribute).filter(|need| Some(*need) != cx.current.parent(attribute).as_ref());
    needs.any(|need| is_type(need.kind()) && cx.is_dropped(need))
}

fn attributes<'a>(catalog: &'a Catalog, of: &ObjectId) -> Vec<(&'a ObjectId, &'a Attribute)> {
    let parts = catalog.objects_under(Kind::Attribute, of.path());
    let mut attributes: Vec<_> = parts.filter_map(|(id, body)| Some((id, Attribute::of(body)?))).collect();
    attributes.sort_by_key(|(_, attribute)| attribute.position.0);
    attributes
}

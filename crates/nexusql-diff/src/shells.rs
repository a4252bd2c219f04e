//! Types and functions that need each other: a base type and its input and output, a range and its canonical function.
//!
//! Such a type is made in two steps, first as a shell of which nothing is known but the name. It is dropped together
//! with its functions, since neither goes alone.

use nexusql_catalog::{Catalog, Kind, ObjectId};

/// Returns the functions that the type needs and that need it in turn; none for most types.
pub(crate) fn own_functions<'a>(catalog: &'a Catalog, id: &ObjectId) -> Vec<&'a ObjectId> {
    if !matches!(id.kind(), Kind::BaseType | Kind::Range) {
        return Vec::new();
    }
    catalog.needs_of(id).filter(|need| need.kind() == Kind::Function && is_over(catalog, need, id)).collect()
}

/// Returns whether the function is one of those that the type needs in turn.
pub(crate) fn is_own_function(catalog: &Catalog, function: &ObjectId, id: &ObjectId) -> bool {
    matches!(id.kind(), Kind::BaseType | Kind::Range)
        && function.kind() == Kind::Function
        && is_over(catalog, function, id)
        && catalog.needs_of(id).any(|need| need == function)
}

/// Returns the type with which the function stands and falls.
pub(crate) fn type_of<'a>(catalog: &'a Catalog, function: &ObjectId) -> Option<&'a ObjectId> {
    catalog.needs_of(function).find(|id| is_own_function(catalog, function, id))
}

fn is_over(catalog: &Catalog, function: &ObjectId, id: &ObjectId) -> bool {
    catalog.needs_of(function).any(|need| need == id)
}

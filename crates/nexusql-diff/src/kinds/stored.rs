//! Where values of a type are stored, and which changes of a type PostgreSQL refuses while they are.

use std::collections::BTreeSet;

use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

/// Returns the columns and materialized views that hold values of the type, be it inside an array or another type.
fn holders<'a>(catalog: &'a Catalog, id: &ObjectId) -> BTreeSet<&'a ObjectId> {
    let mut types = BTreeSet::from([id.clone()]);
    let mut holders = BTreeSet::new();
    loop {
        let before = types.len();
        for (dependent, needs) in &catalog.needs {
            if !needs.iter().any(|need| types.contains(need)) {
                continue;
            }
            match dependent.kind() {
                Kind::Domain | Kind::Range => _ = types.insert(dependent.clone()),
                Kind::Attribute => types.extend(catalog.parent(dependent)),
                Kind::Column | Kind::MaterializedView => _ = holders.insert(dependent),
                _ => {}
            }
        }
        if types.len() == before {
            return holders;
        }
    }
}

/// Returns the names of the domain and of the domains over it.
fn names_of_domain(catalog: &Catalog, id: &ObjectId) -> BTreeSet<String> {
    let mut names = BTreeSet::from([id.sql_name()]);
    loop {
        let before = names.len();
        let over = catalog
            .objects_under(Kind::Domain, &[])
            .filter(|(_, body)| matches!(body, Body::Domain(domain) if names.contains(&domain.base_type)));
        let over: Vec<String> = over.map(|(domain, _)| domain.sql_name()).collect();
        names.extend(over);
        if names.len() == before {
            return names;
        }
    }
}

/// Returns whether values of the domain are stored inside arrays, rows or ranges, where PostgreSQL does not look when it
/// checks a new constraint.
///
/// Source: `get_rels_with_domain` in PostgreSQL's typecmds.c, which refuses such a domain.
pub(super) fn is_domain_inside_others(catalog: &Catalog, id: &ObjectId) -> bool {
    let names = names_of_domain(catalog, id);
    holders(catalog, id).into_iter().any(|holder| {
        !matches!(catalog.objects.get(holder), Some(Body::Column(column)) if names.contains(&column.data_type))
    })
}

/// Returns whether values of the composite type are stored, so that its attributes keep their types.
///
/// Tables of the type are no obstacle: their columns change along with it.
/// Source: `find_composite_type_dependencies` in PostgreSQL's tablecmds.c.
pub(super) fn is_composite_stored(catalog: &Catalog, id: &ObjectId) -> bool {
    !holders(catalog, id).is_empty()
}

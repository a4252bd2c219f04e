//! How SQL addresses an object after `DROP`, `COMMENT ON` and `ALTER … OWNER TO`.

use nexusql_base::name::quote_ident;
use nexusql_catalog::{Kind, ObjectId};

/// Returns the SQL keywords of a kind: `MATERIALIZED VIEW`, `TEXT SEARCH PARSER` …
pub(crate) fn keywords(kind: Kind) -> String {
    match kind {
        Kind::Enum | Kind::BaseType | Kind::Composite | Kind::Range => "TYPE".to_owned(),
        Kind::Attribute | Kind::ViewColumn => "COLUMN".to_owned(),
        Kind::DomainConstraint => "CONSTRAINT".to_owned(),
        kind => kind.name().replace('-', " ").to_uppercase(),
    }
}

/// Returns the keywords and name by which `COMMENT ON` and `DROP` know the object: `TRIGGER t ON s.r`.
pub(crate) fn address(id: &ObjectId) -> String {
    let words = keywords(id.kind());
    match id.kind() {
        Kind::Constraint | Kind::Trigger | Kind::Rule | Kind::Policy => {
            format!("{words} {} ON {}", quote_ident(id.name()), whole(id))
        }
        Kind::DomainConstraint => format!("{words} {} ON DOMAIN {}", quote_ident(id.name()), whole(id)),
        _ => format!("{words} {}", id.sql_name()),
    }
}

/// Returns the SQL name of the relation or type that `id` is a part of.
pub(crate) fn whole(id: &ObjectId) -> String {
    dotted(id.whole_path().unwrap_or(id.path()))
}

/// Returns `parts` quoted and joined by dots.
pub(crate) fn dotted(parts: &[String]) -> String {
    parts.iter().map(|part| quote_ident(part)).collect::<Vec<_>>().join(".")
}

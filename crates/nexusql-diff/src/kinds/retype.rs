//! Changing a column's type: how values get over, and whether PostgreSQL has to write the table anew.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::column::Column;

use crate::context::Context;
use crate::{Hazard, Step};

/// A change of a column's type or collation.
pub(super) struct Change<'a> {
    old: &'a str,
    new: &'a str,
    collation: Option<&'a str>,
    /// The type was made anew under the same name.
    same_name: bool,
}

impl<'a> Change<'a> {
    /// Returns the change, if there is one.
    pub(super) fn of(old: &'a Column, new: &'a Column, same_name: bool) -> Option<Self> {
        let differs = old.data_type != new.data_type || old.collation != new.collation || same_name;
        differs.then(|| Self {
            old: &old.data_type,
            new: &new.data_type,
            collation: new.collation.as_deref(),
            same_name,
        })
    }

    /// Returns the clause after `ALTER COLUMN name`.
    pub(super) fn clause(&self, id: &ObjectId) -> String {
        let collation = self.collation.map(|collation| format!(" COLLATE {collation}")).unwrap_or_default();
        let name = quote_ident(id.name());
        let using = match self.path() {
            Path::Assign => String::new(),
            Path::Cast => format!(" USING {name}::{}", self.new),
            Path::Text => format!(" USING {name}::text::{}", self.new),
        };
        format!("TYPE {}{collation}{using}", self.new)
    }

    fn path(&self) -> Path {
        let (old, new) = (base(self.old), base(self.new));
        if self.same_name {
            return Path::Text;
        }
        if old == new {
            return Path::Assign;
        }
        match (family(old), family(new)) {
            (Family::Text, Family::Text) => Path::Assign,
            (Family::Integer, Family::Integer) if width(old) <= width(new) => Path::Assign,
            (Family::Text, _) | (_, Family::Text) => Path::Cast,
            (a, b) if a == b && a != Family::Other => Path::Cast,
            (Family::Integer, Family::Number) | (Family::Number, Family::Integer) => Path::Cast,
            (Family::Boolean, Family::Integer) | (Family::Integer, Family::Boolean) if both_plain(old, new) => {
                Path::Cast
            }
            _ => Path::Text,
        }
    }

    /// Returns whether PostgreSQL changes only the catalog.
    ///
    /// Source: `ATColumnChangeRequiresRewrite` in PostgreSQL's tablecmds.c and the types' support functions.
    fn is_free(&self) -> bool {
        let (old, new) = (base(self.old), base(self.new));
        if self.same_name {
            return false;
        }
        match (old, new) {
            (_, "text" | "character varying") if family(old) == Family::Text && old != "character" => {
                length(self.new).is_none_or(|new| length(self.old).is_some_and(|old| old <= new) && old != "text")
            }
            ("numeric", "numeric") => match (arguments(self.old), arguments(self.new)) {
                (_, None) => true,
                (Some((p, s)), Some((q, t))) => s == t && p <= q,
                _ => false,
            },
            _ => self.old == self.new,
        }
    }
}

/// How values get from one type to another.
enum Path {
    Assign,
    Cast,
    Text,
}

/// Returns `step` with what the change costs.
pub(super) fn step(id: &ObjectId, change: &Change<'_>, step: Step, cx: &Context<'_>) -> Step {
    if !cx.holds_rows(&id.path()[..2]) || change.is_free() {
        return step;
    }
    let step = step.long().hazard(Hazard::RewritesTable, "Every row is written anew in the new type.");
    match change.path() {
        Path::Assign if family(base(change.old)) == Family::Integer => step,
        _ => step.hazard(Hazard::MayFail, "A value that the new type cannot hold makes it fail."),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Text,
    Integer,
    Number,
    Boolean,
    Moment,
    Json,
    Bits,
    Network,
    Other,
}

fn family(base: &str) -> Family {
    match base {
        "text" | "character varying" | "character" | "name" => Family::Text,
        "smallint" | "integer" | "bigint" => Family::Integer,
        "numeric" | "real" | "double precision" | "money" => Family::Number,
        "boolean" => Family::Boolean,
        "date" | "timestamp without time zone" | "timestamp with time zone" => Family::Moment,
        "json" | "jsonb" => Family::Json,
        "bit" | "bit varying" => Family::Bits,
        "inet" | "cidr" => Family::Network,
        _ => Family::Other,
    }
}

fn both_plain(old: &str, new: &str) -> bool {
    [old, new].iter().all(|name| matches!(*name, "boolean" | "integer"))
}

fn width(base: &str) -> u8 {
    match base {
        "smallint" => 2,
        "integer" => 4,
        _ => 8,
    }
}

/// Returns the type's name without its modifier; arrays keep their brackets.
fn base(data_type: &str) -> &str {
    match data_type {
        "timestamp without time zone" | "timestamp with time zone" => data_type,
        _ if data_type.starts_with("timestamp(") && data_type.ends_with("with time zone") => "timestamp with time zone",
        _ if data_type.starts_with("timestamp(") => "timestamp without time zone",
        _ if data_type.ends_with(']') => data_type,
        _ => data_type.split_once('(').map_or(data_type, |(base, _)| base.trim_end()),
    }
}

fn length(data_type: &str) -> Option<u32> {
    data_type.split_once('(')?.1.split(')').next()?.parse().ok()
}

fn arguments(data_type: &str) -> Option<(u32, u32)> {
    let inner = data_type.split_once('(')?.1.split(')').next()?;
    let (precision, scale) = inner.split_once(',').unwrap_or((inner, "0"));
    Some((precision.parse().ok()?, scale.parse().ok()?))
}

/// Returns whether a foreign key survives when one of its columns changes between these types.
pub(super) fn keeps_foreign_key(old: &Column, new: &Column) -> bool {
    let (a, b) = (family(base(&old.data_type)), family(base(&new.data_type)));
    a == b && matches!(a, Family::Text | Family::Integer) && old.collation == new.collation
}

//! Changing a column's type: how values get over, and whether PostgreSQL has to write the table anew.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::attribute::Attribute;
use nexusql_catalog::kinds::column::Column;
use nexusql_catalog::{Body, Kind, ObjectId};

use super::rewrite::{compares_anew, is_stored_alike};
use super::rows::{self, Way};
use crate::context::Context;
use crate::{Hazard, Step};

/// A change of a column's type or collation.
pub(super) struct Change<'a> {
    old: &'a str,
    new: &'a str,
    collation: Option<&'a str>,
    /// The collation is another one.
    sorts_anew: bool,
    /// How values get over if the type was made anew under the same name.
    anew: Option<Way>,
    generated: bool,
    is_free: bool,
    /// Indexes sort by operators of another type.
    compares_anew: bool,
}

impl<'a> Change<'a> {
    /// Returns the change of the column `id`, if there is one.
    pub(super) fn of(id: &ObjectId, old: &'a Column, new: &'a Column, cx: &Context<'_>) -> Option<Self> {
        let anew = cx.retyped.contains(id).then(|| rows::way(id, new, cx));
        let differs = old.data_type != new.data_type || old.collation != new.collation || anew.is_some();
        let sorts_anew = old.collation != new.collation;
        let collation = new.collation.as_deref();
        let generated = new.generated.is_some();
        let is_free = anew.is_none() && is_stored_alike(old, new, cx);
        let compares_anew = compares_anew(old, new, cx);
        let (old, new) = (&old.data_type, &new.data_type);
        differs.then_some(Self { old, new, collation, sorts_anew, anew, generated, is_free, compares_anew })
    }

    /// Returns the clause after `ALTER COLUMN name`.
    pub(super) fn clause(&self, id: &ObjectId, cx: &Context<'_>) -> String {
        let collation = self.collation.map(|collation| format!(" COLLATE {collation}")).unwrap_or_default();
        let name = quote_ident(id.name());
        let is_foreign = cx.desired.objects.contains_key(&ObjectId::new(Kind::ForeignTable, &id.path()[..2]));
        let using = match self.path() {
            // A foreign table has no rows here to turn into others, and a generated column is computed.
            _ if is_foreign || self.generated => String::new(),
            Path::Assign => String::new(),
            Path::By(expression) => format!(" USING {expression}"),
            path => format!(" USING {}", path.over(&name, self.new)),
        };
        format!("TYPE {}{collation}{using}", self.new)
    }

    /// Returns the expression that makes a value of the new type of the value `from`.
    pub(super) fn value(&self, from: &str) -> String {
        self.path().over(from, self.new)
    }

    fn path(&self) -> Path {
        match &self.anew {
            Some(Way::By(expression)) => Path::By(expression.clone()),
            Some(Way::Text) => Path::Text,
            Some(Way::Lost) => Path::By(format!("NULL::{}", self.new)),
            None => match path(self.old, self.new) {
                // By way of text every row would be written.
                Path::Text if self.is_free => Path::Cast,
                path => path,
            },
        }
    }
}

/// Returns whether PostgreSQL takes a value of the old type for one of the new type without being told how.
///
/// Source: `pg_cast`, by its assignment casts.
pub(super) fn is_assigned(old: &str, new: &str) -> bool {
    let (old, new) = (base(old), base(new));
    let counts = |family| matches!(family, Family::Integer | Family::Number);
    let is_money = |name: &str| name == "money";
    old == new
        || match (family(old), family(new)) {
            (Family::Other, _) => false,
            (_, Family::Text) => true,
            (a, b) if counts(a) && counts(b) => !is_money(old) && !is_money(new),
            (a, b) => a == b,
        }
}

/// How values get from one type to another.
enum Path {
    Assign,
    Cast,
    Text,
    By(String),
}

impl Path {
    /// Returns the expression that makes a value of type `new` of the value `from`.
    fn over(self, from: &str, new: &str) -> String {
        match self {
            Self::Assign => from.to_owned(),
            Self::Cast => format!("{from}::{new}"),
            Self::Text => format!("{from}::text::{new}"),
            Self::By(expression) => expression,
        }
    }
}

/// Returns how values get from one type to another of another name.
fn path(old: &str, new: &str) -> Path {
    let (old, new) = (base(old), base(new));
    if old == new {
        return Path::Assign;
    }
    match (family(old), family(new)) {
        (Family::Text, Family::Text) => Path::Assign,
        (Family::Integer, Family::Integer) if width(old) <= width(new) => Path::Assign,
        (Family::Text, _) | (_, Family::Text) => Path::Cast,
        (a, b) if a == b && a != Family::Other => Path::Cast,
        (Family::Integer, Family::Number) | (Family::Number, Family::Integer) => Path::Cast,
        (Family::Boolean, Family::Integer) | (Family::Integer, Family::Boolean) if both_plain(old, new) => Path::Cast,
        _ => Path::Text,
    }
}

/// Returns the least and the greatest value of an integer type.
pub(super) fn bounds(data_type: &str) -> (i64, i64) {
    match data_type {
        "smallint" => (i16::MIN.into(), i16::MAX.into()),
        "integer" => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    }
}

/// Returns whether the text of a value of the old type is that of a value of the new one.
pub(super) fn is_text_enough(old: &Attribute, new: &Attribute) -> bool {
    let (old, new) = (base(&old.data_type), base(&new.data_type));
    !matches!(
        (family(old), family(new)),
        (Family::Boolean, Family::Integer) | (Family::Integer, Family::Boolean) | (Family::Number, Family::Integer)
    ) && (old != "money" || new == "money" || family(new) == Family::Text)
}

/// Returns the expression that makes a value of an attribute as it shall be of the value `from` as it was.
pub(super) fn value(from: &str, old: &Attribute, new: &Attribute, anew: bool) -> String {
    let path = if anew { Path::Text } else { path(&old.data_type, &new.data_type) };
    path.over(from, &new.data_type)
}

/// Returns `step` with what the change costs.
pub(super) fn step(id: &ObjectId, change: &Change<'_>, step: Step, cx: &Context<'_>) -> Step {
    if !cx.holds_rows(&id.path()[..2]) {
        return step;
    }
    if change.is_free {
        return if (change.sorts_anew || change.compares_anew) && is_sorted_by(id, cx) {
            let reason = "Indexes over the column are built anew while readers and writers wait.";
            let step = step.long().hazard(Hazard::BlocksWrites, reason);
            match change.compares_anew {
                true => step.hazard(Hazard::MayFail, "Rows that are equal in the new type make it fail."),
                false => step,
            }
        } else {
            step
        };
    }
    let mut step = step.long().hazard(Hazard::RewritesTable, "Every row is written anew in the new type.");
    if matches!(change.anew, Some(Way::Lost)) {
        step = step.hazard(
            Hazard::DeletesData,
            "Values are gone: attributes of a type inside the column's come or go while another changes its type.",
        );
    } else if change.anew.is_some() && rows::loses_attributes(id, cx) {
        step = step.hazard(Hazard::DeletesData, "The values of an attribute are gone.");
    }
    match change.path() {
        Path::Assign if family(base(change.old)) == Family::Integer => step,
        _ => step.hazard(Hazard::MayFail, "A value that the new type cannot hold makes it fail."),
    }
}

/// Returns whether the column changes so that an index over it, which stands before, is built anew.
pub(super) fn rebuilds_indexes(id: &ObjectId, cx: &Context<'_>) -> bool {
    match (cx.current.objects.get(id), cx.desired.objects.get(id)) {
        (Some(Body::Column(old)), Some(Body::Column(new))) => Change::of(id, old, new, cx)
            .is_some_and(|change| !change.is_free || change.sorts_anew || change.compares_anew),
        _ => false,
    }
}

/// Returns whether an index or a key that stays contains the column.
fn is_sorted_by(column: &ObjectId, cx: &Context<'_>) -> bool {
    cx.current.needs.iter().any(|(id, needs)| {
        let has_index = match cx.current.objects.get(id) {
            Some(Body::Index(_)) => true,
            Some(Body::Constraint(constraint)) => constraint.has_index(),
            _ => false,
        };
        has_index && needs.contains(column) && cx.stays(id)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
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

pub(super) fn family(base: &str) -> Family {
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
pub(super) fn base(data_type: &str) -> &str {
    match data_type {
        "timestamp without time zone" | "timestamp with time zone" => data_type,
        _ if data_type.starts_with("timestamp(") && data_type.ends_with("with time zone") => "timestamp with time zone",
        _ if data_type.starts_with("timestamp(") => "timestamp without time zone",
        _ if data_type.starts_with("time(") && data_type.ends_with("with time zone") => "time with time zone",
        _ if data_type.starts_with("time(") => "time without time zone",
        _ if data_type.ends_with(']') => data_type,
        _ => data_type.split_once('(').map_or(data_type, |(base, _)| base.trim_end()),
    }
}

pub(super) fn length(data_type: &str) -> Option<u32> {
    data_type.split_once('(')?.1.split(')').next()?.parse().ok()
}

pub(super) fn arguments(data_type: &str) -> Option<(u32, u32)> {
    let inner = data_type.split_once('(')?.1.split(')').next()?;
    let (precision, scale) = inner.split_once(',').unwrap_or((inner, "0"));
    Some((precision.parse().ok()?, scale.parse().ok()?))
}

/// Returns whether a foreign key survives when one of its columns changes between these types.
pub(super) fn keeps_foreign_key(old: &Column, new: &Column) -> bool {
    let (a, b) = (family(base(&old.data_type)), family(base(&new.data_type)));
    a == b && matches!(a, Family::Text | Family::Integer) && old.collation == new.collation
}

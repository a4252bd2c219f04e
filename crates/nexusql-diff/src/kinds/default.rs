//! Defaults of columns of tables and views.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::default::Default;
use nexusql_catalog::kinds::function::Function;
use nexusql_catalog::{Kind, ObjectId};

use super::counters::{self, Counter};
use super::rules::Rules;
use crate::{LockMode, Step};
use crate::address::whole;
use crate::context::Context;

fn alter(id: &ObjectId, clause: &str, cx: &Context<'_>) -> Step {
    Step::new(id, format!("ALTER TABLE ONLY {} ALTER COLUMN {} {clause}", whole(id), quote_ident(id.name())))
        .locks_standing(LockMode::AccessExclusive, &id.path()[..2], cx)
}

/// Returns the sequence made for a column that stands, which has to go on from somewhere.
fn made_for(id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
    let column = ObjectId::new(Kind::Column, id.path());
    let sequence = counters::of_default(cx.desired, &column).filter(|sequence| cx.is_created(sequence))?;
    let must_go_on = !cx.absorbed.contains_key(&sequence) && cx.holds_rows(&id.path()[..2]) && cx.stays(&column);
    must_go_on.then_some(sequence)
}

/// Returns the step by which a sequence made for a column that stands goes on where its predecessor is, or its rows are.
fn goes_on(id: &ObjectId, cx: &Context<'_>) -> Option<Step> {
    let column = ObjectId::new(Kind::Column, id.path());
    let sequence = made_for(id, cx)?;
    let counter = Counter::of_sequence(&sequence, cx.desired)?;
    match counters::of_default(cx.current, &column) {
        Some(before) => Some(counters::carry(id, &counter, &before.sql_name())),
        None => counters::after_rows(&column, &counter, cx),
    }
}

/// Returns the sequence whose place another one takes over when the default `id` is made.
pub(crate) fn counted_from(id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
    let sequence = made_for(id, cx)?;
    counters::of_default(cx.current, &ObjectId::new(Kind::Column, id.path())).filter(|before| *before != sequence)
}

impl Rules for Default {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let step = alter(id, &format!("SET DEFAULT {}", self.expression), cx);
        std::iter::once(step).chain(goes_on(id, cx)).collect()
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        vec![alter(id, "DROP DEFAULT", cx)]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        new.create(id, cx)
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }
}

/// Functions of PostgreSQL's own that defaults like to call and that give one statement one value.
const STEADY: &[&str] = &[
    "now",
    "timezone",
    "date_trunc",
    "to_char",
    "make_interval",
    "make_date",
    "lower",
    "upper",
    "concat",
    "coalesce",
    "nullif",
    "jsonb_build_object",
    "json_build_object",
    "jsonb_build_array",
    "current_setting",
    "date_part",
    "round",
];

/// Returns whether a new column with this default has one value for all rows, so that no row need be written.
///
/// It errs towards no: a function that is not known counts as volatile.
/// Source: `ATExecAddColumn` in PostgreSQL's tablecmds.c, which asks `contain_volatile_functions`.
pub(super) fn is_one_value(expression: &str, cx: &Context<'_>) -> bool {
    let outside: String = expression.split('\'').step_by(2).collect::<Vec<_>>().join(" ");
    let mut rest = outside.as_str();
    while let Some(at) = rest.find('(') {
        let before = &rest[..at];
        rest = &rest[at + 1..];
        let is_part = |c: char| c.is_alphanumeric() || "_.\"".contains(c);
        let start = before.rfind(|c: char| !is_part(c)).map_or(0, |place| place + 1);
        let name = &before[start..];
        // What follows a cast is a type with its length: character varying(20).
        let is_type = before[..start].trim_end_matches(|c: char| c.is_alphanumeric() || c == ' ').ends_with("::");
        if !(name.is_empty() || is_type || STEADY.contains(&name) || is_steady_of_ours(name, cx)) {
            return false;
        }
    }
    true
}

/// Returns whether every function of the catalog that is called `name` is declared stable or immutable.
fn is_steady_of_ours(name: &str, cx: &Context<'_>) -> bool {
    let mut ours = cx
        .desired
        .objects
        .iter()
        .filter(|(id, _)| id.kind() == Kind::Function && id.sql_name().split('(').next() == Some(name))
        .filter_map(|(_, body)| Function::of(body))
        .peekable();
    let is_steady = |function: &Function| {
        let head = function.definition.split("\nAS ").next().unwrap_or_default();
        head.lines().any(|line| line.starts_with(" IMMUTABLE") || line.starts_with(" STABLE"))
    };
    ours.peek().is_some() && ours.all(is_steady)
}

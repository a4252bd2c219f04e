//! Columns of tables and foreign tables.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::column::{Column, Generated, Identity, NotNull};
use nexusql_catalog::{Body, Kind, ObjectId};

use super::counters::{self, Counter, carry};
use super::not_null::{not_null, not_null_comes_down};
use super::{aside_name, default, inherit};
use super::options::{alter_foreign, foreign, set_and_reset};
use super::retype::{self, Change};
use super::rules::Rules;
use super::sequence;
use crate::address::{dotted, whole};
use crate::context::{Action, Context};
use crate::{Hazard, LockMode, Step};

/// Returns the column as `CREATE TABLE` and `ADD COLUMN` take it, with its default if that is made along with it.
pub(super) fn declaration(id: &ObjectId, column: &Column, cx: &Context<'_>) -> String {
    let mut text = format!("{} {}", quote_ident(id.name()), column.data_type);
    text += &foreign(&column.fdw_options);
    text += &column.collation.iter().map(|collation| format!(" COLLATE {collation}")).collect::<String>();
    if let Some(Body::Default(default)) = cx.desired.objects.get(&ObjectId::new(Kind::Default, id.path()))
        && cx.inlined.contains_key(&ObjectId::new(Kind::Default, id.path())) {
            text += &format!(" DEFAULT {}", default.expression);
        } else if inherit::gets_foreign_default(id, cx) {
            text += " DEFAULT NULL";
        }
    if let Some(identity) = &column.identity {
        text += &format!(" GENERATED {}", identity_clause(identity));
    }
    if let Some(Generated { expression, stored }) = &column.generated {
        text += &format!(" GENERATED ALWAYS AS ({expression}){}", if *stored { " STORED" } else { "" });
    }
    if let Some(not_null) = column.not_null.as_ref().filter(|not_null| not_null.validated) {
        text += &not_null.name.iter().map(|name| format!(" CONSTRAINT {}", quote_ident(name))).collect::<String>();
        text += if not_null.no_inherit { " NOT NULL NO INHERIT" } else { " NOT NULL" };
    }
    text
}

/// Returns the declaration with its not-null constraint named, on servers that keep the name: left to choose, they take
/// another one where a constraint of any table in the schema has it already.
///
/// Source: `ChooseConstraintName` in PostgreSQL's pg_constraint.c.
pub(super) fn named(id: &ObjectId, column: &Column, cx: &Context<'_>) -> String {
    let mut column = column.clone();
    if let Some(not_null) = column.not_null.as_mut().filter(|_| names_not_null(cx)) {
        not_null.name.get_or_insert_with(|| default_name(id));
    }
    declaration(id, &column, cx)
}

/// Version: 18 and later keep not-null constraints under names.
pub(super) fn names_not_null(cx: &Context<'_>) -> bool {
    cx.current.major() >= 18
}

pub(super) fn default_name(id: &ObjectId) -> String {
    format!("{}_{}_not_null", id.path()[1], id.name())
}

fn identity_clause(identity: &Identity) -> String {
    let kind = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
    format!("{kind} AS IDENTITY (SEQUENCE NAME {} {})", dotted(&identity.sequence), identity_options(identity, ""))
}

fn identity_options(identity: &Identity, word: &str) -> String {
    let cycle = if identity.cycle { "CYCLE" } else { "NO CYCLE" };
    let Identity { start, increment, min, max, cache, .. } = identity;
    format!(
        "{word}INCREMENT BY {increment} {word}MINVALUE {min} {word}MAXVALUE {max} {word}START WITH {start} \
         {word}CACHE {cache} {word}{cycle}"
    )
}

/// Returns what is computed when the column is made.
pub(super) fn expressions<'a>(id: &ObjectId, column: &'a Column, cx: &Context<'a>) -> Vec<&'a str> {
    let default = match cx.desired.objects.get(&ObjectId::new(Kind::Default, id.path())) {
        Some(Body::Default(default)) => Some(default.expression.as_str()),
        _ => None,
    };
    let generated = column.generated.as_ref().map(|generated| generated.expression.as_str());
    default.into_iter().chain(generated).collect()
}

/// Returns the settings that no declaration has room for, of the columns made with their table.
pub(super) fn settings_of_new(table: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let columns = cx.desired.columns(table).into_iter().filter(|(id, _)| cx.inlined.get(*id) == Some(table));
    columns.flat_map(|(id, column)| settings(id, &Column::default(), column, cx)).collect()
}

/// Returns the clauses after `ALTER COLUMN name` for storage, compression, statistics and options, with their locks.
///
/// Source: `AlterTableGetLockLevel` in PostgreSQL's tablecmds.c.
pub(super) fn setting_clauses(old: &Column, new: &Column) -> Vec<(String, LockMode)> {
    let mut clauses = Vec::new();
    if old.storage != new.storage {
        // Version: before 16 the type's own mode has to be named.
        let mode = new.storage.as_deref().or(new.own_storage.0.as_deref()).unwrap_or("EXTENDED");
        clauses.push((format!("SET STORAGE {mode}"), LockMode::AccessExclusive));
    }
    if old.compression != new.compression {
        let method = new.compression.as_deref().unwrap_or("default");
        clauses.push((format!("SET COMPRESSION {method}"), LockMode::AccessExclusive));
    }
    if old.statistics != new.statistics {
        let target = new.statistics.unwrap_or(-1);
        clauses.push((format!("SET STATISTICS {target}"), LockMode::ShareUpdateExclusive));
    }
    let options = set_and_reset(&old.options, &new.options, "", &[]).into_iter();
    clauses.extend(options.map(|clause| (clause, LockMode::ShareUpdateExclusive)));
    clauses
}

/// Returns the steps for storage, compression, statistics, options and unchecked not-null.
pub(super) fn settings(id: &ObjectId, old: &Column, new: &Column, cx: &Context<'_>) -> Vec<Step> {
    let (name, table) = (quote_ident(id.name()), &id.path()[..2]);
    let set = |(clause, mode)| {
        Step::new(id, format!("ALTER TABLE ONLY {} ALTER COLUMN {name} {clause}", whole(id)))
            .locks_standing(mode, table, cx)
    };
    let mut steps: Vec<Step> = setting_clauses(old, new).into_iter().map(set).collect();
    if let (None, Some(NotNull { name: constraint, validated: false, no_inherit })) = (&old.not_null, &new.not_null) {
        let constraint = constraint.iter().map(|name| format!("CONSTRAINT {} ", quote_ident(name))).collect::<String>();
        let no_inherit = if *no_inherit { " NO INHERIT" } else { "" };
        let clause = format!("ADD {constraint}NOT NULL {name}{no_inherit} NOT VALID");
        let step = Step::new(id, format!("ALTER TABLE {} {clause}", whole(id)));
        steps.push(step.locks_tree(LockMode::AccessExclusive, table, cx));
    }
    steps
}

impl Rules for Column {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let sql = format!("ALTER TABLE {} ADD COLUMN {}", inherit::table_of(id, cx), named(id, self, cx));
        let mut step = Step::new(id, sql).locks_tree(LockMode::AccessExclusive, &id.path()[..2], cx);
        step = step.computes(expressions(id, self, cx));
        if cx.holds_rows(&id.path()[..2]) {
            let default = match cx.desired.objects.get(&ObjectId::new(Kind::Default, id.path())) {
                Some(Body::Default(default)) => Some(default),
                _ => None,
            };
            if self.generated.as_ref().is_some_and(|generated| generated.stored) || self.identity.is_some() {
                step = step.long().hazard(Hazard::RewritesTable, "Every row gets a computed value.");
            } else if default.is_some_and(|default| !default::is_one_value(&default.expression, cx)) {
                step = step.long().hazard(Hazard::RewritesTable, "The default is computed anew for every row.");
            } else if self.not_null.is_some() && default.is_none() {
                step = step.hazard(Hazard::MayFail, "Rows that exist have no value for the column.");
            }
        }
        let mut steps = vec![step];
        steps.extend(settings(id, &Self::default(), self, cx));
        steps
    }

    fn drop(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        // Dropped on the parent alone, a column becomes the children's own.
        let only = if some_child_keeps(id, cx) { "ONLY " } else { "" };
        let step = Step::new(id, format!("ALTER TABLE {only}{} DROP COLUMN {}", whole(id), quote_ident(id.name())));
        let step = step.locks_tree(LockMode::AccessExclusive, &id.path()[..2], cx);
        // The values of a generated column can be had again; those of a foreign table are another server's.
        let foreign = cx.current.objects.contains_key(&ObjectId::new(Kind::ForeignTable, &id.path()[..2]));
        let loses = self.generated.is_none() && !foreign;
        vec![if loses { step.hazard(Hazard::DeletesData, "The column's values are gone.") } else { step }]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, cx: &Context<'_>) -> bool {
        // A generated column takes no word on how its values get into another type.
        if new.generated.is_some() && !retype::is_assigned(&self.data_type, &new.data_type) {
            return false;
        }
        match (&self.generated, &new.generated) {
            (None, None) => true,
            (Some(old), None) => old.stored,
            (None, Some(_)) => false,
            (Some(old), Some(new)) if old.expression == new.expression => old.stored == new.stored,
            (Some(old), Some(new)) => old.stored == new.stored && cx.current.major() >= 17,
        }
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        let comes_down = cx.cascades(id) && new.inherited;
        let step = |clause: &str| {
            Step::new(id, format!("ALTER TABLE {} ALTER COLUMN {} {clause}", whole(id), quote_ident(id.name())))
                .locks_tree(LockMode::AccessExclusive, &id.path()[..2], cx)
        };
        if !comes_down {
            if self.generated.is_some() && new.generated.is_none() {
                steps.push(step("DROP EXPRESSION"));
            }
            steps.extend(leave_identity(self, new, id, cx));
            if let Some(change) = Change::of(id, self, new, cx) {
                steps.push(retype::step(id, &change, step(&change.clause(id, cx)), cx).locks_tied_to_column(id, cx));
            }
        }
        if !(comes_down && not_null_comes_down(self, new, id, cx)) {
            steps.extend(not_null(self, new, id, cx, &step));
        }
        if !comes_down {
            steps.extend(enter_identity(self, new, id, cx));
            if let (Some(old), Some(Generated { expression, .. })) = (&self.generated, &new.generated)
                && old.expression != *expression {
                    let step = step(&format!("SET EXPRESSION AS ({expression})")).long();
                    steps.push(step.hazard(Hazard::RewritesTable, "Every row is computed and written anew."));
                }
        }
        let mut settled = Self { not_null: new.not_null.clone(), ..self.clone() };
        if Change::of(id, self, new, cx).is_some() {
            // Source: `ATExecAlterColumnType` in PostgreSQL's tablecmds.c, which takes the new type's.
            (settled.storage, settled.compression) = (None, None);
        }
        steps.extend(settings(id, &settled, new, cx));
        let table = cx.desired.whole(&id.path()[..2]);
        if let Some(table) = table.filter(|table| inherit::first_to_own(table, cx).as_ref() == Some(id)) {
            steps.extend(inherit::own(&table, cx));
        }
        let options = alter_foreign(&self.fdw_options, &new.fdw_options);
        if !options.is_empty() {
            let table = whole(id);
            let sql = format!("ALTER FOREIGN TABLE {table} ALTER COLUMN {}{options}", quote_ident(id.name()));
            steps.push(Step::new(id, sql).locks_standing(LockMode::AccessExclusive, &id.path()[..2], cx));
        }
        steps
    }

    fn disturbs(&self, new: &Self) -> bool {
        self.data_type != new.data_type || self.collation != new.collation
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        self.generated.is_some()
    }

    fn goes_with(&self, id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
        let parents = Context::parents(cx.current, id.whole_path()?);
        let above = |parent: &[String]| ObjectId::new(Kind::Column, parent.iter().chain([&id.path()[2]]));
        parents.into_iter().map(above).find(|above| {
            self.inherited && !self.local && cx.is_dropped(above) && !some_child_keeps(above, cx)
        })
    }
}

/// Returns whether a table that stays a child keeps the column as its own.
fn some_child_keeps(id: &ObjectId, cx: &Context<'_>) -> bool {
    let Some(whole) = id.whole_path() else { return false };
    let tables = cx.current.objects.keys().filter(|table| table.kind() == Kind::Table);
    let is_child = |catalog, table: &ObjectId| Context::parents(catalog, table.path()).contains(&whole);
    let mut children = tables.filter(|table| is_child(cx.current, table) && is_child(cx.desired, table));
    children.any(|child| cx.stays(&ObjectId::new(Kind::Column, child.path().iter().chain([&id.path()[2]]))))
}

/// Version: 17 and later give partitions the identity of their parent.
fn identity_step(id: &ObjectId, clause: &str, cx: &Context<'_>) -> Step {
    let (table, mode) = (&id.path()[..2], LockMode::AccessExclusive);
    let step = Step::new(id, format!("ALTER TABLE {} ALTER COLUMN {} {clause}", whole(id), quote_ident(id.name())));
    if cx.current.major() >= 17 { step.locks_tree(mode, table, cx) } else { step.locks_standing(mode, table, cx) }
}

/// Returns the steps by which a column ceases to be an identity; a sequence that comes in its place counts on.
fn leave_identity(old: &Column, new: &Column, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let Some(identity) = old.identity.as_ref().filter(|_| new.identity.is_none()) else { return Vec::new() };
    let drop = identity_step(id, "DROP IDENTITY", cx);
    let successor = cx.absorbed.iter().find(|(sequence, by)| *by == id && cx.action(sequence) == Some(Action::Create));
    let Some((sequence, Some(Body::Sequence(body)))) =
        successor.map(|(sequence, _)| (sequence, cx.desired.objects.get(sequence)))
    else {
        return vec![drop];
    };
    let aside = vec![identity.sequence[0].clone(), aside_name(&identity.sequence[1])];
    let mut steps = vec![
        rename_sequence(id, &identity.sequence, &aside[1]),
        Step::new(sequence, sequence::creation(sequence, body)),
    ];
    let counter = Counter::of_sequence(sequence, cx.desired);
    steps.extend(counter.map(|counter| carry(sequence, &counter, &dotted(&aside))));
    steps.push(drop);
    steps.extend(body.owned_by.iter().flat_map(|owner| sequence::tie(sequence, owner, cx)));
    steps
}

/// Returns the steps by which a column becomes an identity, or its identity changes; a sequence that fed its default
/// hands over its place.
fn enter_identity(old: &Column, new: &Column, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let step = |clause: &str| identity_step(id, clause, cx);
    let Some(identity) = &new.identity else { return Vec::new() };
    let Some(before) = &old.identity else {
        let add = step(&format!("ADD GENERATED {}", identity_clause(identity)));
        let feeder = cx.absorbed.iter().find(|(sequence, by)| *by == id && cx.action(sequence) == Some(Action::Drop));
        let Some((sequence, _)) = feeder else {
            let counter = Counter::of_identity(identity);
            let goes_on = match counters::of_default(cx.current, id) {
                Some(before) => Some(carry(id, &counter, &before.sql_name())),
                None => counters::after_rows(id, &counter, cx),
            };
            return std::iter::once(add).chain(goes_on).collect();
        };
        let aside = sequence.renamed(&aside_name(sequence.name()));
        return vec![
            rename_sequence(sequence, sequence.path(), aside.name()),
            add,
            carry(id, &Counter::of_identity(identity), &aside.sql_name()),
            Step::new(sequence, format!("DROP SEQUENCE {}", aside.sql_name()))
                .locks(LockMode::AccessExclusive, aside.sql_name()),
        ];
    };
    let mut steps: Vec<Step> = Vec::new();
    let mut clauses = Vec::new();
    if before.always != identity.always {
        clauses.push(format!("SET GENERATED {}", if identity.always { "ALWAYS" } else { "BY DEFAULT" }));
    }
    if identity_options(before, "") != identity_options(identity, "") {
        let Identity { min, max, start, increment, .. } = *identity;
        let range = sequence::Range { min, max, start, increment };
        let widen = |(min, max)| step(&format!("SET MINVALUE {min} SET MAXVALUE {max}"));
        let name = dotted(&before.sequence);
        // A new type of the column has taken bounds along that it cannot hold.
        let (least, most) = retype::bounds(&new.data_type);
        let bounds = (before.min.max(least), before.max.min(most));
        steps.extend(sequence::place_in_bounds(id, &name, bounds, &range, &widen));
        clauses.push(identity_options(identity, "SET "));
    }
    if !clauses.is_empty() {
        steps = sequence::within(steps, step(&clauses.join(" ")));
    }
    if before.sequence != identity.sequence {
        steps.push(rename_sequence(id, &before.sequence, &identity.sequence[1]));
    }
    steps
}

fn rename_sequence(id: &ObjectId, from: &[String], to: &str) -> Step {
    let from = dotted(from);
    Step::new(id, format!("ALTER SEQUENCE {from} RENAME TO {}", quote_ident(to))).locks(LockMode::AccessExclusive, from)
}

/// Returns the sequences that a column handles along with its identity: the one that fed its default and goes, or the
/// one that takes the identity's place.
pub(super) fn sequences(cx: &Context<'_>) -> Vec<(ObjectId, ObjectId)> {
    let mut found = Vec::new();
    for id in cx.actions.keys().filter(|id| id.kind() == Kind::Sequence) {
        let (catalog, leaving) = match cx.action(id) {
            Some(Action::Drop) => (cx.current, true),
            Some(Action::Create) => (cx.desired, false),
            _ => continue,
        };
        let Some(Body::Sequence(sequence)) = catalog.objects.get(id) else { continue };
        let owner = sequence.owned_by.as_ref().map(|path| ObjectId::new(Kind::Column, path));
        let fed = || counters::only_fed_by(id, catalog);
        let Some(column) = owner.or_else(fed) else { continue };
        let (Some(Body::Column(old)), Some(Body::Column(new))) =
            (cx.current.objects.get(&column), cx.desired.objects.get(&column))
        else {
            continue;
        };
        let turns = if leaving { new.identity.is_some() } else { old.identity.is_some() };
        if turns && cx.action(&column) == Some(Action::Alter) && old.identity.is_some() != new.identity.is_some() {
            found.push((id.clone(), column));
        }
    }
    found
}

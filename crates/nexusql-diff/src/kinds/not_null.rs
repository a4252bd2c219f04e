//! Not-null constraints of columns: they come and go without keeping writers out, and on a parent alone where its children
//! keep theirs.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::column::{Column, NotNull};
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::aside_name;
use super::column::{default_name, names_not_null, settings};
use crate::address::{dotted, whole};
use crate::context::Context;
use crate::{Hazard, LockMode, Step};

/// Returns the steps by which columns that a new child has from its parents refuse nulls though theirs do not.
pub(super) fn of_new(table: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let parents = Context::parents(cx.desired, table.path());
    let refuses = |id: &ObjectId| {
        let column = cx.desired.objects.get(id).and_then(Column::of);
        column.is_some_and(gives_not_null)
    };
    let columns = cx.desired.columns(table).into_iter().filter(|(id, column)| {
        let comes_down = column.inherited && !column.local && cx.inlined.get(*id) == Some(table);
        comes_down && column.not_null.is_some() && !parents.iter().any(|parent| refuses(&below(id, parent)))
    });
    let steps = columns.flat_map(|(id, column)| {
        let step = |clause: &str| {
            Step::new(id, format!("ALTER TABLE ONLY {} ALTER COLUMN {} {clause}", whole(id), quote_ident(id.name())))
        };
        not_null(&Column::default(), column, id, cx, &step)
    });
    steps.collect()
}

/// Returns the tables below the column's that go on to refuse nulls, each with all that is below it, while those between
/// do so no more.
fn keepers<'a>(id: &ObjectId, cx: &Context<'a>) -> Vec<&'a [String]> {
    let refuses = |catalog: &Catalog, table: &[String]| {
        let column = catalog.objects.get(&below(id, table)).and_then(Column::of);
        column.is_some_and(|column| column.not_null.is_some())
    };
    let keeps = |table: &[String]| refuses(cx.current, table) && refuses(cx.desired, table);
    let descendants = id.whole_path().map(|table| cx.relatives_after.descendants(table)).unwrap_or_default();
    let is_first = |table: &&[String]| !Context::parents(cx.desired, table).into_iter().any(keeps);
    descendants.into_iter().filter(|table| keeps(table)).filter(is_first).collect()
}

/// Returns the id of the column on a table below.
fn below(id: &ObjectId, table: &[String]) -> ObjectId {
    ObjectId::new(Kind::Column, table.iter().chain([&id.path()[2]]))
}

/// Returns the steps by which a parent takes nulls and the tables below that it is asked of do not.
fn taken_from_parent_alone(id: &ObjectId, keepers: &[&[String]], cx: &Context<'_>) -> Vec<Step> {
    let (table, column, path) = (whole(id), quote_ident(id.name()), &id.path()[..2]);
    if cx.is_partitioned(path) {
        return taken_and_given_back(id, keepers, cx);
    }
    let step = Step::new(id, format!("ALTER TABLE ONLY {table} ALTER COLUMN {column} DROP NOT NULL"));
    let step = step.locks_standing(LockMode::AccessExclusive, path, cx);
    // Version: 18 and later look whether children have the constraint from here.
    let children = cx.relatives.descendants(path).into_iter();
    let children = children.filter(|child| names_not_null(cx) && Context::parents(cx.current, child).contains(&path));
    vec![children.fold(step, |step, child| step.locks_standing(LockMode::AccessExclusive, child, cx))]
}

/// A partitioned table drops its constraint on all partitions or on none, so those that keep it get it back at once, by a
/// check that PostgreSQL has seen hold.
///
/// Version: 18 and later leave to a partition what it has declared itself, which it can do without a look at its rows.
/// Source: `ATPrepDropNotNull` and, in 18, `dropconstraint_internal` in PostgreSQL's tablecmds.c.
fn taken_and_given_back(id: &ObjectId, keepers: &[&[String]], cx: &Context<'_>) -> Vec<Step> {
    let column = quote_ident(id.name());
    let alter = |path: &[String], clause: String| {
        let step = Step::new(id, format!("ALTER TABLE {} {clause}", dotted(path)));
        step.locks_tree(LockMode::AccessExclusive, path, cx)
    };
    let take = alter(&id.path()[..2], format!("ALTER COLUMN {column} DROP NOT NULL"));
    let keep = |path: &&[String]| alter(path, format!("ALTER COLUMN {column} SET NOT NULL"));
    if names_not_null(cx) {
        return keepers.iter().map(keep).chain([take]).collect();
    }
    let check = quote_ident(&aside_name(&format!("{}_not_null", id.name())));
    let mut steps = Vec::new();
    for path in keepers {
        let checked = check_without_nulls(&below(id, path), &check, cx).into_iter();
        // There are none: the column refuses them as yet.
        steps.extend(checked.map(|step| Step { hazards: Vec::new(), ..step.about(id) }));
    }
    steps.push(take.in_new_group());
    steps.extend(keepers.iter().map(keep));
    steps.extend(keepers.iter().map(|path| alter(path, format!("DROP CONSTRAINT {check}"))));
    steps
}

/// Returns whether a parent's column gains or loses the same not-null constraint.
pub(super) fn not_null_comes_down(old: &Column, new: &Column, id: &ObjectId, cx: &Context<'_>) -> bool {
    let Some(whole) = id.whole_path() else { return false };
    Context::parents(cx.desired, whole).into_iter().any(|parent| {
        let above = ObjectId::new(Kind::Column, parent.iter().chain([&id.path()[2]]));
        match (cx.current.objects.get(&above), cx.desired.objects.get(&above)) {
            (Some(Body::Column(before)), Some(Body::Column(after))) => {
                // Children keep what their parent has for itself alone from now on.
                let is_lost = old.not_null.is_some() && new.not_null.is_none();
                if is_lost && after.not_null.is_none() && !cx.is_partitioned(parent) && !keepers(&above, cx).is_empty()
                {
                    // The parent dropped it on itself alone.
                    return false;
                }
                let stays = if is_lost { after.not_null.is_some() } else { gives_not_null(after) };
                gives_not_null(before) == old.not_null.is_some() && stays == new.not_null.is_some()
            }
            _ => false,
        }
    })
}

/// Returns whether children get the column's not-null constraint.
fn gives_not_null(column: &Column) -> bool {
    column.not_null.as_ref().is_some_and(|not_null| !not_null.no_inherit)
}

/// Returns the steps of a changed not-null constraint. Rows are checked without keeping writers out: an unchecked check
/// first, validated in a transaction of its own, from which `SET NOT NULL` then knows that there is no null.
///
/// Source: `NotNullImpliedByRelConstraints` in PostgreSQL's tablecmds.c.
pub(super) fn not_null(
    old: &Column,
    new: &Column,
    id: &ObjectId,
    cx: &Context<'_>,
    step: &dyn Fn(&str) -> Step,
) -> Vec<Step> {
    let unchecked = |column: &Column| column.not_null.as_ref().is_some_and(|not_null| !not_null.validated);
    match (&old.not_null, &new.not_null) {
        (Some(_), None) => match keepers(id, cx).as_slice() {
            [] => vec![step("DROP NOT NULL")],
            keepers => taken_from_parent_alone(id, keepers, cx),
        },
        (None, Some(_)) if unchecked(new) => {
            settings(id, &Column::default(), &Column { not_null: new.not_null.clone(), ..Column::default() }, cx)
        }
        (None, Some(_)) if new.identity.is_some() && old.identity.is_none() => vec![step("SET NOT NULL")],
        (None, Some(not_null)) if names_not_null(cx) => named_not_null(not_null, id, cx),
        (None, Some(_)) if cx.holds_rows(&id.path()[..2]) => checked_not_null(id, cx, step),
        (None, Some(_)) => vec![step("SET NOT NULL")],
        (Some(before), Some(after)) if before.validated && !after.validated => {
            let added = Column { not_null: new.not_null.clone(), ..Column::default() };
            std::iter::once(step("DROP NOT NULL")).chain(settings(id, &Column::default(), &added, cx)).collect()
        }
        (Some(_), Some(_)) if is_handed_over(id, cx) && gains_above(id, cx) => Vec::new(),
        (Some(before), Some(after)) if before != after => renamed_not_null(before, after, id, cx),
        _ => Vec::new(),
    }
}

/// Returns whether the column has the constraint by its own table before, and by that of its parents afterwards.
///
/// Version: 18 and later tell.
fn is_handed_over(id: &ObjectId, cx: &Context<'_>) -> bool {
    let of = |catalog: &Catalog| {
        let column = catalog.objects.get(id).and_then(Column::of)?;
        column.not_null.as_ref().map(|_| column.not_null_comes_down.0)
    };
    of(cx.current) == Some(false) && of(cx.desired) == Some(true)
}

/// Returns whether the column of a parent gets a not-null constraint.
fn gains_above(id: &ObjectId, cx: &Context<'_>) -> bool {
    let refuses =
        |catalog: &Catalog, id: &ObjectId| catalog.objects.get(id).and_then(Column::of).is_some_and(gives_not_null);
    let mut parents = id.whole_path().map(|table| Context::parents(cx.desired, table)).unwrap_or_default().into_iter();
    parents.any(|parent| {
        let above = below(id, parent);
        cx.stays(&above) && !refuses(cx.current, &above) && refuses(cx.desired, &above) || gains_above(&above, cx)
    })
}

/// Returns the steps by which tables below hand their constraints over to the one that comes down to them next. That of a
/// partition takes its name, which cannot change afterwards; any other goes, since it would stay the child's own.
///
/// Source: `MergeWithExistingConstraint` and `renameatt` in PostgreSQL 18.
fn hand_over(id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    for table in cx.relatives.descendants(&id.path()[..2]) {
        let own = below(id, table);
        if !is_handed_over(&own, cx) || !cx.stays(&own) {
            continue;
        }
        let name = |catalog: &Catalog| {
            let constraint = catalog.objects.get(&own).and_then(Column::of).and_then(|column| column.not_null.clone());
            quote_ident(&constraint.and_then(|constraint| constraint.name).unwrap_or_else(|| default_name(&own)))
        };
        let (before, after) = (name(cx.current), name(cx.desired));
        let is_partition = matches!(cx.desired.objects.get(&ObjectId::new(Kind::Table, table)), Some(Body::Table(table)) if table.partition_of.is_some());
        let clause = match is_partition || is_in_key(&own, cx) {
            true if before == after => continue,
            true => format!("RENAME CONSTRAINT {before} TO {after}"),
            false => format!("ALTER COLUMN {} DROP NOT NULL", quote_ident(own.name())),
        };
        let step = Step::new(&own, format!("ALTER TABLE {} {clause}", dotted(table)));
        steps.push(step.locks_tree(LockMode::AccessExclusive, table, cx));
    }
    steps
}

/// Returns whether a primary key that stays has the column.
fn is_in_key(column: &ObjectId, cx: &Context<'_>) -> bool {
    let mut keys = cx.current.objects_under(Kind::Constraint, &column.path()[..2]);
    keys.any(|(id, body)| {
        let has_it = |key: &nexusql_catalog::kinds::constraint::Constraint| {
            key.constraint_type == "primary-key" && key.columns.iter().any(|name| name == column.name())
        };
        cx.stays(id) && matches!(body, Body::Constraint(key) if has_it(key))
    })
}

/// Adds the constraint unchecked at once and checks it while writers go on.
fn named_not_null(not_null: &NotNull, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let name = quote_ident(&not_null.name.clone().unwrap_or_else(|| default_name(id)));
    let (table, column) = (whole(id), quote_ident(id.name()));
    let no_inherit = if not_null.no_inherit { " NO INHERIT" } else { "" };
    let add = format!("ALTER TABLE {table} ADD CONSTRAINT {name} NOT NULL {column}{no_inherit}");
    let path = &id.path()[..2];
    let mut steps = hand_over(id, cx);
    if !cx.holds_rows(path) {
        steps.push(Step::new(id, add).locks_tree(LockMode::AccessExclusive, path, cx));
        return steps;
    }
    steps.extend([
        Step::new(id, format!("{add} NOT VALID")).locks_tree(LockMode::AccessExclusive, path, cx),
        Step::new(id, format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"))
            .locks_tree(LockMode::ShareUpdateExclusive, path, cx)
            .hazard(Hazard::MayFail, "A row with a null makes it fail.")
            .in_new_group()
            .long(),
    ]);
    steps
}

fn checked_not_null(id: &ObjectId, cx: &Context<'_>, step: &dyn Fn(&str) -> Step) -> Vec<Step> {
    let check = quote_ident(&aside_name(&format!("{}_not_null", id.name())));
    let mut steps = check_without_nulls(id, &check, cx);
    steps.push(step("SET NOT NULL").in_new_group());
    let drop = Step::new(id, format!("ALTER TABLE {} DROP CONSTRAINT {check}", whole(id)));
    steps.push(drop.locks_tree(LockMode::AccessExclusive, &id.path()[..2], cx));
    steps
}

/// Returns the steps that add a check on nulls and see it hold while writers go on.
fn check_without_nulls(id: &ObjectId, check: &str, cx: &Context<'_>) -> Vec<Step> {
    let (table, column, path) = (whole(id), quote_ident(id.name()), &id.path()[..2]);
    let alter = |clause: String| Step::new(id, format!("ALTER TABLE {table} {clause}"));
    vec![
        alter(format!("ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID")).locks_tree(
            LockMode::AccessExclusive,
            path,
            cx,
        ),
        alter(format!("VALIDATE CONSTRAINT {check}"))
            .locks_tree(LockMode::ShareUpdateExclusive, path, cx)
            .hazard(Hazard::MayFail, "A row with a null makes it fail.")
            .in_new_group()
            .long(),
    ]
}

fn renamed_not_null(old: &NotNull, new: &NotNull, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let name = |not_null: &NotNull| quote_ident(&not_null.name.clone().unwrap_or_else(|| default_name(id)));
    let alter = |clause: String, mode| {
        Step::new(id, format!("ALTER TABLE {} {clause}", whole(id))).locks_tree(mode, &id.path()[..2], cx)
    };
    let mut steps = Vec::new();
    if name(old) != name(new) {
        steps.push(alter(format!("RENAME CONSTRAINT {} TO {}", name(old), name(new)), LockMode::AccessExclusive));
    }
    if old.no_inherit != new.no_inherit {
        let word = if new.no_inherit { "NO INHERIT" } else { "INHERIT" };
        let step = alter(format!("ALTER CONSTRAINT {} {word}", name(new)), LockMode::AccessExclusive);
        let takes_nulls = |child: &[String]| {
            let column = ObjectId::new(Kind::Column, child.iter().chain([&id.path()[2]]));
            let body = cx.current.objects.get(&column).and_then(Column::of);
            cx.holds_rows(child) && body.is_some_and(|column| column.not_null.is_none())
        };
        let reads = !new.no_inherit && cx.relatives.descendants(&id.path()[..2]).into_iter().any(takes_nulls);
        steps.push(match reads {
            true => step
                .hazard(Hazard::BlocksWrites, "Writers wait while every row of the children is read.")
                .hazard(Hazard::MayFail, "A row with a null makes it fail.")
                .long(),
            false => step,
        });
    }
    if !old.validated && new.validated {
        let step = alter(format!("VALIDATE CONSTRAINT {}", name(new)), LockMode::ShareUpdateExclusive);
        let step = step.hazard(Hazard::MayFail, "A row with a null makes it fail.");
        steps.push(step.in_new_group().long());
    }
    steps
}

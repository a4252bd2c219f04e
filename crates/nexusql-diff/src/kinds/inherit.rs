//! Tables join and leave parents that they inherit from. PostgreSQL wants a child to have what a parent has beforehand.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::column::Column;
use nexusql_catalog::kinds::constraint::Constraint;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::{aside_name, column, constraint};
use crate::address::{dotted, keywords, whole};
use crate::context::Context;
use crate::{LockMode, Step};

fn inherits<'a>(catalog: &'a Catalog, table: &ObjectId) -> Option<&'a [Vec<String>]> {
    match catalog.objects.get(table)? {
        Body::Table(table) => Some(&table.inherits),
        Body::ForeignTable(table) => Some(&table.inherits),
        _ => None,
    }
}

/// Returns how many of its desired parents, the first ones, a table that stays keeps: those that come in their order
/// already. Others are left and joined, so that all stand in their order in the end.
fn n_kept(table: &ObjectId, cx: &Context<'_>) -> usize {
    let mut old = inherits(cx.current, table).unwrap_or_default().iter();
    let new = inherits(cx.desired, table).unwrap_or_default();
    new.iter().take_while(|parent| old.any(|other| other == *parent)).count()
}

/// Returns the parents that a table which stays joins in the plan.
pub(crate) fn joined<'a>(table: &ObjectId, cx: &Context<'a>) -> Vec<&'a Vec<String>> {
    let new = inherits(cx.desired, table).filter(|_| cx.stays(table)).unwrap_or_default();
    new.iter().skip(n_kept(table, cx)).collect()
}

/// Returns the parents that a table which stays leaves in the plan.
pub(crate) fn left<'a>(table: &ObjectId, cx: &Context<'a>) -> Vec<&'a Vec<String>> {
    let old = inherits(cx.current, table).filter(|_| cx.stays(table)).unwrap_or_default();
    let kept = &inherits(cx.desired, table).unwrap_or_default()[..n_kept(table, cx)];
    old.iter().filter(|parent| !kept.contains(parent)).collect()
}

/// Returns the steps by which a table that stays leaves parents.
pub(super) fn leave(id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    left(id, cx).into_iter().map(|parent| alter(id, &format!("NO INHERIT {}", dotted(parent)))).collect()
}

/// Returns the steps by which a table that stays joins parents; none if it joins none.
pub(crate) fn join(id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = joined(id, cx).iter().map(|parent| join_one(id, parent, cx)).collect();
    if !steps.is_empty() && has_stand_in(id, cx) {
        let stand_in = stand_in(id);
        steps.push(alter(id, &format!("NO INHERIT {}", stand_in.sql_name())));
        steps.push(Step::new(id, format!("DROP TABLE {}", stand_in.sql_name())));
    }
    steps
}

fn join_one(id: &ObjectId, parent: &[String], cx: &Context<'_>) -> Step {
    alter(id, &format!("INHERIT {}", dotted(parent))).locks_standing(LockMode::ShareUpdateExclusive, parent, cx)
}

fn alter(id: &ObjectId, clause: &str) -> Step {
    let sql = format!("ALTER {} {} {clause}", keywords(id.kind()), id.sql_name());
    Step::new(id, sql).locks(LockMode::AccessExclusive, id.sql_name())
}

/// Returns the table that stands in for the parents until they can be joined. What comes down from it is not the child's
/// own, as what comes down from the parents shall not be.
fn stand_in(table: &ObjectId) -> ObjectId {
    ObjectId::new(Kind::Table, table.path()).renamed(&aside_name(&format!("{}_parent", table.name())))
}

fn has_stand_in(table: &ObjectId, cx: &Context<'_>) -> bool {
    let parts =
        [Kind::Column, Kind::Constraint].into_iter().flat_map(|kind| cx.desired.objects_under(kind, table.path()));
    parts.into_iter().any(|(part, _)| comes_by_stand_in(part, cx).is_some())
}

/// Returns the stand-in by way of which a column or check is made: one that is not the table's own and that no parent
/// brings which the table has already.
pub(crate) fn comes_by_stand_in(id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
    let table = cx.desired.whole(id.whole_path()?)?;
    let not_its_own = match cx.desired.objects.get(id)? {
        Body::Column(column) => column.inherited && !column.local,
        Body::Constraint(check) => check.constraint_type == "check" && check.inherited && !check.local,
        _ => false,
    };
    let wanted = not_its_own && cx.is_created(id) && !cx.inlined.contains_key(id) && !joined(&table, cx).is_empty();
    wanted.then(|| stand_in(&table))
}

/// Returns the steps that make the stand-in, if there is to be one.
pub(crate) fn make_stand_in(table: &ObjectId, cx: &Context<'_>) -> Option<Vec<Step>> {
    let stand_in = stand_in(table).sql_name();
    has_stand_in(table, cx).then(|| {
        vec![Step::new(table, format!("CREATE TABLE {stand_in} ()")), alter(table, &format!("INHERIT {stand_in}"))]
    })
}

/// Returns the steps that give the stand-in those columns of the table which it has not yet.
pub(super) fn columns_on(stand_in: &ObjectId, table: &ObjectId, names: &[String], cx: &Context<'_>) -> Vec<Step> {
    let step = |name: &String| {
        let id = ObjectId::new(Kind::Column, table.path().iter().chain([name]));
        let Some(Body::Column(body)) = cx.desired.objects.get(&id) else { return None };
        let bare = Column { not_null: None, identity: None, ..body.clone() };
        let declaration = column::declaration(&id, &bare, cx);
        let sql = format!("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {declaration}", stand_in.sql_name());
        Some(Step::new(table, sql).locks_tree(LockMode::AccessExclusive, table.path(), cx))
    };
    names.iter().filter_map(step).collect()
}

/// Returns the tables that the one at `path` inherits from in the end; none for a partition.
fn parents<'a>(path: &[String], cx: &Context<'a>) -> &'a [Vec<String>] {
    cx.desired.whole(path).and_then(|table| inherits(cx.desired, &table)).unwrap_or_default()
}

fn default_in<'a>(catalog: &'a Catalog, table: &[String], column: &str) -> Option<&'a Body> {
    catalog.objects.get(&ObjectId::new(Kind::Default, table.iter().map(String::as_str).chain([column])))
}

/// Returns whether a column that a new child declares without a default would get its parents'.
pub(super) fn gets_foreign_default(id: &ObjectId, cx: &Context<'_>) -> bool {
    let parents = id.whole_path().map(|table| parents(table, cx)).unwrap_or_default();
    parents.iter().any(|parent| default_in(cx.desired, parent, id.name()).is_some())
}

/// Returns the steps that give the columns which a new child has from its parents the defaults that they shall have.
pub(super) fn defaults_of_new(table: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let parents = parents(table.path(), cx);
    let columns = cx.desired.columns(table).into_iter();
    let columns = columns.filter(|(id, column)| {
        cx.inlined.get(*id) == Some(table) && column.inherited && !column.local && column.generated.is_none()
    });
    let wrong = columns.filter_map(|(id, _)| {
        let own = default_in(cx.desired, table.path(), id.name());
        let inlined = own.is_none() || cx.inlined.contains_key(&ObjectId::new(Kind::Default, id.path()));
        let is_other = |catalog, parent: &Vec<String>| default_in(catalog, parent, id.name()) != own;
        let differs = |parent: &&Vec<String>| {
            is_other(cx.desired, parent)
                || cx.stays(&ObjectId::new(Kind::Table, *parent)) && is_other(cx.current, parent)
        };
        (inlined && parents.iter().any(|parent| differs(&parent))).then_some((id, own))
    });
    let clause = |own: Option<&Body>| match own {
        Some(Body::Default(default)) => format!("SET DEFAULT {}", default.expression),
        _ => "DROP DEFAULT".to_owned(),
    };
    let sql = |(id, own): (&ObjectId, _)| {
        Step::new(id, format!("ALTER TABLE ONLY {} ALTER COLUMN {} {}", whole(id), quote_ident(id.name()), clause(own)))
    };
    wrong.map(sql).collect()
}

/// Returns the first column of a table that had it from its parents only and shall declare it too, if the table neither
/// joins nor leaves a parent.
pub(super) fn first_to_own(table: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
    let becomes_own = |id: &ObjectId, new: &Column| {
        let old = cx.current.objects.get(id).and_then(Column::of);
        new.inherited && new.local && old.is_some_and(|old| old.inherited && !old.local)
    };
    let moves = !joined(table, cx).is_empty() || !left(table, cx).is_empty();
    let columns = if moves { Vec::new() } else { cx.desired.columns(table) };
    columns.into_iter().find(|(id, column)| becomes_own(id, column)).map(|(id, _)| id.clone())
}

/// Returns the steps by which columns and checks that a table had from its parents only become its own as well: it leaves
/// the parents, which makes its own what it has from nowhere else, and joins them again.
pub(super) fn own(table: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
    let parents = parents(table.path(), cx);
    let stand_in = stand_in(table);
    let columns = cx.desired.columns(table).into_iter();
    let columns = columns.filter(|(id, column)| column.inherited && !column.local && cx.stays(id));
    let names: Vec<String> = columns.map(|(id, _)| id.name().to_owned()).collect();
    let checks = cx.desired.objects_under(Kind::Constraint, table.path()).filter(|(id, _)| cx.stays(id));
    let checks = checks.filter_map(|(id, body)| Some((id, Constraint::of(body)?)));
    let checks: Vec<_> =
        checks.filter(|(_, check)| check.constraint_type == "check" && check.inherited && !check.local).collect();
    let mut steps = vec![Step::new(table, format!("CREATE TABLE {} ()", stand_in.sql_name()))];
    steps.push(alter(table, &format!("INHERIT {}", stand_in.sql_name())));
    let spoken_of = checks.iter().flat_map(|(_, check)| check.columns.iter().cloned());
    let needed: Vec<String> = names.into_iter().chain(spoken_of).collect();
    steps.extend(columns_on(&stand_in, table, &needed, cx));
    steps.extend(checks.iter().map(|(id, check)| {
        let declaration = constraint::declaration(id, check);
        let step = Step::new(table, format!("ALTER TABLE {} ADD {declaration}", stand_in.sql_name()));
        step.locks_tree(LockMode::AccessExclusive, table.path(), cx)
    }));
    steps.extend(parents.iter().map(|parent| alter(table, &format!("NO INHERIT {}", dotted(parent)))));
    steps.extend(parents.iter().map(|parent| join_one(table, parent, cx)));
    steps.push(alter(table, &format!("NO INHERIT {}", stand_in.sql_name())));
    steps.push(Step::new(table, format!("DROP TABLE {}", stand_in.sql_name())));
    steps
}

/// Returns the name by which statements about a part of a table know the table.
pub(super) fn table_of(id: &ObjectId, cx: &Context<'_>) -> String {
    comes_by_stand_in(id, cx).map_or_else(|| whole(id), |stand_in| stand_in.sql_name())
}

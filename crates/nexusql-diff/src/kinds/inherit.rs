//! Tables join and leave parents that they inherit from. PostgreSQL wants a child to have what a parent has beforehand.

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::column::Column;
use nexusql_catalog::kinds::constraint::Constraint;
use nexusql_catalog::kinds::table::Table;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::{aside_name, column, constraint};
use crate::address::{dotted, whole};
use crate::context::Context;
use crate::{LockMode, Step};

/// Returns the parents that the table leaves and those that it joins, so that all stand in their order in the end.
fn changes<'a>(old: &'a Table, new: &'a Table) -> (Vec<&'a Vec<String>>, Vec<&'a Vec<String>>) {
    let mut rest = old.inherits.iter();
    let kept = new.inherits.iter().take_while(|parent| rest.any(|other| other == *parent)).count();
    let (kept, joined) = new.inherits.split_at(kept);
    (old.inherits.iter().filter(|parent| !kept.contains(parent)).collect(), joined.iter().collect())
}

fn both<'a>(table: &ObjectId, cx: &Context<'a>) -> Option<(&'a Table, &'a Table)> {
    let of = |catalog: &'a Catalog| catalog.objects.get(table).and_then(Table::of);
    Some((of(cx.current)?, of(cx.desired)?)).filter(|_| cx.stays(table))
}

/// Returns the parents that a table which stays joins in the plan.
pub(crate) fn joined<'a>(table: &ObjectId, cx: &Context<'a>) -> Vec<&'a Vec<String>> {
    both(table, cx).map(|(old, new)| changes(old, new).1).unwrap_or_default()
}

/// Returns the parents that a table which stays leaves in the plan.
pub(crate) fn left<'a>(table: &ObjectId, cx: &Context<'a>) -> Vec<&'a Vec<String>> {
    both(table, cx).map(|(old, new)| changes(old, new).0).unwrap_or_default()
}

/// Returns the steps by which a table leaves parents.
pub(super) fn leave(old: &Table, new: &Table, id: &ObjectId) -> Vec<Step> {
    changes(old, new).0.into_iter().map(|parent| alter(id, &format!("NO INHERIT {}", dotted(parent)))).collect()
}

/// Returns the steps by which a table that stays joins parents; none if it joins none.
pub(super) fn join(id: &ObjectId, cx: &Context<'_>) -> Option<Vec<Step>> {
    let parents = joined(id, cx);
    let mut steps: Vec<Step> = parents.iter().map(|parent| join_one(id, parent, cx)).collect();
    if has_stand_in(id, cx) {
        let stand_in = stand_in(id).sql_name();
        steps.push(alter(id, &format!("NO INHERIT {stand_in}")));
        steps.push(Step::new(id, format!("DROP TABLE {stand_in}")));
    }
    (!parents.is_empty()).then_some(steps)
}

fn join_one(id: &ObjectId, parent: &[String], cx: &Context<'_>) -> Step {
    let parent_name = dotted(parent);
    let step = alter(id, &format!("INHERIT {parent_name}"));
    if cx.holds_rows(parent) { step.locks(LockMode::ShareUpdateExclusive, parent_name) } else { step }
}

fn alter(id: &ObjectId, clause: &str) -> Step {
    Step::new(id, format!("ALTER TABLE {} {clause}", id.sql_name())).locks(LockMode::AccessExclusive, id.sql_name())
}

/// Returns the table that stands in for the parents until they can be joined. What comes down from it is not the child's
/// own, as what comes down from the parents shall not be.
fn stand_in(table: &ObjectId) -> ObjectId {
    table.renamed(&aside_name(&format!("{}_parent", table.name())))
}

fn has_stand_in(table: &ObjectId, cx: &Context<'_>) -> bool {
    let parts =
        [Kind::Column, Kind::Constraint].into_iter().flat_map(|kind| cx.desired.objects_under(kind, table.path()));
    parts.into_iter().any(|(part, _)| comes_by_stand_in(part, cx).is_some())
}

/// Returns the stand-in by way of which a column or check is made: one that is not the table's own and that no parent
/// brings which the table has already.
pub(crate) fn comes_by_stand_in(id: &ObjectId, cx: &Context<'_>) -> Option<ObjectId> {
    let table = ObjectId::new(Kind::Table, id.whole_path()?);
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
        Some(Step::new(table, format!("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {declaration}", stand_in.sql_name())))
    };
    names.iter().filter_map(step).collect()
}

/// Returns the tables that a table which is no partition inherits from.
fn parents<'a>(table: &[String], cx: &Context<'a>) -> &'a [Vec<String>] {
    match cx.desired.objects.get(&ObjectId::new(Kind::Table, table)) {
        Some(Body::Table(table)) => &table.inherits,
        _ => &[],
    }
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
        Step::new(table, format!("ALTER TABLE {} ADD {declaration}", stand_in.sql_name()))
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

//! What stands on tables and columns: keys, checks, indexes, views, triggers, rights.

use std::fmt::Write;

use super::draft::{CHILD, CHILD_COLUMNS, Draft, Looks, PARTS, Sort, TABLES};
use super::script::{Column, columns, has, is_unlogged, quoted};
use super::values::Shape;

pub fn function(name: &str, looks: &Looks) -> String {
    let volatility = ["immutable", "stable", "volatile"][usize::from(looks[1] % 3)];
    let strict = if looks[2] % 3 == 2 { " strict" } else { "" };
    let number = looks[0] % 4;
    match name {
        "f1" => {
            let argument = ["n", "m"][usize::from(looks[3] % 2)];
            let default = if looks[4] % 3 == 2 { " default 1" } else { "" };
            let result = ["integer", "integer", "bigint"][usize::from(looks[5] % 3)];
            format!(
                "create function f1({argument} integer{default}) returns {result} language sql immutable{strict} as 'select ($1 + {number})::{result}';\n"
            )
        }
        "f2" => format!(
            "create function f2(t text) returns text language plpgsql {volatility}{strict} as $f$ begin return t || '{number}'; end $f$;\n"
        ),
        "f4" => format!(
            "create function f4() returns trigger language plpgsql as $f$ begin /* {number} */ return coalesce(new, old); end $f$;\n"
        ),
        _ => format!(
            "create procedure f5(n integer) language plpgsql as $f$ begin perform count(*) from t1 where {number} = n; end $f$;\n"
        ),
    }
}

/// Returns everything that comes after the tables.
pub fn parts(draft: &Draft) -> String {
    let mut sql = String::new();
    for (&(sort, whole, name), looks) in draft {
        let on_table = TABLES.contains(&whole);
        if on_table && !has(draft, Sort::Table, whole) {
            continue;
        }
        let all = if on_table { columns(draft, whole) } else { Vec::new() };
        match sort {
            Sort::Key => sql += &key(draft, whole, name, looks, &all),
            Sort::RowFunction => sql += &row_function(draft, looks),
            Sort::Check => sql += &check(draft, whole, name, looks, &all),
            Sort::ForeignKey => sql += &foreign_key(draft, whole, name, looks, &all),
            Sort::Index => sql += &index(draft, whole, name, looks, &all),
            Sort::View | Sort::MaterializedView => sql += &view(draft, sort, name, looks),
            Sort::Statistics => sql += &statistics(whole, looks, &all),
            Sort::Rule => sql += &rule(whole, name, looks),
            Sort::Trigger => sql += &trigger(draft, whole, name, looks, &all),
            Sort::Policy => sql += &policy(whole, name, looks, &all),
            Sort::Publication => sql += &publication(draft, name, looks),
            Sort::Grant => sql += &grant(draft, whole, name, looks),
            Sort::Comment => sql += &comment(draft, whole, looks),
            _ => {}
        }
    }
    sql
}

fn chosen(all: &[Column], number: u8) -> Vec<&Column> {
    let plain = all.iter().filter(|column| !column.data_type.starts_with('c') || column.shape == Shape::Text);
    let plain: Vec<&Column> = plain.collect();
    let mut chosen: Vec<&Column> =
        plain.iter().enumerate().filter(|(at, _)| number & (1 << (at % 8)) != 0).map(|(_, column)| *column).collect();
    if chosen.is_empty() {
        chosen.extend(plain.first());
    }
    chosen.truncate(3);
    chosen
}

fn list(columns: &[&Column]) -> String {
    columns.iter().map(|column| quoted(column.name)).collect::<Vec<_>>().join(", ")
}

fn first_of(all: &[Column], shapes: &[Shape]) -> Option<String> {
    all.iter().find(|column| shapes.contains(&column.shape)).map(|column| quoted(column.name))
}

fn constraint_name(table: &str, name: &str) -> String {
    quoted(&format!("{table}_{name}"))
}

/// Returns the column of the table's primary key, if that is a single integer.
fn single_key(draft: &Draft, table: &'static str) -> Option<Column> {
    let looks = draft.get(&(Sort::Key, table, "pk"))?;
    let all = columns(draft, table);
    let chosen = key_columns(table, looks, &all);
    match chosen.as_slice() {
        [one] if matches!(one.shape, Shape::Integer | Shape::Bigint) => Some((*one).clone()),
        _ => None,
    }
}

fn key_columns<'a>(table: &str, looks: &Looks, all: &'a [Column]) -> Vec<&'a Column> {
    let mut chosen = chosen(all, looks[0]);
    if table == PARTS && chosen.iter().all(|column| column.name != "a") {
        chosen.insert(0, &all[0]);
    }
    chosen
}

fn key(draft: &Draft, table: &'static str, name: &str, looks: &Looks, all: &[Column]) -> String {
    let chosen = key_columns(table, looks, all);
    let first =
        draft.get(&(Sort::Key, table, "pk")).filter(|_| name != "pk").map(|looks| key_columns(table, looks, all));
    // Of two keys over the same columns PostgreSQL takes either one for a partition's.
    let is_twin = first.is_some_and(|first| list(&first) == list(&chosen));
    // From 18 on the not-null constraint that a key brings has a name, which a child takes from its parent.
    let is_inherited = |column: &&Column| table == CHILD && !CHILD_COLUMNS.contains(&column.name);
    if chosen.is_empty() || is_twin || name == "pk" && chosen.iter().any(is_inherited) {
        return String::new();
    }
    let constraint = constraint_name(table, name);
    let words = if name == "pk" { "primary key" } else { "unique" };
    let defer = if looks[1] % 5 == 4 && name != "pk" { " deferrable initially deferred" } else { "" };
    format!("alter table {} add constraint {constraint} {words} ({}){defer};\n", quoted(table), list(&chosen))
}

fn row_function(draft: &Draft, looks: &Looks) -> String {
    if !has(draft, Sort::Table, "t1") {
        return String::new();
    }
    format!("create function g1(r t1) returns integer language sql immutable as 'select {}';\n", looks[0] % 3)
}

const ROW_CHECK: &str = "g1(t1.*) >= 0";

fn check(draft: &Draft, table: &'static str, name: &str, looks: &Looks, all: &[Column]) -> String {
    let number = first_of(all, &[Shape::Integer, Shape::Number, Shape::Bigint]);
    let expression = match looks[0] % 5 {
        0 => number.map(|column| format!("{column} > -{}", looks[1] % 3)),
        1 => first_of(all, &[Shape::Text]).map(|column| format!("{column} <> 'no{}'", looks[1] % 3)),
        2 => first_of(all, &[Shape::Integer])
            .filter(|_| has(draft, Sort::Function, "f1"))
            .map(|column| format!("f1({column}) is not null or true")),
        3 if table == "t1" && has(draft, Sort::RowFunction, "g1") => Some(ROW_CHECK.to_owned()),
        _ => first_of(all, &[Shape::Text]).map(|column| format!("{column} in ('a', 'b', '{}')", looks[1] % 3)),
    };
    let Some(expression) = expression else { return String::new() };
    let mut end = if looks[2] % 5 == 4 { " not valid" } else { "" };
    if expression == ROW_CHECK {
        // A row of the table is none of its children's.
        end = " no inherit";
    }
    format!(
        "alter table {} add constraint {} check ({expression}){end};\n",
        quoted(table),
        constraint_name(table, name)
    )
}

fn foreign_key(draft: &Draft, table: &'static str, name: &str, looks: &Looks, all: &[Column]) -> String {
    let target = TABLES[usize::from(looks[0]) % TABLES.len()];
    // What partitions of a table that points to itself lock when they leave depends on their order, which no step knows.
    if !has(draft, Sort::Table, target) || target == CHILD || (target, table) == (PARTS, PARTS) {
        return String::new();
    }
    let Some(key) = single_key(draft, target) else { return String::new() };
    if is_unlogged(draft, target) != is_unlogged(draft, table) {
        return String::new();
    }
    let from = all.iter().filter(|column| column.data_type == key.data_type && !column.generated);
    let from: Vec<&Column> = from.collect();
    let Some(from) = from.get(usize::from(looks[1]) % from.len().max(1)) else { return String::new() };
    let action = ["", " on delete cascade", " on update cascade on delete restrict"][usize::from(looks[2] % 3)];
    let defer = if looks[3] % 4 == 3 { " deferrable" } else { "" };
    let end = if looks[4] % 5 == 4 && table != PARTS { " not valid" } else { "" };
    format!(
        "alter table {} add constraint {} foreign key ({}) references {} ({}){action}{defer}{end};\n",
        quoted(table),
        constraint_name(table, name),
        quoted(from.name),
        quoted(target),
        quoted(key.name)
    )
}

fn index(draft: &Draft, table: &'static str, name: &str, looks: &Looks, all: &[Column]) -> String {
    let Some((unique, keys)) = index_keys(draft, table, looks, all) else { return String::new() };
    let first = draft.get(&(Sort::Index, table, "i1")).filter(|_| name != "i1");
    if table == PARTS && first.and_then(|looks| index_keys(draft, table, looks, all)) == Some((unique, keys.clone())) {
        return String::new();
    }
    format!("create {unique}index {} on {} {keys};\n", constraint_name(table, name), quoted(table))
}

fn index_keys(draft: &Draft, table: &'static str, looks: &Looks, all: &[Column]) -> Option<(&'static str, String)> {
    let chosen = chosen(all, looks[0]);
    let filtered = quoted(chosen.first()?.name);
    let keys = match looks[1] % 5 {
        4 => first_of(all, &[Shape::Text]).map(|column| format!("lower({column})")),
        3 if has(draft, Sort::Function, "f1") => first_of(all, &[Shape::Integer]).map(|column| format!("f1({column})")),
        2 => Some(list(&chosen) + " desc nulls last"),
        _ => None,
    };
    let keys = keys.unwrap_or_else(|| list(&chosen));
    let unique = if looks[2] % 6 == 5 && table != PARTS { "unique " } else { "" };
    let filter = if looks[3] % 4 == 3 { format!(" where {filtered} is not null") } else { String::new() };
    Some((unique, format!("({keys}){filter}")))
}

fn view(draft: &Draft, sort: Sort, name: &str, looks: &Looks) -> String {
    let tables: Vec<&'static str> = TABLES.iter().copied().filter(|table| has(draft, Sort::Table, table)).collect();
    let Some(&table) = tables.get(usize::from(looks[0]) % tables.len().max(1)) else { return String::new() };
    let all = columns(draft, table);
    let from = quoted(table);
    let some = chosen(&all, looks[2]);
    let names = if some.is_empty() { "1 as one".to_owned() } else { list(&some) };
    let query = match looks[1] % 6 {
        1 => format!("select {from} as whole from {from}"),
        2 => format!(
            "select count(*) as n, max({}) as top from {from}",
            first_of(&all, &[Shape::Integer, Shape::Text]).unwrap_or("1".to_owned())
        ),
        3 if has(draft, Sort::Function, "f1") && first_of(&all, &[Shape::Integer]).is_some() => {
            format!("select f1({}) as called from {from}", first_of(&all, &[Shape::Integer]).unwrap_or_default())
        }
        4 if name != "v1"
            && has(draft, Sort::View, "v1")
            && !view(draft, Sort::View, "v1", &draft[&(Sort::View, "", "v1")]).is_empty() =>
        {
            "select v1 as below, 1 as one from v1".to_owned()
        }
        5 if tables.len() > 1 => format!("select x.* from {from} x, {} y", quoted(tables[0])),
        _ => format!("select {names} from {from}"),
    };
    let end = if looks[3] % 3 == 2 { " where true or 1 = 1" } else { "" };
    match sort {
        Sort::MaterializedView => format!("create materialized view {name} as {query}{end};\n"),
        _ => {
            let option = if looks[4] % 4 == 3 { " with (security_barrier)" } else { "" };
            format!("create view {name}{option} as {query}{end};\n")
        }
    }
}

fn statistics(table: &str, looks: &Looks, all: &[Column]) -> String {
    let chosen = chosen(all, looks[0] | 3);
    if chosen.len() < 2 {
        return String::new();
    }
    let kind = ["", " (ndistinct)", " (dependencies, mcv)"][usize::from(looks[1] % 3)];
    format!("create statistics {}{kind} on {} from {};\n", constraint_name(table, "st1"), list(&chosen), quoted(table))
}

fn rule(table: &str, name: &str, looks: &Looks) -> String {
    let event = ["update", "delete"][usize::from(looks[0] % 2)];
    format!(
        "create rule {name} as on {event} to {} where 1 = {} do instead nothing;\n",
        quoted(table),
        2 + looks[1] % 2
    )
}

fn trigger(draft: &Draft, table: &str, name: &str, looks: &Looks, all: &[Column]) -> String {
    if !has(draft, Sort::Function, "f4") {
        return String::new();
    }
    let when = ["before", "after"][usize::from(looks[0] % 2)];
    let of = match all.iter().find(|column| !column.generated) {
        Some(column) if looks[1] % 3 == 2 => format!("update of {}", quoted(column.name)),
        _ => "insert or update".to_owned(),
    };
    let condition = match all.first() {
        Some(column) if looks[2] % 3 == 2 && !column.generated => {
            format!(" when (new.{} is not null)", quoted(column.name))
        }
        _ => String::new(),
    };
    let enabled = if looks[3] % 4 == 3 {
        format!("alter table {} disable trigger {name};\n", quoted(table))
    } else {
        String::new()
    };
    format!(
        "create trigger {name} {when} {of} on {} for each row{condition} execute function f4();\n{enabled}",
        quoted(table)
    )
}

fn policy(table: &str, name: &str, looks: &Looks, all: &[Column]) -> String {
    let command = ["all", "select", "update"][usize::from(looks[0] % 3)];
    let role = ["public", "generated_reader"][usize::from(looks[1] % 2)];
    let using = match all.get(usize::from(looks[2]) % all.len().max(1)) {
        Some(column) => format!("{} is not null", quoted(column.name)),
        None => "true".to_owned(),
    };
    format!("create policy {name} on {} for {command} to {role} using ({using});\n", quoted(table))
}

fn publication(draft: &Draft, name: &str, looks: &Looks) -> String {
    let tables: Vec<String> = ["t1", "T 3"]
        .into_iter()
        .filter(|table| has(draft, Sort::Table, table) && !is_unlogged(draft, table))
        .map(quoted)
        .collect();
    let tables = &tables[..tables.len().min(usize::from(looks[0] % 3))];
    let target = if tables.is_empty() { String::new() } else { format!(" for table {}", tables.join(", ")) };
    let publish = if looks[1] % 3 == 2 { " with (publish = 'insert')" } else { "" };
    format!("create publication {name}{target}{publish};\n")
}

/// Returns what `GRANT … ON` and `COMMENT ON` call the object, and a privilege on it.
fn address(draft: &Draft, name: &'static str) -> Option<(String, &'static str, &'static str)> {
    let table = || quoted(name);
    Some(match name {
        "v1" => {
            let looks = draft.get(&(Sort::View, "", name))?;
            if view(draft, Sort::View, name, looks).is_empty() {
                return None;
            }
            ("v1".to_owned(), "view", "select")
        }
        "m1" => {
            let looks = draft.get(&(Sort::MaterializedView, "", name))?;
            if view(draft, Sort::MaterializedView, name, looks).is_empty() {
                return None;
            }
            ("m1".to_owned(), "materialized view", "select")
        }
        "f1" => has(draft, Sort::Function, name).then(|| ("f1(integer)".to_owned(), "function", "execute"))?,
        "q1" => has(draft, Sort::Sequence, name).then(|| ("q1".to_owned(), "sequence", "usage"))?,
        "e1" => has(draft, Sort::Enum, name).then(|| ("e1".to_owned(), "type", "usage"))?,
        _ => has(draft, Sort::Table, name).then(|| (table(), "table", "insert"))?,
    })
}

fn grant(draft: &Draft, whole: &'static str, role: &str, looks: &Looks) -> String {
    let Some((object, kind, privilege)) = address(draft, whole) else { return String::new() };
    let kind = if matches!(kind, "view" | "materialized view") { "table" } else { kind };
    let mut sql = String::new();
    match looks[0] % 3 {
        1 if kind == "table" => {
            let privileges = ["select", "select, insert", "all"][usize::from(looks[1] % 3)];
            let _ = writeln!(sql, "grant {privileges} on {object} to {role};");
        }
        2 if role == "PUBLIC" && matches!(kind, "function" | "type") => {
            let _ = writeln!(sql, "revoke {privilege} on {kind} {object} from {role};");
        }
        _ => {
            let _ = writeln!(sql, "grant {privilege} on {kind} {object} to {role};");
        }
    }
    sql
}

fn comment(draft: &Draft, whole: &'static str, looks: &Looks) -> String {
    let Some((object, kind, _)) = address(draft, whole) else { return String::new() };
    format!("comment on {kind} {object} is 'it''s {}';\n", looks[0] % 3)
}

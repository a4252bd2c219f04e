//! Writes a draft as a script that loads. What refers to something that the draft lacks is left out or made plain.

use std::fmt::Write;

use super::draft::{ATTRIBUTES, CHILD, CHILD_COLUMNS, COLUMNS, Draft, Looks, PARTS, Sort, TABLES};
use super::parts;
use super::values::{self, Shape, shape_of};

/// Returns `name` quoted, always.
pub fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// A column as it is written: its name, its type and whether it is computed.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: &'static str,
    pub data_type: String,
    pub shape: Shape,
    pub generated: bool,
    pub not_null: bool,
    pub looks: Looks,
}

/// Returns the script of `draft`.
pub fn script(draft: &Draft) -> String {
    let mut sql = String::new();
    for (key, looks) in draft {
        match key.0 {
            Sort::Enum => sql += &values::enumeration(key.2, looks),
            Sort::Domain => sql += &values::domain(draft, key.2, looks),
            Sort::Composite => sql += &composite(draft, key.2),
            Sort::Range => sql += &values::range(key.2, looks),
            Sort::Sequence => sql += &sequence(key.2, looks),
            Sort::Function => sql += &parts::function(key.2, looks),
            _ => {}
        }
    }
    for &table in TABLES {
        if has(draft, Sort::Table, table) {
            sql += &create_table(draft, table);
        }
    }
    sql += &partitions(draft);
    sql += &parts::parts(draft);
    sql
}

/// Returns whether the draft has a whole object of that sort and name.
pub fn has(draft: &Draft, sort: Sort, name: &'static str) -> bool {
    // The child is there with its parent only: a column that it has from there is never its own.
    let with_parent = sort != Sort::Table || name != CHILD || has(draft, Sort::Table, "t1");
    with_parent && draft.contains_key(&(sort, "", name))
}

fn composite(draft: &Draft, name: &'static str) -> String {
    let attributes: Vec<String> = ATTRIBUTES
        .iter()
        .filter_map(|&attribute| {
            let looks = draft.get(&(Sort::Attribute, name, attribute))?;
            let inner = if name == "c2" && looks[1] % 4 == 3 && has(draft, Sort::Composite, "c1") {
                "c1".to_owned()
            } else {
                values::data_type(draft, looks[0], false)
            };
            Some(format!("{attribute} {inner}"))
        })
        .collect();
    format!("create type {name} as ({});\n", attributes.join(", "))
}

fn sequence(name: &str, looks: &Looks) -> String {
    let of = ["bigint", "integer", "smallint"][usize::from(looks[0] % 3)];
    let step = [1, 5, -1][usize::from(looks[1] % 3)];
    let cycle = if looks[2] % 4 == 3 { " cycle" } else { "" };
    format!("create sequence {name} as {of} increment {step}{cycle} cache {};\n", 1 + looks[3] % 3)
}

/// Returns the columns of `table` as they are written, those of its parent first.
pub fn columns(draft: &Draft, table: &'static str) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    if table == CHILD {
        columns = self::columns(draft, "t1");
    }
    if table == PARTS {
        let plain = [0; 8];
        columns.push(Column {
            name: "a",
            data_type: "integer".to_owned(),
            shape: Shape::Integer,
            generated: false,
            not_null: true,
            looks: plain,
        });
    }
    let names = if table == CHILD { CHILD_COLUMNS } else { COLUMNS };
    for &name in names {
        let Some(looks) = draft.get(&(Sort::Column, table, name)) else { continue };
        if columns.iter().any(|column| column.name == name) {
            continue;
        }
        let data_type = values::data_type(draft, looks[0], true);
        let shape = shape_of(&data_type);
        let not_null = looks[1] % 3 == 2;
        columns.push(Column { name, data_type, shape, generated: false, not_null, looks: *looks });
    }
    for at in 0..columns.len() {
        let Column { shape, looks, .. } = &columns[at];
        let whole = matches!(shape, Shape::Integer | Shape::Bigint | Shape::Text);
        // A computed column stands on the first plain one, which is none itself.
        columns[at].generated = looks[2] % 8 == 7 && whole && table != CHILD && at > 0 && columns[0].shape == *shape;
    }
    columns
}

/// Returns whether the table is unlogged, which a partitioned one cannot be.
pub fn is_unlogged(draft: &Draft, table: &'static str) -> bool {
    // Children are published with their parents, so they are as logged as those.
    let table = if table == CHILD { "t1" } else { table };
    table != PARTS && draft.get(&(Sort::Table, "", table)).is_some_and(|looks| looks[0] % 5 == 4)
}

fn create_table(draft: &Draft, table: &'static str) -> String {
    let looks = draft[&(Sort::Table, "", table)];
    let all = columns(draft, table);
    let inherited = if table == CHILD { columns(draft, "t1") } else { Vec::new() };
    let inherits = table == CHILD;
    let own = all.iter().filter(|column| !inherits || inherited.iter().all(|above| above.name != column.name));
    let lines: Vec<String> = own.map(|column| declaration(draft, table, column, &all)).collect();
    let unlogged = if is_unlogged(draft, table) { "unlogged " } else { "" };
    let name = quoted(table);
    let mut sql = format!("create {unlogged}table {name} (\n    {}\n)", lines.join(",\n    "));
    if inherits {
        sql += " inherits (\"t1\")";
    }
    if table == PARTS {
        sql += &format!(" partition by {} (a)", ["range", "list"][usize::from(looks[1] % 2)]);
    } else if looks[1] % 3 == 2 {
        sql += " with (fillfactor = 70)";
    }
    sql += ";\n";
    if looks[2] % 4 == 3 {
        let _ = writeln!(sql, "alter table {name} enable row level security;");
    }
    if looks[3] % 4 == 3 {
        let _ = writeln!(sql, "alter table {name} replica identity full;");
    }
    for column in own_columns(&all, &inherited, inherits) {
        sql += &settings(&name, column);
    }
    sql
}

fn own_columns<'a>(all: &'a [Column], inherited: &[Column], inherits: bool) -> Vec<&'a Column> {
    all.iter().filter(|column| !inherits || inherited.iter().all(|above| above.name != column.name)).collect()
}

fn declaration(draft: &Draft, table: &'static str, column: &Column, all: &[Column]) -> String {
    let mut text = format!("{} {}", quoted(column.name), column.data_type);
    let looks = &column.looks;
    if column.shape == Shape::Text && looks[3] % 5 == 4 {
        text += " collate \"C\"";
    }
    if column.generated {
        let base = quoted(all[0].name);
        let over = if column.shape == Shape::Text { format!("lower({base})") } else { format!("{base} * 2") };
        return format!("{text} generated always as ({over}) stored");
    }
    let is_whole = matches!(column.shape, Shape::Integer | Shape::Bigint);
    if looks[2] % 8 == 6 && is_whole && table != PARTS && table != "t1" && table != CHILD {
        let always = if looks[4].is_multiple_of(2) { "always" } else { "by default" };
        return format!("{text} generated {always} as identity");
    }
    if looks[2] % 8 >= 3
        && let Some(default) = values::default(draft, column.shape, looks[4])
    {
        text += &format!(" default {default}");
    }
    if column.not_null { text + " not null" } else { text }
}

fn settings(table: &str, column: &Column) -> String {
    let mut sql = String::new();
    let alter = format!("alter table {table} alter column {}", quoted(column.name));
    if column.looks[5] % 6 == 5 {
        let _ = writeln!(sql, "{alter} set statistics {};", column.looks[6]);
    }
    if column.looks[5] % 6 == 4 && column.shape == Shape::Text {
        let _ = writeln!(sql, "{alter} set storage external;");
    }
    if column.looks[7] % 6 == 5 {
        let _ = writeln!(sql, "comment on column {table}.{} is 'column {}';", quoted(column.name), column.looks[6]);
    }
    sql
}

/// Partitions hang in their table or stand alone with the same columns.
fn partitions(draft: &Draft) -> String {
    let mut sql = String::new();
    let parent = draft.get(&(Sort::Table, "", PARTS));
    let all = columns(draft, PARTS);
    for (at, name) in ["p1", "p2", "p3"].into_iter().enumerate() {
        let Some(looks) = draft.get(&(Sort::Partition, PARTS, name)) else { continue };
        match parent {
            Some(parent) if looks[0] % 4 != 3 => {
                let bound = bound(at, parent[1] % 2 == 0, looks);
                let _ = writeln!(sql, "create table {name} partition of \"{PARTS}\" {bound};");
            }
            _ => {
                let lines: Vec<String> = all
                    .iter()
                    .map(|column| {
                        let not_null = if column.not_null { " not null" } else { "" };
                        format!("{} {}{not_null}", quoted(column.name), column.data_type)
                    })
                    .collect();
                let _ = writeln!(sql, "create table {name} ({});", lines.join(", "));
            }
        }
    }
    sql
}

fn bound(at: usize, by_range: bool, looks: &Looks) -> String {
    if at == 2 && looks[1] % 2 == 1 {
        return "default".to_owned();
    }
    let from = at * 100;
    let to = from + if looks[2] % 3 == 2 { 50 } else { 100 };
    match by_range {
        true => format!("for values from ({from}) to ({to})"),
        false => format!("for values in ({from}, {})", from + 1 + usize::from(looks[2] % 3)),
    }
}

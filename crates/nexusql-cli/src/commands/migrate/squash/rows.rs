//! The rows that migrations have put into tables, and where sequences stand, as SQL.

use std::collections::BTreeSet;

use nexusql_base::name::{qualified, quote_ident, quote_literal};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::{DatabaseManager, Dedicated};

/// How many rows a statement has.
const ROWS_MAX: usize = 500;

struct Table {
    nspname: String,
    relname: String,
    columns: Vec<String>,
    identity: bool,
    triggers: Vec<String>,
    always: Vec<String>,
    needs: Vec<String>,
    oid: String,
}

type Row = (String, String, Vec<String>, bool, Vec<String>, Vec<String>, Vec<String>, String);

impl Table {
    fn of(row: Row) -> Self {
        let (nspname, relname, columns, identity, triggers, always, needs, oid) = row;
        Self { nspname, relname, columns, identity, triggers, always, needs, oid }
    }

    fn name(&self) -> String {
        qualified(&self.nspname, &self.relname)
    }
}

/// A table and its rows, each as it stands in SQL.
struct Filled {
    table: Table,
    rows: Vec<String>,
}

/// Returns statements that set each sequence that `is_new` takes to where it stands.
///
/// Errors: as the server says.
pub async fn positions(manager: &DatabaseManager, is_new: &dyn Fn(&str) -> bool) -> Result<String> {
    sequences(&mut manager.dedicated().await.map_err(Error::from)?, is_new).await
}

/// Returns statements that put all rows into the tables that `is_new` takes, and set sequences and materialized views.
///
/// Errors: [`ErrorKind::Usage`] for large objects, which SQL alone does not hold; as the server says.
/// Cost: all rows are held in memory, as the text that they become.
pub async fn script(manager: &DatabaseManager, is_new: &dyn Fn(&str) -> bool) -> Result<String> {
    let mut session = manager.dedicated().await.map_err(Error::from)?;
    let settings = "set search_path = ''; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set row_security = off; \
                    set bytea_output = 'hex'; set extra_float_digits = 1";
    session.run(settings).await.map_err(Error::from)?;
    refuse_large_objects(&mut session).await?;
    let tables: Vec<Row> = session.fetch_all(include_str!("tables.sql"), ()).await.map_err(Error::from)?;
    let mut filled = Vec::new();
    for table in tables.into_iter().map(Table::of) {
        if is_new(&table.name()) {
            let rows = rows(&mut session, &table).await?;
            if !rows.is_empty() {
                filled.push(Filled { table, rows });
            }
        }
    }
    let mut text = String::new();
    for group in ordered(filled) {
        write(&mut text, &group);
    }
    text.push_str(&sequences(&mut session, is_new).await?);
    text.push_str(&views(&mut session).await?);
    Ok(text)
}

async fn refuse_large_objects(session: &mut Dedicated) -> Result<()> {
    let sql = "select count(*) from pg_catalog.pg_largeobject_metadata";
    let (n,): (i64,) = session.fetch_one(sql, ()).await.map_err(Error::from)?;
    if n == 0 {
        return Ok(());
    }
    let diagnostic =
        Diagnostic::error("squash-large-objects", "migrations make large objects, which a file cannot hold");
    Err(Error::new(ErrorKind::Usage, diagnostic.with_hint("Squash up to the migration before them, with --to.")))
}

async fn rows(session: &mut Dedicated, table: &Table) -> Result<Vec<String>> {
    let cells: Vec<String> =
        table.columns.iter().map(|name| format!("format('%L', t.{})", quote_ident(name))).collect();
    let row = if cells.is_empty() { "''".to_owned() } else { cells.join(" || ', ' || ") };
    let sql = format!("select {row} from only {} t", table.name());
    let found: Vec<(String,)> = session.fetch_all(&sql, ()).await.map_err(Error::from)?;
    Ok(found.into_iter().map(|(row,)| row).collect())
}

/// Returns tables behind those that their foreign keys point to; those that point to one another come together.
fn ordered(mut left: Vec<Filled>) -> Vec<Vec<Filled>> {
    let mut groups = Vec::new();
    while !left.is_empty() {
        let open: BTreeSet<String> = left.iter().map(|one| one.table.oid.clone()).collect();
        let is_ready = |one: &Filled| one.table.needs.iter().all(|need| *need == one.table.oid || !open.contains(need));
        let (ready, waiting): (Vec<Filled>, Vec<Filled>) = left.into_iter().partition(is_ready);
        left = waiting;
        if ready.is_empty() {
            groups.push(std::mem::take(&mut left));
        }
        groups.extend(ready.into_iter().map(|one| vec![one]));
    }
    groups
}

fn write(text: &mut String, group: &[Filled]) {
    for Filled { table, .. } in group {
        for trigger in table.triggers.iter().chain(&table.always) {
            text.push_str(&format!("\nalter table {} disable trigger {};", table.name(), quote_ident(trigger)));
        }
    }
    match group {
        [one] => {
            // Rows of a table that points to itself are checked at the end of their statement.
            let at_once = one.table.needs.contains(&one.table.oid) || one.table.columns.is_empty();
            let n_max = if at_once { usize::MAX } else { ROWS_MAX };
            for rows in one.rows.chunks(n_max) {
                text.push_str(&format!("\n{};\n", insert(&one.table, rows)));
            }
        }
        // One statement, at whose end foreign keys are checked.
        [first @ .., last] => {
            let parts =
                first.iter().enumerate().map(|(n, one)| format!("rows_{n} as ({})", insert(&one.table, &one.rows)));
            let parts: Vec<String> = parts.collect();
            text.push_str(&format!("\nwith {}\n{};\n", parts.join(",\n"), insert(&last.table, &last.rows)));
        }
        [] => {}
    }
    for Filled { table, .. } in group {
        let (on, always) =
            (table.triggers.iter().map(|name| ("", name)), table.always.iter().map(|name| ("always ", name)));
        for (how, trigger) in on.chain(always) {
            text.push_str(&format!("alter table {} enable {how}trigger {};\n", table.name(), quote_ident(trigger)));
        }
    }
}

fn insert(table: &Table, rows: &[String]) -> String {
    let name = table.name();
    if table.columns.is_empty() {
        // Rows without a column can be made by a query only.
        return format!("insert into {name} select from generate_series(1, {})", rows.len());
    }
    let columns: Vec<String> = table.columns.iter().map(|name| quote_ident(name)).collect();
    let identity = if table.identity { " overriding system value" } else { "" };
    let rows: Vec<String> = rows.iter().map(|row| format!("  ({row})")).collect();
    format!("insert into {name} ({}){identity} values\n{}", columns.join(", "), rows.join(",\n"))
}

async fn sequences(session: &mut Dedicated, is_new: &dyn Fn(&str) -> bool) -> Result<String> {
    let sql = "select n.nspname::text, c.relname::text, s.seqstart \
               from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid \
               join pg_catalog.pg_namespace n on n.oid = c.relnamespace where not exists (select from pg_catalog.pg_depend d \
                 where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e') order by 1, 2";
    let found: Vec<(String, String, i64)> = session.fetch_all(sql, ()).await.map_err(Error::from)?;
    let mut text = String::new();
    for (schema, name, start) in found {
        let name = qualified(&schema, &name);
        if !is_new(&name) {
            continue;
        }
        let sql = format!("select last_value, is_called from {name}");
        let (last, is_called): (i64, bool) = session.fetch_one(&sql, ()).await.map_err(Error::from)?;
        if (last, is_called) != (start, false) {
            text.push_str(&format!("\nselect pg_catalog.setval({}, {last}, {is_called});\n", quote_literal(&name)));
        }
    }
    Ok(text)
}

/// Those that hold rows were made before the rows of their tables came.
async fn views(session: &mut Dedicated) -> Result<String> {
    let sql = "select n.nspname::text, c.relname::text from pg_catalog.pg_class c \
               join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
               where c.relkind = 'm' and c.relispopulated and n.nspname not like 'pg\\_%' order by c.oid";
    let found: Vec<(String, String)> = session.fetch_all(sql, ()).await.map_err(Error::from)?;
    let refresh =
        |(schema, name): &(String, String)| format!("\nrefresh materialized view {};\n", qualified(schema, name));
    Ok(found.iter().map(refresh).collect())
}

//! Watches rows: what each table held before the plan, and whether it holds the same afterwards.

use std::collections::BTreeSet;

use nexusql_base::Result;
use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::column::Column;
use nexusql_catalog::kinds::table::Table;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};
use nexusql_diff::{Hazard, Plan};
use tokio_postgres::Client;

use super::elsewhere::tables_with_rows_elsewhere;
use super::server;

/// The rows of one table: how many, and a sum over what the watched columns hold.
struct Held {
    table: String,
    query: String,
    count: i64,
    sum: Option<String>,
}

/// What is watched.
pub(super) struct Watch {
    held: Vec<Held>,
}

impl Watch {
    /// Notes what every table holds that both catalogs have, in the columns whose values no step declares lost or changed.
    pub(super) async fn before(client: &Client, current: &Catalog, desired: &Catalog, plan: &Plan) -> Result<Self> {
        let declared: BTreeSet<&str> = plan
            .hazards()
            .filter(|(_, note)| note.hazard == Hazard::DeletesData)
            .map(|(step, _)| step.object.as_str())
            .collect();
        let elsewhere = tables_with_rows_elsewhere(current);
        let mut watch = Self { held: Vec::new() };
        for table in current.objects.keys().filter(|id| id.kind() == Kind::Table) {
            if declared.contains(table.to_string().as_str()) {
                continue;
            }
            // Rows of a table that is partitioned in another way are looked for in all of it; its partitions may go.
            let moves = |id: &ObjectId| partition_key(current, id) != partition_key(desired, id);
            if current
                .objects
                .get(table)
                .and_then(Table::of)
                .and_then(|body| body.partition_of.as_ref())
                .is_some_and(|of| moves(&ObjectId::new(Kind::Table, &of.parent)))
            {
                continue;
            }
            if elsewhere.contains(table) {
                continue;
            }
            // A table that others inherit from is seen without them, for a child may join or leave.
            let only = if moves(table) { "" } else { "ONLY " };
            let query = query(table, only, &columns(current, desired, table, &declared));
            let (count, sum) = measure(client, &query).await?;
            if count > 0 {
                watch.held.push(Held { table: table.sql_name(), query, count, sum });
            }
        }
        Ok(watch)
    }

    /// Returns the tables that hold something else now.
    pub(super) async fn after(&self, client: &Client) -> Result<Vec<String>> {
        let mut lost = Vec::new();
        for held in &self.held {
            let same = match measure(client, &held.query).await {
                Ok((count, sum)) => count == held.count && sum == held.sum,
                Err(_) if !client.is_closed() => false,
                Err(error) => return Err(error),
            };
            if !same {
                lost.push(held.table.clone());
            }
        }
        Ok(lost)
    }

    pub(super) fn n_tables(&self) -> usize {
        self.held.len()
    }

    pub(super) fn n_rows(&self) -> u64 {
        self.held.iter().map(|held| held.count.unsigned_abs()).sum()
    }
}

/// Empties every table, and watches no more.
pub(super) async fn forget_rows(client: &Client, watch: &mut Watch) -> Result<()> {
    watch.held.clear();
    let tables = client.query_one(include_str!("ordinary_tables.sql"), &[]).await.map_err(|error| server(&error))?;
    if let Some(tables) = tables.get::<_, Option<String>>(0) {
        client.batch_execute(&format!("TRUNCATE {tables} CASCADE")).await.map_err(|error| server(&error))?;
    }
    Ok(())
}

/// Returns what the table is partitioned by, if it is there.
fn partition_key<'a>(catalog: &'a Catalog, table: &ObjectId) -> Option<&'a str> {
    catalog.objects.get(table).and_then(Table::of)?.partition_key.as_deref()
}

/// Returns the columns whose values must stay as they are.
fn columns(current: &Catalog, desired: &Catalog, table: &ObjectId, declared: &BTreeSet<&str>) -> Vec<String> {
    let same = |id: &ObjectId, old: &Column| {
        desired
            .objects
            .get(id)
            .and_then(Column::of)
            .is_some_and(|new| old.data_type == new.data_type && old.generated.is_none() && new.generated.is_none())
            && current.needs_of(id).all(|need| same_attributes(current, desired, need))
    };
    current
        .columns(table)
        .into_iter()
        .filter(|(id, column)| same(id, column) && !declared.contains(id.to_string().as_str()))
        .map(|(id, _)| quote_ident(id.name()))
        .collect()
}

/// Returns whether a composite type prints its values as before; other types always do.
fn same_attributes(current: &Catalog, desired: &Catalog, type_id: &ObjectId) -> bool {
    let attributes = |catalog: &Catalog| -> Vec<(ObjectId, Body)> {
        let parts = catalog.objects_under(Kind::Attribute, type_id.path());
        parts.map(|(id, body)| (id.clone(), body.clone())).collect()
    };
    type_id.kind() != Kind::Composite || attributes(current) == attributes(desired)
}

fn query(table: &ObjectId, only: &str, columns: &[String]) -> String {
    let row = if columns.is_empty() { "''".to_owned() } else { format!("ROW({})::text", columns.join(", ")) };
    format!(
        "select count(*), sum(pg_catalog.hashtextextended({row}, 0)::numeric)::text from {only}{}",
        table.sql_name()
    )
}

async fn measure(client: &Client, query: &str) -> Result<(i64, Option<String>)> {
    let row = client.query_one(query, &[]).await.map_err(|error| server(&error))?;
    Ok((row.get(0), row.get(1)))
}

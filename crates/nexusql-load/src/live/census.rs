//! Which kinds a database may hold at all. Planning a query costs more than finding that there is nothing for it.

use nexusql_base::Result;
use nexusql_db::postgres::error;
use tokio_postgres::Client;

use super::Query;

/// Before the first object that a user makes come those that PostgreSQL made.
///
/// Source: `FirstNormalObjectId` in access/transam.h.
const FIRST_OF_A_USER: u32 = 16384;

/// Returns the queries that may find something.
///
/// The second line of a kind's file, `-- only if: catalog [where condition]`, says where its objects are: if no user's
/// row is there, the query is left out.
pub(super) async fn wanted(client: &Client, queries: Vec<Query>) -> Result<Vec<Query>> {
    let places: Vec<&str> = queries.iter().filter_map(|(_, sql)| place(sql)).collect();
    let rows = client.query_typed(&count(&places), &[]).await.map_err(|e| error(&e))?;
    let found: Vec<bool> = rows.first().map(|row| row.get(0)).unwrap_or_default();
    let empty: Vec<&str> = places.into_iter().zip(found).filter(|(_, found)| !found).map(|(place, _)| place).collect();
    Ok(queries.into_iter().filter(|(_, sql)| place(sql).is_none_or(|place| !empty.contains(&place))).collect())
}

fn place(sql: &'static str) -> Option<&'static str> {
    sql.lines().nth(1)?.strip_prefix("-- only if: ")
}

fn count(places: &[&str]) -> String {
    let exists = |place: &&str| {
        let (catalog, condition) = place.split_once(" where ").unwrap_or((place, "true"));
        format!("exists (select from pg_catalog.{catalog} where oid >= {FIRST_OF_A_USER} and ({condition}))")
    };
    format!("select array[{}]::bool[]", places.iter().map(exists).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_added_to_that_of_the_age() {
        let places = ["pg_cast", "pg_type where typtype = 'e' or true"];
        assert_eq!(
            count(&places),
            "select array[exists (select from pg_catalog.pg_cast where oid >= 16384 and (true)), \
             exists (select from pg_catalog.pg_type where oid >= 16384 and (typtype = 'e' or true))]::bool[]"
        );
    }
}

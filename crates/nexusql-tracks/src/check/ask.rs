//! Asking a database whether a check holds.

use nexusql_base::{Error, Result};
use nexusql_db::{Dedicated, Row, params};

use super::{Check, TableName};
use crate::files::Version;
use crate::flavor::Flavor;
use crate::history::History;
use crate::preflight::{ROWS_SHOWN, shown};
use crate::server::Server;

impl Check {
    /// Asks `server`, in `session`, whether it holds. Returns why not, with the first rows that are in the way.
    ///
    /// Errors: as the server says; that a table or column does not exist among them.
    /// Cost: what the query for it costs; rows are counted no further than the check needs.
    pub async fn ask(&self, server: &Server, session: &mut Dedicated) -> Result<Option<String>> {
        let quote = |name: &str| server.manager.dialect().quote_name(name).map_err(Error::from);
        let quoted = |table: &TableName| {
            let schema = table.schema.as_deref().map(quote).transpose()?;
            let name = quote(&table.name)?;
            Ok::<_, Error>(schema.map_or_else(|| name.clone(), |schema| format!("{schema}.{name}")))
        };
        let all = |columns: &[String], end: &str, between: &str| {
            let parts: Vec<String> =
                columns.iter().map(|name| Ok(format!("{}{end}", quote(name)?))).collect::<Result<_>>()?;
            Ok::<_, Error>(parts.join(between))
        };
        match self {
            Self::TableExists(table) => {
                let found = exists(server.flavor, session, table, &quoted(table)?).await?;
                Ok((!found).then(|| format!("There is no table \"{table}\".")))
            }
            Self::NoNulls(table, columns) => {
                let sql = format!("select * from {} where {}", quoted(table)?, all(columns, " is null", " or ")?);
                rows(server.flavor, session, &sql).await
            }
            Self::NoDuplicates(table, columns) => {
                let names = all(columns, "", ", ")?;
                let sql = format!(
                    "select {names}, count(*) as n_rows from {} where {} group by {names} having count(*) > 1",
                    quoted(table)?,
                    all(columns, " is not null", " and ")?
                );
                rows(server.flavor, session, &sql).await
            }
            Self::FewerRows(table, n) => {
                let sql = format!(
                    "select count(*) from ({}) t",
                    first(server.flavor, &format!("select 1 as x from {}", quoted(table)?), *n)
                );
                let (found,): (i64,) = session.fetch_one(&sql, ()).await.map_err(Error::from)?;
                let reached = u64::try_from(found).is_ok_and(|found| found >= *n);
                Ok(reached.then(|| format!("Table \"{table}\" has {n} rows or more.")))
            }
            Self::TrackAt(track, version) => {
                let history = History::open(server, session).await?;
                let entries = history.read(session, track).await?;
                let applied = entries.iter().filter(|entry| entry.success).filter_map(|one| Version::parse(&one.key));
                let last = applied.max();
                Ok(match last {
                    Some(last) if last >= *version => None,
                    Some(last) => Some(format!("The last migration of track \"{track}\" that was applied is {last}.")),
                    None => Some(format!("No migration of track \"{track}\" was applied.")),
                })
            }
        }
    }
}

async fn exists(flavor: Flavor, session: &mut Dedicated, table: &TableName, quoted: &str) -> Result<bool> {
    let (schema, name) = (table.schema.as_deref(), table.name.as_str());
    let answer = match flavor {
        Flavor::Postgres => {
            let sql = "select count(*) from pg_catalog.pg_class c \
                       where c.oid = pg_catalog.to_regclass(:name) and c.relkind in ('r', 'p', 'f')";
            session.fetch_one::<(i64,)>(sql, params! { name: quoted }).await
        }
        Flavor::MySql => {
            let sql = "select count(*) from information_schema.tables where table_schema = coalesce(:schema, database()) \
                       and table_name = :name and table_type not like '%VIEW'";
            session.fetch_one::<(i64,)>(sql, params! { schema: schema, name: name }).await
        }
        Flavor::Sqlite => {
            let sql = "select count(*) from pragma_table_list where type in ('table', 'virtual') \
                       and lower(name) = lower(:name) and (:schema is null or lower(schema) = lower(:schema))";
            session.fetch_one::<(i64,)>(sql, params! { schema: schema, name: name }).await
        }
        Flavor::Mssql => {
            let sql = "select case when object_id(:name, N'U') is null then 0 else 1 end";
            session.fetch_one::<(i64,)>(sql, params! { name: quoted }).await
        }
    };
    Ok(answer.map_err(Error::from)?.0 > 0)
}

/// Returns `query` as one that returns `n` rows at most.
fn first(flavor: Flavor, query: &str, n: u64) -> String {
    match (flavor, query.strip_prefix("select ")) {
        (Flavor::Mssql, Some(rest)) => format!("select top ({n}) {rest}"),
        _ => format!("{query} limit {n}"),
    }
}

/// Returns the rows of `sql` as they are shown; none is what is wanted.
async fn rows(flavor: Flavor, session: &mut Dedicated, sql: &str) -> Result<Option<String>> {
    let sql = first(flavor, sql, ROWS_SHOWN as u64 + 1);
    let rows: Vec<Row> = session.fetch_all(&sql, ()).await.map_err(Error::from)?;
    Ok((!rows.is_empty()).then(|| shown(&rows, false)))
}

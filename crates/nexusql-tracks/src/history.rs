//! What was run on a database: a table for each track.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound as _, Utc};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::{Dedicated, Row, params};
use serde::Serialize;

use crate::files::Migration;
use crate::flavor::Flavor;
use crate::server::Server;

/// The tables' names begin with this, and the track's name follows.
pub const PREFIX: &str = "nexusql_migrations_";

/// What was run once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its track.
    pub track: String,
    /// The number, or the name of a repeatable one.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How it came here: `up`, `baseline`, `adopted`, `squashed`.
    pub kind: String,
    /// The SHA-256 of what was run.
    pub checksum: String,
    /// When.
    pub applied_at: DateTime<Utc>,
    /// The role that ran it.
    pub role: String,
    /// Who started the tool, and where.
    pub client: String,
    /// The number of the run.
    pub execution_id: String,
    /// How long it took.
    pub duration_ms: i64,
    /// Whether it ran to its end.
    pub success: bool,
    /// How many statements have run to their end.
    pub statements: i64,
    /// The SHA-256 of those.
    pub statements_checksum: String,
    /// What was about to run when this was noted, where that could not be in one transaction with the note.
    pub in_doubt: Option<String>,
    /// The version of nexusql.
    pub tool: String,
}

impl Entry {
    /// Returns whether what was run is code of a program.
    pub fn is_code(&self) -> bool {
        self.checksum.starts_with(crate::code::CHECKSUM)
    }
}

pub(crate) const COLUMNS: &str = "migration_key, name, kind, checksum, applied_at, role_name, client, execution_id, duration_ms, \
                       success, statements, statements_checksum, in_doubt, tool";

/// The tables of one database.
#[derive(Clone, Debug)]
pub struct History {
    pub(crate) flavor: Flavor,
    /// The schema, quoted, with a dot; empty where there is none.
    pub(crate) prefix: String,
    /// The database, quoted (SQL Server).
    database: Option<String>,
    schema: Option<String>,
    role: String,
    client: String,
    execution: String,
}

impl History {
    /// Returns the history of `server`, to which `session` is open.
    ///
    /// Errors: as the server says.
    pub async fn open(server: &Server, session: &mut Dedicated) -> Result<Self> {
        let said = Error::from;
        let (schema, role) = match server.flavor {
            Flavor::Postgres => {
                // Where it is already, it stays, though the search path now begins with another schema.
                let sql = "select coalesce((select n.nspname::text from pg_catalog.pg_class c \
                             join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
                             where c.relkind in ('r', 'p') and c.relname like 'nexusql\\_migrations\\_%' \
                               and n.nspname = any(current_schemas(false)) \
                             order by array_position(current_schemas(false), n.nspname) limit 1), \
                           current_schema()::text), current_user::text";
                session.fetch_one::<(Option<String>, String)>(sql, ()).await.map_err(said)?
            }
            Flavor::MySql => {
                let sql = "select database(), current_user()";
                session.fetch_one::<(Option<String>, String)>(sql, ()).await.map_err(said)?
            }
            Flavor::Sqlite => (None, server.who.user.clone()),
            Flavor::Mssql => {
                // Where it is already, it stays: names are looked for in one's own schema first, then in dbo.
                let sql = "select case when db_name() not in (N'master', N'model', N'msdb', N'tempdb') then coalesce(\
                             (select top (1) schema_name(t.schema_id) from sys.tables t \
                              where t.name like N'nexusql!_migrations!_%' escape N'!' \
                                and t.schema_id in (schema_id(), schema_id(N'dbo')) \
                              order by case when t.schema_id = schema_id() then 0 else 1 end), schema_name()) end, \
                           coalesce(suser_sname(), user_name())";
                session.fetch_one::<(Option<String>, String)>(sql, ()).await.map_err(said)?
            }
        };
        let schema = match (server.flavor, &server.schema) {
            (Flavor::Sqlite, _) => None,
            (_, Some(own)) => Some(own.clone()),
            (_, None) => Some(schema.ok_or_else(|| {
                let diagnostic = Diagnostic::error("no-schema", "there is no schema for the history");
                let hint = "Name a database in the URL, or set schema in [migrations] of the config.";
                Error::new(ErrorKind::Usage, diagnostic.with_hint(hint))
            })?),
        };
        let quote = |name: &str| server.manager.dialect().quote_name(name).map_err(said);
        let database = match server.flavor {
            Flavor::Mssql => {
                let (name,): (String,) = session.fetch_one("select db_name()", ()).await.map_err(said)?;
                Some(quote(&name)?)
            }
            Flavor::Postgres | Flavor::MySql | Flavor::Sqlite => None,
        };
        let quoted_schema = schema.as_deref().map(quote).transpose()?;
        // A migration may change the database of its session, and is noted all the same.
        let prefix: String = database.iter().chain(&quoted_schema).map(|name| format!("{name}.")).collect();
        let client = format!("{}@{}", server.who.user, server.who.host);
        Ok(Self {
            flavor: server.flavor,
            prefix,
            database,
            schema,
            role,
            client,
            execution: server.who.execution.clone(),
        })
    }

    /// Returns the table of `track` as it stands in SQL. A track's name has no character that must be quoted otherwise.
    pub fn table(&self, track: &str) -> String {
        let (open, close) = match self.flavor {
            Flavor::MySql => ('`', '`'),
            Flavor::Mssql => ('[', ']'),
            Flavor::Postgres | Flavor::Sqlite => ('"', '"'),
        };
        format!("{}{}", self.prefix, nexusql_base::name::delimited(&format!("{PREFIX}{track}"), open, close))
    }

    /// Returns the statement that goes back to the database of the tables (SQL Server).
    pub(crate) fn use_database(&self) -> Option<String> {
        self.database.as_ref().map(|database| format!("use {database}"))
    }

    /// Returns how a transaction is begun.
    pub(crate) fn begin_transaction(&self) -> &'static str {
        self.flavor.begin()
    }

    /// Makes the table of `track` if there is none.
    ///
    /// Errors: as the server says.
    pub async fn ensure(&self, session: &mut Dedicated, track: &str) -> Result<()> {
        if let (Flavor::Postgres, Some(schema)) = (self.flavor, &self.schema) {
            let known = "select exists (select from pg_catalog.pg_namespace where nspname = :schema)";
            let known: bool =
                session.fetch_one::<(bool,)>(known, params! { schema: schema }).await.map_err(Error::from)?.0;
            if !known {
                let sql = format!("create schema {}", self.prefix.trim_end_matches('.'));
                session.run(&sql).await.map_err(Error::from)?;
            }
        }
        if let (Flavor::Mssql, Some(schema)) = (self.flavor, &self.schema) {
            // It must be the only statement of its batch.
            let create = format!("create schema {}", nexusql_base::name::delimited(schema, '[', ']'));
            let (schema, create) = (tsql_literal(schema), tsql_literal(&create));
            session.run(&format!("if schema_id({schema}) is null exec({create})")).await.map_err(Error::from)?;
        }
        let key = match self.flavor {
            // Keys differ by capital letters, whatever the database makes of them.
            Flavor::Mssql => "nvarchar(255) collate Latin1_General_100_BIN2",
            Flavor::Postgres | Flavor::MySql | Flavor::Sqlite => "varchar(255)",
        };
        let columns = format!("migration_key {key} not null primary key, {}", self.columns());
        session.run(&self.create(&self.table(track), &columns)).await.map_err(Error::from)
    }

    /// Returns the statement that makes a table if there is none.
    pub(crate) fn create(&self, table: &str, columns: &str) -> String {
        match self.flavor {
            Flavor::Mssql => {
                format!("if object_id({}, N'U') is null create table {table} ({columns})", tsql_literal(table))
            }
            Flavor::Postgres | Flavor::MySql | Flavor::Sqlite => {
                format!("create table if not exists {table} ({columns})")
            }
        }
    }

    /// Returns `query` as one that returns nothing if there is no `table`. On SQL Server alone: what is not there would end
    /// the transaction in which it was asked for.
    pub(crate) fn if_there(&self, table: &str, query: String) -> String {
        match self.flavor {
            Flavor::Mssql => format!("if object_id({}, N'U') is not null {query}", tsql_literal(table)),
            Flavor::Postgres | Flavor::MySql | Flavor::Sqlite => query,
        }
    }

    /// Returns the columns of a table after the key, as they are made.
    pub(crate) fn columns(&self) -> String {
        let (text, time, flag, long) = match self.flavor {
            Flavor::Postgres => ("varchar", "timestamptz", "boolean", "text"),
            Flavor::MySql => ("varchar", "datetime(6)", "boolean", "text"),
            Flavor::Sqlite => ("varchar", "text", "integer", "text"),
            Flavor::Mssql => ("nvarchar", "datetimeoffset(6)", "bit", "nvarchar(max) null"),
        };
        format!(
            "name {text}(255) not null, kind {text}(20) not null, checksum {text}(64) not null, applied_at {time} not \
             null, role_name {text}(255) not null, client {text}(255) not null, execution_id {text}(40) not null, \
             duration_ms bigint not null, success {flag} not null, statements bigint not null, statements_checksum \
             {text}(64) not null, in_doubt {long}, tool {text}(40) not null"
        )
    }

    /// Returns the tracks that have a table.
    ///
    /// Errors: as the server says.
    pub async fn tracks(&self, session: &mut Dedicated) -> Result<Vec<String>> {
        let sql = match self.flavor {
            Flavor::Postgres => {
                "select c.relname::text from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
                 where n.nspname = :schema and c.relkind in ('r', 'p') and c.relname like 'nexusql\\_migrations\\_%' order by 1"
            }
            Flavor::MySql => {
                "select table_name from information_schema.tables where table_schema = :schema \
                 and table_name like 'nexusql#_migrations#_%' escape '#' order by 1"
            }
            Flavor::Sqlite => {
                "select name from sqlite_master where type = 'table' and :schema is null \
                 and name like 'nexusql#_migrations#_%' escape '#' order by 1"
            }
            Flavor::Mssql => {
                "select t.name from sys.tables t join sys.schemas s on s.schema_id = t.schema_id where s.name = :schema \
                 and t.name like N'nexusql!_migrations!_%' escape N'!' order by 1"
            }
        };
        let rows: Vec<(String,)> =
            session.fetch_all(sql, params! { schema: self.schema.as_deref() }).await.map_err(Error::from)?;
        let tracks = rows.into_iter().filter_map(|(name,)| Some(name.strip_prefix(PREFIX)?.to_owned()));
        Ok(tracks.filter(|name| crate::files::name::is_track(name)).collect())
    }

    /// Returns what was run of `track`, in its order; nothing if there is no table.
    ///
    /// Errors: as the server says.
    pub async fn read(&self, session: &mut Dedicated, track: &str) -> Result<Vec<Entry>> {
        let table = self.table(track);
        let sql = format!("select {COLUMNS} from {table} order by applied_at, migration_key");
        let sql = self.if_there(&table, sql);
        let rows: Vec<Row> = match session.fetch_all(&sql, ()).await {
            Err(error) if error.kind() == nexusql_db::Kind::Unknown => return Ok(Vec::new()),
            answer => answer.map_err(Error::from)?,
        };
        rows.iter().map(|row| entry(track, row).map_err(Error::from)).collect()
    }

    /// Returns what was run of `tracks`, all of which have a table, by track and key.
    ///
    /// Errors: as the server says.
    /// Cost: one query.
    pub(crate) async fn read_all(
        &self,
        session: &mut Dedicated,
        tracks: &[String],
    ) -> Result<BTreeMap<(String, String), Entry>> {
        if tracks.is_empty() {
            return Ok(BTreeMap::new());
        }
        // The name of a track has no quote.
        let one = |track: &String| format!("select {COLUMNS}, '{track}' as track from {}", self.table(track));
        let sql = tracks.iter().map(one).collect::<Vec<_>>().join(" union all ");
        let rows: Vec<Row> = session.fetch_all(&sql, ()).await.map_err(Error::from)?;
        let read = |row: &Row| {
            let entry = entry(&row.get::<String>(COLUMNS.split(',').count())?, row)?;
            Ok(((entry.track.clone(), entry.key.clone()), entry))
        };
        rows.iter().map(|row| read(row).map_err(|error: nexusql_db::Error| Error::from(error))).collect()
    }

    /// Returns an entry for `migration` that begins now.
    pub fn begin(&self, migration: &Migration, kind: &str) -> Entry {
        Entry {
            track: migration.track.clone(),
            key: migration.key(),
            name: migration.name.clone(),
            kind: kind.to_owned(),
            checksum: migration.checksum(),
            applied_at: Utc::now().trunc_subsecs(6),
            role: self.role.clone(),
            client: self.client.clone(),
            execution_id: self.execution.clone(),
            duration_ms: 0,
            success: false,
            statements: 0,
            statements_checksum: String::new(),
            in_doubt: None,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Returns an entry that says what is done now with `known`.
    pub(crate) fn event(&self, known: &Entry, kind: &str) -> Entry {
        Entry {
            kind: kind.to_owned(),
            applied_at: Utc::now().trunc_subsecs(6),
            role: self.role.clone(),
            client: self.client.clone(),
            execution_id: self.execution.clone(),
            duration_ms: 0,
            success: true,
            in_doubt: None,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            ..known.clone()
        }
    }

    /// Writes `entry` in place of what is there for its key.
    ///
    /// Errors: as the server says.
    pub async fn write(&self, session: &mut Dedicated, entry: &Entry) -> Result<()> {
        self.delete(session, &entry.track, &entry.key).await?;
        self.insert(session, entry).await
    }

    /// Writes `entry`, for whose key there is nothing.
    ///
    /// Errors: as the server says.
    pub async fn insert(&self, session: &mut Dedicated, entry: &Entry) -> Result<()> {
        let sql = format!("insert into {} ({COLUMNS}) values ({})", self.table(&entry.track), self.places());
        session.execute(&sql, self.params(entry)).await.map(drop).map_err(Error::from)
    }

    /// Returns the parameters for [`COLUMNS`].
    pub(crate) fn places(&self) -> String {
        format!(
            ":migration_key, :name, :kind, :checksum, :applied_at, :role_name, :client, :execution_id, :duration_ms, :success, \
             :statements, :statements_checksum, {}, :tool",
            self.in_doubt_place()
        )
    }

    /// Returns the parameter for what is in doubt. SQL Server would have to be asked for the type of a null.
    fn in_doubt_place(&self) -> &'static str {
        if self.flavor == Flavor::Mssql { "nullif(:in_doubt, N'')" } else { ":in_doubt" }
    }

    /// Returns what is in doubt, as its parameter has it.
    fn in_doubt(&self, entry: &Entry) -> Option<String> {
        if self.flavor == Flavor::Mssql {
            Some(entry.in_doubt.clone().unwrap_or_default())
        } else {
            entry.in_doubt.clone()
        }
    }

    /// Returns the values of `entry`, for [`History::places`].
    pub(crate) fn params(&self, entry: &Entry) -> nexusql_db::Params {
        let values = nexusql_db::Params::new()
            .with("migration_key", entry.key.as_str())
            .with("name", entry.name.as_str())
            .with("kind", entry.kind.as_str())
            .with("checksum", entry.checksum.as_str());
        let values = match self.flavor {
            // Its column has no zone: what is written is UTC.
            Flavor::MySql => values.with("applied_at", entry.applied_at.naive_utc()),
            _ => values.with("applied_at", entry.applied_at),
        };
        values
            .with("role_name", entry.role.as_str())
            .with("client", entry.client.as_str())
            .with("execution_id", entry.execution_id.as_str())
            .with("duration_ms", entry.duration_ms)
            .with("success", entry.success)
            .with("statements", entry.statements)
            .with("statements_checksum", entry.statements_checksum.as_str())
            .with("in_doubt", self.in_doubt(entry))
            .with("tool", entry.tool.as_str())
    }

    /// Returns statements of PostgreSQL that write `entry`, for psql.
    pub(crate) fn script(&self, entry: &Entry) -> String {
        // A colon in a literal is none of psql's.
        format!("{};\n", self.note(entry, true, &entry.duration_ms.to_string()))
    }

    /// Returns statements of PostgreSQL that write `entry`, in place of what may be there for its key if it `replaces`;
    /// how long it took is the expression `duration`.
    pub(crate) fn note(&self, entry: &Entry, replaces: bool, duration: &str) -> String {
        let table = self.table(&entry.track);
        let key = crate::run::literal(Some(&entry.key));
        let deletes =
            if replaces { format!("delete from {table} where migration_key = {key};\n") } else { String::new() };
        format!("{deletes}insert into {table} ({COLUMNS}) values ({})", values(entry, duration))
    }

    /// Returns the statement of PostgreSQL that prepares notes of `track`, and how [`History::prepared_note`] begins.
    pub(crate) fn prepare(&self, track: &str) -> (String, String) {
        let name = nexusql_base::name::delimited(&format!("nexusql_note_{track}"), '"', '"');
        let places: Vec<String> = (1..=COLUMNS.split(',').count()).map(|n| format!("${n}")).collect();
        let table = self.table(track);
        let prepare = format!("prepare {name} as insert into {table} ({COLUMNS}) values ({})", places.join(", "));
        (prepare, format!("execute {name}"))
    }

    /// As [`History::note`], by a statement that was prepared: the server need not read and plan it.
    pub(crate) fn prepared_note(&self, execute: &str, entry: &Entry, duration: &str) -> String {
        format!("{execute} ({})", values(entry, duration))
    }

    /// Writes how far `entry` has come.
    ///
    /// Errors: as the server says.
    pub async fn update(&self, session: &mut Dedicated, entry: &Entry) -> Result<()> {
        let sql = format!(
            "update {} set checksum = :checksum, duration_ms = :duration_ms, success = :success, statements = :statements, \
             statements_checksum = :statements_checksum, in_doubt = {} where migration_key = :migration_key",
            self.table(&entry.track),
            self.in_doubt_place()
        );
        let values = params! {
            checksum: entry.checksum.as_str(),
            duration_ms: entry.duration_ms,
            success: entry.success,
            statements: entry.statements,
            statements_checksum: entry.statements_checksum.as_str(),
            in_doubt: self.in_doubt(entry),
            migration_key: entry.key.as_str(),
        };
        session.execute(&sql, values).await.map(drop).map_err(Error::from)
    }

    /// Forgets that `key` was run.
    ///
    /// Errors: as the server says.
    pub async fn delete(&self, session: &mut Dedicated, track: &str, key: &str) -> Result<()> {
        let sql = format!("delete from {} where migration_key = :key", self.table(track));
        session.execute(&sql, params! { key: key }).await.map(drop).map_err(Error::from)
    }
}

/// Returns a text as SQL Server reads it.
fn tsql_literal(text: &str) -> String {
    format!("N{}", nexusql_base::name::delimited(text, '\'', '\''))
}

/// Returns the values of `entry` in the order of the columns, as PostgreSQL reads them.
pub(crate) fn values(entry: &Entry, duration: &str) -> String {
    let text = |text: &str| crate::run::literal(Some(text));
    let values = [
        text(&entry.key),
        text(&entry.name),
        text(&entry.kind),
        text(&entry.checksum),
        text(&entry.applied_at.to_rfc3339()),
        text(&entry.role),
        text(&entry.client),
        text(&entry.execution_id),
        duration.to_owned(),
        entry.success.to_string(),
        entry.statements.to_string(),
        text(&entry.statements_checksum),
        crate::run::literal(entry.in_doubt.as_deref()),
        text(&entry.tool),
    ];
    values.join(", ")
}

pub(crate) fn entry(track: &str, row: &Row) -> nexusql_db::Result<Entry> {
    let applied_at = match row.get::<DateTime<Utc>>(4) {
        Ok(at) => at,
        Err(_) => row.get::<chrono::NaiveDateTime>(4)?.and_utc(),
    };
    Ok(Entry {
        track: track.to_owned(),
        key: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        checksum: row.get(3)?,
        applied_at,
        role: row.get(5)?,
        client: row.get(6)?,
        execution_id: row.get(7)?,
        duration_ms: row.get(8)?,
        success: row.get(9)?,
        statements: row.get(10)?,
        statements_checksum: row.get(11)?,
        in_doubt: row.get(12)?,
        tool: row.get(13)?,
    })
}

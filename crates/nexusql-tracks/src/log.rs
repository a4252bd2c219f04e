//! What the history no longer has: migrations that were undone or forgotten, and who did that. One table for all tracks, made
//! when there is something to write.

use nexusql_base::{Error, Result};
use nexusql_db::{Dedicated, Row};

use crate::history::{COLUMNS, Entry, History, entry, values};

/// The table's name. It begins as those of tracks do, so that who leaves them out leaves it out too; no track is called so.
const TABLE: &str = "nexusql_migrations_0log";

impl History {
    /// Makes the log if there is none.
    ///
    /// Errors: as the server says.
    pub async fn ensure_log(&self, session: &mut Dedicated) -> Result<()> {
        let text = if self.flavor == crate::flavor::Flavor::Mssql { "nvarchar" } else { "varchar" };
        let columns = format!("track {text}(40) not null, migration_key {text}(255) not null, {}", self.columns());
        session.run(&self.create(&self.log_table(), &columns)).await.map_err(Error::from)
    }

    /// Takes `was` out of the history and puts it into the log, and after it `event`, which says what became of it.
    ///
    /// Errors: as the server says.
    pub async fn forget(&self, session: &mut Dedicated, was: &Entry, event: &Entry) -> Result<()> {
        self.delete(session, &was.track, &was.key).await?;
        let sql = format!("insert into {} (track, {COLUMNS}) values (:track, {})", self.log_table(), self.places());
        for one in [&whole(was), event] {
            let values = self.params(one).with("track", one.track.as_str());
            session.execute(&sql, values).await.map_err(Error::from)?;
        }
        Ok(())
    }

    /// As [`History::forget`], as statements of PostgreSQL for psql.
    pub(crate) fn forget_script(&self, was: &Entry, event: &Entry) -> String {
        let text = |text: &str| crate::run::literal(Some(text));
        let row = |one: &Entry| format!("({}, {})", text(&one.track), values(one, &one.duration_ms.to_string()));
        format!(
            "delete from {} where migration_key = {};\ninsert into {} (track, {COLUMNS}) values {}, {};\n",
            self.table(&was.track),
            text(&was.key),
            self.log_table(),
            row(&whole(was)),
            row(event)
        )
    }

    /// Returns what the history no longer has and what became of it, in its order; nothing if there is no log.
    ///
    /// Errors: as the server says.
    pub async fn log(&self, session: &mut Dedicated) -> Result<Vec<Entry>> {
        let table = self.log_table();
        let sql = format!("select {COLUMNS}, track from {table} order by applied_at, migration_key");
        let sql = self.if_there(&table, sql);
        let rows: Vec<Row> = match session.fetch_all(&sql, ()).await {
            Err(error) if error.kind() == nexusql_db::Kind::Unknown => return Ok(Vec::new()),
            answer => answer.map_err(Error::from)?,
        };
        let read = |row: &Row| entry(&row.get::<String>(COLUMNS.split(',').count())?, row);
        rows.iter().map(|row| read(row).map_err(Error::from)).collect()
    }

    fn log_table(&self) -> String {
        format!("{}{TABLE}", self.prefix)
    }
}

/// Returns an entry as it was before undoing it was begun.
fn whole(was: &Entry) -> Entry {
    let kind = if was.kind == "down" { "up".to_owned() } else { was.kind.clone() };
    Entry { kind, success: true, in_doubt: None, ..was.clone() }
}

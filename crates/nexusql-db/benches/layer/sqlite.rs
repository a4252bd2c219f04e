//! SQLite by rusqlite.

use std::ops::Range;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, FutureExt as _, LocalBoxFuture};
use nexusql_db::ConnectionConfig;
use rusqlite::Connection;

use crate::{N_ROWS, Peer, Selects, row};

pub struct Sqlite {
    folder: PathBuf,
}

impl Sqlite {
    pub fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("nexusql-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    fn open(&self) -> Connection {
        let connection = Connection::open(self.folder.join("bench.db")).unwrap();
        connection.pragma_update(None, "journal_mode", "wal").unwrap();
        connection
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Peer for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn config(&self) -> ConnectionConfig {
        let file = self.folder.join("bench.db");
        ConnectionConfig::new("sqlite").database(file.to_string_lossy()).option("journal_mode", "wal")
    }

    fn way_to_insert(&self) -> &'static str {
        "a prepared insert in a transaction"
    }

    fn insert(&self) -> BoxFuture<'_, Duration> {
        async {
            let mut connection = self.open();
            let begun = Instant::now();
            let transaction = connection.transaction().unwrap();
            {
                let sql = "insert into t (id, name, score) values (?1, ?2, ?3)";
                let mut statement = transaction.prepare_cached(sql).unwrap();
                for id in 0..N_ROWS {
                    statement.execute(row(id)).unwrap();
                }
            }
            transaction.commit().unwrap();
            begun.elapsed()
        }
        .boxed()
    }

    fn selects(&self) -> LocalBoxFuture<'_, Box<dyn Selects>> {
        async { Box::new(Direct(self.open())) as Box<dyn Selects> }.boxed_local()
    }

    fn rows(&self) -> &'static str {
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < :n) select i, 'text ' || i from n"
    }

    fn empty(&self) -> &'static str {
        "delete from t"
    }
}

struct Direct(Connection);

impl Selects for Direct {
    fn select(&mut self, ids: Range<i64>) -> LocalBoxFuture<'_, ()> {
        async {
            for id in ids {
                let mut statement = self.0.prepare_cached("select id, name, score from t where id = ?1").unwrap();
                let found: (i64, String, f64) =
                    statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
                assert_eq!(found.0, id);
            }
        }
        .boxed_local()
    }
}

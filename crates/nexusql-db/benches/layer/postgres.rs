//! PostgreSQL by tokio-postgres.

use std::ops::Range;
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, FutureExt as _, LocalBoxFuture};
use futures_util::pin_mut;
use nexusql_db::ConnectionConfig;
use nexusql_db::postgres::{Session, Target, connect};
use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};
use tokio_postgres::Statement;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

use crate::{N_ROWS, Peer, Selects, row};

pub struct Postgres {
    target: Target,
    _scratch: Scratch,
}

impl Postgres {
    pub async fn start() -> Self {
        let options = EngineOptions::from_env();
        let engines = find(&options);
        let scratch = Scratch::start(select(&engines, Wanted::Auto { server_major: None }).unwrap(), &options).unwrap();
        Self { target: Target::parse(&scratch.connection_string("current")).unwrap(), _scratch: scratch }
    }

    /// The session is tokio-postgres's own: only logging in is ours.
    async fn open(&self) -> Session {
        connect(&self.target).await.unwrap()
    }
}

impl Peer for Postgres {
    fn name(&self) -> &'static str {
        "postgresql"
    }

    fn config(&self) -> ConnectionConfig {
        let mut config = ConnectionConfig::new("postgresql").database("current").option("sslmode", "disable");
        let Target { hosts, user, password, .. } = self.target.clone();
        (config.hosts, config.user, config.password) = (hosts, user, password);
        config
    }

    fn way_to_insert(&self) -> &'static str {
        "a binary copy in a transaction"
    }

    fn insert(&self) -> BoxFuture<'_, Duration> {
        async {
            let direct = self.open().await;
            let begun = Instant::now();
            direct.client.batch_execute("begin").await.unwrap();
            let sink = direct.client.copy_in("copy t (id, name, score) from stdin (format binary)").await.unwrap();
            let writer = BinaryCopyInWriter::new(sink, &[Type::INT8, Type::TEXT, Type::FLOAT8]);
            pin_mut!(writer);
            for id in 0..N_ROWS {
                let (id, name, score) = row(id);
                writer.as_mut().write(&[&id, &name, &score]).await.unwrap();
            }
            assert_eq!(writer.finish().await.unwrap(), N_ROWS as u64);
            direct.client.batch_execute("commit").await.unwrap();
            let elapsed = begun.elapsed();
            direct.close().await;
            elapsed
        }
        .boxed()
    }

    fn selects(&self) -> LocalBoxFuture<'_, Box<dyn Selects>> {
        async {
            let session = self.open().await;
            let by_key = session.client.prepare("select id, name, score from t where id = $1").await.unwrap();
            Box::new(Direct { session, by_key }) as Box<dyn Selects>
        }
        .boxed_local()
    }

    fn rows(&self) -> &'static str {
        "select generate_series(1, :n) as i, 'text'"
    }
}

struct Direct {
    session: Session,
    by_key: Statement,
}

impl Selects for Direct {
    fn select(&mut self, ids: Range<i64>) -> LocalBoxFuture<'_, ()> {
        async {
            for id in ids {
                let row = self.session.client.query_one(&self.by_key, &[&id]).await.unwrap();
                let found: (i64, String, f64) = (row.get(0), row.get(1), row.get(2));
                assert_eq!(found.0, id);
            }
        }
        .boxed_local()
    }
}

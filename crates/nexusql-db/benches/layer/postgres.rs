//! PostgreSQL by tokio-postgres.

use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::pin_mut;
use nexusql_db::ConnectionConfig;
use nexusql_db::postgres::{Session, Target, connect};
use nexusql_engine::{EngineOptions, Scratch, Wanted, find, select};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

use crate::{N_ROWS, N_SELECTS, Peer, row};

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

    fn select(&self) -> BoxFuture<'_, Duration> {
        async {
            let direct = self.open().await;
            let statement = direct.client.prepare("select id, name, score from t where id = $1").await.unwrap();
            let mut begun = Instant::now();
            for round in 0..2 {
                begun = if round == 0 { begun } else { Instant::now() };
                for id in 0..N_SELECTS {
                    let row = direct.client.query_one(&statement, &[&id]).await.unwrap();
                    let found: (i64, String, f64) = (row.get(0), row.get(1), row.get(2));
                    assert_eq!(found.0, id);
                }
            }
            let elapsed = begun.elapsed();
            direct.close().await;
            elapsed
        }
        .boxed()
    }

    fn rows(&self) -> &'static str {
        "select generate_series(1, :n) as i, 'text'"
    }
}

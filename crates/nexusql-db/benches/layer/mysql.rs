//! MariaDB by mysql_async.

use std::ops::Range;
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, FutureExt as _, LocalBoxFuture};
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, OptsBuilder, Params, Statement, Value};
use nexusql_db::ConnectionConfig;
use nexusql_testkit::MariaDb;

use crate::{N_ROWS, Peer, Selects, row};

/// How many rows an insert by hand has: more bring no more.
const ROWS_AT_ONCE: i64 = 500;

pub struct Mysql(MariaDb);

impl Mysql {
    pub async fn start() -> Self {
        let peer = Self(MariaDb::start("bench", &[]).unwrap());
        let mut connection = peer.open(None).await;
        connection.query_drop("create database app").await.unwrap();
        connection.disconnect().await.unwrap();
        peer
    }

    async fn open(&self, database: Option<&str>) -> Conn {
        let options = OptsBuilder::default().ip_or_hostname("127.0.0.1").tcp_port(self.0.port()).user(Some("root"));
        Conn::new(options.prefer_socket(false).client_found_rows(true).db_name(database)).await.unwrap()
    }
}

impl Peer for Mysql {
    fn name(&self) -> &'static str {
        "mysql"
    }

    fn config(&self) -> ConnectionConfig {
        ConnectionConfig::new("mysql").user("root").host("127.0.0.1", Some(self.0.port())).database("app")
    }

    fn way_to_insert(&self) -> &'static str {
        "prepared inserts of 500 rows in a transaction"
    }

    fn insert(&self) -> BoxFuture<'_, Duration> {
        async {
            let mut direct = self.open(Some("app")).await;
            let begun = Instant::now();
            direct.query_drop("start transaction").await.unwrap();
            let places = vec!["(?,?,?)"; ROWS_AT_ONCE as usize].join(",");
            let statement = direct.prep(format!("insert into t (id, name, score) values {places}")).await.unwrap();
            for start in (0..N_ROWS).step_by(ROWS_AT_ONCE as usize) {
                let values = (start..start + ROWS_AT_ONCE).flat_map(|id| {
                    let (id, name, score) = row(id);
                    [Value::Int(id), Value::Bytes(name.into_bytes()), Value::Double(score)]
                });
                direct.exec_drop(&statement, Params::Positional(values.collect())).await.unwrap();
            }
            direct.query_drop("commit").await.unwrap();
            let elapsed = begun.elapsed();
            direct.disconnect().await.unwrap();
            elapsed
        }
        .boxed()
    }

    fn selects(&self) -> LocalBoxFuture<'_, Box<dyn Selects>> {
        async {
            let mut connection = self.open(Some("app")).await;
            let by_key = connection.prep("select id, name, score from t where id = ?").await.unwrap();
            Box::new(Direct { connection, by_key }) as Box<dyn Selects>
        }
        .boxed_local()
    }

    fn rows(&self) -> &'static str {
        "select seq, concat('text ', seq) from seq_1_to_1000000 where seq <= :n"
    }
}

struct Direct {
    connection: Conn,
    by_key: Statement,
}

impl Selects for Direct {
    fn select(&mut self, ids: Range<i64>) -> LocalBoxFuture<'_, ()> {
        async {
            for id in ids {
                let found: Option<(i64, String, f64)> = self.connection.exec_first(&self.by_key, (id,)).await.unwrap();
                assert_eq!(found.unwrap().0, id);
            }
        }
        .boxed_local()
    }
}

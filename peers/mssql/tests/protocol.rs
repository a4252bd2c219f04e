//! The engine for SQL Server against Microsoft's mock of its protocol: login, TLS, types, errors, cancelling and
//! transactions as they are on the wire. The mock runs no SQL; its answers are canned.

use std::sync::Arc;
use std::time::{Duration, Instant};

use mssql_mock_tds::{
    ColumnDefinition, ColumnValue, ConnectionStore, MockTdsServer, QueryRegistry, QueryResponse, Row, SqlDataType,
    TerminalError, create_test_identity,
};
use nexusql_db::{Code, ConnectionConfig, DatabaseManager, Kind, Options, Value, params};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

/// A server that ends with the value.
struct Peer {
    port: u16,
    answers: Arc<Mutex<QueryRegistry>>,
    seen: Arc<Mutex<ConnectionStore>>,
    task: JoinHandle<()>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Peer {
    async fn start() -> Self {
        Self::of(MockTdsServer::new("127.0.0.1:0").await.unwrap())
    }

    fn of(server: MockTdsServer) -> Self {
        let (port, answers, seen) = (server.local_addr().port(), server.query_registry(), server.connection_store());
        let task = tokio::spawn(async move { server.run().await.unwrap() });
        Self { port, answers, seen, task }
    }

    fn url(&self, options: &str) -> String {
        format!("mssql://sa:geheim@127.0.0.1:{}/app?{options}", self.port)
    }

    async fn connect(&self) -> DatabaseManager {
        self.connect_with(Options::default()).await
    }

    async fn connect_with(&self, options: Options) -> DatabaseManager {
        let config = ConnectionConfig::parse(&self.url("sslmode=disable")).unwrap();
        DatabaseManager::connect_with(&config, options.pool(|pool| pool.connections_max = 1)).await.unwrap()
    }

    /// The mock knows a request by a text that is anywhere in it, in capitals.
    async fn answers(&self, text: &str, response: QueryResponse) {
        self.answers.lock().await.register(text, response);
    }
}

fn response(columns: &[(&str, SqlDataType)], rows: Vec<Vec<ColumnValue>>) -> QueryResponse {
    let columns = columns.iter().map(|(name, ty)| ColumnDefinition::new(*name, *ty)).collect();
    QueryResponse::new(columns, rows.into_iter().map(Row::new).collect())
}

fn one(number: i32) -> QueryResponse {
    response(&[("n", SqlDataType::Int)], vec![vec![ColumnValue::Int(number)]])
}

#[tokio::test]
async fn values_of_each_type_are_read() {
    let peer = Peer::start().await;
    let columns = [
        ("tiny", SqlDataType::TinyInt),
        ("small", SqlDataType::SmallInt),
        ("int", SqlDataType::Int),
        ("big", SqlDataType::BigInt),
        ("text", SqlDataType::NVarChar),
        ("long", SqlDataType::NVarCharMax),
        ("bytes", SqlDataType::VarBinaryMax),
        ("none", SqlDataType::NVarCharMax),
    ];
    let long: String = "é漢😀".repeat(200);
    let units: Vec<u16> = long.encode_utf16().collect();
    // Chunks that cut through a character.
    let chunks = units.chunks(7).map(<[u16]>::to_vec).collect();
    let row = vec![
        ColumnValue::TinyInt(255),
        ColumnValue::SmallInt(i16::MIN),
        ColumnValue::Int(i32::MIN),
        ColumnValue::BigInt(i64::MAX),
        ColumnValue::NVarChar("it's 👩‍👩‍👧".to_owned()),
        ColumnValue::NVarCharMax(chunks),
        ColumnValue::VarBinaryMax(vec![vec![0, 1], vec![255]]),
        ColumnValue::NVarCharMaxNull,
    ];
    peer.answers("SELECT EACH", response(&columns, vec![row])).await;
    let db = peer.connect().await;
    let row: nexusql_db::Row = db.fetch_one("SELECT EACH", ()).await.unwrap();
    let names: Vec<(&str, &str)> =
        row.columns().iter().map(|column| (column.name.as_str(), column.type_name.as_str())).collect();
    assert_eq!(names[..4], [("tiny", "tinyint"), ("small", "smallint"), ("int", "int"), ("big", "bigint")]);
    assert_eq!(
        row.into_values(),
        [
            Value::Int(255),
            Value::Int(i64::from(i16::MIN)),
            Value::Int(i64::from(i32::MIN)),
            Value::Int(i64::MAX),
            Value::Text("it's 👩‍👩‍👧".to_owned()),
            Value::Text(long),
            Value::Bytes(vec![0, 1, 255]),
            Value::Null,
        ]
    );
    let rows = (0..1_000).map(|n| vec![ColumnValue::Int(n)]).collect();
    peer.answers("SELECT MANY", response(&[("n", SqlDataType::Int)], rows)).await;
    let all: Vec<(i64,)> = db.fetch_all("SELECT MANY", ()).await.unwrap();
    assert!(all.len() == 1_000 && all.iter().enumerate().all(|(i, (n,))| *n == i as i64));
    assert_eq!(db.fetch_one::<(i64,)>("SELECT MANY", ()).await.unwrap_err().kind(), Kind::Shape);
    assert_eq!(db.fetch_optional::<(i64,)>("SELECT NOTHING", ()).await.unwrap(), None);
    assert_eq!(db.pool_status().n_opened, 1);
}

#[tokio::test]
async fn values_are_sent_beside_the_statement() {
    let peer = Peer::start().await;
    let hostile = "X'); DROP TABLE T; -- É😀";
    // Statement and value are found in one request, each as it was written.
    peer.answers("SELECT N FROM T WHERE V = @P1 AND W = @P1 AND X IN (@P2, @P3)", one(1)).await;
    let db = peer.connect().await;
    let sql = "SELECT N FROM T WHERE V = :v AND W = :v AND X IN (:list)";
    let given = params! { v: hostile, list: vec![1, 2] };
    assert_eq!(db.fetch_one::<(i64,)>(sql, given.clone()).await.unwrap(), (1,));
    let other = Peer::start().await;
    other.answers(hostile, one(2)).await;
    let db = other.connect().await;
    assert_eq!(db.fetch_one::<(i64,)>(sql, given).await.unwrap(), (2,));
    // What is no parameter stays what it is.
    peer.answers("SELECT N'A:B', [C:D], /* :E /* :F */ :G */ @P1", one(3)).await;
    let db = peer.connect().await;
    let sql = "SELECT N'A:B', [C:D], /* :E /* :F */ :G */ :h";
    assert_eq!(db.fetch_one::<(i64,)>(sql, params! { h: 1 }).await.unwrap(), (3,));
}

#[tokio::test]
async fn errors_have_their_kind_number_and_names() {
    let peer = Peer::start().await;
    let db = peer.connect().await;
    let unique = "Violation of UNIQUE KEY constraint 'uq_t'. Cannot insert duplicate key in object 'dbo.t'.";
    for (number, severity, message, kind) in [
        (2627, 14, unique, Kind::Unique),
        (547, 16, "The INSERT statement conflicted with the CHECK constraint \"ck_t\".", Kind::Check),
        (
            515,
            16,
            "Cannot insert the value NULL into column 'v', table 'db.dbo.t'; column does not allow nulls.",
            Kind::NotNull,
        ),
        (1205, 13, "Transaction was deadlocked.", Kind::Deadlock),
        (1222, 16, "Lock request time out period exceeded.", Kind::Lock),
        (208, 16, "Invalid object name 't'.", Kind::Unknown),
        (102, 15, "Incorrect syntax near 'x'.", Kind::Syntax),
        (229, 14, "The SELECT permission was denied on the object 't'.", Kind::Permission),
    ] {
        let text = format!("INSERT {number}");
        peer.answers(&text, QueryResponse::error_only(TerminalError::new(number, severity, message))).await;
        let error = db.execute(&text, ()).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (kind, Some(&Code::Number(i64::from(number)))), "{error:?}");
        let names = (error.constraint(), error.table(), error.columns().first().map(String::as_str));
        match number {
            2627 => assert_eq!(names, (Some("uq_t"), Some("t"), None)),
            547 => assert_eq!(names.0, Some("ck_t")),
            515 => assert_eq!(names, (None, Some("t"), Some("v"))),
            _ => {}
        }
    }
    // The connection is as good as before.
    peer.answers("SELECT ONE", one(1)).await;
    assert_eq!(db.fetch_one::<(i64,)>("SELECT ONE", ()).await.unwrap(), (1,));
    assert_eq!(db.pool_status().n_opened, 1);
}

#[tokio::test]
async fn a_time_limit_stops_the_statement_on_the_server() {
    let peer = Peer::start().await;
    peer.answers("SELECT SLOW", one(1).with_delay(Duration::from_secs(60))).await;
    peer.answers("SELECT QUICK", one(2)).await;
    let db = peer.connect_with(Options::default().statement_timeout(Duration::from_millis(200))).await;
    for _ in 0..3 {
        let begun = Instant::now();
        let error = db.fetch_one::<(i64,)>("SELECT SLOW", ()).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Timeout, "{error:?}");
        // It was stopped by an attention, which the server has confirmed; nothing was given up.
        assert!(format!("{error:?}").contains("cancelled on the server"), "{error:?}");
        assert!(begun.elapsed() < Duration::from_secs(3));
        assert_eq!(db.fetch_one::<(i64,)>("SELECT QUICK", ()).await.unwrap(), (2,));
    }
    assert_eq!((db.pool_status().n_opened, db.pool_status().n_discarded), (1, 0));
}

#[tokio::test]
async fn a_dropped_statement_costs_its_connection_only() {
    let peer = Peer::start().await;
    peer.answers("SELECT SLOW", one(1).with_delay(Duration::from_secs(60))).await;
    peer.answers("SELECT QUICK", one(2)).await;
    let db = peer.connect().await;
    let slow = db.fetch_one::<(i64,)>("SELECT SLOW", ());
    assert!(tokio::time::timeout(Duration::from_millis(150), slow).await.is_err());
    assert_eq!(db.fetch_one::<(i64,)>("SELECT QUICK", ()).await.unwrap(), (2,));
    assert_eq!((db.pool_status().n_opened, db.pool_status().n_discarded), (2, 1));
}

#[tokio::test]
async fn statements_of_a_transaction_bear_its_number() {
    let peer = Peer::start().await;
    peer.answers("SELECT ONE", one(1)).await;
    let db = peer.connect().await;
    let ask = "SELECT ONE";
    db.fetch_one::<(i64,)>(ask, ()).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    tx.fetch_one::<(i64,)>(ask, ()).await.unwrap();
    // A savepoint is made and gone back to in the transaction; the way back is a statement.
    let nested = tx.begin().await.unwrap();
    nested.rollback().await.unwrap();
    tx.commit().await.unwrap();
    db.fetch_one::<(i64,)>(ask, ()).await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.rollback().await.unwrap();
    db.fetch_one::<(i64,)>(ask, ()).await.unwrap();
    let seen = peer.seen.lock().await;
    let (_, connection) = seen.all().iter().next_back().unwrap();
    let inside: Vec<bool> = connection.transaction_descriptor_headers.iter().map(|(number, _)| *number != 0).collect();
    assert_eq!(inside, [false, true, true, false, false]);
}

/// TLS before anything else, as TDS 8 has it. Within TDS 7 the mock wraps it as no server does, and the driver will not have
/// it.
#[tokio::test]
async fn the_certificate_is_checked_unless_it_is_trusted() {
    let mut authority = CertificateParams::new(vec![]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["db.example.org".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let identity = create_test_identity(own.pem().as_bytes(), key.serialize_pem().as_bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    std::fs::write(&root, authority.pem()).unwrap();
    let root = format!("sslrootcert={}", root.display());
    let peer = Peer::of(MockTdsServer::new_with_strict_tls("127.0.0.1:0", identity).await.unwrap());
    peer.answers("SELECT ONE", one(1)).await;
    let named = format!("{root}&hostNameInCertificate=db.example.org");
    let any_name = format!("sslmode=verify-ca&{root}");
    for options in ["trustServerCertificate=yes", "sslmode=require", &named, &any_name] {
        let db = DatabaseManager::connect(&peer.url(&format!("encrypt=strict&{options}")))
            .await
            .unwrap_or_else(|error| panic!("{options}: {error:?}"));
        assert_eq!(db.fetch_one::<(i64,)>("SELECT ONE", ()).await.unwrap(), (1,), "{options}");
    }
    let other_name = format!("{any_name}&hostNameInCertificate=db.example.com");
    for options in ["", "sslmode=verify-full", "sslmode=verify-ca", &root, &other_name] {
        let error = DatabaseManager::connect(&peer.url(&format!("encrypt=strict&{options}"))).await.expect_err(options);
        assert_eq!(error.kind(), Kind::Connection, "{options}: {error:?}");
        assert!(!format!("{error:?}").contains("geheim"), "{error:?}");
    }
    // A server without TLS is refused where TLS is asked for, as it is by default.
    let plain = Peer::start().await;
    for options in ["", "sslmode=require"] {
        let error = DatabaseManager::connect(&plain.url(options)).await.expect_err(options);
        assert_eq!(error.kind(), Kind::Connection, "{options}: {error:?}");
    }
}

#[tokio::test]
async fn a_server_may_send_on_to_another() {
    let there = Peer::start().await;
    there.answers("SELECT ONE", one(7)).await;
    let here = MockTdsServer::new_with_redirection("127.0.0.1:0", "127.0.0.1", there.port).await.unwrap();
    let here = Peer::of(here);
    let db = here.connect().await;
    assert_eq!(db.fetch_one::<(i64,)>("SELECT ONE", ()).await.unwrap(), (7,));
}

#[tokio::test]
async fn nobody_there_is_told() {
    let error = DatabaseManager::connect("mssql://sa:geheim@127.0.0.1:1/app").await.unwrap_err();
    assert_eq!(error.kind(), Kind::Connection);
    let text = format!("{error:?}");
    assert!(text.contains("127.0.0.1:1") && !text.contains("geheim"), "{text}");
}

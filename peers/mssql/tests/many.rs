//! `execute_many` on SQL Server, as far as its requests can be seen. What answers runs no SQL: it is no SQL Server.

use nexusql_db::{DatabaseManager, Kind, Params, Value, params};
use nexusql_mssql_peer::{Answer, Answerer, Kind as Sent};

fn n_statements(text: &str) -> u64 {
    1 + text.matches("if @@error <> 0 return").count() as u64
}

async fn connect(answerer: &Answerer) -> DatabaseManager {
    DatabaseManager::connect(&answerer.url()).await.unwrap()
}

#[tokio::test]
async fn many_rows_go_in_few_round_trips() {
    let answerer = Answerer::start(|request| {
        let is_one = request.text.starts_with("insert");
        is_one.then(|| Answer::Changed(vec![1; n_statements(&request.text) as usize]))
    })
    .await
    .unwrap();
    let db = connect(&answerer).await;
    let rows = (0..2_500_i64).map(|n| params! { id: n, name: format!("it's {n}") });
    assert_eq!(db.execute_many("insert into t (id, name) values (:id, :name)", rows).await.unwrap(), 2_500);
    let requests = answerer.take();
    let calls: Vec<_> = requests.iter().filter(|request| request.kind == Sent::Call).collect();
    // A thousand rows of two values are two thousand parameters.
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|call| call.in_transaction));
    assert_eq!(calls.iter().map(|call| call.values.len()).collect::<Vec<_>>(), [2_000, 2_000, 1_000]);
    assert!(calls[0].text.starts_with(
        "insert into t (id, name) values (@P1, @P2)\n;if @@error <> 0 return\n;insert into t (id, name) values (@P3, @P4)\n;"
    ));
    assert!(calls[0].text.ends_with("values (@P1999, @P2000)"));
    let sent: Vec<&String> = calls.iter().flat_map(|call| &call.values).collect();
    assert!(sent.chunks(2).enumerate().all(|(n, row)| *row[0] == n.to_string() && *row[1] == format!("it's {n}")));
    let ends: Vec<&str> =
        requests.iter().filter(|one| one.kind == Sent::Transaction).map(|one| one.text.as_str()).collect();
    assert_eq!(ends, ["begin", "commit"]);
}

#[tokio::test]
async fn what_each_row_changed_is_added_up() {
    let answerer =
        Answerer::start(|request| request.text.starts_with("update").then(|| Answer::Changed(vec![3, 0, 2])))
            .await
            .unwrap();
    let db = connect(&answerer).await;
    let rows = (0..3_i64).map(|n| params! { id: n });
    assert_eq!(db.execute_many("update t set a = 1 where b = :id", rows).await.unwrap(), 5);
    let none: Vec<Params> = Vec::new();
    assert_eq!(db.execute_many("update t set a = 1 where b = :id", none).await.unwrap(), 0);
}

#[tokio::test]
async fn one_that_fails_undoes_all_and_is_told() {
    let answerer = Answerer::start(|request| {
        let unique = "Violation of PRIMARY KEY constraint 'pk_t'. Cannot insert duplicate key in object 'dbo.t'.";
        if request.text.contains("xact_state()") {
            return Some(Answer::Rows(vec![nexusql_mssql_peer::rows(&["state"], &[&["0"]])]));
        }
        request.text.starts_with("insert").then_some(Answer::Fault(2627, 14, 7, unique))
    })
    .await
    .unwrap();
    let db = connect(&answerer).await;
    let rows = (0..10_i64).map(|n| params! { id: n });
    let error = db.execute_many("insert into t values (:id)", rows).await.unwrap_err();
    assert_eq!((error.kind(), error.constraint(), error.table()), (Kind::Unique, Some("pk_t"), Some("t")), "{error:?}");
    assert!(!answerer.take().iter().any(|request| request.text == "commit"));
}

#[tokio::test]
async fn a_null_is_typed_for_each_row_and_other_statements_go_one_by_one() {
    let answerer = Answerer::start(|_| None).await.unwrap();
    let db = connect(&answerer).await;
    let rows = [Value::Int(1), Value::Null, Value::Int(3)].map(|value| params! { v: value });
    db.execute_many("insert into t values (:v)", rows).await.unwrap();
    let requests = answerer.take();
    let call = requests.iter().find(|request| request.text.starts_with("insert")).unwrap();
    assert_eq!(call.values, ["1", "null", "3"]);
    // The server is asked once for the types of the one statement.
    let asked: Vec<_> = requests.iter().filter(|one| one.text.contains("describe_undeclared")).collect();
    assert_eq!((asked.len(), asked[0].values.as_slice()), (1, &["insert into t values (@P1)".to_owned()][..]));
    let rows = (0..3_i64).map(|n| params! { id: n });
    db.execute_many("exec p :id", rows).await.unwrap();
    assert_eq!(answerer.take().iter().filter(|request| request.text == "exec p @P1").count(), 3);
}

//! What whoever traces a program sees of its statements: shape and time, never a value.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::TryStreamExt as _;
use nexusql_db::{DatabaseManager, params};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Notes every field of every span and event, in the order in which they come.
#[derive(Clone, Default)]
struct Notes {
    text: Arc<Mutex<String>>,
    n_spans: Arc<AtomicU64>,
}

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("nexusql")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.text.lock().unwrap();
        write!(text, "\n{} ", span.metadata().name()).unwrap();
        span.record(&mut Line(&mut text));
        Id::from_u64(self.n_spans.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.text.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Line(&mut self.text.lock().unwrap()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn spans_have_shapes_and_times_and_no_values() {
    let notes = Notes::default();
    let _listening = tracing::subscriber::set_default(notes.clone());
    let db = DatabaseManager::connect("sqlite::memory:").await.unwrap();
    db.execute("create table t (i integer, v text)", ()).await.unwrap();
    let given = || params! { i: 4711, v: "geheim" };
    db.execute("insert into t (i, v) values (:i, :v), (9, 'geheim')", given()).await.unwrap();
    db.execute_many("insert into t (i, v) values (:i, :v)", [given(), given()]).await.unwrap();
    db.fetch_all::<(i64, String)>("select i, v from t where v = :v and i = :i", given()).await.unwrap();
    db.fetch_stream("select i from t where v = :v and i = :i", given()).try_collect::<Vec<_>>().await.unwrap();
    db.execute("insert into missing values (:i, :v)", given()).await.unwrap_err();
    db.execute_script("insert into t values (1, 'geheim')").await.unwrap();

    let text = notes.text.lock().unwrap().clone();
    assert!(!text.contains("geheim") && !text.contains("4711"), "{text}");
    for shape in [
        "create table t (i integer, v text)",
        "insert into t (i, v) values (:i, :v)",
        "select i, v from t where v = :v and i = :i",
        "select i from t where v = :v and i = :i",
        "insert into missing values (:i, :v)",
        "(script)",
    ] {
        let line = text.lines().find(|line| line.contains(&format!("shape=\"{shape}\"")));
        let line = line.unwrap_or_else(|| panic!("there is no {shape}: {text}"));
        assert!(line.starts_with("statement engine=\"sqlite\""), "{line}");
        assert_eq!(line.matches("elapsed_us=").count(), 1, "{line}");
    }
}

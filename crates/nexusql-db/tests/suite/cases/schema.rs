//! What tables there are, and versioned files that make them.

use std::path::PathBuf;

use nexusql_db::{Kind, Schema};

use super::{Bench, Case, Outcome, equal, refused, said};
use crate::engine::Feature;

pub fn all() -> Vec<Case> {
    vec![
        Case::new("schema/tables-keys-and-indexes", introspect),
        Case::new("versions/run-once-in-the-order-of-numbers", versions),
        Case::new("versions/a-file-is-all-or-nothing", all_or_nothing),
        Case::new("versions/two-runners-apply-once", two_runners),
        Case::new("versions/files-that-are-gone-are-told", gone),
    ]
}

const TABLES: &str =
    "create table author (id integer primary key, name varchar(50) not null, note varchar(50) default 'x');
    create table book (a integer not null, b integer not null, author_id integer not null, title varchar(99),
        primary key (b, a), constraint book_title unique (title, author_id),
        constraint book_author foreign key (author_id) references author (id) on delete cascade);
    create table copy (id integer primary key, b integer, a integer,
        constraint copy_book foreign key (b, a) references book (b, a));
    create unique index book_by_author on book (author_id desc, title);
    create view titles as select title from book";

async fn introspect(bench: Bench) -> Outcome {
    let db = bench.connect().await?;
    db.execute_script(TABLES).await.map_err(said)?;
    let schema: Schema = db.introspect().await.map_err(said)?;
    let names: Vec<(&str, bool)> = schema.relations.iter().map(|table| (table.name.as_str(), table.is_view)).collect();
    equal("names", names, vec![("author", false), ("book", false), ("copy", false), ("titles", true)])?;
    let author = schema.relation("author").unwrap();
    let columns: Vec<(&str, bool)> =
        author.columns.iter().map(|column| (column.name.as_str(), column.is_nullable)).collect();
    equal("columns", columns, vec![("id", false), ("name", false), ("note", true)])?;
    equal("default", author.columns[2].default.as_ref().is_some_and(|text| text.contains("'x'")), true)?;
    equal("no default", author.columns[1].default.clone(), None)?;
    let book = schema.relation("book").unwrap();
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    equal("primary key", book.primary_key.as_ref().map(|key| key.columns.clone()), Some(owned(&["b", "a"])))?;
    equal("unique", book.unique.iter().map(|key| key.columns.clone()).collect(), vec![owned(&["title", "author_id"])])?;
    let [key] = book.foreign_keys.as_slice() else { return Err(format!("{:?}", book.foreign_keys)) };
    equal("to", (key.to_table.as_str(), &key.to_columns), ("author", &owned(&["id"])))?;
    equal("on delete", key.on_delete.as_str(), "cascade")?;
    // MariaDB has one thing of two names here.
    let nothing = if bench.engine.has(Feature::MariaDb) { "restrict" } else { "no action" };
    equal("on update", key.on_update.as_str(), nothing)?;
    let [index] = book.indexes.as_slice() else { return Err(format!("{:?}", book.indexes)) };
    let parts: Vec<(Option<&str>, bool)> =
        index.parts.iter().map(|part| (part.column.as_deref(), part.is_descending)).collect();
    equal("index", (index.name.as_str(), index.is_unique), ("book_by_author", true))?;
    equal("parts", parts, vec![(Some("author_id"), true), (Some("title"), false)])?;
    let copy = &schema.relation("copy").unwrap().foreign_keys[0];
    equal("pair", (&copy.columns, &copy.to_columns), (&owned(&["b", "a"]), &owned(&["b", "a"])))
}

/// A folder of files, removed with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, engine: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("nexusql-versions-{}-{engine}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            std::fs::write(path.join(file), text).unwrap();
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Python's nexusql ran V10 before V2.
async fn versions(bench: Bench) -> Outcome {
    let files = [
        ("V10__third.sql", "insert into t values (3);"),
        ("V2__second.sql", "-- a comment; :x\ninsert into t values (2); insert into t values (20)"),
        ("V001__first.sql", "create table t (i integer);"),
        ("README.md", "no SQL"),
        ("V3_no.sql", "no SQL"),
    ];
    let folder = Folder::new("order", bench.engine.name(), &files);
    let db = bench.connect().await?;
    equal("nothing is asked for", db.initialize(None).await.map_err(said)?.len(), 0)?;
    let done = db.initialize(Some(&folder.0)).await.map_err(said)?;
    equal("numbers", done.iter().map(|version| version.number).collect(), vec![1, 2, 10])?;
    equal("again", db.initialize(Some(&folder.0)).await.map_err(said)?, Vec::new())?;
    std::fs::write(folder.0.join("V11__fourth.sql"), "insert into t values (4)").unwrap();
    equal("one more", db.initialize(Some(&folder.0)).await.map_err(said)?.len(), 1)?;
    let rows: Vec<(i64,)> = db.fetch_all("select i from t order by i", ()).await.map_err(said)?;
    equal("rows", rows, vec![(2,), (3,), (4,), (20,)])
}

async fn all_or_nothing(bench: Bench) -> Outcome {
    let files = [
        ("V1__a.sql", "create table t (i integer)"),
        ("V2__b.sql", "insert into t values (1); insert into missing values (1)"),
    ];
    let folder = Folder::new("nothing", bench.engine.name(), &files);
    let db = bench.connect().await?;
    refused(db.initialize(Some(&folder.0)).await, Kind::Unknown)?;
    equal("rows", db.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (0,))?;
    std::fs::write(folder.0.join("V2__b.sql"), "insert into t values (1)").unwrap();
    equal("goes on", db.initialize(Some(&folder.0)).await.map_err(said)?.len(), 1)
}

async fn two_runners(bench: Bench) -> Outcome {
    let files = [
        ("V1__a.sql", "create table t (i integer); insert into t values (1)"),
        ("V2__b.sql", "insert into t values (2)"),
    ];
    let folder = Folder::new("two", bench.engine.name(), &files);
    let first = bench.connect().await?;
    let second = bench.connect().await?;
    // So that both find the table of versions.
    let empty = Folder::new("none", bench.engine.name(), &[]);
    first.initialize(Some(&empty.0)).await.map_err(said)?;
    let (one, two) = tokio::join!(first.initialize(Some(&folder.0)), second.initialize(Some(&folder.0)));
    equal("together", one.map_err(said)?.len() + two.map_err(said)?.len(), 2)?;
    equal("rows", first.fetch_one::<(i64,)>("select count(*) from t", ()).await.map_err(said)?, (2,))
}

async fn gone(bench: Bench) -> Outcome {
    let folder = Folder::new("gone", bench.engine.name(), &[("V1__a.sql", "create table t (i integer)")]);
    let db = bench.connect().await?;
    db.initialize(Some(&folder.0)).await.map_err(said)?;
    std::fs::rename(folder.0.join("V1__a.sql"), folder.0.join("V1__b.sql")).unwrap();
    refused(db.initialize(Some(&folder.0)).await, Kind::Usage)?;
    std::fs::write(folder.0.join("V01__a.sql"), "").unwrap();
    let error = refused(db.initialize(Some(&folder.0)).await, Kind::Usage)?;
    equal("code", error.diagnostic().code, "version-twice")?;
    refused(db.initialize(Some(&folder.0.join("missing"))).await, Kind::Usage).map(drop)
}

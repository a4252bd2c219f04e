//! Loads text into a private engine and reads it back.

#![allow(clippy::unwrap_used, clippy::err_expect)] // Helpers of tests; `Loaded` is too long to print.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use nexusql_base::{Error, ErrorKind, Result};
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};
use nexusql_engine::{EngineOptions, Wanted, find, select};
use nexusql_load::live::ReadOptions;
use nexusql_load::{Inputs, Loaded, Slot, Source, Workspace, load};

fn workspace() -> Workspace {
    let options = EngineOptions::from_env();
    let engines = find(&options);
    let engine = select(&engines, Wanted::Auto { server_major: None }).unwrap();
    Workspace::private(engine, &options).unwrap()
}

fn inputs(text: &str) -> Inputs<'static> {
    let stdin = Mutex::new(Some(Box::new(std::io::Cursor::new(text.to_owned())) as Box<dyn std::io::Read + Send>));
    Inputs { variable: &|_| None, wanted: &|_| true, stdin, read: ReadOptions::default() }
}

async fn load_text(text: &str) -> Result<Loaded> {
    load(&Source::Stdin, &workspace(), Slot::Current, &inputs(text)).await
}

async fn catalog(text: &str) -> Catalog {
    load_text(text).await.unwrap_or_else(|error| panic!("{:#?}", error.diagnostics())).catalog
}

fn id(kind: Kind, path: &[&str]) -> ObjectId {
    ObjectId::new(kind, path.iter().copied())
}

fn needs(catalog: &Catalog, id: &ObjectId) -> Vec<String> {
    catalog.needs_of(id).map(ToString::to_string).collect()
}

fn fail(answer: Result<Loaded>) -> Error {
    answer.err().expect("the source is wrong")
}

/// A folder of its own for one test, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("nexusql-load-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        for (file, text) in files {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_holds_public_and_plpgsql() {
    let catalog = load(&Source::Empty, &workspace(), Slot::Desired, &inputs("")).await.unwrap().catalog;
    let kinds: Vec<String> = catalog.objects.keys().map(ToString::to_string).collect();
    assert!(
        kinds.contains(&"schema public".to_owned()) && kinds.contains(&"extension plpgsql".to_owned()),
        "{kinds:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn edges_point_to_what_a_person_would_name() {
    let catalog = catalog(
        "create domain pos as int check (value > 0);
         create table t (id bigint generated always as identity primary key, n pos[], s serial, d int default 1);
         create table c (t_id bigint references t, g int generated always as (1) stored);
         create view v as select id, n from t;
         create view w as select id from v;
         create function f(x t) returns setof v language sql as 'select id, n from v where id = x.id';
         create index i on t (d);
         create table p (k int) partition by list (k);
         create table p1 partition of p for values in (1);
         create index pk on p (k);",
    )
    .await;
    let of = |kind, path: &[&str]| needs(&catalog, &id(kind, path));
    assert_eq!(of(Kind::Column, &["public", "t", "n"]), ["domain public.pos", "table public.t"]);
    assert_eq!(of(Kind::Constraint, &["public", "c", "c_t_id_fkey"]).len(), 4);
    assert!(of(Kind::Constraint, &["public", "c", "c_t_id_fkey"]).contains(&"constraint public.t.t_pkey".to_owned()));
    assert!(of(Kind::View, &["public", "w"]).contains(&"view public.v".to_owned()));
    assert!(of(Kind::View, &["public", "v"]).contains(&"column public.t.id".to_owned()));
    let function = of(Kind::Function, &["public", "f", "public.t"]);
    assert!(function.contains(&"table public.t".to_owned()) && function.contains(&"view public.v".to_owned()));
    assert_eq!(of(Kind::Default, &["public", "t", "s"]), ["sequence public.t_s_seq", "column public.t.s"]);
    assert!(of(Kind::Index, &["public", "p1_k_idx"]).contains(&"index public.pk".to_owned()));
    assert!(of(Kind::Table, &["public", "p1"]).contains(&"table public.p".to_owned()));
    assert_eq!(of(Kind::Table, &["public", "p"]), ["schema public"]);
    assert!(!catalog.objects.contains_key(&id(Kind::Sequence, &["public", "t_id_seq"])));
    for (id, needs) in &catalog.needs {
        assert!(catalog.objects.contains_key(id) && !needs.contains(id), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_made_and_the_loader_owns_nothing_by_name() {
    let text = "begin; create table t (a int, b int); grant select on t to reader; alter table t owner to boss;
                grant update (b) on t to reader with grant option; commit; create role reader; create table u ();";
    let catalog = catalog(text).await;
    let owner = |table: &str| catalog.objects.get(&ObjectId::about(Kind::Owner, &id(Kind::Table, &["public", table])));
    assert!(matches!(owner("t"), Some(Body::Owner(owner)) if owner.role == "boss"));
    assert!(owner("u").is_none());
    let column = ObjectId::about(Kind::Privileges, &id(Kind::Column, &["public", "t", "b"]));
    let Some(Body::Privileges(privileges)) = catalog.objects.get(&column) else { panic!("column privileges are read") };
    assert_eq!(privileges.grants["reader"].iter().collect::<Vec<_>>(), ["UPDATE*"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_shows_the_line() {
    let error = fail(load_text("create table t (a int);\n\n-- é\ncreate table u (\n  b inte\n);\n").await);
    let diagnostic = error.diagnostic();
    let place = diagnostic.place.as_ref().unwrap();
    assert_eq!((place.line, place.column, place.text.as_str()), (5, 5, "  b inte"));
    assert_eq!((error.kind(), diagnostic.sqlstate.as_deref()), (ErrorKind::Sql, Some("42704")));
}

#[tokio::test(flavor = "multi_thread")]
async fn psql_commands_and_databases_are_refused_with_a_way_out() {
    for (text, code) in [
        ("\\restrict abc\nselect 1;\n\\connect other\n", "meta-command"),
        ("create database x;", "statement-refused"),
        ("create extension no_such_extension;", "extension-missing"),
    ] {
        let error = fail(load_text(text).await);
        assert_eq!(error.diagnostic().code, code);
        assert!(error.diagnostic().hint.is_some() && error.diagnostic().place.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn copy_data_is_fed() {
    let text =
        "create table t (a int, b text);\ncopy t from stdin;\n1\tx\n2\ty\n\\.\nalter table t add check (a > 0);\n";
    let catalog = catalog(text).await;
    assert!(catalog.objects.contains_key(&id(Kind::Constraint, &["public", "t", "t_a_check"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_loads_in_any_order() {
    let folder = Folder::new(
        "order",
        &[
            ("a/view.sql", "create view app.v as select app.twice(a) from app.t;"),
            ("b/table.sql", "set search_path = app; create table t (a mood_count, c int references u (id));"),
            ("b/u.sql", "create table app.u (id int primary key);"),
            ("c/function.sql", "create function app.twice(int) returns int language sql as 'select $1 * 2';"),
            ("z/types.sql", "create domain app.mood_count as int;"),
            ("z/zz.sql", "create schema app;"),
            (".hidden/x.sql", "nonsense"),
        ],
    );
    let loaded = load(&Source::Folder(folder.0.clone()), &workspace(), Slot::Current, &inputs("")).await;
    let catalog = loaded.unwrap_or_else(|error| panic!("{:#?}", error.diagnostics())).catalog;
    assert!(catalog.objects.contains_key(&id(Kind::View, &["app", "v"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_reports_all_that_cannot_be_placed() {
    let files = [("a.sql", "create view v as select * from nowhere;"), ("b.sql", "create view w as select * from v;")];
    let folder = Folder::new("lost", &files);
    let error = fail(load(&Source::Folder(folder.0.clone()), &workspace(), Slot::Current, &inputs("")).await);
    let files: Vec<bool> = error.diagnostics().iter().map(|d| d.place.is_some()).collect();
    assert_eq!((error.kind(), files), (ErrorKind::Sql, vec![true, true]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_loads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop/v1");
    let loaded = load(&Source::Folder(path), &workspace(), Slot::Current, &inputs("")).await;
    let catalog = loaded.unwrap_or_else(|error| panic!("{:#?}", error.diagnostics())).catalog;
    assert!(catalog.objects.len() > 300, "{}", catalog.objects.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scratch_on_a_server_leaves_nothing_behind() {
    let host = workspace();
    let target = host.database(Slot::Proof).await.unwrap();
    let guest = Workspace::on_server(target.clone());
    let text = "create role made_here; create table t (a int); grant select on t to missed; select 1/0;";
    let error = fail(load(&Source::Stdin, &guest, Slot::Current, &inputs(text)).await);
    assert_eq!(error.diagnostic().sqlstate.as_deref(), Some("22012"));
    guest.close().await.unwrap();
    let session = nexusql_db::postgres::connect(&target).await.unwrap();
    let sql = "select datname::text from pg_database where datname like 'nexusql%' union all
               select rolname::text from pg_roles where rolname in ('made_here', 'missed')";
    assert!(session.client.query(sql, &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_hangs_on_an_extension_is_listed_and_what_came_with_it_is_not() {
    let text = "create extension hstore;
        create table member (a int primary key);
        alter extension hstore add table member;
        create index mine on member (a);
        create function f() returns trigger language plpgsql as 'begin return new; end';
        create trigger mine before insert on member for each row execute function f();
        comment on function akeys(hstore) is 'mine';
        revoke execute on function akeys(hstore) from public;
        create operator ### (leftarg = int, rightarg = int, function = int4pl, commutator = @@@);
        create type only_a_name;";
    let found: Vec<String> =
        catalog(text).await.unmodelled.iter().map(|thing| format!("{}: {}", thing.kind, thing.name)).collect();
    for line in [
        "changed privileges on a member of an extension: function public.akeys(public.hstore)",
        "comment on a member of an extension: function public.akeys(public.hstore)",
        "index of an extension's table: public.mine",
        "operator that is only a name: public.@@@(integer,integer)",
        "trigger on an extension's table: mine on public.member",
        "type that is only a name: public.only_a_name",
    ] {
        assert!(found.iter().any(|other| other == line), "{line} is not in {found:#?}");
    }
    let none: Vec<_> = catalog("create extension hstore; create extension citext;").await.unmodelled;
    assert_eq!(none, []);
}

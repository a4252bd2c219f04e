//! Common checks in words, and queries that answer true.

use super::engines::{Bench, all};

/// Returns a folder with one migration that was run, one that waits, and tables with some rows.
fn bench(engine: &'static str, name: &str) -> Bench {
    let bench = Bench::new(engine, &format!("checks_{name}_{engine}"));
    let tables =
        ["create table users (id int primary key, email varchar(20), n int);", "create view v as select 1 as x;"];
    bench
        .room
        .write("m/001_a.sql", bench.apart(&tables))
        .write("m/002_b.sql", "-- migrate:up\ncreate table b (x int);\n-- migrate:down\ndrop table b;\n");
    bench.migrate(&["up", "--to", "1"]).ends_with(0);
    bench.run("insert into users values (1, 'a', 5), (2, 'b', null), (3, 'b', 7), (4, null, null), (5, null, 8)");
    bench
}

#[test]
fn each_check_holds_or_shows_what_is_in_the_way() {
    for engine in all() {
        let bench = bench(engine, "each");
        for (words, wanted) in [
            ("table users exists", ""),
            ("table missing exists", "There is no table \"missing\"."),
            ("table v exists", "There is no table \"v\"."),
            ("table \"users\" exists", ""),
            ("no nulls in users(id)", ""),
            ("no nulls in users(id, email)", "4 | null | null"),
            ("no duplicates in users(id)", ""),
            ("no duplicates in users(email)", "b | 2"),
            ("no duplicates in users(email, n)", ""),
            ("fewer than 6 rows in users", ""),
            ("fewer than 5 rows in users", "Table \"users\" has 5 rows or more."),
            ("track core at 1", ""),
            ("track core at 2", "The last migration of track \"core\" that was applied is 1."),
            ("track shop at 1", "No migration of track \"shop\" was applied."),
        ] {
            let said = bench.room.run(&["migrate", "check", words, "--url", &bench.url]);
            assert_eq!(said.code, Some(i32::from(!wanted.is_empty())), "{engine}, {words}: {said:?}");
            assert!(said.err.contains(wanted), "{engine}, {words}: {said:?}");
            bench.room.write("m/002_b.check.sql", format!("select 1 where 1 = 2;\n\n-- check: {words}\n"));
            let said = bench.migrate(&["up"]);
            if wanted.is_empty() {
                bench.migrate(&["down", "--yes"]).ends_with(0);
                assert_eq!(said.code, Some(0), "{engine}, {words}: {said:?}");
            } else {
                assert_eq!(said.code, Some(3), "{engine}, {words}: {said:?}");
                assert!(said.err.contains("m/002_b.check.sql:3:1") && said.err.contains(wanted), "{engine}: {said:?}");
            }
        }
        let said = bench.room.run(&["migrate", "check", "no nulls in users(nope)", "--url", &bench.url]).ends_with(4);
        assert!(said.err.contains("nope"), "{engine}: {said:?}");
    }
}

#[test]
fn names_are_quoted() {
    for engine in all() {
        let bench = bench(engine, "names");
        let name = "a\"b`c; drop table users";
        let (sql, words) = match engine {
            "mariadb" => (format!("`{}`", name.replace('`', "``")), format!("`{}`", name.replace('`', "``"))),
            _ => (format!("\"{}\"", name.replace('"', "\"\"")), format!("\"{}\"", name.replace('"', "\"\""))),
        };
        bench.run(&format!("create table {sql} (x int)"));
        for check in [
            format!("table {words} exists"),
            format!("no nulls in {words}(x)"),
            format!("fewer than 1 rows in {words}"),
        ] {
            bench.room.run(&["migrate", "check", &check, "--url", &bench.url]).ends_with(0);
        }
        assert_eq!(bench.ask("select count(*) as n from users"), "5", "{engine}");
    }
    let bench = bench("postgres", "schema");
    bench.run("create schema \"My Schema\"");
    bench.run("create table \"My Schema\".\"T\" (\"X\" int)");
    let url = ["--url", bench.url.as_str()];
    bench
        .room
        .run(
            &[
                &["migrate", "check", "table \"My Schema\".\"T\" exists", "no nulls in \"My Schema\".\"T\"(\"X\")"][..],
                &url,
            ]
            .concat(),
        )
        .ends_with(0);
    bench.room.run(&[&["migrate", "check", "table \"My Schema\".T exists"][..], &url].concat()).ends_with(1);
}

#[test]
fn a_check_that_is_not_understood_is_told_where_it_stands() {
    for engine in all() {
        let bench = bench(engine, "bad");
        bench.room.write("m/002_b.check.sql", "select 1 where 1 = 2;\n-- check: tabel users exists\n");
        let said = bench.migrate(&["up"]).ends_with(2);
        assert!(said.err.contains("m/002_b.check.sql:2:1") && said.err.contains("no nulls in NAME"), "{said:?}");
    }
    let bench = bench("sqlite", "bad_validate");
    bench.room.write("m/002_b.check.sql", "-- check: nonsense\n");
    assert!(bench.room.run(&["migrate", "validate", "m"]).ends_with(2).err.contains("m/002_b.check.sql:1:1"));
}

#[test]
fn a_query_may_answer_true() {
    for engine in all() {
        let bench = bench(engine, "true");
        let native = engine == "postgres";
        for (sql, holds) in [
            (format!("select {} as ok from users", bench.truth("count(*) = 5")), true),
            (format!("select {} as ok from users", bench.truth("count(*) = 4")), false),
            (format!("select {} as answer from users", bench.truth("count(*) = 5")), native),
            ("select 1 as ok".to_owned(), true),
            ("select 1 as ok;\nselect 2 as x".to_owned(), false),
            ("select 2 as ok".to_owned(), false),
            ("select 1 as id".to_owned(), false),
            ("select 1 as ok, 1 as more".to_owned(), false),
        ] {
            bench.room.write("m/002_b.check.sql", format!("{sql};\n"));
            let said = bench.migrate(&["up"]);
            assert_eq!(said.code, Some(if holds { 0 } else { 3 }), "{engine}, {sql}: {said:?}");
            if holds {
                bench.migrate(&["down", "--yes"]).ends_with(0);
            }
        }
    }
}

#[test]
fn the_template_shows_common_checks_that_do_nothing_yet() {
    let room = crate::common::Room::new("checks_template");
    let said = room.run(&["migrate", "new", "x", "--with-check"]).ends_with(0);
    let file = said.out.lines().nth(1).expect("there is a check");
    let text = room.read(file);
    assert!(text.contains("-- -- check: no nulls in app.users(email)\n"), "{text}");
    room.run(&["migrate", "up", "--url", "sqlite:///a.db"]).ends_with(0);
    // Each of them is understood.
    room.write(file, text.replace("-- -- check", "-- check"));
    room.run(&["migrate", "validate"]).ends_with(0);
}

//! What only PostgreSQL has.

use super::engines::Bench;

fn bench(name: &str) -> Bench {
    Bench::new("postgres", &format!("migrate_pg_{name}"))
}

#[test]
fn a_plain_dump_runs_as_it_is() {
    let bench = bench("dump");
    let dump = "\\restrict abc\n\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t (id int, name text);\n\n\
                COPY public.t (id, name) FROM stdin;\n1\ta\n2\t\\N\n\\.\n\n\\unrestrict abc\n";
    bench.room.write("m/001_dump.sql", dump).write("m/002_next.sql", "create table u as select * from t;");
    bench.migrate(&["up"]).ends_with(0);
    assert_eq!(bench.ask("select count(*) || ' ' || count(name) as n from u"), "2 1");
}

#[test]
fn the_schema_is_written_when_all_has_run() {
    let bench = bench("schema");
    bench.room.write("m/001_a.sql", "create table a (x int);\n");
    bench.migrate(&["up", "--dump", "schema.sql"]).ends_with(0);
    let text = bench.room.read("schema.sql");
    assert!(text.contains("CREATE TABLE public.a") && !text.contains("nexusql_migrations"), "{text}");
}

#[test]
fn variables_are_put_in() {
    let bench = bench("vars");
    bench
        .room
        .write("m/001_a.sql", "create table :\"t\" (x text);\ninsert into :\"t\" values (:'v'), (:n::text), (':n');\n");
    bench.migrate(&["up", "--var", "t=My Table", "--var", "v=it's", "--var", "n=5"]).ends_with(0);
    assert_eq!(bench.ask("select string_agg(x, ' ' order by x collate \"C\") as x from \"My Table\""), "5 :n it's");
}

#[test]
fn what_refuses_a_transaction_gets_none() {
    let bench = bench("outside");
    bench
        .room
        .write("m/001_a.sql", "create table a (x int);\n")
        .write("m/002_b.sql", "create index concurrently a_x on a (x);\ninsert into a values (1);\n")
        .write("m/003_c.sql", "create type e as enum ('a');\nalter type e add value 'b';\n")
        .write("m/004_d.sql", "create table d (x e default 'b');\n");
    let said = bench.migrate(&["up"]).ends_with(0);
    assert!(said.err.contains("because of CREATE INDEX CONCURRENTLY"), "{}", said.err);
    assert_eq!(bench.ask("select count(*) as n from nexusql_migrations_core where success"), "4");
}

#[test]
fn an_index_build_that_failed_is_built_again() {
    let bench = bench("invalid");
    bench.room.write("m/001_a.sql", "create table a (x int);\ninsert into a values (1), (1);\n").write(
        "m/002_b.sql",
        "insert into a values (2);\ncreate unique index concurrently a_x on a (x);\ninsert into a values (3);\n",
    );
    let said = bench.migrate(&["up"]).ends_with(4);
    assert!(said.err.contains("002_b.sql:2") && said.err.contains("first 1 statements"), "{}", said.err);
    assert_eq!(bench.ask("select count(*) as n from pg_index where not indisvalid"), "1");
    bench.run("delete from a where ctid = (select min(ctid) from a)");
    bench.migrate(&["up"]).ends_with(0);
    assert_eq!(bench.ask("select count(*) as n from pg_index where not indisvalid"), "0");
    assert_eq!(bench.ask("select string_agg(x::text, ' ' order by x) as n from a"), "1 2 3");
}

#[test]
fn a_file_may_not_change_what_has_run_of_it() {
    let bench = bench("beginning");
    bench.room.write("m/001_a.sql", "-- migrate:no-transaction\ncreate table a (x int);\nselect nonsense;\n");
    bench.migrate(&["up"]).ends_with(4);
    bench.room.write("m/001_a.sql", "-- migrate:no-transaction\ncreate table b (x int);\nselect 1;\n");
    assert!(bench.migrate(&["up"]).ends_with(3).err.contains("has changed where it has run already"));
    bench.room.write("m/001_a.sql", "-- migrate:no-transaction\ncreate table a (x int);\nselect 1;\n");
    bench.migrate(&["up"]).ends_with(0);
}

#[test]
fn a_lock_that_does_not_come_is_waited_for_again() {
    let bench = bench("lock");
    bench.room.write("m/001_a.sql", "create table a (x int);\n");
    bench.migrate(&["up"]).ends_with(0);
    bench.room.write("m/002_b.sql", "alter table a add y int;\n");
    let url = bench.url.replace("postgresql://", "postgres://");
    let holder = std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&url, postgres::NoTls).expect("the server answers");
        client.batch_execute("begin; lock table a in access share mode; select pg_sleep(1); commit").expect("it runs");
    });
    std::thread::sleep(std::time::Duration::from_millis(300));
    let said = bench.migrate(&["up", "--lock-timeout", "100ms", "--lock-retries", "10"]).ends_with(0);
    assert!(said.err.contains("trying again"), "{}", said.err);
    holder.join().expect("it ends");
}

#[test]
fn who_holds_the_lock_is_named() {
    let bench = bench("holder");
    bench.room.write("m/001_a.sql", "create table a (x int);\nselect pg_sleep(2);\n");
    let arguments = ["migrate", "up", "m", "--url", &bench.url];
    let child = crate::common::spawn(&mut bench.room.command(&arguments));
    std::thread::sleep(std::time::Duration::from_millis(700));
    let said = bench.migrate(&["up", "--lock-wait", "100ms"]).ends_with(4);
    assert!(said.err.contains("another runner") && said.err.contains("nexusql migrate ("), "{}", said.err);
    crate::common::collect(child).ends_with(0);
}

#[test]
fn commands_of_psql_run_in_the_transaction_of_their_note() {
    let bench = bench("psql");
    bench
        .room
        .write("m/001_a.sql", "create table a (x text);\n")
        .write(
            "m/002_b.sql",
            "-- migrate:up\n\\set extra 'from b'\n\\if :{?extra}\ninsert into a values (:'extra');\n\\else\nselect nonsense;\n\\endif\n\
             select 'insert into a values (' || quote_literal('g' || n) || ')' from generate_series(1, 2) n \\gexec\n\
             select count(*) as n from a \\gset\ninsert into a values (:'n' || :'migration_name');\n\
             \\ir _more.sql\n\\echo seen :migration_track\n-- migrate:down\ndelete from a;\n",
        )
        .write("m/_more.sql", "insert into a values (:'who');\n")
        .write("m/003_c.sql", "create table c (x int);\n");
    let said = bench.migrate(&["up", "--var", "who=it's me"]).ends_with(0);
    assert!(said.err.contains("seen core"), "{}", said.err);
    let rows = bench.ask("select string_agg(x, ',' order by x collate \"C\") as x from a");
    assert_eq!(rows, "\"3002_b,from b,g1,g2,it's me\"");
    assert_eq!(bench.ask("select count(*) as n from nexusql_migrations_core where success"), "3");
    bench.migrate(&["up"]).ends_with(0);
    // What fails is where it stands in the file, and nothing of the run is kept.
    bench.room.write("m/004_d.sql", "create table d (x int);\n").write(
        "m/005_e.sql",
        "-- migrate:up\n\\echo now\ncreate table e (x int);\n\nselect * from missing;\n-- migrate:down\n",
    );
    let said = bench.migrate(&["up"]).ends_with(4);
    assert!(said.err.contains("m/005_e.sql:5:1") && said.err.contains("42P01"), "{}", said.err);
    assert_eq!(bench.ask("select count(*) as n from nexusql_migrations_core"), "3");
    assert_eq!(bench.ask("select count(*) as n from pg_class where relname in ('d', 'e')"), "0");
    bench.room.write("m/005_e.sql", "\\echo x\ncommit;\n");
    bench.migrate(&["up", "--transaction", "run"]).ends_with(0);
}

#[test]
fn names_without_a_schema_are_those_of_the_search_path() {
    let bench = bench("migrate_search_path");
    let path = ["--search-path", "App,public"];
    bench
        .room
        .write("m/001_a.sql", "-- migrate:up\ncreate schema \"App\";\ncreate table a (x int);\n-- migrate:down\ndrop table a;\ndrop schema \"App\";\n")
        .write("m/002_b.sql", "set search_path = public;\ncreate table b (x int);\n")
        .write("m/003_c.sql", "\\set t c\ncreate table :t (x int);\n")
        .write("m/004_d.sql", "create table d (x int);\n")
        .write("m/004_d.check.sql", "select * from a;\n");
    bench.migrate(&[&["up", "--to", "3"], &path[..]].concat()).ends_with(0);
    bench.migrate(&[&["up"], &path[..]].concat()).ends_with(0);
    let made = "select string_agg(nspname || '.' || relname, ' ' order by relname) from pg_class \
                join pg_namespace n on n.oid = relnamespace where relname in ('a', 'b', 'c', 'd')";
    assert_eq!(bench.ask(made), "App.a public.b App.c App.d");
    bench.migrate(&[&["drift"], &path[..]].concat()).ends_with(0);
    bench.room.write("nexusql.toml", "[migrations]\nsearch_path = [\"App\", \"public\"]\n");
    let said = bench.room.run(&["migrate", "verify", "m"]).ends_with(0);
    assert!(said.out.contains("1 migration restored by their ways down, 3 without one, 0 faults"), "{}", said.out);
}

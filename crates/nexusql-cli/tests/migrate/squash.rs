//! Many migrations made one, and what histories that have the many say of it.

use super::engines::Bench;

const A: &str = "create schema app;\n\
    create table app.users (id bigint generated always as identity primary key, email text not null, boss bigint references app.users,\n\
    up text generated always as (upper(email)) stored, gone int);\n\
    create table app.kinds (code char(3) primary key, name text);\n\
    insert into app.kinds values ('a', 'it''s'), ('b', E'back\\\\slash' || chr(10) || 'line'), ('c', null);\n\
    insert into app.users (email, boss) values ('x@y', null), ('z@y', 1), ('q', 3);\n\
    alter table app.users drop column gone, add note text default 'hi';\n";
const B: &str = "-- migrate:up\ncreate function app.stamp() returns trigger language plpgsql as $$ begin new.name := coalesce(new.name, '') || '!'; return new; end $$;\n\
    create trigger stamp before insert or update on app.kinds for each row execute function app.stamp();\n\
    alter table app.kinds enable always trigger stamp;\n\
    insert into app.kinds values ('d', 'dd');\n\
    create materialized view app.n as select count(*) as n from app.kinds;\n\
    create table app.x (id serial primary key, y int);\ncreate table app.y (id serial primary key, x int references app.x);\n\
    alter table app.x add foreign key (y) references app.y deferrable;\n-- migrate:down\ndrop table app.x, app.y;\n";
const C: &str = "set constraints all deferred;\ninsert into app.x (y) values (1), (2);\ninsert into app.y (x) values (2), (1);\n\
    create table app.p (d date, k char(3) references app.kinds) partition by range (d);\n\
    create table app.p_1 partition of app.p for values from ('2024-01-01') to ('2025-01-01');\ninsert into app.p values ('2024-02-03', 'a');\n\
    create table app.ev (b bytea, f float8, i interval, j jsonb, a text[], r numrange);\n\
    insert into app.ev values ('\\xdeadbeef', 0.1::float8 + 0.2, '1 mon 2 days', '{\"a\": [1]}', '{a,\"b c\",null}', '[1,2)');\n\
    create table app.many as select g as n from generate_series(1, 1201) g;\ncreate sequence app.s start 10;\nselect nextval('app.s');\n";

fn bench(name: &str) -> Bench {
    let bench = Bench::new("postgres", &format!("squash_{name}"));
    bench
        .room
        .write("m/20240101000000_a.sql", A)
        .write("m/20240102000000_b.sql", B)
        .write("m/20240102000000_b.check.sql", "select 1 where false;\n")
        .write("m/20240103000000_c.up.sql", C)
        .write("m/20240103000000_c.down.sql", "drop table app.ev;\n")
        .write("m/20240104000000_d.sql", "create table app.later (x int);\n")
        .write("m/R__v.sql", "create or replace view app.v as select 1 as one;\n");
    bench
}

const WHAT: &str = "select concat_ws(' ', (select string_agg(code || name, ',' order by code) from app.kinds), \
    (select string_agg(id || up || coalesce(boss, 0) || note, ',' order by id) from app.users), (select n from app.n), \
    (select sum(x.id * y.x) from app.x join app.y on y.id = x.y), (select k from app.p), (select ev::text from app.ev), \
    (select sum(n) from app.many), (select last_value from app.s), nextval('app.s'), nextval('app.x_id_seq'))";

#[test]
fn a_squashed_file_comes_to_the_same_as_the_old_ones() {
    let (old, new) = (bench("same_old"), bench("same_new"));
    old.migrate(&["up"]).ends_with(0);
    let said = new.room.run(&["migrate", "squash", "m", "--to", "20240103000000", "--delete"]).ends_with(0);
    assert!(said.out.starts_with("m/20240103000000_squashed.sql: 3 migrations in one"), "{said:?}");
    assert!(said.out.contains("5 old files deleted"), "{said:?}");
    let said = new.migrate(&["up"]).ends_with(0);
    assert!(said.out.contains("applied core/20240103000000_squashed") && said.out.contains("_d "), "{said:?}");
    assert_eq!(new.ask(WHAT), old.ask(WHAT));
    assert_eq!(new.migrate(&["up"]).ends_with(0).out, "nothing is pending\n");
    // Triggers fire again as they did.
    new.run("insert into app.kinds values ('e', 'e')");
    assert_eq!(new.ask("select name from app.kinds where code = 'e'"), "e!");
    assert_eq!(new.ask("select count(*) from pg_trigger where tgname = 'stamp' and tgenabled = 'A'"), "1");
}

#[test]
fn a_database_that_ran_the_old_files_takes_the_new_one_as_applied() {
    for how in [&["--move", "m/_squashed"][..], &["--delete"], &[]] {
        let bench = bench("noted");
        bench.migrate(&["up"]).ends_with(0);
        let arguments = [&["migrate", "squash", "m", "--to", "20240103000000", "--name", "The start"], how].concat();
        bench.room.run(&arguments).ends_with(0);
        let status = bench.migrate(&["status"]).ends_with(0);
        assert!(status.out.contains("20240103000000_the_start  squashed"), "{how:?}: {status:?}");
        bench.room.write("m/20240105000000_e.sql", "create table app.e (x int);\n");
        let said = bench.migrate(&["up"]).ends_with(0);
        assert!(said.out.contains("applied core/20240105000000_e") && said.out.lines().count() == 1, "{said:?}");
        assert!(said.err.contains("is noted and not run"), "{said:?}");
        let history = bench.migrate(&["history"]).ends_with(0).out;
        assert!(
            history.contains("20240101000000_a") && history.contains("20240103000000_the_start  squashed"),
            "{history}"
        );
        assert_eq!(bench.migrate(&["up"]).ends_with(0).out, "nothing is pending\n");
        assert!(bench.migrate(&["status"]).ends_with(0).out.contains("20240103000000_the_start  applied"));
        bench.migrate(&["drift"]).ends_with(0);
        // What is squashed has no way down, and may not be changed.
        assert!(
            bench.migrate(&["down", "--to", "0", "--yes"]).ends_with(3).err.contains("does not say how to undo it")
        );
        let text = bench.room.read("m/20240103000000_the_start.sql");
        bench.room.write("m/20240103000000_the_start.sql", format!("{text}select 1;\n"));
        assert!(bench.migrate(&["up"]).ends_with(3).err.contains("has changed"), "{how:?}");
    }
}

#[test]
fn a_database_that_ran_some_of_the_old_files_is_refused_with_the_way_out() {
    let bench = bench("part");
    bench.migrate(&["up", "--to", "20240102000000"]).ends_with(0);
    bench.room.run(&["migrate", "squash", "m", "--move", "old"]).ends_with(0);
    assert!(bench.migrate(&["status"]).ends_with(1).out.contains("partly squashed"));
    let said = bench.migrate(&["up"]).ends_with(3);
    assert!(said.err.contains("not all that \"core/20240104000000_squashed\" was squashed of"), "{said:?}");
    bench.room.run(&["migrate", "up", "old", "--url", &bench.url]).ends_with(0);
    let said = bench.migrate(&["up"]).ends_with(0);
    assert!(said.err.contains("is noted and not run"), "{said:?}");
    assert_eq!(bench.migrate(&["up"]).ends_with(0).out, "nothing is pending\n");
    // Whoever knows better says so.
    let other = self::bench("part_known");
    other.migrate(&["up", "--to", "20240102000000"]).ends_with(0);
    other.room.run(&["migrate", "squash", "m"]).ends_with(0);
    other.migrate(&["baseline", "--to", "20240104000000"]).ends_with(0);
    assert!(other.migrate(&["up"]).ends_with(0).out.contains("R__v"));
    other.migrate(&["status"]).ends_with(0);
}

#[test]
fn what_was_squashed_can_be_squashed_again() {
    let (fresh, ran) = (bench("again_fresh"), bench("again_ran"));
    ran.migrate(&["up"]).ends_with(0);
    for bench in [&fresh, &ran] {
        bench.room.run(&["migrate", "squash", "m", "--to", "20240103000000", "--delete"]).ends_with(0);
    }
    ran.migrate(&["up"]).ends_with(0);
    for bench in [&fresh, &ran] {
        bench.room.run(&["migrate", "squash", "m", "--name", "all", "--delete"]).ends_with(0);
    }
    assert!(fresh.migrate(&["up"]).ends_with(0).out.contains("applied core/20240104000000_all"));
    assert!(ran.migrate(&["up"]).ends_with(0).err.contains("\"core/20240104000000_all\" is noted"));
    for bench in [&fresh, &ran] {
        assert_eq!(bench.migrate(&["up"]).ends_with(0).out, "nothing is pending\n");
    }
    // One that ran the first file only has run a part, though its number is none of those that are replaced now.
    let early = bench("again_early");
    early.migrate(&["up", "--to", "20240101000000"]).ends_with(0);
    early.room.run(&["migrate", "squash", "m", "--to", "20240103000000", "--delete"]).ends_with(0);
    early.room.run(&["migrate", "squash", "m", "--name", "all", "--delete"]).ends_with(0);
    early.migrate(&["up"]).ends_with(3);
}

#[test]
fn a_track_is_squashed_upon_what_it_requires_of_others() {
    let bench = Bench::new("postgres", "squash_tracks");
    bench
        .room
        .write("m/core/20240101000000_core_a.sql", "create table a (x int primary key);\ninsert into a values (1);\n")
        .write(
            "m/shop/20240201000000_shop_b.sql",
            "-- requires: core/20240101000000\ncreate table b (x int references a);\ninsert into b values (1);\n",
        )
        .write("m/shop/20240202000000_shop_c.sql", "create index on b (x);\nalter table a add y int;\n")
        .write("m/web/20240301000000_web_d.sql", "-- requires: shop/20240201000000\ncreate table d (x int);\n");
    bench.migrate(&["up"]).ends_with(0);
    assert!(bench.room.run(&["migrate", "squash", "m"]).ends_with(2).err.contains("--track: core, shop, web"));
    bench.room.run(&["migrate", "squash", "m", "--track", "shop", "--delete"]).ends_with(0);
    let text = bench.room.read("m/shop/20240202000000_shop_squashed.sql");
    assert!(text.contains("-- requires: core/20240101000000\n") && !text.contains("public.a ("), "{text}");
    let said = bench.migrate(&["up"]).ends_with(0);
    assert!(said.err.contains("is noted"), "{said:?}");
    let fresh = Bench::new("postgres", "squash_tracks_fresh");
    bench.room.run(&["migrate", "up", "m", "--url", &fresh.url]).ends_with(0);
    assert_eq!(fresh.ask("select count(*) from b join a using (x), pg_indexes where tablename = 'b'"), "1");
}

#[test]
fn what_a_file_cannot_hold_is_refused_and_nothing_is_written() {
    for (name, files, wanted) in [
        ("one", &[("m/1_a.sql", "select 1;")][..], "no two migrations"),
        ("lo", &[("m/1_a.sql", "select lo_create(0);"), ("m/2_b.sql", "select 1;")], "large objects"),
        (
            "rule",
            &[
                ("m/1_a.sql", "create table a (x int);\ninsert into a values (1);"),
                ("m/2_b.sql", "create rule r as on insert to a do instead nothing;"),
            ],
            "does not come to the same",
        ),
        (
            "rows",
            &[
                ("m/core/1_a.sql", "create table a (x int);"),
                ("m/b/1_b.sql", "-- requires: core/1\ninsert into a values (1);"),
                ("m/b/2_c.sql", "select 1;"),
            ],
            "public.a has 0 rows instead of 1",
        ),
        (
            "between",
            &[
                ("m/core/1_a.sql", "select 1;"),
                ("m/b/1_b.sql", "-- requires: core/1\nselect 1;"),
                ("m/core/2_c.sql", "-- requires: b/1\nselect 1;"),
            ],
            "comes between the migrations to squash",
        ),
        ("fails", &[("m/1_a.sql", "select 1;"), ("m/2_b.sql", "select nonsense;")], "m/2_b.sql:1:8"),
        ("unknown", &[("m/1_a.sql", "-- replaces: 7_x\nselect 1;"), ("m/2_b.sql", "select 1;")], "cannot be replaced"),
    ] {
        let room = crate::common::Room::new(name);
        for (file, text) in files {
            room.write(file, text);
        }
        let track = if name == "rows" { "b" } else { "core" };
        let said = room.run(&["migrate", "squash", "m", "--track", track, "--delete"]);
        assert_ne!(said.code, Some(0), "{name}: {said:?}");
        assert!(said.err.contains(wanted), "{name}: {said:?}");
        for (file, _) in files {
            assert!(room.path().join(file).is_file(), "{name}");
        }
    }
    let bench = bench("folder");
    let said = bench.room.run(&["migrate", "squash", "m", "--move", "m/old"]).ends_with(2);
    assert!(said.err.contains("would be a track"), "{said:?}");
}

#[test]
fn a_file_that_was_squashed_by_hand_means_the_same_on_each_engine() {
    for engine in super::engines::all() {
        let (ran, fresh, part) = (
            Bench::new(engine, &format!("squash_hand_{engine}_ran")),
            Bench::new(engine, &format!("squash_hand_{engine}_fresh")),
            Bench::new(engine, &format!("squash_hand_{engine}_part")),
        );
        for bench in [&ran, &fresh, &part] {
            bench.room.write("m/001_a.sql", "create table a (x int);").write("m/002_b.sql", "create table b (x int);");
        }
        ran.migrate(&["up"]).ends_with(0);
        part.migrate(&["up", "--to", "1"]).ends_with(0);
        for bench in [&ran, &fresh, &part] {
            let text = "-- replaces: 001_a, 002_b\ncreate table a (x int);\ncreate table b (x int);\n";
            bench.room.write("m/002_all.sql", text);
        }
        assert!(ran.migrate(&["up"]).ends_with(0).err.contains("is noted and not run"), "{engine}");
        assert!(fresh.migrate(&["up"]).ends_with(0).out.starts_with("applied core/002_all"), "{engine}");
        assert!(part.migrate(&["up"]).ends_with(3).err.contains("not all"), "{engine}");
        for bench in [&ran, &fresh] {
            bench.migrate(&["status"]).ends_with(0);
            assert_eq!(bench.migrate(&["up"]).ends_with(0).out, "nothing is pending\n", "{engine}");
        }
    }
}

#[test]
fn roles_are_made_where_they_are_not_there() {
    let (one, other) = (Bench::new("postgres", "squash_roles_1"), Bench::new("postgres", "squash_roles_2"));
    let forget = |bench: &Bench| {
        for role in ["squash app", "squash_group"] {
            bench.run(&format!("do $$ begin if to_regrole('\"{role}\"') is not null then drop owned by \"{role}\"; drop role \"{role}\"; end if; end $$"));
        }
    };
    for bench in [&one, &other] {
        forget(bench);
    }
    one.room
        .write("m/1_a.sql", "create role squash_group;\ncreate role \"squash app\" login connection limit 3;\ngrant squash_group to \"squash app\";\n")
        .write("m/2_b.sql", "create schema s authorization squash_group;\ncreate table s.t (x int);\ngrant select on s.t to \"squash app\";\nalter table s.t owner to squash_group;\n");
    let said = one.room.run(&["migrate", "squash", "m", "--delete"]).ends_with(0);
    assert!(said.err.contains("migrations make roles: squash app, squash_group"), "{said:?}");
    one.migrate(&["up"]).ends_with(0);
    let what = "select concat_ws(' ', (select rolconnlimit from pg_roles where rolname = 'squash app'), pg_has_role('squash app', 'squash_group', 'member'), \
                has_table_privilege('squash app', 's.t', 'select'), (select tableowner from pg_tables where tablename = 't'))";
    assert_eq!(one.ask(what), "3 t t squash_group");
    // They are there already when the next database of the server is migrated.
    one.room.run(&["migrate", "up", "m", "--url", &other.url]).ends_with(0);
    assert_eq!(other.ask(what), "3 t t squash_group");
    for bench in [&other, &one] {
        bench.run("drop owned by squash_group, \"squash app\" cascade");
    }
    forget(&one);
}

#[test]
fn names_that_postgres_chooses_for_partitions_are_no_difference() {
    let room = crate::common::Room::new("squash_names");
    let table = "a_table_with_a_name_that_is_rather_long_by_the_day";
    room.write("m/1_a.sql", format!("create table {table} (a_column_with_a_long_name_too date not null) partition by range (a_column_with_a_long_name_too);\n"))
        .write(
            "m/2_b.sql",
            format!(
                "create table {table}_2 partition of {table} for values from ('2024-02-01') to ('2024-03-01');\n\
                 create table {table}_1 partition of {table} for values from ('2024-01-01') to ('2024-02-01');\n"
            ),
        );
    room.run(&["migrate", "squash", "m"]).ends_with(0);
}

#[test]
fn for_other_engines_the_statements_are_joined() {
    for engine in ["sqlite", "mariadb"] {
        let (old, new) = (
            Bench::new(engine, &format!("squash_join_{engine}_old")),
            Bench::new(engine, &format!("squash_join_{engine}_new")),
        );
        let trigger = match engine {
            "sqlite" => {
                "create trigger a_b after insert on a begin insert into b values (new.x, 'it''s; -- migrate:up'); end;\npragma foreign_keys = on"
            }
            _ => {
                "delimiter //\ncreate trigger a_b after insert on a for each row begin insert into b values (new.x, 'it''s; -- x'); end//"
            }
        };
        for bench in [&old, &new] {
            bench
                .room
                .write(
                    "m/001_a.sql",
                    "-- +goose Up\ncreate table a (x int primary key);\n-- +goose Down\ndrop table a;\n",
                )
                .write("m/002_b.up.sql", "-- requires: core/1\ncreate table b (x int, y varchar(40))\n-- the end")
                .write(
                    "m/003_c.sql",
                    format!("-- migrate:up transaction:false\n{trigger}\n-- migrate:down\ndrop trigger a_b;\n"),
                )
                .write("m/004_d.sql", "insert into a values (1), (2);\ncreate index b_x on b (x);\n")
                .write("m/005_e.sql", "create table e (x int);\n");
        }
        old.migrate(&["up"]).ends_with(0);
        let name = if engine == "mariadb" { "mysql" } else { engine };
        let said = new.room.run(&["migrate", "squash", "m", "--engine", name, "--to", "4", "--delete"]).ends_with(0);
        let how = if engine == "sqlite" { "with the same schema and rows; on SQLite" } else { "not run" };
        assert!(
            said.out.contains("m/004_squashed.sql: 4 migrations in one, joined") && said.out.contains(how),
            "{said:?}"
        );
        assert!(new.room.read("m/004_squashed.sql").contains("-- migrate:up transaction:false\n"), "{engine}");
        assert!(new.migrate(&["up"]).ends_with(0).out.contains("applied core/005_e"), "{engine}");
        for sql in ["select count(*) as n from b where y like 'it''s; --%'", "select count(*) as n from e"] {
            assert_eq!(new.ask(sql), old.ask(sql), "{engine}");
        }
        assert_eq!(new.ask("select count(*) as n from b"), "2", "{engine}");
    }
    // The engine may be that of the project's database, and what only differs by the time is no difference.
    let room = crate::common::Room::new("squash_engine");
    room.write("nexusql.toml", "[env.dev]\nurl = \"sqlite:///dev.db\"\n")
        .write("m/1_a.sql", "create table a (x integer primary key autoincrement, at text default (strftime('%f', 'now')), r default (random()));\n")
        .write("m/2_b.sql", "insert into a default values;\n");
    let said = room.run(&["migrate", "squash", "m", "--env", "dev"]).ends_with(0);
    assert!(said.out.contains("on SQLite"), "{said:?}");
    // What is one statement across two files cannot be joined.
    let room = crate::common::Room::new("squash_string");
    room.write("m/1_a.sql", "select 'one\n").write("m/2_b.sql", "two';\nselect 2;\n");
    let said = room.run(&["migrate", "squash", "m", "--engine", "mysql"]).ends_with(2);
    assert!(said.err.contains("does not come to the same"), "{said:?}");
}

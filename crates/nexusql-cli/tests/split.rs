//! `nexusql split` and `merge`: what is written, what is refused, and how they end.

mod common;

use common::Room;

const SCRIPT: &str = "-- of the shop\ncreate table users (id int primary key);\n\
    create table orders (id int primary key, user_id int references users);\n\
    insert into users values (1);\ncreate view v as select id from users;\n";

#[test]
fn a_script_is_split_and_joined_again() {
    let room = Room::new("split_joined");
    room.write("a.sql", SCRIPT);
    let said = room.run(&["split", "a.sql", "-o", "db/schema"]).ends_with(0);
    assert!(said.err.contains("4 files with 4 statements written to db/schema"), "{said:?}");
    assert!(said.err.contains("proven on PostgreSQL"), "{said:?}");
    let users = room.read("db/schema/01_tables/01_public.users.sql");
    assert_eq!(users, "-- of the shop\ncreate table users (id int primary key);\n");
    assert!(room.read("db/schema/load.psql").contains("\\ir '01_tables/02_public.orders.sql'\n"));
    let said = room.run(&["merge", "db/schema", "-o", "b.sql"]).ends_with(0);
    assert!(said.err.contains("proven on PostgreSQL"), "{said:?}");
    room.run(&["split", "b.sql", "-o", "again", "--no-prove"]).ends_with(0);
    assert_eq!(room.read("again/01_tables/01_public.users.sql"), users);
    assert_eq!(room.read("again/load.psql"), room.read("db/schema/load.psql"));
}

#[test]
fn a_folder_that_is_not_empty_is_refused_or_replaced() {
    let room = Room::new("split_not_empty");
    room.write("a.sql", SCRIPT).write("out/mine.sql", "-- mine\n");
    let said = room.run(&["split", "a.sql", "-o", "out", "--no-prove"]).ends_with(2);
    assert!(said.err.contains("folder \"out\" is not empty"), "{said:?}");
    room.run(&["split", "a.sql", "-o", "out", "--no-prove", "--force"]).ends_with(0);
    assert!(room.read("out/01_tables/02_public.orders.sql").contains("create table orders"));
    room.write("a.sql", "create table users (id int primary key);\n");
    room.run(&["split", "a.sql", "-o", "out", "--no-prove", "--force"]).ends_with(0);
    assert!(!room.path().join("out/01_tables/02_public.orders.sql").exists());
    assert_eq!(room.read("out/mine.sql"), "-- mine\n");
    assert_eq!(
        std::fs::read_dir(room.path().join("out"))
            .expect("it is there")
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_string_lossy().starts_with('.'))
            .count(),
        0
    );
}

#[test]
fn a_dry_run_shows_the_files_and_writes_nothing() {
    let room = Room::new("split_dry");
    room.write("a.sql", SCRIPT);
    let said = room
        .run(&["split", "a.sql", "--dry-run", "--layout", "supabase", "--timestamp", "20260101000000"])
        .ends_with(0);
    assert!(said.out.contains("supabase/migrations/20260101000000_tables.sql  2 statements\n"), "{said:?}");
    assert!(said.out.contains("supabase/schemas/01_tables.sql"), "{said:?}");
}

#[test]
fn a_script_that_does_not_run_is_written_and_said_to_be_unproven() {
    let room = Room::new("split_unproven");
    room.write("a.sql", "create view v as select * from nowhere;\n");
    let said = room.run(&["split", "a.sql", "-o", "out"]).ends_with(1);
    assert!(said.err.contains("it does not run as it was written: line 1"), "{said:?}");
    assert!(room.read("out/01_views/01_public.v.sql").contains("nowhere"));
    room.write("b.sql", "create table t (");
    let said = room.run(&["split", "b.sql", "-o", "out2"]).ends_with(2);
    assert!(said.err.contains("unterminated parenthesis"), "{said:?}");
}

#[test]
fn a_folder_of_files_that_depend_on_one_another_is_a_source() {
    let room = Room::new("split_folder");
    room.write("db/a.sql", "create view v as select id from t;").write("db/b.sql", "create table t (id int);");
    room.run(&["split", "db", "-o", "out", "--layout", "flat"]).ends_with(0);
    assert!(room.read("out/01_tables.sql").contains("id integer"));
    let said = room.run(&["merge", "out"]).ends_with(0);
    assert!(said.out.contains("id integer") && said.out.to_lowercase().contains("create view"), "{said:?}");
    room.write("out/zz.sql", "select 1;");
    let said = room.run(&["merge", "out"]).ends_with(2);
    assert!(said.err.contains("\"zz.sql\" is not in load.psql"), "{said:?}");
}

#[test]
fn a_server_is_split_in_every_layout_and_proven() {
    let room = Room::new("split_server");
    let url = room.database(
        "create schema app; create type app.state as enum ('on', 'off'); create extension if not exists plpgsql;
         create table app.users (id bigint generated always as identity primary key, s app.state default 'on', boss bigint);
         alter table app.users add foreign key (boss) references app.users;
         create table app.logs (at timestamptz not null, n int) partition by range (at);
         create table app.logs_1 partition of app.logs for values from ('2026-01-01') to ('2027-01-01');
         create function app.touch() returns trigger language plpgsql as 'begin return new; end';
         create trigger touch before update on app.users for each row execute function app.touch();
         create view app.on_now as select id from app.users where s = 'on'; create index on app.logs (n);
         alter table app.users enable row level security; create policy mine on app.users using (id > 0);
         comment on table app.users is 'It''s us; all of us.'; insert into app.users default values;",
    );
    for layout in ["standard", "supabase", "schema", "object", "flat", "hybrid"] {
        let said = room.run(&["split", &url, "-o", layout, "--layout", layout]).ends_with(0);
        assert!(said.err.contains("proven on PostgreSQL"), "{said:?}");
        let folder = if layout == "supabase" { "supabase/supabase/migrations" } else { layout };
        room.run(&["diff", &url, folder]).ends_with(0);
    }
    let said = room.run(&["merge", "object"]).ends_with(0);
    assert!(said.out.contains("'It''s us; all of us.'"), "{said:?}");
}

//! Names and sizes that are rare but right.

use std::fmt::Write;
use std::thread;
use std::time::{Duration, Instant};

use crate::common::Room;

#[test]
fn odd_names_go_round() {
    let room = Room::new("odd_names_go_round");
    room.write("schema.sql", ODD_NAMES);
    let planned = room.run(&["plan", "empty", "schema.sql"]).ends_with(0);
    assert!(planned.out.contains("proven on"), "{}", planned.out);
    room.run(&["plan", "schema.sql", "empty"]).ends_with(0);
    let url = room.database("");
    room.run(&["apply", "schema.sql", "--to", &url, "--yes"]).ends_with(0);
    room.run(&["diff", &url, "schema.sql"]).ends_with(0);
    room.run(&["dump", &url, "--split", "-o", "parts"]).ends_with(0);
    room.run(&["diff", "parts", "schema.sql"]).ends_with(0);
    room.run(&["dump", &url, "-o", "dump.sql"]).ends_with(0);
    room.run(&["diff", "dump.sql", "schema.sql"]).ends_with(0);
    room.run(&["plan", "schema.sql", "schema.sql", "--rename", "\"a b\".\"select\".\"x\"\"y\"=\"a b\".\"select\".z"]);
}

const ODD_NAMES: &str = r#"
create schema "a b";
create schema "Größe 🐘";
create type "a b"."enum, with comma" as enum ('it''s', 'a "b"', '', 'back\slash', 'ünï');
create type "Größe 🐘"."table" as ("from" int, "a b" text);
create domain "a b"."/* no comment */" as text check (value <> '--');
create table "a b"."select" (
    "x""y" int generated always as identity primary key,
    "a.b" "a b"."enum, with comma" default 'it''s',
    "User" "Größe 🐘"."table",
    "order" "a b"."/* no comment */",
    "$1" text default '$$',
    "semi;colon" text collate "C",
    constraint "check; ""it""" check ("semi;colon" <> ';')
);
create table "Größe 🐘"."a.b" (c "Größe 🐘"."table"[] default array[row(1, $$x$$)::"Größe 🐘"."table"]);
create index "in dex" on "a b"."select" (lower("semi;colon")) where "a.b" = 'it''s';
create view "a b"."view" as select "x""y" as "Ö", "a.b" as "limit" from "a b"."select";
create function "a b"."fn ()"("In" int, "a b" text) returns text language sql as $f$ select $2 || ';' $f$;
comment on column "a b"."select"."a.b" is $$it's \ a "comment"; -- yes$$;
"#;

/// Writes a script of about `megabytes` with all that makes scripts long.
fn long_script(megabytes: usize) -> String {
    let mut text = String::from("create table log (id int, body text);\n");
    let mut at = 0;
    while text.len() < megabytes << 20 {
        at += 1;
        let _ = writeln!(text, "-- comment {at} {}", "lorem ipsum; 'dolor' ".repeat(40));
        let filler = "it''s a long row; with $$ and -- in it ".repeat(50);
        let _ = writeln!(text, "insert into log values ({at}, '{filler}'), ({at}, '{filler}');");
        if at % 100 == 0 {
            let body = "    -- a body; with semicolons\n    perform 1;\n".repeat(100);
            let _ = writeln!(
                text,
                "create function f{at}() returns void language plpgsql as $body$\nbegin\n{body}end\n$body$;\n\
                 create table t{at} (id int primary key, body text default 'x');\ncomment on table t{at} is 'table {at}';"
            );
        }
    }
    text
}

#[test]
fn a_script_of_fifty_megabytes_loads_in_bounded_memory() {
    let room = Room::new("fifty_megabytes");
    room.write("schema.sql", long_script(50));
    room.write("db/schema.sql", long_script(1));
    for source in ["schema.sql", "db"] {
        let begun = Instant::now();
        let mut command = room.command(&["dump", source, "-o", "dump.sql"]);
        let mut child = command.spawn().expect("a test stops where its set-up fails");
        let (code, peak_mb) = wait_with_peak(&mut child);
        assert_eq!(code, 0);
        assert!(room.read("dump.sql").contains("FUNCTION public.f100()"), "{source}");
        assert!(peak_mb < 400, "{source}: {peak_mb} MB");
        assert!(begun.elapsed() < Duration::from_secs(120), "{source}: {:?}", begun.elapsed());
        eprintln!("{source}: {peak_mb} MB, {:?}", begun.elapsed());
    }
}

/// Waits for a child and returns its exit code and its peak of resident memory, in megabytes.
///
/// Version: `VmHWM` of Linux, read until the process is gone.
fn wait_with_peak(child: &mut std::process::Child) -> (i32, u64) {
    let mut peak_mb = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb: Option<u64> = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak_mb = kb.unwrap_or(0).div_ceil(1024).max(peak_mb);
        match child.try_wait().expect("a child of ours can be waited for") {
            None => thread::sleep(Duration::from_millis(20)),
            Some(status) => return (status.code().expect("it was not killed"), peak_mb),
        }
    }
}

//! Programs that stand in for layouts, namers and formats: those of `examples/plugins`, run by the machine's own Python, and
//! bad ones.

#![cfg(unix)]

mod common;

use std::path::Path;

use common::{Room, Said, said, set_mode};
use serde_json::Value;

const SCHEMA: &str = "create table users (id int primary key, email text not null);
create table sessions (id int primary key, user_id int references users);
create table orders (id int primary key, user_id int references users, buyer_id int);
create table order_items (order_id int references orders, qty int default 1);
create table invoices (id int primary key, order_id int references orders);
create table refunds (id int primary key, invoice_id int, order_id int references orders);
alter table refunds add foreign key (invoice_id) references invoices;
create view open_orders as select id from orders;
insert into users values (1, 'a');
";

/// Runs the command with the programs of `folders` on the search path.
fn run(room: &Room, folders: &[&Path], arguments: &[&str]) -> Said {
    let mut command = room.command(arguments);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().map(|folder| folder.to_path_buf()).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(all).expect("no colon is in them"));
    command.env("NEXUSQL_PLUGIN_TIMEOUT", "20");
    said(&mut command)
}

fn examples() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/plugins").canonicalize().expect("it is there")
}

#[test]
fn a_layout_of_a_program_is_proven_as_ours_are() {
    let room = Room::new("plugins_layout");
    room.write("a.sql", SCHEMA);
    let said = run(&room, &[&examples()], &["split", "a.sql", "-o", "db", "--layout", "team"]).ends_with(0);
    assert!(said.err.contains("proven on PostgreSQL"), "{said:?}");
    assert!(room.read("db/sales/orders.sql").contains("create table orders"));
    assert!(room.read("db/sales/order_items.sql").contains("create table order_items"));
    assert!(room.read("db/platform/users.data.sql").contains("insert into users"));
    room.run(&["merge", "db", "-o", "b.sql"]).ends_with(0);
    run(&room, &[&examples()], &["split", "b.sql", "-o", "again", "--layout", "team"]).ends_with(0);
    assert_eq!(room.read("again/load.psql"), room.read("db/load.psql"));
}

#[test]
fn a_format_of_a_program_writes_graphs_and_findings() {
    let room = Room::new("plugins_format");
    room.write("a.sql", SCHEMA).write("b.sql", "create table x (id nosuch);\n");
    let said = run(&room, &[&examples()], &["graph", "a.sql", "--format", "markdown"]).ends_with(0);
    assert!(said.out.starts_with("| level | kind | name | needs |\n"), "{said:?}");
    assert!(said.out.contains("| view | public.open_orders | public.orders |\n"), "{said:?}");
    let said = run(&room, &[&examples()], &["validate", "b.sql", "--format", "markdown"]).ends_with(1);
    assert!(said.out.contains("| b.sql:1:20 | error | type \"nosuch\" does not exist |"), "{said:?}");
}

#[test]
fn a_namer_of_a_program_names_groups_and_what_it_says_is_checked() {
    let room = Room::new("plugins_namer");
    room.write("a.sql", SCHEMA);
    let words = ["split", "a.sql", "--dry-run", "--layout", "schema", "--regroup", "--namer"];
    let said = run(&room, &[&examples()], &[&words[..], &["longest"]].concat()).ends_with(0);
    assert!(said.out.contains("_area/tables/"), "{said:?}");
    let answer = r#"{"version": 1, "names": ["Not Snake", "b", "c"]}"#;
    program(&room, "namer-bad", &format!("cat > /dev/null; echo '{answer}'"));
    let said = run(&room, &[&room.path().join("bin")], &[&words[..], &["bad"]].concat()).ends_with(0);
    assert!(said.err.contains("groups were named by rules") && said.err.contains("Not Snake"), "{said:?}");
    let said = run(&room, &[], &[&words[..], &["nobody"]].concat()).ends_with(2);
    assert!(said.err.contains("namer \"nobody\" is unknown"), "{said:?}");
}

/// Writes a program that the shell runs.
fn program(room: &Room, name: &str, script: &str) {
    let file = format!("bin/nexusql-{name}");
    room.write(&file, format!("#!/bin/sh\n{script}\n"));
    set_mode(&room.path().join(file), 0o755);
}

#[test]
fn programs_that_misbehave_are_named_and_nothing_is_written() {
    let room = Room::new("plugins_bad");
    room.write("a.sql", SCHEMA);
    let path = |folder: &str| format!(r#"cat > /dev/null; echo '{{"version": 1, "files": [{folder}]}}'"#);
    let same = |entry: &str| {
        // As many as there are subjects.
        let python = "import json,sys; n = len(json.load(sys.stdin)['subjects']); ";
        format!("python3 -c \"{python}print(json.dumps({{'version': 1, 'files': [{entry}] * n}}))\"")
    };
    let cases = [
        ("exits", "echo broken >&2; exit 3".to_owned(), "ended with exit code 3", "broken"),
        ("garbage", "echo hello; cat > /dev/null".to_owned(), "did not answer with JSON", "It wrote: hello"),
        ("nothing", "cat > /dev/null".to_owned(), "did not answer with JSON", "It wrote:"),
        ("list", "echo '[]'".to_owned(), "answered with something else", "the answer is no object"),
        ("versionless", "echo '{}'".to_owned(), "answered with something else", "it has no \"version\""),
        (
            "newer",
            "echo '{\"version\": 2}'".to_owned(),
            "answered with something else",
            "\"version\" is 2, and 1 is spoken",
        ),
        ("refuses", "echo '{\"version\": 1, \"error\": \"not today\"}'".to_owned(), "says an error", "not today"),
        ("fileless", "echo '{\"version\": 1}'".to_owned(), "answered with something else", "no list \"files\""),
        ("short", path(""), "answered with something else", "\"files\" has 0 entries"),
        ("up", same("{'folder': '..', 'file': 'x'}"), "answered with something else", "\"..\" is no name"),
        ("absolute", same("{'folder': '/tmp', 'file': 'x'}"), "answered with something else", "is no name"),
        ("nameless", same("{'folder': 'a'}"), "answered with something else", "is no name"),
        ("rank", same("{'folder': 'a', 'file': 'x', 'rank': -1}"), "answered with something else", "the rank -1"),
        ("endless", "cat > /dev/null; yes".to_owned(), "wrote too much", "67108864 bytes"),
    ];
    for (name, script, message, detail) in &cases {
        program(&room, &format!("layout-{name}"), script);
        let said =
            run(&room, &[&room.path().join("bin")], &["split", "a.sql", "-o", "out", "--layout", name]).ends_with(2);
        let program = format!("layout \"{}\" ", room.path().join(format!("bin/nexusql-layout-{name}")).display());
        assert!(said.err.contains(&program), "{said:?}");
        assert!(said.err.contains(message) && said.err.contains(detail), "{name}: {said:?}");
        assert!(!room.path().join("out").exists(), "{name}");
    }
}

#[test]
fn a_program_that_hangs_is_ended() {
    let room = Room::new("plugins_hang");
    room.write("a.sql", SCHEMA);
    program(&room, "layout-hangs", "exec sleep 600");
    let mut command = room.command(&["split", "a.sql", "--dry-run", "--layout", "hangs"]);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = [room.path().join("bin")].into_iter().chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(all).expect("no colon is in them")).env("NEXUSQL_PLUGIN_TIMEOUT", "0.5");
    let began = std::time::Instant::now();
    let said = said(&mut command).ends_with(2);
    assert!(said.err.contains("took too long") && said.err.contains("after 0.5 s"), "{said:?}");
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn plugins_are_listed_by_name_and_none_of_a_relative_folder() {
    let room = Room::new("plugins_list");
    program(&room, "layout-one", "exit 1");
    program(&room, "format-two", "exit 1");
    program(&room, "other-three", "exit 1");
    program(&room, "namer-bad.name", "exit 1");
    room.write("bin/nexusql-layout-unrunnable", "no program");
    room.write("other/nexusql-layout-one", "#!/bin/sh\n");
    set_mode(&room.path().join("other/nexusql-layout-one"), 0o755);
    let folders = [room.path().join("bin"), room.path().join("other")];
    let mut command = room.command(&["plugins", "--format", "json"]);
    command.env("PATH", std::env::join_paths(&folders).expect("no colon is in them"));
    let listed: Value = serde_json::from_str(&said(&mut command).ends_with(0).out).expect("it is JSON");
    let plugins = listed["plugins"].as_array().expect("a list");
    let names: Vec<&str> = plugins.iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["one", "two"]);
    assert_eq!(plugins[0]["path"], room.path().join("bin/nexusql-layout-one").to_string_lossy().as_ref());
    let mut command = room.command(&["plugins"]);
    let said = said(command.env("PATH", "bin:.")).ends_with(0);
    assert!(said.out.starts_with("no plugins"), "{said:?}");
}

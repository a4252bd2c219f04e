//! `nexusql split --layout schema --regroup`: groups, who names them, and that no key is shown.

mod common;

use common::{Room, Said, said};
use nexusql_testkit::http::{Answer, Service};
use serde_json::{Value, json};

const KEY: &str = "sk-cli-0a1b2c3d4e5f";
const SCHEMA: &str = "create table zorks (id int primary key, secret_value text default 'do not send');
create table zork_parts (id int primary key, zork_id int references zorks);
create table users (id int primary key);
create table user_roles (user_id int references users, role text);
create table orders (id int primary key);
create table order_items (order_id int references orders, qty int check (qty > 17));
create view totals as select order_id, sum(qty) from order_items group by order_id;
comment on table orders is 'internal remark';
insert into users values (4711);
";
const WORDS: [&str; 7] = ["split", "a.sql", "-o", "db", "--layout", "schema", "--regroup"];

/// Runs the command with a service and a cache of its own.
fn run(room: &Room, service: &Service, words: &[&str]) -> Said {
    let mut command = room.command(&[&WORDS[..], words].concat());
    for name in ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "NEXUSQL_LLM_PROTOCOL", "NEXUSQL_LLM_MODEL"] {
        command.env_remove(name);
    }
    // Engines are found by the machine's own cache; only names are kept here.
    command.env("NEXUSQL_LLM_CACHE", room.path().join("names")).env("NEXUSQL_LLM_RETRIES", "0");
    command.env("NEXUSQL_LLM_BASE_URL", format!("{}/v1", service.url)).env("NEXUSQL_LLM_API_KEY", KEY);
    let said = said(&mut command);
    assert!(!format!("{said:?}").contains(KEY) && !format!("{said:?}").contains("0a1b2c"), "{said:?}");
    said
}

fn answer(names: &[&str]) -> Answer {
    let text = json!({ "names": names }).to_string();
    let body = json!({
        "id": "1", "object": "chat.completion", "model": "m",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }]
    });
    Answer::Say(200, String::new(), body.to_string())
}

#[test]
fn rules_name_groups_and_need_nothing() {
    let room = Room::new("names_rules");
    room.write("a.sql", SCHEMA);
    let said = room.run(&[&WORDS[..], &["--format", "json"]].concat()).ends_with(0);
    let whole: Value = serde_json::from_str(&said.out).expect("it is JSON");
    let groups = whole["groups"]["list"].as_array().expect("a list");
    let names: Vec<&str> = groups.iter().filter_map(|group| group["name"].as_str()).collect();
    assert_eq!(names, ["sales", "identity", "zork"]);
    assert!(whole["proof"]["loads"] == true && whole["proof"]["failures"] == json!([]));
    assert!(room.read("db/sales/views/totals.sql").contains("create view totals"));
    room.run(&["merge", "db", "-o", "b.sql"]).ends_with(0);
    room.run(&["split", "b.sql", "-o", "again", "--layout", "schema", "--regroup"]).ends_with(0);
    assert_eq!(room.read("again/load.psql"), room.read("db/load.psql"));
}

#[test]
fn a_model_names_groups_and_sees_names_and_types_only() {
    let room = Room::new("names_model");
    room.write("a.sql", SCHEMA);
    let service = Service::start(vec![answer(&["commerce", "access", "gadgets"])]);
    let said = run(&room, &service, &["--namer", "llm", "--domain", "toy shop"]).ends_with(0);
    assert!(said.err.contains("group commerce: public.order_items, public.orders"), "{said:?}");
    assert!(said.err.contains("proven on PostgreSQL"), "{said:?}");
    assert!(room.path().join("db/gadgets/tables/zorks.sql").is_file());
    let asked = service.asked();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].body.contains("toy shop") && asked[0].body.contains("zork_parts"), "{}", asked[0].body);
    for never in ["do not send", "17", "internal remark", "4711", "select", "references", "public"] {
        assert!(!asked[0].body.contains(never), "{never}: {}", asked[0].body);
    }
    // The second time nobody is asked.
    run(&room, &service, &["--namer", "llm", "--domain", "toy shop", "--force"]).ends_with(0);
    assert_eq!(service.asked().len(), 1);
}

#[test]
fn a_dry_run_shows_the_request_and_sends_nothing() {
    let room = Room::new("names_dry");
    room.write("a.sql", SCHEMA);
    let service = Service::start(vec![answer(&["a", "b", "c"])]);
    for namer in ["llm", "hybrid"] {
        let said = run(&room, &service, &["--dry-run", "--namer", namer, "--format", "json"]).ends_with(0);
        let whole: Value = serde_json::from_str(&said.out).expect("it is JSON");
        let request = whole["groups"]["request"].as_str().expect("a text");
        assert!(request.starts_with(&format!("POST {}/v1/chat/completions\n", service.url)), "{request}");
        assert!(request.contains("authorization: …") && request.contains("zork_parts"), "{request}");
        assert_eq!(request.contains("order_items"), namer == "llm", "{request}");
    }
    assert!(service.asked().is_empty());
}

#[test]
fn a_service_that_fails_is_told_and_rules_take_its_place() {
    let room = Room::new("names_fail");
    room.write("a.sql", SCHEMA);
    let echo = json!({ "error": { "message": format!("the key {KEY} is not valid") } }).to_string();
    let service = Service::start(vec![Answer::Say(401, String::new(), echo)]);
    let said = run(&room, &service, &["--namer", "llm"]).ends_with(0);
    assert!(said.err.contains("groups were named by rules") && said.err.contains("answered 401"), "{said:?}");
    assert!(room.path().join("db/zork/tables/zorks.sql").is_file());
    let mut command =
        room.command(&["split", "a.sql", "--dry-run", "--layout", "schema", "--regroup", "--namer", "llm"]);
    for name in ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "NEXUSQL_LLM_API_KEY", "NEXUSQL_LLM_BASE_URL"] {
        command.env_remove(name);
    }
    let said = common::said(&mut command).ends_with(0);
    assert!(said.err.contains("there is no key for the language model"), "{said:?}");
}

#[test]
fn regrouping_goes_with_one_layout() {
    let room = Room::new("names_usage");
    room.write("a.sql", SCHEMA);
    let said = room.run(&["split", "a.sql", "--dry-run", "--regroup"]).ends_with(2);
    assert!(said.err.contains("--regroup goes with --layout schema only"), "{said:?}");
    room.run(&["split", "a.sql", "--dry-run", "--namer", "rule"]).ends_with(2);
}

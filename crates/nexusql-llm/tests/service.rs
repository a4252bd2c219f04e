//! Names from a server of HTTP in this process, in both protocols: good answers, and all that a service may do instead.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use nexusql_group::{Column, Group, Named, Namer, Table, name};
use nexusql_llm::{Hybrid, Key, Llm, Protocol, Settings};
use nexusql_testkit::http::{Answer, Service};
use serde_json::{Value, json};

const KEY: &str = "sk-test-9f8e7d6c5b4a";

fn tables() -> Vec<Table> {
    let table = |table: &str, columns: &[(&str, &str)]| Table {
        name: nexusql_script::Name { schema: Some("public".to_owned()), name: table.to_owned() },
        columns: columns
            .iter()
            .map(|(name, kind)| Column { name: (*name).to_owned(), sql_type: (*kind).to_owned() })
            .collect(),
        needs: Vec::new(),
    };
    vec![
        table("users", &[("id", "int"), ("email", "text")]),
        table("user_roles", &[("user_id", "int")]),
        table("quux_a", &[("id", "numeric(10,2)")]),
        table("frob", &[("id", "int")]),
    ]
}

fn groups(tables: &[Table]) -> Vec<Group<'_>> {
    Group::all(tables, &[vec![0, 1], vec![2, 3]])
}

fn llm(protocol: Protocol, service: &Service) -> Llm {
    Llm {
        settings: Settings {
            protocol,
            base_url: format!("{}/v1/", service.url),
            model: "some-model".to_owned(),
            key: Key::new(KEY),
            timeout: Duration::from_secs(5),
            retries: 1,
            cache: None,
        },
    }
}

/// Returns the answer of a service whose model says `text`.
fn says(protocol: Protocol, text: &str) -> Answer {
    let body = match protocol {
        Protocol::OpenAi => json!({
            "id": "1", "object": "chat.completion", "model": "some-model",
            "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
            "usage": { "prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2 }
        }),
        Protocol::Anthropic => json!({
            "id": "1", "type": "message", "role": "assistant", "model": "some-model", "stop_reason": "end_turn",
            "content": [{ "type": "text", "text": text }], "usage": { "input_tokens": 1, "output_tokens": 1 }
        }),
    };
    Answer::Say(200, String::new(), body.to_string())
}

fn fails(status: u16, headers: &str, message: &str) -> Answer {
    Answer::Say(status, headers.to_owned(), json!({ "error": { "message": message } }).to_string())
}

const BOTH: [Protocol; 2] = [Protocol::OpenAi, Protocol::Anthropic];
const GOOD: &str = "Here you are:\n```json\n{\"names\": [\"access\", \"widgets\"]}\n```";

#[test]
fn good_answers_are_taken_and_only_names_and_types_are_sent() {
    for protocol in BOTH {
        let service = Service::start(vec![says(protocol, GOOD)]);
        let tables = tables();
        let names = llm(protocol, &service).names(&groups(&tables), Some("toys")).expect("it answers");
        assert_eq!(names, ["access", "widgets"]);
        let asked = service.asked();
        assert_eq!(asked.len(), 1);
        let body: Value = serde_json::from_str(&asked[0].body).expect("it is JSON");
        let (line, key) = match protocol {
            Protocol::OpenAi => ("POST /v1/chat/completions HTTP/1.1", format!("authorization: bearer {KEY}")),
            Protocol::Anthropic => ("POST /v1/messages HTTP/1.1", format!("x-api-key: {KEY}")),
        };
        assert_eq!(asked[0].line, line);
        assert!(asked[0].head.contains(&key), "{:?}", asked[0].head);
        assert_eq!(body["model"], "some-model");
        let question = body["messages"].as_array().and_then(|all| all.last()).map(|last| last["content"].clone());
        let question = question.and_then(|text| text.as_str().map(str::to_owned)).expect("a text");
        assert_eq!(
            serde_json::from_str::<Value>(&question).expect("it is JSON"),
            json!({ "domain": "toys", "groups": [
                [{ "table": "users", "columns": [["id", "int"], ["email", "text"]] }, { "table": "user_roles", "columns": [["user_id", "int"]] }],
                [{ "table": "quux_a", "columns": [["id", "numeric(10,2)"]] }, { "table": "frob", "columns": [["id", "int"]] }],
            ] })
        );
    }
}

#[test]
fn what_is_previewed_is_what_is_sent_but_for_the_key() {
    for protocol in BOTH {
        let service = Service::start(vec![says(protocol, GOOD)]);
        let tables = tables();
        let llm = llm(protocol, &service);
        let shown = llm.preview(&groups(&tables), None).expect("it can be written down");
        assert!(service.asked().is_empty(), "nothing is sent");
        llm.names(&groups(&tables), None).expect("it answers");
        let asked = &service.asked()[0];
        let (head, body) = shown.split_once("\n\n").expect("a head and a body");
        let value = |text: &str| serde_json::from_str::<Value>(text).expect("it is JSON");
        assert_eq!(value(body), value(&asked.body));
        let path = asked.line.split(' ').nth(1).expect("a path");
        assert!(head.starts_with(&format!("POST {}{path}\n", service.url)), "{head}");
        assert!(!shown.contains(KEY) && !shown.contains("none"), "{shown}");
        let names = |head: &str| -> BTreeSet<String> {
            head.lines()
                .filter_map(|line| Some(line.split_once(':')?.0.to_lowercase()))
                .filter(|name| name != "host" && !name.contains(' '))
                .collect()
        };
        assert_eq!(names(&head[head.find('\n').expect("lines")..]), names(&asked.head));
    }
}

/// What a service does, how often it is asked, and what is said of it.
fn mishaps(protocol: Protocol) -> Vec<(&'static str, Vec<Answer>, usize, &'static str)> {
    let slow = || Answer::Hang(Duration::from_secs(4));
    vec![
        ("hangs", vec![slow()], 2, "did not answer within 0.4 s"),
        ("hangs up", vec![Answer::HangUp], 2, "could not be reached"),
        ("limits", vec![fails(429, "retry-after: 0\r\n", "slow down")], 2, "answered 429"),
        ("breaks", vec![fails(500, "", "oops")], 2, "answered 500"),
        ("refuses the key", vec![fails(401, "", &format!("key {KEY} is wrong"))], 1, "answered 401"),
        ("knows no model", vec![fails(404, "", "no such model")], 1, "It says: no such model"),
        (
            "redirects",
            vec![Answer::Say(302, "location: http://127.0.0.1:1/\r\n".to_owned(), String::new())],
            1,
            "answered 302",
        ),
        ("no JSON", vec![Answer::Say(200, String::new(), "<html>".to_owned())], 1, "was not understood"),
        ("other JSON", vec![Answer::Say(200, String::new(), "{\"a\": 1}".to_owned())], 1, ""),
        ("refuses", vec![says(protocol, "I cannot help with that.")], 1, "It says: I cannot help with that."),
        ("half JSON", vec![says(protocol, "{\"names\": [\"a\"")], 1, "did not answer with a list of names"),
        ("numbers", vec![says(protocol, "{\"names\": [1, 2]}")], 1, "did not answer with a list of names"),
        ("too few", vec![says(protocol, "{\"names\": [\"a\"]}")], 1, "There are 1 names for 2 groups"),
        ("twice", vec![says(protocol, "{\"names\": [\"same\", \"same\"]}")], 1, "is given twice"),
        ("keyword", vec![says(protocol, "{\"names\": [\"order\", \"b\"]}")], 1, "is a keyword"),
        ("a path", vec![says(protocol, "{\"names\": [\"../../etc\", \"b\"]}")], 1, "is not in snake case"),
    ]
}

#[test]
fn whatever_a_service_does_the_rules_name_groups_and_say_so() {
    std::thread::scope(|scope| {
        for protocol in BOTH {
            for (what, answers, n_asked, said) in mishaps(protocol) {
                scope.spawn(move || {
                    let service = Service::start(answers);
                    let mut llm = llm(protocol, &service);
                    if what == "hangs" {
                        llm.settings.timeout = Duration::from_millis(400);
                    }
                    let began = Instant::now();
                    let tables = tables();
                    let named: Named = name(&groups(&tables), &llm, None, &BTreeSet::new());
                    assert_eq!(named.names, ["identity", "frob"], "{what}");
                    assert_eq!(named.namer, "rule");
                    let shown = format!("{:?} {}", named.notices, serde_json::to_string(&named).expect("plain values"));
                    assert!(shown.contains("groups were named by rules") && shown.contains(said), "{what}: {shown}");
                    assert!(!shown.contains(KEY) && !shown.contains("9f8e7d"), "{what}: {shown}");
                    assert_eq!(service.asked().len(), n_asked, "{what}");
                    assert!(began.elapsed() < Duration::from_secs(20), "{what}");
                });
            }
        }
    });
}

#[test]
fn what_passes_is_tried_again() {
    for protocol in BOTH {
        let service = Service::start(vec![fails(429, "retry-after: 0\r\n", "slow down"), says(protocol, GOOD)]);
        let tables = tables();
        assert_eq!(llm(protocol, &service).names(&groups(&tables), None).expect("it answers"), ["access", "widgets"]);
        assert_eq!(service.asked().len(), 2);
    }
}

#[test]
fn answers_are_kept_and_bad_ones_are_not() {
    let folder = std::env::temp_dir().join(format!("nexusql-llm-cache-{}", std::process::id()));
    let protocol = Protocol::OpenAi;
    let bad = says(protocol, "{\"names\": [\"same\", \"same\"]}");
    let service = Service::start(vec![bad, says(protocol, GOOD), fails(500, "", "gone")]);
    let mut llm = llm(protocol, &service);
    llm.settings.cache = Some(folder.clone());
    let tables = tables();
    assert!(llm.names(&groups(&tables), None).is_err());
    for _ in 0..3 {
        assert_eq!(llm.names(&groups(&tables), None).expect("it answered once"), ["access", "widgets"]);
    }
    assert_eq!(service.asked().len(), 2);
    llm.settings.retries = 0;
    assert!(llm.names(&groups(&tables), Some("another domain")).is_err(), "that is another question");
    for entry in std::fs::read_dir(&folder).expect("it is there").flatten() {
        let text = std::fs::read_to_string(entry.path()).expect("it can be read");
        assert!(!text.contains(KEY), "{text}");
    }
    std::fs::remove_dir_all(folder).expect("it is ours");
}

#[test]
fn hybrid_asks_only_where_the_rules_are_not_sure() {
    let protocol = Protocol::Anthropic;
    let service = Service::start(vec![says(protocol, "{\"names\": [\"widgets\"]}")]);
    let tables = tables();
    let hybrid = Hybrid { llm: llm(protocol, &service) };
    assert_eq!(hybrid.names(&groups(&tables), None).expect("it answers"), ["identity", "widgets"]);
    let body = &service.asked()[0].body;
    assert!(body.contains("quux_a") && !body.contains("email"), "{body}");
    let only = Group::all(&tables, &[vec![0, 1]]);
    assert_eq!(hybrid.names(&only, None).expect("nobody is asked"), ["identity"]);
    assert_eq!(hybrid.preview(&only, None).expect("nothing is sent"), None);
    assert_eq!(service.asked().len(), 1);
}

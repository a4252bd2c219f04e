//! `nexusql query` at a terminal: what is longer than the terminal goes to the pager.

#![cfg(unix)]

mod common;

use std::io::Read as _;
use std::process::{Command, Stdio};

use common::Room;
use nix::pty::{OpenptyResult, Winsize, openpty};

/// Runs `command` at a terminal of `rows` lines and returns what the terminal shows.
fn at_terminal(mut command: Command, rows: u16) -> String {
    let size = Winsize { ws_row: rows, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
    let OpenptyResult { master, slave } = openpty(&size, None).expect("the system has pseudo-terminals");
    let mut child = command.stdout(slave).stderr(Stdio::piped()).spawn().expect("the binary runs");
    // The command holds the other end, and the terminal ends when nobody has it open.
    drop(command);
    let mut screen = std::fs::File::from(master);
    let (mut shown, mut part) = (Vec::new(), [0; 4096]);
    // Linux reports the end of a terminal as an error.
    while let Ok(n @ 1..) = screen.read(&mut part) {
        shown.extend_from_slice(&part[..n]);
    }
    let mut said = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut said).expect("messages are text");
    assert_eq!((child.wait().expect("it ends").code(), said.as_str()), (Some(0), ""));
    String::from_utf8(shown).expect("output is UTF-8").replace("\r\n", "\n")
}

fn query(room: &Room, pager: &str, more: &[&str], n: usize) -> Command {
    let sql = format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {n}) select i from n");
    let mut command = room.command(&[&["query", "sqlite::memory:", &sql], more].concat());
    command.env("PAGER", pager).env_remove("LESS");
    command
}

fn table(n: usize) -> String {
    // The first rows say how wide a column is.
    let width = n.min(1_000).to_string().len();
    let rows: String = (1..=n).map(|i| format!("{i:>width$}\n")).collect();
    format!("i\n{}\n{rows}({n} rows)\n", "-".repeat(width))
}

#[test]
fn what_is_longer_than_the_terminal_is_paged() {
    let room = Room::new("query_pager");
    room.write("pager.sh", "echo paged with $LESS\ncat\n");
    let pager = "sh pager.sh";
    for (rows, n, paged) in [(10, 6, false), (10, 7, true), (10, 50_000, true), (200, 150, false)] {
        let begin = if paged { "paged with FRSX\n" } else { "" };
        let shown = at_terminal(query(&room, pager, &[], n), rows);
        assert!(
            shown == format!("{begin}{}", table(n)),
            "{n} rows on {rows} lines: {:.100} … {}",
            shown,
            &shown[shown.len().saturating_sub(100)..]
        );
    }
    for (pager, more) in [(pager, &["--no-pager"][..]), ("", &[]), ("/no/such/pager", &[])] {
        assert!(at_terminal(query(&room, pager, more, 100), 10) == table(100), "{pager:?} {more:?}");
    }
    let csv = at_terminal(query(&room, pager, &["--format", "csv"], 100), 10);
    assert!(csv.starts_with("i\r\n1\r\n"), "{csv}");
}

#[test]
fn a_pager_that_is_left_ends_the_query() {
    let room = Room::new("query_pager_left");
    room.write("pager.sh", "head -n 3\n");
    let shown = at_terminal(query(&room, "sh pager.sh", &[], 100_000_000), 10);
    assert_eq!(shown.lines().next(), Some("i"));
    assert_eq!(shown.lines().count(), 3);
}

#[test]
fn without_a_terminal_nothing_is_paged() {
    let room = Room::new("query_pager_none");
    let said = common::said(&mut query(&room, "false", &[], 100)).ends_with(0);
    assert_eq!(said.out, table(100));
}

//! Where results are written: a file is replaced at once, and nothing that is no file is replaced at all.

#![cfg(unix)]

mod common;

use std::os::unix::fs::{FileTypeExt, symlink};
use std::process::{Command, Stdio};

use common::{Room, mode, spawn};

fn room(name: &str) -> Room {
    let room = Room::new(name);
    room.write("db/a.sql", "create table a (x int);\n");
    room
}

#[test]
fn a_device_stays_a_device() {
    let room = room("device_stays");
    let said = room.run(&["build", "db", "-o", "/dev/full"]).ends_with(2);
    assert_eq!(said.err, "error: could not write \"/dev/full\": No space left on device (os error 28)\n");
    assert!(std::fs::metadata("/dev/full").expect("it is still there").file_type().is_char_device());
    let said = room.run(&["build", "db", "-o", "/dev/stdout"]).ends_with(0);
    assert!(said.out.contains("create table a"), "{}", said.out);
    assert!(std::fs::symlink_metadata("/dev/stdout").expect("it is still there").is_symlink());
}

#[test]
fn a_pipe_is_written_to() {
    let room = room("pipe_written");
    let pipe = room.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    let reader = spawn(Command::new("cat").arg(&pipe).stdin(Stdio::null()));
    room.run(&["build", "db", "-o", "pipe"]).ends_with(0);
    let read = reader.wait_with_output().expect("cat ends").stdout;
    assert!(String::from_utf8_lossy(&read).contains("create table a"));
    assert!(std::fs::metadata(&pipe).expect("it is still there").file_type().is_fifo());
}

#[test]
fn a_link_leads_to_the_file_that_is_written() {
    let room = room("link_leads");
    room.write("real/schema.sql", "old");
    symlink("real/schema.sql", room.path().join("schema.sql")).expect("a link can be made");
    symlink("real/new.sql", room.path().join("new.sql")).expect("a link can be made");
    for name in ["schema.sql", "new.sql"] {
        room.run(&["build", "db", "-o", name]).ends_with(0);
        assert!(room.path().join(name).is_symlink());
        assert!(room.read(&format!("real/{name}")).contains("create table a"));
        assert_eq!(mode(&room.path().join(name)), 0o600);
    }
}

#[test]
fn a_file_that_cannot_be_written_is_named_as_the_user_did() {
    let room = room("cannot_be_written");
    let said = room.run(&["build", "db", "-o", "nowhere/x.sql"]).ends_with(2);
    assert_eq!(said.err, "error: could not write \"nowhere/x.sql\": No such file or directory (os error 2)\n");
    let said = room.run(&["build", "db", "-o", "db"]).ends_with(2);
    assert_eq!(said.err, "error: could not write \"db\": Is a directory (os error 21)\n");
}

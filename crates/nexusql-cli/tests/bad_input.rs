//! What a user sees when something is wrong: the exit code and the whole message.
//!
//! A message is reviewed by its snapshot (`UPDATE_EXPECT=1` writes them anew); what must hold is asserted beside it.

#![cfg(unix)]

mod common;

#[path = "bad_input/arguments.rs"]
mod arguments;
#[path = "bad_input/engine.rs"]
mod engine;
#[path = "bad_input/files.rs"]
mod files;
#[path = "bad_input/login.rs"]
mod login;
#[path = "bad_input/midway.rs"]
mod midway;
#[path = "bad_input/odd.rs"]
mod odd;
#[path = "bad_input/secrets.rs"]
mod secrets;
#[path = "bad_input/tcp.rs"]
mod tcp;
#[path = "bad_input/text.rs"]
mod text;

use std::process::Command;

use common::{Room, said};
use expect_test::Expect;

/// Runs the command, which must end with `code` and say `expected`.
#[track_caller]
fn check(room: &Room, arguments: &[&str], code: i32, expected: &Expect) {
    check_command(room, &mut room.command(arguments), code, expected);
}

#[track_caller]
fn check_command(room: &Room, command: &mut Command, code: i32, expected: &Expect) {
    let said = said(command);
    expected.assert_eq(&said.shown(room));
    assert_eq!(said.code, Some(code));
}

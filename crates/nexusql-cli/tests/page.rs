//! `docs/cli.md` is what the commands say of themselves. `UPDATE_EXPECT=1` writes it anew.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

use std::fmt::Write as _;
use std::process::Command;

const HEAD: &str = "# The command line

What `nexusql COMMAND --help` says, command by command. `crates/nexusql-cli/src/args.rs` is where it is written.
";

#[test]
fn the_page_says_what_the_help_says() {
    let mut page = HEAD.to_owned();
    describe(&mut page, &[]);
    expect_test::expect_file!["../../../docs/cli.md"].assert_eq(&page);
}

/// Adds the help of a command, and that of the commands below it.
fn describe(page: &mut String, command: &[&str]) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_nexusql"));
    let output = run.args(command).arg("--help").env("COLUMNS", "120").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let name: String = command.iter().flat_map(|word| [" ", word]).collect();
    let lines: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    write!(page, "\n## nexusql{name}\n\n```text\n{}\n```\n", lines.join("\n")).unwrap();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for word in listed.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()) {
        if word != "help" {
            describe(page, &[command, &[word]].concat());
        }
    }
}

//! Rewrites the script on standard input and says what became of each statement.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::io::Read;

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let options = nexusql_script::Options { target: 15, ..Default::default() };
    let again = nexusql_script::idempotent(nexusql_sql::Script::new("<stdin>", &text), &options).unwrap();
    println!("{}", again.text);
    for statement in again.statements {
        println!("-- {} {} {:?}", statement.kind, statement.class.name(), statement.reason);
    }
}
